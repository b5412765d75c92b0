"""Demo profiles: how complaints came in and how long they took at real organisations, as shares, means and quantiles.

They are in `resources/demo`, one file for each organisation; every file names the command that measured it.
"""

import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.errors import DomainError
from app.models.ticket import Source

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "demo"
_WEEK = 7
_DAY_MINUTES = 24 * 60


class ProfileError(DomainError):
    """A profile that cannot be used."""


class Kind(StrEnum):
    """What a complaint is about, whatever the organisation sells."""

    PRODUCT = "product"
    SERVICE_ATTITUDE = "service_attitude"
    TIMELINESS = "timeliness"
    INFORMATION = "information"
    POLICY = "policy"
    LOGISTICS = "logistics"
    BILLING = "billing"
    OTHER = "other"


@dataclass(frozen=True)
class ArrivalProfile:
    """The mean number of arrivals by weekday (Monday first) and interval of wall time.

    `day_spread` is the standard deviation of a day's total against the mean of its weekday; `busiest_hour` is the
    highest ratio of one hour's arrivals to what that hour of the weekday has on average, None where that is too little.
    """

    minutes: int
    first: date
    last: date
    means: tuple[tuple[float, ...], ...]
    day_spread: float
    busiest_hour: float | None


@dataclass(frozen=True)
class Distribution:
    """A distribution of times, known by the seconds below which a share of them lies; both rise."""

    shares: tuple[float, ...]
    seconds: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return the seconds below which a share (0 to 1) lies: linear in between, at the ends the outermost known."""
        place = bisect_right(self.shares, share)
        if place in (0, len(self.shares)):
            return self.seconds[0 if place == 0 else -1]
        low, high = self.shares[place - 1 : place + 1]
        below, above = self.seconds[place - 1 : place + 1]
        return below + (above - below) * (share - low) / (high - low)


@dataclass(frozen=True)
class Profile:
    """What was measured at one organisation; what its file does not tell is None or empty."""

    name: str
    measured_by: str
    measured_on: str
    records: int
    arrivals: ArrivalProfile | None
    handling: Distribution | None  # a person's own time for one contact
    resolution: Distribution | None  # from receipt to the answer or solution, by the wall clock
    sources: dict[Source, float]
    kinds: dict[Kind, float]


def load_profiles(folder: Path = FOLDER) -> dict[str, Profile]:
    """Read every profile by its name; raise `ProfileError` naming the file and what is wrong with it."""
    return {path.stem: read_profile(path) for path in sorted(folder.glob("*.json"))}


def read_profile(path: Path) -> Profile:
    """Read one profile; raise `ProfileError`."""
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        arrivals = found["arrivals"]
        return Profile(
            name=path.stem,
            measured_by=found["measured_by"],
            measured_on=found["measured_on"],
            records=int(found["records"]),
            arrivals=arrivals and _arrivals(arrivals),
            handling=_distribution(found["handling"]),
            resolution=_distribution(found["resolution"]),
            sources={Source(word): share for word, share in _shares(found["sources"]).items()},
            kinds={Kind(word): share for word, share in _shares(found["kinds"]).items()},
        )
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise ProfileError("{file} is no demo profile: {reason}.", file=path.name, reason=problem) from None


def _arrivals(found: dict[str, Any]) -> ArrivalProfile:
    means = tuple(tuple(map(float, day)) for day in found["means"])
    minutes = int(found["minutes"])
    if len(means) != _WEEK or any(len(day) * minutes != _DAY_MINUTES or min(day) < 0 for day in means):
        raise ValueError(f"arrivals.means must be seven days of {minutes} minutes, none below zero")
    return ArrivalProfile(
        minutes=minutes,
        first=date.fromisoformat(found["first"]),
        last=date.fromisoformat(found["last"]),
        means=means,
        day_spread=float(found["day_spread"]),
        busiest_hour=found["busiest_hour"],
    )


def _distribution(found: dict[str, Any] | None) -> Distribution | None:
    if found is None:
        return None
    shares, seconds = tuple(found["shares"]), tuple(found["seconds"])
    if len(shares) != len(seconds) or list(shares) != sorted(set(shares)) or list(seconds) != sorted(seconds):
        raise ValueError("shares and seconds must be as many, and rise")
    return Distribution(shares, seconds)


def _shares(found: dict[str, float]) -> dict[str, float]:
    if found and abs(sum(found.values()) - 1) > 0.01:
        raise ValueError("shares must add up to 1")
    return found
