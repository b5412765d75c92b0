"""The rules of time: policies and calendars in force, drafts with examples and effect, putting in force and undoing."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMessageBox, QSplitter, QWidget

from app.errors import DomainError
from app.services.deadlines.rule_list import ChangeRow, RuleList, RuleRow, list_rules
from app.services.deadlines.rule_undoing import Undoing, undo, would_undo
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence, number
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.rules.draft import DraftPage
from app.views.rules.index import RuleIndex
from app.views.rules.words import TOUCHED, undoing_in_words
from app.views.theme import PAD, Mark
from app.views.ticket_words import Place, subject

_SIZE, _LEFT, _LEAST = QSize(1240, 690), 300, 270
# So many of the deadlines that an undoing leaves are named one by one.
_NAMED = 200


class Rules(Dialog):
    """A window of its own, so that cases can be looked at beside it; one of them is enough."""

    title = "Rules …"
    in_menu = True
    menu = Menu.SETTINGS
    position = 50
    hears: ClassVar[frozenset[str]] = frozenset(
        {"RuleDraft", "RuleChange", "PolicyVersion", "CalendarVersion", "Person"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.index, self.page = RuleIndex(self._place()), DraftPage(desk, self)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(PAD)
        halves.addWidget(self.index)
        halves.addWidget(self.page)
        halves.setStretchFactor(1, 1)
        halves.setSizes([_LEFT, _SIZE.width() - _LEFT])
        self.index.setMinimumWidth(_LEAST)
        self.lay_out(self.banner, halves, grows=halves)
        self.index.chosen.connect(self._choose)
        self.index.undo.connect(self._ask_undo)
        self.page.changed.connect(self._read)
        self.page.applied.connect(self._applied)
        self.resize(_SIZE)
        self.retranslate()
        self._read()

    def open(self) -> None:
        """Stand beside the window instead of over it; where the rules are open already, show those."""
        window = self.parentWidget()
        for other in window.findChildren(Rules) if window else ():
            if other is not self and other.isVisible():
                other.raise_()
                other.activateWindow()
                self.deleteLater()
                return
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.show()

    def hear(self, changes: Changes | None) -> None:
        """Take what changed: the list is read anew, and an effect that was seen may be another one by now."""
        if changes is None or self.hears & changes.keys():
            self._read()
        if changes is None or "Ticket" in changes:
            self.page.hear(None if changes is None else changes["Ticket"])

    def reject(self) -> None:
        """Cancel what is under way, or close; a draft is kept already."""
        if self.page.impact.work.leave():
            super().reject()

    def _place(self) -> Place:
        return Place(self.desk.now(), self.desk.zone)

    def _read(self) -> None:
        desk = self.desk

        def work() -> RuleList:
            with desk.database.read() as session:
                return list_rules(session, desk.me())

        desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: RuleList) -> None:
        self.index.show_rules(found, self._place())

    def _choose(self, row: RuleRow | None) -> None:
        self.page.show_rule(row, may_change=self.index.found.may_change)

    def _applied(self, change_id: int) -> None:
        said = Sentence("Rules", "New rules are in force")
        self.desk.notices.change(said, partial(self._undo, change_id))
        self._read()

    def _ask_undo(self, change: ChangeRow) -> None:
        """Find out what undoing would do, say it, and ask whether to go ahead."""
        desk = self.desk

        def work() -> Undoing:
            with desk.database.read() as session:
                return would_undo(session, change.id)

        desk.tasks.run(self, work, partial(self._ask, change), refused=self._refused)

    def _ask(self, change: ChangeRow, found: Undoing) -> None:
        said = undoing_in_words(found)
        question = QMessageBox(QMessageBox.Icon.Question, self.tr("Undo the change"), said, parent=self)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setInformativeText(
            self.tr("The rules from before are in force again for new complaints, too.")
            if not found.kept
            else self.tr("What has happened to a deadline since is not undone: the details name those that stay.")
        )
        if found.kept:
            question.setDetailedText("\n".join(self._kept(found)))
        go = question.addButton(self.tr("&Undo"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(self.tr("&Leave it"), QMessageBox.ButtonRole.RejectRole))
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        go.clicked.connect(partial(self._undo, change.id))
        question.open()

    def _kept(self, found: Undoing) -> list[str]:
        lines = [
            f"{each.number} · {subject(each.target, each.subject)} · {TOUCHED[each.touched]}"
            for each in found.kept[:_NAMED]
        ]
        more = len(found.kept) - _NAMED
        return [*lines, self.tr("… and {count} more").format(count=number(more))] if more > 0 else lines

    def _undo(self, change_id: int) -> None:
        desk = self.desk

        def work() -> Undoing:
            with desk.database.write() as session:
                return undo(session, change_id, person_id=desk.me(), now=desk.now())

        def done(found: Undoing) -> None:
            desk.notices.change(Sentence("Rules", "The change of rules is undone"))
            self._read()

        desk.tasks.run(self, work, done, refused=self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
