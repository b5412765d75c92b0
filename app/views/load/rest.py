"""One line above the people: who rests next, and when the floor can best spare them."""

from datetime import datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel

from app.services.floor.load import Load
from app.views.i18n import Translated, aside, number, time_of_day
from app.views.load.columns import REST_SIGN, elapsed
from app.views.pane import Desk
from app.views.reader import Reader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.deadlines.rulebook import Rulebook
    from app.services.floor.rest import RestRow

_PALETTE_CHANGE = QEvent.Type.PaletteChange
# What the floor needs changes with the forecast; and the panes come first.
_NEED_EVERY_MS, _NEED_AFTER_MS = 300_000, 3_000


class RestLine(Translated, QLabel):
    """Names people as links; `chosen` tells the id of the one that was clicked."""

    chosen = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(wordWrap=True)
        self._desk = desk
        self._load: Load | None = None
        self._need: Any = None
        self._has_come = False
        self._minute = -1
        self.rows: tuple[RestRow, ...] = ()
        self.reader = Reader(desk, lambda: partial(_read, desk.rulebook, desk.now()), self, pause_ms=_NEED_EVERY_MS)
        self.reader.came.connect(self._come)
        self._first = QTimer(self, singleShot=True, interval=_NEED_AFTER_MS)
        self._first.timeout.connect(self.reader.ask)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.setTextInteractionFlags(self.textInteractionFlags() | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)
        self.linkActivated.connect(lambda link: self.chosen.emit(int(link)))
        self.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """A link keeps the colour in which it was set: set it anew."""
        super().changeEvent(event)
        if event.type() == _PALETTE_CHANGE and self.text():
            self.setText("")
            self.retranslate()

    def show_load(self, load: Load, now: datetime) -> None:
        """Think about the people of a load anew: where it is another one, and every minute."""
        minute = int(now.timestamp()) // 60
        if load is self._load and minute == self._minute:
            return
        self._load, self._minute = load, minute
        if self._has_come:
            self.reader.ask()
            self._choose(now)
        elif not self._first.isActive():
            self._first.start()

    def retranslate(self) -> None:
        """Put the line in the language."""
        if not self.rows:
            self.hide()
            return
        now = self._desk.now()
        said = self.tr("Who rests next: {people}").format(people=" · ".join(self._said(row, now) for row in self.rows))
        self.setText(f"{REST_SIGN} {said}")
        self.setToolTip("<p>" + "<br>".join(escape(self._why(row, now)) for row in self.rows) + "</p>")
        self.show()

    def _come(self, need: Any) -> None:
        self._need, self._has_come = need, True
        self._choose(self._desk.now())

    def _choose(self, now: datetime) -> None:
        if self._load is not None:
            # The thread that has read the need has imported it already.
            from app.services.floor.rest import who_rests_next

            self.rows = who_rests_next(self._load, self._need, now=now)
            self.retranslate()

    def _said(self, row: "RestRow", now: datetime) -> str:
        name = f'<a href="{row.person_id}">{escape(row.name)}</a>'
        when = self.tr("now") if row.at <= now else time_of_day(row.at, self._desk.zone)
        if row.spare is None:
            return f"{name} {when}"
        text = self.tr("{count} to spare") if row.spare >= 0 else self.tr("{count} short")
        return f"{name} {when}{aside(text.format(count=number(abs(row.spare))))}"

    def _why(self, row: "RestRow", now: datetime) -> str:
        worked = elapsed(int(now.timestamp()) - row.since)
        text = self.tr("{name}: {minutes} min of rest owed, at work for {worked}. {need}")
        if row.spare is None:
            need = self.tr("How many are needed is not known yet.")
        elif row.spare >= 0:
            need = self.tr("Then {count} more than needed are still at work.")
        else:
            need = self.tr("Then {count} are missing: within two hours it is never better.")
        need = need.format(count=number(abs(row.spare or 0)))
        return text.format(name=row.name, minutes=number(row.debt), worked=worked, need=need)


def _read(rulebook: "Rulebook", now: datetime, session: "Session") -> Any:
    # Staffing is not needed before the first paint.
    from app.services.floor.arrivals import floor_calendar
    from app.services.floor.rest import read_need

    return read_need(session, calendar=floor_calendar(session, rulebook), now=now)
