"""Records a new complaint and starts its clocks."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import Customer
from app.models.sla import LifeEvent
from app.models.stage import StageSpan
from app.models.ticket import Source, Ticket, TicketEvent
from app.services.assessment.judge import RISK_FOUND, judge
from app.services.deadlines.life import apply_event, first_clocks
from app.services.deadlines.rule_lock import hold_rules
from app.services.deadlines.rulebook import Rulebook, policy_of_floor
from app.services.handling.stages import stages_of
from app.services.new_rows import write_new

LONGEST_TITLE = 400


class RegistrationError(DomainError):
    """A complaint that cannot be recorded as given."""


def register(
    session: Session,
    rulebook: Rulebook,
    *,
    source: Source,
    title: str,
    received_at: datetime | None = None,
    person_id: int | None = None,
    now: datetime,
    **details: Any,
) -> Ticket:
    """Record a complaint received at `received_at` (by default now): its clocks start then, not when it is typed in.

    `details` are further columns of `Ticket`; who gives no policy means the floor's, and who gives no stage the first
    one of the policy. What it says decides on its risk, so that its clocks start in the lane that it needs. One taken
    down during the telephone call has had its first response: the person who records it is speaking with the customer.
    Raises `RegistrationError`.
    """
    received_at = received_at or now
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        raise RegistrationError("A complaint needs a title of at most {longest} characters.", longest=LONGEST_TITLE)
    if received_at > now:
        raise RegistrationError(
            "A complaint cannot have been received in the future ({at}).", at=received_at.isoformat()
        )
    hold_rules(session)
    details.setdefault("policy", policy_of_floor(session))
    # Who takes a complaint down is the first whom its customer met.
    details.setdefault("first_handler_id", person_id)
    details.setdefault("stage", stages_of(rulebook.in_force(session, details["policy"]).policy)[0])
    # What is known at once is written at once.
    is_answered = source is Source.TELEPHONE and received_at == now
    if is_answered:
        details.setdefault("first_responded_at", now)
    ticket = Ticket(source=source, title=title.strip(), received_at=received_at, recorded_at=now, **details)
    # A session remembers only what somebody holds, and all that follows asks for the customer.
    _held = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    risks = judge(session, rulebook.desk(session), ticket)
    session.add(ticket)
    session.flush()
    happened = {"ticket_id": ticket.id, "at": now, "person_id": person_id}
    events = [TicketEvent(kind=LifeEvent.RECORDED.value, **happened)]
    if risks:
        events.append(TicketEvent(kind=RISK_FOUND, details={"kinds": list(risks)}, **happened))
    clocks = first_clocks(session, rulebook, ticket, at=received_at)
    if is_answered:
        events.append(TicketEvent(kind=LifeEvent.ANSWERED.value, **happened))
        apply_event(session, rulebook, ticket, clocks, LifeEvent.ANSWERED, at=now, person_id=person_id)
    stretch = {"stage": ticket.stage, "person_id": ticket.owner_id, "started_at": received_at}
    write_new(session, *events, StageSpan(ticket_id=ticket.id, **stretch), *clocks)
    return ticket
