"""What the pages of a case that list something have in common: the list, a sentence in its place, buttons below."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy.orm import Session

from app.services.handling.case import Case
from app.views.case.lines import CaseLines, Line
from app.views.case.part import CasePart
from app.views.flow import Flow
from app.views.pane import Desk


class ListPart(CasePart):
    """Lists rows of a case, of which one is always marked; `enable` lets the buttons do what can be done to it."""

    def __init__(self, desk: Desk, buttons: int) -> None:
        super().__init__(desk)
        self.rows: tuple[Any, ...] | None = None
        self.list = CaseLines()
        self.nothing = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.buttons = [QPushButton() for _ in range(buttons)]
        below = Flow()
        for button in self.buttons:
            button.setAutoDefault(False)
            below.addWidget(button)
        self.lay_out(self.nothing, self.list, below, grows=self.list)
        self.list.itemSelectionChanged.connect(self.enable)

    def read(self, session: Session, ticket_id: int) -> tuple[Any, ...]:
        """Return the rows of a complaint; called in a thread."""
        raise NotImplementedError

    def line(self, row: Any) -> Line:
        """Say a row."""
        raise NotImplementedError

    def enable(self) -> None:
        """Let the buttons do what can be done to the row that is marked."""
        raise NotImplementedError

    def count(self) -> int | None:
        """Return how many there are."""
        return None if self.rows is None else len(self.rows)

    def forget(self) -> None:
        """List nothing of the case before any more."""
        self.rows = None
        self._show()

    def reading(self, case: Case) -> Callable[[Session], tuple[Any, ...]]:
        """Read the rows of the case."""
        return lambda session: self.read(session, case.id)

    def take(self, found: tuple[Any, ...]) -> None:
        """List what was read."""
        self.rows = found
        self._show()

    def retranslate(self) -> None:
        """Put the list in the language."""
        self.list.setAccessibleName(self.heading())
        self._show()

    def chosen(self) -> Any:
        """Return the row that is marked, None where there is none."""
        return self.list.subject()

    def _show(self) -> None:
        self.list.show_lines([self.line(row) for row in self.rows or ()])
        self.nothing.setVisible(self.rows == ())
        self.list.setVisible(bool(self.rows))
        self.enable()
