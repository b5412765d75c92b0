"""Who rests next (轮休): those who are owed most, at the minute at which the floor can best spare them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.rest import REST, REST_OWED_AFTER
from app.services.floor.load import Load
from app.services.floor.worklist_columns import NEVER
from app.services.pulse import floor_zone
from app.services.staffing.required import required_staff

# It is looked so far ahead, in steps of so much.
AHEAD, STEP = timedelta(hours=2), timedelta(minutes=5)
# Who is due for a rest within this time is thought of now.
_SOON = timedelta(minutes=30)
_MOST = 3
_MINUTES = 15


@dataclass(frozen=True, eq=False)
class Need:
    """How many positions the floor needs from now on: `heads[i]` from `edges[i]` on (seconds since 1970)."""

    edges: NDArray[np.int64]
    heads: NDArray[np.int64]

    def most_within(self, begin: float, end: float) -> int:
        """Return the most that is needed at any instant of a stretch; beyond what is known nobody is."""
        first = int(np.searchsorted(self.edges, begin, side="right")) - 1
        last = int(np.searchsorted(self.edges, end, side="left"))
        return int(max(self.heads[max(first, 0) : last], default=0))


@dataclass(frozen=True)
class RestRow:
    """Somebody who is to rest, and from when: `spare` people more than needed stay then, fewer if it is below 0.

    It is None where nobody knows how many are needed. `debt` are the minutes of rest they are owed, and `since` when
    their present work began (seconds since 1970).
    """

    person_id: int
    name: str
    debt: int
    since: int
    at: datetime
    spare: int | None


def read_need(session: Session, *, calendar: BusinessCalendar | None = None, now: datetime) -> Need | None:
    """Read how many people the floor needs for what is expected today; None where nothing is."""
    day = now.astimezone(ZoneInfo(floor_zone(session))).date()
    required = required_staff(session, None, day, minutes=_MINUTES, calendar=calendar, now=now)
    if not required.positions.any():
        return None
    return Need(np.asarray(required.intervals.edges, np.int64), required.positions)


def who_rests_next(load: Load, need: Need | None, *, most: int = _MOST, now: datetime) -> tuple[RestRow, ...]:
    """Return who is to rest next, who is owed most first: each as soon as enough others are at work.

    Where there never are enough within two hours, at the time when fewest are missing. Those before them on the list
    are away when it is their turn.
    """
    on = sum(load.is_on(place) for place in range(len(load)))
    away: list[datetime] = []
    rows = []
    for place in _tired(load, now=now)[:most]:
        at, spare = _best(on, need, away, now=now)
        away.append(at)
        since, debt = int(load.working_since[place]), int(load.rest_debt[place])
        rows.append(RestRow(int(load.ids[place]), load.name[place], debt, since, at, spare))
    return tuple(rows)


def _tired(load: Load, *, now: datetime) -> list[int]:
    """Return the places of those whose rest is due or will be soon, who is owed most first."""
    begun_by = (now + _SOON - REST_OWED_AFTER).timestamp()
    found = [
        place
        for place in range(len(load))
        if load.is_on(place)
        and load.working_since[place] != NEVER
        and (load.working_since[place] <= begun_by or load.rest_debt[place] * timedelta(minutes=1) >= REST)
    ]
    return sorted(found, key=lambda place: (-int(load.rest_debt[place]), int(load.working_since[place])))


def _best(on: int, need: Need | None, away: Sequence[datetime], *, now: datetime) -> tuple[datetime, int | None]:
    """Return from when one more can rest, and how many more than needed stay then."""
    if need is None:
        return now, None
    found: tuple[datetime, int] | None = None
    for step in range(AHEAD // STEP + 1):
        # After this minute, at the full five minutes.
        at = now if not step else _rounded(now) + (step - 1) * STEP
        end = at + REST
        resting = sum(begun < end and at < begun + REST for begun in away)
        spare = on - resting - 1 - need.most_within(at.timestamp(), end.timestamp())
        if spare >= 0:
            return at, spare
        if found is None or spare > found[1]:
            found = at, spare
    assert found is not None
    return found


def _rounded(now: datetime) -> datetime:
    seconds = STEP.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)
