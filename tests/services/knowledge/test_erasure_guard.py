"""The record of what happened: of an erased complaint its texts can be blanked, and nothing else can be changed."""

import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from tests.builders import MONDAY, new_ticket, open_floor

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
