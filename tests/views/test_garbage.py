"""Garbage is collected on the GUI thread, and nowhere else while a console lives."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.views.garbage import GarbageCollector


class Ring:
    """Something that only a collection frees; it notes which thread that was."""

    def __init__(self, freed_by: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: freed_by.append(threading.get_ident()))


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    """A collector, with Python's own on again after the test."""
    parent = QObject()
    found = GarbageCollector(parent)
    yield found
    found.stop()


def test_what_another_thread_leaves_is_freed_by_the_gui_thread(collector: GarbageCollector) -> None:
    freed_by: list[int] = []
    thread = threading.Thread(target=lambda: [Ring(freed_by) for _ in range(5_000)] and None)
    thread.start()
    thread.join()
    assert freed_by == []
    collector.collect()
    assert set(freed_by) == {threading.get_ident()}
    assert len(freed_by) == 5_000


def test_little_garbage_waits(collector: GarbageCollector) -> None:
    gc.collect()
    freed_by: list[int] = []
    Ring(freed_by)
    collector.collect()
    assert freed_by == []


def test_what_is_spared_is_looked_at_again_only_in_the_end(collector: GarbageCollector) -> None:
    gc.collect()
    freed_by: list[int] = []
    for _ in range(5_000):
        Ring(freed_by)
    collector.spare()
    collector.collect()
    assert freed_by == []
    collector.stop()
    gc.collect()
    assert len(freed_by) == 5_000


def test_python_collects_again_afterwards(qtbot: QtBot) -> None:
    parent = QObject()
    collector = GarbageCollector(parent)
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
