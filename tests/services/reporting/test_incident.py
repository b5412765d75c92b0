"""The incident report: time line, people, effect and cost of one activation, as figures worked out by hand."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.models.floor import Queue
from app.models.people import Language, Person
from app.models.sla import Clock, Measure, Target
from app.models.ticket import Source, Ticket
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.activation.answering import answer, come_on
from app.services.floor.activation.reading import read_activation
from app.services.floor.activation.running import activate, stand_down
from app.services.reporting.apart import FileThereError
from app.services.reporting.base import ReportError
from app.services.reporting.incident import incident_sheets, write_incident_report
from app.services.reporting.incident_course import effect
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.service_level import ServiceLevelRule
from tests.builders import MONDAY
from tests.services.floor.activation.crew import Crew, gather

_MINUTE = timedelta(minutes=1)
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_END = MONDAY + 90 * _MINUTE


def _incident(database: Database, *, drill: bool = False, reason: str | None = None) -> tuple[Crew, int]:
    """Two are called: one says no, the other comes after half an hour and stays for an hour."""
    crew = gather(database)
    figure = {"value": 0.85, "low": 0.8, "high": 0.9}
    with database.write() as session:
        session.get_one(Person, crew.standby[1]).name = "=cmd|'/C calc'!A0"
        record_intervals(
            session,
            [
                IntervalRow(crew.phones, MONDAY - 15 * _MINUTE, 15, 100, 60, 40, 40, 0),
                IntervalRow(crew.phones, MONDAY, 15, 100, 80, 20, 70, 0),
                IntervalRow(crew.phones, MONDAY + 60 * _MINUTE, 15, 100, 95, 5, 90, 0),
                IntervalRow(crew.mails, MONDAY, 15, 1_000, 0, 0, 0, 0),
            ],
        )
        _late_ticket(session, crew.phones)
        id_ = activate(
            session,
            crew.phones,
            [(each, 2) for each in crew.standby[:2]],
            by=crew.lead,
            reason="=1+1" if reason is None else reason,
            promised={"with": {"service_level": figure, "late": None}},
            drill=drill,
            now=MONDAY,
        )
        row = read_activation(session, id_)
        assert row
        first, second = (next(c.id for c in row.call_outs if c.person_id == each) for each in crew.standby[:2])
    with database.write() as session:
        answer(session, first, False, via="console", by=crew.standby[0], now=MONDAY + _MINUTE)
        come_on(session, second, by=crew.lead, now=MONDAY + 30 * _MINUTE)
    with database.write() as session:
        stand_down(session, id_, by=crew.lead, releases=True, now=_END)
    return crew, id_


def _late_ticket(session, queue_id: int) -> None:  # type: ignore[no-untyped-def]
    rules = Rulebook().in_force(session, "default")
    ticket = Ticket(source=Source.EMAIL, received_at=MONDAY, recorded_at=MONDAY, title="t", queue_id=queue_id)
    session.add(ticket)
    session.flush()
    session.add(
        Clock(
            ticket_id=ticket.id,
            target=Target.RESOLUTION,
            started_at=MONDAY,
            due_at=MONDAY + 20 * _MINUTE,
            measure=Measure.OPENING_HOURS,
            amount=1_200,
            policy_version_id=rules.policy_version_id,
            calendar_version_id=rules.calendar_version_id,
        )
    )


def test_the_course_counts_service_backlog_late_and_help_by_quarters(database: Database) -> None:
    _, id_ = _incident(database)
    with database.read() as session:
        row = read_activation(session, id_)
        assert row
        course = {
            each.at: each for each in effect(session, row, ServiceLevelRule.read(session), now=_END + 3 * 60 * _MINUTE)
        }
    assert min(course) == MONDAY - 45 * _MINUTE
    assert max(course) == _END + 60 * _MINUTE
    before, during, helped = (course[MONDAY + minutes * _MINUTE] for minutes in (0, 15, 75))
    assert (before.service_level, before.late, before.on) == (0.4, 0, 0)
    assert (during.service_level, during.offered, during.backlog, during.late) == (0.7, 100, 1, 0)
    assert (helped.service_level, helped.late, helped.on) == (0.9, 1, 1)
    assert course[MONDAY + 30 * _MINUTE].service_level is None


def test_the_sheets_say_who_came_when_at_what_cost_and_what_was_promised(database: Database) -> None:
    crew, id_ = _incident(database)
    with database.read() as session:
        overview, people, times, _ = incident_sheets(session, id_, Language.ENGLISH, _SHANGHAI, now=_END)
        sentence = ServiceLevelRule.read(session).sentence
        name = session.get_one(Queue, crew.phones).name
    facts = {row[0]: row[1] for row in overview.rows}
    assert facts["Queue"] == name
    assert facts["Called / came"] == "3 / 1"
    assert facts["Minutes from call to on, mean"] == "30.0"
    assert facts["Hours of help"] == "1.00"
    assert facts["Cost"] == "75.00"
    assert facts["Service level (before)"] == "40.0%"
    assert facts["Service level: promised / happened"] == "85.0% (80.0% … 90.0%) / 80.0%"
    assert sentence in overview.lines
    assert sentence in overview.notes
    rows = {row[0]: row for row in people.rows}
    assert rows["=cmd|'/C calc'!A0"][8:13] == ("10:30–11:30", 1.0, 1.0, 75.0, 15)
    said = [row[4] for row in times.rows]
    assert said[:4] == ["tier 2: 2", "10 min", "10 min", "answered at the console"]
    kinds = [row[1] for row in times.rows]
    assert kinds[:4] == ["begun", "called", "called", "declined"]
    assert kinds[-1] == "ended"


@pytest.mark.parametrize("language", list(Language))
def test_the_file_is_safe_to_open_and_says_that_a_drill_was_one(
    sqlite_database: Database, tmp_path: Path, language: Language
) -> None:
    _, id_ = _incident(sqlite_database, drill=True)
    path, address = tmp_path / "incident.xlsx", str(sqlite_database.file)
    write_incident_report(address, id_, language, path, False, _END)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    texts = " ".join(str(cell.value) for cell in cells)
    assert ("演练" if language is Language.CHINESE else "DRILL") in texts
    assert "=1+1" in texts
    with pytest.raises(FileThereError):
        write_incident_report(address, id_, language, path, False, _END)
    with pytest.raises(ReportError):
        write_incident_report(address, id_ + 1, language, path, True, _END)


@pytest.mark.parametrize("reason", ["进线高于预测，" * 30, "arrivals above forecast, " * 12])
def test_a_long_reason_is_broken_into_lines_that_fit(sqlite_database: Database, reason: str) -> None:
    _, id_ = _incident(sqlite_database, reason=reason)
    with sqlite_database.read() as session:
        overview = incident_sheets(session, id_, Language.ENGLISH, _SHANGHAI, now=_END)[0]
    facts = [(str(row[0]), str(row[1])) for row in overview.rows]
    lines = [value for name, value in facts[1:] if name in ("Reason", "")]
    assert len(lines) > 3
    assert max(len(line.encode("gbk")) for line in lines) <= 70
    assert "".join(lines).replace(" ", "") == reason.replace(" ", "")
