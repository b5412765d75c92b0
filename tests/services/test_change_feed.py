"""Hearing of changes: every commit of any process is told, once it is committed, and a gap is told as everything."""

import itertools
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, text

from app.clock import steady_seconds
from app.models.people import Person
from app.models.sla import LifeEvent
from app.models.ticket import Category, Ticket
from app.services import change_feed, changes
from app.services.change_feed import EVERYTHING, Changed, ChangeFeed
from app.services.changes import KEPT, forget_changes
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.handling.events import happen, merge
from tests.builders import HOUR, MONDAY, add_due_clocks, new_ticket, open_floor

# Seconds: only a feed that is broken needs them.
PATIENCE = 60


class Heard:
    """What a feed on a database tells, since the last time it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told: queue.Queue[Changed] = queue.Queue()
        self._marks = itertools.count(1)
        self.feed = ChangeFeed(database, self._told.put)

    def next(self) -> dict[str, set[int] | None]:
        """Wait for the next thing that is told."""
        told = self._told.get(timeout=PATIENCE)
        return {kind: None if ids is None else set(ids) for kind, ids in told.items()}

    def everything(self) -> bool:
        """Wait for the next thing that is told, and say whether it is that everything may have changed."""
        return self.next() == EVERYTHING

    def nothing(self) -> bool:
        """Say whether nothing waits to be heard."""
        return self._told.empty()

    def changes(self) -> dict[str, set[int] | None]:
        """Return what was committed until now: a category that is added after it is told after it."""
        with self._database.write() as session:
            mark = Category(name="mark", path=f"mark {next(self._marks)}")
            session.add(mark)
        found: dict[str, set[int] | None] = {}
        while not marked(found, mark.id):
            for kind, ids in self.next().items():
                known = found.setdefault(kind, set())
                found[kind] = None if ids is None or known is None else known | ids
        return found


def marked(found: dict[str, set[int] | None], mark: int) -> bool:
    """Say whether the mark was told, and take it out."""
    categories = found.get("Category", set())
    if not categories:
        return "Category" in found
    found["Category"] = categories - {mark}
    if not found["Category"]:
        del found["Category"]
    return mark in categories


@pytest.fixture
def heard(database: Database) -> Iterator[Heard]:
    """A listener to the database, not started yet; its thread does not outlive the test."""
    with listening(database) as found:
        yield found


@contextmanager
def listening(database: Database) -> Iterator[Heard]:
    """Listen to a database; the thread does not outlive the block."""
    found = Heard(database)
    try:
        yield found
    finally:
        found.feed.stop()
    assert [thread.name for thread in threading.enumerate() if thread.name == "change-feed"] == []


def retitle(database: Database, ticket_id: int, title: str) -> None:
    with database.write() as session:
        session.get_one(Ticket, ticket_id).title = title


def test_clicks_and_the_sweep_arrive_with_exactly_their_tickets(database: Database, heard: Heard) -> None:
    rulebook = open_floor(database)
    first, second, third = (new_ticket(database, rulebook).id for _ in range(3))
    heard.feed.start()
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, second), LifeEvent.WAITING, now=MONDAY + HOUR)
    assert heard.changes() == {"Ticket": {second}}
    with database.write() as session:
        merge(session, rulebook, session.get_one(Ticket, first), session.get_one(Ticket, third), now=MONDAY + HOUR)
    assert heard.changes() == {"Ticket": {first, third}}
    add_due_clocks(database, rulebook, 2, now=MONDAY + HOUR)
    assert heard.changes() == {"Ticket": None}
    sweep(database, rulebook, (), now=MONDAY + HOUR)
    assert heard.changes() == {"Notification": None, "Ticket": {third + 1, third + 2}}
    assert heard.changes() == {}


def test_what_was_committed_before_the_start_is_not_told(database: Database, heard: Heard) -> None:
    rulebook = open_floor(database)
    new_ticket(database, rulebook)
    heard.feed.start()
    later = new_ticket(database, rulebook)
    heard.feed.start()
    assert heard.changes() == {"Ticket": {later.id}}


def test_nothing_is_told_after_a_rollback_or_after_the_end(database: Database, heard: Heard) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    heard.feed.start()
    with database.write() as session:
        session.get_one(Ticket, ticket.id).title = "Another"
        session.flush()
        session.rollback()
    assert heard.changes() == {}
    heard.feed.stop()
    retitle(database, ticket.id, "Another")
    assert heard.nothing()


def test_more_changes_in_one_transaction_than_are_kept_apart_are_all_of_their_kind(
    database: Database, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_MANY", 50)
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 51)
    heard.feed.start()
    with database.write() as session:
        for ticket in session.scalars(select(Ticket)):
            ticket.title = "Another"
    assert heard.changes() == {"Ticket": None}


def test_what_this_process_commits_to_a_file_is_told_before_the_next_thing_is_done(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody looks by themselves.
    monkeypatch.setattr(change_feed, "_BETWEEN_LOOKS", PATIENCE)
    told: list[tuple[Changed, str]] = []
    feed = ChangeFeed(sqlite_database, lambda changed: told.append((changed, threading.current_thread().name)))
    feed.start()
    with sqlite_database.write() as session:
        session.add(Person(name="李雷"))
    assert told == [({"Person": {1}}, threading.current_thread().name)]
    feed.stop()


def test_another_process_is_heard(sqlite_database: Database) -> None:
    with listening(sqlite_database) as heard:
        heard.feed.start()
        work = (
            "import sys; from app.services.database import Database; from app.models.people import Person\n"
            "with Database(sys.argv[1]).write() as session: session.add(Person(name='李雷'))"
        )
        subprocess.run([sys.executable, "-c", work, str(sqlite_database.file)], check=True)
        assert heard.changes() == {"Person": {1}}


def test_transactions_that_commit_in_another_order_than_they_began_are_all_heard(
    postgresql_database: Database,
) -> None:
    database = postgresql_database
    rulebook = open_floor(database)
    ids = [new_ticket(database, rulebook).id for _ in range(3)]
    with listening(database) as heard:
        heard.feed.start()
        first, second, third = (database.write() for _ in ids)
        with first as one:
            one.get_one(Ticket, ids[0]).title = "first"
            # Numbered before the others, committed after them: the import that takes minutes.
            one.flush()
            with second as two:
                two.get_one(Ticket, ids[1]).title = "second"
                two.flush()
                with third as three:
                    three.get_one(Ticket, ids[2]).title = "third"
                assert heard.changes() == {"Ticket": {ids[2]}}
            assert heard.changes() == {"Ticket": {ids[1]}}
            assert heard.changes() == {}
        assert heard.changes() == {"Ticket": {ids[0]}}
        assert heard.changes() == {}


def test_a_long_transaction_whose_changes_are_written_already_holds_nothing_up(postgresql_database: Database) -> None:
    database = postgresql_database
    rulebook = open_floor(database)
    ids = [new_ticket(database, rulebook).id for _ in range(2)]
    with listening(database) as heard:
        heard.feed.start()
        with database.engine.connect() as slow, slow.begin():
            slow.execute(
                text(
                    "INSERT INTO change (kind, ids, at, transaction_id) "
                    "VALUES ('Ticket', :ids, now(), pg_current_xact_id()::text::bigint)"
                ),
                {"ids": str(ids[0])},
            )
            slow.execute(text("NOTIFY floorwatch_change"))
            for title in ("one", "two"):
                retitle(database, ids[1], title)
                assert heard.changes() == {"Ticket": {ids[1]}}
        assert heard.changes() == {"Ticket": {ids[0]}}


def test_after_a_lost_connection_everything_is_told(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = postgresql_database
    monkeypatch.setattr(change_feed, "_BEFORE_RETRY", 0.01)
    rulebook = open_floor(database)
    with listening(database) as heard:
        heard.feed.start()
        for _ in range(2):
            with database.engine.connect() as connection:
                killed = connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%_current_snapshot%'"
                        " AND pid <> pg_backend_pid() AND datname = current_database()"
                    )
                ).all()
                assert len(killed) == 1
            assert heard.everything()
            ticket = new_ticket(database, rulebook)
            assert heard.changes() == {"Ticket": {ticket.id}}


def test_a_file_that_was_away_is_told_as_everything(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, file, away = sqlite_database, sqlite_database.file, tmp_path / "away.db"
    assert file is not None
    monkeypatch.setattr(change_feed, "_BEFORE_RETRY", 0.01)
    with listening(database) as heard:
        file.rename(away)
        heard.feed.start()
        away.rename(file)
        assert heard.everything()
        # Put back from a copy: another file under the same name.
        database.copy_file(away)
        os.replace(away, file)
        assert heard.everything()
        with database.write() as session:
            session.add(Person(name="李雷"))
        assert heard.changes() == {"Person": {1}}


def test_what_was_forgotten_before_it_was_heard_is_told_as_everything(sqlite_database: Database) -> None:
    database = sqlite_database
    rulebook = open_floor(database)
    told: queue.Queue[Changed] = queue.Queue()
    awake = threading.Event()

    def hear(changed: Changed) -> None:
        told.put(changed)
        assert awake.wait(PATIENCE)

    feed = ChangeFeed(database, hear)
    feed.start()
    # As another process would.
    assert database.file
    other = Database(database.file)
    new_ticket(other, rulebook)
    assert told.get(timeout=PATIENCE) == {"Ticket": {1}}
    new_ticket(other, rulebook)
    with other.write() as session:
        forget_changes(session, now=database.time() + KEPT + HOUR)
    new_ticket(other, rulebook)
    other.close()
    awake.set()
    assert told.get(timeout=PATIENCE) == EVERYTHING
    feed.stop()


def test_who_was_asleep_for_longer_than_changes_are_kept_is_told_everything(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = postgresql_database
    rulebook = open_floor(database)
    slept = threading.Event()
    monkeypatch.setattr(change_feed, "steady_seconds", lambda: steady_seconds() + slept.is_set() * 3_600)
    with listening(database) as heard:
        heard.feed.start()
        slept.set()
        assert heard.everything()
        ticket = new_ticket(database, rulebook)
        assert heard.changes() == {"Ticket": {ticket.id}}


def test_a_lost_wake_up_is_made_up_for(postgresql_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_feed, "_LOOK_AT_LEAST_EVERY", 0.1)
    with listening(postgresql_database) as heard:
        heard.feed.start()
        with postgresql_database.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO change (kind, ids, at, transaction_id) "
                    "VALUES ('Ticket', '7', now(), pg_current_xact_id()::text::bigint)"
                )
            )
        assert heard.next() == {"Ticket": {7}}


def test_who_reads_only_what_is_told_never_misses_a_commit(database: Database) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 20)
    titles: dict[int, str] = {}
    told = threading.Condition()

    def reread(changed: Changed) -> None:
        with told, database.read() as session:
            for id_ in changed.get("Ticket") or ():
                titles[id_] = session.get_one(Ticket, id_).title
            told.notify_all()

    def write(seed: int) -> None:
        random = Random(seed)
        for number in range(25):
            try:
                with database.write() as session:
                    # In one order, so that nobody waits for ever.
                    for id_ in sorted(random.sample(range(1, 21), 2)):
                        session.get_one(Ticket, id_, with_for_update=True).title = f"{seed} {number}"
                        session.flush()
                    if random.random() < 0.2:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                continue

    feed = ChangeFeed(database, reread)
    feed.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with database.read() as session:
        kept = {ticket.id: ticket.title for ticket in session.scalars(select(Ticket).where(Ticket.title != "t"))}
    with told:
        assert told.wait_for(lambda: titles == kept, PATIENCE), (titles, kept)
    feed.stop()


def test_the_end_does_not_wait_for_a_server_that_hangs(postgresql_database: Database) -> None:
    database = postgresql_database
    told: list[Changed] = []
    feed = ChangeFeed(database, told.append)
    feed.start()
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "change-feed")
    with database.engine.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE change IN ACCESS EXCLUSIVE MODE"))
        with database.engine.begin() as other:
            other.execute(text("NOTIFY floorwatch_change"))
        hanging = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'change'::regclass")
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            while not other.execute(hanging).scalar_one():
                pass
        feed.stop()
        assert thread.is_alive()
    thread.join(PATIENCE)
    assert told == []
