"""Follows hotspots through time: an alarm is raised once, grows, and ends when hardly more come than usual."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.models.desk_rules import HotspotRules
from app.services.assessment.hotspots.corpus import Corpus
from app.services.assessment.hotspots.finding import Spot, find, standing, window_at


@dataclass(frozen=True)
class Seen:
    """What one look has found: alarms of before that go on, by their place, and how; those that end; new ones."""

    going_on: dict[int, Spot]
    over: tuple[int, ...]
    new: tuple[Spot, ...]


def look(
    corpus: Corpus,
    rules: HotspotRules,
    below: float,
    alarms: Sequence[Sequence[int]],
    answered: frozenset[int] = frozenset(),
    *,
    at: float,
) -> Seen:
    """Look at the window that ends at `at`, in days; `alarms` are the keys of each hotspot that is known.

    Complaints with `answered` ids are known of, and only what comes besides them is news.
    """
    window = window_at(corpus, rules, at)
    explained = np.isin(corpus.ids[window.begin : window.end], list(answered))
    going_on, over = dict[int, Spot](), list[int]()
    for place, keys in enumerate(alarms):
        stands = standing(corpus, window, rules, keys, below)
        if stands is None or not stands[1]:
            over.append(place)
            continue
        going_on[place] = stands[0]
        explained[stands[0].places - window.begin] = True
    return Seen(going_on, tuple(over), tuple(find(corpus, window, rules, below, explained)))
