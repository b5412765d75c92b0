"""Events by hand: what can be entered, who was faster, and what is shown of the forecast on either database."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.models.forecast import Counted, EventKind, FloorEvent, Repeats
from app.models.people import Person, Role
from app.services.database import Database
from app.services.staffing.forecast.event_edits import (
    ForeseenError,
    edit_event,
    enter_event,
    read_events,
    remove_event,
    restore_event,
)
from app.services.staffing.forecast.present import BEHIND, read_forecast
from tests.services.staffing.forecast.floors import DAY, MONDAY, SHANGHAI, make

TODAY, LEAD = date(2026, 3, 2), 1


def who(session: Session, role: Role) -> int:
    """Somebody new of a role."""
    person = Person(name=role.value, role=role)
    session.add(person)
    session.flush()
    return person.id


def entered(database: Database) -> int:
    """An event of one day, which the first person on record has entered: a team lead."""
    with database.write() as session:
        return enter_event(session, starts_on=TODAY, name="促销", by=who(session, Role.TEAM_LEAD))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"factor": 0.0}, "An event multiplies by 0.01 to 100."),
        ({"factor": 101.0}, "An event multiplies by 0.01 to 100."),
        ({"ends_on": date(2026, 3, 1)}, "An event ends on the day it begins, or later."),
        (
            {"ends_on": date(2026, 4, 2), "repeats": Repeats.MONTHLY},
            "An event that comes back like this lasts 28 days at most.",
        ),
        ({"plan": (1, 2, 1_001)}, "A plan has 1000 people of a tier at most."),
        ({"name": "促" * 201}, "A name has 1 to 200 characters, not 201."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    sqlite_database: Database, changes: dict[str, Any], sentence: str
) -> None:
    event_id = entered(sqlite_database)
    with pytest.raises(ForeseenError, match=sentence), sqlite_database.write() as session:
        edit_event(session, event_id, 1, changes, by=LEAD)
    with sqlite_database.read() as session:
        (row,) = read_events(session)
    assert (row.factor, row.starts_on, row.ends_on, row.plan) == (1.0, TODAY, TODAY, (0, 0, 0))


@pytest.mark.parametrize("role", [None, Role.AGENT])
def test_only_leads_write_events(database: Database, role: Role | None) -> None:
    event_id = entered(database)
    with database.write() as session:
        by = who(session, role) if role else None
        (row,) = read_events(session)
    acts: tuple[Callable[[Session], object], ...] = (
        lambda session: enter_event(session, starts_on=TODAY, by=by),
        lambda session: edit_event(session, event_id, 1, {"factor": 2.0}, by=by),
        lambda session: remove_event(session, event_id, 1, by=by),
        lambda session: restore_event(session, row, by=by),
    )
    for act in acts:
        with pytest.raises(ForeseenError, match="Team leads and those above them"), database.write() as session:
            act(session)
    with database.read() as session:
        assert read_events(session) == (row,)


def test_of_two_who_change_an_event_the_second_is_told(database: Database) -> None:
    event_id = entered(database)
    with database.write() as session:
        edit_event(session, event_id, 1, {"factor": 1.3, "plan": (1, 2, 3)}, by=LEAD)
    with pytest.raises(ForeseenError, match="Somebody else"), database.write() as session:
        edit_event(session, event_id, 1, {"factor": 2.0}, by=LEAD)
    with pytest.raises(ForeseenError, match="Somebody else"), database.write() as session:
        remove_event(session, event_id, 1, by=LEAD)
    with database.read() as session:
        (row,) = read_events(session)
    assert (row.factor, row.plan, row.version) == (1.3, (1, 2, 3), 2)


@pytest.mark.parametrize("learned", [False, True])
def test_what_was_taken_away_comes_back_as_it_was(database: Database, learned: bool) -> None:
    with database.write() as session:
        event = FloorEvent(name="", kind=EventKind.BILLING, starts_on=TODAY, ends_on=TODAY, factor=1.4, plan={"1": 2})
        event.samples, event.learned = (4, True) if learned else (0, False)
        session.add(event)
    with database.write() as session:
        (before,) = read_events(session)
        by = who(session, Role.SUPERVISOR)
        remove_event(session, before.id, before.version, by=by)
    with database.write() as session:
        assert [row.active for row in read_events(session)] == ([False] if learned else [])
        restore_event(session, before, by=by)
    with database.read() as session:
        (after,) = read_events(session)
    assert (after.factor, after.plan, after.active, after.learned) == (1.4, (2, 0, 0), True, learned)


def test_the_screen_is_given_days_accuracy_versions_and_events(database: Database, queues: list[int]) -> None:
    make(database, MONDAY)
    entered(database)
    with database.read() as session:
        found = read_forecast(session, queues[0], Counted.COMPLAINTS, SHANGHAI, now=MONDAY)
        nothing = read_forecast(session, queues[0], Counted.CONTACTS, SHANGHAI, now=MONDAY)
    assert [row.came for row in found.days[: BEHIND + 1]] == [54] * BEHIND + [None]
    assert [row.mean for row in found.days[BEHIND:]] == pytest.approx([54.0] * 14, abs=0.6)
    assert all(row.low is not None and row.mean is not None and row.low < row.mean for row in found.days[BEHIND:])
    assert {(row.counted, row.queue) for row in found.accuracy} == {
        (Counted.COMPLAINTS, None),
        (Counted.COMPLAINTS, "账单"),
        (Counted.CONTACTS, None),
        (Counted.CONTACTS, "物流"),
    }
    assert all(row.wapes[1]["naive"] is not None and row.judged >= 14 for row in found.accuracy)
    assert len(found.versions) == 4
    assert [row.name for row in found.events] == ["促销"]
    assert (nothing.days, nothing.made_at) == ((), None)


def test_a_day_that_is_over_shows_what_was_expected_on_its_eve(database: Database, queues: list[int]) -> None:
    make(database, MONDAY)
    make(database, MONDAY + DAY)
    with database.read() as session:
        found = read_forecast(session, queues[1], Counted.CONTACTS, SHANGHAI, now=MONDAY + DAY)
    yesterday = found.days[BEHIND - 1]
    # Nothing was recorded of it.
    assert (yesterday.day, yesterday.came, yesterday.missing) == (TODAY, None, True)
    assert yesterday.mean == pytest.approx(180, abs=3)
    assert found.days[BEHIND - 2].mean is None
