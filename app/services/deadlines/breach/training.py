"""Learns the breach forecast from the floor's own history, and keeps what was learned only where it is better.

Two lessons are tried on the newest part of history, which neither has seen: a rule of its own, and the prior whose
chances are set right, which keeps its order. In force comes what has the smallest squared error, a proper score, and
does not tell late tickets apart clearly worse than what it replaces: neither all of them nor those of one moment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.forecast import BreachModel
from app.models.sla import ClockState
from app.services.deadlines.breach.accuracy import (
    area_under_curve,
    area_within,
    calibration_error,
    shares_of,
    squared_error,
)
from app.services.deadlines.breach.columns import Whole
from app.services.deadlines.breach.features import FEATURES, LEVEL, Past, Standing
from app.services.deadlines.breach.record import STATES, Record, read_record
from app.services.deadlines.breach.regression import Bools, Floats, Rule, learn, prior_rule, set_right
from app.services.deadlines.rulebook import Rulebook

# Longer than the longest promise, so that what came of it is known.
REACHES_BACK = timedelta(days=120)
TRAINED_EVERY = timedelta(days=1)
# Fewer tickets, and fewer of either kind among those that teach or among those that judge, say less than the prior.
LEAST_TICKETS, LEAST_OF_A_KIND = 200, 20
# At so many instants of history, spread evenly, at most so many open tickets are looked at.
_INSTANTS, _AT_ONCE = 200, 200
# The newest share of history judges what was learned from the rest.
_JUDGING = 0.2
# By so much of the area under the curve an order is clearly worse.
_CLEARLY = 0.01
_DAY = 86_400
TOO_LITTLE, NO_BETTER = "too_little", "no_better"
PRIOR = prior_rule(FEATURES, LEVEL)
_CANCELLED, _PAUSED, _RUNNING, _BREACHED = (
    STATES.index(state) for state in (ClockState.CANCELLED, ClockState.PAUSED, ClockState.RUNNING, ClockState.BREACHED)
)


@dataclass(frozen=True)
class Examples:
    """Open tickets of the past, by rising instant, with what became of them.

    `at` is the instant and `known_at` when it was known what became of it, in seconds since 1970.
    """

    tickets: Whole
    at: Whole
    known_at: Whole
    values: Floats
    late: Bools

    def __len__(self) -> int:
        return len(self.at)

    def where(self, chosen: Bools) -> "Examples":
        """Return some of them."""
        return Examples(
            self.tickets[chosen], self.at[chosen], self.known_at[chosen], self.values[chosen], self.late[chosen]
        )

    def learned(self) -> Rule:
        """Return the rule that they teach."""
        return learn(PRIOR, self.values, self.late, self.at / _DAY, self._weights)

    def set_right(self) -> Rule:
        """Return the prior with the chances that they teach, in its own order."""
        return set_right(PRIOR, self.values, self.late, self.at / _DAY, self._weights)

    def count(self, *, late: bool) -> int:
        """Return how many tickets were late, or in time, at one of their examples at least."""
        return len(np.unique(self.tickets[self.late == late]))

    @property
    def _weights(self) -> Floats:
        # All examples of one ticket together count about as one.
        return np.full(len(self), len(np.unique(self.tickets)) / max(len(self), 1))


# What may come in force, by its name in the record of a training.
_LESSONS: Mapping[str, Callable[[Examples], Rule]] = {"forecast": Examples.learned, "set_right": Examples.set_right}


def train(session: Session, rulebook: Rulebook, *, now: datetime) -> BreachModel:
    """Learn from what became of the tickets of the last months, and keep what was learned."""
    trained = learn_from_history(session, rulebook, now=now)
    session.add(trained)
    session.flush()
    return trained


def learn_from_history(
    session: Session, rulebook: Rulebook, *, breathe: Callable[[], object] = lambda: None, now: datetime
) -> BreachModel:
    """Return what the last months teach, not yet kept; it says the prior where that would be no worse.

    It reads, and computes for a second or more: `breathe` is called between its pieces, so that a thread can let others
    go on.
    """
    record = read_record(session, rulebook, since=now - REACHES_BACK, now=now)
    found = examples(record, int(now.timestamp()), breathe)
    rule, accuracy = judged(found, breathe)
    tickets = len(np.unique(found.tickets))
    return BreachModel(fitted_at=now, tickets=tickets, parameters=rule.as_parameters(), accuracy=accuracy)


def newest(session: Session) -> BreachModel | None:
    """Return what was learned last."""
    return session.scalars(select(BreachModel).order_by(BreachModel.id.desc()).limit(1)).first()


def is_due(session: Session, *, now: datetime) -> bool:
    """Say whether it is time to learn again."""
    last = newest(session)
    return last is None or now - last.fitted_at >= TRAINED_EVERY


def rule_in_force(trained: BreachModel | None) -> Rule:
    """Return the rule that predicts."""
    return Rule.from_parameters(FEATURES, trained.parameters) if trained else PRIOR


def examples(record: Record, now: int, breathe: Callable[[], object] = lambda: None) -> Examples:
    """Return the open tickets of many instants before `now`, as far as it is known what became of them."""
    past = Past(record)
    first = max(int(record.clocks.started.min(initial=now)), now - int(REACHES_BACK.total_seconds()))
    pieces = []
    for number, at in enumerate(np.linspace(first, now, _INSTANTS, endpoint=False, dtype=np.int64).tolist()):
        pieces.append(_of_instant(record, past.as_of(at), at, now, number))
        breathe()
    return Examples(*(np.concatenate(column) for column in zip(*pieces, strict=True)))


def judged(found: Examples, breathe: Callable[[], object] = lambda: None) -> tuple[Rule, dict[str, Any]]:
    """Return the rule to use from now on, and how it did on the newest part of history, which it had not seen."""
    since = int(np.quantile(found.at, 1 - _JUDGING)) if len(found) else 0
    before, after = found.where(found.known_at < since), found.where(found.at >= since)
    of_a_kind = min(part.count(late=late) for part in (before, after) for late in (True, False))
    if len(np.unique(found.tickets)) < LEAST_TICKETS or of_a_kind < LEAST_OF_A_KIND:
        return PRIOR, {"in_force": False, "why": TOO_LITTLE}
    by_priority = shares_of(_priorities(after), _priorities(before), before.late)
    known = {"baseline": _figures(by_priority, after), "prior": _figures(PRIOR.chances(after.values), after)}
    figures = dict(known)
    for name, teach in _LESSONS.items():
        breathe()
        figures[name] = _figures(teach(before).chances(after.values), after)
    better = [name for name in _LESSONS if all(_is_no_worse(figures[name], each) for each in known.values())]
    used = min(better, key=lambda name: figures[name]["squared_error"], default=None)
    breathe()
    rule = PRIOR if used is None else _LESSONS[used](found)
    why = NO_BETTER if used is None else ""
    return rule, {"in_force": used is not None, "why": why, "used": used, "judged_on": len(after), **figures}


def _is_no_worse(figures: Mapping[str, float], known: Mapping[str, float]) -> bool:
    """Say whether chances are as near to what came as known ones, and their order not clearly worse."""
    orders = ("area_under_curve", "area_at_a_moment")
    return figures["squared_error"] <= known["squared_error"] and all(
        figures[order] >= known[order] - _CLEARLY for order in orders
    )


def _priorities(found: Examples) -> Whole:
    names = [feature.name for feature in FEATURES]
    return found.values[:, names.index("priority")].astype(np.int64)


def _figures(chances: Floats, after: Examples) -> dict[str, float]:
    figures = {
        "area_under_curve": area_under_curve(chances, after.late),
        "area_at_a_moment": area_within(after.at, chances, after.late),
        "calibration_error": calibration_error(chances, after.late),
        "squared_error": squared_error(chances, after.late),
    }
    return {name: round(figure, 4) for name, figure in figures.items()}


def _of_instant(record: Record, standing: Standing, at: int, now: int, number: int) -> tuple[Any, ...]:
    """Return the columns of `Examples` for one instant; the tickets that are left out differ from one to the next."""
    clocks, size = record.clocks, len(record.tickets.ids)
    live = standing.live
    state, final, ticket = clocks.state[live], clocks.final[live], clocks.ticket[live]
    counts = state != _CANCELLED
    # Whether in time or late, it is known from the due time on: one that was met early would else be known sooner.
    unknown = counts & ((final > now) | (state == _PAUSED))
    missed = counts & ((state == _BREACHED) | (state == _RUNNING))
    known_at = np.zeros(size, np.int64)
    np.maximum.at(known_at, ticket[counts], final[counts])
    decided = (np.bincount(ticket[counts], minlength=size) > 0) & ~(np.bincount(ticket[unknown], minlength=size) > 0)
    late = np.bincount(ticket[missed], minlength=size) > 0
    of = standing.tickets
    usable = np.flatnonzero(decided[of] & ~standing.is_late)
    stride = max(-(-len(usable) // _AT_ONCE), 1)
    chosen = usable[number % stride :: stride]
    places = of[chosen]
    return (
        record.tickets.ids[places],
        np.full(len(chosen), at),
        known_at[places],
        standing.values[chosen],
        late[places],
    )
