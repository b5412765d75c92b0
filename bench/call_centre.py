"""A bank's call centre and a provider's operators: import, forecast, detection and staffing as the product does them.

Reads `technion_calls*.txt.gz` and `operators_daily*.csv` in the folder that FLOORWATCH_DATA names, by default
`../shared/data` beside the repository. Nothing of these files belongs to the project.

The files are imported into an SQLite database of their own by their mappings. Each night, from the first on which a
fortnight is known, the versions of the forecast are made from the days before; the day is then read as it came. Days
that were not recorded, and those a week after them, are left out. Surges are looked for at the end of every quarter of
an hour, with the budget of false alarms that a floor begins with. Required agents are those of Erlang A for what was
forecast, with the handling time and the patience of the weeks before and 80 % in 20 seconds; who was there is read
from the calls themselves: an agent is there from the first call to the last, less gaps of more than half an hour.
"""

import csv
import gzip
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.forecast import Counted
from app.services.database import Database
from app.services.floor.arrivals import DayArrivals
from app.services.floor.surge import judge
from app.services.floor.surge_straying import learn_straying
from app.services.intake.kinds.contacts import Contacts
from app.services.intake.plain_files import RowSource, import_rows
from app.services.pulse import SurgeState
from app.services.schema import upgrade
from app.services.staffing.contacts import read_contacts
from app.services.staffing.forecast.day import Amounts, cut_day
from app.services.staffing.forecast.history import count_arrivals
from app.services.staffing.forecast.making import keep, make_versions
from app.services.staffing.forecast.versions import planned
from app.services.staffing.required import required_staff
from app.services.staffing.service_level import ServiceLevelRule
from app.services.staffing.shrinkage import Shrinkage
from bench.report import Case, main

DATA = Path(os.environ.get("FLOORWATCH_DATA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
WEEK, DAY = timedelta(days=7), timedelta(days=1)
# A fortnight that is recorded whole comes before the first night.
KNOWN = 15
QUARTER, HOUR = 15, 60
# An agent without a call for longer has left.
GAP = 1_800.0
BANK_DAYS = {"zone": "Asia/Jerusalem", "weekly": {day: ["07:00-23:30"] for day in ("sun", "mon", "tue", "wed", "thu")}}


@dataclass
class Day:
    """One day as it was forecast, as it came, and what it needed and had, by hour."""

    day: date
    came: Amounts
    expected: Amounts
    week_ago: Amounts
    alarms: list[str] = field(default_factory=list)
    required: Amounts = field(default_factory=lambda: np.zeros(24))


def cases() -> Iterator[Case]:
    """Yield what the bank's January and the operators' two months come to."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _bank(Path(folder))
        yield from _operators(Path(folder))


def _bank(folder: Path) -> Iterator[Case]:
    file, zone = _file("technion_calls*.txt.gz"), ZoneInfo("Asia/Jerusalem")
    database = _imported(folder / "bank.db", file, "technion_calls", zone)
    calendar = BusinessCalendar.from_spec(BANK_DAYS)
    lived = (
        _live(database, day, zone, calendar, HOUR) for day in _days(date(1999, 1, 1) + KNOWN * DAY, date(1999, 2, 1))
    )
    days = [day for day in lived if day]
    yield from _accuracy("bank_hourly", days)
    alarms = [alarm for each in days for alarm in each.alarms]
    sys.stderr.write("alarms: " + ("; ".join(alarms) or "none") + "\n")
    yield Case(
        bench="call_centre",
        case="bank_alarms",
        value=len(alarms),
        unit="alarms",
        against=f"in {len(days)} days, with a budget of one false alarm in 30 days",
    )
    there = _agents_there(file, zone)
    worked = [each for each in days if each.came.sum()]
    required = np.mean([each.required for each in worked], axis=0)
    actual = np.mean([there[each.day] for each in worked], axis=0)
    sys.stderr.write("hour  calls  forecast  agents required  agents there\n")
    for hour in range(24):
        came, expected = (np.mean([column[hour] for column in columns]) for columns in _columns(worked))
        sys.stderr.write(f"{hour:>4}  {came:5.1f}  {expected:8.1f}  {required[hour]:15.1f}  {actual[hour]:12.1f}\n")
    yield Case(
        bench="call_centre",
        case="bank_required_vs_there",
        value=float(required.sum() / actual.sum()),
        unit="of the agents' hours that there were",
        against=f"80 % in 20 s required; there were {actual.sum():.0f} hours a day, and so reached {_level(database)}",
    )
    database.close()


def _operators(folder: Path) -> Iterator[Case]:
    zone = ZoneInfo("Europe/Moscow")
    database = _imported(
        folder / "operators.db", _file("operators_daily*.csv"), "operators_daily", zone, date(2019, 10, 2)
    )
    first = date(2019, 8, 2) + KNOWN * DAY
    lived = (_live(database, day, zone, None, 24 * HOUR) for day in _days(first, date(2019, 9, 28)))
    days = [day for day in lived if day]
    yield from _accuracy("operators_daily", days)
    database.close()


def _accuracy(name: str, days: Sequence[Day]) -> Iterator[Case]:
    """Yield the forecast's error as a share of what came, and how many times it last week's is."""
    compared = [each for each in days if each.came.sum() and each.week_ago.sum()]
    came = sum(each.came.sum() for each in compared)
    ours = sum(np.abs(each.expected - each.came).sum() for each in compared)
    naive = sum(np.abs(each.week_ago - each.came).sum() for each in compared)
    yield Case(
        bench="call_centre",
        case=f"{name}_wape",
        value=float(ours / came),
        unit="WAPE",
        against=f"{naive / came:.3f} of the same interval a week before; {len(compared)} days, {came:,.0f} calls",
    )
    yield Case(
        bench="call_centre",
        case=f"{name}_vs_naive",
        ratio=float(naive / ours),
        against="the same interval a week before",
    )


def _live(database: Database, day: date, zone: ZoneInfo, calendar: BusinessCalendar | None, minutes: int) -> Day | None:
    """Make the versions of the night before, then let the day come; None where too little is known for a forecast."""
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    with database.write() as session:
        keep(session, make_versions(session, zone, calendar, now=midnight))
    with database.read() as session:
        plan = planned(session, None, cut_day(day, zone, minutes), counted=Counted.CONTACTS, now=midnight)
        came, week_ago = (_counts(session, each, zone, minutes) for each in (day, day - WEEK))
        if plan is None:
            return None
        found = Day(day, came, plan.forecast.mean, week_ago)
        if minutes == HOUR:
            found.alarms = _alarms(session, day, zone, now=midnight)
            staff = required_staff(
                session, None, day, minutes=HOUR, most_occupied=1.0, shrinkage=Shrinkage(0, 0, 0), now=midnight
            )
            found.required = staff.agents.astype(np.float64)
    return found


def _alarms(session: Session, day: date, zone: ZoneInfo, *, now: datetime) -> list[str]:
    """Judge the day at the end of each quarter of an hour; say when each surge was raised."""
    intervals = cut_day(day, zone, QUARTER)
    plan = planned(session, None, intervals, counted=Counted.CONTACTS, now=now)
    assert plan
    counts = np.rint(count_arrivals(session, Counted.CONTACTS, intervals, None)).astype(np.int64)
    alike = [_counts(session, day - back * WEEK, zone, QUARTER) for back in (1, 2)]
    straying = learn_straying(np.array([each for each in alike if each.sum()]).reshape(-1, len(counts)), QUARTER)
    raised: list[str] = []
    before = SurgeState.CALM
    for over in range(1, len(counts) + 1):
        seen = DayArrivals(intervals, counts[:over], counts[:0], plan.forecast, None, plan.forecast, plan.learned_from)
        now_found = judge(seen, straying)
        if now_found.state is SurgeState.SURGE and before is not SurgeState.SURGE:
            at = datetime.fromtimestamp(int(intervals.edges[over]), zone)
            raised.append(f"{at:%d %b %H:%M} {now_found.count} instead of {now_found.expected or 0:.0f}")
        before = now_found.state
    return raised


def _counts(session: Session, day: date, zone: ZoneInfo, minutes: int) -> Amounts:
    return count_arrivals(session, Counted.CONTACTS, cut_day(day, zone, minutes), None)


def _level(database: Database) -> str:
    with database.read() as session:
        rule = ServiceLevelRule.read(session)
        start, end = datetime(1999, 1, 16, tzinfo=UTC), datetime(1999, 2, 1, tzinfo=UTC)
        of = read_contacts(session, None, start, end)
    sums = (of.offered.sum(), of.answered.sum(), of.in_time.sum(), of.abandoned.sum(), of.early.sum())
    return f"{float(rule.share(*sums)):.0%}"


def _agents_there(file: Path, zone: ZoneInfo) -> dict[date, Amounts]:
    """Return how many agents were there on average in each hour of each day, as their calls tell."""
    calls: defaultdict[tuple[date, str], list[tuple[float, float]]] = defaultdict(list)
    with gzip.open(file, "rt", newline="") as text:
        for row in csv.DictReader(text, delimiter="\t"):
            if row["server"] != "NO_SERVER" and row["outcome"] == "AGENT":
                start, end = (_seconds(row[name]) for name in ("ser_start", "ser_exit"))
                if start < end:
                    day = datetime.strptime(row["date"], "%y%m%d").replace(tzinfo=zone).date()
                    calls[day, row["server"]].append((start, end))
    found: defaultdict[date, Amounts] = defaultdict(lambda: np.zeros(24))
    edges = np.arange(25) * 3600.0
    for (day, _), spans in calls.items():
        spans.sort()
        joined = spans + [(a, b) for (_, a), (b, _) in pairwise(spans) if 0 < b - a <= GAP]
        for start, end in joined:
            found[day] += np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0, None) / 3600
    return found


def _imported(path: Path, file: Path, mapping: str, zone: ZoneInfo, as_of: date = date(1999, 2, 2)) -> Database:
    database = Database(path)
    now = datetime.combine(as_of, time(), zone).astimezone(UTC)
    upgrade(database, now=now)
    source = RowSource(path=file, kind=Contacts.with_mapping(mapping), as_of=now)
    done = import_rows(database, source, path.with_suffix(".rejected.csv"), by="bench", now=now)
    counts = done.counts
    sys.stderr.write(
        f"{file.name}: {counts.rows:,} rows, {counts.left_out:,} left out, {counts.rejected:,} rejected; "
        f"{counts.also['contacts']:,} contacts in {counts.added:,} intervals\n"
    )
    return database


def _columns(days: Sequence[Day]) -> tuple[list[Amounts], list[Amounts]]:
    return [each.came for each in days], [each.expected for each in days]


def _days(first: date, end: date) -> list[date]:
    return [first + place * DAY for place in range((end - first).days)]


def _seconds(text: str) -> float:
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return hours * 3600.0 + minutes * 60 + seconds


def _file(pattern: str) -> Path:
    return next(iter(sorted(DATA.glob(pattern))))


if __name__ == "__main__":
    main(cases)
