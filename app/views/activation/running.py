"""The activations that run: each call with its countdown, answers given for people, coming on, going back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.activation import TIERS, ActivationState, CallOutState
from app.models.call_out import CallOutMove, after
from app.services.floor.activation.answering import answer, come_on, release
from app.services.floor.activation.keeping import with_keeping
from app.services.floor.activation.reading import ActivationRow, CallOutRow, read_running
from app.services.floor.activation.running import keep_on, stand_down, want
from app.views.activation.tables import activation_rows, call_table
from app.views.activation.words import calm_in_words, how_it_goes, say, tier_word
from app.views.flow import Flow
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, Translated, named
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.theme import GAP, ROOM, scaled_font

_PAUSE_MS = 500
_KEYS = {"accept": "Y", "decline": "N", "on": "O", "release": "R"}
_MOVES = {
    "accept": CallOutMove.ACCEPT,
    "decline": CallOutMove.DECLINE,
    "on": CallOutMove.COME_ON,
    "release": CallOutMove.RELEASE,
}
Change = Callable[[Session], object]


class Running(Translated, QWidget):
    """Shows one of the activations that run; `came` tells all of them, `asked_report` which one is to be reported."""

    came = Signal(object)
    asked_report = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.rows: tuple[ActivationRow, ...] = ()
        self._shown: int | None = None
        self.which, self.counts, self.calm = QComboBox(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.reason, self.nothing = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.actions_ = {name: QAction(self) for name in _KEYS}
        self.more, self.shifts, self.report = QToolButton(), QPushButton(), QPushButton()
        self.stand_down, self.all_back, self.go_on = QPushButton(), QPushButton(), QPushButton()
        self.model = call_table(self._moment(), self)
        self.table = TableView(self.model, sorted_by="state", wide="name")
        self.below = QStackedWidget()
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self.second = QTimer(self, interval=1_000)
        self._arrange()
        self._listen()
        self.retranslate()

    def refresh(self) -> None:
        """Read what runs."""
        self.reader.ask()

    def look_at(self, activation_id: int) -> None:
        """Show this one as soon as it is read."""
        self._shown = activation_id
        self.reader.ask(hurried=True)

    def row(self) -> ActivationRow | None:
        """Return the activation that is shown."""
        return next((row for row in self.rows if row.id == self._shown), None)

    def retranslate(self) -> None:
        """Put the words in the language; the table hears of it itself."""
        words = {
            "accept": (self.tr("Says yes"), self.tr("Take the answer of the selected person for them (Y)")),
            "decline": (self.tr("Says no"), self.tr("Take the answer of the selected person for them (N)")),
            "on": (self.tr("Is on"), self.tr("The selected person is at work from now on (O)")),
            "release": (self.tr("Release"), self.tr("Send the selected person back, with the rest owed (R)")),
        }
        for name, (text, hint) in words.items():
            self.actions_[name].setText(text)
            self.actions_[name].setToolTip(hint)
        self.which.setAccessibleName(self.tr("Which activation is shown"))
        self.more.setText(self.tr("One more"))
        self.more.setToolTip(self.tr("Raise the head count of a tier: the next one in rank is called"))
        self.shifts.setText(self.tr("Shifts …"))
        self.shifts.setToolTip(self.tr("Make shifts of today longer, or let two people swap theirs"))
        self.report.setText(self.tr("Report …"))
        self.report.setToolTip(self.tr("Write the incident report of this activation as a workbook"))
        self.stand_down.setText(self.tr("&Stand down"))
        self.stand_down.setToolTip(self.tr("Call nobody any more; who is on is released one by one"))
        self.all_back.setText(self.tr("Send &all back"))
        self.go_on.setText(self.tr("&Go on"))
        self.go_on.setToolTip(self.tr("Keep the people although it is calm"))
        self.nothing.setText(
            self.tr(
                "Nobody is called at the moment. When arrivals run away or deadlines need more hands, whom to call "
                "is proposed under “Call people”."
            )
        )
        self.table.setAccessibleName(self.tr("Calls"))
        for tier, action in zip(TIERS, self.more.menu().actions(), strict=True):
            action.setText(tier_word(tier))
        self._name_all()
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Let time be seen."""
        super().showEvent(event)
        self._tick()
        self.second.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Count no seconds that nobody sees."""
        super().hideEvent(event)
        self.second.stop()

    def _arrange(self) -> None:
        self.counts.setFont(scaled_font(self, 1.05, bold=True))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        menu = QMenu(self)
        for tier in TIERS:
            menu.addAction("").triggered.connect(lambda _=False, tier=tier: self._want_one_more(tier))
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        answers, whole = QWidget(), QWidget()
        row = Flow(answers, spacing=GAP)
        row.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[str, QToolButton] = {}
        for name, action in self.actions_.items():
            action.setShortcut(QKeySequence(_KEYS[name]))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.table.addAction(action)
            self.buttons[name] = button = QToolButton()
            button.setDefaultAction(action)
            row.addWidget(button)
        for each in (self.more, self.shifts, self.stand_down, self.all_back, self.go_on, self.report):
            row.addWidget(each)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        for widget in (self.which, self.counts, self.reason, self.calm, answers):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        self.table.setDragEnabled(False)
        self.below.addWidget(whole)
        self.below.addWidget(self.nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.below)
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.second.timeout.connect(self._tick)
        self.which.activated.connect(self._turn)
        self.table.selectionModel().selectionChanged.connect(self._check)
        self.actions_["accept"].triggered.connect(lambda: self._answer(accepted=True))
        self.actions_["decline"].triggered.connect(lambda: self._answer(accepted=False))
        self.actions_["on"].triggered.connect(self._come_on)
        self.actions_["release"].triggered.connect(self._release)
        self.stand_down.clicked.connect(lambda: self._stand_down(releases=False))
        self.all_back.clicked.connect(lambda: self._stand_down(releases=True))
        self.go_on.clicked.connect(self._go_on)
        self.shifts.clicked.connect(self._open_shifts)
        self.report.clicked.connect(self._ask_report)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _begin(self) -> Callable[[Session], tuple[ActivationRow, ...]]:
        now = self.desk.now()
        return lambda session: with_keeping(session, read_running(session), now=now)

    def _tick(self) -> None:
        self.table.tick(self._moment())

    def _come(self, rows: tuple[ActivationRow, ...]) -> None:
        self.rows = rows
        if self.row() is None:
            self._shown = rows[0].id if rows else None
        self._name_all()
        self._show()
        self.came.emit(rows)

    def _turn(self, place: int) -> None:
        self._shown = self.which.itemData(place)
        self._show()

    def _name_all(self) -> None:
        self.which.blockSignals(True)
        self.which.clear()
        drill = say(QT_TRANSLATE_NOOP("Activation", "DRILL")) + " · "
        for row in self.rows:
            whole = say(QT_TRANSLATE_NOOP("Activation", "Whole floor"))
            self.which.addItem(f"{drill if row.drill else ''}{row.queue or whole}", row.id)
        self.which.setCurrentIndex(self.which.findData(self._shown))
        self.which.setVisible(len(self.rows) > 1)
        self.which.blockSignals(False)

    def _show(self) -> None:
        row = self.row()
        self.below.setCurrentIndex(0 if row else 1)
        if row is None:
            return
        queue = row.queue or say(QT_TRANSLATE_NOOP("Activation", "Whole floor"))
        self.counts.setText(named(queue, how_it_goes(row)))
        self.reason.setText(row.reason)
        self.reason.setVisible(bool(row.reason))
        self.calm.setText(calm_in_words(row, self.desk.zone))
        self.model.set_rows(activation_rows(row.call_outs))
        if row.call_outs and not self.table.selected_ids():
            self.table.select_ids([self.model.id_at(0)])
        proposes = row.proposes_stand_down
        self.stand_down.setVisible(row.state is ActivationState.ACTIVE)
        self.stand_down.setDefault(proposes)
        self.go_on.setVisible(proposes or row.state is ActivationState.STANDING_DOWN)
        self._tick()
        self._check()

    def selected(self) -> CallOutRow | None:
        """Return the call that is selected; the first one that waits where none is."""
        row = self.row()
        if row is None:
            return None
        ids: Sequence[int] = self.table.selected_ids()
        return next((each for each in row.call_outs if each.id in ids), None)

    def _check(self) -> None:
        call_out = self.selected()
        for name, move in _MOVES.items():
            self.actions_[name].setEnabled(call_out is not None and after(call_out.state, move) is not None)
        row = self.row()
        self.all_back.setEnabled(row is not None and row.count(CallOutState.ON) > 0)

    def _answer(self, *, accepted: bool) -> None:
        if call_out := self.selected():
            said = Sentence("Running", "{name} does not come", name=call_out.name)
            if accepted:
                said = Sentence("Running", "{name} comes", name=call_out.name)
            me, desk = self.desk.me(), self.desk
            self._do(lambda session: _answered(session, call_out.id, accepted, me, desk), said)

    def _come_on(self) -> None:
        if call_out := self.selected():
            me, desk = self.desk.me(), self.desk
            said = Sentence("Running", "{name} is on", name=call_out.name)
            self._do(lambda session: come_on(session, call_out.id, by=me, now=desk.now()), said)

    def _release(self) -> None:
        if call_out := self.selected():
            me, desk = self.desk.me(), self.desk
            said = Sentence("Running", "{name} goes back", name=call_out.name)
            self._do(lambda session: release(session, call_out.id, by=me, now=desk.now()), said)

    def _stand_down(self, *, releases: bool) -> None:
        if row := self.row():
            me, desk = self.desk.me(), self.desk
            said = Sentence("Running", "Standing down")
            self._do(lambda session: stand_down(session, row.id, by=me, releases=releases, now=desk.now()), said)

    def _go_on(self) -> None:
        if row := self.row():
            me, desk = self.desk.me(), self.desk
            self._do(
                lambda session: keep_on(session, row.id, by=me, now=desk.now()),
                Sentence("Running", "The activation goes on"),
            )

    def _want_one_more(self, tier: int) -> None:
        if row := self.row():
            me, desk, count = self.desk.me(), self.desk, row.wanted.get(tier, 0) + 1

            def said(called: object) -> Sentence:
                if called:
                    return Sentence("Running", "More are called: {count}", count=called)
                return Sentence("Running", "Nobody of tier {tier} is left who could be called now", tier=tier)

            self._do(lambda session: want(session, row.id, tier, count, by=me, now=desk.now()), said)

    def _do(self, change: Change, said: Sentence | Callable[[object], Sentence]) -> None:
        desk = self.desk

        def work() -> object:
            with desk.database.write() as session:
                return change(session)

        desk.tasks.run(self, work, lambda done: desk.notices.change(said(done) if callable(said) else said))

    def _ask_report(self) -> None:
        if self._shown is not None:
            self.asked_report.emit(self._shown)

    def _open_shifts(self) -> None:
        # Questions are not asked before the first paint.
        from app.views.dialogs.shifts_now import ShiftsNowDialog

        dialog = ShiftsNowDialog(self.desk, self.window())
        dialog.open()


def _answered(session: Session, call_out_id: int, accepted: bool, me: int | None, desk: Desk) -> None:
    answer(session, call_out_id, accepted, via="lead", by=me, now=desk.now())
