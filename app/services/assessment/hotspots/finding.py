"""Finds hotspots among the complaints of a window, against all that came before, for a budget of false alarms.

Thousands of series are looked at together, most of them parts of each other. What chance does to all of them is not
worked out but seen: windows that are drawn at random from all complaints say how unlikely the most unlikely series of a
window is by chance alone (`limit`). What is found is explained away: the most unlikely series takes its complaints with
it, and only what is still unlikely among the others is another hotspot.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.models.desk_rules import HotspotRules
from app.services.assessment.hotspots.chance import STRAYS, Counts, expected, log_chance, straying_of
from app.services.assessment.hotspots.corpus import Corpus

# Windows that are drawn, and how many of a window's length have to be known before anything is judged.
DRAWN, KNOWN = 300, 4
# A hotspot has at least so many times what is usual; it goes on while that holds of this share of the evidence.
GROWTH, HOLDS = 1.5, 0.4
# What shares so much of its complaints with a hotspot is a part of it; and no more hotspots are found at once.
_SAME, _MOST = 0.5, 20
_SEED = 6
# Others go first after so many of the windows that are drawn.
_AT_ONCE = 10


@dataclass(frozen=True)
class Window:
    """Places of the complaints of a window, `begin` up to `end`, and from `first` on of those before it."""

    first: int
    begin: int
    end: int


@dataclass(frozen=True, eq=False)
class Spot:
    """One hotspot: the keys of its series, the leading one first, its complaints' places, and what is usual."""

    keys: tuple[int, ...]
    places: Counts
    count: int
    expected: float
    chance: float


def window_at(corpus: Corpus, rules: HotspotRules, at: float, kept: float = 366.0) -> Window:
    """Return the window that ends at `at`, in days; `kept` days before it are what is usual."""
    first, begin, end = np.searchsorted(corpus.at, (at - kept, at - rules.days, at), side="right").tolist()
    return Window(first, begin, end)


def is_known(corpus: Corpus, window: Window, rules: HotspotRules) -> bool:
    """Say whether enough came before a window to know what is usual."""
    if window.begin <= window.first:
        return False
    return bool(corpus.at[window.end - 1] - corpus.at[window.first] >= (KNOWN + 1) * rules.days)


def limit(corpus: Corpus, window: Window, rules: HotspotRules, breathe: Callable[[], object] = lambda: None) -> float:
    """Return the logarithm of the chance below which a series is a hotspot.

    So large a share of the windows that chance draws has a series below it as there may be false alarms a day: an alarm
    stands for about a day at least before its window has passed.
    """
    random = np.random.default_rng(_SEED)
    everything = window.end - window.first
    # A window with hardly anything in it tells nothing of those to come.
    stretch = (corpus.at[window.end - 1] - corpus.at[window.first]) / rules.days
    size = min(max(window.end - window.begin, round(everything / max(stretch, 1.0))), everything // 2)
    total = corpus.count(window.first, window.end)
    least = np.zeros(DRAWN)
    for draw in range(DRAWN):
        if draw % _AT_ONCE == 0:
            breathe()
        drawn = window.first + random.choice(everything, size, replace=False, shuffle=False)
        counts = corpus.count_some(drawn)
        # What one customer said twice is in the total twice.
        others = np.minimum(total - counts, everything - size)
        least[draw] = _chances(counts, others, size, everything - size, rules)[1].min(initial=0.0)
    share = min(rules.false_alarms / rules.false_alarm_days, 0.5)
    # So many windows tell a share only so well; what they may be out by is taken off it, for a budget is to be kept.
    kept = max(share - float(np.sqrt(share * (1 - share) / DRAWN)), 0.0)
    return min(float(np.sort(least)[int(kept * DRAWN)]), float(np.log(share)))


def find(
    corpus: Corpus, window: Window, rules: HotspotRules, below: float, explained: NDArray[np.bool_] | None = None
) -> list[Spot]:
    """Return the hotspots of a window, the least likely first; what is `explained` of its complaints is left out."""
    before, left = corpus.count(window.first, window.begin), np.arange(window.begin, window.end)
    if explained is not None:
        left = left[~explained]
    spots: list[Spot] = []
    all_hot: Counts | None = None
    while len(spots) < _MOST:
        counts = corpus.count_some(left)
        hot, chances = _chances(counts, before, len(left), window.begin - window.first, rules, below, (corpus, window))
        if all_hot is None:
            all_hot = hot
        if not len(hot) or chances.min() >= below:
            break
        lead = int(hot[chances.argmin()])
        members = np.intersect1d(corpus.holding(lead, window.begin, window.end), left)
        usual = expected(len(left), before[[lead]], window.begin - window.first)
        keys = _together(corpus, all_hot, lead, members, left)
        spots.append(Spot(keys, members, int(counts[lead]), float(usual[0]), float(chances.min())))
        left = np.setdiff1d(left, members)
    return spots


def standing(
    corpus: Corpus, window: Window, rules: HotspotRules, keys: Sequence[int], below: float
) -> tuple[Spot, bool] | None:
    """Return how a hotspot of before stands now, and whether it goes on; None where nothing of it is left."""
    numbers = [number for number in map(corpus.number_of, keys) if number is not None]
    if not numbers or corpus.number_of(keys[0]) is None:
        return None
    lead = numbers[0]
    members = corpus.holding(lead, window.begin, window.end)
    before, of_all = corpus.count(window.first, window.begin)[[lead]], window.end - window.begin
    counts = corpus.count_some(members)[[lead]]
    usual = expected(of_all, before, window.begin - window.first)
    chance = float(log_chance(counts, of_all, before, window.begin - window.first)[0])
    spot = Spot(tuple(keys), members, int(counts[0]), float(usual[0]), chance)
    return spot, bool(counts[0] >= GROWTH * usual[0] and counts[0] * 2 > rules.least and chance < HOLDS * below)


def _chances(
    counts: Counts,
    before: Counts,
    of_all: int,
    before_all: int,
    rules: HotspotRules,
    below: float | None = None,
    straying: tuple[Corpus, Window] | None = None,
) -> tuple[Counts, NDArray[np.float64]]:
    """Return the numbers of the series that grew enough, and the logarithms of the chances that they did.

    What is below a limit is judged again by how far its own share has strayed.
    """
    many = np.flatnonzero(counts >= rules.least)
    usual = expected(of_all, before[many], before_all)
    hot = many[counts[many] >= GROWTH * usual]
    chances = log_chance(counts[hot], of_all, before[hot], before_all)
    if straying is None or below is None:
        return hot, chances
    corpus, window = straying
    strays = np.full(len(hot), STRAYS)
    for place in np.flatnonzero((chances < below) & (before[hot] >= rules.least)).tolist():
        strays[place] = _straying(corpus, window, rules, int(hot[place]))
    return hot, log_chance(counts[hot], of_all, before[hot], before_all, strays)


def _straying(corpus: Corpus, window: Window, rules: HotspotRules, number: int) -> float:
    """Return how far the share of a series has strayed between stretches of time as long as a window."""
    since = corpus.at[window.first]
    stretches = ((corpus.at[window.first : window.begin] - since) // rules.days).astype(np.int64)
    held = stretches[corpus.holding(number, window.first, window.begin) - window.first]
    length = int(stretches[-1]) + 1
    return straying_of(np.bincount(held, minlength=length), np.bincount(stretches, minlength=length))


def _together(corpus: Corpus, hot: Counts, lead: int, members: Counts, left: Counts) -> tuple[int, ...]:
    """Return the keys of the leading series, and of those others whose complaints are mostly the same."""
    inside, everywhere = corpus.count_some(members)[hot], corpus.count_some(left)[hot]
    same = hot[(inside >= _SAME * everywhere) & (inside >= _SAME * len(members))]
    ranked = [lead, *(int(number) for number in same if number != lead)]
    return tuple(int(corpus.names[number]) for number in ranked)
