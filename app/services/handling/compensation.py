"""What customers are given (补偿) within a tiered authority (分级授权): granted at once, or asked for from above."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models.approval import Approval, ApprovalKind
from app.models.desk import Compensation, CompensationState
from app.models.people import Person
from app.models.texts import trimmed
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.approvals import COMPENSATION_GRANTED, LONGEST_REASON, ask, end_request
from app.services.deadlines.authority import LARGEST as LARGEST
from app.services.deadlines.authority import Authority as Authority
from app.services.deadlines.authority import CompensationError as CompensationError
from app.services.deadlines.authority import CompensationRow as CompensationRow
from app.services.deadlines.authority import authority_for as authority_for
from app.services.deadlines.authority import compensations as compensations
from app.services.deadlines.authority import lock_customer, lock_parts
from app.services.deadlines.authority import money as money
from app.services.deadlines.locking import lock_with
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import end_long_pauses

COMPENSATION_ASKED = "compensation_asked"
COMPENSATION_PAID, COMPENSATION_WITHDRAWN = "compensation_paid", "compensation_withdrawn"
_POSSIBLE = (Status.OPEN, Status.WAITING, Status.RESOLVED)


def offer(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    nature: str,
    amount: int,
    reason: str,
    *,
    person_id: int | None,
    now: datetime,
) -> Compensation:
    """Offer a customer something, `amount` in hundredths of the desk's currency; raises `CompensationError`.

    Within the person's authority it is granted with that. Above it, the lowest role that may grant it is asked, and
    the clock of that decision begins; above every limit it is refused.
    """
    _somebody(session, person_id)
    reason = _words(reason)
    live = lock_parts(session, ticket)
    lock_customer(session, ticket)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    if ticket.status not in _POSSIBLE:
        raise CompensationError(
            "{number} is {status}: nothing is offered any more.", number=ticket.number, status=ticket.status
        )
    authority = authority_for(session, rulebook, ticket.id, nature, amount, person_id, now)
    if authority.role is None:
        raise CompensationError(
            "{total} counts together within {days} days: that is above every limit, and nobody here may grant it.",
            total=money(authority.total, authority.currency),
            days=authority.days,
        )
    compensation = Compensation(
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        nature=nature,
        amount=amount,
        currency=authority.currency,
        reason=reason,
        state=CompensationState.GRANTED if authority.mine else CompensationState.ASKED,
        role=authority.role,
        offered_at=now,
        offered_by_id=person_id,
    )
    session.add(compensation)
    session.flush()
    details = {
        **_sum(compensation),
        "total": authority.total,
        "split": authority.is_split,
        "counted": [row.id for row in authority.counted],
    }
    if not authority.mine:
        asked = details | {"had_by": ticket.owner_id}
        approval = Approval(kind=ApprovalKind.COMPENSATION, role=authority.role, reason=reason, details=asked)
        ask(session, rulebook, ticket, approval, person_id=person_id, now=now)
        compensation.approval_id = approval.id
    kind = COMPENSATION_GRANTED if authority.mine else COMPENSATION_ASKED
    said = details | {"text": reason, "role": authority.role}
    _note(session, compensation, kind, said, person_id=person_id, now=now)
    return compensation


def pay(session: Session, compensation_id: int, *, person_id: int | None, now: datetime) -> None:
    """Put on record that the customer has what was granted; raises `CompensationError`."""
    _somebody(session, person_id)
    compensation = _locked(session, compensation_id)
    if compensation.state is not CompensationState.GRANTED:
        raise CompensationError("Only what is granted is paid; this is {state}.", state=compensation.state)
    compensation.state, compensation.paid_at = CompensationState.PAID, now
    _note(session, compensation, COMPENSATION_PAID, _sum(compensation), person_id=person_id, now=now)


def withdraw_offer(
    session: Session, rulebook: Rulebook, compensation_id: int, reason: str, *, person_id: int | None, now: datetime
) -> None:
    """Take back what was offered and is not paid, and the request for it; raises `CompensationError`."""
    _somebody(session, person_id)
    reason = _words(reason)
    compensation = _locked(session, compensation_id)
    if compensation.state not in (CompensationState.ASKED, CompensationState.GRANTED):
        raise CompensationError(
            "Only what is asked for or granted is taken back; this is {state}.", state=compensation.state
        )
    approval = session.get(Approval, compensation.approval_id) if compensation.approval_id else None
    if approval is not None and approval.decided_at is None:
        end_request(session, rulebook, approval, at=now)
    compensation.state = CompensationState.WITHDRAWN
    details = _sum(compensation) | {"text": reason}
    _note(session, compensation, COMPENSATION_WITHDRAWN, details, person_id=person_id, now=now)


def natures(session: Session, rulebook: Rulebook) -> tuple[str, ...]:
    """Return what can be given, in the words of the rules."""
    return tuple(sorted(rulebook.desk(session).authority.natures))


def _locked(session: Session, compensation_id: int) -> Compensation:
    """Return a compensation as it is now; it and its complaint are locked."""
    compensation = session.get(Compensation, compensation_id)
    if compensation is None:
        raise CompensationError("There is no such compensation.")
    lock_with(session, compensation)
    return compensation


def _sum(compensation: Compensation) -> dict[str, Any]:
    return {
        "compensation_id": compensation.id,
        "nature": compensation.nature,
        "hundredths": compensation.amount,
        "currency": compensation.currency,
    }


def _somebody(session: Session, person_id: int | None) -> None:
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active:
        raise CompensationError("Say first who you are: it is offered in somebody's name.")


def _words(text: str) -> str:
    text = trimmed(text)
    if not 0 < len(text) <= LONGEST_REASON:
        raise CompensationError(
            "A reason has 1 to {longest} characters; this one has {count}.", longest=LONGEST_REASON, count=len(text)
        )
    return text


def _note(
    session: Session,
    compensation: Compensation,
    kind: str,
    details: Mapping[str, Any],
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    given = dict(details)
    session.add(TicketEvent(ticket_id=compensation.ticket_id, at=now, kind=kind, person_id=person_id, details=given))
    session.flush()
