"""Rosters that were made: kept with their rules and result, and made the schedule."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.roster import Roster, ShiftKind, ShiftSource
from app.services.pulse import floor_zone
from app.services.staffing.roster.made import Made, RosterError
from app.services.staffing.roster.problem import Rules, Weights
from app.services.staffing.roster.shifts import ShiftRow, shifts_between
from app.services.staffing.roster.writing import ShiftChange, replace_shifts, require_schedule_rights

_DAY = timedelta(days=1)
_LATEST = (Roster.published_at.desc(), Roster.id.desc())


@dataclass(frozen=True)
class RosterRow:
    """A run of the solver as a list shows it; figures as `Made` has them."""

    id: int
    first_day: date
    days: int
    made_at: datetime
    cost: float
    gap: float
    short_hours: float
    published_at: datetime | None


def keep_roster(session: Session, made: Made, rules: Rules, weights: Weights, *, by: int | None, now: datetime) -> int:
    """Keep what the solver made, whether or not it becomes the schedule; return its id. Raises `ShiftRightsError`."""
    require_schedule_rights(session, by)
    result: dict[str, Any] = {
        "cost": made.cost,
        "bound": made.bound,
        "gap": made.gap,
        "seconds": made.seconds,
        "parts": made.parts,
        "shifts": len(made.shifts),
        "short_hours": made.short_hours,
        "granted": len(made.granted),
        "denied": len(made.denied),
    }
    roster = Roster(first_day=made.first_day, days=made.days, made_at=now, made_by_id=by, result=result)
    roster.rules = {"rules": asdict(rules), "weights": asdict(weights)}
    session.add(roster)
    session.flush()
    return roster.id


def publish_roster(session: Session, roster_id: int, made: Made, *, by: int | None, now: datetime) -> ShiftChange:
    """Make a roster the schedule of its days; what people have written there stays.

    Shifts that have begun are neither taken away nor added. Raises `RosterError`, `ShiftError` and `ShiftRightsError`.
    """
    require_schedule_rights(session, by)
    roster = session.get(Roster, roster_id)
    if roster is None or roster.published_at is not None:
        raise RosterError("This roster is the schedule already; make another one.")
    zone = ZoneInfo(floor_zone(session))
    begins, ends = (
        datetime.combine(made.first_day + timedelta(days=days), time(), zone).astimezone(UTC) for days in (0, made.days)
    )
    stand: defaultdict[int, list[ShiftRow]] = defaultdict(list)
    gone = []
    for row in shifts_between(session, begins, ends):
        if row.source is ShiftSource.ROSTER and max(begins, now) <= row.starts_at < ends:
            gone.append(row)
        elif row.kind is not ShiftKind.STANDBY:
            stand[row.person_id].append(row)
    new = [
        row
        for row in made.shifts
        if row.starts_at >= now
        and not any(each.starts_at < row.ends_at and row.starts_at < each.ends_at for each in stand[row.person_id])
    ]
    change = replace_shifts(session, gone, new, by=by, now=now)
    roster.published_at, roster.published_by_id = now, by
    session.flush()
    return change


def rules_of(session: Session, roster_id: int | None = None) -> tuple[Rules, Weights]:
    """Return what a roster was asked to keep and to weigh; None: the last that was published, or what is usual."""
    which = Roster.published_at.is_not(None) if roster_id is None else Roster.id == roster_id
    asked = session.scalars(select(Roster.rules).where(which).order_by(*_LATEST).limit(1)).first()
    return (Rules(**asked["rules"]), Weights(**asked["weights"])) if asked else (Rules(), Weights())


def rules_by_day(session: Session, first_day: date, days: int) -> dict[date, Rules]:
    """Return by which rules the schedule of each day is checked: those of the roster published last for that day.

    Where none was, those of the last roster of all.
    """
    usual, _ = rules_of(session)
    found = {first_day + day * _DAY: usual for day in range(days)}
    published = select(Roster.first_day, Roster.days, Roster.rules).where(
        Roster.published_at.is_not(None), Roster.first_day < first_day + days * _DAY
    )
    for first, many, asked in reversed(session.execute(published.order_by(*_LATEST)).all()):
        kept = {first + day * _DAY: Rules(**asked["rules"]) for day in range(many)}
        found |= {day: rules for day, rules in kept.items() if day in found}
    return found


def rosters(session: Session, limit: int = 20) -> tuple[RosterRow, ...]:
    """Return the last rosters that were made, the newest first."""
    found = session.scalars(select(Roster).order_by(Roster.id.desc()).limit(limit))
    return tuple(
        RosterRow(
            each.id,
            each.first_day,
            each.days,
            each.made_at,
            each.result["cost"],
            each.result["gap"],
            each.result["short_hours"],
            each.published_at,
        )
        for each in found
    )
