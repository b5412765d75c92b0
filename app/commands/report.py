"""`main.py report NAME --from DAY --to DAY OUT.xlsx`: write a report of the complaints received in those days."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo, available_timezones

from app.models.people import Language
from app.services.database import Database
from app.services.reporting.base import Period, ReportError, floor_zone, known_reports, write_report
from app.services.schema import require_schema
from app.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command is told."""
    parser.add_argument("report", choices=sorted(known_reports()), help="which report")
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar="DAY", help="first day: 2026-03-01")
    parser.add_argument("--to", dest="end", type=_day, required=True, metavar="DAY", help="first day no longer in it")
    parser.add_argument("--language", choices=[*Language], default=Language.CHINESE.value, help="zh (default) or en")
    parser.add_argument("--zone", help="zone whose days count, as Asia/Shanghai; by default the floor's")
    parser.add_argument("out", type=Path, metavar="OUT.xlsx", help="file to write; one that is there is replaced")


def run(arguments: Namespace, settings: Settings) -> int:
    """Write the report; raises the refusals of the database, the report and the workbook. Ctrl+C leaves no file."""
    if arguments.out.suffix.lower() != ".xlsx":
        raise ReportError("A report is an Excel file: {name} does not end in .xlsx.", name=arguments.out.name)
    database = Database(settings.database_address)
    try:
        _write(arguments, database)
    finally:
        database.close()
    sys.stdout.write(f"{arguments.out}\n")
    return 0


def _write(arguments: Namespace, database: Database) -> None:
    now = database.time()
    with database.read() as session:
        require_schema(session)
        zone = _zone(arguments.zone) if arguments.zone else floor_zone(session)
        period = Period(arguments.first, arguments.end, zone)
        report, language = known_reports()[arguments.report], Language(arguments.language)
        said = _Said(sys.stderr)
        try:
            write_report(session, report, period, language, arguments.out, progress=said.rows, now=now)
        finally:
            said.end()


class _Said:
    """The progress as the terminal shows it: one line that is written over; nothing where nobody watches."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._watched = stream.isatty()

    def rows(self, done: int, total: int | None) -> None:
        """Say how many rows are written."""
        if self._watched:
            self._stream.write(f"\r{done:,} rows" if total is None else f"\r{done:,} of {total:,} rows")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._watched:
            self._stream.write("\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day as 2026-03-01") from error


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise ReportError("There is no time zone called {name}.", name=name)
    return ZoneInfo(name)
