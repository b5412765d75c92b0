"""One complaint whole: what the case view reads, notes, and decisions that somebody else has overtaken."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.errors import NoTicketError
from app.models.customer import Customer
from app.models.people import Role
from app.models.sla import LifeEvent, Target
from app.models.ticket import Category, Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.actions import assign
from app.services.handling.case import Case, find_tickets, read_case
from app.services.handling.events import happen, merge
from app.services.handling.timeline import LONGEST_NOTE, ChangedMeanwhileError, NoteError, note, unchanged
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person


def case_of(database: Database, ticket: Ticket) -> Case:
    with database.read() as session:
        return read_case(session, Rulebook(), ticket.id, now=MONDAY + HOUR)


def let(database: Database, rulebook: Rulebook, ticket: Ticket, event: LifeEvent, **details: Any) -> None:
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        happen(
            session,
            rulebook,
            session.get_one(Ticket, ticket.id),
            event,
            person_id=agent,
            details=details or None,
            now=MONDAY,
        )


def test_a_case_shows_the_complaint_its_customer_and_their_other_complaints(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        session.add(Category(name="Billing", path="Product / Billing"))
        session.add(Customer(name="王芳", level="VIP", telephone="13800000000"))
        session.flush()
        customer, category = session.query(Customer).one().id, session.query(Category).one().id
    first = new_ticket(database, rulebook, customer_id=customer, title="First", now=MONDAY - HOUR)
    ticket = new_ticket(database, rulebook, customer_id=customer, category_id=category, product="Router")
    new_ticket(database, rulebook, title="Of somebody else")
    case = case_of(database, ticket)
    assert (case.number, case.title, case.product, case.category) == (
        ticket.number,
        "No heating",
        "Router",
        "Product / Billing",
    )
    assert (case.owner, case.status, case.queue, case.read_at) == ("agent", Status.OPEN, "", MONDAY + HOUR)
    assert case.customer is not None
    assert (case.customer.name, case.customer.level, case.customer.email) == ("王芳", "VIP", "")
    assert [(each.id, each.title) for each in case.earlier] == [(first.id, "First")]
    assert case.earlier_count == 1
    assert [each.target for each in case.clocks] == [Target.FIRST_RESPONSE, Target.RESOLUTION]


def test_events_are_told_in_order_with_who_and_what_was_said(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    let(database, rulebook, ticket, LifeEvent.ANSWERED, reply="We are on it", way="email")
    with database.write() as session:
        note(session, ticket.id, " Angry on the phone. ", person_id=person(session, Role.SUPERVISOR).id, now=MONDAY)
        assign(session, [ticket.id], person(session, Role.TEAM_LEAD).id, person_id=None, now=MONDAY)
    case = case_of(database, ticket)
    assert [(each.kind, each.person) for each in case.events] == [
        ("recorded", ""),
        ("answered", "agent"),
        ("note", "supervisor"),
        ("assigned", ""),
    ]
    assert case.events[1].details == {"reply": "We are on it", "way": "email"}
    assert case.events[2].details == {"text": "Angry on the phone."}
    before, after = case.events[3].details["owner_id"]
    assert (case.names[before], case.names[after]) == ("agent", "team_lead")
    assert case.first_handler == "agent"


def test_an_imported_complaint_shows_where_it_came_from_and_what_was_kept(database: Database) -> None:
    rulebook = open_floor(database)
    kept = {"digest": "d", "line": 7, "recorded": {"Region": "东城"}, "notes": ["Closed before it was received."]}
    ticket = new_ticket(database, rulebook, origin="hotline", external_key="A-1", origin_details=kept)
    case = case_of(database, ticket)
    assert (case.origin, case.external_key) == ("hotline", "A-1")
    assert (case.recorded, case.remarks) == ({"Region": "东城"}, ("Closed before it was received.",))


def test_merged_complaints_know_each_other(database: Database) -> None:
    rulebook = open_floor(database)
    ticket, into = new_ticket(database, rulebook, title="One"), new_ticket(database, rulebook, title="Two")
    with database.write() as session:
        merge(session, rulebook, session.get_one(Ticket, ticket.id), session.get_one(Ticket, into.id), now=MONDAY)
    gone, alive = case_of(database, ticket), case_of(database, into)
    assert gone.merged_into is not None
    assert (gone.status, gone.merged_into.number, gone.merged_into.title) == (Status.MERGED, into.number, "Two")
    assert [each.number for each in alive.merged] == [ticket.number]
    assert alive.merged_into is None


def test_a_complaint_that_does_not_exist_is_refused_by_a_sentence(database: Database) -> None:
    rulebook = open_floor(database)
    with database.read() as session, pytest.raises(NoTicketError, match="no complaint with the identity 99"):
        read_case(session, rulebook, 99, now=MONDAY)


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_NOTE + 1)])
def test_a_note_that_is_empty_or_too_long_is_refused(database: Database, text: str) -> None:
    ticket = new_ticket(database, open_floor(database))
    with pytest.raises(NoteError, match=f"1 to {LONGEST_NOTE}"), database.write() as session:
        note(session, ticket.id, text, now=MONDAY)
    with database.read() as session:
        assert session.query(TicketEvent).filter_by(kind="note").count() == 0


def test_a_note_takes_whatever_can_be_typed(database: Database) -> None:
    ticket = new_ticket(database, open_floor(database))
    text = "'; DROP TABLE ticket; -- 🙂 \0 {number} %s\n第二行"
    with database.write() as session:
        note(session, ticket.id, text, now=MONDAY)
    assert case_of(database, ticket).events[-1].details["text"] == text.replace("\0", "")


def test_a_decision_that_somebody_has_overtaken_is_refused_with_what_changed(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    seen = case_of(database, ticket).seen
    with database.write() as session:
        note(session, ticket.id, "Only a note", now=MONDAY)
    with database.write() as session:
        assert unchanged(session, ticket.id, seen, person_id=None).id == ticket.id
    let(database, rulebook, ticket, LifeEvent.ANSWERED)
    with database.write() as session, pytest.raises(ChangedMeanwhileError, match=ticket.number) as refusal:
        unchanged(session, ticket.id, seen, person_id=None)
    assert [(each.kind, each.person) for each in refusal.value.changes] == [("answered", "agent")]
    with database.write() as session:
        assert unchanged(session, ticket.id, refusal.value.seen, person_id=None).id == ticket.id


def test_of_two_decisions_at_the_same_moment_one_is_refused(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    seen = case_of(database, ticket).seen
    both = threading.Barrier(2)

    def decide(role: Role) -> str:
        with database.read() as session:
            person_id = person(session, role).id
        both.wait(10)
        try:
            with database.write() as session:
                decided = unchanged(session, ticket.id, seen, person_id=person_id)
                happen(session, Rulebook(), decided, LifeEvent.ANSWERED, person_id=person_id, now=MONDAY)
        except ChangedMeanwhileError as refusal:
            return ", ".join(each.person for each in refusal.changes)
        return "done"

    with ThreadPoolExecutor(2) as people:
        outcomes = list(people.map(decide, (Role.AGENT, Role.TEAM_LEAD)))
    assert sorted(outcomes) in (["agent", "done"], ["done", "team_lead"])
    assert [each.kind for each in case_of(database, ticket).events] == ["recorded", "answered"]


def test_what_a_person_did_themselves_does_not_stand_in_their_way(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    seen = case_of(database, ticket).seen
    let(database, rulebook, ticket, LifeEvent.ANSWERED)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        assert unchanged(session, ticket.id, seen, person_id=agent).version > seen.version


def test_a_change_without_an_event_is_a_change(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    seen = case_of(database, ticket).seen
    with database.write() as session:
        session.get_one(Ticket, ticket.id).product = "Router"
    with database.write() as session, pytest.raises(ChangedMeanwhileError) as refusal:
        unchanged(session, ticket.id, seen, person_id=None)
    assert refusal.value.changes == ()


def test_a_second_answer_counts_as_a_change_although_the_row_stays_the_same(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    let(database, rulebook, ticket, LifeEvent.ANSWERED)
    seen = case_of(database, ticket).seen
    let(database, rulebook, ticket, LifeEvent.ANSWERED)
    assert case_of(database, ticket).seen.version == seen.version
    with database.write() as session, pytest.raises(ChangedMeanwhileError):
        unchanged(session, ticket.id, seen, person_id=None)


def test_open_complaints_are_found_by_number_and_title(database: Database) -> None:
    rulebook = open_floor(database)
    leak = new_ticket(database, rulebook, title="100% 漏水_严重")
    cold = new_ticket(database, rulebook, title="Cold Radiator", now=MONDAY + HOUR)
    done = new_ticket(database, rulebook, title="Cold tea", source=Source.LETTER)
    let(database, rulebook, done, LifeEvent.RESOLVED)
    with database.read() as session:

        def found(text: str, but: int = 0) -> list[int]:
            return [each.id for each in find_tickets(session, text, but=but)]

        assert found("cold") == [cold.id]
        assert found("漏水") == found("% 漏水_") == found(leak.number.lower()) == [leak.id]
        assert found("100_") == []
        assert found("") == [cold.id, leak.id]
        assert found("", but=cold.id) == [leak.id]
        # Pasted by mistake.
        assert found("x" * 300_000) == []
