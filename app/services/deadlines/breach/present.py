"""The open tickets of a floor as they are now: read whole once, piece by piece, and then only those that changed."""

from collections import deque
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import BigInteger, Select, bindparam, select, text
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.sla import LIVE, Clock
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.breach.columns import Whole, gathered, read_gathered, seconds
from app.services.deadlines.breach.record import (
    CHANGING,
    LATELY,
    Clocks,
    Ended,
    Record,
    Tickets,
    Track,
    calendars_of,
    read_staff,
    select_clocks,
    select_ended,
    select_pauses,
    select_tickets,
)
from app.services.deadlines.rulebook import Rulebook

# So many tickets of all, of those that changed, or days of what has ended, are read at once: whoever wants to read
# meanwhile waits for no more.
_TICKETS, _CHANGED, _DAYS = 2_000, 500, 2
# As the index of open tickets says it.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
# Written into the statement: more than 32,766 of them cannot be bound.
_ASKED = bindparam("asked", expanding=True, literal_execute=True, type_=BigInteger)
_SINCE, _UNTIL = bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)
_NOTHING = np.zeros(0, np.int64)


# What is kept: how many columns, which of them names the ticket, and by which the rows are sorted.
_PARTS = {"tickets": (8, 0, 0), "clocks": (9, 1, 0), "pauses": (4, 3, 1), "handed": (2, 0, 1), "ended": (4, 0, 2)}
_Statements = Mapping[str, Select[*tuple[Any, ...]]]


class _Piece(NamedTuple):
    """What is read at once: of which parts, by which statements, and what these are given."""

    statements: _Statements
    given: Mapping[str, Any]


class Present:
    """The columns of the open tickets and of what has ended lately, kept up to date; each part as one array.

    `change` says what is to be read again; `begin` plans it, and `read` reads one piece at a time, each in a session of
    its own if need be.
    """

    def __init__(self) -> None:
        self._rows: dict[str, Whole] = {}
        self._changed: set[int] | None = None
        self._pieces: deque[_Piece] = deque()

    @property
    def is_read(self) -> bool:
        """Whether all that was planned has been read."""
        return not self._pieces

    def change(self, ids: Collection[int] | None) -> None:
        """Take note of tickets that have changed; None: any may have."""
        self._changed = None if ids is None or self._changed is None else self._changed.union(ids)

    def begin(self, session: Session, *, now: datetime) -> None:
        """Plan what is to be read for all that has changed by now."""
        since = now - LATELY
        if self._changed is None:
            ids = sorted(read_gathered(session, _open_ids())[0].tolist())
            days = [since + timedelta(days=day) for day in range(0, LATELY.days + 2 * _DAYS, _DAYS)]
            stretches = [ids[at : at + _TICKETS] for at in range(0, len(ids), _TICKETS)]
            self._rows = {}
            self._pieces = deque(_Piece(_of_days(), {"since": first, "until": end}) for first, end in pairwise(days))
            self._pieces += (_Piece(_of_all(), {"first": each[0], "last": each[-1]}) for each in stretches)
        else:
            ids = sorted(self._changed)
            some = (ids[at : at + _CHANGED] for at in range(0, len(ids), _CHANGED))
            self._pieces += (_Piece(_of_changed(), {"asked": each, "since": since}) for each in some)
        self._changed = set()

    def read(self, session: Session) -> None:
        """Read the next piece."""
        statements, given = self._pieces[0]
        asked = np.array(given.get("asked", ()), np.int64)
        fresh = {name: np.array(read_gathered(session, rows, given)) for name, rows in statements.items()}
        for name, rows in fresh.items():
            self._put(name, asked, rows)
        self._pieces.popleft()

    def record(self, session: Session, rulebook: Rulebook, *, now: datetime) -> Record:
        """Return the record from which it is told how the floor stands now; of other instants it knows nothing."""
        rows = {name: self._rows.get(name, np.zeros((columns, 0), np.int64)) for name, (columns, *_) in _PARTS.items()}
        ids, answered, source, queue, is_complex, high_risk, owner, priority = rows["tickets"]
        clock_ids, ticket, target, cycle, state, started, stopped, due, time = rows["clocks"]
        paused, paused_from, paused_to, _ = rows["pauses"]
        handed, handed_at = rows["handed"]
        clocks = Clocks(
            np.searchsorted(ids, ticket),
            target,
            cycle,
            state,
            started,
            stopped,
            due,
            _unmoved(due),
            time,
            np.searchsorted(clock_ids, paused),
            paused_from,
            paused_to,
        )
        return Record(
            Tickets(
                ids,
                answered,
                source,
                queue,
                is_complex,
                high_risk,
                _unmoved(owner),
                _unmoved(priority),
                np.searchsorted(ids, handed),
                handed_at,
            ),
            clocks,
            read_staff(session, rulebook, since=now),
            Ended(*rows["ended"][1:]),
            calendars_of(session, rulebook, time),
        )

    def _put(self, name: str, asked: Whole, fresh: Whole) -> None:
        """Put rows that were read in the place of those that there were of the tickets asked for."""
        _, ticket, order = _PARTS[name]
        known = self._rows.get(name, fresh[:, :0])
        if len(asked) and known.size:
            places = np.minimum(np.searchsorted(asked, known[ticket]), len(asked) - 1)
            known = known[:, asked[places] != known[ticket]]
        together = np.concatenate([known, fresh], axis=1)
        self._rows[name] = together[:, np.argsort(together[order], kind="stable")]


def _unmoved(now: Whole) -> Track:
    return Track(now, _NOTHING, _NOTHING, _NOTHING)


# Statements are made once: making them takes longer than reading some rows, and holds up the window.
@cache
def _of_changed() -> _Statements:
    asked = select(Ticket.id).where(Ticket.id.in_(_ASKED), _IS_OPEN)
    ended = select_ended().where(Clock.ticket_id.in_(_ASKED), Clock.stopped_at >= _SINCE)
    return {**_of_tickets(asked), "ended": gathered(ended)}


@cache
def _of_all() -> _Statements:
    # With a sum SQLite does not walk through the closed ones between the first and the last.
    return _of_tickets(
        select(Ticket.id).where(_IS_OPEN, (Ticket.id + 0).between(bindparam("first"), bindparam("last")))
    )


def _of_tickets(asked: Select[int]) -> _Statements:
    """Make the statements that read all parts but `ended` of some open tickets."""
    details = TicketEvent.details
    handed = (
        select(TicketEvent.ticket_id, seconds(TicketEvent.at))
        .where(TicketEvent.ticket_id.in_(asked), TicketEvent.kind.in_(CHANGING))
        .where(*(details["owner_id", place].as_integer().is_not(None) for place in (0, 1)))
    )
    live = Clock.ticket_id.in_(asked), Clock.state.in_(LIVE)
    return {
        "tickets": gathered(select_tickets().where(Ticket.id.in_(asked))),
        "clocks": gathered(select_clocks().where(*live)),
        "pauses": gathered(select_pauses().add_columns(Clock.ticket_id).where(*live)),
        "handed": gathered(handed),
    }


@cache
def _of_days() -> _Statements:
    return {"ended": gathered(select_ended().where(Clock.stopped_at >= _SINCE, Clock.stopped_at < _UNTIL))}


@cache
def _open_ids() -> Select[*tuple[Any, ...]]:
    return gathered(select(Ticket.id).where(_IS_OPEN))
