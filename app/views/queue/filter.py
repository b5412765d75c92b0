"""What the worklist can be filtered by, and how near the deadline of a ticket is."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.models.words import Priority, Source
from app.services.floor.worklist_columns import NEVER, NO_TARGET, PRIORITIES, SOURCES, TAGS, Worklist
from app.views.table.column import Moment

HOUR = 3_600
# Between the names of a category's path.
_JOINT = " / "


class Urgency(StrEnum):
    """How near the deadline of a ticket is."""

    LATE = "late"
    SOON = "soon"
    FINE = "fine"
    PAUSED = "paused"
    NONE = "none"


@dataclass(frozen=True)
class WorklistFilter:
    """Which tickets to show: of one of the owners, queues, sources, priorities and urgencies, where any are given.

    An owner of 0 stands for nobody, a queue is given by its name, a category by its path, which stands for all below
    it, too. Of several `tags` a ticket has one. `waiting` and `high_risk` take only those, or (False) only the others.
    """

    owners: frozenset[int] = frozenset()
    sources: frozenset[Source] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()
    waiting: bool | None = None
    high_risk: bool | None = None
    queues: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def __call__(self, rows: Worklist, moment: Moment) -> NDArray[np.bool_]:
        """Return which tickets are accepted at the moment."""
        accepted = np.ones(len(rows), np.bool_)
        if len(self.owners) == 1:
            # By a second's tick this is asked twice; looking up in a list takes ten times as long.
            accepted &= rows.owner_id == min(self.owners)
        elif self.owners:
            accepted &= np.isin(rows.owner_id, list(self.owners))
        if self.queues:
            accepted &= np.fromiter((each in self.queues for each in rows.queue), np.bool_, len(rows))
        for wanted, parts, column in (
            (self.categories, category_parts, rows.category),
            (self.tags, tag_parts, rows.tags),
        ):
            if wanted:
                # Few words, many rows.
                fits = {word: not wanted.isdisjoint(parts(word)) for word in set(column)}
                accepted &= np.fromiter(map(fits.__getitem__, column), np.bool_, len(rows))
        if self.sources:
            accepted &= np.isin(rows.source, [SOURCES.index(each) for each in self.sources])
        if self.priorities:
            accepted &= np.isin(rows.priority, [PRIORITIES.index(each) for each in self.priorities])
        if self.urgencies:
            accepted &= np.any([urgent(rows, each, moment) for each in self.urgencies], axis=0)
        if self.waiting is not None:
            accepted &= rows.waiting == self.waiting
        if self.high_risk is not None:
            accepted &= rows.high_risk == self.high_risk
        return accepted


def category_parts(path: str) -> list[str]:
    """Return the path of a category and of those in which it lies."""
    names = path.split(_JOINT) if path else []
    return [_JOINT.join(names[:depth]) for depth in range(1, len(names) + 1)]


def tag_parts(tags: str) -> list[str]:
    """Return the tags of a ticket."""
    return tags.split(TAGS) if tags else []


def urgent(rows: Worklist, urgency: Urgency, moment: Moment) -> NDArray[np.bool_]:
    """Return which tickets have an urgency at the moment: `urgency_of` of all of them at once."""
    now = moment.seconds
    has_target: NDArray[np.bool_] = rows.target != NO_TARGET
    if urgency is Urgency.NONE:
        return ~has_target
    found: NDArray[np.bool_] = has_target & rows.paused
    if urgency is Urgency.PAUSED:
        return found
    ends = {Urgency.LATE: (-NEVER, now), Urgency.SOON: (now, now + HOUR), Urgency.FINE: (now + HOUR, NEVER)}
    since, until = ends[urgency]
    return (has_target ^ found) & (rows.due >= since) & (rows.due < until)


def urgency_of(rows: Worklist, slot: int, moment: Moment) -> Urgency:
    """Return how near the deadline of one ticket is."""
    if rows.target[slot] == NO_TARGET:
        return Urgency.NONE
    if rows.paused[slot]:
        return Urgency.PAUSED
    remaining = int(rows.due[slot]) - moment.seconds
    return Urgency.LATE if remaining < 0 else Urgency.SOON if remaining < HOUR else Urgency.FINE
