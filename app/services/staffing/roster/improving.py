"""The parts in which a roster is improved (fix and optimise): a few days of many people, or more days of some.

A part is solved in a moment where the whole is not, whatever the skills: with several of them the relaxation of the
whole says too little for a branch and cut to find good rosters.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.services.staffing.roster.highs import Model
from app.services.staffing.roster.program import NO_DAY

# So many days at once, and into how many parts the people are put: all of them can be solved in a moment.
_SHAPES = ((7, 8), (4, 4), (2, 2))
_SEED, _NOBODY = 1, -1


def parts_of(model: Model) -> Iterator[NDArray[np.bool_]]:
    """Yield without end which variables are free to change: each day of everybody in turn, cut in ever other ways."""
    random = np.random.default_rng(_SEED)
    days = int(model.day.max(initial=0)) + 1
    person = np.full(len(model.cost), _NOBODY)
    for (id_, _, _), column in model.choices.items():
        person[column] = id_
    people = np.unique(person[person != _NOBODY])
    while True:
        sweep = []
        for length, parts in _SHAPES:
            begins = int(random.integers(length))
            for part in np.array_split(random.permutation(people), max(min(parts, len(people)), 1)):
                who = (person == _NOBODY) | np.isin(person, part)
                for first in range(begins - length, days, length):
                    within = (model.day == NO_DAY) | ((model.day >= first) & (model.day < first + length))
                    sweep.append(who & within)
        yield from (sweep[place] for place in random.permutation(len(sweep)))
