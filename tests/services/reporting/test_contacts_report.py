"""The report of contacts adds up by queue, day and time of day, and prints the definition of the service level."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select

from app.models.floor import Floor, Queue, ServiceLevelFormula
from app.models.people import AgentState, AgentStateSpan, Language, Role
from app.services.database import Database
from app.services.reporting.base import Period, known_reports, write_report
from app.services.reporting.contact_figures import ContactReport, read_contact_report
from app.services.staffing.contacts import IntervalRow, record_intervals
from tests.builders import HOUR, MONDAY, open_floor, person

PERIOD = Period(date(2026, 3, 2), date(2026, 3, 4), ZoneInfo("Asia/Shanghai"))
NOW = MONDAY + 40 * HOUR
HALF = timedelta(minutes=30)


@pytest.fixture
def floor(database: Database) -> Database:
    """Two queues at ten and half past ten of Monday, one at ten on Tuesday; one agent at work for an hour each day."""
    open_floor(database)
    with database.write() as session:
        floor_id = session.scalars(select(Floor.id)).one()
        queues = Queue(name="热线", floor_id=floor_id), Queue(name="Billing", floor_id=floor_id)
        session.add_all(queues)
        session.flush()
        hotline, billing = (queue.id for queue in queues)
        record_intervals(
            session,
            [
                IntervalRow(hotline, MONDAY, 30, 20, 16, 4, 12, 2, 1600, 400),
                IntervalRow(hotline, MONDAY + HALF, 30, 10, 10, 0, 10, 0, 1000, 0),
                IntervalRow(billing, MONDAY, 30, 10, 5, 5, None, None, 500, 300),
                IntervalRow(hotline, MONDAY + 24 * HOUR, 30, 20, 20, 0, 18, 0, 2000, 100),
                IntervalRow(hotline, MONDAY + 72 * HOUR, 30, 99, 99, 0, 99, 0, 99, 0),
            ],
        )
        agent = person(session, Role.AGENT).id
        for start in (MONDAY, MONDAY + 24 * HOUR):
            for state, begins in ((AgentState.READY, start), (AgentState.BREAK, start + HOUR)):
                session.add(AgentStateSpan(person_id=agent, state=state, started_at=begins, ended_at=begins + HOUR))
    return database


def report(database: Database) -> ContactReport:
    with database.read() as session:
        return read_contact_report(session, PERIOD, now=NOW)


def test_contacts_add_up_by_queue_day_and_time_of_day(floor: Database) -> None:
    found = report(floor)
    assert (found.all.offered, found.all.answered, found.all.abandoned) == (60, 51, 9)
    assert {name: each.offered for name, each in found.by_queue} == {"热线": 50, "Billing": 10}
    assert [(day.day, each.offered) for day, each in found.by_day] == [(2, 40), (3, 20)]
    assert [(name, each.offered) for name, each in found.by_time] == [("10:00", 50), ("10:30", 10)]
    assert found.minutes == 30


def test_times_and_shares_are_of_those_whom_they_are_about(floor: Database) -> None:
    hotline = dict(report(floor).by_queue)["热线"]
    assert hotline.handle_time == pytest.approx(4600 / 46)
    assert hotline.wait == pytest.approx(500 / 50)
    assert hotline.abandonment == pytest.approx(4 / 50)
    assert hotline.service_level == pytest.approx(40 / 50)


def test_what_nobody_counted_is_blank_not_zero(floor: Database) -> None:
    found = report(floor)
    assert dict(found.by_queue)["Billing"].service_level is None
    assert found.all.service_level is None
    assert dict(found.by_queue)["热线"].occupancy is None


def test_occupancy_is_the_handling_by_the_time_at_work(floor: Database) -> None:
    found = report(floor)
    assert found.all.occupancy == pytest.approx(5100 / 7200)
    assert [each.occupancy for _, each in found.by_day] == pytest.approx([3100 / 3600, 2000 / 3600])
    # At ten of both days, then at half past ten of the one day on which something came.
    assert [each.occupancy for _, each in found.by_time] == pytest.approx([4100 / 3600, 1000 / 1800])


@pytest.mark.parametrize("formula", ServiceLevelFormula)
def test_every_sheet_that_shows_a_service_level_prints_its_definition(
    sqlite_database: Database, tmp_path: Path, formula: ServiceLevelFormula
) -> None:
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        session.scalars(select(Floor)).one().service_level = formula
        [queue] = [Queue(name="热线", floor_id=session.scalars(select(Floor.id)).one())]
        session.add(queue)
        session.flush()
        record_intervals(session, [IntervalRow(queue.id, MONDAY, 30, 20, 16, 4, 12, 2, 1600, 400)])
    wanted = {
        ServiceLevelFormula.ANSWERED_OF_OFFERED: 12 / 20,
        ServiceLevelFormula.ANSWERED_OF_ANSWERED: 12 / 16,
        ServiceLevelFormula.WITHOUT_EARLY_ABANDONED: 12 / 18,
        ServiceLevelFormula.WITH_EARLY_ABANDONED: 14 / 20,
    }[formula]
    with sqlite_database.read() as session:
        sentence = read_contact_report(session, PERIOD, now=NOW).rule.sentence
        for language in Language:
            file = tmp_path / f"{language}.xlsx"
            write_report(session, known_reports()["contacts"], PERIOD, language, file, now=NOW)
            for tab in openpyxl.load_workbook(file).worksheets[:3]:
                said = [cell.value for row in tab.iter_rows() for cell in row]
                assert said.count(sentence.of(language)) == 2
                assert pytest.approx(wanted) in [value for value in said if isinstance(value, float)]
