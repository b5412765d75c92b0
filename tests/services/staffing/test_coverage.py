"""A day's need beside its schedule, on both databases: who is there covers what they can, and nobody two queues."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.models.floor import Floor, Queue
from app.models.people import Absence, AgentState, Person, QueueMember, Role
from app.models.roster import Shift, ShiftKind
from app.services.database import Database
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.coverage import NO_QUEUE, CoverRow, DayNeed, cover_need, read_day_need
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

DAY = date(2026, 3, 2)
HALF = HOUR / 2


@pytest.fixture
def queues(database: Database) -> tuple[int, int]:
    """Two queues, each with contacts at 10 and 10:30 of four weeks: a large one and a small one."""
    open_floor(database)
    with database.write() as session:
        floor = session.scalars(select(Floor.id)).one()
        made = Queue(name="热线", floor_id=floor), Queue(name="Billing", floor_id=floor)
        session.add_all(made)
        session.flush()
        record_intervals(
            session,
            [
                IntervalRow(
                    queue.id, MONDAY - timedelta(days=days) + half * HALF, 30, calls, calls, 0, None, None, 300 * calls
                )
                for queue, calls in zip(made, (30, 6), strict=True)
                for days in range(1, 30)
                for half in (0, 1)
            ],
        )
        return made[0].id, made[1].id


def on_shift(database: Database, role: Role, skills: dict[int, int], **shift: object) -> int:
    """Put somebody on shift from ten to eleven."""
    with database.write() as session:
        who = person(session, role)
        session.add_all(QueueMember(person_id=who.id, queue_id=queue, level=level) for queue, level in skills.items())
        given = {"starts_at": MONDAY, "ends_at": MONDAY + HOUR, "activities": []} | shift
        session.add(Shift(person_id=who.id, **given))
        return who.id


def read(database: Database) -> DayNeed:
    with database.read() as session:
        return read_day_need(session, DAY, now=MONDAY - HOUR)


def at_ten(need: DayNeed) -> tuple[CoverRow, CoverRow]:
    rows = {row.starts_at: row for row in cover_need(need)}
    return rows[MONDAY], rows[MONDAY + HALF]


def test_what_is_needed_and_nobody_is_there_for_is_short_most_first(
    database: Database, queues: tuple[int, int]
) -> None:
    need = read(database)
    assert need.queues == {queues[0]: "热线", queues[1]: "Billing"}
    row, _ = at_ten(need)
    assert row.agents == row.positions == row.short
    assert row.there == row.covered == 0
    assert [queue for queue, _ in row.short_in] == list(queues)
    assert row.scheduled > row.positions
    assert cover_need(need)[0].positions == 0


def test_one_person_for_two_queues_covers_one_head(database: Database, queues: tuple[int, int]) -> None:
    on_shift(database, Role.AGENT, dict.fromkeys(queues, 2))
    row, _ = at_ten(read(database))
    assert [row.there, row.covered] == pytest.approx([1, 1])
    assert row.short == pytest.approx(row.positions - 1)


def test_breaks_absences_and_standby_are_not_time_at_work(database: Database, queues: tuple[int, int]) -> None:
    broken = [
        {"kind": AgentState.BREAK, "starts_at": (MONDAY + HALF).isoformat(), "ends_at": (MONDAY + HOUR).isoformat()}
    ]
    on_shift(database, Role.AGENT, {queues[0]: 2}, activities=broken)
    on_shift(database, Role.TEAM_LEAD, {queues[0]: 2}, kind=ShiftKind.STANDBY)
    away = on_shift(database, Role.SUPERVISOR, {queues[0]: 2})
    with database.write() as session:
        session.add(Absence(person_id=away, started_at=MONDAY - HOUR, ended_at=MONDAY + HALF / 2))
    first, second = at_ten(read(database))
    assert first.there == pytest.approx(1.5)
    assert second.there == pytest.approx(1)


def test_who_is_on_shift_for_one_queue_helps_no_other(database: Database, queues: tuple[int, int]) -> None:
    hotline, billing = queues
    on_shift(database, Role.AGENT, {hotline: 2, billing: 2}, queue_id=billing)
    row, _ = at_ten(read(database))
    assert dict(row.short_in)[hotline] == pytest.approx(
        row.positions - dict(read(database).intervals[20].needs)[billing]
    )


def test_complaints_of_no_queue_are_everybodys(database: Database) -> None:
    rulebook = open_floor(database)
    for _ in range(200):
        new_ticket(database, rulebook)
    with database.write() as session:
        who = session.scalars(select(Person.id).where(Person.role == Role.AGENT)).one()
        session.add(Shift(person_id=who, starts_at=MONDAY, ends_at=MONDAY + HOUR, activities=[]))
    need = read(database)
    row, _ = at_ten(need)
    assert row.work == pytest.approx(need.intervals[20].needs[NO_QUEUE])
    assert row.covered == pytest.approx(min(row.work, 1))
