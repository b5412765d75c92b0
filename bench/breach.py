"""The breach forecast on a service desk's own record: does it tell late incidents apart, and do its chances hold?

Reads `uci_incident_events*.csv.gz` in the folder that FLOORWATCH_DATA names, by default `../shared/data` beside the
repository. Nothing of these files belongs to the project.

One prediction per incident, 24 hours after it was opened, from the event rows that had been written by then. The record
repeats on every row what was known only at the end (who resolved it, when it was resolved and closed, how it was
closed, its final category): of those, only the time of closing is read, to know which labels were known when. The
predictions, in the order of their time, are cut into eleven equal parts: the first only teaches, and each of the other
ten is predicted by a rule that has learned from the incidents closed before the first prediction of the part.
"""

import csv
import gzip
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from math import log1p, tau
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.services.deadlines.breach.accuracy import area_under_curve, calibration_error, shares_of
from app.services.deadlines.breach.regression import Feature, learn, prior_rule
from bench.report import Case, main

DATA = Path(os.environ.get("FLOORWATCH_DATA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
AFTER = timedelta(hours=24)
SPLITS = 10
# What was believed before the first incident: half are late, and what is resolved after a day hardly ever.
LEVEL = 0.0
FEATURES = (
    Feature("resolved", 0.5, 0.4, -2.0),
    Feature("waiting", 0.1, 0.3, 0.3),
    Feature("untouched", 0.3, 0.4, 0.0),
    Feature("priority", 1.0, 1.0, 0.0),
    Feature("reassigned", 0.5, 0.7, 0.3),
    Feature("reopened", 0.0, 0.3, 0.1),
    Feature("unassigned", 0.5, 0.5, 0.1),
    Feature("quiet", 2.0, 1.0, 0.2),
    Feature("weekend", 0.15, 0.3, 0.0),
    Feature("friday", 0.2, 0.4, 0.0),
    Feature("morning", 0.0, 0.7, 0.0),
    Feature("noon", 0.0, 0.7, 0.0),
)
_TIME = "%d/%m/%Y %H:%M"


class Seen(NamedTuple):
    """What a row had shown by the time it was written."""

    at: datetime
    changes: int
    state: str
    reassigned: int
    reopened: int
    assigned: bool
    priority: int


@dataclass(frozen=True)
class Incident:
    """One incident: when it was opened and closed, what its rows showed, and whether it was late at closure."""

    opened: datetime
    closed: datetime
    late: bool
    rows: Sequence[Seen]

    @property
    def predicted(self) -> datetime:
        """The instant of its prediction."""
        return self.opened + AFTER

    def features(self) -> tuple[float, ...]:
        """Return what was known at the prediction, in the order of `FEATURES`."""
        last = self.rows_by_then()[-1]
        hour = (self.opened.hour + self.opened.minute / 60) / 24 * tau
        return (
            last.state in ("Resolved", "Closed"),
            last.state.startswith("Awaiting"),
            last.state == "New",
            4 - last.priority,
            log1p(last.reassigned),
            log1p(last.reopened),
            not last.assigned,
            log1p((self.predicted - last.at) / timedelta(hours=1)),
            self.opened.weekday() >= 5,
            self.opened.weekday() == 4,
            float(np.sin(hour)),
            float(np.cos(hour)),
        )

    def rows_by_then(self) -> Sequence[Seen]:
        """Return the rows that had been written by the prediction; an incident without any was new."""
        found = [row for row in self.rows if row.at <= self.predicted]
        first = self.rows[0]
        return found or [Seen(self.opened, 0, "New", 0, 0, False, first.priority)]


def cases() -> Iterator[Case]:
    """Yield by how much the forecast's area beats the baseline's, and the baseline's calibration error over ours."""
    files = sorted(DATA.glob("uci_incident_events*.csv.gz"))
    if not files:
        sys.stderr.write(
            f"There is no uci_incident_events*.csv.gz in {DATA}: set FLOORWATCH_DATA to the folder of the real files.\n"
        )
        sys.exit(2)
    incidents = sorted((each for file in files for each in read(file)), key=lambda each: each.predicted)
    ours, theirs = splits(incidents)
    for name, figures in (("forecast", ours), ("late share of the priority", theirs)):
        area, error = np.mean(figures, axis=0)
        sys.stderr.write(f"{name}: AUC {area:.3f}, expected calibration error {error:.3f}, means of {SPLITS} splits\n")
    peer = "the late share of the incident's priority in the training part"
    gain, error = np.mean(ours, axis=0) - np.mean(theirs, axis=0), np.mean(theirs, axis=0) / np.mean(ours, axis=0)
    yield Case(bench="breach", case="auc_gain", value=float(gain[0]), unit="AUC", against=peer)
    yield Case(bench="breach", case="calibration_vs_baseline", ratio=float(error[1]), against=peer)


def splits(incidents: Sequence[Incident]) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return the area and the calibration error of each split, by the forecast and by the baseline."""
    values = np.array([each.features() for each in incidents], np.float64)
    late = np.array([each.late for each in incidents], np.bool_)
    priority = np.array([each.rows_by_then()[-1].priority for each in incidents], np.int64)
    days, closed = (
        np.array([at.timestamp() / 86_400 for at in times])
        for times in ([each.predicted for each in incidents], [each.closed for each in incidents])
    )
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    bounds = [len(incidents) * part // (SPLITS + 1) for part in range(1, SPLITS + 2)]
    for first, end in pairwise(bounds):
        known = closed < days[first]
        rule = learn(prior_rule(FEATURES, LEVEL), values[known], late[known], closed[known])
        came = late[first:end]
        for figures, chances in (
            (ours, rule.chances(values[first:end])),
            (theirs, shares_of(priority[first:end], priority[known], late[known])),
        ):
            figures.append((area_under_curve(chances, came), calibration_error(chances, came)))
    return ours, theirs


def read(file: Path) -> Iterator[Incident]:
    """Read the incidents of an event log, whose rows of one incident follow one another."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for _, group in groupby(csv.DictReader(lines), lambda row: row["number"]):
            rows = list(group)
            seen = sorted(_seen(row) for row in rows)
            last = max(rows, key=lambda row: _seen(row)[:2])
            yield Incident(_time(last["opened_at"]), _time(last["closed_at"]), last["made_sla"] == "false", seen)


def _seen(row: dict[str, str]) -> Seen:
    return Seen(
        _time(row["sys_updated_at"]),
        int(row["sys_mod_count"]),
        row["incident_state"],
        int(row["reassignment_count"]),
        int(row["reopen_count"]),
        row["assigned_to"] != "?",
        int(row["priority"][0]),
    )


def _time(written: str) -> datetime:
    return datetime.strptime(written, _TIME).replace(tzinfo=UTC)


if __name__ == "__main__":
    main(cases)
