"""Names files as people know them."""

from pathlib import Path


def spoken_path(path: Path | str) -> str:
    """Write a path with ~ for the person's own folder; `expanduser` leads back."""
    try:
        return str("~" / Path(path).relative_to(Path.home()))
    except ValueError:
        return str(path)
