"""The shifts as they stand, read as rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import AgentState, Person, Role
from app.models.roster import Shift, ShiftKind, ShiftSource

# Nobody works longer in one go; a longer shift is a slip of the finger.
LONGEST_SHIFT = timedelta(hours=16)
# Those who serve customers; the others lead.
SERVE = (Role.AGENT, Role.TEAM_LEAD)
_AROUND = timedelta(hours=12)
# What interrupts the work within a shift.
ACTIVITIES = (AgentState.BREAK, AgentState.TRAINING)


@dataclass(frozen=True)
class ActivityRow:
    """What somebody does within a shift beside contacts and complaints: a break or a training."""

    kind: AgentState
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class ShiftRow:
    """A shift as screens and solvers get it; `name` is the person's."""

    id: int
    person_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    kind: ShiftKind = ShiftKind.WORK
    queue_id: int | None = None
    pattern: str | None = None
    activities: tuple[ActivityRow, ...] = ()
    source: ShiftSource = ShiftSource.HAND
    note: str = ""
    version: int = 1

    @property
    def span(self) -> timedelta:
        """How long it is, breaks and all."""
        return self.ends_at - self.starts_at

    def is_at_work(self, at: datetime) -> bool:
        """Say whether it wants its person at work at an instant: it runs, and nothing interrupts it."""
        is_away = any(each.starts_at <= at < each.ends_at for each in self.activities)
        return self.starts_at <= at < self.ends_at and not is_away

    @property
    def worked(self) -> timedelta:
        """How long it is without its breaks."""
        breaks = (each.ends_at - each.starts_at for each in self.activities if each.kind is AgentState.BREAK)
        return self.span - sum(breaks, timedelta())


def shifts_between(
    session: Session, start: datetime, end: datetime, person_ids: Collection[int] | None = None
) -> tuple[ShiftRow, ...]:
    """Return the shifts that touch a stretch, of these people or of all, by person and time."""
    statement = (
        select(Shift, Person.name)
        .join(Person, Person.id == Shift.person_id)
        .where(Shift.ends_at > start, Shift.starts_at < end)
        .order_by(Shift.person_id, Shift.starts_at, Shift.id)
    )
    if person_ids is not None:
        statement = statement.where(Shift.person_id.in_(person_ids))
    return tuple(row_of(shift, name) for shift, name in session.execute(statement))


def in_one_go(rows: Iterable[ShiftRow]) -> tuple[ShiftRow, ...]:
    """Return the stretches that somebody works without going home: parts that touch are one, as the first of them.

    A shift that is handed over to another queue is cut in two, and one that is called for earlier has a part before it:
    they are one day's work, with one rest before it. Two patterns of the schedule that touch are two shifts without a
    rest. Give one person's, by time, and no standby.
    """
    found: list[ShiftRow] = []
    for row in rows:
        before = found[-1] if found else None
        if before and before.ends_at == row.starts_at and _is_one(before.pattern, row.pattern):
            pattern, activities = before.pattern or row.pattern, before.activities + row.activities
            found[-1] = replace(before, ends_at=row.ends_at, pattern=pattern, activities=activities)
        else:
            found.append(row)
    return tuple(found)


def _is_one(*patterns: str | None) -> bool:
    return len({each for each in patterns if each is not None}) <= 1


def due_at_work(session: Session, now: datetime) -> tuple[ShiftRow, ...] | None:
    """Return the shifts of the agents and leads who should be at work now, and do not rest or learn in them.

    None where nobody has a shift half a day before or after: there nobody plans.
    """
    serve = select(Person.id).where(Person.active, Person.role.in_(SERVE))
    rows = shifts_between(session, now - _AROUND, now + _AROUND, set(session.scalars(serve)))
    work = [row for row in rows if row.kind is ShiftKind.WORK]
    return tuple(row for row in work if row.is_at_work(now)) if work else None


def row_of(shift: Shift, name: str) -> ShiftRow:
    """Freeze a shift."""
    activities = tuple(
        ActivityRow(
            AgentState(each["kind"]), datetime.fromisoformat(each["starts_at"]), datetime.fromisoformat(each["ends_at"])
        )
        for each in shift.activities
    )
    return ShiftRow(
        shift.id,
        shift.person_id,
        name,
        shift.starts_at,
        shift.ends_at,
        shift.kind,
        shift.queue_id,
        shift.pattern,
        activities,
        shift.source,
        shift.note,
        shift.version,
    )
