"""The calendar against answers of an independent business-time library, zendesk/biz, checked by a minute counter.

`tests/data/vectors.json` is the default; BUSINESS_TIME_VECTORS names another file of the same format.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.models.calendar import BusinessCalendar, CalendarError

Row = dict[str, Any]
PATH = Path(os.environ.get("BUSINESS_TIME_VECTORS") or Path(__file__).parents[1] / "data" / "vectors.json")
FILE = json.loads(PATH.read_text(encoding="utf-8"))
SPECS: dict[str, Any] = FILE["calendars"]
SECONDS = {"minutes": 60, "hours": 3600}


def windows_overlap(spec: dict[str, Any]) -> bool:
    """Tell by plain text comparison, which HH:MM allows, whether two windows of one day overlap."""
    days = [*spec["weekly"].values(), *spec.get("shifts", {}).values()]
    return any(first[6:] > second[:5] for windows in days for first, second in pairwise(sorted(windows)))


OVERLAPPING = {name for name, spec in SPECS.items() if windows_overlap(spec)}


@cache
def calendar(name: str) -> BusinessCalendar:
    return BusinessCalendar.from_spec(SPECS[name])


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def answers(row: Row, latest: Any, earliest: Any) -> Iterator[tuple[object, object]]:
    """Yield (ours, theirs); `latest` and `earliest` differ only where a budget ends exactly at a close."""
    hours, start = calendar(row["c"]), instant(row["t"])
    match row["op"], row.get("u"):
        case "within", _:
            yield hours.elapsed(start, instant(row["t2"])), latest
        case "in_hours", _:
            yield hours.is_open(start), latest
        case "next_open", _:
            yield hours.next_open(start), at(latest)
        case "after", "days":
            yield hours.add_days(start, row["n"]), at(latest)
        case "before", "days":
            yield hours.add_days(start, -row["n"]), at(latest)
        case "after", unit:
            seconds = row["n"] * SECONDS[str(unit)]
            yield hours.add(start, seconds, at_close="next_opening"), at(latest)
            yield hours.add(start, seconds), at(earliest)
        case "before", unit:
            yield hours.subtract(start, row["n"] * SECONDS[str(unit)]), at(latest)


def comparable(row: Row) -> bool:
    """Leave out what the product answers otherwise on purpose, or cannot be asked.

    Swapped weekends count as working days here and not there; going back zero days is not a negative number.
    """
    if row["c"] in OVERLAPPING:
        return False
    return row.get("u") != "days" or not (SPECS[row["c"]].get("shifts") or (row["op"] == "before" and row["n"] == 0))


def rows(kind: str) -> dict[str, list[Row]]:
    """The rows to compare, by the name of their calendar."""
    found: dict[str, list[Row]] = {}
    for row in filter(comparable, FILE[kind]):
        found.setdefault(row["c"], []).append(row)
    return found


def otherwise(asked: list[Row], latest: str, earliest: str) -> list[object]:
    """The ids of rows that are answered otherwise, with both answers."""
    return [
        (row["id"], ours, theirs)
        for row in asked
        for ours, theirs in answers(row, row[latest], row.get(earliest, row[latest]))
        if ours != theirs
    ]


@pytest.mark.parametrize(("name", "asked"), rows("vectors").items())
def test_the_calendar_agrees_with_the_library(name: str, asked: list[Row]) -> None:
    assert otherwise(asked, "a", "e") == [], name


@pytest.mark.parametrize(("name", "asked"), rows("quirks").items())
def test_where_the_library_is_wrong_the_calendar_agrees_with_the_wall_clock_counter(
    name: str, asked: list[Row]
) -> None:
    assert otherwise(asked, "x", "xe") == [], name


@pytest.mark.parametrize("name", sorted(OVERLAPPING))
def test_overlapping_windows_are_refused_with_their_names(name: str) -> None:
    with pytest.raises(CalendarError, match=r"\d\d:\d\d-\d\d:\d\d and \d\d:\d\d-\d\d:\d\d overlap"):
        calendar(name)


@pytest.mark.parametrize("name", sorted(SPECS.keys() - OVERLAPPING))
def test_every_other_calendar_is_accepted_and_keeps_its_meaning_in_normal_form(name: str) -> None:
    spec = calendar(name).spec
    assert json.loads(json.dumps(spec)) == spec
    assert BusinessCalendar.from_spec(spec).spec == spec
    assert {day for day, windows in SPECS[name]["weekly"].items() if windows} == set(spec["weekly"])
