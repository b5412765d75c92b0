"""What belongs to a case: related complaints, its parts or its whole, and what complains of its handling."""

from sqlalchemy.orm import Session

from app.services.handling.choosing import RAISABLE
from app.services.handling.links import BY_HAND, LinkRow, links_of, unlink
from app.views import ticket_words as words
from app.views.case import authority_words
from app.views.case.actions import ACTS
from app.views.case.lines import Line
from app.views.case.list_part import ListPart
from app.views.case.part import CasePart
from app.views.dialogs.link_case import LinkCase
from app.views.dialogs.split_case import SplitCase
from app.views.i18n import Sentence
from app.views.pane import Desk


class LinksPart(ListPart, CasePart):
    """Lists them, and leads to one by Enter or a double click; links are drawn and removed here."""

    title = "Links"
    icon = "link"
    position = 70

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, buttons=3)
        self.link, self.split, self.part = self.buttons
        self.list.itemActivated.connect(self._open_case)
        self.link.clicked.connect(self._link)
        self.split.clicked.connect(self._split)
        self.part.clicked.connect(self._part)
        self.retranslate()

    def read(self, session: Session, ticket_id: int) -> tuple[LinkRow, ...]:
        """Return what belongs to the complaint."""
        return links_of(session, ticket_id)

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.link.setText(self.tr("&Link …"))
        self.split.setText(self.tr("&Split …"))
        self.part.setText(self.tr("&Remove the link"))
        self.nothing.setText(
            self.tr("No other complaint belongs to this one yet. Link one that is about the same, or split a part off.")
        )
        super().retranslate()

    def line(self, row: LinkRow) -> Line:
        """Say the other complaint, how it belongs to this one and how it stands."""
        kind = authority_words.LINKS[row.kind, row.backwards]
        when = self.place.instant(row.received_at) if self.place else ""
        return Line(f"{row.number} · {row.title}\n{kind}", f"{words.STATUSES[row.status]}\n{when}", row)

    def enable(self) -> None:
        """Link always, split what is worked on; only what people have drawn is removed."""
        row: LinkRow | None = self.chosen()
        self.link.setEnabled(self.case is not None)
        self.split.setEnabled(self.case is not None and self.case.status in RAISABLE)
        self.part.setEnabled(row is not None and row.kind in BY_HAND)

    def _open_case(self) -> None:
        row: LinkRow | None = self.chosen()
        if row:
            self.desk.requests.case.emit(row.other_id)

    def _link(self) -> None:
        if self.case:
            LinkCase(self.desk, self, self.case, ACTS["link"]).open()

    def _split(self) -> None:
        if self.case:
            SplitCase(self.desk, self, self.case, ACTS["split"]).open()

    def _part(self) -> None:
        row: LinkRow | None = self.chosen()
        if row and self.case:
            number, other = self.case.number, row.number
            self.do(
                lambda session, person_id: unlink(session, row.id, person_id=person_id, now=self.desk.now()),
                Sentence("Authority", "{number} and {other} are linked no more.", number=number, other=other),
            )
