"""What the wallboard shows: what is due next, the calls of the last hour, and who should be at work."""

from datetime import timedelta

from app.models.alert import Alert, AlertKind
from app.models.floor import Queue
from app.models.people import AgentState, Role
from app.models.roster import Shift, ShiftKind
from app.models.sla import Clock
from app.services.database import Database
from app.services.floor.wallboard import SHOWN, Board, read_board
from app.services.staffing.contacts import IntervalRow, record_intervals
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

MINUTE = timedelta(minutes=1)


def board(database: Database) -> Board:
    """The board at ten o'clock on Monday."""
    with database.read() as session:
        return read_board(session, now=MONDAY)


def test_an_empty_floor_has_a_board(database: Database) -> None:
    open_floor(database)
    found = board(database)
    assert (found.floor, found.soonest, found.service_level, found.scheduled) == ("一楼", (), None, None)
    assert found.kpis.late == 0


def test_what_is_due_next_is_listed_and_what_is_late_is_not(database: Database) -> None:
    rulebook = open_floor(database)
    tickets = [new_ticket(database, rulebook, title=str(place)) for place in range(SHOWN + 3)]
    with database.write() as session:
        for place, ticket in enumerate(tickets):
            for clock in session.query(Clock).filter_by(ticket_id=ticket.id):
                # The later they came the sooner they are due; of the last one that was an hour ago.
                clock.due_at = MONDAY + timedelta(hours=len(tickets) - 2 - place)
                # The sweep has its own eyes.
                clock.next_step_at = None
    found = board(database)
    assert [row.title for row in found.soonest] == ["6", "5", "4", "3", "2"]
    assert [row.due_at for row in found.soonest] == [MONDAY + place * HOUR for place in range(SHOWN)]
    assert {row.owner for row in found.soonest} == {"agent"}
    assert found.kpis.late == 1


def test_the_service_level_is_that_of_the_last_hour_by_the_rule_of_the_floor(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        queues = [Queue(name=name, floor_id=1) for name in "ab"]
        session.add_all(queues)
        session.flush()
        rows = [
            IntervalRow(queues[0].id, MONDAY - 90 * MINUTE, 15, 100, 0, 100, 0, 0),
            IntervalRow(queues[0].id, MONDAY - 45 * MINUTE, 15, 10, 9, 1, 8, 1),
            IntervalRow(queues[1].id, MONDAY - 15 * MINUTE, 15, 30, 30, 0, 22, 0),
        ]
        record_intervals(session, rows)
    found = board(database)
    assert found.service_level == 30 / 40
    assert found.rule.aim == 0.8


def test_who_should_be_at_work_has_a_shift_and_no_rest_in_it_now(database: Database) -> None:
    open_floor(database)
    rest = {
        "kind": AgentState.BREAK.value,
        "starts_at": (MONDAY - MINUTE).isoformat(),
        "ends_at": (MONDAY + MINUTE).isoformat(),
    }
    with database.write() as session:
        agent, lead, boss = (person(session, role).id for role in (Role.AGENT, Role.TEAM_LEAD, Role.SUPERVISOR))
        now = {"starts_at": MONDAY - HOUR, "ends_at": MONDAY + HOUR}
        session.add(Shift(person_id=agent, **now))
        session.add(Shift(person_id=lead, activities=[rest], **now))
        session.add(Shift(person_id=lead, starts_at=MONDAY + HOUR, ends_at=MONDAY + 2 * HOUR))
        session.add(Shift(person_id=agent, kind=ShiftKind.STANDBY, **now))
        # They lead, and are not counted among those at work.
        session.add(Shift(person_id=boss, **now))
    assert board(database).scheduled == 1


def test_a_queue_that_surges_alone_is_named_until_it_is_calm(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        for place, name in enumerate(("账单", "物流"), 1):
            cleared = MONDAY if place == 2 else None
            details = {"queue": name}
            session.add(
                Alert(
                    kind=AlertKind.SURGE,
                    subject=str(place),
                    details=details,
                    raised_at=MONDAY - HOUR,
                    cleared_at=cleared,
                )
            )
    assert board(database).kpis.surging == ("账单",)
