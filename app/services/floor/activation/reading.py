"""Activations as screens show them: how far each call is, what happened, whom a call waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.activation import Activation, ActivationEvent, ActivationState, CallOut, CallOutState
from app.models.floor import Queue
from app.models.people import Person
from app.services.floor.activation.clear import Clear
from app.services.floor.activation.record import Happened

_ORDER = tuple(
    CallOutState(each)
    for each in ("on", "accepted", "called", "declined", "timed_out", "released", "withdrawn", "proposed")
)


@dataclass(frozen=True)
class Kept:
    """What the schedule says of somebody who came (None: nothing), and how far they kept to it, in minutes."""

    starts_at: datetime | None
    ends_at: datetime | None
    scheduled: float
    kept: float

    @property
    def share(self) -> float | None:
        """Which share of what was scheduled was kept; None where nothing was as yet."""
        return self.kept / self.scheduled if self.scheduled else None


@dataclass(frozen=True)
class CallOutRow:
    """The call of one person; `donor` is the queue that gives them, `score` what they were ranked by.

    `kept` is there where it was asked for (`keeping.with_keeping`), of those who came or are coming.
    """

    id: int
    person_id: int
    name: str
    tier: int
    state: CallOutState
    rank: int
    score: Mapping[str, Any]
    donor: str | None
    token: str | None
    called_at: datetime | None
    answer_by: datetime | None
    answered_at: datetime | None
    on_at: datetime | None
    released_at: datetime | None
    rest_owed_minutes: int | None
    shift_id: int | None
    kept: Kept | None = None

    @property
    def expected_at(self) -> datetime | None:
        """When somebody who has said yes can help."""
        if self.answered_at is None:
            return None
        return self.answered_at + timedelta(minutes=int(self.score.get("productive_minutes", 0)))

    def cost(self, now: datetime) -> float:
        """Return what their time on has cost, in hundredths of the floor's currency."""
        if self.on_at is None:
            return 0.0
        hours = ((self.released_at or now) - self.on_at) / timedelta(hours=1)
        return max(hours, 0.0) * float(self.score.get("hourly_cost", 0))


@dataclass(frozen=True)
class EventRow:
    """What happened, and who did it; `name` is whose call it was."""

    id: int
    at: datetime
    kind: Happened
    by: str | None
    name: str | None
    details: Mapping[str, Any]


@dataclass(frozen=True)
class ActivationRow:
    """One activation with its calls, those that need somebody first; `wanted` is the head count by tier."""

    id: int
    queue_id: int | None
    queue: str | None
    alert_id: int | None
    reason: str
    drill: bool
    tells: bool
    state: ActivationState
    wanted: Mapping[int, int]
    promised: Mapping[str, Any] | None
    clear: Clear
    started_at: datetime
    started_by: str | None
    clear_since: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    call_outs: tuple[CallOutRow, ...] = ()
    events: tuple[EventRow, ...] = ()

    @property
    def proposes_stand_down(self) -> bool:
        """Whether the clear level has held for as long as it has to."""
        return self.state is ActivationState.ACTIVE and self.clear.proposed_at is not None

    def count(self, *states: CallOutState, tier: int | None = None) -> int:
        """Count the calls in some states, of a tier or of all."""
        return sum(each.state in states and tier in (None, each.tier) for each in self.call_outs)


@dataclass(frozen=True)
class MyCall:
    """A call that waits for the answer of the person who sits at a console."""

    id: int
    queue: str | None
    reason: str
    drill: bool
    by: str | None
    answer_by: datetime | None
    productive_minutes: int


def read_activation(session: Session, activation_id: int) -> ActivationRow | None:
    """Return one activation with everything that happened; None where there is none."""
    return next(iter(_read(session, _activations().where(Activation.id == activation_id), with_events=True)), None)


def read_running(session: Session) -> tuple[ActivationRow, ...]:
    """Return the activations that run, with everything that happened, the latest first."""
    return _read(session, _activations().where(Activation.ended_at.is_(None)), with_events=True)


def read_activations(session: Session, *, since: datetime, limit: int = 200) -> tuple[ActivationRow, ...]:
    """Return the activations begun since an instant, or running still, the latest first; without their events."""
    here = or_(Activation.started_at >= since, Activation.ended_at.is_(None))
    return _read(session, _activations().where(here).limit(limit), with_events=False)


def read_my_calls(session: Session, person_id: int | None) -> tuple[MyCall, ...]:
    """Return the calls that wait for a person's answer; those of a drill only where it tells people."""
    caller = aliased(Person)
    waiting = (
        select(CallOut, Activation, Queue.name, caller.name)
        .join(Activation, Activation.id == CallOut.activation_id)
        .outerjoin(Queue, Queue.id == Activation.queue_id)
        .outerjoin(caller, caller.id == Activation.started_by_id)
        .where(CallOut.person_id == person_id, CallOut.state == CallOutState.CALLED)
        .where(or_(Activation.drill.is_(False), Activation.tells))
        .order_by(CallOut.id)
    )
    return tuple(
        MyCall(
            each.id,
            queue,
            activation.reason,
            activation.drill,
            by,
            each.answer_by,
            int(each.score.get("productive_minutes", 0)),
        )
        for each, activation, queue, by in session.execute(waiting)
    )


def _activations() -> Select[Activation, str, str, str]:
    began, ended = aliased(Person), aliased(Person)
    return (
        select(Activation, Queue.name, began.name, ended.name)
        .outerjoin(Queue, Queue.id == Activation.queue_id)
        .outerjoin(began, began.id == Activation.started_by_id)
        .outerjoin(ended, ended.id == Activation.ended_by_id)
        .order_by(Activation.started_at.desc(), Activation.id.desc())
    )


def _read(
    session: Session, statement: Select[Activation, str, str, str], *, with_events: bool
) -> tuple[ActivationRow, ...]:
    found = session.execute(statement).all()
    ids = [activation.id for activation, *_ in found]
    calls, events = _call_outs(session, ids), _events(session, ids) if with_events else {}
    return tuple(
        ActivationRow(
            activation.id,
            activation.queue_id,
            queue,
            activation.alert_id,
            activation.reason,
            activation.drill,
            activation.tells,
            activation.state,
            {int(tier): int(count) for tier, count in activation.wanted.items()},
            activation.promised,
            Clear.of(activation.clear),
            activation.started_at,
            began,
            activation.clear_since,
            activation.ended_at,
            ended,
            tuple(calls.get(activation.id, ())),
            tuple(events.get(activation.id, ())),
        )
        for activation, queue, began, ended in found
    )


def _call_outs(session: Session, ids: Sequence[int]) -> dict[int, list[CallOutRow]]:
    found: dict[int, list[CallOutRow]] = {}
    rows = session.execute(
        select(CallOut, Person.name, Queue.name)
        .join(Person, Person.id == CallOut.person_id)
        .outerjoin(Queue, Queue.id == CallOut.donor_queue_id)
        .where(CallOut.activation_id.in_(ids))
    ).all()
    for each, name, donor in sorted(rows, key=lambda row: (_ORDER.index(row[0].state), row[0].tier, row[0].rank)):
        found.setdefault(each.activation_id, []).append(
            CallOutRow(
                each.id,
                each.person_id,
                name,
                each.tier,
                each.state,
                each.rank,
                each.score,
                donor,
                each.token,
                each.called_at,
                each.answer_by,
                each.answered_at,
                each.on_at,
                each.released_at,
                each.rest_owed_minutes,
                each.shift_id,
            )
        )
    return found


def _events(session: Session, ids: Sequence[int]) -> dict[int, list[EventRow]]:
    by, called = aliased(Person), aliased(Person)
    rows = session.execute(
        select(ActivationEvent, by.name, called.name)
        .outerjoin(by, by.id == ActivationEvent.person_id)
        .outerjoin(CallOut, CallOut.id == ActivationEvent.call_out_id)
        .outerjoin(called, called.id == CallOut.person_id)
        .where(ActivationEvent.activation_id.in_(ids))
        .order_by(ActivationEvent.id)
    )
    found: dict[int, list[EventRow]] = {}
    for each, who, name in rows:
        row = EventRow(each.id, each.at, Happened(each.kind), who, name, each.details or {})
        found.setdefault(each.activation_id, []).append(row)
    return found
