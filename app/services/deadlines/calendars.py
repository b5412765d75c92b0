"""Calendars as people write them: weekly hours, a country's holidays and own days, resolved into a specification.

A resolved specification is plain data: stored as a calendar version, it keeps the holidays as they were known then.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.models.calendar import BusinessCalendar, CalendarError
from app.models.opening_hours import WEEKDAYS, YEARS

CALENDAR_FOLDER = Path(__file__).parents[3] / "resources" / "calendars"
# Each language with what the `holidays` library calls it, the best first.
_LANGUAGES = {"zh": ("zh_CN",), "en": ("en_GB", "en_US")}
# American dates in the library's texts say another day to most readers.
_AMERICAN_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_KINDS = {str: "text", list: "list", dict: "table"}
_FIELDS = {
    "code": str,
    "name": dict,
    "zone": str,
    "weekly": dict,
    "holidays": dict,
    "extra_days_like": str,
    "closed": list,
    "working": list,
    "breaks": dict,
    "shifts": dict,
    "confirmed": list,
    "names": dict,
}


@dataclass(frozen=True, kw_only=True)
class CalendarDefinition:
    """One calendar file: weekly hours, the country whose holidays hold, and own days that win over them.

    `name` is by language; `holidays` has the codes that the `holidays` library gives to a `country` and `subdivision`;
    windows are those of `OpeningHours`. `closed` dates are closed and `working` ones open, whatever the library says. A
    date that the country swaps for a working day has the hours of the weekday `extra_days_like`, and so has a `working`
    date whose own weekday has none. All days of a `confirmed` year stand here: the library is not asked for them.
    `names` say by date, then by language, what a closed day, a break or a shift is for.
    """

    code: str
    name: dict[str, str]
    zone: str
    weekly: dict[str, list[str]]
    holidays: dict[str, str] = field(default_factory=dict)
    extra_days_like: str = "mon"
    closed: list[str] = field(default_factory=list)
    working: list[str] = field(default_factory=list)
    breaks: dict[str, list[str]] = field(default_factory=dict)
    shifts: dict[str, list[str]] = field(default_factory=dict)
    confirmed: list[int] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(default_factory=dict)


def load_definitions(folder: Path = CALENDAR_FOLDER) -> list[CalendarDefinition]:
    """Read every calendar file of a folder, in the order of their names; raises CalendarError."""
    return [load_definition(file) for file in sorted(folder.glob("*.toml"))]


def is_calendar(file: Path) -> bool:
    """Tell a calendar file from a policy file, by the hours that only a calendar has."""
    try:
        return "weekly" in tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False


def load_definition(file: Path) -> CalendarDefinition:
    """Read and check one calendar file; raises CalendarError with file, field and reason."""
    try:
        definition = read_definition(file.read_text(encoding="utf-8"))
        if definition.code != file.stem:
            raise CalendarError("code: {code} is not the name of the file.", code=definition.code)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, CalendarError) as error:
        raise CalendarError("{file}: {reason}", file=file.name, reason=error) from error
    return definition


def read_definition(text: str) -> CalendarDefinition:
    """Read and check the text of a calendar file; raises CalendarError and `TOMLDecodeError`."""
    definition = _read(tomllib.loads(text))
    resolve(definition, definition.confirmed)
    return definition


def resolve(definition: CalendarDefinition, years: Iterable[int]) -> dict[str, Any]:
    """Return the specification of some years, in normal form, for `BusinessCalendar.from_spec`.

    In a year that the country has not announced, nothing is assumed beyond weekly hours and own days, and the year is
    missing from `confirmed_years`; so are years that were not asked for. Without a country every year is confirmed,
    or those that the definition names.
    """
    closed, swapped = set(definition.closed), set[str]()
    confirmed: list[int] | None = None
    if definition.holidays:
        asked = sorted(set(years))
        announced, public, swapped = _public_days(definition, [y for y in asked if y not in definition.confirmed])
        confirmed = [year for year in asked if year in announced or year in definition.confirmed]
        closed |= public - {*definition.working, *definition.shifts}
    elif definition.confirmed:
        confirmed = definition.confirmed
    extra = {day for day in definition.working if not definition.weekly.get(_weekday(day))}
    extra |= swapped - {*definition.closed, *definition.working}
    shifts = dict.fromkeys(extra, definition.weekly.get(definition.extra_days_like)) | definition.shifts
    spec: dict[str, Any] = {
        "zone": definition.zone,
        "weekly": definition.weekly,
        "holidays": sorted(closed),
        "breaks": definition.breaks,
        "shifts": shifts,
    }
    if confirmed is not None:
        spec["confirmed_years"] = confirmed
    return BusinessCalendar.from_spec(spec).spec


def closures_by_name(definition: CalendarDefinition, spec: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return what the closures of a resolved specification are called, by YYYY-MM-DD and language.

    An own name wins over the library's, which may know only some of the languages.
    """
    names: dict[str, dict[str, str]] = {}
    closed, years = set(spec["holidays"]), {int(day[:4]) for day in spec["holidays"]}
    if definition.holidays and years:
        for language, spoken in _LANGUAGES.items():
            for day, name in _public_names(definition, years, spoken).items():
                if day in closed:
                    names.setdefault(day, {})[language] = name
    return dict(sorted((names | definition.names).items()))


def _public_names(definition: CalendarDefinition, years: set[int], spoken: Iterable[str]) -> dict[str, str]:
    """Return what the library calls the holidays in the first of the languages that it knows for the country."""
    import holidays

    country, subdivision = definition.holidays["country"], definition.holidays.get("subdivision")
    known = holidays.country_holidays(country, subdiv=subdivision).supported_languages
    language = next((each for each in spoken if each in known), None)
    if language is None:
        return {}
    library = holidays.country_holidays(country, subdiv=subdivision, years=years, language=language)
    return {str(day): _AMERICAN_DATE.sub(r"\3-\1-\2", name) for day, name in library.items()}


def _public_days(definition: CalendarDefinition, years: list[int]) -> tuple[list[int], set[str], set[str]]:
    """Return, from the `holidays` library, the years that are announced, and their holidays and swapped working days.

    A country that swaps working days announces them year by year. The library holds each announcement in
    `special_public_holidays`; for other years of such a country it guesses from the law, and the guess is left out.
    """
    import holidays  # a tenth of a second, and needed only when a calendar is published

    country, subdivision = definition.holidays["country"], definition.holidays.get("subdivision")
    try:
        library = holidays.country_holidays(country, subdiv=subdivision)
    except NotImplementedError as error:
        raise CalendarError("holidays: {reason}.", reason=error) from None
    if library.has_substituted_holidays:
        years = [year for year in years if year in library.special_public_holidays]
    library = holidays.country_holidays(country, subdiv=subdivision, years=years)
    public, swapped = ({str(day) for day in days if day.year in years} for days in (library, library.weekend_workdays))
    return years, public, swapped


def _read(values: dict[str, Any]) -> CalendarDefinition:
    for name, value in values.items():
        if name not in _FIELDS:
            raise CalendarError("{field} is no field; there are {known}.", field=name, known=", ".join(_FIELDS))
        if not isinstance(value, _FIELDS[name]):
            raise CalendarError("{field}: {value} is no {kind}.", field=name, value=value, kind=_KINDS[_FIELDS[name]])
    for name in ("code", "name", "zone", "weekly"):
        if name not in values:
            raise CalendarError("{field} is missing.", field=name)
    dates = {name: [_day(name, day) for day in values.get(name, [])] for name in ("closed", "working")}
    definition = CalendarDefinition(**values | dates)
    for day, called in definition.names.items():
        if _day("names", day) != day or not _is_named(called):
            raise CalendarError("names, {day}: write one text for zh and one for en.", day=day)
    if definition.name.keys() != _LANGUAGES.keys():
        raise CalendarError("name: write one text for zh and one for en.")
    if definition.holidays and not {"country"} <= definition.holidays.keys() <= {"country", "subdivision"}:
        raise CalendarError("holidays: write a country, and a subdivision if it has its own holidays.")
    if (definition.holidays or definition.working) and not definition.weekly.get(definition.extra_days_like):
        raise CalendarError("extra_days_like: {day} has no weekly hours.", day=definition.extra_days_like)
    for year in definition.confirmed:
        if year not in YEARS:
            raise CalendarError("confirmed: {year} is no year like 2027.", year=year)
    for day, count in Counter([*definition.closed, *definition.working, *definition.shifts]).items():
        if count > 1:
            raise CalendarError("{day} stands twice among closed, working and shifts.", day=day)
    return definition


def _is_named(name: object) -> bool:
    return (
        isinstance(name, dict)
        and name.keys() == _LANGUAGES.keys()
        and all(isinstance(each, str) for each in name.values())
    )


def _day(name: str, value: object) -> str:
    """Return YYYY-MM-DD of a TOML date or of such a text."""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise CalendarError("{field}: {value} is no date; write it like 2026-02-17.", field=name, value=value) from None


def _weekday(day: str) -> str:
    return list(WEEKDAYS)[date.fromisoformat(day).weekday()]
