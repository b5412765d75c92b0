"""Assesses a complaint: whether it is of high risk, why, and its priority score; its deadlines follow."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.follow_up import FollowUp
from app.models.sla import LifeEvent
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.assessment.judge import RISK_FOUND, judge
from app.services.deadlines.clocks import lock_live_clocks
from app.services.deadlines.reclassify import reclassify
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.handling.reopen import reopen

RISK_SAID, SCORE_SAID = "risk_said", "score_said"
LONGEST_REASON = 400
_DONE = (Status.RESOLVED, Status.CLOSED)
# As the index of open tickets says it.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")


class AssessmentError(DomainError):
    """Something said of a complaint without a reason, or beyond the scale."""


def reassess(
    session: Session, rulebook: Rulebook, ticket: Ticket, *further: str, person_id: int | None, now: datetime
) -> None:
    """Judge a ticket anew because something is known that was not, for example a reply of the customer (`further`).

    Risk that is found ends a wait, and opens again what was resolved or closed, as `reopen` does: what was closed long
    ago comes back as a new complaint. The deadlines follow what is known.
    """
    live = lock_live_clocks(session, ticket)
    new = judge(session, rulebook.desk(session), ticket, *further)
    if new:
        found = {"kinds": list(new)}
        session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=RISK_FOUND, person_id=person_id, details=found))
        session.flush()
        if _wake(session, rulebook, ticket, new, *further, person_id=person_id, now=now):
            live = lock_live_clocks(session, ticket)
    reclassify(session, rulebook, ticket, live, now=now)


def unfinished(session: Session, *wanted: ColumnElement[bool]) -> list[int]:
    """Return the complaints that are not over: what is open or waits, and what is still to be followed up."""
    owed = select(FollowUp.ticket_id).where(FollowUp.done_at.is_(None))
    of_them = (
        select(Ticket.id).where(_IS_OPEN, *wanted),
        select(Ticket.id).where(Ticket.status == Status.RESOLVED, Ticket.id.in_(owed), *wanted),
    )
    return sorted({id_ for each in of_them for id_ in session.scalars(each)})


def reassess_all(
    session: Session, rulebook: Rulebook, ids: Iterable[int], *, person_id: int | None, now: datetime
) -> None:
    """Judge tickets anew, one after the other in the order of their identity."""
    for id_ in sorted(ids):
        ticket = session.get_one(Ticket, id_, populate_existing=True)
        reassess(session, rulebook, ticket, person_id=person_id, now=now)


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
    """Let a person say that a ticket is, or is not, of high risk, and why; raises `AssessmentError`.

    Where it is now, and was not, it does not rest any longer: as with risk that is found.
    """
    reason = _reason(reason)
    lock_live_clocks(session, ticket)
    was = ticket.high_risk
    judge(session, rulebook.desk(session), ticket)
    said = {"high_risk": high_risk, "reason": reason, "person_id": person_id, "at": now.isoformat()}
    ticket.risk, ticket.high_risk = {**(ticket.risk or {}), "said": said}, high_risk
    judge(session, rulebook.desk(session), ticket)
    details = {"high_risk": high_risk, "reason": reason}
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=RISK_SAID, person_id=person_id, details=details))
    session.flush()
    if high_risk and not was:
        _wake(session, rulebook, ticket, (), reason, person_id=person_id, now=now)
    reclassify(session, rulebook, ticket, lock_live_clocks(session, ticket), now=now)


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


def _wake(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    kinds: Sequence[str],
    *said: str,
    person_id: int | None,
    now: datetime,
) -> bool:
    """Let a ticket that has come to be of high risk rest no longer, so that it is not missed; say whether it did."""
    details = {"risk": list(kinds)}
    if ticket.status is Status.WAITING:
        happen(session, rulebook, ticket, LifeEvent.RESUMED, person_id=person_id, details=details, now=now)
    elif ticket.status in _DONE:
        told = "\n".join(said)
        reopen(session, rulebook, ticket, "", text=told, details=details, person_id=person_id, now=now)
    else:
        return False
    return True


def _reason(reason: str) -> str:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise AssessmentError("A reason of at most {longest} characters says why.", longest=LONGEST_REASON)
    return reason.strip()
