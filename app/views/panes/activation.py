"""Backup staff: what triggered it, what help would do, whom to call, how far each call is, and what was."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout

from app.services.alerts import AlertRow
from app.services.floor.activation.reading import ActivationRow
from app.views.activation.drill import DrillBanner
from app.views.activation.history import History
from app.views.activation.propose import Propose
from app.views.activation.report import write_incident
from app.views.activation.running import Running
from app.views.bridge import Changes
from app.views.i18n import number
from app.views.pane import Desk, Pane
from app.views.theme import GAP, PAD

_PROPOSE, _RUNNING, _HISTORY = range(3)


class ActivationPane(Pane):
    """Three pages: call people, the calls under way, the history; over them a drill says that it is one."""

    title = "Activation"
    icon = "backup"
    position = 52
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Activation", "Alert", "Person", "Shift", "TierRule"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.propose, self.running, self.history = Propose(desk), Running(desk), History(desk)
        self.banner, self.pages = DrillBanner(), QTabWidget()
        self.pages.setDocumentMode(True)
        # All of a proposal is seen at once where the screen is high enough; a low one does not grow for it.
        whole = QScrollArea(widgetResizable=True)
        whole.setFrameShape(QScrollArea.Shape.NoFrame)
        whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.setWidget(self.propose)
        for page in (whole, self.running, self.history):
            self.pages.addTab(page, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(self.banner)
        column.addWidget(self.pages, 1)
        self.setFocusProxy(self.pages)
        self._running: tuple[ActivationRow, ...] = ()
        self.propose.begun.connect(self._begun)
        self.propose.drilling.connect(lambda _: self._warn())
        self.running.came.connect(self._come)
        for page in (self.running, self.history):
            page.asked_report.connect(lambda id_: write_incident(self.desk, self, id_))
        self.pages.currentChanged.connect(lambda _: self._refresh_page())
        desk.requests.activation.connect(self._answer)
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read what is shown anew; what runs always, because it is counted on its tab."""
        self.running.refresh()
        self._refresh_page()

    def retranslate(self) -> None:
        """Name the pages; they hear of it themselves."""
        self.pages.setTabText(_PROPOSE, self.tr("Call people"))
        self.pages.setTabText(_HISTORY, self.tr("History"))
        self.pages.setAccessibleName(self.heading())
        self._count()

    def _refresh_page(self) -> None:
        if self.pages.currentIndex() == _PROPOSE:
            self.propose.refresh()
        elif self.pages.currentIndex() == _HISTORY:
            self.history.refresh()
        self._warn()

    def _answer(self, alert: AlertRow) -> None:
        """Show the proposal that answers an alert, or what runs for it already."""
        self.wanted.emit()
        queue_id = int(alert.subject) if alert.subject.isdigit() else None
        running = next((row for row in self._running if row.queue_id == queue_id and not row.drill), None)
        if running is not None:
            self.pages.setCurrentIndex(_RUNNING)
            self.running.look_at(running.id)
            return
        self.pages.setCurrentIndex(_PROPOSE)
        self.propose.answer_alert(alert)
        self.propose.people.setFocus()

    def _begun(self, activation_id: int) -> None:
        self.pages.setCurrentIndex(_RUNNING)
        self.running.look_at(activation_id)
        self.running.table.setFocus()

    def _come(self, rows: tuple[ActivationRow, ...]) -> None:
        self._running = rows
        self._count()
        self._warn()

    def _count(self) -> None:
        words = self.tr("Running: {count}") if self._running else self.tr("Running")
        self.pages.setTabText(_RUNNING, words.format(count=number(len(self._running))))

    def _warn(self) -> None:
        """Say that what is shown is a drill, where it is one."""
        shown = self.running.row() if self.pages.currentIndex() == _RUNNING else None
        is_drill = self.propose.is_drill() if self.pages.currentIndex() == _PROPOSE else bool(shown and shown.drill)
        tells = self.propose.tells.isChecked() if shown is None else shown.tells
        self.banner.setVisible(is_drill)
        self.banner.say(tells=tells)
