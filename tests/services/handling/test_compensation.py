"""What customers are given: within an authority at once, above it asked for, never by oneself, and never in parts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from app.models.approval import Approval
from app.models.customer import Customer
from app.models.desk import Compensation, CompensationState
from app.models.people import Person, Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.approvals import ApprovalError, decide
from app.services.deadlines.requests import open_approvals
from app.services.handling.actions import assign
from app.services.handling.awaited import awaited
from app.services.handling.compensation import (
    CompensationError,
    authority_for,
    compensations,
    offer,
    pay,
    withdraw_offer,
)
from app.services.handling.events import happen, merge
from app.services.handling.split import split
from app.services.knowledge.customer_duplicates import merge_customers
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person, policy

DAY = timedelta(days=1)
A, L, S, M = Role.AGENT, Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER
C = CompensationState


class Desk:
    """A floor on which a decision is due within four opening hours; two customers turned out to be one."""

    def __init__(self, database: Database) -> None:
        specification = policy()
        specification["targets"].append({"target": "approval", "amount": "4h", "measure": "opening_hours"})
        self.database, self.rulebook = database, open_floor(database, specification)
        with database.write() as session:
            customers = [Customer(name=name) for name in ("Wang", "Wang Fang", "Li")]
            session.add_all(customers)
            session.flush()
            customers[0].merged_into_id = customers[1].id
            self.customers = [each.id for each in customers]
            self.people = {role: person(session, role).id for role in Role}
            colleague = Person(name="colleague", role=A)
            session.add(colleague)
            session.flush()
            self.colleague = colleague.id
        self.ticket = self.complaint(0)

    def complaint(self, customer: int | None) -> Ticket:
        id_ = None if customer is None else self.customers[customer]
        return new_ticket(self.database, self.rulebook, customer_id=id_, owner_id=self.people[A])

    def offer(
        self,
        units: float,
        nature: str = "goodwill",
        *,
        by: Role | int | None = A,
        ticket: Ticket | None = None,
        now: datetime = MONDAY + HOUR,
        reason: str = "Two weeks without heating",
    ) -> Compensation:
        by_id = self.people[by] if isinstance(by, Role) else by
        with self.database.write() as session:
            found = session.get_one(Ticket, (ticket or self.ticket).id)
            amount = round(units * 100)
            return offer(session, self.rulebook, found, nature, amount, reason, person_id=by_id, now=now)

    def decide(self, by: Role | int, granted: bool = True, remark: str = "", now: datetime = MONDAY + 2 * HOUR) -> None:
        with self.database.write() as session:
            approval = session.query(Approval).order_by(Approval.id.desc()).first()
            assert approval
            by_id = self.people[by] if isinstance(by, Role) else by
            decide(session, self.rulebook, approval, granted, remark, person_id=by_id, now=now)

    def stored(self, compensation: Compensation) -> Compensation:
        with self.database.read() as session:
            return session.get_one(Compensation, compensation.id)

    def clock(self) -> Clock:
        with self.database.read() as session:
            found = session.query(Clock).filter_by(target=Target.APPROVAL).order_by(Clock.id.desc()).first()
            assert found
            return found

    def kinds(self) -> list[str]:
        with self.database.read() as session:
            of_ticket = session.query(TicketEvent).filter_by(ticket_id=self.ticket.id).order_by(TicketEvent.id)
            return [each.kind for each in of_ticket]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.mark.parametrize(
    ("by", "nature", "units", "state", "role"),
    [
        (A, "goodwill", 200, C.GRANTED, A),
        (A, "goodwill", 200.01, C.ASKED, L),
        (A, "voucher", 1000.01, C.ASKED, S),
        (A, "refund", 0.01, C.ASKED, L),
        (L, "refund", 500, C.GRANTED, L),
        (L, "refund", 500.01, C.ASKED, S),
        (S, "refund", 5000, C.GRANTED, S),
        (S, "goodwill", 150, C.GRANTED, A),
        (M, "goodwill", 50_000, C.GRANTED, M),
        (Role.ADMINISTRATOR, "goodwill", 50_000, C.GRANTED, M),
    ],
)
def test_within_an_authority_it_is_granted_and_above_it_the_lowest_role_is_asked(
    desk: Desk, by: Role, nature: str, units: float, state: CompensationState, role: Role
) -> None:
    found = desk.offer(units, nature, by=by)
    assert (found.state, found.role, found.currency) == (state, role, "CNY")
    with desk.database.read() as session:
        approvals = open_approvals(session, desk.ticket.id)
    if state is C.GRANTED:
        assert approvals == ()
        assert desk.kinds()[-1] == "compensation_granted"
    else:
        (asked,) = approvals
        assert (asked.role, asked.asked_by, asked.due_at) == (role, by.value, desk.clock().due_at)
        assert (asked.details["hundredths"], asked.details["nature"]) == (round(units * 100), nature)
        assert desk.kinds()[-1] == "compensation_asked"


@pytest.mark.parametrize(
    ("units", "nature", "reason", "by", "said"),
    [
        (50_000.01, "goodwill", "why", M, "CNY 50,000.01 counts together within 30 days: that is above every limit"),
        (0, "goodwill", "why", A, "lies between 0.01 and 20,000,000"),
        (-5, "goodwill", "why", A, "lies between 0.01"),
        (20_000_000.01, "goodwill", "why", M, "lies between 0.01"),
        (5, "bribe", "why", A, "know no such compensation: bribe"),
        (5, "", "why", A, "know no such compensation: –"),
        (5, "goodwill", " \0", A, "A reason has 1 to 1000 characters; this one has 0"),
        (5, "goodwill", "x" * 1001, A, "this one has 1001"),
        (5, "goodwill", "why", None, "Say first who you are"),
        (5, "goodwill", "why", 999, "Say first who you are"),
    ],
)
def test_what_cannot_be_offered_is_refused(
    desk: Desk, units: float, nature: str, reason: str, by: Role | int | None, said: str
) -> None:
    with pytest.raises(CompensationError, match=said):
        desk.offer(units, nature, by=by, reason=reason)


@pytest.mark.parametrize(
    ("first", "then", "role", "is_split"),
    [
        # One person, one complaint, in two parts.
        ((A, 0, "goodwill", 150, 0), (A, 0, "goodwill", 60, 1), L, True),
        ((A, 0, "goodwill", 140, 0), (A, 0, "goodwill", 60, 1), A, False),
        # A colleague, another nature of the same limit, another complaint, the customer by their other name.
        ((A, 0, "goodwill", 150, 0), ("colleague", 0, "voucher", 60, 1), L, True),
        ((A, 0, "goodwill", 150, 0), ("colleague", 1, "gift", 60, 1), L, True),
        # What was asked for and is not decided counts already.
        ((A, 0, "goodwill", 900, 0), (A, 0, "goodwill", 150, 1), S, True),
        # Another customer, another limit, and what is long ago do not count.
        ((A, 0, "goodwill", 150, 0), (A, 2, "goodwill", 60, 1), A, False),
        ((L, 0, "refund", 400, 0), (A, 0, "goodwill", 200, 1), A, False),
        ((A, 0, "goodwill", 150, 0), (A, 0, "goodwill", 60, 31 * 24), A, False),
        ((A, 0, "goodwill", 150, 0), (A, 0, "goodwill", 60, 29 * 24), L, True),
        # For those above, refunds and the rest have one limit.
        ((S, 0, "refund", 4_600, 0), (S, 0, "refund", 450, 1), M, True),
    ],
)
def test_a_sum_that_is_split_stays_one_sum(
    desk: Desk,
    first: tuple[Role, int, str, float, int],
    then: tuple[Role | str, int, str, float, int],
    role: Role,
    is_split: bool,
) -> None:
    tickets = {customer: desk.complaint(customer) for customer in {first[1], then[1]}}
    desk.offer(first[3], first[2], by=first[0], ticket=tickets[first[1]])
    by = desk.colleague if isinstance(then[0], str) else then[0]
    now = MONDAY + then[4] * HOUR + HOUR
    by_id = desk.people[by] if isinstance(by, Role) else by
    with desk.database.read() as session:
        foreseen = authority_for(session, desk.rulebook, tickets[then[1]].id, then[2], round(then[3] * 100), by_id, now)
    second = desk.offer(then[3], then[2], by=by, ticket=tickets[then[1]], now=now)
    assert (second.role, foreseen.role, foreseen.is_split) == (role, role, is_split)
    assert foreseen.mine == (second.state is C.GRANTED)
    with desk.database.read() as session:
        event = session.query(TicketEvent).order_by(TicketEvent.id.desc()).first()
        assert event
        assert event.details
        assert event.details["split"] is is_split
        assert event.details["total"] == foreseen.total


def test_what_was_refused_or_withdrawn_counts_no_more(desk: Desk) -> None:
    desk.offer(190, by=L)
    asked = desk.offer(900)
    desk.decide(S, granted=False, remark="Too much")
    assert desk.stored(asked).state is C.REFUSED
    with desk.database.read() as session:
        row = compensations(session, desk.ticket.id)[0]
        assert (row.amount, row.decided_by, row.offered_by) == (900_00, "supervisor", "agent")
    assert desk.offer(10).role is A
    with desk.database.write() as session:
        first = session.query(Compensation).filter_by(amount=190_00).one()
        withdraw_offer(session, desk.rulebook, first.id, "A slip", person_id=desk.people[A], now=MONDAY + 3 * HOUR)
    assert desk.offer(190).role is A


def test_without_a_known_customer_what_a_complaint_holds_counts(desk: Desk) -> None:
    unknown = desk.complaint(None)
    desk.offer(150, ticket=unknown)
    assert desk.offer(60, ticket=unknown).role is L
    assert desk.offer(60, ticket=desk.complaint(None)).role is A


def test_the_decision_settles_it_within_its_own_clock(desk: Desk) -> None:
    asked = desk.offer(900)
    assert (desk.clock().state, desk.clock().subject) == (ClockState.RUNNING, f"approval {asked.approval_id}")
    with pytest.raises(ApprovalError, match="decided by: team_lead, or somebody above"):
        desk.decide(desk.colleague)
    desk.decide(L)
    assert (desk.stored(asked).state, desk.clock().state) == (C.GRANTED, ClockState.MET)
    assert desk.kinds()[-2:] == ["compensation_asked", "compensation_granted"]


@pytest.mark.parametrize("when", ["offered", "owner", "gave it away", "took it meanwhile"])
def test_nobody_decides_what_they_offered_or_whose_case_it_is_or_was(desk: Desk, when: str) -> None:
    lead = desk.people[L]
    with desk.database.write() as session:
        if when in ("owner", "gave it away"):
            assign(session, [desk.ticket.id], lead, person_id=None, now=MONDAY)
    desk.offer(1_200 if when == "offered" else 900, by=L if when == "offered" else A)
    with desk.database.write() as session:
        if when == "took it meanwhile":
            assign(session, [desk.ticket.id], lead, person_id=None, now=MONDAY + HOUR)
        if when in ("gave it away", "took it meanwhile"):
            assign(session, [desk.ticket.id], desk.people[A], person_id=lead, now=MONDAY + 2 * HOUR)
        if when == "offered":
            # A deputy of the role that is asked stays who they are.
            session.get_one(Person, desk.people[S]).deputy_id = lead
            session.get_one(Person, lead).role = Role.SUPERVISOR
    said = "what they asked for themselves" if when == "offered" else "Who has had the complaint"
    with pytest.raises(ApprovalError, match=said):
        desk.decide(L)
    desk.decide(S)


def test_what_is_granted_is_paid_once_and_nothing_else_is(desk: Desk) -> None:
    def settle(compensation: Compensation) -> None:
        with desk.database.write() as session:
            pay(session, compensation.id, person_id=desk.people[A], now=MONDAY + 3 * HOUR)

    asked = desk.offer(900)
    with pytest.raises(CompensationError, match="Only what is granted is paid; this is asked"):
        settle(asked)
    desk.decide(L)
    settle(asked)
    assert (desk.stored(asked).state, desk.stored(asked).paid_at) == (C.PAID, MONDAY + 3 * HOUR)
    with pytest.raises(CompensationError, match="this is paid"):
        settle(asked)
    with desk.database.write() as session, pytest.raises(CompensationError, match="taken back; this is paid"):
        withdraw_offer(session, desk.rulebook, asked.id, "x", person_id=desk.people[A], now=MONDAY + 4 * HOUR)


def test_taking_back_what_was_asked_for_ends_the_request(desk: Desk) -> None:
    asked = desk.offer(900)
    with desk.database.write() as session:
        withdraw_offer(session, desk.rulebook, asked.id, "Settled", person_id=desk.people[A], now=MONDAY + 2 * HOUR)
    assert (desk.stored(asked).state, desk.clock().state) == (C.WITHDRAWN, ClockState.CANCELLED)
    with pytest.raises(ApprovalError, match="nothing to decide any more"):
        desk.decide(L)


@pytest.mark.parametrize("event", [LifeEvent.WITHDRAWN, LifeEvent.SPAM])
def test_a_request_ends_with_its_complaint_and_then_nothing_is_offered(desk: Desk, event: LifeEvent) -> None:
    asked = desk.offer(900)
    with desk.database.write() as session:
        happen(session, desk.rulebook, session.get_one(Ticket, desk.ticket.id), event, now=MONDAY + 2 * HOUR)
    assert desk.stored(asked).state is C.WITHDRAWN
    with pytest.raises(CompensationError, match="nothing is offered any more") as refused:
        desk.offer(5, now=MONDAY + 3 * HOUR)
    assert isinstance(refused.value.values["status"], Status)


def test_of_two_people_who_offer_at_once_one_counts_what_the_other_gave(desk: Desk) -> None:
    other = desk.complaint(1)
    both = threading.Barrier(2)
    found: list[Compensation] = []

    def give(ticket: Ticket, by: int) -> None:
        both.wait()
        found.append(desk.offer(150, ticket=ticket, by=by))

    threads = [
        threading.Thread(target=give, args=each) for each in ((desk.ticket, desk.people[A]), (other, desk.colleague))
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.state.value for each in found) == ["asked", "granted"]


def test_everybody_sees_what_they_may_decide_the_most_pressing_first(desk: Desk) -> None:
    other = desk.complaint(2)
    with desk.database.write() as session:
        assign(session, [other.id], desk.people[L], person_id=None, now=MONDAY)
    first, second = desk.offer(900, by=desk.colleague, now=MONDAY + 2 * HOUR), desk.offer(900, ticket=other)
    third = desk.offer(4_000)
    expected: dict[Role | None, list[Compensation]] = {
        None: [],
        A: [],
        L: [first],
        S: [second, third, first],
        M: [second, third, first],
    }
    with desk.database.read() as session:
        for role, offered in expected.items():
            rows = awaited(session, desk.people[role] if role else None)
            assert [row.request.id for row in rows] == [each.approval_id for each in offered], role
        assert (rows[0].number, rows[0].request.asked_by) == (other.number, "agent")


def test_parts_of_a_complaint_are_one_where_nobody_knows_the_customer(desk: Desk) -> None:
    unknown = desk.complaint(None)
    desk.offer(150, ticket=unknown)
    with desk.database.write() as session:
        whole = session.get_one(Ticket, unknown.id)
        parts = [
            split(session, desk.rulebook, whole, f"Part {each}", "", person_id=desk.people[A], now=MONDAY + 2 * HOUR)
            for each in range(2)
        ]
    assert desk.offer(60, ticket=parts[0], now=MONDAY + 2 * HOUR).role is L
    # And of two parts that are merged elsewhere, too.
    other = desk.complaint(None)
    with desk.database.write() as session:
        both = (session.get_one(Ticket, each.id) for each in (parts[1], other))
        merge(session, desk.rulebook, *both, now=MONDAY + 3 * HOUR)
    assert desk.offer(60, ticket=other, now=MONDAY + 3 * HOUR).role is L


@pytest.mark.parametrize(("units", "by"), [(900, A), (4_000, A), (50_000, M)])
def test_what_a_customer_turns_out_to_have_been_given_twice_is_decided_further_up(
    desk: Desk, units: int, by: Role
) -> None:
    first, second = desk.complaint(1), desk.complaint(2)
    desk.offer(units, by=by, ticket=first)
    asked = desk.offer(900, ticket=second)
    assert asked.role is L
    with desk.database.write() as session:
        keep, other = desk.customers[1], desk.customers[2]
        merge_customers(session, keep, other, person_id=desk.people[A], now=MONDAY + HOUR)
    with pytest.raises(ApprovalError, match=r"given meanwhile it comes to CNY"):
        desk.decide(L)
    if by is M:
        with pytest.raises(ApprovalError, match="above every limit"):
            desk.decide(M)
        desk.decide(L, granted=False, remark="Enough")
    else:
        desk.decide(S)
    assert desk.stored(asked).state is (C.REFUSED if by is M else C.GRANTED)


def test_who_had_a_complaint_decides_nothing_about_it_after_it_is_merged(desk: Desk) -> None:
    lead, other = desk.people[L], desk.complaint(0)
    desk.offer(900)
    with desk.database.write() as session:
        assign(session, [desk.ticket.id], lead, person_id=None, now=MONDAY + HOUR)
        assign(session, [desk.ticket.id], desk.colleague, person_id=lead, now=MONDAY + 2 * HOUR)
        both = (session.get_one(Ticket, each.id) for each in (desk.ticket, other))
        merge(session, desk.rulebook, *both, person_id=lead, now=MONDAY + 2 * HOUR)
    with pytest.raises(ApprovalError, match="Who has had the complaint"):
        desk.decide(L, now=MONDAY + 3 * HOUR)
    with desk.database.read() as session:
        assert awaited(session, lead) == ()
    desk.decide(S, now=MONDAY + 3 * HOUR)


@pytest.mark.parametrize("what", ["decided", "paid"])
def test_of_two_consoles_only_one_decides_and_pays(desk: Desk, what: str) -> None:
    given, both = desk.offer(900), threading.Barrier(2)
    if what == "paid":
        desk.decide(L)

    def do(by: Role) -> bool:
        both.wait()
        try:
            if what == "decided":
                desk.decide(by)
            else:
                with desk.database.write() as session:
                    pay(session, given.id, person_id=desk.people[by], now=MONDAY + 3 * HOUR)
        except (ApprovalError, CompensationError):
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(do, (L, S))) == [False, True]
    assert desk.kinds().count({"decided": "compensation_granted", "paid": "compensation_paid"}[what]) == 1
