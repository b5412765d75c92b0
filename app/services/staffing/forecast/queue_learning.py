"""What the events of the floor are for a single queue, where its own history says clearly that they are something else.

A queue is believed to be like the floor until at least three occurrences differ from it by more than chance; then its
factor is drawn from theirs towards the floor's, the more, the fewer they are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from app.models.forecast import EventKind, Repeats
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.events import falls_on
from app.services.staffing.forecast.learning import Learned, Unlike, of_months, shrunk

# There are many queues and many days of the month: of one queue alone more is asked than of the floor.
_SURE, _STRICTER = 3.0, 1.0
# From which change on a queue's own line is worth it, and how many a day a queue has to have.
_LEAST_CHANGE, LEAST_A_DAY = 0.1, 10.0


def learn_of_queue(seen: Unlike, queue_id: int, floor: Unlike, of_floor: Sequence[Learned]) -> tuple[Learned, ...]:
    """Find where a queue differs from the events of the floor, and which it has of its own each month."""
    found = []
    # What the floor is said to be is known from as many samples, and no better.
    differ = float(np.hypot(seen.differ, floor.differ))
    for group in _groups(seen, of_floor):
        change = shrunk(_samples(seen, group), differ, _SURE)
        if abs(change - 1) >= _LEAST_CHANGE:
            found += [replace(each, factor=each.factor * change, queue_id=queue_id) for each in group]
    known = {_number(each) for each in of_floor}
    found += [replace(each, queue_id=queue_id) for each in of_months(seen, _STRICTER) if _number(each) not in known]
    return tuple(found)


def _groups(seen: Unlike, of_floor: Sequence[Learned]) -> Iterator[list[Learned]]:
    """Yield the events that are one thing: each that comes back, all holidays, all rest days that are worked."""
    holidays = defaultdict[bool, list[Learned]](list)
    for each in of_floor:
        if each.kind is EventKind.HOLIDAY:
            holidays[bool(seen.worked[(each.first - seen.days[0]).days])].append(each)
        elif each.repeats is Repeats.MONTHLY:
            yield [each]
    yield from holidays.values()


def _samples(seen: Unlike, group: Sequence[Learned]) -> Amounts:
    """Return by how much, as a logarithm, a queue differed from the floor's factor at each occurrence."""
    known = ~np.isnan(seen.apart) if group[0].kind is EventKind.HOLIDAY else seen.usable
    beyond = {}
    for place in np.flatnonzero(known).tolist():
        for each in group:
            if falls_on(each.first, each.last, each.repeats, seen.days[place]):
                beyond[place] = float(seen.apart[place]) - np.log(each.factor)
    # Days in a row are one occurrence.
    runs = groupby(enumerate(beyond.items()), key=lambda item: item[1][0] - item[0])
    return np.array([np.mean([sample for _, (_, sample) in run]) for _, run in runs])


def _number(each: Learned) -> tuple[EventKind, int]:
    return each.kind, each.first.day if each.kind is EventKind.BILLING else 0
