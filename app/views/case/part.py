"""What every page of a case's right column has in common; a file in `case/parts` with a subclass is one."""

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.handling.case import Case
from app.views.case.form import spoken
from app.views.i18n import Sentence, Translated
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, Mark
from app.views.ticket_words import Place


class CasePart(Translated, QWidget):
    """One page of what belongs to a case, made when it is first looked at.

    `title` is source text, in the context "CasePart". What it shows is read in a thread by what `reading` returns, and
    brought to `take`, unless another case is shown by then. It tells `told` when its `count` may be another one.
    """

    told = Signal()

    title: ClassVar[str]
    icon: ClassVar[str] = "pane"
    position: ClassVar[int] = 100
    # The names of the mapped classes whose changes concern it, beside the complaint and its customer.
    shows: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.case: Case | None = None
        self.place: Place | None = None
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.reader = Reader(desk, self._begin, self)
        self.reader.came.connect(self._come)

    @classmethod
    def heading(cls) -> str:
        """Return the title in the language of now."""
        return str(Sentence("CasePart", cls.title))

    def show_case(self, case: Case, place: Place) -> None:
        """Show what belongs to a case; called while it is in front, each time that the case was read."""
        is_another = self.case is None or self.case.id != case.id
        self.case, self.place = case, place
        if is_another:
            self.banner.hide()
            self.forget()
            self.told.emit()
        self.reader.ask()

    def count(self) -> int | None:
        """Return how much there is of it, for its button; None where that is not known, or says nothing."""
        return None

    def forget(self) -> None:
        """Show nothing of the case before any more: what belongs to this one is being read."""
        raise NotImplementedError

    def reading(self, case: Case) -> Callable[[Session], Any]:
        """Say what is to be read of a case; it is asked on the GUI thread, and what it returns is called in another."""
        raise NotImplementedError

    def take(self, found: Any) -> None:
        """Show what was read of the case."""
        raise NotImplementedError

    def lay_out(self, *parts: QWidget | QLayout, grows: QWidget | None = None) -> None:
        """Set the parts below each other, under what was refused; `grows` takes the room that is over."""
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.banner)
        for part in parts:
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, int(part is grows))
        # Where what grows is hidden for a sentence, that stays at the top.
        column.addStretch()

    def add_key(self, keys: QKeySequence | str, doing: Callable[[], object]) -> QShortcut:
        """Let keys do something while the keyboard is on the page."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(doing)
        return shortcut

    def do(self, work: Callable[[Session, int | None], object], said: Sentence) -> None:
        """Change something in a thread, for who sits here, and say so; a refusal is said on the page."""
        desk, person_id = self.desk, self.desk.me()

        def write() -> None:
            with desk.database.write() as session:
                work(session, person_id)

        self.banner.hide()
        desk.tasks.run(self, write, lambda _: desk.notices.change(said), refused=self.refuse)

    def refuse(self, refusal: DomainError) -> None:
        """Say on the page why something could not be."""
        self.banner.tell(spoken(refusal))

    def _begin(self) -> Callable[[Session], tuple[Case, Any]]:
        case = self.case
        assert case, "asked when a case is shown"
        read = self.reading(case)
        return lambda session: (case, read(session))

    def _come(self, found: tuple[Case, Any]) -> None:
        case, rows = found
        # Another one may have been opened meanwhile: its own reading follows.
        if self.case and case.id == self.case.id:
            self.take(rows)
            self.told.emit()
