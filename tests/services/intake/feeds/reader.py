"""A floor with one source, read when a test says so, and what there is of it then."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.models.feed import FeedReject, FeedSource
from app.models.message import Direction, Message
from app.models.people import Role
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.sealing import Seal
from app.services.intake.feeds.reading import read_source
from app.services.intake.feeds.source import said_words
from app.services.intake.feeds.source_list import add_source, read_now
from app.settings import ChannelSettings
from tests.builders import MONDAY, open_floor, person

EVERY = timedelta(seconds=60)


class Reader:
    """Reads one source of a floor; `now` is the floor's clock."""

    def __init__(self, database: Database, folder: Path, kind: str, values: dict[str, Any], secret: str = "") -> None:
        self.database, self.rulebook, self.now = database, open_floor(database), MONDAY
        self.seal = Seal(ChannelSettings(key_file=str(folder / "channel.key")))
        with database.write() as session:
            self.by = person(session, Role.ADMINISTRATOR).id
            made = add_source(
                session, self.seal, kind=kind, name="src", values=values, secret=secret, by=self.by, now=self.now
            )
            self.id = made.id

    def read(self, *, after: timedelta = EVERY, jitter: float = 0.5) -> Counter[str] | None:
        """Let time pass and read what is due."""
        self.now += after
        return read_source(self.database, self.rulebook, self.seal, self.id, jitter=jitter, now=lambda: self.now)

    def demand(self) -> None:
        """Let it be read at once, however long it was to rest."""
        with self.database.write() as session:
            read_now(session, self.id, by=self.by)

    def tickets(self) -> dict[str, Ticket]:
        """The complaints that it brought, by their keys."""
        with self.database.read() as session:
            found = session.query(Ticket).filter(Ticket.external_key.is_not(None)).order_by(Ticket.id)
            return {str(each.external_key): each for each in found}

    def said(self, ticket: Ticket, direction: Direction = Direction.IN) -> list[str]:
        """What was said about a complaint, in order."""
        with self.database.read() as session:
            found = session.query(Message).filter_by(ticket_id=ticket.id, direction=direction).order_by(Message.id)
            return [each.body for each in found]

    def events(self, ticket: Ticket) -> list[str]:
        """What happened to a complaint, in the order of the record."""
        with self.database.read() as session:
            found = session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id)
            return [each.kind for each in found]

    def source(self) -> FeedSource:
        """The source as it stands."""
        with self.database.read() as session:
            return session.get_one(FeedSource, self.id)

    def error(self) -> str:
        """Why it cannot be read."""
        return str(said_words(self.source().last_error or ""))

    def rejects(self) -> dict[str, str]:
        """What was refused, by its key, and why."""
        with self.database.read() as session:
            found = session.query(FeedReject).filter_by(feed_source_id=self.id)
            return {each.external_key: str(said_words(each.reason)) for each in found}


def at(minutes: float = 0) -> datetime:
    """So long after the floor opened."""
    return MONDAY + timedelta(minutes=minutes)
