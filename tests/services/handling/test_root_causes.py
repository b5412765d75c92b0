"""The tree of root causes grows, is renamed and retired, and complaints keep theirs."""

import pytest

from app.models.desk import RootCause
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.handling.root_causes import (
    RootCauseError,
    add_root_cause,
    record_root_cause,
    rename_root_cause,
    retire_root_cause,
    root_causes,
)
from tests.builders import MONDAY, new_ticket, open_floor


def grow(database: Database) -> list[int]:
    with database.write() as session:
        process = add_root_cause(session, " Process ")
        return [process.id, add_root_cause(session, "No check", parent_id=process.id).id]


def paths(database: Database, *, retired: bool = True) -> list[str]:
    with database.read() as session:
        return [row.path for row in root_causes(session, retired=retired)]


def test_a_tree_grows_and_is_listed_parents_first(database: Database) -> None:
    grow(database)
    with database.write() as session:
        add_root_cause(session, "People")
    with database.read() as session:
        rows = root_causes(session)
    assert [(row.path, row.depth, row.active) for row in rows] == [
        ("People", 0, True),
        ("Process", 0, True),
        ("Process / No check", 1, True),
    ]


def test_a_new_name_is_in_the_paths_below_and_never_one_that_exists(database: Database) -> None:
    process, check = grow(database)
    with database.write() as session:
        rename_root_cause(session, process, "Procedure")
    assert paths(database) == ["Procedure", "Procedure / No check"]
    with database.write() as session:
        people = add_root_cause(session, "People").id
        with pytest.raises(RootCauseError, match="There is a root cause “People” already"):
            rename_root_cause(session, process, "People")
        rename_root_cause(session, people, "People")
        for _ in range(4):
            check = add_root_cause(session, "x" * 190, parent_id=check).id
        with pytest.raises(RootCauseError, match="have 800 characters at most"):
            add_root_cause(session, "x" * 200, parent_id=check)
        with pytest.raises(RootCauseError, match="have 800 characters at most"):
            rename_root_cause(session, process, "y" * 200)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a / b", "\0"])
def test_a_name_that_is_none_is_refused(database: Database, name: str) -> None:
    with database.write() as session, pytest.raises(RootCauseError, match="has 1 to 200 characters"):
        add_root_cause(session, name)


def test_what_is_retired_is_offered_no_more_and_stays_where_it_was_recorded(database: Database) -> None:
    process, check = grow(database)
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        found = session.get_one(Ticket, ticket.id)
        record_root_cause(session, found, check, person_id=None, now=MONDAY)
        record_root_cause(session, found, check, person_id=None, now=MONDAY)
        retire_root_cause(session, process)
        with pytest.raises(RootCauseError, match="“Process” is retired"):
            record_root_cause(session, found, process, person_id=None, now=MONDAY)
        with pytest.raises(RootCauseError, match="retired: nothing is added below it"):
            add_root_cause(session, "x", parent_id=process)
        with pytest.raises(RootCauseError, match="no such root cause"):
            record_root_cause(session, found, 99, person_id=None, now=MONDAY)
    assert paths(database, retired=False) == []
    with database.read() as session:
        assert session.get_one(Ticket, ticket.id).root_cause_id == check
        assert {row.path: row.tickets for row in root_causes(session)} == {"Process": 0, "Process / No check": 1}
        (event,) = session.query(TicketEvent).filter_by(kind="cause_recorded")
        assert event.details == {"cause": [None, "Process / No check"]}
    with database.write() as session:
        retire_root_cause(session, check, retired=False)
        assert all(row.active for row in session.query(RootCause))
