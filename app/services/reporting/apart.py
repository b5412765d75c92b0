"""Writes a report in a process that has nothing but the address of the database: the console's worker."""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.errors import DomainError
from app.models.people import Language
from app.services.database import Database
from app.services.reporting.base import Period, known_reports, write_report
from app.services.reporting.sheets import Progress


class FileThereError(DomainError):
    """A file of that name is there already, and nobody said that it may be replaced."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """Which report of which days (the last one included) goes where; it pickles."""

    report: str
    first: date
    last: date
    zone: str
    language: Language
    path: Path
    replace: bool = False


def carry_out(address: str, order: Order, now: datetime, *, progress: Progress = lambda done, total: None) -> Path:
    """Write the report and return its file; raises the refusals of `write_report`, and `FileThereError`."""
    # Not the path's own question, which fails on a name that is too long: the writing says that better.
    if os.path.exists(order.path) and not order.replace:
        raise FileThereError("There is a file {name} already.", name=order.path.name)
    period = Period(order.first, order.last + timedelta(days=1), ZoneInfo(order.zone))
    database = Database(address)
    try:
        with database.read() as session:
            report = known_reports()[order.report]
            write_report(session, report, period, order.language, order.path, progress=progress, now=now)
    finally:
        database.close()
    return order.path
