"""Reads what a roster is made from, and what a schedule is checked against, out of the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.erlang import with_shrinkage
from app.models.floor import Queue
from app.models.people import Absence, AgentState, Person, QueueMember, Role
from app.models.roster import Availability, ShiftPattern, ShiftSource, Wish
from app.services.pulse import floor_zone
from app.services.staffing.required import MINUTES, required_days
from app.services.staffing.roster.problem import Interruption, Member, Pattern, Problem, Rules, Weights
from app.services.staffing.roster.shifts import ShiftRow, shifts_between
from app.services.staffing.shrinkage import read_shrinkage

# Longer than anything that is counted in a row.
_BEFORE, _AFTER = timedelta(days=14), timedelta(days=3)
# Who is scheduled by their role; others where they serve a queue.
_SCHEDULED = (Role.AGENT,)
# What people have written or agreed on is not taken back by a solver.
_BY_PEOPLE = (ShiftSource.HAND, ShiftSource.SWAP, ShiftSource.ACTIVATION, ShiftSource.IMPORT)


@dataclass(frozen=True)
class WishRow:
    """A wish as it was entered: of a day, or of a weekday where `day` is None; of one pattern (its code) or of all."""

    id: int
    person_id: int
    name: str
    day: date | None
    weekday: int | None
    pattern: str | None
    wish: Wish


def read_patterns(session: Session) -> tuple[Pattern, ...]:
    """Return the shift patterns that are in use, by the time at which they begin."""
    found = session.scalars(select(ShiftPattern).where(ShiftPattern.active))
    return tuple(
        Pattern(
            each.code,
            each.name,
            each.starts,
            each.minutes,
            tuple(
                Interruption(AgentState(activity["kind"]), activity["after"], activity["minutes"])
                for activity in each.activities
            ),
        )
        for each in sorted(found, key=lambda each: (each.starts, each.code))
    )


def read_wishes(session: Session) -> tuple[WishRow, ...]:
    """Return what people wish, by person and day."""
    rows = session.execute(
        select(Availability, Person.name)
        .join(Person, Person.id == Availability.person_id)
        .where(Person.active)
        .order_by(Person.name, Availability.day, Availability.weekday, Availability.id)
    )
    return tuple(
        WishRow(each.id, each.person_id, name, each.day, each.weekday, each.pattern, each.wish) for each, name in rows
    )


def read_problem(
    session: Session,
    first_day: date,
    days: int,
    *,
    need: Mapping[int | None, NDArray[np.float64]] | None = None,
    rules: Rules | None = None,
    weights: Weights | None = None,
    keep: bool = True,
) -> Problem:
    """Return the floor's people, patterns and wishes for some days, with all shifts that stand around and in them.

    Of the shifts within the days, `keep` gives those that people have written; those that a roster has are made anew.
    """
    problem = Problem(
        first_day,
        days,
        floor_zone(session),
        read_patterns(session),
        (),
        need or {},
        MINUTES,
        rules or Rules(),
        weights or Weights(),
    )
    people = _people(session)
    serves: defaultdict[int, set[int]] = defaultdict(set)
    for person_id, queue_id in session.execute(select(QueueMember.person_id, QueueMember.queue_id)):
        serves[person_id].add(queue_id)
    said: defaultdict[int, list[WishRow]] = defaultdict(list)
    for row in read_wishes(session):
        said[row.person_id].append(row)
    begins, ends = span_of(problem)
    shifts: defaultdict[int, list[ShiftRow]] = defaultdict(list)
    for shift in shifts_between(session, begins - _BEFORE, ends + _AFTER, [each.id for each in people]):
        within = begins <= shift.starts_at < ends
        if not within or (keep and shift.source in _BY_PEOPLE):
            shifts[shift.person_id].append(shift)
    away = _away(session, [each.id for each in people], begins, ends + _AFTER)
    members = (
        Member(
            each.id,
            each.name,
            frozenset(serves[each.id]),
            each.weekly_minutes,
            _blocked(problem, said[each.id], away[each.id]),
            _wishes(problem, said[each.id]),
            tuple(shifts[each.id]),
        )
        for each in people
    )
    return Problem(
        first_day,
        days,
        problem.zone,
        problem.patterns,
        tuple(members),
        problem.need,
        problem.minutes,
        problem.rules,
        problem.weights,
    )


def read_need(
    session: Session,
    first_day: date,
    days: int,
    *,
    by_queue: bool,
    calendar: BusinessCalendar | None = None,
    now: datetime,
) -> dict[int | None, NDArray[np.float64]]:
    """Return how many people have to be on shift in each interval, from the forecast, by queue or of all together.

    Breaks and trainings are in the shifts themselves: of the shrinkage only what is scheduled and not kept to counts.
    """
    lost = read_shrinkage(session, now=now)
    queues: Iterable[int | None] = session.scalars(select(Queue.id).order_by(Queue.id)).all() if by_queue else (None,)
    found = {}
    for queue_id in queues:
        staff = required_days(
            session, queue_id, first_day, days, minutes=MINUTES, shrinkage=lost, calendar=calendar, now=now
        )
        needs = [_day(np.asarray(with_shrinkage(each.positions, lost.unkept), np.float64)) for each in staff]
        found[queue_id] = np.concatenate(needs)
    return found


def even_need(days: int, people: int, first_minute: int, last_minute: int) -> NDArray[np.float64]:
    """Return a need of so many people between two times of each day, past midnight where the last is earlier."""
    day = np.zeros(24 * 60 // MINUTES)
    first, last = first_minute // MINUTES, -(-last_minute // MINUTES)
    if first < last:
        day[first:last] = people
    else:
        day[first:] = day[:last] = people
    return np.tile(day, days)


def span_of(problem: Problem) -> tuple[datetime, datetime]:
    """Return the first and the last instant of the days of a problem."""
    midnight = Pattern("", "", 0, 0)
    return problem.starts_at(0, midnight), problem.starts_at(problem.days, midnight)


def _day(need: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a day of 23 or 25 hours the intervals of the wall clock of other days."""
    slots = 24 * 60 // MINUTES
    return need[:slots] if len(need) >= slots else np.append(need, np.full(slots - len(need), need[-1]))


def _people(session: Session) -> Sequence[Person]:
    serves = select(QueueMember.person_id)
    found = select(Person).where(Person.active, or_(Person.role.in_(_SCHEDULED), Person.id.in_(serves)))
    return session.scalars(found.order_by(Person.team_id, Person.name, Person.id)).all()


def _away(
    session: Session, person_ids: Collection[int], begins: datetime, ends: datetime
) -> defaultdict[int, list[tuple[datetime, datetime]]]:
    found: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    spans = select(Absence.person_id, Absence.started_at, Absence.ended_at).where(
        Absence.person_id.in_(person_ids),
        Absence.started_at < ends,
        or_(Absence.ended_at.is_(None), Absence.ended_at > begins),
    )
    for person_id, first, last in session.execute(spans):
        found[person_id].append((first, last or ends))
    return found


def _blocked(
    problem: Problem, said: Sequence[WishRow], away: Sequence[tuple[datetime, datetime]]
) -> frozenset[tuple[int, str]]:
    """Return the days and patterns that somebody has said they cannot work, or is away in."""
    found = {place for place, row in _placed(problem, said) if row.wish is Wish.UNAVAILABLE}
    for day in range(problem.days):
        for each in problem.patterns:
            begins, ends = problem.starts_at(day, each), problem.ends_at(day, each)
            if any(first < ends and begins < last for first, last in away):
                found.add((day, each.code))
    return frozenset(found)


def _wishes(problem: Problem, said: Sequence[WishRow]) -> dict[tuple[int, str], Wish]:
    """Return the other wishes; what is said of a day goes before what is said of its weekday."""
    placed = sorted(_placed(problem, said), key=lambda each: each[1].day is not None)
    return {place: row.wish for place, row in placed if row.wish is not Wish.UNAVAILABLE}


def _placed(problem: Problem, said: Sequence[WishRow]) -> list[tuple[tuple[int, str], WishRow]]:
    return [
        ((day, each.code), row)
        for row in said
        for day in range(problem.days)
        if (row.day == problem.day(day) if row.day is not None else row.weekday == problem.day(day).weekday())
        for each in problem.patterns
        if row.pattern in (None, each.code)
    ]
