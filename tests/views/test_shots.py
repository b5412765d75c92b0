"""Pictures: every pane and dialog has one, and on each there is something to see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.views import shots
from app.views.i18n import LANGUAGES, Language
from app.views.theme import Mode

# Fewer colours than this are a bare ground with its frame.
_LEAST_COLOURS = 24


@pytest.fixture
def speaking(session_language: Language) -> Iterator[None]:
    """English again after the pictures, whose consoles speak a language of their own."""
    yield
    session_language.switch("en")


def colours(file: Path) -> int:
    """How many colours a picture has."""
    picture = QImage(str(file))
    return len({picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 2)})


def assert_complete(folder: Path, languages: list[str], modes: list[Mode]) -> None:
    """See that each part has its picture, on which there is something."""
    wanted = {f"{name}-{language}-{mode}.png" for name in shots.names() for language in languages for mode in modes}
    assert {file.name for file in folder.iterdir()} == wanted
    assert {file.name: count for file in folder.iterdir() if (count := colours(file)) < _LEAST_COLOURS} == {}


@pytest.mark.usefixtures("speaking")
def test_every_pane_and_dialog_has_its_picture(qapp: QApplication, tmp_path: Path) -> None:
    shots.take(qapp, tmp_path / "new", ["zh"], [Mode.DARK])
    assert_complete(tmp_path / "new", ["zh"], [Mode.DARK])


@pytest.mark.long
@pytest.mark.usefixtures("speaking")
def test_all_of_them_are_taken_in_both_languages_and_themes(qapp: QApplication, tmp_path: Path) -> None:
    modes = [Mode.LIGHT, Mode.DARK]
    shots.take(qapp, tmp_path, list(LANGUAGES), modes)
    assert_complete(tmp_path, list(LANGUAGES), modes)


def test_a_folder_that_cannot_be_written_is_a_sentence(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setattr(shots, "QApplication", lambda _: qapp)
    assert shots.main([str(tmp_path / "file" / "pictures")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_names_are_written_as_files_are() -> None:
    assert shots.name_of(type("ImportTickets", (), {})) == "import-tickets"
