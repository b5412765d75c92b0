"""Starts the program on a screen: the page of the first start where it is wanted, then the console."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtWidgets import QApplication

from app.clock import wall_time
from app.logs import log_to_stderr
from app.services.demo.played import FILE, Asked
from app.settings import DatabaseSettings, Settings
from app.views.console import Console
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.theme import Theme

if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.duties import OpenedFloor
    from app.services.first_start import FirstFloor
    from app.services.floor.first_look import FirstLook
    from app.views.welcome import Choice

Opening = Callable[["Database"], "OpenedFloor"]

NO_DISPLAY = 2


class Program:
    """The application on its screen, with the language, the theme and the memory that its windows share."""

    def __init__(self, memory: Path, language: str = "") -> None:
        log_to_stderr()
        self._application = QApplication(["floorwatch"])
        self._application.setApplicationDisplayName("Floorwatch")
        self._memory = Memory(memory)
        if language:
            self._memory.keep("language", language)
        self.language, self._theme = Language(self._application), Theme(self._application)
        self.language.switch(self._memory.language)
        self._theme.switch(self._memory.theme)

    def ask(self, settings: Settings) -> "Choice | None":
        """Show the page of the first start; None when it was closed."""
        # Most starts do without it.
        from app.views.welcome import Welcome

        # Nothing is open yet. Python would hear of Ctrl+C when Qt calls it next: when somebody moves the mouse.
        before = signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            return Welcome(settings, self.language, self._memory).ask()
        finally:
            signal.signal(signal.SIGINT, before)

    def show(
        self,
        address: str,
        opening: Opening,
        look: "Callable[[], FirstLook | None] | None" = None,
        *,
        start_page: bool = False,
        wallboard: bool = False,
    ) -> bool:
        """Show a console on a database until its window is closed; say whether the start page was asked for."""
        console = Console(self.language, self._theme, self._memory, partial(_database, address), opening, look)
        console.window.opens_wallboard = wallboard
        sys.excepthook = console.fault
        for number in (signal.SIGTERM, signal.SIGINT):
            # Python runs this at the next tick of a timer of the window.
            signal.signal(number, lambda *_: console.window.close())
        asked = False

        def ask_again() -> None:
            nonlocal asked
            asked = console.window.close()

        if start_page:
            console.window.menus.offer_start_page(ask_again)
        console.window.show()
        self._application.exec()
        console.close()
        return asked


def run(settings: Settings, *, wallboard: bool = False) -> int:
    """Show the console until its window is closed; returns the exit code. Raises what a wrong setting is refused with.

    With `wallboard` that is shown over a whole screen, too. The first start asks on what to work. Without a display it
    says so in one sentence, and returns 2.
    """
    if not has_display():
        return NO_DISPLAY
    program = Program(platformdirs.user_config_path("floorwatch") / "console.ini")
    choice, is_asked = None, _is_first_start(settings)
    while not is_asked or (choice := program.ask(settings)):
        with _workplace(settings, choice, program.language) as (address, opening):
            look = None if choice else partial(_look, address)
            is_asked = program.show(address, opening, look, start_page=True, wallboard=wallboard)
        if not is_asked:
            break
    return 0


def show(address: str, opening: Opening, memory: Path, language: str) -> int:
    """Show a console on a database that `opening` opens, as `run` does; the language wins over the remembered one."""
    if not has_display():
        return NO_DISPLAY
    Program(memory, language).show(address, opening)
    return 0


def has_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Say whether Qt will find a screen, or was told to do without one; if not, say what to do on stderr."""
    named = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if named or platform != "linux":
        return True
    sys.stderr.write(
        "There is no display to show the console on: log in to a desktop, start it under Xvfb "
        "(xvfb-run python3 dev.py run), or take pictures of it with `python3 dev.py shots DIR`.\n"
    )
    return False


@contextmanager
def _workplace(settings: Settings, choice: "Choice | None", language: Language) -> Iterator[tuple[str, Opening]]:
    """Give the address of what was chosen, or else set, and what opens it; a demo is gone afterwards."""
    if choice is None:
        yield settings.database_address, partial(_open, settings=settings)
        return
    if not choice.speed:
        yield choice.address or _embedded(settings), partial(_open, settings=settings, first=choice.floor)
        return
    with tempfile.TemporaryDirectory(prefix="floorwatch-demo-") as folder:
        file = Path(folder) / FILE
        asked = Asked(file, seed=1, language=language.code, now=wall_time(), folder=Path(folder))
        yield str(file), partial(_open_played, asked, choice.speed)


# Called in threads, which import what they need: SQLAlchemy alone takes longer than the first paint.


def _look(address: str) -> "FirstLook | None":
    from app.services.floor.first_look import first_look

    return first_look(address, now=wall_time())


def _database(address: str) -> "Database":
    from app.services.database import Database

    return Database(address)


def _open_played(asked: Asked, speed: float, _: "Database") -> "OpenedFloor":
    from app.services.duties import open_played

    return open_played(asked, speed)


def _open(database: "Database", settings: Settings, first: "FirstFloor | None" = None) -> "OpenedFloor":
    from app.services.duties import open_floor

    return open_floor(database, settings, first)


def _is_first_start(settings: Settings) -> bool:
    return not settings.database.address and not Path(settings.database_address).exists()


def _embedded(settings: Settings) -> str:
    """Return the file of somebody who works alone, also where the settings name a shared database."""
    named = settings.database_address
    return Settings(database=DatabaseSettings()).database_address if "://" in named else named
