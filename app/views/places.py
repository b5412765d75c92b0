"""Names files as people know them."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def spoken_path(path: Path | str) -> str:
    """Write a path with ~ for the person's own folder; `expanduser` leads back."""
    try:
        return str("~" / Path(path).relative_to(Path.home()))
    except ValueError:
        return str(path)


def documents() -> Path:
    """Return where a person keeps what they write; their own folder where there is no such place."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return found if found.is_dir() else Path.home()
