"""What this program is and on what it runs here, to be copied into a question for help."""

import platform
import tomllib
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.settings import settings_file
from app.views.dialog import Dialog, Menu
from app.views.pane import Desk
from app.views.places import spoken_path
from app.views.theme import PAD, ROOM, Symbol, scaled_font

_PROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"
_LOGO = 48


class About(Dialog):
    """Name, version, database and settings file."""

    title = "About Floorwatch"
    in_menu = True
    menu = Menu.PROGRAM
    position = 90

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        logo, self.name, self.purpose = Symbol("floorwatch"), QLabel("Floorwatch · 投诉时效督导台"), QLabel()
        logo.setFixedSize(_LOGO, _LOGO)
        self.name.setFont(scaled_font(self.name, 1.4, bold=True))
        self.facts = [(QLabel(), QLabel(value, wordWrap=True)) for value in self._values()]
        self.copy, self.leave = QPushButton(), QPushButton()
        head, words, form = QHBoxLayout(), QVBoxLayout(), QFormLayout()
        head.setSpacing(ROOM)
        head.addWidget(logo)
        head.addLayout(words, 1)
        words.addWidget(self.name)
        words.addWidget(self.purpose)
        words.addStretch()
        form.setSpacing(PAD)
        form.setContentsMargins(0, PAD, 0, PAD)
        for label, value in self.facts:
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(label, value)
        self.lay_out(head, form, left=[self.copy], right=[self.leave])
        self.copy.clicked.connect(self._copy)
        self.leave.clicked.connect(self.reject)
        self.setMinimumWidth(440)
        self.retranslate()
        self.leave.setFocus()

    def retranslate(self) -> None:
        """Put everything but the name in the language."""
        super().retranslate()
        self.purpose.setText(self.tr("The complaint desk and the floor on one console"))
        words = (self.tr("Version:"), self.tr("Runs on:"), self.tr("Database:"), self.tr("Settings:"))
        for (label, _), text in zip(self.facts, words, strict=True):
            label.setText(text)
        self.copy.setText(self.tr("Co&py"))
        self.leave.setText(self.tr("&Close"))

    def _values(self) -> tuple[str, ...]:
        version = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["version"]
        runs_on = f"{platform.system()}, Python {platform.python_version()}, Qt {qVersion()}"
        database = self.desk.database
        name = spoken_path(database.file) if database.file else database.name
        return version, runs_on, name, spoken_path(settings_file())

    def _copy(self) -> None:
        lines = [f"{label.text()} {value.text()}" for label, value in self.facts]
        QGuiApplication.clipboard().setText("\n".join((self.name.text(), *lines)))
