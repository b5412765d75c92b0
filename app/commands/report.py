"""`main.py report NAME --from DAY --to DAY OUT.xlsx`: write a report of the complaints received in those days."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from app.models.people import Language
from app.services.database import Database
from app.services.reporting.base import Period, ReportError, floor_zone, known_reports, write_report
from app.services.schema import require_schema
from app.settings import Settings
from app.terminal import ProgressLine, day


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command is told."""
    parser.add_argument("report", choices=sorted(known_reports()), help="which report")
    parser.add_argument("--from", dest="first", type=day, required=True, metavar="DAY", help="first day: 2026-03-01")
    parser.add_argument("--to", dest="end", type=day, required=True, metavar="DAY", help="first day no longer in it")
    parser.add_argument(
        "--language",
        choices=[each.value for each in Language],
        default=Language.CHINESE.value,
        help="zh (default) or en",
    )
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
        with ProgressLine() as line:

            def say(done: int, total: int | None) -> None:
                line.say(f"{done:,} rows" if total is None else f"{done:,} of {total:,} rows")

            write_report(session, report, period, language, arguments.out, progress=say, now=now)


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise ReportError("There is no time zone called {name}.", name=name)
    return ZoneInfo(name)
