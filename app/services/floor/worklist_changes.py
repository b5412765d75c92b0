"""What of the worklist is read again after changes: the tickets themselves, and those that name what has changed."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.people import Person
from app.models.ticket import Ticket
from app.services.floor.worklist import worklist_rows
from app.services.floor.worklist_columns import NAMED_BY, Worklist
from app.services.handling.choosing import chosen

# As the index of open tickets says it.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")


def worklist_changes(
    session: Session, changes: Mapping[str, Collection[int]], names: Mapping[int, str], *, now: datetime
) -> Worklist:
    """Read the open tickets that the changes of these rows concern; the others that were asked for are `gone`.

    `names` are those of the owners as they are shown: most changes of people are of what they do, not of their names.
    """
    concerned = set(changes.get("Ticket", ()))
    for kind, column in NAMED_BY.items():
        ids = changes.get(kind, ())
        if kind == "Person" and ids:
            people = session.execute(select(Person.id, Person.name).where(Person.id.in_(chosen(ids))))
            ids = [id_ for id_, name in people if names.get(id_, name) != name]
        if ids:
            concerned.update(
                session.scalars(select(Ticket.id).where(getattr(Ticket, column).in_(chosen(ids)), _IS_OPEN))
            )
    return worklist_rows(session, concerned, now=now)
