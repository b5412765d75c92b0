"""Everyday changes in the text of a calendar: closed hours, holidays, extra working days; comments stay where they are.

Every function takes a valid text and returns one; what it would say against itself is taken out.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.models.calendar import CalendarError
from app.models.policy_lines import line_of, with_value
from app.models.toml_text import value_as_toml

_DAY = timedelta(1)
_MINUTE = timedelta(minutes=1)
Names = Mapping[str, str]


def close_from(text: str, at: datetime, until: datetime | None = None, names: Names | None = None) -> str:
    """Close a calendar between two instants, or from one to the end of its date: "typhoon today from 14:00".

    Dates that are closed from end to end become holidays; on the others hours are closed, and the date still counts as
    a working day. `names` say in each language why. Raises `CalendarError` where nothing lies between the two.
    """
    zone = ZoneInfo(tomllib.loads(text)["zone"])
    # The calendar knows minutes.
    since = at.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
    end = datetime.combine(since.date() + _DAY, time())
    if until is not None:
        end = until.astimezone(zone).replace(tzinfo=None)
        end = end if end == (whole := end.replace(second=0, microsecond=0)) else whole + _MINUTE
    if end <= since:
        raise CalendarError("Nothing is closed from {since} until {until}.", since=since, until=end)
    while since < end:
        day, midnight = since.date(), datetime.combine(since.date() + _DAY, time())
        closes = min(end, midnight)
        if closes - since == _DAY:
            text = close_day(text, day, names)
        else:
            text = _close_hours(text, day, f"{since:%H:%M}-{'24:00' if closes == midnight else f'{closes:%H:%M}'}")
            text = _named(text, day, names)
        since = closes
    return text


def close_day(text: str, day: date, names: Names | None = None) -> str:
    """Make a date a holiday, called so."""
    text = forget_day(text, day)
    return _named(_with_listed(text, "closed", day), day, names)


def work_on(text: str, day: date, names: Names | None = None) -> str:
    """Make a date a working day, with the hours of its weekday or those of an extra working day; called so."""
    text = forget_day(text, day)
    return _named(_with_listed(text, "working", day), day, names)


def forget_day(text: str, day: date) -> str:
    """Take out everything that is said of a date, so that the week and the public holidays decide."""
    for name in ("closed", "working"):
        listed = tomllib.loads(text).get(name, [])
        if str(day) in map(str, listed):
            text = _with_list(text, name, [each for each in listed if str(each) != str(day)])
    for name in ("breaks", "shifts", "names"):
        text = _without_entry(text, name, str(day))
    return text


def _close_hours(text: str, day: date, window: str) -> str:
    closed = tomllib.loads(text).get("breaks", {}).get(str(day), [])
    return text if window in closed else _with_entry(text, "breaks", str(day), sorted([*closed, window]))


def _named(text: str, day: date, names: Names | None) -> str:
    return _with_entry(text, "names", str(day), dict(names)) if names else text


def _with_listed(text: str, name: str, day: date) -> str:
    return _with_list(text, name, sorted([*tomllib.loads(text).get(name, []), day], key=str))


def _with_list(text: str, name: str, days: list[Any]) -> str:
    value = value_as_toml(days)
    if name in tomllib.loads(text):
        return with_value(text, (name,), value)
    # Beside the zone, which every calendar has before its tables.
    return _with_line(text, line_of(text, ("zone",)), f"{name} = {value}")


def _with_entry(text: str, table: str, name: str, value: Any) -> str:
    """Return the text with a value in one of its tables."""
    known = tomllib.loads(text).get(table)
    if known is None:
        return f"{text.rstrip()}\n\n[{table}]\n{name} = {value_as_toml(value)}\n"
    if name in known:
        return with_value(text, (table, name), value_as_toml(value))
    if _has_header(text, table):
        return _with_line(text, line_of(text, (table,)), f"{name} = {value_as_toml(value)}")
    return with_value(text, (table,), value_as_toml({**known, name: value}))


def _without_entry(text: str, table: str, name: str) -> str:
    known = tomllib.loads(text).get(table, {})
    if name not in known:
        return text
    if not _has_header(text, table):
        return with_value(text, (table,), value_as_toml({each: known[each] for each in known if each != name}))
    # What stands over several lines is first written on one.
    lines = with_value(text, (table, name), "0").split("\n")
    del lines[line_of(text, (table, name)) - 1]
    return "\n".join(lines)


def _has_header(text: str, table: str) -> bool:
    return text.split("\n")[line_of(text, (table,)) - 1].lstrip().startswith("[")


def _with_line(text: str, after: int, line: str) -> str:
    """Return the text with one more line after the one of a number, from 1."""
    lines = text.split("\n")
    return "\n".join([*lines[:after], line, *lines[after:]])
