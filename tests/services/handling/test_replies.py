"""Mails that answer: known by their mark or by what they answer, from whom they have to be, each taken once."""

from dataclasses import replace
from typing import Any

import pytest

from app.models.department import TaskState
from app.models.escalation import TASK_ANSWERED
from app.models.follow_up import Survey
from app.models.message import Direction, Message, Purpose
from app.models.people import Role
from app.models.sla import ClockState, LifeEvent, Target
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.inbox import read_inbox
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen, merge
from app.services.handling.links import links_of
from app.services.handling.messages import read_messages, send_message
from app.services.handling.replies import thread
from app.services.handling.task_list import tasks_of
from app.services.handling.tasks import answer_task, send_back
from app.services.mail import Mail
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person
from tests.services.handling.asked import asked, department, of_customer
from tests.services.handling.test_messages import CHEN, notice

LATER = MONDAY + HOUR
QUOTED = "在仓库，明天发出。\n\n在 2026-03-02，客服写道：\n> 包裹现在在哪里？"


def mail(subject: str, text: str = "收到", sender: str = CHEN, **more: object) -> Mail:
    """A mail as it was read."""
    given = Mail("<1@there>", "", (), "", sender, (), subject, text, (), None, False)
    return replace(given, **more)  # type: ignore[arg-type]


def take(database: Database, rulebook: Rulebook, given: Mail) -> int | None:
    """Thread a mail an hour later; return the identity of its message."""
    with database.write() as session:
        found = thread(session, rulebook, given, LATER)
        return found.id if found else None


def sent(database: Database, rulebook: Rulebook, ticket: Ticket, name: str, **more: Any) -> None:
    """Let a notice have left under a Message-ID."""
    with database.write() as session:
        known, agent = session.get_one(Ticket, ticket.id), person(session, Role.AGENT).id
        send_message(session, rulebook, known, notice(**more), person_id=agent, now=MONDAY).message_id = name


def kinds(database: Database, ticket: Ticket) -> list[str]:
    """What has happened to a complaint since it was recorded."""
    with database.read() as session:
        found = session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id)
        return [each.kind for each in found][1:]


def status_of(database: Database, ticket: Ticket) -> Status:
    """How a complaint stands."""
    with database.read() as session:
        return session.get_one(Ticket, ticket.id).status


def live(database: Database, rulebook: Rulebook, ticket: Ticket, event: LifeEvent) -> None:
    """Let something happen to a complaint on Monday."""
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY)


@pytest.mark.parametrize(
    ("change", "state", "last"),
    [
        ({}, TaskState.ANSWERED, "task_answered"),
        ({"sender": "wu@logistics.example"}, TaskState.ANSWERED, "task_answered"),
        ({"sender": "evil@x.example"}, TaskState.ASKED, "mail_of_stranger"),
        ({"sender": CHEN}, TaskState.ASKED, "mail_of_stranger"),
        ({"automatic": True}, TaskState.ASKED, "task_asked"),
        ({"text": ""}, TaskState.ASKED, "customer_wrote"),
        # The mark was taken out, but the mail says what it answers.
        ({"subject": "回复", "in_reply_to": "<task@us>"}, TaskState.ANSWERED, "task_answered"),
        ({"subject": "回复", "references": ("<a@b>", "<task@us>")}, TaskState.ANSWERED, "task_answered"),
    ],
)
def test_a_task_is_answered_by_mail_by_its_contact_or_deputy_and_by_nobody_else(
    database: Database, change: dict[str, object], state: TaskState, last: str
) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    _, token = asked(database, rulebook, ticket, department(database))
    with database.write() as session:
        session.query(Message).one().message_id = "<task@us>"
    given = mail(f"Re: 协办 [{ticket.number}/{token.lower()}]", QUOTED, "zhou@logistics.example")
    message_id = take(database, rulebook, replace(given, **change))  # type: ignore[arg-type]
    assert message_id is not None
    assert take(database, rulebook, replace(given, **change)) == message_id  # type: ignore[arg-type]
    assert kinds(database, ticket)[-1] == last
    with database.read() as session:
        (row,) = tasks_of(session, ticket.id)
        assert row.state is state
        kept = session.get_one(Message, message_id)
        assert (kept.direction, kept.purpose, kept.task_id) == (Direction.IN, Purpose.TASK, row.id)
        if state is TaskState.ANSWERED:
            assert row.answer == "在仓库，明天发出。"
            assert row.answered_by == ("吴磊" if "sender" in change else "周敏")
            assert clocks_of(database, ticket, Target.TASK)[0].state is ClockState.MET
            shown = read_messages(session, ticket.id)[-1]
            assert (shown.written, shown.quoted.splitlines()[-1]) == ("在仓库，明天发出。", "> 包裹现在在哪里？")


def test_who_looks_after_the_complaint_finds_the_answer_in_their_inbox(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    task_id, token = asked(database, rulebook, ticket, department(database))
    with database.write() as session:
        owner = person(session, Role.AGENT)
        owner.name = "负责人"
        session.get_one(Ticket, ticket.id).owner_id = owner.id
        owner_id = owner.id
    take(database, rulebook, mail(f"[{ticket.number}/{token}]", "在仓库", "zhou@logistics.example"))
    with database.read() as session:
        [told] = read_inbox(session, rulebook, person_id=owner_id).latest
        assert (told.number, told.target, told.step, told.step_key) == (ticket.number, Target.TASK, None, TASK_ANSWERED)
    # Who puts the answer down knows it.
    with database.write() as session:
        send_back(session, rulebook, task_id, "哪个仓库？", person_id=owner_id, now=LATER)
        answer_task(session, rulebook, task_id, "二号", person_id=owner_id, now=LATER)
    with database.read() as session:
        assert read_inbox(session, rulebook, person_id=owner_id).unread == 1


def test_what_comes_after_the_answer_is_kept_and_answers_nothing(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    _, token = asked(database, rulebook, ticket, department(database))
    first = mail(f"[{ticket.number}/{token}]", "在仓库", "zhou@logistics.example")
    take(database, rulebook, first)
    take(database, rulebook, replace(first, message_id="<2@there>", text="补充：二号仓库"))
    assert kinds(database, ticket)[-2:] == ["task_answered", "customer_wrote"]
    with database.read() as session:
        assert tasks_of(session, ticket.id)[0].answer == "在仓库"


def test_a_reply_ends_the_wait_for_the_customer_and_tells_of_risk(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    live(database, rulebook, ticket, LifeEvent.WAITING)
    take(database, rulebook, mail(f"Re: [{ticket.number}]", "我已经联系记者了\n> 您好"))
    assert status_of(database, ticket) is Status.OPEN
    assert [each for each in kinds(database, ticket) if each in ("customer_replied", "risk_found")] == [
        "customer_replied",
        "risk_found",
    ]


@pytest.mark.parametrize(
    ("event", "text", "automatic", "then", "last"),
    [
        (None, "再补充一点", False, Status.OPEN, "customer_wrote"),
        (LifeEvent.WAITING, "我休假了", True, Status.WAITING, "waiting"),
        (LifeEvent.RESOLVED, "谢谢！", False, Status.RESOLVED, "thanked"),
        (LifeEvent.RESOLVED, "Thanks, but it does not work.", False, Status.OPEN, "reopened"),
        (LifeEvent.RESOLVED, "还是没有收到", False, Status.OPEN, "reopened"),
        (LifeEvent.RESOLVED, "我休假了", True, Status.RESOLVED, "resolved"),
        (LifeEvent.WITHDRAWN, "谢谢", False, Status.WITHDRAWN, "customer_wrote"),
        (LifeEvent.SPAM, "我休假了", True, Status.SPAM, "spam"),
    ],
)
def test_what_a_customers_mail_does_goes_by_where_the_complaint_stands(
    database: Database, event: LifeEvent | None, text: str, automatic: bool, then: Status, last: str
) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    if event is not None:
        live(database, rulebook, ticket, event)
    assert take(database, rulebook, mail(f"RE: [{ticket.number}]", text, automatic=automatic)) is not None
    assert (status_of(database, ticket), kinds(database, ticket)[-1]) == (then, last)


def test_a_stranger_who_knows_the_number_is_kept_and_changes_nothing(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    live(database, rulebook, ticket, LifeEvent.WAITING)
    take(database, rulebook, mail(f"[{ticket.number}]", "请改地址", "evil@x.example"))
    assert (status_of(database, ticket), kinds(database, ticket)[-1]) == (Status.WAITING, "mail_of_stranger")
    # Who answers what we sent to that address is none.
    sent(database, rulebook, ticket, "<ours@us>", address="work@chen.example")
    answer = mail("Re:", "好的", "work@chen.example", message_id="<2@there>", in_reply_to="<ours@us>")
    take(database, rulebook, answer)
    assert status_of(database, ticket) is Status.OPEN


def test_a_reply_finds_the_complaint_that_its_own_was_merged_into(database: Database) -> None:
    rulebook = open_floor(database)
    ticket, into = of_customer(database, rulebook), new_ticket(database, rulebook)
    with database.write() as session:
        survivor = session.get_one(Ticket, into.id)
        survivor.customer_id = ticket.customer_id
        merge(session, rulebook, session.get_one(Ticket, ticket.id), survivor, now=MONDAY)
    take(database, rulebook, mail(f"[{ticket.number}]"))
    assert kinds(database, into)[-1] == "customer_wrote"


@pytest.mark.parametrize(
    ("text", "score", "then"),
    [
        ("5 很好", 5, Status.RESOLVED),
        ("打1分，太慢", 1, Status.OPEN),
        ("谢谢", None, Status.RESOLVED),
        ("还是没解决", None, Status.OPEN),
    ],
)
def test_the_answer_to_a_survey_is_its_score(database: Database, text: str, score: int | None, then: Status) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    live(database, rulebook, ticket, LifeEvent.RESOLVED)
    sent(database, rulebook, ticket, "<survey@us>", purpose=Purpose.SURVEY)
    take(database, rulebook, mail("Re:", text, in_reply_to="<survey@us>"))
    assert status_of(database, ticket) is then
    with database.read() as session:
        found = [(each.score, each.source) for each in session.query(Survey)]
        assert found == ([(score, Source.EMAIL)] if score else [])


@pytest.mark.parametrize(
    "subject", ["新的投诉", "[FW-999]", "[FW-99999999999999999999]", "FW-1000001", "[FW-1000001/AAAA]"]
)
def test_what_answers_nothing_is_a_new_complaint(sqlite_database: Database, subject: str) -> None:
    rulebook = open_floor(sqlite_database)
    of_customer(sqlite_database, rulebook)
    assert take(sqlite_database, rulebook, mail(subject, in_reply_to="<who@knows>")) is None


def test_a_reply_to_what_was_closed_long_ago_comes_back_as_a_new_complaint(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    with database.write() as session:
        known = session.get_one(Ticket, ticket.id)
        known.status, known.closed_at = Status.CLOSED, LATER - 31 * 24 * HOUR
    message_id = take(database, rulebook, mail(f"[{ticket.number}]", "又坏了，找记者"))
    with database.read() as session:
        again = session.get_one(Ticket, session.get_one(Message, message_id).ticket_id)
        assert (again.status, again.description, again.high_risk) == (Status.OPEN, "又坏了，找记者", True)
        assert (again.customer_id, again.source) == (ticket.customer_id, Source.EMAIL)
        assert [row.other_id for row in links_of(session, again.id)] == [ticket.id]
        assert session.get_one(Ticket, ticket.id).status is Status.CLOSED
    # The next mail about the old one is about that, too.
    more = take(database, rulebook, mail(f"[{ticket.number}]", "补充", message_id="<more@there>"))
    with database.read() as session:
        assert session.get_one(Message, more).ticket_id == again.id


@pytest.mark.parametrize(
    ("event", "sender"),
    [(LifeEvent.WITHDRAWN, CHEN), (LifeEvent.SPAM, CHEN), (LifeEvent.RESOLVED, "other@home.example")],
)
def test_what_nobody_would_hear_where_it_belongs_is_a_new_complaint(
    database: Database, event: LifeEvent, sender: str
) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    live(database, rulebook, ticket, event)
    assert take(database, rulebook, mail(f"[{ticket.number}]", "还是不行", sender)) is None


def test_a_subject_with_old_marks_is_about_the_last_one_that_lives(database: Database) -> None:
    rulebook = open_floor(database)
    old, new = of_customer(database, rulebook), of_customer(database, rulebook)
    with database.write() as session:
        known = session.get_one(Ticket, old.id)
        known.status, known.closed_at = Status.CLOSED, LATER - 31 * 24 * HOUR
    for place, subject in enumerate((f"Re: [{old.number}] [{new.number}]", f"[{new.number}] Re: [{old.number}]")):
        assert take(database, rulebook, mail(subject, "补充", message_id=f"<{place}@there>")) is not None
    assert kinds(database, new) == ["customer_wrote", "customer_wrote"]


def test_a_reply_to_what_was_erased_is_a_new_complaint_and_a_departments_leaves_no_text(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    _, token = asked(database, rulebook, ticket, department(database))
    with database.write() as session:
        session.get_one(Ticket, ticket.id).erased_at = MONDAY
    assert take(database, rulebook, mail(f"[{ticket.number}]", "还有一点")) is None
    told = mail(f"[{ticket.number}/{token}]", "陈女士的包裹在仓库", "zhou@logistics.example", in_reply_to="<a@b>")
    message_id = take(database, rulebook, told)
    with database.read() as session:
        kept = session.get_one(Message, message_id)
        assert (kept.address, kept.subject, kept.body, kept.in_reply_to) == ("", "", "", None)
        assert tasks_of(session, ticket.id)[0].state is TaskState.ASKED


def test_a_second_mail_is_known_by_the_first_one_of_its_sender(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    take(database, rulebook, mail(f"[{ticket.number}]", sender="other@home.example"))
    more = mail("Re:", "补充", "other@home.example", message_id="<2@there>", in_reply_to="<1@there>")
    assert take(database, rulebook, more) is not None
    assert kinds(database, ticket) == ["mail_of_stranger", "mail_of_stranger"]
    # A score is what answers a survey, not what answers its answer.
    live(database, rulebook, ticket, LifeEvent.RESOLVED)
    sent(database, rulebook, ticket, "<survey@us>", purpose=Purpose.SURVEY)
    take(database, rulebook, mail("Re:", "5", message_id="<3@there>", in_reply_to="<survey@us>"))
    take(database, rulebook, mail("Re:", "1 个问题", message_id="<4@there>", in_reply_to="<3@there>"))
    with database.read() as session:
        assert [each.score for each in session.query(Survey)] == [5]


def test_a_mail_of_our_own_that_comes_back_is_nothing_new(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    sent(database, rulebook, ticket, "<ours@us>")
    take(database, rulebook, mail(f"[{ticket.number}]", message_id="<ours@us>"))
    with database.read() as session:
        assert [each.direction for each in session.query(Message)] == [Direction.OUT]
