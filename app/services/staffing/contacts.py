"""Contacts (来电) as the telephone system counted them: written once per queue and interval, read as columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.models.forecast import ContactInterval
from app.services.bulk import BulkInsert, BulkUpdate
from app.services.changes import note
from app.services.database import reserve_ids

# Of lately: so many days tell how long a contact takes, and how long callers wait before they hang up.
LATELY = timedelta(days=28)
# What is assumed of a queue of which so little is known, in seconds.
USUAL_HANDLE_TIME = 300.0
USUAL_PATIENCE = 180.0
_ENOUGH_ANSWERED = 20
_ENOUGH_ABANDONED = 10
# Identities are asked for by so many intervals' starts at once.
_AT_ONCE = 500


class IntervalRow(NamedTuple):
    """One queue's contacts in one interval; the fields are those of `ContactInterval`."""

    queue_id: int
    starts_at: datetime
    minutes: int
    offered: int
    answered: int
    abandoned: int = 0
    answered_in_time: int | None = None
    abandoned_early: int | None = None
    handle_seconds: int = 0
    wait_seconds: int = 0


class Recorded(NamedTuple):
    """How many intervals were new, how many had other figures before, how many the same."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, eq=False)
class Contacts:
    """Intervals in the order of their start: one element each; `starts` in seconds since 1970.

    What nobody counted (`in_time`, `early`) is NaN.
    """

    queue_ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    minutes: NDArray[np.int64]
    offered: NDArray[np.int64]
    answered: NDArray[np.int64]
    abandoned: NDArray[np.int64]
    in_time: NDArray[np.float64]
    early: NDArray[np.float64]
    handle_seconds: NDArray[np.int64]
    wait_seconds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts)

    def summed(self, groups: NDArray[np.int64]) -> "Contacts":
        """Return one element for each distinct value of `groups`, rising: sums, and the first of start and queue."""
        _, first, places = np.unique(groups, return_index=True, return_inverse=True)

        def added(column: NDArray[Any]) -> NDArray[Any]:
            return np.bincount(places, weights=column, minlength=len(first)).astype(column.dtype)

        return Contacts(
            self.queue_ids[first],
            self.starts[first],
            self.minutes[first],
            added(self.offered),
            added(self.answered),
            added(self.abandoned),
            added(self.in_time),
            added(self.early),
            added(self.handle_seconds),
            added(self.wait_seconds),
        )

    def together(self) -> "Contacts":
        """Return the intervals with those of all queues that begin at once added up."""
        return self.summed(self.starts)


def record_intervals(session: Session, rows: Iterable[IntervalRow]) -> Recorded:
    """Write intervals; one that is known already takes the new figures. Of one said twice the last word holds."""
    given = {(row.queue_id, row.starts_at): row for row in rows}
    known = _known(session, given)
    new = [row for key, row in given.items() if key not in known]
    changed = [(*row[2:], known[key][0]) for key, row in given.items() if key in known and known[key][1:] != row[2:]]
    ids = list(reserve_ids(session, ContactInterval, len(new))) if new else []
    connection = session.connection()
    added = [(id_, *row) for id_, row in zip(ids, new, strict=True)]
    BulkInsert(connection, ContactInterval, ("id", *IntervalRow._fields))(added)
    BulkUpdate(connection, ContactInterval, (*IntervalRow._fields[2:], "id"))(changed)
    note(session, ContactInterval, [row[0] for row in added] + [row[-1] for row in changed])
    return Recorded(len(new), len(changed), len(given) - len(new) - len(changed))


def read_contacts(session: Session, queue_id: int | None, start: datetime, end: datetime) -> Contacts:
    """Read the intervals that begin from `start` to before `end`: of one queue, or of each (None)."""
    columns = [getattr(ContactInterval, name) for name in IntervalRow._fields]
    query = (
        select(*columns)
        .where(ContactInterval.starts_at >= start, ContactInterval.starts_at < end, *_of(queue_id))
        .order_by(ContactInterval.starts_at, ContactInterval.queue_id)
    )
    found = session.execute(query).all()
    by_column: Sequence[Sequence[Any]] = list(zip(*found, strict=True)) or [()] * len(columns)
    queues, starts, minutes, offered, answered, abandoned, in_time, early, handle, wait = by_column
    return Contacts(
        _whole(queues),
        _whole([int(at.timestamp()) for at in starts]),
        _whole(minutes),
        _whole(offered),
        _whole(answered),
        _whole(abandoned),
        np.array(in_time, dtype=np.float64),
        np.array(early, dtype=np.float64),
        _whole(handle),
        _whole(wait),
    )


def handle_time(session: Session, queue_id: int | None, *, now: datetime) -> float:
    """Return how many seconds an answered contact takes lately, wrap-up included.

    What a queue has too few of is taken from the whole floor; where that knows no better, it is `USUAL_HANDLE_TIME`.
    """
    for whose in dict.fromkeys((queue_id, None)):
        answered, seconds = session.execute(_lately(now, whose, "answered", "handle_seconds")).one()
        if answered >= _ENOUGH_ANSWERED and seconds > 0:
            return float(seconds / answered)
    return USUAL_HANDLE_TIME


def patience(session: Session, queue_id: int | None, *, now: datetime) -> float:
    """Return after how many seconds of waiting callers would hang up on average, as those of lately did.

    All the waiting divided by who hung up: the likeliest mean of an exponential patience of which those who were
    answered show only that it was longer (Mandelbaum and Zeltyn, "Service engineering in action", 2007, section 4).
    """
    for whose in dict.fromkeys((queue_id, None)):
        abandoned, seconds = session.execute(_lately(now, whose, "abandoned", "wait_seconds")).one()
        if abandoned >= _ENOUGH_ABANDONED and seconds > 0:
            return float(seconds / abandoned)
    return USUAL_PATIENCE


def _known(session: Session, wanted: Iterable[tuple[int, datetime]]) -> dict[tuple[int, datetime], tuple[Any, ...]]:
    """Return the identity and the figures of those that are on record already."""
    starts_of: dict[int, list[datetime]] = {}
    for queue_id, starts_at in wanted:
        starts_of.setdefault(queue_id, []).append(starts_at)
    figures = [getattr(ContactInterval, name) for name in IntervalRow._fields[2:]]
    found: dict[tuple[int, datetime], tuple[Any, ...]] = {}
    for queue_id, starts in starts_of.items():
        for begin in range(0, len(starts), _AT_ONCE):
            query = select(ContactInterval.starts_at, ContactInterval.id, *figures).where(
                ContactInterval.queue_id == queue_id, ContactInterval.starts_at.in_(starts[begin : begin + _AT_ONCE])
            )
            found.update(((queue_id, row[0]), tuple(row[1:])) for row in session.execute(query))
    return found


def _lately(now: datetime, queue_id: int | None, count: str, seconds: str) -> Select[Any]:
    """Select both sums over the intervals in which the seconds were measured at all."""
    counted, lasted = (getattr(ContactInterval, name) for name in (count, seconds))
    return select(func.coalesce(func.sum(counted), 0), func.coalesce(func.sum(lasted), 0)).where(
        ContactInterval.starts_at >= now - LATELY,
        ContactInterval.starts_at < now,
        lasted > 0,
        *_of(queue_id),
    )


def _of(queue_id: int | None) -> list[ColumnElement[bool]]:
    return [] if queue_id is None else [ContactInterval.queue_id == queue_id]


def _whole(values: Sequence[Any]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)
