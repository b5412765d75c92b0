"""What every import of a file begins with, whatever its rows are: the file itself, and the record of its run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.errors import DomainError
from app.models.ticket import ImportRun
from app.services.intake.drafts import Opening
from app.services.intake.limits import LIMITS, Limits

# Bytes read of the file, its size, rows read so far.
Progress = Callable[[int, int, int], None]


class ImportCollisionError(DomainError):
    """Somebody changed what a file was about to change."""


@dataclass(frozen=True, kw_only=True)
class FileSource:
    """A file to import: where, by when its newest row was written, and how it may be stopped."""

    path: Path
    as_of: datetime
    limits: Limits = LIMITS
    progress: Progress = lambda position, size, rows: None
    cancelled: Callable[[], bool] = lambda: False

    def run(self, opening: Opening, mapping: str, counts: Mapping[str, int], *, by: str, now: datetime) -> ImportRun:
        """Return what goes on record of an import of it, by the name of its `mapping`."""
        return ImportRun(
            file_name=self.path.name[:400],
            digest=opening.digest,
            mapping=mapping[:100],
            imported_by=by,
            imported_at=now,
            counts=dict(counts),
        )
