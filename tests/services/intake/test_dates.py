"""Local times: the allowed ways of writing, and what the clock on the wall meant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import DomainError
from app.services.intake.dates import DateFormat, Wall, ZoneClock, read_wall


@pytest.mark.parametrize(
    ("form", "text", "day", "second"),
    [
        ("%m/%d/%Y %I:%M:%S %p", "01/02/2015 12:20:09 AM", date(2015, 1, 2), 1209),
        ("%m/%d/%Y %I:%M:%S %p", "1/2/2015 12:20:09 pm", date(2015, 1, 2), 44409),
        ("%d/%m/%Y %H:%M", "29/2/2016 01:16", date(2016, 2, 29), 4560),
        ("%Y/%m/%d %H:%M:%S", "2017/12/4 9:41:00", date(2017, 12, 4), 34860),
        ("%Y-%m-%dT%H:%M:%S", "2017-12-04T09:41:00.250", date(2017, 12, 4), 34860),
        ("%d %b %Y, %I:%M %p", "4 August 2015, 1:05 a.m.", date(2015, 8, 4), 3900),
        ("%d-%b-%y", "04-Aug-15", date(2015, 8, 4), None),
        ("%d.%m.%y", "04.08.69", date(1969, 8, 4), None),
    ],
)
def test_a_format_reads_what_is_written_in_it(form: str, text: str, day: date, second: int | None) -> None:
    assert DateFormat(form).read(text) == Wall(day, second)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d/%m/%Y", "29/2/2015"),
        ("%d/%m/%Y", "4/13/2015"),
        ("%d/%m/%Y", "4/12/15"),
        ("%d/%m/%Y", "4/12/2015 10:00"),
        ("%d/%m/%Y %H:%M", "4/12/2015"),
        ("%d/%m/%Y %H:%M", "4/12/2015 24:00"),
        ("%d/%m/%Y %H:%M", "4/12/2015 10:60"),
        ("%d/%m/%Y %I:%M %p", "4/12/2015 13:00 PM"),
        ("%d-%b-%y", "04-Xyz-15"),
    ],
)
def test_a_format_refuses_what_is_written_otherwise(form: str, text: str) -> None:
    assert DateFormat(form).read(text) is None


@pytest.mark.parametrize(
    "form", ["%d/%m", "%d/%m/%Y %Y", "%d/%m/%Y %q", "%d/%m/%Y %I:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y%H:%M", "%d/%m/%Y %"]
)
def test_a_format_that_cannot_be_meant_is_refused(form: str) -> None:
    with pytest.raises(DomainError):
        DateFormat(form)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2068, 1, 1)))  # noqa: DTZ001 - wall times
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)

    for form in ("%Y-%m-%d %H:%M:%S", "%d/%m/%y %I:%M:%S %p", "%b %d %Y %H:%M:%S"):
        wall = DateFormat(form).read(moment.strftime(form))
        assert wall is not None
        assert datetime.combine(wall.day, time()) + timedelta(seconds=wall.second or 0) == moment


def test_the_first_format_that_fits_decides() -> None:
    formats = [DateFormat("%d/%m/%Y"), DateFormat("%m/%d/%Y")]

    assert read_wall("04/08/2015", formats) == Wall(date(2015, 8, 4), None)
    assert read_wall("04/13/2015", formats) == Wall(date(2015, 4, 13), None)
    assert read_wall("13/13/2015", formats) is None


def test_a_workbooks_own_time_needs_no_format() -> None:
    assert read_wall(datetime(2015, 8, 4, 9, 41), []) == Wall(date(2015, 8, 4), 34860)  # noqa: DTZ001
    assert read_wall(datetime(2015, 8, 4), []) == Wall(date(2015, 8, 4), None)  # noqa: DTZ001


def test_a_skipped_hour_is_the_moment_of_the_change() -> None:
    clock = ZoneClock("America/New_York")

    skipped = clock.instant(Wall(date(2015, 3, 8), 2 * 3600 + 1800))

    assert skipped.at == datetime(2015, 3, 8, 7, tzinfo=UTC)
    assert skipped.note is not None
    assert "was skipped when the clocks changed" in skipped.note


def test_a_repeated_hour_is_its_first_passing_with_the_second_beside_it() -> None:
    repeated = ZoneClock("America/New_York").instant(Wall(date(2015, 11, 1), 3600))

    assert repeated.at == datetime(2015, 11, 1, 5, tzinfo=UTC)
    assert repeated.again == datetime(2015, 11, 1, 6, tzinfo=UTC)
    assert repeated.note is not None


def test_a_change_of_half_an_hour_is_found() -> None:
    skipped = ZoneClock("Australia/Lord_Howe").instant(Wall(date(2015, 10, 4), 2 * 3600 + 600))

    assert skipped.at == datetime(2015, 10, 3, 15, 30, tzinfo=UTC)


@given(
    zone=st.sampled_from(["America/New_York", "Asia/Shanghai", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia"]),
    day=st.dates(min_value=date(1985, 1, 1), max_value=date(2030, 12, 31)),
    seconds=st.lists(st.integers(0, 86_399), min_size=2, max_size=2),
)
def test_instants_show_their_wall_time_and_keep_its_order(zone: str, day: date, seconds: list[int]) -> None:
    clock = ZoneClock(zone)
    first, second = (clock.instant(Wall(day, each)) for each in sorted(seconds))

    assert first.at <= second.at
    if second.note is None:
        local = second.at.astimezone(ZoneInfo(zone))
        assert (local.date(), local.hour * 3600 + local.minute * 60 + local.second) == (day, max(seconds))
