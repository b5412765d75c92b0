"""Complaints are found by number and words, people by name, on both databases alike."""

import pytest

from app.models.people import Language, Role
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.floor.find import Found, find
from app.services.people import add_person
from tests.builders import MONDAY

TITLES = ("宽带 网络 断线", "Billing ÉTÉ 100% wrong_charge", "billing again", "退费 FW-1000002")


def fill(database: Database) -> None:
    """Four complaints, the last one closed, and somebody who works here."""
    with database.write() as session:
        for title in TITLES:
            session.add(Ticket(source=Source.EMAIL, title=title, received_at=MONDAY, recorded_at=MONDAY))
            session.flush()
        add_person(session, "王芳 Fiona", Role.AGENT, email=None, team=None, language=Language.CHINESE)
        last = session.get(Ticket, 4)
        assert last
        last.status = Status.CLOSED


def found(database: Database, typed: str, limit: int = 20) -> Found:
    with database.read() as session:
        return find(session, typed, limit=limit)


def test_titles_are_found_by_their_words_whatever_the_case(database: Database) -> None:
    fill(database)
    for typed, ids in {
        "BILLING": [3, 2],
        "billing été": [2],
        "billing Été": [2],
        "网络": [1],
        "网络 断线": [1],
        "断线 网络 宽带": [1],
        "100%": [2],
        "%": [2],
        "o_g": [],
        "wrong_": [2],
        "\\": [],
        "'; DROP TABLE ticket; --": [],
        "": [],
        "   ": [],
    }.items():
        assert [ticket.id for ticket in found(database, typed).tickets] == ids, typed


@pytest.mark.parametrize("typed", ["网络 " * 60_000, "x" * 300_000, "断" * 60_000])
def test_what_was_pasted_by_mistake_finds_nothing_however_long(sqlite_database: Database, typed: str) -> None:
    fill(sqlite_database)
    assert found(sqlite_database, typed + " 5F3") == Found()


def test_numbers_are_found_by_how_they_begin(database: Database) -> None:
    fill(database)
    for typed, ids in {
        "FW-1000001": [1],
        "fw-1000002": [2],
        "1000003": [3],
        "100000": [4, 3, 2, 1],
        "FW-1": [4, 3, 2, 1],
        "1": [4, 3, 2, 1],
        "2000000": [],
        "0": [2, 4],
        "FW-9999999999999999999": [],
        "１000001": [],
    }.items():
        assert sorted(ticket.id for ticket in found(database, typed).tickets) == sorted(ids), typed
    # A title is looked into only where no number begins so.
    assert [ticket.id for ticket in found(database, "100%").tickets] == [2]
    assert found(database, "FW-1000004").tickets[0].status is Status.CLOSED


def test_no_more_are_found_than_asked_for(database: Database) -> None:
    fill(database)
    assert [ticket.id for ticket in found(database, "FW", limit=1).tickets] == [4]
    assert [ticket.id for ticket in found(database, "1", limit=2).tickets] == [4, 3]


@pytest.mark.parametrize(("typed", "names"), [("王", ["王芳 Fiona"]), ("fiona 芳", ["王芳 Fiona"]), ("李", [])])
def test_people_are_found_by_name(database: Database, typed: str, names: list[str]) -> None:
    fill(database)
    assert [person.name for person in found(database, typed).people] == names
