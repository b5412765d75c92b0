"""What new rules would do to the clocks that are open: which move, from when to when, and what that would set off."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.models.dates_many import Integers, Microseconds
from app.models.deadline import Times
from app.models.due_many import due_many
from app.models.sla import Measure, Target
from app.services.deadlines.impact_steps import steps_at_once
from app.services.deadlines.new_rules import Binding, Compiled, Kept, NewRules
from app.services.deadlines.open_clocks import OpenClocks, Progress, load_open_clocks, load_raised, microseconds
from app.services.deadlines.rulebook import Rulebook

Flags = NDArray[np.bool_]


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
    def late_before(self) -> Flags:
        """Which clocks are late under the rules in force; a paused one as it was when its time stood still."""
        late: Flags = self.clocks.due < self._until
        return late

    @cached_property
    def late_after(self) -> Flags:
        """Which clocks are late under the new rules."""
        late: Flags = self.due < self._until
        return late

    @property
    def _until(self) -> Microseconds:
        return np.minimum(self.clocks.stands, microseconds(self.at))

    @cached_property
    def figures(self) -> Figures:
        """The figures of all targets together."""
        names = [each.name for each in fields(Figures) if each.name != "tickets"]
        total = {name: sum(getattr(each, name) for each in self.by_target.values()) for name in names}
        return Figures(**total, tickets=_count_different(self.clocks.ticket_id[self.moved]))


def preview(
    session: Session,
    rulebook: Rulebook,
    rules: NewRules,
    *,
    progress: Progress = lambda share: None,
    now: datetime,
) -> Preview:
    """Work out what new rules would do to the clocks that are open; nothing is changed.

    Raises `PolicyError`, `CalendarError`, and `NoRulesError` for the calendar that a policy names.
    """
    compiled = Compiled(session, rulebook, rules)
    codes = compiled.policy_code, compiled.calendar_code
    clocks = load_open_clocks(session, *codes, progress=lambda share: progress(share / 2))
    found = compare(clocks, compiled, now=now)
    raised = load_raised(session, *codes, clocks)
    steps = steps_at_once(
        compiled,
        clocks,
        found.bindings,
        found.amount,
        found.due,
        raised,
        progress=lambda share: progress((1 + share) / 2),
        now=microseconds(now),
    )
    return replace(found, steps=steps, by_target=_by_target(found, steps))


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
            pauses = clocks.pauses_of(places)
            due[places] = due_many(
                times, measure, amount[places], clocks.started[places], counting=counting, pauses=pauses
            )
    kept = tuple(why for _, why in bound)
    steps = np.zeros(due.size, np.int64)
    found = Preview(now, compiled.rules, clocks, bindings, kept, amount, due, steps)
    return replace(found, by_target=_by_target(found, steps))


def not_as_shown(seen: Preview, found: Preview) -> int:
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


def changed_since(session: Session, rulebook: Rulebook, seen: Preview, tickets: Collection[int] | None) -> int:
    """Count the deadlines of some tickets, or of all, of which what a preview has shown does not hold any more."""
    compiled = Compiled(session, rulebook, seen.rules)
    clocks = load_open_clocks(session, compiled.policy_code, compiled.calendar_code, tickets=tickets)
    return not_as_shown(seen, compare(clocks, compiled, now=seen.at))


def _by_target(found: Preview, steps: Integers) -> dict[Target, Figures]:
    clocks, moved = found.clocks, found.moved
    if not clocks.groups:
        return {}
    late_before, late_after = found.late_before, found.late_after
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
