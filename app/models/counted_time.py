"""Where counted time begins and ends under the words of a `Counting`: worked out date by date."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from app.models.calendar import BusinessCalendar
from app.models.counting import Counting, Due, Starts
from app.models.policy_fields import IN_DAYS
from app.models.sla import Measure

_MOMENT = timedelta(microseconds=1)
_EPOCH = date(1970, 1, 1).toordinal()
_MINUTES_A_DAY = 1_440


class CountedTime:
    """The time of a measure, counted as a counting says; dates are proleptic ordinals of the calendar's zone.

    `own_time` is what the measure counts in, `working_time` says which days are closed.
    """

    def __init__(
        self, counting: Counting, measure: Measure, own_time: BusinessCalendar, working_time: BusinessCalendar
    ) -> None:
        self.counting = counting
        self.counts_days = measure in IN_DAYS
        self.counts_working_time = measure in (Measure.OPENING_HOURS, Measure.WORKING_DAYS)
        self.own_time = own_time
        self.working_time = working_time
        self.zone = working_time.hours.zone
        self.day_begins = cache(self._day_begins)
        self.day_ends = cache(self._day_ends)

    def received(self, at: datetime) -> tuple[int, datetime]:
        """Return the date on which something counts as received, and when on it."""
        day = self._day_of(at)
        if self.counting.cut_off is None or self._in_time(day, at):
            return day, at
        return (day := self.next_day(day)), self.day_begins(day)

    def begins(self, at: datetime) -> datetime:
        """Return when the counting of what was received at an instant begins."""
        day, received = self.received(at)
        return received if self.counting.starts is Starts.AT_ONCE else self.day_begins(self.next_day(day))

    def ends(self, at: datetime, amount: int) -> datetime:
        """Return when an amount is over that is counted for what was received at an instant, to the moment."""
        if not self.counts_days:
            return self.own_time.add(self.begins(at), amount)
        _, received = self.received(at)
        last = self.last_day(at, amount)
        if self.counting.starts is Starts.NEXT_DAY:
            return self.day_ends(last)
        end = self.own_time.add_days(received, amount)
        # A wall time after the last close has moved on to the next opening, which is another day.
        return end if self.counting.due is Due.SAME_TIME else max(min(end, self.day_ends(last)), received)

    def last_day(self, at: datetime, amount: int) -> int:
        """Return the last date of an amount in days that is counted for what was received at an instant."""
        return self.own_time.count_days(self.received(at)[0], amount)

    def due(self, end: datetime, last_day: int) -> datetime:
        """Return when is due what ends to the moment, not before a day: never earlier, and later for a later end."""
        # A midnight ends the day before it, unless that is the first moment of the last day.
        day = max(self._day_of(end - _MOMENT), last_day)
        if self.counting.due is Due.END_OF_DAY:
            end = max(end, self.day_ends(day))
        if self.counting.roll_forward and not self.counts_working_time:
            return self._rolled_forward(end, day)
        return end

    def next_day(self, day: int) -> int:
        """Return the next date: the next working day where working time is counted."""
        return self.own_time.count_days(day, 1)

    def _day_of(self, at: datetime) -> int:
        """Return the date of an instant; the night after midnight belongs to the working day whose hours it ends."""
        day = at.astimezone(self.zone).toordinal()
        night_ends = self.night_ends(day)
        return day - 1 if night_ends and at < night_ends else day

    def night_ends(self, day: int) -> datetime | None:
        """Return until when the working hours of the day before run into a date, None where they do not."""
        stretches = self.own_time.hours.open_stretches(day - 1, day) if self.counts_working_time else []
        runs_over = stretches and stretches[-1][1] > (day - _EPOCH) * _MINUTES_A_DAY
        return self.day_ends(day - 1) if runs_over else None

    def _in_time(self, day: int, at: datetime) -> bool:
        wall = datetime.combine(date.fromordinal(day), time()) + timedelta(minutes=self.counting.cut_off or 0)
        return at.astimezone(self.zone).replace(tzinfo=None) <= wall and self.own_time.hours.is_working_day(day)

    def _rolled_forward(self, end: datetime, day: int) -> datetime:
        open_day = self.working_time.count_days(day, 0)
        if self.counting.due is Due.END_OF_DAY:
            return end if open_day == day else self.day_ends(open_day)
        if open_day == day and self.working_time.hours.is_working_day(day - 1):
            return end
        # Closed days last until the next opening: what is due early on the day of it must not come before them.
        return max(end, self.opens(open_day))

    def opens(self, day: int) -> datetime:
        """Return the first opening on a date of the calendar, whatever the measure."""
        return self._opens(self.working_time, day)

    def _day_begins(self, day: int) -> datetime:
        return self._opens(self.own_time, day)

    def _opens(self, calendar: BusinessCalendar, day: int) -> datetime:
        """Return the first opening of a date; of one that is closed from end to end after all, the next one."""
        while not (stretches := calendar.hours.open_stretches(day, day + 1)):
            day = calendar.count_days(day, 1)
        return calendar.next_open(min(self._instants(stretches[0][0])))

    def _day_ends(self, day: int) -> datetime:
        """Return the last close of a date; of one that is closed from end to end after all, that of the next one."""
        while not (stretches := self.own_time.hours.open_stretches(day, day + 1)):
            day = self.own_time.count_days(day, 1)
        return self.own_time.subtract(max(self._instants(stretches[-1][1])), 0)

    def _instants(self, minutes: int) -> tuple[datetime, datetime]:
        """Return the two instants of a wall time in minutes since 1970, where clocks are put back or forward at it."""
        wall = datetime.combine(date(1970, 1, 1), time()) + timedelta(minutes=minutes)
        first, second = (wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return first, second
