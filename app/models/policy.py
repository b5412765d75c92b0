"""A policy (时效策略) as rules: which target applies to a ticket, what pauses it, which steps warn of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from app.errors import DomainError
from app.models.escalation import QUARANTINED
from app.models.people import Role
from app.models.sla import Measure, Target
from app.models.ticket import Complexity, Source

_AMOUNT = re.compile(r"(\d+) ?(min|h|d)")
_SECONDS = {"min": 60, "h": 3_600}
_DAYS = (Measure.NATURAL_DAYS, Measure.WORKING_DAYS)
# What the record of a step has room for.
_LONGEST_KEY = 64
_Word = TypeVar("_Word", bound=StrEnum)


class PolicyError(DomainError):
    """A policy that cannot be followed; the sentence names the field."""


class Audience(StrEnum):
    """Who hears of a step: the ticket's owner, or whoever holds a role above them."""

    OWNER = "owner"
    TEAM_LEAD = Role.TEAM_LEAD.value
    SUPERVISOR = Role.SUPERVISOR.value
    MANAGER = Role.MANAGER.value
    ADMINISTRATOR = Role.ADMINISTRATOR.value


class StepEffect(StrEnum):
    """What a step does beside telling people."""

    # To the owner's team lead, or the next role up: somebody who can change what went wrong.
    REASSIGN = "reassign"
    RAISE_PRIORITY = "raise_priority"


@dataclass(frozen=True)
class TargetRule:
    """An amount of time for a target, on the tickets that its conditions name (an empty condition names all).

    `amount` is in seconds or days, as `measure` says.
    """

    target: Target
    amount: int
    measure: Measure
    sources: frozenset[Source] = frozenset()
    complexities: frozenset[Complexity] = frozenset()
    high_risk: bool | None = None

    def applies(self, source: Source, complexity: Complexity, high_risk: bool) -> bool:
        """Say whether the rule is meant for such a ticket."""
        return (
            (not self.sources or source in self.sources)
            and (not self.complexities or complexity in self.complexities)
            and (self.high_risk is None or self.high_risk == high_risk)
        )


@dataclass(frozen=True)
class Step:
    """A rung of the ladder: at a share of the target's time, or some seconds after its end.

    `every` repeats it after that many more seconds, without end unless `times` says how often it is raised in all.
    Seconds after the end count in opening hours, in the fast lane round the clock.
    """

    key: str
    share: float | None = None
    after_due: int = 0
    every: int | None = None
    times: int | None = None
    notify: tuple[Audience, ...] = ()
    effects: tuple[StepEffect, ...] = ()

    def comes_before(self, other: "Step") -> bool:
        """Say whether this step is first owed no later than another one, whatever the clock: ladders rise in time."""
        own, others = ((1 if step.share is None else step.share, step.after_due) for step in (self, other))
        return own <= others

    def occurrences(self) -> int | None:
        """How often the step is raised in all; None for without end."""
        return self.times if self.every else 1


@dataclass(frozen=True)
class Policy:
    """One version of a policy, read from its specification."""

    code: str
    calendar: str
    name: Mapping[str, str]
    targets: tuple[TargetRule, ...]
    pauses: Mapping[str, frozenset[Target]]
    ladders: Mapping[Target, tuple[Step, ...]]

    @classmethod
    def from_specification(cls, specification: Mapping[str, Any]) -> "Policy":
        """Read and check a specification (the parsed TOML); raises `PolicyError`."""
        _known(specification, "the policy", {"code", "calendar", "name", "targets", "pauses", "ladders"})
        for field in ("code", "calendar", "name", "targets", "ladders"):
            if not specification.get(field):
                raise PolicyError("The policy has no {field}.", field=field)
        ladders: dict[Target, tuple[Step, ...]] = {}
        for index, ladder in enumerate(specification["ladders"], 1):
            where = f"ladder {index}"
            _known(ladder, where, {"targets", "steps"})
            for field in ("targets", "steps"):
                if not isinstance(ladder.get(field), list):
                    raise PolicyError("{where}: {field} is a list.", where=where, field=field)
            steps = tuple(_step(step, f"{where}, step {number}") for number, step in enumerate(ladder["steps"], 1))
            for lower, upper in pairwise(steps):
                if not lower.comes_before(upper):
                    raise PolicyError(
                        "{where}: {upper} stands above {lower} and comes before it.",
                        where=where,
                        upper=upper.key,
                        lower=lower.key,
                    )
            if len({step.key for step in steps}) != len(steps):
                raise PolicyError("Two steps of {where} have the same key.", where=where)
            ladders |= dict.fromkeys(_words(Target, ladder["targets"], where, "targets"), steps)
        return cls(
            code=specification["code"],
            calendar=specification["calendar"],
            name=specification["name"],
            targets=tuple(_target(rule, f"target {index}") for index, rule in enumerate(specification["targets"], 1)),
            pauses={
                reason: frozenset(_words(Target, targets, "the pauses", reason))
                for reason, targets in specification.get("pauses", {}).items()
            },
            ladders=ladders,
        )

    def target(self, target: Target, source: Source, complexity: Complexity, high_risk: bool) -> TargetRule | None:
        """Return the last rule that is meant for such a ticket: the special ones stand below the general ones."""
        fitting = [r for r in self.targets if r.target is target and r.applies(source, complexity, high_risk)]
        return fitting[-1] if fitting else None


def _target(rule: Mapping[str, Any], where: str) -> TargetRule:
    _known(rule, where, {"target", "amount", "measure", "source", "complexity", "high_risk"})
    measure = _word(Measure, rule.get("measure"), where, "measure")
    amount, unit = _amount(rule.get("amount"), where, "amount")
    if (unit == "d") != (measure in _DAYS):
        raise PolicyError(
            "{where}: {amount} cannot be counted as {measure}: days are counted in days, time in hours and minutes.",
            where=where,
            amount=rule["amount"],
            measure=measure,
        )
    high_risk = rule.get("high_risk")
    if high_risk not in (None, True, False):
        raise PolicyError("{where}: high_risk is true or false.", where=where)
    return TargetRule(
        target=_word(Target, rule.get("target"), where, "target"),
        amount=amount,
        measure=measure,
        sources=frozenset(_words(Source, rule.get("source", []), where, "source")),
        complexities=frozenset(_words(Complexity, rule.get("complexity", []), where, "complexity")),
        high_risk=high_risk,
    )


def _step(step: Mapping[str, Any], where: str) -> Step:
    _known(step, where, {"step", "share", "after_due", "every", "times", "notify", "effects"})
    key, share, times = step.get("step"), step.get("share"), step.get("times")
    if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_KEY:
        raise PolicyError("{where} has no key of 1 to {longest} characters.", where=where, longest=_LONGEST_KEY)
    if key == QUARANTINED:
        raise PolicyError("{where}: the key {key} is for clocks that were set aside.", where=where, key=key)
    if (share is None) == ("after_due" not in step):
        raise PolicyError("{where} needs either a share or a time after_due.", where=where)
    if share is not None and not (isinstance(share, int | float) and 0 < share <= 1):
        raise PolicyError("{where}: share lies above 0 and at most at 1, not at {share}.", where=where, share=share)
    if times is not None and not (isinstance(times, int) and times > 0 and "every" in step):
        raise PolicyError("{where}: times is a whole number above 0 beside every.", where=where)
    if "every" in step and share is not None:
        raise PolicyError("{where}: only a step after the due time is repeated.", where=where)
    return Step(
        key=key,
        share=share,
        after_due=_seconds(step.get("after_due", "0min"), where, "after_due"),
        every=_seconds(step["every"], where, "every") if "every" in step else None,
        times=times,
        notify=tuple(_words(Audience, step.get("notify", []), where, "notify")),
        effects=tuple(_words(StepEffect, step.get("effects", []), where, "effects")),
    )


def _known(given: Mapping[str, Any], where: str, fields: set[str]) -> None:
    if unknown := sorted(set(given) - fields):
        raise PolicyError("There is no field {field} in {where}.", field=unknown[0], where=where)


def _word(words: type[_Word], value: object, where: str, field: str) -> _Word:
    if value not in list(words):
        raise PolicyError(
            "{where}: {field} is one of {words}, not {value}.",
            where=where,
            field=field,
            words=", ".join(words),
            value=value,
        )
    return words(str(value))


def _words(words: type[_Word], values: object, where: str, field: str) -> list[_Word]:
    if not isinstance(values, list):
        raise PolicyError("{where}: {field} is a list.", where=where, field=field)
    return [_word(words, value, where, field) for value in values]


def _amount(value: object, where: str, field: str) -> tuple[int, str]:
    found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise PolicyError(
            '{where}: {field} is written like "5min", "24h" or "3d", not {value}.',
            where=where,
            field=field,
            value=value,
        )
    return int(found[1]) * _SECONDS.get(found[2], 1), found[2]


def _seconds(value: object, where: str, field: str) -> int:
    amount, unit = _amount(value, where, field)
    if unit == "d" or (field == "every" and not amount):
        raise PolicyError("{where}: {field} is a time in hours or minutes.", where=where, field=field)
    return amount
