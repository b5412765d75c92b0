"""Puts new rules in force for the clocks that are open too, in one transaction."""

from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.dates_many import Integers
from app.models.rule_change import ClockRevision, RuleChange
from app.models.sla import Clock
from app.models.texts import trimmed
from app.models.ticket import Ticket
from app.services.bulk import BulkInsert, BulkUpdate
from app.services.changes import KEPT, note
from app.services.deadlines.changed_since import tickets_since
from app.services.deadlines.impact import Preview, compare, not_as_shown
from app.services.deadlines.new_rules import Compiled
from app.services.deadlines.open_clocks import NONE, Progress, instant, load_open_clocks, lock_open_clocks
from app.services.deadlines.rule_lock import lock_rules
from app.services.deadlines.rule_rights import require_rights
from app.services.deadlines.rulebook import Rulebook, publish_calendar, publish_policy

LONGEST_REASON = 400
_AT_A_TIME = 10_000
# How long the record of changes tells of all that has changed since: with a margin.
_FRESH = KEPT / 2
TERMS = ("policy_version_id", "calendar_version_id", "measure", "amount", "counting")


class RuleChangeError(DomainError):
    """A change of rules that cannot be applied, or not be undone."""


def look_again(
    session: Session, rulebook: Rulebook, seen: Preview, *, progress: Progress = lambda share: None, now: datetime
) -> Preview:
    """Return a preview as it is now, its steps not counted, so that little is left to do when its rules are applied.

    Raises `RuleChangeError` where a clock that was there at the preview would move otherwise than it showed.
    """
    compiled = Compiled(session, rulebook, seen.rules)
    clocks = load_open_clocks(session, compiled.policy_code, compiled.calendar_code, progress=progress)
    return _as_shown(seen, compare(clocks, compiled, now=now))


def apply(
    session: Session,
    rulebook: Rulebook,
    seen: Preview,
    reason: str,
    *,
    ready: Preview | None = None,
    person_id: int | None,
    as_operator: bool = False,
    progress: Progress = lambda share: None,
    now: datetime,
) -> RuleChange:
    """Put the rules of a preview in force, for the clocks that are open too.

    The sweep finds the next step of each clock: what is owed by then is raised once, as ever. Whoever starts a clock
    meanwhile waits, and starts it by the new rules. Where somebody has looked again a moment ago, so that a preview is
    `ready`, only the complaints that have changed since are read. `as_operator` acts who runs commands on the machine
    itself. Raises `RuleRightsError`; `RuleChangeError` without a reason, and where a clock that was there at the
    preview would move otherwise than it showed; and the refusals of publishing.
    """
    if not as_operator:
        require_rights(session, person_id)
    reason = trimmed(reason)
    if not 0 < len(reason) <= LONGEST_REASON:
        raise RuleChangeError("Say in 1 to {longest} characters why.", longest=LONGEST_REASON)
    lock_rules(session)
    compiled = Compiled(session, rulebook, seen.rules)
    codes = compiled.policy_code, compiled.calendar_code
    lock_open_clocks(session, *codes)
    changed = _changed(session, compiled, ready, now=now) if ready else None
    clocks = load_open_clocks(session, *codes, tickets=changed)
    found = _as_shown(seen, compare(clocks, compiled, now=now))
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
    if ready and changed is not None:
        _move(session, change, ready, progress, but=changed, now=now)
    _move(session, change, found, progress, now=now)
    return change


def _changed(session: Session, compiled: Compiled, ready: Preview, *, now: datetime) -> set[int] | None:
    """Return the tickets of which a preview may not hold any more, None for any."""
    bindings = (compiled.bind(group)[0] for group in ready.clocks.groups)
    # Another version may have been published, that a clock is to be bound to. (The times come with the version.)
    alike = all((a and a[1:]) == (b and b[1:]) for a, b in zip(bindings, ready.bindings, strict=True))
    is_fresh = timedelta() <= now - ready.at < _FRESH
    return tickets_since(session, ready.clocks.mark) if alike and is_fresh else None


def _as_shown(seen: Preview, found: Preview) -> Preview:
    if others := not_as_shown(seen, found):
        raise RuleChangeError("{count} deadlines have changed since the preview; look at it again.", count=others)
    return found


def _move(
    session: Session,
    change: RuleChange,
    found: Preview,
    progress: Progress,
    *,
    but: Collection[int] = (),
    now: datetime,
) -> None:
    """Write what each clock had, and what it has now, but for those of some tickets."""
    clocks, connection = found.clocks, session.connection()
    columns = (*TERMS, "due_before", "due_after", "next_step_at", "next_step", "clock_id")
    keep = BulkInsert(connection, ClockRevision, columns, {"rule_change_id": change.id})
    update = BulkUpdate(connection, Clock, (*TERMS, "due_at", "next_step_at", "next_step", "id"))
    bound = np.flatnonzero(
        clocks.each([binding is not None for binding in found.bindings]).astype(bool)
        & ~np.isin(clocks.ticket_id, list(but))
    )
    # In the order of the table, which is the order of its pages.
    bound = bound[np.argsort(clocks.clock_id[bound])]
    for start in range(0, bound.size, _AT_A_TIME):
        places = bound[start : start + _AT_A_TIME]
        before, after = _rows(change, found, places, now=now)
        keep(before)
        update(after)
        progress((start + places.size) / bound.size)
    note(session, Ticket, clocks.ticket_id[bound].tolist())


def _rows(
    change: RuleChange, found: Preview, places: Integers, *, now: datetime
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return what the clocks at some places had, and what they have now."""
    clocks = found.clocks
    had, has = zip(*_terms(change, found), strict=True)
    group_of = clocks.each(range(len(clocks.groups)))[places].tolist()
    columns = (clocks.amount, found.amount, clocks.due, found.due, clocks.next_step_at, clocks.next_step, clocks.swept)
    given = zip(clocks.clock_id[places].tolist(), group_of, *(each[places].tolist() for each in columns), strict=True)
    before, after = [], []
    for clock_id, group, amount, new_amount, due, new_due, next_step_at, next_step, swept in given:
        due_after = instant(new_due)
        plan = (None if next_step_at == NONE else instant(next_step_at), next_step)
        *versions, measure, counting = had[group]
        before.append((*versions, measure, amount, counting, instant(due), due_after, *plan, clock_id))
        *versions, measure, counting = has[group]
        # The sweep finds the next step of what it sweeps.
        new_plan = (now, None) if swept else plan
        after.append((*versions, measure, new_amount, counting, due_after, *new_plan, clock_id))
    return before, after


def _terms(change: RuleChange, found: Preview) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Yield for each group the versions, measure and counting that it had, and those that it has now."""
    for group, binding in zip(found.clocks.groups, found.bindings, strict=True):
        had = (group.policy_version_id, group.calendar_version_id, group.measure, group.counting)
        if binding is None:
            yield had, had
            continue
        policy_id = binding.policy_version_id or change.policy_version_id
        calendar_id = binding.calendar_version_id or change.calendar_version_id
        yield had, (policy_id, calendar_id, binding.measure, binding.counting)
