"""Figures of the header lead to what is behind them."""

import pytest

from app.views.drill import look_into
from app.views.pane import Requests
from app.views.table_worklist import Urgency, WorklistFilter


@pytest.mark.parametrize(
    ("kpi", "wanted"),
    [
        ("open", WorklistFilter()),
        ("due_soon", WorklistFilter(urgencies=frozenset({Urgency.SOON}))),
        ("late", WorklistFilter(urgencies=frozenset({Urgency.LATE}))),
        ("sla_today", WorklistFilter(urgencies=frozenset({Urgency.LATE}))),
        ("first_response_p50", None),
        ("agents_on", "LoadPane"),
        ("surge", "ArrivalsPane"),
    ],
)
def test_a_figure_leads_to_its_tickets_or_to_the_pane_that_says_more(kpi: str, wanted: object) -> None:
    requests, asked = Requests(), list[object]()
    requests.worklist.connect(asked.append)
    requests.pane.connect(asked.append)
    look_into(requests, kpi)
    assert asked == [wanted]
