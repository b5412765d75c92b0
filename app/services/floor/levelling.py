"""Levels the load (负荷均衡): reads who carries too much, proposes the fewest moves, applies those that are chosen.

Between reading and applying others work on: what has changed since is left as it is and told.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.effort import WHOLE
from app.models.people import AgentState, Person, QueueMember
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.models.words import Complexity, Status
from app.services.deadlines.rulebook import Rulebook
from app.services.effort import effort_of_tickets
from app.services.floor.levelling_problem import CAN, LEARNS, Carried, Carrier, Levelling, Move, Problem
from app.services.floor.levelling_program import level as level
from app.services.floor.load import Load, read_load
from app.services.handling.actions import Action, Done, NothingToDoError, assign
from app.services.handling.actions import undo as undo_assign
from app.services.handling.choosing import MOST, TooManyError, chosen

# Nobody is to carry more than all that they can.
ALL = 100
# A rest that is owed for so many minutes has to come first.
_OWED = 15
# As the indexes of open tickets and of running clocks say it: with bound values SQLite would not use them.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
_RUNS = text("clock.state = 'running'")


@dataclass(frozen=True)
class Levelled:
    """What was applied, as much as is needed to undo it, and which moves were not, because the tickets had moved on."""

    done: Done
    people: int
    refused: tuple[Move, ...]


def read_problem(session: Session, *, up_to: int = ALL, now: datetime) -> Problem:
    """Read who carries what, and the open tickets of those who carry more than `up_to` percent or are not here."""
    load = read_load(session, now=now)
    people = _carriers(session, load, now=now)
    giving = [each.id for each in people if not each.here or each.effort > each.capacity * up_to * WHOLE // 100]
    return Problem(people, _carried(session, giving), up_to, now)


def propose(session: Session, *, up_to: int = ALL, now: datetime) -> Levelling:
    """Propose the moves at once; a screen reads the problem and lets the worker process compute `level`."""
    return level(read_problem(session, up_to=up_to, now=now))


def apply(session: Session, moves: Sequence[Move], *, person_id: int | None, now: datetime) -> Levelled:
    """Move tickets to whom it was proposed, all in this transaction; who has gone since takes nothing.

    Raises `NothingToDoError` where no ticket is as it was, and `TooManyError`.
    """
    if len(moves) > MOST:
        raise TooManyError("At most {most} complaints at once; these are {count}.", most=MOST, count=len(moves))
    wanted = {move.ticket_id: move for move in moves}
    # In the order of their identity, as every action locks them.
    locked = session.execute(
        select(Ticket.id, Ticket.owner_id, Ticket.status)
        .where(Ticket.id.in_(chosen(wanted)))
        .order_by(Ticket.id)
        .with_for_update(key_share=True)
    ).all()
    here = set(session.scalars(select(Person.id).where(Person.active)))
    by_taker: defaultdict[int, list[int]] = defaultdict(list)
    for row in locked:
        move = wanted[row.id]
        if row.owner_id == move.from_id and row.status in (Status.OPEN, Status.WAITING) and move.to_id in here:
            by_taker[move.to_id].append(row.id)
    moved = {id_ for ids in by_taker.values() for id_ in ids}
    refused = tuple(move for move in moves if move.ticket_id not in moved)
    if not moved:
        raise NothingToDoError("Nothing was moved: all of these complaints have changed since.")
    done = [assign(session, ids, taker, person_id=person_id, now=now) for taker, ids in sorted(by_taker.items())]
    touched = tuple(sorted((each for part in done for each in part.tickets), key=lambda each: each.id))
    owner = done[0].owner if len(done) == 1 else ""
    together = Done(Action.ASSIGN, touched, tuple(move.number for move in refused), now, owner)
    return Levelled(together, len(by_taker), refused)


def undo(session: Session, rulebook: Rulebook, levelled: Levelled, *, person_id: int | None, now: datetime) -> None:
    """Give all tickets back to who had them, or none; raises `ChangedSinceError`."""
    undo_assign(session, rulebook, levelled.done, person_id=person_id, now=now)


def _carriers(session: Session, load: Load, *, now: datetime) -> tuple[Carrier, ...]:
    skills: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for member in session.execute(select(QueueMember.person_id, QueueMember.queue_id, QueueMember.level)):
        skills[member.person_id][member.queue_id] = member.level
    speaks = {
        row.id: frozenset({row.language.value, *(code.strip() for code in row.speaks.split(",") if code.strip())})
        for row in session.execute(select(Person.id, Person.language, Person.speaks).where(Person.active))
    }
    found = []
    for place, id_ in enumerate(load.ids.tolist()):
        away, state = id_ in load.away, load.state[place]
        found.append(
            Carrier(
                id=id_,
                name=load.name[place],
                effort=int(np.rint(load.effort[place] * WHOLE)),
                capacity=int(load.capacity[place]),
                skills=skills[id_],
                speaks=speaks.get(id_, frozenset()),
                here=not away and state is not AgentState.OFF,
                # Where nobody says what people do, they are taken to be at work.
                now=load.is_on(place) or state is None,
                owes_rest=load.is_owed_rest(place, now=now) or int(load.rest_debt[place]) >= _OWED,
                back=load.away.get(id_),
            )
        )
    return tuple(found)


def _carried(session: Session, owners: Collection[int]) -> tuple[Carried, ...]:
    """Read the open tickets of people, each with the earliest deadline that runs."""
    if not owners:
        return ()
    due: ColumnElement[datetime] = (
        select(func.min(Clock.due_at)).where(Clock.ticket_id == Ticket.id, _RUNS).correlate(Ticket).scalar_subquery()
    )
    rows = session.execute(
        select(
            Ticket.id,
            Ticket.number,
            Ticket.title,
            Ticket.owner_id,
            effort_of_tickets().label("effort"),
            Ticket.queue_id,
            Ticket.complexity,
            Ticket.high_risk,
            Ticket.first_handler_id,
            Customer.language,
            due.label("due"),
        )
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(_IS_OPEN, Ticket.owner_id.in_(chosen(owners)))
        .order_by(Ticket.id)
    )
    return tuple(
        Carried(
            id=row.id,
            number=row.number,
            title=row.title,
            owner_id=row.owner_id,
            effort=int(row.effort),
            queue_id=row.queue_id,
            needs=CAN if row.high_risk or row.complexity is Complexity.COMPLEX else LEARNS,
            language=row.language.value if row.language else None,
            first_handler_id=row.first_handler_id,
            due=row.due,
        )
        for row in rows
    )
