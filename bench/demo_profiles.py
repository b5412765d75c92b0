"""Measures the demo's profiles on the real files and writes them to resources/demo: `python -m bench.demo_profiles`.

Reads the folder that FLOORWATCH_DATA names, by default `../shared/data` beside the repository. What it writes are
counts, means, quantiles and shares: no row, no text and no name of these files but the file's own.
"""

import csv
import gzip
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.ticket import Source
from app.services.demo.profiles import FOLDER, Kind

DATA = Path(os.environ.get("FLOORWATCH_DATA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
COMMAND = "python -m bench.demo_profiles"
MINUTES = 30
SHARES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
ENOUGH = 10  # arrivals expected in an hour before its ratio says anything
FEWEST = 0.001  # a smaller share belongs to the others

Row = dict[str, str]


@dataclass(frozen=True)
class Contact:
    """What one row tells; times are local, seconds are None where the row does not tell them."""

    at: datetime | None = None
    handling: float | None = None
    resolution: float | None = None
    source: Source | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class Recipe:
    """A profile: its file, how its rows are read, and the days on which the file is known to have a gap."""

    file: str
    contacts: Callable[[Iterable[Row]], Iterator[Contact]]
    delimiter: str = ","
    missing: tuple[date, ...] = ()


def measure(contacts: Sequence[Contact], missing: Sequence[date] = ()) -> dict[str, Any]:
    """Return what a profile's file says of these contacts."""
    return {
        "records": len(contacts),
        "arrivals": measure_arrivals([each.at for each in contacts if each.at], missing),
        "handling": quantiles([each.handling for each in contacts if each.handling is not None]),
        "resolution": quantiles([each.resolution for each in contacts if each.resolution is not None]),
        "sources": shares([each.source for each in contacts if each.source]),
        "kinds": shares([each.kind for each in contacts if each.kind]),
    }


def measure_arrivals(instants: Sequence[datetime], missing: Sequence[date] = ()) -> dict[str, Any] | None:
    """Return the mean arrivals by weekday and interval, and how much days and hours leave them."""
    if not instants:
        return None
    first, last = min(instants).date(), max(instants).date()
    counts = np.zeros(((last - first).days + 1, 24 * 60 // MINUTES))
    for at in instants:
        counts[(at.date() - first).days, (at.hour * 60 + at.minute) // MINUTES] += 1
    dates = [first + timedelta(days=number) for number in range(len(counts))]
    kept = np.array([day not in missing for day in dates])
    weekdays = np.array([day.weekday() for day in dates])
    means = np.array([counts[kept & (weekdays == weekday)].mean(axis=0) for weekday in range(7)])
    usual, came = means[weekdays[kept]], counts[kept]
    ever = usual.any(axis=1)
    return {
        "minutes": MINUTES,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "day_spread": round(float((came[ever].sum(axis=1) / usual[ever].sum(axis=1)).std()), 3),
        "busiest_hour": busiest_hour(came, usual),
        "means": [[float(f"{value:.3g}") for value in day] for day in means.tolist()],
    }


def busiest_hour(came: NDArray[np.float64], usual: NDArray[np.float64]) -> float | None:
    """Return the highest ratio of an hour to its usual; None where no hour is busy enough to tell."""
    came, usual = (each.reshape(len(each), 24, -1).sum(axis=2) for each in (came, usual))
    busy = usual >= ENOUGH
    return round(float((came[busy] / usual[busy]).max()), 2) if busy.any() else None


def quantiles(seconds: Sequence[float]) -> dict[str, list[float]] | None:
    """Return the seconds below which each share of the times lies."""
    if not seconds:
        return None
    found = np.quantile(np.array(seconds), SHARES).round().tolist()
    return {"shares": list(SHARES), "seconds": [int(each) for each in found]}


def shares(words: Sequence[Source | Kind]) -> dict[str, float]:
    """Return the share of each word, the most frequent first."""
    counted = Counter(words).most_common()
    return {word.value: round(count / len(words), 4) for word, count in counted if count / len(words) >= FEWEST}


def city_hotline(rows: Iterable[Row]) -> Iterator[Contact]:
    """Service requests to a city; what its own staff recorded is left out."""
    sources = {
        "Constituent Call": Source.TELEPHONE,
        "Self Service": Source.WEB_FORM,
        "Citizens Connect App": Source.OTHER,
        "Twitter": Source.SOCIAL,
    }
    for row in rows:
        if source := sources.get(row["Source"]):
            at, closed = (local(row[name], "%m/%d/%Y %I:%M:%S %p") for name in ("OPEN_DT", "CLOSED_DT"))
            yield Contact(at=at, resolution=seconds_between(at, closed), source=source)


def call_centre(rows: Iterable[Row]) -> Iterator[Contact]:
    """Calls to a bank; handling is the time with an agent."""
    for row in rows:
        if at := local(f"{row['date']} {row['vru_entry']}", "%y%m%d %H:%M:%S"):
            served = float(row["ser_time"]) if row["outcome"] == "AGENT" else 0
            yield Contact(at=at, handling=served or None, source=Source.TELEPHONE)


def service_desk(rows: Iterable[Row]) -> Iterator[Contact]:
    """Incidents of a service desk; the log has one row for each event."""
    seen: set[str] = set()
    for row in rows:
        if row["number"] not in seen:
            seen.add(row["number"])
            at, resolved = (local(row[name], "%d/%m/%Y %H:%M") for name in ("opened_at", "resolved_at"))
            source = {"Phone": Source.TELEPHONE, "Email": Source.EMAIL}.get(row["contact_type"], Source.OTHER)
            yield Contact(at=at, resolution=seconds_between(at, resolved), source=source)


def message_board(rows: Iterable[Row]) -> Iterator[Contact]:
    """Messages of citizens to their leaders, and the replies."""
    for row in rows:
        at, replied = (local(row[name], "%Y/%m/%d %H:%M:%S") for name in ("留言时间", "答复时间"))
        yield Contact(at=at, resolution=seconds_between(at, replied), source=Source.WEB_FORM)


def river_hotline(rows: Iterable[Row]) -> Iterator[Contact]:
    """Cases of a hotline, of which only dates are known: their days to the reply."""
    sources = {
        "电话": Source.TELEPHONE,
        "网站": Source.WEB_FORM,
        "微信": Source.CHAT,
        "qq": Source.CHAT,
        "微博": Source.SOCIAL,
        "邮件": Source.EMAIL,
    }
    for row in rows:
        days = float(row["回复用时_天"]) if row["回复用时_天"] else None
        source = sources.get(row["信息来源"].strip(), Source.OTHER)
        yield Contact(resolution=None if days is None else days * 86_400, source=source)


# Read in this order: the first whose words are there. A reading of titles, not a label by a person.
TELECOM_KINDS = {
    Kind.BILLING: r"bill|charg|\bfees?\b|pric|\bpay|refund|\bcost|\brates?\b",
    Kind.INFORMATION: r"false|mislead|decept|bait|promis|\blie|advertis|fraud",
    Kind.POLICY: r"\bcaps?\b|usage|contract|throttl|monopol|unfair|policy",
    Kind.LOGISTICS: r"deliver|equipment|return|modem|\bbox|ship|install|moving",
    Kind.TIMELINESS: r"\bwait|delay|appointment|\blate\b|schedul|missed|hours|weeks|months",
    Kind.SERVICE_ATTITUDE: r"customer service|rude|support|poor service|terrible service|bad service|horrible",
    Kind.PRODUCT: r"internet|speed|slow|connect|outage|cable|\btv\b|phone|hbo|channel|wi-?fi|signal|service",
}
LENDER_KINDS = {
    Kind.TIMELINESS: r"didn't receive the money|wasn't credited",
    Kind.SERVICE_ATTITUDE: r"can't contact",
    Kind.INFORMATION: r"report|score|monitoring",
    Kind.BILLING: r"fees|payment|payoff|money was taken|withdrawals",
    Kind.POLICY: r"getting|struggling|limit|apply",
    Kind.PRODUCT: r"add-on|cash advance|vehicle|property",
}


def telecom(rows: Iterable[Row]) -> Iterator[Contact]:
    """Complaints about a provider of internet and television; their dates are not to be trusted."""
    sources = {"Customer Care Call": Source.TELEPHONE, "Internet": Source.WEB_FORM}
    for row in rows:
        kind = kind_of(row["Customer Complaint"], TELECOM_KINDS)
        yield Contact(source=sources.get(row["Received Via"], Source.OTHER), kind=kind)


def lender(rows: Iterable[Row]) -> Iterator[Contact]:
    """Complaints about lenders to a regulator."""
    for row in rows:
        yield Contact(source=Source.REGULATOR, kind=kind_of(row["Issue"], LENDER_KINDS))


RECIPES = {
    "city_hotline": Recipe("boston311_2015Q1.csv.gz", city_hotline),
    "call_centre": Recipe(
        "technion_calls_1999-01.txt.gz", call_centre, delimiter="\t", missing=(date(1999, 1, 11), date(1999, 1, 12))
    ),
    "service_desk": Recipe("uci_incident_events_to_2016-04-15.csv.gz", service_desk),
    "message_board": Recipe("留言答复_2011-2017.xlsx", message_board),
    "river_hotline": Recipe("fuzhou12345_river_trimmed.csv", river_hotline),
    "telecom": Recipe("Comcast_telecom_complaints_data.csv", telecom),
    "lender": Recipe("cfpb_payday_2023.csv.gz", lender),
}


def local(text: str, form: str) -> datetime | None:
    """Read a local time; None for one that is missing or odd."""
    try:
        return datetime.strptime(text.strip(), form)  # noqa: DTZ007 - a profile is by the wall clock
    except ValueError:
        return None


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    """Return the time between two that are known and in order."""
    return (end - start).total_seconds() if start and end and end >= start else None


def kind_of(text: str, kinds: dict[Kind, str]) -> Kind:
    """Return the first kind whose words are in a text."""
    return next((kind for kind, words in kinds.items() if re.search(words, text, re.IGNORECASE)), Kind.OTHER)


def read_rows(path: Path, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a table as texts by column."""
    if path.suffix == ".xlsx":
        from python_calamine import load_workbook

        heading, *rows = load_workbook(path).get_sheet_by_index(0).to_python()
        for values in rows:
            yield {str(name): _as_text(value) for name, value in zip(heading, values, strict=True)}
        return
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as text:
        yield from csv.DictReader(text, delimiter=delimiter)


def _as_text(value: object) -> str:
    return f"{value:%Y/%m/%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def write_profile(name: str, recipe: Recipe) -> Path:
    """Measure one file and write its profile, a list of numbers a line."""
    contacts = list(recipe.contacts(read_rows(DATA / recipe.file, recipe.delimiter)))
    found = {"measured_by": COMMAND, "measured_on": recipe.file, **measure(contacts, recipe.missing)}
    text = json.dumps(found, indent=1, ensure_ascii=False)
    path = FOLDER / f"{name}.json"
    path.write_text(re.sub(r"\[[^][]*\]", lambda numbers: " ".join(numbers[0].split()), text) + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Write every profile whose file is there; say which is not."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, recipe in RECIPES.items():
        if not (DATA / recipe.file).exists():
            sys.exit(f"There is no {recipe.file} in {DATA}: set FLOORWATCH_DATA to the folder of the real files.")
        print(write_profile(name, recipe).name)


if __name__ == "__main__":
    main()
