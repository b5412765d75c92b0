"""The text of rules: one value is written anew, and everything else stays as people wrote it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.models.policy_lines import with_value
from app.services.deadlines.calendars import CALENDAR_FOLDER
from app.services.deadlines.rulebook import POLICY_FOLDER

FILES = [*POLICY_FOLDER.glob("*.toml"), *CALENDAR_FOLDER.glob("*.toml")]


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of everything in a parsed text that holds nothing else."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if entries is None:
        yield path
        return
    for name, each in entries:
        yield from leaves(each, (*path, name))


def put(value: Any, path: tuple[str | int, ...], new: object) -> None:
    """Put another value in its place."""
    for part in path[:-1]:
        value = value[part]
    value[path[-1]] = new


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_value_of_the_shipped_files_is_replaced_alone(file: Path) -> None:
    text = file.read_text("utf-8")
    for path in leaves(tomllib.loads(text)):
        expected = tomllib.loads(text)
        put(expected, path, "7d")
        changed = with_value(text, path, '"7d"')
        assert tomllib.loads(changed) == expected
        assert changed.count("\n") == text.count("\n")
        assert changed.count("#") == text.count("#")


def test_a_list_and_a_table_are_values_too() -> None:
    assert with_value("a = [1, 2]  # two\nb = { c = 3 }", ("a",), "[1]") == "a = [1]  # two\nb = { c = 3 }"
    assert with_value("a = 1\nb = { c = 3 }", ("b",), "{}") == "a = 1\nb = {}"


def test_a_field_that_is_not_there_has_no_value() -> None:
    with pytest.raises(KeyError):
        with_value("a = 1", ("b",), "2")
