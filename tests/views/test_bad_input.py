"""Whatever people type anywhere is kept as they typed it or refused in a sentence, and is shown as plain text."""

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.discovery import subclasses
from app.models.ticket import Status
from app.services.database import Database
from app.views import panes, shots
from app.views.case import parts as case_parts
from app.views.case.part import CasePart
from app.views.notice import Banner
from app.views.pane import Pane
from app.views.panes.case import CasePane
from app.views.tasks import Tasks
from tests.views.rich_floor import RICH, RichFloor, rich

# Their scenes need more than a floor and a case, and nothing is typed in them that is not tried elsewhere.
APART = ("confirm", "fault-dialog", "rules", "welcome")
SCENES = {name: make for name, make in shots._scenes().items() if not name.startswith(APART)}
# Too long for every field that is not a whole text, with all that breaks programs; numbers and days beyond reason.
NASTY = f"=cmd|' /C calc'!A0 \"'`´ '; DROP TABLE ticket; -- \u202eשלום\u202c 😡👨‍👩‍👧 a\x01\x1b\x7f\0\ud800 {RICH}"
ROUNDS = (
    (NASTY, QDate(9999, 12, 31)),
    pytest.param("", QDate(1, 1, 1), marks=pytest.mark.long),
    pytest.param("长x" * 5_000, QDate(9999, 12, 31), marks=pytest.mark.long),
    pytest.param("9" * 40 + "{name} %s", QDate(), marks=pytest.mark.long),
)
# What acts in a dialog, by the names of its buttons.
ACTS = ("ok", "save", "keep", "publish", "add", "add_below", "rename", "apply", "write", "refuse", "grant", "make")
# What these answer stands elsewhere: a file dialog, a workbook that is being written.
ELSEWHERE = {("record-complaint", "add"), ("write-report", "write"), ("make-roster", "make")}


@pytest.fixture
def floor(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RichFloor:
    # A bare name of a file lies at home.
    monkeypatch.setenv("HOME", str(tmp_path))
    return RichFloor(qtbot, tasks, sqlite_database, tmp_path)


def fields(dialog: QDialog) -> list[QWidget]:
    """What can be typed into now."""
    kinds = QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit
    found = [each for each in dialog.findChildren(QWidget) if isinstance(each, kinds) and each.isVisible()]
    inner = [each for each in found if isinstance(each.parent(), (QAbstractSpinBox, QComboBox))]
    closed = [each for each in found if isinstance(each, QComboBox) and not each.isEditable()]
    read_only = [each for each in found if not isinstance(each, QComboBox) and each.isReadOnly()]
    return [each for each in found if each.isEnabled() and each not in (*inner, *closed, *read_only)]


def put(field: QWidget, text: str, day: QDate) -> None:
    """Put into a field what it lets in."""
    match field:
        case QDateTimeEdit():
            field.setDate(day)
        case QAbstractSpinBox():
            field.lineEdit().setText(text)
            field.interpretText()
        case QComboBox():
            field.setEditText(text)
        case QLineEdit():
            field.setText(text)
            field.textEdited.emit(field.text())
        case QPlainTextEdit() | QTextEdit():
            field.setPlainText(text)


def typed(field: QWidget) -> str:
    """What stands in a field of text."""
    match field:
        case QComboBox():
            return field.currentText()
        case QLineEdit():
            return field.text()
        case QPlainTextEdit() | QTextEdit():
            return field.toPlainText()
    return ""


def test_no_pane_and_no_page_of_a_case_takes_what_people_wrote_for_markup(floor: RichFloor, qtbot: QtBot) -> None:
    found: dict[str, list[str]] = {}
    for kind in subclasses(panes, Pane):
        if kind.demo_only:
            continue
        pane = kind(floor.desk)
        qtbot.addWidget(pane)
        pane.resize(1200, 800)
        pane.show()
        floor.desk.requests.case.emit(floor.ticket_id)
        floor.settle()
        found[kind.__name__] = [*rich(pane)]
        if isinstance(pane, CasePane):
            for part in subclasses(case_parts, CasePart):
                pane.aside.choose(part)
                floor.settle()
                found[part.__name__] = [*rich(pane.aside)]
        pane.hide()
    assert {name: texts for name, texts in found.items() if texts} == {}
    assert floor.faults == []


@pytest.mark.parametrize(("text", "day"), ROUNDS)
def test_no_dialog_does_and_none_is_thrown_by_what_is_typed_into_it(floor: RichFloor, text: str, day: QDate) -> None:
    said: list[object] = []
    floor.desk.notices.changed.connect(lambda sentence, _: said.append(sentence))
    tried = 0
    for name, make in SCENES.items():
        if floor.case.status is not Status.OPEN:
            floor.ticket_id = floor.another()
        dialog = make(floor.studio)
        dialog.open()
        floor.settle()
        if isinstance(new := getattr(dialog, "new", None), QPushButton) and new.isVisible():
            new.click()
            floor.settle()
        into = fields(dialog)
        tried += len(into)
        for field in into:
            put(field, text, day)
        floor.settle()
        for act in ACTS:
            button = getattr(dialog, act, None)
            if not _is_there(dialog) or (name, act) in ELSEWHERE:
                break
            if not isinstance(button, QPushButton) or not button.isVisible() or not button.isEnabled():
                continue
            before, told = {each: typed(each) for each in into}, len(said)
            button.click()
            floor.settle()
            assert floor.faults == [], (name, act)
            if not _is_there(dialog) or len(said) > told:
                break
            banners = [each for each in dialog.findChildren(Banner) if each.isVisible()]
            assert banners or not into, (name, act)
            assert max(len(each._text.text()) for each in banners) < 700
            assert {each: typed(each) for each in into} == before, (name, act)
        assert floor.faults == [], name
        if _is_there(dialog):
            assert [*rich(dialog)] == [], name
            dialog.done(0)
        floor.settle()
        if shiboken6.isValid(dialog):
            dialog.deleteLater()
    assert tried > 120
    assert floor.with_nul() == []


def _is_there(dialog: QDialog) -> bool:
    return shiboken6.isValid(dialog) and dialog.isVisible()
