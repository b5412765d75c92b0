"""Tags on both databases: put on and taken off with a record, renamed and merged for everybody."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from app.models.people import Role
from app.models.ticket import Ticket, TicketEvent
from app.services.assessment.tags import (
    MOST_TAGS,
    TAGGED,
    UNTAGGED,
    TagError,
    list_tags,
    put_on,
    rename_tag,
    tags_of,
    take_off,
)
from app.services.database import Database
from tests.builders import MONDAY, new_ticket, open_floor, person


@pytest.fixture
def tickets(database: Database) -> list[int]:
    rulebook = open_floor(database)
    return [new_ticket(database, rulebook).id for _ in range(2)]


def tag(session: Session, ids: list[int], name: str) -> int:
    return put_on(session, [session.get_one(Ticket, id_) for id_ in ids], name, person_id=None, now=MONDAY)


def counted(session: Session) -> dict[str, int]:
    return {each.name: each.tickets for each in list_tags(session)}


def test_a_tag_is_put_on_many_once_whatever_its_case(database: Database, tickets: list[int]) -> None:
    with database.write() as session:
        assert tag(session, tickets[:1], " #Late  delivery ") == 1
        assert tag(session, tickets, "late delivery") == 1
        assert tag(session, tickets[:1], "快递") == 1
    with database.read() as session:
        assert counted(session) == {"Late delivery": 2, "快递": 1}
        assert tags_of(session, tickets[0]) == ("Late delivery", "快递")
        kinds = [each.kind for each in session.query(TicketEvent).filter_by(ticket_id=tickets[0]).order_by("id")]
    assert kinds[-2:] == [TAGGED, TAGGED]


def test_what_is_taken_off_everywhere_is_gone(database: Database, tickets: list[int]) -> None:
    with database.write() as session:
        tag(session, tickets, "late")
    for ticket_id, left in zip(tickets, ({"late": 1}, {}), strict=True):
        with database.write() as session:
            for _ in range(2):
                take_off(session, session.get_one(Ticket, ticket_id), "Late", person_id=None, now=MONDAY)
            assert counted(session) == left
            kinds = [each.kind for each in session.query(TicketEvent).filter_by(ticket_id=ticket_id).order_by("id")]
            assert kinds.count(UNTAGGED) == 1


@pytest.mark.parametrize("name", ["", " # ", "x" * 65, "late, rude", "慢，差"])
def test_what_is_no_word_is_no_tag(database: Database, tickets: list[int], name: str) -> None:
    with database.write() as session, pytest.raises(TagError):
        tag(session, tickets, name)


def test_a_complaint_has_so_many_tags_and_no_more(database: Database, tickets: list[int]) -> None:
    with database.write() as session:
        for number in range(MOST_TAGS):
            tag(session, tickets[:1], f"tag {number}")
        with pytest.raises(TagError):
            tag(session, tickets[:1], "one more")


def test_a_new_name_holds_for_all_and_an_old_one_merges(database: Database, tickets: list[int]) -> None:
    with database.write() as session:
        tag(session, tickets, "late")
        tag(session, tickets[:1], "slow")
        ids = {each.name: each.id for each in list_tags(session)}
    with database.write() as session:
        rename_tag(session, ids["late"], "Late", by=person(session, Role.TEAM_LEAD).id)
        assert counted(session) == {"Late": 2, "slow": 1}
    with database.write() as session:
        rename_tag(session, ids["slow"], "late", by=person(session, Role.TEAM_LEAD).id)
        assert counted(session) == {"Late": 2}
        with pytest.raises(TagError):
            rename_tag(session, ids["slow"], "late", by=person(session, Role.TEAM_LEAD).id)
        with pytest.raises(TagError):
            rename_tag(session, ids["late"], "slow", by=person(session, Role.AGENT).id)


def test_two_who_invent_the_same_tag_at_once_share_it(database: Database, tickets: list[int]) -> None:
    both = threading.Barrier(2)

    def put(ticket_id: int) -> int:
        both.wait()
        with database.write() as session:
            return tag(session, [ticket_id], "Late")

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(put, tickets)) == [1, 1]
    with database.read() as session:
        assert counted(session) == {"Late": 2}
