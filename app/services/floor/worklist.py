"""Reads the worklist: every open ticket, its clocks and its tags, by one statement.

The database hands each column over as one text: fetching rows one by one takes twice as long, and holds up the window.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    cast,
    extract,
    func,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.desk import Tag, TicketTag
from app.models.floor import Queue
from app.models.people import Person
from app.models.sla import Clock
from app.models.ticket import Category, Ticket
from app.services.floor.worklist_columns import MARK, NEVER, NO_SCORE, Worklist, made_of
from app.services.listed import listed

# As the index of open tickets says it: with bound values SQLite would not know that it may use it.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
_IS_LIVE = text("clock.state IN ('running', 'paused')")
# Written into the statement as well: so many values more to bind would take longer than to read a row.
_MARK, _BLANK, _NOTHING = (literal_column(f"'{each}'", String) for each in (MARK, " ", ""))
_Columns = Select[*tuple[Any, ...]]

# More clocks than those of the rows that a screen shows.
_PAGE = 200


def worklist(session: Session, *, now: datetime) -> Worklist:
    """Read every open ticket, in the order of their identity."""
    return _read(session, _all_open(), {}, now)


def worklist_rows(session: Session, ids: Collection[int], *, now: datetime) -> Worklist:
    """Read those of the tickets that are open, in the order of their identity; the others are `gone`."""
    return _read(session, _asked_for(), {"asked": sorted(ids)}, now)


def soonest() -> Select[int]:
    """Select the identities of the open tickets that the queue begins with, as it is sorted until somebody sorts it."""
    return (
        select(Clock.ticket_id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        # In words, so that SQLite knows that it may use the index, and stops after a page.
        .where(text("clock.state = 'running'"), _IS_OPEN)
        .order_by(Clock.due_at, Clock.ticket_id)
        .limit(_PAGE)
    )


# Statements are made once: making them takes ten times as long as reading some rows, and holds up the window.
@cache
def _all_open() -> _Columns:
    # The partial index names them without a look at the closed ones, however many those are.
    return _at_once(gathering(select(Ticket.id).where(_IS_OPEN)))


@cache
def _asked_for() -> _Columns:
    return _at_once(gathering(select(Ticket.id).where(Ticket.id.in_(listed("asked")), _IS_OPEN)))


def gathering(open_: Select[int]) -> tuple[_Columns, _Columns, _Columns]:
    """Make the statements that gather the columns of some open tickets, those of their clocks, and their tags.

    Those of the `soonest` are also written down in `first_page.sql`.
    """
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
            func.coalesce(Ticket.score_set, Ticket.score, NO_SCORE),
            cast(Ticket.score_set.is_not(None), Integer),
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
    ).where(Clock.ticket_id.in_(open_), _IS_LIVE)
    tags = (
        select(TicketTag.ticket_id, _said(Tag.name))
        .join(Tag, Tag.id == TicketTag.tag_id)
        .where(TicketTag.ticket_id.in_(open_))
    )
    return _gathered(tickets), _gathered(clocks), _gathered(tags)


def _said(words: Any) -> ColumnElement[str]:
    """Leave the mark to those between the values."""
    return func.replace(func.coalesce(words, _NOTHING), _MARK, _BLANK)


def _seconds(instant: ColumnElement[Any] | Any) -> ColumnElement[int]:
    return cast(extract("epoch", instant), BigInteger)


def _gathered(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Read every column of some rows as one text, in the order of the rows."""
    columns = (cast(column, String) for column in rows.subquery().columns)
    return select(*(func.aggregate_strings(each, _MARK) for each in columns))  # type: ignore[arg-type]  # it may be SQL


def _at_once(parts: Sequence[_Columns]) -> _Columns:
    """Read the one row of each statement beside those of the others: to ask three times takes longer than to answer."""
    first, *others = (part.subquery() for part in parts)
    beside: FromClause = first
    for other in others:
        beside = beside.join(other, true())
    return select(*(column for part in (first, *others) for column in part.columns)).select_from(beside)


def _read(session: Session, statement: _Columns, asked: Mapping[str, Collection[int]], now: datetime) -> Worklist:
    return made_of(session.connection().execute(statement, asked).one(), now, asked.get("asked", ()))
