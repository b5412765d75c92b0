"""What people are busy with as the coming hours begin, and for how long yet, given for how long they have been at it.

Whose state says that they handle something has a contact or a complaint at hand; which of them, nobody tells. Both are
weighed by how much of it there is to do and how likely it lasts so long. What is left of a contact is as long as one
that begins (exponential times have no memory); what is left of a complaint comes from those that take longer than what
has passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, inf, log, sqrt
from statistics import NormalDist

import numpy as np

from app.services.floor.whatif.floor_now import Agent, FloorNow, Work

# What is left of a contact that is being wrapped up, on average.
_WRAP_UP_SECONDS = 30.0
# Who has been at it for longer than nineteen of twenty take works on another one by now: since when, nobody knows.
_ANOTHER_ONE = 0.05
# The farthest into the tail of a normal curve that its quantiles are asked for.
_TAIL = 1e-12
_NORMAL = NormalDist()
# A queue (-1 - queue: a complaint of it), how much there is of it, for how long it goes on, how likely that is.
_Option = tuple[int, float, float, float]


@dataclass(frozen=True)
class AtHand:
    """What the agent at a place of the floor is busy with, and for how much longer at an ordinary pace.

    `queue` is the place of its queue; -1 - queue where it is a complaint, which is `due` then.
    """

    place: int
    seconds: float
    queue: int
    due: float = inf


class Hands:
    """Draws what everybody is busy with; `sigma` and `middle` are those of the effort of a complaint in each queue."""

    def __init__(self, floor: FloorNow, sigma: Sequence[float], middle: Sequence[float]) -> None:
        self._work, self._sigma, self._middle = floor.work, sigma, middle
        self._waiting = [sorted(each.waiting) for each in floor.work]
        places = {each.queue_id: place for place, each in enumerate(floor.work)}
        self._busy = [
            (place, agent, queues)
            for place, agent in enumerate(floor.agents)
            if agent.busy_for is not None and (queues := _queues(agent, places, floor.work))
        ]

    def draw(self, random: np.random.Generator) -> tuple[list[AtHand], list[int]]:
        """Return what is at hand, and how many of those that wait in each queue, the soonest due, are among it."""
        taken = [0] * len(self._work)
        found = []
        for place, agent, queues in self._busy:
            which, rest = random.random(2).tolist()
            if agent.wraps_up:
                found.append(AtHand(place, -log(1 - rest) * _WRAP_UP_SECONDS, queues[0]))
                continue
            options = [option for queue in queues for option in self._options(agent, queue, taken[queue])]
            if max(lasts for _, _, _, lasts in options) < _ANOTHER_ONE:
                options = [(queue, weight, 0.0, 1.0) for queue, weight, _, _ in options]
            queue, passed = _chosen(options, which)
            if queue >= 0:
                found.append(AtHand(place, -log(1 - rest) * self._work[queue].handle_seconds, queue))
                continue
            of = -1 - queue
            due, share = self._waiting[of][taken[of]]
            taken[of] += 1
            found.append(AtHand(place, self._left(of, share, passed, rest), queue, due))
        return found, taken

    def _options(self, agent: Agent, queue: int, taken: int) -> list[_Option]:
        """Return what it can be."""
        work, busy_for = self._work[queue], agent.busy_for or 0.0
        passed = busy_for * agent.paces[work.queue_id]
        found = [(queue, sum(work.contacts), passed, exp(-passed / work.handle_seconds))]
        if taken < len(self._waiting[queue]):
            share = self._waiting[queue][taken][1]
            many = len(work.waiting) + sum(work.complaints)
            found.append((-1 - queue, many, passed, self._lasts(queue, passed / share)))
        return found if found[0][1] else found[1:] or found

    def _lasts(self, queue: int, seconds: float) -> float:
        """Return how likely a complaint takes longer than that."""
        if seconds <= 0:
            return 1.0
        above = log(seconds) - self._middle[queue]
        return erfc(above / self._sigma[queue] / sqrt(2)) / 2 if self._sigma[queue] else float(above < 0)

    def _left(self, queue: int, share: float, passed: float, rest: float) -> float:
        """Return how much longer a piece takes that has taken so long, at a place between 0 and 1 among the likely."""
        lasts = max(self._lasts(queue, passed / share) * (1 - rest), _TAIL)
        z = -_NORMAL.inv_cdf(min(lasts, 1 - _TAIL)) if self._sigma[queue] else 0.0
        return max(share * exp(self._middle[queue] + self._sigma[queue] * z) - passed, 0.0)


def _chosen(options: Sequence[_Option], which: float) -> tuple[int, float]:
    """Return the queue and for how long it goes on of the option at a place between 0 and 1 among their chances."""
    left = which * sum(weight * lasts for _, weight, _, lasts in options)
    for queue, weight, passed, lasts in options:
        left -= weight * lasts
        if left < 0:
            return queue, passed
    # Rounding has left something.
    return options[-1][0], options[-1][2]


def _queues(agent: Agent, places: dict[int, int], work: Sequence[Work]) -> list[int]:
    """Return where what somebody has at hand can be from: home, or where there is nothing, wherever they serve."""
    served = [places[each] for each, pace in agent.paces.items() if pace and each in places]
    found = [each for each in served if work[each].waiting or any(work[each].contacts)]
    home = [each for each in found if work[each].queue_id == agent.home]
    return home or found or served[:1]
