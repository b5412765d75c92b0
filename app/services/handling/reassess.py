"""Assesses a complaint: whether it is of high risk, why, and its priority score; its deadlines follow."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.errors import DomainError
from app.models.customer import Customer
from app.models.follow_up import FollowUp
from app.models.sla import Clock, LifeEvent
from app.models.ticket import Category, Status, Ticket, TicketEvent
from app.services.assessment.judge import RISK_FOUND, judge
from app.services.changes import note
from app.services.deadlines.locking import lock_live_clocks, lock_live_clocks_of
from app.services.deadlines.moved import DEADLINES, DEADLINES_MOVED, dues_of, moved_by_ticket
from app.services.deadlines.reclassify import reclassify, reclassify_all
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.handling.reopen import reopen

RISK_SAID, SCORE_SAID = "risk_said", "score_said"
LONGEST_REASON = 400
# So many are judged together.
AT_A_TIME = 500
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
    locked = [(ticket, lock_live_clocks(session, ticket))]
    _reassess_locked(session, rulebook, locked, *further, person_id=person_id, now=now)


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
    """Judge tickets anew in the order of their identity, many with as few statements as one."""
    in_order = sorted(ids)
    _held: Sequence[object] = session.scalars(select(Category)).all()
    for start in range(0, len(in_order), AT_A_TIME):
        locked = lock_live_clocks_of(session, in_order[start : start + AT_A_TIME])
        customers = {ticket.customer_id for ticket, _ in locked}
        # A session remembers only what somebody holds.
        _held = (*_held, *session.scalars(select(Customer).where(Customer.id.in_(customers))))
        _reassess_locked(session, rulebook, locked, person_id=person_id, now=now)


def _reassess_locked(
    session: Session,
    rulebook: Rulebook,
    tickets: Sequence[tuple[Ticket, Sequence[Clock]]],
    *further: str,
    person_id: int | None,
    now: datetime,
) -> None:
    rules = rulebook.desk(session)
    judged = {ticket.id: judge(session, rules, ticket, *further) for ticket, _ in tickets}
    news = {id_: new for id_, new in judged.items() if new}
    _write(session, [ticket for ticket, _ in tickets])
    if news:
        said = {"at": now, "kind": RISK_FOUND, "person_id": person_id}
        events = [{"ticket_id": id_, "details": {"kinds": list(new)}, **said} for id_, new in news.items()]
        session.flush()
        session.connection().execute(insert(TicketEvent), events)
        note(session, Ticket, news)
    awake = [
        (ticket, lock_live_clocks(session, ticket))
        if ticket.id in news
        and _wake(session, rulebook, ticket, news[ticket.id], *further, person_id=person_id, now=now)
        else (ticket, live)
        for ticket, live in tickets
    ]
    before = {ticket.id: dues_of(live) for ticket, live in awake}
    moved = moved_by_ticket(before, reclassify_all(session, rulebook, awake, now=now))
    _record_moves(session, moved, person_id=person_id, now=now)


def _write(session: Session, tickets: Sequence[Ticket]) -> None:
    """Write what was found of tickets, which are locked, in one statement; a flush makes one for each version."""
    changed = [ticket for ticket in tickets if session.is_modified(ticket)]
    if not changed:
        return
    columns = ("high_risk", "risk", "score", "version")
    for ticket in changed:
        ticket.version += 1
    session.connection().execute(
        update(Ticket)
        .where(Ticket.id == bindparam("ticket"))
        .values({name: bindparam(f"new_{name}") for name in columns}),
        [{"ticket": each.id} | {f"new_{name}": getattr(each, name) for name in columns} for each in changed],
    )
    note(session, Ticket, [each.id for each in changed])
    for ticket in changed:
        for name in columns:
            set_committed_value(ticket, name, getattr(ticket, name))


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
    live = lock_live_clocks(session, ticket)
    before = {ticket.id: dues_of(live)}
    moved = moved_by_ticket(before, reclassify(session, rulebook, ticket, live, now=now))
    _record_moves(session, moved, person_id=person_id, now=now)


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


def _record_moves(
    session: Session, moved: Mapping[int, Sequence[dict[str, Any]]], *, person_id: int | None, now: datetime
) -> None:
    """Say on the time lines which deadlines have moved."""
    said = {"at": now, "kind": DEADLINES_MOVED, "person_id": person_id}
    if moved:
        events = [{"ticket_id": id_, "details": {DEADLINES: changes}, **said} for id_, changes in moved.items()]
        session.connection().execute(insert(TicketEvent), events)
        note(session, Ticket, moved)


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
