"""The forecast split from above (自上而下分摊): which share of a queue's complaints each source or category brings.

The shares of lately are drawn towards those of all that is looked at, and a weekday's own towards both: few complaints
say little. Contacts come without source and category; they are split by queue only, by the queues' own forecasts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import BigInteger, Select, bindparam, cast, extract, func, select
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.ticket import Category, Source, Ticket
from app.services.staffing.forecast.contest import wape
from app.services.staffing.forecast.day import Amounts, midnight

# How many days say something of shares, and how many of the last are judged, once so many before them are recorded.
LOOKED_AT, _JUDGED, _LEAST = 91, 28, 14
# Days after which a day counts half; and how many complaints the shares of the whole time are worth against those of
# lately, and both against those of the weekday.
_HALF_LIFE, _OF_ALL, _OF_ANY_WEEKDAY = 14.0, 50.0, 300.0
_WEEK = 7
# How many weeks stand in for a forecast that nobody made on the eve of a day.
_WEEKS = 4


class By(StrEnum):
    """What the forecast is split by."""

    QUEUE = "queue"
    SOURCE = "source"
    CATEGORY = "category"


@dataclass(frozen=True)
class PartRow:
    """A part of what is expected: the next day, week and all days ahead, and what came in the last week.

    `name` is a queue's or category's, or None where a complaint has none; `error` and `naive` are weighted absolute
    percentage errors of days, a day ahead and by last week repeated.
    """

    id: int
    source: Source | None
    name: str | None
    came: int
    first: float
    week: float
    all: float
    error: float | None
    naive: float | None


@dataclass(frozen=True)
class Split:
    """The parts, largest first, and how far they were off all together on so many `judged` days."""

    by: By
    parts: tuple[PartRow, ...] = ()
    error: float | None = None
    naive: float | None = None
    judged: int = 0


def shares_of(counts: Amounts, weekdays: Sequence[int], weekday: int) -> Amounts:
    """Return the share of each part on a weekday after days of counts (days x parts) of these weekdays."""
    ages = np.arange(len(counts))[::-1]
    weights = 0.5 ** (ages / _HALF_LIFE)
    of_all = _shares(counts.sum(axis=0))
    lately = _shares(weights @ counts + _OF_ALL * of_all)
    own = counts[np.array(weekdays) == weekday].sum(axis=0)
    return _shares(own + _OF_ANY_WEEKDAY * lately)


def judge(
    counts: Amounts, first_weekday: int, totals: Mapping[int, float], gaps: Sequence[int] = ()
) -> tuple[Amounts, Amounts, Amounts]:
    """Return what came of each part on the last days, what the split would have said on the eve, and the week before.

    All are days x parts, NaN where nobody knows. `totals` are what was expected of days (by place) when they began; of
    others it is the mean of the same weekdays before. `gaps` are the places of days that were not recorded.
    """
    weekdays = [(first_weekday + place) % _WEEK for place in range(len(counts))]
    judged = range(max(_LEAST, len(counts) - _JUDGED), len(counts))
    said, known = np.zeros((len(judged), counts.shape[1])), counts.copy()
    known[list(gaps)] = np.nan
    for row, place in enumerate(judged):
        same = [float(day.sum()) for day in known[place - _WEEK :: -_WEEK][:_WEEKS] if not np.isnan(day).any()]
        total = totals.get(place, float(np.mean(same)) if same else np.nan)
        said[row] = total * shares_of(counts[:place], weekdays[:place], weekdays[place])
    week_ago = known[judged.start - _WEEK : max(len(counts) - _WEEK, 0)] if judged else said
    return known[judged.start :] if judged else said, said, week_ago


def split_days(
    session: Session,
    by: By,
    queue_id: int | None,
    ahead: Mapping[date, float],
    eves: Mapping[date, float],
    zone: ZoneInfo,
    *,
    missing: Collection[date] = (),
    now: datetime,
) -> Split:
    """Split what is expected of the days ahead of a queue, or of the whole floor (None), by source or category.

    `eves` are what was expected of days that are over when they began; of the `missing` days nothing was recorded.
    """
    today = now.astimezone(zone).date()
    days = [today - timedelta(back) for back in range(LOOKED_AT, 0, -1)]
    counted = _count(session, by, queue_id, days, zone)
    recorded = next((place for place, total in enumerate(sum(counted.values(), np.zeros(len(days)))) if total), None)
    if recorded is None or not ahead:
        return Split(by)
    # The first day on which anything came may not be recorded whole.
    if recorded or len(days) - recorded < LOOKED_AT:
        recorded = min(recorded + 1, len(days) - 1)
    days, keys = days[recorded:], list(counted)
    counts = np.array([counted[key][recorded:] for key in keys]).T
    weekdays = [day.weekday() for day in days]
    gaps = [place for place, day in enumerate(days) if day in missing]
    totals = {days.index(day): eves[day] for day in eves if day in days}
    came, said, week_ago = judge(counts, weekdays[0], totals, gaps)
    expected = np.array([total * shares_of(counts, weekdays, day.weekday()) for day, total in ahead.items()])
    names = (
        {row.id: row.path for row in session.execute(select(Category.id, Category.path))} if by is By.CATEGORY else {}
    )
    parts = [
        PartRow(
            place,
            Source(key) if by is By.SOURCE else None,
            names.get(key),
            round(float(counts[-_WEEK:, place].sum())),
            round(float(expected[0, place]), 1),
            round(float(expected[:_WEEK, place].sum()), 1),
            round(float(expected[:, place].sum()), 1),
            _known(wape(came[:, place], said[:, place])),
            _known(wape(came[:, place], week_ago[:, place])),
        )
        for place, key in enumerate(keys)
    ]
    return Split(
        by,
        tuple(sorted(parts, key=lambda part: -part.all)),
        _known(wape(came, said)),
        _known(wape(came, week_ago)),
        int((~np.isnan(came).any(axis=1)).sum()),
    )


def _count(session: Session, by: By, queue_id: int | None, days: Sequence[date], zone: ZoneInfo) -> dict[Any, Amounts]:
    """Count the complaints of each part on days in a row."""
    edges = [int(midnight(day, zone).timestamp()) for day in [*days, days[-1] + timedelta(1)]]
    lengths = np.diff(edges).tolist()
    found = dict[Any, Amounts]()
    # Days of one length are asked for at once: a clock change makes one longer or shorter.
    for length, alike in groupby(range(len(days)), lengths.__getitem__):
        places = list(alike)
        first, last = edges[places[0]], edges[places[-1] + 1]
        start, end = (datetime.fromtimestamp(edge, UTC) for edge in (first, last))
        given = {"first": first, "width": length, "start": start, "end": end, "queue": queue_id}
        for key, begin, count in session.execute(_counting(by, queue_id is not None), given):
            place = min(places[0] + (int(begin) - first) // length, places[-1])
            found.setdefault(key, np.zeros(len(days)))[place] += count
    return found


@cache
def _counting(by: By, of_queue: bool) -> Select[Any, int, int]:
    key = Ticket.source if by is By.SOURCE else Ticket.category_id
    first, width = bindparam("first", type_=BigInteger), bindparam("width", type_=BigInteger)
    second = cast(extract("epoch", Ticket.received_at), BigInteger)
    start, end = (bindparam(name, type_=UtcDateTime) for name in ("start", "end"))
    tickets = select(key, (second - (second - first) % width).label("begins"), func.count())
    of_one = [Ticket.queue_id == bindparam("queue")] if of_queue else []
    return tickets.where(Ticket.received_at >= start, Ticket.received_at < end, *of_one).group_by(key, "begins")


def _shares(counts: Amounts) -> Amounts:
    total = counts.sum()
    shares: Amounts = counts / total if total else np.full(len(counts), 1 / len(counts))
    return shares


def _known(figure: float) -> float | None:
    return figure if np.isfinite(figure) else None
