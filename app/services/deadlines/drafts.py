"""Copies of policies and calendars that somebody edits: begun from what is in force, kept, checked, thrown away."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.calendar import CalendarError
from app.models.people import Person
from app.models.policy import PolicyError, read_specification
from app.models.policy_fields import spelled
from app.models.policy_lines import line_of, line_of_fault
from app.models.rule_change import RuleDraft, RuleKind
from app.models.sla import CalendarVersion, PolicyVersion
from app.models.toml_text import as_toml
from app.services.deadlines.calendars import (
    CALENDAR_FOLDER,
    closures_by_name,
    is_calendar,
    load_definitions,
    read_definition,
    resolve,
)
from app.services.deadlines.new_rules import NewCalendar, NewPolicy, NewRules
from app.services.deadlines.rule_rights import require_rights
from app.services.deadlines.rulebook import NoRulesError, check_file, read_text, years_known

_Version = TypeVar("_Version", PolicyVersion, CalendarVersion)


class DraftError(DomainError):
    """A draft that is not what its reader takes it for."""


@dataclass(frozen=True)
class Draft:
    """A copy that somebody edits; `version` is what saving it again has to name, `changed_by` is empty if unknown.

    `based_on` is the number of the version that was copied, and `in_force` that of the newest now.
    """

    id: int
    kind: RuleKind
    code: str
    text: str
    based_on: int | None
    in_force: int | None
    changed_at: datetime
    changed_by: str
    version: int


@dataclass(frozen=True)
class Problem:
    """What is wrong with a text: the line (from 1), the field as people count it (or empty), and the sentence."""

    line: int
    field: str
    error: DomainError


def find_draft(session: Session, kind: RuleKind, code: str) -> Draft | None:
    """Return the draft of a policy or calendar if somebody has begun one; everybody may read it."""
    draft = _find(session, kind, code)
    return _row(session, draft) if draft else None


def open_draft(session: Session, kind: RuleKind, code: str, *, person_id: int | None, now: datetime) -> Draft:
    """Return the draft of a policy or calendar; where there is none, begin one from what is in force.

    Raises `NoRulesError` and `RuleRightsError`.
    """
    require_rights(session, person_id)
    draft = _find(session, kind, code)
    if draft is None:
        version = _newest(session, kind, code)
        if version is None:
            raise NoRulesError("No policy or calendar named {code} is in force here.", code=code)
        draft = RuleDraft(kind=kind, code=code, text=text_of(version), based_on=version.number)
        draft.changed_at, draft.changed_by_id = now, person_id
        session.add(draft)
        session.flush()
    return _row(session, draft)


def save_draft(
    session: Session, draft_id: int, text: str, *, version: int, person_id: int | None, now: datetime
) -> Draft:
    """Keep a text, valid or not yet; raises `DraftError` where somebody has saved or discarded the draft since.

    Raises `RuleRightsError`.
    """
    require_rights(session, person_id)
    draft = session.get(RuleDraft, draft_id, with_for_update=True)
    if draft is None:
        raise DraftError("This draft is gone: it was applied or discarded.")
    if draft.version != version:
        raise DraftError(
            "{person} has saved this draft since; look at it again.", person=_row(session, draft).changed_by
        )
    draft.text, draft.changed_at, draft.changed_by_id = text, now, person_id
    session.flush()
    return _row(session, draft)


def discard_draft(session: Session, draft_id: int, *, person_id: int | None) -> None:
    """Throw a draft away, if it is still there: what is in force stays as it is. Raises `RuleRightsError`."""
    require_rights(session, person_id)
    draft = session.get(RuleDraft, draft_id)
    if draft is not None:
        session.delete(draft)
        session.flush()


def new_rules(kind: RuleKind, code: str, text: str, *, now: datetime) -> NewRules:
    """Read the text of a draft, so that it can be previewed and applied.

    Raises `PolicyError` with the line, `CalendarError`, and `DraftError` where the text is that of another code.
    """
    if kind is RuleKind.POLICY:
        specification = read_specification(text)
        _same_code(specification["code"], code)
        return NewRules(policy=NewPolicy(specification, text))
    try:
        definition = read_definition(text)
    except tomllib.TOMLDecodeError as fault:
        raise CalendarError("This is no TOML: {reason}.", reason=fault) from fault
    _same_code(definition.code, code)
    resolved = resolve(definition, years_known(now))
    return NewRules(calendar=NewCalendar(code, resolved, closures_by_name(definition, resolved), text))


def rules_of_file(file: Path, *, now: datetime) -> NewRules:
    """Read a policy or calendar file, so that it can be previewed and applied; raises the refusals of reading it."""
    kind = RuleKind.CALENDAR if is_calendar(file) else RuleKind.POLICY
    return new_rules(kind, check_file(file), read_text(file), now=now)


def problem_of(kind: RuleKind, code: str, text: str, *, now: datetime) -> Problem | None:
    """Return the first thing that is wrong with the text of a draft, None where it can be applied."""
    try:
        new_rules(kind, code, text, now=now)
    except PolicyError as error:
        return Problem(error.line or 1, spelled(error.path), error)
    except DraftError as error:
        return Problem(line_of(text, ("code",)), "code", error)
    except CalendarError as error:
        return Problem(_line_in_calendar(text, error), str(error.values.get("field", "")), error)
    return None


def text_of(version: PolicyVersion | CalendarVersion) -> str:
    """Return a version as people write it: the text that it was read from, or one that says the same.

    A calendar of before there were texts is the file that ships with the program, if that says what the version says;
    otherwise its resolved days are written out, and no country's holidays are added to them any more.
    """
    if version.source is not None:
        return version.source
    if isinstance(version, PolicyVersion):
        return as_toml(version.specification)
    spec = version.specification
    for definition in load_definitions():
        if definition.code == version.code and resolve(definition, years_known(version.created_at)) == spec:
            return read_text(CALENDAR_FOLDER / f"{version.code}.toml")
    written = {"code": version.code, "name": dict.fromkeys(("zh", "en"), version.code), "zone": spec["zone"]}
    written |= {"closed": spec["holidays"], "confirmed": spec.get("confirmed_years", []), "weekly": spec["weekly"]}
    written |= {"breaks": spec["breaks"], "shifts": spec["shifts"], "names": version.names or {}}
    return as_toml({name: value for name, value in written.items() if value})


def _find(session: Session, kind: RuleKind, code: str) -> RuleDraft | None:
    return session.scalars(select(RuleDraft).where(RuleDraft.kind == kind, RuleDraft.code == code)).first()


def _row(session: Session, draft: RuleDraft) -> Draft:
    person = session.get(Person, draft.changed_by_id) if draft.changed_by_id else None
    newest = _newest(session, draft.kind, draft.code)
    return Draft(
        draft.id,
        draft.kind,
        draft.code,
        draft.text,
        draft.based_on,
        newest.number if newest else None,
        draft.changed_at,
        person.name if person else "",
        draft.version,
    )


def _newest(session: Session, kind: RuleKind, code: str) -> PolicyVersion | CalendarVersion | None:
    if kind is RuleKind.POLICY:
        return _newest_of(session, PolicyVersion, code)
    return _newest_of(session, CalendarVersion, code)


def _newest_of(session: Session, kind: type[_Version], code: str) -> _Version | None:
    newest: Select[_Version] = select(kind).where(kind.code == code).order_by(kind.number.desc()).limit(1)
    return session.scalars(newest).first()


def _same_code(written: str, code: str) -> None:
    if written != code:
        raise DraftError("code: this is the draft of {code}, not of {written}.", code=code, written=written)


def _line_in_calendar(text: str, error: CalendarError) -> int:
    """Return the line of what a refusal speaks of: a fault of TOML, a date or window, else the field."""
    if isinstance(error.__cause__, tomllib.TOMLDecodeError):
        return line_of_fault(text, error.__cause__)
    said = [str(error.values[name]) for name in ("date", "day", "window", "first", "zone") if name in error.values]
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip().startswith("#") and any(each in line for each in said):
            return number
    place = str(error.values.get("field", error.values.get("where", ""))) or str(error).partition(":")[0]
    return line_of(text, tuple(place.split(", ")[0].split(".")))
