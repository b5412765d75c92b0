"""What a screen shows of the forecast: the days to come, how good it was for each queue, its versions, the events."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.floor import Queue
from app.models.forecast import Counted, FloorEvent, ForecastKind, ForecastVersion
from app.services.staffing.forecast.contest import LEADS
from app.services.staffing.forecast.day import DAY_MINUTES, Intervals, cut_day
from app.services.staffing.forecast.event_edits import EventRow, read_events
from app.services.staffing.forecast.events import factor_on, factors_of
from app.services.staffing.forecast.history import count_arrivals, first_day, read_days
from app.services.staffing.forecast.missed import AHEAD_OF, LATELY, MissedRow, missed
from app.services.staffing.forecast.split import By, PartRow, Split, split_days
from app.services.staffing.forecast.versions import band_of

# How many versions are listed.
_LISTED = 200
# How many days that are over are shown before those to come.
BEHIND = 7


@dataclass(frozen=True)
class DayRow:
    """A day of the forecast: what came, where it is over; what was or is expected, and by what an event multiplies.

    `missing`: nothing was recorded of it.
    """

    day: date
    came: int | None
    mean: float | None
    low: float | None
    high: float | None
    factor: float
    missing: bool = False


@dataclass(frozen=True)
class AccuracyRow:
    """How far a queue's forecast was off in the back-test; errors are weighted absolute percentage errors.

    `wapes` are those of the days by lead (days ahead) and model, the naive one among them, None where nothing could be
    judged; `interval` are "chosen", "naive" and "floor" of intervals.
    """

    id: int
    queue: str | None
    counted: Counted
    chosen: Mapping[int, str]
    wapes: Mapping[int, Mapping[str, float | None]]
    floor: float | None
    interval: Mapping[str, float | None]
    per_interval: float | None
    judged: int


@dataclass(frozen=True)
class VersionRow:
    """A version as it was made; `total` is what it expects of its first day."""

    id: int
    made_at: datetime
    kind: ForecastKind
    counted: Counted
    queue: str | None
    first_day: date
    days: int
    model: str
    total: float


@dataclass(frozen=True)
class ForecastShown:
    """All that the screen shows; `days` are those of the queue that was asked for, of which `made_at` is the version's
    time, None where there is none. `missing` are the days of which that version found nothing recorded.
    """

    queues: tuple[tuple[int, str], ...]
    days: tuple[DayRow, ...]
    made_at: datetime | None
    learned_from: int
    missing: tuple[date, ...]
    accuracy: tuple[AccuracyRow, ...]
    versions: tuple[VersionRow, ...]
    events: tuple[EventRow, ...]
    missed: tuple[MissedRow, ...]
    split: Split


def read_forecast(
    session: Session, queue_id: int | None, counted: Counted, zone: ZoneInfo, *, by: By = By.QUEUE, now: datetime
) -> ForecastShown:
    """Read what there is of the forecast; days and split are those of one queue, or of the whole floor (None)."""
    queues = tuple((queue.id, queue.name) for queue in session.scalars(select(Queue).order_by(Queue.name)))
    names = dict(queues)
    version = ForecastVersion
    newest = _newest(session, now=now)
    own = newest.get((counted, queue_id))
    listed = session.scalars(select(version).where(version.made_at <= now).order_by(version.id.desc()).limit(_LISTED))
    days = tuple(_days(session, own, queue_id, counted, zone, now=now))
    today = now.astimezone(zone).date()
    said = _published(session, queue_id, counted, today, now=now) if own else {}
    missing = _missing(own)
    if by is By.QUEUE or counted is Counted.CONTACTS:
        chosen = [row for row in newest.values() if row.counted == counted and row.queue_id is not None]
        split = _by_queue(session, [row for row in chosen if queue_id in (None, row.queue_id)], names, zone, now=now)
    else:
        ahead = {row.day: row.mean for row in days if row.day >= today and row.mean is not None}
        eves = {day: each[0] for day, each in said.items()}
        split = split_days(session, by, queue_id, ahead, eves, zone, missing=missing, now=now)
    return ForecastShown(
        queues,
        days,
        own.made_at if own else None,
        int(own.parameters["days"]) if own else 0,
        missing,
        tuple(_accuracy(each, names) for each in newest.values()),
        tuple(_version(each, names) for each in listed),
        read_events(session),
        missed(said, _came(session, queue_id, counted, zone, today, missing) if said else {}, today),
        split,
    )


def _newest(session: Session, *, now: datetime) -> dict[tuple[Counted, int | None], ForecastVersion]:
    """Return the newest version of each queue that looks ahead, the whole floor first."""
    version = ForecastVersion
    newest = (
        select(func.max(version.id))
        .where(version.kind == ForecastKind.AHEAD, version.made_at <= now)
        .group_by(version.counted, version.queue_id)
    )
    rows = session.scalars(select(version).where(version.id.in_(newest)).order_by(version.counted, version.id))
    return {(row.counted, row.queue_id): row for row in rows}


def _days(
    session: Session,
    own: ForecastVersion | None,
    queue_id: int | None,
    counted: Counted,
    zone: ZoneInfo,
    *,
    now: datetime,
) -> list[DayRow]:
    if own is None:
        return []
    today, missing = now.astimezone(zone).date(), _missing(own)
    found = []
    for place in range(-BEHIND, own.days):
        day = own.first_day + timedelta(place)
        came = None
        if day < today and day not in missing:
            came = round(float(count_arrivals(session, counted, _whole(day, zone), queue_id).sum()))
        said = own if place >= 0 else _eve(session, own, day)
        mean = low = high = None
        factor = factor_on(session, queue_id, day)
        if said is not None:
            of_day = (day - said.first_day).days
            per_day = DAY_MINUTES // said.minutes
            total = sum(said.expected["mean"][of_day * per_day : (of_day + 1) * per_day])
            # What was said of a day that is over stays as it was said.
            total *= factor / said.parameters["factors"][of_day] if place >= 0 else 1.0
            band = band_of(np.array([total]), said.parameters["spread_of_days"])
            mean, low, high = (round(float(each[0]), 1) for each in (band.mean, band.low, band.high))
        found.append(DayRow(day, came, mean, low, high, round(factor, 3), day in missing))
    return found


def _published(
    session: Session, queue_id: int | None, counted: Counted, today: date, *, now: datetime
) -> dict[date, list[float]]:
    """Return what the versions of lately expected of each of their days: of every first day, the one made first."""
    version = ForecastVersion
    rows = session.execute(
        select(version.first_day, version.days, version.expected["mean"])
        .where(version.queue_id.is_(None) if queue_id is None else version.queue_id == queue_id)
        .where(version.counted == counted, version.kind == ForecastKind.AHEAD, version.made_at <= now)
        .where(version.first_day >= today - timedelta(max(LATELY) + AHEAD_OF[-1][1]))
        .order_by(version.id.desc())
    )
    return {first: np.array(mean).reshape(days, -1).sum(axis=1).tolist() for first, days, mean in rows}


def _missing(own: ForecastVersion | None) -> tuple[date, ...]:
    """Return the days of which a version found nothing recorded; those made before gaps were looked for say none."""
    return tuple(map(date.fromisoformat, own.parameters.get("missing", ()))) if own else ()


def _came(
    session: Session, queue_id: int | None, counted: Counted, zone: ZoneInfo, today: date, missing: Container[date]
) -> dict[date, float]:
    """Count what came on the days that versions of lately are judged by, from the first that is recorded whole."""
    first = first_day(session, counted, zone, queue_id)
    days = (today - timedelta(back) for back in range(1, max(LATELY) + AHEAD_OF[-1][1] + 1))
    return {
        day: float(count_arrivals(session, counted, _whole(day, zone), queue_id).sum())
        for day in days
        if first and first < day and day not in missing
    }


def _by_queue(
    session: Session, newest: Sequence[ForecastVersion], names: Mapping[int, str], zone: ZoneInfo, *, now: datetime
) -> Split:
    """Put the queues' own forecasts side by side; their errors are those of the back-test."""
    parts = []
    today = now.astimezone(zone).date()
    events = session.scalars(select(FloorEvent).where(FloorEvent.active)).all()
    week = [today - timedelta(back) for back in range(BEHIND, 0, -1)]
    came = read_days(session, newest[0].counted, week, zone, newest[0].minutes) if newest else {}
    for row in newest:
        accuracy = _accuracy(row, names)
        wapes = accuracy.wapes[LEADS[0]]
        factors = factors_of(events, row.queue_id, row.first_day, row.days) / row.parameters["factors"]
        means = np.array(row.expected["mean"]).reshape(row.days, -1).sum(axis=1) * factors
        first, of_week, of_all = (
            round(float(means[(today - row.first_day).days :][:length].sum()), 1) for length in (1, BEHIND, row.days)
        )
        parts.append(
            PartRow(
                row.id,
                None,
                accuracy.queue,
                round(float(came[row.queue_id].sum())) if row.queue_id in came else 0,
                first,
                of_week,
                of_all,
                wapes.get(accuracy.chosen[LEADS[0]]),
                wapes.get("naive"),
            )
        )
    return Split(By.QUEUE, tuple(sorted(parts, key=lambda part: -part.all)))


def _whole(day: date, zone: ZoneInfo) -> Intervals:
    return cut_day(day, zone, DAY_MINUTES)


def _eve(session: Session, own: ForecastVersion, day: date) -> ForecastVersion | None:
    """Return the version that was made for a day when it began."""
    version = ForecastVersion
    of_queue = version.queue_id.is_(None) if own.queue_id is None else version.queue_id == own.queue_id
    return session.scalars(
        select(version)
        .where(of_queue, version.counted == own.counted, version.kind == ForecastKind.AHEAD, version.first_day == day)
        .order_by(version.id)
        .limit(1)
    ).first()


def _accuracy(row: ForecastVersion, names: Mapping[int, str]) -> AccuracyRow:
    kept = row.accuracy
    return AccuracyRow(
        row.id,
        None if row.queue_id is None else names[row.queue_id],
        row.counted,
        {lead: kept["chosen"][str(lead)] for lead in LEADS},
        {lead: {name: _known(each) for name, each in kept["wape"][str(lead)].items()} for lead in LEADS},
        _known(kept["floor"]),
        {name: _known(each) for name, each in kept["interval"].items()},
        _known(kept["per_interval"]),
        kept["judged"],
    )


def _version(row: ForecastVersion, names: Mapping[int, str]) -> VersionRow:
    total = sum(row.expected["mean"][: DAY_MINUTES // row.minutes])
    queue = None if row.queue_id is None else names[row.queue_id]
    return VersionRow(
        row.id, row.made_at, row.kind, row.counted, queue, row.first_day, row.days, row.model, round(total, 1)
    )


def _known(figure: float) -> float | None:
    """Return a figure of the record, which says -1 where there was none."""
    return None if figure < 0 else figure
