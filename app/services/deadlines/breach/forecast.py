"""The chance of every open ticket to be late, and the few things that make it so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from app.services.deadlines.breach.columns import Whole
from app.services.deadlines.breach.features import FEATURES, Past, Standing
from app.services.deadlines.breach.present import Present
from app.services.deadlines.breach.regression import Bools, Floats, Rule
from app.services.deadlines.breach.training import newest, rule_in_force
from app.services.deadlines.rulebook import Rulebook

MOST_REASONS = 3
# What adds less to the log-odds is not worth a word.
_WORTH_A_WORD = 0.2
# The hour and the day are the same for all tickets: they tell none from another.
_SAME_FOR_ALL = ("weekend", "morning", "noon")
# That a ticket is nothing special is no reason.
_SPECIAL = ("no_owner", "high_risk", "complex", "live_source", "regulator", "first_response", "part_of_it", "waiting")
_NEVER_SAID, _SAID_IF_SO = (
    np.array([feature.name in names for feature in FEATURES])
    for names in (_SAME_FOR_ALL, (*_SPECIAL, "hand_overs", "waited", "reopened"))
)


class Reason(NamedTuple):
    """A feature that makes a ticket's chance higher or lower, because there is more or less of it than usual."""

    feature: str
    more: bool
    raises: bool


@dataclass(frozen=True)
class Chances:
    """The chances of the open tickets, by rising id, as of `read_at`; `is_late` are those that are late already.

    `learned_from` counts the tickets of history behind them, 0 where there is the prior only, and `learned_at` is when
    that was. They are what the `rule` makes of the features' `values`.
    """

    read_at: datetime
    ids: Whole
    chance: Floats
    is_late: Bools
    values: Floats
    rule: Rule
    learned_from: int
    learned_at: datetime | None

    def of(self, ids: Whole) -> Floats:
        """Return the chance of each of some tickets, NaN where it is not known."""
        places = np.minimum(np.searchsorted(self.ids, ids), max(len(self.ids) - 1, 0))
        if not len(self.ids):
            return np.full(len(ids), np.nan)
        found: Floats = np.where(self.ids[places] == ids, self.chance[places], np.nan)
        return found

    def place(self, id_: int) -> int | None:
        """Return where a ticket stands; None where its chance is not known."""
        found = int(np.searchsorted(self.ids, id_))
        return found if found < len(self.ids) and self.ids[found] == id_ else None

    def reasons(self, place: int) -> tuple[Reason, ...]:
        """Return what pushes the chance of a ticket most, the strongest first; of one that is late already nothing."""
        values = self.values[place]
        parts = self.rule.parts(values[None])[0]
        parts[_NEVER_SAID | (_SAID_IF_SO & (values == 0)) | self.is_late[place]] = 0
        strongest = np.argsort(-np.abs(parts), kind="stable")[:MOST_REASONS].tolist()
        usual = self.rule.usual_values
        return tuple(
            Reason(FEATURES[each].name, bool(values[each] >= usual[each]), bool(parts[each] > 0))
            for each in strongest
            if abs(parts[each]) >= _WORTH_A_WORD
        )


class Forecast:
    """Works the chances of a floor out again and again: after the first time it reads only what has changed.

    It works in steps, none of them long, so that others can read and the window can answer in between.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook, self._present = rulebook, Present()
        self._is_begun = False
        self._stands: tuple[datetime, Whole, Standing] | None = None

    def change(self, ids: Collection[int] | None) -> None:
        """Take note of tickets that have changed; None: any may have."""
        self._present.change(ids)

    def step(self, session: Session, *, now: datetime) -> Chances | None:
        """Do the next step; the last one returns the chances, and the one after it begins anew."""
        if self._stands:
            stands, self._stands = self._stands, None
            return _chances(session, *stands)
        if not self._is_begun:
            self._present.begin(session, now=now)
            self._is_begun = True
        if not self._present.is_read:
            self._present.read(session)
        else:
            record = self._present.record(session, self._rulebook, now=now)
            standing = Past(record).as_of(int(now.timestamp()))
            self._stands, self._is_begun = (now, record.tickets.ids[standing.tickets], standing), False
        return None


def _chances(session: Session, now: datetime, ids: Whole, standing: Standing) -> Chances:
    trained = newest(session)
    rule = rule_in_force(trained)
    learned = trained if trained and trained.accuracy["in_force"] else None
    return Chances(
        read_at=now,
        ids=ids,
        chance=np.where(standing.is_late, 1.0, rule.chances(standing.values)),
        is_late=standing.is_late,
        values=standing.values,
        rule=rule,
        learned_from=learned.tickets if learned else 0,
        learned_at=learned.fitted_at if learned else None,
    )
