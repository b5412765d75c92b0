"""The figures of the floor in one row, read in a glance: open, due soon, late, SLA, first response, agents, surge."""

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStyle, QStyleOptionFocusRect, QWidget

from app.services.pulse import Kpis, SurgeState
from app.views.i18n import Translated, duration, listed, named, number, percent, time_of_day
from app.views.theme import GAP, ICON, PAD, Mark, colour, icon, scaled_font

_NOTHING = "—"
_LARGE = 1.7
# Of a name within a value, in characters.
_LONGEST = 8


class Tile(QAbstractButton):
    """One figure under its name; a click asks for what is behind it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.value = _NOTHING
        self._symbol: str | None = None
        self.mark = Mark.QUIET
        self._small, self._large = scaled_font(self, 0.9), scaled_font(self, _LARGE, bold=True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_figure(self, value: str, symbol: str | None = None, mark: Mark = Mark.QUIET) -> None:
        """Show a value; one that needs attention comes with a symbol and its colour."""
        self.value, self._symbol, self.mark = value, symbol, mark
        self.setAccessibleName(named(self.text(), value))
        self.updateGeometry()
        self.update()

    def shortened(self, text: str) -> str:
        """Cut a name of any length to what a value has room for."""
        large = QFontMetrics(self._large)
        return large.elidedText(text, Qt.TextElideMode.ElideRight, _LONGEST * large.averageCharWidth())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Leave room for the name, and for the value with its symbol."""
        small, large = QFontMetrics(self._small), QFontMetrics(self._large)
        value = large.horizontalAdvance(self.value) + (ICON + GAP if self._symbol else 0)
        width = max(small.horizontalAdvance(self.text()), value) + 2 * PAD
        return QSize(width, small.height() + large.height() + 2 * GAP)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No figure is ever cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the name above the value."""
        painter = QPainter(self)
        if self.underMouse() or self.mark is not Mark.QUIET:
            backs = {Mark.LATE: Mark.LATE_BACK, Mark.SOON: Mark.SOON_BACK}
            back = backs.get(self.mark)
            painter.fillRect(self.rect(), colour(back) if back else self.palette().color(QPalette.ColorRole.Midlight))
        inner = self.rect().adjusted(PAD, GAP, -PAD, -GAP)
        painter.setFont(self._small)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self.text())
        below = QRect(inner)
        below.setTop(inner.top() + QFontMetrics(self._small).height())
        if self._symbol:
            # Level with the digits, which stand on the base line of the font.
            metrics = QFontMetrics(self._large)
            middle = below.center().y() + (metrics.ascent() - metrics.descent() - metrics.capHeight()) // 2
            place = QRect(below.left(), middle - ICON // 2 + 1, ICON, ICON)
            icon(self._symbol, self.mark).paint(painter, place)
            below.setLeft(below.left() + ICON + GAP)
        painter.setFont(self._large)
        quiet = self.mark is Mark.QUIET
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText) if quiet else colour(self.mark))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.value)
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)


class KpiStrip(Translated, QWidget):
    """The tiles in their order; `asked` carries the name of the field of `Kpis` that a person wants to look into."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        names = ("open", "due_soon", "late", "sla_today", "first_response_p50", "agents_on", "surge")
        self.tiles = {name: Tile(name) for name in names}
        self._kpis: Kpis | None = None
        self._zone: tzinfo | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.setSpacing(GAP)
        for tile in self.tiles.values():
            row.addWidget(tile, 1)
            tile.clicked.connect(lambda _=False, name=tile.name: self.asked.emit(name))
        self.retranslate()

    def show_kpis(self, kpis: Kpis, zone: tzinfo) -> None:
        """Show the figures of one instant; the zone is that of the floor."""
        self._kpis, self._zone = kpis, zone
        self.retranslate()

    def alarms(self) -> list[str]:
        """The names of the figures that ask for attention."""
        return [name for name, tile in self.tiles.items() if tile.mark is not Mark.QUIET]

    def retranslate(self) -> None:
        """Put names, values and definitions in the language."""
        for name, (text, definition) in self._words().items():
            self.tiles[name].setText(text)
            surging = self._surging() if name == "surge" else ""
            self.tiles[name].setToolTip("\n".join(filter(None, (definition, surging, self._age()))))
        if self._kpis:
            self._show(self._kpis)
        else:
            for tile in self.tiles.values():
                tile.show_figure(_NOTHING)

    def _show(self, kpis: Kpis) -> None:
        tiles = self.tiles
        tiles["open"].show_figure(number(kpis.open))
        tiles["due_soon"].show_figure(number(kpis.due_soon), *(("clock", Mark.SOON) if kpis.due_soon else ()))
        tiles["late"].show_figure(number(kpis.late), *(("alert", Mark.LATE) if kpis.late else ()))
        tiles["sla_today"].show_figure(_NOTHING if kpis.sla_today is None else percent(kpis.sla_today))
        response = kpis.first_response_p50
        tiles["first_response_p50"].show_figure(_NOTHING if response is None else duration(response))
        load = "" if kpis.load is None else f" / {percent(kpis.load, 0)}"
        tiles["agents_on"].show_figure(f"{number(kpis.agents_on)}{load}")
        tiles["surge"].show_figure(*self._surge(kpis.surge, kpis.surging))

    def _surge(self, state: SurgeState, queues: Sequence[str]) -> tuple[str, str, Mark]:
        if len(queues) == 1:
            return self.tr("SURGE: {queue}").format(queue=self.tiles["surge"].shortened(queues[0])), "surge", Mark.LATE
        if queues and state is not SurgeState.SURGE:
            return self.tr("SURGE: {count} queues").format(count=number(len(queues))), "surge", Mark.LATE
        return {
            SurgeState.CALM: (self.tr("Calm"), "check", Mark.QUIET),
            SurgeState.MISSED_FORECAST: (self.tr("Busier than planned"), "clock", Mark.SOON),
            SurgeState.SURGE: (self.tr("SURGE"), "surge", Mark.LATE),
        }[state]

    def _surging(self) -> str:
        queues = self._kpis.surging if self._kpis else ()
        return self.tr("Queues with a surge: {queues}").format(queues=listed(queues)) if queues else ""

    def _words(self) -> dict[str, tuple[str, str]]:
        return {
            "open": (self.tr("Open"), self.tr("Complaints that are open or wait for the customer.")),
            "due_soon": (self.tr("Due < 1 h"), self.tr("Open complaints whose next deadline is within the hour.")),
            "late": (self.tr("Late"), self.tr("Open complaints with a deadline that has passed.")),
            "sla_today": (
                self.tr("SLA today"),
                self.tr("Of the deadlines that were met or passed today, the share that was met."),
            ),
            "first_response_p50": (
                self.tr("First response"),
                self.tr("Half of today's first responses took no longer than this."),
            ),
            "agents_on": (
                self.tr("Agents / load"),
                self.tr("Agents at work, and their open complaints against what they can carry."),
            ),
            "surge": (self.tr("Arrivals"), self.tr("Whether more complaints arrive than expected.")),
        }

    def _age(self) -> str:
        if self._kpis is None or self._zone is None:
            return self.tr("No figures yet.")
        return self.tr("As of {time}.").format(time=time_of_day(self._kpis.as_of, self._zone, seconds=True))
