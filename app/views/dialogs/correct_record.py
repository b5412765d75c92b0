"""The correction of a record: the fields of a new complaint with what stands there, but for how and when it came."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.timeline import unchanged
from app.services.intake.correct import Recorded, correct, read_record
from app.services.intake.customers import OrderRow, orders_of
from app.services.intake.record import Choices, NewComplaint, read_choices
from app.views.case.actions import Act
from app.views.case.form import CaseForm
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.intake.complaint_fields import ComplaintFields
from app.views.pane import Desk

_SIZE = QSize(960, 600)


@dataclass(frozen=True)
class _Found:
    """What is on record, and what can be chosen."""

    recorded: Recorded
    choices: Choices
    orders: tuple[OrderRow, ...]


class CorrectRecord(CaseForm, Dialog):
    """Puts right what was taken down wrongly; what was there before stays on the time line."""

    title = "Correct the record"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act) -> None:
        super().__init__(desk, parent, case)
        self.act = act
        self.form = ComplaintFields(desk, case.source)
        self._is_read = False
        self.fields.addWidget(self.form, 1)
        self.kept.hide()
        self.form.mistaken.connect(self._refused)
        self.form.customer.changed.connect(self._change_customer)
        self.form.title.textChanged.connect(self.check)
        self.resize(_SIZE)
        self.retranslate()
        self.check()
        self._read()

    def ready(self) -> bool:
        """Say whether it was read, and there is a title."""
        return self._is_read and bool(self.form.title.text().strip())

    def submit(self) -> None:
        """Take what stands in the fields, and put it on record."""
        try:
            self._given: NewComplaint = self.form.new_complaint(())
        except DomainError as refusal:
            self._refused(refusal)
            return
        super().submit()

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Put it on record, unless somebody else was quicker."""
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        correct(session, self.desk.rulebook, ticket, self._given, person_id=person_id, now=now)
        return None

    def said(self) -> Sentence:
        """Say that it has been done."""
        return Sentence("Act", self.act.done, number=self.case.number)

    def retranslate(self) -> None:
        """Put the form in the language; its fields hear of it themselves."""
        super().retranslate()
        self.ok.setText(self.tr("Correct"))

    def _read(self) -> None:
        desk, ticket_id = self.desk, self.case.id

        def work() -> _Found:
            with desk.database.read() as session:
                recorded = read_record(session, ticket_id)
                customer = recorded.customer
                return _Found(recorded, read_choices(session), orders_of(session, customer.id) if customer else ())

        def show(found: _Found) -> None:
            self.form.offer(found.choices)
            self.form.show_record(found.recorded, found.orders)
            self._is_read = True
            self.check()
            self.form.title.setFocus()

        desk.tasks.run(self, work, show, refused=self._refused)

    def _change_customer(self) -> None:
        desk, chosen = self.desk, self.form.customer.chosen
        if chosen is None:
            self.form.offer_orders(())
            return

        def work() -> tuple[OrderRow, ...]:
            with desk.database.read() as session:
                return orders_of(session, chosen.id)

        def show(orders: tuple[OrderRow, ...]) -> None:
            if self.form.customer.chosen == chosen:
                self.form.offer_orders(orders)

        desk.tasks.run(self, work, show)
