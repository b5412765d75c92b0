"""How much of this machine a file that somebody sent may use."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the reading of one file may cost; beyond any of it the file is refused with a sentence.

    The defaults hold a year of a large centre (two million rows) and fit a console's PC. Memory and processor
    time are enforced by the system where it can (not on Windows); the others are counted while reading.
    """

    memory_bytes: int = 1 << 30
    processor_seconds: int = 900
    silent_seconds: float = 180.0
    # What a file may grow to when unpacked, and by what factor once it is past `expansion_from` bytes.
    content_bytes: int = 2 << 30
    expansion: int = 200
    expansion_from: int = 16 << 20
    rows: int = 2_000_000
    columns: int = 1_000
    cells: int = 20_000_000
    record_characters: int = 1 << 20
    blank_rows: int = 100_000
    archive_entries: int = 1_000
    # So many rows refused and none accepted: it is the wrong mapping, and the rest need not be read.
    hopeless_rows: int = 10_000


LIMITS = Limits()
