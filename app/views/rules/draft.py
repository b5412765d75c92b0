"""The draft of a policy or calendar: everyday forms, its text with the problem marked, examples, and its effect."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.policy_fields import Path
from app.models.policy_lines import with_value
from app.models.rule_change import RuleKind
from app.models.toml_text import value_as_toml
from app.services.deadlines.drafts import Draft, DraftError, discard_draft, open_draft
from app.services.deadlines.rule_list import RuleRow
from app.views.i18n import Sentence, Translated
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.rules.amounts import AmountTable
from app.views.rules.days import Addition, CalendarDays, OwnDay, with_day, without_day
from app.views.rules.examples import Examples
from app.views.rules.impact import ImpactPage
from app.views.rules.index import rule_in_words
from app.views.rules.keeper import DraftKeeper, Wanted
from app.views.rules.look import Looked, Opened, opened
from app.views.rules.text_page import TextPage
from app.views.rules.words import called
from app.views.theme import GAP, PAD, Mark, icon, scaled_font
from app.views.ticket_words import Place


class DraftPage(Translated, QWidget):
    """Shows a rule, and its draft if there is one, which is kept as it is typed, valid or not.

    `changed` when a draft was begun or thrown away; `applied` tells the id of the change that put one in force.
    """

    changed = Signal()
    applied = Signal(int)

    def __init__(self, desk: Desk, dialog: QDialog) -> None:
        super().__init__()
        self.desk = desk
        self.row: RuleRow | None = None
        self.draft: Draft | None = None
        self.looked: Looked | None = None
        self._may_change = False
        self.title, self.meta = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.edit, self.discard = QPushButton(icon("copy"), ""), QPushButton(icon("cancel"), "")
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        # Somebody else has saved the draft: trying again shows theirs, and what was typed here comes back by undoing.
        self.conflict = Banner("person", Mark.SOON, Mark.SOON_BACK, retry=True)
        self.tabs, self.forms = QTabWidget(), QStackedWidget()
        self.amounts, self.days, self.text = AmountTable(), CalendarDays(), TextPage()
        self.editor = self.text.editor
        self.examples = Examples(self._place())
        self.impact = ImpactPage(desk, dialog)
        self.keeper = DraftKeeper(desk, self._wanted, self)
        self._lay_out()
        self._listen()
        self.retranslate()

    def show_rule(self, row: RuleRow | None, *, may_change: bool) -> None:
        """Show another rule, or the same one as it is now; a draft of it that is being typed stays."""
        same = self.row is not None and row is not None and (self.row.kind, self.row.code) == (row.kind, row.code)
        self._may_change = may_change
        stays = same and self.draft is not None and row is not None and row.drafted_by is not None
        if not same:
            self.draft = self.looked = None
            self.keeper.forget()
            self.examples.forget()
            self.impact.reason.clear()
        self.row = row
        self._say()
        if row is not None and not stays:
            self._open()

    def hear(self, tickets: frozenset[int] | None) -> None:
        """Take which complaints have changed; None: any may have."""
        self.impact.watch.hear(tickets)

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.edit.setText(self.tr("&Edit a copy"))
        self.discard.setText(self.tr("Throw the draft awa&y …"))
        self.tabs.setTabText(0, self.tr("Everyday"))
        self.tabs.setTabText(2, self.tr("Effect"))
        self._say()
        self._show()

    def _place(self) -> Place:
        return Place(self.desk.now(), self.desk.zone)

    def _lay_out(self) -> None:
        self.title.setFont(scaled_font(self.title, 1.2, bold=True))
        head = QHBoxLayout()
        head.setSpacing(PAD)
        for widget in (self.title, self.edit, self.discard):
            head.addWidget(widget, int(widget is self.title))
        self.forms.addWidget(self.amounts)
        self.forms.addWidget(self.days)
        for page in (self.forms, self.text, self.impact):
            self.tabs.addTab(page, "")
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.tabs)
        halves.addWidget(self.examples)
        halves.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.meta)
        column.addWidget(self.banner)
        column.addWidget(self.conflict)
        column.addWidget(halves, 1)

    def _listen(self) -> None:
        self.edit.clicked.connect(self._begin)
        self.discard.clicked.connect(self._ask)
        self.conflict.answered.connect(self._open)
        self.editor.textChanged.connect(self._typed)
        self.keeper.looked.connect(self._come_back)
        self.keeper.refused.connect(self._refused)
        self.tabs.currentChanged.connect(lambda place: self.examples.setVisible(place != self.tabs.count() - 1))
        self.amounts.chosen.connect(self._choose)
        self.amounts.amounts.typed.connect(self._take_amount)
        self.amounts.amounts.refused.connect(self._refused)
        self.days.added.connect(self._add_day)
        self.days.removed.connect(self._remove_day)
        self.examples.asked.connect(lambda: self.keeper.look(again=True))
        self.impact.applied.connect(self._applied)

    def _open(self) -> None:
        """Read the text anew: of the draft, or of what is in force."""
        row, desk = self.row, self.desk
        if row is None:
            return

        def work() -> Opened:
            with desk.database.read() as session:
                return opened(session, row.kind, row.code)

        def come(found: Opened) -> None:
            if row.code == (self.row and self.row.code):
                self._take(found.text, found.draft)

        desk.tasks.run(self, work, come, refused=self._refused)

    def _begin(self) -> None:
        row, desk = self.row, self.desk
        if row is None:
            return

        def work() -> Draft:
            with desk.database.write() as session:
                return open_draft(session, row.kind, row.code, person_id=desk.me(), now=desk.now())

        def come(draft: Draft) -> None:
            self._take(draft.text, draft)
            self.changed.emit()

        desk.tasks.run(self, work, come, refused=self._refused)

    def _take(self, text: str, draft: Draft | None) -> None:
        self.draft = draft
        self.banner.hide()
        self.conflict.hide()
        # It is no typing.
        self.editor.blockSignals(True)
        if self.looked is None:
            self.editor.setPlainText(text)
        elif text != self.editor.toPlainText():
            self.editor.set_text(text)
        self.editor.blockSignals(False)
        self._say()
        self.keeper.look(again=True)

    def _say(self) -> None:
        """Say which rule it is, and what can be done with it."""
        row, drafted = self.row, self.draft is not None
        self.setEnabled(row is not None)
        self.title.setText(called(row.name, row.code) if row else "")
        said = rule_in_words(row, self._place()) if row else ""
        if row and not self._may_change:
            said += " · " + self.tr("only managers and administrators change rules")
        self.meta.setText(said)
        self.edit.setVisible(self._may_change and not drafted)
        self.discard.setVisible(self._may_change and drafted)
        self.editor.setReadOnly(not (self._may_change and drafted))
        if row:
            self.forms.setCurrentWidget(self.amounts if row.kind is RuleKind.POLICY else self.days)

    def _typed(self) -> None:
        # Colouring a text tells of a change, too.
        if self.editor.toPlainText() != self.keeper.sent:
            self.impact.take(None, _nothing, may_change=False)
            self.keeper.look_soon()

    def _wanted(self) -> Wanted | None:
        """Say what is to be looked at."""
        row, draft = self.row, self.draft if self._may_change else None
        if row is None:
            return None
        text = self.editor.toPlainText()
        return Wanted(row.kind, row.code, text, draft, self.examples.chosen(), self.examples.own_time())

    def _come_back(self, draft: Draft | None, looked: Looked) -> None:
        row = self.row
        if row is None or (looked.kind, looked.code) != (row.kind, row.code):
            return
        self.looked = looked
        self.banner.hide()
        if draft and self.draft and draft.id == self.draft.id:
            self.draft = draft
        self._show()
        rules = looked.rules if self.draft and self._may_change else None
        draft_id, me = self.draft.id if self.draft else 0, self.desk.me()

        def besides(session: Session) -> None:
            discard_draft(session, draft_id, person_id=me)

        self.impact.take(rules, besides, may_change=self._may_change)

    def _show(self) -> None:
        """Show what the text says, or what is wrong with it."""
        found = self.looked
        wrong = found is not None and found.problem is not None
        self.text.show_looked(found)
        self.tabs.setTabText(1, ("▲ " if wrong else "") + self.tr("Text"))
        self.forms.setEnabled(not wrong)
        if found and found.examples:
            editable = self._may_change and self.draft is not None
            self.amounts.amounts.show_rows(found.amounts, editable=editable)
            self.days.show_days(found.days, Place(self.desk.now(), found.examples.zone), may_change=editable)
            # They would take back which target was chosen meanwhile; those of that one are on their way.
            if not self.keeper.is_behind:
                self.examples.show_examples(found.examples, self.desk.now())

    def _choose(self, place: int) -> None:
        """Let the examples be of the target whose amount is chosen."""
        found = self.looked
        if found and found.examples and 0 <= place < len(found.amounts):
            self.examples.choose(found.examples.targets.index(found.amounts[place].rule))

    def _take_amount(self, path: Path, written: str) -> None:
        self._write(with_value(self.editor.toPlainText(), path, value_as_toml(written)))

    def _add_day(self, addition: Addition) -> None:
        try:
            self._write(with_day(self.editor.toPlainText(), addition))
        except DomainError as refusal:
            self._refused(refusal)

    def _remove_day(self, own: OwnDay) -> None:
        self._write(without_day(self.editor.toPlainText(), own))

    def _write(self, text: str) -> None:
        """Put in the text what somebody has said in a form, and look at it at once."""
        self.banner.hide()
        self.editor.set_text(text)
        self.keeper.look()

    def _ask(self) -> None:
        """Ask whether the draft is to be thrown away."""
        question = QMessageBox(QMessageBox.Icon.Question, self.tr("Throw the draft away"), "", parent=self.window())
        question.setText(self.tr("What was written in this draft is lost. What is in force stays as it is."))
        go = question.addButton(self.tr("&Throw away"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(self.tr("&Keep it"), QMessageBox.ButtonRole.RejectRole))
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        go.clicked.connect(self.throw_away)
        question.open()

    def throw_away(self) -> None:
        """Throw the draft away; the page shows what is in force again."""
        draft, desk = self.draft, self.desk
        if draft is None:
            return

        def work() -> None:
            with desk.database.write() as session:
                discard_draft(session, draft.id, person_id=desk.me())

        desk.tasks.run(self, work, lambda _: self._without_draft(), refused=self._refused)

    def _without_draft(self) -> None:
        self.draft = None
        self._open()
        self.changed.emit()

    def _applied(self, change_id: int) -> None:
        # There is no effect to look at any more: this is what holds now.
        self.tabs.setCurrentIndex(0)
        self._without_draft()
        self.applied.emit(change_id)

    def _refused(self, refusal: DomainError) -> None:
        (self.conflict if isinstance(refusal, DraftError) else self.banner).tell(Sentence.of(refusal))


def _nothing(session: Session) -> None:
    """Leave it at that: without a draft that holds there is nothing to put in force."""
