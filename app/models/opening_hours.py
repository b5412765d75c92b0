"""What a calendar's specification says of each local date: when it is open by the wall clock, whether it is worked.

Everything here is local: dates and minutes of wall time. `app.models.calendar` turns it into instants.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.errors import DomainError

WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
# Calendars are defined and answer in these years only: no search is endless, and the year 0205 is seen to be a slip.
YEARS = range(1900, 2200)
FIELDS = ("zone", "weekly", "holidays", "breaks", "shifts", "note", "confirmed_years")
_DAY = 24 * 60
_KINDS = {dict: "a table", list: "a list", str: "a text"}
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24(?=:00)):([0-5]\d)")
_EPOCH = date(1970, 1, 1).toordinal()


class CalendarError(DomainError):
    """A calendar that cannot be, or a question that no calendar can answer."""


class Window(NamedTuple):
    """One stretch of a date in minutes from its midnight; `closes` beyond 24 hours runs into the next date."""

    opens: int
    closes: int

    def __str__(self) -> str:
        closes = self.closes if self.closes == _DAY else self.closes % _DAY
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


Windows = tuple[Window, ...]
Stretch = tuple[int, int]


@dataclass(frozen=True)
class OpeningHours:
    """The hours of every local date, read from a specification once and proved free of contradictions.

    Precedence on a date: holiday (closed), then shift windows, then weekly windows. A window belongs to the date on
    which it opens, so a holiday removes the part after midnight too. Breaks close the wall clock of their own date,
    whatever window they meet there.
    """

    zone: ZoneInfo
    weekly: tuple[Windows, ...]
    holidays: frozenset[date]
    breaks: dict[date, Windows]
    shifts: dict[date, Windows]
    note: str
    confirmed_years: frozenset[int] | None

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """Read a specification.

        `zone` and `weekly` (`mon` … `sun` to lists of "HH:MM-HH:MM") are needed; `holidays` (list of YYYY-MM-DD),
        `breaks` and `shifts` (YYYY-MM-DD to windows), `note` and `confirmed_years` (absent: every year) are not.
        Raises CalendarError, naming the place, for anything unknown, malformed, overlapping or never open.
        """
        for field in spec:
            if field not in FIELDS:
                raise CalendarError(
                    "A calendar has no field {field}; it has {known}.", field=field, known=", ".join(FIELDS)
                )
        hours = cls(
            zone=_read_zone(spec.get("zone")),
            weekly=_read_week(spec),
            holidays=frozenset(_read_date("holidays", day) for day in _field(spec, "holidays", list)),
            breaks=_read_dates(spec, "breaks"),
            shifts=_read_dates(spec, "shifts"),
            note=_field(spec, "note", str),
            confirmed_years=_read_years(spec),
        )
        hours._refuse_overlaps()
        days = (day.toordinal() for day in hours.shifts)
        if not any(hours.weekly) and not any(hours.open_stretches(day, day + 1) for day in days):
            raise CalendarError("The calendar has no opening time at all; give at least one weekday a window.")
        return hours

    @property
    def spec(self) -> dict[str, Any]:
        """The specification in its one normal form, fit for JSON: everything sorted, closed weekdays left out."""
        spec: dict[str, Any] = {
            "zone": self.zone.key,
            "weekly": {day: _texts(windows) for day, windows in zip(WEEKDAYS, self.weekly, strict=True) if windows},
            "holidays": [day.isoformat() for day in sorted(self.holidays)],
            "breaks": {day.isoformat(): _texts(self.breaks[day]) for day in sorted(self.breaks)},
            "shifts": {day.isoformat(): _texts(self.shifts[day]) for day in sorted(self.shifts)},
        }
        if self.note:
            spec["note"] = self.note
        if self.confirmed_years is not None:
            spec["confirmed_years"] = sorted(self.confirmed_years)
        return spec

    def is_working_day(self, ordinal: int) -> bool:
        """Tell whether a date (proleptic ordinal) counts in `add_days`: no holiday, with weekly hours or a shift.

        A swapped working weekend is a shift and counts. Breaks never unmake a working day, even one that they close
        from end to end: whoever wants a whole day not to count makes it a holiday.
        """
        return bool(self._exceptions.get(ordinal, self.weekly[(ordinal - 1) % 7]))

    def open_stretches(self, first: int, last: int) -> list[Stretch]:
        """Return the [opens, closes) of first <= ordinal < last, less the breaks, in local minutes since 1970."""
        stretches = []
        for ordinal in range(first, last):
            midnight = (ordinal - _EPOCH) * _DAY
            for opens, closes in self._exceptions.get(ordinal, self.weekly[(ordinal - 1) % 7]):
                stretches.append((midnight + opens, midnight + closes))
        return _without(stretches, self._closures) if self._closures else stretches

    def closed_between(self, first: date, last: date) -> tuple[date, ...]:
        """Return the dates from one to another that are closed, wholly or for some hours, beyond the weekly hours."""
        return tuple(sorted(day for day in {*self.holidays, *self.breaks} if first <= day <= last))

    @cached_property
    def _exceptions(self) -> dict[int, Windows]:
        shifts = {day.toordinal(): windows for day, windows in self.shifts.items()}
        return shifts | {day.toordinal(): () for day in self.holidays}

    @cached_property
    def _closures(self) -> list[Stretch]:
        """The breaks as stretches of wall time, sorted and disjoint: two closures may well cover the same hour."""
        closures: list[Stretch] = []
        for day in sorted(self.breaks):
            midnight = (day.toordinal() - _EPOCH) * _DAY
            for opens, closes in self.breaks[day]:
                if closures and midnight + opens <= closures[-1][1]:
                    closures[-1] = (closures[-1][0], max(closures[-1][1], midnight + closes))
                else:
                    closures.append((midnight + opens, midnight + closes))
        return closures

    def _refuse_overlaps(self) -> None:
        names = list(WEEKDAYS.values())
        for name, windows in [*zip(names, self.weekly, strict=True), *self.shifts.items()]:
            for first, second in pairwise(windows):
                if first.closes > second.opens:
                    raise CalendarError(
                        "{day}: the windows {first} and {second} overlap.", day=name, first=first, second=second
                    )
        for index, name in enumerate(names):
            _refuse_night(name, self.weekly[index], names[index - 6], self.weekly[index - 6])
        for shift in self.shifts:
            for day in (shift - timedelta(1), shift):
                _refuse_night(day, self._windows(day), day + timedelta(1), self._windows(day + timedelta(1)))

    def _windows(self, day: date) -> Windows:
        return self._exceptions.get(day.toordinal(), self.weekly[day.weekday()])


def _refuse_night(day: object, windows: Windows, next_day: object, next_windows: Windows) -> None:
    if windows and next_windows and windows[-1].closes - _DAY > next_windows[0].opens:
        raise CalendarError(
            "{day}: the window {first} runs over midnight into {second} of {next_day}.",
            day=day,
            first=windows[-1],
            second=next_windows[0],
            next_day=next_day,
        )


def _without(stretches: list[Stretch], closures: list[Stretch]) -> list[Stretch]:
    """Cut sorted, disjoint closures out of stretches."""
    rest = []
    reopenings = [reopens for _, reopens in closures]
    for opens, closes in stretches:
        index = bisect_right(reopenings, opens)
        while index < len(closures) and closures[index][0] < closes:
            if opens < closures[index][0]:
                rest.append((opens, closures[index][0]))
            opens = closures[index][1]
            index += 1
        if opens < closes:
            rest.append((opens, closes))
    return rest


def _texts(windows: Windows) -> list[str]:
    return [str(window) for window in windows]


def _read_zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CalendarError("{zone} is no time zone; write a name like Asia/Shanghai.", zone=name) from None


def _read_week(spec: Mapping[str, Any]) -> tuple[Windows, ...]:
    weekly = _field(spec, "weekly", dict)
    for day in weekly:
        if day not in WEEKDAYS:
            raise CalendarError("{day} is no weekday; write one of {known}.", day=day, known=", ".join(WEEKDAYS))
    return tuple(_read_windows(name, weekly.get(day, [])) for day, name in WEEKDAYS.items())


def _read_dates(spec: Mapping[str, Any], field: str) -> dict[date, Windows]:
    dates = {}
    for text, windows in _field(spec, field, dict).items():
        day = _read_date(field, text)
        dates[day] = _read_windows(f"{field}, {day}", windows)
        if not dates[day]:
            raise CalendarError("{field}, {day}: there is no window; a closed day is a holiday.", field=field, day=day)
    return dates


def _read_windows(where: str, texts: object) -> Windows:
    if not isinstance(texts, list):
        raise CalendarError(
            '{where}: write a list of windows like ["09:00-17:30"], not {found}.', where=where, found=texts
        )
    windows = []
    for text in texts:
        match = _WINDOW.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise CalendarError("{where}: {window} is no window; write it like 09:00-17:30.", where=where, window=text)
        hour, minute, end_hour, end_minute = map(int, match.groups())
        opens, closes = hour * 60 + minute, end_hour * 60 + end_minute
        if opens == closes:
            raise CalendarError("{where}: {window} is empty; a whole day is 00:00-24:00.", where=where, window=text)
        windows.append(Window(opens, closes if closes > opens else closes + _DAY))
    return tuple(sorted(windows))


def _read_date(field: str, text: object) -> date:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        day = date.min
    if day.year not in YEARS or day.isoformat() != text:
        raise CalendarError("{field}: {date} is no date; write it like 2026-02-17.", field=field, date=text)
    return day


def _read_years(spec: Mapping[str, Any]) -> frozenset[int] | None:
    if "confirmed_years" not in spec:
        return None
    for year in _field(spec, "confirmed_years", list):
        if not isinstance(year, int) or year not in YEARS:
            raise CalendarError("confirmed_years: {year} is no year between 1900 and 2199.", year=year)
    return frozenset(spec["confirmed_years"])


def _field(spec: Mapping[str, Any], field: str, kind: type[dict[str, Any]] | type[list[Any]] | type[str]) -> Any:
    """Return a field of the given kind; one that is left out is empty."""
    found = spec.get(field, kind())
    if not isinstance(found, kind):
        raise CalendarError("{field}: write {kind}, not {found}.", field=field, kind=_KINDS[kind], found=found)
    return found
