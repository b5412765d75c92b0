"""Takes a change of rules back in one transaction, and tells what of it cannot go back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, null, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.models.approval import Extension
from app.models.base import Words
from app.models.rule_change import ClockRevision, RuleChange
from app.models.sla import LIVE, CalendarVersion, Clock, ClockState, Pause, PolicyVersion, Target
from app.models.ticket import Ticket
from app.services.changes import note
from app.services.deadlines.rule_changes import TERMS, RuleChangeError
from app.services.deadlines.rule_lock import lock_rules
from app.services.deadlines.rule_rights import require_rights
from app.services.deadlines.rulebook import publish_calendar, publish_policy

_Version = TypeVar("_Version", PolicyVersion, CalendarVersion)


class Touched(StrEnum):
    """What happened to a clock since a change of rules, so that undoing the change leaves it alone."""

    STOPPED = "stopped"
    # Paused, or running again.
    PAUSED = "paused"
    EXTENDED = "extended"
    # A later change of rules took it along.
    MOVED_AGAIN = "moved_again"


@dataclass(frozen=True)
class KeptClock:
    """A clock that an undoing leaves as it is, and why."""

    clock_id: int
    ticket_id: int
    number: str
    title: str
    target: Target
    subject: str
    due_at: datetime
    touched: Touched


@dataclass(frozen=True)
class Undoing:
    """What undoing a change of rules does: how many clocks go back, with how many deadlines that move, what stays.

    `begun` is the number of open clocks that have begun under the new rules since and keep them.
    """

    back: int
    moved: int
    begun: int
    kept: tuple[KeptClock, ...]


def would_undo(session: Session, change_id: int) -> Undoing:
    """Tell what undoing a change of rules would do; nothing is changed. Raises `RuleChangeError`."""
    return _undoing(session, _to_be_undone(session, change_id))


def undo(
    session: Session, change_id: int, *, person_id: int | None, as_operator: bool = False, now: datetime
) -> Undoing:
    """Give the clocks back what they had before a change of rules, and put the rules from before in force again.

    Clocks that something has happened to since stay as they are, and so do those that have begun under the new rules.
    Where a later change has put other rules in force, these stay in force. Raises `RuleRightsError` and
    `RuleChangeError`.
    """
    if not as_operator:
        require_rights(session, person_id)
    lock_rules(session)
    change = _to_be_undone(session, change_id)
    of_change = select(Clock.id).join(ClockRevision, ClockRevision.clock_id == Clock.id).order_by(Clock.id)
    of_change = of_change.where(ClockRevision.rule_change_id == change.id)
    # In the order in which others lock them too.
    session.execute(of_change.with_for_update(of=Clock, key_share=True)).all()
    undoing = _undoing(session, change)
    goes_back = (ClockRevision.rule_change_id == change.id, _touched(change).is_(None))
    tickets = select(Clock.ticket_id).join(ClockRevision, ClockRevision.clock_id == Clock.id).where(*goes_back)
    note(session, Ticket, set(session.scalars(tickets)))
    is_armed = (Clock.state == ClockState.RUNNING) & Clock.armed
    terms = {name: getattr(ClockRevision, name) for name in TERMS}
    # What was set aside since waits for a person; what was armed since has a step that the sweep is to find.
    next_step_at = case(
        (Clock.quarantined.is_not(None), null()),
        (ClockRevision.next_step_at.is_(None) & is_armed, now),
        else_=ClockRevision.next_step_at,
    )
    next_step = case((Clock.quarantined.is_(None), ClockRevision.next_step))
    back = terms | {"due_at": ClockRevision.due_before, "next_step_at": next_step_at, "next_step": next_step}
    taken = update(Clock).values(back).where(Clock.id == ClockRevision.clock_id, *goes_back)
    session.execute(taken.execution_options(synchronize_session=False))
    _publish_from_before(session, change, now=now)
    change.undone_at, change.undone_by_id = now, person_id
    session.flush()
    return undoing


def _to_be_undone(session: Session, change_id: int) -> RuleChange:
    change = session.get(RuleChange, change_id, populate_existing=True)
    if change is None or (change.policy_version_id is None and change.calendar_version_id is None):
        raise RuleChangeError("There is no change of rules {id}.", id=change_id)
    if change.undone_at is not None:
        raise RuleChangeError("This change of rules was undone already.")
    return change


def _touched(change: RuleChange) -> ColumnElement[Touched | None]:
    """Tell of a clock and what it had before a change what has happened to it since."""
    later, later_change = aliased(ClockRevision), aliased(RuleChange)
    still_done = select(later_change.id).where(later_change.id > change.id, later_change.undone_at.is_(None))
    moved_again = exists().where(later.clock_id == Clock.id, later.rule_change_id.in_(still_done))
    extended = exists().where(Extension.clock_id == Clock.id, Extension.in_force_at >= change.at)
    since = or_(Pause.started_at >= change.at, Pause.ended_at >= change.at)
    paused = exists().where(Pause.clock_id == Clock.id, since)
    words = {each: literal(each, Words(Touched)) for each in Touched}
    return case(
        (Clock.state.not_in(LIVE), words[Touched.STOPPED]),
        (moved_again, words[Touched.MOVED_AGAIN]),
        (extended, words[Touched.EXTENDED]),
        # A pause may be entered with a time from before the change: then the deadline tells of it.
        (or_(paused, Clock.due_at != ClockRevision.due_after), words[Touched.PAUSED]),
        else_=null(),
    )


def _undoing(session: Session, change: RuleChange) -> Undoing:
    touched = _touched(change)
    told = (Ticket.number, Ticket.title, Clock.target, Clock.subject, Clock.due_at)
    of_change: Select[*tuple[Any, ...]] = (
        select(Clock.id, Clock.ticket_id, *told, touched)
        .join(ClockRevision, ClockRevision.clock_id == Clock.id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(ClockRevision.rule_change_id == change.id)
    )
    kept = session.execute(of_change.where(touched.is_not(None)).order_by(Clock.id))
    moves = func.count().filter(ClockRevision.due_before != ClockRevision.due_after)
    counts = of_change.where(touched.is_(None)).with_only_columns(func.count(), moves)
    back, moved = session.execute(counts).one()
    return Undoing(back, moved, _begun(session, change), tuple(KeptClock(*row) for row in kept))


def _begun(session: Session, change: RuleChange) -> int:
    """Count the open clocks that have the new rules without having been moved to them."""
    taken_along = select(ClockRevision.clock_id).where(ClockRevision.rule_change_id == change.id)
    statement = select(func.count(Clock.id)).where(Clock.state.in_(LIVE), Clock.id.not_in(taken_along))
    if change.policy_version_id is not None:
        statement = statement.where(Clock.policy_version_id == change.policy_version_id)
    if change.calendar_version_id is not None:
        statement = statement.where(Clock.calendar_version_id == change.calendar_version_id)
    return session.scalar(statement) or 0


def _publish_from_before(session: Session, change: RuleChange, *, now: datetime) -> None:
    """Put the rules from before in force again as the newest version, where those of the change still are."""
    if calendar := _replaced(session, CalendarVersion, change.calendar_version_id, change.at):
        publish_calendar(
            session, calendar.code, calendar.specification, names=calendar.names, source=calendar.source, now=now
        )
    if policy := _replaced(session, PolicyVersion, change.policy_version_id, change.at):
        publish_policy(session, policy.specification, source=policy.source, now=now)


def _replaced(session: Session, kind: type[_Version], version_id: int | None, at: datetime) -> _Version | None:
    """Return the version that a change has replaced, if it made its version and that is the newest."""
    if version_id is None:
        return None
    version = session.get_one(kind, version_id)
    of_code: Select[_Version] = select(kind).where(kind.code == version.code).order_by(kind.number.desc())
    found: Sequence[_Version] = session.scalars(of_code.limit(2)).all()
    made_by_change = found[0] is version and version.created_at == at
    return found[1] if made_by_change and len(found) > 1 else None
