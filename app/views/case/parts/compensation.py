"""What the customer of a case was offered: how much, by whom, whether it is granted and paid."""

from sqlalchemy.orm import Session

from app.models.desk import CompensationState
from app.services.handling.choosing import ASSIGNABLE
from app.services.handling.compensation import CompensationRow, compensations, money, pay
from app.views.case import authority_words
from app.views.case.lines import Line
from app.views.case.list_part import ListPart
from app.views.case.part import CasePart
from app.views.dialogs.offer import Offer, TakeBack
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.seat import ROLES

_OPEN = (CompensationState.ASKED, CompensationState.GRANTED)


class CompensationPart(ListPart, CasePart):
    """Lists the offers, the newest first; a new one is made here, and one is paid or taken back."""

    title = "Compensation"
    icon = "money"
    position = 60

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, buttons=3)
        self.offer, self.pay, self.take_back = self.buttons
        self.offer.clicked.connect(self._offer)
        self.pay.clicked.connect(self._pay)
        self.take_back.clicked.connect(self._take_back)
        self.retranslate()

    def read(self, session: Session, ticket_id: int) -> tuple[CompensationRow, ...]:
        """Return what was offered about the complaint."""
        return compensations(session, ticket_id)

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.offer.setText(self.tr("&Offer …"))
        self.offer.setToolTip(self.tr("Give the customer something, within your authority or by a decision from above"))
        self.pay.setText(self.tr("&Paid"))
        self.pay.setToolTip(self.tr("The customer has what was granted"))
        self.take_back.setText(self.tr("&Take back …"))
        self.nothing.setText(
            self.tr(
                "Nothing was offered to this customer yet. “Offer” says at once whether a sum is within your authority."
            )
        )
        super().retranslate()

    def line(self, row: CompensationRow) -> Line:
        """Say the sum, by whom and why it was offered, and how it stands."""
        symbol, state, mark = authority_words.STATES[row.state]
        said = f"{symbol} {state}"
        if row.state is CompensationState.ASKED:
            said += f"\n{ROLES[row.role]}"
        elif row.decided_by:
            said += f"\n{row.decided_by}"
        when = self.place.instant(row.offered_at) if self.place else ""
        who = " · ".join(filter(None, (row.offered_by, when)))
        what = f"{money(row.amount, row.currency)} {authority_words.nature(row.nature)}\n{who}\n{row.reason}"
        return Line(what, said, row, mark)

    def enable(self) -> None:
        """Offer while the complaint is worked on; pay what is granted; take back what is not paid."""
        row: CompensationRow | None = self.chosen()
        self.offer.setEnabled(self.case is not None and self.case.status in ASSIGNABLE)
        self.pay.setEnabled(row is not None and row.state is CompensationState.GRANTED)
        self.take_back.setEnabled(row is not None and row.state in _OPEN)

    def _offer(self) -> None:
        if self.case:
            Offer(self.desk, self, self.case).open()

    def _take_back(self) -> None:
        row: CompensationRow | None = self.chosen()
        if self.case and row:
            TakeBack(self.desk, self, self.case, row).open()

    def _pay(self) -> None:
        row: CompensationRow | None = self.chosen()
        if row and self.case:
            given = money(row.amount, row.currency)
            self.do(
                lambda session, person_id: pay(session, row.id, person_id=person_id, now=self.desk.now()),
                Sentence("Authority", "{number}: {given} is paid.", number=self.case.number, given=given),
            )
