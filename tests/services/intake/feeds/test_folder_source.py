"""A watched folder: what rests is read once and moved, what is still written is left, nothing is lost by a restart."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.models.ticket import Status
from app.services.database import Database
from app.services.intake.feeds import reading
from app.services.intake.feeds.lease import LEASE
from app.services.intake.feeds.source import Setting, SourceError
from app.services.intake.feeds.source_list import trial
from app.services.intake.feeds.sources.folder import Folder
from tests.services.intake.feeds.reader import Reader
from tests.services.intake.files import BOSTON, boston_row, csv_bytes
from tests.services.test_mail import mail

MINUTE = timedelta(minutes=1)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """The folder that is watched."""
    made = tmp_path / "inbox"
    made.mkdir()
    return made


@pytest.fixture
def reader(sqlite_database: Database, tmp_path: Path, inbox: Path) -> Reader:
    """A floor that watches the folder."""
    return Reader(sqlite_database, tmp_path, "folder", {"folder": str(inbox), "mapping": "boston311"})


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def test_a_mail_that_rests_becomes_a_complaint_and_its_file_is_put_away(reader: Reader, inbox: Path) -> None:
    (inbox / "a.eml").write_bytes(mail(Subject="投诉").as_bytes())
    reader.read()
    assert reader.tickets() == {}
    reader.read()
    assert [each.title for each in reader.tickets().values()] == ["投诉"]
    assert (names(inbox), names(inbox / "done")) == (["done", "refused"], ["a.eml"])
    # The same mail under the same name once more: known, and put beside the first.
    (inbox / "a.eml").write_bytes(mail(Subject="投诉").as_bytes())
    for _ in range(2):
        reader.read()
    assert (len(reader.tickets()), names(inbox / "done")) == (1, ["a-2.eml", "a.eml"])


def test_a_file_that_is_still_written_is_left_alone(reader: Reader, inbox: Path) -> None:
    whole = mail("every word").as_bytes()
    for end in (50, 120, len(whole)):
        (inbox / "a.eml").write_bytes(whole[:end])
        reader.read()
        assert reader.tickets() == {}
    (inbox / ".hidden.eml").write_bytes(whole)
    (inbox / "b.eml.part").write_bytes(whole)
    (inbox / "link.eml").symlink_to(inbox / "a.eml")
    for _ in range(2):
        reader.read()
    assert [each.description for each in reader.tickets().values()] == ["every word"]
    assert {".hidden.eml", "b.eml.part", "link.eml"} <= set(names(inbox))


def test_the_rows_of_a_table_become_complaints_and_follow_it(reader: Reader, inbox: Path) -> None:
    rows = [boston_row(str(number), "03/02/2015 08:00:00 AM", "03/04/2015 08:00:00 AM") for number in range(1, 4)]
    (inbox / "a.csv").write_bytes(csv_bytes([BOSTON, *rows]))
    for _ in range(2):
        reader.read()
    assert list(reader.tickets()) == ["1", "2", "3"]
    assert names(inbox / "done") == ["a.csv"]
    closed = boston_row("2", "03/02/2015 08:00:00 AM", "03/04/2015 08:00:00 AM", "03/03/2015 08:00:00 AM")
    (inbox / "b.csv").write_bytes(csv_bytes([BOSTON, rows[0], closed]))
    for _ in range(2):
        reader.read()
    assert [each.status for each in reader.tickets().values()] == [Status.OPEN, Status.RESOLVED, Status.OPEN]
    assert reader.source().counts == {"added": 3, "changed": 1}


def test_rows_that_are_refused_are_listed_and_written_out_and_the_others_come(reader: Reader, inbox: Path) -> None:
    (inbox / "a.csv").write_bytes(
        csv_bytes([BOSTON, boston_row("1", "03/02/2015 08:00:00 AM"), boston_row("2", "no time at all")])
    )
    for _ in range(2):
        reader.read()
    assert list(reader.tickets()) == ["1"]
    assert list(reader.rejects()) == ["a.csv:3"]
    assert names(inbox / "refused") == ["a.rejected.csv"]
    assert names(inbox / "done") == ["a.csv"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"wrong,headings\r\n1,2\r\n", "lacks the heading"),
        ("a.docx", b"PK", "Only tables"),
        ("a.xlsx", b"%PDF", "PDF"),
    ],
)
def test_a_file_that_cannot_be_read_is_put_aside_with_the_reason(
    reader: Reader, inbox: Path, name: str, content: bytes, said: str
) -> None:
    (inbox / name).write_bytes(content)
    (inbox / "b.eml").write_bytes(mail().as_bytes())
    for _ in range(2):
        reader.read()
    assert names(inbox / "refused") == [name, f"{name}.reason.txt"]
    assert said in (inbox / "refused" / f"{name}.reason.txt").read_text(encoding="utf-8")
    # The others are read all the same.
    assert len(reader.tickets()) == 1
    assert reader.source().failures == 0


class _Death(BaseException):
    """The process dies."""


@pytest.mark.parametrize("dies_at", range(1, 4))
def test_whoever_dies_while_a_file_is_read_loses_and_doubles_nothing(
    reader: Reader, inbox: Path, dies_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PORTION", 2)
    rows = [boston_row(str(number), "03/02/2015 08:00:00 AM") for number in range(1, 6)]
    (inbox / "a.csv").write_bytes(csv_bytes([BOSTON, *rows]))
    reader.read()
    settled = iter(range(1, 100))

    def settle(self: Any, *_: Any) -> None:
        if next(settled) == dies_at:
            raise _Death

    with monkeypatch.context() as dying:
        dying.setattr(Folder, "settle", settle)
        with pytest.raises(_Death):
            reader.read()
    reader.read(after=LEASE + MINUTE)
    reader.read()
    assert list(reader.tickets()) == ["1", "2", "3", "4", "5"]
    assert names(inbox / "done") == ["a.csv"]


def test_a_folder_that_is_not_there_is_said(reader: Reader, inbox: Path, tmp_path: Path) -> None:
    inbox.rename(tmp_path / "elsewhere")
    assert reader.read() is None
    assert "There is no folder" in reader.error()
    with pytest.raises(SourceError, match="no folder"):
        Folder(Setting("x", {"folder": str(inbox)})).check()
    with reader.database.read() as session, pytest.raises(SourceError, match="choose one"):
        trial(session, reader.seal, None, kind="folder", values={"folder": "x", "mapping": "none such"}, secret="")


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_in_another_set_of_characters_stops_nothing(database: Database, tmp_path: Path, inbox: Path) -> None:
    reader = Reader(database, tmp_path, "folder", {"folder": str(inbox), "mapping": "boston311"})
    folder = os.fsencode(inbox)
    for name in ("投诉.eml".encode("gbk"), "表.csv".encode("gbk"), "说明.doc".encode("gbk")):
        Path(os.fsdecode(os.path.join(folder, name))).write_bytes(mail(Subject="投诉").as_bytes())
    (inbox / "a.eml").write_bytes(mail(Subject="其他").as_bytes())
    reader.read()
    reader.read()
    assert reader.source().failures == 0
    assert sorted(each.title for each in reader.tickets().values()) == ["其他", "投诉"]
    assert names(inbox) == ["done", "refused"]


def test_a_file_that_cannot_be_moved_holds_up_no_other(
    reader: Reader, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = Path.rename

    def rename(path: Path, to: Path) -> Path:
        if path.name == "open.eml":
            raise PermissionError(13, "it is open elsewhere")
        return moved(path, to)

    monkeypatch.setattr(Path, "rename", rename)
    for place, name in enumerate(("open.eml", "free.eml")):
        (inbox / name).write_bytes(mail(Subject=name).as_bytes())
        os.utime(inbox / name, (place, place))
    for _ in range(3):
        reader.read()
        reader.demand()
    assert sorted(each.title for each in reader.tickets().values()) == ["free.eml", "open.eml"]
    assert names(inbox) == ["done", "open.eml", "refused"]
    assert "it is open elsewhere" in reader.error()
