"""Reads a time as people type or paste it: a date with or without its year, today or yesterday, or only an hour."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from app.errors import DomainError
from app.services.intake.dates import DateFormat

_YEAR_FIRST = re.compile(
    r"(?:(?P<Y>\d{4})[-/.年]\s*)?(?P<m>\d{1,2})[-月/.]\s*(?P<d>\d{1,2})[日号]?(?!\d|[/.])\s*[T,]?\s*(?P<rest>.*)"
)
_YEAR_LAST = re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<Y>\d{4})\s*,?\s*(?P<rest>.*)")
_IN_WORDS = tuple(map(DateFormat, ("%d %b %Y", "%b %d, %Y", "%b %d %Y")))
_TIME = re.compile(
    r"(?P<early>上午|凌晨|早上|am)?(?P<late>下午|晚上|pm)?\s*(?P<H>\d{1,2})(?:[:时点]\s*(?P<M>\d{1,2})?分?(?::(?P<S>\d{2}))?)?"
    r"(?:\.\d+)?\s*(?P<am>a\.?m\.?)?(?P<pm>p\.?m\.?)?"
)
_DAYS_AGO = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
_AGO = re.compile(
    r"(?P<count>\d{1,4})\s*(?:(?P<minutes>分钟|min(?:ute)?s?)|(?P<hours>个?小时|h(?:our)?s?)|(?P<days>天|days?))\s*(?:前|之前|以前|ago)"
)


class SaidTimeError(DomainError):
    """What stands there is no time."""


def read_time(text: str, zone: tzinfo, *, now: datetime) -> datetime:
    """Return the instant in UTC that a text says, in a zone where it names none; an empty one says now.

    A day without an hour begins at midnight; one without a year is the last one that there was. Raises `SaidTimeError`.
    """
    said = " ".join(unicodedata.normalize("NFKC", text).split()).strip().lower()
    if said in ("", "now", "现在", "刚才"):
        return now
    here = now.astimezone(zone)
    try:
        found = _exact(said) or _ago(said, now) or _on_day(said, here)
        if found is None:
            raise ValueError
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SaidTimeError("“{text}” is no date and time that can be understood.", text=text.strip()[:60]) from None


def _exact(said: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(said.upper() if read == datetime.fromisoformat else said)
        except (ValueError, TypeError, IndexError):
            continue
    return None


def _ago(said: str, now: datetime) -> datetime | None:
    found = _AGO.fullmatch(said)
    if found is None:
        return None
    unit = next(name for name in ("minutes", "hours", "days") if found[name])
    return now - timedelta(**{unit: int(found["count"])})


def _on_day(said: str, here: datetime) -> datetime | None:
    """Return the wall time that a day and an hour say."""
    for word, days in _DAYS_AGO.items():
        if said.startswith(word):
            return _at(here.date() - timedelta(days=days), said.removeprefix(word))
    if found := _YEAR_FIRST.fullmatch(said):
        month, day = int(found["m"]), int(found["d"])
        if found["Y"]:
            return _at(date(int(found["Y"]), month, day), found["rest"])
        # Which of 1/2 is the month depends on who writes it.
        if not re.match(r"\d+[-月]", said):
            return None
        this_year = date(here.year, month, day)
        return _at(this_year if this_year <= here.date() else date(here.year - 1, month, day), found["rest"])
    if found := _YEAR_LAST.fullmatch(said):
        # The day first, unless it cannot be one.
        day, month = int(found["d"]), int(found["m"])
        return _at(date(int(found["Y"]), *((month, day) if month <= 12 else (day, month))), found["rest"])
    words = said.split()
    for form in _IN_WORDS:
        if wall := form.read(" ".join(words[:3])):
            return _at(wall.day, " ".join(words[3:]))
    return _at(here.date(), said)


def _at(day: date, hour: str) -> datetime | None:
    if not hour.strip():
        return datetime.combine(day, time())
    found = _TIME.fullmatch(hour.strip())
    # A bare number says no hour, unless a word beside it does.
    if found is None or not re.search(r"[:时点]|am|pm|上午|下午|晚上|早上|凌晨|a\.m|p\.m", hour):
        return None
    given = int(found["H"])
    if (found["late"] or found["pm"]) and given < 12:
        given += 12
    elif (found["early"] or found["am"]) and given == 12:
        given = 0
    return datetime.combine(day, time(given, int(found["M"] or 0), int(found["S"] or 0)))
