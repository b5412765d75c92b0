"""New rules ready to be counted with: to which rule and calendar each kind of open clock is bound under them.

Every live clock that a version of the changed policy or calendar governs is bound to the new version: under a new
policy with the rule that fits its ticket now, under a new calendar with the terms that it has. Start, pauses and
granted extensions stay. What another system has promised never moves, and what the new policy does not promise any
more stays under the version that it has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.deadline import Times
from app.models.ladder import Step
from app.models.policy import Policy
from app.models.sla import CalendarVersion, Measure
from app.services.deadlines.open_clocks import Group
from app.services.deadlines.rulebook import NoRulesError, Rulebook


@dataclass(frozen=True)
class NewPolicy:
    """A policy that is to be put in force, and the text that it was read from."""

    specification: Mapping[str, Any]
    source: str | None = None


@dataclass(frozen=True)
class NewCalendar:
    """A resolved calendar that is to be put in force, what its closures are called, and the text it was read from."""

    code: str
    specification: Mapping[str, Any]
    names: Mapping[str, Mapping[str, str]] | None = None
    source: str | None = None


@dataclass(frozen=True)
class NewRules:
    """What is to be put in force: a policy, a calendar, or both."""

    policy: NewPolicy | None = None
    calendar: NewCalendar | None = None


class Kept(StrEnum):
    """Why a clock stays as it is."""

    # Another system set its deadline.
    RECORDED = "recorded"
    # The new policy promises its ticket nothing of the kind.
    UNPROMISED = "unpromised"


class Binding(NamedTuple):
    """What a group of clocks is bound to under new rules; versions are None where it is the new one.

    `amount` is None where each keeps its own.
    """

    times: Times
    measure: Measure
    amount: int | None
    counting: str
    policy_version_id: int | None
    calendar_version_id: int | None
    kept: Kept | None


class Compiled:
    """New rules ready to be counted with, and the calendars of the clocks that are to be compared with them."""

    def __init__(self, session: Session, rulebook: Rulebook, rules: NewRules) -> None:
        self.rules = rules
        self.policy = Policy.from_specification(rules.policy.specification) if rules.policy else None
        self.policy_code = self.policy.code if self.policy else None
        self.calendar_code = rules.calendar.code if rules.calendar else None
        self.times = Times.of(BusinessCalendar.from_spec(rules.calendar.specification)) if rules.calendar else None
        # Versions that are in force already: of the calendar that the policy names, and those of the clocks.
        self.named_version: int | None = None
        if self.policy and self.policy.calendar != self.calendar_code:
            self.named_version = _newest_calendar(session, self.policy.calendar)
        self.times_of: Callable[[int], Times] = lambda version_id: rulebook.times(session, version_id)
        self.policy_of: Callable[[int], Policy] = lambda version_id: rulebook.policy(session, version_id)

    def bind(self, group: Group) -> tuple[Binding | None, Kept | None]:
        """Return to what a group is bound, and why it is not where it is not."""
        if group.measure is None:
            return None, Kept.RECORDED
        policy = self.policy if self.policy and group.policy == self.policy.code else None
        rule = group.rule(policy) if policy else None
        kept = Kept.UNPROMISED if policy and rule is None else None
        version: int | None = group.calendar_version_id
        if policy and rule and group.calendar != policy.calendar:
            version = self.named_version
        elif group.calendar == self.calendar_code:
            version = None
        if rule is None and version is not None:
            return None, kept
        times = self.times_of(version) if version is not None else self.times
        assert times is not None, "only the new calendar has no version yet"
        of_policy = None if rule else group.policy_version_id
        # What was granted in another unit cannot be compared with the rule, and is not taken away.
        if rule is None or (group.extended and rule.measure is not group.measure):
            return Binding(times, group.measure, None, group.counting, of_policy, version, kept), kept
        return Binding(times, rule.measure, rule.amount, rule.counting, None, version, None), None

    def ladder(self, group: Group, binding: Binding) -> Sequence[Step]:
        """Return the ladder that a group climbs once it is bound so."""
        if binding.policy_version_id is None and self.policy:
            return self.policy.ladder(group.target, group.high_risk)
        return self.ladder_before(group)

    def ladder_before(self, group: Group) -> Sequence[Step]:
        """Return the ladder that a group climbs now."""
        return self.policy_of(group.policy_version_id).ladder(group.target, group.high_risk)


def _newest_calendar(session: Session, code: str) -> int:
    """Return the version of a calendar that is in force; raises `NoRulesError`."""
    newest = select(CalendarVersion.id).where(CalendarVersion.code == code).order_by(CalendarVersion.number.desc())
    found = session.scalars(newest.limit(1)).first()
    if found is None:
        raise NoRulesError("No policy or calendar named {code} is in force here.", code=code)
    return found
