"""The customer of a case: how to reach them, what was promised, and all that was before."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from sqlalchemy.orm import Session

from app.services.handling.case import Case
from app.services.knowledge.customer import CustomerView, read_customer
from app.views.case_part import CasePart
from app.views.case_words import Place
from app.views.customer_document import FEW, CustomerDocument
from app.views.dialogs.customer import CustomerDialog, end
from app.views.dialogs.promise import MakePromise
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, icon

_PROMISE = "Ctrl+Shift+P"


class CustomerPart(CasePart):
    """What is known of who complains; the number on the button is that of open promises."""

    title = "Customer"
    icon = "person"
    position = 10
    shows: ClassVar[frozenset[str]] = frozenset({"Customer", "CustomerContact", "CustomerOrder", "CustomerPromise"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._case: Case | None = None
        self._place: Place | None = None
        self._view: CustomerView | None = None
        self.document, self.nothing = CustomerDocument(FEW), QLabel(wordWrap=True)
        self.open, self.promise = QPushButton(), QPushButton()
        self.open.setIcon(icon("person"))
        self.promise.setIcon(icon("note"))
        self.document.case.connect(desk.requests.case)
        self.document.ended.connect(lambda id_, kept: end(desk, self, id_, kept))
        self.open.clicked.connect(self._open)
        self.promise.clicked.connect(self._promise)
        self._reader = Reader(desk, self._begin, self)
        self._reader.came.connect(self._come)
        buttons, column = QHBoxLayout(), QVBoxLayout(self)
        buttons.addWidget(self.open)
        buttons.addWidget(self.promise)
        buttons.addStretch()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.document, 1)
        column.addWidget(self.nothing)
        column.addLayout(buttons)
        key = QShortcut(QKeySequence(_PROMISE), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self._promise)
        self.retranslate()
        self._show()

    def show_case(self, case: Case, place: Place) -> None:
        """Read the customer of a case."""
        if self._case is None or self._case.id != case.id:
            self._view = None
        self._case, self._place = case, place
        self._show()
        self._reader.ask()

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

    def _begin(self) -> Callable[[Session], CustomerView | None]:
        customer = self._case.customer if self._case else None
        return lambda session: read_customer(session, customer.id) if customer else None

    def _come(self, view: CustomerView | None) -> None:
        self._view = view
        self._show()
        self.told.emit()

    def _show(self) -> None:
        customer = self._case.customer if self._case else None
        self.document.setVisible(self._view is not None)
        self.nothing.setVisible(self._case is not None and customer is None)
        for button in (self.open, self.promise):
            button.setVisible(customer is not None)
        if self._view and self._place and self._case:
            self.document.show_customer(self._view, self._place, but=self._case.id)

    def _open(self) -> None:
        if self._case and self._case.customer:
            dialog = CustomerDialog(self.desk, self, self._case.customer.id)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _promise(self) -> None:
        if self._case and self._case.customer:
            dialog = MakePromise(self.desk, self, self._case.customer.id, self._case.id)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
