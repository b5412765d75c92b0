"""Makes the versions of the forecast: each night anew for every queue, and re-based within the day as it runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.forecast import Counted, ForecastKind, ForecastVersion
from app.services.staffing.forecast.contest import LEADS, Contest, hold, wape
from app.services.staffing.forecast.day import WEEKS, WEIGHT_OF_HISTORY, Amounts, cut_day, midnight, rebase
from app.services.staffing.forecast.event_edits import EventRow
from app.services.staffing.forecast.events import factors_of, learn_rows, with_learned
from app.services.staffing.forecast.history import count_arrivals
from app.services.staffing.forecast.learning import Learned, Unlike, learn_events, look_at
from app.services.staffing.forecast.models import AHEAD, LEAST_DAYS
from app.services.staffing.forecast.profile import Days
from app.services.staffing.forecast.queue_learning import LEAST_A_DAY, learn_of_queue
from app.services.staffing.forecast.recorded import MINUTES, Past, Recorded, read_recorded
from app.services.staffing.forecast.versions import band_of, planned
from app.services.staffing.forecast.yearly import learn_yearly

# A day on which nothing came, where so many come on its weekday, was not recorded.
_RECORDED_FROM = 20.0
# The share of days that a band is made for.
_USUAL = 0.9
# What a forecast may be worth in arrivals, when a day is looked at (shares of it), and which error matters.
_WEIGHTS, _LOOKED_AT, _MATTERS = (WEIGHT_OF_HISTORY, 100.0, 400.0), (0.3, 0.5, 0.7), 0.01
# How often the day is looked at, and by which share what is left of it has to move to be a version of its own.
_INTRADAY_EVERY, _MOVED = timedelta(hours=1), 0.05
_Breathe = Callable[[], object]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Made:
    """What a night has made: the versions, and the events that history shows now."""

    versions: tuple[ForecastVersion, ...]
    events: tuple[Learned, ...] | None


def make_due(
    session: Session,
    zone: ZoneInfo,
    calendar: BusinessCalendar | None,
    *,
    breathe: _Breathe = lambda: None,
    now: datetime,
) -> Made | None:
    """Return what is owed: once a day all versions anew, else those of today that have moved; None where nothing is.

    It reads, and computes for seconds: `breathe` is called between its pieces, so that a thread can let others go
    first. `keep` writes what it returns.
    """
    version = ForecastVersion
    begun = midnight(now.astimezone(zone).date(), zone)
    newest = dict[ForecastKind, datetime]()
    for kind in ForecastKind:
        made_at = session.scalars(
            select(version.made_at)
            .where(version.kind == kind, version.made_at <= now)
            .order_by(version.id.desc())
            .limit(1)
        ).first()
        if made_at:
            newest[kind] = made_at
    if newest.get(ForecastKind.AHEAD, begun - timedelta(1)) < begun:
        return make_versions(session, zone, calendar, breathe=breathe, now=now)
    if now - max(newest.values()) < _INTRADAY_EVERY:
        return None
    return Made(tuple(_intraday(session, zone, now=now)), None)


def keep(session: Session, made: Made) -> None:
    """Write what was made."""
    session.add_all(made.versions)
    if made.events is not None:
        learn_rows(session, made.events)


def make_versions(
    session: Session,
    zone: ZoneInfo,
    calendar: BusinessCalendar | None,
    *,
    breathe: _Breathe = lambda: None,
    now: datetime,
) -> Made:
    """Forecast the next days, from today on, of the floor and of each queue, where a fortnight is recorded."""
    return make_from(read_recorded(session, zone, calendar, now=now), now, breathe=breathe)


def make_from(
    recorded: Recorded, now: datetime, *, breathe: _Breathe = lambda: None, progress: Progress | None = None
) -> Made:
    """Make the versions from what is recorded, without a database: a process of its own can do it."""
    if not recorded.past:
        return Made((), None)
    events = _events(max(recorded.past.values(), key=lambda past: float(np.nansum(past.queues[None]))))
    if recorded.years:
        events += learn_yearly(recorded.years, recorded.today)
    standing = with_learned(recorded.events, events)
    whose = [(counted, past, queue_id) for counted, past in recorded.past.items() for queue_id in past.queues]
    versions = []
    for place, (counted, past, queue_id) in enumerate(whose):
        breathe()
        if progress:
            progress(place, len(whose))
        version = _version(past, queue_id, standing, breathe)
        if version:
            versions.append(_row(version, counted, queue_id, recorded.today, now=now))
    return Made(tuple(versions), events)


def _version(past: Past, queue_id: int | None, standing: Sequence[EventRow], breathe: _Breathe) -> "DaysAhead | None":
    """Forecast one queue; None where it has not been recorded for long enough."""
    counts = past.queues[queue_id]
    factors = factors_of(standing, queue_id, past.first, len(counts) + AHEAD)
    counts = np.where(_unrecorded(counts, factors)[:, None], np.nan, counts)
    known = np.flatnonzero(~np.isnan(counts[:, 0]))
    # A queue that is younger than the floor, or whose past begins with a gap, begins with its first day.
    begins = int(known[0]) if len(known) else len(counts)
    if len(known) < LEAST_DAYS or not np.nansum(counts):
        return None
    first, worked = past.first + timedelta(begins), past.worked[begins : len(counts) + AHEAD]
    found = forecast_days(first, counts[begins:], factors[begins:], worked, breathe)
    return replace(found, parameters={**found.parameters, "missing": [day.isoformat() for day in past.missing]})


@dataclass(frozen=True, eq=False)
class DaysAhead:
    """The forecast of the next days: what is expected in each interval of each, and all that it rests on."""

    mean: Amounts
    parameters: Mapping[str, Any]
    accuracy: Mapping[str, Any]
    chosen: Mapping[int, str]


def forecast_days(
    first: date, counts: Amounts, factors: Amounts, worked: NDArray[np.bool_], breathe: _Breathe = lambda: None
) -> DaysAhead:
    """Forecast the `AHEAD` days after those counted (days x intervals from `first` on).

    `factors` and `worked` reach that much further than the counts. The level of the days and their profile are
    forecast apart: they have little to do with each other.
    """
    counts = np.where(_unrecorded(counts, factors)[:, None], np.nan, counts)
    length, recorded = len(counts), int((~np.isnan(counts[:, 0])).sum())
    contest = hold(counts.sum(axis=1), factors, first.weekday(), breathe)
    days = Days(counts, (first.weekday() + np.arange(length + AHEAD)) % 7, worked)
    judged = np.flatnonzero(~np.isnan(contest.tomorrows)).tolist()
    profiles, strength = days.judged(judged)
    breathe()
    said = contest.tomorrows[judged][:, None] * profiles
    came = counts[judged]
    ahead = np.array([days.profiles(length + place, length)[strength] for place in range(AHEAD)])
    parameters = {
        "spread": _spread(came, said),
        "spread_of_days": _spread(came.sum(axis=1, keepdims=True), said.sum(axis=1, keepdims=True)),
        "weight": weight_of(came, said),
        "learned_from": min(recorded // 7, WEEKS),
        "days": recorded,
        "factors": factors[length:].round(4).tolist(),
    }
    return DaysAhead(
        contest.mean[:, None] * ahead, parameters, _accuracy(contest, counts, judged, said), contest.chosen
    )


def weight_of(came: Amounts, said: Amounts) -> float:
    """Return how many arrivals a forecast is worth against those of the day: what left the least error of what is left.

    `came` and `said` are days x intervals; each day is looked at when parts of what was expected of it were over.
    """
    errors, left = np.zeros(len(_WEIGHTS)), 0.0
    weights = np.array(_WEIGHTS)
    for counts, expected in zip(came, said, strict=True):
        planned = np.cumsum(expected)
        for share in _LOOKED_AT:
            over = int(np.searchsorted(planned, share * planned[-1])) + 1
            level = (counts[:over].sum() + weights) / (expected[:over].sum() + weights)
            if np.isfinite(level).all():
                errors += np.abs(expected[over:].sum() * level - counts[over:].sum())
                left += counts[over:].sum()
    # Less is a chance to see a day that is unlike all before; it is given up for something only.
    return _WEIGHTS[int((errors + _MATTERS * left * np.arange(len(weights))).argmin())]


def _accuracy(contest: Contest, counts: Amounts, judged: Sequence[int], said: Amounts) -> dict[str, Any]:
    """Return the errors by lead and model, and those of intervals beside the naive ones and the floor of chance."""
    came, week_ago = counts[judged], counts[[max(day - 7, 0) for day in judged]]
    figures = {"chosen": wape(came, said), "naive": wape(came, week_ago), "floor": floor_of_chance(said)}
    daily = {str(lead): {name: _kept(each) for name, each in found.items()} for lead, found in contest.wapes.items()}
    return {
        "wape": daily,
        "chosen": {str(lead): contest.chosen[lead] for lead in LEADS},
        "floor": _kept(floor_of_chance(said.sum(axis=1))),
        "interval": {name: _kept(each) for name, each in figures.items()},
        "per_interval": _kept(float(np.nanmean(came)) if (~np.isnan(came)).any() else float("nan")),
        "judged": len(judged),
    }


def floor_of_chance(expected: Amounts) -> float:
    """Return the percentage error that chance alone makes, sqrt(2 / (pi n)) at n arrivals, over all intervals.

    Where hardly anything is expected, the mean deviation of a Poisson variable is less than that: twice its mean times
    the chance of none.
    """
    expected = expected[~np.isnan(expected)]
    errors = np.minimum(np.sqrt(2 * expected / np.pi), 2 * expected * np.exp(-np.minimum(expected, 1.0)))
    return float(errors.sum() / expected.sum()) if expected.sum() else float("nan")


def _row(found: DaysAhead, counted: Counted, queue_id: int | None, today: date, *, now: datetime) -> ForecastVersion:
    band = band_of(found.mean.ravel(), found.parameters["spread"])
    return ForecastVersion(
        counted=counted,
        queue_id=queue_id,
        kind=ForecastKind.AHEAD,
        made_at=now,
        first_day=today,
        days=AHEAD,
        minutes=MINUTES,
        model=found.chosen[LEADS[0]],
        parameters=dict(found.parameters),
        expected={name: getattr(band, name).round(2).tolist() for name in ("mean", "low", "high")},
        accuracy=dict(found.accuracy),
    )


def _intraday(session: Session, zone: ZoneInfo, *, now: datetime) -> list[ForecastVersion]:
    """Return today's forecasts as they are re-based now, where what is left of the day has moved since the last."""
    version = ForecastVersion
    today = cut_day(now.astimezone(zone).date(), zone, MINUTES)
    over = today.passed(now)
    found = []
    for newest in _newest_of(session, today.day, now=now).values():
        plan = planned(session, newest.queue_id, today, counted=newest.counted, now=now)
        if plan is None:
            continue
        counts = count_arrivals(session, newest.counted, today, newest.queue_id)[:over]
        rebased = rebase(plan.forecast, counts)
        left, planned_left = (float(each.mean[over:].sum()) for each in (rebased, plan.forecast))
        level = left / planned_left if planned_left else 1.0
        if abs(level / newest.parameters.get("level", 1.0) - 1) < _MOVED:
            continue
        found.append(
            version(
                counted=newest.counted,
                queue_id=newest.queue_id,
                kind=ForecastKind.INTRADAY,
                made_at=now,
                first_day=today.day,
                days=1,
                minutes=MINUTES,
                model=newest.model,
                parameters=newest.parameters | {"level": round(level, 4)},
                expected={name: getattr(rebased, name).round(2).tolist() for name in ("mean", "low", "high")},
                accuracy={},
            )
        )
    return found


def _newest_of(session: Session, day: date, *, now: datetime) -> dict[tuple[Counted, int | None], ForecastVersion]:
    """Return the newest version of each queue that begins on a day."""
    version = ForecastVersion
    rows = session.scalars(
        select(version).where(version.first_day == day, version.made_at <= now).order_by(version.made_at, version.id)
    )
    return {(row.counted, row.queue_id): row for row in rows}


def _events(past: Past) -> tuple[Learned, ...]:
    """Learn the events from the whole floor, and where single queues differ, by what is counted of it most."""

    def seen(queue_id: int | None) -> Unlike | None:
        return look_at(past.first, past.queues[queue_id].sum(axis=1), past.worked, past.usually)

    floor = seen(None)
    if floor is None:
        return ()
    found = learn_events(floor)
    own: list[Learned] = []
    for queue_id, counts in past.queues.items():
        if queue_id is not None and np.nanmean(counts.sum(axis=1)) >= LEAST_A_DAY:
            of_queue = seen(queue_id)
            own += learn_of_queue(of_queue, queue_id, floor, found) if of_queue else ()
    return (*found, *own)


def _unrecorded(counts: Amounts, factors: Amounts) -> NDArray[np.bool_]:
    """Say on which days nothing of a queue was recorded: nothing came, and on other days of the weekday much did."""
    totals = counts.sum(axis=1)
    found = np.zeros(len(totals), np.bool_)
    for weekday in range(7):
        came = totals[weekday::7]
        if (came > 0).any():
            found[weekday::7] = (came == 0) & (
                np.median(came[came > 0]) * factors[: len(totals)][weekday::7] > _RECORDED_FROM
            )
    return found


def _spread(came: Amounts, said: Amounts) -> float:
    """Return by which share (one standard deviation) counts miss what was said of them, beyond chance.

    `came` and `said` are days x intervals. The worst tenth of the days says nothing of the others.
    """
    if not (~np.isnan(came)).any():
        return 0.0
    missed = np.abs(came.sum(axis=1) - said.sum(axis=1)) / np.maximum(said.sum(axis=1), 1.0)
    usual = missed <= np.nanquantile(missed, _USUAL)
    came, said = came[usual], said[usual]
    squares = float((said**2).sum())
    beyond = float(((came - said) ** 2 - said).sum())
    return _kept(float(np.sqrt(max(beyond, 0.0) / squares))) if squares else 0.0


def _kept(figure: float) -> float:
    return round(figure, 4) if np.isfinite(figure) else -1.0
