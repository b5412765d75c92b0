"""The customer view, promises, and customers who are on record twice, on both databases."""

from contextlib import nullcontext
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.models.alert import Alert, AlertKind
from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder, CustomerPromise
from app.models.desk import Compensation, CompensationState
from app.models.escalation import PROMISE_DUE, PROMISE_LATE, Escalation, Notification
from app.models.floor import Floor
from app.models.follow_up import CallOutcome, Survey
from app.models.message import Direction, Message, Purpose
from app.models.people import Language, Person, Role, Team
from app.models.sla import LifeEvent
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.inbox import read_inbox
from app.services.deadlines.rulebook import Rulebook
from app.services.decisions import Decision, Matter, last_decision
from app.services.floor.watch import watch
from app.services.handling.call_list import call_list
from app.services.handling.events import happen
from app.services.handling.follow_up import record_call, record_survey
from app.services.intake.customers import find_customers
from app.services.knowledge.customer import SumRow, read_customer
from app.services.knowledge.customer_duplicates import (
    CUSTOMER_MERGED,
    CustomerMergeError,
    Why,
    find_duplicates,
    merge_customers,
)
from app.services.knowledge.customer_edits import CustomerEditError, CustomerFields, edit_customer, fields_of, levels
from app.services.knowledge.promises import (
    PromiseError,
    end_promise,
    make_promise,
    promises_of,
    remind_of_promises,
)
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = MONDAY + 5 * HOUR


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    return open_floor(database)


def new_customer(database: Database, name: str, *numbers: str, **known: object) -> int:
    with database.write() as session:
        made = Customer(name=name, telephone=numbers[0] if numbers else None, **known)
        session.add(made)
        session.flush()
        for number in numbers:
            kind = ContactKind.EMAIL if "@" in number else ContactKind.TELEPHONE
            session.add(CustomerContact(customer_id=made.id, kind=kind, value=number, normal=number.lower()))
        return made.id


def test_the_view_has_all_that_is_known_of_a_customer(database: Database, rulebook: Rulebook) -> None:
    customer = new_customer(database, "张伟", "13800138000", "a@b.cn", level="vip", note="老客户")
    first = new_ticket(database, rulebook, customer_id=customer, title="屏幕坏了")
    second = new_ticket(database, rulebook, customer_id=customer, now=MONDAY + HOUR)
    new_ticket(database, rulebook, customer_id=new_customer(database, "别人"))
    with database.write() as session:
        me = person(session, Role.AGENT).id
        happen(session, rulebook, session.get_one(Ticket, first.id), LifeEvent.RESOLVED, now=MONDAY + HOUR)
        owed = call_list(session, SHANGHAI, now=NOW)[0]
        record_call(session, rulebook, owed.id, CallOutcome.REACHED, "很满意", person_id=me, now=NOW)
        record_survey(session, rulebook, first.id, 5, person_id=me, now=NOW)
        record_survey(session, rulebook, first.id, 4, person_id=me, now=NOW)
        session.add(CustomerOrder(customer_id=customer, number="A-1", product="手机", amount=129_900, currency="CNY"))
        session.add(
            Message(
                customer_id=customer,
                ticket_id=second.id,
                direction=Direction.IN,
                purpose=Purpose.OTHER,
                medium=Source.EMAIL,
                at=NOW + HOUR,
                subject="催办",
                body="请尽快",
            )
        )
        for amount, state in ((100_00, "paid"), (50_00, "granted"), (999_00, "refused")):
            session.add(
                Compensation(
                    ticket_id=first.id,
                    customer_id=customer,
                    nature="goodwill",
                    amount=amount,
                    currency="CNY",
                    reason="道歉",
                    state=CompensationState(state),
                    role=Role.AGENT,
                    offered_at=NOW,
                )
            )
        make_promise(session, customer, "三日内回电", NOW + DAY, ticket_id=second.id, person_id=me, now=NOW)
        view = read_customer(session, customer)
    assert (view.fields.name, view.fields.level, view.fields.note) == ("张伟", "vip", "老客户")
    assert {each.value for each in view.contacts} == {"13800138000", "a@b.cn"}
    assert [(each.id, each.score) for each in view.complaints] == [(second.id, None), (first.id, 4)]
    assert (view.complaint_count, view.open_count) == (2, 1)
    assert [(each.text, each.outcome) for each in view.talks] == [
        ("催办\n请尽快", None),
        ("很满意", CallOutcome.REACHED),
    ]
    assert (view.satisfaction, view.survey_count) == (4.5, 2)
    assert view.sums == (SumRow("CNY", 150_00, 50_00),)
    assert [each.promise for each in view.promises] == ["三日内回电"]
    assert [each.number for each in view.orders] == ["A-1"]


def test_a_promise_is_open_until_somebody_says_that_it_was_kept_or_broken(
    database: Database, rulebook: Rulebook
) -> None:
    customer = new_customer(database, "张伟")
    ticket = new_ticket(database, rulebook, customer_id=customer)
    with database.write() as session:
        me = person(session, Role.AGENT).id
        later = make_promise(session, customer, "回电", NOW + 2 * DAY, ticket_id=ticket.id, person_id=me, now=NOW)
        sooner = make_promise(session, customer, "退款", NOW + DAY, person_id=me, now=NOW)
        assert [each.id for each in promises_of(session, only_open=True)] == [sooner, later]
        assert [each.id for each in promises_of(session, ticket_id=ticket.id)] == [later]
        end_promise(session, later, kept=True, person_id=me, now=NOW + DAY)
        end_promise(session, sooner, kept=False, person_id=me, now=NOW + 3 * DAY)
        assert promises_of(session, only_open=True) == ()
        assert [(each.id, each.kept) for each in promises_of(session, customer_id=customer)] == [
            (sooner, False),
            (later, True),
        ]
        with pytest.raises(PromiseError, match="ended already"):
            end_promise(session, later, kept=False, person_id=me, now=NOW + DAY)
        kinds = session.scalars(select(TicketEvent.kind).where(TicketEvent.ticket_id == ticket.id)).all()
        assert kinds[1:] == ["promised", "promise_kept"]
        for promise, due in (("", NOW + DAY), ("x" * 1_001, NOW + DAY), ("回电", NOW)):
            with pytest.raises(PromiseError):
                make_promise(session, customer, promise, due, person_id=me, now=NOW)


@pytest.mark.parametrize("status", list(Status))
def test_nothing_is_promised_about_a_complaint_that_has_ended(
    database: Database, rulebook: Rulebook, status: Status
) -> None:
    customer = new_customer(database, "张伟")
    ticket = new_ticket(database, rulebook, customer_id=customer)
    goes_on = status in (Status.OPEN, Status.WAITING, Status.RESOLVED)
    with database.write() as session:
        session.get_one(Ticket, ticket.id).status = status
    with nullcontext() if goes_on else pytest.raises(PromiseError, match="has ended"), database.write() as session:
        make_promise(session, customer, "回电", NOW + DAY, ticket_id=ticket.id, person_id=None, now=NOW)
    with database.read() as session:
        assert len(promises_of(session)) == goes_on


def inbox(database: Database) -> list[tuple[str, str, bool]]:
    """What people were told, newest last: the step, to whom, and whether it is in the inbox only."""
    with database.read() as session:
        told = select(Escalation.step, Person.name, Notification.channel).join(
            Notification, Notification.escalation_id == Escalation.id
        )
        rows = session.execute(told.join(Person, Person.id == Notification.person_id).order_by(Notification.id))
        return [(step, name, channel == "inbox") for step, name, channel in rows]


def test_who_promised_is_told_once_in_time_and_with_their_lead_when_it_is_late(
    database: Database, rulebook: Rulebook
) -> None:
    customer = new_customer(database, "张伟")
    ticket = new_ticket(database, rulebook, customer_id=customer)
    with database.write() as session:
        team = Team(name="一组", floor_id=session.scalars(select(Floor.id)).one())
        session.add(team)
        session.flush()
        me, lead = person(session, Role.AGENT), person(session, Role.TEAM_LEAD)
        me.team_id = lead.team_id = team.id
        names = me.name, lead.name
        make_promise(session, customer, "回电", NOW + DAY, ticket_id=ticket.id, person_id=me.id, now=NOW)
        kept = make_promise(session, customer, "寄件", NOW + DAY, ticket_id=ticket.id, person_id=me.id, now=NOW)
        end_promise(session, kept, kept=True, person_id=me.id, now=NOW)
        make_promise(session, customer, "退款", NOW + DAY, person_id=me.id, now=NOW)
    for hours in (1, 23, 23.5, 25, 26):
        at = NOW + hours * HOUR
        with database.write() as session:
            remind_of_promises(session, now=at)
            watch(session, zone=ZoneInfo("UTC"), now=at)
    # Of two promises, one of which is about no complaint.
    assert inbox(database) == [
        *[(PROMISE_DUE, names[0], True)] * 2,
        *[(PROMISE_LATE, names[0], True), (PROMISE_LATE, names[1], True)] * 2,
    ]
    with database.read() as session:
        [alert] = session.scalars(select(Alert).where(Alert.kind == AlertKind.PROMISE))
        assert (alert.details["count"], alert.details["number"], alert.cleared_at) == (2, ticket.number, None)
        open_ones = [each.id for each in promises_of(session, only_open=True)]
    with database.write() as session:
        for id_ in open_ones:
            end_promise(session, id_, kept=False, person_id=None, now=NOW + 27 * HOUR)
        watch(session, zone=ZoneInfo("UTC"), now=NOW + 27 * HOUR)
    with database.read() as session:
        assert session.get_one(Alert, alert.id).cleared_at == NOW + 27 * HOUR


def test_a_promise_about_no_complaint_is_told_of_with_the_last_one_of_the_customer(
    database: Database, rulebook: Rulebook
) -> None:
    customer, stranger = new_customer(database, "张伟"), new_customer(database, "李雷")
    new_ticket(database, rulebook, customer_id=customer)
    last = new_ticket(database, rulebook, customer_id=customer)
    with database.write() as session:
        me = person(session, Role.AGENT)
        for whom in (customer, stranger):
            make_promise(session, whom, "回电", NOW + DAY, person_id=me.id, now=NOW)
        name, my_id = me.name, me.id
    for hours in (1, 23, 23.5):
        with database.write() as session:
            remind_of_promises(session, now=NOW + hours * HOUR)
    assert inbox(database) == [(PROMISE_DUE, name, True)]
    with database.read() as session:
        [told] = read_inbox(session, rulebook, person_id=my_id).latest
        assert (told.ticket_id, told.due_at) == (last.id, NOW + DAY)
    with database.write() as session:
        remind_of_promises(session, now=NOW + 25 * HOUR)
        watch(session, zone=ZoneInfo("UTC"), now=NOW + 25 * HOUR)
    assert [step for step, *_ in inbox(database)][1:] == [PROMISE_LATE, PROMISE_LATE]
    with database.read() as session:
        # Who has never complained is told of by the alert.
        [alert] = session.scalars(select(Alert).where(Alert.kind == AlertKind.PROMISE))
        assert alert.details["count"] == 2


def test_what_is_written_of_a_customer_is_checked_and_presses_what_is_open(
    database: Database, rulebook: Rulebook
) -> None:
    customer = new_customer(database, "张伟", "13800138000")
    ticket = new_ticket(database, rulebook, customer_id=customer)
    good = CustomerFields(" 张 伟 ", "vip", "010-8888 0000", "Z@Example.com", Language.ENGLISH, True, 9, 18, "注意")
    with database.write() as session:
        edit_customer(session, rulebook, customer, good, version=1, person_id=None, now=NOW)
    with database.read() as session:
        found = session.get_one(Customer, customer)
        assert fields_of(found) == CustomerFields(
            "张 伟", "vip", "010-8888 0000", "Z@Example.com", Language.ENGLISH, True, 9, 18, "注意"
        )
        assert session.get_one(Ticket, ticket.id).high_risk
        assert levels(session) == ("vip",)
        normals = set(session.scalars(select(CustomerContact.normal)))
        assert normals == {"13800138000", "01088880000", "z@example.com"}
        for wrong in (
            CustomerFields(""),
            CustomerFields("x" * 201),
            CustomerFields("x", telephone="abc"),
            CustomerFields("x", email="abc"),
            CustomerFields("x", call_from=25),
        ):
            with pytest.raises(CustomerEditError):
                edit_customer(session, rulebook, customer, wrong, version=found.version, person_id=None, now=NOW)
        with pytest.raises(CustomerEditError, match="meanwhile"):
            edit_customer(session, rulebook, customer, good, version=1, person_id=None, now=NOW)
        with pytest.raises(CustomerEditError, match="no customer"):
            read_customer(session, 999)
        # Which fields were changed is on record, and nothing of it says who it is.
        changed = ["name", "level", "telephone", "email", "language", "high_risk", "call_from", "call_until", "note"]
        kept = {"level": ["", "vip"], "language": [None, "en"], "high_risk": [False, True]}
        hours = {"call_from": [None, 9], "call_until": [None, 18]}
        assert last_decision(session, Matter.CUSTOMER) == Decision(
            NOW, "", {"customer_id": customer, "changed": changed} | kept | hours
        )


def test_who_was_erased_is_not_written_anew(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    customer = new_customer(sqlite_database, "", erased_at=NOW)
    with sqlite_database.write() as session, pytest.raises(CustomerEditError, match="was erased"):
        edit_customer(session, rulebook, customer, CustomerFields("张伟"), version=1, person_id=None, now=NOW)


def test_customers_who_share_a_number_or_are_called_alike_are_found(database: Database, rulebook: Rulebook) -> None:
    zhang = new_customer(database, "张伟", "13800138000")
    again = new_customer(database, "张先生", "8613800138000")
    smith, smyth = new_customer(database, "John Smithson", "5551234567"), new_customer(database, "Smithson, John")
    # Two people: each has a number of their own.
    new_customer(database, "李娜", "13911111111")
    new_customer(database, "李娜", "13922222222")
    both = [new_customer(database, name, "x@y.cn") for name in ("王芳", "王芳芳")]
    new_ticket(database, rulebook, customer_id=again)
    with database.read() as session:
        found = {(each.one.id, each.other.id): each.why for each in find_duplicates(session)}
    assert found == {
        (again, zhang): (Why.TELEPHONE,),
        (smith, smyth): (Why.NAME,),
        (both[0], both[1]): (Why.EMAIL,),
    }


def test_of_two_customers_one_is_made_and_everything_moves(database: Database, rulebook: Rulebook) -> None:
    keep = new_customer(database, "张伟", "13800138000", note="甲")
    other = new_customer(database, "张先生", "13800138000", "010", level="vip", high_risk=True, note="乙")
    tickets = [new_ticket(database, rulebook, customer_id=each) for each in (keep, other)]
    with database.write() as session:
        session.add(CustomerOrder(customer_id=other, number="A-1"))
        make_promise(session, other, "回电", NOW + DAY, person_id=None, now=NOW)
        session.add(
            Message(
                customer_id=other, direction=Direction.IN, medium=Source.EMAIL, at=NOW, body="x", purpose=Purpose.OTHER
            )
        )
        assert merge_customers(session, keep, other, person_id=None, now=NOW) == 1
    with database.read() as session:
        # What the kept one complains of is of high risk now, too.
        assert [session.get_one(Ticket, each.id).high_risk for each in tickets] == [True, True]
        said = last_decision(session, Matter.CUSTOMER)
        assert said
        assert said.value == {"customer_id": keep, "merged": other}
        view = read_customer(session, other)
        assert view.id == keep
        assert (view.fields.level, view.fields.high_risk, view.fields.note) == ("vip", True, "甲\n乙")
        assert {each.value for each in view.contacts} == {"13800138000", "010"}
        assert {each.id for each in view.complaints} == {each.id for each in tickets}
        assert (len(view.orders), len(view.promises), len(view.talks)) == (1, 1, 1)
        assert [each.id for each in find_customers(session, "张先生")] == []
        moved = session.scalars(select(TicketEvent).filter_by(kind=CUSTOMER_MERGED)).one()
        assert (moved.ticket_id, moved.details) == (tickets[1].id, {"customer_id": [other, keep]})
        assert session.scalars(select(CustomerPromise.customer_id)).all() == [keep]
        assert session.scalars(select(Survey.id)).all() == []
    with database.write() as session:
        for pair in ((keep, keep), (keep, 999), (keep, other)):
            with pytest.raises(CustomerMergeError):
                merge_customers(session, *pair, person_id=1, now=NOW)
