"""More time for a deadline: asked for, decided by somebody above, in force when the customer has been told."""

from datetime import datetime, timedelta

import pytest

from app.models.approval import Approval, Extension
from app.models.escalation import Escalation
from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.approvals import ApprovalError, ask_extension, decide, extendable
from app.services.deadlines.escalation import sweep
from app.services.deadlines.extensions import ExtensionError, extensions_of, tell_customer_of_extension
from app.services.deadlines.requests import open_approvals
from app.services.handling.events import happen, merge
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person, policy

DAY = timedelta(days=1)
E, S = LifeEvent, ClockState


class Desk:
    """A floor whose resolution may be extended twice: told first, and without a word."""

    def __init__(self, database: Database) -> None:
        specification = policy(
            extensions=[
                {
                    "target": "resolution",
                    "steps": [
                        {"to": "30d", "approver": "supervisor", "notice": True},
                        {"to": "60d", "approver": "manager"},
                    ],
                }
            ]
        )
        specification["targets"] += [
            {"target": "resolution", "amount": "15d", "measure": "natural_days"},
            {"target": "approval", "amount": "8h", "measure": "opening_hours"},
        ]
        self.database, self.rulebook = database, open_floor(database, specification)
        self.ticket = new_ticket(database, self.rulebook)

    def clock(self, target: Target = Target.RESOLUTION) -> Clock:
        return clocks_of(self.database, self.ticket, target)[-1]

    def ask(self, now: datetime, by: Role | None = Role.AGENT, reason: str = "The expert is away") -> Approval:
        with self.database.write() as session:
            clock = session.get_one(Clock, self.clock().id)
            by_id = person(session, by).id if by else None
            return ask_extension(session, self.rulebook, clock, reason, person_id=by_id, now=now)

    def decide(
        self, now: datetime, by: Role | None, granted: bool = True, remark: str = "", approval_id: int | None = None
    ) -> Extension | None:
        with self.database.write() as session:
            approval = session.query(Approval).order_by(Approval.id.desc()).first()
            assert approval
            by_id = person(session, by).id if by else None
            return decide(session, self.rulebook, approval, granted, remark, person_id=by_id, now=now)

    def tell(self, extension: Extension, now: datetime) -> None:
        with self.database.write() as session:
            mine, by_id = session.get_one(Extension, extension.id), person(session, Role.AGENT).id
            words = {"text": "It takes 30 days", "way": "letter"}
            tell_customer_of_extension(session, self.rulebook, mine, words, person_id=by_id, now=now)

    def happen(self, event: LifeEvent, now: datetime) -> None:
        with self.database.write() as session:
            happen(session, self.rulebook, session.get_one(Ticket, self.ticket.id), event, now=now)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_an_extension_holds_when_the_customer_has_been_told_of_it(desk: Desk) -> None:
    approval = desk.ask(MONDAY + HOUR)
    own = desk.clock(Target.APPROVAL)
    assert (own.subject, own.state) == (f"approval {approval.id}", S.RUNNING)
    extension = desk.decide(MONDAY + 2 * HOUR, Role.SUPERVISOR, remark="Granted")
    assert extension
    assert desk.clock(Target.APPROVAL).state is S.MET
    assert desk.clock().due_at == MONDAY + 15 * DAY
    before = desk.clock().next_step_at
    desk.tell(extension, MONDAY + 3 * HOUR)
    assert (desk.clock().amount, desk.clock().due_at) == (30, MONDAY + 30 * DAY)
    after = desk.clock().next_step_at
    assert before
    assert after
    assert after > before
    with desk.database.read() as session:
        (row,) = extensions_of(session, desk.ticket.id)
        assert (row.rung, row.amount_before, row.amount, row.reason) == (1, 15, 30, "The expert is away")
        assert (row.granted_by, row.told_by, row.in_force_at) == ("supervisor", "agent", MONDAY + 3 * HOUR)
        kinds = [each.kind for each in session.query(TicketEvent).order_by(TicketEvent.id)]
        assert kinds == ["recorded", "extension_asked", "extension_granted", "informed"]
    with pytest.raises(ExtensionError, match="was told of this extension already"):
        desk.tell(extension, MONDAY + 4 * HOUR)


def test_the_next_rung_is_for_the_next_role_and_needs_no_notice(desk: Desk) -> None:
    desk.ask(MONDAY)
    first = desk.decide(MONDAY, Role.SUPERVISOR)
    assert first
    with pytest.raises(ApprovalError, match="tell the customer of the last extension first"):
        desk.ask(MONDAY + HOUR)
    desk.tell(first, MONDAY + HOUR)
    desk.ask(MONDAY + 2 * HOUR)
    with pytest.raises(ApprovalError, match="decided by: manager, or somebody above"):
        desk.decide(MONDAY + 2 * HOUR, Role.SUPERVISOR)
    desk.decide(MONDAY + 2 * HOUR, Role.ADMINISTRATOR)
    assert desk.clock().due_at == MONDAY + 60 * DAY
    with pytest.raises(ApprovalError, match="knows no further extension"):
        desk.ask(MONDAY + 3 * HOUR)


def test_nobody_decides_what_they_asked_for_themselves(desk: Desk) -> None:
    desk.ask(MONDAY, by=Role.MANAGER)
    with pytest.raises(ApprovalError, match="Nobody decides what they asked for"):
        desk.decide(MONDAY, Role.MANAGER)
    with pytest.raises(ApprovalError, match="Say first who you are"):
        desk.decide(MONDAY, None)
    assert desk.decide(MONDAY, Role.SUPERVISOR)


def test_a_refusal_needs_its_reason_and_leaves_the_deadline(desk: Desk) -> None:
    desk.ask(MONDAY)
    with pytest.raises(ApprovalError, match="A reason has 1 to"):
        desk.decide(MONDAY, Role.SUPERVISOR, granted=False, remark="  ")
    assert desk.decide(MONDAY, Role.SUPERVISOR, granted=False, remark="The facts are there") is None
    assert desk.clock().due_at == MONDAY + 15 * DAY
    with pytest.raises(ApprovalError, match="nothing to decide any more"):
        desk.decide(MONDAY, Role.MANAGER)
    desk.ask(MONDAY + HOUR)


def test_what_cannot_be_asked_for_is_refused(desk: Desk) -> None:
    with pytest.raises(ApprovalError, match="Say first who you are"):
        desk.ask(MONDAY, by=None)
    with pytest.raises(ApprovalError, match="A reason has 1 to"):
        desk.ask(MONDAY, reason=" ")
    with pytest.raises(ApprovalError, match="the deadline is over"):
        desk.ask(MONDAY + 15 * DAY + timedelta(seconds=1))
    desk.ask(MONDAY + 15 * DAY)
    with pytest.raises(ApprovalError, match="asked for already"):
        desk.ask(MONDAY + 15 * DAY)
    desk.happen(E.RESOLVED, MONDAY + 15 * DAY)
    with pytest.raises(ApprovalError, match="this deadline has ended"):
        desk.ask(MONDAY + 15 * DAY)


def test_a_paused_deadline_is_extended_and_keeps_its_pause(desk: Desk) -> None:
    desk.happen(E.WAITING, MONDAY + DAY)
    # It stands still: 20 days later it is not over.
    desk.ask(MONDAY + 20 * DAY)
    extension = desk.decide(MONDAY + 20 * DAY, Role.SUPERVISOR)
    assert extension
    desk.tell(extension, MONDAY + 20 * DAY)
    assert (desk.clock().state, desk.clock().due_at) == (S.PAUSED, MONDAY + 30 * DAY)
    desk.happen(E.CUSTOMER_REPLIED, MONDAY + 21 * DAY)
    assert desk.clock().due_at == MONDAY + 50 * DAY


def test_a_request_ends_with_the_deadline_that_it_is_about(desk: Desk) -> None:
    desk.ask(MONDAY)
    desk.happen(E.RESOLVED, MONDAY + HOUR)
    assert desk.clock(Target.APPROVAL).state is S.CANCELLED
    with desk.database.read() as session:
        assert open_approvals(session, desk.ticket.id) == ()
        (approval,) = session.query(Approval)
        assert (approval.decided_at, approval.granted, approval.decided_by_id) == (MONDAY + HOUR, None, None)
    with pytest.raises(ApprovalError, match="nothing to decide any more"):
        desk.decide(MONDAY + 2 * HOUR, Role.MANAGER)


def test_a_request_moves_with_its_deadline_in_a_merge(desk: Desk) -> None:
    desk.ask(MONDAY)
    later = new_ticket(desk.database, desk.rulebook, now=MONDAY + HOUR)
    with desk.database.write() as session:
        tickets = [session.get_one(Ticket, each.id) for each in (desk.ticket, later)]
        merge(session, desk.rulebook, *tickets, now=MONDAY + 2 * HOUR)
    with desk.database.read() as session:
        (row,) = open_approvals(session, later.id)
        assert (row.amount, row.notice, row.asked_by, row.target) == (30, True, "agent", Target.RESOLUTION)
        assert row.due_at is not None
    assert desk.decide(MONDAY + 3 * HOUR, Role.SUPERVISOR)


def test_a_request_that_nobody_decides_escalates_and_is_late(desk: Desk) -> None:
    desk.ask(MONDAY)
    due_at = desk.clock(Target.APPROVAL).due_at
    assert due_at == MONDAY + DAY
    sweep(desk.database, desk.rulebook, (), now=due_at)
    with desk.database.read() as session:
        mine = session.query(Escalation).filter_by(clock_id=desk.clock(Target.APPROVAL).id)
        steps = [each.step for each in mine.order_by(Escalation.id)]
    assert steps == ["at_once", "half", "breach"]
    desk.decide(due_at + timedelta(seconds=1), Role.SUPERVISOR)
    assert desk.clock(Target.APPROVAL).state is S.BREACHED


def test_it_is_known_what_can_be_extended(desk: Desk) -> None:
    with desk.database.read() as session:
        ticket = session.get_one(Ticket, desk.ticket.id)
        (found,) = extendable(session, desk.rulebook, ticket, now=MONDAY).items()
        assert (found[0], found[1].to, found[1].approver) == (desk.clock().id, 30, Role.SUPERVISOR)
        assert extendable(session, desk.rulebook, ticket, now=MONDAY + 16 * DAY) == {}
