"""What is only added to: of an erased complaint texts can be blanked, in articles marks take the place of words."""

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.models.customer import Customer
from app.models.knowledge import ArticleState, ArticleVersion, Readership
from app.models.masking import MASK
from app.models.people import Role
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.knowledge.articles import ArticleText, write_article
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

DETAILS: dict[str, Any] = {
    "text": "张伟 13800138000",
    "count": 3,
    "list": ["a", {"deep": "b"}],
    "none": None,
    "yes": True,
}


@pytest.fixture
def ticket(database: Database) -> Ticket:
    made = new_ticket(database, open_floor(database))
    with database.write() as session:
        session.add(TicketEvent(ticket_id=made.id, at=MONDAY, kind="note", details=DETAILS))
    return made


def _erased(database: Database, ticket: Ticket) -> None:
    with database.write() as session:
        session.get_one(Ticket, ticket.id).erased_at = MONDAY


def _put(database: Database, change: str, **values: object) -> None:
    with database.write() as session:
        session.execute(text(f"UPDATE ticket_event SET {change} WHERE kind = 'note'"), values)


@pytest.mark.parametrize(
    "blanked",
    [
        {"text": ""},
        {"text": "", "list": ["", {"deep": ""}]},
        {},
    ],
)
def test_texts_of_an_erased_complaint_are_blanked(
    database: Database, ticket: Ticket, blanked: dict[str, object]
) -> None:
    _erased(database, ticket)
    _put(database, "details = :details", details=json.dumps(DETAILS | blanked))
    with database.read() as session:
        assert session.query(TicketEvent).filter_by(kind="note").one().details == DETAILS | blanked


def test_of_a_complaint_that_is_not_erased_nothing_is_blanked(database: Database, ticket: Ticket) -> None:
    with pytest.raises(DBAPIError, match="can only be added to"):
        _put(database, "details = :details", details=json.dumps(DETAILS | {"text": ""}))


@pytest.mark.parametrize(
    "other",
    [
        {"text": "somebody else"},
        {"count": 4},
        {"count": ""},
        {"yes": False},
        {"none": ""},
        {"more": ""},
        {"list": ["", {"deep": "x"}]},
        {"list": [""]},
        {"list": []},
        {"list": ["", {"other": ""}]},
    ],
)
def test_even_of_an_erased_complaint_nothing_is_put_in_or_taken_away(
    database: Database, ticket: Ticket, other: dict[str, object]
) -> None:
    _erased(database, ticket)
    with pytest.raises(DBAPIError, match="can only be added to"):
        _put(database, "details = :details", details=json.dumps(DETAILS | other))


@pytest.mark.parametrize("change", ["details = NULL", "kind = 'x'", "at = '2026-01-01 00:00:00'", "person_id = 2"])
def test_who_did_what_and_when_stays(database: Database, ticket: Ticket, change: str) -> None:
    _erased(database, ticket)
    with pytest.raises(DBAPIError, match="can only be added to"):
        _put(database, change)
    with pytest.raises(DBAPIError, match="can only be added to"), database.write() as session:
        session.execute(text("DELETE FROM ticket_event"))


SAID = "张伟 rang twice. 张伟 was paid ＊＊＊ yuan, said 张伟"


@pytest.fixture
def article(database: Database) -> int:
    open_floor(database)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        made = write_article(session, ArticleText("张伟", SAID), person_id=lead, now=MONDAY)
        session.add(Customer(name="", erased_at=MONDAY))
        return made.id


def _redact(database: Database, at: datetime = MONDAY, **values: object) -> None:
    with database.write() as session:
        version = session.query(ArticleVersion).one()
        for name, value in ({"redacted_at": at} | values).items():
            setattr(version, name, value)


@pytest.mark.parametrize(
    "body",
    [
        SAID,
        SAID.replace("张伟", MASK),
        SAID.replace("张伟", MASK, 1),
        f"{MASK} said 张伟",
        f"张伟 rang{MASK}",
        MASK,
    ],
)
@pytest.mark.usefixtures("article")
def test_marks_take_the_place_of_words_in_an_article(database: Database, body: str) -> None:
    _redact(database, body=body, title=MASK, redacted_by_id=1)
    with database.read() as session:
        version = session.query(ArticleVersion).one()
        assert (version.title, version.body, version.redacted_at, version.redacted_by_id) == (MASK, body, MONDAY, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"body": ""},
        {"body": "王芳 rang twice."},
        {"body": SAID[:-1]},
        {"body": SAID[1:]},
        {"body": f"{SAID} {MASK} more"},
        {"body": f"{MASK} was paid {MASK} rang twice. {MASK}"},
        {"body": f"{MASK}rang twice. rang twice. {MASK}"},
        {"body": f"{MASK}. 张伟 was paid 100{MASK}"},
        {"title": ""},
        {"remark": MASK + "x"},
        {"number": 2},
        {"audience": Readership.PUBLIC},
        {"state": ArticleState.PUBLISHED},
        {"changed_at": MONDAY + HOUR},
        {"changed_by_id": None},
        {"at": MONDAY + HOUR},
        {"at": None},
    ],
)
@pytest.mark.usefixtures("article")
def test_nothing_else_is_done_to_what_an_article_has_said(database: Database, other: dict[str, Any]) -> None:
    with pytest.raises(DBAPIError, match="can only be added to"):
        _redact(database, **{"body": SAID.replace("张伟", MASK)} | other)
    with pytest.raises(DBAPIError, match="can only be added to"), database.write() as session:
        session.execute(text("DELETE FROM article_version"))
