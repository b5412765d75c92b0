"""What the forms of an incident have in common: work in a thread, refusals in words, and nothing typed that is lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Person
from app.views.case_form import spoken
from app.views.dialog import Dialog
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import PAD, Mark, scaled_font

_WIDTH = 480
Choices = Sequence[tuple[str, int]]


class IncidentForm(Dialog):
    """A form about one incident: it stays open, with all that was entered, until what it asks has been done."""

    def __init__(self, desk: Desk, parent: QWidget | None, about: str) -> None:
        super().__init__(desk, parent)
        self._working = False
        self.about, self.banner = QLabel(wordWrap=True), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        # What people have written is no markup.
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setText(about)
        self.about.setFont(scaled_font(self.about, 1.0, bold=True))
        self.about.setVisible(bool(about))
        self.ok, self.cancel, self.fields_place = QPushButton(), QPushButton(), QWidget()
        self.fields = QVBoxLayout(self.fields_place)
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setSpacing(PAD)
        self.ok.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.ok.click)
        # A fault is told by the window; the form goes on.
        desk.tasks.failed.connect(self._unlock)
        self.lay_out(self.about, self.fields_place, self.banner, grows=self.fields_place, right=[self.cancel, self.ok])
        self.setMinimumWidth(_WIDTH)

    def read(self, session: Session) -> Any:
        """Return what the form has to know, in a thread."""

    def come(self, found: Any) -> None:
        """Take what was read."""

    def work(self, session: Session, person_id: int | None, now: datetime) -> Any:
        """Do what is asked, in a thread; return what came of it."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Say whether all that is needed has been entered."""
        return True

    def finish(self, outcome: Any) -> None:
        """Say what came of it, and leave the form."""
        raise NotImplementedError

    def begin(self) -> None:
        """Put the form in the language, and read what it has to know."""
        self.retranslate()
        self.check()

        def reading() -> Any:
            with self.desk.database.read() as session:
                return self.read(session)

        self.desk.tasks.run(self, reading, self.come)

    def submit(self) -> None:
        """Do it; the fields wait meanwhile, and keep their texts whatever comes of it."""
        if not self.ok.isEnabled():
            return
        self.banner.hide()
        self._lock(True)
        person_id = self.desk.me()

        def working() -> Any:
            with self.desk.database.write() as session:
                return self.work(session, person_id, self.desk.now())

        self.desk.tasks.run(self, working, self._end, refused=self._refused)

    def check(self) -> None:
        """Let the form be sent when nothing is missing."""
        self.ok.setEnabled(self.ready() and not self._working)

    def retranslate(self) -> None:
        """Put what all forms have in the language."""
        super().retranslate()
        self.ok.setToolTip("Ctrl+Enter")
        self.cancel.setText(self.tr("Cancel"))

    def reject(self) -> None:
        """Leave the form, unless it is being done just now."""
        if not self._working:
            super().reject()

    def _end(self, outcome: Any) -> None:
        self._lock(False)
        self.finish(outcome)

    def _refused(self, refusal: DomainError) -> None:
        self._lock(False)
        self.banner.tell(spoken(refusal))

    def _unlock(self, _: object) -> None:
        self._lock(False)

    def _lock(self, working: bool) -> None:
        self._working = working
        self.fields_place.setEnabled(not working)
        self.cancel.setEnabled(not working)
        self.check()


def people(session: Session) -> Choices:
    """Return who works here, by name."""
    rows = session.execute(select(Person.name, Person.id).where(Person.active).order_by(Person.name, Person.id))
    return [(name, id_) for name, id_ in rows]


def fill(box: QComboBox, choices: Choices, chosen: int | None = None) -> None:
    """Offer choices below the first line, which stands for none of them."""
    while box.count() > 1:
        box.removeItem(1)
    for words, id_ in choices:
        box.addItem(words, id_)
    box.setCurrentIndex(max(box.findData(chosen), 0) if chosen is not None else 0)
