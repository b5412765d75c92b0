"""What the tests let the worker process compute; without Qt, as what it computes in earnest."""

import os
import sys
from pathlib import Path

from app.errors import DomainError
from app.views.worker import Progress


def refuse() -> None:
    """Be refused, as a service would be."""
    raise DomainError("{number} is closed.", number="C-7")


def break_down() -> None:
    """Fail as nobody expected."""
    raise ZeroDivisionError("by nought")


def die() -> None:
    """Take the whole process along."""
    os._exit(3)


def process_number() -> int:
    """Tell where this runs."""
    return os.getpid()


def count(limit: int, progress: Progress) -> int:
    """Count, and tell at each step."""
    for done in range(limit):
        progress(done + 1, limit)
    return limit


def count_for_ever(progress: Progress) -> None:
    """Say that it has begun, then compute without an end and without a look at anything."""
    progress(1, None)
    while True:
        pass


def work_beside(file: Path, progress: Progress) -> None:
    """Have an unfinished file for as long as it computes, which is for ever."""
    file.write_text("half a workbook", "utf-8")
    try:
        count_for_ever(progress)
    finally:
        file.unlink()


def qt_is_loaded() -> bool:
    """Tell whether this process has loaded Qt."""
    return "PySide6.QtCore" in sys.modules
