"""What a day needs beside who is on its schedule: covered, short, and where, with nobody counted for two queues."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.erlang import with_shrinkage
from app.models.floor import Queue
from app.models.people import Absence, Person, QueueMember
from app.models.roster import ShiftKind
from app.services.pulse import floor_zone
from app.services.staffing.forecast.day import cut_day
from app.services.staffing.required import MINUTES, RequiredStaff, required_staff
from app.services.staffing.roster.shifts import ShiftRow, shifts_between
from app.services.staffing.service_level import ServiceLevelRule
from app.services.staffing.shrinkage import Shrinkage, read_shrinkage
from app.services.staffing.skills import Skilled, cover

# The work on complaints that belong to no queue: everybody can do it.
NO_QUEUE = 0
_CAN = 2
_ROUNDING = 1e-6


@dataclass(frozen=True)
class IntervalNeed:
    """One interval: what is expected and needed of each queue, in heads at work, and who is there for which share."""

    starts_at: datetime
    contacts: float
    agents: int
    work: float
    needs: Mapping[int, float]
    scheduled: int
    people: tuple[Skilled, ...]


@dataclass(frozen=True)
class DayNeed:
    """A day's need and schedule; `queues` are the names by id. It pickles: `cover_need` runs in the worker process."""

    day: date
    intervals: tuple[IntervalNeed, ...]
    queues: Mapping[int, str]
    rule: ServiceLevelRule
    shrinkage: Shrinkage


@dataclass(frozen=True)
class CoverRow:
    """One interval as a table shows it; heads, where nothing else is said.

    `positions` have to be at work for `contacts` and complaints, `scheduled` on the schedule, by the shrinkage. `there`
    are on it, breaks and absences taken off; they cover so many, and the rest is short, by queue, most first.
    """

    starts_at: datetime
    contacts: float
    agents: int
    work: float
    positions: float
    scheduled: int
    there: float
    covered: float
    short: float
    short_in: tuple[tuple[int, float], ...]


def read_day_need(
    session: Session, day: date, *, minutes: int = MINUTES, calendar: BusinessCalendar | None = None, now: datetime
) -> DayNeed:
    """Read what a day needs queue by queue, and who is on its schedule with which skills."""
    zone = ZoneInfo(floor_zone(session))
    intervals, lost = cut_day(day, zone, minutes), read_shrinkage(session, now=now)
    queues = dict(iter(session.execute(select(Queue.id, Queue.name).order_by(Queue.id))))

    def needed(queue_id: int | None) -> RequiredStaff:
        return required_staff(session, queue_id, day, minutes=minutes, shrinkage=lost, calendar=calendar, now=now)

    floor, of = needed(None), {queue_id: needed(queue_id) for queue_id in queues}
    elsewhere = np.clip(floor.work - sum(staff.work for staff in of.values()), 0, None)
    starts = [datetime.fromtimestamp(edge, UTC) for edge in intervals.edges.tolist()]
    there = _people(session, starts, queues)
    rows = []
    for place in range(len(intervals)):
        needs = {queue_id: float(staff.agents[place] + staff.work[place]) for queue_id, staff in of.items()}
        needs[NO_QUEUE] = float(elsewhere[place])
        positions = ceil(sum(needs.values()) - _ROUNDING)
        rows.append(
            IntervalNeed(
                starts[place],
                sum(0.0 if staff.contacts is None else float(staff.contacts.mean[place]) for staff in of.values()),
                int(sum(staff.agents[place] for staff in of.values())),
                float(sum(staff.work[place] for staff in of.values()) + elsewhere[place]),
                needs,
                int(with_shrinkage(positions, *lost.shares)),
                there[place],
            )
        )
    return DayNeed(day, tuple(rows), queues, floor.rule, lost)


def cover_need(need: DayNeed) -> tuple[CoverRow, ...]:
    """Share out who is there, interval by interval, so that as little as possible is short; runs a solver."""
    rows = []
    for each in need.intervals:
        found = cover(each.needs, each.people)
        short = sorted(((heads, queue) for queue, heads in found.short.items() if heads > _ROUNDING), reverse=True)
        rows.append(
            CoverRow(
                each.starts_at,
                each.contacts,
                each.agents,
                each.work,
                sum(each.needs.values()),
                each.scheduled,
                sum(person.there for person in each.people),
                sum(found.covered.values()),
                found.missing,
                tuple((queue, heads) for heads, queue in short),
            )
        )
    return tuple(rows)


def _people(session: Session, edges: Sequence[datetime], queues: Mapping[int, str]) -> list[tuple[Skilled, ...]]:
    """Return who is there in each interval between the edges, for which share of it."""
    start, end = edges[0], edges[-1]
    shifts = [each for each in shifts_between(session, start, end) if each.kind is ShiftKind.WORK]
    ids = {each.person_id for each in shifts}
    levels: defaultdict[int, dict[int, int]] = defaultdict(lambda: {NO_QUEUE: _CAN})
    members = select(QueueMember.person_id, QueueMember.queue_id, QueueMember.level)
    for person_id, queue_id, level in session.execute(members.where(QueueMember.person_id.in_(ids))):
        levels[person_id][queue_id] = level
    homes = dict(iter(session.execute(select(Person.id, Person.home_queue_id).where(Person.id.in_(ids)))))
    away: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    absent = select(Absence.person_id, Absence.started_at, Absence.ended_at).where(
        Absence.person_id.in_(ids), Absence.started_at < end, or_(Absence.ended_at.is_(None), Absence.ended_at > start)
    )
    for person_id, began, ended in session.execute(absent):
        away[person_id].append((began, ended or end))
    found = []
    for first, last in pairwise(edges):
        here = []
        for shift in shifts:
            share = _share(shift, away[shift.person_id], first, last)
            if share > 0:
                can = levels[shift.person_id]
                if shift.queue_id is not None and shift.queue_id in queues:
                    can = {shift.queue_id: can.get(shift.queue_id, _CAN)}
                here.append(Skilled(shift.person_id, can, homes[shift.person_id], share))
        found.append(tuple(here))
    return found


def _share(shift: ShiftRow, away: Sequence[tuple[datetime, datetime]], first: datetime, last: datetime) -> float:
    """Return for which share of an interval somebody is at work: on shift, less breaks, trainings and absences."""
    if shift.starts_at >= last or shift.ends_at <= first:
        return 0.0
    began, ended = max(shift.starts_at, first), min(shift.ends_at, last)
    gaps = sorted([(each.starts_at, each.ends_at) for each in shift.activities] + list(away))
    at_work = (ended - began).total_seconds()
    for start, end in gaps:
        # Gaps that overlap count once.
        start = max(start, began)
        at_work -= max((min(end, ended) - start).total_seconds(), 0.0)
        began = max(began, min(end, ended))
    return max(at_work, 0.0) / (last - first).total_seconds()
