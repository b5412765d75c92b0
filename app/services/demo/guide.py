"""What a newcomer is shown of a demo: a climbed ladder, a late complaint, a surge, help called, and what they did.

All of it is read from what really happened; nothing is told because its time has come.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from app.models.activation import Activation, CallOut, CallOutState
from app.models.alert import Alert, AlertKind
from app.models.base import UtcDateTime
from app.models.escalation import Escalation, Notification, Outcome
from app.models.people import Person, Role
from app.models.sla import Clock, Target
from app.models.ticket import Ticket, TicketEvent

# From so many raised steps on a ladder has been climbed.
_CLIMBED = 3


@dataclass(frozen=True)
class ToldRow:
    """Who was told of a step, and when; the first of those who were told at once."""

    at: datetime
    role: Role
    name: str


@dataclass(frozen=True)
class LateRow:
    """A complaint whose deadline has passed, with who was told before and after, in order."""

    ticket_id: int
    number: str
    target: Target
    due_at: datetime
    told: tuple[ToldRow, ...]


@dataclass(frozen=True)
class SurgeRow:
    """The surge: when it was noticed, and by which share arrivals are above the forecast (0.5: half as many again)."""

    raised_at: datetime
    growth: float | None
    answered_at: datetime | None


@dataclass(frozen=True)
class HelpRow:
    """The first call for backup staff: when it was, how many were called and said yes, and when the first was there."""

    called_at: datetime
    called: int
    accepted: int
    on_at: datetime | None


@dataclass(frozen=True)
class Story:
    """What has happened since a demo began; None for what has not happened yet."""

    surge: SurgeRow | None
    late: LateRow | None
    climbed: LateRow | None
    given_at: datetime | None
    help: HelpRow | None = None


def read_story(session: Session, person_id: int | None, *, since: datetime) -> Story:
    """Read what has happened since an instant; `given_at` is when that person first gave a complaint to somebody."""
    late, climbed = (session.scalars(statement, {"since": since}).first() for statement in _clocks())
    return Story(
        surge=_surge(session, since),
        late=None if late is None else _ladder(session, late),
        climbed=None if climbed is None else _ladder(session, climbed),
        given_at=_given_at(session, person_id, since),
        help=_help(session, since),
    )


# Made once: that takes longer than reading, and holds up the window.
@cache
def _clocks() -> tuple[Select[int], Select[int]]:
    """Select the clock that passed its deadline first, and the one that first had so many steps; in the database."""
    since, step = bindparam("since", type_=UtcDateTime), Escalation
    raised = select(step.clock_id).where(step.raised_at >= since, step.outcome == Outcome.NOTIFIED)
    first = step.raised_at, step.id
    late = raised.where(step.planned_at >= step.due_at, step.due_at >= since).order_by(*first).limit(1)
    place = func.row_number().over(partition_by=step.clock_id, order_by=first).label("place")
    steps = raised.add_columns(place, *first).subquery()
    climbed = select(steps.c.clock_id).where(steps.c.place == _CLIMBED).order_by(steps.c.raised_at, steps.c.id).limit(1)
    return late, climbed


def _ladder(session: Session, clock_id: int) -> LateRow:
    clock, number = session.execute(
        select(Clock, Ticket.number).join(Ticket, Ticket.id == Clock.ticket_id).where(Clock.id == clock_id)
    ).one()
    heard = session.execute(
        select(Escalation.id, Escalation.raised_at, Person.role, Person.name)
        .join(Notification, Notification.escalation_id == Escalation.id)
        .join(Person, Person.id == Notification.person_id)
        .where(Escalation.clock_id == clock_id)
        .order_by(Escalation.raised_at, Escalation.id, Notification.id)
    ).all()
    first = {step: ToldRow(at, role, name) for step, at, role, name in reversed(heard)}
    told = tuple(sorted(first.values(), key=lambda each: each.at))
    return LateRow(clock.ticket_id, number, clock.target, clock.due_at, told)


def _surge(session: Session, since: datetime) -> SurgeRow | None:
    alert = session.scalars(
        select(Alert).where(Alert.kind == AlertKind.SURGE, Alert.raised_at >= since).order_by(Alert.raised_at).limit(1)
    ).first()
    if alert is None:
        return None
    answers = filter(None, (alert.acknowledged_at, alert.acted_at, alert.resolved_at))
    count, expected = alert.details["count"], alert.details["expected"]
    return SurgeRow(alert.raised_at, count / expected - 1 if expected else None, min(answers, default=None))


def _help(session: Session, since: datetime) -> HelpRow | None:
    begun = select(Activation).where(Activation.started_at >= since, Activation.drill.is_(False))
    first = session.scalars(begun.order_by(Activation.started_at).limit(1)).first()
    if first is None:
        return None
    said_yes = CallOut.state.in_((CallOutState.ACCEPTED, CallOutState.ON, CallOutState.RELEASED))
    columns = func.count(CallOut.called_at), func.count(case((said_yes, 1))), func.min(CallOut.on_at)
    called, accepted, on_at = session.execute(select(*columns).where(CallOut.activation_id == first.id)).one()
    return HelpRow(first.started_at, called, accepted, on_at)


def _given_at(session: Session, person_id: int | None, since: datetime) -> datetime | None:
    given = select(TicketEvent.at).where(
        TicketEvent.person_id == person_id, TicketEvent.kind == "assigned", TicketEvent.at >= since
    )
    return session.scalars(given.order_by(TicketEvent.id).limit(1)).first() if person_id is not None else None
