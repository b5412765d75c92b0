"""What another system has resolved is followed up here as what was resolved here is, unless it is long ago."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.models.desk_rules import Loop
from app.models.follow_up import FollowUp
from app.services.handling.call_list import call_list
from app.services.handling.loop import checklist
from tests.services.intake.desk import Desk
from tests.services.intake.files import NOW, incident_row


def owed(desk: Desk) -> list[str]:
    with desk.database.read() as session:
        return sorted(row.number for row in call_list(session, ZoneInfo("UTC"), now=NOW))


def open_points(desk: Desk, key: str) -> int:
    ticket = desk.ticket(key)
    with desk.database.read() as session:
        return len(checklist(session, desk.rulebook, ticket, NOW)[Loop.FOLLOWED_UP])


def test_only_a_result_that_is_not_long_ago_is_asked_about_and_both_can_be_closed(desk: Desk) -> None:
    lately = {"resolved_at": "9/1/2026 08:00", "opened_at": "8/1/2026 08:00"}
    desk.incidents(
        incident_row("new", "Resolved", "9/1/2026 08:00", **lately),
        incident_row("old", "Resolved", "9/3/2016 08:00", resolved_at="9/3/2016 08:00"),
        incident_row("untold", "Resolved", "9/1/2026 08:00", opened_at="8/1/2026 08:00"),
        incident_row("open", "Active", "9/1/2026 08:00"),
        incident_row("closed", "Closed", "9/3/2016 08:00", resolved_at="9/3/2016 08:00", closed_at="9/3/2016 08:00"),
    )
    assert owed(desk) == sorted(desk.ticket(key).number for key in ("new", "untold"))
    assert [open_points(desk, key) for key in ("new", "old", "untold")] == [1, 0, 1]
    with desk.database.write() as session:
        for each in session.scalars(select(FollowUp).where(FollowUp.done_at.is_(None))):
            each.done_at = NOW
    assert [open_points(desk, key) for key in ("new", "old", "untold")] == [0, 0, 0]


def test_a_later_file_resolves_reopens_and_resolves_again(desk: Desk) -> None:
    at = {"opened_at": "8/1/2026 08:00"}
    desk.incidents(incident_row("x", "Active", "8/1/2026 09:00", **at))
    assert owed(desk) == []
    for state, resolved, calls in (
        ("Resolved", "9/1/2026 08:00", 1),
        ("Active", "?", 0),
        ("Resolved", "10/1/2026 08:00", 1),
        ("Closed", "10/1/2026 08:00", 0),
    ):
        closed = {"closed_at": resolved} if state == "Closed" else {}
        desk.incidents(incident_row("x", state, "10/1/2026 09:00", resolved_at=resolved, **at, **closed))
        assert len(owed(desk)) == calls, state
    with desk.database.read() as session:
        cycles = select(FollowUp.cycle, FollowUp.opened_at).order_by(FollowUp.cycle)
        assert [cycle for cycle, _ in session.execute(cycles)] == [1, 2]
        assert session.scalars(select(FollowUp.opened_at)).all()[-1] > NOW - timedelta(days=1)
