"""Figures of the header lead to what is behind them."""

import pytest

from app.models.alert import AlertKind
from app.services.alerts import AlertRow
from app.views.drill import look_into, look_into_alert
from app.views.pane import Requests
from app.views.queue.filter import Urgency, WorklistFilter
from tests.builders import MONDAY


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


@pytest.mark.parametrize(
    ("subject", "details", "wanted"),
    [
        ("7", {"queue": "Billing"}, (7, WorklistFilter(queues=frozenset({"Billing"})))),
        ("", {"queues": []}, (None, WorklistFilter())),
    ],
)
def test_a_surge_leads_to_the_complaints_and_the_arrivals_of_its_queue(
    subject: str, details: dict[str, object], wanted: object
) -> None:
    requests, asked = Requests(), list[object]()
    requests.arrivals.connect(asked.append)
    requests.worklist.connect(asked.append)
    look_into_alert(requests, AlertRow(1, AlertKind.SURGE, subject, details, MONDAY, *[None] * 8))
    assert tuple(asked) == wanted
