"""How many steps of their ladders would fall due at once because new rules move open clocks."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.models.dates_many import Integers, Microseconds
from app.models.deadline import Times
from app.models.due_many import Deadlines
from app.models.ladder import Step
from app.models.sla import Measure
from app.services.deadlines.new_rules import Binding, Compiled
from app.services.deadlines.open_clocks import NONE, OpenClocks, Progress, RaisedSteps

# What the steps of clocks are worked out from together: time, measure, counting, fast lane and ladder.
_Kind = tuple[Times, Measure, str, bool, tuple[Step, ...]]


def steps_at_once(
    compiled: Compiled,
    clocks: OpenClocks,
    bindings: Sequence[Binding | None],
    amount: Integers,
    due: Microseconds,
    raised: Mapping[str, RaisedSteps],
    *,
    progress: Progress,
    now: int,
) -> Integers:
    """Count for each clock the steps that it owes by `now` and has not raised, where it moves or its ladder changes.

    A step that somebody has seen is not repeated while the deadline stands as it did.
    """
    steps = np.zeros(clocks.clock_id.size, np.int64)
    kinds = _kinds(compiled, clocks, bindings, due)
    total = sum(len(ladder) for *_, ladder in kinds)
    done = 0
    for (times, measure, counting, fast_lane, ladder), places in kinds.items():
        deadlines = Deadlines(
            times,
            measure,
            amount[places],
            clocks.started[places],
            counting=counting,
            pauses=clocks.pauses_of(places),
            fast_lane=fast_lane,
        )
        for step in ladder:
            owed = np.zeros_like(steps)
            owed[places] = deadlines.last_owed(step, now)
            if step.key in raised:
                place, last, seen = raised[step.key]
                owed[place] = np.where((seen != NONE) & (seen == due[place]), 0, owed[place] - last)
            steps += np.maximum(owed, 0)
            progress((done := done + 1) / total)
    return steps


def _kinds(
    compiled: Compiled, clocks: OpenClocks, bindings: Sequence[Binding | None], due: Microseconds
) -> dict[_Kind, Integers]:
    """Return the places of the clocks that may owe steps, by what these are worked out from."""
    ladders = [
        tuple(compiled.ladder(group, binding)) if binding else ()
        for group, binding in zip(clocks.groups, bindings, strict=True)
    ]
    changed = [
        binding is not None and ladder != tuple(compiled.ladder_before(group))
        for group, binding, ladder in zip(clocks.groups, bindings, ladders, strict=True)
    ]
    may_owe = clocks.swept & ((due != clocks.due) | clocks.each(changed).astype(bool))
    numbers: dict[tuple[Times, Measure, str, tuple[Step, ...]] | None, int] = {}
    number_of = [
        numbers.setdefault((each.times, each.measure, each.counting, ladder) if each and ladder else None, len(numbers))
        for each, ladder in zip(bindings, ladders, strict=True)
    ]
    of_number = clocks.each(number_of)
    kinds: dict[_Kind, Integers] = {}
    for key, number in numbers.items():
        for fast_lane in (False, True):
            places = np.flatnonzero(may_owe & (of_number == number) & (clocks.fast_lane == fast_lane))
            if key is not None and places.size:
                times, measure, counting, ladder = key
                kinds[times, measure, counting, fast_lane, ladder] = places
    return kinds
