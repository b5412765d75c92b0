"""How many false surge alarms a floor puts up with, in words a person chooses, and what can be caught for that."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.floor import Floor, Queue
from app.models.people import Person, Role
from app.services.floor.surge_detector import Detector, Usual, parts, threshold

# What a person may choose: so many alarms in so many days.
CHOICES = ((1, 7), (1, 10), (1, 30), (1, 90))
# By how much a surge grows that is looked for in the simulation, and on how many days.
GROWTHS = (0.3, 0.5)
_TRIED = (0.1, 0.2, *GROWTHS, 0.75, 1.0, 1.5, 2.0, 3.0)
# Most are so many of them.
MOST = 0.8
_DAYS, _SEED, _TINY = 400, 5, 1e-9
_MAY = frozenset({Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR})


class BudgetError(DomainError):
    """A budget of false alarms that cannot be chosen, or not by this person."""


@dataclass(frozen=True)
class Budget:
    """How many false alarms people put up with: so many in so many days, by all that is watched together."""

    alarms: int = 1
    days: int = 30
    watched: int = 1

    @property
    def share(self) -> float:
        """The share of quiet days on which one floor or queue may alarm."""
        return min(self.alarms / self.days / self.watched, 0.5)


def read_budget(session: Session) -> Budget:
    """Read how many false alarms the floor puts up with; it and its queues share them alike."""
    said = session.execute(select(Floor.false_alarms, Floor.false_alarm_days).order_by(Floor.id).limit(1)).first()
    watched = 1 + session.scalars(select(func.count()).select_from(Queue)).one()
    return Budget(*said, watched=watched) if said else Budget(watched=watched)


def set_budget(session: Session, alarms: int, days: int, *, by: int | None) -> None:
    """Let every floor put up with so many false alarms in so many days; raises `BudgetError`."""
    if session.scalar(select(Person.role).where(Person.id == by, Person.active)) not in _MAY:
        raise BudgetError("Team leads and those above them choose this; say first who sits here.")
    if not 0 < alarms <= days <= 366:
        raise BudgetError("Choose at most one false alarm a day, and at least one a year.")
    for floor in session.scalars(select(Floor)):
        floor.false_alarms, floor.false_alarm_days = alarms, days


@dataclass(frozen=True)
class Caught:
    """What is found within an hour for a budget: the share of surges by `GROWTHS`, and from which growth on most are.

    `most_from` is the least growth of which `MOST` are found; None where that is beyond all that were tried.
    """

    shares: tuple[float, ...]
    most_from: float | None


def catches(usual: Usual, shares: Sequence[float]) -> tuple[Caught, ...]:
    """Simulate which surges are found within an hour, for each share of quiet days with an alarm.

    They begin where half of a day's arrivals have come. It computes for seconds, and is made for the worker process.
    """
    detector, hour = Detector(usual), max(60 // usual.minutes, 1)
    came = np.cumsum(usual.plan)
    start = min(int(np.searchsorted(came, came[-1] / 2)), len(usual.plan) - hour)
    highest = []
    for growth in _TRIED:
        days = usual.days(_DAYS, np.random.default_rng(_SEED), growth=growth, start=start)[:, : start + hour]
        highest.append(np.concatenate([detector.evidence(part)[:, start:].max(axis=1) for part in parts(days)]))
    found = []
    for share in shares:
        limit = threshold(detector, share)
        caught = [float((each > limit).mean()) for each in highest]
        found.append(Caught(tuple(caught[_TRIED.index(each)] for each in GROWTHS), _least(caught)))
    return tuple(found)


def _least(caught: Sequence[float]) -> float | None:
    """Return the growth at which most are found, between those that were tried, up to the next twentieth."""
    place = next((place for place, share in enumerate(caught) if share >= MOST), None)
    if place is None:
        return None
    grown, shares = (0.0, *_TRIED)[place : place + 2], (0.0, *caught)[place : place + 2]
    return float(np.ceil(np.interp(MOST, shares, grown) * 20 - _TINY) / 20)
