"""What is said of a surge and of its alert: state, causes, and when it is over."""

from datetime import timedelta
from typing import Any

import pytest

from app.models.alert import AlertKind
from app.services.alerts import AlertRow
from app.services.floor.surge import Surge
from app.services.floor.surge_causes import Shares
from app.services.pulse import SurgeState
from app.views.alerts.words import what_happened
from app.views.arrivals.surge_words import causes, headline, reason
from app.views.theme import Mark
from tests.builders import MONDAY
from tests.views.desks import SHANGHAI

SINCE = MONDAY - timedelta(minutes=20)


def surge(state: SurgeState, shares: Shares | None = None, expected: float | None = 50.0, count: int = 82) -> Surge:
    since = None if state is SurgeState.CALM else SINCE
    return Surge(state, since, count, expected, 30, 8, 28 if state is SurgeState.SURGE else None, shares)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (Shares(1.0, 0.0, 0.0), "Cause: 100% more contacts."),
        (Shares(0.7, 0.2, 0.1), "Cause: 70% more contacts, 20% longer handling, 10% missing people."),
        (Shares(0.0, 0.0, 1.0), "Cause: 100% missing people."),
        # A third each, and yet a whole.
        (Shares(1 / 3, 1 / 3, 1 / 3), "Cause: 34% more contacts, 33% longer handling, 33% missing people."),
        (Shares(0.966, 0.034, 0.0), "Cause: 97% more contacts."),
    ],
)
def test_causes_are_said_by_their_shares(shares: Shares, said: str) -> None:
    assert causes(shares) == said


@pytest.mark.parametrize(
    ("found", "symbol", "mark", "words"),
    [
        (surge(SurgeState.SURGE), "surge", Mark.LATE, "SURGE +64%"),
        (surge(SurgeState.MISSED_FORECAST), "clock", Mark.SOON, "Busier than planned +64%"),
        (surge(SurgeState.CALM), "check", Mark.FINE, "Calm"),
        (surge(SurgeState.CALM, Shares(0.0, 0.4, 0.6, 0.3)), "agents", Mark.SOON, "Hands are short +30%"),
        (surge(SurgeState.CALM, Shares(0.0, 0.4, 0.6, 0.2)), "check", Mark.FINE, "Calm"),
        (surge(SurgeState.CALM, expected=None), "wait", Mark.QUIET, "No forecast yet"),
    ],
)
def test_the_state_is_said_in_a_few_words(found: Surge, symbol: str, mark: Mark, words: str) -> None:
    assert headline(found) == (symbol, mark, words)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            surge(SurgeState.SURGE, Shares(0.7, 0.2, 0.1, 1.0, 420.4, 300.0, 12, 11)),
            (
                "Arrivals 64% above forecast since 09:40: 82 against 50 in 30 min. Cause: 70% more contacts, 20% "
                "longer handling, 10% missing people. A contact takes 420 s, usually 300 s. 11 work, 12 are "
                "scheduled. Over when fewer than 28 come in 30 min."
            ),
        ),
        (
            surge(SurgeState.MISSED_FORECAST, Shares(0.6, 0.0, 0.4, 1.0, scheduled=10, working=8)),
            "82 arrivals today against 50 planned by now: more all day, but no sudden rise. 8 work, 10 are scheduled.",
        ),
        (
            surge(SurgeState.CALM, Shares(0.0, 0.0, 1.0, 0.25, scheduled=10, working=8), count=50),
            (
                "50 arrivals in the last 30 min against 50 expected. But the work per person is 25% above the usual. "
                "Cause: 100% missing people. 8 work, 10 are scheduled."
            ),
        ),
        (surge(SurgeState.CALM, count=50), "50 arrivals in the last 30 min against 50 expected."),
    ],
)
def test_the_reason_has_the_numbers_behind_it(found: Surge, said: str) -> None:
    assert reason(found, SHANGHAI) == said


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({}, "Arrivals 64% above forecast since 09:40: 82 against 50 in 30 min."),
        (
            {"queue": "账单", "shares": {"volume": 1.0, "handling": 0.0, "people": 0.0}},
            "账单: Arrivals 64% above forecast since 09:40: 82 against 50 in 30 min. Cause: 100% more contacts.",
        ),
        (
            {
                "shares": None,
                "queues": [{"id": 3, "name": "账单", "growth": 1.5}, {"id": 4, "name": "物流", "growth": None}],
            },
            "Arrivals 64% above forecast since 09:40: 82 against 50 in 30 min. Most of it: 账单 +150%.",
        ),
    ],
)
def test_an_alert_names_its_queue_or_its_queues(details: dict[str, Any], said: str) -> None:
    figures = {"count": 82, "expected": 50.0, "minutes": 30, "since": SINCE.isoformat(), "clear": 28}
    alert = AlertRow(1, AlertKind.SURGE, "", figures | details, MONDAY, *[None] * 8)
    assert what_happened(alert, SHANGHAI, MONDAY) == said
