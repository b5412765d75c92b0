"""What counts as on time, and how many clocks of a period did: one definition, counted and listed from the database."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.models.people import Person
from app.models.sla import Clock, ClockState, PolicyVersion, Target
from app.models.ticket import Category, Source, Status, Ticket
from app.services.reporting.base import Period

FETCH = 1_000  # rows held at a time


class Verdict(StrEnum):
    """What a clock, or a complaint without any, counts as."""

    ON_TIME = "on_time"
    LATE = "late"
    OPEN = "open"
    NO_TARGET = "no_target"


@dataclass
class Tally:
    """How many clocks had each verdict."""

    counts: Counter[Verdict] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All clocks, those still open included."""
        return self.counts.total()

    @property
    def on_time(self) -> int:
        """Clocks that count as on time; a closed complaint for which no due time is known is one of them."""
        return self.counts[Verdict.ON_TIME] + self.counts[Verdict.NO_TARGET]

    @property
    def late(self) -> int:
        """Clocks stopped after their due time, or still running past it."""
        return self.counts[Verdict.LATE]

    @property
    def rate(self) -> float | None:
        """The share on time of those that are decided; None where none is."""
        decided = self.on_time + self.late
        return self.on_time / decided if decided else None


Tallies = defaultdict[Any, Tally]


@dataclass
class Compliance:
    """The tallies of a period along each dimension; None stands for what a complaint does not have."""

    all: Tally = field(default_factory=Tally)
    by_target: Tallies = field(default_factory=lambda: defaultdict(Tally))
    by_day: Tallies = field(default_factory=lambda: defaultdict(Tally))
    by_category: Tallies = field(default_factory=lambda: defaultdict(Tally))
    by_owner: Tallies = field(default_factory=lambda: defaultdict(Tally))
    by_source: Tallies = field(default_factory=lambda: defaultdict(Tally))


class ClockRow(NamedTuple):
    """One clock as it is listed; the fields of the clock are None for a complaint without any."""

    number: str
    external_key: str | None
    source: Source
    category: str | None
    owner: str | None
    received_at: datetime
    target: Target | None
    cycle: int | None
    started_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    state: ClockState | None
    verdict: Verdict
    provenance: str | None
    policy: str | None
    policy_number: int | None

    def late_by(self, now: datetime) -> float | None:
        """Return the seconds by which the clock is late, or None where it is not."""
        if self.verdict is not Verdict.LATE or self.due_at is None:
            return None
        return ((self.stopped_at or now) - self.due_at).total_seconds()


def count_clocks(session: Session, period: Period, *, now: datetime) -> Compliance:
    """Count the clocks of the complaints received in a period, a day at a time.

    Every day between the first and the last complaint is in `by_day`, the empty ones too. The database groups; only
    what a day is, is Python's, because the two databases have no zones in common.
    """
    found = Compliance()
    names = {"category": _names(session, Category.id, Category.path), "owner": _names(session, Person.id, Person.name)}
    verdict = _verdict(now).label("verdict")
    keys = (Clock.target, Ticket.source, Ticket.category_id, Ticket.owner_id)
    for day in _busy_days(session, period):
        until = period.day_starts(day + timedelta(days=1))
        counted = _clocks(period.day_starts(day), until, *keys, verdict, func.count())
        of_day = found.by_day[day]
        for target, source, category, owner, word, count in session.execute(counted.group_by(*keys, "verdict")):
            for tally in (
                found.all,
                of_day,
                found.by_target[target],
                found.by_category[names["category"].get(category)],
                found.by_owner[names["owner"].get(owner)],
                found.by_source[source],
            ):
                tally.counts[Verdict(word)] += count
    return found


def list_clocks(session: Session, period: Period, *, now: datetime) -> Iterator[ClockRow]:
    """Yield every clock that `count_clocks` counts, in the order in which the complaints were received."""
    listed = (
        _clocks(
            period.start_at,
            period.end_at,
            Ticket.number,
            Ticket.external_key,
            Ticket.source,
            Category.path,
            Person.name,
            Ticket.received_at,
            Clock.target,
            Clock.cycle,
            Clock.started_at,
            Clock.due_at,
            Clock.stopped_at,
            Clock.state,
            _verdict(now),
            Clock.provenance,
            PolicyVersion.code,
            PolicyVersion.number,
        )
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .outerjoin(PolicyVersion, PolicyVersion.id == Clock.policy_version_id)
        .order_by(Ticket.received_at, Ticket.id, Clock.id)
    )
    for row in session.execute(listed.execution_options(yield_per=FETCH)):
        yield ClockRow._make((*row[:12], Verdict(row[12]), *row[13:]))


def _clocks(since: datetime, until: datetime, *columns: Any) -> Select[Any]:
    """Select the clocks of complaints received in [since, until), and the complaints that never had one.

    Cancelled clocks are left out, and complaints that were withdrawn, merged or not meant.
    """
    without = and_(Clock.id.is_(None), Ticket.status.not_in((Status.WITHDRAWN, Status.SPAM, Status.MERGED)))
    return (
        select(*columns)
        .select_from(Ticket)
        .outerjoin(Clock, Clock.ticket_id == Ticket.id)
        .where(Ticket.received_at >= since, Ticket.received_at < until)
        .where(or_(Clock.state != ClockState.CANCELLED, without))
    )


def _verdict(now: datetime) -> ColumnElement[str]:
    """What a row of `_clocks` counts as at the instant `now`, in SQL."""
    done = Ticket.status.in_((Status.RESOLVED, Status.CLOSED))
    return case(
        (and_(Clock.id.is_(None), done), Verdict.NO_TARGET.value),
        (Clock.stopped_at <= Clock.due_at, Verdict.ON_TIME.value),
        (Clock.stopped_at.is_not(None), Verdict.LATE.value),
        (and_(Clock.state == ClockState.RUNNING, Clock.due_at < now), Verdict.LATE.value),
        else_=Verdict.OPEN.value,
    )


def _busy_days(session: Session, period: Period) -> list[date]:
    """Every day of the period from the first complaint to the last."""
    received = select(func.min(Ticket.received_at), func.max(Ticket.received_at)).where(
        Ticket.received_at >= period.start_at, Ticket.received_at < period.end_at
    )
    first, last = session.execute(received).one()
    if first is None:
        return []
    day = period.day_of(first)
    return [day + timedelta(days=number) for number in range((period.day_of(last) - day).days + 1)]


def _names(session: Session, key: Any, name: Any) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(select(key, name))}
