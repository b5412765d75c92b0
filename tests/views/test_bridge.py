"""Changes from any thread become one signal: the first at once, a burst together."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.views.bridge import BURST_MS, Bridge, Changes


class Heard:
    """A bridge and what it told, with the thread it told it on."""

    def __init__(self) -> None:
        self.bridge = Bridge()
        self.changes: list[Changes] = []
        self.threads: list[QThread] = []
        self.bridge.changed.connect(self._hear)

    def _hear(self, changes: Changes) -> None:
        self.changes.append(changes)
        self.threads.append(QThread.currentThread())


@pytest.fixture
def heard(qtbot: QtBot) -> Heard:
    """A bridge that somebody listens to."""
    return Heard()


def elsewhere(work: Callable[[], object]) -> None:
    """Do something in another thread, to its end."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_change_in_another_thread_is_told_on_the_gui_thread(qtbot: QtBot, heard: Heard) -> None:
    elsewhere(lambda: heard.bridge.publish({"Ticket": [1, 2]}))
    assert heard.changes == []
    qtbot.waitUntil(lambda: heard.changes == [{"Ticket": frozenset({1, 2})}])
    assert heard.threads == [heard.bridge.thread()]


def test_a_burst_is_told_together_after_its_first_change(qtbot: QtBot, heard: Heard) -> None:
    heard.bridge.publish({"Ticket": [0]})
    qtbot.waitUntil(lambda: len(heard.changes) == 1)

    def publish() -> None:
        for id_ in range(1, 50):
            heard.bridge.publish({"Ticket": [id_], "Clock": [id_ + 100]})

    elsewhere(publish)
    qtbot.waitUntil(lambda: len(heard.changes) == 2)
    assert heard.changes[1] == {"Ticket": frozenset(range(1, 50)), "Clock": frozenset(range(101, 150))}


def test_after_a_burst_there_is_quiet_until_the_next_change(qtbot: QtBot, heard: Heard) -> None:
    heard.bridge.publish({"Ticket": [1]})
    qtbot.waitUntil(lambda: len(heard.changes) == 1)
    with qtbot.assertNotEmitted(heard.bridge.changed, wait=3 * BURST_MS):
        pass
    with qtbot.waitSignal(heard.bridge.changed):
        heard.bridge.publish({"Ticket": [2]})


def test_a_full_reload_swallows_single_rows_before_and_after_it(qtbot: QtBot, heard: Heard) -> None:
    for ids in ([1], None, [2]):
        heard.bridge.publish({"Ticket": ids})
    qtbot.waitUntil(lambda: heard.changes == [{"Ticket": None}])


def test_no_change_is_no_signal(qtbot: QtBot, heard: Heard) -> None:
    with qtbot.assertNotEmitted(heard.bridge.changed, wait=BURST_MS):
        heard.bridge.publish({})
    with qtbot.waitSignal(heard.bridge.changed):
        heard.bridge.publish({"Ticket": [1]})
