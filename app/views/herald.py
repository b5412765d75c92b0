"""Draws attention to calls for help and to what comes into the inbox: by the system's tray, and a sound.

The sound is the system's own: the part of Qt that plays others is large, and a floor has its bell already.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from sqlalchemy.orm import Session

from app.services.deadlines.inbox import Told
from app.services.deadlines.news import News, read_news
from app.services.floor.activation.reading import MyCall, read_my_calls
from app.views.activation.my_calls import in_words as call_in_words
from app.views.bridge import Changes
from app.views.i18n import Sentence, number
from app.views.memory import Memory
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.seat import Seat
from app.views.theme import icon
from app.views.watch_words import silence

# How long a message of the tray stays, where the system asks.
_STAYS_MS = 10_000
# Between two calls for attention: what comes meanwhile is called together, ten times in ten minutes at most.
_QUIET_MS = 60_000
# From the end of one reading to the next.
_PAUSE_MS = 1_000
OFF = "off"
_CONCERNS = frozenset({"Activation", "Notification"})


class Herald(QObject):
    """Looks at the inbox and the calls of the person who sits here whenever they may have changed.

    Messages that were there when they sat down are no news; a call that waits for their answer is. `tray` and `sound`
    can be switched off, by the memory of this console.
    """

    switches: ClassVar[tuple[str, ...]] = ("tray", "sound")

    def __init__(self, desk: Desk, seat: Seat, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        # The newest message that is known, and as whose; none before the first reading.
        self._last: int | None = None
        self._heard_as: int | None = None
        self._called: frozenset[int] = frozenset()
        # What a click on the message leads to.
        self._leads: Callable[[], object] = lambda: None
        self._tray: QSystemTrayIcon | None = None
        self._reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._reader.came.connect(self._come)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._reader.ask)
        seat.changed.connect(self._reader.ask)

    def hear(self, changes: Changes | None) -> None:
        """Take what changed (None: anything may have)."""
        if changes is None or not _CONCERNS.isdisjoint(changes):
            self._reader.ask()

    def proclaim(self, told: tuple[Told, ...], *, critical: bool) -> None:
        """Say that messages have come, as far as that is wanted."""
        kind = QSystemTrayIcon.MessageIcon.Warning if critical else QSystemTrayIcon.MessageIcon.Information
        self._tell(*in_words(told), kind, partial(self._desk.requests.case.emit, told[0].ticket_id), beeps=critical)

    def call(self, calls: tuple[MyCall, ...]) -> None:
        """Say that the person who sits here is called for help, as far as that is wanted."""
        leads = partial(self._desk.requests.pane.emit, "AlertsPane")
        self._tell(*call_in_words(calls[0]), QSystemTrayIcon.MessageIcon.Warning, leads)

    def warn(self, silent: Mapping[str, Mapping[str, Any]]) -> None:
        """Say that duties or channels are silent, as far as that is wanted; `silent` is that of `Pulse.silent`."""
        said = "\n".join(silence(subject, details, self._desk.zone) for subject, details in silent.items())
        self._tell("Floorwatch", said, QSystemTrayIcon.MessageIcon.Critical, lambda: None)

    def _tell(
        self,
        title: str,
        text: str,
        kind: QSystemTrayIcon.MessageIcon,
        leads: Callable[[], object],
        *,
        beeps: bool = True,
    ) -> None:
        if beeps and is_on(self._desk.memory, "sound"):
            QApplication.beep()
        if is_on(self._desk.memory, "tray") and QSystemTrayIcon.isSystemTrayAvailable():
            self._leads = leads
            self._in_tray().showMessage(title, text, kind, _STAYS_MS)

    def _begin(self) -> Callable[[Session], tuple[News, tuple[MyCall, ...]]]:
        me, rulebook = self._desk.me(), self._desk.rulebook
        return lambda session: (read_news(session, rulebook, person_id=me), read_my_calls(session, me))

    def _come(self, found: tuple[News, tuple[MyCall, ...]]) -> None:
        news, calls = found
        new = tuple(each for each in calls if each.id not in self._called)
        self._called = frozenset(each.id for each in calls)
        # Whoever called waits for minutes only: a call is heard at once.
        if new:
            self.call(new)
        if self._quiet.isActive():
            return
        known = self._last if news.person_id == self._heard_as else None
        self._heard_as, self._last = news.person_id, max(news.newest, known or 0)
        if known is not None and (told := news.since(known)):
            self._quiet.start()
            self.proclaim(told, critical=any(map(news.is_critical, told)))

    def _in_tray(self) -> QSystemTrayIcon:
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("floorwatch"), self)
            self._tray.setToolTip("Floorwatch")
            self._tray.messageClicked.connect(self._open)
            self._tray.activated.connect(lambda _: self._bring())
            self._tray.show()
        return self._tray

    def _open(self) -> None:
        self._bring()
        self._leads()

    def _bring(self) -> None:
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()


def is_on(memory: Memory, switch: str) -> bool:
    """Say whether a person wants to be told in this way; before a choice they do."""
    return memory.text(f"herald/{switch}") != OFF


def in_words(told: tuple[Told, ...]) -> tuple[str, str]:
    """Return title and text of a message: the newest of them, and how many there are."""
    # Late: it knows the table, which is imported with the panes, after the first paint.
    from app.views.field_words import TARGET_WORDS
    from app.views.ticket_words import named, step_in_words

    newest = told[0]
    target = QCoreApplication.translate("Worklist", TARGET_WORDS[newest.target])
    text = named(target, step_in_words(newest.step, newest.occurrence, newest.step_key))
    if len(told) > 1:
        text += "\n" + str(Sentence("Herald", "and {count} more", count=number(len(told) - 1)))
    return newest.number, text
