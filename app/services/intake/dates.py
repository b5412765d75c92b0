"""Local times as files write them become instants: the allowed formats in order, then the zone's clock changes."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.errors import DomainError
from app.services.intake.tables import Cell

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}
_DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "b": r"(?P<b>[A-Za-z]{3,9})\.?",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})(?:\.\d+)?",
    "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
}
_DAY = timedelta(days=1)
# How many halves of times are held in mind.
_KNOWN = 131_072
# What may stand between the day and the hour.
_BETWEEN = " ,T-_"


class Wall(NamedTuple):
    """A day, and the second of it that a clock on the wall showed (None where only the day was written)."""

    day: date
    second: int | None

    @property
    def exchanged(self) -> "Wall":
        """The same with day and month exchanged, where both readings are days of the year."""
        day = self.day
        return Wall(date(day.year, day.day, day.month), self.second) if day.day <= 12 else self

    def __str__(self) -> str:
        return str(self.day)


class DateFormat:
    """One way of writing a time: `%Y %y %m %b %d`, then `%H %I %M %S %p`, and what stands between them.

    English month names and both digits of a number are optional where people leave them out; a two-digit year
    from 69 on is of the last century, as POSIX has it. Raises `DomainError` for a format that cannot be read.
    """

    def __init__(self, text: str) -> None:
        begin = min((place for place in (text.find("%H"), text.find("%I")) if place >= 0), default=len(text))
        head, tail = text[:begin], text[begin:]
        day = head.rstrip(_BETWEEN) if tail else head
        self.between = head[len(day) :] or "\n"
        if tail and day == head:
            raise DomainError("The date format “{text}” has nothing between day and hour.", text=text)
        self._spread = day.count(self.between) + 1 if tail else 0
        day_pattern, day_seen = _pattern(day, "Yymbd")
        second_pattern, second_seen = _pattern(tail, "HIMSp")
        if not (len({"Y", "y"} & day_seen) == len({"m", "b"} & day_seen) == len({"d"} & day_seen) == 1):
            raise DomainError("The date format “{text}” needs one year, one month and one day.", text=text)
        if ("I" in second_seen) != ("p" in second_seen):
            raise DomainError("The date format “{text}” needs %I together with %p.", text=text)
        # Days repeat, whole times hardly do.
        self._day = lru_cache(maxsize=16_384)(partial(_read_day, day_pattern))
        self._second_pattern = second_pattern
        place = second_pattern.groupindex
        self._hour, self._half = (place.get("H") or place.get("I", 0)), place.get("p", 0)
        self._minute, self._second = place.get("M", 0), place.get("S", 0)

    @property
    def in_halves(self) -> bool:
        """Whether the first `between` of a time parts its day from its hour."""
        return self._spread == 1

    def read(self, text: str) -> Wall | None:
        """Return what the text says, or None when it is not written in this way or names no day of the calendar."""
        if not self._spread:
            day = self._day(text)
            return Wall(day, None) if day else None
        *front, back = text.split(self.between, self._spread)
        if len(front) != self._spread:
            return None
        day = self._day(front[0] if len(front) == 1 else self.between.join(front))
        if day is None:
            return None
        second = self.second_of(back)
        return None if second is None else Wall(day, second)

    def second_of(self, text: str) -> int | None:
        """Return the second of the day that the second half of a time says, or None."""
        match = self._second_pattern.fullmatch(text.strip())
        if match is None:
            return None
        hour = int(match[self._hour])
        minute = int(match[self._minute]) if self._minute else 0
        second = int(match[self._second]) if self._second else 0
        if self._half:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match[self._half] in "Pp" else 0)
        return None if hour > 23 or minute > 59 or second > 59 else hour * 3600 + minute * 60 + second


def _pattern(text: str, allowed: str) -> tuple[re.Pattern[str], set[str]]:
    """Return the pattern of one half of a format, and the directives in it."""
    pattern = ""
    seen: set[str] = set()
    for letter, between in re.findall(r"%(.?)|([^%]+)", text):
        if between:
            pattern += re.escape(between)
        elif letter not in _DIRECTIVES:
            raise DomainError("“%{letter}” is not known in a date format.", letter=letter)
        elif letter in seen or letter not in allowed:
            raise DomainError("“%{letter}” stands twice in a date format, or in the wrong half of it.", letter=letter)
        else:
            pattern += _DIRECTIVES[letter]
            seen.add(letter)
    return re.compile(pattern), seen


def _read_day(pattern: re.Pattern[str], text: str) -> date | None:
    match = pattern.fullmatch(text.strip())
    if match is None:
        return None
    said = match.groupdict()
    year = int(said["Y"]) if "Y" in said else int(said["y"]) + (2000 if int(said["y"]) < 69 else 1900)
    month = int(said["m"]) if "m" in said else _MONTHS.get(said["b"].lower(), 0)
    try:
        return date(year, month, int(said["d"]))
    except ValueError:
        return None


def read_wall(cell: Cell, formats: Iterable[DateFormat]) -> Wall | None:
    """Return what a cell says: a workbook's own time as it is, a text by the first format that fits."""
    if isinstance(cell, datetime):
        second = cell.hour * 3600 + cell.minute * 60 + cell.second
        # A workbook keeps a bare day as its midnight.
        return Wall(cell.date(), second or None)
    for form in formats:
        wall = form.read(cell)
        if wall is not None:
            return wall
    return None


class Instant(NamedTuple):
    """What a wall time was: the instant, its second passing where the hour was repeated, what there is to say."""

    at: datetime
    again: datetime | None = None
    note: str | None = None


class ZoneClock:
    """The clock on the wall of one zone, read back into UTC; a day without a clock change is looked up once."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._midnights: dict[date, datetime | None] = {}

    def steady(self, wall: Wall) -> datetime | None:
        """Return the instant in UTC, or None on a day with a clock change, for which `instant` is asked."""
        try:
            midnight = self._midnights[wall.day]
        except KeyError:
            midnight = self._midnights[wall.day] = self._steady_midnight(wall.day)
        return None if midnight is None else midnight + timedelta(0, wall.second or 0)

    def instant(self, wall: Wall) -> Instant:
        """Return the instant in UTC.

        A wall time that the zone skipped is the moment of the change, which keeps the order of times; one that
        was repeated is its first passing, with the second beside it.
        """
        steady = self.steady(wall)
        if steady is not None:
            return Instant(steady)
        local = datetime.combine(wall.day, time()) + timedelta(seconds=wall.second or 0)
        first, again = (local.replace(tzinfo=self._zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first < again:
            return Instant(first, again, f"{local} was shown twice when the clocks changed; the first is meant")
        if first > again:
            # The offset after the change, counted from before it, ends exactly where the gap does.
            skipped = self._change_between(again, first)
            return Instant(skipped, None, f"{local} was skipped when the clocks changed; taken as that moment")
        return Instant(first)

    def _steady_midnight(self, day: date) -> datetime | None:
        """Return the UTC instant at which the day began, or None when its offset is not the same all day."""
        if day == date.max:
            # There is no next day whose offset could be asked for.
            return None
        begin = datetime.combine(day, time())
        offsets = {
            (begin + shift).replace(tzinfo=self._zone, fold=fold).utcoffset()
            for shift in (timedelta(0), _DAY)
            for fold in (0, 1)
        }
        return begin.replace(tzinfo=self._zone).astimezone(UTC) if len(offsets) == 1 else None

    def _change_between(self, low: datetime, high: datetime) -> datetime:
        """Find by halves the second within (low, high] at which the zone's offset changes."""
        before = low.astimezone(self._zone).utcoffset()
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            if middle.astimezone(self._zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high


class QuickTimes:
    """Times in one format, on days without a clock change, from what is known of their two halves."""

    def __init__(self, form: DateFormat, clock: ZoneClock, earliest: date) -> None:
        self._form, self._clock, self._earliest = form, clock, earliest
        self._midnights: dict[str, datetime] = {}
        self._seconds: dict[str, timedelta] = {}

    def __call__(self, cell: Cell) -> datetime | None:
        """Return the instant in UTC, or None when the cell needs a closer look."""
        if not isinstance(cell, str):
            return None
        day, _, second = cell.partition(self._form.between)
        try:
            return self._midnights[day] + self._seconds[second]
        except KeyError:
            return self._learned(cell, day, second)

    def _learned(self, cell: str, day: str, second: str) -> datetime | None:
        """Remember both halves of a time, if this is how its day and its hour are written."""
        midnight = self._midnights.get(day)
        if midnight is None:
            wall = self._form.read(cell) if self._form.in_halves else None
            midnight = self._clock.steady(Wall(wall.day, None)) if wall and wall.day >= self._earliest else None
            if midnight is None:
                return None
        since = self._form.second_of(second)
        if since is None:
            return None
        for known in (self._midnights, self._seconds):
            if len(known) > _KNOWN:
                known.clear()
        self._midnights[day] = midnight
        self._seconds[second] = timedelta(0, since)
        return midnight + self._seconds[second]
