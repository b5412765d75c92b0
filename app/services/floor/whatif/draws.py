"""What chance brings in one run: drawn once and met by every mix of help, so that mixes differ by the help alone."""

from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from app.services.floor.whatif.at_hand import AtHand, Hands
from app.services.floor.whatif.floor_now import FloorNow

Floats = NDArray[np.float64]
# When it comes, its queue, and how long it takes at an ordinary pace: of a contact, with how long it is waited;
# of a complaint, whose queue is written -1 - queue, with when it is due.
Arrival = tuple[float, int, float, float]
# When it is due, and how long it takes.
Complaint = tuple[float, float]


@dataclass(frozen=True)
class Draw:
    """One run's chance: arrivals in their order, and of each queue the complaints that wait, the soonest due first.

    What people have at hand as it begins waits no more.
    """

    arrivals: list[Arrival]
    waiting: list[list[Complaint]]
    offered: NDArray[np.int64]
    # Complaints whose deadline lies ahead and within the time looked at.
    pressing: NDArray[np.int64]
    # Pieces of work whose deadline has passed.
    overdue: NDArray[np.int64]
    at_hand: list[AtHand]


class Chance:
    """Draws the runs of a floor; the same seed and number give the same run, whatever else is drawn."""

    def __init__(self, floor: FloorNow, seconds: float, seed: int) -> None:
        work = floor.work
        self._seed, self._seconds, self._step = seed, seconds, floor.step_seconds
        self._contacts = _table([each.contacts for each in work], seconds, floor.step_seconds)
        self._complaints = _table([each.complaints for each in work], seconds, floor.step_seconds)
        self._doubt = np.array([[each.doubt] for each in work])
        self._handle = np.array([each.handle_seconds for each in work])
        self._patience = np.array([each.patience_seconds for each in work])
        self._promises = [np.array(each.promises).reshape(-1, 2) for each in work]
        # A lognormal with this mean and spread.
        sigma = np.array([sqrt(log(1 + each.effort_spread**2)) for each in work])
        effort = np.array([each.effort_seconds for each in work])
        self._sigma, self._middle = sigma, np.log(effort) - sigma**2 / 2
        self._waiting = [np.array(sorted(each.waiting)).reshape(-1, 2) for each in work]
        self._overdue = np.array([np.count_nonzero(pieces[:, 0] < 0) for pieces in self._waiting])
        self._hands = Hands(floor, sigma.tolist(), self._middle.tolist())

    def draw(self, number: int) -> Draw:
        """Draw the run of a number."""
        random = np.random.default_rng((self._seed, number))
        level = np.exp(self._doubt * random.standard_normal() - self._doubt**2 / 2)
        waiting = [self._pieces(random, queue, 0.0, pieces) for queue, pieces in enumerate(self._waiting)]
        at, queue = self._arrivals(random, self._contacts * level)
        takes, patience = random.standard_exponential((2, len(at)))
        came, of = self._arrivals(random, self._complaints * level)
        new = [
            self._pieces(random, each, came[of == each, np.newaxis], pieces)
            for each, pieces in enumerate(self._promises)
        ]
        when = np.concatenate(
            [at, *(np.repeat(came[of == each], len(self._promises[each])) for each in range(len(new)))]
        )
        columns = (
            when,
            np.concatenate([queue, *(np.full(len(due), -1 - each) for each, (due, _) in enumerate(new))]),
            np.concatenate([takes * self._handle[queue], *(efforts for _, efforts in new)]),
            np.concatenate([patience * self._patience[queue], *(due for due, _ in new)]),
        )
        order = np.argsort(when, kind="stable")
        at_hand, taken = self._hands.draw(random)
        return Draw(
            list(zip(*(column[order].tolist() for column in columns), strict=True)),
            [
                list(zip(due[gone:].tolist(), efforts[gone:].tolist(), strict=True))
                for (due, efforts), gone in zip(waiting, taken, strict=True)
            ],
            np.bincount(queue, minlength=len(new)),
            np.array(
                [self._pressing(old) + self._pressing(due) for (old, _), (due, _) in zip(waiting, new, strict=True)]
            ),
            self._overdue,
            at_hand,
        )

    def _pieces(
        self, random: np.random.Generator, queue: int, since: Floats | float, pieces: Floats
    ) -> tuple[Floats, Floats]:
        """Return when each piece is due that began at some instants, and how long it takes."""
        due = (since + pieces[:, 0]).ravel()
        share = np.broadcast_to(pieces[:, 1], (len(due) // max(len(pieces), 1), len(pieces))).ravel()
        return due, share * np.exp(self._middle[queue] + self._sigma[queue] * random.standard_normal(len(due)))

    def _pressing(self, due: Floats) -> int:
        return int(np.count_nonzero((due >= 0) & (due <= self._seconds)))

    def _arrivals(self, random: np.random.Generator, expected: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """Return when something comes, and to which queue: evenly spread within each step."""
        counts = random.poisson(expected)
        queue, step = (np.repeat(each.ravel(), counts.ravel()) for each in np.indices(counts.shape))
        at = (step + random.random(len(step))) * self._step
        within = at < self._seconds
        return at[within], queue[within]


def _table(expected: list[tuple[float, ...]], seconds: float, step: float) -> Floats:
    """Return what is expected by queue and step, as far as the time looked at reaches; nothing where nobody knows."""
    steps = int(np.ceil(seconds / step))
    table = np.zeros((len(expected), steps))
    for row, each in zip(table, expected, strict=True):
        row[: len(each)] = each[:steps]
    return table
