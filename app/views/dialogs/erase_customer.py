"""Asks, before a customer's personal data is erased for good, why, and for their name, typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.errors import DomainError
from app.services.knowledge.customer import CustomerView
from app.services.knowledge.erasure import LONGEST_REASON, erase_customer
from app.views.dialog import Dialog
from app.views.i18n import Sentence, number
from app.views.intake.complaint_draft import drop_naming
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import Mark

_WIDTH = 480


class EraseCustomer(Dialog):
    """Says what goes and what stays; nothing is done before the name is typed as it stands."""

    title = "Erase a customer's personal data"

    def __init__(self, desk: Desk, parent: QWidget | None, view: CustomerView) -> None:
        super().__init__(desk, parent)
        self._view = view
        self.about, self.stays = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText), QLabel(wordWrap=True)
        self.reason, self.name = QLineEdit(maxLength=LONGEST_REASON), QLineEdit()
        self.labels = [QLabel(), QLabel()]
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.leave, self.ok = QPushButton(), QPushButton()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, edit in zip(self.labels, (self.reason, self.name), strict=True):
            label.setBuddy(edit)
            form.addRow(label, edit)
            edit.textChanged.connect(self._check)
        self.lay_out(self.about, self.stays, form, self.banner, right=[self.ok, self.leave])
        self.leave.clicked.connect(self.reject)
        self.ok.clicked.connect(self._erase)
        self.setMinimumWidth(_WIDTH)
        self.retranslate()
        self._check()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        name, count = self._view.fields.name, number(self._view.complaint_count)
        said = self.tr(
            "▲ This cannot be undone. Name, numbers, addresses, texts, messages and files of {name} go, with the texts "
            "of {count} complaints."
        )
        self.about.setText(said.format(name=name, count=count))
        self.stays.setText(
            self.tr(
                "Figures stay, and who did what and when. Backups made before, and files outside the program keep what "
                "they have until you delete them."
            )
        )
        for label, text in zip(self.labels, (self.tr("&Why"), self.tr("&Name, typed")), strict=True):
            label.setText(text)
        self.name.setPlaceholderText(name)
        self.leave.setText(self.tr("Cancel"))
        self.ok.setText(self.tr("&Erase for good"))

    def _check(self) -> None:
        self.ok.setEnabled(bool(self.reason.text().strip()) and self.name.text().strip() == self._view.fields.name)

    def _erase(self) -> None:
        desk, reason, me, view = self.desk, self.reason.text(), self.desk.me(), self._view
        # What somebody is taking down on this machine is on no record yet.
        names = {view.fields.name, view.fields.telephone, view.fields.email, *(each.value for each in view.contacts)}

        def work() -> None:
            with desk.database.write() as session:
                erase_customer(session, desk.rulebook, self._view.id, reason, person_id=me, now=desk.now())
            desk.database.settle_log()
            drop_naming(desk.memory.folder, names)

        self.ok.setEnabled(False)
        desk.tasks.run(self, work, lambda _: self._done(), refused=self._refused, over=self._check)

    def _done(self) -> None:
        self.desk.notices.change(Sentence("Customer", "The personal data is erased"))
        self.accept()

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
