"""One alert: what happened, who has answered, and the three answers that it takes."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.models.alert import AlertKind
from app.services.alerts import LONGEST_ACTION, AlertRow
from app.views.alerts.words import BETWEEN, SYMBOLS, age, how_it_stands, mark_of, title, what_happened
from app.views.flow import Flow
from app.views.focus_frame import draw_focus
from app.views.i18n import Translated
from app.views.theme import GAP, PAD, Mark, Symbol, colour, icon, scaled_font

_BACKS = {Mark.LATE: Mark.LATE_BACK, Mark.SOON: Mark.SOON_BACK}
_KEYS = {
    int(Qt.Key.Key_K): "acknowledge",
    int(Qt.Key.Key_A): "act",
    int(Qt.Key.Key_R): "resolve",
    int(Qt.Key.Key_C): "activate",
    int(Qt.Key.Key_Return): "tickets",
    int(Qt.Key.Key_Enter): "tickets",
}


# More hands are the answer to these.
_NEEDS_HANDS = (AlertKind.SURGE, AlertKind.STANDBY)


class AlertCard(Translated, QWidget):
    """Shows one alert; K, A and R give its answers, C calls staff, Enter or a click lead to its complaints.

    `asked` tells the name of what a person wants and the text that goes with it; `passed` that the keyboard goes on to
    the next card (1) or back to the one before (-1).
    """

    asked = Signal(str, str)
    passed = Signal(int)

    def __init__(self, alert: AlertRow, zone: tzinfo, now: datetime) -> None:
        super().__init__()
        self.alert, self._zone, self._now = alert, zone, now
        self._symbol, self._age = Symbol(SYMBOLS[alert.kind]), QLabel()
        self._title, self.happened, self.stands = (QLabel(textFormat=Qt.TextFormat.PlainText) for _ in range(3))
        for label in (self.happened, self.stands):
            label.setWordWrap(True)
        self.buttons = {name: QPushButton() for name in ("activate", "acknowledge", "act", "resolve", "tickets")}
        self.action = QLineEdit(maxLength=LONGEST_ACTION)
        self.action.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._arrange()
        self.retranslate()

    def show_alert(self, alert: AlertRow, now: datetime) -> None:
        """Show how the alert stands now; what is being typed stays."""
        self.alert, self._now = alert, now
        self.retranslate()

    def ask(self, name: str) -> None:
        """Do what a button or a key stands for, where the alert still takes it."""
        if not self.buttons[name].isVisibleTo(self):
            return
        if name == "act":
            self.action.setText(self.alert.action or "")
            self.action.show()
            self.action.setFocus()
        else:
            self.asked.emit(name, "")

    def put_away(self) -> None:
        """Close the line for the action, which has been taken or given up."""
        had_focus = self.action.hasFocus()
        self.action.hide()
        if had_focus:
            self.setFocus()

    def retranslate(self) -> None:
        """Put everything in the language."""
        alert = self.alert
        since = age(alert, self._now)
        self._symbol.change(SYMBOLS[alert.kind], mark_of(alert))
        self._title.setText(title(alert.kind))
        self._age.setText(since)
        self.happened.setText(what_happened(alert, self._zone, self._now))
        self.stands.setText(how_it_stands(alert, self._zone))
        for name, (text, hint, key) in self._words().items():
            self.buttons[name].setText(text)
            self.buttons[name].setToolTip(f"{hint} ({key})")
        self.buttons["acknowledge"].setVisible(alert.acknowledged_at is None and alert.resolved_at is None)
        self.buttons["act"].setVisible(alert.resolved_at is None)
        self.buttons["resolve"].setVisible(alert.resolved_at is None)
        self.buttons["activate"].setVisible(alert.kind in _NEEDS_HANDS and alert.resolved_at is None)
        # What is silent is silent about all of them.
        self.buttons["tickets"].setVisible(alert.kind is not AlertKind.WATCH)
        self.action.setPlaceholderText(self.tr("What have you done? Enter keeps it, Esc leaves it"))
        self.action.setAccessibleName(self.tr("What was done about the alert"))
        self.setAccessibleName(BETWEEN.join((title(alert.kind), self.happened.text(), self.stands.text(), since)))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Answer by a key, or go on to another card."""
        key = int(event.key())
        typing = self.action.hasFocus()
        if typing and key == int(Qt.Key.Key_Escape):
            self.put_away()
        elif typing and key in (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter)):
            self.asked.emit("act", self.action.text())
        elif not typing and key in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.ask(_KEYS[key])
        elif not typing and key in (int(Qt.Key.Key_Up), int(Qt.Key.Key_Down)):
            self.passed.emit(1 if key == int(Qt.Key.Key_Down) else -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Lead to the complaints."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.ask("tickets")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the ground in the colour of what is pressing, with a bar at its edge and, for the keyboard, a frame."""
        painter, mark = QPainter(self), mark_of(self.alert)
        back = _BACKS.get(mark)
        base = self.palette().color(QPalette.ColorRole.Base)
        painter.fillRect(self.rect(), colour(back) if back else base)
        painter.fillRect(0, 0, GAP, self.height(), colour(mark))
        draw_focus(self, painter)

    def _arrange(self) -> None:
        self._title.setFont(scaled_font(self, 1.0, bold=True))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._symbol)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._age)
        answers = QWidget()
        row = Flow(answers)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.ask(name))
            row.addWidget(button)
        self.buttons["acknowledge"].setIcon(icon("check"))
        self.buttons["tickets"].setIcon(icon("queue"))
        self.buttons["activate"].setIcon(icon("raise"))
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + GAP, PAD, PAD, PAD)
        column.setSpacing(GAP)
        column.addLayout(head)
        for widget in (self.happened, self.stands, answers, self.action):
            column.addWidget(widget)

    def _words(self) -> dict[str, tuple[str, str, str]]:
        return {
            "activate": (self.tr("Call staff"), self.tr("See who can help, and call them"), "C"),
            "acknowledge": (self.tr("Acknowledge"), self.tr("Say that you have seen it"), "K"),
            "act": (self.tr("Act"), self.tr("Say what you have done about it"), "A"),
            "resolve": (self.tr("Resolve"), self.tr("Say that it is over"), "R"),
            "tickets": (self.tr("Complaints"), self.tr("Show the complaints that it is about"), "Enter"),
        }
