"""Customers of a made-up floor have sent files along, in the language of the floor."""

from random import Random

import pytest

from app.models.people import Language
from app.services.database import Database
from app.services.demo.desk_intake import fill
from app.services.intake.evidence import evidence_of
from tests.builders import MONDAY, new_ticket, open_floor


@pytest.mark.parametrize("language", Language)
def test_open_complaints_have_files_that_may_be_attached(sqlite_database: Database, language: Language) -> None:
    rulebook = open_floor(sqlite_database)
    tickets = [new_ticket(sqlite_database, rulebook) for _ in range(6)]
    with sqlite_database.write() as session:
        fill(session, rulebook, language, Random(1), now=MONDAY)
    with sqlite_database.read() as session:
        rows = [row for ticket in tickets for row in evidence_of(session, ticket.id)]
        assert all(evidence_of(session, ticket.id) for ticket in tickets)
    assert {row.media_type for row in rows} == {"image/png", "text/plain", "text/csv"}
    assert any(not row.name.isascii() for row in rows) == (language is Language.CHINESE)
