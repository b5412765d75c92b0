"""The clocks that a preview of new rules concerns, as lists that are read in pages."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import Person
from app.models.sla import Clock, Target
from app.models.ticket import Ticket
from app.services.deadlines.impact import Flags, Preview
from app.services.deadlines.new_rules import Kept
from app.services.deadlines.open_clocks import instant


class Show(StrEnum):
    """Which clocks a list of a preview has."""

    MOVED = "moved"
    BECOME_LATE = "become_late"
    NO_LONGER_LATE = "no_longer_late"
    STEPS = "steps"
    UNPROMISED = "unpromised"


class Order(StrEnum):
    """By what a list of a preview is sorted."""

    DUE_AFTER = "due_after"
    DUE_BEFORE = "due_before"
    # The most that is taken away first, the most that is given last.
    SHIFT = "shift"
    NUMBER = "number"


@dataclass(frozen=True)
class ImpactRow:
    """One clock in the list of a preview; `steps` fall due at once, `kept` says why it stays as it is."""

    clock_id: int
    ticket_id: int
    number: str
    title: str
    owner: str
    target: Target
    subject: str
    due_before: datetime
    due_after: datetime
    late_before: bool
    late_after: bool
    steps: int
    kept: Kept | None


def rows_of(
    session: Session,
    found: Preview,
    show: Show = Show.MOVED,
    order: Order = Order.DUE_AFTER,
    *,
    descending: bool = False,
    start: int = 0,
    count: int = 200,
) -> tuple[ImpactRow, ...]:
    """Return a page of a preview's list: `count` clocks from the place `start` on, from 0, in an order."""
    clocks = found.clocks
    places = np.flatnonzero(_shown(found, show))
    keys = {
        Order.DUE_AFTER: found.due,
        Order.DUE_BEFORE: clocks.due,
        Order.SHIFT: found.due - clocks.due,
        Order.NUMBER: clocks.ticket_id,
    }
    ordered = places[np.lexsort((clocks.clock_id[places], keys[order][places]))]
    page = (ordered[::-1] if descending else ordered)[start : start + count]
    statement = (
        select(Clock.id, Ticket.number, Ticket.title, Person.name, Clock.target, Clock.subject)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .where(Clock.id.in_(clocks.clock_id[page].tolist()))
    )
    told = {row.id: row for row in session.execute(statement)}
    kept = clocks.each(list(found.kept))
    return tuple(
        ImpactRow(
            clock_id=(row := told[int(clocks.clock_id[place])]).id,
            ticket_id=int(clocks.ticket_id[place]),
            number=row.number,
            title=row.title,
            owner=row.name or "",
            target=row.target,
            subject=row.subject,
            due_before=instant(clocks.due[place]),
            due_after=instant(found.due[place]),
            late_before=bool(found.late_before[place]),
            late_after=bool(found.late_after[place]),
            steps=int(found.steps[place]),
            kept=kept[place],
        )
        for place in page
    )


def _shown(found: Preview, show: Show) -> Flags:
    if show is Show.BECOME_LATE:
        return found.late_after & ~found.late_before
    if show is Show.NO_LONGER_LATE:
        return found.late_before & ~found.late_after
    if show is Show.STEPS:
        return found.steps > 0
    if show is Show.UNPROMISED:
        return found.clocks.each([why is Kept.UNPROMISED for why in found.kept]).astype(bool)
    return found.moved
