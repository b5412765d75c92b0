"""The rule of the forecast: a sum of declared features, turned into a chance, that history moves away from a prior.

A logistic regression whose coefficients are drawn towards what people believed before there was any history, as with
Gelman et al. ("A weakly informative default prior distribution for logistic and other regression models", 2008) but
normal; its chances are then set right on the newest part of history (Platt, "Probabilistic outputs", 1999).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# A floor changes: after a fortnight what was seen counts half.
HALF_LIFE_DAYS = 14.0
# How sure the prior is of a coefficient, as the inverse of its variance; that of the level hardly at all.
_PRIOR_WEIGHT, _LEVEL_WEIGHT = 1.0, 0.1
# The newest share of history, on which the chances are set right, and how sure one is beforehand that they are.
_HELD_OUT, _TRUST = 0.2, 20.0
_STEPS, _CONVERGED = 50, 1e-7
_BATCH = 128
_UNBOUNDED = (-np.inf, np.inf)
# Nobody is as certain as a sum of features can be.
_MOST_CERTAIN = 6.0


@dataclass(frozen=True)
class Feature:
    """Something known of a ticket; one `spread` more than `typical` is believed to add `prior` to the log-odds."""

    name: str
    typical: float
    spread: float
    prior: float = 0.0


@dataclass(frozen=True)
class Rule:
    """How features make a chance: `level` is the log-odds of the typical ticket, `weights` what one spread adds.

    The sum is stretched by `slope` and moved by `shift`: what setting the chances right has found. `seen` is the range
    of each feature in history: beyond it nothing was learned, so that more is taken for the most there was. It is
    unbounded where history has shown no difference: there the prior speaks. `usual` is the mean of history.
    """

    features: tuple[Feature, ...]
    level: float
    weights: tuple[float, ...]
    slope: float = 1.0
    shift: float = 0.0
    seen: tuple[tuple[float, float], ...] = ()
    usual: tuple[float, ...] = ()

    def chances(self, values: Floats) -> Floats:
        """Return the chance of being late of every row of features."""
        return chance_of(self.slope * self._sums(values) + self.shift)

    def parts(self, values: Floats) -> Floats:
        """Return how much each feature of each row adds to its log-odds, against a usual ticket."""
        weights: Floats = self.slope * np.array(self.weights)
        return (self._spreads(values) - self._spreads(self.usual_values[None])) * weights

    @property
    def usual_values(self) -> Floats:
        """The features of a usual ticket: the mean of history, or what is typical before there is any."""
        return np.array(self.usual or [feature.typical for feature in self.features])

    def as_parameters(self) -> dict[str, Any]:
        """Return what is kept of it."""
        names = [feature.name for feature in self.features]
        weights = dict(zip(names, self.weights, strict=True))
        seen = {name: span for name, span in zip(names, self.seen, strict=False) if span != _UNBOUNDED}
        usual = dict(zip(names, self.usual_values.tolist(), strict=True))
        sums = {"level": self.level, "slope": self.slope, "shift": self.shift}
        return {**sums, "weights": weights, "seen": seen, "usual": usual}

    @classmethod
    def from_parameters(cls, features: Sequence[Feature], kept: Mapping[str, Any]) -> "Rule":
        """Return what was kept, for the features of now: one that was not known then weighs what the prior says."""
        weights = tuple(kept["weights"].get(feature.name, feature.prior) for feature in features)
        spans = [kept["seen"].get(feature.name, _UNBOUNDED) for feature in features]
        seen = tuple((low, high) for low, high in spans)
        usual = tuple(kept["usual"].get(feature.name, feature.typical) for feature in features)
        return cls(tuple(features), kept["level"], weights, kept["slope"], kept["shift"], seen, usual)

    def _sums(self, values: Floats) -> Floats:
        sums: Floats = self.level + (self._spreads(values) * np.array(self.weights)).sum(1)
        return sums

    def _spreads(self, values: Floats) -> Floats:
        low, high = np.array(self.seen or [_UNBOUNDED]).T
        return _spreads(self.features, np.clip(values, low, high))


def prior_rule(features: Sequence[Feature], level: float) -> Rule:
    """Return the rule before there is any history."""
    return Rule(tuple(features), level, tuple(feature.prior for feature in features))


def learn(prior: Rule, values: Floats, late: Bools, days: Floats, weights: Floats | None = None) -> Rule:
    """Let history move a rule: `values` are rows of its features, `late` what became of them, `days` when they were.

    `days` count from anywhere; the newest counts most. `weights` say how much a row counts where several are of one
    ticket. Without rows the prior comes back.
    """
    if not len(late):
        return prior
    order = np.argsort(days, kind="stable")
    values, late, days = values[order], late[order], days[order]
    counts = _counts(days, 1.0 if weights is None else weights[order])
    begun = len(late) - int(len(late) * _HELD_OUT)
    earlier = _fit(prior, values[:begun], late[:begun], counts[:begun])
    slope, _ = _set_right(earlier._sums(values[begun:]), late[begun:], counts[begun:])
    whole = _fit(prior, values, late, counts)
    # How far to trust what sets tickets apart was seen on what the rule had not seen; the level is that of all history.
    level = _fit_level(slope * whole._sums(values), late, counts)
    usual = tuple(np.average(values, axis=0, weights=counts).tolist())
    return Rule(whole.features, whole.level, whole.weights, slope, level, _seen(values), usual)


def set_right(prior: Rule, values: Floats, late: Bools, days: Floats, weights: Floats) -> Rule:
    """Let history move only how high the chances of a rule are, not in which order they stand; see `learn`."""
    counts = _counts(days, weights)
    slope, shift = _set_right(prior._sums(values), late, counts)
    usual = tuple(np.average(values, axis=0, weights=counts).tolist())
    return Rule(prior.features, prior.level, prior.weights, slope, shift, usual=usual)


def chance_of(log_odds: Floats) -> Floats:
    """Turn log-odds into chances, none of them certain."""
    return _chances(np.clip(log_odds, -_MOST_CERTAIN, _MOST_CERTAIN))


def _counts(days: Floats, weights: Floats | float) -> Floats:
    """Return how much each row counts."""
    counts: Floats = np.exp2((days - days.max()) / HALF_LIFE_DAYS) * weights
    return counts


def _spreads(features: Sequence[Feature], values: Floats) -> Floats:
    typical, spread = np.array([(each.typical, each.spread) for each in features]).T
    spreads: Floats = (values - typical) / spread
    return spreads


def _fit(prior: Rule, values: Floats, late: Bools, counts: Floats) -> Rule:
    columns = np.column_stack([np.ones(len(late)), _spreads(prior.features, values)])
    believed = np.array([prior.level, *prior.weights])
    sure = np.array([_LEVEL_WEIGHT, *[_PRIOR_WEIGHT] * len(prior.weights)])
    level, *weights = _newton(columns, late, counts, believed, sure).tolist()
    return Rule(prior.features, level, tuple(weights))


def _seen(values: Floats) -> tuple[tuple[float, float], ...]:
    spans = zip(values.min(0).tolist(), values.max(0).tolist(), strict=True)
    return tuple((low, high) if low < high else _UNBOUNDED for low, high in spans)


def _set_right(sums: Floats, late: Bools, counts: Floats) -> tuple[float, float]:
    columns = np.column_stack([sums, np.ones(len(late))])
    slope, shift = _newton(columns, late, counts, np.array([1.0, 0.0]), np.array([_TRUST, _LEVEL_WEIGHT])).tolist()
    return max(slope, 0.0), shift


def _fit_level(sums: Floats, late: Bools, counts: Floats) -> float:
    """Return by how much sums are to be moved so that as many are late as are expected to be."""
    columns = np.ones((len(late), 1))
    return float(_newton(columns, late, counts, np.zeros(1), np.array([_LEVEL_WEIGHT]), sums)[0])


def _newton(
    columns: Floats, late: Bools, counts: Floats, believed: Floats, sure: Floats, offset: Floats | None = None
) -> Floats:
    """Return the coefficients that are likeliest, by Newton's method, each step halved until it is none back."""
    rows, came, weight = _batches(columns), _batches(late.astype(np.float64)), _batches(counts)
    known = _batches(np.zeros(len(late)) if offset is None else offset)

    def unlikely(coefficients: Floats) -> float:
        sums = rows @ coefficients + known
        misfit = weight * (np.logaddexp(0.0, sums) - came * sums)
        return float(misfit.sum() + sure @ (coefficients - believed) ** 2 / 2)

    found, before = believed, unlikely(believed)
    for _ in range(_STEPS):
        chances = _chances(rows @ found + known)
        pull = (rows * (weight * (came - chances))[..., None]).sum((0, 1))
        curve = (rows.transpose(0, 2, 1) @ (rows * (weight * chances * (1 - chances))[..., None])).sum(0)
        step = np.linalg.solve(curve + np.diag(sure), pull - sure * (found - believed))
        while (now := unlikely(found + step)) > before and np.abs(step).max() > _CONVERGED:
            step /= 2
        found, before = found + step, now
        if np.abs(step).max() <= _CONVERGED:
            break
    return found


def _batches(rows: Floats) -> Floats:
    """Cut rows into batches, the last one filled with noughts.

    Whole, they are so many that the mathematics library starts threads, which costs a busy machine ten times as much.
    """
    missing = -len(rows) % _BATCH
    filled = np.concatenate([rows, np.zeros((missing, *rows.shape[1:]))])
    return filled.reshape(-1, _BATCH, *rows.shape[1:])


def _chances(sums: Floats) -> Floats:
    # The tangent does not overflow.
    chances: Floats = (1.0 + np.tanh(sums / 2)) / 2
    return chances
