"""Widgets laid out like words."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.views.flow import Flow


class Box(QWidget):
    """A widget of one size."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(40, 20)


def test_what_has_no_room_goes_into_a_further_row_and_what_is_hidden_takes_none(qtbot: QtBot) -> None:
    window, bar = QWidget(), QWidget()
    qtbot.addWidget(window)
    flow = Flow(bar)
    flow.setSpacing(10)
    boxes = [Box() for _ in range(4)]
    for box in boxes:
        flow.addWidget(box)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    column.addStretch()
    window.resize(100, 200)
    window.show()
    qtbot.waitExposed(window)

    def places() -> list[tuple[int, int]]:
        return [(box.x(), box.y()) for box in boxes if box.isVisible()]

    qtbot.waitUntil(lambda: places() == [(0, 0), (50, 0), (0, 30), (50, 30)])
    assert bar.height() == 50
    boxes[1].hide()
    qtbot.waitUntil(lambda: places() == [(0, 0), (50, 0), (0, 30)])
    window.resize(400, 200)
    qtbot.waitUntil(lambda: places() == [(0, 0), (50, 0), (100, 0)])
    assert bar.height() == 20
    assert flow.minimumSize() == QSize(40, 20)


def test_the_margins_of_a_flow_are_kept_free(qtbot: QtBot) -> None:
    bar = QWidget()
    qtbot.addWidget(bar)
    flow, box = Flow(bar), Box()
    flow.setContentsMargins(8, 4, 2, 1)
    flow.addWidget(box)
    bar.resize(100, 25)
    bar.show()
    qtbot.waitUntil(lambda: (box.x(), box.y()) == (8, 4))
    assert flow.heightForWidth(100) == 25
    assert flow.minimumSize() == QSize(50, 25)


def test_a_text_that_grows_makes_a_flow_higher(qtbot: QtBot) -> None:
    bar = QWidget()
    qtbot.addWidget(bar)
    flow, first, second = Flow(bar), QLabel("one"), QLabel("two")
    for label in (first, second):
        flow.addWidget(label)
    bar.resize(first.sizeHint().width() + second.sizeHint().width() + 2 * flow.spacing(), 100)
    bar.show()
    before, narrow = flow.heightForWidth(bar.width()), flow.minimumSize()
    first.setText("a much longer text than it was")
    qtbot.waitUntil(lambda: flow.heightForWidth(bar.width()) > before)
    assert flow.minimumSize().width() > narrow.width()
