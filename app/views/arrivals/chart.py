"""The arrivals chart: what came in against what was expected, what waits, and when help was called."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.views.arrivals.look import Legend, Look, Part
from app.views.focus_frame import draw_focus
from app.views.i18n import Translated, number, time_of_day
from app.views.theme import GAP, PAD

if TYPE_CHECKING:  # both are imported when the first day is shown: a window opens without NumPy and pyqtgraph
    from app.services.floor.arrivals import DayArrivals
    from app.views.arrivals.plot import ArrivalsPlot

_PALETTE_CHANGE = QEvent.Type.PaletteChange
_HOUR_MINUTES = 60
_BETWEEN = "\N{NO-BREAK SPACE}· "  # never at the beginning of a line


class ArrivalsChart(Translated, QWidget):
    """A day's arrivals against the forecast band, with the backlog below them and a cursor that reads them out.

    The arrow keys move the cursor by an interval, with Ctrl by an hour; Home, End and Esc do what they do elsewhere.
    What it says stands below it and is its accessible description.
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: DayArrivals | None = None
        self._plot: ArrivalsPlot | None = None
        self._cursor: int | None = None
        self._activations: Sequence[tuple[datetime, str]] = ()
        self._legend = Legend()
        self._words = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAD, GAP, PAD, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self._legend)
        layout.addWidget(self._words, 1)
        self._layout = layout
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    @property
    def cursor_interval(self) -> int | None:
        """The interval that is read out; None while there is no cursor."""
        return self._cursor

    @property
    def words(self) -> str:
        """What stands below the chart: the interval under the cursor, or the day."""
        return self._words.text()

    def show_day(self, found: "DayArrivals", *, now: datetime) -> None:
        """Show a day of the floor, as `read_arrivals` found it."""
        before, self._found = self._found, found
        plot = self._plot or self._make_plot()
        plot.draw(found)
        plot.move_now(now)
        if before is None or before.intervals.day != found.intervals.day:
            plot.mark(self._activations)
        # Its number means another time where the day is another or cut otherwise.
        if before is None or before.intervals.edges[:2].tolist() != found.intervals.edges[:2].tolist():
            self._cursor = None
        if before is None or _named(before) != _named(found):
            self.retranslate()
        self.move_cursor(self._cursor)

    def show_activations(self, markers: Sequence[tuple[datetime, str]]) -> None:
        """Mark when help was called, each instant with words fit for the person; those of other days stay unseen."""
        self._activations = markers
        if self._plot:
            self._plot.mark(markers)

    def move_now(self, now: datetime) -> None:
        """Move the line that says what is past."""
        if self._plot:
            self._plot.move_now(now)

    def move_cursor(self, interval: int | None) -> None:
        """Read out an interval, the nearest that there is; None: none, and the day instead."""
        if not self._found or not self._plot:
            return
        if interval is not None:
            interval = min(max(interval, 0), len(self._found.intervals) - 1)
        self._cursor = interval
        self._plot.point(interval)
        self._say()

    def retranslate(self) -> None:
        """Set every text from its source, and write numbers and times anew."""
        self.setAccessibleName(self.tr("Arrivals against the forecast"))
        entries = [(Part.ARRIVALS, self.tr("Arrivals")), (Part.NOW, self.tr("Now"))]
        if self._found and self._found.forecast:
            entries[1:1] = [(Part.FORECAST, self.tr("Forecast")), (Part.BAND, self.tr("Usual range"))]
        self._legend.name(entries)
        if self._found and self._plot:
            arrivals = self.tr("Arrivals per {minutes} minutes").format(minutes=self._found.intervals.minutes)
            self._plot.retitle(arrivals, self.tr("Backlog"))
        self._say()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for room in which a day can be read."""
        return QSize(720, 300)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for no less than a glance needs."""
        return QSize(280, 128)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme and the language."""
        super().changeEvent(event)
        if event.type() == _PALETTE_CHANGE and self._plot:
            self._plot.recolour(Look(self.palette()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move the cursor; it appears at the last interval that is over."""
        wanted = self._wanted(event)
        if wanted is None and not (event.key() == Qt.Key.Key_Escape and self._cursor is not None):
            super().keyPressEvent(event)
        else:
            self.move_cursor(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw a frame while the keys are heard here."""
        draw_focus(self, QPainter(self))

    def _make_plot(self) -> "ArrivalsPlot":
        from app.views.arrivals.plot import ArrivalsPlot

        plot = self._plot = ArrivalsPlot()
        plot.recolour(Look(self.palette()))
        plot.pointed.connect(lambda interval: self.move_cursor(None if interval < 0 else interval))
        self._words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._layout.insertWidget(1, plot, 1)
        self._layout.setStretch(2, 0)
        return plot

    def _wanted(self, event: QKeyEvent) -> int | None:
        """Return the interval that a key asks for."""
        if not self._found:
            return None
        last = max(len(self._found.counts) - 1, 0)
        wide = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = _HOUR_MINUTES // self._found.intervals.minutes if wide else 1
        match event.key():
            case Qt.Key.Key_Home:
                return 0
            case Qt.Key.Key_End:
                return len(self._found.intervals) - 1
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key if self._cursor is not None:
                return self._cursor + (step if key == Qt.Key.Key_Right else -step)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                return last
        return None

    def _say(self) -> None:
        """Put into words what the chart shows."""
        words = self._words_of_day() if self._cursor is None else self._words_of_interval(self._cursor)
        if words == self._words.text():
            return
        self._words.setText(words)
        self.setAccessibleDescription(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _words_of_day(self) -> str:
        found = self._found
        if not found:
            return self.tr("The arrivals are being counted.")
        over = len(found.counts)
        parts = [self.tr("{count} arrivals").format(count=number(int(found.counts.sum())))]
        if found.forecast:
            expected = _amount(float(found.forecast.mean[:over].sum()))
            still = _amount(float(found.forecast.mean[over:].sum()))
            parts.append(
                self.tr("{expected} expected so far, {still} still to come").format(expected=expected, still=still)
            )
        else:
            parts.append(self.tr("no forecast until a day like this one was recorded from midnight to midnight"))
        if over:
            parts.append(self.tr("backlog {backlog}").format(backlog=number(int(found.backlog[-1]))))
        if found.accuracy:
            own, naive = (_amount(error) for error in (found.accuracy.forecast, found.accuracy.naive))
            parts.append(
                self.tr("forecast off by {own} an interval, last week by {naive}").format(own=own, naive=naive)
            )
        return _BETWEEN.join(parts)

    def _words_of_interval(self, interval: int) -> str:
        found = self._found
        assert found
        edges = found.intervals.edges[interval : interval + 2].tolist()
        start, end = (
            time_of_day(datetime.fromtimestamp(edge, found.intervals.zone), found.intervals.zone) for edge in edges
        )
        parts = [f"{start}–{end}"]
        if interval < len(found.counts):
            parts.append(self.tr("{count} arrivals").format(count=number(int(found.counts[interval]))))
        if found.forecast:
            band = (found.forecast.mean, found.forecast.low, found.forecast.high)
            mean, low, high = (_amount(float(values[interval])) for values in band)
            parts.append(self.tr("{mean} expected, usually {low} to {high}").format(mean=mean, low=low, high=high))
        if interval < len(found.counts):
            parts.append(self.tr("backlog {backlog}").format(backlog=number(int(found.backlog[interval]))))
        return _BETWEEN.join(parts)


def _named(found: "DayArrivals") -> tuple[int, bool]:
    """Return what the titles and the legend depend on."""
    return found.intervals.minutes, found.forecast is not None


def _amount(value: float) -> str:
    """Write an average: with one place where it is small."""
    return QLocale().toString(value, "f", 0 if value >= 10 else 1)
