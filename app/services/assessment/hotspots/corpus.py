"""Complaints in the order in which they came, with the series that each counts for, to be counted quickly."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.services.assessment.hotspots.chance import Amounts, Counts


@dataclass(frozen=True, eq=False)
class Entry:
    """One complaint: its id, when it came in days, its customer (0: not known), and the keys of its series."""

    id: int
    at: float
    who: int
    keys: NDArray[np.uint32]


class Corpus:
    """Complaints as columns; of the series only those that at least `least` complaints count for.

    Series have numbers from 0 on: `names` are their keys, in order. `edges` are where the series of each complaint
    begin in `series`.
    """

    def __init__(self, entries: Sequence[Entry], least: int) -> None:
        ordered = sorted(entries, key=lambda entry: entry.at)
        self.ids: Counts = np.array([entry.id for entry in ordered], np.int64)
        self.at: Amounts = np.array([entry.at for entry in ordered], np.float64)
        self.who: Counts = np.array([entry.who for entry in ordered], np.int64)
        lengths = np.array([len(entry.keys) for entry in ordered], np.int64)
        keys = np.concatenate([np.zeros(0, np.uint32), *(entry.keys for entry in ordered)])
        names, numbers, counts = np.unique(keys, return_inverse=True, return_counts=True)
        kept = counts >= least
        self.names: NDArray[np.uint32] = names[kept]
        is_kept = kept[numbers]
        self.series: Counts = (np.cumsum(kept) - 1)[numbers[is_kept]]
        owners = np.repeat(np.arange(len(ordered)), lengths)[is_kept]
        self.edges: Counts = np.searchsorted(owners, np.arange(len(ordered) + 1))

    def __len__(self) -> int:
        """Return how many complaints there are."""
        return len(self.ids)

    def reordered(self, places: Counts, at: Amounts) -> "Corpus":
        """Return some of the complaints as though they had come at other times, `at` in order."""
        other = object.__new__(Corpus)
        other.ids, other.at, other.who, other.names = self.ids[places], at, self.who[places], self.names
        other.series = np.concatenate([np.zeros(0, np.int64), *(self.of(place) for place in places.tolist())])
        other.edges = np.concatenate([[0], np.cumsum(np.diff(self.edges)[places])])
        return other

    def of(self, place: int) -> Counts:
        """Return the series of one complaint."""
        return self.series[self.edges[place] : self.edges[place + 1]]

    def count(self, begin: int, end: int) -> Counts:
        """Return how many of the complaints at places from `begin` on, before `end`, count for each series."""
        return np.bincount(self.series[self.edges[begin] : self.edges[end]], minlength=len(self.names))

    def count_some(self, places: Counts) -> Counts:
        """Return how many of some complaints count for each series; what one customer says again counts once."""
        picked = self.rows_of(places)
        series = self.series[picked]
        who = self.who[places]
        known = who[who > 0]
        if len(np.unique(known)) < len(known):
            speaker = np.where(who > 0, who, -1 - np.arange(len(places)))
            speakers = np.repeat(speaker, self._lengths[places])
            series = np.unique(speakers * len(self.names) + series) % len(self.names)
        return np.bincount(series, minlength=len(self.names))

    def rows_of(self, places: Counts) -> Counts:
        """Return where the series of some complaints stand in `series`."""
        lengths = self._lengths[places]
        begins: Counts = np.repeat(self.edges[places] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
        return np.asarray(begins + np.arange(int(lengths.sum())))

    def holding(self, number: int, begin: int, end: int) -> Counts:
        """Return the places from `begin` on, before `end`, of the complaints that count for a series."""
        rows = np.flatnonzero(self.series[self.edges[begin] : self.edges[end]] == number) + self.edges[begin]
        return np.asarray(np.searchsorted(self.edges, rows, side="right") - 1)

    def number_of(self, key: int) -> int | None:
        """Return the number of a series by its key; None where too few complaints count for it."""
        place = int(np.searchsorted(self.names, np.uint32(key)))
        return place if place < len(self.names) and int(self.names[place]) == key else None

    @cached_property
    def _lengths(self) -> Counts:
        return np.diff(self.edges)
