"""A complaint is closed only when its loop is: every point that is open keeps it open, and is named."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.approval import Approval, ApprovalKind
from app.models.customer import Customer, CustomerPromise
from app.models.department import Department, DepartmentTask
from app.models.desk import Compensation, CompensationState
from app.models.desk_rules import Loop
from app.models.escalation import Delivery
from app.models.follow_up import FollowUp
from app.models.message import Direction, Message, Purpose
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.handling.compensation import CompensationError, offer
from app.services.handling.departments import DepartmentForm, save_department
from app.services.handling.events import happen, merge
from app.services.handling.loop import NotClosedError, OpenPoint, what_is_open
from app.services.handling.root_causes import add_root_cause, record_root_cause
from app.services.handling.tasks import TaskError
from app.services.handling.tasks import ask_department as ask_about
from tests.builders import HOUR, MONDAY, close_freely, new_ticket, open_floor, person

E = LifeEvent
Add = Callable[[Session, Ticket], object]
TOLD = {"result": "It is repaired", "way": "telephone"}


class Desk:
    """A floor with one complaint, which was resolved after an hour."""

    def __init__(self, database: Database) -> None:
        self.database, self.rulebook = database, open_floor(database)
        self.ticket = new_ticket(database, self.rulebook)

    def happen(self, event: LifeEvent, hours: int, details: dict[str, str] | None = None) -> None:
        with self.database.write() as session:
            now = MONDAY + hours * HOUR
            happen(session, self.rulebook, session.get_one(Ticket, self.ticket.id), event, details=details, now=now)

    def add(self, add: Add) -> None:
        with self.database.write() as session:
            add(session, session.get_one(Ticket, self.ticket.id))

    def open(self, now: datetime = MONDAY + 5 * HOUR) -> list[str]:
        with self.database.read() as session:
            ticket = session.get_one(Ticket, self.ticket.id)
            return [point.loop.value for point in what_is_open(session, self.rulebook, ticket, now)]

    def status(self) -> Status:
        with self.database.read() as session:
            return session.get_one(Ticket, self.ticket.id).status

    def do_all_but(self, *left: Loop) -> None:
        """Resolve the complaint and do what its closing needs, but for some of it."""
        self.happen(E.RESOLVED, 1, TOLD if Loop.RESULT_TOLD not in left else None)
        if Loop.FOLLOWED_UP not in left:
            self.happen(E.FOLLOWED_UP, 2)
        if Loop.ROOT_CAUSE not in left:
            self.add(find_cause)


def find_cause(session: Session, ticket: Ticket) -> None:
    cause = add_root_cause(session, "Process")
    record_root_cause(session, ticket, cause.id, person_id=None, now=MONDAY)


def ask_department(session: Session, ticket: Ticket) -> None:
    department = Department(code="it", name="IT")
    session.add(department)
    session.flush()
    given = {"title": "Look at the log", "question": "Why?", "token": "t", "asked_at": MONDAY}
    session.add(DepartmentTask(ticket_id=ticket.id, department_id=department.id, **given))


def ask_above(session: Session, ticket: Ticket) -> None:
    session.add(
        Approval(ticket_id=ticket.id, kind=ApprovalKind.ESCALATION, role=Role.MANAGER, reason="breach", asked_at=MONDAY)
    )


def promise(session: Session, ticket: Ticket) -> None:
    customer = Customer(name="Wang")
    session.add(customer)
    session.flush()
    given = {"promise": "A new lamp", "due_at": MONDAY + 9 * HOUR, "made_at": MONDAY}
    session.add(CustomerPromise(customer_id=customer.id, ticket_id=ticket.id, **given))


def grant(session: Session, ticket: Ticket) -> None:
    session.add(
        Compensation(
            ticket_id=ticket.id,
            nature="voucher",
            amount=12_345,
            currency="CNY",
            reason="late",
            state=CompensationState.GRANTED,
            role=Role.AGENT,
            offered_at=MONDAY,
        )
    )


def end(row: type[DepartmentTask] | type[CustomerPromise]) -> Add:
    return lambda session, _: session.query(row).update({"ended_at": MONDAY + HOUR})


def decide(session: Session, _: Ticket) -> None:
    session.query(Approval).update({"decided_at": MONDAY + HOUR})


def pay(session: Session, _: Ticket) -> None:
    session.query(Compensation).update({"state": CompensationState.PAID})


def tell(state: Delivery | None, hours: int = 3) -> Add:
    return lambda session, ticket: session.add(
        Message(
            ticket_id=ticket.id,
            direction=Direction.OUT,
            purpose=Purpose.RESULT,
            medium=Source.EMAIL,
            at=MONDAY + hours * HOUR,
            body="It is repaired",
            state=state,
        )
    )


def follow_up(session: Session, ticket: Ticket) -> None:
    session.query(FollowUp).delete()
    session.add(FollowUp(ticket_id=ticket.id, cycle=1, opened_at=MONDAY + HOUR, done_at=MONDAY + 2 * HOUR))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.mark.parametrize(
    ("left", "opens", "ends", "said"),
    [
        (Loop.RESULT_TOLD, None, tell(Delivery.SENT), "the customer has not been told the result"),
        (Loop.FOLLOWED_UP, None, follow_up, "the follow-up is not done"),
        (Loop.ROOT_CAUSE, None, find_cause, "no root cause is recorded"),
        (Loop.TASKS_DONE, ask_department, end(DepartmentTask), "a department's task is open: Look at the log · IT"),
        (Loop.APPROVALS_DECIDED, ask_above, decide, "a decision is awaited: breach"),
        (Loop.PROMISES_KEPT, promise, end(CustomerPromise), "a promise is open: A new lamp"),
        (Loop.PROMISES_KEPT, grant, pay, "a promise is open: CNY 123.45"),
    ],
)
def test_one_point_that_is_open_keeps_a_complaint_open_and_is_named(
    desk: Desk, left: Loop, opens: Add | None, ends: Add, said: str
) -> None:
    desk.do_all_but(left)
    if opens:
        desk.add(opens)
    assert desk.open() == [left.value]
    with pytest.raises(NotClosedError) as refused:
        desk.happen(E.CLOSED, 4)
    assert str(refused.value) == f"{desk.ticket.number} cannot be closed yet: {said}."
    assert desk.status() is Status.RESOLVED
    desk.add(ends)
    assert desk.open() == []
    desk.happen(E.CLOSED, 4)
    assert desk.status() is Status.CLOSED


def test_all_that_is_open_is_named_at_once_in_the_order_of_the_rules(desk: Desk) -> None:
    desk.do_all_but(*Loop)
    for add in (ask_department, ask_above, promise):
        desk.add(add)
    with pytest.raises(NotClosedError) as refused:
        desk.happen(E.CLOSED, 4)
    assert [point.loop for point in refused.value.points] == list(Loop)
    assert refused.value.points[0] == OpenPoint(Loop.RESULT_TOLD)


@pytest.mark.parametrize(
    ("add", "is_told"),
    [
        (tell(None), True),
        (tell(Delivery.PENDING), True),
        (tell(Delivery.UNKNOWN), True),
        (tell(Delivery.FAILED), False),
        (tell(Delivery.WITHDRAWN), False),
        (tell(None, hours=6), False),
    ],
)
def test_a_message_tells_the_result_unless_it_failed_or_is_still_to_come(desk: Desk, add: Add, is_told: bool) -> None:
    desk.do_all_but(Loop.RESULT_TOLD)
    desk.add(add)
    assert desk.open() == ([] if is_told else [Loop.RESULT_TOLD.value])


def test_what_was_told_and_followed_up_before_it_was_opened_again_does_not_count(desk: Desk) -> None:
    desk.do_all_but()
    assert desk.open() == []
    desk.happen(E.REOPENED, 3)
    desk.happen(E.RESOLVED, 4)
    assert desk.open() == [Loop.RESULT_TOLD.value, Loop.FOLLOWED_UP.value]


def test_only_what_the_rules_need_is_asked_for(desk: Desk) -> None:
    desk.do_all_but(*Loop)
    with desk.database.write() as session:
        close_freely(session)
    assert desk.open() == []
    desk.happen(E.CLOSED, 4)
    assert desk.status() is Status.CLOSED


@pytest.mark.parametrize("event", [E.WITHDRAWN, E.SPAM])
def test_what_ends_otherwise_needs_nothing(desk: Desk, event: LifeEvent) -> None:
    desk.add(ask_department)
    desk.happen(event, 1)
    assert desk.status().value == event.value


def test_what_is_merged_needs_nothing(desk: Desk) -> None:
    other = new_ticket(desk.database, desk.rulebook)
    with desk.database.write() as session:
        tickets = (session.get_one(Ticket, each.id) for each in (desk.ticket, other))
        merge(session, desk.rulebook, *tickets, now=MONDAY + timedelta(hours=1))
    assert desk.status() is Status.MERGED


def test_who_was_first_stays_the_first_handler_whoever_resolves_and_closes(desk: Desk) -> None:
    for event, role in ((E.ANSWERED, Role.AGENT), (E.RESOLVED, Role.SUPERVISOR), (E.REOPENED, Role.MANAGER)):
        with desk.database.write() as session:
            ticket = session.get_one(Ticket, desk.ticket.id)
            happen(session, desk.rulebook, ticket, event, person_id=person(session, role).id, now=MONDAY + HOUR)
            assert ticket.first_handler_id == person(session, Role.AGENT).id


@pytest.mark.parametrize("what", ["task", "decision"])
def test_a_complaint_is_not_closed_over_what_somebody_asks_in_the_same_moment(desk: Desk, what: str) -> None:
    desk.do_all_but()
    with desk.database.write() as session:
        lead, agent = person(session, Role.TEAM_LEAD).id, person(session, Role.AGENT).id
        department = save_department(
            session, DepartmentForm("it", "IT", contact_email="it@example.com"), person_id=lead
        ).id
    both = threading.Barrier(2)
    now = MONDAY + 6 * HOUR

    def close() -> bool:
        both.wait()
        try:
            desk.happen(E.CLOSED, 6)
        except NotClosedError:
            return False
        return True

    def ask() -> bool:
        both.wait()
        try:
            with desk.database.write() as session:
                ticket = session.get_one(Ticket, desk.ticket.id)
                if what == "task":
                    ask_about(session, desk.rulebook, ticket, department, "t", "q", person_id=agent, now=now)
                else:
                    offer(session, desk.rulebook, ticket, "goodwill", 900_00, "Cold", person_id=agent, now=now)
        except (TaskError, CompensationError):
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        closed, asked = (each.result() for each in (threads.submit(close), threads.submit(ask)))
    assert closed is not asked
    assert (desk.status() is Status.CLOSED) is closed
