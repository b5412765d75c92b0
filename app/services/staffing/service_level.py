"""The service level (服务水平): by which formula, within how long, what share is aimed at, and how that is said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.erlang import ErlangA, Floats
from app.models.floor import Floor, ServiceLevelFormula
from app.models.people import Person, Role
from app.services.bilingual import Bilingual
from app.services.decisions import Matter, decide, last_decision
from app.services.staffing.contacts import LATELY, read_contacts

LONGEST_THRESHOLD = 86_400
_AIMS = (0.01, 0.99)
_DEFINERS = (Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
_FORMULAS: Mapping[ServiceLevelFormula, Bilingual] = {
    ServiceLevelFormula.ANSWERED_OF_OFFERED: Bilingual(
        "{within} 秒内接通 ÷ 呼入", "answered within {within} s ÷ offered"
    ),
    ServiceLevelFormula.ANSWERED_OF_ANSWERED: Bilingual(
        "{within} 秒内接通 ÷ 接通（不计放弃）", "answered within {within} s ÷ answered (who hung up is left out)"
    ),
    ServiceLevelFormula.WITHOUT_EARLY_ABANDONED: Bilingual(
        "{within} 秒内接通 ÷（呼入 − {within} 秒内放弃）",
        "answered within {within} s ÷ (offered − abandoned within {within} s)",
    ),
    ServiceLevelFormula.WITH_EARLY_ABANDONED: Bilingual(
        "（{within} 秒内接通 + {within} 秒内放弃）÷ 呼入",
        "(answered + abandoned within {within} s) ÷ offered",
    ),
}


class ServiceLevelError(DomainError):
    """A definition of the service level that cannot be used, or that somebody else changed meanwhile."""


class ServiceLevelRightsError(DomainError):
    """Somebody defines the service level who may not."""


@dataclass(frozen=True)
class ServiceLevelRule:
    """By what the floor is judged: which contacts count, the threshold in seconds, the share aimed at.

    `version` is that of the floor's row when it was read: saving over somebody else's change is refused.
    """

    formula: ServiceLevelFormula = ServiceLevelFormula.ANSWERED_OF_OFFERED
    within: int = 20
    aim: float = 0.8
    version: int = 0

    @classmethod
    def read(cls, session: Session) -> "ServiceLevelRule":
        """Read the rule of the floor; before there is one, the common 80 % within 20 seconds of all offered."""
        columns = (Floor.service_level, Floor.answer_within, Floor.service_level_aim, Floor.version)
        found = session.execute(select(*columns).order_by(Floor.id).limit(1)).first()
        return cls(*found) if found else cls()

    def share(
        self,
        offered: ArrayLike,
        answered: ArrayLike,
        in_time: ArrayLike,
        abandoned: ArrayLike,
        early: ArrayLike,
    ) -> Floats:
        """Return the service level of counts or shares, element by element; NaN where nothing counts, or nobody knows.

        `in_time` were answered and `early` hung up within the threshold. Who hung up at an unknown moment (NaN) is not
        taken to have done so early.
        """
        offered_, answered_, in_time_, _, early_ = (
            np.asarray(each, np.float64) for each in (offered, answered, in_time, abandoned, early)
        )
        early_ = np.nan_to_num(early_)
        met, of = {
            ServiceLevelFormula.ANSWERED_OF_OFFERED: (in_time_, offered_),
            ServiceLevelFormula.ANSWERED_OF_ANSWERED: (in_time_, answered_),
            ServiceLevelFormula.WITHOUT_EARLY_ABANDONED: (in_time_, offered_ - early_),
            ServiceLevelFormula.WITH_EARLY_ABANDONED: (in_time_ + early_, offered_),
        }[self.formula]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(of > 0, met / of, np.nan)[()]

    def expected(self, met: ErlangA) -> Floats:
        """Return the service level that callers of a model with patience meet; 0 where nobody is ever answered."""
        answered = 1 - met.abandonment
        level = self.share(1.0, answered, met.service_level, met.abandonment, met.early_abandonment)
        return np.nan_to_num(level)[()]

    @property
    def formula_words(self) -> Bilingual:
        """What is divided by what."""
        return Bilingual(*(words.format(within=self.within) for words in _FORMULAS[self.formula]))

    @property
    def sentence(self) -> Bilingual:
        """The definition as every screen and every export that shows a service level prints it."""
        zh, en = self.formula_words
        return Bilingual(f"服务水平 = {zh}；目标 {self.aim:.0%}。", f"Service level = {en}; aim {self.aim:.0%}.")


@dataclass(frozen=True)
class Defined:
    """The definition in force, since when and by whom, whether somebody may change it, and what lately comes to.

    `set_at` is None where it stands as it was at first, or was set before that was put on record. `lately`
    holds by each formula the service level of the last `LATELY`, None where nothing was counted that could tell.
    """

    rule: ServiceLevelRule
    may_change: bool
    lately: Mapping[ServiceLevelFormula, float | None]
    set_at: datetime | None = None
    set_by: str = ""


def read_definition(session: Session, *, by: int | None, now: datetime) -> Defined:
    """Read the definition of the service level as somebody may see and change it."""
    rule = ServiceLevelRule.read(session)
    found = read_contacts(session, None, now - LATELY, now)
    counted = (found.offered, found.answered, found.in_time, found.abandoned, found.early)
    # An interval of which nobody counted who was in time says nothing.
    known = ~np.isnan(found.in_time)
    sums = [np.nan_to_num(column[known]).sum() for column in counted]
    levels = {formula: float(replace(rule, formula=formula).share(*sums)) for formula in ServiceLevelFormula}
    lately = {formula: None if np.isnan(level) else level for formula, level in levels.items()}
    last = last_decision(session, Matter.SERVICE_LEVEL)
    # A definition that something else has changed since is nobody's on record.
    on_record = last is not None and last.value == _as_value(rule)
    set_at, set_by = (last.at, last.by) if last and on_record else (None, "")
    return Defined(rule, _may_define(session, by), lately, set_at, set_by)


def define_service_level(session: Session, rule: ServiceLevelRule, *, by: int | None, now: datetime) -> None:
    """Judge the floor by this rule from now on, and put on record who says so; what was counted before stays as it is.

    Raises `ServiceLevelError` and `ServiceLevelRightsError`.
    """
    if not _may_define(session, by):
        raise ServiceLevelRightsError("Only supervisors, managers and administrators define the service level.")
    if not 1 <= rule.within <= LONGEST_THRESHOLD:
        raise ServiceLevelError("The threshold is from 1 second to a day, not {within} seconds.", within=rule.within)
    if not _AIMS[0] <= rule.aim <= _AIMS[1]:
        raise ServiceLevelError("A service level can be aimed at from 1 to 99 percent.")
    floors = session.scalars(select(Floor).order_by(Floor.id)).all()
    if not floors:
        raise ServiceLevelError("There is no floor yet whose service level could be defined.")
    if floors[0].version != rule.version:
        raise ServiceLevelError("Somebody has changed the floor's settings meanwhile; look at them and save again.")
    for floor in floors:
        floor.service_level = rule.formula
        floor.answer_within = rule.within
        floor.service_level_aim = rule.aim
    decide(session, Matter.SERVICE_LEVEL, _as_value(rule), by=by, now=now)


def _as_value(rule: ServiceLevelRule) -> dict[str, Any]:
    return {"formula": rule.formula.value, "within": rule.within, "aim": rule.aim}


def _may_define(session: Session, person_id: int | None) -> bool:
    return session.scalar(select(Person.role).where(Person.id == person_id, Person.active)) in _DEFINERS
