"""The policies and calendars in force as a screen lists them: since when, by whom, what they govern, what changed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models.people import Person
from app.models.rule_change import RuleChange, RuleDraft, RuleKind
from app.models.sla import LIVE, CalendarVersion, Clock, PolicyVersion
from app.services.deadlines.calendars import load_definitions
from app.services.deadlines.rule_rights import may_change_rules

_Version = TypeVar("_Version", PolicyVersion, CalendarVersion)


@dataclass(frozen=True)
class RuleRow:
    """A policy or calendar in force; `name` is by language, empty where nobody has named it.

    `by` is who put it in force over this screen, empty where it was published otherwise; `clocks` are the open ones
    that any version of it governs. `drafted_by` is None without a draft, and empty where nobody knows whose it is.
    """

    kind: RuleKind
    code: str
    name: Mapping[str, str]
    version: int
    since: datetime
    by: str
    clocks: int
    drafted_by: str | None


@dataclass(frozen=True)
class ChangeRow:
    """New rules that were applied: the code and version of what they were, and what became of them.

    `undone_at` is None as long as they hold. `last` is the newest of all that was not undone.
    """

    id: int
    at: datetime
    by: str
    reason: str
    code: str
    version: int
    moved: int
    undone_at: datetime | None
    undone_by: str
    last: bool


@dataclass(frozen=True)
class RuleList:
    """All rules in force by kind and code, the newest changes first, and whether the person may change any."""

    rules: tuple[RuleRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    may_change: bool = False


def list_rules(session: Session, person_id: int | None, *, changes: int = 50) -> RuleList:
    """Return what a person sees of the rules, with so many of the changes."""
    policies = _rules(session, RuleKind.POLICY, PolicyVersion)
    calendars = _rules(session, RuleKind.CALENDAR, CalendarVersion)
    return RuleList((*policies, *calendars), _changes(session, changes), may_change_rules(session, person_id))


def _rules(session: Session, kind: RuleKind, version: type[_Version]) -> list[RuleRow]:
    of_clock = Clock.policy_version_id if kind is RuleKind.POLICY else Clock.calendar_version_id
    of_change = RuleChange.policy_version_id if kind is RuleKind.POLICY else RuleChange.calendar_version_id
    newest = select(func.max(version.id)).group_by(version.code)
    by_version = select(of_clock, func.count()).where(Clock.state.in_(LIVE)).group_by(of_clock)
    codes = dict(session.execute(select(version.id, version.code)).all())
    clocks: dict[str, int] = {}
    for version_id, count in session.execute(by_version):
        clocks[codes[version_id]] = clocks.get(codes[version_id], 0) + count
    by = dict(session.execute(select(of_change, Person.name).join(Person, Person.id == RuleChange.person_id)).all())
    drafts = select(RuleDraft.code, Person.name).outerjoin(Person, Person.id == RuleDraft.changed_by_id)
    drafted = dict(session.execute(drafts.where(RuleDraft.kind == kind)).all())
    return [
        RuleRow(
            kind,
            each.code,
            _name(each),
            each.number,
            each.created_at,
            by.get(each.id, ""),
            clocks.get(each.code, 0),
            (drafted[each.code] or "") if each.code in drafted else None,
        )
        for each in session.scalars(select(version).where(version.id.in_(newest)).order_by(version.code))
    ]


def _name(version: PolicyVersion | CalendarVersion) -> Mapping[str, str]:
    """Return what a version is called; a calendar's specification has no name, its text and the shipped file have."""
    said = tomllib.loads(version.source) if version.source else version.specification
    if "name" in said:
        name: Mapping[str, str] = said["name"]
        return name
    return next((each.name for each in load_definitions() if each.code == version.code), {})


def _changes(session: Session, most: int) -> tuple[ChangeRow, ...]:
    undoer = aliased(Person)
    statement = (
        select(RuleChange, PolicyVersion, CalendarVersion, Person.name, undoer.name)
        .outerjoin(PolicyVersion, PolicyVersion.id == RuleChange.policy_version_id)
        .outerjoin(CalendarVersion, CalendarVersion.id == RuleChange.calendar_version_id)
        .outerjoin(Person, Person.id == RuleChange.person_id)
        .outerjoin(undoer, undoer.id == RuleChange.undone_by_id)
        # What people decide for the floor (`app.services.decisions`) is on record there too.
        .order_by(RuleChange.id.desc())
        .limit(most)
    )
    found = session.execute(statement).all()
    last = next((change.id for change, *_ in found if change.undone_at is None), None)
    rows = []
    for change, policy, calendar, by, undone_by in found:
        version = policy or calendar
        assert version, "a change puts something in force"
        rows.append(
            ChangeRow(
                change.id,
                change.at,
                by or "",
                change.reason,
                version.code,
                version.number,
                int(change.counts.get("moved", 0)),
                change.undone_at,
                undone_by or "",
                change.id == last,
            )
        )
    return tuple(rows)
