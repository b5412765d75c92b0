"""Notices and calls: what each does to a complaint, what is refused, and the templates that they are written from."""

from dataclasses import replace

import pytest

from app.models.customer import ContactKind, CustomerContact
from app.models.escalation import Delivery
from app.models.message import Direction, Message, Purpose, TextTemplate
from app.models.people import Language, Role
from app.models.sla import ClockState, LifeEvent, Target
from app.models.template_fields import TemplateError, fields_of
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.handling.desk_rights import DeskRightsError
from app.services.handling.events import happen
from app.services.handling.messages import (
    Call,
    MessageError,
    Notice,
    addresses_of,
    read_messages,
    record_call,
    resend,
    send_message,
    settle,
)
from app.services.handling.templates import (
    NoticeTemplate,
    NoticeTemplateError,
    draft,
    read_templates,
    save_template,
)
from app.services.knowledge.scripts import save_script
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person
from tests.services.handling.asked import of_customer

MAIL, PHONE = Source.EMAIL, Source.TELEPHONE
LATER = MONDAY + HOUR
CHEN = "chen@home.example"


def notice(purpose: Purpose = Purpose.OTHER, medium: Source = MAIL, **more: object) -> Notice:
    """A notice to Mrs Chen."""
    return replace(Notice(purpose, medium, "您好", "关于您的投诉", CHEN), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("purpose", "resolves", "kind", "first_response", "status"),
    [
        (Purpose.ACKNOWLEDGEMENT, False, "acknowledged", ClockState.RUNNING, Status.OPEN),
        (Purpose.PROGRESS, False, "informed", ClockState.RUNNING, Status.OPEN),
        (Purpose.OTHER, False, "answered", ClockState.MET, Status.OPEN),
        (Purpose.RESULT, False, "answered", ClockState.MET, Status.OPEN),
        (Purpose.RESULT, True, "resolved", ClockState.MET, Status.RESOLVED),
        (Purpose.SURVEY, False, "message_sent", ClockState.RUNNING, Status.OPEN),
    ],
)
def test_what_a_notice_is_for_says_what_it_does(
    database: Database, purpose: Purpose, resolves: bool, kind: str, first_response: ClockState, status: Status
) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    with database.write() as session:
        known, agent = session.get_one(Ticket, ticket.id), person(session, Role.AGENT).id
        given = notice(purpose, resolves=resolves)
        sent = send_message(session, rulebook, known, given, person_id=agent, now=LATER)
        assert (sent.state, sent.next_attempt_at, sent.purpose) == (Delivery.PENDING, LATER, purpose)
        assert known.status is status
        last = session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id.desc()).first()
        assert last is not None
        assert (last.kind, (last.details or {})["text"]) == (kind, "您好")
    assert clocks_of(database, ticket, Target.FIRST_RESPONSE)[0].state is first_response


def test_what_was_told_another_way_is_recorded_and_nothing_is_sent(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    with database.write() as session:
        known, agent = session.get_one(Ticket, ticket.id), person(session, Role.AGENT).id
        given = notice(Purpose.RESULT, PHONE, resolves=True, address="138")
        told = send_message(session, rulebook, known, given, person_id=agent, now=LATER)
        assert (told.state, told.message_id, told.next_attempt_at) == (None, None, None)
        # The complaint is resolved: to tell it again changes nothing more.
        send_message(session, rulebook, known, notice(Purpose.PROGRESS, PHONE), person_id=agent, now=LATER)
        kinds = [each.kind for each in session.query(TicketEvent).filter_by(ticket_id=ticket.id)]
        assert kinds[-2:] == ["resolved", "message_sent"]
        first, second = read_messages(session, ticket.id)
        assert (first.person, first.written, second.purpose) == ("agent", "您好", Purpose.PROGRESS)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (notice(body=" "), "1 to 20000"),
        (notice(body="x" * 20_001), "20001"),
        (notice(body="结果：____"), "gaps"),
        (notice(subject=" \r\n "), "needs a subject"),
        (notice(address=""), "no e-mail|not an e-mail"),
        (notice(address="a@b.c\r\nBcc: evil@x.y"), "not an e-mail"),
        (notice(address="a@b.c, evil@x.y"), "not an e-mail"),
    ],
)
def test_a_notice_that_cannot_leave_is_refused(sqlite_database: Database, given: Notice, refusal: str) -> None:
    rulebook = open_floor(sqlite_database)
    ticket = of_customer(sqlite_database, rulebook)
    with sqlite_database.write() as session:
        agent, known = person(session, Role.AGENT).id, session.get_one(Ticket, ticket.id)
        with pytest.raises(MessageError, match=refusal):
            send_message(session, rulebook, known, given, person_id=agent, now=LATER)
        with pytest.raises(DeskRightsError):
            send_message(session, rulebook, known, notice(), person_id=None, now=LATER)


def test_a_subject_ends_no_header_and_carries_the_number(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    ticket = of_customer(sqlite_database, rulebook)
    with sqlite_database.write() as session:
        agent, known = person(session, Role.AGENT).id, session.get_one(Ticket, ticket.id)
        evil = notice(subject="关于\r\nBcc: evil@x.y\x85\u2028Subject: 2\x00" + "长" * 500)
        sent = send_message(session, rulebook, known, evil, person_id=agent, now=LATER)
        assert sent.subject.startswith("关于 Bcc: evil@x.y Subject: 2 长")
        assert sent.subject.endswith(f" [{ticket.number}]")
        assert len(sent.subject) == 400


def test_a_call_from_the_customer_ends_the_wait_for_them_and_tells_of_risk(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    with database.write() as session:
        known, agent = session.get_one(Ticket, ticket.id), person(session, Role.AGENT).id
        happen(session, rulebook, known, LifeEvent.WAITING, person_id=agent, now=MONDAY)
        call = Call(Direction.IN, "我要找记者曝光", "13800001111")
        heard = record_call(session, rulebook, known, call, person_id=agent, now=LATER)
        assert (heard.direction, heard.medium, heard.address) == (Direction.IN, PHONE, "13800001111")
        assert (known.status, known.high_risk) == (Status.OPEN, True)
        # Another one is on record, and is no answer of ours.
        record_call(session, rulebook, known, call, person_id=agent, now=LATER)
        assert known.first_responded_at is None
        record_call(session, rulebook, known, replace(call, direction=Direction.OUT), person_id=agent, now=LATER)
        assert known.first_responded_at == LATER
        kinds = [each.kind for each in session.query(TicketEvent).filter_by(ticket_id=ticket.id)]
        assert [each for each in kinds if each in ("customer_replied", "call_recorded", "answered")] == [
            "customer_replied",
            "call_recorded",
            "answered",
        ]


@pytest.mark.parametrize("state", list(Delivery))
def test_only_what_failed_or_may_have_left_is_sent_again(sqlite_database: Database, state: Delivery) -> None:
    rulebook = open_floor(sqlite_database)
    ticket = of_customer(sqlite_database, rulebook)
    with sqlite_database.write() as session:
        agent, known = person(session, Role.AGENT).id, session.get_one(Ticket, ticket.id)
        sent = send_message(session, rulebook, known, notice(), person_id=agent, now=MONDAY)
        sent.state, sent.message_id, sent.attempts, sent.next_attempt_at = state, "<1@x>", 10, None
        session.flush()
        if state in (Delivery.FAILED, Delivery.UNKNOWN):
            again = resend(session, sent.id, person_id=agent, now=LATER)
            assert (again.state, again.next_attempt_at, again.attempts) == (Delivery.PENDING, LATER, 0)
            assert again.message_id == "<1@x>"
            again.state = state
            assert settle(session, sent.id, person_id=agent).state is Delivery.SETTLED
        else:
            with pytest.raises(MessageError, match="neither failed"):
                resend(session, sent.id, person_id=agent, now=LATER)
            with pytest.raises(MessageError, match="neither failed"):
                settle(session, sent.id, person_id=agent)


def test_where_a_customer_is_reached_is_listed_once_the_usual_way_first(database: Database) -> None:
    rulebook = open_floor(database)
    ticket, nobodys = of_customer(database, rulebook), new_ticket(database, rulebook)
    with database.write() as session:
        assert addresses_of(session, session.get_one(Ticket, nobodys.id)) == {}
        known = session.get_one(Ticket, ticket.id)
        for value in ("work@chen.example", CHEN):
            session.add(
                CustomerContact(
                    customer_id=known.customer_id, kind=ContactKind.EMAIL, value=value, normal=value.upper()
                )
            )
        session.flush()
        found = addresses_of(session, known)
        assert found[ContactKind.EMAIL] == (CHEN, "work@chen.example")
        assert found[ContactKind.TELEPHONE] == ("13800001111",)


def test_the_templates_that_come_with_the_program_name_fields_that_there_are(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    ticket = of_customer(sqlite_database, rulebook, title="暖气不热")
    with sqlite_database.read() as session:
        known = session.get_one(Ticket, ticket.id)
        for language in Language:
            found = read_templates(session, language)
            assert [each.purpose for each in found] == [
                Purpose.ACKNOWLEDGEMENT,
                Purpose.PROGRESS,
                Purpose.RESULT,
                Purpose.SURVEY,
            ]
            for each in found:
                assert "number" in fields_of(each.body)
                filled = draft(session, known, each, person_id=person(session, Role.AGENT).id)
                assert ticket.number in filled.body
                assert ("____" in filled.body) is (each.purpose in (Purpose.PROGRESS, Purpose.RESULT))


def test_a_floor_writes_templates_of_its_own(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        lead, agent = person(session, Role.TEAM_LEAD).id, person(session, Role.AGENT).id
        (shipped, *_) = read_templates(session, Language.CHINESE)
        own = replace(shipped, subject="收到\n了 {number}", body="{customer}：收到。")
        with pytest.raises(DeskRightsError):
            save_template(session, own, person_id=agent)
        assert save_template(session, own, person_id=lead).subject == "收到 了 {number}"
        (kept, *_) = read_templates(session, Language.CHINESE)
        assert (kept.body, kept.version) == ("{customer}：收到。", 1)
        with pytest.raises(NoticeTemplateError, match="meanwhile"):
            save_template(session, own, person_id=lead)
        save_template(session, replace(kept, active=False), person_id=lead)
        assert len(read_templates(session, Language.CHINESE)) == 3
        assert len(read_templates(session, Language.CHINESE, retired=True)) == 4
        assert len(read_templates(session)) == 7
        assert session.query(TextTemplate).count() == 1
        save_script(session, "open", Language.CHINESE, "开场", "您好", person_id=lead)
        with pytest.raises(NoticeTemplateError, match="a script already"):
            save_template(session, replace(own, code="open"), person_id=lead)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"body": "{telephone}"}, "no field telephone"),
        ({"subject": "{number.__class__}"}, "no field"),
        ({"body": "{number"}, "braces"),
        ({"code": " "}, "needs a code"),
        ({"name": ""}, "needs a code"),
        ({"subject": "\r\n"}, "needs a subject"),
        ({"body": ""}, "needs a subject"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_when_it_is_saved(
    sqlite_database: Database, change: dict[str, str], refusal: str
) -> None:
    open_floor(sqlite_database)
    given = NoticeTemplate("delay", Language.ENGLISH, Purpose.PROGRESS, "Delay", "About {number}", "Dear {customer}")
    with sqlite_database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        with pytest.raises((TemplateError, NoticeTemplateError), match=refusal):
            save_template(session, replace(given, **change), person_id=lead)  # type: ignore[arg-type]
        assert session.query(Message).count() == session.query(TextTemplate).count() == 0
