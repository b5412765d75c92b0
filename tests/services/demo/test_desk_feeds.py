"""The sources of a made-up floor are there to be looked at, and nothing is fetched by them."""

from random import Random

import pytest

from app.models.people import Language
from app.services.database import Database
from app.services.demo.desk_feeds import fill
from app.services.intake.feeds.lease import due_sources
from app.services.intake.feeds.source_list import read_rejects, read_sources
from tests.builders import HOUR, MONDAY, open_floor


@pytest.mark.parametrize("language", Language)
def test_two_sources_stand_there_paused(sqlite_database: Database, language: Language) -> None:
    rulebook = open_floor(sqlite_database)
    with sqlite_database.write() as session:
        fill(session, rulebook, language, Random(1), now=MONDAY)
    with sqlite_database.read() as session:
        rows = read_sources(session, by=None, now=MONDAY).rows
        assert {(row.kind, row.active) for row in rows} == {("mailbox", False), ("zendesk", False)}
        assert [len(read_rejects(session, row.id)) for row in sorted(rows, key=lambda row: row.kind)] == [0, 2]
        assert due_sources(session, now=MONDAY + HOUR) == []
