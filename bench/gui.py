"""How long the window does not answer: the demo floor with 20,000 open complaints, played for ten of its minutes.

Everything runs as with `main.py demo --open 20000`: a process of its own plays, sweeps and watches the floor, and every
pane shows it. A timer of 5 ms looks whether the event loop comes round; what it is late by is a stall.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.clock import wall_time
from app.services.database import Database
from app.services.demo.played import FILE, Asked
from app.services.duties import open_played
from app.views.console import Console
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.theme import Theme
from bench.report import Case, main

OPEN, MINUTES = 20_000, 10
TICK_MS = 5
_MOMENT = 0.1  # seconds
_NANOSECONDS = 1_000_000
_WAITS = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


class Ticks:
    """Notes how late the ticks of a timer on the GUI thread come, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._since = QElapsedTimer()
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to listen."""
        self._since.start()
        self._timer.start()

    def stop(self) -> None:
        """Listen no more."""
        self._timer.stop()

    def _tick(self) -> None:
        self.late.append(self._since.nsecsElapsed() / _NANOSECONDS - TICK_MS)
        self._since.start()


def cases() -> Iterator[Case]:
    """Yield the one figure."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        asked = Asked(Path(folder) / FILE, seed=1, language="zh", open_tickets=OPEN, now=wall_time())
        memory, language, theme = Memory(Path(folder) / "console.ini"), Language(application), Theme(application)
        theme.switch(memory.theme)
        console = Console(language, theme, memory, lambda: Database(asked.file), lambda _: open_played(asked))
        console.window.resize(1600, 960)
        console.window.show()
        _rest(application, console)
        assert console.desk
        ticks, now, began = Ticks(), console.desk.now, time.monotonic()
        until = now() + timedelta(minutes=MINUTES)
        ticks.start()
        while now() < until:
            application.processEvents(_WAITS)
        ticks.stop()
        took = time.monotonic() - began
        console.window.close()
        console.close()
    late = sorted(ticks.late)
    often = late[-max(len(late) // 100, 1)]
    yield Case(
        bench="gui",
        case="longest_stall_ms",
        value=late[-1],
        unit="ms",
        against=f"{OPEN:,} open, {MINUTES} demo minutes in {took:.1f} s; "
        f"one tick in a hundred is late by {often:.0f} ms or more",
    )


def _rest(application: QApplication, console: Console) -> None:
    """Let the console open and read everything, until nothing has been under way for a moment; the floor goes on."""
    quiet = time.monotonic()
    while time.monotonic() - quiet < _MOMENT:
        application.processEvents()
        time.sleep(0.001)
        if console.desk is None or console.tasks.busy():
            quiet = time.monotonic()


if __name__ == "__main__":
    main(cases)
