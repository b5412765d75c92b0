"""How far people keep to their shifts (遵时率): what the schedule says beside the states of their day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.people import WORKING, AgentState, AgentStateSpan, Person
from app.models.roster import ShiftKind
from app.services.pulse import floor_zone
from app.services.staffing.roster.shifts import ShiftRow, shifts_between

_DAY = timedelta(days=1)
_Stretch = tuple[datetime, datetime, Collection[AgentState]]


@dataclass(frozen=True)
class AdherenceRow:
    """How far somebody kept to their shifts on one day of the floor; all in minutes, up to now.

    `kept` are those in which they did what the schedule says; `unscheduled` those at work outside of any shift.
    """

    person_id: int
    name: str
    day: date
    scheduled: float
    kept: float
    unscheduled: float

    @property
    def share(self) -> float | None:
        """Which share of what was scheduled was kept (1 is all); None where nothing was."""
        return self.kept / self.scheduled if self.scheduled else None


def adherence(
    session: Session, person_id: int | None, start: datetime, end: datetime, *, now: datetime | None = None
) -> tuple[AdherenceRow, ...]:
    """Return how far each person, or everybody, kept to their shifts on each day of the floor between two instants.

    Nothing after `now` counts. Standby is no time at work. Days follow the shift's and the span's own instants, so a
    night shift counts on two days.
    """
    end = end if now is None else min(end, now)
    zone = ZoneInfo(floor_zone(session))
    people = select(Person.id, Person.name).order_by(Person.id)
    names = dict(iter(session.execute(people if person_id is None else people.where(Person.id == person_id))))
    did: defaultdict[int, list[tuple[datetime, datetime, AgentState]]] = defaultdict(list)
    spans = select(AgentStateSpan.person_id, AgentStateSpan.started_at, AgentStateSpan.ended_at, AgentStateSpan.state)
    spans = spans.where(
        AgentStateSpan.person_id.in_(names),
        AgentStateSpan.started_at < end,
        or_(AgentStateSpan.ended_at.is_(None), AgentStateSpan.ended_at > start),
    )
    for id_, began, ended, state in session.execute(spans.order_by(AgentStateSpan.started_at)):
        did[id_].append((max(began, start), min(ended or end, end), state))
    told: defaultdict[tuple[int, date], _Minutes] = defaultdict(_Minutes)
    for row in shifts_between(session, start, end, list(names)):
        if row.kind is not ShiftKind.STANDBY:
            for began, ended, wanted in _plan(row, start, end):
                for day, first, last in _by_day(began, ended, zone):
                    told[row.person_id, day].count(first, last, wanted, did[row.person_id])
    for id_, stretches in did.items():
        for began, ended, state in stretches:
            if state in WORKING:
                for day, first, last in _by_day(began, ended, zone):
                    told[id_, day].at_work += _minutes(first, last)
    return tuple(
        AdherenceRow(id_, names[id_], day, each.scheduled, each.kept, max(each.at_work - each.covered, 0.0))
        for (id_, day), each in sorted(told.items(), key=lambda item: item[0])
    )


@dataclass
class _Minutes:
    """What is counted of one person's day."""

    scheduled: float = 0.0
    kept: float = 0.0
    at_work: float = 0.0
    # At work while a shift ran, whatever it wanted just then.
    covered: float = 0.0

    def count(
        self,
        first: datetime,
        last: datetime,
        wanted: Collection[AgentState],
        did: Sequence[tuple[datetime, datetime, AgentState]],
    ) -> None:
        self.scheduled += _minutes(first, last)
        # They are in order and do not overlap.
        for began, ended, state in did[bisect_right(did, first, key=itemgetter(1)) :]:
            if began >= last:
                break
            together = _minutes(max(first, began), min(last, ended))
            self.kept += together if state in wanted else 0.0
            self.covered += together if state in WORKING else 0.0


def _plan(row: ShiftRow, start: datetime, end: datetime) -> Iterator[_Stretch]:
    """Yield the stretches of a shift within two instants, and the states that each wants."""
    work: Collection[AgentState] = (AgentState.TRAINING,) if row.kind is ShiftKind.TRAINING else WORKING
    at = row.starts_at
    stretches: list[_Stretch] = []
    for each in row.activities:
        stretches += [(at, each.starts_at, work), (each.starts_at, each.ends_at, (each.kind,))]
        at = each.ends_at
    for first, last, wanted in (*stretches, (at, row.ends_at, work)):
        first, last = max(first, start), min(last, end)
        if first < last:
            yield first, last, wanted


def _by_day(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[tuple[date, datetime, datetime]]:
    """Cut a stretch at the midnights of the floor."""
    while first < last:
        day = first.astimezone(zone).date()
        midnight = datetime.combine(day + _DAY, time(), zone).astimezone(first.tzinfo)
        yield day, first, min(last, midnight)
        first = midnight


def _minutes(first: datetime, last: datetime) -> float:
    return max((last - first).total_seconds(), 0.0) / 60
