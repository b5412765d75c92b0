"""The new complaint: taken down from the keyboard alone while the customer speaks, with what they send along."""

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.errors import DomainError
from app.models.words import Source
from app.services.assessment.suggest import CategorySuggestion
from app.services.intake.customers import OrderRow, orders_of
from app.services.intake.duplicates import SimilarRow, similar
from app.services.intake.record import Choices, read_choices, record
from app.views.bridge import Changes
from app.views.dialog import Dialog
from app.views.discard import ask_to_discard
from app.views.i18n import Sentence, percent
from app.views.intake.complaint_draft import ComplaintDraft
from app.views.intake.complaint_fields import ComplaintFields
from app.views.intake.new_files import NewFiles
from app.views.intake.similar_list import SimilarList
from app.views.knowledge.article_hints import ArticleHints
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import Mark, icon
from app.views.ticket_words import Place

_SIZE = QSize(960, 600)
_REMEMBERED = "source_of_new_complaint"
# So long nothing is typed before it is looked up whether it is on record, and where it belongs.
_PAUSE_MS = 350
# Mostly it is recorded sooner: to paint everything grey before that would only hold it up.
_GREY_AFTER_MS = 150
# To tell of it, to close a window and to open a case takes its time: the queue, which has heard of it, shows it first.
_QUEUE_FIRST_MS = 20
# So long nothing is entered before it is kept on this machine, should the program be killed.
_KEPT_AFTER_MS = 1_000


class RecordComplaint(Dialog):
    """Records a complaint, opens its case, and keeps all that was entered until then, also if the program is killed.

    While it is typed, it says what may be the same complaint, and suggests a category and articles that may answer it.
    """

    title = "New complaint"
    in_menu = True
    position = 5
    shortcut = "F2"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._busy = False
        self._focused: QWidget | None = None
        self._suggested: CategorySuggestion | None = None
        remembered = desk.memory.text(_REMEMBERED)
        source = Source(remembered) if remembered in list(Source) else Source.TELEPHONE
        self.fields, self.similar = ComplaintFields(desk, source), SimilarList(lambda: Place(desk.now(), desk.zone))
        self.hints = ArticleHints(desk)
        self.evidence = NewFiles(desk, self.fields.right, self)
        self.suggested, self.banner = self.fields.suggested, Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.leave, self.ok = QPushButton(), QPushButton()
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._still = QTimer(self, singleShot=True, interval=_GREY_AFTER_MS)
        self._keeping = QTimer(self, singleShot=True, interval=_KEPT_AFTER_MS)
        self.draft = ComplaintDraft(desk.memory.folder, desk.me())
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self.fields.customer.setFocus()
        self._read_choices()
        self._take_up_draft()

    def retranslate(self) -> None:
        """Put the words around the fields in the language."""
        super().retranslate()
        self.evidence.retranslate()
        self.leave.setText(self.tr("Cancel"))
        self.ok.setText(self.tr("&Record"))
        self.ok.setToolTip("Ctrl+Enter")
        self._show_suggested()

    def hear(self, changes: Changes | None) -> None:
        """Offer the categories and queues that there are now."""
        if changes is None or {"Category", "Queue"} & changes.keys():
            self._read_choices()

    def reject(self) -> None:
        """Leave; what was entered is given up only when somebody says so."""
        if self._busy:
            return
        if self.fields.is_empty() and not self.evidence.files:
            super().reject()
        else:
            self._ask_to_leave(lambda: self.done(QDialog.DialogCode.Rejected))

    def _lay_out(self) -> None:
        self.ok.setIcon(icon("check"))
        self.lay_out(self.fields, self.similar, self.hints, self.banner, grows=self.fields, right=[self.leave, self.ok])
        # Enter in a field is no word about the whole.
        self.ok.setDefault(False)
        for button in (self.leave, self.ok):
            button.setAutoDefault(False)

    def _listen(self) -> None:
        QShortcut(QKeySequence("Ctrl+Return"), self, self.ok.click)
        self.ok.clicked.connect(self._save)
        self.leave.clicked.connect(self.reject)
        self.evidence.watch(self)
        self.evidence.offered.connect(self.banner.hide)
        self.evidence.refused.connect(self._refused)
        for signal in (self.evidence.offered, self.evidence.changed):
            signal.connect(self._allow)
        self.suggested.clicked.connect(self._take_suggested)
        self.similar.wanted.connect(self._open_other)
        self._pause.timeout.connect(self._look_around)
        self._keeping.timeout.connect(self._keep_draft)
        self.fields.edited.connect(self._keeping.start)
        # Recorded, or given up: a window that is shut or killed with its program says neither.
        self.finished.connect(self._forget_draft)
        self._still.timeout.connect(self._turn_grey)
        self.fields.retyped.connect(self._pause.start)
        self.fields.mistaken.connect(self._refused)
        self.fields.customer.changed.connect(self._change_customer)
        # A fault is told by the window; the form goes on.
        self.desk.tasks.failed.connect(self._unlock)

    def _take_up_draft(self) -> None:
        """Show what was entered before and neither recorded nor given up."""
        if texts := self.draft.read():
            self.fields.show_texts(texts)
            self.banner.tell(
                Sentence("RecordComplaint", "This was entered before and never recorded. Add its files once more.")
            )

    def _keep_draft(self) -> None:
        if self.fields.is_empty():
            self.draft.forget()
        elif not self._busy:
            self.draft.keep(self.fields.texts())

    def _forget_draft(self) -> None:
        self._keeping.stop()
        self.draft.forget()

    def _read_choices(self) -> None:
        def work() -> Choices:
            with self.desk.database.read() as session:
                return read_choices(session)

        self.desk.tasks.run(self, work, self.fields.offer, refused=self._refused)

    def _change_customer(self) -> None:
        chosen = self.fields.customer.chosen
        self._pause.start()
        if chosen is None:
            self.fields.offer_orders(())
            return
        id_ = chosen.id

        def work() -> tuple[OrderRow, ...]:
            with self.desk.database.read() as session:
                return orders_of(session, id_)

        def show(orders: tuple[OrderRow, ...]) -> None:
            now_chosen = self.fields.customer.chosen
            if now_chosen and now_chosen.id == id_:
                self.fields.offer_orders(orders)

        self.desk.tasks.run(self, work, show)

    def _about(self) -> tuple[int | None, str, str]:
        """Return what the complaint is about so far: whose, its title and its text."""
        chosen = self.fields.customer.chosen
        return chosen.id if chosen else None, self.fields.title.text(), self.fields.description.toPlainText()

    def _look_around(self) -> None:
        """Look up what may be the same, and to which category it may belong."""
        desk, about = self.desk, self._about()
        customer_id, title, text = about

        def alike() -> tuple[SimilarRow, ...]:
            with desk.database.read() as session:
                return similar(session, customer_id, title, text, now=desk.now())

        def show_alike(rows: tuple[SimilarRow, ...]) -> None:
            if about == self._about():
                self.similar.show_rows(rows)

        def show_suggested(rows: tuple[CategorySuggestion, ...]) -> None:
            if about == self._about():
                self._suggested = rows[0] if rows else None
                self._show_suggested()

        self.hints.ask(f"{title}\n{text}")
        desk.tasks.run(self, alike, show_alike)
        desk.suggestions.ask(self, title, text, show_suggested, limit=1)

    def _show_suggested(self) -> None:
        found = self._suggested
        is_new = found is not None and self.fields.category.currentText() != found.path
        self.fields.right.setRowVisible(self.suggested, is_new)
        if found:
            said = self.tr("S&uggested: {category} ({sure})")
            self.suggested.setText(said.format(category=found.path.replace("&", "&&"), sure=percent(found.sure, 0)))
            self.suggested.setToolTip(found.path)

    def _take_suggested(self) -> None:
        if self._suggested:
            self.fields.choose_category(self._suggested.id)
            self._show_suggested()
            self.fields.category.setFocus()

    def _open_other(self, ticket_id: int) -> None:
        def go() -> None:
            self.accept()
            self.desk.requests.case.emit(ticket_id)

        if self._busy:
            return
        if self._about()[2].strip() or self.evidence.files:
            self._ask_to_leave(go)
        else:
            go()

    def _ask_to_leave(self, leave: Callable[[], None]) -> None:
        """Ask whether what was entered is to be given up, and leave then."""
        ask_to_discard(self, self.tr("What you have entered is not recorded yet."), leave)

    def _save(self) -> None:
        if self._busy:
            return
        self.banner.hide()
        try:
            new = self.fields.new_complaint(self.evidence.contents())
        except DomainError as refusal:
            self._refused(refusal)
            return
        desk, by = self.desk, self.desk.me()
        self._lock(True)

        def work() -> tuple[int, str]:
            with desk.database.write() as session:
                ticket = record(session, desk.rulebook, new, person_id=by, now=desk.now())
                return ticket.id, ticket.number

        desk.tasks.run(self, work, self._saved, refused=self._refused)

    def _saved(self, recorded: tuple[int, str]) -> None:
        self._still.stop()
        QTimer.singleShot(_QUEUE_FIRST_MS, self, lambda: self._leave(*recorded))

    def _leave(self, ticket_id: int, number: str) -> None:
        self.desk.notices.change(Sentence("RecordComplaint", "{number} is recorded", number=number))
        self.accept()
        self.desk.requests.case.emit(ticket_id)
        self.desk.memory.keep(_REMEMBERED, str(self.fields.source.currentData()))

    def _refused(self, refusal: DomainError) -> None:
        self._lock(False)
        self.banner.tell(Sentence.of(refusal))

    def _unlock(self, _: object) -> None:
        self._lock(False)

    def _lock(self, busy: bool) -> None:
        """Let nothing else begin while it is recorded, and nothing be looked up for it."""
        was_busy, self._busy = self._busy, busy
        self.evidence.accepts = not busy
        if busy:
            self._pause.stop()
            self._still.start()
        elif was_busy:
            self._pause.start()
            self._still.stop()
            self._enable(True)
            if self._focused:
                self._focused.setFocus()
                self._focused = None

    def _turn_grey(self) -> None:
        """Let nothing be changed any more; afterwards the keyboard is where it was."""
        self._focused = self.focusWidget()
        self._enable(False)

    def _enable(self, enabled: bool) -> None:
        for widget in (self.fields, self.evidence.list, self.evidence.add, self.similar, self.leave):
            widget.setEnabled(enabled)
        self._allow()

    def _allow(self) -> None:
        self.ok.setEnabled(self.fields.isEnabled() and self.evidence.are_read())
