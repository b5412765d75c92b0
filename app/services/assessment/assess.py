"""Assesses a complaint: whether it is of high risk, why, and its priority score; its deadlines follow."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import Customer
from app.models.desk_rules import DeskRules
from app.models.risk import newly_found, risks_in
from app.models.score import Known, lasting_score
from app.models.sla import LifeEvent
from app.models.ticket import Category, Priority, Status, Ticket, TicketEvent
from app.services.deadlines.clocks import lock_live_clocks
from app.services.deadlines.reclassify import reclassify
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen

RISK_FOUND, RISK_SAID, SCORE_SAID = "risk_found", "risk_said", "score_said"
LONGEST_REASON = 400
_DONE = (Status.RESOLVED, Status.CLOSED)


class AssessmentError(DomainError):
    """Something said of a complaint without a reason, or beyond the scale."""


def judge(session: Session, rules: DeskRules, ticket: Ticket, *further: str) -> tuple[str, ...]:
    """Work out a ticket's risk and score from what is known of it, and from `further` texts; its clocks stay.

    The ticket need not be added yet. What was found once stays found. What a person said holds until something is found
    that they did not know of. Returns the kinds of risk that are new.
    """
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    risk: dict[str, Any] = dict(ticket.risk or {})
    before: Mapping[str, Sequence[str]] = risk.get("words", {})
    found = risks_in((ticket.title, ticket.description or "", ticket.demand or "", *further), rules.risk)
    words = {kind: sorted({*before.get(kind, ()), *found.get(kind, ())}) for kind in {**before, **found}}
    # Marks of others count as kinds of their own.
    marks = ["category"] if in_marked_category(session, ticket.category_id) else []
    marks += ["customer"] if customer is not None and customer.high_risk else []
    known: dict[str, Any] = {"words": words, "marks": marks}
    new = (*newly_found(before, words), *(mark for mark in marks if mark not in risk.get("marks", ())))
    said = None if new else risk.get("said")
    # What stands there before anything was worked out was given by whoever recorded it.
    if risk.get("given", ticket.risk is None and bool(ticket.high_risk)):
        known["given"] = True
    ticket.high_risk = said["high_risk"] if said else any(known.values())
    ticket.risk = known | ({"said": said} if said else {})
    ticket.score = lasting_score(known_of(ticket, customer), rules.score)
    return new


def reassess(
    session: Session, rulebook: Rulebook, ticket: Ticket, *further: str, person_id: int | None, now: datetime
) -> None:
    """Judge a ticket anew because something is known that was not, for example a reply of the customer (`further`).

    Risk that is found ends a wait, and opens again what was resolved or closed. The deadlines follow what is known.
    """
    live = lock_live_clocks(session, ticket)
    new = judge(session, rulebook.desk(session), ticket, *further)
    if new:
        found = {"kinds": list(new)}
        session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=RISK_FOUND, person_id=person_id, details=found))
        session.flush()
        if event := _wakes(ticket):
            happen(session, rulebook, ticket, event, person_id=person_id, details={"risk": list(new)}, now=now)
            live = lock_live_clocks(session, ticket)
    reclassify(session, rulebook, ticket, live, now=now)


def say_risk(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    high_risk: bool,
    reason: str,
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    """Let a person say that a ticket is, or is not, of high risk, and why; raises `AssessmentError`."""
    reason = _reason(reason)
    live = lock_live_clocks(session, ticket)
    judge(session, rulebook.desk(session), ticket)
    said = {"high_risk": high_risk, "reason": reason, "person_id": person_id, "at": now.isoformat()}
    ticket.risk, ticket.high_risk = {**(ticket.risk or {}), "said": said}, high_risk
    judge(session, rulebook.desk(session), ticket)
    details = {"high_risk": high_risk, "reason": reason}
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=RISK_SAID, person_id=person_id, details=details))
    reclassify(session, rulebook, ticket, live, now=now)


def say_score(
    session: Session, ticket: Ticket, score: int | None, reason: str, *, person_id: int | None, now: datetime
) -> None:
    """Let a person put another score in the place of the one that was worked out; None takes that back.

    Raises `AssessmentError`.
    """
    if score is not None and not 0 <= score <= 100:
        raise AssessmentError("A priority score lies between 0 and 100.")
    reason = _reason(reason)
    details = {"score": [ticket.score_set, score], "reason": reason}
    ticket.score_set, ticket.score_reason = score, reason if score is not None else None
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=SCORE_SAID, person_id=person_id, details=details))


def used_share(running: Iterable[tuple[datetime, datetime]], *, now: datetime) -> float:
    """Return the share of its time that the nearest deadline has used, round the clock; 0 where none runs.

    Running clocks are given as start and deadline.
    """
    nearest = min(running, key=lambda each: each[1], default=None)
    if nearest is None:
        return 0.0
    started, due = nearest
    return (now - started) / (due - started) if due > started else 1.0


def in_marked_category(session: Session, category_id: int | None) -> bool:
    """Say whether a category, or one in which it lies, is marked as one of high risk."""
    while category_id is not None:
        category = session.get_one(Category, category_id)
        if category.high_risk:
            return True
        category_id = category.parent_id
    return False


def known_of(ticket: Ticket, customer: Customer | None, used: float = 0.0) -> Known:
    """Return what a ticket's score is worked out from."""
    level = customer.level if customer else None
    priority = ticket.priority or Priority.NORMAL
    return Known(priority, level, ticket.high_risk, ticket.emotion, ticket.affected or 1, used)


def _wakes(ticket: Ticket) -> LifeEvent | None:
    """Return what happens to a ticket in which risk is found, so that it is not missed while it rests."""
    if ticket.status is Status.WAITING:
        return LifeEvent.RESUMED
    return LifeEvent.REOPENED if ticket.status in _DONE else None


def _reason(reason: str) -> str:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise AssessmentError("A reason of at most {longest} characters says why.", longest=LONGEST_REASON)
    return reason.strip()
