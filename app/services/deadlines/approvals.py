"""Asks somebody above for a decision, takes it, and forgets what nobody has to decide any more."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.approval import Approval, ApprovalKind, Extension
from app.models.desk import Compensation, CompensationState
from app.models.people import Person
from app.models.policy import ExtensionStep
from app.models.sla import LIVE, Clock, ClockState, Pause, Target
from app.models.texts import trimmed
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.authority import authority_for, lock_customer, money
from app.services.deadlines.clocks import lapse, start, stop
from app.services.deadlines.extensions import grant
from app.services.deadlines.locking import lock_live_clocks, lock_with
from app.services.deadlines.requests import had_since, subject_of
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import end_long_pauses

LONGEST_REASON = 1_000
ASKED, GRANTED, REFUSED = "extension_asked", "extension_granted", "extension_refused"
COMPENSATION_GRANTED, COMPENSATION_REFUSED = "compensation_granted", "compensation_refused"
DECIDED = "decided"
# In these nothing is left to be decided.
ENDED = (Status.CLOSED, Status.WITHDRAWN, Status.SPAM, Status.MERGED)


class ApprovalError(DomainError):
    """A decision that cannot be asked for, or not be taken by this person."""


def ask_extension(
    session: Session, rulebook: Rulebook, clock: Clock, reason: str, *, person_id: int | None, now: datetime
) -> Approval:
    """Ask for more time for a clock, on the next rung of its policy's extensions; raises `ApprovalError`."""
    _somebody(person_id)
    reason = _words(reason, "reason")
    ticket = session.get_one(Ticket, clock.ticket_id)
    live = lock_live_clocks(session, ticket)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    step = _next_step(session, rulebook, ticket, clock, now=now)
    rungs = rulebook.policy(session, clock.policy_version_id).extensions[clock.target]
    details = {"rung": rungs.index(step) + 1, "amount": step.to, "notice": step.notice}
    approval = Approval(
        clock_id=clock.id, kind=ApprovalKind.EXTENSION, role=step.approver, reason=reason, details=details
    )
    ask(session, rulebook, ticket, approval, person_id=person_id, now=now)
    _note(session, approval, ASKED, {"reason": reason, "role": step.approver}, person_id=person_id, now=now)
    return approval


def ask(
    session: Session, rulebook: Rulebook, ticket: Ticket, approval: Approval, *, person_id: int | None, now: datetime
) -> None:
    """Ask for a decision about a ticket, which is locked; the clock begins within which it is owed."""
    approval.ticket_id, approval.asked_at, approval.asked_by_id = ticket.id, now, person_id
    session.add(approval)
    session.flush()
    start(session, rulebook, ticket, Target.APPROVAL, at=now, subject=subject_of(approval))


def decide(
    session: Session,
    rulebook: Rulebook,
    approval: Approval,
    granted: bool,
    remark: str,
    *,
    person_id: int | None,
    now: datetime,
) -> Extension | None:
    """Take a decision that was asked for; returns the extension that was granted. Raises `ApprovalError`.

    It is for the role that the approval names and those above it, and never for who asked; a compensation is decided by
    nobody either who has had the complaint since it was offered, and granted by nobody whom all that its customer was
    given meanwhile is too much for. A refusal needs its reason.
    """
    ticket, live = lock_with(session, approval)
    if approval.decided_at is not None:
        raise ApprovalError("There is nothing to decide any more: that was done, or its deadline has ended.")
    _may_decide(session, approval, person_id)
    if not granted or remark.strip():
        remark = _words(remark, "remark")
    if granted and approval.kind is ApprovalKind.COMPENSATION:
        _require_authority(session, rulebook, ticket, approval, person_id=person_id, now=now)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    approval.granted, approval.remark = granted, remark
    approval.decided_at, approval.decided_by_id = now, person_id
    for clock in live:
        if (clock.target, clock.subject) == (Target.APPROVAL, subject_of(approval)):
            stop(session, rulebook, clock, at=now)
    kind, extension = DECIDED, None
    if approval.kind is ApprovalKind.EXTENSION:
        kind = GRANTED if granted else REFUSED
        extension = grant(session, rulebook, approval, now=now) if granted else None
    elif approval.kind is ApprovalKind.COMPENSATION:
        kind = COMPENSATION_GRANTED if granted else COMPENSATION_REFUSED
        _settle(session, approval, CompensationState.GRANTED if granted else CompensationState.REFUSED)
    _note(session, approval, kind, {"text": remark, "granted": granted}, person_id=person_id, now=now)
    return extension


def lapse_requests(session: Session, rulebook: Rulebook, ticket: Ticket, *, at: datetime) -> None:
    """End the open requests of a ticket whose clock has ended, or all of them where the ticket has."""
    approvals = session.scalars(
        select(Approval).where(Approval.ticket_id == ticket.id, Approval.decided_at.is_(None))
    ).all()
    for approval in approvals:
        clock = session.get(Clock, approval.clock_id) if approval.clock_id else None
        if ticket.status in ENDED or (clock is not None and clock.state not in LIVE):
            end_request(session, rulebook, approval, at=at)


def end_request(session: Session, rulebook: Rulebook, approval: Approval, *, at: datetime) -> None:
    """End an open request without a decision: nobody needs it any more."""
    approval.decided_at = at
    if approval.kind is ApprovalKind.COMPENSATION:
        _settle(session, approval, CompensationState.WITHDRAWN)
    ticket = session.get_one(Ticket, approval.ticket_id)
    own = select(Clock).where(
        # In a merge its clock has gone ahead.
        Clock.ticket_id.in_([ticket.id, ticket.merged_into_id or ticket.id]),
        Clock.target == Target.APPROVAL,
        Clock.subject == subject_of(approval),
        Clock.state.in_(LIVE),
    )
    for each in session.scalars(own):
        lapse(session, rulebook, each, at=max(at, each.started_at))
    session.flush()


def extendable(session: Session, rulebook: Rulebook, ticket: Ticket, *, now: datetime) -> dict[int, ExtensionStep]:
    """Return for which clocks of a ticket more time can be asked for, and on which rung."""
    found = {}
    for clock in session.scalars(select(Clock).where(Clock.ticket_id == ticket.id, Clock.state.in_(LIVE))):
        try:
            found[clock.id] = _next_step(session, rulebook, ticket, clock, now=now)
        except ApprovalError:
            continue
    return found


def _next_step(session: Session, rulebook: Rulebook, ticket: Ticket, clock: Clock, *, now: datetime) -> ExtensionStep:
    """Return the rung on which a clock can be extended now; raises `ApprovalError`."""
    if clock.state not in LIVE:
        raise ApprovalError("{number}: this deadline has ended.", number=ticket.number)
    policy = rulebook.policy(session, clock.policy_version_id)
    step = policy.next_extension(clock.target, clock.measure, clock.amount)
    if step is None:
        raise ApprovalError("{number}: the policy knows no further extension.", number=ticket.number)
    asked = select(Approval.id).where(
        Approval.clock_id == clock.id, Approval.kind == ApprovalKind.EXTENSION, Approval.decided_at.is_(None)
    )
    if session.scalars(asked).first() is not None:
        raise ApprovalError("{number}: more time has been asked for already.", number=ticket.number)
    untold = select(Extension.id).where(Extension.clock_id == clock.id, Extension.in_force_at.is_(None))
    if session.scalars(untold).first() is not None:
        raise ApprovalError("{number}: tell the customer of the last extension first.", number=ticket.number)
    if _stood_still(session, clock, now) > clock.due_at:
        raise ApprovalError("{number}: the deadline is over: it cannot be extended.", number=ticket.number)
    return step


def _stood_still(session: Session, clock: Clock, now: datetime) -> datetime:
    """Return up to when a clock has run."""
    if clock.state is not ClockState.PAUSED:
        return now
    return session.scalars(select(Pause.started_at).where(Pause.clock_id == clock.id, Pause.ended_at.is_(None))).one()


def _settle(session: Session, approval: Approval, state: CompensationState) -> None:
    """Let the compensation that was asked for follow what became of the request."""
    asked_for = select(Compensation).where(Compensation.approval_id == approval.id)
    for each in session.scalars(asked_for.execution_options(populate_existing=True)):
        each.state = state


def _require_authority(
    session: Session, rulebook: Rulebook, ticket: Ticket, approval: Approval, *, person_id: int | None, now: datetime
) -> None:
    """Refuse to grant what is above somebody's authority by now; raises `ApprovalError`.

    Two customers may have turned out to be one since it was asked, or what had been withdrawn is offered again.
    """
    lock_customer(session, ticket)
    for each in session.scalars(select(Compensation).where(Compensation.approval_id == approval.id)):
        found = authority_for(session, rulebook, ticket.id, each.nature, each.amount, person_id, now, but=each.id)
        if found.role is None:
            raise ApprovalError(
                "With what the customer was given meanwhile it comes to {total}: that is above every limit.",
                total=money(found.total, found.currency),
            )
        if not found.mine:
            raise ApprovalError(
                "With what the customer was given meanwhile it comes to {total}: that is to be decided by: {role}, or "
                "somebody above.",
                total=money(found.total, found.currency),
                role=found.role,
            )


def _may_decide(session: Session, approval: Approval, person_id: int | None) -> None:
    _somebody(person_id)
    if person_id == approval.asked_by_id:
        raise ApprovalError("Nobody decides what they asked for themselves.")
    person = session.get(Person, person_id)
    if person is None or not person.active or not person.role.reaches(approval.role):
        raise ApprovalError("This is to be decided by: {role}, or somebody above.", role=approval.role)
    if approval.kind is ApprovalKind.COMPENSATION and person_id in had_since(session, approval):
        raise ApprovalError("Who has had the complaint does not decide what its customer is given.")


def _somebody(person_id: int | None) -> None:
    if person_id is None:
        raise ApprovalError("Say first who you are: a decision is asked for and taken by somebody.")


def _words(text: str, field: str) -> str:
    text = trimmed(text)
    if not 0 < len(text) <= LONGEST_REASON:
        raise ApprovalError(
            "A reason has 1 to {longest} characters; this one has {count}.", longest=LONGEST_REASON, count=len(text)
        )
    return text


def _note(
    session: Session,
    approval: Approval,
    kind: str,
    details: dict[str, Any],
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    """Put on record what became of an approval."""
    clock = session.get_one(Clock, approval.clock_id) if approval.clock_id else None
    about = {"target": clock.target, "subject": clock.subject, "measure": clock.measure} if clock else {}
    given = {"approval_id": approval.id, **about, **(approval.details or {}), **details}
    session.add(TicketEvent(ticket_id=approval.ticket_id, at=now, kind=kind, person_id=person_id, details=given))
    session.flush()
