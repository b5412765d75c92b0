"""The rules of the desk (处理规则) as they are declared: priority score, high risk, authority, closing, follow-up, …"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar

from app.models.people import Role
from app.models.policy_fields import Fields, Path, PolicyError
from app.models.policy_lines import line_of, line_of_fault
from app.models.words import Emotion, Priority

_SECTIONS = ("score", "risk", "authority", "closing", "follow_up", "hotspot", "evidence", "retention", "notices")
_LONGEST_WORD = 64
OTHER = "other"
_Part = TypeVar("_Part", bound=StrEnum)


class ScorePart(StrEnum):
    """What the priority score (优先级评分) is made of."""

    URGENCY = "urgency"
    CUSTOMER = "customer"
    RISK = "risk"
    EMOTION = "emotion"
    IMPACT = "impact"
    DEADLINE = "deadline"


class Loop(StrEnum):
    """What closing a complaint can need (闭环)."""

    RESULT_TOLD = "result_told"
    FOLLOWED_UP = "followed_up"
    ROOT_CAUSE = "root_cause"
    TASKS_DONE = "tasks_done"
    APPROVALS_DECIDED = "approvals_decided"
    PROMISES_KEPT = "promises_kept"


@dataclass(frozen=True)
class ScoreRules:
    """Weights by part, which add up to 100, and what counts how much (0 to 1); `half` people affected count half."""

    weights: Mapping[ScorePart, float]
    urgency: Mapping[Priority, float]
    emotion: Mapping[Emotion, float]
    customer: Mapping[str, float]
    half: float

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the section; raises `PolicyError`."""
        fields.refuse_others("weights", "urgency", "emotion", "customer", "impact")
        weights = _shares(fields.section("weights"), ScorePart, most=100)
        if abs(sum(weights.values()) - 100) > 1e-6:
            raise PolicyError("{field}: the weights add up to 100.", path=fields.at("weights"))
        levels = fields.section("customer")
        customer = {level: _between(levels, level, 1) for level in levels.table}
        if OTHER not in customer:
            raise PolicyError("{field} is missing.", path=levels.at(OTHER))
        impact = fields.section("impact")
        impact.refuse_others("half")
        urgency = _shares(fields.section("urgency"), Priority, most=1)
        emotion = _shares(fields.section("emotion"), Emotion, most=1)
        return cls(weights, urgency, emotion, customer, _between(impact, "half", 1e9, least=1))


@dataclass(frozen=True)
class RiskRule:
    """One kind of high risk (高风险), and the words by which it is found."""

    name: str
    words: frozenset[str]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read one kind; raises `PolicyError`."""
        fields.refuse_others("name", "words")
        words = fields.texts("words", longest=_LONGEST_WORD)
        return cls(fields.text("name", longest=_LONGEST_WORD), frozenset(word.casefold() for word in words))


@dataclass(frozen=True)
class AuthorityLimit:
    """Up to which sum, in hundredths, a role may grant; of the natures it names, else of any."""

    role: Role
    upto: int
    natures: frozenset[str]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read one limit; raises `PolicyError`."""
        fields.refuse_others("role", "upto", "natures")
        natures = fields.texts("natures", longest=_LONGEST_WORD)
        return cls(fields.word(Role, "role"), round(_between(fields, "upto", 1e9) * 100), natures)


@dataclass(frozen=True)
class AuthorityRules:
    """Who may grant what (分级授权): of the limits that fit a role and a nature the last one holds.

    What a customer was given within `days` counts together, so that a sum is not split to stay below a limit.
    """

    currency: str
    days: int
    natures: frozenset[str]
    limits: tuple[AuthorityLimit, ...]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the section; raises `PolicyError`."""
        fields.refuse_others("currency", "days", "natures", "limits")
        natures = fields.texts("natures", longest=_LONGEST_WORD)
        limits = tuple(AuthorityLimit.read(each) for each in fields.tables("limits"))
        for place, each in enumerate(limits):
            if unknown := each.natures - natures:
                path = (*fields.at("limits"), place, "natures")
                raise PolicyError("{field}: {nature} is no nature here.", path=path, nature=min(unknown))
        days = int(_between(fields, "days", 3_660, least=1))
        return cls(fields.text("currency", longest=3), days, natures, limits)

    def limit(self, role: Role, nature: str) -> AuthorityLimit | None:
        """Return which limit holds for a role and a nature; None: it may grant nothing of the kind by itself."""
        fitting = (each for each in reversed(self.limits) if each.role is role)
        return next((each for each in fitting if not each.natures or nature in each.natures), None)

    def together(self, role: Role, nature: str, sums: Mapping[str, int]) -> int:
        """Return how much of the sums by nature, in hundredths, counts together for a role: what has the same limit."""
        mine = self.limit(role, nature)
        return sum(each for other, each in sums.items() if other == nature or self.limit(role, other) is mine)

    def role_for(self, nature: str, sums: Mapping[str, int]) -> Role | None:
        """Return the lowest role that may grant something of a nature, so that it comes to these sums by nature.

        Who is above that role may, too. None: nobody may.
        """
        for role in Role:
            limit = self.limit(role, nature)
            if limit is not None and self.together(role, nature, sums) <= limit.upto:
                return role
        return None


@dataclass(frozen=True)
class FollowUpRules:
    """So many tries, `between` seconds apart; a survey's score up to `reopen_upto` reopens (0: none does).

    It does within `reopen_within` days of the result: the surveys of last year are read in, and reopen nothing.
    So many days after its closing a complaint is opened again; later it comes back as a new one.
    """

    tries: int
    between: int
    reopen_upto: int
    reopen_within: int
    reasons: frozenset[str]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the section; raises `PolicyError`."""
        fields.refuse_others("tries", "between", "reopen_upto", "reopen_within", "reasons")
        reasons = fields.texts("reasons", longest=_LONGEST_WORD)
        tries, upto = int(_between(fields, "tries", 100, least=1)), int(_between(fields, "reopen_upto", 5))
        return cls(tries, fields.seconds("between"), upto, _days(fields, "reopen_within"), reasons)


@dataclass(frozen=True)
class HotspotRules:
    """The count in `days`, of at least `least`, against what is usual; so many false alarms in so many days.

    Where a hotspot is an open incident, new complaints of it `join` it by themselves, or are proposed to people.
    """

    days: int
    least: int
    false_alarms: int
    false_alarm_days: int
    join: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the section; raises `PolicyError`."""
        names = ("days", "least", "false_alarms", "false_alarm_days")
        fields.refuse_others(*names, "join")
        days, least, alarms, over = (int(_between(fields, name, 3_660, least=1)) for name in names)
        return cls(days, least, alarms, over, bool(fields.flag("join")))


@dataclass(frozen=True)
class EvidenceRules:
    """What may be attached: up to so many bytes, and of which types."""

    largest: int
    types: frozenset[str]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the section; raises `PolicyError`."""
        fields.refuse_others("largest_mb", "types")
        largest = round(_between(fields, "largest_mb", 1_000) * 1_000_000)
        return cls(largest, fields.texts("types", longest=16))


@dataclass(frozen=True)
class RetentionRules:
    """For how many days after its closing what is personal of a complaint is kept, and its evidence.

    A complaint with one of the tags `held` is kept until the tag is taken off.
    """

    complaints: int
    evidence: int
    held: frozenset[str]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the section; raises `PolicyError`."""
        fields.refuse_others("complaints", "evidence", "held")
        held = fields.texts("held", longest=_LONGEST_WORD)
        return cls(_days(fields, "complaints"), _days(fields, "evidence"), held)


@dataclass(frozen=True)
class DeskRules:
    """One version of the rules of the desk, read from its specification."""

    code: str
    name: Mapping[str, str]
    score: ScoreRules
    risk: tuple[RiskRule, ...]
    authority: AuthorityRules
    closing: frozenset[Loop]
    follow_up: FollowUpRules
    hotspot: HotspotRules
    evidence: EvidenceRules
    retention: RetentionRules
    # Whether who complains by e-mail is told at once that it has come.
    acknowledges: bool = False

    @classmethod
    def from_specification(cls, specification: Mapping[str, Any]) -> Self:
        """Read and check a specification (the parsed TOML); raises `PolicyError`."""
        fields = Fields(specification)
        fields.refuse_others("code", "name", *_SECTIONS)
        closing = fields.section("closing")
        closing.refuse_others("needs")
        notices = fields.section("notices")
        notices.refuse_others("acknowledge")
        return cls(
            fields.text("code", longest=64),
            fields.section("name").table,
            ScoreRules.read(fields.section("score")),
            tuple(RiskRule.read(each) for each in fields.tables("risk")),
            AuthorityRules.read(fields.section("authority")),
            frozenset(closing.words(Loop, "needs")),
            FollowUpRules.read(fields.section("follow_up")),
            HotspotRules.read(fields.section("hotspot")),
            EvidenceRules.read(fields.section("evidence")),
            RetentionRules.read(fields.section("retention")),
            bool(notices.flag("acknowledge")),
        )


def read_desk_rules(text: str) -> dict[str, Any]:
    """Parse and check the TOML text of the rules of a desk; raises `PolicyError` with the line."""
    try:
        specification = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError("This is no TOML: {reason}.", line=line_of_fault(text, error), reason=error) from None
    try:
        DeskRules.from_specification(specification)
    except PolicyError as error:
        raise error.on_line(line_of(text, error.path)) from None
    return specification


def _shares(fields: Fields, words: type[_Part], *, most: float) -> dict[_Part, float]:
    """Read a number for each word of an enumeration."""
    fields.refuse_others(*words)
    return {word: _between(fields, word, most) for word in words}


def _between(fields: Fields, name: str, most: float, *, least: float = 0) -> float:
    """Read a number that has to be there."""
    value: Any = fields.table.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        path: Path = fields.at(name)
        raise PolicyError(
            "{field} is a number from {least} to {most}.", path=path, least=f"{least:g}", most=f"{most:g}"
        )
    return value


def _days(fields: Fields, name: str) -> int:
    amount, in_days = fields.amount_of_either(name)
    if not in_days:
        raise PolicyError("{field} is a number of days.", path=fields.at(name))
    return amount
