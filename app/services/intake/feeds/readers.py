"""Sends readers to the sources of complaints that are due, several at once: none holds up the others."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from random import Random

from app.services.database import Database, DatabaseLostError
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Seal
from app.services.holds import open_hold
from app.services.intake.feeds.lease import due_sources
from app.services.intake.feeds.reading import read_source

_AT_ONCE = 4
_log = logging.getLogger(__name__)


class Feeds:
    """Sends a reader to each source that is due; a tick waits for none of them."""

    def __init__(
        self, database: Database, rulebook: Rulebook, seal: Seal, now: Callable[[], datetime], random: Random
    ) -> None:
        self._database, self._rulebook, self._seal, self._now, self._random = database, rulebook, seal, now, random
        self._stopping = threading.Event()
        self._readers = ThreadPoolExecutor(_AT_ONCE, "feed")
        self._under_way: dict[int, Future[None]] = {}

    def tick(self) -> None:
        """Begin to read what is due and is not being read, unless no time is right."""
        with self._database.read() as session:
            due = [] if open_hold(session) else due_sources(session, now=self._now())
        self._under_way = {id_: future for id_, future in self._under_way.items() if not future.done()}
        for id_ in due:
            if id_ not in self._under_way and not self._stopping.is_set():
                self._under_way[id_] = self._readers.submit(self._read, id_)

    def stop(self) -> None:
        """Finish the portions under way and read no more; returns when it is quiet."""
        self._stopping.set()
        self._readers.shutdown(cancel_futures=True)

    def _read(self, source_id: int) -> None:
        try:
            read_source(
                self._database,
                self._rulebook,
                self._seal,
                source_id,
                jitter=self._random.random(),
                stopped=self._stopping.is_set,
                now=self._now,
            )
        except DatabaseLostError as error:
            _log.warning("feed %s waits: %s", source_id, error)
        except Exception:  # noqa: BLE001 - it would be lost with its thread
            _log.exception("feed %s failed", source_id)
