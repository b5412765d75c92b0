"""The history of a floor as columns, from which it can be told how every ticket stood at any instant.

What changes is kept with the instants of its changes, so that nothing that came later is seen at an earlier one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, TextClause, and_, bindparam, case, cast, func, or_, select, text
from sqlalchemy import Integer as WholeNumber
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.calendar import BusinessCalendar
from app.models.floor import Floor
from app.models.people import WORKING, Absence, AgentStateSpan, Person, QueueMember
from app.models.sla import LIVE, Clock, ClockState, LifeEvent, Measure, Pause, Target
from app.models.ticket import Complexity, Priority, Source, Ticket, TicketEvent
from app.services.deadlines.breach.columns import Whole, gathered, place, read_columns, read_gathered, seconds
from app.services.deadlines.breach.moves import due_times
from app.services.deadlines.rulebook import NoRulesError, Rulebook, policy_of_floor

PRIORITIES, SOURCES, TARGETS, STATES = tuple(Priority), tuple(Source), tuple(Target), tuple(ClockState)
# Of so long ago what was finished says how fast a queue works now.
LATELY = timedelta(days=14)
# A resolved ticket that owes its follow-up is not in the queue any more.
_IN_QUEUE = Clock.target != Target.FOLLOW_UP
_IN_OPENING_HOURS = (Measure.OPENING_HOURS, Measure.WORKING_DAYS)
# The kinds of events that give a ticket another owner or priority.
CHANGING = ("assigned", "escalated", "priority_raised", "undone")
# Whose, when, what it was and what it became.
_Change = tuple[int, int, int, int]


@dataclass(frozen=True)
class Track:
    """A value that changes: what it was first, and, by rising instants, at which place it became what."""

    first: Whole
    places: Whole
    at: Whole
    values: Whole

    def as_of(self, now: int) -> Whole:
        """Return the values as they were at an instant, with the changes of that very instant."""
        known = int(np.searchsorted(self.at, now, side="right"))
        found = self.first.copy()
        # Of several changes of one place the last one stays.
        found[self.places[:known]] = self.values[:known]
        return found


@dataclass(frozen=True)
class Tickets:
    """Tickets, by rising id; instants are seconds since 1970, or `NEVER`; a queue or an owner of 0 is none."""

    ids: Whole
    answered: Whole
    source: Whole
    queue: Whole
    complex: Whole
    high_risk: Whole
    owner: Track
    priority: Track
    # Which of them changed hands, and when, in the order of time.
    handed: Whole
    handed_at: Whole


@dataclass(frozen=True)
class Clocks:
    """The clocks of the tickets; `ticket` is a place among these, `due` what it was at any instant.

    `time` names the calendar that the clock counts by, -1 for round the clock. `final` is the due time that is known
    now, and `state` a place in `STATES`.
    """

    ticket: Whole
    target: Whole
    cycle: Whole
    state: Whole
    started: Whole
    stopped: Whole
    final: Whole
    due: Track
    time: Whole
    # The pauses: of which clock, from when to when.
    paused: Whole
    paused_from: Whole
    paused_to: Whole


@dataclass(frozen=True)
class People:
    """Who serves which queue and what they can carry; when they did what (`works`), and when they were absent."""

    capacity: dict[int, int]
    member: Whole
    member_queue: Whole
    does: Whole
    does_from: Whole
    does_to: Whole
    works: Whole
    absent: Whole
    absent_from: Whole
    absent_to: Whole


@dataclass(frozen=True)
class Ended:
    """What has ended lately: of which queue, when, and whether late."""

    queue: Whole
    at: Whole
    late: Whole


@dataclass(frozen=True)
class Staff:
    """What is known of the staff to come: the people, when the floor is open, and its zone."""

    people: People
    opening: BusinessCalendar
    zone: str


@dataclass(frozen=True)
class Record:
    """The record of a floor."""

    tickets: Tickets
    clocks: Clocks
    staff: Staff
    ended: Ended
    calendars: dict[int, BusinessCalendar]


def read_record(session: Session, rulebook: Rulebook, *, since: datetime, now: datetime) -> Record:
    """Read the tickets that had a clock at any time since then."""
    chosen = _with_clocks(since)
    tickets = _tickets(session, chosen)
    clocks = _clocks(session, rulebook, chosen, tickets.ids)
    staff = read_staff(session, rulebook, since=since, past=True)
    ended = Ended(*read_columns(session, select_ended().where(Clock.stopped_at >= since - LATELY))[1:])
    return Record(tickets, clocks, staff, ended, calendars_of(session, rulebook, clocks.time))


def read_staff(session: Session, rulebook: Rulebook, *, since: datetime, past: bool = False) -> Staff:
    """Read who serves what, with what they do now and who is absent since then or later, and when the floor is open.

    With the `past` also what they did at any time since then.
    """
    zone = session.scalars(select(Floor.zone).order_by(Floor.id).limit(1)).first() or "UTC"
    try:
        opening = rulebook.in_force(session, policy_of_floor(session)).times.opening_hours
    except NoRulesError:
        opening = BusinessCalendar.round_the_clock(zone)
    return Staff(_people(session, since, past=past), opening, zone)


def calendars_of(session: Session, rulebook: Rulebook, versions: Whole) -> dict[int, BusinessCalendar]:
    """Return the calendars of versions, of which -1 is none."""
    return {id_: rulebook.times(session, id_).opening_hours for id_ in np.unique(versions[versions >= 0]).tolist()}


def select_tickets() -> Select[*tuple[int, ...]]:
    """Select the columns of tickets: those of `Tickets` up to `high_risk`, then the owner and the priority of now."""
    return select(
        Ticket.id,
        seconds(Ticket.first_responded_at),
        place(Ticket.source, SOURCES),
        func.coalesce(Ticket.queue_id, 0),
        case((Ticket.complexity == Complexity.COMPLEX, 1), else_=0),
        cast(Ticket.high_risk, WholeNumber),
        func.coalesce(Ticket.owner_id, 0),
        place(Ticket.priority, PRIORITIES),
    ).order_by(Ticket.id)


def select_clocks() -> Select[*tuple[int, ...]]:
    """Select the columns of clocks in the queue: identity, ticket, then those of `Clocks`, the due time that of now."""
    return (
        select(
            Clock.id,
            Clock.ticket_id,
            place(Clock.target, TARGETS),
            Clock.cycle,
            place(Clock.state, STATES),
            seconds(Clock.started_at),
            seconds(Clock.stopped_at),
            seconds(Clock.due_at),
            case((Clock.measure.in_(_IN_OPENING_HOURS), Clock.calendar_version_id), else_=-1),
        )
        .where(_IN_QUEUE)
        .order_by(Clock.id)
    )


def select_pauses() -> Select[*tuple[int, ...]]:
    """Select the pauses of clocks in the queue: of which clock, from when to when."""
    return (
        select(Pause.clock_id, seconds(Pause.started_at), seconds(Pause.ended_at))
        .join(Clock, Clock.id == Pause.clock_id)
        .where(_IN_QUEUE)
        .order_by(Pause.started_at, Pause.id)
    )


def select_ended() -> Select[*tuple[int, ...]]:
    """Select what has ended: of which ticket, and the columns of `Ended`."""
    late: ColumnElement[int] = case((Clock.state == ClockState.BREACHED, 1), else_=0)
    return (
        select(Clock.ticket_id, func.coalesce(Ticket.queue_id, 0), seconds(Clock.stopped_at), late)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Clock.target == Target.RESOLUTION, Clock.state.in_((ClockState.MET, ClockState.BREACHED)))
        .order_by(Clock.stopped_at, Clock.id)
    )


def _with_clocks(since: datetime) -> Select[int]:
    """Select the tickets of those clocks that were live at any time since then, but for those that were merged.

    The clocks of a merged ticket have moved to another one: how they stood before is not told from it.
    """
    merged = select(TicketEvent.ticket_id).where(TicketEvent.kind == LifeEvent.MERGED.value)
    living = or_(Clock.stopped_at >= since, Clock.state.in_(LIVE))
    return select(Clock.ticket_id).where(living, _IN_QUEUE, Clock.ticket_id.not_in(merged)).distinct()


def _tickets(session: Session, chosen: Select[int]) -> Tickets:
    ids, answered, source, queue, is_complex, high_risk, owner, priority = read_columns(
        session, select_tickets().where(Ticket.id.in_(chosen))
    )
    changes = _changes(session, chosen)
    owners, priorities = _track(owner, ids, changes["owner_id"]), _track(priority, ids, changes["priority"])
    handed = (owners.values > 0) & (_before(owners) > 0)
    return Tickets(
        ids,
        answered,
        source,
        queue,
        is_complex,
        high_risk,
        owners,
        priorities,
        owners.places[handed],
        owners.at[handed],
    )


def _changes(session: Session, chosen: Select[int]) -> dict[str, list[_Change]]:
    """Return by column what has changed of tickets, in the order of time."""
    events = session.execute(
        select(TicketEvent.ticket_id, seconds(TicketEvent.at), TicketEvent.details)
        .where(TicketEvent.ticket_id.in_(chosen), TicketEvent.kind.in_(CHANGING), TicketEvent.details.is_not(None))
        .order_by(TicketEvent.at, TicketEvent.id)
    )
    found: dict[str, list[_Change]] = {"owner_id": [], "priority": []}
    for id_, at, details in events:
        for name in found.keys() & details.keys():
            was, became = (PRIORITIES.index(each) if name == "priority" else each or 0 for each in details[name])
            found[name].append((id_, at, was, became))
    return found


def _track(now: Whole, ids: Whole, changes: Sequence[_Change]) -> Track:
    """Return a value that is `now` and was what the first of its changes says."""
    id_, at, was, became = np.array(changes, np.int64).reshape(-1, 4).T
    places = np.searchsorted(ids, id_)
    first = now.copy()
    # Written backwards, so that of several the first one stays.
    first[places[::-1]] = was[::-1]
    return Track(first, places, at, became)


def _before(track: Track) -> Whole:
    """Return what each change of a track has replaced."""
    last, found = track.first.copy(), np.zeros_like(track.values)
    for change, (at, value) in enumerate(zip(track.places.tolist(), track.values.tolist(), strict=True)):
        found[change], last[at] = last[at], value
    return found


def _clocks(session: Session, rulebook: Rulebook, chosen: Select[int], ids: Whole) -> Clocks:
    asked = Clock.ticket_id.in_(chosen)
    clock_ids, ticket, target, cycle, state, started, stopped, due, time = read_columns(
        session, select_clocks().where(asked)
    )
    paused, paused_from, paused_to = read_columns(session, select_pauses().where(asked))
    first = due.copy()
    moves: list[tuple[int, int, int]] = []
    for clock_id, times in due_times(session, rulebook, and_(asked, _IN_QUEUE)):
        at = int(np.searchsorted(clock_ids, clock_id))
        first[at] = times[0][1]
        moves += [(at, since, then) for since, then in times[1:]]
    moved, moved_at, moved_to = np.array(sorted(moves, key=lambda move: move[1]), np.int64).reshape(-1, 3).T
    return Clocks(
        ticket=np.searchsorted(ids, ticket),
        target=target,
        cycle=cycle,
        state=state,
        started=started,
        stopped=stopped,
        final=due,
        due=Track(first, moved, moved_at, moved_to),
        time=time,
        paused=np.searchsorted(clock_ids, paused),
        paused_from=paused_from,
        paused_to=paused_to,
    )


def _people(session: Session, since: datetime, *, past: bool) -> People:
    columns = [each for rows in _of_people(past=past) for each in read_gathered(session, rows, {"since": since})]
    capacity = dict(iter(session.execute(select(Person.id, Person.capacity))))
    return People(capacity, *columns)


# Statements are made once: making them takes longer than reading some rows, and holds up the window.
@cache
def _of_people(*, past: bool) -> tuple[Select[*tuple[Any, ...]], ...]:
    """Make the statements that read the members of queues, what people do or did, and who is or was absent."""
    since = bindparam("since", type_=UtcDateTime)
    members = select(QueueMember.person_id, QueueMember.queue_id).join(Person, Person.id == QueueMember.person_id)
    does, absent = (
        select(kind.person_id, seconds(kind.started_at), seconds(kind.ended_at)) for kind in (AgentStateSpan, Absence)
    )
    works = case((AgentStateSpan.state.in_(WORKING), 1), else_=0)
    # As the index of what people do now says it.
    under_way: ColumnElement[bool] | TextClause = text("agent_state_span.ended_at IS NULL")
    if past:
        under_way = or_(AgentStateSpan.ended_at.is_(None), AgentStateSpan.ended_at >= since)
    return (
        gathered(members.where(Person.active)),
        gathered(does.add_columns(works).where(under_way)),
        gathered(absent.where(or_(Absence.ended_at.is_(None), Absence.ended_at >= since))),
    )
