"""What contacts add up to in a report: by queue, by day, by time of day, and how busy the agents were with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.floor import Queue
from app.models.people import WORKING, AgentStateSpan
from app.services.reporting.base import Period
from app.services.staffing.contacts import Contacts, read_contacts
from app.services.staffing.service_level import ServiceLevelRule

_DAY = timedelta(days=1)
_DAY_MINUTES = 1440
Seconds = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """The figures of one group of contacts; None where nothing was counted that could tell.

    Times are seconds: `handle_time` of those answered, `wait` (the average speed of answer) of all. `occupancy` is the
    handling time by the time that people were at work.
    """

    offered: int
    answered: int
    abandoned: int
    abandonment: float | None
    service_level: float | None
    handle_time: float | None
    wait: float | None
    occupancy: float | None = None


@dataclass(frozen=True, eq=False)
class ContactReport:
    """All that the sheets of the report say, in their order; `minutes` is the width of `by_time`."""

    rule: ServiceLevelRule
    all: Figures
    by_queue: list[tuple[str, Figures]]
    by_day: list[tuple[date, Figures]]
    by_time: list[tuple[str, Figures]]
    minutes: int
    intervals: Contacts
    queues: dict[int, str]


def read_contact_report(session: Session, period: Period, *, now: datetime) -> ContactReport:
    """Read the contacts of a period and add them up."""
    rule = ServiceLevelRule.read(session)
    found = read_contacts(session, None, period.start_at, period.end_at)
    queues = dict(iter(session.execute(select(Queue.id, Queue.name).order_by(Queue.id))))
    walls = [datetime.fromtimestamp(start, period.zone) for start in found.starts.tolist()]
    days = np.array([wall.toordinal() for wall in walls], dtype=np.int64)
    at_work = _WorkingTime(session, period.start_at, min(period.end_at, now))
    by_queue = found.summed(found.queue_ids)
    by_day = found.summed(days)
    each_day = [date.fromordinal(day) for day in np.unique(days).tolist()]
    whole = at_work.between(np.array([period.start_at.timestamp(), period.end_at.timestamp()]))
    starts = [period.day_starts(day).timestamp() for day in each_day]
    ends = [period.day_starts(day + _DAY).timestamp() for day in each_day]
    minutes, by_time = _by_time_of_day(found, walls, rule, at_work)
    return ContactReport(
        rule,
        next(_figures(found.summed(np.zeros(len(found), dtype=np.int64)), rule, whole), _NOTHING),
        sorted(zip((queues[id_] for id_ in by_queue.queue_ids.tolist()), _figures(by_queue, rule), strict=True)),
        list(zip(each_day, _figures(by_day, rule, at_work.of(starts, ends)), strict=True)),
        by_time,
        minutes,
        found,
        queues,
    )


_NOTHING = Figures(0, 0, 0, None, None, None, None)


def _by_time_of_day(
    found: Contacts, walls: list[datetime], rule: ServiceLevelRule, at_work: "_WorkingTime"
) -> tuple[int, list[tuple[str, Figures]]]:
    """Add up by the wall clock, in the widest of the intervals that are shorter than a day."""
    short = found.minutes < _DAY_MINUTES
    if not short.any():
        return _DAY_MINUTES, []
    minutes = int(found.minutes[short].max())
    slots = np.array([(wall.hour * 60 + wall.minute) // minutes for wall in walls], dtype=np.int64)
    # What was counted for a whole day has no time of day.
    slots[~short] = -1
    summed = found.summed(slots)
    names = np.unique(slots)
    # Each stretch counts once, however many queues were counted in it.
    begins, first = np.unique(found.starts, return_index=True)
    staffed = at_work.of(begins.tolist(), (begins + 60 * found.minutes[first]).tolist())
    by_slot = np.array([staffed[slots[first] == slot].sum() for slot in names.tolist()])
    rows = [
        (f"{slot * minutes // 60:02}:{slot * minutes % 60:02}", figures)
        for slot, figures in zip(names.tolist(), _figures(summed, rule, by_slot), strict=True)
        if slot >= 0
    ]
    return minutes, rows


def _figures(of: Contacts, rule: ServiceLevelRule, staffed: Seconds | None = None) -> Iterator[Figures]:
    level = np.atleast_1d(rule.share(of.offered, of.answered, of.in_time, of.abandoned, of.early))
    for place in range(len(of)):
        offered, answered, abandoned = (int(column[place]) for column in (of.offered, of.answered, of.abandoned))
        there = 0.0 if staffed is None else float(staffed[place])
        yield Figures(
            offered,
            answered,
            abandoned,
            _share(abandoned, offered),
            None if np.isnan(level[place]) else float(level[place]),
            _share(of.handle_seconds[place], answered),
            _share(of.wait_seconds[place], offered),
            _share(of.handle_seconds[place], there),
        )


def _share(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None


class _WorkingTime:
    """The time that people were at work, ready for contacts or on one, as their states tell."""

    def __init__(self, session: Session, start: datetime, end: datetime) -> None:
        span = AgentStateSpan
        rows = session.execute(
            select(span.started_at, span.ended_at).where(
                span.state.in_(WORKING), span.started_at < end, or_(span.ended_at.is_(None), span.ended_at > start)
            )
        ).all()
        self._starts = np.sort(np.array([began.timestamp() for began, _ in rows], dtype=np.float64))
        self._ends = np.sort(np.array([min(ended or end, end).timestamp() for _, ended in rows], dtype=np.float64))

    def between(self, edges: Seconds) -> Seconds:
        """Return the seconds of all people between each edge and the next."""
        return np.diff(_since(self._starts, edges) - _since(self._ends, edges))

    def of(self, starts: Iterable[float], ends: Iterable[float]) -> Seconds:
        """Return the seconds of all people in each stretch."""
        pairs = np.array([list(starts), list(ends)], dtype=np.float64)
        return np.asarray(np.diff(_since(self._starts, pairs) - _since(self._ends, pairs), axis=0)[0])


def _since(instants: Seconds, at: Seconds) -> Seconds:
    """Return how long ago the instants before `at` were, added up: what had begun by then has lasted so long."""
    before = np.searchsorted(instants, at)
    return np.asarray(before * at - np.append(0.0, np.cumsum(instants))[before])
