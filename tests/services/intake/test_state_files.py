"""A file of agent states on both databases: imported as often as one likes, what is on record stays."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.models.people import AgentState, AgentStateSpan, Role, StateSource
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.floor.load import read_load
from app.services.intake.kinds.states import States
from app.services.intake.plain_files import RowCounts, RowSource, import_rows, preview_rows
from app.services.intake.tables import FileRefusedError
from tests.builders import MONDAY, open_floor, person

MINUTE = timedelta(minutes=1)
READY, HANDLING, WRAP_UP, BREAK, TRAINING, OFF = AgentState
FILE = """agent,state,started_at,ended_at
agent,ready,2026-03-02 08:00,2026-03-02 08:50
agent@EXAMPLE.com,小休,2026-03-02T09:00:00+08:00,2026/03/02 09:15
team_lead,handling,2026-03-02T01:00:00Z,
"""
# As minutes before Monday ten in Shanghai.
LINE = [(READY, 120, 70), (OFF, 70, 60), (BREAK, 60, 45)]


def imported(database: Database, folder: Path, text: str) -> tuple[RowCounts, list[str]]:
    """Import a file; return the counts and the reasons of what was rejected."""
    open_path = folder / "states.csv"
    open_path.write_text(text, encoding="utf-8")
    source = RowSource(path=open_path, kind=States(), as_of=MONDAY)
    done = import_rows(database, source, folder / "rejected.csv", by="me", now=MONDAY)
    lines = done.rejects.read_text(encoding="utf-8-sig").splitlines()[1:] if done.rejects else []
    return done.counts, [line.split(",")[1] for line in lines]


def line_of(database: Database, role: Role) -> list[tuple[AgentState, float, float | None]]:
    """The spans of a person."""
    with database.read() as session:
        spans = session.query(AgentStateSpan).filter_by(person_id=person(session, role).id)
        return [
            (span.state, _before(span.started_at), None if span.ended_at is None else _before(span.ended_at))
            for span in spans.order_by(AgentStateSpan.started_at)
        ]


def _before(instant: datetime) -> float:
    return (MONDAY - instant) / MINUTE


def test_a_file_is_imported_once_however_often(database: Database, tmp_path: Path) -> None:
    open_floor(database)
    assert imported(database, tmp_path, FILE) == (RowCounts(rows=3, added=3, also={"off": 1}), [])
    assert line_of(database, Role.AGENT) == LINE
    assert line_of(database, Role.TEAM_LEAD) == [(HANDLING, 60, None)]
    assert imported(database, tmp_path, FILE) == (RowCounts(rows=3, unchanged=3, also={"off": 0}), [])
    assert line_of(database, Role.AGENT) == LINE
    with database.read() as session:
        assert {span.source for span in session.query(AgentStateSpan)} == {StateSource.IMPORT}
        load = read_load(session, now=MONDAY)
    # Who was logged out in between, and what comes after the file, count as no work.
    assert [load.working_since[place] < 2**40 for place in range(2)] == [False, True]


def test_what_cannot_be_imported_is_rejected_with_its_reason(database: Database, tmp_path: Path) -> None:
    open_floor(database)
    with database.write() as session:
        set_state(session, person(session, Role.AGENT).id, READY, now=MONDAY - 30 * MINUTE)
    text = FILE + (
        "agent,ready,2026-03-02 08:40,2026-03-02 08:55\n"
        "agent,break,2026-03-02 09:40,2026-03-02 09:45\n"
        "agent,asleep,2026-03-02 09:16,2026-03-02 09:17\n"
        "agent,ready,2026-03-02 09:17,2026-03-02 09:16\n"
        "agent,ready,soon,\n"
        "agent,ready,,\n"
        ",ready,2026-03-02 09:17,\n"
        "nobody,ready,2026-03-02 09:17,\n"
        "agent,ready,2026-03-02 10:01,\n"
    )
    counts, reasons = imported(database, tmp_path, text)
    assert (counts.added, counts.rejected) == (3, 9)
    assert sorted(reasons) == [
        "It ends before it begins.",
        "It lies in the future.",
        "It overlaps with what is on record of this agent.",
        "It overlaps with what is on record of this agent.",
        "Nobody who works here is called so.",
        "There is no agent.",
        "There is no beginning.",
        "“asleep” is no state.",
        "“soon” is no instant.",
    ]
    assert line_of(database, Role.AGENT) == [*LINE, (OFF, 45, 30), (READY, 30, None)]


def test_a_file_without_the_columns_is_refused(database: Database, tmp_path: Path) -> None:
    open_floor(database)
    with pytest.raises(FileRefusedError, match="needs one column called started_at"):
        imported(database, tmp_path, "agent,state,ended_at\nagent,ready,2026-03-02 08:00\n")


def test_a_preview_says_what_an_import_would_do_and_leaves_nothing(database: Database, tmp_path: Path) -> None:
    open_floor(database)
    file = tmp_path / "states.csv"
    file.write_text(FILE + "nobody,ready,2026-03-02 09:17,\n", encoding="utf-8")
    found = preview_rows(database, RowSource(path=file, kind=States(), as_of=MONDAY))
    assert found.counts == RowCounts(rows=4, rejected=1, added=3, also={"off": 1})
    assert found.sums["agent"] == (1, 50 / 60)
    assert [(reject.line, str(reject.reason)) for reject in found.rejects] == [
        (5, "Nobody who works here is called so.")
    ]
    assert line_of(database, Role.AGENT) == []
