"""A policy (时效策略) as rules: which target applies to a ticket, what pauses it, which steps warn of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.models.ladder import Audience, Step, StepEffect, read_ladder
from app.models.policy_fields import Fields, PolicyError
from app.models.policy_lines import line_of, line_of_fault
from app.models.promise import ExtensionStep, PauseRule, TargetRule, read_extensions, read_restarts, read_targets
from app.models.sla import LIFE, LifeEvent, Measure, Target
from app.models.ticket import Complexity, Priority, Source

__all__ = [
    "Audience",
    "ExtensionStep",
    "PauseRule",
    "Policy",
    "PolicyError",
    "Step",
    "StepEffect",
    "TargetRule",
    "read_specification",
]

_FIELDS = ("code", "calendar", "name", "targets", "matrices", "pauses", "restarts", "extensions", "ladders")
_LONGEST_CODE = 64


@dataclass(frozen=True)
class Policy:
    """One version of a policy, read from its specification."""

    code: str
    calendar: str
    name: Mapping[str, str]
    targets: tuple[TargetRule, ...]
    pauses: Mapping[str, PauseRule]
    ladders: Mapping[Target, tuple[Step, ...]]
    restarts: Mapping[str, frozenset[Target]] = field(default_factory=dict)
    extensions: Mapping[Target, tuple[ExtensionStep, ...]] = field(default_factory=dict)
    # Of what is in the fast lane, where that has ladders of its own.
    fast_ladders: Mapping[Target, tuple[Step, ...]] = field(default_factory=dict)

    @classmethod
    def from_specification(cls, specification: Mapping[str, Any]) -> "Policy":
        """Read and check a specification (the parsed TOML); raises `PolicyError`."""
        fields = Fields(specification)
        fields.refuse_others(*_FIELDS)
        code, calendar = (fields.text(name, longest=_LONGEST_CODE) for name in ("code", "calendar"))
        name = fields.section("name")
        for language in name.table or ("en",):
            name.text(language)
        targets = read_targets(fields.tables("targets"), fields.tables("matrices"))
        if not targets:
            raise PolicyError("{field}: the policy promises nothing.", path=("targets",))
        pauses, ladders = fields.section("pauses"), fields.tables("ladders")
        if not ladders:
            raise PolicyError("{field}: nobody is warned of anything.", path=("ladders",))
        return cls(
            code=code,
            calendar=calendar,
            name=name.table,
            targets=targets,
            pauses={reason: PauseRule.read(pauses, reason) for reason in pauses.table},
            ladders=_ladders([each for each in ladders if not each.flag("high_risk")]),
            fast_ladders=_ladders([each for each in ladders if each.flag("high_risk")]),
            restarts=read_restarts(fields.section("restarts")),
            extensions=_extensions(fields.tables("extensions"), targets),
        )

    def target(
        self,
        target: Target,
        source: Source,
        complexity: Complexity,
        high_risk: bool,
        *,
        priority: Priority = Priority.NORMAL,
        level: str | None = None,
        department: str | None = None,
        name: str = "",
    ) -> TargetRule | None:
        """Return the last rule that is meant for such a ticket: the special ones stand below the general ones."""
        for rule in reversed(self.targets):
            if (
                rule.target is target
                and rule.name == name
                and rule.applies(source, complexity, high_risk, priority, level, department)
            ):
                return rule
        return None

    def names(self, target: Target) -> tuple[str, ...]:
        """Return which stages or milestones there are, in their order; one empty name for other targets it promises."""
        return tuple(dict.fromkeys(rule.name for rule in self.targets if rule.target is target))

    def ladder(self, target: Target, fast_lane: bool) -> tuple[Step, ...]:
        """Return the steps that a clock of a target climbs; empty where nobody is warned."""
        usual = self.ladders.get(target, ())
        return self.fast_ladders.get(target, usual) if fast_lane else usual

    def step(self, target: Target, fast_lane: bool, key: str) -> Step | None:
        """Return a step by its key, from the other ladder where the clock has changed lanes since; None for none."""
        ladders = (self.ladder(target, fast_lane), self.ladder(target, not fast_lane))
        return next((step for ladder in ladders for step in ladder if step.key == key), None)

    def next_extension(self, target: Target, measure: Measure | None, amount: int | None) -> ExtensionStep | None:
        """Return the next step by which such an amount of a target may be extended."""
        return next((step for step in self.extensions.get(target, ()) if step.fits(measure, amount)), None)


def read_specification(text: str) -> dict[str, Any]:
    """Parse and check the TOML text of a policy; raises `PolicyError` with the line."""
    try:
        specification = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError("This is no TOML: {reason}.", line=line_of_fault(text, error), reason=error) from None
    try:
        _refuse_idle_restarts(Policy.from_specification(specification))
    except PolicyError as error:
        raise error.on_line(line_of(text, error.path)) from None
    return specification


def _refuse_idle_restarts(policy: Policy) -> None:
    """Refuse what people write and nothing follows; versions in which it stands already are read all the same."""
    for reason, targets in policy.restarts.items():
        for target in sorted(targets - LIFE[LifeEvent.RESTARTED].keys()):
            raise PolicyError("{field}: {target} never begins anew.", path=("restarts", reason), target=target)


def _ladders(tables: list[Fields]) -> dict[Target, tuple[Step, ...]]:
    """Read which ladder each target has; the last one that names a target is its ladder."""
    found: dict[Target, tuple[Step, ...]] = {}
    for table in tables:
        table.refuse_others("targets", "high_risk", "steps")
        for name in ("targets", "steps"):
            if name not in table:
                raise PolicyError("{field} is missing.", path=table.at(name))
        found |= dict.fromkeys(table.words(Target, "targets"), read_ladder(table))
    return found


def _extensions(tables: list[Fields], rules: tuple[TargetRule, ...]) -> dict[Target, tuple[ExtensionStep, ...]]:
    found: dict[Target, tuple[ExtensionStep, ...]] = {}
    for table in tables:
        table.refuse_others("target", "steps")
        target = table.word(Target, "target")
        if target in found:
            raise PolicyError("{field}: {target} has extensions already.", path=table.at("target"), target=target)
        found[target] = read_extensions(table)
        for place, step in enumerate(found[target]):
            if not any(rule.target is target and step.fits(rule.measure, rule.amount) for rule in rules):
                path = (*table.at("steps"), place, "to")
                raise PolicyError("{field}: no {target} is shorter and in the same unit.", path=path, target=target)
    return found
