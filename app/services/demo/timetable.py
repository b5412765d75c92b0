"""The shifts of the demo floor as its people know them: when they come, rest and go, until somebody changes it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.people import AgentState
from app.models.roster import Shift, ShiftKind

# So far ahead people look; a week without a shift is a schedule that nobody has made.
_AHEAD = timedelta(days=7)
# A contact ends when it ends: so long after its beginning a rest is still taken.
_STILL = timedelta(minutes=40)
_FROM, _TO = bindparam("start", type_=UtcDateTime), bindparam("end", type_=UtcDateTime)
# Made once: that takes longer than reading.
_SHIFTS = (
    select(Shift.person_id, Shift.starts_at, Shift.ends_at, Shift.activities)
    .where(Shift.ends_at > _FROM, Shift.starts_at < _TO, Shift.kind == ShiftKind.WORK)
    .order_by(Shift.starts_at)
)


@dataclass(frozen=True)
class Stretch:
    """One shift of somebody, with the rests in it."""

    starts_at: datetime
    ends_at: datetime
    rests: tuple[tuple[datetime, datetime], ...]

    def rest_at(self, at: datetime) -> tuple[datetime, datetime] | None:
        """Return the rest that is to begin by now, if it is not too late for it."""
        return next((each for each in self.rests if each[0] <= at < each[0] + _STILL), None)


class Timetable:
    """What the schedule says of the coming week, as of one reading."""

    def __init__(self, session: Session, at: datetime) -> None:
        self._shifts: defaultdict[int, list[Stretch]] = defaultdict(list)
        for person, starts, ends, activities in session.execute(_SHIFTS, {"start": at, "end": at + _AHEAD}):
            rests = tuple(
                (datetime.fromisoformat(each["starts_at"]), datetime.fromisoformat(each["ends_at"]))
                for each in activities
                if each["kind"] == AgentState.BREAK
            )
            self._shifts[person].append(Stretch(starts, ends, rests))

    def knows(self, person_id: int) -> bool:
        """Say whether somebody has a shift in the coming week at all."""
        return person_id in self._shifts

    def shift_at(self, person_id: int, at: datetime) -> Stretch | None:
        """Return the shift that somebody works at an instant."""
        return next((each for each in self._shifts.get(person_id, ()) if each.starts_at <= at < each.ends_at), None)

    def comes_after(self, person_id: int, at: datetime) -> datetime | None:
        """Return when the next shift of somebody begins."""
        return next((each.starts_at for each in self._shifts.get(person_id, ()) if each.starts_at > at), None)
