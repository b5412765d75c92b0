"""What every pane of the console has in common; a file in `panes` with a subclass is a pane."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.services.database import Database
from app.views.bridge import Changes
from app.views.i18n import Sentence, Translated
from app.views.notice import Notices
from app.views.tasks import Tasks


@dataclass(frozen=True)
class Desk:
    """What a pane is given to work with. The database is for the work it hands to `tasks`, never for its own thread."""

    database: Database
    tasks: Tasks
    notices: Notices
    now: Callable[[], datetime]
    zone: tzinfo


class Pane(Translated, QWidget):
    """A part of the screen that shows rows of some mapped classes and reloads them when they change.

    It reads in `refresh`, through `desk.tasks`, and never waits. `title` is source text, in the context "Pane".
    """

    title: ClassVar[str]
    icon: ClassVar[str] = "pane"
    # Where it stands until a person moves it, and its place among the panes there and in the navigation.
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.LeftDockWidgetArea
    position: ClassVar[int] = 100
    # The names of the mapped classes whose changes concern it.
    shows: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._stale = True

    @classmethod
    def heading(cls) -> str:
        """Return the title in the language of now."""
        return str(Sentence("Pane", cls.title))

    def refresh(self, changes: Changes | None) -> None:
        """Reload the changed rows of the classes it shows; None: everything."""
        raise NotImplementedError

    def hear(self, changes: Changes | None) -> None:
        """Take what changed (None: anything may have): refresh if it can be seen, else when it is shown again."""
        concerned = None if changes is None else {name: changes[name] for name in changes if name in self.shows}
        if concerned is not None and not concerned:
            return
        if self._stale or not self.isVisible():
            self._stale = True
        else:
            self.refresh(concerned)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up with what changed while it was hidden."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh(None)
