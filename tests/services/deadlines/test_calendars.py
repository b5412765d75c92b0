"""Calendar files: own days over the holiday library, unannounced years, refusals, and a second opinion on China."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from app.models.calendar import BusinessCalendar, CalendarError
from app.services.deadlines.calendars import (
    CALENDAR_FOLDER,
    CalendarDefinition,
    closures_by_name,
    load_definition,
    load_definitions,
    resolve,
)

OFFICE = ["09:00-12:00", "13:30-18:00"]
SHIPPED = {definition.code: definition for definition in load_definitions()}
CHINA = SHIPPED["china_office"]
UNANNOUNCED = 2098


def with_own_days(**fields: object) -> CalendarDefinition:
    known = {name: getattr(CHINA, name) for name in ("code", "name", "zone", "weekly", "holidays")}
    return CalendarDefinition(**{**known, **fields})


def working_days(spec: dict[str, object], first: date, last: date) -> dict[date, bool]:
    """Tell of each date if it has any open time."""
    calendar = BusinessCalendar.from_spec(spec)
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    noons = {day: datetime(day.year, day.month, day.day, 4, tzinfo=UTC) for day in days}  # noon in China
    half_a_day = timedelta(hours=12)
    return {day: calendar.elapsed(noon - half_a_day, noon + half_a_day) > 0 for day, noon in noons.items()}


@pytest.mark.parametrize("year", range(2010, 2027))
def test_a_second_library_agrees_on_every_working_day_in_china(year: int) -> None:
    days = working_days(resolve(CHINA, [year]), date(year, 1, 1), date(year, 12, 31))
    assert days == {day: chinese_calendar.is_workday(day) for day in days}


def test_a_swapped_working_day_has_the_hours_of_a_normal_one() -> None:
    spec = resolve(CHINA, [2026])
    assert sorted(spec["shifts"]) == [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ]
    assert all(windows == OFFICE for windows in spec["shifts"].values())


def test_a_swapped_day_that_the_next_year_announces_belongs_to_the_year_in_which_it_lies() -> None:
    assert "2011-12-31" in resolve(CHINA, [2011])["shifts"]  # announced with the holidays of 2012
    assert not [day for day in resolve(CHINA, [2012])["shifts"] if day.startswith("2011")]


def test_a_year_that_is_not_announced_has_weekly_hours_and_own_days_only_and_is_not_confirmed() -> None:
    definition = with_own_days(closed=[f"{UNANNOUNCED}-10-01"], working=[f"{UNANNOUNCED}-02-01"])
    spec = resolve(definition, [2026, UNANNOUNCED])
    assert spec["confirmed_years"] == [2026]
    assert [day for day in spec["holidays"] if day > "2027"] == [f"{UNANNOUNCED}-10-01"]
    assert [day for day in spec["shifts"] if day > "2027"] == [f"{UNANNOUNCED}-02-01"]


def test_a_year_whose_days_are_all_written_in_the_file_is_confirmed_without_the_library() -> None:
    spec = resolve(with_own_days(confirmed=[2026], closed=["2026-01-01"]), [2025, 2026])
    assert spec["confirmed_years"] == [2025, 2026]
    assert [day for day in spec["holidays"] if day > "2026"] == ["2026-01-01"]


def test_a_country_that_does_not_swap_days_is_confirmed_in_every_year_asked_for() -> None:
    spec = resolve(with_own_days(holidays={"country": "DE", "subdivision": "BE"}), [2024, UNANNOUNCED])
    assert spec["confirmed_years"] == [2024, UNANNOUNCED]
    assert f"{UNANNOUNCED}-03-08" in spec["holidays"]  # Women's Day is a holiday in Berlin, not in all of Germany
    assert spec["shifts"] == {}


def test_a_calendar_without_a_country_knows_no_holiday_and_doubts_no_year() -> None:
    spec = resolve(SHIPPED["china_round_the_clock"], [2026])
    assert "confirmed_years" not in spec
    assert spec["holidays"] == []


def test_own_days_win_over_the_library() -> None:
    definition = with_own_days(
        closed=["2026-01-04", "2026-01-05"],
        working=["2026-01-01", "2026-01-03"],
        shifts={"2026-01-02": ["10:00-12:00"], "2026-02-14": ["09:00-12:00"]},
        breaks={"2026-01-06": ["15:00-18:00"]},
    )
    spec = resolve(definition, [2026])
    assert {"2026-01-04", "2026-01-05"} <= set(spec["holidays"])
    assert not {"2026-01-01", "2026-01-02", "2026-01-03"} & set(spec["holidays"])
    assert spec["shifts"]["2026-01-02"] == ["10:00-12:00"]
    assert spec["shifts"]["2026-01-03"] == OFFICE
    assert spec["shifts"]["2026-02-14"] == ["09:00-12:00"]
    assert "2026-01-04" not in spec["shifts"]
    assert spec["breaks"] == {"2026-01-06": ["15:00-18:00"]}
    first = date(2026, 1, 1)
    assert [*working_days(spec, first, first + timedelta(5)).values()] == [True, True, True, False, False, True]


def test_a_working_day_keeps_the_hours_of_its_weekday_and_a_swapped_one_those_of_a_full_day() -> None:
    weekly = {**CHINA.weekly, "sat": ["09:00-12:00"]}
    spec = resolve(with_own_days(weekly=weekly, working=["2026-10-03"]), [2026])
    assert "2026-10-03" not in {*spec["holidays"], *spec["shifts"]}  # a Saturday in National Day week: a half day
    assert spec["shifts"]["2026-10-10"] == OFFICE


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=SHIPPED.keys())
def test_every_shipped_calendar_resolves_to_one_that_is_accepted_as_it_is(definition: CalendarDefinition) -> None:
    spec = resolve(definition, range(2010, 2030))
    assert BusinessCalendar.from_spec(spec).spec == spec
    assert resolve(definition, range(2010, 2030)) == spec


def write(folder: Path, text: str) -> Path:
    file = folder / "office.toml"
    file.write_text(text, encoding="utf-8")
    return file


GOOD = """
code = "office"
zone = "Asia/Shanghai"
name = {zh = "办公室", en = "Office"}
weekly = {mon = ["09:00-17:00"]}
"""


def test_a_file_may_write_its_days_as_dates_or_as_text(tmp_path: Path) -> None:
    definition = load_definition(write(tmp_path, GOOD + 'closed = [2026-02-02, "2026-02-09"]'))
    assert definition.closed == ["2026-02-02", "2026-02-09"]


FIELDS = "code, name, zone, weekly, holidays, extra_days_like, closed, working, breaks, shifts, confirmed, names"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD.replace('"office"', '"shop"'), "code: shop is not the name of the file."),
        ('code = "office"', "name is missing."),
        (GOOD + "hours = []", f"hours is no field; there are {FIELDS}."),
        (GOOD + 'closed = "2026-01-01"', "closed: 2026-01-01 is no list."),
        (GOOD + 'closed = ["1 May"]', "closed: 1 May is no date; write it like 2026-02-17."),
        (GOOD + "working = [5]", "working: 5 is no date; write it like 2026-02-17."),
        (
            GOOD + "closed = [2026-01-05]\nworking = [2026-01-05]",
            "2026-01-05 stands twice among closed, working and shifts.",
        ),
        (GOOD + "confirmed = [27]", "confirmed: 27 is no year like 2027."),
        (GOOD.replace("zh =", "fr ="), "name: write one text for zh and one for en."),
        (GOOD.replace("Asia", "Mars"), "Mars/Shanghai is no time zone; write a name like Asia/Shanghai."),
        (GOOD.replace("-17:00", "-9:00"), "Monday: 09:00-9:00 is no window; write it like 09:00-17:30."),
        (GOOD + '[holidays]\ncountry = "XX"', "holidays: Country XX not available."),
        (
            GOOD + '[holidays]\ncounty = "CN"',
            "holidays: write a country, and a subdivision if it has its own holidays.",
        ),
        (GOOD.replace("mon", "tue") + '[holidays]\ncountry = "CN"', "extra_days_like: mon has no weekly hours."),
        (GOOD + '[shifts]\n2026-01-04 = ["9-12"]', "shifts, 2026-01-04: 9-12 is no window; write it like 09:00-17:30."),
        ("code = office", "Invalid value (at line 1, column 8)"),
    ],
)
def test_a_file_with_an_error_is_refused_with_its_name_the_field_and_a_sentence(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(CalendarError) as refusal:
        load_definition(write(tmp_path, text))
    assert str(refusal.value) == f"office.toml: {reason}"


def test_closures_have_the_names_of_the_country_in_both_languages_and_own_names_win() -> None:
    own = {"2026-10-01": {"zh": "盘点", "en": "Stock-taking"}, "2026-09-01": {"zh": "台风", "en": "Typhoon"}}
    definition = with_own_days(names=own, breaks={"2026-09-01": ["14:00-18:00"]})
    names = closures_by_name(definition, resolve(definition, [2026]))
    assert names["2026-10-02"] == {"zh": "国庆节", "en": "National Day"}
    assert names["2026-10-06"]["en"] == "Day off (substituted from 2026-09-20)"
    assert {day: names[day] for day in own} == own
    assert "2026-10-10" not in names  # worked


def test_a_name_that_the_library_does_not_know_in_a_language_is_left_out() -> None:
    uk = SHIPPED["uk_office"]
    assert closures_by_name(uk, resolve(uk, [2026]))["2026-12-25"] == {"en": "Christmas Day"}


def test_a_name_without_both_languages_is_refused_with_its_day(tmp_path: Path) -> None:
    file = tmp_path / "china_office.toml"
    text = (CALENDAR_FOLDER / "china_office.toml").read_text(encoding="utf-8")
    file.write_text(text + '\n[names]\n2026-10-01 = { en = "National Day" }\n', encoding="utf-8")
    with pytest.raises(CalendarError, match="names, 2026-10-01"):
        load_definition(file)
