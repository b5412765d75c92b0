"""Shows a dialog in every language, theme and size, and finds what is cut off, untranslated or given a key twice."""

import os
from collections.abc import Collection
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views.i18n import LANGUAGES, Language
from app.views.theme import Mode, Theme
from tests.views.walk import cut_off, same_keys, untranslated

# Where the pictures go that somebody wants to look at.
_FOLDER = os.environ.get("FLOORWATCH_LOOKS")


def speak(language: Language, code: str) -> None:
    """Switch the language and let Qt tell it to every widget."""
    language.switch(code)
    QCoreApplication.sendPostedEvents()


def assert_looks_right(
    qtbot: QtBot, shown: QWidget, language: Language, theme: Theme, name: str, *, names: Collection[str] = ()
) -> None:
    """Look at a visible widget in both languages and themes, at the size it has now.

    `names` are of files and people: they are not translated.
    """
    for code in LANGUAGES:
        speak(language, code)
        for mode in (Mode.LIGHT, Mode.DARK):
            theme.switch(mode)
            QCoreApplication.processEvents()
            if _FOLDER:
                shown.grab().save(str(Path(_FOLDER) / f"{name}-{code}-{mode}.png"))
            qtbot.waitUntil(partial(_assert_whole, shown))
        doubled = same_keys(shown)
        assert not doubled, doubled
        if code == "zh":
            english = [text for text in untranslated(shown) if not any(each in text for each in names)]
            assert not english, english
    speak(language, "en")


def _assert_whole(shown: QWidget) -> None:
    cut = cut_off(shown)
    assert not cut, cut


def assert_fits_a_small_screen(shown: QWidget) -> None:
    """A dialog can be made as small as a screen of 1024 by 700, and nothing on it is cut off then."""
    # What it needs at the least is known once the texts that came last are laid out.
    QCoreApplication.processEvents()
    before = shown.size()
    wanted = before.boundedTo(QSize(1024, 700))
    shown.resize(wanted)
    QCoreApplication.processEvents()
    assert shown.size() == wanted
    _assert_whole(shown)
    shown.resize(before)
