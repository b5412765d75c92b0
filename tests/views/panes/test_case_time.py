"""What is done about time on the case pane: waits with a reason, news, more time and who grants it."""

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.models.approval import Approval
from app.models.people import Role
from app.models.sla import Target
from app.models.ticket import Priority, Status
from app.services.deadlines.rulebook import publish_policy
from app.services.deadlines.waits import PAUSE
from app.services.handling.actions import raise_priority
from app.views.case.actions import ACTS
from app.views.case.form import CaseForm
from app.views.dialogs.tell import Tell
from app.views.i18n import Language
from tests.builders import MONDAY, clocks_of, policy
from tests.views.panes.case_room import Room, gone, speak
from tests.views.walk import cut_off, untranslated

OCCASIONAL = ("go_on", "resume", "restart", "more_time", "decide", "tell_extension")


@pytest.fixture
def rich(room: Room) -> Room:
    """A floor whose policy knows reasons, restarts and extensions."""
    specification: dict[str, Any] = policy(
        pauses={
            "waiting_for_customer": {"targets": ["resolution"], "longest": "10d", "measure": "natural_days"},
            "external_appraisal": ["resolution"],
        },
        restarts={"new_facts": ["resolution"]},
        extensions=[
            {
                "target": "resolution",
                "steps": [
                    {"to": "10d", "approver": "supervisor", "notice": True},
                    {"to": "20d", "approver": "manager"},
                ],
            }
        ],
    )
    room.write(lambda session: publish_policy(session, specification, now=MONDAY))
    return room


def visible(room: Room) -> set[str]:
    return {name for name in OCCASIONAL if room.pane.bar.actions_of_keys[name].isVisible()}


def choose(form: CaseForm, key: str, word: str) -> None:
    assert isinstance(form, Tell)
    form.ways[key].setCurrentIndex(form.ways[key].findData(word))


def test_a_wait_has_the_reason_that_is_chosen_and_says_what_stands_still(rich: Room) -> None:
    ticket = rich.ticket()
    rich.open(ticket)
    assert visible(rich) == {"restart", "more_time"}
    form = rich.form("wait")
    assert isinstance(form, Tell)
    assert form.consequence.text() == "Stands still meanwhile, for 10 calendar days at most: Resolution."
    choose(form, PAUSE, "external_appraisal")
    assert form.consequence.text() == "Stands still meanwhile: Resolution."
    form.texts["reason"].setPlainText("The institute was asked")
    form.ok.click()
    rich.settle()
    assert gone(form)
    assert rich.last_event(ticket).details == {"pause": "external_appraisal", "reason": "The institute was asked"}
    rich.hear(ticket)
    assert "Waits: external appraisal" in rich.pane.story.toPlainText()
    assert rich.pane.facts["status"].text() == "‖ Waits: external appraisal"
    # Nobody waits for the customer: what was waited for is there.
    assert visible(rich) == {"resume", "more_time"}
    rich.tell("resume", "The appraisal is here")
    assert rich.stored(ticket).status is Status.OPEN
    assert rich.last_event(ticket).kind == "resumed"


def test_more_time_is_asked_for_decided_and_told(rich: Room) -> None:
    ticket = rich.ticket()
    rich.open(ticket)
    form = rich.form("more_time")
    assert isinstance(form, Tell)
    assert form.consequence.text() == (
        "Resolution: 10 working days in all instead of 3 working days. To be granted by: Supervisor, or somebody "
        "above. It holds only when the customer has been told."
    )
    form.reject()
    rich.tell("more_time", "The expert is away")
    rich.hear(ticket)
    assert visible(rich) == {"restart", "decide"}
    # The supervisor, who sits here, has asked: somebody else decides.
    form = rich.tell("decide")
    assert not gone(form)
    assert any("Nobody decides what they asked for" in label.text() for label in form.banner.findChildren(QLabel))
    form.reject()
    rich.write(lambda session: setattr(session.query(Approval).one(), "asked_by_id", rich.people[Role.AGENT]))
    rich.hear(ticket)
    form = rich.form("decide")
    assert isinstance(form, Tell)
    assert "Asked by agent" in form.consequence.text()
    choose(form, "answer", "refuse")
    assert not form.ok.isEnabled()
    choose(form, "answer", "grant")
    form.ok.click()
    rich.settle()
    assert gone(form)
    rich.hear(ticket)
    assert visible(rich) == {"restart", "tell_extension"}
    (clock,) = clocks_of(rich.database, ticket, Target.RESOLUTION)
    assert clock.amount == 3
    rich.tell("tell_extension", "It takes ten days")
    (clock,) = clocks_of(rich.database, ticket, Target.RESOLUTION)
    assert clock.amount == 10
    rich.hear(ticket)
    assert "Resolution: 10 working days in all" in rich.pane.story.toPlainText()
    assert visible(rich) == {"restart", "more_time"}


def test_new_facts_let_the_time_begin_anew(rich: Room) -> None:
    ticket = rich.ticket()
    rich.open(ticket)
    form = rich.form("restart")
    assert isinstance(form, Tell)
    # There is one reason: it is not asked for.
    assert not form.ways["restart"].isVisible()
    form.texts["text"].setPlainText("The meter was wrong, too")
    form.ok.click()
    rich.settle()
    assert [clock.cycle for clock in clocks_of(rich.database, ticket, Target.RESOLUTION)] == [1, 2]
    rich.hear(ticket)
    assert "Begun anew: new facts" in rich.pane.story.toPlainText()


@pytest.mark.parametrize("name", ["inform", "wait", "restart", "more_time"])
def test_the_forms_about_time_are_whole_in_both_languages(rich: Room, language: Language, name: str) -> None:
    rich.open(rich.ticket(title="宽带掉线"))
    form: QWidget = rich.form(name)
    assert cut_off(form) == []
    speak(language, "zh")
    assert cut_off(form) == []
    assert [text for text in untranslated(form) if "FW-" not in text and "Ctrl" not in text] == []
    assert str(ACTS[name].text) in form.windowTitle()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ("Priority: High → Urgent", "Resolution due: Thu 5 Mar 10:00 → Tue 3 Mar 10:00")),
        ("zh", ("优先级：高 → 紧急", "办结期限：3月5日 周四 10:00 → 3月3日 周二 10:00")),
    ],
)
def test_the_story_says_which_deadline_a_raise_has_moved(
    room: Room, language: Language, code: str, said: tuple[str, ...]
) -> None:
    urgent = {"target": "resolution", "priority": ["urgent"], "amount": "1d", "measure": "working_days"}
    specification = policy()
    with room.database.write() as session:
        publish_policy(session, specification | {"targets": [*specification["targets"], urgent]}, now=MONDAY)
    speak(language, code)
    ticket = room.ticket(priority=Priority.HIGH)
    room.write(lambda session: raise_priority(session, room.rulebook, [ticket.id], person_id=None, now=room.now))
    room.open(ticket)
    for each in said:
        assert each in room.pane.story.toPlainText()
