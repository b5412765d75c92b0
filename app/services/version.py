"""Which version of the tables this program works with."""

from pathlib import Path

MIGRATIONS = Path(__file__).with_name("migrations")


def newest_version() -> str:
    """Return it, as the newest migration is called."""
    return max(file.name.partition("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*.py"))
