"""Poisson regression: the logarithm of what is expected is a sum of effects, each drawn towards none.

Fitted by iteratively reweighted least squares with a ridge (McCullagh and Nelder, "Generalized Linear Models", 1989;
the ridge as in le Cessie and van Houwelingen, 1992).
"""

import numpy as np

from app.services.staffing.forecast.day import Amounts

_STEPS, _CONVERGED, _LONGEST = 12, 1e-5, 1.5
_BOUND = 30.0


def fit_poisson(counts: Amounts, columns: Amounts, level: Amounts, weights: Amounts, ridge: Amounts) -> Amounts:
    """Return the effect of each column on the logarithm of `counts` against the `level` of each row.

    `weights` say how much a row counts; `ridge` by how many arrivals an effect of nought is held for known.
    """
    effects = np.zeros(columns.shape[1])
    offset = np.log(level)
    for _ in range(_STEPS):
        mean = np.exp(np.clip(offset + columns @ effects, -_BOUND, _BOUND))
        pull = columns.T @ (weights * (counts - mean)) - ridge * effects
        curve = (columns.T * (weights * mean)) @ columns + np.diag(ridge)
        step = np.linalg.solve(curve, pull)
        longest = float(np.abs(step).max())
        # Far from the answer a whole step would overshoot: the exponential grows faster than its tangent.
        effects = effects + step * min(1.0, _LONGEST / max(longest, _CONVERGED))
        if longest < _CONVERGED:
            break
    return effects
