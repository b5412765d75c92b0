"""The rules and weights of a roster as fields: what is shown is what is asked for."""

import pytest
from pytestqt.qtbot import QtBot

from app.services.staffing.roster.problem import Rule, Rules, Weights
from app.views.schedule.roster_amounts import Amounts, rules_page, said_rates, weights_page

OPEN = Rules(0, None, None, None, None, 0, 0.85, 0.5, 3)


@pytest.fixture
def rules(qtbot: QtBot) -> Amounts:
    page = rules_page()
    qtbot.addWidget(page)
    return page


@pytest.mark.parametrize("given", [Rules(), OPEN])
def test_rules_are_asked_for_as_they_are_shown(rules: Amounts, given: Rules) -> None:
    rules.show_amounts(given)
    assert Rules(**rules.values()) == given


def test_what_is_left_out_is_said_in_words(rules: Amounts) -> None:
    rules.show_amounts(OPEN)
    assert {
        name: rules.boxes[name].text() for name in ("days_in_a_row", "weekly_over", "least_cover", "trainings")
    } == {
        "days_in_a_row": "no limit",
        "weekly_over": "no limit",
        "least_cover": "85 %",
        "trainings": "3",
    }


def test_one_button_brings_back_what_is_usual(qtbot: QtBot) -> None:
    page = weights_page()
    qtbot.addWidget(page)
    assert not page.as_usual.isEnabled()
    page.show_amounts(Weights(fair=2.5))
    assert Weights(**page.values()) == Weights(fair=2.5)
    page.as_usual.click()
    assert Weights(**page.values()) == Weights()
    assert not page.as_usual.isEnabled()


def test_rules_that_clash_are_marked_until_they_do_not(rules: Amounts) -> None:
    assert rules.mark([Rule.REST])
    assert rules.labels["rest_minutes"].text() == "▲ Rest between two shifts, at least"
    assert rules.boxes["rest_minutes"].accessibleDescription() == "It clashes with others."
    assert not rules.mark([Rule.AVAILABILITY])
    assert rules.labels["rest_minutes"].text() == "Rest between two shifts, at least"


def test_weights_are_said_as_time_that_one_person_may_be_missing() -> None:
    said = said_rates(Weights(short=20, avoid=8, prefer=4, fair=40))
    assert "missing for 24 min to spare somebody a shift, for 12 min to grant a wish, and for 2 h to share" in said
    assert said_rates(Weights(short=0)) == "Whether people are too few does not count at all."
