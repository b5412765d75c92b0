"""The sources of complaints as people set them up: listed with how they fare, added, changed, paused, read at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, true, update
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.feed import FeedReject, FeedSource
from app.models.people import Person, Role
from app.services.changes import note
from app.services.deadlines.sealing import Address, Seal
from app.services.intake.feeds.source import Setting, Source, SourceError, kind_named, said_words
from app.services.people import proper_name

_KEEPERS = (Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
_LONGEST_NAME, _LONGEST_SECRET = 100, 2_000
_LONG_AGO = timedelta(days=365)
_SHOWN = 500


class SourceRightsError(DomainError):
    """Somebody changes a source who may not."""


@dataclass(frozen=True)
class RejectRow:
    """Something that could not become a complaint."""

    key: str
    at: datetime
    reason: DomainError


@dataclass(frozen=True)
class SourceRow:
    """A source and how it fares, without its secret; `error` is why it cannot be read now."""

    id: int
    kind: str
    name: str
    values: Mapping[str, Any]
    has_secret: bool
    active: bool
    reading: bool
    last_read_at: datetime | None
    next_read_at: datetime | None
    failures: int
    error: DomainError | None
    counts: Mapping[str, int]
    rejects: int


@dataclass(frozen=True)
class Sources:
    """All sources by name, and whether the person may change them."""

    rows: tuple[SourceRow, ...] = ()
    may_change: bool = False


def read_sources(session: Session, *, by: int | None, now: datetime) -> Sources:
    """Return the sources as a person may see them."""
    counted = session.execute(select(FeedReject.feed_source_id, func.count()).group_by(FeedReject.feed_source_id))
    rejects = dict(iter(counted))
    rows = session.scalars(select(FeedSource).order_by(FeedSource.name))
    return Sources(tuple(_row(row, rejects.get(row.id, 0), now) for row in rows), _may_change(session, by))


def read_rejects(session: Session, source_id: int) -> tuple[RejectRow, ...]:
    """Return what a source brought and could not become a complaint, the newest first."""
    rows = session.scalars(
        select(FeedReject).where(FeedReject.feed_source_id == source_id).order_by(FeedReject.at.desc()).limit(_SHOWN)
    )
    return tuple(RejectRow(row.external_key, row.at, said_words(row.reason)) for row in rows)


def add_source(
    session: Session,
    seal: Seal,
    *,
    kind: str,
    name: str,
    values: Mapping[str, Any],
    secret: str,
    by: int | None,
    now: datetime,
) -> FeedSource:
    """Add a source, which is read from then on; raises `SourceError`, `SealError`, `SourceRightsError`."""
    _require(session, by)
    name = proper_name(name)
    if len(name) > _LONGEST_NAME:
        raise SourceError("The name of a source has at most {longest} characters.", longest=_LONGEST_NAME)
    if session.scalar(select(FeedSource.id).where(FeedSource.name == name)) is not None:
        raise SourceError("There is already a source called {name}.", name=name)
    made = kind_named(kind)
    _require_secret(made, secret)
    kept = made.check_values(values)
    row = FeedSource(kind=kind, name=name, settings=kept, secret=_sealed(session, seal, secret), counts={})
    row.cursor = made.beginning(kept, now=now)
    session.add(row)
    session.flush()
    return row


def change_source(
    session: Session, seal: Seal, source_id: int, values: Mapping[str, Any], secret: str, *, by: int | None
) -> None:
    """Change the settings of a source, and its secret where a new one is given; whoever reads it begins anew.

    Its name stays: the complaints that it brought are known by it. Raises what `add_source` does.
    """
    row = _found(session, source_id, by)
    row.settings = kind_named(row.kind).check_values(values)
    if secret:
        _require_secret(kind_named(row.kind), secret)
        row.secret = _sealed(session, seal, secret)
    row.failures, row.last_error, row.next_read_at, row.lease_until = 0, None, None, None
    session.flush()


def set_active(session: Session, source_id: int, active: bool, *, by: int | None) -> None:
    """Pause a source, or go on with it."""
    row = _found(session, source_id, by)
    row.active = active
    row.failures, row.next_read_at, row.lease_until = 0, None, None
    session.flush()


def read_now(session: Session, source_id: int, *, by: int | None) -> None:
    """Let a source be read with the next tick, however long it was to rest; one that is being read goes on."""
    _found(session, source_id, by).next_read_at = None
    session.flush()


def retry(session: Session, source_id: int, keys: Collection[str], *, by: int | None, now: datetime) -> None:
    """Let what was refused be tried again with the next tick."""
    row = _found(session, source_id, by)
    changed = session.execute(
        update(FeedReject)
        .where(FeedReject.feed_source_id == source_id, FeedReject.external_key.in_(keys))
        .values(at=now - _LONG_AGO)
        .returning(FeedReject.id)
    ).all()
    note(session, FeedReject, [id_ for (id_,) in changed])
    row.next_read_at = None
    session.flush()


def dismiss(session: Session, source_id: int, keys: Collection[str], *, by: int | None) -> None:
    """Forget what was refused; it comes back with its next change at the source, if it is refused again."""
    _found(session, source_id, by)
    _forget(session, source_id, FeedReject.external_key.in_(keys))


def remove_source(session: Session, source_id: int, *, by: int | None) -> None:
    """Take a source away with its secret; what it brought stays, and is known again by its name."""
    row = _found(session, source_id, by)
    _forget(session, source_id, true())
    session.delete(row)
    session.flush()


def trial(
    session: Session, seal: Seal, source_id: int | None, *, kind: str, values: Mapping[str, Any], secret: str
) -> Source:
    """Return a source as it is being set up, to be tried: with the secret that is kept where no new one is given."""
    made = kind_named(kind)
    row = session.get(FeedSource, source_id) if source_id is not None else None
    if not secret and row is not None and row.secret:
        secret = seal.open(row.secret).url
    _require_secret(made, secret)
    return made(Setting("", made.check_values(values), secret))


def _forget(session: Session, source_id: int, which: ColumnElement[bool]) -> None:
    gone = session.execute(
        delete(FeedReject).where(FeedReject.feed_source_id == source_id, which).returning(FeedReject.id)
    )
    note(session, FeedReject, [id_ for (id_,) in gone])


def _row(row: FeedSource, rejects: int, now: datetime) -> SourceRow:
    return SourceRow(
        row.id,
        row.kind,
        row.name,
        dict(row.settings),
        row.secret is not None,
        row.active,
        row.lease_until is not None and row.lease_until > now,
        row.last_read_at,
        row.next_read_at,
        row.failures,
        said_words(row.last_error) if row.last_error else None,
        dict(row.counts),
        rejects,
    )


def _found(session: Session, source_id: int, by: int | None) -> FeedSource:
    _require(session, by)
    row = session.get(FeedSource, source_id, with_for_update=True)
    if row is None:
        raise SourceError("This source was removed meanwhile.")
    return row


def _require(session: Session, by: int | None) -> None:
    if not _may_change(session, by):
        raise SourceRightsError("Supervisors, managers and administrators set up sources.")


def _may_change(session: Session, by: int | None) -> bool:
    person = session.get(Person, by) if by is not None else None
    return person is not None and person.active and person.role in _KEEPERS


def _require_secret(kind: type[Source], secret: str) -> None:
    if kind.secret is not None and not secret:
        raise SourceError("{field} is needed.", field=kind.secret.en)
    if len(secret) > _LONGEST_SECRET or not secret.isprintable():
        raise SourceError("A secret is one line of at most {most} characters.", most=_LONGEST_SECRET)


def _sealed(session: Session, seal: Seal, secret: str) -> bytes | None:
    """Encrypt a secret with the key that opens those of the others: one reader has to open them all."""
    other = session.scalars(select(FeedSource.secret).where(FeedSource.secret.is_not(None)).limit(1)).first()
    if other is not None:
        seal.open(other)
    return seal.close(Address(secret)) if secret else None
