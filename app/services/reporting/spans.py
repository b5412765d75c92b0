"""The stretches of days that people ask reports of, counted back from a day."""

from datetime import date, timedelta
from enum import StrEnum


class Span(StrEnum):
    """A stretch of days by its usual name; weeks begin on Monday."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    LAST_30_DAYS = "last_30_days"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"


def days_of(span: Span, today: date) -> tuple[date, date]:
    """Return the first and the last day of a span; what is to come of it is in it."""
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    first, months, days = {
        Span.TODAY: (today, 0, 1),
        Span.YESTERDAY: (today - timedelta(days=1), 0, 1),
        Span.THIS_WEEK: (monday, 0, 7),
        Span.LAST_WEEK: (monday - timedelta(days=7), 0, 7),
        Span.LAST_30_DAYS: (today - timedelta(days=29), 0, 30),
        Span.THIS_MONTH: (month, 1, 0),
        Span.LAST_MONTH: (_later(month, -1), 1, 0),
        Span.THIS_QUARTER: (quarter, 3, 0),
        Span.LAST_QUARTER: (_later(quarter, -3), 3, 0),
    }[span]
    return first, _later(first, months) + timedelta(days=days - 1)


def _later(day: date, months: int) -> date:
    """Return the same day some months on; used for the first days of months."""
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1) if months else day
