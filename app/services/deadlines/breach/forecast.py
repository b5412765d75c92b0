"""The chance of every open ticket to be late, and the few things that make it so."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.services.deadlines.breach.columns import Whole
from app.services.deadlines.breach.features import FEATURES, Past
from app.services.deadlines.breach.record import read_record
from app.services.deadlines.breach.regression import Bools, Floats
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
    that was. `codes` holds the strongest reasons first: the place of the feature among `FEATURES` from 1, 0 for none;
    negative where it lowers the chance. `less` says where there is less of it than usual.
    """

    read_at: datetime
    ids: Whole
    chance: Floats
    is_late: Bools
    codes: NDArray[np.int8]
    less: Bools
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
        """Return what pushes the chance of a ticket most, the strongest first."""
        return tuple(
            Reason(FEATURES[abs(code) - 1].name, not less, code > 0)
            for code, less in zip(self.codes[place].tolist(), self.less[place].tolist(), strict=True)
            if code
        )


def no_chances(now: datetime) -> Chances:
    """Return the chances of no tickets."""
    nothing = np.zeros((0, MOST_REASONS), np.int8)
    whole = np.zeros(0, np.int64)
    return Chances(now, whole, whole.astype(float), whole > 0, nothing, nothing > 0, 0, None)


def breach_chances(session: Session, rulebook: Rulebook, *, now: datetime) -> Chances:
    """Return for every open ticket with a deadline the chance that it will be late."""
    trained = newest(session)
    rule = rule_in_force(trained)
    record = read_record(session, rulebook, now=now)
    standing = Past(record).as_of(int(now.timestamp()))
    parts = rule.parts(standing.values)
    parts[_NEVER_SAID | (_SAID_IF_SO & (standing.values == 0))] = 0
    strongest = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :MOST_REASONS]
    weight = np.take_along_axis(parts, strongest, axis=1)
    codes = np.where(np.abs(weight) >= _WORTH_A_WORD, (strongest + 1) * np.sign(weight), 0).astype(np.int8)
    codes[standing.is_late] = 0
    learned = trained is not None and bool(trained.accuracy["in_force"])
    return Chances(
        read_at=now,
        ids=record.tickets.ids[standing.tickets],
        chance=np.where(standing.is_late, 1.0, rule.chances(standing.values)),
        is_late=standing.is_late,
        codes=codes,
        less=np.take_along_axis(standing.values < rule.usual_values, strongest, axis=1),
        learned_from=trained.tickets if trained and learned else 0,
        learned_at=trained.fitted_at if trained and learned else None,
    )
