"""The ground floor: both databases keep instants, identities and records the same way."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from app.models.people import Person
from app.models.ticket import Ticket, TicketEvent
from app.services.database import CollisionError, Database, DatabaseError, DatabaseLostError, reserve_ids
from app.services.floor.first_look import first_look

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ticket(**values: object) -> Ticket:
    return Ticket(**{"source": "telephone", "received_at": NOON, "recorded_at": NOON, "title": "No heating"} | values)


def test_an_instant_comes_back_aware_and_in_utc(database: Database) -> None:
    beijing = timezone(timedelta(hours=8))
    with database.write() as session:
        session.add(ticket(received_at=datetime(2026, 3, 2, 20, 0, 0, 123456, tzinfo=beijing)))
    with database.read() as session:
        (found,) = session.query(Ticket)
        assert found.received_at == NOON.replace(microsecond=123456)
        assert found.received_at.tzinfo is UTC


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="has no time zone"), database.write() as session:
        session.add(ticket(received_at=datetime(2026, 3, 2)))  # noqa: DTZ001 - the point of the test


def test_a_word_outside_the_glossary_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="fax"), database.write() as session:
        session.add(ticket(source="fax"))


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.add(ticket())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as session:
        assert session.query(Ticket).count() == 0


def test_saving_over_somebody_elses_change_is_refused(database: Database) -> None:
    with database.write() as session:
        session.add(Person(name="李雷"))
    with database.read() as session:
        mine = session.query(Person).one()
    with database.write() as session:
        session.query(Person).one().email = "lilei@example.com"
    mine.email = "other@example.com"
    with pytest.raises(CollisionError, match="Somebody else"), database.write() as session:
        session.add(mine)


def test_numbers_are_unique_when_many_record_at_once(database: Database) -> None:
    def record(_: int) -> list[str]:
        numbers = []
        for _ in range(10):
            with database.write() as session:
                new = ticket()
                session.add(new)
                session.flush()
                numbers.append(new.number)
        return numbers

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for some in pool.map(record, range(8)) for number in some]
    assert len(set(numbers)) == 80
    assert all(number.startswith("FW-1") for number in numbers)


def test_the_number_of_a_deleted_ticket_is_not_used_again(database: Database) -> None:
    with database.write() as session:
        first = ticket()
        session.add(first)
        session.flush()
        session.delete(first)
    with database.write() as session:
        second = ticket()
        session.add(second)
        session.flush()
        assert second.number != first.number


def test_reserved_identities_do_not_collide_with_later_ones(database: Database) -> None:
    with database.write() as session:
        reserved = list(reserve_ids(session, Ticket, 3))
        columns = {"source": "chat", "received_at": NOON, "recorded_at": NOON, "title": "t"}
        session.execute(insert(Ticket), [{"id": id_, **columns} for id_ in reserved])
    with database.write() as session:
        later = ticket()
        session.add(later)
        session.flush()
        assert later.id not in reserved
        assert len(set(reserved)) == 3
        assert later.id not in list(reserve_ids(session, Ticket, 2))


@pytest.mark.parametrize("change", ["UPDATE ticket_event SET kind = 'x'", "DELETE FROM ticket_event"])
def test_what_happened_cannot_be_rewritten(database: Database, change: str) -> None:
    with database.write() as session:
        new = ticket()
        session.add(new)
        session.flush()
        session.add(TicketEvent(ticket_id=new.id, at=NOON, kind="recorded"))
    with pytest.raises(DBAPIError, match="ticket_event can only be added to"), database.write() as session:
        session.execute(text(change))


def test_a_write_that_waits_for_another_is_not_refused(database: Database) -> None:
    with database.write() as session:
        session.add(ticket())

    def retitle(title: str) -> None:
        with database.write() as session:
            session.execute(text("SELECT count(*) FROM ticket")).scalar_one()
            session.execute(update(Ticket).values(title=title))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(retitle, "abcdef"))


def test_the_embedded_file_is_for_its_owner_only(sqlite_database: Database, tmp_path: Path) -> None:
    fresh = Database(tmp_path / "new.db")
    fresh.create()
    with fresh.write() as session:
        session.execute(text("CREATE TABLE t (a)"))
        assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("new.db*")} == {0o600}
    fresh.close()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://host/db", "SQLite or PostgreSQL, not in mysql"),
        ("sqlite://", "needs a file"),
        ("://", "The database address is not one"),
        ("postgresql://u:secret@h:abc/db", "The database address is not one"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(address: str, sentence: str) -> None:
    with pytest.raises(DatabaseError, match=sentence) as refusal:
        Database(address)
    assert "secret" not in str(refusal.value)


def test_a_missing_or_wrong_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="There is no database file"), Database(tmp_path / "x.db").read() as session:
        session.execute(text("SELECT 1"))
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="cannot be a database file"):
        Database(tmp_path / "file" / "x.db").create()
    wrong = tmp_path / "letter.db"
    wrong.write_text("Dear customer, " * 100)
    with pytest.raises(DatabaseError, match="is not a Floorwatch database"), Database(wrong).read() as session:
        session.execute(text("SELECT * FROM ticket"))


def test_a_damaged_file_is_told_from_a_fault(sqlite_database: Database, tmp_path: Path) -> None:
    assert sqlite_database.file
    whole = sqlite_database.file.read_bytes()
    half = tmp_path / "half.db"
    half.write_bytes(whole[: len(whole) // 2])
    damaged = Database(half)
    with pytest.raises(DatabaseError, match=r"is damaged \(.+\): put a backup"), damaged.read() as session:
        session.execute(text("SELECT * FROM ticket"))
    damaged.close()


def test_a_server_that_does_not_answer_is_a_sentence_without_the_password() -> None:
    absent = Database("postgresql://someone:secret@127.0.0.1:1/floorwatch")
    with pytest.raises(DatabaseLostError, match="cannot be used now") as refusal, absent.read() as session:
        session.execute(text("SELECT 1"))
    assert "secret" not in str(refusal.value)
    assert "secret" not in Database("postgresql://u@h/db?password=secret").name


def test_a_login_without_the_right_gets_a_sentence(postgresql_database: Database) -> None:
    def read_as_nobody() -> None:
        with postgresql_database.write() as session:
            session.execute(text("CREATE ROLE nobody_in_particular"))
            session.execute(text("SET LOCAL ROLE nobody_in_particular"))
            session.execute(text("SELECT * FROM ticket"))

    with pytest.raises(DatabaseError, match="This login may not do that: permission denied"):
        read_as_nobody()


def test_the_time_is_the_servers(database: Database) -> None:
    assert abs(database.time() - datetime.now(UTC)) < timedelta(minutes=1)
    assert database.time().tzinfo is UTC


def test_only_the_service_role_sweeps_on_a_shared_database(postgresql_database: Database) -> None:
    with postgresql_database.write() as session:
        session.execute(text("CREATE ROLE supervisor_li LOGIN"))
        session.execute(text("SET LOCAL ROLE supervisor_li"))
        assert not postgresql_database.may_sweep(session)
        session.execute(text("RESET ROLE"))
        session.execute(text("GRANT floorwatch_service TO supervisor_li"))
        session.execute(text("SET LOCAL ROLE supervisor_li"))
        assert postgresql_database.may_sweep(session)
        session.rollback()


def test_a_reading_block_sees_one_state_while_others_write(database: Database) -> None:
    with database.read() as reading:
        assert reading.query(Ticket).count() == 0
        with database.write() as writing:
            writing.add(ticket())
        assert reading.query(Ticket).count() == 0
    with database.read() as reading:
        assert reading.query(Ticket).count() == 1


def test_of_two_who_wait_for_each_other_one_hears_of_it(postgresql_database: Database) -> None:
    database, meet = postgresql_database, threading.Barrier(2)
    with database.write() as session:
        session.add_all([Person(name="李雷"), Person(name="韩梅梅")])
    with database.read() as session:
        ids = sorted(session.scalars(select(Person.id)))

    def work(order: list[int]) -> str:
        try:
            with database.write() as session:
                session.get(Person, order[0], with_for_update=True)
                meet.wait()
                session.get(Person, order[1], with_for_update=True)
        except CollisionError as refusal:
            return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as threads:
        heard = sorted(threads.map(work, (ids, ids[::-1])))
    assert heard[0] == ""
    assert heard[1].startswith("Somebody else has just worked on the same")


def test_a_file_in_the_folder_of_nobody_is_refused_and_not_looked_at() -> None:
    with pytest.raises(DatabaseError, match="nobody here in whose folder"):
        Database("~nobody-is-called-so/floor.db")
    assert first_look("~nobody-is-called-so/floor.db", now=NOON) is None
