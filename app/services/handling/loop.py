"""What is still open about a complaint (闭环): closing it refuses until every point of the desk's rules is done."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.approval import Approval
from app.models.customer import CustomerPromise
from app.models.department import Department, DepartmentTask
from app.models.desk import Compensation, CompensationState
from app.models.desk_rules import Loop
from app.models.escalation import Delivery
from app.models.follow_up import FollowUp
from app.models.message import Direction, Message, Purpose
from app.models.sla import LifeEvent
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.rulebook import Rulebook

# What did not reach the customer has told them nothing.
_NOT_TOLD = (Delivery.FAILED, Delivery.WITHDRAWN, Delivery.SETTLED)
_PLAIN: Mapping[Loop, str] = {
    Loop.RESULT_TOLD: "the customer has not been told the result",
    Loop.FOLLOWED_UP: "the follow-up is not done",
    Loop.ROOT_CAUSE: "no root cause is recorded",
    Loop.TASKS_DONE: "a department's task is open",
    Loop.APPROVALS_DECIDED: "a decision is awaited",
    Loop.PROMISES_KEPT: "a promise is open",
}


@dataclass(frozen=True)
class OpenPoint:
    """One thing that keeps a complaint from being closed.

    `id` and `what` name the task, promise, approval or compensation that it is about; where it is the complaint
    itself, `id` is None and `what` empty. `is_payment` says that what is open is a sum that was granted and not paid.
    """

    loop: Loop
    id: int | None = None
    what: str = ""
    is_payment: bool = False

    def __str__(self) -> str:
        return f"{_PLAIN[self.loop]}: {self.what}" if self.what else _PLAIN[self.loop]


class OpenPoints(tuple[OpenPoint, ...]):
    """The points of a refusal, which a sentence can hold."""

    def __str__(self) -> str:
        return "; ".join(map(str, self))


class NotClosedError(DomainError):
    """The complaint cannot be closed: `points` are what is open."""

    @property
    def points(self) -> OpenPoints:
        """What is open."""
        return self.values["points"]  # type: ignore[return-value]


def what_is_open(session: Session, rulebook: Rulebook, ticket: Ticket, now: datetime) -> tuple[OpenPoint, ...]:
    """Return what is still open about a complaint at `now`, in the order of `Loop`; only what the desk's rules need."""
    return tuple(point for points in checklist(session, rulebook, ticket, now).values() for point in points)


def checklist(
    session: Session, rulebook: Rulebook, ticket: Ticket, now: datetime
) -> Mapping[Loop, tuple[OpenPoint, ...]]:
    """Return what the desk's rules need for the closing of a complaint, with what is open of each; nothing: done."""
    needs = rulebook.desk(session).closing
    return {loop: tuple(_OPEN[loop](session, ticket, now)) for loop in Loop if loop in needs}


def require_closed_loop(session: Session, rulebook: Rulebook, ticket: Ticket, *, now: datetime) -> None:
    """Refuse to close a complaint about which something is open; raises `NotClosedError`."""
    if points := what_is_open(session, rulebook, ticket, now):
        raise NotClosedError(
            "{number} cannot be closed yet: {points}.", number=ticket.number, points=OpenPoints(points)
        )


def _result(session: Session, ticket: Ticket, now: datetime) -> Iterator[OpenPoint]:
    """Ask for a result that was told since the complaint was opened last, by a message or with its resolution."""
    since = _opened_at(session, ticket)
    told = select(Message.state).where(
        Message.ticket_id == ticket.id,
        Message.direction == Direction.OUT,
        Message.purpose == Purpose.RESULT,
        Message.at >= since,
        Message.at <= now,
    )
    resolved = select(TicketEvent.details).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.kind == LifeEvent.RESOLVED.value, TicketEvent.at >= since
    )
    if all(state in _NOT_TOLD for state in session.scalars(told)) and not any(
        (details or {}).get("way") for details in session.scalars(resolved)
    ):
        yield OpenPoint(Loop.RESULT_TOLD)


def _follow_up(session: Session, ticket: Ticket, now: datetime) -> Iterator[OpenPoint]:
    """Ask for a follow-up of the last resolution: its row is done, or the event is on record."""
    # Another system may have resolved it without saying when.
    since = ticket.resolved_at or ticket.received_at
    done = session.scalars(
        select(FollowUp.id).where(
            FollowUp.ticket_id == ticket.id, FollowUp.opened_at >= since, FollowUp.done_at.is_not(None)
        )
    ).first()
    told = session.scalars(
        select(TicketEvent.id).where(
            TicketEvent.ticket_id == ticket.id,
            TicketEvent.kind == LifeEvent.FOLLOWED_UP.value,
            TicketEvent.at >= since,
        )
    ).first()
    if not done and not told:
        yield OpenPoint(Loop.FOLLOWED_UP)


def _root_cause(session: Session, ticket: Ticket, now: datetime) -> Iterator[OpenPoint]:
    if ticket.root_cause_id is None:
        yield OpenPoint(Loop.ROOT_CAUSE)


def _tasks(session: Session, ticket: Ticket, now: datetime) -> Iterator[OpenPoint]:
    rows = session.execute(
        select(DepartmentTask.id, DepartmentTask.title, Department.name)
        .join(Department, Department.id == DepartmentTask.department_id)
        .where(DepartmentTask.ticket_id == ticket.id, DepartmentTask.ended_at.is_(None))
        .order_by(DepartmentTask.id)
    )
    yield from (OpenPoint(Loop.TASKS_DONE, id_, f"{title} · {name}") for id_, title, name in rows)


def _approvals(session: Session, ticket: Ticket, now: datetime) -> Iterator[OpenPoint]:
    rows = session.execute(
        select(Approval.id, Approval.reason)
        .where(Approval.ticket_id == ticket.id, Approval.decided_at.is_(None))
        .order_by(Approval.id)
    )
    yield from (OpenPoint(Loop.APPROVALS_DECIDED, id_, reason) for id_, reason in rows)


def _promises(session: Session, ticket: Ticket, now: datetime) -> Iterator[OpenPoint]:
    """Ask for what was promised, and for the sums that were granted: these are promises, too."""
    rows = session.execute(
        select(CustomerPromise.id, CustomerPromise.promise)
        .where(CustomerPromise.ticket_id == ticket.id, CustomerPromise.ended_at.is_(None))
        .order_by(CustomerPromise.id)
    )
    yield from (OpenPoint(Loop.PROMISES_KEPT, id_, promise) for id_, promise in rows)
    owed = session.execute(
        select(Compensation.id, Compensation.amount, Compensation.currency)
        .where(Compensation.ticket_id == ticket.id, Compensation.state == CompensationState.GRANTED)
        .order_by(Compensation.id)
    )
    for id_, amount, currency in owed:
        yield OpenPoint(Loop.PROMISES_KEPT, id_, f"{currency} {amount / 100:,.2f}", is_payment=True)


def _opened_at(session: Session, ticket: Ticket) -> datetime:
    """Return since when the complaint has been open in its present cycle."""
    reopened = select(func.max(TicketEvent.at)).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.kind == LifeEvent.REOPENED.value
    )
    return session.scalar(reopened) or ticket.received_at


_OPEN: Mapping[Loop, Callable[[Session, Ticket, datetime], Iterator[OpenPoint]]] = {
    Loop.RESULT_TOLD: _result,
    Loop.FOLLOWED_UP: _follow_up,
    Loop.ROOT_CAUSE: _root_cause,
    Loop.TASKS_DONE: _tasks,
    Loop.APPROVALS_DECIDED: _approvals,
    Loop.PROMISES_KEPT: _promises,
}
