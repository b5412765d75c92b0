"""What has come: complaints as they were recorded and contacts as a telephone system reports them, per interval."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, cast, extract, func, literal, or_, select
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.forecast import ContactInterval, Counted
from app.models.ticket import Status, Ticket
from app.services.staffing.forecast.day import Amounts, Counts, Intervals, by_wall_clock, cut_day, midnight

# Written into the statement, because the partial index over open tickets is found by its very words.
LIVE = Ticket.status.in_(bindparam("live", (Status.OPEN, Status.WAITING), expanding=True, literal_execute=True))
DONE_AT = func.coalesce(Ticket.resolved_at, Ticket.closed_at)
START, _END = bindparam("start", type_=UtcDateTime), bindparam("end", type_=UtcDateTime)
# What is counted of complaints: an instant of which tickets.
_INSTANTS: Mapping[str, tuple[Any, tuple[ColumnElement[bool], ...]]] = {
    "arrived": (Ticket.received_at, ()),
    "came": (Ticket.received_at, (or_(LIVE, DONE_AT.is_not(None)),)),
    "went": (DONE_AT, (~LIVE,)),
}
_MINUTE = 60


def count_arrivals(session: Session, counted: Counted, intervals: Intervals, queue_id: int | None) -> Amounts:
    """Count what came in each interval of a day, of one queue or of the whole floor (None).

    Contacts that were counted over a longer stretch than an interval are spread over it evenly.
    """
    if counted is Counted.COMPLAINTS:
        return count_tickets(session, "arrived", intervals, queue_id).astype(np.float64)
    first, last = (int(edge) for edge in intervals.edges[[0, -1]])
    given = {"start": datetime.fromtimestamp(first, UTC), "end": datetime.fromtimestamp(last, UTC), "queue": queue_id}
    rows = session.execute(_contacts(queue_id is not None), given).all()
    if not rows:
        return np.zeros(len(intervals))
    begins, minutes, offered = (np.array(column) for column in zip(*rows, strict=True))
    at, shares = by_minute(np.array([begin.timestamp() for begin in begins]), minutes, offered)
    places = np.minimum(np.searchsorted(intervals.edges, at, side="right") - 1, len(intervals) - 1)
    counts: Amounts = np.bincount(places, shares, len(intervals)).astype(np.float64)
    return counts


def read_days(
    session: Session, counted: Counted, days: Sequence[date], zone: ZoneInfo, minutes: int
) -> dict[int | None, Amounts]:
    """Count what came on days in a row by the wall clock: days x intervals for each queue, and for the floor (None).

    Queues of which nothing came are left out. `minutes` divide a quarter of an hour, by which time zones differ.
    """
    cuts = [cut_day(day, zone, minutes) for day in days]
    edges = np.concatenate([*(cut.edges[:-1] for cut in cuts), cuts[-1].edges[-1:]])
    given = {"start": datetime.fromtimestamp(int(edges[0]), UTC), "end": datetime.fromtimestamp(int(edges[-1]), UTC)}
    rows = session.execute(_by_queue(counted), given | {"width": minutes * _MINUTE}).all()
    if not rows:
        return {}
    queues, begins, lengths, counts = zip(*rows, strict=True)
    at, shares = np.array([_second(begin) for begin in begins], np.float64), np.array(counts, np.float64)
    of = np.array([-1 if queue is None else queue for queue in queues])
    if counted is Counted.CONTACTS:
        spread = np.array(lengths)
        of = np.repeat(of, spread)
        at, shares = by_minute(at, spread, shares)
    places = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(edges) - 2)

    def days_of(chosen: NDArray[np.bool_]) -> Amounts:
        flat = np.bincount(places[chosen], shares[chosen], len(edges) - 1)
        parts = np.split(flat, np.cumsum([len(cut) for cut in cuts])[:-1])
        return np.array([by_wall_clock(part, cut) for part, cut in zip(parts, cuts, strict=True)])

    found: dict[int | None, Amounts] = {None: days_of(np.ones(len(of), np.bool_))}
    found |= {queue: days_of(of == queue) for queue in np.unique(of).tolist() if queue >= 0}
    return found


def count_days(session: Session, counted: Counted, days: Sequence[date], zone: ZoneInfo) -> Amounts:
    """Count what came on the whole floor on days in a row, however many they are."""
    edges = [int(midnight(day, zone).timestamp()) for day in [*days, days[-1] + timedelta(1)]]
    lengths, totals = np.diff(edges).tolist(), np.zeros(len(days))
    # Days of one length are asked for at once: a clock change makes one longer or shorter.
    for length, alike in groupby(range(len(days)), lengths.__getitem__):
        places = list(alike)
        first, last = edges[places[0]], edges[places[-1] + 1]
        start, end = (datetime.fromtimestamp(edge, UTC) for edge in (first, last))
        given = {"first": first, "width": length, "start": start, "end": end}
        for begin, count in session.execute(_by_day(counted), given):
            totals[min(places[0] + (int(begin) - first) // length, places[-1])] += count
    return totals


def by_minute(begins: Amounts, minutes: Counts, offered: Counts | Amounts) -> tuple[Amounts, Amounts]:
    """Spread counts over the minutes that they were taken in: return the minutes' instants, and a share for each."""
    of = np.repeat(np.arange(len(begins)), minutes)
    within = np.arange(len(of)) - np.repeat(np.cumsum(minutes) - minutes, minutes)
    return begins[of] + within * _MINUTE, (offered / minutes)[of]


def count_tickets(session: Session, which: str, intervals: Intervals, queue_id: int | None) -> Counts:
    """Count, in the database, the tickets whose instant lies in each interval: that they "arrived", or, for the
    backlog, "came" and "went".
    """
    first, last = (int(edge) for edge in intervals.edges[[0, -1]])
    width = intervals.minutes * _MINUTE
    start, end = (datetime.fromtimestamp(edge, UTC) for edge in (first, last))
    given = {"first": first, "width": width, "start": start, "end": end, "queue": queue_id}
    counts = np.zeros(len(intervals), dtype=np.int64)
    for begin, count in session.execute(_counting(which, queue_id is not None), given):
        # SQLite rounds to milliseconds: the very last instants of a day would count as the next one's.
        counts[min((int(begin) - first) // width, len(counts) - 1)] += count
    return counts


def first_day(session: Session, counted: Counted, zone: ZoneInfo, queue_id: int | None) -> date | None:
    """Return the local day of the first arrival there is a record of; that day may not be whole."""
    at = session.scalars(_first(counted, queue_id is not None), {"queue": queue_id}).first()
    return at and at.astimezone(zone).date()


# Statements are made once: that takes longer than reading, and holds up the window.
@cache
def _counting(which: str, of_queue: bool) -> Select[int, int]:
    at, conditions = _INSTANTS[which]
    first, width = bindparam("first", type_=BigInteger), bindparam("width", type_=BigInteger)
    second = extract("epoch", at)
    return (
        select((second - (second - first) % width).label("begins"), func.count())
        .where(at >= START, at < _END, *conditions, *of_one(Ticket, of_queue))
        .group_by("begins")
    )


@cache
def _by_day(counted: Counted) -> Select[int, int]:
    if counted is Counted.COMPLAINTS:
        return _counting("arrived", False)
    at, offered = ContactInterval.starts_at, func.sum(ContactInterval.offered)
    first, width = bindparam("first", type_=BigInteger), bindparam("width", type_=BigInteger)
    second = cast(extract("epoch", at), BigInteger)
    begins = (second - (second - first) % width).label("begins")
    return select(begins, offered).where(at >= START, at < _END).group_by("begins")


@cache
def _by_queue(counted: Counted) -> Select[Any, Any, int, int]:
    """Select queue, beginning, minutes and count of every stretch in which something came."""
    if counted is Counted.CONTACTS:
        row = ContactInterval
        contacts = select(row.queue_id, row.starts_at, row.minutes, row.offered)
        return contacts.where(row.starts_at >= START, row.starts_at < _END, row.offered > 0)
    width, second = bindparam("width", type_=BigInteger), cast(extract("epoch", Ticket.received_at), BigInteger)
    begins = (second - second % width).label("begins")
    tickets = select(Ticket.queue_id, begins, literal(0), func.count())
    return tickets.where(Ticket.received_at >= START, Ticket.received_at < _END).group_by(Ticket.queue_id, begins)


@cache
def _contacts(of_queue: bool) -> Select[datetime, int, int]:
    return (
        select(ContactInterval.starts_at, ContactInterval.minutes, func.sum(ContactInterval.offered))
        .where(ContactInterval.starts_at >= START, ContactInterval.starts_at < _END)
        .where(*of_one(ContactInterval, of_queue))
        .group_by(ContactInterval.starts_at, ContactInterval.minutes)
    )


@cache
def _first(counted: Counted, of_queue: bool) -> Select[datetime]:
    if counted is Counted.COMPLAINTS:
        return select(Ticket.received_at).where(*of_one(Ticket, of_queue)).order_by(Ticket.received_at).limit(1)
    starts_at = ContactInterval.starts_at
    return select(starts_at).where(*of_one(ContactInterval, of_queue)).order_by(starts_at).limit(1)


def _second(begin: datetime | int) -> float:
    return begin.timestamp() if isinstance(begin, datetime) else float(begin)


def of_one(kind: type[Ticket | ContactInterval], of_queue: bool) -> list[ColumnElement[bool]]:
    """Return the condition that only rows of one queue count, where one is asked for; bound as "queue"."""
    return [kind.queue_id == bindparam("queue")] if of_queue else []
