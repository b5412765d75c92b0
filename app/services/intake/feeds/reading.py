"""Reads one source of complaints to its end, under a lease: one process reads it at a time.

What a source brings and up to where it was read are one transaction. So whoever dies in between, the next one goes on
where the record ends, and what comes twice is known.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.feed import FeedReject, FeedSource
from app.models.ticket import Ticket
from app.services.database import Database, DatabaseLostError, is_lost
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Seal
from app.services.intake.feeds.item import Item
from app.services.intake.feeds.lease import (
    LEASE,
    LeaseLostError,
    forget,
    held,
    refuse,
    rest_after,
    take_lease,
)
from app.services.intake.feeds.receive import Received, receive
from app.services.intake.feeds.source import (
    EVERY,
    NOT_UNDERSTOOD,
    BusyError,
    Found,
    ItemError,
    Page,
    Setting,
    Source,
    SourceError,
    kept_words,
    kind_named,
    not_understood,
)
from app.services.intake.feeds.web import MissingError, TooLargeError

# What was refused is tried again after this time, for it may have been the fault of the moment.
TRIED_AGAIN_AFTER = timedelta(minutes=30)
# One transaction records no more: others want to write, too.
PORTION = 10
_MOST_RETRIED = 50
# After so many failures in a row what cannot be fetched is refused, and the rest goes on.
_PATIENT = 2
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Taken:
    """Something that was found, and what it is, or why it cannot become a complaint."""

    found: Found
    item: Item | None
    refusal: DomainError | None = None


def read_source(
    database: Database,
    rulebook: Rulebook,
    seal: Seal,
    source_id: int,
    *,
    jitter: float,
    stopped: Callable[[], bool] = lambda: False,
    now: Callable[[], datetime],
) -> Counter[str] | None:
    """Read one source to its end, if it is due and nobody else does; return what became of what it brought.

    None: it was not read to its end. Raises only what the database does.
    """
    lease = take_lease(database, source_id, now=now())
    if lease is None:
        return None
    reader = _Reader(database, rulebook, source_id, lease, now)
    source: Source | None = None
    try:
        source = reader.opened(seal)
        ended = reader.read(source, stopped)
    except LeaseLostError:
        _log.info("feed %s is read by another process, or was changed", source_id)
        return None
    except DatabaseLostError:
        raise
    except DomainError as error:
        reader.rest(error, jitter)
        return None
    except Exception as fault:
        if is_lost(fault):
            raise
        _log.exception("feed %s has a fault", source_id)
        # The whole of a fault may hold what was sent, a password among it.
        said = f"{type(fault).__name__}: {fault}"
        reader.rest(SourceError("There is a fault in reading it: {reason}", reason=said), jitter)
        return None
    finally:
        if source is not None:
            source.close()
    reader.end(ended)
    return reader.counts if ended else None


class _Reader:
    """One reading of one source under its lease."""

    def __init__(
        self, database: Database, rulebook: Rulebook, source_id: int, lease: datetime, now: Callable[[], datetime]
    ) -> None:
        self._database, self._rulebook, self._id, self._now = database, rulebook, source_id, now
        self._lease = lease
        self._name = ""
        self._cursor: Mapping[str, Any] = {}
        # Whether the whole source rests because of one thing in it that cannot be fetched.
        self._is_patient = True
        self.counts: Counter[str] = Counter()

    def opened(self, seal: Seal) -> Source:
        """Open the source as it is set up; raises `SourceError` and `SealError`."""
        with self._database.read() as session:
            row = session.get_one(FeedSource, self._id)
        self._name, self._cursor, self._is_patient = row.name, row.cursor or {}, row.failures < _PATIENT
        secret = seal.open(row.secret).url if row.secret else ""
        return kind_named(row.kind)(Setting(row.name, row.settings, secret))

    def read(self, source: Source, stopped: Callable[[], bool]) -> bool:
        """Read what was refused before, then what is new; return whether it came to the end."""
        for found in self._refused_before(source) if source.retries else ():
            self._take(source, [found], None, retried=True)
        for page in source.pages(self._cursor, now=self._now()):
            portions = list(_portions(page))
            for place, portion in enumerate(portions, start=1):
                if stopped():
                    return False
                self._take(source, portion, page.cursor if place == len(portions) else None)
        return True

    def rest(self, error: DomainError, jitter: float) -> None:
        """Let the source rest because it cannot be read now."""
        _log.warning("feed %s rests: %s", self._name or self._id, error)
        with self._database.write() as session:
            row = held(session, self._id, self._lease)
            if row is None:
                return
            row.failures += not isinstance(error, BusyError)
            row.last_error = kept_words(error)
            every = timedelta(seconds=row.settings.get("every", EVERY.first))
            # Who says when to come again is believed.
            wait = error.wait if isinstance(error, BusyError) else rest_after(row.failures, every, jitter)
            row.next_read_at, row.lease_until = self._now() + wait, None

    def end(self, ended: bool) -> None:
        """Write down that it was read; one that was stopped is due at once."""
        with self._database.write() as session:
            if (row := held(session, self._id, self._lease)) is None:
                return
            now = self._now()
            row.lease_until = None
            row.next_read_at = now
            if ended:
                row.last_read_at, row.failures, row.last_error = now, 0, None
                row.next_read_at = now + timedelta(seconds=row.settings.get("every", EVERY.first))

    def _refused_before(self, source: Source) -> Iterator[Found]:
        reject = FeedReject
        with self._database.read() as session:
            keys = session.scalars(
                select(reject.external_key)
                .where(reject.feed_source_id == self._id, reject.at <= self._now() - TRIED_AGAIN_AFTER)
                .order_by(reject.at)
                .limit(_MOST_RETRIED)
            ).all()
        for key in keys:
            error: DomainError | None = None
            try:
                found = source.find(key)
            except MissingError:
                found = None
            except BusyError:
                raise
            except SourceError as refusal:
                found, error = None, refusal
            except NOT_UNDERSTOOD as fault:
                found, error = None, not_understood(fault)
            if found is not None:
                yield found
                continue
            with self._database.write() as session:
                if held(session, self._id, self._lease) is None:
                    raise LeaseLostError
                if error is None:
                    forget(session, self._id, [key])
                else:
                    refuse(session, self._id, key, error, now=self._now())

    def _take(
        self, source: Source, portion: Sequence[Found], cursor: Mapping[str, Any] | None, *, retried: bool = False
    ) -> None:
        """Put a portion on record, and with the last one of a page up to where the source was read."""
        known = self._known([found.key for found in portion])
        taken = []
        for found in portion:
            if retried or known.get(found.key, {}).get("version") != found.version:
                self._renew()
                taken.append(self._whole(source, found, known.get(found.key, {})))
        if not taken and cursor in (None, self._cursor):
            return
        refused: dict[str, DomainError] = {}
        with self._database.write() as session:
            row = held(session, self._id, self._lease)
            if row is None:
                raise LeaseLostError
            outcomes: Counter[str] = Counter()
            for each in taken:
                error = each.refusal or self._received(session, each.item, outcomes)
                if error is not None:
                    refused[each.found.key] = error
            forget(session, self._id, [each.found.key for each in taken if each.found.key not in refused])
            for key, error in refused.items():
                refuse(session, self._id, key, error, now=self._now())
            outcomes["rejected"] += len(refused)
            row.counts = dict(Counter(row.counts) + outcomes)
            row.cursor = row.cursor if cursor is None else dict(cursor)
            row.lease_until = lease = self._now() + LEASE
        # Only now is it on record.
        self._lease, self.counts = lease, self.counts + outcomes
        self._cursor = self._cursor if cursor is None else cursor
        source.settle(portion, {key: str(error) for key, error in refused.items()})

    def _renew(self) -> None:
        """Keep the lease while a portion takes long: two processes would take it from each other for ever."""
        if self._lease - self._now() > LEASE / 2:
            return
        with self._database.write() as session:
            row = held(session, self._id, self._lease)
            if row is None:
                raise LeaseLostError
            row.lease_until = lease = self._now() + LEASE
        self._lease = lease

    def _received(self, session: Session, item: Item | None, outcomes: Counter[str]) -> DomainError | None:
        """Receive one thing; return why it cannot be."""
        assert item is not None
        try:
            with session.begin_nested():
                outcome = receive(session, self._rulebook, item, now=self._now())
        except DomainError as error:
            return error
        except (SQLAlchemyError, LookupError, TypeError, ValueError) as error:
            if is_lost(error):
                raise
            _log.warning("feed %s: %s cannot be recorded: %r", self._name, item.key, error)
            return ItemError("It cannot be recorded: {reason}", reason=type(error).__name__)
        if outcome is not Received.UNCHANGED:
            outcomes[outcome.value] += 1
        return None

    def _whole(self, source: Source, found: Found, known: Mapping[str, Any]) -> _Taken:
        """Fetch the whole of what was found; what is written otherwise than its vendor says is refused alone."""
        try:
            return _Taken(found, source.item(found, frozenset(known.get("files", ()))))
        except (ItemError, MissingError, TooLargeError) as error:
            return _Taken(found, None, error)
        except SourceError as error:
            if self._is_patient or isinstance(error, BusyError):
                raise
            return _Taken(found, None, error)
        except NOT_UNDERSTOOD as error:
            _log.warning("feed %s: %s cannot be understood: %r", self._name, found.key, error)
            return _Taken(found, None, not_understood(error))

    def _known(self, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        with self._database.read() as session:
            rows = session.execute(
                select(Ticket.external_key, Ticket.origin_details).where(
                    Ticket.origin == self._name, Ticket.external_key.in_(keys)
                )
            )
            return {str(key): details or {} for key, details in rows}


def _portions(page: Page) -> Iterator[Sequence[Found]]:
    """Yield what was found by portions; where nothing was, one without anything: the source was read all the same."""
    for begin in range(0, max(len(page.found), 1), PORTION):
        yield page.found[begin : begin + PORTION]
