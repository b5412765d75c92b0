"""How the event feed fares: what it hears, whom it does not know, who is turned away; kept in one row.

It is counted in the process that listens and written down every few seconds, so that whoever errs costs the database
next to nothing; a process that dies loses the last seconds of these counts, and no event.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models.feed import FeedEvent, FeedStanding
from app.models.floor import Queue
from app.models.people import AgentState, Person
from app.services.database import Database
from app.services.intake.feeds.names import Naming, may_say_names, said_names
from app.services.intake.feeds.recording import Received

# Of names that are not known the latest are kept, for so long.
MOST_UNKNOWN, UNKNOWN_KEPT = 200, timedelta(days=14)
HOURS, HOUR = 24, timedelta(hours=1)


@dataclass(frozen=True)
class UnknownName:
    """A name of which events were refused: how often, and when last."""

    naming: Naming
    name: str
    count: int
    last_at: datetime


@dataclass(frozen=True)
class SaidName:
    """A name that people have given a meaning: the name of a person or queue, or a state; empty if that is gone."""

    naming: Naming
    name: str
    means: str


@dataclass(frozen=True)
class Standing:
    """What an administrator wants to know of the feed; instants are None where it never happened.

    `hours` are the events that were recorded in the last 24 hours of the clock, the present one last. `agents` and
    `queues` are what a name may mean, by identity.
    """

    last_at: datetime | None
    hours: tuple[int, ...]
    refused: int
    refused_since: datetime | None
    strangers: int
    stranger_at: datetime | None
    stranger_from: str
    unknown: tuple[UnknownName, ...]
    said: tuple[SaidName, ...]
    agents: Mapping[int, str]
    queues: Mapping[int, str]
    may_say: bool


class Tally:
    """Counts what is refused until it is written down; any thread may tell it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._counted = _Counted()

    def take(self, received: Received, *, now: datetime) -> None:
        """Count what became of a request's events, and the names that were not known."""
        with self._guard:
            counted = self._counted
            counted.recorded[_hour(now)] += received.recorded
            counted.refused += len(received.refused)
            for each in received.refused:
                if each.unknown:
                    count, _ = counted.unknown.pop((each.field, each.unknown), (0, now))
                    counted.unknown[each.field, each.unknown] = count + 1, now
                    if len(counted.unknown) > MOST_UNKNOWN:
                        del counted.unknown[next(iter(counted.unknown))]

    def turn_away(self, address: str, *, now: datetime) -> None:
        """Count a request that showed no token, or another one."""
        with self._guard:
            self._counted.strangers += 1
            self._counted.stranger = {"at": now.isoformat(), "from": address}

    def write(self, database: Database, *, now: datetime) -> None:
        """Add what was counted since the last time to what is on record; where that fails, it is counted still."""
        with self._guard:
            new, self._counted = self._counted, _Counted()
        if new == _Counted():
            return
        try:
            with database.write() as session:
                _add(session, new, now=now)
        except BaseException:
            with self._guard:
                new.add(self._counted)
                self._counted = new
            raise


@dataclass
class _Counted:
    """What was counted in some seconds: events by hour, what was refused, and the latest stranger."""

    recorded: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    strangers: int = 0
    stranger: dict[str, str] = field(default_factory=dict)
    unknown: dict[tuple[str, str], tuple[int, datetime]] = field(default_factory=dict)

    def add(self, later: "_Counted") -> None:
        """Take what was counted after it, too."""
        self.recorded += later.recorded
        self.refused += later.refused
        self.strangers += later.strangers
        self.stranger = later.stranger or self.stranger
        for name, (count, at) in later.unknown.items():
            before, _ = self.unknown.pop(name, (0, at))
            self.unknown[name] = before + count, at


def _add(session: Session, new: _Counted, *, now: datetime) -> None:
    # The one who writes has the row for themselves.
    row = session.scalars(_row().with_for_update()).first()
    if row is None:
        row = FeedStanding(since=now, counts={})
        session.add(row)
    counts = dict(row.counts)
    hours = Counter(counts.get("hours", {}))
    hours.update(new.recorded)
    first_hour, oldest = _hour(now - (HOURS - 1) * HOUR), (now - UNKNOWN_KEPT).isoformat()
    known = {(each["field"], each["name"]): each for each in counts.get("unknown", [])}
    for (field_, name), (count, at) in new.unknown.items():
        before = known.pop((field_, name), {"count": 0})
        known[field_, name] = {"field": field_, "name": name, "count": before["count"] + count, "at": at.isoformat()}
    row.counts = counts | {
        "hours": {hour: count for hour, count in hours.items() if hour >= first_hour},
        "refused": counts.get("refused", 0) + new.refused,
        "strangers": counts.get("strangers", 0) + new.strangers,
        "stranger": new.stranger or counts.get("stranger", {}),
        "unknown": [each for each in known.values() if each["at"] > oldest][-MOST_UNKNOWN:],
    }
    session.flush()


def read_standing(session: Session, *, by: int | None, now: datetime) -> Standing:
    """Read how the feed fares, as somebody may see and change it."""
    row = session.scalars(_row()).first()
    counts: Mapping[str, Any] = row.counts if row else {}
    agents = dict(iter(session.execute(select(Person.id, Person.name).where(Person.active).order_by(Person.name))))
    queues = dict(iter(session.execute(select(Queue.id, Queue.name).order_by(Queue.name))))
    said = said_names(session)
    stranger = counts.get("stranger", {})
    return Standing(
        session.scalar(select(func.max(FeedEvent.received_at))),
        tuple(counts.get("hours", {}).get(_hour(now - back * HOUR), 0) for back in reversed(range(HOURS))),
        counts.get("refused", 0),
        row.since if row else None,
        counts.get("strangers", 0),
        datetime.fromisoformat(stranger["at"]) if stranger else None,
        stranger.get("from", ""),
        tuple(
            UnknownName(Naming(each["field"]), each["name"], each["count"], datetime.fromisoformat(each["at"]))
            for each in reversed(counts.get("unknown", []))
            if each["name"] not in said[Naming(each["field"])]
        ),
        tuple(
            SaidName(naming, name, _meaning(naming, means, agents, queues))
            for naming, theirs in said.items()
            for name, means in sorted(theirs.items())
        ),
        agents,
        queues,
        may_say_names(session, by),
    )


def _meaning(naming: Naming, means: Any, agents: Mapping[int, str], queues: Mapping[int, str]) -> str:
    if naming is Naming.STATE:
        return AgentState(means).value
    return (agents if naming is Naming.AGENT else queues).get(means, "")


def _hour(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H}"


def _row() -> Select[FeedStanding]:
    return select(FeedStanding).order_by(FeedStanding.id).limit(1)
