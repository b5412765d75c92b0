"""Records events of the feed: each once, in whatever order and however often they come; says which cannot be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Delete, Select, String, bindparam, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.feed import FeedEvent
from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval
from app.models.people import AgentStateSpan, Person, StateSource
from app.services.intake.feeds.events import LATE, ContactEvent, EventError, StateEvent, read_event
from app.services.intake.feeds.timeline import Timeline
from app.services.staffing.contacts import IntervalRow, record_intervals

# Longer than an event may be late: one that is repeated is never taken for a new one.
KEPT = LATE + timedelta(days=1)
# Contacts are counted by intervals of so many minutes.
INTERVAL = 15
_DEFAULT_THRESHOLD = 20


@dataclass(frozen=True)
class Refusal:
    """An event that was not recorded: its place in the batch, its identity where it has one, the field and why."""

    place: int
    key: str | None
    field: str
    reason: str


@dataclass(frozen=True)
class Received:
    """What became of a batch: how many were recorded, how many were known already, which were refused."""

    recorded: int
    known: int
    refused: tuple[Refusal, ...]


def record_events(session: Session, given: Sequence[Any], *, now: datetime) -> Received:
    """Record a batch of events in the transaction; who and what they name must be known, nothing is created."""
    refused: list[Refusal] = []
    events: dict[str, tuple[int, StateEvent | ContactEvent]] = {}
    known = 0
    for place, value in enumerate(given):
        try:
            event = read_event(value, now=now)
        except EventError as error:
            refused.append(Refusal(place, _key(value), error.field, error.reason))
            continue
        known += event.key in events
        events.setdefault(event.key, (place, event))
    people = _people(session, {event.agent for _, event in events.values() if isinstance(event, StateEvent)})
    queues = _queues(session, {event.queue for _, event in events.values() if isinstance(event, ContactEvent)})
    already = set(session.scalars(_known(), {"keys": list(events)}))
    states: defaultdict[int, list[StateEvent]] = defaultdict(list)
    contacts: list[ContactEvent] = []
    rows = []
    for place, event in events.values():
        if event.key in already:
            known += 1
        elif isinstance(event, ContactEvent):
            if event.queue not in queues:
                refused.append(Refusal(place, event.key, "queue", "no queue is called so"))
                continue
            contacts.append(event)
            rows.append({"key": event.key, "received_at": now, "at": event.at, "person_id": None, "state": None})
        elif (person_id := people.get(event.agent.casefold())) is None:
            refused.append(Refusal(place, event.key, "agent", "nobody who works here is called so"))
        else:
            states[person_id].append(event)
            row = {"key": event.key, "received_at": now, "at": event.at, "person_id": person_id, "state": event.state}
            rows.append(row)
    if states:
        _follow(session, states)
    if contacts:
        _count(session, contacts, queues)
    connection = session.connection()
    connection.execute(_old(), {"before": now - KEPT})
    if rows:
        # Past the session: nobody hears of what was told, only of what it changed.
        connection.execute(insert(FeedEvent), rows)
    return Received(len(rows), known, tuple(sorted(refused, key=lambda each: each.place)))


def _key(value: Any) -> str | None:
    key = value.get("id") if isinstance(value, dict) else None
    return key[:128] if isinstance(key, str) else None


def _people(session: Session, names: Collection[str]) -> dict[str, int]:
    """Return whom the names or e-mail addresses name, and let nobody else change their states meanwhile."""
    if not names:
        return {}
    folded = {name.casefold() for name in names}
    rows = session.connection().execute(_named(), {"names": list(names), "folded": list(folded)}).all()
    shared = [row.email.casefold() for row in rows if row.email]
    found = {row.email.casefold(): row.id for row in rows if row.email and shared.count(row.email.casefold()) == 1}
    return found | {row.name.casefold(): row.id for row in rows}


def _queues(session: Session, names: Collection[str]) -> dict[str, int]:
    if not names:
        return {}
    rows = session.execute(
        select(Queue.name, Queue.id).where(Queue.name.in_(names)).order_by(Queue.id).with_for_update(key_share=True)
    )
    return {row.name: row.id for row in rows}


def _follow(session: Session, states: Mapping[int, Sequence[StateEvent]]) -> None:
    """Let the spans of people follow what was told of them, the earliest first."""
    first = min(event.at for events in states.values() for event in events)
    spans: defaultdict[int, list[AgentStateSpan]] = defaultdict(list)
    asked = {"people": list(states), "first": first}
    for span in session.scalars(_spans(), asked):
        spans[span.person_id].append(span)
    told: defaultdict[int, list[datetime]] = defaultdict(list)
    for person_id, at in session.connection().execute(_told(), asked):
        if person_id is not None:
            told[person_id].append(at)
    begun: list[AgentStateSpan] = []
    for person_id, events in states.items():
        line = Timeline(person_id, spans[person_id], told[person_id])
        for event in sorted(events, key=lambda event: event.at):
            line.tell(event.at, event.state, StateSource.FEED)
        begun += line.begun
    # Only one span of a person is without an end: the old one ends before the new one is there.
    session.flush()
    session.add_all(begun)
    session.flush()


# Statements are made once: for a single event that takes longer than the database does.
@cache
def _known() -> Select[str]:
    return select(FeedEvent.key).where(FeedEvent.key.in_(bindparam("keys", expanding=True)))


@cache
def _old() -> Delete:
    return delete(FeedEvent).where(FeedEvent.received_at < bindparam("before", type_=UtcDateTime))


@cache
def _named() -> Select[int, str, str | None]:
    names, folded = bindparam("names", expanding=True, type_=String), bindparam("folded", expanding=True, type_=String)
    return (
        select(Person.id, Person.name, Person.email)
        .where(Person.active, or_(Person.name.in_(names), func.lower(Person.email).in_(folded)))
        # In one order everywhere, so that two batches do not wait for each other for ever.
        .order_by(Person.id)
        .with_for_update(key_share=True)
    )


@cache
def _spans() -> Select[AgentStateSpan]:
    people, first = bindparam("people", expanding=True, type_=BigInteger), bindparam("first", type_=UtcDateTime)
    return (
        select(AgentStateSpan)
        .where(
            AgentStateSpan.person_id.in_(people),
            or_(AgentStateSpan.ended_at.is_(None), AgentStateSpan.ended_at > first),
        )
        .order_by(AgentStateSpan.started_at, AgentStateSpan.id)
        .execution_options(populate_existing=True)
    )


@cache
def _told() -> Select[int | None, datetime]:
    people, first = bindparam("people", expanding=True, type_=BigInteger), bindparam("first", type_=UtcDateTime)
    return select(FeedEvent.person_id, FeedEvent.at).where(FeedEvent.person_id.in_(people), FeedEvent.at > first)


def _count(session: Session, contacts: Iterable[ContactEvent], queues: Mapping[str, int]) -> None:
    """Add contacts to the intervals in which they came in."""
    threshold = session.scalar(select(Floor.answer_within).order_by(Floor.id).limit(1)) or _DEFAULT_THRESHOLD
    by_interval: defaultdict[tuple[int, datetime], list[ContactEvent]] = defaultdict(list)
    for event in contacts:
        by_interval[queues[event.queue], _interval(event.at)].append(event)
    rows = []
    for (queue_id, starts_at), theirs in by_interval.items():
        row = _counted(session, queue_id, starts_at)
        for event in theirs:
            row = _with(row, event, threshold)
        rows.append(row)
    record_intervals(session, rows)


def _interval(at: datetime) -> datetime:
    seconds = INTERVAL * 60
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def _counted(session: Session, queue_id: int, starts_at: datetime) -> IntervalRow:
    """Return what is on record of an interval; nothing yet counts as none."""
    known = session.execute(
        select(*(getattr(ContactInterval, name) for name in IntervalRow._fields)).where(
            ContactInterval.queue_id == queue_id, ContactInterval.starts_at == starts_at
        )
    ).first()
    return IntervalRow(*known) if known else IntervalRow(queue_id, starts_at, INTERVAL, 0, 0, 0, 0, 0)


def _with(row: IntervalRow, event: ContactEvent, threshold: int) -> IntervalRow:
    in_time = event.wait <= threshold
    # What was imported without these figures is not counted from now on either: it would be a part of the whole.
    return row._replace(
        offered=row.offered + 1,
        answered=row.answered + event.answered,
        abandoned=row.abandoned + (not event.answered),
        answered_in_time=_plus(row.answered_in_time, event.answered and in_time),
        abandoned_early=_plus(row.abandoned_early, not event.answered and in_time),
        handle_seconds=row.handle_seconds + event.handle,
        wait_seconds=row.wait_seconds + event.wait,
    )


def _plus(count: int | None, one: bool) -> int | None:
    return None if count is None else count + one
