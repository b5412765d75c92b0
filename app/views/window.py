"""The window: panes as docks that are remembered, between navigation, header and status bar."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow

from app.errors import DomainError
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.docks import Docks
from app.views.header import Header
from app.views.i18n import Language, Sentence, Translated
from app.views.memory import Memory
from app.views.menus import Menus
from app.views.notice import FaultDialog, Notices
from app.views.pane import Desk, Pane, Requests
from app.views.status_bar import StatusBar
from app.views.tasks import Tasks
from app.views.theme import Mode, Theme, icon

if TYPE_CHECKING:
    from app.services.pulse import Kpis, Pulse
    from app.views.seat import Seat

SIZE = QSize(1280, 800)


class Window(Translated, QMainWindow):
    """The frame around the panes. `retry` tells that a person wants the lost database to be tried again.

    With `opens_wallboard` it shows the wallboard as soon as there is something to show on it.
    """

    retry = Signal()
    opens_wallboard = False

    def __init__(self, tasks: Tasks, notices: Notices, language: Language, theme: Theme, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._desk: Desk | None = None
        self._is_whole = False
        self._dialogs: dict[type[Dialog], QAction] = {}
        self.header, self.docks, self.status, self.fault = Header(), Docks(self), StatusBar(), FaultDialog(self)
        self.menus = Menus(self, self.header.menu, language, theme)
        self.waiting = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._second = QTimer(self, interval=1_000)
        self._second.timeout.connect(self._show_time)
        self.setMenuWidget(self.header)
        self.setStatusBar(self.status)
        self.setCentralWidget(self.waiting)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setWindowIcon(icon("floorwatch"))
        self.resize(SIZE)
        self.restoreGeometry(memory.state("geometry"))
        self._listen(tasks, notices, language, theme)
        self.retranslate()

    def begin(self, desk: Desk, pane: Pane) -> None:
        """Show the first pane alone; where the others come it says that they are on their way."""
        self._desk = desk
        desk.requests.pane.connect(self.docks.bring)
        self.header.strip.asked.connect(partial(_look_into, desk.requests))
        self.docks.add([pane])
        self._show_time()
        self._second.start()

    def add_panes(self, panes: Sequence[Pane]) -> None:
        """Show the other panes in their places, and all where they stood when the window was closed last."""
        self.takeCentralWidget()
        self.waiting.hide()
        self.docks.add(panes)
        self.menus.add_panes([dock.toggleViewAction() for dock in self.docks.panes])
        self.restoreState(self._memory.state("layout"))
        self._is_whole = True
        if self.opens_wallboard:
            self.open_wallboard()

    def open_wallboard(self) -> None:
        """Show the wallboard over a whole screen; the one that is open comes to the front."""
        # Not every console shows one.
        from app.views.wallboard.board import Wallboard

        assert self._desk, "there are panes"
        board = self.findChild(Wallboard) or Wallboard(self._desk, self)
        board.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        board.fill_screen()
        board.activateWindow()

    def add_dialogs(self, desk: Desk, kinds: Sequence[type[Dialog]]) -> None:
        """Let the menu open every dialog that belongs there, and the search field the one that it looks like."""
        for kind in sorted((kind for kind in kinds if kind.in_menu), key=lambda each: each.position):
            self._dialogs[kind] = action = QAction(self)
            # Of no keys Qt would make an empty one.
            if kind.shortcut:
                action.setShortcuts(QKeySequence.listFromString(kind.shortcut))
            action.triggered.connect(lambda _=False, kind=kind: self._open(kind(desk, self)))
            if kind.in_header:
                self.header.search.clicked.connect(action.trigger)
                self.header.search.show()
        for menu in Menu:
            self.menus.add_dialogs(menu, [action for kind, action in self._dialogs.items() if kind.menu is menu])
        self.retranslate()

    def add_seat(self, desk: Desk, seat: "Seat") -> None:
        """Show who sits here, and let a click change it."""

        def ask() -> None:
            from app.views.dialogs.seat import TakeSeat

            self._open(TakeSeat(desk, self, seat))

        self.header.seat.follow(seat)
        self.header.seat.clicked.connect(ask)

    def hear(self, changes: Changes | None) -> None:
        """Tell every pane and dialog what changed; None: anything may have."""
        self.docks.hear(changes)
        for dialog in self.findChildren(Dialog, options=Qt.FindChildOption.FindDirectChildrenOnly):
            dialog.hear(changes)

    def show_kpis(self, kpis: "Kpis") -> None:
        """Show the figures of the floor."""
        assert self._desk, "figures come from an open database"
        self.header.strip.show_kpis(kpis, self._desk.zone)

    def show_pulse(self, pulse: "Pulse", database: str) -> None:
        """Show how the sweep does; what brought it is connected, so after a loss everything is read anew."""
        self.header.indicators.show_pulse(pulse, database)
        if self.header.lost.isVisibleTo(self.header):
            self.header.lost.hide()
            self.hear(None)

    def lose(self, reason: DomainError) -> None:
        """Show that the database is not there; what is on the screen and in the fields stays."""
        self.header.lost.tell(Sentence.of(reason))
        self.header.indicators.show_lost()

    def retranslate(self) -> None:
        """Put the frame in the language; header, status bar and panes hear of a switch themselves."""
        self.setWindowTitle(self.tr("Floorwatch"))
        self.waiting.setText(self.tr("Opening the database …"))
        for kind, action in self._dialogs.items():
            action.setText(kind.heading())
        self.menus.retranslate()
        self.docks.retranslate()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Lead the keyboard on by Tab."""
        return self.docks.lead_on(self.focusWidget() or self, forward=forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Put a refusal away with Esc, or go back, where no pane wanted the key for itself."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.header.refusal.isVisible():
            self.header.refusal.hide()
        else:
            self.docks.go_back()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember size and layout; a window that has not got all its panes yet keeps the layout of the last time."""
        self._memory.keep("geometry", self.saveGeometry())
        if self._is_whole:
            self._memory.keep("layout", self.saveState())
        super().closeEvent(event)

    def _listen(self, tasks: Tasks, notices: Notices, language: Language, theme: Theme) -> None:
        tasks.started.connect(self.status.add_task)
        tasks.ended.connect(self.status.remove_task)
        tasks.lost.connect(self.lose)
        tasks.refused.connect(notices.refuse)
        tasks.failed.connect(self.fault.tell)
        notices.changed.connect(self.status.show_change)
        notices.refused.connect(self.header.refusal.tell)
        # Connected as methods of the window, they end with it; whatever is looked at next has a memory of its own.
        language.switched.connect(self._keep_language)
        theme.switched.connect(self._keep_theme)
        self.menus.reset.triggered.connect(self.docks.arrange)
        self.menus.wallboard.triggered.connect(self.open_wallboard)
        self.header.lost.answered.connect(self.retry)

    def _keep_language(self, code: str) -> None:
        self._memory.keep("language", code)

    def _keep_theme(self, mode: Mode) -> None:
        self._memory.keep("theme", mode)

    def _open(self, dialog: Dialog) -> None:
        dialog.open()

    def _show_time(self) -> None:
        if self._desk:
            self.header.indicators.show_time(self._desk.now(), self._desk.zone)


def _look_into(requests: Requests, kpi: str) -> None:
    # It knows the table, which is imported with the panes, after the first paint.
    from app.views.drill import look_into

    look_into(requests, kpi)
