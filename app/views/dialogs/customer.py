"""One customer: what is known, to be read and written, and all that has passed between them and the floor."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.errors import DomainError
from app.models.people import Language
from app.services.knowledge.customer import CustomerView, read_customer
from app.services.knowledge.customer_edits import CustomerFields, edit_customer, levels
from app.services.knowledge.promises import end_promise
from app.views.bridge import Changes
from app.views.customer_document import CustomerDocument
from app.views.dialog import Dialog
from app.views.dialogs.erase_customer import EraseCustomer
from app.views.dialogs.promise import MakePromise
from app.views.i18n import Sentence
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import PAD, Mark
from app.views.ticket_words import Place

_WIDTH, _HEIGHT, _FIELDS = 860, 600, 340
_MOST = 50
_NOTE_LINES = 4


@dataclass(frozen=True)
class _Read:
    view: CustomerView
    levels: tuple[str, ...]


class CustomerDialog(Dialog):
    """Fields on the left, the life of the customer on the right; what is typed survives what others change."""

    title = "Customer"

    def __init__(self, desk: Desk, parent: QWidget | None, customer_id: int) -> None:
        super().__init__(desk, parent)
        self._id = customer_id
        self.view: CustomerView | None = None
        self.name, self.telephone, self.email = QLineEdit(), QLineEdit(), QLineEdit()
        self.level, self.language, self.risk = QComboBox(editable=True), QComboBox(), QCheckBox()
        self.call_from, self.call_until, self.note = QComboBox(), QComboBox(), QPlainTextEdit()
        self.labels = [QLabel() for _ in range(8)]
        self.life, self.banner = CustomerDocument(_MOST), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.erase, self.promise = QPushButton(), QPushButton()
        self.leave, self.save = QPushButton(), QPushButton()
        self._arrange()
        self.life.case.connect(self._open_case)
        self.life.ended.connect(self._end_promise)
        self.erase.clicked.connect(self._erase)
        self.promise.clicked.connect(self._promise)
        self.leave.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.resize(_WIDTH, _HEIGHT)
        self.retranslate()
        self._read()

    def hear(self, changes: Changes | None) -> None:
        """Read the life anew when others add to it."""
        if changes is None or changes.keys() & {"Customer", "CustomerPromise", "CustomerOrder", "Ticket", "Message"}:
            self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what was typed stays."""
        super().retranslate()
        texts = (
            self.tr("&Name"),
            self.tr("&Level"),
            self.tr("&Telephone"),
            self.tr("E-&mail"),
            self.tr("Lan&guage"),
            self.tr("Call &from"),
            self.tr("Call &until"),
            self.tr("N&ote"),
        )
        for label, text in zip(self.labels, texts, strict=True):
            label.setText(text)
        self.risk.setText(self.tr("High &risk: what they complain of goes the fast lane"))
        _offer(
            self.language,
            [(self.tr("any"), None), (self.tr("Chinese"), Language.CHINESE), (self.tr("English"), Language.ENGLISH)],
        )
        hours: list[tuple[str, object]] = [
            (self.tr("any hour"), None),
            *((f"{hour:02}:00", hour) for hour in range(25)),
        ]
        _offer(self.call_from, hours)
        _offer(self.call_until, hours)
        self.life.setAccessibleName(self.tr("What has passed with this customer"))
        self.erase.setText(self.tr("&Erase …"))
        self.erase.setToolTip(self.tr("Erase the personal data of this customer for good"))
        self.promise.setText(self.tr("&Promise …"))
        self.leave.setText(self.tr("&Close"))
        self.save.setText(self.tr("&Save"))

    def _arrange(self) -> None:
        fields, both = QWidget(), QHBoxLayout()
        form = QFormLayout(fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        edits = (
            self.name,
            self.level,
            self.telephone,
            self.email,
            self.language,
            self.call_from,
            self.call_until,
            self.note,
        )
        for label, edit in zip(self.labels, edits, strict=True):
            label.setBuddy(edit)
            form.addRow(label, edit)
        form.addRow(self.risk)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(_NOTE_LINES * self.note.fontMetrics().lineSpacing() + PAD)
        fields.setFixedWidth(_FIELDS)
        both.setSpacing(PAD)
        both.addWidget(fields, 0, Qt.AlignmentFlag.AlignTop)
        both.addWidget(self.life, 1)
        holder = QWidget()
        holder.setLayout(both)
        both.setContentsMargins(0, 0, 0, 0)
        self.lay_out(holder, self.banner, grows=holder, left=[self.erase, self.promise], right=[self.leave, self.save])

    def _read(self) -> None:
        desk = self.desk

        def work() -> _Read:
            with desk.database.read() as session:
                return _Read(read_customer(session, self._id), levels(session))

        desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: _Read) -> None:
        before, self.view = self.view, found.view
        if before is None or self._fields() == before.fields:
            self._fill(found)
        gone = found.view.erased_at is not None
        for widget in (self.erase, self.promise, self.save):
            widget.setEnabled(not gone)
        self.life.show_customer(found.view, Place(self.desk.now(), self.desk.zone))

    def _fill(self, found: _Read) -> None:
        said = found.view.fields
        self.level.clear()
        self.level.addItems(["", *(each for each in found.levels)])
        self.level.setCurrentText(said.level)
        for edit, text in ((self.name, said.name), (self.telephone, said.telephone), (self.email, said.email)):
            edit.setText(text)
        self.risk.setChecked(said.high_risk)
        self.note.setPlainText(said.note)
        for box, value in (
            (self.language, said.language),
            (self.call_from, said.call_from),
            (self.call_until, said.call_until),
        ):
            box.setCurrentIndex(max(box.findData(value), 0))

    def _fields(self) -> CustomerFields:
        return CustomerFields(
            self.name.text(),
            self.level.currentText().strip(),
            self.telephone.text(),
            self.email.text(),
            self.language.currentData(),
            self.risk.isChecked(),
            self.call_from.currentData(),
            self.call_until.currentData(),
            self.note.toPlainText(),
        )

    def _save(self) -> None:
        view, desk, fields, me = self.view, self.desk, self._fields(), self.desk.me()
        if view is None:
            return

        def work() -> None:
            with desk.database.write() as session:
                edit_customer(
                    session, desk.rulebook, view.id, fields, version=view.version, person_id=me, now=desk.now()
                )

        self.banner.hide()
        self.save.setEnabled(False)
        desk.tasks.run(
            self, work, lambda _: self._saved(), refused=self._refused, over=lambda: self.save.setEnabled(True)
        )

    def _saved(self) -> None:
        self.desk.notices.change(Sentence("Customer", "The customer is saved"))
        self.accept()

    def _promise(self) -> None:
        if self.view:
            MakePromise(self.desk, self, self.view.id).open()

    def _end_promise(self, promise_id: int, kept: bool) -> None:
        end(self.desk, self, promise_id, kept)

    def _erase(self) -> None:
        if self.view:
            dialog = EraseCustomer(self.desk, self, self.view)
            dialog.accepted.connect(self._read)
            dialog.open()

    def _open_case(self, ticket_id: int) -> None:
        self.desk.requests.case.emit(ticket_id)
        self.accept()

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))


def end(desk: Desk, owner: QWidget, promise_id: int, kept: bool) -> None:
    """Say of a promise that it was kept, or not."""
    me = desk.me()

    def work() -> None:
        with desk.database.write() as session:
            end_promise(session, promise_id, kept=kept, person_id=me, now=desk.now())

    said = Sentence("Customer", "The promise was kept") if kept else Sentence("Customer", "The promise was broken")
    desk.tasks.run(owner, work, lambda _: desk.notices.change(said), refused=desk.notices.refuse)


def _offer(box: QComboBox, items: list[tuple[str, object]]) -> None:
    """Offer texts with what they stand for; what is chosen stays."""
    chosen = box.currentData()
    box.clear()
    for text, value in items:
        box.addItem(text, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
