"""The look: text that can be read in both themes, icons and colours that follow a switch, nothing left undefined."""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette, qAlpha
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.views.theme import ICON, RESOURCES, Mark, Mode, Symbol, Theme, colour, icon, palette

ROLE = QPalette.ColorRole
ICONS = sorted(file.stem for file in (RESOURCES / "icons").glob("*.svg"))
# What is written on what.
TEXTS = [
    (ROLE.WindowText, ROLE.Window),
    (ROLE.Text, ROLE.Base),
    (ROLE.Text, ROLE.AlternateBase),
    (ROLE.ButtonText, ROLE.Button),
    (ROLE.HighlightedText, ROLE.Highlight),
    (ROLE.ToolTipText, ROLE.ToolTipBase),
    (ROLE.PlaceholderText, ROLE.Base),
    (ROLE.PlaceholderText, ROLE.Window),
    (ROLE.Link, ROLE.Base),
]


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours by WCAG 2, from 1 to 21."""

    def luminance(of: QColor) -> float:
        linear = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in (of.redF(), of.greenF(), of.blueF())
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_every_text_can_be_read_on_its_background(theme: Theme, mode: Mode) -> None:
    theme.switch(mode)
    now = QGuiApplication.palette()
    pairs = {f"{text.name} on {back.name}": contrast(now.color(text), now.color(back)) for text, back in TEXTS}
    for mark in (Mark.LATE, Mark.SOON, Mark.FINE, Mark.QUIET):
        for back in (ROLE.Window, ROLE.Base):
            pairs[f"{mark} on {back.name}"] = contrast(colour(mark), now.color(back))
    for mark, behind in ((Mark.LATE, Mark.LATE_BACK), (Mark.SOON, Mark.SOON_BACK)):
        pairs[f"{mark} on its own"] = contrast(colour(mark), colour(behind))
        pairs[f"text on {behind}"] = contrast(now.color(ROLE.WindowText), colour(behind))
        pairs[f"names on {behind}"] = contrast(now.color(ROLE.PlaceholderText), colour(behind))
    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_what_is_filled_in_ticked_or_chosen_is_seen_while_it_is_empty(qtbot: QtBot, theme: Theme, mode: Mode) -> None:
    theme.switch(mode)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    inputs = (QRadioButton(), QCheckBox(), QLineEdit(), QPlainTextEdit(), QSpinBox(), QComboBox())
    for each in inputs:
        column.addWidget(each)
    window.show()
    window.setFocus()
    image, behind = window.grab().toImage(), QGuiApplication.palette().color(ROLE.Window)
    seen = {}
    for each in inputs:
        # Across the left edge, at half the height.
        across = (image.pixelColor(each.x() + x, each.geometry().center().y()) for x in range(-1, 4))
        seen[type(each).__name__] = round(max(contrast(found, behind) for found in across), 2)
    assert {name: ratio for name, ratio in seen.items() if ratio < 3} == {}


def test_both_themes_set_the_same_roles_and_every_mark(theme: Theme) -> None:
    light, dark = palette("light"), palette("dark")
    for role in ROLE:
        if role not in (ROLE.NoRole, ROLE.NColorRoles):
            group = QPalette.ColorGroup.Active
            assert light.isBrushSet(group, role) == dark.isBrushSet(group, role), role
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.switch(mode)
        assert all(colour(mark).isValid() for mark in Mark)


def test_a_switch_reaches_every_widget(theme: Theme, qtbot: QtBot) -> None:
    class Listening(QWidget):
        heard = 0

        def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
            self.heard += event.type() == QEvent.Type.PaletteChange

    widget = Listening()
    qtbot.addWidget(widget)
    widget.show()
    before = widget.heard
    theme.switch(Mode.DARK)
    qtbot.waitUntil(lambda: widget.heard > before)
    assert widget.palette().color(ROLE.Window) == palette("dark").color(ROLE.Window)


def test_following_the_system_is_light_where_the_system_says_nothing(theme: Theme) -> None:
    theme.switch(Mode.DARK)
    theme.switch(Mode.SYSTEM)
    assert QApplication.palette().color(ROLE.Window) == palette("light").color(ROLE.Window)


def most(pictured: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    """The colour that covers most of an icon."""
    image = pictured.pixmap(QSize(48, 48), 1.0, mode).toImage()
    pixels = Counter(image.pixel(x, y) for x in range(48) for y in range(48))
    return QColor(max((each for each in pixels if qAlpha(each) == 255), key=pixels.__getitem__))


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_in_the_colour_of_text_and_follows_the_theme(theme: Theme, name: str) -> None:
    made = icon(name)
    assert most(made) == palette("light").color(ROLE.ButtonText)
    theme.switch(Mode.DARK)
    assert most(made) == palette("dark").color(ROLE.ButtonText)
    assert most(made, QIcon.Mode.Disabled) == palette("dark").color(QPalette.ColorGroup.Disabled, ROLE.ButtonText)
    assert most(icon(name, Mark.LATE)) == colour(Mark.LATE)


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_has_no_colour_of_its_own(name: str) -> None:
    source = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8")
    assert ElementTree.fromstring(source).tag.endswith("svg")
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', source)) == {"currentColor", "none"}


def test_a_symbol_shows_another_meaning_at_once(qtbot: QtBot, theme: Theme) -> None:
    symbol = Symbol("check", Mark.FINE)
    qtbot.addWidget(symbol)
    symbol.show()
    before = symbol.grab().toImage()
    symbol.change("lost", Mark.LATE)
    assert symbol.size() == QSize(ICON, ICON)
    assert symbol.grab().toImage() != before
