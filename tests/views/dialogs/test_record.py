"""A new complaint is taken down from the keyboard alone, and nothing that was entered is lost."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.customer import Customer, CustomerContact, CustomerOrder
from app.models.evidence import Attachment
from app.models.floor import Floor, Queue
from app.models.people import Role
from app.models.ticket import Category, Emotion, Source, Ticket
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.customers import find_or_make
from app.services.intake.record import Choices
from app.services.knowledge.index import index_all
from app.views.dialogs.record import RecordComplaint
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.services.intake.test_file_kinds import EXE, PDF, PNG
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

TITLE = "取暖器漏电，客厅跳闸"
_KEYS = {"\t": Qt.Key.Key_Tab, "\n": Qt.Key.Key_Return}


def furnish(database: Database) -> Rulebook:
    """A floor with a queue, categories, and a customer who has bought and complained before."""
    rulebook = open_floor(database)
    with database.write() as session:
        floor = session.scalars(select(Floor.id)).one()
        session.add_all([Queue(name="产品线", floor_id=floor), Queue(name="物流", floor_id=floor)])
        root = Category(name="产品", path="产品")
        session.add(root)
        session.flush()
        for name in ("质量", "安全"):
            session.add(Category(name=name, path=f"产品 / {name}", parent_id=root.id))
        session.add(Category(name="旧类", path="旧类", active=False))
        zhang = find_or_make(session, name="张伟", telephone="138 0001 2345", email="zhang.wei@example.com")
        zhang.level = "VIP"
        session.add(CustomerOrder(customer_id=zhang.id, number="DD20260001", product="取暖器 A3", ordered_at=MONDAY))
        customer_id = zhang.id
    new_ticket(database, rulebook, title="取暖器漏电", customer_id=customer_id, now=MONDAY - HOUR)
    index_all(database)
    return rulebook


def seated(database: Database, tasks: Tasks, folder: Path) -> Desk:
    with database.read() as session:
        agent = person(session, Role.AGENT).id
    return desk_on(database, tasks, folder, me=lambda: agent)


def opened(qtbot: QtBot, desk: Desk) -> RecordComplaint:
    dialog = RecordComplaint(desk)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.fields.category.count() > 1)
    return dialog


def settled(qtbot: QtBot, dialog: RecordComplaint) -> None:
    qtbot.waitUntil(lambda: not dialog._pause.isActive() and not dialog.desk.tasks.busy())


def keys(text: str) -> None:
    """Type into whatever has the keyboard."""
    for sign in text:
        widget = QApplication.focusWidget()
        assert widget
        if sign in _KEYS:
            QTest.keyClick(widget, _KEYS[sign])
        else:
            # As an input method hands over what it has put together.
            typed = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
            QApplication.sendEvent(widget, typed)


def recorded(database: Database) -> Ticket:
    with database.read() as session:
        return session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()  # type: ignore[return-value]


@pytest.fixture
def furnished(sqlite_database: Database) -> Database:
    """A furnished floor on SQLite."""
    furnish(sqlite_database)
    return sqlite_database


@pytest.fixture
def dialog(qtbot: QtBot, furnished: Database, tasks: Tasks, tmp_path: Path) -> RecordComplaint:
    """The dialog of the agent there."""
    return opened(qtbot, seated(furnished, tasks, tmp_path))


def test_it_looks_right(
    qtbot: QtBot, dialog: RecordComplaint, language: Language, theme: Theme, tmp_path: Path
) -> None:
    names = [
        "张伟",
        "VIP",
        "DD20260001",
        "取暖器 A3",
        "photo.png",
        "letter.pdf",
        "产品",
        "zhang.wei",
        "yes.exe",
        "Ctrl+Enter",
    ]
    assert_looks_right(qtbot, dialog, language, theme, "record-empty", names=names)
    keys("138")
    qtbot.waitUntil(lambda: bool(dialog.fields.customer.picker.lines()))
    assert_looks_right(qtbot, dialog, language, theme, "record-search", names=names)
    keys("\n")
    keys(TITLE)
    for name, content in (("photo.png", PNG), ("letter.pdf", PDF), ("yes.exe", EXE)):
        (tmp_path / name).write_bytes(content)
    drop(dialog, [tmp_path / name for name in ("photo.png", "letter.pdf", "yes.exe")])
    settled(qtbot, dialog)
    assert dialog.similar.isVisible()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "record-full", names=names)
    dialog.fields.customer.search_again()
    dialog.fields.customer.picker.field.setText("李娜")
    qtbot.waitUntil(lambda: dialog.fields.customer._answered == "李娜")
    keys("\n")
    assert_looks_right(qtbot, dialog, language, theme, "record-new", names=names)


def drop(dialog: RecordComplaint, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    target = dialog.fields.title
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier)
    assert QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    assert QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))
