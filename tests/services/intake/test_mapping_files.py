"""Mapping files: those that ship can be read, and a mistake is named by file, field and sentence."""

from pathlib import Path

import pytest

from app.services.intake.mapping import Clocks
from app.services.intake.mapping_files import MAPPINGS, known_mappings, mapping_named, read_mapping
from app.services.intake.mapping_reader import MappingRefusedError

GOOD = """
title = "Complaints"
zone = "Asia/Shanghai"
dates = ["%Y-%m-%d %H:%M"]
[fields]
key = "No"
received = "In"
"""


def refusal(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingRefusedError) as caught:
        read_mapping(path)
    return str(caught.value)


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_each_mapping_that_ships_can_be_read(path: Path) -> None:
    mapping = mapping_named(path.stem)

    assert mapping.origin
    assert {"key"} <= set(mapping.texts)
    assert {"received"} <= set(mapping.times)


def test_the_mappings_of_the_four_sources_ship() -> None:
    assert {path.stem for path in MAPPINGS.glob("*.toml")} >= {"boston311", "uci_incident", "留言答复", "Comcast"}


def test_a_short_mapping_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")

    mapping = read_mapping(path)

    assert mapping.origin == "mine"
    assert mapping.columns == ("No", "In")
    assert mapping.resolution is Clocks.NONE


def test_an_unknown_mapping_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(MappingRefusedError, match=r"There is no mapping “\.\./x”; there are Comcast, boston311"):
        mapping_named("../x")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("[fields]", "[fields", "mine.toml: cannot be read: "),
        (
            'zone = "Asia/Shanghai"',
            'zone = "Asia/Shanghei"',
            "mine.toml: zone is “Asia/Shanghei”, which is no time zone",
        ),
        ('zone = "Asia/Shanghai"', 'zone = "../etc"', "mine.toml: zone is “../etc”, which is no time zone"),
        ("title =", "tittle =", "mine.toml: tittle is not known here; known are "),
        ('title = "Complaints"', "title = 1", "mine.toml: title must be a text."),
        ("%H:%M", "%H:%Q", "mine.toml: dates is wrong: “%Q” is not known in a date format."),
        ('dates = ["%Y-%m-%d %H:%M"]', "", "mine.toml: fields.received needs date formats"),
        ('key = "No"', "", "mine.toml: fields.key is missing: say which column it is."),
        ('key = "No"', 'key = ""', "mine.toml: fields.key must name a column."),
        ('key = "No"', "key = 7", "mine.toml: fields.key must be a text or a list of texts."),
        ('key = "No"', 'kee = "No"', "mine.toml: fields.kee is not known here"),
        ("[fields]", 'encodings = ["ebcdic"]\n[fields]', "mine.toml: encodings names “ebcdic”; known are utf-8"),
        ("[fields]", 'encodings = ["latin-1", "utf-8"]\n[fields]', "mine.toml: encodings must name latin-1 last"),
        ("[fields]", "encodings = []\n[fields]", "mine.toml: encodings must name at least one"),
        ("[fields]", 'delimiter = "x"\n[fields]', "mine.toml: delimiter must be a comma"),
        ("[fields]", 'keep_backward = "yes"\n[fields]', "mine.toml: keep_backward must be true or false."),
        ("[fields]", "words = 3\n[fields]", "mine.toml: words must be a table."),
        ("[fields]", "[words.status]\n[fields]", "mine.toml: words.status must name a column"),
        (
            "[fields]",
            '[words.status]\ncolumn = "S"\nvalues = { Done = "done" }\n[fields]',
            "mine.toml: words.status.values.Done is “done” but must be one of open, waiting",
        ),
        (
            "[fields]",
            '[clocks]\nresolution = "recorded"\n[fields]',
            "mine.toml: clocks.resolution is “recorded”, so fields.resolution_due must say in which column.",
        ),
        (
            "[fields]",
            '[clocks]\nresolution = "yes"\n[fields]',
            "mine.toml: clocks.resolution is “yes” but must be one of",
        ),
        ('received = "In"', "received = { }", "mine.toml: fields.received.columns must name a column."),
        ("[fields]", '[event_log]\nat = "At"\n[fields]', "mine.toml: event_log.track must name a column."),
    ],
)
def test_a_mistake_is_named_by_file_field_and_sentence(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    assert before in GOOD
    assert refusal(tmp_path, GOOD.replace(before, after)).startswith(sentence)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(MappingRefusedError, match=r"mine\.toml: cannot be read"):
        read_mapping(path)


def test_the_known_mappings_have_titles_and_a_spoilt_one_its_name(tmp_path: Path) -> None:
    assert known_mappings()["boston311"] == "Boston 311 service requests"
    (tmp_path / "ours.toml").write_text("title = 7", "utf-8")
    assert known_mappings(tmp_path) == {"ours": "ours"}
