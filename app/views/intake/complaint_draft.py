"""Keeps what is being taken down in a file of this machine (草稿): a program that is killed loses nothing of it."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class ComplaintDraft:
    """The unfinished complaint of one person: texts by the names of their fields, which nobody else can read.

    What cannot be kept or read is no reason to stop somebody who is writing.
    """

    def __init__(self, folder: Path, person_id: int | None) -> None:
        self.file = folder / f"complaint-{person_id or 0}.draft"

    def read(self) -> Mapping[str, str]:
        """Return what was entered and neither recorded nor given up; nothing where nothing was."""
        with suppress(OSError, ValueError):
            found = json.loads(self.file.read_text("utf-8"))
            if isinstance(found, dict):
                return {str(name): str(text) for name, text in found.items()}
        return {}

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
