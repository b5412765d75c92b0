"""The load of the floor: who is on, since when, with how many complaints; setting a state; whom to give the next one.

Columns instead of rows, as in the worklist, so that the same table sorts and filters them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, and_, bindparam, case, exists, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.errors import DomainError
from app.models.base import UtcDateTime
from app.models.floor import Queue
from app.models.people import WORKING, Absence, AgentState, AgentStateSpan, Person, QueueMember, Role, Team
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.floor.worklist_columns import NEVER

# Of what a person can carry. Sustained occupancy above 85 % is where centres see people burn out (Call Centre Helper,
# "Don't Push Occupancy Beyond 85%"): from there on they are full, beyond their capacity over it.
FULL_FROM, OVER_FROM = 0.85, 1.0
# The Health and Safety Laboratory's study of call centres (HSE, LAC 94/2): at least 15 minutes away from screen and
# telephone in two hours, as a rest or as other work. So after two hours one is owed; what is shorter than ten minutes
# is a pause at the desk that the body does not count.
REST_OWED_AFTER = timedelta(hours=2)
REST_AT_LEAST = timedelta(minutes=10)
# No shift is longer: what was before it says nothing about the present work.
_LONGEST_SHIFT = timedelta(hours=16)
_DUE_SOON = timedelta(hours=1)
# They handle complaints by their role; others where they serve a queue or own an open one.
_HANDLING_ROLES = (Role.AGENT, Role.TEAM_LEAD)
# As the indexes of open tickets and of running clocks say it: with bound values SQLite would not use them.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
_RUNS = text("clock.state = 'running'")


class StateError(DomainError):
    """A state that cannot be set, or not be taken back."""


class LoadLevel(StrEnum):
    """How much of what a person can carry they carry."""

    UNDER = "under"
    FULL = "full"
    OVER = "over"


@dataclass(frozen=True)
class StateChange:
    """What `set_state` did: the spans it ended (None: the state was unknown) and began, so that it can be undone."""

    person_id: int
    name: str
    before: AgentState | None
    ended_id: int | None
    begun_id: int


@dataclass(frozen=True)
class Load:
    """Who handles complaints, and how much: every list and array is a column, one place in each is one person.

    Instants are whole seconds since 1970, or `NEVER`. `team` is empty where there is none; `state` is None where
    nobody has ever set it, and `state_since` then `NEVER`. `working_since` is when the present continuous work began,
    `NEVER` where a person rests or has not begun. `open` counts open tickets, `late` and `due_soon` (within the hour)
    those of them whose earliest running deadline is so. `queues` are the names of the queues they serve, in order, and
    `queue_ids` their ids. `searched` is what a search looks at, case-folded. `away` are the ids of who is absent now,
    with the instant at which they are back, None where nobody has said so.
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
    capacity: NDArray[np.int64]
    late: NDArray[np.int64]
    due_soon: NDArray[np.int64]
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
        return level_of(int(self.open[place]), int(self.capacity[place]))

    def is_owed_rest(self, place: int, *, now: datetime) -> bool:
        """Say whether the person at a place has worked for so long that a rest is due."""
        since = int(self.working_since[place])
        return since != NEVER and now.timestamp() - since >= REST_OWED_AFTER.total_seconds()


def share_of(open_tickets: int, capacity: int) -> float:
    """Return which share of their capacity a person carries (1 is all); without capacity anything is too much."""
    if capacity:
        return open_tickets / capacity
    return float("inf") if open_tickets else 0.0


def level_of(open_tickets: int, capacity: int) -> LoadLevel:
    """Return how full somebody is who carries so many open tickets."""
    share = share_of(open_tickets, capacity)
    return LoadLevel.OVER if share > OVER_FROM else LoadLevel.FULL if share >= FULL_FROM else LoadLevel.UNDER


def floor_share(load: Load) -> float | None:
    """Return which share of what those who are on can carry together they carry (1 is all); None: they carry none."""
    on = np.array([load.is_on(place) for place in range(len(load))], np.bool_)
    capacity = int(load.capacity[on].sum())
    return int(load.open[on].sum()) / capacity if capacity else None


def suggest(load: Load, queue_id: int | None, first_handler_id: int | None = None) -> list[int]:
    """Return the ids of those who should get a ticket of a queue (None: of no queue), the best first.

    They are ready, serve the queue, and have room. The first handler, who stays answerable (首问负责), comes first, in
    whatever queue they are and whatever they work on, as long as they have room. Then those who are owed no rest, the
    least loaded first.
    """
    found = [
        place
        for place, id_ in enumerate(load.ids.tolist())
        if load.open[place] < load.capacity[place]
        and load.is_on(place)
        and (
            id_ == first_handler_id
            or (load.state[place] is AgentState.READY and (queue_id is None or queue_id in load.queue_ids[place]))
        )
    ]

    def rank(place: int) -> tuple[bool, bool, float, int]:
        id_ = int(load.ids[place])
        share = share_of(int(load.open[place]), int(load.capacity[place]))
        return id_ != first_handler_id, load.is_owed_rest(place, now=load.read_at), share, id_

    return [int(load.ids[place]) for place in sorted(found, key=rank)]


def set_state(session: Session, person_id: int, state: AgentState, *, now: datetime) -> StateChange | None:
    """Let a person be in a state from now on; None where they are in it already. Raises `StateError`.

    Two consoles that set it at once follow one another, and the later one stays.
    """
    name = _lock(session, person_id)
    present = _present(session, person_id)
    if present and present.state is state:
        return None
    if present:
        # Spans never overlap, even where the clock of another console is ahead of this one's.
        now = present.ended_at = max(now, present.started_at)
        # The next one may only be written after this one has ended.
        session.flush()
    begun = AgentStateSpan(person_id=person_id, state=state, started_at=now)
    session.add(begun)
    session.flush()
    before, ended_id = (present.state, present.id) if present else (None, None)
    return StateChange(person_id, name, before, ended_id, begun.id)


def undo_state(session: Session, change: StateChange) -> None:
    """Take a change of state back as though it had never been; raises `StateError` where others followed it."""
    _lock(session, change.person_id)
    present = _present(session, change.person_id)
    if present is None or present.id != change.begun_id:
        raise StateError("Not undone, because the state of {name} has changed since.", name=change.name)
    session.delete(present)
    session.flush()
    if change.ended_id is not None:
        session.get_one(AgentStateSpan, change.ended_id, populate_existing=True).ended_at = None
        session.flush()


def no_load(now: datetime) -> Load:
    """Return the load of a floor where nobody works."""
    none = _integers([])
    return Load(now, none, [], [], [], [], none, none, none, none, none, none, [], [], [])


def read_load(session: Session, *, now: datetime) -> Load:
    """Read everybody who works here and handles complaints, in the order of their identity: four statements."""
    people = session.connection().execute(_people(), {"now": now, "soon": now + _DUE_SOON}).all()
    begun = _begun(session, now)
    queues: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for person_id, name, queue_id in session.connection().execute(_queues()):
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
        working_since=_seconds(
            min(row.started_at, begun.get(row.id, row.started_at)) if row.state in WORKING else None for row in people
        ),
        open=_integers(row.open for row in people),
        capacity=_integers(row.capacity for row in people),
        late=_integers(row.late for row in people),
        due_soon=_integers(row.due_soon for row in people),
        queues=served,
        queue_ids=[frozenset(queue_id for _, queue_id in queues[row.id]) for row in people],
        searched=[
            "\n".join([row.name, row.team, *names]).casefold() for row, names in zip(people, served, strict=True)
        ],
        away={row.person_id: row.ended_at for row in session.connection().execute(_away(), {"now": now})},
    )


def _lock(session: Session, person_id: int) -> str:
    """Let nobody else change the state of a person until the transaction ends; return their name."""
    statement = select(Person.name).where(Person.id == person_id, Person.active).with_for_update(key_share=True)
    name = session.scalars(statement).first()
    if name is None:
        raise StateError("This person does not work here any more.")
    return name


def _present(session: Session, person_id: int) -> AgentStateSpan | None:
    statement = select(AgentStateSpan).where(AgentStateSpan.person_id == person_id, AgentStateSpan.ended_at.is_(None))
    return session.scalars(statement.execution_options(populate_existing=True)).first()


# Statements are made once: that takes longer than reading, and holds up the window.
@cache
def _people() -> Select[Any]:
    """Select people with their state of now and their counts."""
    now, soon = bindparam("now", type_=UtcDateTime), bindparam("soon", type_=UtcDateTime)
    span = aliased(AgentStateSpan)
    carried = (
        select(Ticket.owner_id, func.count().label("open"))
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
            func.coalesce(carried.c.open, 0).label("open"),
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


def _begun(session: Session, now: datetime) -> dict[int, datetime]:
    """Return when each person began to work after their last real rest."""
    return {
        person_id: started_at
        for person_id, started_at, before in session.connection().execute(_resumed(), {"since": now - _LONGEST_SHIFT})
        if before is None or started_at - before >= REST_AT_LEAST
    }


@cache
def _resumed() -> Select[int, datetime, datetime]:
    """Select when people began to work after anything else, and when the work before that had ended."""
    span = AgentStateSpan
    before = func.lag(span.ended_at, type_=UtcDateTime).over(
        partition_by=span.person_id, order_by=(span.started_at, span.id)
    )
    active = select(Person.id).where(Person.active)
    worked = (
        select(span.person_id, span.started_at, before.label("before"))
        # Person by person, because the index knows the spans of one of them by their time.
        .where(
            span.person_id.in_(active),
            span.started_at >= bindparam("since", type_=UtcDateTime),
            span.state.in_(WORKING),
        )
        .subquery()
    )
    # What follows at once is told apart by the database; of a day hardly any rows are left.
    return (
        select(worked.c.person_id, worked.c.started_at, worked.c.before)
        .where(or_(worked.c.before.is_(None), worked.c.before < worked.c.started_at))
        .order_by(worked.c.started_at)
    )


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
