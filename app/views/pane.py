"""What every pane of the console has in common; a file in `panes` with a subclass is a pane."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.settings import Settings
from app.views.bridge import Changes
from app.views.i18n import Sentence, Translated
from app.views.memory import Memory
from app.views.notice import Notices
from app.views.tasks import Tasks

if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.deadlines.rulebook import Rulebook
    from app.services.demo.clock import DemoClock
    from app.services.floor.arrivals import History
    from app.views.intake.suggestions import Suggestions


class Requests(QObject):
    """What one part of the screen asks of another without knowing it."""

    # The id of a ticket to show whole.
    case = Signal(int)
    # The name of the class of a page of the case that is shown.
    case_part = Signal(str)
    # Which open tickets to list: a `WorklistFilter`, or None for all.
    worklist = Signal(object)
    # The id of the queue whose arrivals to show, or None for those of the whole floor.
    arrivals = Signal(object)
    # The name of the class of a pane to look at.
    pane = Signal(str)
    # The id of the alert of a hotspot to look into.
    hotspot = Signal(int)
    # The id of an article to read.
    article = Signal(int)
    # The alert (`AlertRow`) for which people are to be called.
    activation = Signal(object)


@dataclass(frozen=True)
class Desk:
    """What panes and dialogs are given to work with.

    The database is for the work that is handed to `tasks`, never for the GUI thread: `opened` gives it, and waits until
    it is open. `me` gives the id of the person who sits here, None as long as they have not said; what they do is
    recorded under it. `demo` is the clock of a demo.
    """

    opened: Callable[[], "Database"]
    tasks: Tasks
    notices: Notices
    now: Callable[[], datetime]
    zone: tzinfo
    requests: Requests
    memory: Memory
    me: Callable[[], int | None]
    demo: "DemoClock | None" = None
    settings: Settings = field(default_factory=Settings)

    @property
    def database(self) -> "Database":
        """The database; who asks for it before it is open waits. Raises what it could not be opened for."""
        return self.opened()

    @cached_property
    def rulebook(self) -> "Rulebook":
        """The rules that are in force, as this console has read them."""
        from app.services.deadlines.rulebook import Rulebook

        return Rulebook()

    @cached_property
    def suggestions(self) -> "Suggestions":
        """Who suggests categories, from what this console has learned of past complaints."""
        from app.views.intake.suggestions import Suggestions

        return Suggestions(self.tasks, self.opened)

    @cached_property
    def history(self) -> "History":
        """What this console has counted of the days before, and how it has judged today."""
        from app.services.floor.arrivals import History

        return History()


class Pane(Translated, QWidget):
    """A part of the screen that shows rows of some mapped classes and reloads them when they change.

    It reads in `refresh`, through `desk.tasks`, and never waits. `title` is source text, in the context "Pane". A pane
    that has something to show that was asked for elsewhere tells `wanted`, and is brought to the front.
    """

    wanted = Signal()

    title: ClassVar[str]
    icon: ClassVar[str] = "pane"
    # Where it stands until a person moves it, and its place among the panes there and in the navigation.
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.LeftDockWidgetArea
    position: ClassVar[int] = 100
    # How much of the height of its side it begins with, against the others there.
    share: ClassVar[int] = 1
    # Whether it lies there as a tab over the pane before it.
    stacked: ClassVar[bool] = False
    demo_only: ClassVar[bool] = False
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

    def concerns(self) -> frozenset[str]:
        """Return the names of the classes whose changes it hears of."""
        return self.shows

    def refresh(self, changes: Changes | None) -> None:
        """Reload the changed rows of the classes it shows; None: everything."""
        raise NotImplementedError

    def hear(self, changes: Changes | None) -> None:
        """Take what changed (None: anything may have): refresh if it can be seen, else when it is shown again."""
        concerned = None if changes is None else {name: changes[name] for name in changes if name in self.concerns()}
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


def pane_of(widget: QWidget) -> QWidget:
    """Return the pane in which a widget stands, or its window where there is none."""
    while not isinstance(widget, Pane) and (above := widget.parentWidget()) is not None:
        widget = above
    return widget
