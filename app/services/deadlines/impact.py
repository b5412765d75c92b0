"""What new rules would do to the clocks that are open: which move, from when to when, and what that would set off.

Every live clock that a version of the changed policy or calendar governs is bound to the new version: under a new
policy with the rule that fits its ticket now, under a new calendar with the terms that it has. Start, pauses and
granted extensions stay. What another system has promised never moves, and what the new policy does not promise any
more stays under the version that it has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.deadline import Deadline, Times
from app.models.due_many import Integers, Microseconds, Pauses, due_many
from app.models.ladder import Step
from app.models.people import Person
from app.models.policy import Policy
from app.models.sla import CalendarVersion, Clock, Measure, Target
from app.models.ticket import Ticket
from app.services.deadlines.open_clocks import Group, OpenClocks, instant, load_open_clocks, microseconds
from app.services.deadlines.raised import Raised, raised_of
from app.services.deadlines.rulebook import NoRulesError, Rulebook

Flags = NDArray[np.bool_]
_AT_A_TIME = 5_000


@dataclass(frozen=True)
class NewPolicy:
    """A policy that is to be put in force, and the text that it was read from."""

    specification: Mapping[str, Any]
    source: str | None = None


@dataclass(frozen=True)
class NewCalendar:
    """A resolved calendar that is to be put in force, what its closures are called, and the text it was read from."""

    code: str
    specification: Mapping[str, Any]
    names: Mapping[str, Mapping[str, str]] | None = None
    source: str | None = None


@dataclass(frozen=True)
class NewRules:
    """What is to be put in force: a policy, a calendar, or both."""

    policy: NewPolicy | None = None
    calendar: NewCalendar | None = None


class Kept(StrEnum):
    """Why a clock stays as it is."""

    # Another system set its deadline.
    RECORDED = "recorded"
    # The new policy promises its ticket nothing of the kind.
    UNPROMISED = "unpromised"


@dataclass(frozen=True)
class Figures:
    """What new rules do to open clocks, in numbers of clocks; `tickets` are those with a deadline that moves.

    `steps` fall due at once because of the move. `recorded` and `unpromised` ones stay as they are.
    """

    clocks: int = 0
    tickets: int = 0
    moved: int = 0
    earlier: int = 0
    later: int = 0
    become_late: int = 0
    no_longer_late: int = 0
    steps: int = 0
    unpromised: int = 0
    recorded: int = 0


class Binding(NamedTuple):
    """What a group of clocks is bound to under new rules; versions are None where it is the new one.

    `amount` is None where each keeps its own.
    """

    times: Times
    measure: Measure
    amount: int | None
    counting: str
    policy_version_id: int | None
    calendar_version_id: int | None
    kept: Kept | None


@dataclass(frozen=True, eq=False)
class Preview:
    """The effect of new rules on clocks as of an instant, in columns beside those of `clocks`.

    `bindings` has one for each group of the clocks, None for what is not touched. `steps` are counted for each clock.
    """

    at: datetime
    rules: NewRules
    clocks: OpenClocks
    bindings: tuple[Binding | None, ...]
    kept: tuple[Kept | None, ...]
    amount: Integers
    due: Microseconds
    steps: Integers
    by_target: Mapping[Target, Figures] = field(default_factory=dict)

    @property
    def moved(self) -> Flags:
        """Which clocks are due at another time."""
        moved: Flags = self.due != self.clocks.due
        return moved

    @cached_property
    def figures(self) -> Figures:
        """The figures of all targets together."""
        names = [each.name for each in fields(Figures) if each.name != "tickets"]
        total = {name: sum(getattr(each, name) for each in self.by_target.values()) for name in names}
        return Figures(**total, tickets=_count_different(self.clocks.ticket_id[self.moved]))


class Show(StrEnum):
    """Which clocks a list of a preview has."""

    MOVED = "moved"
    BECOME_LATE = "become_late"
    NO_LONGER_LATE = "no_longer_late"
    STEPS = "steps"
    UNPROMISED = "unpromised"


class Order(StrEnum):
    """By what a list of a preview is sorted."""

    DUE_AFTER = "due_after"
    DUE_BEFORE = "due_before"
    # The most that is taken away first, the most that is given last.
    SHIFT = "shift"
    NUMBER = "number"


@dataclass(frozen=True)
class ImpactRow:
    """One clock in the list of a preview; `steps` fall due at once, `kept` says why it stays as it is."""

    clock_id: int
    ticket_id: int
    number: str
    title: str
    owner: str
    target: Target
    subject: str
    due_before: datetime
    due_after: datetime
    late_before: bool
    late_after: bool
    steps: int
    kept: Kept | None


def preview(session: Session, rulebook: Rulebook, rules: NewRules, *, now: datetime) -> Preview:
    """Work out what new rules would do to the clocks that are open; nothing is changed.

    Raises `PolicyError`, `CalendarError`, and `NoRulesError` for the calendar that a policy names.
    """
    compiled = Compiled(session, rulebook, rules)
    clocks = load_open_clocks(session, compiled.policy_code, compiled.calendar_code)
    found = compare(clocks, compiled, now=now)
    steps = _steps(session, rulebook, compiled, found)
    return replace(found, steps=steps, by_target=_by_target(found, steps))


class Compiled:
    """New rules ready to be counted with, and the calendars of the clocks that are to be compared with them."""

    def __init__(self, session: Session, rulebook: Rulebook, rules: NewRules) -> None:
        self.rules = rules
        self.policy = Policy.from_specification(rules.policy.specification) if rules.policy else None
        self.policy_code = self.policy.code if self.policy else None
        self.calendar_code = rules.calendar.code if rules.calendar else None
        self.times = Times.of(BusinessCalendar.from_spec(rules.calendar.specification)) if rules.calendar else None
        # Versions that are in force already: of the calendar that the policy names, and those of the clocks.
        self.named_version: int | None = None
        if self.policy and self.policy.calendar != self.calendar_code:
            self.named_version = _newest_calendar(session, self.policy.calendar)
        self.times_of: Callable[[int], Times] = lambda version_id: rulebook.times(session, version_id)

    def bind(self, group: Group) -> tuple[Binding | None, Kept | None]:
        """Return to what a group is bound, and why it is not where it is not."""
        if group.measure is None:
            return None, Kept.RECORDED
        policy = self.policy if self.policy and group.policy == self.policy.code else None
        rule = group.rule(policy) if policy else None
        kept = Kept.UNPROMISED if policy and rule is None else None
        version: int | None = group.calendar_version_id
        if policy and rule and group.calendar != policy.calendar:
            version = self.named_version
        elif group.calendar == self.calendar_code:
            version = None
        if rule is None and version is not None:
            return None, kept
        times = self.times_of(version) if version is not None else self.times
        assert times is not None, "only the new calendar has no version yet"
        of_policy = None if rule else group.policy_version_id
        # What was granted in another unit cannot be compared with the rule, and is not taken away.
        if rule is None or (group.extended and rule.measure is not group.measure):
            return Binding(times, group.measure, None, group.counting, of_policy, version, kept), kept
        return Binding(times, rule.measure, rule.amount, rule.counting, None, version, None), None


def compare(clocks: OpenClocks, compiled: Compiled, *, now: datetime) -> Preview:
    """Work out every due time under new rules, and what moves, as of `now`; steps are not counted yet."""
    bound = [compiled.bind(group) for group in clocks.groups]
    bindings = tuple(binding for binding, _ in bound)
    kinds: dict[tuple[Times, Measure, str] | None, int] = {}
    kind_of = [kinds.setdefault(each and (each.times, each.measure, each.counting), len(kinds)) for each in bindings]
    by_rule = clocks.each([-1 if each is None or each.amount is None else each.amount for each in bindings])
    amount = np.where(by_rule < 0, clocks.amount, by_rule)
    extended = clocks.each([group.extended for group in clocks.groups]).astype(bool)
    amount[extended] = np.maximum(amount, clocks.amount)[extended]
    due = clocks.due.copy()
    of_kind = clocks.each(kind_of)
    for kind, number in kinds.items():
        if kind is not None:
            places = np.flatnonzero(of_kind == number)
            times, measure, counting = kind
            pauses = _pauses_of(clocks, places)
            due[places] = due_many(
                times, measure, amount[places], clocks.started[places], counting=counting, pauses=pauses
            )
    kept = tuple(why for _, why in bound)
    steps = np.zeros(due.size, np.int64)
    found = Preview(now, compiled.rules, clocks, bindings, kept, amount, due, steps)
    return replace(found, by_target=_by_target(found, steps))


def _by_target(found: Preview, steps: Integers) -> dict[Target, Figures]:
    clocks, moved = found.clocks, found.moved
    if not clocks.groups:
        return {}
    late_before, late_after = _late(found)
    which = {
        "moved": moved,
        "earlier": found.due < clocks.due,
        "later": found.due > clocks.due,
        "become_late": late_after & ~late_before,
        "no_longer_late": late_before & ~late_after,
        "steps": steps,
    }
    # Clocks stand group by group.
    first = np.cumsum(clocks.sizes) - clocks.sizes
    counted = {name: np.add.reduceat(each, first, dtype=np.int64) for name, each in which.items()}
    counted["clocks"] = clocks.sizes
    for why in Kept:
        counted[why.value] = np.where([each is why for each in found.kept], clocks.sizes, 0)
    figures = {}
    for target in dict.fromkeys(group.target for group in clocks.groups):
        groups = np.array([group.target is target for group in clocks.groups])
        tickets = _count_different(clocks.ticket_id[moved & clocks.each(groups)])
        figures[target] = Figures(**{name: int(each[groups].sum()) for name, each in counted.items()}, tickets=tickets)
    return figures


def _count_different(values: Integers) -> int:
    ordered = np.sort(values)
    return int(np.count_nonzero(np.diff(ordered))) + bool(values.size)


def rows_of(
    session: Session,
    found: Preview,
    show: Show = Show.MOVED,
    order: Order = Order.DUE_AFTER,
    *,
    descending: bool = False,
    start: int = 0,
    count: int = 200,
) -> tuple[ImpactRow, ...]:
    """Return a page of a preview's list: `count` clocks from the place `start` on, from 0, in an order."""
    clocks = found.clocks
    places = np.flatnonzero(_shown(found, show))
    keys = {
        Order.DUE_AFTER: found.due,
        Order.DUE_BEFORE: clocks.due,
        Order.SHIFT: found.due - clocks.due,
        Order.NUMBER: clocks.ticket_id,
    }
    ordered = places[np.lexsort((clocks.clock_id[places], keys[order][places]))]
    page = (ordered[::-1] if descending else ordered)[start : start + count]
    statement = (
        select(Clock.id, Ticket.number, Ticket.title, Person.name, Clock.target, Clock.subject)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .where(Clock.id.in_(clocks.clock_id[page].tolist()))
    )
    told = {row.id: row for row in session.execute(statement)}
    late_before, late_after = _late(found)
    kept = clocks.each(list(found.kept))
    return tuple(
        ImpactRow(
            clock_id=(row := told[int(clocks.clock_id[place])]).id,
            ticket_id=int(clocks.ticket_id[place]),
            number=row.number,
            title=row.title,
            owner=row.name or "",
            target=row.target,
            subject=row.subject,
            due_before=instant(clocks.due[place]),
            due_after=instant(found.due[place]),
            late_before=bool(late_before[place]),
            late_after=bool(late_after[place]),
            steps=int(found.steps[place]),
            kept=kept[place],
        )
        for place in page
    )


def _steps(session: Session, rulebook: Rulebook, compiled: Compiled, found: Preview) -> Integers:
    """Count, for each clock, the steps that fall due at once because of the move."""
    clocks = found.clocks
    ladders = [_ladder(session, rulebook, compiled, *each) for each in zip(clocks.groups, found.bindings, strict=True)]
    changed = [
        each is not None and each.policy_version_id is None and ladder != _old_ladder(session, rulebook, group)
        for group, each, ladder in zip(clocks.groups, found.bindings, ladders, strict=True)
    ]
    candidates = np.flatnonzero(clocks.swept & ((found.moved) | clocks.each(changed).astype(bool)))
    group_of = clocks.each(range(len(clocks.groups)))[candidates].tolist()
    ids = clocks.clock_id[candidates].tolist()
    raised: dict[int, Raised] = {}
    for start in range(0, len(ids), _AT_A_TIME):
        raised |= raised_of(session, ids[start : start + _AT_A_TIME])
    steps = np.zeros(clocks.clock_id.size, np.int64)
    pauses = clocks.pauses_of(candidates)
    for place, group, clock_id, ledger in zip(candidates.tolist(), group_of, ids, pauses, strict=True):
        binding = found.bindings[group]
        if not ladders[group] or binding is None:
            continue
        deadline = Deadline(
            instant(clocks.started[place]),
            binding.measure,
            int(found.amount[place]),
            binding.times,
            counting=binding.counting,
            pauses=ledger,
            fast_lane=bool(clocks.fast_lane[place]),
        )
        known = raised.get(clock_id, Raised())
        left = known.left(ladders[group], deadline.due)
        # Not `owed`: it lists every repeat, and a clock may be late by years.
        steps[place] = sum(max(deadline.last_owed(each, found.at) - known.last.get(each.key, 0), 0) for each in left)
    return steps


def _ladder(
    session: Session, rulebook: Rulebook, compiled: Compiled, group: Group, binding: Binding | None
) -> Sequence[Step]:
    if binding is not None and binding.policy_version_id is None and compiled.policy:
        return compiled.policy.ladders.get(group.target, ())
    return _old_ladder(session, rulebook, group)


def _old_ladder(session: Session, rulebook: Rulebook, group: Group) -> Sequence[Step]:
    return rulebook.policy(session, group.policy_version_id).ladders.get(group.target, ())


def _shown(found: Preview, show: Show) -> Flags:
    late_before, late_after = _late(found)
    if show is Show.BECOME_LATE:
        return late_after & ~late_before
    if show is Show.NO_LONGER_LATE:
        return late_before & ~late_after
    if show is Show.STEPS:
        return found.steps > 0
    if show is Show.UNPROMISED:
        return found.clocks.each([why is Kept.UNPROMISED for why in found.kept]).astype(bool)
    return found.moved


def _newest_calendar(session: Session, code: str) -> int:
    """Return the version of a calendar that is in force; raises `NoRulesError`."""
    newest = select(CalendarVersion.id).where(CalendarVersion.code == code).order_by(CalendarVersion.number.desc())
    found = session.scalars(newest.limit(1)).first()
    if found is None:
        raise NoRulesError("No policy or calendar named {code} is in force here.", code=code)
    return found


def _late(found: Preview) -> tuple[Flags, Flags]:
    """Return which clocks are late before and after; a paused one is as late as it was when its time stood still."""
    until = np.minimum(found.clocks.stands, microseconds(found.at))
    return found.clocks.due < until, found.due < until


def _pauses_of(clocks: OpenClocks, places: Integers) -> Pauses:
    """Return the pauses of some clocks, by their place among these."""
    new_place = np.full(clocks.clock_id.size, -1, np.int64)
    new_place[places] = np.arange(places.size)
    clock = new_place[clocks.pauses.clock]
    theirs = clock >= 0
    return Pauses(clock[theirs], clocks.pauses.started[theirs], clocks.pauses.ended[theirs])
