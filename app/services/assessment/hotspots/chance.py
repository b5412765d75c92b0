"""How likely chance alone lets so many complaints of one kind come, by what share of all came before."""

import math

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]
Counts = NDArray[np.int64]

# So many complaints of each kind are believed to have come before anything was counted.
PRIOR = 0.5
# By how much shares stray from week to week beyond chance where nothing else is known: the square of 15 %.
STRAYS = 0.02
# What strays further is no straying but what is looked for; and so many expected ones are needed to learn otherwise.
_MOST_STRAYING, _BELIEVED = 0.5, 100.0
# The share of weeks that is not learned from, the highest ones: a hotspot of the past is not usual.
_LEFT_OUT = 0.05
_lgamma = np.frompyfunc(math.lgamma, 1, 1)


def expected(of_all: int, before: Counts, before_all: int) -> Amounts:
    """Return how many of each kind are usual among all that came, by their shares before.

    A busy week, a holiday or a floor that grows has more of everything, and no kind has more than all.
    """
    return np.asarray((before + PRIOR) * (of_all / (before_all + 2 * PRIOR)))


def log_chance(
    counts: Counts, of_all: int, before: Counts, before_all: int, straying: Amounts | float = STRAYS
) -> Amounts:
    """Return the logarithm of (a little more than) the chance that as many come, or more; 0 where no more came.

    The rate of a kind is known by a gamma distribution from what came before; that, and that shares stray, makes what
    comes a negative binomial. Its tail is bounded by a geometric series.
    """
    usual = expected(of_all, before, before_all)
    found = np.zeros(len(counts))
    more = counts > usual
    if not more.any():
        return found
    count, mean = counts[more].astype(float), usual[more]
    strays = straying[more] if isinstance(straying, np.ndarray) else straying
    shape = 1 / (1 / (before[more] + PRIOR) + strays)
    rate = mean / (mean + shape)
    mass = _lgamma(count + shape) - _lgamma(count + 1) - _lgamma(shape)
    logarithm = mass.astype(float) + shape * np.log1p(-rate) + count * np.log(rate)
    growing = np.maximum(rate * (count + shape) / (count + 1), rate)
    found[more] = np.where(growing < 1, logarithm - np.log1p(-np.minimum(growing, 1 - 1e-9)), 0.0)
    return np.minimum(found, 0.0)


def straying_of(counts: Counts, of_all: Counts) -> float:
    """Return by how much the share of a kind strays from one stretch of time to the next, beyond chance: a variance.

    `counts` are those of the kind in each stretch, `of_all` all that came then.
    """
    share = counts.sum() / max(of_all.sum(), 1)
    usual = share * of_all
    kept = np.argsort(counts - usual)[: math.ceil(len(counts) * (1 - _LEFT_OUT))]
    beyond = float(((counts - usual)[kept] ** 2 - usual[kept]).sum())
    weight = float((usual[kept] ** 2).sum())
    return min(max((beyond + STRAYS * _BELIEVED) / (weight + _BELIEVED), STRAYS / 2), _MOST_STRAYING)
