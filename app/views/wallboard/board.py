"""The wallboard (大屏): the floor on a screen of its own, readable from ten metres; Esc or F11 leaves it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.clock import steady_seconds
from app.errors import DatabaseLostError, DomainError
from app.services.floor.arrivals import floor_calendar
from app.services.floor.load import FULL_FROM, OVER_FROM
from app.services.floor.wallboard import SHOWN, Board, read_board
from app.services.pulse import SurgeState
from app.views.arrivals.surge_words import amount, headline
from app.views.field_words import TARGET_WORDS
from app.views.i18n import Sentence, Translated, duration, language_of_now, number, percent, time_of_day
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import Mark
from app.views.wallboard.arrivals_line import ArrivalsLine
from app.views.wallboard.figures import Definition, Figure, FigureTile
from app.views.wallboard.part import BoardPart
from app.views.wallboard.soonest import SoonestList, SoonLine
from app.views.wallboard.status_bar import Status, StatusBar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# From the end of one reading to the next, and how often time and age are written anew.
_PAUSE_MS, _TICK_MS = 2_500, 1_000
# From so many seconds without a reading on the figures are called old.
_OLD = 15
# A share that misses its target by so much is red; above that it is amber.
_FAR_OFF = 0.1
_SOON = timedelta(hours=1)
_PROPORTION = 16 / 9
# In hundredths of the height: the bar at the top, the figures, the line at the bottom.
_BAR, _FIGURES, _FOOT, _GAP = 7.0, 32.0, 4.2, 1.0
_PALETTE_CHANGE = QEvent.Type.PaletteChange


class Wallboard(Translated, QWidget):
    """Five figures with their targets, the line of arrivals, and what is due soonest; it reads by itself.

    How old the figures are and whether the database is there always stands at the top. It goes on a second screen where
    there is one.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk = desk
        self.board: Board | None = None
        self._came_at: float | None = None
        self._lost: str | None = None
        self.bar, self.line, self.soonest, self.definition = StatusBar(), ArrivalsLine(), SoonestList(), Definition()
        self.figures = [FigureTile() for _ in range(5)]
        self.parts: tuple[BoardPart, ...] = (self.bar, *self.figures, self.soonest, self.line, self.definition)
        for part in self.parts:
            part.setParent(self)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self.reader.came.connect(self._show)
        self.reader.refused.connect(self._refuse)
        self._second = QTimer(self, interval=_TICK_MS)
        self._second.timeout.connect(self.tick)
        self._second.start()
        self.retranslate()
        self.reader.ask()

    def fill_screen(self) -> None:
        """Show it over a whole screen: another one than that of the console, where there is another one."""
        parent = self.parentWidget()
        here = parent.screen() if parent else QGuiApplication.primaryScreen()
        others = [each for each in QGuiApplication.screens() if each is not here]
        self.setGeometry((others or [here])[0].geometry())
        self.showFullScreen()

    def tick(self) -> None:
        """Write time and ages anew, and read on; a lost database is asked for again."""
        self.reader.ask()
        self._show_status()
        if self.board:
            self._show_soonest(self.board)

    def retranslate(self) -> None:
        """Put everything in the language."""
        self.setWindowTitle(self.tr("Wallboard"))
        self._show_status()
        if self.board:
            self._show_board(self.board)
        else:
            self.soonest.show_lines(self.tr("Next due"), self.tr("The floor is being read."), [])

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == _PALETTE_CHANGE:
            for part in self.parts:
                part.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave with Esc, or by the keys that fill the screen."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11, Qt.Key.Key_F12):
            self.close()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give every part its place; a board that is narrower than a wide screen has smaller letters, not fewer."""
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        unit = min(height, width / _PROPORTION) / 100
        for part in self.parts:
            part.scale(unit)
        gap, bar, foot = round(_GAP * unit), round(_BAR * unit), round(_FOOT * unit)
        self.bar.setGeometry(0, 0, width, bar)
        top, high = bar + gap, round(_FIGURES * unit)
        wide = (width - 6 * gap) // 5
        for place, tile in enumerate(self.figures):
            tile.setGeometry(gap + place * (wide + gap), top, wide, high)
        below = top + high + gap
        rest, half = height - below - foot - gap, (width - 3 * gap) // 2
        self.soonest.setGeometry(gap, below, half, rest)
        self.line.setGeometry(2 * gap + half, below, width - half - 3 * gap, rest)
        self.definition.setGeometry(0, height - foot, width, foot)

    def _begin(self) -> "Callable[[Session], Board]":
        return partial(_read, desk=self._desk, now=self._desk.now())

    def _show(self, board: Board) -> None:
        self.board, self._came_at, self._lost = board, steady_seconds(), None
        self._show_board(board)
        self._show_status()

    def _refuse(self, refusal: DomainError) -> None:
        if isinstance(refusal, DatabaseLostError):
            self._lost = str(Sentence.of(refusal))
            self._show_status()

    def _show_status(self) -> None:
        now, zone = self._desk.now(), self._desk.zone
        age = None if self._came_at is None else timedelta(seconds=int(steady_seconds() - self._came_at))
        if self._lost is not None:
            mark, words = Mark.LATE, self.tr("NO DATABASE")
            if self.board:
                as_of = time_of_day(self.board.read_at, zone, seconds=True)
                words = self.tr("NO DATABASE: figures of {time}").format(time=as_of)
        elif age is None:
            mark, words = Mark.QUIET, self.tr("Connecting")
        elif age.total_seconds() >= _OLD:
            mark, words = Mark.SOON, self.tr("Figures are {age} old").format(age=duration(age))
        else:
            mark, words = Mark.FINE, self.tr("Connected, figures {age} old").format(age=duration(age))
        floor = self.board.floor if self.board else ""
        self.bar.show_status(Status(floor, time_of_day(now, zone, seconds=True), words, mark))

    def _show_board(self, board: Board) -> None:
        for tile, figure in zip(self.figures, self._figures(board), strict=True):
            tile.show_figure(figure)
        self._show_soonest(board)
        _, mark, words = headline(board.surge)
        if board.kpis.surging and board.surge.state is not SurgeState.SURGE:
            mark, words = Mark.LATE, self.tr("SURGE: {queues}").format(queues=self.tr(", ").join(board.kpis.surging))
        self.line.show_day(self._heading(board), words, mark, board.day, board.read_at)
        sentence = board.rule.sentence
        said = sentence.zh if language_of_now() == "zh" else sentence.en
        more = self.tr("Kept today: of the deadlines that were met or passed today, the share that was met.")
        self.definition.say(f"{said}  {more}")

    def _figures(self, board: Board) -> tuple[Figure, ...]:
        kpis, rule = board.kpis, board.rule
        late = Figure(self.tr("Late"), number(kpis.late), self.tr("Target 0"), Mark.LATE if kpis.late else Mark.FINE)
        aim = self.tr("Target {share}").format(share=percent(rule.aim, 0))
        level = self._share(self.tr("Service level, 1 h"), board.service_level, rule.aim, aim)
        kept = self._share(self.tr("Kept today"), kpis.sla_today, 1.0, self.tr("Target {share}").format(share="100%"))
        if board.scheduled is None:
            on = Figure(self.tr("Agents on"), number(kpis.agents_on), self.tr("No schedule today"))
        else:
            missing = board.scheduled - kpis.agents_on
            mark = Mark.FINE if missing <= 0 else Mark.LATE if missing > _FAR_OFF * board.scheduled else Mark.SOON
            planned = self.tr("Scheduled {count}").format(count=number(board.scheduled))
            on = Figure(self.tr("Agents on"), number(kpis.agents_on), planned, mark)
        return late, level, kept, self._load(kpis.load), on

    def _load(self, load: float | None) -> Figure:
        aim = self.tr("Target ≤ {share}").format(share=percent(FULL_FROM, 0))
        if load is None:
            return Figure(self.tr("Load"), "—", aim)
        mark = Mark.FINE if load <= FULL_FROM else Mark.LATE if load > OVER_FROM else Mark.SOON
        return Figure(self.tr("Load"), percent(load, 0), aim, mark)

    def _share(self, name: str, share: float | None, aim: float, words: str) -> Figure:
        if share is None:
            return Figure(name, "—", words)
        mark = Mark.FINE if share >= aim else Mark.LATE if share < aim - _FAR_OFF else Mark.SOON
        # Nothing is rounded up to a target that it misses.
        return Figure(name, f"{int(share * 100 + 1e-9)}%", words, mark)

    def _heading(self, board: Board) -> str:
        surge = board.surge
        if surge.expected is None:
            return self.tr("Arrivals: {count} in {minutes} min").format(count=surge.count, minutes=surge.minutes)
        said = self.tr("Arrivals: {count} in {minutes} min, {expected} expected")
        return said.format(count=number(surge.count), minutes=surge.minutes, expected=amount(surge.expected))

    def _show_soonest(self, board: Board) -> None:
        now = self._desk.now()
        lines = []
        for row in board.soonest:
            left = row.due_at - now
            late = left < timedelta(0)
            mark = Mark.LATE if late else Mark.SOON if left < _SOON else Mark.QUIET
            words = _short(-left if late else left)
            owner = row.owner or self.tr("nobody")
            about = f"{owner} · {Sentence('Worklist', TARGET_WORDS[row.target])} · {row.title}"
            sign = {Mark.LATE: "▲", Mark.SOON: "◆"}.get(mark, "")
            lines.append(SoonLine(f"−{words}" if late else words, row.number, about, mark, sign))
        heading = self.tr("Next {count} due").format(count=SHOWN)
        self.soonest.show_lines(heading, self.tr("No deadline is to come."), lines)


def _read(session: "Session", desk: Desk, now: datetime) -> Board:
    calendar = floor_calendar(session, desk.rulebook)
    return read_board(session, calendar=calendar, history=desk.history, now=now)


def _short(span: timedelta) -> str:
    """Write a span as a clock does: minutes and seconds below an hour, hours and minutes above."""
    seconds = int(span.total_seconds())
    if seconds < 3_600:
        return f"{seconds // 60}:{seconds % 60:02}"
    if seconds < 172_800:
        return str(
            Sentence("Wallboard", "{hours} h {minutes}", hours=seconds // 3_600, minutes=f"{seconds // 60 % 60:02}")
        )
    return str(Sentence("Wallboard", "{days} d", days=seconds // 86_400))
