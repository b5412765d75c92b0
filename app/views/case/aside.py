"""The right column of a case: its deadlines, and behind buttons all else that belongs to it."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.discovery import modules, subclasses
from app.services.handling.case import Case
from app.views.bridge import Changes
from app.views.case import parts as case_parts
from app.views.case.clocks import Clocks
from app.views.case.part import CasePart
from app.views.flow import Flow
from app.views.i18n import Translated, number
from app.views.pane import Desk
from app.views.theme import GAP, ICON, icon
from app.views.ticket_words import Place
from app.views.turns import in_turns

_REMEMBERED = "case_part"
_BESIDE, _ALONE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
# So many lines of names are put up with.
_LINES = 2


class Aside(Translated, QWidget):
    """Shows one page of a case at a time; that of the deadlines is there at once, the others come with their files.

    The keys of the pages work in the whole pane. Where the names of all pages would take more than two lines, only that
    of the one in front is written; the others have their pictures.
    """

    def __init__(self, pane: QWidget, desk: Desk, clocks: Clocks) -> None:
        super().__init__()
        self._pane, self._desk, self._clocks = pane, desk, clocks
        self._case: Case | None = None
        self._place: Place | None = None
        self._kinds: tuple[type[CasePart], ...] = ()
        self.parts: dict[type[CasePart], CasePart] = {}
        self.buttons: dict[type[CasePart] | None, QToolButton] = {}
        self._chosen: type[CasePart] | None = None
        self._group = QButtonGroup(self)
        self._begun = False
        # Somebody has turned to a page by its key and waits for what is on it.
        self._is_awaited = False
        self._head, self.pages = QWidget(), QStackedWidget()
        self._row = Flow(self._head)
        self.pages.addWidget(clocks)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._head)
        column.addWidget(self.pages, 1)
        self._add_button(None, "clock")
        desk.requests.case_part.connect(self.choose_named)
        self.retranslate()

    def show_case(self, case: Case, place: Place) -> None:
        """Show a case in the page that is in front; the others learn of it when they are looked at."""
        is_another = self._case is None or self._case.id != case.id
        self._case, self._place = case, place
        self._clocks.show_case(case, place)
        self._tell()
        if is_another:
            self._write()

    def hear(self, changes: Changes | None) -> None:
        """Let the page in front read again what changed beside the complaint."""
        if self._chosen and (changes is None or self._chosen.shows & changes.keys()):
            self._tell()

    def shows(self) -> frozenset[str]:
        """Return the names of the classes whose changes concern any of the pages."""
        return frozenset().union(*(kind.shows for kind in self._kinds))

    def choose(self, kind: type[CasePart] | None) -> None:
        """Bring a page to the front (None: the deadlines), and make it if nobody has looked at it yet."""
        self._chosen = kind
        self.buttons[kind].setChecked(True)
        self._style()
        if kind is None:
            self.pages.setCurrentIndex(0)
            return
        if kind not in self.parts:
            self.parts[kind] = part = kind(self._desk)
            part.told.connect(self._write)
            part.told.connect(self._lead_in)
            frame = QScrollArea(widgetResizable=True)
            frame.setFrameShape(QScrollArea.Shape.NoFrame)
            frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            frame.setWidget(part)
            self.pages.addWidget(frame)
        self.pages.setCurrentIndex(list(self.parts).index(kind) + 1)
        self._tell()

    def choose_named(self, name: str) -> None:
        """Bring the page of a class to the front."""
        self.choose(next((kind for kind in self._kinds if kind.__name__ == name), None))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Write as many names as there is room for."""
        super().resizeEvent(event)
        self._style()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Let the files of the pages be imported once there is a case pane to look at."""
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            in_turns(self._desk.tasks, self, modules(case_parts), self._add_parts)

    def retranslate(self) -> None:
        """Put the buttons in the language."""
        self._write()

    def _add_parts(self) -> None:
        self._kinds = tuple(sorted(subclasses(case_parts, CasePart), key=lambda kind: kind.position))
        for kind in self._kinds:
            self._add_button(kind, kind.icon)
        self._write()
        self.choose_named(self._desk.memory.text(_REMEMBERED))

    def _add_button(self, kind: type[CasePart] | None, picture: str) -> None:
        button = QToolButton(autoRaise=True, toolButtonStyle=_BESIDE)
        button.setCheckable(True)
        button.setIcon(icon(picture))
        button.setIconSize(QSize(ICON, ICON))
        button.setChecked(kind is self._chosen)
        button.clicked.connect(partial(self._clicked, kind))
        self.buttons[kind] = button
        self._group.addButton(button)
        self._row.addWidget(button)
        key = QShortcut(QKeySequence(_key(len(self.buttons))), self._pane)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(partial(self._turn, kind))

    def _clicked(self, kind: type[CasePart] | None) -> None:
        self._desk.memory.keep(_REMEMBERED, kind.__name__ if kind else "")
        self.choose(kind)

    def _turn(self, kind: type[CasePart] | None) -> None:
        """Turn to a page by its key, and lead the keyboard there: its own keys work on it only."""
        self.buttons[kind].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._clicked(kind)
        self._is_awaited = True
        self._lead_in()

    def _lead_in(self) -> None:
        """Lead the keyboard from the button of a page to what can be done there, as soon as there is something."""
        page = self.pages.currentWidget()
        if not self._is_awaited or page is None:
            return
        if not self.buttons[self._chosen].hasFocus():
            # Somebody has gone elsewhere meanwhile.
            self._is_awaited = False
            return
        for place in (page, *page.findChildren(QWidget)):
            is_stop = place.focusPolicy() & Qt.FocusPolicy.TabFocus and place.focusProxy() is None
            if is_stop and place.isEnabled() and place.isVisible():
                self._is_awaited = False
                place.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _tell(self) -> None:
        if self._chosen and self._case and self._place:
            self.parts[self._chosen].show_case(self._case, self._place)

    def _write(self) -> None:
        """Put title, count and key on each button."""
        # Of one page there is nothing to choose.
        self._head.setVisible(len(self.buttons) > 1)
        for place, (kind, button) in enumerate(self.buttons.items(), start=1):
            title = kind.heading() if kind else self.tr("Deadlines")
            count = self._count(kind)
            key = QKeySequence(_key(place)).toString(QKeySequence.SequenceFormat.NativeText)
            button.setText(title if count is None else f"{title} {number(count)}")
            button.setToolTip(f"{title} ({key})")
            button.setAccessibleName(title)
        self._style()

    def _count(self, kind: type[CasePart] | None) -> int | None:
        """Say how much there is on a page, unless it has last shown another case."""
        part = self.parts.get(kind) if kind else None
        is_its = part is not None and part.case is not None and self._case is not None and part.case.id == self._case.id
        return part.count() if part and is_its else None

    def _style(self) -> None:
        """Leave names out where they would take the room of what they lead to."""
        for button in self.buttons.values():
            button.setToolButtonStyle(_BESIDE)
        wanted = sum(button.sizeHint().width() + GAP for button in self.buttons.values())
        if wanted > _LINES * self.width():
            for button in self.buttons.values():
                button.setToolButtonStyle(_BESIDE if button.isChecked() else _ALONE)


def _key(place: int) -> str:
    return f"Alt+{place % 10}"
