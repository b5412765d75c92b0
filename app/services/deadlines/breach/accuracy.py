"""How good chances are: whether they tell late tickets from others, and whether as many were late as they said."""

import numpy as np
from numpy.typing import NDArray

from app.services.deadlines.breach.regression import Bools, Floats

BINS = 10


def area_under_curve(chances: Floats, late: Bools) -> float:
    """Return how often a late ticket had the higher chance than one in time (1 always, 0.5 by accident)."""
    lates = int(late.sum())
    pairs = lates * (len(late) - lates)
    if not pairs:
        return 0.5
    _, kind, counts = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[kind]
    return float((ranks[late].sum() - lates * (lates + 1) / 2) / pairs)


def area_within(groups: NDArray[np.int64], chances: Floats, late: Bools) -> float:
    """Return the area under the curve over the pairs of one group only, as tickets of one moment stand in one queue."""
    won = pairs = 0.0
    for group in np.unique(groups).tolist():
        of = groups == group
        count = int(late[of].sum()) * int((~late[of]).sum())
        won += area_under_curve(chances[of], late[of]) * count
        pairs += count
    return won / pairs if pairs else 0.5


def calibration_error(chances: Floats, late: Bools) -> float:
    """Return how far the chances of ten equally wide bins lie from the shares that were late, by their tickets."""
    bins = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    expected = np.bincount(bins, chances, BINS)
    came = np.bincount(bins, late.astype(np.float64), BINS)
    return float(np.abs(expected - came).sum() / max(len(late), 1))


def squared_error(chances: Floats, late: Bools) -> float:
    """Return the mean squared distance of the chances from what came (Brier): both virtues in one figure."""
    return float(np.mean((chances - late) ** 2))


def shares_of(kinds: NDArray[np.int64], known: NDArray[np.int64], late: Bools) -> Floats:
    """Return for each of `kinds` the late share among those `known` of its kind; of all where none was of it."""
    size = int(max(kinds.max(initial=0), known.max(initial=0))) + 1
    counts, lates = np.bincount(known, minlength=size), np.bincount(known, late.astype(np.float64), size)
    of_all = float(late.mean()) if len(late) else 0.5
    shares: Floats = np.where(counts > 0, lates / np.maximum(counts, 1), of_all)[kinds]
    return shares
