"""Waiting in line (Erlang): what so many agents make of so many arrivals, and how many agents an aim needs.

Erlang C lets everybody wait as long as it takes; it has an answer in overload too: everybody waits, without end. In
Erlang A callers lose patience and hang up, so that it is defined at any load. Arrivals are Poisson, handling and
patience exponential, agents alike. All arguments may be numbers or arrays that broadcast; of numbers the result is a
number. Agents are whole; where nobody arrives, nobody waits and no agent is needed.

Sources: Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges" (1917), for B and C; Palm (1957), and Mandelbaum and Zeltyn, "The Palm/Erlang-A queue, with applications to
call centers" (2005), for A; Press et al., "Numerical recipes", 6.2, for the incomplete gamma function.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from operator import attrgetter

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Heads = NDArray[np.int64]

_HOUR = 3600.0
_EXACT = 1e-16
_BLOCK = 64
# Rounding of a quotient makes nobody more.
_ROUNDING = 1e-9
# No floor is larger: an aim that needs more cannot be reached.
_MOST_AGENTS = 1 << 20


@dataclass(frozen=True, eq=False)
class ErlangA:
    """What callers with patience meet; shares are of all who arrive, `average_wait` (seconds) is that of all of them.

    `service_level` are answered within the threshold, `early_abandonment` hang up within it.
    """

    wait_probability: Floats
    service_level: Floats
    abandonment: Floats
    average_wait: Floats
    occupancy: Floats
    early_abandonment: Floats


def load_of(arrivals_per_hour: ArrayLike, handle_seconds: ArrayLike) -> Floats:
    """Return the load in Erlangs: how many agents the arrivals keep busy on average."""
    return _float(arrivals_per_hour) * _float(handle_seconds) / _HOUR


def blocking(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Return Erlang B, the share that finds all agents busy where nobody waits.

    1/B = Σ over j of n(n-1)…(n-j+1) / a^j: positive terms only, of which as many count as the root of n is large.
    """
    load_, agents_ = np.broadcast_arrays(_float(load), _whole(agents))
    rate, heads = load_.reshape(-1, 1), agents_.reshape(-1, 1)
    with np.errstate(all="ignore"):
        inverse = 1 + _sum_of_products(lambda place: (heads + 1 - place) / rate, load_.size)
        # Beyond the largest number, and with nobody calling, nobody is blocked.
        share = 1 / np.where(np.isnan(inverse), np.inf, inverse)
    return np.where(agents_ == 0, 1.0, share.reshape(load_.shape))[()]


def wait_probability_c(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Return Erlang C, the share that waits: nB / (n - a(1 - B)) below full load, 1 from there on."""
    load_, agents_ = np.broadcast_arrays(_float(load), _whole(agents))
    return _waiting(blocking(load_, agents_), load_, agents_)


def service_level_c(
    arrivals_per_hour: ArrayLike, handle_seconds: ArrayLike, agents: ArrayLike, within_seconds: ArrayLike
) -> Floats:
    """Return the share that is answered within the threshold: 1 - C exp(-(n - a)t/h); 0 in overload."""
    load, handle = load_of(arrivals_per_hour, handle_seconds), _float(handle_seconds)
    spare = np.maximum(_whole(agents) - load, 0)
    level = 1 - wait_probability_c(load, agents) * np.exp(-spare * _float(within_seconds) / handle)
    return np.where(spare > 0, level, load == 0).astype(float)[()]


def average_wait_c(arrivals_per_hour: ArrayLike, handle_seconds: ArrayLike, agents: ArrayLike) -> Floats:
    """Return the average speed of answer in seconds over all who arrive: Ch / (n - a); endless in overload."""
    load, handle = load_of(arrivals_per_hour, handle_seconds), _float(handle_seconds)
    spare = _whole(agents) - load
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = wait_probability_c(load, agents) * handle / spare
    return np.where(load == 0, 0.0, np.where(spare > 0, wait, np.inf))[()]


def occupancy_c(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Return which share of their time the agents are busy: a/n, and all of it in overload."""
    load_, agents_ = np.broadcast_arrays(_float(load), _whole(agents))
    return np.where(load_ < agents_, load_ / np.maximum(agents_, 1), load_ > 0).astype(float)[()]


def erlang_a(
    arrivals_per_hour: ArrayLike,
    handle_seconds: ArrayLike,
    patience_seconds: ArrayLike,
    agents: ArrayLike,
    within_seconds: ArrayLike,
) -> ErlangA:
    """Return what callers meet whose patience is `patience_seconds` on average.

    With x = n·patience/handle, y = arrivals·patience and A(x, y) = 1 + Σ y^j / ((x+1)…(x+j)), all is a matter of A and
    Erlang B (Mandelbaum and Zeltyn, section 4): of those who wait, h(t)A(x, y(t)) / A(x, y) would wait longer than t,
    where y(t) = y·exp(-t/patience) and log h(t) = y - y(t) - nt/handle. A is kept as its logarithm.
    """
    given = (arrivals_per_hour, handle_seconds, patience_seconds, agents, within_seconds)
    arrivals, handle, patience, agents_, within = np.broadcast_arrays(*map(_float, given))
    load, staffed = arrivals * handle / _HOUR, np.floor(agents_)
    some, served = load > 0, np.maximum(staffed, 1)
    ratio = np.where(some, load / served, 1.0)
    x, y = served * patience / handle, np.where(some, arrivals * patience / _HOUR, 0.0)
    left = y * np.exp(-within / patience)
    log_a, log_a_left = _log_a(x, y), _log_a(x, left)
    with np.errstate(divide="ignore", over="ignore"):
        odds = np.log(ratio) + log_a + np.log(blocking(load, served - 1))
        waits = np.where(some, 1 / (1 + np.exp(-odds)), 0.0)
    beyond = np.exp(np.minimum(y - left - x * within / patience + log_a_left - log_a, 0.0))
    answered_late = waits / ratio * -np.expm1(-log_a)
    answered_in_time = answered_late + waits / ratio * beyond * np.expm1(-log_a_left)
    nobody = some & (staffed < 1)
    waits = np.where(nobody, 1.0, waits)
    beyond = np.where(nobody, 1.0, beyond)
    abandoned = np.where(nobody, 1.0, np.clip(waits - answered_late, 0, 1))
    level = np.where(nobody, 0.0, np.clip(1 - waits + answered_in_time, 0, 1))
    early = np.clip(1 - waits * beyond * np.exp(-within / patience) - level, 0, abandoned)
    busy = np.where(nobody, 1.0, np.where(some, ratio * (1 - abandoned), 0.0))
    return ErlangA(waits[()], level[()], abandoned[()], (abandoned * patience)[()], busy[()], early[()])


def required_agents(
    arrivals_per_hour: ArrayLike,
    handle_seconds: ArrayLike,
    *,
    within_seconds: ArrayLike,
    aim: ArrayLike,
    patience_seconds: ArrayLike | None = None,
    most_occupied: ArrayLike = 1.0,
    reached: Callable[[ErlangA], Floats] = attrgetter("service_level"),
) -> Heads:
    """Return the fewest agents that reach the service level aimed at and are not busier than `most_occupied`.

    By Erlang A where callers have a patience, judged by `reached` (it must grow with the agents); by Erlang C where
    they wait as long as it takes. Raise `ValueError` where the aim is not below 1, or no floor is large enough.
    """
    shares = _float(aim), _float(most_occupied)
    if not all(((share >= 0) & (share <= 1)).all() for share in shares) or (shares[0] == 1).any():
        raise ValueError("an aim is a share from 0 to below 1, and so much of their time agents can be busy")
    if not shares[1].all():
        raise ValueError("agents who may never be busy answer nobody")
    given = np.broadcast_arrays(*map(_float, (arrivals_per_hour, handle_seconds, within_seconds)), *shares)
    if patience_seconds is None:
        return _required_c(*given)
    arrivals, handle, within, aim_, busy = given
    patience = np.broadcast_to(_float(patience_seconds), arrivals.shape)

    def enough(agents: Floats) -> NDArray[np.bool_]:
        met = erlang_a(arrivals, handle, patience, agents, within)
        return (reached(met) >= aim_) & (met.occupancy <= busy * (1 + _ROUNDING))

    return _fewest(enough, np.ceil(load_of(arrivals, handle)))


def with_shrinkage(agents: ArrayLike, *shares: float) -> Heads:
    """Return how many have to be on the schedule so that `agents` are there, shares of them being lost in turn.

    Losses multiply: of those who are not ill only some are in training. n / ((1-a)(1-b)…), rounded up.
    """
    if not all(0 <= share < 1 for share in shares):
        raise ValueError("a share that is lost is from 0 to below 1")
    there = math.prod(1 - share for share in shares)
    return np.ceil(_float(agents) / there - _ROUNDING).astype(np.int64)[()]


def _required_c(arrivals: Floats, handle: Floats, within: Floats, aim: Floats, busy: Floats) -> Heads:
    """Add agents one by one to the fewest that are not overloaded, for all intervals at once that lack some yet.

    Erlang B comes from that with one agent fewer: B(n) = aB(n-1) / (n + aB(n-1)).
    """
    loads = load_of(arrivals, handle)
    needed = np.zeros(loads.shape, dtype=np.int64)
    lacking = np.flatnonzero(loads)
    heads = np.floor(loads) + 1
    columns = (loads, heads, blocking(loads, heads), busy * (1 + _ROUNDING), within / handle, aim)
    state = np.stack([column.ravel()[lacking] for column in columns])
    while len(lacking):
        load, agents, share, limit, urgency, least = state
        spare = agents - load
        late = agents * share / (spare + load * share) * np.exp(-spare * urgency)
        more = (1 - late < least) | (load > agents * limit)
        needed.ravel()[lacking[~more]] = agents[~more]
        lacking, state = lacking[more], state[:, more]
        state[1] += 1
        state[2] *= state[0] / (state[1] + state[0] * state[2])
        if state[1].max(initial=0) > _MOST_AGENTS:
            raise ValueError("no floor is large enough for this")
    return needed[()]


def _fewest(enough: Callable[[Floats], NDArray[np.bool_]], first: Floats) -> Heads:
    """Return for each the least head count that is enough, by halving: what is enough stays so with more."""
    low, high = np.full(first.shape, -1.0), np.maximum(first, 1.0)
    while not (fine := enough(high)).all():
        low, high = np.where(fine, low, high), np.where(fine, high, 2 * high)
        if high.max() > _MOST_AGENTS:
            raise ValueError("no floor is large enough for this")
    while (high - low).max(initial=0) > 1:
        middle = np.floor((low + high) / 2)
        fine = enough(np.maximum(middle, 0)) & (middle >= 0)
        low, high = np.where(fine, low, middle), np.where(fine, middle, high)
    return high.astype(np.int64)[()]


def _waiting(blocked: Floats, load: Floats, agents: NDArray[np.int64]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        below = agents * blocked / (agents - load * (1 - blocked))
    return np.where(load < agents, np.minimum(below, 1.0), load > 0).astype(float)[()]


def _log_a(x: Floats, z: Floats) -> Floats:
    """Return the logarithm of A(x, z) = 1 + Σ z^j / ((x+1)…(x+j)) = x e^z z^-x γ(x, z).

    By its series where that falls from the start, and by the continued fraction of Γ(x, z) = Γ(x) - γ(x, z) elsewhere.
    """
    result = np.empty(np.shape(x))
    rising = z >= x + 1
    result[~rising] = _series(x[~rising], z[~rising])
    result[rising] = _fraction(x[rising], z[rising])
    return result


def _series(x: Floats, z: Floats) -> Floats:
    base, rate = x.reshape(-1, 1), z.reshape(-1, 1)
    return np.log1p(_sum_of_products(lambda place: rate / (base + place), x.size))


def _sum_of_products(factor: Callable[[Floats], Floats], size: int) -> Floats:
    """Return Σ over j = 1, 2, … of factor(1)…factor(j), which sooner or later falls, for each of `size` rows.

    In blocks: numbers by the hundred cost as much as one.
    """
    last, total = np.ones(size), np.zeros(size)
    for first in count(1, _BLOCK):
        terms = last[:, None] * np.cumprod(factor(np.arange(first, first + _BLOCK, dtype=np.float64)), axis=1)
        total += terms.sum(axis=1)
        last = terms[:, -1]
        if not (last > _EXACT * (1 + total)).any():
            break
    return total


def _fraction(x: Floats, z: Floats) -> Floats:
    below = z + 1 - x
    c, d = np.full(x.shape, np.inf), 1 / below
    fraction = d
    for place in count(1):
        factor = place * (x - place)
        below = below + 2
        d = 1 / (factor * d + below)
        c = below + factor / c
        fraction = fraction * (c * d)
        if not (np.abs(c * d - 1) > 10 * _EXACT).any():
            break
    log_gamma = np.array([math.lgamma(each) for each in x.tolist()])
    whole = z - x * np.log(z) + log_gamma
    return np.asarray(np.log(x) + whole + np.log1p(-fraction * np.exp(-whole)))


def _float(given: ArrayLike) -> Floats:
    return np.asarray(given, dtype=np.float64)


def _whole(agents: ArrayLike) -> Heads:
    return np.asarray(agents).astype(np.int64)
