"""Puts on record what was promised to a customer, and until when."""

from datetime import timedelta

from PySide6.QtWidgets import QFormLayout, QLabel, QPlainTextEdit, QPushButton, QWidget

from app.errors import DomainError
from app.services.knowledge.promises import make_promise
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.instant_field import InstantField
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, Mark

_WIDTH, _LINES = 440, 4


class MakePromise(Dialog):
    """What was promised, and until when it is to be kept; until then it is on the list of what is owed."""

    title = "Promise to the customer"

    def __init__(self, desk: Desk, parent: QWidget | None, customer_id: int, ticket_id: int | None = None) -> None:
        super().__init__(desk, parent)
        self._customer_id, self._ticket_id = customer_id, ticket_id
        self.text, self.due = QPlainTextEdit(), InstantField(desk.zone)
        self.labels = [QLabel(), QLabel()]
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.leave, self.ok = QPushButton(), QPushButton()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_LINES * self.text.fontMetrics().lineSpacing() + GAP)
        self.due.put((desk.now() + timedelta(days=1)).replace(minute=0))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, edit in zip(self.labels, (self.text, self.due), strict=True):
            label.setBuddy(edit)
            form.addRow(label, edit)
        self.lay_out(form, self.banner, right=[self.leave, self.ok])
        self.leave.clicked.connect(self.reject)
        self.ok.clicked.connect(self._save)
        self.setMinimumWidth(_WIDTH)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        for label, text in zip(self.labels, (self.tr("&Promised"), self.tr("&Until")), strict=True):
            label.setText(text)
        self.text.setPlaceholderText(self.tr("for example: we call back with the result of the check"))
        self.leave.setText(self.tr("Cancel"))
        self.ok.setText(self.tr("&Record"))

    def _save(self) -> None:
        desk, promise, due, me = self.desk, self.text.toPlainText(), self.due.instant(), self.desk.me()

        def work() -> None:
            with desk.database.write() as session:
                make_promise(
                    session, self._customer_id, promise, due, ticket_id=self._ticket_id, person_id=me, now=desk.now()
                )

        self.ok.setEnabled(False)
        desk.tasks.run(
            self, work, lambda _: self._saved(), refused=self._refused, over=lambda: self.ok.setEnabled(True)
        )

    def _saved(self) -> None:
        self.desk.notices.change(Sentence("Customer", "The promise is on record"))
        self.accept()

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
