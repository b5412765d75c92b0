"""How the tests of the screen wait: a pause of the screen is over at once, what is put off for long is not."""

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot


def test_who_waits_is_not_held_up_by_a_pause_and_the_shorter_one_ends_first(qtbot: QtBot) -> None:
    over: list[str] = []
    owner = QObject()
    for name, ms in (("longer", 10_000), ("shorter", 9_000)):
        pause = QTimer(owner, singleShot=True, interval=ms)
        pause.timeout.connect(lambda name=name: over.append(name))
        pause.start()
    qtbot.waitUntil(lambda: len(over) == 2, timeout=5_000)
    assert over == ["shorter", "longer"]


def test_what_is_put_off_for_a_minute_stays_put_off(qtbot: QtBot) -> None:
    owner = QObject()
    pause, minute = (QTimer(owner, singleShot=True, interval=ms) for ms in (100, 60_000))
    minute.start()
    pause.start()
    qtbot.waitUntil(lambda: not pause.isActive())
    assert minute.isActive()
