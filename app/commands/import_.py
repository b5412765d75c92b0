"""`main.py import FILE --mapping NAME`: import tickets, or plain rows of any kind, from a file; arm the clocks."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.clock import wall_time
from app.discovery import subclasses
from app.services.database import Database
from app.services.deadlines.arming import arm_import
from app.services.deadlines.rulebook import Rulebook
from app.services.intake import kinds
from app.services.intake.file_source import Progress
from app.services.intake.import_files import ImportSource, Preview, import_file, preview_file
from app.services.intake.mapping import Mapping
from app.services.intake.mapping_files import mapping_named, read_mapping
from app.services.intake.plain_files import FileKind, RowCounts, RowSource, import_rows, preview_rows
from app.services.intake.writing import Counts
from app.services.schema import require_schema
from app.settings import Settings
from app.terminal import INTERRUPTED, ProgressLine, day, identity


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command is told."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="a .csv, .csv.gz or .xlsx file")
    parser.add_argument("--mapping", metavar="NAME", help="what its columns are: a name, or a mapping file (.toml)")
    plain = parser.add_mutually_exclusive_group()
    for kind in subclasses(kinds, FileKind):  # type: ignore[type-abstract]
        plain.add_argument(f"--{kind.name}", dest="kind", action="store_const", const=kind, help=kind.holds.en)
    parser.add_argument("--preview", action="store_true", help="show what would be imported and write nothing")
    parser.add_argument(
        "--rejects", type=Path, metavar="OUT.csv", help="where rejected rows go; beside FILE if not told"
    )
    parser.add_argument(
        "--as-of", type=day, metavar="DAY", help="last day of the file; what lies after it is a mistake"
    )
    parser.add_argument(
        "--by", default=getpass.getuser(), metavar="NAME", help="who imports or arms (default: %(default)s)"
    )
    parser.add_argument(
        "--arm", type=identity, metavar="RUN", help="let the clocks of an earlier import escalate from now on"
    )
    parser.set_defaults(wrong=parser.error)


def run(arguments: Namespace, settings: Settings) -> int:
    """Import, preview or arm; raises the refusals of the file, the mapping and the database. Ctrl+C leaves nothing."""
    _check(arguments)
    database = Database(settings.database_address)
    try:
        if arguments.arm is not None:
            lines = _arm(database, arguments)
        elif arguments.kind:
            lines = (_preview_rows if arguments.preview else _import_rows)(database, arguments)
        elif arguments.preview:
            lines = _preview(arguments)
        else:
            lines = _import(database, arguments)
        for line in lines:
            sys.stdout.write(f"{line}\n")
    except KeyboardInterrupt:
        sys.stderr.write("\nCancelled; nothing was changed.\n")
        return INTERRUPTED
    finally:
        database.close()
    return 0


def _check(arguments: Namespace) -> None:
    """End with what is wrong in how the arguments go together."""
    if arguments.arm is not None:
        if arguments.file or arguments.mapping or arguments.preview or arguments.kind:
            arguments.wrong("--arm goes with neither FILE nor --mapping nor --preview nor a kind of file")
    elif not arguments.file:
        arguments.wrong("a FILE is needed, or --arm RUN")
    elif arguments.kind and not arguments.kind.mapped:
        if arguments.mapping:
            arguments.wrong(f"--{arguments.kind.name} needs no --mapping: {arguments.kind.holds.en}")
    elif not arguments.mapping:
        arguments.wrong("the FILE needs its --mapping")


def _arm(database: Database, arguments: Namespace) -> Iterator[str]:
    now = database.time()
    with database.write() as session:
        require_schema(session)
        armed = arm_import(session, Rulebook(), arguments.arm, arguments.by, now=now)
    yield f"{armed.clocks:,} clocks escalate from now on, {armed.late:,} of them late already."


def _import(database: Database, arguments: Namespace) -> Iterator[str]:
    with database.read() as session:
        require_schema(session)
    now = database.time()
    with ProgressLine() as line:
        source = _source(arguments, line, now)
        done = import_file(database, Rulebook(), source, _rejects(arguments), by=arguments.by, now=now)
    yield f"Run {done.run_id}: {_counted(done.counts)}"
    yield from map(str, done.remarks)
    if done.rejects:
        yield f"{done.counts.rejected:,} rows were rejected; they and the reasons are in {done.rejects}."
    if done.counts.clocks:
        yield f"The clocks are silent until `main.py import --arm {done.run_id}`."


def _counted(counts: Counts) -> str:
    said = (
        f"{counts.rows:,} rows read; {counts.added:,} tickets added, {counts.changed:,} changed, "
        f"{counts.unchanged:,} as before; {counts.clocks:,} clocks."
    )
    if counts.left_out:
        said += f" {counts.left_out:,} have changed in the file but were worked on here: they stay as they are here."
    if counts.noted:
        said += f" {counts.noted:,} tickets have a note on what was put right."
    return said


def _preview(arguments: Namespace) -> Iterator[str]:
    with ProgressLine() as line:
        found = preview_file(_source(arguments, line, wall_time()))
    yield from _draft_lines(found)
    yield f"{found.rows:,} rows read; {found.tickets:,} tickets, {found.rejected:,} rows rejected."
    yield from map(str, found.remarks)
    for reject in found.rejects:
        yield f"Line {reject.line}: {reject.reason}"
    yield "Nothing was written."


def _draft_lines(found: Preview) -> Iterator[str]:
    for draft in found.drafts:
        yield f"Line {draft.line}: {draft.key}"
        for name, at in draft.times.items():
            yield f"    {name:<20} {at:%Y-%m-%d %H:%M:%S} UTC"
        for name, text in (*draft.words.items(), *draft.texts.items(), *draft.kept.items()):
            yield f"    {name:<20} {' '.join(text.split())[:80]}"
        for note in draft.notes:
            yield f"    note: {note}"


def _import_rows(database: Database, arguments: Namespace) -> Iterator[str]:
    with database.read() as session:
        require_schema(session)
    now = database.time()
    with ProgressLine() as line:
        source = _row_source(database, arguments, line, now)
        done = import_rows(database, source, _rejects(arguments), by=arguments.by, now=now)
    yield f"Run {done.run_id}: {_rows_counted(source.kind, done.counts)}"
    if done.rejects:
        yield f"{done.counts.rejected:,} rows were rejected; they and the reasons are in {done.rejects}."


def _preview_rows(database: Database, arguments: Namespace) -> Iterator[str]:
    with database.read() as session:
        require_schema(session)
    with ProgressLine() as line:
        source = _row_source(database, arguments, line, database.time())
        found = preview_rows(database, source)
    kind = source.kind
    for subject, sums in found.sums.items():
        figures = zip(kind.figures, kind.shown(sums), strict=True)
        yield f"{subject}: {', '.join(f'{title.en} {figure:,.0f}' for title, figure in figures)}."
    if found.first_at and found.last_at:
        first, last = (at.astimezone(ZoneInfo(found.zone)) for at in (found.first_at, found.last_at))
        yield f"From {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} ({found.zone})."
    yield _rows_counted(kind, found.counts)
    for reject in found.rejects:
        yield f"Line {reject.line}: {reject.reason}"
    yield "Nothing was written."


def _rows_counted(kind: FileKind[Any], counts: RowCounts) -> str:
    """Say the counts in the same way of every kind."""
    said = (
        f"{counts.rows:,} rows read; {counts.left_out:,} left out, {counts.rejected:,} rejected; "
        f"{counts.added:,} added, {counts.changed:,} changed, {counts.unchanged:,} as before"
    )
    also = [kind.also[name].en.format(count=f"{count:,}") for name, count in counts.also.items()]
    return "; ".join([said, *also]) + "."


def _row_source(database: Database, arguments: Namespace, line: ProgressLine, now: datetime) -> RowSource:
    kind = arguments.kind.with_mapping(arguments.mapping)
    with database.read() as session:
        as_of = _as_of(arguments, kind.zone(session), now)
    return RowSource(path=arguments.file, kind=kind, as_of=as_of, progress=_progress(line))


def _rejects(arguments: Namespace) -> Path:
    file: Path = arguments.file
    # A folder may have no name of its own to be changed; it is refused when it is read.
    return arguments.rejects or file.parent / f"{file.name}.rejected.csv"


def _progress(line: ProgressLine) -> Progress:
    def say(position: int, size: int, rows: int) -> None:
        line.say(f"{position * 100 // max(size, 1):3} % read, {rows:,} rows")

    return say


def _as_of(arguments: Namespace, zone: str, now: datetime) -> datetime:
    """Return when the last day of the file is over, or now."""
    if not arguments.as_of:
        return now
    return datetime.combine(arguments.as_of + timedelta(days=1), time(), ZoneInfo(zone))


def _source(arguments: Namespace, line: ProgressLine, now: datetime) -> ImportSource:
    mapping = _mapping(arguments.mapping)
    as_of = _as_of(arguments, mapping.zone, now)
    return ImportSource(path=arguments.file, mapping=mapping, as_of=as_of, progress=_progress(line))


def _mapping(name: str) -> Mapping:
    return read_mapping(Path(name)) if name.endswith(".toml") else mapping_named(name)
