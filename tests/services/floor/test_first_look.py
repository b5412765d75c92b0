"""The first look: the rows that the worklist has, by the same statements, and nothing where all is not as usual."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.dialects.sqlite import dialect

from app.models.customer import Customer
from app.models.people import Role
from app.models.sla import Clock, LifeEvent, Target
from app.models.ticket import Category, Ticket
from app.services.database import Database
from app.services.floor import first_look as module
from app.services.floor.first_look import STATEMENTS, first_look
from app.services.floor.worklist import gathering, soonest, worklist
from app.services.floor.worklist_columns import MARK, Worklist
from app.services.handling.events import happen
from app.services.sqlite import sqlite
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """A floor with tickets of every kind that the queue tells apart."""
    rulebook = open_floor(sqlite_database)
    with sqlite_database.write() as session:
        category, customer = (
            Category(name="Heating", path=f"House{MARK} / Heating"),
            Customer(name="Wang", level="gold"),
        )
        session.add_all([category, customer])
        session.flush()
        agent = person(session, Role.AGENT)
        known: dict[str, Any] = {"category_id": category.id, "customer_id": customer.id, "owner_id": agent.id}
    new_ticket(sqlite_database, rulebook, title="一句话", high_risk=True, **known)
    waiting, given_up, done = (
        new_ticket(sqlite_database, rulebook, owner_id=None, received_at=MONDAY - HOUR) for _ in range(3)
    )
    with sqlite_database.write() as session:
        for ticket, event in ((waiting, LifeEvent.WAITING), (done, LifeEvent.RESOLVED)):
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY)
        clock = clocks_of(sqlite_database, given_up, Target.RESOLUTION)[0]
        session.execute(update(Clock).where(Clock.id == clock.id).values(quarantined="why", armed=False))
    return sqlite_database


def columns(rows: Worklist) -> dict[str, list[Any]]:
    """The columns as lists."""
    return {each.name: list(getattr(rows, each.name)) for each in fields(rows) if each.name != "read_at"}


def test_it_reads_the_rows_of_the_worklist(database: Database) -> None:
    found = first_look(str(database.file), now=MONDAY)
    with database.read() as session:
        rows = worklist(session, now=MONDAY)
    assert found
    assert found.zone.key == "Asia/Shanghai"
    assert columns(found.rows) == columns(rows)
    assert len(rows) == 3


def test_it_asks_for_what_the_worklist_asks_for() -> None:
    asked = (
        str(each.compile(dialect=dialect(), compile_kwargs={"literal_binds": True})) for each in gathering(soonest())
    )
    # A file shows no mark, and no blank at the end of a line.
    written = ";\n".join(asked).replace(f"'{MARK}'", "char(31)").replace(" \n", "\n") + "\n"
    assert STATEMENTS.read_text("utf-8") == written


def test_a_page_begins_with_what_is_due_first(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    tickets = [new_ticket(sqlite_database, rulebook, received_at=MONDAY - age * HOUR) for age in (1, 5, 3)]
    with sqlite_database.read() as session:
        assert session.scalar(soonest().limit(1)) == tickets[1].id


def test_it_writes_nothing(database: Database) -> None:
    assert database.file
    database.close()
    before = database.file.read_bytes()
    assert first_look(str(database.file), now=MONDAY)
    assert database.file.read_bytes() == before


def _of_another_version(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(module, "newest_version", lambda: "9999")
    return str(database.file)


def _without_a_floor(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    with closing(sqlite.connect(database.file)) as connection, connection:
        connection.execute("DELETE FROM floor")
    return str(database.file)


def _on_a_network_share(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(module, "network_share", lambda _: "nfs")
    return str(database.file)


def _that_is_no_database(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    assert database.file
    other = database.file.with_name("letter.txt")
    other.write_text("This is no database. " * 100, "utf-8")
    return str(other)


def _that_is_missing(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    assert database.file
    return str(database.file.with_name("missing.db"))


def _that_is_shared(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    return "postgresql://nobody@nowhere/none"


@pytest.mark.parametrize(
    "unusual",
    [
        _of_another_version,
        _without_a_floor,
        _on_a_network_share,
        _that_is_no_database,
        _that_is_missing,
        _that_is_shared,
    ],
)
def test_it_leaves_a_floor_that_is_not_as_usual_to_the_opening(
    unusual: Callable[[Database, pytest.MonkeyPatch], str], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert first_look(unusual(database, monkeypatch), now=MONDAY) is None
