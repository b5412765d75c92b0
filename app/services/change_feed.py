"""Tells what any process has committed to the database, a moment after it did."""

import logging
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from app.clock import steady_seconds
from app.errors import DomainError
from app.services.changes import KEPT, KINDS, WAKE_UP
from app.services.database import Database, DatabaseLostError

# Identities of changed rows by the name of their class; None: any may have changed.
Changed = Mapping[str, Iterable[int] | None]
EVERYTHING: Changed = dict.fromkeys(KINDS)

# Seconds. Between two looks into an embedded file, which cost some microseconds each; on a shared database the longest
# time without a look, that is what is noticed last if a wake-up is lost; and between two attempts to connect again.
_BETWEEN_LOOKS = 0.02
_LOOK_AT_LEAST_EVERY = 10.0
_BEFORE_RETRY = 1.0
# How long a wait on a shared database goes on without asking whether to stop.
_STOPS_WITHIN = 0.1
# Who has not looked for this long may have missed what was deleted meanwhile; half, because a commit takes its time.
_TOO_LONG = KEPT.total_seconds() / 2
_log = logging.getLogger(__name__)


class ChangeFeed:
    """Follows the changes of one database in a thread of its own, and hands them to `publish`.

    What this process commits to an embedded file is published by the thread that did, before anybody hears that it is
    done: what a click has changed is on its way when the click is answered. `publish` must not wait. While the
    database is lost it tries again and again, and then tells of everything; it does not say that it is lost.
    """

    def __init__(self, database: Database, publish: Callable[[Changed], None]) -> None:
        self._database, self._publish = database, publish
        self._stopping = threading.Event()
        # Held by whoever looks, in whichever thread.
        self._looking = threading.Lock()
        self._watch: _Watch | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Follow from now on, unless it does already; it waits for the database.

        What is read after its return is never staler than what will be told: start it first, read then.
        """
        if self._thread is None:
            with suppress(*self._lost):
                self._watch = _watch(self._database)
            if self._database.embedded:
                self._database.committed = self._look
            self._thread = threading.Thread(target=self._follow, name="change-feed", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Tell nothing more; returns within a moment, even where the database does not answer."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=1)

    @property
    def _lost(self) -> tuple[type[Exception], ...]:
        """How the drivers and we say that the database is not there."""
        return (
            DomainError,
            DBAPIError,
            NoConnectionFreeError,
            OSError,
            self._database.engine.dialect.loaded_dbapi.Error,
        )

    def _follow(self) -> None:
        while not self._stopping.is_set():
            try:
                self._step()
            except self._lost as error:
                if self._watch is not None:
                    _log.info("changes are not heard until the database is back: %s", error)
                self._forget_watch()
                if self._database.embedded:
                    # If another file is in its place, everybody's connections still lead to the old one.
                    self._database.close()
                self._stopping.wait(_BEFORE_RETRY)
        self._forget_watch()

    def _step(self) -> None:
        """Wait for a change for a moment, and tell it; or connect, and tell of everything."""
        if self._watch is None:
            self._watch = _watch(self._database)
            self._publish(EVERYTHING)
        elif self._watch.wait(self._stopping):
            with self._looking:
                self._tell(self._watch)

    def _look(self) -> None:
        """Tell what this process has just committed; what keeps it from that, the feed's own thread will find."""
        if self._looking.acquire(blocking=False):
            try:
                if self._watch is not None:
                    with suppress(*self._lost):
                        self._tell(self._watch)
            finally:
                self._looking.release()

    def _tell(self, watch: "_Watch") -> None:
        changed = watch.news()
        if changed and not self._stopping.is_set():
            self._publish(changed)

    def _forget_watch(self) -> None:
        with self._looking:
            watch, self._watch = self._watch, None
        if watch is not None:
            with suppress(*self._lost):
                watch.close()


class _Watch(ABC):
    """One connection that follows the changes from the moment it was opened."""

    def __init__(self, database: Database) -> None:
        pooled = database.engine.raw_connection()
        self._connection: Any = pooled.driver_connection
        # Ours alone, for as long as it holds.
        pooled.detach()
        self._driver = database.engine.dialect.loaded_dbapi
        try:
            self._begin(database)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    @abstractmethod
    def _begin(self, database: Database) -> None:
        """Remember where the changes stand."""

    @abstractmethod
    def wait(self, stopping: threading.Event) -> bool:
        """Wait for a moment, and say whether it is time to look."""

    @abstractmethod
    def news(self) -> Changed:
        """Return what was committed since the last time."""


class _EmbeddedWatch(_Watch):
    """Follows a SQLite file: `data_version` moves with every commit of others, and changes are numbered without gaps.

    A writing transaction takes its numbers and commits them before the next one begins, and a number is never used
    again; so a row that is missing was deleted before it was read.
    """

    _NEWS = (
        "SELECT last.seq, change.kind, change.ids "
        "FROM (SELECT coalesce(max(seq), 0) AS seq FROM sqlite_sequence WHERE name = 'change') AS last "
        "LEFT JOIN change ON change.id > ?"
    )

    def _begin(self, database: Database) -> None:
        assert database.file is not None
        self._file = database.file
        self._identity = self._identity_now()
        # It is asked often: to wait for a writer that holds the whole file would hold up `stop`.
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._version = self._version_now()
        ((self._last, *_),) = self._connection.execute(self._NEWS, (2**62,)).fetchall()

    def wait(self, stopping: threading.Event) -> bool:
        """Keep the pace of `_BETWEEN_LOOKS`."""
        return not stopping.wait(_BETWEEN_LOOKS)

    def news(self) -> Changed:
        """Look for what is new."""
        if self._identity_now() != self._identity:
            raise DatabaseLostError("{file} is another file now.", file=self._file)
        try:
            version = self._version_now()
            return self._news(version) if version != self._version else {}
        except self._driver.OperationalError as error:
            if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
                raise
            return {}

    def _news(self, version: int) -> Changed:
        rows = self._connection.execute(self._NEWS, (self._last,)).fetchall()
        before, self._last, self._version = self._last, rows[0][0], version
        told = [(kind, ids) for _, kind, ids in rows if kind is not None]
        return _together(told) if len(told) == self._last - before else EVERYTHING

    def _version_now(self) -> int:
        ((version,),) = self._connection.execute("PRAGMA data_version").fetchall()
        return int(version)

    def _identity_now(self) -> tuple[int, int]:
        found = os.stat(self._file)
        return found.st_dev, found.st_ino


class _SharedWatch(_Watch):
    """Follows a PostgreSQL database: woken by NOTIFY, it reads what it sees now and did not see the last time.

    Snapshots decide that, not numbers: transactions commit in another order than the one in which they begin, and a
    long one neither is skipped nor holds up the others.
    """

    _NEWS = (
        "SELECT pg_current_snapshot()::text, change.kind, change.ids FROM (SELECT) AS always "
        "LEFT JOIN change ON change.transaction_id >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint "
        "AND NOT pg_visible_in_snapshot(change.transaction_id::text::xid8, %(seen)s::pg_snapshot)"
    )

    def _begin(self, database: Database) -> None:
        self._connection.autocommit = True
        # Before the first look: what is committed between the two wakes us once more.
        self._connection.execute(f"LISTEN {WAKE_UP}")
        self._looked_at = steady_seconds()
        ((self._seen,),) = self._connection.execute("SELECT pg_current_snapshot()::text").fetchall()

    def wait(self, stopping: threading.Event) -> bool:
        """Wait until woken, and now and then not so long."""
        woken = list(self._connection.notifies(timeout=_STOPS_WITHIN, stop_after=1))
        return bool(woken) or steady_seconds() - self._looked_at >= _LOOK_AT_LEAST_EVERY

    def news(self) -> Changed:
        """Look for what is new."""
        before, self._looked_at = self._looked_at, steady_seconds()
        rows = self._connection.execute(self._NEWS, {"seen": self._seen}).fetchall()
        self._seen = rows[0][0]
        if steady_seconds() - before > _TOO_LONG:
            return EVERYTHING
        return _together((kind, ids) for _, kind, ids in rows if kind is not None)


def _watch(database: Database) -> _Watch:
    return _EmbeddedWatch(database) if database.embedded else _SharedWatch(database)


def _together(rows: Iterable[tuple[str, str | None]]) -> Changed:
    """Join the changes of several transactions."""
    found: dict[str, set[int] | None] = {}
    for kind, ids in rows:
        known = found.setdefault(kind, set())
        if ids is None:
            found[kind] = None
        elif known is not None:
            known.update(map(int, ids.split(",")))
    return found
