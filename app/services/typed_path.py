"""Reads the name of a file or folder as somebody has typed it."""

from contextlib import suppress
from pathlib import Path


def typed_path(text: str, folder: Path | None = None) -> Path:
    """Return what is meant, ~ being the person's own folder; a bare name lies in `folder`, or else in their own."""
    path = Path(text.replace("\0", "").strip())
    # "~name" of nobody is a name like any other.
    with suppress(RuntimeError):
        path = path.expanduser()
    return (folder or Path.home()) / path
