"""What would crash the program is found: the wrappers of what Qt has destroyed, and QObjects of other threads."""

import threading

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.views.left_behind import astray, left_behind


def test_an_item_that_qt_destroyed_is_found_and_one_in_its_layout_is_not(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(label := QLabel())
    item = layout.itemAt(0)
    assert item
    assert left_behind() == []
    label.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert left_behind() == [item]
    shiboken6.invalidate(item)
    assert left_behind() == []


def test_so_is_one_of_a_layout_that_was_put_into_another(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, row, label = QVBoxLayout(window), QHBoxLayout(), QLabel()
    row.addWidget(label)
    column.addLayout(row)
    assert left_behind() == []
    label.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    (item,) = left_behind()
    shiboken6.invalidate(item)


def test_a_qobject_of_another_thread_is_found(qtbot: QtBot) -> None:
    made: list[QObject] = []
    thread = threading.Thread(target=lambda: made.append(QObject()))
    thread.start()
    thread.join()
    assert astray() == made
    made.clear()
    assert astray() == []
