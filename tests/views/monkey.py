"""Somebody who presses and types whatever comes, and a colleague who changes what they look at."""

from collections import deque
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QGuiApplication, QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QMessageBox, QWidget
from shiboken6 import isValid
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Ticket
from app.services.handling.actions import assign
from app.services.handling.compensation import offer
from app.services.handling.events import happen, merge
from app.views.i18n import Language
from app.views.theme import Mode, Theme
from app.views.window import Window
from tests.views.rich_floor import NOW, RICH, RichFloor

_KEYS = (
    "Tab Tab Tab Shift+Tab Return Return Esc Down Down Up Left Right Space Home End PgUp PgDown Backspace Del F4 Ctrl+A"
)
_TEXTS = ("7", "退款", RICH, "😀‮مرحبا", "\ufeff\u200b", "99999999999999999999", "2026-02-30", "%_\\{x}%1", "\ud800")
_PASTED = ("投诉 " * 20_000, "a\0b", "\n" * 3_000, "=1+1")
_SIZES = ((1024, 700), (1366, 768), (3840, 2160))
# These end the test, not the person's work.
_LEFT_OUT = ("Ctrl+Q", "F11", "F12")


class Looks(NamedTuple):
    """What can be chosen of how the window looks."""

    language: Language
    theme: Theme


class Monkey:
    """Does one thing after the other with the window; `done` are the last of them."""

    def __init__(self, floor: RichFloor, window: Window, looks: Looks, seed: int) -> None:
        self.random, self.done = Random(seed), deque[str](maxlen=15)
        self._floor, self._window, self._looks = floor, window, looks
        self._deeds: list[tuple[int, Callable[[], str]]] = [
            (30, self._press), (12, self._type), (10, self._use_shortcut), (25, self._click), (5, self._paste),
            (6, self._choose), (4, self._look_at_case), (2, self._change_looks), (25, self._let_colleague_act),
        ]  # fmt: skip

    def act(self) -> None:
        """Do the next thing."""
        weights, deeds = zip(*self._deeds, strict=True)
        (deed,) = self.random.choices(deeds, weights)
        # A button waits for the menu that it has opened.
        patience = QTimer(interval=200)
        patience.timeout.connect(_leave_menu)
        patience.start()
        self.done.append(deed())
        patience.stop()

    def leave(self) -> bool:
        """Say whether Esc and, where it is asked, the wish to discard leave all that is open over the window."""
        for _ in range(30):
            over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if over is None:
                return True
            if isinstance(over, QMessageBox) and (discard := _of_role(over, QMessageBox.ButtonRole.DestructiveRole)):
                discard.click()
            else:
                QTest.keyClick(over, Qt.Key.Key_Escape)
            self._floor.qtbot.waitUntil(lambda: not QApplication.mouseButtons())
            QApplication.processEvents()
        return False

    def _over(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._window

    def _focus(self) -> QWidget:
        over, focus = self._over(), QApplication.focusWidget()
        return focus if focus and focus.window() is over.window() and not isinstance(over, QMenu) else over

    def _press(self) -> str:
        key = self.random.choice(_KEYS.split())
        QTest.keySequence(self._focus(), QKeySequence(key))
        return key

    def _type(self) -> str:
        text, focus = self.random.choice(_TEXTS), self._focus()
        for sign in text:
            # `keyClicks` knows ASCII only; and what is typed may close what it is typed into.
            if isValid(focus):
                QApplication.sendEvent(focus, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))
        return f"type {text[:12]!a}"

    def _use_shortcut(self) -> str:
        known = [key for each in self._window.findChildren(QShortcut) for key in QShortcut.keys(each)]
        known += [key for each in self._window.findChildren(QAction) for key in each.shortcuts()]
        key = self.random.choice([each for each in known if each.toString() and each.toString() not in _LEFT_OUT])
        QTest.keySequence(self._focus(), key)
        return key.toString()

    def _click(self) -> str:
        within = [each for each in self._over().findChildren(QWidget) if _can_be_seen(each)]
        pressed = [each for each in within if isinstance(each, QAbstractButton) and each.isEnabled()]
        widget = self.random.choice(
            self.random.choice([found for found in (pressed, within) if found] or [[self._over()]])
        )
        place = QPoint(self.random.randrange(max(widget.width(), 1)), self.random.randrange(max(widget.height(), 1)))
        said = f"click {type(widget).__name__} in {type(widget.window()).__name__}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        return said

    def _paste(self) -> str:
        data = QMimeData()
        kind = self.random.choice(["text", "picture", "files"])
        if kind == "text":
            data.setText(self.random.choice(_PASTED))
        elif kind == "picture":
            data.setImageData(QImage(32, 32, QImage.Format.Format_RGB32))
        else:
            data.setUrls([QUrl.fromLocalFile(name) for name in ("/nowhere/a.pdf", str(self._floor.folder))])
        QGuiApplication.clipboard().setMimeData(data)
        QTest.keySequence(self._focus(), QKeySequence(QKeySequence.StandardKey.Paste))
        return f"paste {kind}"

    def _choose(self) -> str:
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            return "nothing"
        action = self.random.choice(list(self._window._dialogs.values()))
        action.trigger()
        return action.text()

    def _look_at_case(self) -> str:
        with self._floor.database.read() as session:
            id_ = self.random.choice(session.scalars(select(Ticket.id).order_by(Ticket.id)).all())
        assert self._window._desk
        self._window._desk.requests.case.emit(id_)
        return f"case {id_}"

    def _change_looks(self) -> str:
        code, mode = self.random.choice(["zh", "en"]), self.random.choice([Mode.LIGHT, Mode.DARK])
        self._looks.language.switch(code)
        self._looks.theme.switch(mode)
        self._window.resize(*self.random.choice(_SIZES))
        return f"{code} {mode}"

    def _let_colleague_act(self) -> str:
        try:
            with self._floor.database.write() as session:
                return self._do(session)
        except DomainError as refusal:
            return f"refused: {refusal}"

    def _do(self, session: Session) -> str:
        ids = session.scalars(select(Ticket.id).order_by(Ticket.id)).all()
        one, other = (session.get_one(Ticket, self.random.choice(ids)) for _ in range(2))
        rulebook, by = self._floor.rulebook, self._floor.people[self.random.choice(list(Role))]
        match self.random.randrange(4):
            case 0:
                event = self.random.choice([each for each in LifeEvent if each is not LifeEvent.MERGED])
                happen(session, rulebook, one, event, person_id=by, details={"result": "好了"}, now=NOW)
                return f"{event} {one.id}"
            case 1:
                assign(session, [one.id, other.id], by, person_id=by, now=NOW)
                return f"assign {one.id} {other.id}"
            case 2:
                offer(session, rulebook, one, "goodwill", self.random.choice([1, 900_00]), "x", person_id=by, now=NOW)
                return f"offer {one.id}"
            case _:
                merge(session, rulebook, one, other, person_id=by, now=NOW)
                return f"merge {one.id} {other.id}"


def _leave_menu() -> None:
    if popup := QApplication.activePopupWidget():
        popup.close()


def _can_be_seen(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _of_role(box: QMessageBox, role: QMessageBox.ButtonRole) -> QAbstractButton | None:
    return next((each for each in box.buttons() if box.buttonRole(each) is role), None)
