"""The assessment page of the case pane: why a score is what it is, what risk rests on, category and tags by hand."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.desk_rules import ScorePart
from app.models.people import Role
from app.models.ticket import Category, Ticket
from app.services.assessment.categories import add_category
from app.services.assessment.suggest import CategorySuggestion
from app.services.assessment.tags import tags_of
from app.views.case.parts.assessment import AssessmentPart
from app.views.dialogs.pick_category import PickCategory
from app.views.dialogs.say_assessment import SayRisk, SayScore
from app.views.i18n import Language
from app.views.intake.suggestions import Suggestions
from tests.builders import HOUR
from tests.views.panes.case_room import Room, speak
from tests.views.walk import cut_off, untranslated


def opened(room: Room, ticket: Ticket) -> AssessmentPart:
    """The page, in front, with all that it reads."""
    room.open(ticket)
    room.qtbot.waitUntil(lambda: AssessmentPart in room.pane.aside.buttons)
    room.pane.aside.buttons[AssessmentPart].click()
    room.settle()
    part = room.pane.aside.parts[AssessmentPart]
    assert isinstance(part, AssessmentPart)
    room.qtbot.waitUntil(lambda: part.found is not None and part.found.ticket_id == ticket.id)
    room.settle()
    return part


def categories(room: Room) -> dict[str, int]:
    found: dict[str, int] = {}
    with room.database.write() as session:
        for name in ("Fees", "Damage", "Delay"):
            found[name] = add_category(session, name, None, by=room.people[Role.MANAGER]).id
    return found


def test_the_score_says_what_each_part_rests_on_and_grows_with_the_deadline(room: Room) -> None:
    part = opened(room, room.ticket(title="A scam"))
    assert part.bars.score.text() == str(part.found.score(room.now) if part.found else "")
    line = part.bars.lines[ScorePart.RISK]
    assert (line.why.text(), line.points.text()) == ("high risk", "25 of 25")
    part = opened(room, room.ticket())
    before = int(part.bars.score.text())
    room.now += 24 * HOUR
    part.bars._look.timeout.emit()
    assert int(part.bars.score.text()) > before
    assert part.bars.lines[ScorePart.DEADLINE].why.text() == "late"


def test_another_score_needs_a_reason_and_is_taken_back(room: Room) -> None:
    ticket = room.ticket()
    part = opened(room, ticket)
    part.set.click()
    form = next(iter(part.findChildren(SayScore)))
    form.spin.setValue(90)
    assert not form.ok.isEnabled()
    form.reason.setPlainText("The mayor asks")
    form.ok.click()
    room.settle()
    assert room.stored(ticket).score_set == 90
    room.hear(ticket)
    assert part.bars.score.text() == "90"
    assert "The mayor asks" in part.bars.said.text()
    part.back.click()
    form = next(each for each in part.findChildren(SayScore) if each.isVisible())
    form.reason.setPlainText("He has his answer")
    form.ok.click()
    room.settle()
    assert room.stored(ticket).score_set is None


def test_risk_names_its_words_and_is_turned_with_a_reason(room: Room) -> None:
    ticket = room.ticket(title="我要找记者")
    part = opened(room, ticket)
    assert "记者" in part.reasons.text()
    part.turn.click()
    form = next(iter(part.findChildren(SayRisk)))
    form.reason.setPlainText("He is one")
    form.ok.click()
    room.settle()
    assert not room.stored(ticket).high_risk
    room.hear(ticket)
    assert "He is one" in part.reasons.text()


def test_a_category_is_suggested_and_taken_with_one_press(room: Room) -> None:
    found = categories(room)
    for title, name in (("手续费太高", "Fees"), ("多收手续费", "Fees"), ("快递破损", "Damage"), ("包裹破损", "Damage")):
        room.ticket(title=title, category_id=found[name])
    ticket = room.ticket(title="手续费不合理")
    part = opened(room, ticket)
    room.qtbot.waitUntil(lambda: part.suggestions[0].isVisible())
    assert part.suggestions[0].text().startswith("Fees ")
    part.suggestions[0].click()
    room.settle()
    assert room.stored(ticket).category_id == found["Fees"]
    room.hear(ticket)
    assert part.category.text() == "Fees"
    assert not part._offered.isVisible()


def test_while_it_is_still_being_learned_the_page_says_so(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Callable[[tuple[CategorySuggestion, ...]], None]] = []
    monkeypatch.setattr(Suggestions, "ask", lambda self, owner, title, text, then: answers.append(then))
    part = opened(room, room.ticket())
    assert part.hint.text().startswith("It is being learned from past complaints")
    answers[-1](())
    assert part.hint.text() == "Past complaints suggest nothing: too few are like it."


def test_a_category_is_found_by_its_letters_and_can_be_taken_away(room: Room) -> None:
    found = categories(room)
    ticket = room.ticket()
    part = opened(room, ticket)
    for typed, wanted in (("dam", found["Damage"]), ("", None)):
        part.change.click()
        room.settle()
        dialog = next(each for each in part.findChildren(PickCategory) if each.isVisible())
        room.settle()
        assert dialog.picker.lines()
        dialog.picker.field.setText(typed)
        if wanted is None:
            QTest.keyClick(dialog.picker.field, Qt.Key.Key_Up)
            dialog.picker.list.setCurrentIndex(dialog.picker.list.model().index(len(dialog.picker.lines()) - 1, 0))
        QTest.keyClick(dialog.picker.field, Qt.Key.Key_Return)
        room.settle()
        assert room.stored(ticket).category_id == wanted
        room.hear(ticket)


def test_tags_are_typed_and_taken_off(room: Room) -> None:
    ticket = room.ticket()
    part = opened(room, ticket)
    for name in ("late", "快递"):
        part.tags.field.setText(name)
        QTest.keyClick(part.tags.field, Qt.Key.Key_Return)
        room.settle()
        room.hear(ticket)
    assert [*part.tags.buttons] == ["late", "快递"]
    part.tags.buttons["late"].click()
    room.settle()
    room.hear(ticket)
    assert [*part.tags.buttons] == ["快递"]
    with room.database.read() as session:
        assert tags_of(session, ticket.id) == ("快递",)


def test_a_tag_that_is_none_is_refused_in_words(room: Room) -> None:
    part = opened(room, room.ticket())
    part.tags.put.emit("a,b")
    room.settle()
    assert part.banner.isVisible()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_all_of_it_is_in_the_language_and_has_room(room: Room, language: Language, code: str) -> None:
    with room.database.write() as session:
        session.add(Category(name="金融诈骗", path="资金 / 金融诈骗", high_risk=True))
    ticket = room.ticket(title="我要找记者，还要起诉", category_id=1, high_risk=True)
    speak(language, code)
    part = opened(room, ticket)
    room.pane.resize(1400, 900)
    room.settle()
    assert cut_off(part) == []
    if code == "zh":
        assert untranslated(part) == []
