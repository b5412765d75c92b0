"""Records events of the feed: each once, in whatever order and however often they come; says which cannot be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Delete, Select, Update, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.feed import FeedEvent
from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval
from app.models.people import AgentStateSpan, Person, StateSource
from app.services.changes import note
from app.services.intake.feeds.events import (
    LATE,
    LONGEST_KEY,
    ContactEvent,
    EventError,
    Known,
    StateEvent,
    read_event,
)
from app.services.intake.feeds.names import read_known
from app.services.intake.feeds.timeline import Span, Timeline
from app.services.staffing.contacts import IntervalRow, record_intervals

# Longer than an event may be late: one that is repeated is never taken for a new one.
KEPT = LATE + timedelta(days=1)
# Contacts are counted by intervals of so many minutes.
INTERVAL = 15
_DEFAULT_THRESHOLD = 20
_FORGETS_EVERY = timedelta(minutes=1)
Event = StateEvent | ContactEvent


@dataclass(frozen=True)
class Refusal:
    """An event that was not recorded: its place in the batch, its identity where it has one, the field and why.

    `unknown` is the name that the floor does not know, where that is all that is wrong.
    """

    place: int
    key: str | None
    field: str
    reason: str
    unknown: str = ""


@dataclass(frozen=True)
class Received:
    """What became of a batch: how many were recorded, how many were known already, which were refused."""

    recorded: int
    known: int
    refused: tuple[Refusal, ...]


class Recorder:
    """Records batches in somebody's transaction, and remembers between them what the names mean."""

    def __init__(self) -> None:
        self._known: tuple[Known, int] | None = None
        # How often the names have changed: what was being read meanwhile does not hold.
        self._changed = 0
        self._forgets_at: datetime | None = None

    def forget_names(self) -> None:
        """Read anew what the names mean: somebody has changed it."""
        self._changed += 1

    def record(self, session: Session, batches: Sequence[Sequence[Any]], *, now: datetime) -> list[Received]:
        """Record batches of events, each with its answer; who and what they name must be known, nothing is created."""
        given = [value for batch in batches for value in batch]
        found = self._read(session, given, now=now)
        events = [event for event in found if not isinstance(event, Refusal)]
        _lock(session, events)
        already = set(session.scalars(_known_keys(), {"keys": [event.key for event in events]}))
        new: dict[str, Event] = {}
        for event in events:
            if event.key not in already:
                new.setdefault(event.key, event)
        _keep(session, new.values(), now=now)
        if self._forgets_at is None or now >= self._forgets_at:
            session.connection().execute(_old(), {"before": now - KEPT})
            self._forgets_at = now + _FORGETS_EVERY
        answers, place = [], 0
        for batch in batches:
            theirs = found[place : place + len(batch)]
            refused = [replace(each, place=each.place - place) for each in theirs if isinstance(each, Refusal)]
            # An event is recorded for the first batch that brings it.
            recorded = sum(not isinstance(each, Refusal) and new.get(each.key) is each for each in theirs)
            answers.append(Received(recorded, len(batch) - len(refused) - recorded, tuple(refused)))
            place += len(batch)
        return answers

    def _read(self, session: Session, given: Sequence[Any], *, now: datetime) -> list[Event | Refusal]:
        changed = self._changed
        if self._known is not None and self._known[1] == changed:
            found = [_event(place, value, self._known[0], now=now) for place, value in enumerate(given)]
            if not any(isinstance(each, Refusal) and each.unknown for each in found):
                return found
        # It may have become known a moment ago.
        known = read_known(session)
        self._known = known, changed
        return [_event(place, value, known, now=now) for place, value in enumerate(given)]


def _event(place: int, value: Any, known: Known, *, now: datetime) -> Event | Refusal:
    try:
        return read_event(value, known, now=now)
    except EventError as error:
        key = value.get("id") if isinstance(value, dict) else None
        return Refusal(
            place, key[:LONGEST_KEY] if isinstance(key, str) else None, error.field, error.reason, error.unknown
        )


def _lock(session: Session, events: Iterable[Event]) -> None:
    """Let nobody else change the states and intervals that the events concern."""
    people = {event.person_id for event in events if isinstance(event, StateEvent)}
    queues = {event.queue_id for event in events if isinstance(event, ContactEvent)}
    for ids, statement in ((people, _of_people()), (queues, _of_queues())):
        if ids:
            session.connection().execute(statement, {"ids": list(ids)})


def _keep(session: Session, events: Collection[Event], *, now: datetime) -> None:
    """Record events of which none is known."""
    states: defaultdict[int, list[StateEvent]] = defaultdict(list)
    contacts: list[ContactEvent] = []
    rows = []
    for event in events:
        row = {"key": event.key, "received_at": now, "at": event.at, "person_id": None, "state": None}
        if isinstance(event, ContactEvent):
            contacts.append(event)
        else:
            states[event.person_id].append(event)
            row |= {"person_id": event.person_id, "state": event.state}
        rows.append(row)
    if states:
        _follow(session, states)
    if contacts:
        _count(session, contacts)
    if rows:
        # Past the session: nobody hears of what was told, only of what it changed.
        session.connection().execute(insert(FeedEvent), rows)


def _follow(session: Session, states: Mapping[int, Sequence[StateEvent]]) -> None:
    """Let the spans of people follow what was told of them, the earliest first."""
    first = min(event.at for events in states.values() for event in events)
    connection, asked = session.connection(), {"people": list(states), "first": first}
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for row in connection.execute(_spans(), asked):
        spans[row.person_id].append(Span(*row[1:]))
    told: defaultdict[int, list[datetime]] = defaultdict(list)
    for row in connection.execute(_told(), asked):
        told[row.person_id].append(row.at)
    changed, begun = [], []
    for person_id, events in states.items():
        before = [replace(span) for span in spans[person_id]]
        line = Timeline(spans[person_id], told[person_id])
        for event in sorted(events, key=lambda event: event.at):
            line.tell(event.at, event.state, StateSource.FEED)
        for was, span in zip(before, spans[person_id], strict=True):
            if was != span:
                changed.append(_values(span) | {"row": span.id})
        begun += [_values(span) | {"person_id": person_id} for span in line.begun]
    # Only one span of a person is without an end: the old one ends before the new one is there.
    if changed:
        connection.execute(_change(), changed)
    if begun:
        connection.execute(insert(AgentStateSpan), begun)
    note(session, Person, states)


def _values(span: Span) -> dict[str, Any]:
    return {"state": span.state, "source": span.source, "started_at": span.started_at, "ended_at": span.ended_at}


# Statements are made once: for a single event that takes longer than the database does.
@cache
def _known_keys() -> Select[str]:
    return select(FeedEvent.key).where(FeedEvent.key.in_(bindparam("keys", expanding=True)))


@cache
def _old() -> Delete:
    return delete(FeedEvent).where(FeedEvent.received_at < bindparam("before", type_=UtcDateTime))


@cache
def _of_people() -> Select[int]:
    ids = bindparam("ids", expanding=True, type_=BigInteger)
    # In one order everywhere, so that two batches do not wait for each other for ever.
    return select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update(key_share=True)


@cache
def _of_queues() -> Select[int]:
    ids = bindparam("ids", expanding=True, type_=BigInteger)
    return select(Queue.id).where(Queue.id.in_(ids)).order_by(Queue.id).with_for_update(key_share=True)


@cache
def _spans() -> Select[*tuple[Any, ...]]:
    people, first = bindparam("people", expanding=True, type_=BigInteger), bindparam("first", type_=UtcDateTime)
    of = AgentStateSpan
    return (
        select(of.person_id, of.id, of.state, of.source, of.started_at, of.ended_at)
        .where(of.person_id.in_(people), or_(of.ended_at.is_(None), of.ended_at > first))
        .order_by(of.started_at, of.id)
    )


@cache
def _change() -> Update:
    return update(AgentStateSpan).where(AgentStateSpan.id == bindparam("row"))


@cache
def _told() -> Select[*tuple[Any, ...]]:
    people, first = bindparam("people", expanding=True, type_=BigInteger), bindparam("first", type_=UtcDateTime)
    return select(FeedEvent.person_id, FeedEvent.at).where(FeedEvent.person_id.in_(people), FeedEvent.at > first)


def _count(session: Session, contacts: Iterable[ContactEvent]) -> None:
    """Add contacts to the intervals in which they came in."""
    threshold = session.scalar(select(Floor.answer_within).order_by(Floor.id).limit(1)) or _DEFAULT_THRESHOLD
    by_interval: defaultdict[tuple[int, datetime], list[ContactEvent]] = defaultdict(list)
    for event in contacts:
        by_interval[event.queue_id, _interval(event.at)].append(event)
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
