"""The load of the floor: who is on, since when, with how much work and how little rest; whom to give the next one.

Columns instead of rows, as in the worklist, so that the same table sorts and filters them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    extract,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session, aliased

from app.models.activation import CallOut
from app.models.base import UtcDateTime
from app.models.effort import WHOLE
from app.models.floor import Queue
from app.models.people import WORKING, Absence, AgentState, AgentStateSpan, Person, QueueMember, Role, Team
from app.models.rest import LONGEST_SHIFT, Promised, Stretch, continuous_since, rest_debt
from app.models.rest import REST_OWED_AFTER as REST_OWED_AFTER
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.effort import effort_of_tickets
from app.services.floor.worklist_columns import NEVER

# Of what a person can carry. Sustained occupancy above 85 % is where centres see people burn out (Call Centre Helper,
# "Don't Push Occupancy Beyond 85%"): from there on they are full, beyond their capacity over it.
FULL_FROM, OVER_FROM = 0.85, 1.0
# Occupancy is looked at over this time; who was at work for less of it says nothing yet.
OCCUPANCY_OVER, _SAYS_SOMETHING = timedelta(hours=1), timedelta(minutes=5)
_BUSY = (AgentState.HANDLING, AgentState.WRAP_UP)
_DUE_SOON = timedelta(hours=1)
# They handle complaints by their role; others where they serve a queue or own an open one.
_HANDLING_ROLES = (Role.AGENT, Role.TEAM_LEAD)
# As the indexes of open tickets and of running clocks say it: with bound values SQLite would not use them.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
_RUNS = text("clock.state = 'running'")
_SINCE = bindparam("since", type_=UtcDateTime)


class LoadLevel(StrEnum):
    """How much of what a person can carry they carry."""

    UNDER = "under"
    FULL = "full"
    OVER = "over"


@dataclass(frozen=True)
class Load:
    """Who handles complaints, and how much: every list and array is a column, one place in each is one person.

    Instants are whole seconds since 1970, or `NEVER`. `team` is empty where there is none; `state` is None where
    nobody has ever set it, and `state_since` then `NEVER`. `working_since` is when the present continuous work began,
    `NEVER` where a person rests or has not begun. `open` counts open tickets, and `effort` is what is left to do in
    them (`app.models.effort`), in general complaints that have just come in: `capacity` is so many of those. `late` and
    `due_soon` (within the hour) count those whose earliest running deadline is so. `occupancy` is the share of their
    time at work (ready, handling, wrapping up) within the last hour in which they handled or wrapped up; not a number
    where they were hardly at work. `rest_debt` are the minutes of rest that they are owed (`app.models.rest`).
    `queues` are the names of the queues they serve, in order, and `queue_ids` their ids. `searched` is what a search
    looks at, case-folded. `away` are the ids of who is absent now, with the instant at which they are back, None where
    nobody has said so.
    """

    read_at: datetime
    ids: NDArray[np.int64]
    name: list[str]
    role: list[Role]
    team: list[str]
    state: list[AgentState | None]
    state_since: NDArray[np.int64]
    working_since: NDArray[np.int64]
    open: NDArray[np.int64]
    effort: NDArray[np.float64]
    capacity: NDArray[np.int64]
    late: NDArray[np.int64]
    due_soon: NDArray[np.int64]
    occupancy: NDArray[np.float64]
    rest_debt: NDArray[np.int64]
    queues: list[tuple[str, ...]]
    queue_ids: list[frozenset[int]]
    searched: list[str]
    away: Mapping[int, datetime | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def is_on(self, place: int) -> bool:
        """Say whether the person at a place is at work on contacts or complaints."""
        return self.state[place] in WORKING

    def level(self, place: int) -> LoadLevel:
        """Return how full the person at a place is."""
        return level_of(float(self.effort[place]), int(self.capacity[place]))

    def is_owed_rest(self, place: int, *, now: datetime) -> bool:
        """Say whether the person at a place has worked for so long that a rest is due."""
        since = int(self.working_since[place])
        return since != NEVER and now.timestamp() - since >= REST_OWED_AFTER.total_seconds()


def share_of(carried: float, capacity: int) -> float:
    """Return which share of their capacity a person carries (1 is all); without capacity anything is too much."""
    if capacity:
        return carried / capacity
    return float("inf") if carried else 0.0


def level_of(carried: float, capacity: int) -> LoadLevel:
    """Return how full somebody is who carries so much, in general complaints that have just come in."""
    share = share_of(carried, capacity)
    return LoadLevel.OVER if share > OVER_FROM else LoadLevel.FULL if share >= FULL_FROM else LoadLevel.UNDER


def floor_share(load: Load) -> float | None:
    """Return which share of what those who are on can carry together they carry (1 is all); None: they carry none."""
    on = np.array([load.is_on(place) for place in range(len(load))], np.bool_)
    capacity = int(load.capacity[on].sum())
    return float(load.effort[on].sum()) / capacity if capacity else None


def suggest(load: Load, queue_id: int | None, first_handler_id: int | None = None) -> list[int]:
    """Return the ids of those who should get a ticket of a queue (None: of no queue), the best first.

    They are ready, serve the queue, and have room. The first handler, who stays answerable (首问负责), comes first, in
    whatever queue they are and whatever they work on, as long as they have room. Then those who are owed no rest, the
    least loaded first.
    """
    found = [
        place
        for place, id_ in enumerate(load.ids.tolist())
        if load.effort[place] < load.capacity[place]
        and load.is_on(place)
        and (
            id_ == first_handler_id
            or (load.state[place] is AgentState.READY and (queue_id is None or queue_id in load.queue_ids[place]))
        )
    ]

    def rank(place: int) -> tuple[bool, bool, float, int]:
        id_ = int(load.ids[place])
        share = share_of(float(load.effort[place]), int(load.capacity[place]))
        return id_ != first_handler_id, load.is_owed_rest(place, now=load.read_at), share, id_

    return [int(load.ids[place]) for place in sorted(found, key=rank)]


def no_load(now: datetime) -> Load:
    """Return the load of a floor where nobody works."""
    none, nothing = _integers([]), np.zeros(0)
    return Load(now, none, [], [], [], [], none, none, none, nothing, none, none, none, nothing, none, [], [], [])


def read_load(session: Session, *, now: datetime) -> Load:
    """Read everybody who works here and handles complaints, in the order of their identity: six statements."""
    connection = session.connection()
    since = now - LONGEST_SHIFT
    people = connection.execute(_people(), {"now": now, "soon": now + _DUE_SOON, "since": since}).all()
    work = _work(connection, people, now=now)
    lately = connection.execute(_lately(), {"now": now, "lately": now - OCCUPANCY_OVER})
    busy = {row.person_id: row.busy / row.work for row in lately if row.work >= _SAYS_SOMETHING.total_seconds()}
    promised: defaultdict[int, list[Promised]] = defaultdict(list)
    for row in connection.execute(_promised(), {"since": since, "now": now}):
        promised[row.person_id].append(Promised(row.released_at, row.rest_owed_minutes))
    queues: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for person_id, name, queue_id in connection.execute(_queues()):
        queues[person_id].append((name, queue_id))
    served = [tuple(name for name, _ in queues[row.id]) for row in people]
    return Load(
        read_at=now,
        ids=_integers(row.id for row in people),
        name=[row.name for row in people],
        role=[row.role for row in people],
        team=[row.team for row in people],
        state=[row.state for row in people],
        state_since=_seconds(row.started_at for row in people),
        working_since=_seconds(continuous_since(work[row.id]) for row in people),
        open=_integers(row.open for row in people),
        effort=np.array([float(row.effort) for row in people]) / WHOLE,
        capacity=_integers(row.capacity for row in people),
        late=_integers(row.late for row in people),
        due_soon=_integers(row.due_soon for row in people),
        occupancy=np.array([busy.get(row.id, np.nan) for row in people], np.float64),
        rest_debt=_integers(rest_debt(work[row.id], promised[row.id], now=now) for row in people),
        queues=served,
        queue_ids=[frozenset(queue_id for _, queue_id in queues[row.id]) for row in people],
        searched=[
            "\n".join([row.name, row.team, *names]).casefold() for row, names in zip(people, served, strict=True)
        ],
        away={row.person_id: row.ended_at for row in connection.execute(_away(), {"now": now})},
    )


def _work(connection: Connection, people: Sequence[Any], *, now: datetime) -> dict[int, list[Stretch]]:
    """Return the stretches of work of each person in this shift: what lies between what is no work."""
    rests: defaultdict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for row in connection.execute(_rests(), {"since": now - LONGEST_SHIFT}):
        rests[row.person_id].append((row.started_at, row.ended_at))
    found: dict[int, list[Stretch]] = {}
    for row in people:
        # Who has done the same all the time has been at it since before what was looked at.
        begun = row.first_at or (row.started_at if row.state in WORKING else None)
        found[row.id] = []
        for started_at, ended_at in rests[row.id]:
            if begun is not None and begun < started_at:
                found[row.id].append((begun, started_at))
            begun = ended_at
        # Of whom nobody says what they do now, nobody knows until when they worked.
        if begun is not None and row.state in WORKING:
            found[row.id].append((begun, None))
    return found


# Statements are made once: that takes longer than reading, and holds up the window.
@cache
def _people() -> Select[*tuple[Any, ...]]:
    """Select people with their state of now and their counts."""
    now, soon = bindparam("now", type_=UtcDateTime), bindparam("soon", type_=UtcDateTime)
    span = aliased(AgentStateSpan)
    carried = (
        select(Ticket.owner_id, func.count().label("open"), func.sum(effort_of_tickets()).label("effort"))
        .where(_IS_OPEN, Ticket.owner_id.is_not(None))
        .group_by(Ticket.owner_id)
        .subquery()
    )
    # A ticket with several pressing clocks counts once, as late if one of them is.
    pressing = (
        select(
            Ticket.owner_id,
            func.count(Clock.ticket_id.distinct()).label("all"),
            func.count(case((Clock.due_at < now, Clock.ticket_id)).distinct()).label("late"),
        )
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(_IS_OPEN, Ticket.owner_id.is_not(None), _RUNS, Clock.due_at < soon)
        .group_by(Ticket.owner_id)
        .subquery()
    )
    any_of = aliased(AgentStateSpan)
    first = (
        select(func.min(any_of.started_at))
        .where(any_of.person_id == Person.id, any_of.started_at >= _SINCE)
        .scalar_subquery()
    )
    serves = exists().where(QueueMember.person_id == Person.id)
    return (
        select(
            Person.id,
            Person.name,
            Person.role,
            func.coalesce(Team.name, "").label("team"),
            Person.capacity,
            span.state,
            span.started_at,
            first.label("first_at"),
            func.coalesce(carried.c.open, 0).label("open"),
            func.coalesce(carried.c.effort, 0).label("effort"),
            func.coalesce(pressing.c.late, 0).label("late"),
            (func.coalesce(pressing.c.all, 0) - func.coalesce(pressing.c.late, 0)).label("due_soon"),
        )
        .outerjoin(Team, Team.id == Person.team_id)
        .outerjoin(span, and_(span.person_id == Person.id, span.ended_at.is_(None)))
        .outerjoin(carried, carried.c.owner_id == Person.id)
        .outerjoin(pressing, pressing.c.owner_id == Person.id)
        .where(Person.active, or_(Person.role.in_(_HANDLING_ROLES), carried.c.open > 0, serves))
        .order_by(Person.id)
    )


@cache
def _rests() -> Select[int, datetime, datetime | None]:
    """Select what was no work in this shift: the spans of a person leave no gap, so that the rest of it was."""
    span = AgentStateSpan
    return (
        select(span.person_id, span.started_at, span.ended_at)
        # Person by person, because the index knows the spans of one of them by their time.
        .where(span.person_id.in_(_active()), span.started_at >= _SINCE, span.state.not_in(WORKING))
        .order_by(span.person_id, span.started_at, span.id)
    )


@cache
def _lately() -> Select[int, int, int]:
    """Select how many seconds people worked lately, and handled contacts or complaints or wrapped them up."""
    span, earlier = AgentStateSpan, aliased(AgentStateSpan)
    now, lately = bindparam("now", type_=UtcDateTime), bindparam("lately", type_=UtcDateTime)
    last_before = (
        select(func.max(earlier.started_at))
        .where(earlier.person_id == Person.id, earlier.started_at <= lately)
        .scalar_subquery()
    )
    begun = case((span.started_at < lately, lately), else_=span.started_at)
    ended = func.coalesce(span.ended_at, now)
    lasted = extract("epoch", ended) - extract("epoch", begun)
    return (
        select(
            Person.id.label("person_id"),
            cast(func.sum(lasted), Integer).label("work"),
            cast(func.sum(case((span.state.in_(_BUSY), lasted), else_=0)), Integer).label("busy"),
        )
        .join(span, and_(span.person_id == Person.id, span.started_at >= func.coalesce(last_before, lately)))
        .where(Person.active, span.state.in_(WORKING), ended > begun)
        .group_by(Person.id)
    )


def _active() -> Select[int]:
    return select(Person.id).where(Person.active)


@cache
def _promised() -> Select[int, datetime | None, int | None]:
    """Select the rest that people are owed for having helped."""
    released = CallOut.released_at.between(_SINCE, bindparam("now", type_=UtcDateTime))
    statement = select(CallOut.person_id, CallOut.released_at, CallOut.rest_owed_minutes)
    return statement.where(released, CallOut.rest_owed_minutes > 0)


@cache
def _queues() -> Select[int, str, int]:
    statement = select(QueueMember.person_id, Queue.name, Queue.id).join(Queue, Queue.id == QueueMember.queue_id)
    return statement.order_by(QueueMember.person_id, Queue.name)


@cache
def _away() -> Select[int, datetime | None]:
    now = bindparam("now", type_=UtcDateTime)
    ends_later = or_(Absence.ended_at.is_(None), Absence.ended_at > now)
    return select(Absence.person_id, Absence.ended_at).where(Absence.started_at <= now, ends_later)


def _integers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(values), np.int64)


def _seconds(instants: Iterable[datetime | None]) -> NDArray[np.int64]:
    return _integers(NEVER if each is None else int(each.timestamp()) for each in instants)
