"""The linking of a complaint with another one that belongs to it."""

from datetime import datetime

from PySide6.QtWidgets import QComboBox, QWidget
from sqlalchemy.orm import Session

from app.models.desk import Link
from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.links import BY_HAND, link
from app.services.handling.timeline import unchanged
from app.views.case import authority_words
from app.views.case.actions import Act
from app.views.case.other_case import OtherCase
from app.views.dialog import Dialog
from app.views.pane import Desk


class LinkCase(OtherCase, Dialog):
    """Asks how the case belongs to which other one, whatever has become of that."""

    title = "Link with another complaint"
    ended = True

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act) -> None:
        super().__init__(desk, parent, case, act)
        self.retranslate()

    def asked_first(self) -> QWidget:
        """Ask how they belong together."""
        self.kind = QComboBox()
        for kind in BY_HAND:
            self.kind.addItem("", kind.value)
        return self.kind

    def submit(self) -> None:
        """Take how they belong together."""
        self._kind = Link(self.kind.currentData())
        super().submit()

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Link them, unless somebody else was quicker."""
        other = self.chosen(session)
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        link(session, ticket, other, self._kind, person_id=person_id, now=now)
        return None

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.kind.setAccessibleName(self.tr("How they belong together"))
        for place, kind in enumerate(BY_HAND):
            self.kind.setItemText(place, str(authority_words.LINKS[kind, False]))

    def happens(self) -> str:
        """Say which one was chosen."""
        if self.other is None:
            return self.tr("Choose the complaint that belongs to this one.")
        return f"{self.other.number} · {self.other.title}"
