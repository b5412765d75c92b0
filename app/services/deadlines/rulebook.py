"""The versions of policies, calendars and the desk's rules: publishing a new one, and reading what is frozen."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import CompoundSelect, Select, bindparam, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.calendar import BusinessCalendar
from app.models.deadline import Times
from app.models.desk import DeskRulesVersion
from app.models.desk_rules import DeskRules, read_desk_rules
from app.models.floor import Floor
from app.models.policy import Policy, PolicyError, read_specification
from app.models.sla import CalendarVersion, PolicyVersion
from app.services.deadlines.calendars import (
    CALENDAR_FOLDER,
    CalendarDefinition,
    closures_by_name,
    is_calendar,
    load_definition,
    load_definitions,
    resolve,
)

POLICY_FOLDER = Path(__file__).parents[3] / "resources" / "policies"
# A floor has one set of rules of the desk.
DESK = "desk"
DESK_FILE = POLICY_FOLDER.parent / "desk" / f"{DESK}.toml"
# Imported history reaches back, deadlines reach ahead.
_FIRST_YEAR, _YEARS_AHEAD = 2010, 2
_Version = TypeVar("_Version", PolicyVersion, CalendarVersion, DeskRulesVersion)
# Under this a session keeps what is in force, together with its transaction.
_IN_FORCE = "in_force"


class NoRulesError(DomainError):
    """No version of a policy or calendar of that name has been published."""


class Rules(NamedTuple):
    """What a clock that starts now freezes: the versions in force, compiled."""

    policy_version_id: int
    calendar_version_id: int
    policy: Policy
    times: Times


class Rulebook:
    """Compiled versions by their identity; a version never changes, so that each is compiled once."""

    def __init__(self) -> None:
        self._policies: dict[int, Policy] = {}
        self._times: dict[int, Times] = {}
        self._desk: dict[int, DeskRules] = {}

    def policy(self, session: Session, version_id: int) -> Policy:
        """Return the policy of a version."""
        if version_id not in self._policies:
            specification = session.get_one(PolicyVersion, version_id).specification
            self._policies[version_id] = Policy.from_specification(specification)
        return self._policies[version_id]

    def times(self, session: Session, version_id: int) -> Times:
        """Return the calendar of a version, with its round-the-clock twin."""
        if version_id not in self._times:
            specification = session.get_one(CalendarVersion, version_id).specification
            self._times[version_id] = Times.of(BusinessCalendar.from_spec(specification))
        return self._times[version_id]

    def desk(self, session: Session) -> DeskRules:
        """Return the rules of the desk that are in force; raises `NoRulesError`."""
        version_id = _newest_id(session, DeskRulesVersion, DESK)
        if version_id not in self._desk:
            specification = session.get_one(DeskRulesVersion, version_id).specification
            self._desk[version_id] = DeskRules.from_specification(specification)
        return self._desk[version_id]

    def in_force(self, session: Session, policy_code: str) -> Rules:
        """Return the newest version of a policy and of the calendar it names; raises `NoRulesError`."""
        policy_id = _newest_id(session, PolicyVersion, policy_code)
        policy = self.policy(session, policy_id)
        calendar_id = _newest_id(session, CalendarVersion, policy.calendar)
        return Rules(policy_id, calendar_id, policy, self.times(session, calendar_id))


def publish_policy(
    session: Session, specification: Mapping[str, Any], *, source: str | None = None, now: datetime
) -> PolicyVersion:
    """Put a policy in force as a new version, unless the newest says the same; its calendar is in force already.

    `source` is the text that it was read from, if there is one. Raises `PolicyError`, and `NoRulesError` for the
    calendar.
    """
    policy = Policy.from_specification(specification)
    _newest_id(session, CalendarVersion, policy.calendar)
    return _publish(session, PolicyVersion, policy.code, specification, now=now, source=source)


def publish_calendar(
    session: Session,
    code: str,
    specification: Mapping[str, Any],
    *,
    names: Mapping[str, Mapping[str, str]] | None = None,
    source: str | None = None,
    now: datetime,
) -> CalendarVersion:
    """Put a resolved calendar in force as a new version, unless the newest says the same; raises `CalendarError`.

    `names` are those of its closures, by YYYY-MM-DD and language. Other names make a new version too: what explained a
    deadline yesterday still does. `source` is the text that it was read from, if there is one.
    """
    plain = BusinessCalendar.from_spec(specification).spec
    named = {day: dict(name) for day, name in (names or {}).items()} or None
    newest = _find_newest(session, CalendarVersion, code)
    renamed = newest is not None and names is not None and newest.names != named
    return _publish(session, CalendarVersion, code, plain, again=renamed, now=now, names=named, source=source)


def publish_definition(
    session: Session, definition: CalendarDefinition, *, source: str | None = None, now: datetime
) -> CalendarVersion:
    """Put a calendar file in force with the holidays as they are known now, and their names; raises `CalendarError`."""
    spec = resolve(definition, years_known(now))
    names = closures_by_name(definition, spec)
    return publish_calendar(session, definition.code, spec, names=names, source=source, now=now)


def publish_desk_rules(session: Session, text: str, *, now: datetime) -> DeskRulesVersion:
    """Put rules of the desk in force as a new version, unless the newest says the same; raises `PolicyError`."""
    return _publish(session, DeskRulesVersion, DESK, read_desk_rules(text), source=text, now=now)


def install_samples(session: Session, *, now: datetime) -> list[str]:
    """Publish the policies, calendars and desk's rules that ship where none of that code is known yet.

    Returns the codes that were published.
    """
    installed = []
    for definition in load_definitions():
        if _find_newest(session, CalendarVersion, definition.code) is None:
            source = read_text(CALENDAR_FOLDER / f"{definition.code}.toml")
            publish_definition(session, definition, source=source, now=now)
            installed.append(definition.code)
    for file in sorted(POLICY_FOLDER.glob("*.toml")):
        specification = read_policy(file)
        if _find_newest(session, PolicyVersion, specification["code"]) is None:
            publish_policy(session, specification, source=read_text(file), now=now)
            installed.append(specification["code"])
    if _find_newest(session, DeskRulesVersion, DESK) is None:
        publish_desk_rules(session, read_text(DESK_FILE), now=now)
        installed.append(DESK)
    return installed


def publish_file(session: Session, file: Path, *, now: datetime) -> PolicyVersion | CalendarVersion:
    """Put a policy or calendar file in force; raises the refusals of reading and publishing it.

    A calendar is resolved anew: holidays that have been announced since its last version come in with it.
    """
    if is_calendar(file):
        return publish_definition(session, load_definition(file), source=read_text(file), now=now)
    return publish_policy(session, read_policy(file), source=read_text(file), now=now)


def policy_of_floor(session: Session) -> str:
    """Return the code of the policy for complaints of which nobody says another one."""
    return next((code for table, code in _known(session) if table == Floor.__tablename__), "default")


def use_policy(session: Session, code: str) -> None:
    """Let complaints of which nobody says another policy come under this one; raises `NoRulesError`."""
    _newest_id(session, PolicyVersion, code)
    for floor in session.scalars(select(Floor)):
        floor.policy = code
    session.flush()
    read_anew(session)


def check_file(file: Path) -> str:
    """Return the code of a policy or calendar file that could be published; raises the refusals of reading it."""
    return load_definition(file).code if is_calendar(file) else str(read_policy(file)["code"])


def years_known(now: datetime) -> range:
    """Return the years for which a calendar is resolved that is put in force now."""
    return range(_FIRST_YEAR, now.year + _YEARS_AHEAD + 1)


def read_policy(file: Path) -> dict[str, Any]:
    """Read and check a policy file; raises `PolicyError` with the file and the line."""
    text = read_text(file)
    try:
        return read_specification(text)
    except PolicyError as error:
        raise PolicyError(
            "{file}:{line}: {reason}", path=error.path, line=error.line, file=file, reason=error
        ) from error


def read_text(file: Path) -> str:
    """Return the text of a policy file; raises `PolicyError`."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError("{file}: {reason}", file=file, reason=error) from error


def _publish(
    session: Session,
    kind: type[_Version],
    code: str,
    specification: Mapping[str, Any],
    *,
    again: bool = False,
    now: datetime,
    **columns: Any,
) -> _Version:
    plain = json.dumps(specification, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(plain.encode()).hexdigest()
    newest = _find_newest(session, kind, code)
    if newest is not None and newest.digest == digest and not again:
        return newest
    number = newest.number + 1 if newest else 1
    version = kind(
        code=code, number=number, specification=dict(specification), digest=digest, created_at=now, **columns
    )
    session.add(version)
    session.flush()
    read_anew(session)
    return version


def read_anew(session: Session) -> None:
    """Forget what a transaction has read to be in force: it may be no more."""
    session.info.pop(_IN_FORCE, None)


def _newest_id(session: Session, kind: type[_Version], code: str) -> int:
    # Not the version itself: it is compiled already, and to read its specification takes longer than all the rest.
    version_id = _known(session).get((kind.__tablename__, code))
    if version_id is None:
        raise NoRulesError("No policy or calendar named {code} is in force here.", code=code)
    return version_id


def _known(session: Session) -> Mapping[tuple[str, str], int]:
    """Return by table and code the identities of what is in force, as the transaction has read it once."""
    known: dict[tuple[str, str], int]
    known, of_transaction = session.info.get(_IN_FORCE, ({}, None))
    if of_transaction is None or of_transaction is not session.get_transaction():
        rows = session.connection().execute(_in_force())
        known = {(table, code): id_ for table, code, id_ in rows}
        session.info[_IN_FORCE] = known, session.get_transaction()
    return known


# Statements are made once, which takes the longest.
@cache
def _in_force() -> CompoundSelect[str, str, int]:
    """Select the identities of the newest versions of everything, and the policy of the floor.

    Who asks for one needs most of them.
    """
    of_floor = select(literal(Floor.__tablename__), Floor.policy, Floor.id)
    kinds: tuple[type[PolicyVersion | CalendarVersion | DeskRulesVersion], ...]
    kinds = (PolicyVersion, CalendarVersion, DeskRulesVersion)
    return union_all(
        *(
            select(literal(kind.__tablename__), kind.code, kind.id).where(
                tuple_(kind.code, kind.number).in_(select(kind.code, func.max(kind.number)).group_by(kind.code))
            )
            for kind in kinds
        ),
        of_floor.where(Floor.id == select(func.min(Floor.id)).scalar_subquery()),
    )


@cache
def _newest(kind: type[_Version]) -> Select[_Version]:
    return select(kind).where(kind.code == bindparam("code")).order_by(kind.number.desc()).limit(1)


def _find_newest(session: Session, kind: type[_Version], code: str) -> _Version | None:
    return session.scalars(_newest(kind), {"code": code}).first()
