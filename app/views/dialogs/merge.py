"""The question into which complaint another one is merged: found by number or title, and asked once more."""

from datetime import datetime

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.services.handling.actions import Done
from app.services.handling.case import Case, RelatedRow
from app.services.handling.events import merge
from app.services.handling.timeline import unchanged
from app.views import ticket_words as words
from app.views.case.actions import Act
from app.views.case.other_case import OtherCase
from app.views.dialog import Dialog
from app.views.pane import Desk


class Merge(OtherCase, Dialog):
    """Finds the complaint that goes on, says what merging does, and does it."""

    title = "Merge into another complaint"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act, into: RelatedRow | None = None) -> None:
        super().__init__(desk, parent, case, act, into)
        self.retranslate()

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Merge, unless somebody else was quicker."""
        into = self.chosen(session)
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        merge(session, self.desk.rulebook, ticket, into, person_id=person_id, now=now)
        return None

    def happens(self) -> str:
        """Say what becomes of the two."""
        if self.other is None:
            return self.tr("Choose the complaint that goes on.")
        return self.tr(
            "{number} ends here and lives on in {into} “{title}” ({status}). "
            "Of each promise the earlier deadline stays; messages, evidence, tasks and compensation follow. "
            "This cannot be undone."
        ).format(
            number=self.case.number,
            into=self.other.number,
            title=self.other.title,
            status=words.STATUSES[self.other.status],
        )
