"""The cards of the first start and what is filled in on each."""

from PySide6.QtCore import Qt, QTimeZone
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.models.people import Language, Role
from app.services.first_start import FirstFloor
from app.services.people import proper_name
from app.views.i18n import Translated, language_of_now
from app.views.seat import role_word
from app.views.theme import GAP, PAD, ROOM, Mark, Symbol, scaled_font

# How many times as fast as real time a demo runs; the second is proposed.
_SPEEDS = (10, 60, 300)
_PROPOSED = 60
_LOGO = 24
_ROUND = 4


class Card(QWidget):
    """One choice: an icon, a title and a sentence, and its fields while it is open; a click anywhere opens it."""

    def __init__(self, symbol: str, fields: QWidget) -> None:
        super().__init__()
        self.button, self.about, self.fields = QRadioButton(), QLabel(wordWrap=True), fields
        self.button.setFont(scaled_font(self.button, 1.1, bold=True))
        picture = Symbol(symbol)
        picture.setFixedSize(_LOGO, _LOGO)
        words, row = QVBoxLayout(), QHBoxLayout(self)
        words.setSpacing(GAP)
        for widget in (self.button, self.about, fields):
            words.addWidget(widget)
        row.setContentsMargins(ROOM, PAD, ROOM, PAD)
        row.setSpacing(ROOM)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def say(self, title: str, about: str) -> None:
        """Put title and sentence in the language."""
        self.button.setText(title)
        self.about.setText(about)

    def open(self, is_open: bool) -> None:
        """Show the fields, or only what they are for."""
        self.button.setChecked(is_open)
        self.fields.setVisible(is_open)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take a click beside the button for one on it."""
        self.button.click()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the card, framed in the accent while it is open."""
        painter, is_open = QPainter(self), self.button.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPalette.ColorRole.Accent if is_open else QPalette.ColorRole.Mid
        painter.setPen(QPen(self.palette().color(frame), 2 if is_open else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), _ROUND, _ROUND)


class _Fields(Translated, QWidget):
    """Fields under each other, each with its name."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: list[QLabel] = []
        self._named: list[QWidget] = []
        self._form, self._column = QFormLayout(), QVBoxLayout(self)
        self._column.setContentsMargins(0, GAP, 0, 0)
        self._column.setSpacing(PAD)
        self._column.addLayout(self._form)
        self._form.setSpacing(PAD)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def _add(self, field: QWidget, place: QWidget | None = None) -> None:
        label = QLabel()
        label.setBuddy(field)
        self._labels.append(label)
        self._named.append(field)
        self._form.addRow(label, place or field)

    def _name(self, *names: str) -> None:
        for label, field, name in zip(self._labels, self._named, names, strict=True):
            label.setText(name)
            field.setAccessibleName(name.replace("&", "").rstrip(":："))


class DemoFields(_Fields):
    """How fast the demo floor lives."""

    def __init__(self) -> None:
        super().__init__()
        self.speeds = QComboBox()
        for speed in _SPEEDS:
            self.speeds.addItem("", speed)
        self.speeds.setCurrentIndex(_SPEEDS.index(_PROPOSED))
        self._add(self.speeds)
        self.retranslate()

    def speed(self) -> float:
        """Return how many times as fast as real time."""
        return float(self.speeds.currentData())

    def retranslate(self) -> None:
        """Put the names and speeds in the language."""
        self._name(self.tr("S&peed:"))
        words = (
            self.tr("{times} times: an hour in six minutes"),
            self.tr("{times} times: an hour in a minute"),
            self.tr("{times} times: an hour in twelve seconds"),
        )
        for place, (speed, text) in enumerate(zip(_SPEEDS, words, strict=True)):
            self.speeds.setItemText(place, text.format(times=speed))


class EmptyFields(_Fields):
    """The name and zone of the floor, and who sits at it first."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file
        self.floor_name, self.zone, self.person, self.role = (
            QLineEdit(),
            QComboBox(),
            QLineEdit(),
            QComboBox(),
        )
        self.where = QLabel(wordWrap=True)
        self._fill_zones()
        for role in Role:
            self.role.addItem("", role)
        self.role.setCurrentIndex(self.role.findData(Role.SUPERVISOR))
        for field in (self.floor_name, self.zone, self.person, self.role):
            self._add(field)
        self._column.addWidget(self.where)
        self.retranslate()

    def floor(self) -> FirstFloor:
        """Return what was filled in; raises `DomainError` where it makes no sense, with the keyboard on that field."""
        names = []
        for field in (self.floor_name, self.person):
            field.setFocus()
            names.append(proper_name(field.text()))
        self.zone.setFocus()
        return FirstFloor(
            name=names[0],
            zone=self.zone.currentText().strip(),
            person=names[1],
            role=Role(self.role.currentData()),
            language=Language(language_of_now()),
        )

    def retranslate(self) -> None:
        """Put the names and roles in the language."""
        self._name(self.tr("Floor &name:"), self.tr("Time &zone:"), self.tr("&Your name:"), self.tr("Your &role:"))
        self.zone.setToolTip(
            self.tr("Its day is the day of deadlines and reports. Type a part of the name to find it.")
        )
        self.where.setText(self.tr("Everything is kept in the file {file}.").format(file=self._file))
        if not self.floor_name.isModified():
            self.floor_name.setText(self.tr("Floor 1"))
        for place, role in enumerate(Role):
            self.role.setItemText(place, role_word(role))

    def _fill_zones(self) -> None:
        here = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        zones = sorted(bytes(each.data()).decode() for each in QTimeZone.availableTimeZoneIds())
        # Names of places; the offsets among them have no daylight saving and wrong signs.
        self.zone.addItems(list(dict.fromkeys((here, *(zone for zone in zones if "/" in zone and "Etc/" not in zone)))))
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.zone.model(), self.zone)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.zone.setCompleter(completer)


class SharedFields(_Fields):
    """Address and password of a shared database, and what came of trying it."""

    def __init__(self, password_file: str) -> None:
        super().__init__()
        self._password_file = password_file
        self.address, self.password, self.attempt = QLineEdit(), QLineEdit(), QPushButton()
        self.remember, self.symbol, self.said = QCheckBox(), Symbol("wait", Mark.QUIET), QLabel(wordWrap=True)
        self.address.setPlaceholderText("postgresql://user@host/name")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.remember.setChecked(True)
        self.attempt.setAutoDefault(False)
        trying = QWidget()
        row = QHBoxLayout(trying)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(PAD)
        row.addWidget(self.attempt)
        row.addWidget(self.symbol)
        row.addWidget(self.said, 1)
        self._add(self.address)
        self._add(self.password)
        self._form.addRow("", self.remember)
        self._form.addRow("", trying)
        self.say("", "wait", Mark.QUIET)
        self.address.textEdited.connect(lambda: self.say("", "wait", Mark.QUIET))
        self.password.textEdited.connect(lambda: self.say("", "wait", Mark.QUIET))
        self.retranslate()

    def say(self, words: str, symbol: str, mark: Mark) -> None:
        """Say what came of trying it; nothing: it has not been tried as it is now."""
        self.said.setText(words)
        self.symbol.change(symbol, mark)
        self.symbol.setVisible(bool(words))

    def retranslate(self) -> None:
        """Put the names in the language; what came of trying is said anew by the next try."""
        self._name(self.tr("&Address:"), self.tr("&Password:"))
        self.attempt.setText(self.tr("&Try it"))
        self.remember.setText(self.tr("&Keep the password in PostgreSQL's own file"))
        hint = self.tr(
            "In {file}, which only you can read; never in Floorwatch's settings. Without it, set the variable "
            "PGPASSWORD before the next start."
        )
        self.remember.setToolTip(hint.format(file=self._password_file))
        self.say("", "wait", Mark.QUIET)
