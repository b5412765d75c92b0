"""A time is understood as people write it, and never guessed where it says nothing."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.services.intake.said_times import SaidTimeError, read_time
from tests.builders import MONDAY

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("", "2026-03-02 10:00"),
        ("now", "2026-03-02 10:00"),
        ("2026-03-01 09:30", "2026-03-01 09:30"),
        ("2026-03-01T09:30:15", "2026-03-01 09:30"),
        ("2026-03-01T01:30:00Z", "2026-03-01 09:30"),
        ("2026-03-01 02:30+01:00", "2026-03-01 09:30"),
        ("Sun, 01 Mar 2026 01:30:00 +0000", "2026-03-01 09:30"),
        ("2026/3/1 9:30", "2026-03-01 09:30"),
        ("2026.3.1", "2026-03-01 00:00"),
        ("2026年3月1日 9:30", "2026-03-01 09:30"),
        ("2026年3月1日下午3点05分", "2026-03-01 15:05"),
        ("2026年3月1日 9点", "2026-03-01 09:00"),
        ("3月1日 晚上8点30", "2026-03-01 20:30"),
        ("3-1 9:30", "2026-03-01 09:30"),
        ("12月31日 9:30", "2025-12-31 09:30"),
        ("１２：０５", "2026-03-02 12:05"),
        ("9:30 pm", "2026-03-02 21:30"),
        ("12 am", "2026-03-02 00:00"),
        ("01/03/2026 9:30", "2026-03-01 09:30"),
        ("02/28/2026 09:30:59", "2026-02-28 09:30"),
        ("1 March 2026 9:30", "2026-03-01 09:30"),
        ("Mar 1, 2026 9:30 am", "2026-03-01 09:30"),
        ("昨天 9:30", "2026-03-01 09:30"),
        ("Yesterday", "2026-03-01 00:00"),
        ("今天9:05", "2026-03-02 09:05"),
        ("20分钟前", "2026-03-02 09:40"),
        ("2 hours ago", "2026-03-02 08:00"),
        ("3天前", "2026-02-27 10:00"),
    ],
)
def test_a_time_is_understood(text: str, wall: str) -> None:
    found = read_time(text, SHANGHAI, now=MONDAY)
    assert found.tzinfo is UTC
    assert f"{found.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == wall


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2026-13-01",
        "2026-02-30 9:30",
        "31.2.2026",
        "25:00",
        "9:75",
        "12",
        "930",
        "2月30日",
        "1/2",
        "9:30 9:30",
        "0-0",
        "\0",
        "x" * 999,
    ],
)
def test_what_is_no_time_is_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(SaidTimeError, match="is no date and time"):
        read_time(text, SHANGHAI, now=MONDAY)


def test_a_year_before_any_calendar_is_refused() -> None:
    with pytest.raises(SaidTimeError):
        read_time("0001-01-01 00:00", SHANGHAI, now=datetime(1, 1, 1, tzinfo=UTC))
