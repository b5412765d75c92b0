"""Imports made files into one database and looks at what became of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.models.sla import Clock
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.import_files import Imported, ImportSource, import_file
from app.services.intake.mapping_files import mapping_named
from tests.builders import open_floor
from tests.services.intake.files import (
    BOSTON,
    INCIDENTS,
    NOW,
    csv_bytes,
    put,
)

OPENED, TARGET = "03/02/2015 08:00:00 AM", "03/03/2015 08:00:00 AM"


DUE = datetime(2015, 3, 3, 13, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Desk:
    """Imports made files into one database."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.rulebook = open_floor(database)
        self.rejects = folder / "rejects.csv"

    def source(self, path: Path, mapping: str = "boston311") -> ImportSource:
        return ImportSource(path=path, mapping=mapping_named(mapping), as_of=NOW)

    def imported(self, source: ImportSource) -> Imported:
        return import_file(self.database, Rulebook(), source, self.rejects, by="me", now=NOW)

    def boston(self, *rows: list[str]) -> Imported:
        return self.imported(self.source(put(self.folder / "boston.csv.gz", csv_bytes([BOSTON, *rows]))))

    def incidents(self, *rows: list[str]) -> Imported:
        path = put(self.folder / "log.csv", csv_bytes([INCIDENTS, *rows]))
        return self.imported(self.source(path, "uci_incident"))

    def ticket(self, key: str) -> Ticket:
        with self.database.read() as session:
            return session.scalars(select(Ticket).where(Ticket.external_key == key)).one()

    def clocks(self, key: str) -> list[Clock]:
        with self.database.read() as session:
            found = select(Clock).join(Ticket, Ticket.id == Clock.ticket_id).where(Ticket.external_key == key)
            return list(session.scalars(found.order_by(Clock.target, Clock.cycle)))

    def events(self, key: str) -> list[TicketEvent]:
        with self.database.read() as session:
            found = select(TicketEvent).join(Ticket, Ticket.id == TicketEvent.ticket_id)
            return list(session.scalars(found.where(Ticket.external_key == key).order_by(TicketEvent.id)))

    def count(self, kind: type) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(kind)) or 0
