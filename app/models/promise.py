"""What a policy promises and what moves it: targets, pauses, extensions."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from app.models.counting import Counting, Due, Starts, minutes_of
from app.models.people import Role
from app.models.policy_fields import IN_DAYS, Fields, PolicyError
from app.models.sla import Measure, Target
from app.models.ticket import Complexity, Priority, Source

# What `Clock.subject`, `Customer.level` and `Pause.reason` have room for.
LONGEST_NAME, _LONGEST_LEVEL, _LONGEST_REASON = 64, 32, 64
_COUNTING = ("starts", "cut_off", "due", "roll_forward")
# Targets of which a policy names several.
_NAMED = (Target.STAGE, Target.MILESTONE)
OTHER = "other"


class Progress(StrEnum):
    """The life events that a milestone can wait for."""

    INFORMED = "informed"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    FOLLOWED_UP = "followed_up"


@dataclass(frozen=True)
class TargetRule:
    """An amount of time for a target, on the tickets that its conditions name (an empty condition names all).

    `amount` is in seconds or days, as `measure` says, and `counting` is that of `Counting`. `name` says which stage or
    milestone it is, and is empty for other targets. `role` answers for a stage. A milestone is met by the life events
    `met_by`; one that `repeats` begins anew where its last cycle ended, until the resolution.
    """

    target: Target
    amount: int
    measure: Measure
    sources: frozenset[Source] = frozenset()
    complexities: frozenset[Complexity] = frozenset()
    high_risk: bool | None = None
    priorities: frozenset[Priority] = frozenset()
    levels: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    counting: str = ""
    name: str = ""
    role: Role | None = None
    met_by: frozenset[Progress] = frozenset()
    repeats: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read one target; raises `PolicyError`."""
        conditions = ("source", "complexity", "high_risk", "priority", "level", "department")
        named = ("name", "role", "met_by", "repeats")
        fields.refuse_others("target", "amount", "measure", *conditions, *_COUNTING, *named)
        target = fields.word(Target, "target")
        only_for = {"name": _NAMED, "role": (Target.STAGE,), "department": (Target.TASK,)}
        for name, targets in (only_for | dict.fromkeys(("met_by", "repeats"), (Target.MILESTONE,))).items():
            if name in fields and target not in targets:
                raise PolicyError("{field} is for {targets}.", path=fields.at(name), targets=" and ".join(targets))
        measure = fields.word(Measure, "measure")
        met_by = fields.words(Progress, "met_by")
        if target is Target.MILESTONE and not met_by:
            raise PolicyError("{field} says what the milestone waits for.", path=fields.at("met_by"))
        return cls(
            target=target,
            amount=fields.amount("amount", measure),
            measure=measure,
            sources=frozenset(fields.words(Source, "source")),
            complexities=frozenset(fields.words(Complexity, "complexity")),
            high_risk=fields.flag("high_risk"),
            priorities=frozenset(fields.words(Priority, "priority")),
            levels=fields.texts("level", longest=_LONGEST_LEVEL),
            departments=fields.texts("department", longest=LONGEST_NAME),
            counting=_counting(fields),
            name=fields.text("name", longest=LONGEST_NAME) if target in _NAMED else "",
            role=fields.word(Role, "role") if target is Target.STAGE else None,
            met_by=frozenset(met_by),
            repeats=bool(fields.flag("repeats")),
        )

    @property
    def unconditional(self) -> bool:
        """Whether it is meant for every ticket."""
        lists: tuple[Collection[str], ...] = (self.sources, self.complexities, self.priorities, self.levels)
        return not any((*lists, self.departments)) and self.high_risk is None

    def applies(
        self,
        source: Source,
        complexity: Complexity,
        high_risk: bool,
        priority: Priority,
        level: str | None,
        department: str | None,
    ) -> bool:
        """Say whether the rule is meant for such a ticket."""
        return (
            (not self.sources or source in self.sources)
            and (not self.complexities or complexity in self.complexities)
            and (self.high_risk is None or self.high_risk == high_risk)
            and (not self.priorities or priority in self.priorities)
            and (not self.levels or level in self.levels)
            and (not self.departments or department in self.departments)
        )


def read_targets(targets: Iterable[Fields], matrices: Iterable[Fields]) -> tuple[TargetRule, ...]:
    """Read targets and matrices into rules of which the last fitting one wins; raises `PolicyError`.

    A matrix wins over the targets without conditions, and those with conditions below them win over it.
    """
    rules = [TargetRule.read(each) for each in targets]
    for matrix in matrices:
        cells = list(_cells(matrix))
        general = [place for place, rule in enumerate(rules) if rule.target is cells[0].target and rule.unconditional]
        place = general[-1] + 1 if general else 0
        # A second matrix of the target comes after the first.
        while place < len(rules) and rules[place].target is cells[0].target and rules[place].priorities:
            place += 1
        rules[place:place] = cells
    return tuple(rules)


def _cells(matrix: Fields) -> Iterator[TargetRule]:
    """Yield the rules of a matrix: a row for each priority, in it a column for each level of customer."""
    matrix.refuse_others("target", "measure", "amounts", *_COUNTING)
    target, measure = matrix.word(Target, "target"), matrix.word(Measure, "measure")
    if target in _NAMED:
        raise PolicyError("{field}: a {target} has no matrix.", path=matrix.at("target"), target=target)
    counting = _counting(matrix)
    rows = matrix.section("amounts")
    rows.refuse_others(*Priority)
    if not rows.table:
        raise PolicyError("{field} has a row for each priority.", path=rows.path)
    for priority in rows.table:
        row = rows.section(priority)
        if not row.table:
            raise PolicyError("{field} has an amount for each level of customer, and for other.", path=row.path)
        for level in sorted(row.table, key=lambda level: level != OTHER):
            levels = frozenset[str]() if level == OTHER else frozenset([level])
            amount = row.amount(level, measure)
            yield TargetRule(
                target, amount, measure, priorities=frozenset([Priority(priority)]), levels=levels, counting=counting
            )


@dataclass(frozen=True)
class PauseRule:
    """The targets that a reason pauses; `longest` (seconds or days, as `measure` says) ends such a pause by itself."""

    targets: frozenset[Target]
    longest: int | None = None
    measure: Measure | None = None

    @classmethod
    def read(cls, pauses: Fields, reason: str) -> Self:
        """Read the rule of a reason, a list of targets or a table; raises `PolicyError`."""
        _refuse_long(pauses, reason)
        if isinstance(pauses.table[reason], list):
            return cls(frozenset(pauses.words(Target, reason)))
        fields = pauses.section(reason)
        fields.refuse_others("targets", "longest", "measure")
        targets = frozenset(fields.words(Target, "targets"))
        if "longest" not in fields and "measure" not in fields:
            return cls(targets)
        measure = fields.word(Measure, "measure")
        return cls(targets, fields.amount("longest", measure), measure)

    def __contains__(self, target: object) -> bool:
        return target in self.targets


def read_restarts(restarts: Fields) -> dict[str, frozenset[Target]]:
    """Read which targets begin anew for which reason; raises `PolicyError`."""
    for reason in restarts.table:
        _refuse_long(restarts, reason)
    return {reason: frozenset(restarts.words(Target, reason)) for reason in restarts.table}


@dataclass(frozen=True)
class ExtensionStep:
    """How far a target may be extended: `to` is the whole amount, in days or in seconds, that a role approves.

    With `notice` it is in force only when the customer has been told.
    """

    to: int
    in_days: bool
    approver: Role
    notice: bool

    def fits(self, measure: Measure | None, amount: int | None) -> bool:
        """Say whether it extends such an amount."""
        return amount is not None and amount < self.to and self.in_days == (measure in IN_DAYS)


def read_extensions(fields: Fields) -> tuple[ExtensionStep, ...]:
    """Read the steps of one extension, which rise; raises `PolicyError`."""
    steps: list[ExtensionStep] = []
    for step in fields.tables("steps"):
        step.refuse_others("to", "approver", "notice")
        to, in_days = step.amount_of_either("to")
        if steps and (to <= steps[-1].to or in_days != steps[-1].in_days):
            raise PolicyError("{field} is longer than the step before it, in the same unit.", path=step.at("to"))
        steps.append(ExtensionStep(to, in_days, step.word(Role, "approver"), bool(step.flag("notice"))))
    return tuple(steps)


def _counting(fields: Fields) -> str:
    cut_off = fields.table.get("cut_off")
    try:
        minutes = None if cut_off is None else minutes_of(cut_off)
    except (TypeError, ValueError):
        raise PolicyError(
            '{field} is written like "17:00", not {value}.', path=fields.at("cut_off"), value=cut_off
        ) from None
    return str(
        Counting(
            fields.word(Starts, "starts") if "starts" in fields else Starts.AT_ONCE,
            minutes,
            fields.word(Due, "due") if "due" in fields else Due.SAME_TIME,
            bool(fields.flag("roll_forward")),
        )
    )


def _refuse_long(fields: Fields, reason: str) -> None:
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise PolicyError(
            "{field}: a reason has 1 to {longest} characters.", path=fields.at(reason), longest=_LONGEST_REASON
        )
