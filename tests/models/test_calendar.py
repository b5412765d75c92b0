"""Business time by example: lunch, half days, swapped days, nights, clock changes and refusals."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.models.calendar import AtClose, BusinessCalendar, CalendarError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = ["09:00-12:00", "13:30-18:00"]


def calendar(zone: str = "Asia/Shanghai", windows: list[str] | None = None, **fields: Any) -> BusinessCalendar:
    weekly = dict.fromkeys(WEEKDAYS, windows or OFFICE)
    return BusinessCalendar.from_spec({"zone": zone, "weekly": weekly, **fields})


def local(hours: BusinessCalendar, text: str) -> datetime:
    """Read "2025-03-03 09:00" as wall time of the calendar; a wall time that is repeated is the first."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(hours.spec["zone"]))


def wall(hours: BusinessCalendar, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(hours.spec['zone'])):%Y-%m-%d %H:%M}"


# 2025-03-03 is a Monday; 2024-02-03 a Saturday.
HALF_DAY = calendar(shifts={"2025-03-05": ["09:00-12:00"]})
CLOSURE = calendar(breaks={"2025-03-05": ["10:00-11:00", "17:00-18:00"]}, holidays=["2025-03-06"])
CHINA = calendar(
    holidays=[f"2024-02-{day}" for day in range(10, 18)]
    + [f"2025-10-0{day}" for day in range(1, 9)]
    + [f"2026-02-{day}" for day in range(15, 24)],
    shifts=dict.fromkeys(("2024-02-04", "2024-02-18", "2025-09-28", "2025-10-11", "2026-02-14", "2026-02-28"), OFFICE),
)
NIGHT = BusinessCalendar.from_spec(
    {"zone": "Asia/Shanghai", "weekly": {"fri": ["22:00-06:00"], "mon": ["22:00-06:00"]}, "holidays": ["2025-03-07"]}
)


@pytest.mark.parametrize(
    ("hours", "start", "minutes", "close", "opening"),
    [
        pytest.param(HALF_DAY, "2025-03-03 11:30", 60, "2025-03-03 14:00", None, id="over lunch"),
        pytest.param(HALF_DAY, "2025-03-03 11:30", 30, "2025-03-03 12:00", "2025-03-03 13:30", id="to lunch"),
        pytest.param(HALF_DAY, "2025-03-03 12:40", 30, "2025-03-03 14:00", None, id="from within lunch"),
        pytest.param(HALF_DAY, "2025-03-05 11:00", 120, "2025-03-06 10:00", None, id="over the end of a half day"),
        pytest.param(HALF_DAY, "2025-03-07 17:00", 60, "2025-03-07 18:00", "2025-03-10 09:00", id="to the week's end"),
        pytest.param(HALF_DAY, "2025-03-08 10:00", 0, "2025-03-10 09:00", "2025-03-10 09:00", id="none, from closed"),
        pytest.param(HALF_DAY, "2025-03-07 18:00", 0, "2025-03-10 09:00", "2025-03-10 09:00", id="none, from a close"),
        pytest.param(HALF_DAY, "2025-03-03 09:00", 0, "2025-03-03 09:00", "2025-03-03 09:00", id="none, from open"),
        pytest.param(CLOSURE, "2025-03-05 09:30", 60, "2025-03-05 11:30", None, id="over a closure"),
        pytest.param(CLOSURE, "2025-03-05 16:30", 31, "2025-03-07 09:01", None, id="over a closure and a holiday"),
        pytest.param(CHINA, "2024-02-09 17:00", 120, "2024-02-18 10:00", None, id="to a swapped Sunday"),
        pytest.param(CHINA, "2025-09-28 17:00", 60, "2025-09-28 18:00", "2025-09-29 09:00", id="to a swapped close"),
    ],
)
def test_seconds_are_counted_in_open_time(
    hours: BusinessCalendar, start: str, minutes: int, close: str, opening: str | None
) -> None:
    def ends(at_close: AtClose) -> str:
        return wall(hours, hours.add(local(hours, start), 60 * minutes, at_close))

    assert (ends("close"), ends("next_opening")) == (close, opening or close)


@pytest.mark.parametrize(
    ("end", "minutes", "begins"),
    [
        ("2025-03-03 14:00", 60, "2025-03-03 11:30"),
        ("2025-03-03 13:30", 60, "2025-03-03 11:00"),
        ("2025-03-03 18:00", 270, "2025-03-03 13:30"),
        ("2025-03-03 14:00", 0, "2025-03-03 14:00"),
        ("2025-03-03 12:00", 0, "2025-03-03 12:00"),
        ("2025-03-03 13:00", 0, "2025-03-03 12:00"),
        ("2025-03-02 10:00", 0, "2025-02-28 18:00"),
    ],
)
def test_seconds_are_counted_backwards(end: str, minutes: int, begins: str) -> None:
    assert wall(HALF_DAY, HALF_DAY.subtract(local(HALF_DAY, end), 60 * minutes)) == begins


@pytest.mark.parametrize(
    ("hours", "start", "days", "lands"),
    [
        pytest.param(CHINA, "2024-02-02 10:00", 1, "2024-02-04 10:00", id="a swapped Sunday counts"),
        pytest.param(CHINA, "2024-02-02 10:00", 3, "2024-02-06 10:00", id="and those after it"),
        pytest.param(CHINA, "2024-02-03 10:00", 0, "2024-02-04 10:00", id="Saturday, none: the swapped Sunday"),
        pytest.param(CHINA, "2024-02-09 15:00", 1, "2024-02-18 15:00", id="over Spring Festival to a swapped Sunday"),
        pytest.param(CHINA, "2024-02-19 15:00", -2, "2024-02-09 15:00", id="and back"),
        pytest.param(CHINA, "2025-09-26 10:00", 5, "2025-10-10 10:00", id="over National Day"),
        pytest.param(CHINA, "2025-09-26 10:00", 6, "2025-10-11 10:00", id="to a swapped Saturday after it"),
        pytest.param(CHINA, "2026-02-13 18:00", 1, "2026-02-14 18:00", id="a close stays one on a swapped day"),
        pytest.param(CHINA, "2026-02-13 18:00", 3, "2026-02-25 18:00", id="past Spring Festival"),
        pytest.param(CHINA, "2026-02-27 12:30", 1, "2026-02-28 13:30", id="lunch moves on to the afternoon"),
        pytest.param(CHINA, "2026-03-02 12:30", -1, "2026-02-28 12:00", id="and backwards to the morning's close"),
        pytest.param(CHINA, "2025-03-07 20:00", 1, "2025-03-11 09:00", id="after hours rolls one more day"),
        pytest.param(CHINA, "2025-03-07 18:00", 0, "2025-03-07 18:00", id="none, at a close"),
        pytest.param(CHINA, "2025-03-03 08:00", -1, "2025-02-27 18:00", id="before hours rolls one more back"),
        pytest.param(NIGHT, "2025-03-04 02:00", 1, "2025-03-10 22:00", id="the local date counts, not the night's"),
    ],
)
def test_working_days_are_counted_on_local_dates(hours: BusinessCalendar, start: str, days: int, lands: str) -> None:
    assert wall(hours, hours.add_days(local(hours, start), days)) == lands


def test_a_day_that_breaks_close_from_end_to_end_still_counts_as_a_working_day() -> None:
    hours = calendar(breaks={"2025-03-04": ["09:00-18:00"]})
    assert wall(hours, hours.add_days(local(hours, "2025-03-03 10:00"), 1)) == "2025-03-05 09:00"
    assert wall(hours, hours.add_days(local(hours, "2025-03-03 10:00"), 2)) == "2025-03-05 10:00"


def test_a_holiday_takes_all_of_the_window_that_opens_on_it_and_nothing_of_the_one_before() -> None:
    hours = BusinessCalendar.from_spec(
        {
            "zone": "UTC",
            "weekly": {day: ["22:00-06:00"] for day in (*WEEKDAYS, "sat", "sun")},
            "holidays": ["2025-03-05"],
        }
    )
    segments = hours.segments(datetime(2025, 3, 4, 12, tzinfo=UTC), datetime(2025, 3, 7, 12, tzinfo=UTC))
    assert [(wall(hours, opening), wall(hours, close)) for opening, close in segments] == [
        ("2025-03-04 22:00", "2025-03-05 06:00"),
        ("2025-03-06 22:00", "2025-03-07 06:00"),
    ]


def test_a_break_closes_the_wall_clock_of_its_date_in_a_window_of_the_evening_before() -> None:
    hours = calendar("UTC", ["22:00-06:00"], breaks={"2025-03-05": ["01:00-02:00", "23:00-01:00"]})
    segments = hours.segments(datetime(2025, 3, 5, tzinfo=UTC), datetime(2025, 3, 6, 12, tzinfo=UTC))
    assert [(f"{opening:%d %H}", f"{close:%d %H}") for opening, close in segments] == [
        ("05 00", "05 01"),
        ("05 02", "05 06"),
        ("05 22", "05 23"),
        ("06 01", "06 06"),
    ]


def test_breaks_may_lie_in_each_other() -> None:
    hours = calendar("UTC", breaks={"2025-03-05": ["09:30-17:00", "10:00-11:00"]})
    assert hours.elapsed(datetime(2025, 3, 5, tzinfo=UTC), datetime(2025, 3, 6, tzinfo=UTC)) == 1.5 * 3_600


@pytest.mark.parametrize(
    ("zone", "day", "hours_open"),
    [
        ("America/New_York", "2025-03-09", 7),
        ("America/New_York", "2025-11-02", 9),
        ("Australia/Lord_Howe", "2025-10-05", 7.5),
        ("Australia/Lord_Howe", "2025-04-06", 8.5),
        ("Asia/Shanghai", "2025-03-09", 8),
    ],
)
def test_a_skipped_hour_counts_nothing_and_a_repeated_one_twice(zone: str, day: str, hours_open: float) -> None:
    hours = BusinessCalendar.from_spec(
        {"zone": zone, "weekly": {name: ["00:00-08:00"] for name in (*WEEKDAYS, "sat", "sun")}}
    )
    opening = hours.next_open(local(hours, f"{day} 00:00"))
    assert hours.elapsed(opening, local(hours, f"{day} 08:00")) == hours_open * 3_600


def test_a_day_that_a_zone_skips_has_no_opening_time() -> None:
    hours = BusinessCalendar.round_the_clock("Pacific/Apia")  # went from 2011-12-29 straight to 2011-12-31
    assert hours.elapsed(local(hours, "2011-12-29 00:00"), local(hours, "2012-01-01 00:00")) == 2 * 86_400
    hours = calendar("Pacific/Apia")  # 2011-12-30 would have been a Friday
    assert hours.elapsed(local(hours, "2011-12-28 18:00"), local(hours, "2012-01-02 09:00")) == 7.5 * 3_600


def test_a_window_in_the_repeated_hour_opens_twice() -> None:
    hours = BusinessCalendar.from_spec({"zone": "America/New_York", "weekly": {"sun": ["01:15-01:45"]}})
    segments = hours.segments(datetime(2025, 11, 1, tzinfo=UTC), datetime(2025, 11, 3, tzinfo=UTC))
    assert [f"{opening:%H:%M}-{close:%H:%M}" for opening, close in segments] == ["05:15-05:45", "06:15-06:45"]


def test_a_count_of_days_moves_a_skipped_wall_time_on_and_takes_the_first_of_a_repeated_one() -> None:
    hours = BusinessCalendar.round_the_clock("America/New_York")
    assert hours.add_days(local(hours, "2025-03-08 02:30"), 1) == datetime(2025, 3, 9, 7, 30, tzinfo=UTC)
    assert hours.add_days(local(hours, "2025-03-10 02:30"), -1) == datetime(2025, 3, 9, 7, 30, tzinfo=UTC)
    assert hours.add_days(local(hours, "2025-11-01 01:30"), 1) == datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
    second = local(hours, "2025-11-02 01:30").replace(fold=1)
    assert hours.add_days(second, 0) == datetime(2025, 11, 2, 6, 30, tzinfo=UTC)
    assert hours.add_days(second, 1) == local(hours, "2025-11-03 01:30")
    assert hours.add_days(second, -364) == datetime(2024, 11, 3, 5, 30, tzinfo=UTC)  # a repeated hour again


def test_microseconds_are_kept_to_the_last_one() -> None:
    start = datetime(2025, 3, 3, 3, 59, 59, 999_999, UTC)  # a microsecond before lunch
    assert HALF_DAY.add(start, 1) == datetime(2025, 3, 3, 5, 30, 0, 999_999, UTC)
    assert HALF_DAY.elapsed(start, HALF_DAY.add(start, 10**6)) == 10**6
    assert HALF_DAY.elapsed(start, start.replace(minute=0)) == 0


def test_round_the_clock_never_closes() -> None:
    hours = BusinessCalendar.round_the_clock("Europe/Berlin")
    start = datetime(2025, 3, 29, 12, tzinfo=UTC)
    assert hours.add(start, 86_400) == hours.add(start, 86_400, "next_opening") == start.replace(day=30)
    assert hours.segments(start, start.replace(day=31)) == [(start, start.replace(day=31))]


def test_an_unconfirmed_year_is_told_by_the_local_date() -> None:
    hours = calendar(confirmed_years=[2025])
    assert hours.is_confirmed(local(hours, "2025-12-31 23:59"))
    assert not hours.is_confirmed(local(hours, "2026-01-01 00:00"))
    assert not hours.is_confirmed(datetime(2025, 12, 31, 23, tzinfo=UTC))
    assert HALF_DAY.is_confirmed(datetime(2090, 1, 1, tzinfo=UTC))


def test_the_normal_form_sorts_and_leaves_out_what_says_nothing() -> None:
    spec = {
        "zone": "UTC",
        "weekly": {"tue": [], "mon": ["13:00-24:00", "00:00-12:00"], "sun": ["22:00-00:00"]},
        "holidays": ["2025-02-01", "2025-01-01", "2025-02-01"],
        "note": "",
        "confirmed_years": [2026, 2025],
    }
    assert BusinessCalendar.from_spec(spec).spec == {
        "zone": "UTC",
        "weekly": {"mon": ["00:00-12:00", "13:00-24:00"], "sun": ["22:00-24:00"]},
        "holidays": ["2025-01-01", "2025-02-01"],
        "breaks": {},
        "shifts": {},
        "confirmed_years": [2025, 2026],
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"weekly": {"mon": ["09:00-12:00", "11:00-13:00"]}},
            "Monday: the windows 09:00-12:00 and 11:00-13:00 overlap.",
        ),
        (
            {"weekly": {"sun": ["22:00-06:00"], "mon": ["05:00-09:00"]}},
            "Sunday: the window 22:00-06:00 runs over midnight into 05:00-09:00 of Monday.",
        ),
        (
            {"shifts": {"2025-03-08": ["20:00-04:00"], "2025-03-09": ["03:00-05:00"]}},
            "2025-03-08: the window 20:00-04:00 runs over midnight into 03:00-05:00 of 2025-03-09.",
        ),
        (
            {"weekly": {"mon": ["22:00-06:00"]}, "shifts": {"2025-03-11": ["05:00-09:00"]}},
            "2025-03-10: the window 22:00-06:00 runs over midnight into 05:00-09:00 of 2025-03-11.",
        ),
        (
            {"shifts": {"2025-03-08": ["09:00-12:00", "10:00-11:00"]}},
            "2025-03-08: the windows 09:00-12:00 and 10:00-11:00 overlap.",
        ),
        (
            {"shifts": {"2025-03-08": ["09:00-12:00", "10:00-11:00"]}, "holidays": ["2025-03-08"]},
            "2025-03-08: the windows 09:00-12:00 and 10:00-11:00 overlap.",
        ),
        ({"zone": "America"}, "America is no time zone; write a name like Asia/Shanghai."),
        ({"weekly": {}}, "The calendar has no opening time at all; give at least one weekday a window."),
        (
            {"weekly": {}, "shifts": {"2025-03-08": ["09:00-12:00"]}, "breaks": {"2025-03-08": ["08:00-12:00"]}},
            "The calendar has no opening time at all; give at least one weekday a window.",
        ),
        ({"zone": "Mars/Olympus"}, "Mars/Olympus is no time zone; write a name like Asia/Shanghai."),
        ({"zone": "../etc"}, "../etc is no time zone; write a name like Asia/Shanghai."),
        ({"zone": None}, "None is no time zone; write a name like Asia/Shanghai."),
        ({"weekly": {"Monday": OFFICE}}, "Monday is no weekday; write one of mon, tue, wed, thu, fri, sat, sun."),
        ({"weekly": {"mon": "09:00-12:00"}}, 'Monday: write a list of windows like ["09:00-17:30"], not 09:00-12:00.'),
        ({"weekly": {"mon": ["9:00-12:00"]}}, "Monday: 9:00-12:00 is no window; write it like 09:00-17:30."),
        ({"weekly": {"mon": ["09:00-24:30"]}}, "Monday: 09:00-24:30 is no window; write it like 09:00-17:30."),
        ({"weekly": {"mon": [900]}}, "Monday: 900 is no window; write it like 09:00-17:30."),
        ({"weekly": {"mon": ["09:00-09:00"]}}, "Monday: 09:00-09:00 is empty; a whole day is 00:00-24:00."),
        ({"weekly": OFFICE}, "weekly: write a table, not ['09:00-12:00', '13:30-18:00']."),
        ({"holidays": ["2025-02-30"]}, "holidays: 2025-02-30 is no date; write it like 2026-02-17."),
        ({"holidays": ["0205-02-03"]}, "holidays: 0205-02-03 is no date; write it like 2026-02-17."),
        ({"breaks": {"20250203": OFFICE}}, "breaks: 20250203 is no date; write it like 2026-02-17."),
        ({"shifts": {"2025-03-08": []}}, "shifts, 2025-03-08: there is no window; a closed day is a holiday."),
        ({"confirmed_years": [25]}, "confirmed_years: 25 is no year between 1900 and 2199."),
        (
            {"holiday": []},
            "A calendar has no field holiday; it has zone, weekly, holidays, breaks, shifts, note, confirmed_years.",
        ),
    ],
)
def test_an_impossible_calendar_is_refused_with_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CalendarError) as refusal:
        calendar(**fields)
    assert str(refusal.value) == sentence


def test_windows_and_nights_may_touch() -> None:
    hours = BusinessCalendar.from_spec(
        {"zone": "UTC", "weekly": {"mon": ["08:00-12:00", "12:00-02:00"], "tue": ["02:00-03:00"]}}
    )
    start = datetime(2025, 3, 3, 8, tzinfo=UTC)
    assert hours.segments(start, start.replace(day=5)) == [(start, start.replace(day=4, hour=3))]


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda c, t: c.add(t, -1), "-1 seconds of open time are below zero; count the other way instead."),
        (lambda c, t: c.subtract(t, -1), "-1 seconds of open time are below zero; count the other way instead."),
        (
            lambda c, t: c.add_many(np.array([0]), np.array([-5])),
            "-5 seconds of open time are below zero; count the other way instead.",
        ),
        (
            lambda c, t: c.add(t.replace(tzinfo=None), 1),
            "2025-03-03 09:00:00 has no time zone, so it is no instant.",
        ),
        (lambda c, t: c.is_open(t.replace(tzinfo=None)), "2025-03-03 09:00:00 has no time zone, so it is no instant."),
        (lambda c, t: c.add(t, 10**12), "The answer would lie outside the years 1900 to 2199."),
        (lambda c, t: c.subtract(t, 10**12), "The answer would lie outside the years 1900 to 2199."),
        (lambda c, t: c.add_days(t, -(10**6)), "The answer would lie outside the years 1900 to 2199."),
        (lambda c, t: c.is_open(t.replace(year=1066)), "The answer would lie outside the years 1900 to 2199."),
        (lambda c, t: c.add_many(np.array([2**40]), 1), "The answer would lie outside the years 1900 to 2199."),
    ],
)
def test_a_question_without_an_answer_is_refused_with_a_sentence(
    ask: Callable[[BusinessCalendar, datetime], object], sentence: str
) -> None:
    with pytest.raises(CalendarError) as refusal:
        ask(HALF_DAY, datetime(2025, 3, 3, 9, tzinfo=UTC))
    assert str(refusal.value) == sentence


def test_a_calendar_whose_last_opening_is_past_says_so_instead_of_searching_on() -> None:
    hours = BusinessCalendar.from_spec({"zone": "UTC", "weekly": {}, "shifts": {"2025-03-08": ["09:00-12:00"]}})
    late = datetime(2025, 3, 9, tzinfo=UTC)
    assert hours.subtract(late, 0) == late.replace(day=8, hour=12)
    with pytest.raises(CalendarError, match="outside the years"):
        hours.next_open(late)
    with pytest.raises(CalendarError, match="outside the years"):
        hours.add_days(late, 1)
    with pytest.raises(CalendarError, match="outside the years"):
        hours.subtract(late, 4 * 3_600)


@pytest.mark.parametrize("year", [1900, 1970, 2090, 2199])
def test_any_year_is_answered_whatever_was_asked_before(year: int) -> None:
    hours = calendar("UTC", ["00:00-12:00"])
    assert not hours.is_open(datetime(2025, 3, 8, tzinfo=UTC))
    start = datetime(year, 6, 1, tzinfo=UTC)
    assert hours.elapsed(hours.next_open(start), hours.add(start, 1_000_000)) == 1_000_000
    assert hours.subtract(hours.add(start, 1_000_000), 1_000_000) == hours.next_open(start)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize("window", ["00:00-22:00", "22:00-20:00"])
def test_the_first_and_last_day_of_the_compiled_years_are_as_open_as_any_other(zone: str, window: str) -> None:
    hours = BusinessCalendar.from_spec({"zone": zone, "weekly": {day: [window] for day in (*WEEKDAYS, "sat", "sun")}})
    assert hours.is_open(datetime(2024, 6, 1, 12, tzinfo=UTC))  # compiles 2023 to 2025
    for start in (datetime(2023, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC)):
        assert hours.elapsed(start, start.replace(hour=23, minute=59, second=59)) == 22 * 3_600 - 1


def test_threads_that_ask_about_different_years_all_get_the_answer_of_one_alone() -> None:
    starts = [datetime(year, 6, 2, 5, 17, tzinfo=UTC) for year in (2024, 2040, 2010, 2031, 2001, 2050, 2020, 2035)]
    alone = [HALF_DAY.add(start, 500_000) for start in starts]
    for _ in range(3):
        shared = calendar(shifts={"2025-03-05": ["09:00-12:00"]})
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(shared.add, starts, [500_000] * len(starts))) == alone


def test_a_column_of_fractions_is_a_mistake_of_the_caller_and_no_answer() -> None:
    with pytest.raises(TypeError):
        HALF_DAY.add_many(np.array([0.5]), 60)
    with pytest.raises(TypeError):
        HALF_DAY.add(datetime(2025, 3, 3, tzinfo=UTC), 1.5)  # type: ignore[arg-type]
