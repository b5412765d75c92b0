"""What forms have in common: work in a thread, refusals in words, and nothing typed that is lost."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.desk import CompensationState
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Status
from app.services.handling.case import Case
from app.services.handling.loop import OpenPoints
from app.services.handling.timeline import ChangedMeanwhileError
from app.views import ticket_words as words
from app.views.case.authority_words import STATES, open_point
from app.views.case.event_words import KINDS, event_words
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.seat import ROLES
from app.views.theme import PAD, Mark, scaled_font
from app.views.ticket_actions import offer

_WIDTH = 460


class Form(Dialog):
    """A form about a complaint or an incident: it stays open, with all that was entered, until that has been done."""

    def __init__(self, desk: Desk, parent: QWidget | None, about: str) -> None:
        super().__init__(desk, parent)
        self._working = False
        self._before: QWidget | None = None
        self.about, self.kept, self.banner = _label(), _label(), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.about.setFont(scaled_font(self.about, 1.0, bold=True))
        self.ok, self.cancel = QPushButton(), QPushButton()
        self.kept.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.ok.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.ok.click)
        # A fault is told by the window; the form goes on.
        desk.tasks.failed.connect(self._unlock)
        self.fields_place = QWidget()
        self.fields = QVBoxLayout(self.fields_place)
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setSpacing(PAD)
        parts = self.about, self.fields_place, self.banner, self.kept
        self.lay_out(*parts, grows=self.fields_place, right=[self.cancel, self.ok])
        self.setMinimumWidth(_WIDTH)

    def work(self, session: Session, person_id: int | None, now: datetime) -> Any:
        """Do what is asked, in a thread; return what could be undone, or what `finish` is to tell."""
        raise NotImplementedError

    def said(self) -> Sentence:
        """Return what to say when it has been done."""
        raise NotImplementedError

    def finish(self, outcome: Any) -> None:
        """Say what came of it, with an undo where there is one, and leave the form."""
        if outcome:
            offer(self.desk, outcome)
        else:
            self.desk.notices.change(self.said())
        self.accept()

    def finished_well(self) -> None:
        """Forget what was kept of the form: it has been done."""

    def ready(self) -> bool:
        """Say whether all that is needed has been entered."""
        return True

    def submit(self) -> None:
        """Do it; the fields wait meanwhile, and keep their texts whatever comes of it."""
        if not self.ok.isEnabled():
            return
        self.banner.hide()
        self._lock(True)
        person_id = self.desk.me()

        def work() -> Any:
            with self.desk.database.write() as session:
                return self.work(session, person_id, self.desk.now())

        self.desk.tasks.run(self, work, self._done, refused=self._refused)

    def retranslate(self) -> None:
        """Put what all forms have in the language."""
        super().retranslate()
        self.ok.setToolTip("Ctrl+Enter")
        self.cancel.setText(self.tr("Cancel"))

    def check(self) -> None:
        """Let the form be sent when nothing is missing."""
        self.ok.setEnabled(self.ready() and not self._working)

    def reject(self) -> None:
        """Leave the form, unless it is being done just now: whether it was, has to be seen."""
        if not self._working:
            super().reject()

    def _done(self, outcome: Any) -> None:
        self._lock(False)
        self.finished_well()
        self.finish(outcome)

    def _refused(self, refusal: DomainError) -> None:
        self._lock(False)
        self.banner.tell(spoken(refusal))

    def _unlock(self, _: object) -> None:
        self._lock(False)

    def _lock(self, working: bool) -> None:
        if working and not self._working:
            self._before = self.focusWidget()
        self._working = working
        self.fields_place.setEnabled(not working)
        self.cancel.setEnabled(not working)
        self.check()
        if not working and self._before is not None:
            # Who was refused goes on where they were.
            self._before.setFocus()
            self._before = None


class CaseForm(Form):
    """A form about one case that was read.

    A refusal because somebody else changed the complaint says what; the next try goes ahead over that.
    """

    def __init__(self, desk: Desk, parent: QWidget, case: Case) -> None:
        super().__init__(desk, parent, f"{case.number} · {case.title}")
        self.case = case
        self.seen = case.seen

    def _refused(self, refusal: DomainError) -> None:
        if isinstance(refusal, ChangedMeanwhileError):
            self.seen = refusal.seen
        super()._refused(refusal)


def spoken(refusal: DomainError) -> Sentence:
    """Say a refusal with the words of this screen for states and events, and with what changed meanwhile."""
    if isinstance(refusal, ChangedMeanwhileError):
        what = "; ".join(" · ".join(filter(None, (event_words(each), each.person))) for each in refusal.changes)
        return Sentence(
            "Case",
            "{number} was changed since you looked at it: {what}. Do it all the same?",
            number=refusal.values["number"],
            what=what or "–",
        )
    values = {name: _said(value) for name, value in refusal.values.items()}
    return Sentence("DomainError", refusal.sentence, **values)


def _said(value: object) -> object:
    if isinstance(value, Status):
        return words.STATUSES[value]
    if isinstance(value, LifeEvent):
        return KINDS[value.value][0]
    if isinstance(value, Role):
        return ROLES[value]
    if isinstance(value, CompensationState):
        return STATES[value][1]
    if isinstance(value, OpenPoints):
        return "; ".join(map(open_point, value))
    return value


def _label() -> QLabel:
    # What a complaint is called is no markup.
    return QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
