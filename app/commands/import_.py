"""`main.py import FILE --mapping NAME`: import tickets, contacts or states from a CSV or XLSX file; arm the clocks."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.clock import wall_time
from app.services.database import Database
from app.services.deadlines.arming import arm_import
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.import_files import ImportSource, Preview, Progress, import_file, preview_file
from app.services.intake.mapping import Mapping
from app.services.intake.mapping_files import mapping_named, read_mapping
from app.services.intake.state_files import import_states
from app.services.intake.writing import Counts
from app.services.schema import require_schema
from app.services.staffing.contact_files import ContactCounts, ContactSource, import_contacts, preview_contacts
from app.services.staffing.contact_mapping import contact_mapping_named
from app.settings import Settings
from app.terminal import INTERRUPTED, ProgressLine, day


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command is told."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="a .csv, .csv.gz or .xlsx file")
    parser.add_argument("--mapping", metavar="NAME", help="what its columns are: a name, or a mapping file (.toml)")
    parser.add_argument(
        "--contacts",
        action="store_true",
        help="FILE is of a telephone system: one row for each call, or counts by interval",
    )
    parser.add_argument(
        "--states",
        action="store_true",
        help="FILE has the states of agents: columns agent, state, started_at, ended_at; it needs no mapping",
    )
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
        "--arm", type=int, metavar="RUN", help="let the clocks of an earlier import escalate from now on"
    )
    parser.set_defaults(wrong=parser.error)


def run(arguments: Namespace, settings: Settings) -> int:
    """Import, preview or arm; raises the refusals of the file, the mapping and the database. Ctrl+C leaves nothing."""
    if arguments.arm is not None and (arguments.file or arguments.mapping or arguments.preview or arguments.contacts):
        arguments.wrong("--arm goes with neither FILE nor --mapping nor --contacts nor --preview")
    if arguments.states and (not arguments.file or arguments.mapping or arguments.contacts or arguments.preview):
        arguments.wrong("--states goes with a FILE, and with neither --mapping nor --contacts nor --preview")
    if arguments.arm is None and not arguments.states and not (arguments.file and arguments.mapping):
        arguments.wrong("a FILE and its --mapping are needed, or --arm RUN")
    database = Database(settings.database_address)
    try:
        if arguments.arm is not None:
            lines = _arm(database, arguments)
        elif arguments.states:
            lines = _import_states(database, arguments)
        elif arguments.contacts:
            lines = (_preview_contacts if arguments.preview else _import_contacts)(database, arguments)
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


def _import_states(database: Database, arguments: Namespace) -> Iterator[str]:
    with database.read() as session:
        require_schema(session)
    now = database.time()
    with ProgressLine() as line:
        done = import_states(
            database, arguments.file, _rejects(arguments), by=arguments.by, progress=_progress(line), now=now
        )
    counts = done.counts
    yield (
        f"Run {done.run_id}: {counts.rows:,} rows read; {counts.added:,} states added, "
        f"{counts.unchanged:,} as before; {counts.off:,} times off between them."
    )
    if done.rejects:
        yield f"{counts.rejected:,} rows were rejected; they and the reasons are in {done.rejects}."


def _import_contacts(database: Database, arguments: Namespace) -> Iterator[str]:
    with database.read() as session:
        require_schema(session)
    now = database.time()
    with ProgressLine() as line:
        source = _contact_source(arguments, line, now)
        done = import_contacts(database, source, _rejects(arguments), by=arguments.by, now=now)
    counts = done.counts
    yield f"Run {done.run_id}: {_contacts_counted(counts)}"
    yield f"{counts.added:,} intervals are new, {counts.changed:,} changed, {counts.unchanged:,} as before."
    if done.rejects:
        yield f"{counts.rejected:,} rows were rejected; they and the reasons are in {done.rejects}."


def _preview_contacts(_: Database, arguments: Namespace) -> Iterator[str]:
    with ProgressLine() as line:
        source = _contact_source(arguments, line, wall_time())
        found = preview_contacts(source)
    for name, queue in found.queues.items():
        yield (
            f"{name}: {queue.intervals:,} intervals, {queue.offered:,} offered, {queue.answered:,} answered, "
            f"{queue.abandoned:,} abandoned, {queue.handle_seconds / max(queue.answered, 1):,.0f} s each."
        )
    if found.first_at and found.last_at:
        first, last = (at.astimezone(ZoneInfo(source.mapping.zone)) for at in (found.first_at, found.last_at))
        yield f"From {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} ({source.mapping.zone})."
    yield _contacts_counted(found.counts)
    for reject in found.rejects:
        yield f"Line {reject.line}: {reject.reason}"
    yield "Nothing was written."


def _contacts_counted(counts: ContactCounts) -> str:
    return (
        f"{counts.rows:,} rows read; {counts.counted:,} count, {counts.left_out:,} are left out, "
        f"{counts.rejected:,} rejected; {counts.contacts:,} contacts."
    )


def _contact_source(arguments: Namespace, line: ProgressLine, now: datetime) -> ContactSource:
    mapping = contact_mapping_named(arguments.mapping)
    as_of = _as_of(arguments, mapping.zone, now)
    return ContactSource(path=arguments.file, mapping=mapping, as_of=as_of, progress=_progress(line))


def _rejects(arguments: Namespace) -> Path:
    path: Path = arguments.rejects or arguments.file.with_name(f"{arguments.file.name}.rejected.csv")
    return path


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
