"""How fast deadlines are counted: a million at once against bare NumPy, and one at a time against pandas."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.models.calendar import BusinessCalendar
from bench.report import Case, main

ROUNDS = 15
DAY = 86_400
HOUR = 3_600
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOLIDAYS = [f"{year}-{day}" for year in (2024, 2025, 2026) for day in ("01-01", "05-01", "05-02", "10-01", "10-02")]


WINDOWS = ("09:00-12:00", "13:30-18:00")
AMOUNT = 24 * HOUR


def cases() -> Iterator[Case]:
    calendar = BusinessCalendar.from_spec(
        {"zone": "UTC", "weekly": {day: list(WINDOWS) for day in WEEKDAYS}, "holidays": HOLIDAYS}
    )
    yield add_many_vs_numpy(calendar)
    yield add_vs_pandas(calendar)


def add_many_vs_numpy(calendar: BusinessCalendar) -> Case:
    """24 working hours from 1,000,000 random starts, two windows a day, holidays."""
    random = np.random.default_rng(2024)
    starts = random.integers(int(FIRST.timestamp()), int(LAST.timestamp()), 1_000_000, dtype=np.int64)
    opens, closes, before = bare_table()

    def theirs() -> NDArray[np.int64]:
        stretch = np.searchsorted(closes, starts, side="right")
        target = before[stretch] + np.maximum(starts - opens[stretch], 0) + AMOUNT
        last = np.searchsorted(before, target) - 1
        answer: NDArray[np.int64] = opens[last] + target - before[last]
        return answer

    def ours() -> NDArray[np.int64]:
        return calendar.add_many(starts, AMOUNT)

    if not np.array_equal(ours(), theirs()):
        raise AssertionError("The two sides answer differently, so their times do not compare.")
    ratio = side_by_side(theirs, ours)
    return Case(bench="business_time", case="add_many_vs_numpy", ratio=ratio, against="NumPy table and searchsorted")


def bare_table() -> tuple[NDArray[np.int64], ...]:
    """Return openings, closes and the open seconds before each, as a script without zones would build them."""
    days = np.arange(FIRST.timestamp(), LAST.timestamp() + 60 * DAY, DAY, dtype=np.int64)
    shut = np.array(HOLIDAYS, dtype="datetime64[D]").astype(np.int64) * DAY
    worked = days[((days // DAY + 3) % 7 < 5) & ~np.isin(days, shut)]
    opens = np.sort(np.concatenate([worked + 9 * HOUR, worked + 13 * HOUR + 1_800]))
    closes = np.sort(np.concatenate([worked + 12 * HOUR, worked + 18 * HOUR]))
    return opens, closes, np.concatenate([[0], np.cumsum(closes - opens)])


def add_vs_pandas(calendar: BusinessCalendar) -> Case:
    """The same calendar and amount, one call at a time from aware datetimes; pandas answers with the next opening."""
    starts = [FIRST + timedelta(minutes=7_919 * number) for number in range(150)]
    offset: Any = pd.offsets.CustomBusinessHour(
        n=AMOUNT // HOUR,
        start=[window[:5] for window in WINDOWS],
        end=[window[6:] for window in WINDOWS],
        holidays=HOLIDAYS,
    )

    def theirs() -> list[datetime]:
        return [start + offset for start in starts]

    def ours() -> list[datetime]:
        return [calendar.add(start, AMOUNT, "next_opening") for start in starts]

    if ours() != theirs():
        raise AssertionError("The two sides answer differently, so their times do not compare.")
    ratio = side_by_side(theirs, ours)
    return Case(bench="business_time", case="add_vs_pandas", ratio=ratio, against="pandas CustomBusinessHour")


def side_by_side(theirs: Callable[[], object], ours: Callable[[], object]) -> float:
    """Return their time divided by ours: the median of interleaved rounds, since others use the machine too."""
    return median(duration(theirs) / duration(ours) for _ in range(ROUNDS))


def duration(work: Callable[[], object]) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


if __name__ == "__main__":
    main(cases)
