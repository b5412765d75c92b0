"""The days that people mean by the names of stretches of time."""

from datetime import date

import pytest

from app.services.reporting.spans import Span, days_of


@pytest.mark.parametrize(
    ("today", "span", "first", "last"),
    [
        ("2026-03-04", Span.TODAY, "2026-03-04", "2026-03-04"),
        ("2026-03-01", Span.YESTERDAY, "2026-02-28", "2026-02-28"),
        ("2026-03-01", Span.THIS_WEEK, "2026-02-23", "2026-03-01"),
        ("2026-03-02", Span.THIS_WEEK, "2026-03-02", "2026-03-08"),
        ("2026-01-01", Span.LAST_WEEK, "2025-12-22", "2025-12-28"),
        ("2026-03-01", Span.LAST_30_DAYS, "2026-01-31", "2026-03-01"),
        ("2028-02-29", Span.THIS_MONTH, "2028-02-01", "2028-02-29"),
        ("2026-12-31", Span.THIS_MONTH, "2026-12-01", "2026-12-31"),
        ("2026-01-31", Span.LAST_MONTH, "2025-12-01", "2025-12-31"),
        ("2026-03-31", Span.LAST_MONTH, "2026-02-01", "2026-02-28"),
        ("2026-11-21", Span.THIS_QUARTER, "2026-10-01", "2026-12-31"),
        ("2026-02-28", Span.LAST_QUARTER, "2025-10-01", "2025-12-31"),
        ("2026-06-30", Span.LAST_QUARTER, "2026-01-01", "2026-03-31"),
    ],
)
def test_a_span_is_what_people_call_so(today: str, span: Span, first: str, last: str) -> None:
    assert days_of(span, date.fromisoformat(today)) == (date.fromisoformat(first), date.fromisoformat(last))
