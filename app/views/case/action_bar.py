"""The actions of a case as buttons, the less used ones in a menu, and what people have begun to write of them."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.models.ticket import Status
from app.services.handling.case import Case
from app.views.case.actions import ACTS, AFTERWARDS, OCCASIONAL, Act, why_not
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated
from app.views.theme import GAP, icon

_CONTEXT_OF_PANE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class ActionBar(Translated, QWidget):
    """The most used actions as buttons, the others behind "More"; those that are not possible say why.

    `asked` tells the name of one. The keys work in the whole pane, and stand on the buttons where there is room for all
    of them on one line. A pencil marks what somebody has begun to write.
    """

    asked = Signal(str)

    def __init__(self, pane: QWidget, has_draft: Callable[[int, str], bool]) -> None:
        super().__init__()
        self._case: Case | None = None
        self._has_draft = has_draft
        self._wanted = 0
        self.buttons = {name: QPushButton() for name, act in ACTS.items() if act.in_front}
        self.more, self.menu = QPushButton(), QMenu(self)
        self.actions_of_keys = {name: self._action(pane, act) for name, act in ACTS.items()}
        row = Flow(self)
        for name, button in self.buttons.items():
            button.setIcon(icon(ACTS[name].icon))
            button.clicked.connect(self.actions_of_keys[name].trigger)
        for button in (*self.buttons.values(), self.more):
            # Enter belongs to what has the focus.
            button.setAutoDefault(False)
            row.addWidget(button)
        self.menu.setToolTipsVisible(True)
        self.menu.addActions([action for name, action in self.actions_of_keys.items() if not ACTS[name].in_front])
        self.more.setMenu(self.menu)
        self.retranslate()

    def show_case(self, case: Case | None) -> None:
        """Enable what is possible for a case."""
        self._case = case
        self.retranslate()

    def retranslate(self) -> None:
        """Put texts, keys and reasons in the language."""
        case = self._case
        self.more.setText(self.tr("More"))
        self.more.setAccessibleName(self.tr("More actions"))
        self.more.setEnabled(case is not None)
        for name, act in ACTS.items():
            reason = why_not(act, case) if case else Sentence("Act", "No case is open.")
            action = self.actions_of_keys[name]
            action.setEnabled(reason is None)
            action.setToolTip(f"{act.text} ({_key(act)})" if reason is None else str(reason))
            action.setVisible(self._is_shown(name, case))
            if button := self.buttons.get(name):
                button.setVisible(action.isVisible())
                button.setAccessibleName(str(act.text))
                button.setToolTip(action.toolTip())
                button.setEnabled(reason is None)
        self._write(with_keys=True)
        shown = [each for each in (*self.buttons.values(), self.more) if not each.isHidden()]
        self._wanted = sum(button.sizeHint().width() + GAP for button in shown)
        self._write(with_keys=self.width() >= self._wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the keys where there is room."""
        super().resizeEvent(event)
        self._write(with_keys=self.width() >= self._wanted)

    def _is_shown(self, name: str, case: Case | None) -> bool:
        if name in OCCASIONAL:
            return case is not None and OCCASIONAL[name](case)
        if name in AFTERWARDS:
            return case is not None and case.status in ACTS[name].statuses
        return name != "wait" or case is None or case.status is not Status.WAITING

    def _write(self, *, with_keys: bool) -> None:
        for name, act in ACTS.items():
            begun = "✎ " if self._case and self._has_draft(self._case.id, name) else ""
            self.actions_of_keys[name].setText(f"{begun}{act.text}")
            if button := self.buttons.get(name):
                button.setText(f"{begun}{act.text}" + (f"  {_key(act)}" if with_keys else ""))

    def _action(self, pane: QWidget, act: Act) -> QAction:
        action = QAction(pane)
        action.setIcon(icon(act.icon))
        action.setShortcut(QKeySequence(act.key))
        action.setShortcutContext(_CONTEXT_OF_PANE)
        action.triggered.connect(lambda: self.asked.emit(act.name))
        pane.addAction(action)
        return action


def _key(act: Act) -> str:
    return QKeySequence(act.key).toString(QKeySequence.SequenceFormat.NativeText)


class Drafts(QObject):
    """What people have begun to write, by complaint and action, as long as the console runs."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts: dict[tuple[int, str], dict[str, str]] = {}

    def texts(self, ticket_id: int, act: str) -> Mapping[str, str]:
        """Return what was written so far, by field."""
        return self._texts.get((ticket_id, act), {})

    def has(self, ticket_id: int, act: str) -> bool:
        """Say whether something was."""
        return any(text.strip() for text in self.texts(ticket_id, act).values())

    def keep(self, ticket_id: int, act: str, texts: Mapping[str, str]) -> None:
        """Keep what stands in the fields now; with no text in them, forget it."""
        if any(text.strip() for text in texts.values()):
            self._texts[ticket_id, act] = dict(texts)
        else:
            self._texts.pop((ticket_id, act), None)
        self.changed.emit()
