"""What the console remembers of a person from one start to the next: window, layout, language, theme."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from app.views.i18n import LANGUAGES, language_of_system
from app.views.theme import Mode


class Memory:
    """A small file of choices; what it lacks, or holds no longer valid, is the default."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def folder(self) -> Path:
        """Where the file is, and what else this machine remembers of its people."""
        return Path(self._settings.fileName()).parent

    @property
    def language(self) -> str:
        """The chosen language; before a choice, the system's."""
        chosen = str(self._settings.value("language"))
        return chosen if chosen in LANGUAGES else language_of_system()

    @property
    def theme(self) -> Mode:
        """The chosen theme; before a choice, the system's."""
        chosen = str(self._settings.value("theme"))
        return Mode(chosen) if chosen in list(Mode) else Mode.SYSTEM

    def state(self, name: str) -> QByteArray:
        """Return what Qt wanted to be remembered under a name; empty before the first time."""
        found = self._settings.value(name)
        return found if isinstance(found, QByteArray) else QByteArray()

    def text(self, name: str) -> str:
        """Return what a person chose under a name; empty before the first time."""
        return str(self._settings.value(name) or "")

    def keep(self, name: str, value: str | QByteArray) -> None:
        """Remember a choice or a state."""
        self._settings.setValue(name, str(value) if isinstance(value, str) else value)
        self._settings.sync()
