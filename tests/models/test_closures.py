"""Why a calendar is closed: each closed stretch in pieces, of which each has one reason."""

from datetime import date, datetime

import pytest

from app.models.calendar import BusinessCalendar
from app.models.closures import ClosedStretch, Closure, closed_stretches, part_of
from tests.builders import OFFICE

HOURS = BusinessCalendar.from_spec(
    OFFICE | {"holidays": ["2026-03-09", "2026-03-10"], "breaks": {"2026-03-05": ["14:00-18:00"]}}
).hours


def wall(text: str) -> datetime:
    """A wall time of March 2026 in Shanghai, "06 10:00" (a Friday)."""
    return datetime.strptime(f"2026-03-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=HOURS.zone)


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("02 12:00", "02 13:00", [("02 12:00", "02 13:00", Closure.BREAK, ())]),
        (
            "05 14:00",
            "06 09:00",
            [("05 14:00", "05 18:00", Closure.CLOSED_HOURS, (5,)), ("05 18:00", "06 09:00", Closure.NIGHT, ())],
        ),
        ("06 18:00", "11 09:00", [("06 18:00", "11 09:00", Closure.HOLIDAYS, (9, 10))]),
    ],
)
def test_hours_that_were_closed_stand_apart_from_the_night_that_follows(
    since: str, until: str, told: list[tuple[str, str, Closure, tuple[int, ...]]]
) -> None:
    expected = [
        ClosedStretch(wall(start), wall(end), why, tuple(date(2026, 3, day) for day in days))
        for start, end, why, days in told
    ]
    assert list(closed_stretches(HOURS, wall(since), wall(until))) == expected


def test_a_part_of_a_night_is_told_as_outside_opening_hours_and_a_part_of_a_holiday_by_its_own_dates() -> None:
    [night] = closed_stretches(HOURS, wall("02 18:00"), wall("03 09:00"))
    assert part_of(night, HOURS, wall("02 20:00"), wall("05 09:00"))[2:] == (Closure.OUTSIDE_HOURS, ())
    [holidays] = closed_stretches(HOURS, wall("06 18:00"), wall("11 09:00"))
    assert part_of(holidays, HOURS, wall("01 00:00"), wall("10 00:00"))[2:] == (Closure.HOLIDAYS, (date(2026, 3, 9),))
    assert part_of(holidays, HOURS, wall("07 00:00"), wall("08 00:00"))[2:] == (Closure.DAYS_OFF, ())
