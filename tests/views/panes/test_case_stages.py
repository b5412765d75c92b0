"""The stages of a case: the strip says what each took and who had it; the next one is entered from the bar."""

import pytest

from app.models.people import Role
from app.models.ticket import Ticket
from app.services.deadlines.rulebook import publish_policy
from app.services.handling.actions import assign
from app.services.handling.stages import enter_stage
from app.views.dialogs.tell import Tell
from app.views.i18n import LANGUAGES, Language
from tests.builders import HOUR, MONDAY, policy
from tests.views.panes.case_room import Room, speak
from tests.views.walk import cut_off, untranslated

STAGES = [
    {"target": "stage", "name": "intake", "amount": "30min", "measure": "opening_hours", "role": "agent"},
    {"target": "stage", "name": "handling", "amount": "1d", "measure": "working_days", "role": "team_lead"},
]


@pytest.fixture
def staged(room: Room) -> Room:
    """A floor whose policy has two stages."""
    rules = policy()
    rules["targets"] += STAGES
    room.write(lambda session: publish_policy(session, rules, now=MONDAY))
    return room


def test_the_strip_says_what_each_stage_took_against_its_limit_and_who_had_it(staged: Room) -> None:
    ticket = staged.ticket()
    lead = staged.people[Role.TEAM_LEAD]
    staged.write(lambda session: assign(session, [ticket.id], lead, person_id=None, now=MONDAY + HOUR / 2))
    strip = staged.open(ticket).stages
    assert [(card.name.text(), card.taken.text()) for card in strip.cards] == [
        ("▶ Intake ▲", "1 h of 30 min of opening hours · team_lead · 1 × handed over"),
        ("○ Handling", "limit 1 working day"),
    ]
    told = strip.cards[0].toolTip()
    assert "The limit was exceeded." in told
    assert "Had it: agent, team_lead" in told


def test_the_next_stage_is_offered_first_and_entered_with_a_word_on_it(staged: Room) -> None:
    ticket = staged.ticket()
    staged.open(ticket)
    form = staged.form("next_stage")
    assert isinstance(form, Tell)
    assert form.ways["stage"].currentData() == "handling"
    form.texts["text"].setPlainText("All papers are here")
    form.ok.click()
    staged.settle()
    assert staged.stored(ticket).stage == "handling"
    staged.hear(ticket)
    assert [card.name.text() for card in staged.pane.stages.cards] == ["✓ Intake ▲", "▶ Handling"]
    story = staged.pane.story.toPlainText()
    assert "Stage: Intake → Handling" in story
    assert "All papers are here" in story
    undo = staged.said[-1][1]
    assert undo
    undo()
    staged.settle()
    assert staged.stored(ticket).stage == "intake"


def test_a_stage_that_was_left_out_is_not_still_to_come(room: Room) -> None:
    rules = policy()
    rules["targets"] += [*STAGES, STAGES[1] | {"name": "reply"}, STAGES[1] | {"name": "archive"}]
    room.write(lambda session: publish_policy(session, rules, now=MONDAY))
    ticket = room.ticket()
    room.write(
        lambda session: enter_stage(
            session, room.rulebook, session.get_one(Ticket, ticket.id), "reply", person_id=None, now=MONDAY
        )
    )
    assert [card.taken.text() for card in room.open(ticket).stages.cards[1:]] == [
        "passed over",
        "1 h of 1 working day · agent",
        "limit 1 working day",
    ]


@pytest.mark.parametrize("width", [700, 1400])
def test_the_strip_is_whole_in_both_languages(staged: Room, language: Language, width: int) -> None:
    staged.pane.resize(width, 800)
    pane = staged.open(staged.ticket())
    for code in LANGUAGES:
        speak(language, code)
        staged.qtbot.waitUntil(lambda: cut_off(pane.stages) == [])
    speak(language, "zh")
    assert [text for text in untranslated(pane.stages) if "agent" not in text] == []


def test_without_a_case_there_is_no_strip(room: Room) -> None:
    assert not room.pane.stages.isVisible()
