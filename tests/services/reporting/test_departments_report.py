"""The report of departments: what counts as answered in time, how long that took, and its workbook."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from app.models.people import Language, Role
from app.models.sla import LifeEvent
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.handling.events import happen
from app.services.handling.tasks import answer_task, send_back, withdraw_task
from app.services.reporting.base import Period, known_reports, write_report
from app.services.reporting.department_times import DepartmentTimes, read_department_times
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person, policy
from tests.services.handling.asked import asked, department

PERIOD = Period(date(2026, 3, 2), date(2026, 3, 3), ZoneInfo("Asia/Shanghai"))
NOW = MONDAY + 24 * HOUR
# Four opening hours from ten are over at three.
RULES = policy(
    targets=[*policy()["targets"], {"target": "task", "amount": "4h", "measure": "opening_hours"}],
    pauses={"waiting_for_customer": ["task"]},
)


def test_rounds_are_counted_and_timed_in_opening_hours(database: Database, tmp_path: Path) -> None:
    rulebook = open_floor(database, RULES)
    id_ = department(database)
    tickets = [new_ticket(database, rulebook) for _ in range(5)]
    quick, late, gone, waited, open_ = (asked(database, rulebook, each, id_)[0] for each in tickets)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        paused = session.get_one(Ticket, tickets[3].id)
        happen(session, rulebook, paused, LifeEvent.WAITING, person_id=agent, now=MONDAY + HOUR)
        happen(session, rulebook, paused, LifeEvent.CUSTOMER_REPLIED, person_id=agent, now=MONDAY + 4 * HOUR)
        answer_task(session, rulebook, quick, "a", person_id=agent, now=MONDAY + HOUR)
        send_back(session, rulebook, quick, "b", person_id=agent, now=MONDAY + 2 * HOUR)
        answer_task(session, rulebook, quick, "c", person_id=agent, now=MONDAY + 4 * HOUR)
        answer_task(session, rulebook, late, "d", person_id=agent, now=MONDAY + 6 * HOUR)
        withdraw_task(session, rulebook, gone, person_id=agent, now=MONDAY + HOUR)
        answer_task(session, rulebook, waited, "e", person_id=agent, now=MONDAY + 5 * HOUR)
    with database.read() as session:
        (found,), rounds = read_department_times(session, rulebook, PERIOD, now=NOW)
        # Opening hours to the answer: 1, 1 (from noon on, the break left out), 5, and 2 without the wait.
        assert [each.seconds for each in rounds] == [3600, 18000, None, 7200, None, 3600]
        assert found == DepartmentTimes(
            "物流部",
            tasks=5,
            asked=6,
            sent_back=1,
            answered=4,
            decided=5,
            in_time=3,
            half=3600,
            most=18000,
            waiting=1,
            late_now=1,
        )
        assert (found.in_time_share, found.rounds) == (0.6, 1.2)
        assert open_
        for language in Language:
            file = tmp_path / f"{language}.xlsx"
            write_report(session, known_reports()["departments"], PERIOD, language, file, now=NOW)
            first, data = openpyxl.load_workbook(file).worksheets
            assert first["A6"].value == "物流部"
            assert data.max_row == 7


def test_a_period_in_which_nothing_was_asked_has_no_departments(database: Database) -> None:
    rulebook = open_floor(database, RULES)
    asked(database, rulebook, new_ticket(database, rulebook), department(database))
    before = Period(date(2026, 2, 1), date(2026, 3, 1), ZoneInfo("Asia/Shanghai"))
    with database.read() as session:
        assert read_department_times(session, rulebook, before, now=NOW) == ((), ())
