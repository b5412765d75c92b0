"""The customer of a case: how to reach them, what was promised, and all that was before."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton
from sqlalchemy.orm import Session

from app.services.handling.case import Case
from app.services.knowledge.customer import CustomerView, read_customer
from app.views.case.part import CasePart
from app.views.customer_document import FEW, CustomerDocument
from app.views.dialogs.customer import CustomerDialog, end
from app.views.dialogs.promise import MakePromise
from app.views.pane import Desk
from app.views.theme import icon

_PROMISE = "Ctrl+Shift+P"


class CustomerPart(CasePart):
    """What is known of who complains; the number on the button is that of open promises."""

    title = "Customer"
    icon = "person"
    position = 10
    shows: ClassVar[frozenset[str]] = frozenset({"Customer", "CustomerContact", "CustomerOrder", "CustomerPromise"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: CustomerView | None = None
        self.document, self.nothing = CustomerDocument(FEW), QLabel(wordWrap=True)
        self.open, self.promise = QPushButton(), QPushButton()
        self.open.setIcon(icon("person"))
        self.promise.setIcon(icon("note"))
        self.document.case.connect(desk.requests.case)
        self.document.ended.connect(lambda id_, kept: end(desk, self, id_, kept))
        self.open.clicked.connect(self._open)
        self.promise.clicked.connect(self._promise)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open)
        buttons.addWidget(self.promise)
        buttons.addStretch()
        self.lay_out(self.document, self.nothing, buttons, grows=self.document)
        self.add_key(_PROMISE, self._promise)
        self.retranslate()
        self._show()

    def forget(self) -> None:
        """Show no other customer while this one is read."""
        self._view = None
        self._show()

    def reading(self, case: Case) -> Callable[[Session], CustomerView | None]:
        """Read the customer of a case."""
        customer = case.customer
        return lambda session: read_customer(session, customer.id) if customer else None

    def take(self, found: CustomerView | None) -> None:
        """Show who was read."""
        self._view = found
        self._show()

    def count(self) -> int | None:
        """Return how many promises are open."""
        if self._view is None:
            return None
        return sum(each.ended_at is None for each in self._view.promises) or None

    def retranslate(self) -> None:
        """Put the words in the language; the document hears of it itself."""
        self.open.setText(self.tr("&Customer …"))
        self.open.setToolTip(self.tr("See all of the customer, and change what is known"))
        self.promise.setText(self.tr("&Promise …"))
        keys = QKeySequence(_PROMISE).toString(QKeySequence.SequenceFormat.NativeText)
        self.promise.setToolTip(self.tr("Put on record what was promised ({key})").format(key=keys))
        self.nothing.setText(
            self.tr("No customer is on record for this complaint. Name one by correcting the record (F4).")
        )
        self.document.setAccessibleName(self.heading())

    def _show(self) -> None:
        customer = self.case.customer if self.case else None
        self.document.setVisible(self._view is not None)
        self.nothing.setVisible(self.case is not None and customer is None)
        for button in (self.open, self.promise):
            button.setVisible(customer is not None)
        if self._view and self.place and self.case:
            self.document.show_customer(self._view, self.place, but=self.case.id)

    def _open(self) -> None:
        if self.case and self.case.customer:
            CustomerDialog(self.desk, self, self.case.customer.id).open()

    def _promise(self) -> None:
        if self.case and self.case.customer:
            MakePromise(self.desk, self, self.case.customer.id, self.case.id).open()
