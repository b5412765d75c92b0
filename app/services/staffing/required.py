"""Required staff (所需人数): how many people an interval needs for the contacts and the complaints that are expected.

Contacts wait for nobody: their agents come from Erlang A with the patience of the floor's callers and the aim of its
service level. Complaints can wait: their work is spread up to its deadlines. Both are positions; on the schedule there
have to be more people, by the shrinkage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.erlang import ErlangA, erlang_a, required_agents, with_shrinkage
from app.models.forecast import Counted
from app.services.pulse import floor_zone
from app.services.staffing.contacts import handle_time, patience
from app.services.staffing.effort import efforts
from app.services.staffing.forecast import expected
from app.services.staffing.forecast.day import Forecast, Intervals, cut_day
from app.services.staffing.service_level import ServiceLevelRule
from app.services.staffing.shrinkage import Shrinkage, read_shrinkage
from app.services.staffing.workload import open_seconds, read_backlog, spread

Amounts = NDArray[np.float64]
Heads = NDArray[np.int64]

MINUTES = 30
# Nobody is on the telephone for longer than this share of their time for a whole day.
MOST_OCCUPIED = 0.85
# Work on complaints is levelled over so many days more than are asked for, or the last one would put it off.
_AHEAD = timedelta(days=3)
_HOUR = 3600.0
_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class RequiredStaff:
    """What one day of a queue, or of the whole floor, needs; one element for each interval.

    `agents` are for `contacts` (None: nothing is known of them), `work` is what complaints need, in heads; `positions`
    are both together, rounded up, and `scheduled` is with the shrinkage.
    """

    queue_id: int | None
    intervals: Intervals
    contacts: Forecast | None
    agents: Heads
    work: Amounts
    positions: Heads
    scheduled: Heads
    handle_seconds: float
    patience_seconds: float
    rule: ServiceLevelRule
    shrinkage: Shrinkage

    def met(self, agents: Sequence[int] | Heads) -> ErlangA:
        """Return what callers meet if so many agents are there for contacts in each interval."""
        per_hour = np.zeros(len(self.intervals)) if self.contacts is None else self.contacts.mean * _per_hour(self)
        return erlang_a(per_hour, self.handle_seconds, self.patience_seconds, agents, self.rule.within)


def required_staff(
    session: Session,
    queue_id: int | None,
    day: date,
    *,
    minutes: int = MINUTES,
    most_occupied: float = MOST_OCCUPIED,
    shrinkage: Shrinkage | None = None,
    calendar: BusinessCalendar | None = None,
    now: datetime,
) -> RequiredStaff:
    """Return what one day needs; see `required_days`."""
    return required_days(
        session,
        queue_id,
        day,
        1,
        minutes=minutes,
        most_occupied=most_occupied,
        shrinkage=shrinkage,
        calendar=calendar,
        now=now,
    )[0]


def required_days(
    session: Session,
    queue_id: int | None,
    first: date,
    days: int,
    *,
    minutes: int = MINUTES,
    most_occupied: float = MOST_OCCUPIED,
    shrinkage: Shrinkage | None = None,
    calendar: BusinessCalendar | None = None,
    now: datetime,
) -> tuple[RequiredStaff, ...]:
    """Return what each of some days from `first` on needs, of one queue or of the whole floor as one pool (None).

    The pool needs fewer than its queues one by one, because who has nothing to do here helps there: it is right where
    everybody serves every queue. `calendar` says when complaints are worked on (None: round the clock). Shrinkage is
    measured where none is given.
    """
    zone = ZoneInfo(floor_zone(session))
    rule, lost = ServiceLevelRule.read(session), shrinkage or read_shrinkage(session, now=now)
    takes, waits = handle_time(session, queue_id, now=now), patience(session, queue_id, now=now)
    work = _complaint_work(session, queue_id, first, days, zone, minutes, calendar, now=now)
    found = []
    for each in range(days):
        intervals = cut_day(first + timedelta(days=each), zone, minutes)
        contacts = expected(session, queue_id, intervals, counted=Counted.CONTACTS, calendar=calendar, now=now)
        agents = np.zeros(len(intervals), dtype=np.int64)
        if contacts is not None:
            agents = required_agents(
                contacts.mean * (_HOUR / np.diff(intervals.edges)),
                takes,
                within_seconds=rule.within,
                aim=rule.aim,
                patience_seconds=waits,
                most_occupied=most_occupied,
                reached=rule.expected,
            )
        positions = np.ceil(agents + work[each] - _ROUNDING).astype(np.int64)
        scheduled = np.asarray(with_shrinkage(positions, *lost.shares))
        found.append(
            RequiredStaff(
                queue_id, intervals, contacts, agents, work[each], positions, scheduled, takes, waits, rule, lost
            )
        )
    return tuple(found)


def _complaint_work(
    session: Session,
    queue_id: int | None,
    first: date,
    days: int,
    zone: ZoneInfo,
    minutes: int,
    calendar: BusinessCalendar | None,
    *,
    now: datetime,
) -> list[Amounts]:
    """Return the heads that complaints need in each interval of each day, levelled from now to some days beyond.

    Of today only what is left counts; a day that is over needs nothing any more.
    """
    today = now.astimezone(zone).date()
    span = max((first - today).days + days, 1) + _AHEAD.days
    cuts = [cut_day(today + timedelta(days=each), zone, minutes) for each in range(span)]
    effort = efforts(session, [queue_id], now=now)[queue_id]
    arriving = []
    for cut in cuts:
        come = expected(session, queue_id, cut, counted=Counted.COMPLAINTS, calendar=calendar, now=now)
        arriving.append(np.zeros(len(cut)) if come is None else come.mean * effort)
    edges = np.append(np.concatenate([cut.edges[:-1] for cut in cuts]), cuts[-1].edges[-1])
    bounds = [datetime.fromtimestamp(int(edge), UTC) for edge in edges[[0, -1]]]
    opens = open_seconds(calendar.segments(*bounds) if calendar else [(bounds[0], bounds[1])], edges)
    over = cuts[0].passed(now)
    end_of_today = float(cuts[0].edges[-1] - 1)
    given = spread(
        read_backlog(session, queue_id, effort),
        np.concatenate(arriving)[over:],
        edges[over:-1].astype(np.float64),
        opens[over:],
        late_by=end_of_today,
    )
    heads = np.append(np.zeros(over), given) / np.diff(edges)
    by_day = dict(
        zip((cut.day for cut in cuts), np.split(heads, np.cumsum([len(cut) for cut in cuts])[:-1]), strict=True)
    )
    asked = (cut_day(first + timedelta(days=each), zone, minutes) for each in range(days))
    return [by_day.get(cut.day, np.zeros(len(cut))) for cut in asked]


def _per_hour(staff: RequiredStaff) -> Amounts:
    return np.asarray(_HOUR / np.diff(staff.intervals.edges))
