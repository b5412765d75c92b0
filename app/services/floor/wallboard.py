"""What the wallboard (大屏) shows: five figures beside their targets, the arrivals of the day, what is due next."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.floor import Floor
from app.models.sla import Clock
from app.models.words import Target
from app.services.floor.arrivals import DayArrivals, History, cut_day, read_arrivals
from app.services.floor.kpis import read_kpis
from app.services.floor.surge import Surge, read_surge
from app.services.floor.worklist import soonest, worklist_rows
from app.services.floor.worklist_columns import TARGETS
from app.services.pulse import Kpis, floor_zone
from app.services.staffing.contacts import read_contacts
from app.services.staffing.roster.shifts import due_at_work
from app.services.staffing.service_level import ServiceLevelRule

MINUTES = 15
SHOWN = 5
_HOUR = timedelta(hours=1)
# A complaint may have several clocks among the soonest.
_LOOKED_AT = 40


@dataclass(frozen=True)
class SoonRow:
    """One of the complaints whose deadline is the next to come; the owner is empty where there is none."""

    ticket_id: int
    number: str
    title: str
    owner: str
    target: Target
    due_at: datetime


@dataclass(frozen=True, eq=False)
class Board:
    """All that the wallboard shows of one instant.

    `service_level` is that of the calls of the last hour by `rule`, None where none were counted; `scheduled` is how
    many agents should be at work now, None where nobody has a shift today.
    """

    read_at: datetime
    floor: str
    kpis: Kpis
    day: DayArrivals
    surge: Surge
    soonest: tuple[SoonRow, ...]
    service_level: float | None
    rule: ServiceLevelRule
    scheduled: int | None


def read_board(
    session: Session, *, calendar: BusinessCalendar | None = None, history: History | None = None, now: datetime
) -> Board:
    """Read the wallboard, by the same readers as the figures, the arrivals and the queue."""
    zone, due = ZoneInfo(floor_zone(session)), due_at_work(session, now)
    today = cut_day(now.astimezone(zone).date(), zone, MINUTES)
    rule = ServiceLevelRule.read(session)
    return Board(
        read_at=now,
        floor=session.scalars(_name()).first() or "",
        kpis=read_kpis(session, zone=zone, calendar=calendar, history=history, now=now),
        day=read_arrivals(session, today, calendar=calendar, history=history, with_backlog=False, now=now),
        surge=read_surge(session, zone=zone, calendar=calendar, history=history, now=now),
        soonest=_soonest(session, now=now),
        service_level=_level_of_the_hour(session, rule, now=now),
        rule=rule,
        scheduled=None if due is None else len(due),
    )


def _soonest(session: Session, *, now: datetime) -> tuple[SoonRow, ...]:
    to_come = soonest().where(Clock.due_at >= now).limit(_LOOKED_AT)
    ids = list(dict.fromkeys(session.scalars(to_come)))
    rows = worklist_rows(session, ids, now=now)
    # What has passed is counted as late, and is no news.
    order = [place for place in np.lexsort((rows.ids, rows.due)).tolist() if rows.due[place] >= now.timestamp()]
    return tuple(
        SoonRow(
            int(rows.ids[place]),
            rows.number[place],
            rows.title[place],
            rows.owner[place],
            TARGETS[rows.target[place]],
            datetime.fromtimestamp(int(rows.due[place]), UTC),
        )
        for place in order[:SHOWN]
    )


def _level_of_the_hour(session: Session, rule: ServiceLevelRule, *, now: datetime) -> float | None:
    found = read_contacts(session, None, now - _HOUR, now)
    counts = (found.offered, found.answered, found.in_time, found.abandoned, found.early)
    level = float(rule.share(*(np.nansum(each) for each in counts))) if len(found) else float("nan")
    return None if np.isnan(level) else level


# Statements are made once: that takes longer than reading, and holds up the window.
@cache
def _name() -> Select[str]:
    return select(Floor.name).order_by(Floor.id).limit(1)
