"""The worklist: every open ticket as columns, read by two statements.

Columns instead of rows, because a column of integers is sorted and filtered a hundred times faster than objects are.
The database hands each column over as one text: fetching rows one by one takes twice as long, and holds up the window.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Integer, Select, String, bindparam, cast, extract, func, select, text
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.floor import Queue
from app.models.people import Person
from app.models.sla import LIVE, Clock, ClockState, Target
from app.models.ticket import Category, Priority, Source, Status, Ticket

PRIORITIES, SOURCES, TARGETS = tuple(Priority), tuple(Source), tuple(Target)
# An instant that never comes sorts behind all others.
NEVER = int(np.iinfo(np.int64).max)
NO_TARGET = -1
# As the index of open tickets says it: with bound values SQLite would not know that it may use it.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
# Between the values of a column: Unicode's own character for that.
_MARK = "\x1f"
# Of the columns of tickets, and of those of their clocks.
_Statements = tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Worklist:
    """Open tickets: every list and array is a column, and the same place in each belongs to the same ticket.

    Instants are whole seconds since 1970, or `NEVER`. `priority`, `source` and `target` are places in `PRIORITIES`,
    `SOURCES` and `TARGETS`. `due` is the earliest deadline of the running clocks, or where none runs (`paused`) of the
    paused ones; `target` (or `NO_TARGET`) is what it promises and `started` when that clock was started. `next_step`
    is when the ladder is climbed next. `silent` says that a clock was imported and not armed, `set_aside` that the
    sweep gave one up. `owner_id` is 0 and names are empty where there is none. `level` is the customer's. `searched`
    is what a search looks at, case-folded.
    `gone` are tickets that were asked for and are not open.
    """

    read_at: datetime
    ids: NDArray[np.int64]
    number: list[str]
    title: list[str]
    priority: NDArray[np.int8]
    stage: list[str]
    waiting: NDArray[np.bool_]
    owner_id: NDArray[np.int64]
    owner: list[str]
    source: NDArray[np.int8]
    category: list[str]
    queue: list[str]
    level: list[str]
    high_risk: NDArray[np.bool_]
    received: NDArray[np.int64]
    started: NDArray[np.int64]
    due: NDArray[np.int64]
    target: NDArray[np.int8]
    paused: NDArray[np.bool_]
    next_step: NDArray[np.int64]
    silent: NDArray[np.bool_]
    set_aside: NDArray[np.bool_]
    searched: list[str]
    gone: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)


def worklist(session: Session, *, now: datetime) -> Worklist:
    """Read every open ticket, in the order of their identity."""
    return _read(session, _all_open(), {}, now)


def worklist_rows(session: Session, ids: Collection[int], *, now: datetime) -> Worklist:
    """Read those of the tickets that are open, in the order of their identity; the others are `gone`."""
    return _read(session, _asked_for(), {"asked": sorted(ids)}, now)


def no_tickets(now: datetime) -> Worklist:
    """Return a worklist without tickets."""
    return _worklist([""] * 14, [""] * 8, now, ())


# Statements are made once: making them takes ten times as long as reading some rows, and holds up the window.
@cache
def _all_open() -> _Statements:
    # The partial index names them without a look at the closed ones, however many those are.
    return _gathering(select(Ticket.id).where(_IS_OPEN))


@cache
def _asked_for() -> _Statements:
    # Written into the statement: more than 32,766 of them cannot be bound.
    asked = bindparam("asked", expanding=True, literal_execute=True, type_=BigInteger)
    return _gathering(select(Ticket.id).where(Ticket.id.in_(asked), _IS_OPEN))


def _gathering(open_: Select[int]) -> _Statements:
    """Make the statements that gather the columns of some open tickets and those of their clocks."""
    is_open = Ticket.id.in_(open_.correlate(None))
    tickets = (
        select(
            Ticket.id,
            Ticket.number,
            _said(Ticket.title),
            _said(Ticket.stage),
            _said(Person.name),
            _said(Category.path),
            _said(Queue.name),
            _said(Customer.level),
            Ticket.priority,
            Ticket.status,
            Ticket.source,
            func.coalesce(Ticket.owner_id, 0),
            cast(Ticket.high_risk, Integer),
            _seconds(Ticket.received_at),
        )
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Queue, Queue.id == Ticket.queue_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(is_open)
        .order_by(Ticket.id)
    )
    clocks = select(
        Clock.ticket_id,
        Clock.state,
        Clock.target,
        _seconds(Clock.started_at),
        _seconds(Clock.due_at),
        func.coalesce(_seconds(Clock.next_step_at), NEVER),
        cast(Clock.armed, Integer),
        func.coalesce(func.length(Clock.quarantined), 0),
    ).where(Clock.ticket_id.in_(open_), Clock.state.in_(LIVE))
    return _gathered(tickets), _gathered(clocks)


def _said(words: Any) -> ColumnElement[str]:
    """Leave the mark to those between the values."""
    return func.replace(func.coalesce(words, ""), _MARK, " ")


def _seconds(instant: ColumnElement[Any] | Any) -> ColumnElement[int]:
    return cast(extract("epoch", instant), BigInteger)


def _gathered(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Read every column of some rows as one text, in the order of the rows."""
    table = rows.subquery()
    return select(*(func.aggregate_strings(cast(column, String), _MARK) for column in table.columns))


def _read(session: Session, statements: _Statements, asked: Mapping[str, Collection[int]], now: datetime) -> Worklist:
    tickets, clocks = (
        [each or "" for each in session.connection().execute(statement, asked).one()] for statement in statements
    )
    return _worklist(tickets, clocks, now, asked.get("asked", ()))


def _worklist(tickets: list[str], clocks: list[str], now: datetime, asked: Collection[int]) -> Worklist:
    """Turn columns, in the order of `_gathering`, into the worklist."""
    ids = _numbers(tickets[0])
    # An empty text is one empty word, or none.
    number, title, stage, owner, category, queue, level = (
        each.split(_MARK) if len(ids) else [] for each in tickets[1:8]
    )
    priority, status, source, owner_id, high_risk, received = tickets[8:]
    searched = _MARK.join(map("\n".join, zip(number, title, owner, category, strict=True))).casefold()
    return Worklist(
        read_at=now,
        ids=ids,
        number=number,
        title=title,
        priority=_places(priority, PRIORITIES),
        stage=stage,
        waiting=_places(status, tuple(Status)) == tuple(Status).index(Status.WAITING),
        owner_id=_numbers(owner_id),
        owner=owner,
        source=_places(source, SOURCES),
        category=category,
        queue=queue,
        level=level,
        high_risk=_numbers(high_risk) > 0,
        received=_numbers(received),
        **_deadlines(ids, clocks),
        searched=searched.split(_MARK) if len(ids) else [],
        gone=tuple(sorted(set(asked).difference(ids.tolist()))),
    )


def _deadlines(ids: NDArray[np.int64], clocks: list[str]) -> dict[str, NDArray[Any]]:
    """Return what the live clocks of each ticket make of its row."""
    state, target = _places(clocks[1], LIVE), _places(clocks[2], TARGETS)
    ticket_id, started, due, step, armed, given_up = (_numbers(clocks[place]) for place in (0, 3, 4, 5, 6, 7))
    is_paused, places = state == LIVE.index(ClockState.PAUSED), np.searchsorted(ids, ticket_id)
    # Of the clocks of a ticket the one to show comes first: running before paused, then the earliest.
    order = np.lexsort((target, due, is_paused, places))
    with_clock, firsts = np.unique(places[order], return_index=True)
    shown = order[firsts]

    def of_shown(values: NDArray[Any], otherwise: int) -> NDArray[Any]:
        column = np.full(len(ids), otherwise, values.dtype)
        column[with_clock] = values[shown]
        return column

    next_step, silent, set_aside = np.full(len(ids), NEVER), np.zeros(len(ids), np.bool_), np.zeros(len(ids), np.bool_)
    np.minimum.at(next_step, places, step)
    silent[places[armed == 0]] = True
    set_aside[places[given_up > 0]] = True
    return {
        "started": of_shown(started, NEVER),
        "due": of_shown(due, NEVER),
        "target": of_shown(target, NO_TARGET),
        "paused": of_shown(is_paused, False),
        "next_step": next_step,
        "silent": silent,
        "set_aside": set_aside,
    }


def _numbers(column: str) -> NDArray[np.int64]:
    return np.fromstring(column, np.int64, sep=_MARK)


def _places(column: str, words: Sequence[str]) -> NDArray[np.int8]:
    """Turn words into their places in `words`."""
    place_of = {str(word): place for place, word in enumerate(words)}
    found = column.split(_MARK) if column else []
    return np.fromiter(map(place_of.__getitem__, found), np.int8, len(found))
