"""The forecast of arrivals against last week and against automatic models, on what real organisations have recorded.

Reads the files in the folder that FLOORWATCH_DATA names, by default `../shared/data` beside the repository: a city's
service requests (all, and its five largest departments), the incidents of a service desk, the calls of operators, a
bank's calls. Nothing of these files belongs to the project.

From each day on, beginning with the 28th, the next day is forecast from the days before, by our contest as the product
holds it and by the others, refitted each time. Nobody is told of holidays; ours knows that Saturday and
Sunday are rest days, as the product does from its calendar. The errors are absolute ones, pooled over
all series and days: of days, and for the city also of hours. The naive forecast is the same interval a week before.
The others are those of statsforecast: AutoETS, AutoTheta, AutoCES and MSTL (weekly season) for the days, MSTL (daily
and weekly seasons) for the hours of the whole city, with their usual settings; AutoARIMA with small orders
(p, q <= 2, P, Q <= 1, approximation), because each of its fits takes a second. The best of them for a series is taken
after the fact, which favours them.
"""

import csv
import gzip
import os
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from app.services.staffing.forecast.contest import wape
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.making import floor_of_chance, forecast_days
from app.services.staffing.forecast.models import AHEAD
from bench.report import Case, main

DATA = Path(os.environ.get("FLOORWATCH_DATA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
ORIGIN = 28
DEPARTMENTS = 5
BANK = "bank, January"
CITY = "city"
SATURDAY = 5
_HOURS, _WEEK = 24, 7


@dataclass(frozen=True, eq=False)
class Series:
    """Days x intervals from a first day on, NaN where nothing was recorded, with one interval where only days are."""

    name: str
    first: date
    counts: Amounts

    @property
    def days(self) -> Amounts:
        """The sums of the days."""
        totals: Amounts = self.counts.sum(axis=1)
        return totals


@dataclass
class Errors:
    """Pooled absolute errors by who forecast."""

    sums: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, name: str, came: Amounts, expected: Amounts) -> None:
        """Take in the errors of one series."""
        self.sums[name] += float(np.nansum(np.abs(came - expected)))

    def ratio(self, theirs: str) -> float:
        """Return how many times ours theirs are."""
        return self.sums[theirs] / self.sums["ours"]


def cases() -> Iterator[Case]:
    """Yield the ratios to the naive forecast and to the best automatic model, and the bank's January apart."""
    found = list(series())
    daily, hourly, peers = Errors(), Errors(), Errors()
    hours_of_city: float | None = None
    for each in found:
        ours = ours_of(each)
        came = each.counts[ORIGIN:]
        week_ago = each.counts[ORIGIN - _WEEK : -_WEEK]
        of_days, of_last_week = ours.sum(axis=1), week_ago.sum(axis=1)
        _say(f"{each.name}, days", came.sum(axis=1), {"ours": of_days, "naive": of_last_week})
        if each.counts.shape[1] > 1:
            _say(f"{each.name}, hours", came, {"ours": ours, "naive": week_ago})
        if each.name == BANK:
            value = wape(came, ours)
            yield Case(bench="forecast", case="wape_bank_hourly", value=value, unit="WAPE", against="nobody")
            continue
        daily.add("ours", came.sum(axis=1), of_days)
        daily.add("naive", came.sum(axis=1), of_last_week)
        best = min(peers_of_days(each), key=lambda path: float(np.abs(path - came.sum(axis=1)).sum()))
        peers.add("ours", came.sum(axis=1), of_days)
        peers.add("theirs", came.sum(axis=1), best)
        if each.name.startswith(CITY):
            hourly.add("ours", came, ours)
            hourly.add("naive", came, week_ago)
        if each.name == CITY:
            theirs = peer_of_hours(each)
            _say(f"{each.name}, hours", came, {"MSTL": theirs})
            hours_of_city = wape(came, theirs) / wape(came, ours)
    last_week = "the same interval a week before"
    yield Case(bench="forecast", case="wape_vs_naive_hourly", ratio=hourly.ratio("naive"), against=last_week)
    yield Case(bench="forecast", case="wape_vs_naive_daily", ratio=daily.ratio("naive"), against=last_week)
    assert hours_of_city
    sys.stderr.write(f"best of statsforecast / ours: days {peers.ratio('theirs'):.3f}, hours {hours_of_city:.3f}\n")
    yield Case(
        bench="forecast",
        case="wape_vs_statsforecast",
        ratio=min(peers.ratio("theirs"), hours_of_city),
        against="the best automatic model of statsforecast for each series: the lower of days and hours",
    )


def ours_of(found: Series) -> Amounts:
    """Forecast each day from the 28th on from the days before it, as the product does each night."""
    length = len(found.counts)
    worked = np.array([(found.first + timedelta(place)).weekday() < SATURDAY for place in range(length + AHEAD)])
    factors = np.ones(length + AHEAD)
    return np.array(
        [
            forecast_days(found.first, found.counts[:known], factors[: known + AHEAD], worked[: known + AHEAD]).mean[0]
            for known in range(ORIGIN, length)
        ]
    )


def peers_of_days(found: Series) -> Iterator[Amounts]:
    """Yield what each automatic model says of the days, refitted on every one."""
    from statsforecast.models import MSTL, AutoARIMA, AutoCES, AutoETS, AutoTheta

    models: Mapping[str, Callable[[], Any]] = {
        "AutoETS": lambda: AutoETS(season_length=_WEEK),
        "AutoTheta": lambda: AutoTheta(season_length=_WEEK),
        "AutoCES": lambda: AutoCES(season_length=_WEEK),
        "MSTL": lambda: MSTL(season_length=_WEEK),
        "AutoARIMA": lambda: AutoARIMA(
            season_length=_WEEK, max_p=2, max_q=2, max_P=1, max_Q=1, max_d=1, max_D=1, approximation=True, nmodels=10
        ),
    }
    for name, make in models.items():
        known = found.days
        path = np.concatenate([_ahead(make(), known[:day], 1) for day in range(ORIGIN, len(known))])
        _say(f"{found.name}, days", known[ORIGIN:], {name: path})
        yield path


def peer_of_hours(found: Series) -> Amounts:
    """Return what the only automatic model with two seasons says of the hours, refitted on every day."""
    from statsforecast.models import MSTL

    hours = found.counts.ravel()
    model = MSTL(season_length=[_HOURS, _HOURS * _WEEK])
    days = range(ORIGIN, len(found.counts))
    return np.array([_ahead(model, hours[: day * _HOURS], _HOURS) for day in days])


def _ahead(model: Any, known: Amounts, count: int) -> Amounts:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.maximum(np.asarray(model.forecast(y=known, h=count)["mean"], np.float64), 0.0)


def _say(name: str, came: Amounts, paths: Mapping[str, Amounts]) -> None:
    floor = floor_of_chance(paths["ours"]) if "ours" in paths else None
    said = ", ".join(f"{who} {wape(came, path):.3f}" for who, path in paths.items())
    sys.stderr.write(f"{name}: WAPE {said}" + (f", chance {floor:.3f}\n" if floor is not None else "\n"))


def series() -> Iterator[Series]:
    """Read every series."""
    requests = [
        (_time(row["OPEN_DT"], "%m/%d/%Y %I:%M:%S %p"), row["Department"]) for row in _rows("boston311*.csv.gz")
    ]
    days = [at.date() for at, _ in requests]
    first, last = min(days), max(days)
    yield by_hour(CITY, [at for at, _ in requests], first, last)
    for name, _ in Counter(department for _, department in requests).most_common(DEPARTMENTS):
        yield by_hour(f"{CITY}, {name}", [at for at, department in requests if department == name], first, last)
    opened = {row["number"]: row["opened_at"] for row in _rows("uci_incident_events*.csv.gz")}
    incidents = [_time(at, "%d/%m/%Y %H:%M") for at in opened.values()]
    yield _of_days("incidents", Counter(at.date() for at in incidents))
    calls = Counter[date]()
    for row in {tuple(row.items()) for row in _rows("operators_daily*.csv")}:
        call = dict(row)
        if call["direction"] == "in":
            calls[date.fromisoformat(call["date"][:10])] += int(call["calls_count"])
    yield _of_days("operators", calls)
    times = [_bank_time(row["date"], row["vru_entry"]) for row in _rows("technion_calls*.txt.gz", "\t")]
    bank = by_hour(BANK, times, min(times).date(), max(times).date())
    # Two days are missing in the record.
    bank.counts[bank.counts.sum(axis=1) == 0] = np.nan
    yield bank


def by_hour(name: str, times: Sequence[datetime], first: date, last: date) -> Series:
    """Count local times by day and hour."""
    counts = np.zeros(((last - first).days + 1, _HOURS))
    for at in times:
        counts[(at.date() - first).days, at.hour] += 1
    return Series(name, first, counts)


def _of_days(name: str, counted: Counter[date]) -> Series:
    first, last = min(counted), max(counted)
    days = [first + timedelta(place) for place in range((last - first).days + 1)]
    return Series(name, first, np.array([[float(counted[day])] for day in days]))


def _bank_time(day: str, at: str) -> datetime:
    hours, minutes, seconds = map(int, at.split(":"))
    return _time(day, "%y%m%d") + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _time(written: str, form: str) -> datetime:
    # Wall time as it was written: only its days and hours are counted.
    return datetime.strptime(written, form).replace(tzinfo=UTC)


def _rows(pattern: str, delimiter: str = ",") -> Iterator[dict[str, str]]:
    files = sorted(DATA.glob(pattern))
    if not files:
        sys.stderr.write(f"There is no {pattern} in {DATA}: set FLOORWATCH_DATA to the folder of the real files.\n")
        sys.exit(2)
    for file in files:
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        yield from csv.DictReader(raw.decode("utf-8").splitlines(), delimiter=delimiter)


if __name__ == "__main__":
    main(cases)
