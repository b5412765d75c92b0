"""Puts new rules in force for the clocks that are open too, and takes that back; each is one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.errors import DomainError
from app.models.approval import Extension
from app.models.rule_change import ClockRevision, RuleChange
from app.models.sla import LIVE, CalendarVersion, Clock, ClockState, Pause, PolicyVersion, Target
from app.models.ticket import Ticket
from app.services.bulk import BulkInsert, BulkUpdate
from app.services.changes import note
from app.services.deadlines.clocks import plan
from app.services.deadlines.impact import Compiled, Preview, compare
from app.services.deadlines.open_clocks import instant, load_open_clocks
from app.services.deadlines.rulebook import Rulebook, publish_calendar, publish_policy

LONGEST_REASON = 400
_AT_A_TIME = 500
_Version = TypeVar("_Version", PolicyVersion, CalendarVersion)
_TERMS = ("policy_version_id", "calendar_version_id", "measure", "amount", "counting")


class RuleChangeError(DomainError):
    """A change of rules that cannot be applied, or not be undone."""


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


# What a clock had before the change, and how it is now.
_Found = tuple[Row[*tuple[Any, ...]], Touched | None]


def apply(
    session: Session, rulebook: Rulebook, seen: Preview, reason: str, *, person_id: int | None, now: datetime
) -> RuleChange:
    """Put the rules of a preview in force, for the clocks that are open too.

    The sweep finds the next step of each clock: what is owed by then is raised once, as ever. A clock that is started
    while this goes on begins under the rules from before. Raises `RuleChangeError` without a reason, and where a clock
    that was there at the preview would move otherwise than it showed; and the refusals of publishing.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise RuleChangeError("Say in 1 to {longest} characters why.", longest=LONGEST_REASON)
    _one_at_a_time(session)
    compiled = Compiled(session, rulebook, seen.rules)
    clocks = load_open_clocks(session, compiled.policy_code, compiled.calendar_code, lock=True)
    found = compare(clocks, compiled, now=seen.at)
    if others := _not_shown(seen, found):
        raise RuleChangeError("{count} deadlines have changed since the preview; look at it again.", count=others)
    change = RuleChange(at=now, person_id=person_id, reason=reason, counts=asdict(seen.figures))
    # The policy may name the calendar that comes with it.
    if calendar := seen.rules.calendar:
        of_calendar = publish_calendar(
            session, calendar.code, calendar.specification, names=calendar.names, source=calendar.source, now=now
        )
        change.calendar_version_id = of_calendar.id
    if policy := seen.rules.policy:
        change.policy_version_id = publish_policy(session, policy.specification, source=policy.source, now=now).id
    session.add(change)
    session.flush()
    _move(session, change, found, now=now)
    return change


def would_undo(session: Session, change_id: int) -> Undoing:
    """Tell what undoing a change of rules would do; nothing is changed. Raises `RuleChangeError`."""
    change = _to_be_undone(session, change_id)
    return _undoing(session, change, _sorted_out(session, change))


def undo(session: Session, rulebook: Rulebook, change_id: int, *, person_id: int | None, now: datetime) -> Undoing:
    """Give the clocks back what they had before a change of rules, and put the rules from before in force again.

    Clocks that something has happened to since stay as they are, and so do those that have begun under the new rules.
    Where a later change has put other rules in force, these stay in force. Raises `RuleChangeError`.
    """
    _one_at_a_time(session)
    change = _to_be_undone(session, change_id)
    found = _sorted_out(session, change, lock=True)
    undoing = _undoing(session, change, found)
    back = [row for row, touched in found if touched is None]
    # What was set aside since waits for a person.
    plans = [(None, None) if row.quarantined else (row.next_step_at, row.next_step) for row in back]
    update = BulkUpdate(session.connection(), Clock, (*_TERMS, "due_at", "next_step_at", "next_step", "id"))
    update(
        [
            (*(getattr(row, name) for name in _TERMS), row.due_before, *planned, row.clock_id)
            for row, planned in zip(back, plans, strict=True)
        ]
    )
    _plan_armed(session, rulebook, back)
    note(session, Ticket, {row.ticket_id for row in back})
    _publish_from_before(session, change, now=now)
    change.undone_at, change.undone_by_id = now, person_id
    session.flush()
    return undoing


def _one_at_a_time(session: Session) -> None:
    """Let changes of rules wait for each other: the second one has to see what the first one has moved.

    Who starts a clock meanwhile is not kept waiting by this lock.
    """
    session.execute(select(PolicyVersion.id).order_by(PolicyVersion.id).limit(1).with_for_update(key_share=True))


def _not_shown(seen: Preview, found: Preview) -> int:
    """Count the deadlines that would move, or stay, otherwise than a preview has shown.

    One that has ended since does nothing, and one that was started since has been promised to nobody for long.
    """
    order = np.argsort(seen.clocks.clock_id)
    ids = seen.clocks.clock_id[order]
    if not ids.size:
        return 0
    place = np.minimum(np.searchsorted(ids, found.clocks.clock_id), ids.size - 1)
    known = ids[place] == found.clocks.clock_id
    shown = order[place]
    other = (seen.clocks.due[shown] != found.clocks.due) | (seen.due[shown] != found.due)
    return int(np.count_nonzero(known & other & (found.moved | seen.moved[shown])))


def _move(session: Session, change: RuleChange, found: Preview, *, now: datetime) -> None:
    """Write what each clock had, and what it has now."""
    clocks = found.clocks
    before: list[tuple[Any, ...]] = []
    after: list[tuple[Any, ...]] = []
    place = 0
    for group, binding, size in zip(clocks.groups, found.bindings, clocks.sizes.tolist(), strict=True):
        places = range(place, place + size)
        place += size
        if binding is None:
            continue
        had = (group.policy_version_id, group.calendar_version_id, group.measure)
        policy_id = binding.policy_version_id or change.policy_version_id
        calendar_id = binding.calendar_version_id or change.calendar_version_id
        for each in places:
            clock_id, planned = int(clocks.clock_id[each]), clocks.plans[each]
            due_before, due_after = instant(clocks.due[each]), instant(found.due[each])
            before.append((*had, int(clocks.amount[each]), group.counting, due_before, due_after, *planned, clock_id))
            amount = int(found.amount[each])
            planned = (now, None) if clocks.swept[each] else planned
            after.append(
                (policy_id, calendar_id, binding.measure, amount, binding.counting, due_after, *planned, clock_id)
            )
    connection = session.connection()
    columns = (*_TERMS, "due_before", "due_after", "next_step_at", "next_step", "clock_id")
    BulkInsert(connection, ClockRevision, columns, {"rule_change_id": change.id})(before)
    BulkUpdate(connection, Clock, (*_TERMS, "due_at", "next_step_at", "next_step", "id"))(after)
    bound = clocks.each([binding is not None for binding in found.bindings]).astype(bool)
    note(session, Ticket, clocks.ticket_id[bound].tolist())


def _to_be_undone(session: Session, change_id: int) -> RuleChange:
    change = session.get(RuleChange, change_id, populate_existing=True)
    if change is None:
        raise RuleChangeError("There is no change of rules {id}.", id=change_id)
    if change.undone_at is not None:
        raise RuleChangeError("This change of rules was undone already.")
    return change


def _sorted_out(session: Session, change: RuleChange, *, lock: bool = False) -> list[_Found]:
    """Return what each clock had before a change and how it stands, with what has happened to it since."""
    statement = (
        select(
            ClockRevision.clock_id,
            *(getattr(ClockRevision, name) for name in _TERMS),
            ClockRevision.due_before,
            ClockRevision.due_after,
            ClockRevision.next_step_at,
            ClockRevision.next_step,
            Clock.ticket_id,
            Clock.target,
            Clock.state,
            Clock.armed,
            Clock.quarantined,
            Clock.due_at,
        )
        .join(Clock, Clock.id == ClockRevision.clock_id)
        .where(ClockRevision.rule_change_id == change.id)
        .order_by(Clock.id)
    )
    rows = session.execute(statement.with_for_update(of=Clock) if lock else statement).all()
    paused = _of_change(
        session, change, Pause.clock_id, (Pause.started_at >= change.at) | (Pause.ended_at >= change.at)
    )
    extended = _of_change(session, change, Extension.clock_id, Extension.in_force_at >= change.at)
    later, later_change = aliased(ClockRevision), aliased(RuleChange)
    still_done = select(later_change.id).where(later_change.id > change.id, later_change.undone_at.is_(None))
    moved_again = _of_change(session, change, later.clock_id, later.rule_change_id.in_(still_done))

    def touched(row: Row[*tuple[Any, ...]]) -> Touched | None:
        if row.state not in LIVE:
            return Touched.STOPPED
        if row.clock_id in moved_again:
            return Touched.MOVED_AGAIN
        if row.clock_id in extended:
            return Touched.EXTENDED
        # A pause may be entered with a time from before the change: then the deadline tells of it.
        return Touched.PAUSED if row.clock_id in paused or row.due_at != row.due_after else None

    return [(row, touched(row)) for row in rows]


def _of_change(session: Session, change: RuleChange, clock_id: Any, condition: Any) -> set[int]:
    """Return those clocks of a change that are named by rows of another table for which a condition holds."""
    statement = select(clock_id).join(ClockRevision, ClockRevision.clock_id == clock_id)
    return set(session.scalars(statement.where(ClockRevision.rule_change_id == change.id, condition)))


def _undoing(session: Session, change: RuleChange, found: Sequence[_Found]) -> Undoing:
    why = {row.clock_id: touched for row, touched in found if touched is not None}
    ids = list(why)
    kept: list[KeptClock] = []
    for start in range(0, len(ids), _AT_A_TIME):
        statement = (
            select(Clock.id, Clock.ticket_id, Ticket.number, Ticket.title, Clock.target, Clock.subject, Clock.due_at)
            .join(Ticket, Ticket.id == Clock.ticket_id)
            .where(Clock.id.in_(ids[start : start + _AT_A_TIME]))
            .order_by(Clock.id)
        )
        kept += (KeptClock(*row, why[row.id]) for row in session.execute(statement))
    back = [row for row, touched in found if touched is None]
    moved = sum(row.due_before != row.due_after for row in back)
    return Undoing(len(back), moved, _begun(session, change), tuple(kept))


def _begun(session: Session, change: RuleChange) -> int:
    """Count the open clocks that have the new rules without having been moved to them."""
    taken_along = select(ClockRevision.clock_id).where(ClockRevision.rule_change_id == change.id)
    statement = select(func.count(Clock.id)).where(Clock.state.in_(LIVE), Clock.id.not_in(taken_along))
    if change.policy_version_id is not None:
        statement = statement.where(Clock.policy_version_id == change.policy_version_id)
    if change.calendar_version_id is not None:
        statement = statement.where(Clock.calendar_version_id == change.calendar_version_id)
    return session.scalar(statement) or 0


def _plan_armed(session: Session, rulebook: Rulebook, back: Sequence[Row[*tuple[Any, ...]]]) -> None:
    """Find the next step of those that owed none before the change, but may owe one by now: they were armed since."""
    ids = [
        row.clock_id
        for row in back
        if row.next_step_at is None
        and row.armed
        and row.state is ClockState.RUNNING
        and row.target in rulebook.policy(session, row.policy_version_id).ladders
    ]
    for start in range(0, len(ids), _AT_A_TIME):
        these: Select[Clock] = select(Clock).where(Clock.id.in_(ids[start : start + _AT_A_TIME]))
        for clock in session.scalars(these.execution_options(populate_existing=True)):
            plan(session, rulebook, clock)
        session.flush()


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
