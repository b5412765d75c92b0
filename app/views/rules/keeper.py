"""Keeps the text of a draft while somebody types, and finds out what it says."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import DatabaseLostError, DomainError
from app.models.rule_change import RuleKind
from app.services.deadlines.drafts import Draft, save_draft
from app.views.pane import Desk
from app.views.rules.look import Looked, look

# From the last key to the look at the text.
_PAUSE_MS = 400
# Until a database that was lost is tried again: what is typed is to be kept in the end.
RETRY_MS = 5_000


class Wanted(NamedTuple):
    """What is to be looked at: a text, the draft that it is to be kept in, if any, and which examples are wanted."""

    kind: RuleKind
    code: str
    text: str
    draft: Draft | None
    chosen: int
    own: datetime


class DraftKeeper(QObject):
    """Keeps what `ask` says is wanted, then looks at it: one look at a time, and another one after it if need be.

    `looked` brings the draft as it is kept and what its text says; `refused` why nothing was kept.
    """

    looked = Signal(object, object)
    refused = Signal(object)

    def __init__(self, desk: Desk, ask: Callable[[], Wanted | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._ask = desk, ask
        # The text that was looked at last; whether a look is under way, and whether another one is wanted after it.
        self.sent: str | None = None
        self._busy = self._again = False
        self._wait = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._wait.timeout.connect(self.look)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being looked at or about to be."""
        return not (self._busy or self._again or self._wait.isActive())

    @property
    def is_behind(self) -> bool:
        """Whether something else has been asked for since the last look began."""
        return self._again

    def forget(self) -> None:
        """Take the next text for one that was never seen."""
        self.sent = None

    def look_soon(self) -> None:
        """Look when nothing has been typed for a moment."""
        self._wait.start()

    def look(self, *, again: bool = False) -> None:
        """Look at the text if it is another one by now, or `again`."""
        wanted = self._ask()
        if wanted is None or (wanted.text == self.sent and not again):
            return
        if self._busy:
            self._again = True
            return
        self._wait.stop()
        self._busy, self.sent = True, wanted.text
        desk, now = self._desk, self._desk.now()

        def work() -> tuple[Draft | None, Looked]:
            kept = _kept(desk, wanted.draft, wanted.text, now=now)
            with desk.database.read() as session:
                found = look(
                    session,
                    desk.rulebook,
                    wanted.kind,
                    wanted.code,
                    wanted.text,
                    chosen=wanted.chosen,
                    own=wanted.own,
                    now=now,
                )
                return kept, found

        desk.tasks.run(self, work, lambda found: self.looked.emit(*found), refused=self._refuse, over=self._over)

    def _refuse(self, refusal: DomainError) -> None:
        self.refused.emit(refusal)
        if isinstance(refusal, DatabaseLostError):
            QTimer.singleShot(RETRY_MS, self, lambda: self.look(again=True))

    def _over(self) -> None:
        self._busy = False
        # What was found is told first, and of an older question.
        if self._again:
            QTimer.singleShot(0, self, self._look_again)

    def _look_again(self) -> None:
        self._again = False
        self.look(again=True)


def _kept(desk: Desk, draft: Draft | None, text: str, *, now: datetime) -> Draft | None:
    """Save the text of a draft if it has changed, and return the draft as it is then."""
    if draft is None or draft.text == text:
        return draft
    with desk.database.write() as session:
        return save_draft(session, draft.id, text, version=draft.version, person_id=desk.me(), now=now)
