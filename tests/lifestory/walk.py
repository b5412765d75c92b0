"""The time of an office in plain Python: a walk over its windows, date by date. Nothing of the engine is in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

# What the engine is told of the same office: lunch, holidays, weekends that are worked for them (调休), half a day.
OFFICE = {
    "zone": "Asia/Shanghai",
    "weekly": {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": [
        "2026-03-05",
        "2026-04-06",
        *(f"2026-05-0{day}" for day in range(1, 6)),
        "2026-06-19",
        *(f"2026-10-0{day}" for day in range(1, 8)),
        "2027-01-01",
        *(f"2027-02-{day:02}" for day in range(5, 12)),
    ],
    "shifts": {
        "2026-03-07": ["09:00-12:00", "13:00-18:00"],
        "2026-03-11": ["09:00-12:00"],
        "2026-05-09": ["09:00-12:00", "13:00-18:00"],
        "2026-09-20": ["09:00-12:00", "13:00-18:00"],
        "2026-10-10": ["09:00-12:00", "13:00-18:00"],
        "2026-12-31": ["13:00-18:00"],
        "2027-02-13": ["09:00-12:00", "13:00-18:00"],
    },
}
_EAST = timedelta(hours=8)
_DAY = timedelta(days=1)
_WHOLE = ((9, 12), (13, 18))
_SPECIAL: dict[date, tuple[tuple[int, int], ...]] = {
    **{date(2026, 5, day): () for day in (1, 2, 3, 4, 5)},
    **{date(2026, 10, day): () for day in (1, 2, 3, 4, 5, 6, 7)},
    **{date(2027, 2, day): () for day in (5, 6, 7, 8, 9, 10, 11)},
    **dict.fromkeys((date(2026, 3, 5), date(2026, 4, 6), date(2026, 6, 19), date(2027, 1, 1)), ()),
    **dict.fromkeys((date(2026, 3, 7), date(2026, 5, 9), date(2026, 9, 20)), _WHOLE),
    **dict.fromkeys((date(2026, 10, 10), date(2027, 2, 13)), _WHOLE),
    date(2026, 3, 11): ((9, 12),),
    date(2026, 12, 31): ((13, 18),),
}


def day_of(at: datetime) -> date:
    """The office's date."""
    return (at + _EAST).date()


def midnight(day: date) -> datetime:
    """When a date of the office begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - _EAST


@cache
def windows(day: date) -> list[tuple[datetime, datetime]]:
    """When the office is open on a date."""
    hours = _SPECIAL.get(day, _WHOLE if day.weekday() < 5 else ())
    return [
        (midnight(day) + timedelta(hours=opens), midnight(day) + timedelta(hours=closes)) for opens, closes in hours
    ]


def windows_after(at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What is left of the office's time from an instant on."""
    day = day_of(at)
    while True:
        for opens, closes in windows(day):
            if closes > at:
                yield max(opens, at), closes
        day += _DAY


def next_open(at: datetime) -> datetime:
    """The instant itself where the office is open, else when it opens next."""
    return next(windows_after(at))[0]


def add(at: datetime, span: timedelta) -> datetime:
    """When so much of the office's time is over; what ends at a close ends there."""
    for since, until in windows_after(at):
        if span <= until - since:
            return since + span
        span -= until - since
    raise AssertionError


def elapsed(since: datetime, until: datetime) -> timedelta:
    """How much of the office's time lies between two instants."""
    total, day = timedelta(), day_of(since)
    while midnight(day) < until:
        for opens, closes in windows(day):
            total += max(min(closes, until) - max(opens, since), timedelta())
        day += _DAY
    return total


def add_working_days(at: datetime, days: int) -> datetime:
    """The same wall time so many working days later, or when the office opens after it."""
    day = day_of(at)
    while days or not windows(day):
        day += _DAY
        if windows(day) and days:
            days -= 1
    wall = midnight(day) + (at - midnight(day_of(at)))
    if any(opens <= wall <= closes for opens, closes in windows(day)):
        return wall
    return next_open(wall)
