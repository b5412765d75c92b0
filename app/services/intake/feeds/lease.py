"""Who reads a source, when, and what of it was refused: a lease on its row keeps other processes away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.feed import FeedReject, FeedSource
from app.services.changes import note
from app.services.database import Database
from app.services.intake.feeds.source import kept_words

# Renewed with each portion that is on record; who stays away longer is taken for dead.
LEASE = timedelta(minutes=10)
LONGEST_REST = timedelta(hours=1)


class LeaseLostError(Exception):
    """Another process reads the source now, or somebody has changed or paused it meanwhile."""


def due_sources(session: Session, *, now: datetime) -> Sequence[int]:
    """Return the sources to be read now, the longest due first."""
    return session.scalars(due(now).with_only_columns(FeedSource.id)).all()


def rest_after(failures: int, every: timedelta, jitter: float) -> timedelta:
    """Return how long a source rests after it failed so often in a row; `jitter` (0 to 1) keeps many from one beat."""
    longest = max(LONGEST_REST, every)
    rest: timedelta = min(every * 2 ** min(failures, 12), longest)
    return rest * (0.75 + 0.5 * jitter)


def due(now: datetime) -> Any:
    """Select the sources to be read now, the longest due first."""
    each = FeedSource
    return (
        select(each)
        .where(
            each.active,
            (each.next_read_at.is_(None)) | (each.next_read_at <= now),
            (each.lease_until.is_(None)) | (each.lease_until <= now),
        )
        .order_by(each.next_read_at, each.id)
    )


def take_lease(database: Database, source_id: int, *, now: datetime) -> datetime | None:
    """Take a source that is due and that nobody reads; return until when, by which the lease is known."""
    with database.write() as session:
        row: FeedSource | None = session.scalars(
            database.claim(due(now).where(FeedSource.id == source_id), FeedSource)
        ).first()
        if row is None:
            return None
        row.lease_until = now + LEASE
        return row.lease_until


def held(session: Session, source_id: int, lease: datetime) -> FeedSource | None:
    """Return the source where its lease is still ours."""
    row = session.get(FeedSource, source_id, with_for_update=True)
    return row if row is not None and row.active and row.lease_until == lease else None


def forget(session: Session, source_id: int, keys: Sequence[str]) -> None:
    """Forget that something was refused."""
    gone = session.execute(
        delete(FeedReject)
        .where(FeedReject.feed_source_id == source_id, FeedReject.external_key.in_(keys))
        .returning(FeedReject.id)
    ).all()
    note(session, FeedReject, [id_ for (id_,) in gone])


def refuse(session: Session, source_id: int, key: str, error: DomainError, *, now: datetime) -> None:
    """Write down that something cannot become a complaint, and why."""
    key = key[:200] or "?"
    row = session.scalars(
        select(FeedReject).where(FeedReject.feed_source_id == source_id, FeedReject.external_key == key)
    ).one_or_none()
    if row is None:
        row = FeedReject(feed_source_id=source_id, external_key=key)
        session.add(row)
    row.at, row.reason = now, kept_words(error)
    session.flush()
