"""The strip of examples and the editor of rules: drawn in every look, walked over by the keyboard, said in words."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.deadlines.rule_examples import Course, DayRow
from app.views.i18n import Language
from app.views.rules.strip import RuleStrip
from app.views.rules.strip_words import StripExample
from app.views.rules.toml_editor import TomlEditor
from app.views.theme import Mark, Mode, Theme, colour
from app.views.ticket_words import Place
from tests.builders import MONDAY
from tests.views.desks import SHANGHAI

FIRST = date(2026, 3, 2)


def day(place: int) -> DayRow:
    """A day of four weeks with a holiday, a closure and a working Saturday."""
    found, holiday, swapped = FIRST + timedelta(place), place == 3, place == 12
    worked = (found.weekday() < 5 and not holiday) or swapped
    closures = ((0.6, 0.75),) if place == 8 else ()
    names = {"en": "Day of the miners", "zh": "矿工节"} if holiday else {}
    return DayRow(found, worked, found.weekday() < 5, names, swapped, closures)


@pytest.fixture
def strip(qtbot: QtBot) -> RuleStrip:
    """Two examples, one of which nothing was promised until now."""
    found = RuleStrip()
    qtbot.addWidget(found)
    later = datetime(2026, 3, 10, 9, 30, tzinfo=SHANGHAI)
    counted = frozenset(FIRST + timedelta(place) for place in (1, 2))
    examples = [
        StripExample("Now", MONDAY, Course(MONDAY + timedelta(2), counted), Course(MONDAY + timedelta(1), counted)),
        StripExample("Own time", later, None, Course(later + timedelta(60), frozenset())),
    ]
    found.show_examples([day(place) for place in range(28)], examples, Place(MONDAY, SHANGHAI))
    found.resize(900, found.sizeHint().height())
    found.show()
    qtbot.waitExposed(found)
    return found


def drawn(strip: RuleStrip) -> QImage:
    """The strip as a picture."""
    return strip.grab().toImage()


def test_every_example_is_said_for_who_does_not_see_it(strip: RuleStrip) -> None:
    first, second = strip.accessibleDescription().split("\n")
    assert first == (
        "Now, received Mon 2 Mar 10:00: due Wed 4 Mar 10:00 by the rules in force, Tue 3 Mar 10:00 by the draft"
    )
    assert "due no deadline by the rules in force" in second


def test_the_arrows_walk_over_the_days_and_say_them(strip: RuleStrip) -> None:
    said: list[str] = []
    strip.pointed.connect(said.append)
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert said[-1] == "Mon 2 Mar · working day · Now received"
    for _ in range(3):
        QTest.keyClick(strip, Qt.Key.Key_Right)
    assert said[-1] == "Thu 5 Mar · Day of the miners · closed · was a working day"
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert said[-1] == "Wed 4 Mar · working day · Now due (in force)"
    QTest.keyClick(strip, Qt.Key.Key_End)
    assert said[-1] == "Sun 29 Mar · closed"
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert said[-1] == "Sun 29 Mar · closed"


def test_a_click_points_to_a_day_and_the_mouse_is_told_what_it_is(strip: RuleStrip) -> None:
    said: list[str] = []
    strip.pointed.connect(said.append)
    at = next(x for x in range(strip.width()) if strip._index(x) == 8)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(at + 1, 40))
    assert said == ["Tue 10 Mar · working day · closed 14:24–18:00 · Own time received"]
    place = QPoint(at + 1, 40)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, strip.mapToGlobal(place))
    QApplication.sendEvent(strip, event)
    assert strip._index(0) is None


def test_closures_are_hatched_and_the_draft_is_drawn_otherwise_than_the_rules_in_force(
    strip: RuleStrip, language: Language, theme: Theme
) -> None:
    pictures = set()
    for code in ("en", "zh"):
        language.switch(code)
        for mode in (Mode.LIGHT, Mode.DARK):
            theme.switch(mode)
            QApplication.processEvents()
            picture = drawn(strip)
            inks = {picture.pixelColor(x, y).rgb() for x in range(picture.width()) for y in range(picture.height())}
            assert colour(Mark.SOON).rgb() in inks
            assert strip.palette().accent().color().rgb() in inks
            pictures.add(bytes(picture.constBits()))
    assert len(pictures) == 4


def test_an_empty_strip_takes_keys_and_the_mouse(qtbot: QtBot) -> None:
    strip = RuleStrip()
    qtbot.addWidget(strip)
    strip.show()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton)
    assert strip.accessibleDescription() == ""


def test_the_editor_marks_a_line_and_keeps_its_place_when_a_form_writes(qtbot: QtBot, theme: Theme) -> None:
    editor = TomlEditor()
    qtbot.addWidget(editor)
    editor.setPlainText("\n".join(f'amount = "{place}d"  # {place}' for place in range(200)))
    editor.resize(400, 300)
    editor.show()
    qtbot.waitExposed(editor)
    editor.go_to(150)
    editor.mark(150)
    QApplication.processEvents()
    back = colour(Mark.LATE_BACK).rgb()
    picture = editor.grab().toImage()
    assert any(picture.pixelColor(300, y).rgb() == back for y in range(picture.height()))
    editor.set_text(editor.toPlainText().replace('"7d"', '"8d"'))
    assert editor.textCursor().blockNumber() == 149
    editor.undo()
    assert '"7d"' in editor.toPlainText()
    editor.go_to(150)
    theme.switch(Mode.DARK)
    QApplication.processEvents()
    assert colour(Mark.LATE_BACK).rgb() != back
    dark = editor.grab().toImage()
    editor.mark(None)
    QApplication.processEvents()
    assert editor.grab().toImage() != dark
