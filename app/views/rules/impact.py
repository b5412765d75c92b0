"""What a draft of rules would do to the open complaints: the figures, the list, and putting it in force."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.deadlines.impact import Figures, Preview, preview
from app.services.deadlines.impact_rows import ImpactRow, Show, rows_of
from app.services.deadlines.new_rules import NewRules
from app.services.deadlines.rule_changes import LONGEST_REASON, RuleChangeError, apply, look_again
from app.views.i18n import Sentence, Translated, number, time_of_day
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.rules.impact_columns import impact_model, impact_table
from app.views.rules.watch import EffectWatch
from app.views.rules.words import figures_in_words
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.tasks import Task
from app.views.theme import GAP, PAD, Mark, icon, scaled_font
from app.views.worker import WorkCancelledError
from app.views.working import WorkArea

# More than a person reads; the figures count all of them.
_LISTED = 1_000
_SHOWN: dict[Show, str] = {
    Show.MOVED: str(QT_TRANSLATE_NOOP("ImpactPage", "Deadlines that move: {count}")),
    Show.BECOME_LATE: str(QT_TRANSLATE_NOOP("ImpactPage", "Become late: {count}")),
    Show.NO_LONGER_LATE: str(QT_TRANSLATE_NOOP("ImpactPage", "No longer late: {count}")),
    Show.STEPS: str(QT_TRANSLATE_NOOP("ImpactPage", "With steps that fall due at once")),
    Show.UNPROMISED: str(QT_TRANSLATE_NOOP("ImpactPage", "No longer promised: {count}")),
}

# What is done in the transaction that puts rules in force, besides.
Besides = Callable[[Session], None]


class ImpactPage(Translated, QWidget):
    """Looks at the effect of `rules` when asked, and puts them in force with a reason.

    What it shows holds for the instant at which it was worked out: when deadlines that it shows have changed since it
    says so, and when the draft has changed it is gone. `applied` tells the id of the change.
    """

    applied = Signal(int)

    def __init__(self, desk: Desk, dialog: QDialog) -> None:
        super().__init__()
        self.desk = desk
        self._rules: NewRules | None = None
        self._besides: Besides = lambda session: None
        self._may_change = False
        self.seen: Preview | None = None
        self.sentence, self.as_of, self.nothing = QLabel(wordWrap=True), QLabel(), QLabel(wordWrap=True)
        self.sentence.setFont(scaled_font(self.sentence, 1.1, bold=True))
        self.stale = Banner("clock", Mark.SOON, Mark.SOON_BACK, retry=True)
        self.show_what, self.look = QComboBox(), QPushButton(icon("search"), "")
        self.model = impact_model(self._moment(), self)
        self.table = TableView(self.model, sorted_by="late", wide="title")
        self.below = QStackedWidget()
        self.why, self.reason, self.apply = (
            QLabel(),
            QLineEdit(maxLength=LONGEST_REASON),
            QPushButton(icon("check"), ""),
        )
        self.watch = EffectWatch(desk, self)
        self.work = WorkArea(desk, dialog, [self.look, self.show_what, self.reason, self.apply])
        self._lay_out()
        self._listen()
        self.retranslate()

    def take(self, rules: NewRules | None, besides: Besides, *, may_change: bool) -> None:
        """Take the rules of another draft, None where there is none that holds; what was seen of the last is gone."""
        self._rules, self._besides, self._may_change = rules, besides, may_change
        self._see(None)
        self.retranslate()

    def _see(self, seen: Preview | None) -> None:
        self.seen = seen
        self.watch.watch(seen)
        self.stale.hide()

    def _moved_on(self, others: int) -> None:
        """Say that deadlines which are shown have changed since the effect was worked out."""
        if self.seen is not None and self.work.task is None:
            at, count = time_of_day(self.seen.at, self.desk.zone), number(others)
            said = Sentence("ImpactPage", "Deadlines changed since {time}: {count}. Look again.", time=at, count=count)
            self.stale.tell(said)

    def retranslate(self) -> None:
        """Put words and figures in the language; the table hears of it itself."""
        self.look.setText(self.tr("&Look at the effect"))
        self.why.setText(self.tr("&Reason:"))
        self.reason.setPlaceholderText(self.tr("why the rules change: everybody can read it later"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.apply.setText(self.tr("&Put in force …"))
        self.show_what.setAccessibleName(self.tr("Which deadlines are listed"))
        self.table.setAccessibleName(self.tr("Deadlines that the draft concerns"))
        self._show()

    def _lay_out(self) -> None:
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.table.setDragEnabled(False)
        self.why.setBuddy(self.reason)
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row, widgets in (
            (head, (self.show_what, self.as_of, self.look)),
            (foot, (self.why, self.reason, self.apply)),
        ):
            row.setSpacing(PAD)
            for widget in widgets:
                row.addWidget(widget, int(widget in (self.as_of, self.reason)))
        self.below.addWidget(self.table)
        self.below.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(self.sentence)
        column.addLayout(head)
        column.addWidget(self.stale)
        column.addWidget(self.below, 1)
        column.addWidget(self.work)
        column.addLayout(foot)

    def _listen(self) -> None:
        self.look.clicked.connect(self.begin)
        self.watch.moved_on.connect(self._moved_on)
        self.stale.answered.connect(self.begin)
        self.show_what.activated.connect(lambda _: self._list())
        self.table.opened.connect(self._open)
        self.reason.textChanged.connect(self._check)
        self.reason.returnPressed.connect(self.apply.click)
        self.apply.clicked.connect(self._ask)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def begin(self) -> None:
        """Work out what the rules would do to the complaints that are open now."""
        rules, desk = self._rules, self.desk
        if rules is None:
            return
        self.stale.hide()

        def work(task: Task) -> tuple[Preview, tuple[ImpactRow, ...]]:
            with desk.database.read() as session:
                seen = preview(session, desk.rulebook, rules, progress=_progress(task), now=desk.now())
                return seen, rows_of(session, seen, count=_LISTED)

        title = Sentence("ImpactPage", "Looking at the effect on open complaints")
        self.work.begin(desk.tasks.run_long(self, title, work, self._come, refused=self.refused))

    def _come(self, found: tuple[Preview, tuple[ImpactRow, ...]]) -> None:
        seen, rows = found
        self._see(seen)
        self.show_what.setCurrentIndex(0)
        self._list_these(rows)

    def _list(self) -> None:
        """Read the rows of the chosen list."""
        seen, desk, show = self.seen, self.desk, self.show_what.currentData()
        if seen is None:
            return

        def work() -> tuple[ImpactRow, ...]:
            with desk.database.read() as session:
                return rows_of(session, seen, Show(show), count=_LISTED)

        desk.tasks.run(self, work, self._list_these, refused=self.refused)

    def _list_these(self, rows: tuple[ImpactRow, ...]) -> None:
        self.table.tick(self._moment())
        self.model.set_rows(impact_table(rows))
        self._show()

    def _show(self) -> None:
        """Show the effect, or how to come to see it."""
        seen = self.seen
        for widget in (self.sentence, self.show_what):
            widget.setVisible(seen is not None)
        if seen:
            self.sentence.setText(figures_in_words(seen.figures))
            self._offer(seen.figures)
        self.as_of.setText(self._as_of(seen.at) if seen else "")
        self.nothing.setText(self._nothing())
        self.below.setCurrentWidget(self.table if seen and self.model.total() else self.nothing)
        self._check()

    def _as_of(self, at: datetime) -> str:
        said = self.tr("as of {time}").format(time=time_of_day(at, self.desk.zone, seconds=True))
        if self.model.total() == _LISTED:
            said += " · " + self.tr("the first {count} are listed").format(count=number(_LISTED))
        return said

    def _nothing(self) -> str:
        if self._rules is None:
            return self.tr("There is no draft that holds: edit a copy of the rules, and mend what is marked in it.")
        if self.seen is None:
            return self.tr("Look at the effect: which deadlines move, which become late, which steps fall due at once.")
        return self.tr("No deadline of this kind. New complaints come under these rules once they are in force.")

    def _offer(self, figures: Figures) -> None:
        counts = {
            Show.MOVED: figures.moved,
            Show.BECOME_LATE: figures.become_late,
            Show.NO_LONGER_LATE: figures.no_longer_late,
            Show.STEPS: figures.steps,
            Show.UNPROMISED: figures.unpromised,
        }
        chosen = max(self.show_what.currentIndex(), 0)
        self.show_what.clear()
        for show, count in counts.items():
            self.show_what.addItem(str(Sentence("ImpactPage", _SHOWN[show], count=number(count))), show)
        self.show_what.setCurrentIndex(chosen)

    def _check(self) -> None:
        self.look.setEnabled(self._rules is not None)
        can = self.seen is not None and self._may_change
        self.reason.setEnabled(can)
        self.apply.setEnabled(can and bool(self.reason.text().strip()))

    def _open(self, clock_id: int) -> None:
        rows: tuple[ImpactRow, ...] = self.model.rows.rows
        self.desk.requests.case.emit(next(row.ticket_id for row in rows if row.clock_id == clock_id))

    def _ask(self) -> None:
        """Say in figures what putting the rules in force does, and whether to go ahead."""
        if self.seen is None:
            return
        said = figures_in_words(self.seen.figures)
        question = QMessageBox(QMessageBox.Icon.Question, self.tr("Put in force"), said, parent=self.window())
        question.setInformativeText(
            self.tr("New complaints come under these rules at once. It can be undone in one step.")
        )
        go = question.addButton(self.tr("&Put in force"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(self.tr("&Not yet"), QMessageBox.ButtonRole.RejectRole))
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        go.clicked.connect(self.put_in_force)
        question.open()

    def put_in_force(self) -> None:
        """Put the rules in force as they were seen; refused where their effect is another one by now."""
        seen, desk, reason, besides = self.seen, self.desk, self.reason.text(), self._besides
        if seen is None:
            return

        def work(task: Task) -> int:
            told = _progress(task)
            with desk.database.read() as session:
                ready = look_again(session, desk.rulebook, seen, progress=lambda share: told(share / 2), now=desk.now())
            with desk.database.write() as session:
                change = apply(
                    session,
                    desk.rulebook,
                    seen,
                    reason,
                    ready=ready,
                    person_id=desk.me(),
                    progress=lambda share: told((1 + share) / 2),
                    now=desk.now(),
                )
                besides(session)
                return change.id

        title = Sentence("ImpactPage", "Putting the rules in force")
        self.work.begin(desk.tasks.run_long(self, title, work, self._applied, refused=self.refused))

    def _applied(self, change_id: int) -> None:
        self.reason.clear()
        self._see(None)
        self._show()
        self.applied.emit(change_id)

    def refused(self, refusal: DomainError) -> None:
        """Say why something was not done; a preview that is out of date can be looked at again."""
        if isinstance(refusal, RuleChangeError) and "count" in refusal.values:
            self.stale.tell(Sentence.of(refusal))
        elif not isinstance(refusal, WorkCancelledError):
            self.work.refuse(refusal)
        self._check()


def _progress(task: Task) -> Callable[[float], None]:
    """Tell a task how much is done, and end the work where somebody has cancelled it: then nothing is kept of it."""

    def told(share: float) -> None:
        if task.is_cancelled():
            raise WorkCancelledError("The work was cancelled.")
        task.report(round(100 * share), 100)

    return told
