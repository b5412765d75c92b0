"""Erasure: nothing that a person said, or is called, is left in any column or in the file; every figure stays."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import JSON, LargeBinary, String, Text, select
from sqlalchemy.orm import Session

from app.clock import TimeSource
from app.models.alert import Alert, AlertKind
from app.models.approval import Approval, ApprovalKind, Extension
from app.models.base import Words
from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder, CustomerPromise, Erasure
from app.models.department import Department, DepartmentTask, TaskState
from app.models.desk import Compensation, CompensationState, Incident, Tag, TicketTag
from app.models.escalation import Delivery
from app.models.evidence import Attachment, FileContent
from app.models.feed import FeedReject, FeedSource
from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.knowledge import Article, ArticleVersion
from app.models.masking import MASK
from app.models.message import Direction, Message, Purpose
from app.models.people import Language, Role
from app.models.sla import Clock, LifeEvent
from app.models.tables import Base
from app.models.ticket import Category, Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import DESK_FILE, Rulebook, publish_desk_rules, read_text
from app.services.handling.case import read_case
from app.services.handling.desk_rights import DeskRightsError
from app.services.handling.events import happen
from app.services.handling.follow_up import FollowUpError, record_survey
from app.services.holds import place_hold
from app.services.intake.feeds.item import Item
from app.services.intake.feeds.receive import Received, receive
from app.services.knowledge.articles import ArticleText, edit_article, write_article
from app.services.knowledge.blanking import ERASED, erase_people
from app.services.knowledge.customer import read_customer
from app.services.knowledge.customer_duplicates import merge_customers
from app.services.knowledge.erasure import ErasureError, erase_customer, known_of
from app.services.knowledge.index import index_all
from app.services.knowledge.redaction import redact_articles
from app.services.knowledge.retention import LetGo, keep_to_retention
from app.services.knowledge.search import search
from app.services.reporting.base import Period, known_reports
from app.services.scheduler import Scheduler
from app.settings import Settings
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

# Signs beyond ASCII are kept as numbers in JSON; of Latin words the search index keeps the words themselves.
MARK, LATIN = "诸葛孔明", "zhugekongming"
SAID = f"{MARK} {LATIN}"
DAY = timedelta(days=1)
NOW = MONDAY + 10 * DAY
_numbers = count(1)
# Columns whose words are the program's, the rules' or the floor's, whoever complains.
_WORDS = {
    "ticket": {"policy", "stage", "origin", "product"},
    "ticket_event": {"kind"},
    "message": {"template", "origin", "state"},
    "survey": {"reason", "origin"},
    "compensation": {"nature", "currency"},
    "customer": {"level"},
    "customer_order": {"product", "currency", "state"},
    "attachment": {"media_type", "digest"},
    "department_task": {"token", "asked_of", "answered_by"},
}


def marked(kind: type[Base], /, **given: Any) -> Any:
    """Make a row in which every text and every fact that is not given says who it is."""
    for column in kind.__table__.columns:
        is_word = isinstance(column.type, Words) or column.name in _WORDS.get(kind.__tablename__, ())
        if column.name in given or column.computed is not None or column.foreign_keys or is_word:
            continue
        if isinstance(column.type, JSON):
            given[column.name] = {"text": SAID, "list": [SAID, 1, {"any": SAID}], "number": SAID, "count": 3}
        elif isinstance(column.type, String | Text):
            given[column.name] = f"{SAID} {next(_numbers)}"[: getattr(column.type, "length", None) or 400]
        elif isinstance(column.type, LargeBinary):
            given[column.name] = SAID.encode()
    return kind(**given)


class Person:
    """A customer of whom a floor knows everything that it can know, on two complaints that are over."""

    def __init__(self, database: Database, *, now: datetime = MONDAY) -> None:
        self.rulebook = open_floor(database)
        with database.write() as session:
            self.lead = person(session, Role.TEAM_LEAD).id
            customer = marked(Customer, name=MARK, level="vip", language=Language.CHINESE)
            twin = marked(Customer, name=LATIN, level="vip")
            session.add_all([customer, twin, Category(name="账单", path="账单")])
            session.flush()
            self.id = customer.id
            for each in (customer, twin):
                session.add(marked(CustomerContact, customer_id=each.id, kind=ContactKind.TELEPHONE))
                session.add(marked(CustomerOrder, customer_id=each.id, product="手机", amount=1, currency="CNY"))
            merge_customers(session, customer.id, twin.id, person_id=self.lead, now=now)
        self.tickets = [self._complaint(database, now) for _ in range(2)]
        with database.write() as session:
            text = ArticleText(f"Refund for {SAID}", f"{LATIN.upper()} called", SAID, ticket_id=self.tickets[0])
            article = write_article(session, text, person_id=self.lead, now=now)
            better = ArticleText("Refund", f"{MARK} had paid twice.", "refund", ticket_id=self.tickets[0])
            edit_article(
                session, article.id, better, version=1, remark=f"of {MARK}", person_id=self.lead, now=now + HOUR
            )

    def _complaint(self, database: Database, now: datetime) -> int:
        texts = {name: f"{SAID} {next(_numbers)}" for name in ("title", "description", "demand", "external_key")}
        with database.read() as session:
            category = session.scalars(select(Category.id)).one()
        details = {"score_reason": SAID, "product": "手机", "category_id": category, "customer_id": self.id}
        facts = {"origin": "old", "origin_details": {"recorded": {"姓名": SAID}, "notes": [SAID]}}
        id_ = new_ticket(database, self.rulebook, now=now, **texts, **details, **facts).id
        with database.write() as session:
            ticket = session.get_one(Ticket, id_)
            happen(
                session,
                self.rulebook,
                ticket,
                LifeEvent.RESOLVED,
                details={"text": SAID, "way": "email"},
                now=now + HOUR,
            )
            record_survey(session, self.rulebook, id_, 4, comment=SAID, person_id=None, now=now + 2 * HOUR)
            session.add_all(self._parts(session, ticket, now))
            session.flush()
            ticket.risk = {"kinds": {"press": [SAID]}, "said": {"reason": SAID, "at": now.isoformat()}}
            happen(session, self.rulebook, ticket, LifeEvent.WITHDRAWN, details={"reason": SAID}, now=now + 3 * HOUR)
        return id_

    def _parts(self, session: Session, ticket: Ticket, now: datetime) -> Iterator[Base]:
        of = {"ticket_id": ticket.id}
        department = session.scalars(select(Department)).first() or Department(
            code=f"d{ticket.id}", name="仓库", contact_name="仓管"
        )
        session.add(department)
        content = marked(FileContent)
        session.add(content)
        message = marked(
            Message,
            **of,
            customer_id=self.id,
            direction=Direction.IN,
            medium=Source.EMAIL,
            at=now,
            purpose=Purpose.OTHER,
            state=Delivery.FAILED,
        )
        session.add(message)
        session.flush()
        yield marked(
            Message, customer_id=self.id, direction=Direction.IN, medium=Source.CHAT, at=now, purpose=Purpose.OTHER
        )
        yield marked(
            Attachment,
            **of,
            message_id=message.id,
            file_content_id=content.id,
            size=1,
            added_at=now,
            media_type="text/plain",
            digest="0" * 64,
        )
        yield marked(
            DepartmentTask,
            **of,
            department_id=department.id,
            state=TaskState.ACCEPTED,
            asked_at=now,
            ended_at=now,
            token=f"t{next(_numbers)}",
        )
        yield marked(Approval, **of, kind=ApprovalKind.COMPENSATION, role=Role.MANAGER, asked_at=now, decided_at=now)
        clock = session.scalars(select(Clock.id).where(Clock.ticket_id == ticket.id)).first()
        yield marked(Extension, clock_id=clock, rung=1, amount_before=1, amount=2, granted_at=now)
        yield marked(
            Compensation,
            **of,
            customer_id=self.id,
            nature="goodwill",
            amount=100,
            currency="CNY",
            role=Role.AGENT,
            state=CompensationState.PAID,
            offered_at=now,
        )
        follow_up = session.scalars(select(FollowUp.id).where(FollowUp.ticket_id == ticket.id)).one()
        yield marked(FollowUpCall, follow_up_id=follow_up, at=now, outcome=CallOutcome.REACHED)
        yield marked(Survey, **of, cycle=1, at=now, source=Source.CHAT, score=5, origin="file")
        yield marked(CustomerPromise, **of, customer_id=self.id, due_at=now, made_at=now, ended_at=now, kept=True)
        yield marked(TicketEvent, **of, at=now, kind="note")
        yield marked(Incident, opened_at=now)
        yield marked(Alert, kind=AlertKind.HOTSPOT, subject=f"s{ticket.id}", raised_at=now)


def places(database: Database, *words: str) -> list[str]:
    """Where any of the words still stands: columns, and the bytes of the file and its log."""
    forms = {form for word in words for form in (word, json.dumps(word)[1:-1])}
    found = []
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                for name, value in row.items():
                    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                    found += [f"{table.name}.{name}"] * any(form in text for form in forms)
    if database.file:
        for file in database.file.parent.iterdir():
            held = file.read_bytes()
            found += [file.name] * any(form.encode() in held for form in forms)
    return sorted(set(found))


def figures(database: Database) -> list[object]:
    """Every cell of every report but the texts that say who it is."""
    with database.read() as session:
        period = Period(date(2026, 2, 1), date(2026, 4, 1), ZoneInfo("Asia/Shanghai"))
        sheets = [
            sheet
            for report in known_reports().values()
            for sheet in report.sheets(session, period, Language.CHINESE, now=NOW)
        ]
        rows = [(sheet.name, *row) for sheet in sheets for row in sheet.rows]
    # Of a key that says who it is a sum of its signs is left.
    return [cell for row in rows for cell in row if not (isinstance(cell, str) and (MARK in cell or len(cell) == 64))]


def record(session: Session) -> list[tuple[object, ...]]:
    """What happened, when, and who did it."""
    events = session.scalars(select(TicketEvent).order_by(TicketEvent.id))
    return [(each.id, each.ticket_id, each.at, each.person_id, each.kind) for each in events]


@pytest.fixture
def somebody(database: Database) -> Person:
    return Person(database)


def erase(database: Database, somebody: Person, reason: str = "客户要求") -> Erasure:
    with database.write() as session:
        done = erase_customer(session, somebody.rulebook, somebody.id, reason, person_id=somebody.lead, now=NOW)
    database.settle_log()
    return done


def test_after_an_erasure_nothing_of_the_person_is_left_and_every_figure_stays(
    database: Database, somebody: Person
) -> None:
    index_all(database)
    with database.read() as session:
        assert len(search(session, LATIN, now=NOW).rows) == 2
        before = [
            (each.id, each.ticket_id, each.at, each.kind)
            for each in session.query(TicketEvent).order_by(TicketEvent.id)
        ]
    assert len(places(database, MARK)) > 25
    reported = figures(database)
    done = erase(database, somebody, reason=f"{MARK} asked")
    assert places(database, MARK, LATIN) == []
    assert figures(database) == reported
    gone = {"complaints": 2, "messages": 4, "files": 2, "customers": 2, "contacts": 2, "orders": 2}
    assert done.counts == gone | {"articles": 1}
    with database.read() as session:
        after = [
            (each.id, each.ticket_id, each.at, each.kind)
            for each in session.query(TicketEvent).order_by(TicketEvent.id)
        ]
        assert after[: len(before)] == before
        assert [kind for _, _, _, kind in after[len(before) :]] == [ERASED, ERASED]
        assert search(session, LATIN, now=NOW).rows == ()
        # It can still be looked at.
        assert read_case(session, somebody.rulebook, somebody.tickets[0], now=NOW).title == ""
        view = read_customer(session, somebody.id)
        assert (view.erased_at, view.complaint_count, view.satisfaction) == (NOW, 2, 4.5)
        assert session.scalars(select(FileContent.id)).all() == []


def test_texts_of_others_stay(database: Database, somebody: Person) -> None:
    other = new_ticket(database, somebody.rulebook, title="别人的投诉", description="宽带很慢")
    erase(database, somebody)
    with database.read() as session:
        found = session.get_one(Ticket, other.id)
        assert (found.title, found.description, found.erased_at) == ("别人的投诉", "宽带很慢", None)


def test_articles_keep_all_but_the_person_and_who_took_them_out(database: Database, somebody: Person) -> None:
    erase(database, somebody)
    with database.read() as session:
        article = session.query(Article).one()
        assert (article.title, article.body, article.keywords) == ("Refund", f"{MASK} had paid twice.", "refund")
        assert [
            (each.title, each.body, each.remark, each.redacted_at, each.redacted_by_id)
            for each in session.query(ArticleVersion).order_by(ArticleVersion.number)
        ] == [
            (f"Refund for {MASK} {MASK}", f"{MASK} called", "", NOW, somebody.lead),
            ("Refund", f"{MASK} had paid twice.", f"of {MASK}", NOW, somebody.lead),
        ]


def test_articles_from_elsewhere_lose_names_on_request_and_only_sure_signs_with_time(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        customers = [Customer(name="Apple", telephone="138 0000 1111"), Customer(name="Orange", email="o@example.com")]
        session.add_all(customers)
        for text in ("Apples and Apple, 138 0000 1111", "Apple: 2138 0000 11112", "Orange peel, o@example.com"):
            write_article(session, ArticleText("t", text), person_id=lead, now=MONDAY)
        session.flush()
        for each in customers:
            known = known_of(session, [each])
            erase_people(session, [each], known, now=NOW)
            asked = each is customers[0]
            redact_articles(session, known, [each.id], lead, everywhere=asked, now=NOW)
    with database.read() as session:
        expected = [f"Apples and {MASK}, {MASK}", f"{MASK}: 2138 0000 11112", f"Orange peel, {MASK}"]
        assert [each.body for each in session.query(Article).order_by(Article.id)] == expected
        assert [each.body for each in session.query(ArticleVersion).order_by(ArticleVersion.id)] == expected
    assert rulebook


def test_who_has_ordered_very_often_can_be_erased(database: Database, somebody: Person) -> None:
    with database.write() as session:
        session.add_all(CustomerOrder(customer_id=somebody.id, number=f"order number {n}") for n in range(600))
        session.add(Alert(kind=AlertKind.HOTSPOT, subject="x", details={"text": "order number 599"}, raised_at=NOW))
    erase(database, somebody)
    assert places(database, MARK, LATIN, "order number 599") == []


def test_what_was_erased_does_not_come_back_from_where_it_was_read(database: Database, somebody: Person) -> None:
    with database.read() as session:
        key = session.get_one(Ticket, somebody.tickets[0]).external_key
    erase(database, somebody)
    said = Item(origin="old", key=str(key), version="2", title=SAID, text=SAID, received_at=MONDAY, source=Source.EMAIL)
    with database.write() as session:
        assert receive(session, somebody.rulebook, said, now=NOW) is Received.UNCHANGED
    assert places(database, MARK, LATIN) == []


def test_a_survey_that_comes_after_the_erasure_is_not_taken(database: Database, somebody: Person) -> None:
    erase(database, somebody)
    with database.write() as session, pytest.raises(FollowUpError, match="was erased"):
        record_survey(session, somebody.rulebook, somebody.tickets[0], 1, comment=SAID, person_id=None, now=NOW)


def test_names_in_capitals_go_too_and_what_waits_to_be_sent_is_not(database: Database, somebody: Person) -> None:
    with database.write() as session:
        alert = Alert(kind=AlertKind.HOTSPOT, subject="x", details={"text": f"{LATIN.upper()} called"}, raised_at=NOW)
        session.add(alert)
        letter = session.query(Message).filter_by(ticket_id=somebody.tickets[0]).first()
        assert letter
        letter.state, letter.next_attempt_at = Delivery.PENDING, NOW
        session.flush()
        ids = alert.id, letter.id
    erase(database, somebody)
    with database.read() as session:
        assert session.get_one(Alert, ids[0]).details == {"text": f"{MASK} called"}
        waiting = session.get_one(Message, ids[1])
        assert (waiting.state, waiting.next_attempt_at) == (Delivery.WITHDRAWN, None)


def test_what_a_source_brought_and_was_refused_is_forgotten_in_time(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    with sqlite_database.write() as session:
        source = FeedSource(kind="folder", name="src", settings={}, counts={})
        session.add(source)
        session.flush()
        for key, at in (("old", MONDAY - 2_000 * DAY), ("new", MONDAY)):
            session.add(FeedReject(feed_source_id=source.id, external_key=key, at=at, reason=SAID))
    keep_to_retention(sqlite_database, rulebook, now=NOW)
    with sqlite_database.read() as session:
        assert session.scalars(select(FeedReject.external_key)).all() == ["new"]


def test_nobody_is_erased_twice_nor_without_a_reason_nor_by_an_agent(database: Database, somebody: Person) -> None:
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        for reason, by, refusal in (("", somebody.lead, ErasureError), ("x", agent, DeskRightsError)):
            with pytest.raises(refusal):
                erase_customer(session, somebody.rulebook, somebody.id, reason, person_id=by, now=NOW)
    erase(database, somebody)
    with pytest.raises(ErasureError, match="already"):
        erase(database, somebody)


@pytest.mark.parametrize("owed", ["open", "unpaid", "promise", "hold"])
def test_who_is_owed_something_is_not_erased(database: Database, somebody: Person, owed: str) -> None:
    with database.write() as session:
        if owed == "unpaid":
            session.scalars(select(Compensation)).first().state = CompensationState.GRANTED  # type: ignore[union-attr]
        elif owed == "promise":
            session.scalars(select(CustomerPromise)).first().ended_at = None  # type: ignore[union-attr]
        elif owed == "hold":
            _hold(session, somebody.tickets[0])
    if owed == "open":
        new_ticket(database, somebody.rulebook, customer_id=somebody.id)
    with pytest.raises(ErasureError):
        erase(database, somebody)
    assert places(database, MARK)


def _hold(session: Session, ticket_id: int) -> None:
    tag = Tag(name="法律保留")
    session.add(tag)
    session.flush()
    session.add(TicketTag(ticket_id=ticket_id, tag_id=tag.id))


def test_when_its_time_is_over_a_complaint_is_erased_and_a_legal_hold_keeps_it(
    database: Database, somebody: Person
) -> None:
    rules = read_text(DESK_FILE).replace('"1095d"', '"20d"').replace('"365d"', '"10d"')
    with database.write() as session:
        publish_desk_rules(session, rules, now=MONDAY)
        _hold(session, somebody.tickets[0])
    rulebook = Rulebook()
    assert keep_to_retention(database, rulebook, now=MONDAY + 9 * DAY) == LetGo()
    with database.write() as session:
        place_hold(session, "the clock jumped", now=MONDAY)
    duties = Scheduler(database, rulebook, [], Settings(), TimeSource(lambda: MONDAY + 99 * DAY))
    duties.tick_retention()
    assert len(places(database, MARK)) > 25
    assert keep_to_retention(database, rulebook, now=MONDAY + 11 * DAY) == LetGo(files=1)
    assert keep_to_retention(database, rulebook, now=MONDAY + 21 * DAY) == LetGo(complaints=1)
    with database.write() as session:
        session.delete(session.scalars(select(TicketTag)).one())
    then = MONDAY + 22 * DAY
    assert keep_to_retention(database, rulebook, now=then) == LetGo(files=1, complaints=1, customers=2)
    assert keep_to_retention(database, rulebook, now=then) == LetGo()
    left = {place.split(".")[0] for place in places(database, MARK, LATIN)}
    assert left <= {"floorwatch"}
    with database.read() as session:
        assert session.scalars(select(Erasure.person_id)).all() == [None, None]
        assert {each.status for each in session.query(Ticket)} == {Status.WITHDRAWN}
