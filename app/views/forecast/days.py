"""The days of the forecast as bars: what came beside what was expected, and what is expected with its band."""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app.services.staffing.forecast.present import DayRow
from app.views.forecast.words import change_word, weekday_word
from app.views.i18n import Translated, date_word, number
from app.views.theme import GAP, PAD

_BAND_ALPHA = 70
_BAR = 0.62  # of the width of a day
_ROLE = QPalette.ColorRole
_TOOL_TIP = QEvent.Type.ToolTip
# In digits: a narrower day has no number over it, and not each has its date below.
_NUMBERS, _DATE = 4, 7


class DaysChart(Translated, QWidget):
    """Shows days side by side; the words of each are its tool tip, and those of all are for who cannot see it."""

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[DayRow, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def show_days(self, days: tuple[DayRow, ...]) -> None:
        """Show other days."""
        self._days = days
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """Say in words what is drawn."""
        self.setAccessibleName(self.tr("Forecast of the next days"))
        self.setAccessibleDescription("\n".join(map(self.words, self._days)))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for room in which bars can be told apart."""
        return QSize(420, 12 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Do with less."""
        return QSize(240, 8 * self.fontMetrics().height())

    def words(self, row: DayRow) -> str:
        """Say of a day what came and what was expected."""
        said = [f"{date_word(row.day)} {weekday_word(row.day)}"]
        if row.came is not None:
            said.append(self.tr("came: {count}").format(count=number(row.came)))
        if row.missing:
            said.append(self.tr("not recorded"))
        if row.mean is not None and row.low is not None and row.high is not None:
            expected = self.tr("expected: {mean} ({low} to {high} on four days of five)")
            figures = {"mean": row.mean, "low": row.low, "high": row.high}
            said.append(expected.format(**{name: number(round(each)) for name, each in figures.items()}))
        if row.factor != 1:
            said.append(self.tr("event: {change}").format(change=change_word(row.factor)))
        return " · ".join(said)

    def event(self, event: QEvent) -> bool:
        """Say what is under the cursor."""
        if event.type() == _TOOL_TIP and isinstance(event, QHelpEvent) and self._days:
            place = (event.pos().x() - PAD) * len(self._days) // max(self.width() - 2 * PAD, 1)
            QToolTip.showText(event.globalPos(), self.words(self._days[min(max(place, 0), len(self._days) - 1)]), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, height = self.palette(), self.fontMetrics().height()
        painter.fillRect(self.rect(), palette.color(_ROLE.Base))
        if not self._days:
            return
        top = max(max(filter(None, (row.came, row.mean, row.high)), default=0) for row in self._days)
        area = QRect(PAD, 2 * height + GAP, self.width() - 2 * PAD, self.height() - 4 * height - 2 * GAP - PAD)
        painter.setPen(palette.color(_ROLE.Mid))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        wide = area.width() / len(self._days)
        for place, row in enumerate(self._days):
            column = QRectF(area.left() + place * wide, area.top(), wide, area.height())
            self._paint_day(painter, row, column, top or 1.0)
            self._paint_words(painter, row, column, place)
        if self.hasFocus():
            painter.setPen(palette.color(_ROLE.Highlight))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_day(self, painter: QPainter, row: DayRow, column: QRectF, top: float) -> None:
        def at(count: float) -> float:
            return column.bottom() - column.height() * count / top

        palette = self.palette()
        accent, middle = palette.color(_ROLE.Accent), column.center().x()
        half = column.width() * _BAR / 2
        if row.came is not None:
            painter.fillRect(
                QRectF(middle - half, at(row.came), 2 * half, column.bottom() - at(row.came)),
                palette.color(_ROLE.PlaceholderText),
            )
        elif row.mean is not None:
            bar = QRectF(middle - half, at(row.mean), 2 * half, column.bottom() - at(row.mean))
            if row.missing:
                # What would have come, had anybody written it down.
                painter.setPen(QPen(palette.color(_ROLE.PlaceholderText), 1, Qt.PenStyle.DashLine))
                painter.drawRect(bar)
            else:
                painter.fillRect(bar, accent)
        if row.mean is None or row.low is None or row.high is None:
            return
        band = QColor(palette.color(_ROLE.Text))
        band.setAlpha(_BAND_ALPHA if row.came is not None else 160)
        painter.setPen(QPen(band, 1))
        painter.drawLine(QPoint(round(middle), round(at(row.low))), QPoint(round(middle), round(at(row.high))))
        for edge in (row.low, row.high):
            painter.drawLine(
                QPoint(round(middle - half / 3), round(at(edge))), QPoint(round(middle + half / 3), round(at(edge)))
            )
        if row.came is not None:
            painter.setPen(QPen(accent, 2))
            painter.drawLine(
                QPoint(round(middle - half), round(at(row.mean))), QPoint(round(middle + half), round(at(row.mean)))
            )

    def _paint_words(self, painter: QPainter, row: DayRow, column: QRectF, place: int) -> None:
        """Write weekday and date below the bar, and above all what is expected and what an event changes."""
        metrics, palette = self.fontMetrics(), self.palette()
        height, digits = metrics.height(), metrics.horizontalAdvance("0")
        every = max(round(_DATE * digits / column.width() + 0.5), 1)
        painter.setPen(palette.color(_ROLE.Text))
        if place % every == 0:
            wide = QRectF(column.center().x() - 4 * digits, column.bottom() + GAP, 8 * digits, height)
            painter.drawText(wide, Qt.AlignmentFlag.AlignHCenter, weekday_word(row.day))
            painter.drawText(wide.translated(0, height), Qt.AlignmentFlag.AlignHCenter, date_word(row.day, year=False))
            count = row.came if row.came is not None else row.mean
            if count is not None or row.missing:
                above = QRectF(wide.left(), 0.0, wide.width(), height)
                said = "?" if row.missing or count is None else number(round(count))
                painter.drawText(above, Qt.AlignmentFlag.AlignHCenter, said)
        if row.factor != 1 and column.width() >= _NUMBERS * digits:
            painter.setPen(palette.color(_ROLE.LinkVisited))
            above = QRectF(column.center().x() - 4 * digits, height, 8 * digits, height)
            painter.drawText(above, Qt.AlignmentFlag.AlignHCenter, change_word(row.factor))
