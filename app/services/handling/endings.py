"""Ends a complaint without a result: withdrawn by the customer (撤诉), or no complaint at all; and takes that back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.approval import Approval, ApprovalKind
from app.models.desk import Compensation, CompensationState
from app.models.follow_up import FollowUp
from app.models.sla import Clock, LifeEvent, Target
from app.models.texts import trimmed
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.clocks import unstop
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.stage_spans import follow_stages, undo_hand_over
from app.services.deadlines.waits import UNDONE
from app.services.handling.events import happen

LONGEST_PROOF = 4_000


class EndingError(DomainError):
    """A complaint does not end so without saying why."""


def withdraw(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    proof: str,
    way: str = "",
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    """Record that the customer withdraws the complaint, with what they said or wrote as the proof of it.

    Every clock lapses: what was late stays late, what was not has no result. What departments and those above were
    asked ends with it. Raises `EndingError` and `NotPossibleError`.
    """
    _end(session, rulebook, ticket, LifeEvent.WITHDRAWN, proof, way, person_id=person_id, now=now)


def mark_spam(
    session: Session, rulebook: Rulebook, ticket: Ticket, reason: str, *, person_id: int | None, now: datetime
) -> None:
    """Record that this never was a complaint: its clocks end without a result, however late.

    Raises `EndingError` and `NotPossibleError`.
    """
    _end(session, rulebook, ticket, LifeEvent.SPAM, reason, "", person_id=person_id, now=now)


def take_back(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    before: Status,
    *,
    since: datetime,
    person_id: int | None,
    now: datetime,
) -> None:
    """Let a complaint that was withdrawn, or marked as spam, at `since` go on as though it had not been.

    Its clocks run on, and decisions are awaited again. Departments were told that no answer is needed: whoever wants
    one asks again.
    """
    lock_live_clocks(session, ticket)
    ended = ticket.status
    ticket.status, ticket.closed_at = before, None
    stopped = select(Clock).where(Clock.ticket_id == ticket.id, Clock.stopped_at == since, Clock.target != Target.TASK)
    for clock in session.scalars(stopped.order_by(Clock.id)):
        unstop(session, rulebook, clock, waits=before is Status.WAITING)
    lapsed = select(Approval).where(
        Approval.ticket_id == ticket.id, Approval.decided_at == since, Approval.granted.is_(None)
    )
    for approval in session.scalars(lapsed):
        approval.decided_at = None
        if approval.kind is ApprovalKind.COMPENSATION:
            for each in session.scalars(select(Compensation).where(Compensation.approval_id == approval.id)):
                each.state = CompensationState.ASKED
    for follow_up in session.scalars(
        select(FollowUp).where(FollowUp.ticket_id == ticket.id, FollowUp.done_at == since)
    ):
        follow_up.done_at = None
    details = {UNDONE: ended.value, "status": [ended.value, before.value]}
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=UNDONE, person_id=person_id, details=details))
    session.flush()
    follow_stages(session, [ticket.id], at=since)
    undo_hand_over(session, [ticket.id], since=since)


def _end(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    event: LifeEvent,
    why: str,
    way: str,
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    why = trimmed(why)
    if not 0 < len(why) <= LONGEST_PROOF:
        raise EndingError(
            "This needs 1 to {longest} characters that prove it; there are {count}.",
            longest=LONGEST_PROOF,
            count=len(why),
        )
    details = {"text": why} | ({"way": way} if way else {})
    happen(session, rulebook, ticket, event, person_id=person_id, details=details, now=now)
