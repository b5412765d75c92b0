"""Real files: what their own system judged is reproduced by our clocks, and how fast they come in.

Reads `boston311_*.csv.gz` in the folder that FLOORWATCH_DATA names, by default `../shared/data` beside the
repository. Nothing of these files belongs to the project.
"""

import csv
import gzip
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.report import Case, main

DATA = Path(os.environ.get("FLOORWATCH_DATA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
# When the city judged what was still open: its midnight.
AS_OF = datetime(2016, 1, 10, 5, tzinfo=UTC)
ROUNDS = 7


def cases() -> Iterator[Case]:
    """Yield the share of the city's flags that our clocks reproduce, and our rows a second over the peer's."""
    files = sorted(DATA.glob("boston311_*.csv.gz"))
    if not files:
        sys.stderr.write(
            f"There is no boston311_*.csv.gz in {DATA}: set FLOORWATCH_DATA to the folder of the real files.\n"
        )
        sys.exit(2)
    agreed = flagged = 0
    ours: list[float] = []
    theirs: list[float] = []
    for file in files:
        for round_ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                theirs.append(_import_with_pandas(file, folder / "theirs.db"))
                ours.append(_import(file, folder / "ours.db"))
                if not round_:
                    right, judged = _compare_flags(file, folder / "ours.db")
                    agreed, flagged = agreed + right, flagged + judged
    yield Case(bench="real_import", case="boston_flags", value=agreed / flagged, unit="share of flags")
    yield Case(
        bench="real_import",
        case="rows_per_s",
        ratio=statistics.median(theirs) / statistics.median(ours),
        against="pandas.read_csv and SQLAlchemy's Core bulk insert of the same columns, no clocks",
    )


def _import(file: Path, place: Path) -> float:
    """Import the file into an embedded database with the policy that ships; return the seconds it took."""
    from app.clock import wall_time
    from app.services.database import Database
    from app.services.deadlines.rulebook import Rulebook, install_samples
    from app.services.intake.import_files import ImportSource, import_file
    from app.services.intake.mapping_files import mapping_named
    from app.services.schema import upgrade

    now = wall_time()
    database = Database(place)
    upgrade(database, now=now)
    with database.write() as session:
        install_samples(session, now=now)
    begin = time.perf_counter()
    source = ImportSource(path=file, mapping=mapping_named("boston311"), as_of=now)
    import_file(database, Rulebook(), source, place.with_suffix(".csv"), by="bench", now=now)
    seconds = time.perf_counter() - begin
    database.close()
    return seconds


def _import_with_pandas(file: Path, place: Path) -> float:
    """Read the file and insert it as it is; return the seconds it took."""
    import pandas
    from sqlalchemy import Column, MetaData, Table, Text, create_engine, insert

    engine = create_engine(f"sqlite:///{place}")
    begin = time.perf_counter()
    frame = pandas.read_csv(file, dtype=str, keep_default_na=False)
    table = Table("request", MetaData(), *(Column(name, Text) for name in frame.columns))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), frame.to_dict("records"))
    seconds = time.perf_counter() - begin
    engine.dispose()
    return seconds


def _compare_flags(file: Path, place: Path) -> tuple[int, int]:
    """Return how many of the city's flags our clocks reproduce, and how many there are."""
    from sqlalchemy import select

    from app.models.sla import Clock, ClockState
    from app.models.ticket import Ticket
    from app.services.database import Database

    def judged(state: ClockState | None, due_at: datetime | None) -> str:
        if state is None or due_at is None:
            return "ONTIME"
        late = due_at < AS_OF if state is ClockState.RUNNING else state is ClockState.BREACHED
        return "OVERDUE" if late else "ONTIME"

    database = Database(place)
    with database.read() as session:
        statement = select(Ticket.external_key, Clock.state, Clock.due_at).outerjoin(
            Clock, Clock.ticket_id == Ticket.id
        )
        flags = {key: judged(state, due_at) for key, state, due_at in session.execute(statement)}
    database.close()
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as text:
        pairs = [(row["OnTime_Status"], flags.get(row["CASE_ENQUIRY_ID"])) for row in csv.DictReader(text)]
    pairs = [pair for pair in pairs if pair[0]]
    return sum(theirs == ours for theirs, ours in pairs), len(pairs)


if __name__ == "__main__":
    main(cases)
