"""Assesses a complaint: whether it is of high risk, why, and its priority score; its deadlines follow."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.sla import LifeEvent
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.assessment.judge import RISK_FOUND, judge
from app.services.deadlines.clocks import lock_live_clocks
from app.services.deadlines.reclassify import reclassify
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen

RISK_SAID, SCORE_SAID = "risk_said", "score_said"
LONGEST_REASON = 400
_DONE = (Status.RESOLVED, Status.CLOSED)


class AssessmentError(DomainError):
    """Something said of a complaint without a reason, or beyond the scale."""


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


def _wakes(ticket: Ticket) -> LifeEvent | None:
    """Return what happens to a ticket in which risk is found, so that it is not missed while it rests."""
    if ticket.status is Status.WAITING:
        return LifeEvent.RESUMED
    return LifeEvent.REOPENED if ticket.status in _DONE else None


def _reason(reason: str) -> str:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise AssessmentError("A reason of at most {longest} characters says why.", longest=LONGEST_REASON)
    return reason.strip()
