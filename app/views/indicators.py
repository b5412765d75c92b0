"""Time, sweep, delivery and database at a glance: always visible, each with a symbol and a word."""

from datetime import datetime, timedelta, tzinfo

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStyle, QStyleOption, QWidget

from app.services.pulse import CHANNEL, DELIVERY, SWEEP, Beat, Pulse
from app.views.i18n import Translated, duration, time_of_day
from app.views.theme import GAP, PAD, ROOM, Mark, Symbol
from app.views.watch_words import remedy, silence


class Indicator(QWidget):
    """A symbol and a word; the colour only repeats what they say."""

    def __init__(self) -> None:
        super().__init__()
        self._symbol = Symbol("wait", Mark.QUIET)
        self._word = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._symbol)
        row.addWidget(self._word)

    def show_state(self, symbol: str, mark: Mark, word: str, explanation: str = "") -> None:
        """Show a state; the explanation appears on hover."""
        self._symbol.change(symbol, mark)
        self._word.setText(word)
        self.setToolTip(explanation)

    def word(self) -> str:
        """Return the word that is shown."""
        return self._word.text()


class Indicators(Translated, QWidget):
    """Zone and clock, the heartbeats of sweep and delivery, connection to the database."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.sweep, self.delivery, self.connection = QLabel(), Indicator(), Indicator(), Indicator()
        self._now: datetime | None = None
        self._zone: tzinfo | None = None
        self._pulse: Pulse | None = None
        self._connected: bool | None = None
        self._database = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.setSpacing(ROOM)
        for widget in (self.clock, self.sweep, self.delivery, self.connection):
            row.addWidget(widget)
        self.retranslate()

    def show_time(self, now: datetime, zone: tzinfo) -> None:
        """Show the time of the floor, and how old the heartbeats are by now."""
        self._now, self._zone = now, zone
        self.retranslate()

    def show_pulse(self, pulse: Pulse, database: str) -> None:
        """Show what was read from a database, which is therefore connected."""
        self._pulse, self._connected, self._database = pulse, True, database
        self.retranslate()

    def show_lost(self) -> None:
        """Show that the database is not there."""
        self._connected = False
        self.retranslate()

    def retranslate(self) -> None:
        """Put all of them in the language, as of the time shown."""
        if self._now and self._zone:
            offset = self._now.astimezone(self._zone).strftime("%z")
            minutes = "" if offset.endswith("00") else f":{offset[3:]}"
            self.clock.setText(f"{time_of_day(self._now, self._zone, seconds=True)} UTC{offset[:3]}{minutes}")
            self.clock.setToolTip(self.tr("Time of the floor: {zone}").format(zone=self._zone))
        self._show_sweep()
        self._show_delivery()
        if self._connected is None:
            self.connection.show_state("wait", Mark.QUIET, self.tr("Connecting"))
        elif self._connected:
            self.connection.show_state("check", Mark.FINE, self.tr("Connected"), self._database)
        else:
            self.connection.show_state("lost", Mark.LATE, self.tr("No database"), self._database)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Carry the ground of the menu bar on to the edge of the window."""
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawControl(QStyle.ControlElement.CE_MenuBarEmptyArea, option, QPainter(self), self)

    def _show_sweep(self) -> None:
        pulse, now = self._pulse, self._now
        if pulse is None or now is None or not self._connected:
            # Without the database nobody here knows.
            self.sweep.show_state("wait", Mark.QUIET, self.tr("Sweep unknown"))
        elif pulse.held:
            held = self.tr("It waits until somebody confirms the time: {reason}").format(reason=pulse.held)
            self.sweep.show_state("alert", Mark.LATE, self.tr("Sweep held"), held)
        elif pulse.sweep is None:
            self.sweep.show_state("alert", Mark.LATE, self.tr("Sweep never ran"), self._silence(SWEEP))
        elif pulse.sweep.is_stale(now=now):
            word = self.tr("Sweep silent for {span}").format(span=_age(pulse.sweep, now))
            self.sweep.show_state("alert", Mark.LATE, word, f"{self._silence(SWEEP)}\n{self._ran(pulse.sweep, now)}")
        else:
            self.sweep.show_state("check", Mark.FINE, self.tr("Sweep runs"), self._ran(pulse.sweep, now))

    def _show_delivery(self) -> None:
        pulse, now = self._pulse, self._now
        if pulse is None or now is None or not self._connected:
            self.delivery.show_state("wait", Mark.QUIET, self.tr("Delivery unknown"))
        elif pulse.delivery is None:
            self.delivery.show_state("alert", Mark.LATE, self.tr("Delivery never ran"), self._silence(DELIVERY))
        elif pulse.delivery.is_stale(now=now):
            word = self.tr("Delivery silent for {span}").format(span=_age(pulse.delivery, now))
            said = f"{self._silence(DELIVERY)}\n{self._ran(pulse.delivery, now)}"
            self.delivery.show_state("alert", Mark.LATE, word, said)
        elif stuck := [subject for subject in pulse.silent(now=now) if subject.startswith(CHANNEL)]:
            said = "\n".join(map(self._silence, stuck))
            self.delivery.show_state("alert", Mark.SOON, self.tr("Messages wait"), said)
        else:
            self.delivery.show_state("check", Mark.FINE, self.tr("Delivery runs"), self._ran(pulse.delivery, now))

    def _ran(self, beat: Beat, now: datetime) -> str:
        lines = [self.tr("Ran {ago} ago in {process}").format(ago=_age(beat, now), process=beat.process)]
        lines += [self.tr("Also done by {process}").format(process=process) for process in beat.beside]
        return "\n".join(lines)

    def _silence(self, subject: str) -> str:
        """Say what is silent, and what to do about it."""
        assert self._pulse, "it was read"
        assert self._now, "the time is shown"
        assert self._zone, "the time is shown"
        details = self._pulse.silent(now=self._now)[subject]
        return f"{silence(subject, details, self._zone)}\n{remedy(subject)}"


def _age(beat: Beat, now: datetime) -> str:
    return duration(max(now - beat.at, timedelta()))
