"""Two consoles keep the same at the same moment: one of them is on record, and the other hears so in a sentence."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import Customer
from app.models.knowledge import ArticleUse, ArticleVersion
from app.models.message import Purpose, TextTemplate
from app.models.people import Language, Role
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.authority import lock_customer
from app.services.deadlines.locking import lock_live_clocks
from app.services.handling.templates import NoticeTemplate, save_template
from app.services.knowledge.articles import (
    ArticleError,
    ArticleText,
    edit_article,
    publish_article,
    retire_article,
    use_article,
    write_article,
)
from app.services.knowledge.customer_duplicates import merge_customers
from app.services.knowledge.customer_edits import CustomerFields, edit_customer
from app.services.knowledge.scripts import save_script
from tests.builders import MONDAY, new_ticket, open_floor, person

ZH = Language.CHINESE


def both(database: Database, work: Callable[[Session, str], Any]) -> list[str]:
    """Let two do a work at once; return what each who was refused has heard."""
    meet = threading.Barrier(2)

    def one(name: str) -> str:
        with database.read() as session:
            session.connection()
        meet.wait()
        try:
            with database.write() as session:
                work(session, name)
        except DomainError as refusal:
            return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as threads:
        return sorted(threads.map(one, "甲乙"))


def test_two_who_edit_or_publish_one_article_leave_one_word_each(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        article = write_article(session, ArticleText("如何退款", "三日。"), person_id=lead, now=MONDAY).id

    def edit(session: Session, name: str) -> None:
        edit_article(session, article, ArticleText("如何退款", name), version=1, person_id=lead, now=MONDAY)

    assert both(database, edit) == ["", "Somebody else has changed 如何退款 meanwhile: read it again."]
    works: list[tuple[Callable[[Session, str], Any], str]] = [
        (lambda session, _: publish_article(session, article, person_id=lead, now=MONDAY), "published"),
        (lambda session, name: retire_article(session, article, name, person_id=lead, now=MONDAY), "retired"),
    ]
    for work, state in works:
        assert both(database, work) == ["", f"如何退款 is {state} already."]
    with database.read() as session:
        assert session.query(ArticleVersion).count() == 4


@pytest.mark.parametrize("version", [None, 1])
def test_two_who_keep_one_script_or_notice_leave_one(database: Database, version: int | None) -> None:
    open_floor(database)
    with database.read() as session:
        lead = person(session, Role.TEAM_LEAD).id

    def script(session: Session, name: str, version: int | None = version) -> None:
        save_script(session, "open", ZH, name, name, version=version, person_id=lead)

    def notice(session: Session, name: str, version: int | None = version) -> None:
        given = NoticeTemplate("late", ZH, Purpose.OTHER, "延期", name, name, version=version)
        save_template(session, given, person_id=lead)

    if version is not None:
        with database.write() as session:
            script(session, "旧", None)
            notice(session, "旧", None)
    changed = "There is a script open already, or somebody else has changed it meanwhile."
    assert both(database, script) == ["", changed]
    assert both(database, notice) == ["", "Somebody else has changed 延期 meanwhile: look at it again."]
    with database.read() as session:
        assert session.query(TextTemplate).count() == 2


@pytest.mark.parametrize("work", ["merge", "edit"])
def test_who_changes_a_customer_and_who_offers_them_something_wait_in_one_order(
    postgresql_database: Database, work: str
) -> None:
    database = postgresql_database
    rulebook = open_floor(database)
    with database.write() as session:
        both = [Customer(name=name) for name in ("张伟", "张先生")]
        session.add_all(both)
        session.flush()
        keep, other = (each.id for each in both)
    ticket = new_ticket(database, rulebook, customer_id=other).id

    def change() -> None:
        with database.write() as session:
            if work == "merge":
                merge_customers(session, keep, other, person_id=None, now=MONDAY)
            else:
                fields = CustomerFields(name="张先生", level="vip")
                edit_customer(session, rulebook, other, fields, version=1, person_id=None, now=MONDAY)

    with ThreadPoolExecutor(1) as thread:
        with database.write() as session:
            lock_live_clocks(session, session.get_one(Ticket, ticket))
            changing = thread.submit(change)
            waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not session.scalar(waits):
                assert not changing.done()
            lock_customer(session, session.get_one(Ticket, ticket))
        changing.result()


def test_an_article_is_used_once_for_a_complaint_and_not_for_one_that_is_gone(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook).id
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        article = write_article(session, ArticleText("如何退款", "三日。"), person_id=agent, now=MONDAY).id

    def use(session: Session, _: str) -> None:
        use_article(session, article, helped=True, ticket_id=ticket, person_id=agent, now=MONDAY)

    assert both(database, use) == ["", ""]
    with database.write() as session:
        assert session.query(ArticleUse).count() == 1
        with pytest.raises(ArticleError, match="complaint is not there"):
            use_article(session, article, helped=True, ticket_id=999, person_id=agent, now=MONDAY)
