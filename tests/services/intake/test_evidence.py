"""Files are put on complaints and taken off again: one copy of a content, a record of who did what."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.models.desk_rules import read_desk_rules
from app.models.evidence import Attachment, FileContent
from app.models.people import Role
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import DESK_FILE, Rulebook, publish_desk_rules
from app.services.intake.evidence import attach, evidence_of, read_content, remove
from app.services.intake.file_kinds import EvidenceError
from tests.builders import MONDAY, new_ticket, open_floor, person
from tests.services.intake.test_file_kinds import EXE, PDF, PNG

LATER = MONDAY + timedelta(minutes=5)


def put(database: Database, rulebook: Rulebook, ticket: Ticket, name: str, content: bytes) -> int:
    with database.write() as session:
        found = session.get_one(Ticket, ticket.id)
        by = person(session, Role.AGENT).id
        return attach(session, rulebook, found, name, content, person_id=by, now=MONDAY).id


def contents(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(FileContent.id))) or 0


def test_a_file_comes_back_as_it_was_put_there(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    id_ = put(database, rulebook, ticket, "C:\\photos\\photo.png", PNG)
    with database.read() as session:
        assert read_content(session, id_) == ("photo.png", PNG)
        (row,) = evidence_of(session, ticket.id)
        assert (row.name, row.media_type, row.size, row.added_by, row.is_bitmap) == (
            "photo.png",
            "image/png",
            len(PNG),
            "agent",
            True,
        )
        assert session.get_one(Attachment, id_).digest == hashlib.sha256(PNG).hexdigest()
        told = session.scalars(select(TicketEvent).where(TicketEvent.kind == "evidence_added")).one()
        assert told.details == {"attachment": id_, "name": "photo.png"}


def test_one_copy_of_a_content_is_kept_until_nobody_has_it(database: Database) -> None:
    rulebook = open_floor(database)
    tickets = [new_ticket(database, rulebook) for _ in range(2)]
    ids = [put(database, rulebook, each, f"{each.number}.png", PNG) for each in tickets]
    assert put(database, rulebook, tickets[0], f"{tickets[0].number}.png", PNG) == ids[0]
    assert contents(database) == 1
    for id_, left in zip(ids, (1, 0), strict=True):
        with database.write() as session:
            remove(session, id_, "another customer's", person_id=None, now=LATER)
        assert contents(database) == left


def test_what_was_removed_stays_on_record_with_the_reason(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    gone, stays = (put(database, rulebook, ticket, name, content) for name, content in (("a.png", PNG), ("b.pdf", PDF)))
    with database.write() as session:
        by = person(session, Role.TEAM_LEAD).id
        remove(session, gone, "  another customer's ", person_id=by, now=LATER)
    with database.read() as session:
        first, last = evidence_of(session, ticket.id)
        assert (first.id, first.removed_at) == (stays, None)
        assert (last.id, last.removed_at, last.removed_by, last.reason) == (
            gone,
            LATER,
            "team_lead",
            "another customer's",
        )
        with pytest.raises(EvidenceError, match="not there any longer"):
            read_content(session, gone)
    with database.write() as session, pytest.raises(EvidenceError, match="not there any longer"):
        remove(session, gone, "again", person_id=None, now=LATER)
    put(database, rulebook, ticket, "a.png", PNG)
    with database.read() as session:
        assert [row.removed_at for row in evidence_of(session, ticket.id)] == [None, None, LATER]


@pytest.mark.parametrize("reason", ["", " \n", "x" * 401])
def test_nothing_is_removed_without_a_reason(sqlite_database: Database, reason: str) -> None:
    rulebook = open_floor(sqlite_database)
    id_ = put(sqlite_database, rulebook, new_ticket(sqlite_database, rulebook), "a.png", PNG)
    with sqlite_database.write() as session, pytest.raises(EvidenceError, match="says why"):
        remove(session, id_, reason, person_id=None, now=LATER)
    with sqlite_database.read() as session:
        assert read_content(session, id_)


def test_what_is_refused_leaves_nothing_behind(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    ticket = new_ticket(sqlite_database, rulebook)
    with pytest.raises(EvidenceError):
        put(sqlite_database, rulebook, ticket, "photo.png", EXE)
    with sqlite_database.read() as session:
        assert (contents(sqlite_database), evidence_of(session, ticket.id)) == (0, ())


def test_the_rules_of_the_desk_say_how_large_a_file_may_be(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    ticket = new_ticket(sqlite_database, rulebook)
    small = DESK_FILE.read_text("utf-8").replace("largest_mb = 20", "largest_mb = 0.001")
    assert read_desk_rules(small)
    with sqlite_database.write() as session:
        publish_desk_rules(session, small, now=MONDAY)
    put(sqlite_database, rulebook, ticket, "short.txt", b"x" * 1_000)
    with pytest.raises(EvidenceError, match=r"long\.txt is larger than 0\.001 MB"):
        put(sqlite_database, rulebook, ticket, "long.txt", b"x" * 1_001)


def test_while_one_lets_go_of_a_content_another_may_keep_it(postgresql_database: Database) -> None:
    rulebook = open_floor(postgresql_database)
    tickets = [new_ticket(postgresql_database, rulebook) for _ in range(3)]

    def keep_and_let_go(ticket: Ticket) -> None:
        for _ in range(8):
            id_ = put(postgresql_database, rulebook, ticket, "photo.png", PNG)
            with postgresql_database.read() as session:
                assert read_content(session, id_) == ("photo.png", PNG)
            with postgresql_database.write() as session:
                remove(session, id_, "again", person_id=None, now=LATER)

    with ThreadPoolExecutor() as pool:
        list(pool.map(keep_and_let_go, tickets))
    assert contents(postgresql_database) == 0
