"""An import judges what it brings: what is of high risk goes the fast lane, silent until the import is armed."""

import pytest
from sqlalchemy import select

from app.models.sla import LIVE, Clock, ClockState, LifeEvent, Pause
from app.models.ticket import Category, Status, Ticket
from app.services.assessment.judge import RISK_FOUND
from app.services.deadlines.arming import arm_import
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from tests.services.intake.desk import OPENED, TARGET, Desk
from tests.services.intake.files import NOW, boston_row

NEW, DUE = "01/09/2026 06:00:00 AM", "01/13/2026 08:00:00 AM"


def kinds(desk: Desk, key: str) -> list[str]:
    return [each.kind for each in desk.events(key)]


def test_what_is_open_and_risky_goes_the_fast_lane_silently(desk: Desk) -> None:
    run = desk.boston(
        boston_row("risky", NEW, DUE, CASE_TITLE="A child was injured, 我要找记者"),
        boston_row("plain", NEW, DUE),
        boston_row("past", OPENED, TARGET, TARGET, CASE_TITLE="A child was injured"),
    )
    risky, plain, past = (desk.ticket(key) for key in ("risky", "plain", "past"))
    assert [each.high_risk for each in (risky, plain, past)] == [True, False, True]
    assert risky.risk == {"words": {"personal_safety": ["injured"], "press": ["记者"]}, "marks": []}
    assert None not in (risky.score, plain.score)
    assert (risky.score or 0) - (plain.score or 0) == 25
    assert risky.version == risky.imported_version
    live = [each for each in desk.clocks("risky") if each.state in LIVE]
    assert live
    assert all(each.fast_lane and not each.armed and each.next_step_at is None for each in live)
    assert not any(each.fast_lane for each in (*desk.clocks("plain"), *desk.clocks("past")))
    assert [RISK_FOUND in kinds(desk, key) for key in ("risky", "plain", "past")] == [True, False, False]
    with desk.database.write() as session:
        arm_import(session, Rulebook(), run.run_id, "me", now=NOW)
    armed = [each for each in desk.clocks("risky") if each.state is ClockState.RUNNING]
    assert all(each.armed and each.next_step_at is not None for each in armed)


def test_risk_that_a_later_file_tells_of_is_found_too(desk: Desk) -> None:
    desk.boston(boston_row("x", NEW, DUE))
    desk.boston(boston_row("x", NEW, DUE, CASE_TITLE="Now it is a scam"))
    ticket = desk.ticket("x")
    assert ticket.high_risk
    assert ticket.version == ticket.imported_version
    assert any(each.fast_lane for each in desk.clocks("x") if each.state in LIVE)
    assert RISK_FOUND in kinds(desk, "x")
    run = desk.boston(boston_row("x", NEW, DUE, CASE_TITLE="Now it is a scam"))
    assert run.counts.unchanged == 1


@pytest.mark.parametrize("path", ["Works", "Works / Roads / Repair"])
def test_a_marked_category_counts_for_what_is_imported_into_it(desk: Desk, path: str) -> None:
    desk.boston(boston_row("first", NEW, DUE))
    with desk.database.write() as session:
        session.query(Category).filter_by(path=path).one().high_risk = True
    desk.boston(boston_row("first", NEW, DUE), boston_row("second", NEW, DUE))
    found = desk.ticket("second")
    assert found.high_risk
    assert found.risk == {"words": {}, "marks": ["category"]}


def test_what_waits_is_told_of_too_once_the_import_is_armed(desk: Desk) -> None:
    run = desk.boston(boston_row("risky", NEW, DUE, CASE_TITLE="A child was injured"))
    with desk.database.write() as session:
        # As a file would have it whose status says so.
        ticket = session.query(Ticket).one()
        ticket.status = Status.WAITING
        for clock in session.scalars(select(Clock).where(Clock.state == ClockState.RUNNING)):
            clock.state = ClockState.PAUSED
            session.add(Pause(clock_id=clock.id, started_at=NOW, reason=WAITING_FOR_CUSTOMER))
    with desk.database.write() as session:
        arm_import(session, Rulebook(), run.run_id, "me", now=NOW)
    assert desk.ticket("risky").status is Status.OPEN
    armed = [each for each in desk.clocks("risky") if each.state in LIVE]
    assert {(each.state, each.next_step) for each in armed} == {(ClockState.RUNNING, "at_once")}
    assert kinds(desk, "risky")[-1] == LifeEvent.RESUMED
