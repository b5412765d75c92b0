"""The rows that were not imported, as they stood, each with its line and reason: corrected there, imported again."""

import csv
import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from app.errors import DomainError
from app.services.intake.drafts import Reject

# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class RejectsFileError(DomainError):
    """The rejected rows cannot be written where they should be."""


class RejectsFile:
    """A CSV file that comes into being with the first rejected row and under its name only when it is whole.

    UTF-8 with its mark, so that spreadsheets read Chinese; cells that begin like a formula get an apostrophe.
    `say` puts the reasons into the words of whoever reads them.
    """

    def __init__(self, path: Path, headings: Iterable[str], say: Callable[[DomainError], str] = str) -> None:
        self.path = path
        self._say = say
        self._headings = ["line", "reason", *headings]
        self._file: IO[str] | None = None

    def add(self, rejects: Iterable[Reject]) -> None:
        """Write some rows; raise `RejectsFileError`."""
        for reject in rejects:
            self._write([str(reject.line), self._say(reject.reason), *reject.cells])

    def complete(self) -> None:
        """Bring everything to the disk, still beside its place; raise `RejectsFileError`."""
        if self._file is None:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as problem:
            raise self._refusal(problem) from None

    def publish(self) -> Path | None:
        """Give the completed file its name, over an older one; return it, or None where nothing was rejected."""
        if self._file is None:
            return None
        try:
            Path(self._file.name).replace(self.path)
        except OSError as problem:
            raise self._refusal(problem) from None
        self._file = None
        return self.path

    def discard(self) -> None:
        """Remove what was not published."""
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._file = None

    def _write(self, cells: list[str]) -> None:
        try:
            if self._file is None:
                # What is no file, such as a device, would be gone when this one takes its place.
                if self.path.exists() and not self.path.is_file():
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
                # Complaints are personal: a temporary file is readable by its owner alone, and stays so.
                self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed by complete() or discard()
                    "w", encoding="utf-8-sig", newline="", dir=self.path.parent, prefix=".rejected-", delete=False
                )
                csv.writer(self._file).writerow(map(_harmless, self._headings))
            csv.writer(self._file).writerow(map(_harmless, cells))
        except OSError as problem:
            raise self._refusal(problem) from None

    def _refusal(self, problem: OSError) -> RejectsFileError:
        return RejectsFileError(
            "The rejected rows cannot be written to {path}: {reason}. Name another place with --rejects.",
            path=self.path,
            reason=problem.strerror or problem,
        )


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
