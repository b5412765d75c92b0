"""Makes what a test is about and nothing more: a floor with its rules and people, tickets, due clocks."""

import copy
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from app.models.change import Change
from app.models.desk import DeskRulesVersion
from app.models.floor import Floor
from app.models.people import Person, Role, Team
from app.models.sla import CalendarVersion, Clock, ClockState, Measure, PolicyVersion, Target
from app.models.tables import Base
from app.models.ticket import Source, Ticket
from app.services.changes import note
from app.services.database import Database, reserve_ids
from app.services.deadlines.rulebook import (
    DESK_FILE,
    POLICY_FOLDER,
    Rulebook,
    publish_calendar,
    publish_desk_rules,
    publish_policy,
    read_policy,
    read_text,
)
from app.services.handling.register import register

# A Monday, 10:00 in Shanghai.
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)

OFFICE = {
    "zone": "Asia/Shanghai",
    "weekly": {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
}


# Thousands of tests begin with it.
_default = cache(lambda: read_policy(POLICY_FOLDER / "default.toml"))


def policy(**changes: Any) -> dict[str, Any]:
    """The default policy with some of its fields replaced."""
    return copy.deepcopy(_default()) | changes


def one_ladder() -> dict[str, Any]:
    """The default policy without the ladder of the fast lane: what is there climbs the usual one, day and night."""
    specification = policy()
    specification["ladders"] = [each for each in specification["ladders"] if not each.get("high_risk")]
    return specification


class _Opened(NamedTuple):
    """A floor that was opened once: its rows, and its rules compiled."""

    rows: Sequence[tuple[Table, Sequence[dict[str, Any]]]]
    rulebook: Rulebook


_opened: dict[str, _Opened] = {}


def open_floor(database: Database, specification: dict[str, Any] | None = None) -> Rulebook:
    """Publish a calendar and a policy, and let one person of each role work there; return a rulebook that knows them.

    Thousands of tests begin with it: what one of them has opened is only written down again for the next.
    """
    said = json.dumps(specification)
    with database.write() as session:
        if session.scalar(select(func.count(Change.id))):
            _open_floor(session, specification or policy())
            return Rulebook()
        if said in _opened:
            _write_again(session, _opened[said])
        else:
            _open_floor(session, specification or policy())
            _opened[said] = _read_off(session)
    return _copied(_opened[said].rulebook)


def _open_floor(session: Session, specification: dict[str, Any]) -> None:
    publish_calendar(session, "china_office", OFFICE, now=MONDAY)
    publish_policy(session, specification, now=MONDAY)
    publish_desk_rules(session, read_text(DESK_FILE), now=MONDAY)
    floor = Floor(name="一楼", zone="Asia/Shanghai")
    session.add(floor)
    session.flush()
    team = Team(name="早班", floor_id=floor.id)
    session.add(team)
    session.flush()
    for role in Role:
        on_team = role in (Role.AGENT, Role.TEAM_LEAD)
        session.add(
            Person(name=role.value, role=role, email=f"{role}@example.com", team_id=team.id if on_team else None)
        )


def _read_off(session: Session) -> _Opened:
    session.flush()
    rows = []
    for kind in (CalendarVersion, PolicyVersion, DeskRulesVersion, Floor, Team, Person):
        table = Base.metadata.tables[kind.__tablename__]
        found = session.execute(select(table).order_by(table.c.id)).mappings()
        # The table numbers them itself.
        rows.append((table, [{name: value for name, value in row.items() if name != "id"} for row in found]))
    rulebook = Rulebook()
    for code in session.scalars(select(PolicyVersion.code)):
        rulebook.in_force(session, code)
    rulebook.desk(session)
    return _Opened(rows, rulebook)


def _write_again(session: Session, opened: _Opened) -> None:
    for table, rows in opened.rows:
        session.execute(insert(table), rows)
    note(session, DeskRulesVersion, [1])
    note(session, Floor, [1])
    note(session, Person, None)


def _copied(rulebook: Rulebook) -> Rulebook:
    found = Rulebook()
    found._policies |= rulebook._policies
    found._times |= rulebook._times
    found._desk |= rulebook._desk
    return found


def close_freely(session: Session) -> None:
    """Let complaints be closed whatever is open about them: the test is about something else."""
    needs = next(line for line in read_text(DESK_FILE).splitlines() if line.startswith("needs = "))
    publish_desk_rules(session, read_text(DESK_FILE).replace(needs, "needs = []"), now=MONDAY)


# Made once: to write a statement takes longer than to run it.
_of_role = cache(lambda role: select(Person).where(Person.role == role, Person.active).order_by(Person.id).limit(1))


def person(session: Session, role: Role) -> Person:
    """The person of a role."""
    return session.scalars(_of_role(role)).first()  # type: ignore[return-value]


def new_ticket(database: Database, rulebook: Rulebook, *, now: datetime = MONDAY, **details: Any) -> Ticket:
    """Register a complaint that the agent owns."""
    with database.write() as session:
        owner = person(session, Role.AGENT)
        given: dict[str, Any] = {"source": Source.EMAIL, "title": "No heating", "owner_id": owner.id} | details
        return register(session, rulebook, now=now, **given)


def clocks_of(database: Database, ticket: Ticket, target: Target | None = None) -> Sequence[Clock]:
    """The clocks of a ticket in the order in which they were started."""
    with database.read() as session:
        found = session.scalars(select(Clock).where(Clock.ticket_id == ticket.id).order_by(Clock.id))
        return [clock for clock in found if target in (None, clock.target)]


def add_due_clocks(database: Database, rulebook: Rulebook, count: int, *, now: datetime = MONDAY) -> None:
    """Add tickets in bulk whose one clock owes its first step at `now`: half of two opening hours are over."""
    with database.write() as session:
        rules = rulebook.in_force(session, "default")
        owner = person(session, Role.AGENT)
        started = rules.times.opening_hours.subtract(now, 3600)
        ids = reserve_ids(session, Ticket, count)
        ticket = {
            "source": Source.EMAIL,
            "received_at": started,
            "recorded_at": started,
            "title": "t",
            "owner_id": owner.id,
        }
        session.execute(insert(Ticket), [{"id": id_, **ticket} for id_ in ids])
        clock = {
            "target": Target.RESOLUTION,
            "state": ClockState.RUNNING,
            "started_at": started,
            "due_at": rules.times.opening_hours.add(started, 7200),
            "measure": Measure.OPENING_HOURS,
            "amount": 7200,
            "policy_version_id": rules.policy_version_id,
            "calendar_version_id": rules.calendar_version_id,
            "next_step_at": now,
            "next_step": "half",
        }
        session.execute(insert(Clock), [{"ticket_id": id_, **clock} for id_ in ids])
