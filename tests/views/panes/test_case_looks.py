"""The case pane and its forms to look at: both languages and themes, at every width."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog

from app.views.case.document import Document
from app.views.i18n import LANGUAGES, Language
from app.views.panes.case import CasePane
from app.views.theme import Mode, Theme
from tests.views.panes.case_room import Room, speak, storied
from tests.views.walk import cut_off, untranslated

# Numbers, people, codes and keys, which nobody translates.
OWN = re.compile(
    r"FW-\d+|agent|team_lead|supervisor|manager|default|three_quarters|china_office|VIP|Asia/Shanghai"
    r"|Ctrl|Alt|Enter|Left"
)


@pytest.fixture
def looks(room: Room, language: Language, theme: Theme) -> Callable[[QDialog | CasePane], None]:
    """A look at something in both languages and themes."""

    def look(shown: QDialog | CasePane) -> None:
        for code in LANGUAGES:
            speak(language, code)
            for mode in (Mode.LIGHT, Mode.DARK):
                theme.switch(mode)
                room.qtbot.waitUntil(lambda: cut_off(shown) == [])
            if code == "zh":
                documents = [each.toPlainText() for each in shown.findChildren(Document)]
                left = [OWN.sub("", text) for text in (*untranslated(shown), *documents)]
                assert [text for text in left if re.search("[A-Za-z]{2,}", text)] == []
        speak(language, "en")

    return look


@pytest.mark.parametrize("width", [700, 1100, 1600])
def test_nothing_is_cut_off_or_left_in_english_at_any_width(
    room: Room, looks: Callable[[QDialog | CasePane], None], width: int
) -> None:
    room.pane.resize(width, 800)
    looks(room.pane)
    room.open(storied(room))
    for card in room.pane.clocks.cards.values():
        card.why.click()
    looks(room.pane)
    assert room.pane._texts.orientation() is (Qt.Orientation.Horizontal if width >= 1000 else Qt.Orientation.Vertical)


@pytest.mark.parametrize("name", ["respond", "resolve", "note", "merge"])
def test_no_form_is_cut_off_or_left_in_english(
    room: Room, looks: Callable[[QDialog | CasePane], None], name: str
) -> None:
    room.open(storied(room))
    form = room.form(name)
    looks(form)
    form.reject()


def test_a_low_pane_has_its_texts_beside_each_other(room: Room) -> None:
    pane = room.open(room.ticket())
    pane.resize(800, 800)
    assert pane._texts.orientation() is Qt.Orientation.Vertical
    pane.resize(800, 320)
    assert pane._texts.orientation() is Qt.Orientation.Horizontal


def test_the_keys_stand_on_the_buttons_where_there_is_room(room: Room) -> None:
    pane = room.open(room.ticket())
    pane.resize(2100, 800)
    QCoreApplication.processEvents()
    assert pane.bar.buttons["respond"].text() == "Respond  Ctrl+R"
    pane.resize(700, 800)
    QCoreApplication.processEvents()
    assert pane.bar.buttons["respond"].text() == "Respond"
    assert pane.bar.buttons["respond"].toolTip() == "Respond (Ctrl+R)"
