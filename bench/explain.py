"""How fast a deadline is explained: one clock with twenty pauses, in memory, against as many bare additions."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from app.models.calendar import BusinessCalendar
from app.models.deadline import Deadline, Times
from app.models.explanation import Interruption, Segment, counted_days, segments
from app.models.sla import Measure
from bench.business_time import HOLIDAYS, HOUR, WEEKDAYS, WINDOWS, side_by_side
from bench.report import Case, main

PAUSES = 20
# So many in one round: a single one is over before the clock can tell.
TIMES = 50
STARTED = datetime(2026, 4, 13, 2, tzinfo=UTC)
AMOUNT = 40 * HOUR


def cases() -> Iterator[Case]:
    calendar = BusinessCalendar.from_spec(
        {"zone": "Asia/Shanghai", "weekly": {day: list(WINDOWS) for day in WEEKDAYS}, "holidays": HOLIDAYS}
    )
    yield explain_vs_add(calendar)


def explain_vs_add(calendar: BusinessCalendar) -> Case:
    """A week of work with a wait every two hours: due time, days and stretches, against 21 scalar `add`s."""
    times = Times.of(calendar)
    pauses: list[Interruption] = []
    at = STARTED
    for number in range(PAUSES):
        since = calendar.add(at, HOUR + 60 * number)
        at = calendar.add(since, 2 * HOUR)
        pauses.append(Interruption(since, at, "waiting_for_customer", "Li Na"))
    now = calendar.add(at, HOUR)

    def ours() -> tuple[Segment, ...]:
        ledger = [(each.started_at, each.ended_at or now) for each in pauses]
        deadline = Deadline(STARTED, Measure.OPENING_HOURS, AMOUNT, times, pauses=ledger)
        counted_days(deadline)
        return segments(deadline, pauses, now=now)

    def theirs() -> list[datetime]:
        return [calendar.add(each.started_at, 2 * HOUR) for each in pauses] + [calendar.add(STARTED, AMOUNT)]

    counted = sum(each.counted.total_seconds() for each in ours())
    if counted != AMOUNT:
        raise AssertionError("The stretches do not add up to the amount, so nothing is explained.")
    ratio = side_by_side(lambda: _often(theirs), lambda: _often(ours))
    return Case(bench="explain", case="vs_add", ratio=ratio, against="21 scalar additions of opening hours")


def _often(work: Callable[[], object]) -> None:
    for _ in range(TIMES):
        work()


if __name__ == "__main__":
    main(cases)
