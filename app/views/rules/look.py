"""What is read of a rule and its draft for the screen: the text, what is wrong with it, its forms and examples."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.policy_lines import line_of
from app.models.rule_change import RuleKind
from app.models.sla import CalendarVersion, PolicyVersion
from app.services.deadlines.drafts import Draft, find_draft, new_rules, problem_of, text_of
from app.services.deadlines.new_rules import NewRules
from app.services.deadlines.rule_examples import RuleExamples, rule_examples
from app.services.deadlines.rulebook import NoRulesError, Rulebook
from app.views.rules.amounts import AmountRow, amounts_of
from app.views.rules.days import OwnDay, own_days

_Version = TypeVar("_Version", PolicyVersion, CalendarVersion)


@dataclass(frozen=True)
class Opened:
    """The text of a rule: that of its draft, or, without one, that of the version in force."""

    text: str
    draft: Draft | None


@dataclass(frozen=True)
class Looked:
    """What a text says; with a problem, which stands on `line` (from 1), the rest is empty."""

    kind: RuleKind
    code: str
    problem: DomainError | None = None
    line: int = 1
    rules: NewRules | None = None
    amounts: tuple[AmountRow, ...] = ()
    days: tuple[OwnDay, ...] = ()
    examples: RuleExamples | None = None


def opened(session: Session, kind: RuleKind, code: str) -> Opened:
    """Return the text of a rule, with its draft if there is one."""
    if draft := find_draft(session, kind, code):
        return Opened(draft.text, draft)
    if kind is RuleKind.POLICY:
        return Opened(text_of(_newest(session, PolicyVersion, code)), None)
    return Opened(text_of(_newest(session, CalendarVersion, code)), None)


def _newest(session: Session, version: type[_Version], code: str) -> _Version:
    newest = select(version).where(version.code == code).order_by(version.number.desc()).limit(1)
    return session.scalars(newest).one()


def look(
    session: Session,
    rulebook: Rulebook,
    kind: RuleKind,
    code: str,
    text: str,
    *,
    chosen: int,
    own: datetime,
    now: datetime,
) -> Looked:
    """Read a text and work out the examples of its `chosen` target."""
    problem = problem_of(kind, code, text, now=now)
    if problem:
        return Looked(kind, code, problem.error, problem.line)
    rules = new_rules(kind, code, text, now=now)
    try:
        examples = rule_examples(session, rulebook, rules, chosen, own, now=now)
    except NoRulesError as refusal:
        return Looked(kind, code, refusal, line_of(text, ("calendar",)))
    said = tomllib.loads(text)
    if kind is RuleKind.POLICY:
        return Looked(kind, code, rules=rules, amounts=amounts_of(said), examples=examples)
    return Looked(kind, code, rules=rules, days=own_days(said), examples=examples)
