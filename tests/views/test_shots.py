"""Pictures: every window, pane and dialog has one, and on each there is something to see."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

from app import views
from app.discovery import subclasses
from app.services.demo import past
from app.views import shots, studio
from app.views.i18n import LANGUAGES, Language
from app.views.theme import Mode, Theme

# Fewer colours than this are a bare ground with its frame.
_LEAST_COLOURS = 24
# What a screen of 1366 by 768 leaves a window beside the bar of the system.
_LOW = 700


@pytest.fixture
def look(language: Language, theme: Theme) -> studio.Look:
    """The look of the application, as other tests want it afterwards."""
    return studio.Look(language, theme)


@pytest.fixture
def heights(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How low the window can be made after all has been shown in it, for each round of pictures."""
    found: list[int] = []
    pictures = shots.pictures

    def measured(room: studio.Studio, mode: Mode) -> Iterator[tuple[str, QWidget]]:
        yield from pictures(room, mode)
        found.append(room.window.minimumSizeHint().height())

    monkeypatch.setattr(shots, "pictures", measured)
    return found


def colours(file: Path) -> int:
    """How many colours a picture has."""
    picture = QImage(str(file))
    return len({picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 2)})


def assert_complete(folder: Path, languages: list[str], modes: list[Mode]) -> None:
    """See that each part has its picture, on which there is something."""
    wanted = {f"{name}-{language}-{mode}.png" for name in shots.names() for language in languages for mode in modes}
    assert {file.name for file in folder.iterdir()} == wanted
    assert {file.name: count for file in folder.iterdir() if (count := colours(file)) < _LEAST_COLOURS} == {}


def test_every_pane_and_dialog_has_its_picture_and_a_low_screen_holds_the_window(
    look: studio.Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heights: list[int]
) -> None:
    # To make the floor, and to play on it, takes longer than all else.
    monkeypatch.setattr(past, "DAYS", 14)
    monkeypatch.setattr(studio, "PLAYED", timedelta(minutes=15))
    # Long enough for something to be seen, which is all that is looked for.
    monkeypatch.setattr(studio, "_QUIET_MS", 40)
    shots.take(look, tmp_path / "new", ["zh"], [Mode.DARK])
    assert_complete(tmp_path / "new", ["zh"], [Mode.DARK])
    assert max(heights) <= _LOW


def test_every_window_of_the_program_has_its_picture() -> None:
    kinds: list[type[QWidget]] = [*subclasses(views, QMainWindow), *subclasses(views, QDialog)]
    windows = {shots.name_of(kind) for kind in kinds if not kind.__subclasses__()}
    assert windows >= {"window", "welcome", "fault-dialog"}
    assert {each for each in windows if not any(f"{name}-".startswith(f"{each}-") for name in shots.names())} == set()


@pytest.mark.long
def test_all_of_them_are_taken_in_both_languages_and_themes(
    look: studio.Look, tmp_path: Path, heights: list[int]
) -> None:
    modes = [Mode.LIGHT, Mode.DARK]
    shots.take(look, tmp_path, list(LANGUAGES), modes)
    assert_complete(tmp_path, list(LANGUAGES), modes)
    assert max(heights) <= _LOW


def test_a_folder_that_cannot_be_written_is_a_sentence(look: studio.Look, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(OSError, match="file"):
        shots.take(look, tmp_path / "file" / "pictures", ["en"], [Mode.LIGHT])


def test_names_are_written_as_files_are() -> None:
    assert shots.name_of(type("ImportTickets", (), {})) == "import-tickets"
