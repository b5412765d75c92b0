"""What chance brings in one run: drawn once and met by every mix of help, so that mixes differ by the help alone."""

from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from app.services.floor.whatif.floor_now import FloorNow

# When it comes, its queue, and how long it takes at an ordinary pace: of a contact, with how long it is waited;
# of a complaint, whose queue is written -1 - queue, with when it is due.
Arrival = tuple[float, int, float, float]
# When it is due, and how long it takes.
Complaint = tuple[float, float]


@dataclass(frozen=True)
class Draw:
    """One run's chance: arrivals in their order, and of each queue the complaints that wait, the soonest due first."""

    arrivals: list[Arrival]
    waiting: list[list[Complaint]]
    offered: NDArray[np.int64]
    # Complaints whose deadline lies ahead and within the time looked at.
    pressing: NDArray[np.int64]


class Chance:
    """Draws runs of a floor; the same seed and number give the same run, whatever else is drawn."""

    def __init__(self, floor: FloorNow, seconds: float, seed: int) -> None:
        work = floor.work
        self._seed, self._seconds, self._step = seed, seconds, floor.step_seconds
        self._contacts = _table([each.contacts for each in work], seconds, floor.step_seconds)
        self._complaints = _table([each.complaints for each in work], seconds, floor.step_seconds)
        self._doubt = np.array([[each.doubt] for each in work])
        self._handle = np.array([each.handle_seconds for each in work])
        self._patience = np.array([each.patience_seconds for each in work])
        self._promised = np.array([each.promised_seconds for each in work])
        # A lognormal with this mean and spread.
        sigma = np.array([sqrt(log(1 + each.effort_spread**2)) for each in work])
        effort = np.array([each.effort_seconds for each in work])
        self._sigma, self._middle = sigma, np.log(effort) - sigma**2 / 2
        self._due = [np.sort(np.array(each.due)) for each in work]

    def draw(self, number: int) -> Draw:
        """Draw the run of a number."""
        random = np.random.default_rng((self._seed, number))
        queues = len(self._due)
        level = np.exp(self._doubt * random.standard_normal() - self._doubt**2 / 2)
        waiting = [self._efforts(random, np.full(len(due), queue)) for queue, due in enumerate(self._due)]
        at, queue = self._arrivals(random, self._contacts * level)
        takes, patience = random.standard_exponential((2, len(at)))
        again_at, again = self._arrivals(random, self._complaints * level)
        efforts, due = self._efforts(random, again), again_at + self._promised[again]
        pressing = np.bincount(again[due <= self._seconds], minlength=queues)
        for place, each in enumerate(self._due):
            pressing[place] += np.count_nonzero((each >= 0) & (each <= self._seconds))
        when = np.concatenate([at, again_at])
        order = np.argsort(when)
        columns = (
            when,
            np.concatenate([queue, -1 - again]),
            np.concatenate([takes * self._handle[queue], efforts]),
            np.concatenate([patience * self._patience[queue], due]),
        )
        return Draw(
            list(zip(*(column[order].tolist() for column in columns), strict=True)),
            [
                list(zip(each.tolist(), efforts.tolist(), strict=True))
                for each, efforts in zip(self._due, waiting, strict=True)
            ],
            np.bincount(queue, minlength=queues),
            pressing,
        )

    def _arrivals(
        self, random: np.random.Generator, expected: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return when something comes, and to which queue: evenly spread within each step."""
        counts = random.poisson(expected)
        queue, step = (np.repeat(each.ravel(), counts.ravel()) for each in np.indices(counts.shape))
        at = (step + random.random(len(step))) * self._step
        within = at < self._seconds
        return at[within], queue[within]

    def _efforts(self, random: np.random.Generator, queue: NDArray[np.int64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = np.exp(
            self._middle[queue] + self._sigma[queue] * random.standard_normal(len(queue))
        )
        return found


def _table(expected: list[tuple[float, ...]], seconds: float, step: float) -> NDArray[np.float64]:
    """Return what is expected by queue and step, as far as the time looked at reaches; nothing where nobody knows."""
    steps = int(np.ceil(seconds / step))
    table = np.zeros((len(expected), steps))
    for row, each in zip(table, expected, strict=True):
        row[: len(each)] = each[:steps]
    return table
