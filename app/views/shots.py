"""Takes pictures of every window, pane and dialog with demo content: `python -m app.views.shots DIR`.

Each is taken in both languages, on a floor that speaks the language, and in both themes.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.discovery import modules, subclasses
from app.errors import DomainError
from app.views import dialogs, panes, scenes
from app.views.case import parts as case_parts
from app.views.case.part import CasePart
from app.views.dialog import Dialog
from app.views.i18n import LANGUAGES, Language
from app.views.pane import Pane
from app.views.panes.activation import ActivationPane
from app.views.panes.case import CasePane
from app.views.studio import Look, ShotError, Studio, studio_of
from app.views.theme import Mode, Theme
from app.views.wallboard.board import Wallboard

_SCREEN = QSize(1280, 720)
# Pictures that are neither a window, a pane nor a dialog.
EXPLANATION, WALLBOARD = "explanation", "wallboard"
# The pages of a pane, by the words after its name; of the first one there is none.
PAGES: Mapping[type[Pane], Sequence[str]] = {ActivationPane: ("", "running", "history")}


def name_of(kind: type) -> str:
    """Return what a picture of a pane or dialog is called: QueuePane is `queue-pane`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


def names() -> list[str]:
    """Return the names of all that is pictured."""
    shown = [
        "-".join(filter(None, (name_of(kind), page)))
        for kind in subclasses(panes, Pane)
        for page in PAGES.get(kind, ("",))
    ]
    parts = [name_of(kind) for kind in subclasses(case_parts, CasePart)]
    return ["window", *shown, EXPLANATION, *parts, WALLBOARD, *_scenes()]


def take(look: Look, folder: Path, languages: Sequence[str], modes: Sequence[Mode]) -> None:
    """Take the pictures into a folder, as NAME-LANGUAGE-THEME.png."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in languages:
        look.language.switch(language)
        with studio_of(look) as studio:
            for mode in modes:
                for name, shown in pictures(studio, mode):
                    file = folder / f"{name}-{language}-{mode}.png"
                    if not shown.grab().save(str(file)):
                        raise ShotError("The picture {file} cannot be written.", file=file)


def pictures(studio: Studio, mode: Mode) -> Iterator[tuple[str, QWidget]]:
    """Yield names and widgets, each while it can be seen."""
    studio.wear(mode)
    docks = studio.window.docks.panes
    for pane in sorted(docks.values(), key=lambda pane: -pane.position):
        pane.wanted.emit()
    studio.settle()
    yield "window", studio.window
    for pane in docks.values():
        pane.wanted.emit()
        studio.settle()
        yield from _pages(studio, pane)
    case = next(pane for pane in docks.values() if isinstance(pane, CasePane))
    case.wanted.emit()
    yield from _explanation(studio, case)
    yield from _parts(studio, case)
    yield from _wallboard(studio)
    for name, make in _scenes().items():
        dialog = make(studio)
        dialog.open()
        studio.settle()
        yield name, dialog
        dialog.reject()
        dialog.deleteLater()


def _pages(studio: Studio, pane: Pane) -> Iterator[tuple[str, QWidget]]:
    """Yield each page of a pane."""
    for place, page in enumerate(PAGES.get(type(pane), ("",))):
        if isinstance(pane, ActivationPane):
            pane.pages.setCurrentIndex(place)
            studio.settle()
        yield "-".join(filter(None, (name_of(type(pane)), page))), pane


def _explanation(studio: Studio, case: CasePane) -> Iterator[tuple[str, QWidget]]:
    """Open on the case why its deadlines lie where they do, and yield the one of which most is told."""
    cards = list(case.clocks.cards.values())
    for card in cards:
        card.why.setChecked(True)
    studio.settle()
    yield EXPLANATION, max(cards, key=lambda card: len(card.text.text()))
    for card in cards:
        card.why.setChecked(False)


def _parts(studio: Studio, case: CasePane) -> Iterator[tuple[str, QWidget]]:
    """Yield each page of what belongs to the case."""
    studio.desk.requests.case.emit(studio.richest())
    for kind in subclasses(case_parts, CasePart):
        case.aside.choose(kind)
        studio.settle()
        yield name_of(kind), case.aside
    case.aside.choose(None)
    studio.desk.requests.case.emit(studio.case.id)


def _wallboard(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    board = Wallboard(studio.desk, studio.window)
    board.resize(_SCREEN)
    board.show()
    studio.settle()
    yield WALLBOARD, board
    board.close()
    board.deleteLater()


def _scenes() -> dict[str, Callable[[Studio], QDialog]]:
    """Return by the name of each picture how its dialog comes about; one of a menu needs no scene."""
    known: scenes.Scenes = {
        kind: ways for module in modules(scenes) for kind, ways in vars(module).get("SCENES", {}).items()
    }
    found: dict[str, Callable[[Studio], QDialog]] = {
        name_of(kind): lambda studio, kind=kind: kind(studio.desk, studio.window)  # type: ignore[misc]
        for kind in subclasses(dialogs, Dialog)
        if kind not in known
    }
    for kind, ways in known.items():
        found |= {"-".join(filter(None, (name_of(kind), way))): make for way, make in ways.items()}
    return found


def main(words: Sequence[str]) -> int:
    """Take all pictures into the folder that is named; an expected refusal is a sentence and exit code 2."""
    parser = argparse.ArgumentParser(prog="shots", description="Picture every pane and dialog on a demo floor.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pictures go")
    given = parser.parse_args(words)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        application = QApplication(["floorwatch"])
        look = Look(Language(application), Theme(application))
        take(look, given.folder, list(LANGUAGES), [Mode.LIGHT, Mode.DARK])
    except (DomainError, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
