"""What the customer of a case was offered: how much, by whom, whether it is granted and paid."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout
from sqlalchemy.orm import Session

from app.models.desk import CompensationState
from app.services.handling.actions import ASSIGNABLE
from app.services.handling.case import Case
from app.services.handling.compensation import CompensationRow, compensations, money, pay
from app.views import authority_words
from app.views.case_form import CaseForm, spoken
from app.views.case_lines import CaseLines, Line
from app.views.case_part import CasePart
from app.views.case_words import Place
from app.views.dialogs.offer import Offer, TakeBack
from app.views.flow import Flow
from app.views.i18n import Sentence
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.seat import ROLES
from app.views.theme import GAP, Mark

_PLAIN = Qt.TextFormat.PlainText
_OPEN = (CompensationState.ASKED, CompensationState.GRANTED)


class CompensationPart(CasePart):
    """Lists the offers, the newest first; a new one is made here, and one is paid or taken back."""

    title = "Compensation"
    icon = "money"
    position = 60

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._case: Case | None = None
        self._place: Place | None = None
        self._rows: tuple[CompensationRow, ...] | None = None
        self.list, self.nothing = CaseLines(), QLabel(wordWrap=True, textFormat=_PLAIN)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.offer, self.pay, self.take_back = QPushButton(), QPushButton(), QPushButton()
        self._reader = Reader(desk, self._begin, self)
        self._lay_out()
        self._reader.came.connect(self._come)
        self.list.itemSelectionChanged.connect(self._enable)
        self.offer.clicked.connect(self._offer)
        self.pay.clicked.connect(self._pay)
        self.take_back.clicked.connect(self._take_back)
        self.retranslate()

    def show_case(self, case: Case, place: Place) -> None:
        """Read what was offered about a case."""
        if self._case is None or self._case.id != case.id:
            self._rows = None
            self.banner.hide()
        self._case, self._place = case, place
        self._reader.ask()
        self._show()

    def count(self) -> int | None:
        """Return how many offers there are."""
        return len(self._rows) if self._rows is not None else None

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.list.setAccessibleName(self.heading())
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
        self._show()

    def chosen(self) -> CompensationRow | None:
        """Return the offer that is marked."""
        row = self.list.subject()
        return row if isinstance(row, CompensationRow) else None

    def _lay_out(self) -> None:
        buttons = Flow()
        for button in (self.offer, self.pay, self.take_back):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.banner)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        # Below a sentence in place of a list.
        column.addStretch()

    def _begin(self) -> Callable[[Session], tuple[int, tuple[CompensationRow, ...]]]:
        assert self._case, "asked when a case is shown"
        ticket_id = self._case.id
        return lambda session: (ticket_id, compensations(session, ticket_id))

    def _come(self, found: tuple[int, tuple[CompensationRow, ...]]) -> None:
        if self._case and found[0] == self._case.id:
            self._rows = found[1]
            self._show()
            self.told.emit()

    def _show(self) -> None:
        self.list.show_lines([self._line(row) for row in self._rows or ()])
        self.nothing.setVisible(self._rows == ())
        self.list.setVisible(bool(self._rows))
        self._enable()

    def _line(self, row: CompensationRow) -> Line:
        symbol, state, mark = authority_words.STATES[row.state]
        said = f"{symbol} {state}"
        if row.state is CompensationState.ASKED:
            said += f"\n{ROLES[row.role]}"
        elif row.decided_by:
            said += f"\n{row.decided_by}"
        when = self._place.instant(row.offered_at) if self._place else ""
        who = " · ".join(filter(None, (row.offered_by, when)))
        what = f"{money(row.amount, row.currency)} {authority_words.nature(row.nature)}\n{who}\n{row.reason}"
        return Line(what, said, row, mark)

    def _enable(self) -> None:
        row = self.chosen()
        self.offer.setEnabled(self._case is not None and self._case.status in ASSIGNABLE)
        self.pay.setEnabled(row is not None and row.state is CompensationState.GRANTED)
        self.take_back.setEnabled(row is not None and row.state in _OPEN)

    def _offer(self) -> None:
        if self._case:
            self._open(Offer(self.desk, self, self._case))

    def _take_back(self) -> None:
        row = self.chosen()
        if self._case and row:
            self._open(TakeBack(self.desk, self, self._case, row))

    def _open(self, form: CaseForm) -> None:
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.open()

    def _pay(self) -> None:
        row, case, person_id = self.chosen(), self._case, self.desk.me()
        if row is None or case is None:
            return

        def work() -> None:
            with self.desk.database.write() as session:
                pay(session, row.id, person_id=person_id, now=self.desk.now())

        def say(_: None) -> None:
            given = money(row.amount, row.currency)
            self.desk.notices.change(
                Sentence("Authority", "{number}: {given} is paid.", number=case.number, given=given)
            )

        self.banner.hide()
        self.desk.tasks.run(self, work, say, refused=lambda refusal: self.banner.tell(spoken(refusal)))
