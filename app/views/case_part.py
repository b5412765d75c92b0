"""What every page of a case's right column has in common; a file in `case_parts` with a subclass is one."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.handling.case import Case
from app.views.case_words import Place
from app.views.i18n import Sentence, Translated
from app.views.pane import Desk


class CasePart(Translated, QWidget):
    """One page of what belongs to a case, made when it is first looked at.

    `title` is source text, in the context "CasePart". It reads its own rows through `desk.tasks` and never waits. It
    tells `told` when its `count` is another one.
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

    @classmethod
    def heading(cls) -> str:
        """Return the title in the language of now."""
        return str(Sentence("CasePart", cls.title))

    def show_case(self, case: Case, place: Place) -> None:
        """Show what belongs to a case; called while it is in front, each time that the case was read."""
        raise NotImplementedError

    def count(self) -> int | None:
        """Return how much there is of it, for its button; None where that is not known, or says nothing."""
        return None
