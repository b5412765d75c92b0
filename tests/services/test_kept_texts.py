"""Texts are kept, and looked for, without what no database keeps: whoever stores them, by themselves or within JSON."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from app.models.people import Person
from app.models.ticket import Ticket
from app.services.bulk import BulkInsert
from app.services.database import Database

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
COLUMNS = ("source", "received_at", "recorded_at", "title", "description", "origin_details")
SAID = {"x": "a\0b", "\0y": ["\0", {"z": "😀\0"}], "n": 1, "w": "\\u0000"}
KEPT = {"x": "ab", "y": ["", {"z": "😀"}], "n": 1, "w": "\\u0000"}


@pytest.mark.parametrize("in_bulk", [False, True])
def test_texts_are_kept_and_looked_for_without_what_cannot_be_kept(database: Database, in_bulk: bool) -> None:
    values = ("telephone", NOON, NOON, "空\ud83d调\0\udc00", "\ud800", SAID)
    with database.write() as session:
        if in_bulk:
            more = {"status": "open", "stage": "intake", "priority": "normal", "complexity": "general"}
            rest = {"high_risk": False, "policy": "default", "version": 1}
            BulkInsert(session.connection(), Ticket, COLUMNS, more | rest)([values])
        else:
            session.add(Ticket(**dict(zip(COLUMNS, values, strict=True))))
    with database.read() as session:
        found = session.scalars(select(Ticket).where(Ticket.title == "空\ud800调\0\ud800")).one()
        assert (found.title, found.description) == ("空\ufffd调\ufffd", "\ufffd")
        assert found.origin_details == KEPT
        assert session.scalar(select(Ticket.origin_details["x"].as_string())) == "ab"


def test_what_statements_are_given_is_kept_likewise(database: Database) -> None:
    with database.write() as session:
        session.execute(insert(Person).values(name="李\0\udfff雷"))
    with database.read() as session:
        of_them = select(Person.name).where(Person.name.like("李\udc80%"))
        assert session.scalars(of_them).one() == "李\ufffd雷"
