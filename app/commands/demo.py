"""`main.py demo`: open the console on a made-up floor that lives by itself; nothing is real, and nothing is sent."""

import re
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import wall_time
from app.services.demo.clock import SPEED
from app.services.demo.played import FILE, OPEN_TICKETS, Asked, DemoError
from app.settings import Settings

# What the window does without until it is painted takes a second to import.
if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.duties import OpenedFloor

SLOWEST, FASTEST = 1, 600
FEWEST, MOST = 10, 50_000
_SEEDS = 2**32


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command is told."""
    parser.add_argument(
        "--speed",
        type=_speed,
        default=SPEED,
        metavar="TIMES",
        help=f"how many times as fast as real time: {SLOWEST} to {FASTEST} (default: {SPEED:g})",
    )
    parser.add_argument(
        "--open",
        type=_open,
        default=OPEN_TICKETS,
        metavar="COUNT",
        help=f"open complaints to begin with: {FEWEST} to {MOST} (default: {OPEN_TICKETS})",
    )
    parser.add_argument("--seed", type=_seed, default=1, metavar="N", help="the same number makes the same floor")
    parser.add_argument(
        "--language",
        choices=["zh", "en"],
        default="zh",
        help="of the console and of what people wrote: zh (default) or en",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FILE",
        help="keep the floor in a file; one that is there is played on from where it was left",
    )
    parser.epilog = (
        "The floor has a database and a clock of its own: without --keep it is gone when the window closes. "
        "Settings are left aside: whatever they name, no message leaves."
    )


def run(arguments: Namespace, settings: Settings) -> int:
    """Play the floor until the window is closed; raises `DemoError` and the database's refusals."""
    # The other commands do without Qt.
    from app.views import start

    try:
        is_folder = arguments.keep is not None and arguments.keep.is_dir()
    except OSError as error:
        raise DemoError("{file} can be no file: {reason}.", file=arguments.keep, reason=error.strerror) from error
    if is_folder:
        raise DemoError("{file} is a folder: name a file to keep the floor in.", file=arguments.keep)
    with tempfile.TemporaryDirectory(prefix="floorwatch-demo-") as folder:
        asked = Asked(
            arguments.keep or Path(folder) / FILE,
            seed=arguments.seed,
            language=arguments.language,
            open_tickets=arguments.open,
            now=wall_time(),
            folder=Path(folder),
        )
        opening = partial(_open_floor, asked, arguments.speed)
        return start.show(str(asked.file), opening, Path(folder) / "console.ini", arguments.language)


def _open_floor(asked: Asked, speed: float, _: "Database") -> "OpenedFloor":
    from app.services.duties import open_played

    return open_played(asked, speed)


def _speed(text: str) -> float:
    return _between(text, SLOWEST, FASTEST)


def _open(text: str) -> int:
    return int(_between(text, FEWEST, MOST))


def _seed(text: str) -> int:
    return int(_between(text, 0, _SEEDS - 1))


def _between(text: str, least: int, most: int) -> float:
    if re.fullmatch(r"[0-9]{1,10}(\.[0-9]+)?", text) and least <= float(text) <= most:
        return float(text)
    raise ArgumentTypeError(f"{text} is not a number from {least} to {most}")
