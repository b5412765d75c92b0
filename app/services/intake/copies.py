"""Lets a file of a complaint be opened by another program: a copy for the time being, which only its reader sees."""

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from app.services.intake.file_kinds import safe_name

_PREFIX = "floorwatch-copies-"
# What a program that died has left behind; whoever looks at a copy for longer has it open.
_FORGOTTEN = timedelta(days=1)
# Windows then opens it as what came from outside, and runs nothing in it.
_FROM_OUTSIDE = "[ZoneTransfer]\nZoneId=3\n"


class Copies:
    """The copies that this process has made; they go when it ends, or at the latest with a later one."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def write(self, name: str, content: bytes, *, now: datetime) -> Path:
        """Write a copy that can only be read, under its name, in a folder that nobody else can look into."""
        if self._folder is None or not self._folder.is_dir():
            _forget_old(now)
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        file = Path(tempfile.mkdtemp(dir=self._folder)) / safe_name(name)
        file.write_bytes(content)
        if os.name == "nt":
            Path(f"{file}:Zone.Identifier").write_text(_FROM_OUTSIDE, encoding="ascii")
        else:
            # There, what is read-only could not be deleted either.
            file.chmod(0o400)
        return file

    def forget(self) -> None:
        """Delete the copies; one that another program holds fast goes with those of a later day."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def _forget_old(now: datetime) -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if folder.stat().st_mtime < (now - _FORGOTTEN).timestamp():
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            # Somebody else's, or gone meanwhile.
            continue
