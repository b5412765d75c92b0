"""The schedule of the demo floor: two weeks that were worked and a week to come, by the sample patterns; and wishes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models.people import AgentState, AgentStateSpan
from app.models.roster import Availability, Shift, ShiftKind, ShiftSource, Wish
from app.services.bulk import BulkInsert
from app.services.demo.staff import Staff
from app.services.staffing.samples import SAMPLES

BEFORE, AHEAD = 14, 7  # days
# Of six agents one works late, and each week others do. Rests do not begin at once for all: so many minutes apart.
_LATE_OF, _NEXT_WEEK, _STAGGERED = 6, 1, (-15, -5, 5, 15)
# One has a training on the first morning.
_TRAINED_FROM, _TRAINED_UNTIL = time(9, 10), time(10, 10)
# Who may be called works one day in three; and may be called all day on the others.
_WORKS_ONE_OF, _CALLED_FROM, _CALLED_FOR = 3, time(9), timedelta(hours=12)
# How many minutes people come before their shift and go after it, and how many a rest is longer than it should be.
_COMES, _GOES, _RESTS = (-4.0, 6.0), (-3.0, 9.0), (-1.0, 4.0)
_PATTERNS = {each.code: each for each in SAMPLES}
_SHIFT_COLUMNS = ("person_id", "starts_at", "ends_at", "kind", "pattern", "activities", "source")
_SPAN_COLUMNS = ("person_id", "state", "started_at", "ended_at")


@dataclass(frozen=True)
class Planned:
    """One shift as it is planned, with the stretches in which its person rests or learns."""

    person_id: int
    starts_at: datetime
    ends_at: datetime
    kind: ShiftKind = ShiftKind.WORK
    pattern: str | None = None
    breaks: tuple[tuple[datetime, datetime], ...] = ()
    training: tuple[tuple[datetime, datetime], ...] = ()


class Schedule:
    """Plans who works when around the day on which a demo begins; on a day on which nobody works there is no shift."""

    def __init__(self, staff: Staff, zone: ZoneInfo, is_working_day: Callable[[int], bool], *, now: datetime) -> None:
        self._staff, self._zone, self._now = staff, zone, now
        self._today = now.astimezone(zone).date()
        days = (self._today + timedelta(days=by) for by in range(-BEFORE, AHEAD + 1))
        self.shifts = [each for day in days if is_working_day(day.toordinal()) for each in self._of_day(day)]

    @property
    def midnight(self) -> datetime:
        """When today began."""
        return self._at(self._today, time())

    def off_since(self, person_id: int) -> datetime:
        """Return since when somebody who is not here has surely been at home today."""
        ends = (each.ends_at for each in self.shifts if each.person_id == person_id and each.ends_at < self._now)
        return max([self.midnight, *(at + timedelta(minutes=_GOES[1]) for at in ends)])

    def of_today(self) -> dict[int, Planned]:
        """Return the shift that each person works today."""
        works = (each for each in self.shifts if each.kind is ShiftKind.WORK)
        return {each.person_id: each for each in works if timedelta() <= each.starts_at - self.midnight < timedelta(1)}

    def write(self, session: Session, rng: Random) -> None:
        """Write the shifts, how far people have kept to them before today, and what some of them wish."""
        connection = session.connection()
        rows = [
            (
                each.person_id,
                each.starts_at,
                each.ends_at,
                each.kind,
                each.pattern,
                [
                    *(_activity(AgentState.TRAINING, *stretch) for stretch in each.training),
                    *(_activity(AgentState.BREAK, *stretch) for stretch in each.breaks),
                ],
                ShiftSource.ROSTER if each.pattern else ShiftSource.HAND,
            )
            for each in self.shifts
        ]
        BulkInsert(connection, Shift, _SHIFT_COLUMNS, {"version": 1, "note": ""})(rows)
        BulkInsert(connection, AgentStateSpan, _SPAN_COLUMNS)(list(self._lived(rng)))
        session.add_all(self._wishes())

    def _of_day(self, day: date) -> Iterator[Planned]:
        staff = self._staff
        # Weeks begin on Monday, so that two days lie between the last late shift and the first early one.
        week = (day - self._today + timedelta(days=self._today.weekday())).days // 7
        for number, agent in enumerate(staff.agents):
            late = (number + _NEXT_WEEK * week) % _LATE_OF == 4
            # Five nights in a row are too many: one has Wednesday off, the other one Thursday.
            if agent in staff.nights and day.weekday() == 2 + staff.nights.index(agent):
                continue
            code = "night" if agent in staff.nights else "late" if late else "early" if number % 2 else "middle"
            yield self._shift(agent, day, code, number)
        for number, boss in enumerate((*staff.leads, *staff.supervisors)):
            yield self._shift(boss, day, "middle" if number % 2 else "early", number)
        for number, person in enumerate(staff.standby):
            if (day.toordinal() + number) % _WORKS_ONE_OF == 0 and day != self._today:
                yield self._shift(person, day, "late", number)
            else:
                called_from = self._at(day, _CALLED_FROM)
                yield Planned(person, called_from, called_from + _CALLED_FOR, ShiftKind.STANDBY)

    def _shift(self, person_id: int, day: date, code: str, number: int) -> Planned:
        pattern = _PATTERNS[code]
        starts = self._at(day, time(pattern.starts // 60, pattern.starts % 60))
        later = timedelta(minutes=_STAGGERED[number // 2 % len(_STAGGERED)])
        breaks = tuple(
            (starts + timedelta(minutes=after) + later, starts + timedelta(minutes=after + minutes) + later)
            for after, minutes in pattern.breaks
        )
        ends = starts + timedelta(minutes=pattern.minutes)
        learns = day == self._today and person_id == self._staff.trained
        training = ((self._at(day, _TRAINED_FROM), self._at(day, _TRAINED_UNTIL)),) if learns else ()
        return Planned(person_id, starts, ends, ShiftKind.WORK, code, breaks, training)

    def _lived(self, rng: Random) -> Iterator[Sequence[Any]]:
        """Yield the states of the days before: at work in the shift, nearly in time, resting in between, then off."""
        midnight = self.midnight
        worked = [each for each in self.shifts if each.kind is ShiftKind.WORK and each.ends_at < self._now]
        worked.sort(key=lambda each: (each.person_id, each.starts_at))
        for shift, after in zip(worked, [*worked[1:], None], strict=True):
            at = _shifted(shift.starts_at, rng, _COMES)
            for begins, ends in shift.breaks:
                rests, back = _shifted(begins, rng, _RESTS), _shifted(ends, rng, _RESTS)
                yield shift.person_id, AgentState.HANDLING, at, rests
                yield shift.person_id, AgentState.BREAK, rests, back
                at = back
            goes = _shifted(shift.ends_at, rng, _GOES)
            yield shift.person_id, AgentState.HANDLING, at, goes
            follows = after is not None and after.person_id == shift.person_id
            # Nobody comes earlier than this.
            until = after.starts_at + timedelta(minutes=_COMES[0]) if after and follows else midnight
            if goes < until:
                yield shift.person_id, AgentState.OFF, goes, until

    def _wishes(self) -> Iterator[Availability]:
        """Yield what a few of them cannot do, would rather not and would like, on weekdays and on one day to come."""
        agents = self._staff.agents
        for number, (weekday, pattern, wish) in enumerate(
            (
                (0, "late", Wish.AVOID),
                (4, "late", Wish.UNAVAILABLE),
                (2, "early", Wish.PREFER),
                (None, "late", Wish.PREFER),
            )
        ):
            for agent in agents[number::10]:
                yield Availability(person_id=agent, weekday=weekday, pattern=pattern, wish=wish)
        off = self._today + timedelta(days=3)
        yield Availability(person_id=agents[5], day=off, wish=Wish.UNAVAILABLE)

    def _at(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self._zone).astimezone(self._now.tzinfo)


def _activity(kind: AgentState, begins: datetime, ends: datetime) -> dict[str, str]:
    return {"kind": kind.value, "starts_at": begins.isoformat(), "ends_at": ends.isoformat()}


def _shifted(at: datetime, rng: Random, minutes: tuple[float, float]) -> datetime:
    return at + timedelta(minutes=rng.uniform(*minutes))
