"""Keeps what is being taken down in a file of this machine (草稿): a program that is killed loses nothing of it."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

# What nobody has gone on with for so long nobody will record: it holds a customer's words.
KEPT_FOR = timedelta(days=7)
# A shorter run of digits is no number of a person.
_LEAST_DIGITS = 5
_DRAFTS = "complaint-*.draft"


class ComplaintDraft:
    """The unfinished complaint of one person: texts by the names of their fields, which nobody else can read.

    What cannot be kept or read is no reason to stop somebody who is writing.
    """

    def __init__(self, folder: Path, person_id: int | None) -> None:
        self.file = folder / f"complaint-{person_id or 0}.draft"

    def read(self) -> Mapping[str, str]:
        """Return what was entered and neither recorded nor given up; nothing where nothing was."""
        return _texts(self.file)

    def keep(self, texts: Mapping[str, str]) -> None:
        """Put this in the place of what was kept before, whole or not at all."""
        beside = self.file.with_suffix(".new")
        with suppress(OSError):
            beside.unlink(missing_ok=True)
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(texts, file)
            beside.replace(self.file)

    def forget(self) -> None:
        """Keep nothing of it."""
        with suppress(OSError):
            self.file.unlink(missing_ok=True)


def drop_old(folder: Path, *, now: datetime) -> int:
    """Drop the drafts of this machine, whoever wrote them, that are too old; return how many."""
    count = 0
    for file in folder.glob(_DRAFTS):
        with suppress(OSError):
            if now - datetime.fromtimestamp(file.stat().st_mtime, UTC) > KEPT_FOR:
                file.unlink()
                count += 1
    return count


def drop_naming(folder: Path, words: Iterable[str]) -> None:
    """Drop the drafts of this machine that name a person, in whatever field: by name, address or number."""
    named = [word.casefold() for word in words if len(word.strip()) > 1]
    numbers = [digits for word in named if len(digits := _digits(word)) >= _LEAST_DIGITS]
    for file in folder.glob(_DRAFTS):
        with suppress(OSError):
            said = "\n".join(_texts(file).values()).casefold()
            digits = _digits(said)
            if any(word in said for word in named) or any(number in digits for number in numbers):
                file.unlink()


def _texts(file: Path) -> Mapping[str, str]:
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text("utf-8"))
        if isinstance(found, dict):
            return {str(name): str(text) for name, text in found.items()}
    return {}


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
