"""What belongs to a case: related complaints, its parts or its whole, and what complains of its handling."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout
from sqlalchemy.orm import Session

from app.services.handling.actions import RAISABLE
from app.services.handling.case import Case
from app.services.handling.links import BY_HAND, LinkRow, links_of, unlink
from app.views import authority_words
from app.views import case_words as words
from app.views.case_actions import ACTS
from app.views.case_form import CaseForm, spoken
from app.views.case_lines import CaseLines, Line
from app.views.case_part import CasePart
from app.views.case_words import Place
from app.views.dialogs.link_case import LinkCase
from app.views.dialogs.split_case import SplitCase
from app.views.flow import Flow
from app.views.i18n import Sentence
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, Mark

_PLAIN = Qt.TextFormat.PlainText


class LinksPart(CasePart):
    """Lists them, and leads to one by Enter or a double click; links are drawn and removed here."""

    title = "Links"
    icon = "link"
    position = 70

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._case: Case | None = None
        self._place: Place | None = None
        self._rows: tuple[LinkRow, ...] | None = None
        self.list, self.nothing = CaseLines(), QLabel(wordWrap=True, textFormat=_PLAIN)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.link, self.split, self.part = QPushButton(), QPushButton(), QPushButton()
        self._reader = Reader(desk, self._begin, self)
        self._lay_out()
        self._reader.came.connect(self._come)
        self.list.itemSelectionChanged.connect(self._enable)
        self.list.itemActivated.connect(self._open_case)
        self.link.clicked.connect(lambda: self._case and self._open(LinkCase(desk, self, self._case, ACTS["link"])))
        self.split.clicked.connect(lambda: self._case and self._open(SplitCase(desk, self, self._case, ACTS["split"])))
        self.part.clicked.connect(self._part)
        self.retranslate()

    def show_case(self, case: Case, place: Place) -> None:
        """Read what belongs to a case."""
        if self._case is None or self._case.id != case.id:
            self._rows = None
            self.banner.hide()
        self._case, self._place = case, place
        self._reader.ask()
        self._show()

    def count(self) -> int | None:
        """Return how many complaints belong to it."""
        return len(self._rows) if self._rows is not None else None

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.list.setAccessibleName(self.heading())
        self.link.setText(self.tr("&Link …"))
        self.split.setText(self.tr("&Split …"))
        self.part.setText(self.tr("&Remove the link"))
        self.nothing.setText(
            self.tr("No other complaint belongs to this one yet. Link one that is about the same, or split a part off.")
        )
        self._show()

    def chosen(self) -> LinkRow | None:
        """Return the link that is marked."""
        row = self.list.subject()
        return row if isinstance(row, LinkRow) else None

    def _lay_out(self) -> None:
        buttons = Flow()
        for button in (self.link, self.split, self.part):
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

    def _begin(self) -> Callable[[Session], tuple[int, tuple[LinkRow, ...]]]:
        assert self._case, "asked when a case is shown"
        ticket_id = self._case.id
        return lambda session: (ticket_id, links_of(session, ticket_id))

    def _come(self, found: tuple[int, tuple[LinkRow, ...]]) -> None:
        if self._case and found[0] == self._case.id:
            self._rows = found[1]
            self._show()
            self.told.emit()

    def _show(self) -> None:
        self.list.show_lines([self._line(row) for row in self._rows or ()])
        self.nothing.setVisible(self._rows == ())
        self.list.setVisible(bool(self._rows))
        self._enable()

    def _line(self, row: LinkRow) -> Line:
        kind = authority_words.LINKS[row.kind, row.backwards]
        when = self._place.instant(row.received_at) if self._place else ""
        return Line(f"{row.number} · {row.title}\n{kind}", f"{words.STATUSES[row.status]}\n{when}", row)

    def _enable(self) -> None:
        row = self.chosen()
        self.link.setEnabled(self._case is not None)
        self.split.setEnabled(self._case is not None and self._case.status in RAISABLE)
        self.part.setEnabled(row is not None and row.kind in BY_HAND)

    def _open_case(self) -> None:
        if row := self.chosen():
            self.desk.requests.case.emit(row.other_id)

    def _open(self, form: CaseForm) -> None:
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.open()

    def _part(self) -> None:
        row, case, person_id = self.chosen(), self._case, self.desk.me()
        if row is None or case is None:
            return

        def work() -> None:
            with self.desk.database.write() as session:
                unlink(session, row.id, person_id=person_id, now=self.desk.now())

        def say(_: None) -> None:
            said = Sentence(
                "Authority", "{number} and {other} are linked no more.", number=case.number, other=row.number
            )
            self.desk.notices.change(said)

        self.banner.hide()
        self.desk.tasks.run(self, work, say, refused=lambda refusal: self.banner.tell(spoken(refusal)))
