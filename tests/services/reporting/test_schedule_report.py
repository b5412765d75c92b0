"""The schedule as a workbook: people by days, adherence, and the shifts."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from app.models.people import AgentState, AgentStateSpan, Language, Role
from app.services.database import Database
from app.services.reporting.base import Period, known_reports, write_report
from app.services.staffing.roster.board import set_pattern
from app.services.staffing.samples import install_staffing
from tests.builders import HOUR, MONDAY, open_floor, person

PERIOD = Period(date(2026, 3, 2), date(2026, 3, 5), ZoneInfo("Asia/Shanghai"))


def test_the_schedule_is_written_people_by_days_with_how_it_was_kept(database: Database, tmp_path: Path) -> None:
    open_floor(database)
    with database.write() as session:
        install_staffing(session, Language.CHINESE)
        agent, lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
        cells = [(agent, date(2026, 3, 2)), (agent, date(2026, 3, 4))]
        set_pattern(session, cells, "early", by=lead, now=MONDAY)
        # From half past nine, without a break until noon.
        came = MONDAY - HOUR / 2
        session.add(AgentStateSpan(person_id=agent, state=AgentState.READY, started_at=came))
    file = tmp_path / "schedule.xlsx"
    with database.read() as session:
        write_report(session, known_reports()["schedule"], PERIOD, Language.CHINESE, file, now=MONDAY + 2 * HOUR)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[:3] == ["班表", "遵时率", "数据"]
    rows = list(book["班表"].iter_rows(min_row=5, values_only=True))
    assert rows[0] == ("姓名", "合计", "03-02 周一", "03-03 周二", "03-04 周三")
    assert rows[1][0] == "agent"
    assert rows[1][2:] == ("早班 08:00–17:00", None, "早班 08:00–17:00")
    kept = list(book["遵时率"].iter_rows(min_row=6, max_row=6, values_only=True))
    # Four hours by noon, of which the first one and a half were missed, and a quarter of an hour of rest was not taken.
    assert kept[0][4] == (240 - 90 - 15) / 240
    assert book["数据"].max_row == 3
