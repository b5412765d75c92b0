"""What a writing transaction changes, recorded in the transaction itself, so that every console hears of it.

What the session flushes is noted by itself. Who writes rows in bulk, past the session's objects, says which (`note`);
of a statement given to the session about which nobody says anything, any row may have changed: that costs a reload.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, event
from sqlalchemy.orm import ORMExecuteState, Session

from app.models.activation import Activation, ActivationEvent, CallOut
from app.models.approval import Approval, Extension
from app.models.change import Change
from app.models.department import DepartmentTask
from app.models.escalation import Acknowledgement, AlarmCall, Escalation, Heartbeat
from app.models.evidence import Attachment, FileContent
from app.models.feed import FeedEvent
from app.models.follow_up import FollowUp, Survey
from app.models.message import Message
from app.models.people import Absence, AgentStateSpan, Person, QueueMember, Team
from app.models.rule_change import ClockRevision
from app.models.sla import CalendarVersion, Clock, Pause, PolicyVersion
from app.models.stage import StageSpan
from app.models.tables import Base
from app.models.ticket import Ticket, TicketEvent

# Long enough for every console that is awake; one that was not reads everything anew.
KEPT = timedelta(minutes=10)
# Who listens on PostgreSQL is woken on this channel.
WAKE_UP = "floorwatch_change"
# With more rows of one kind than this in one transaction, reading them all anew is cheaper than asking for each.
_MANY = 5_000
_NOTED = "noted"

# Rows that are shown as a part of another one: its class, and the column that names it (None: it may be any).
_PART_OF: Mapping[type[Base], tuple[type[Base], str | None]] = {
    Clock: (Ticket, "ticket_id"),
    TicketEvent: (Ticket, "ticket_id"),
    Approval: (Ticket, "ticket_id"),
    StageSpan: (Ticket, "ticket_id"),
    Attachment: (Ticket, "ticket_id"),
    FollowUp: (Ticket, "ticket_id"),
    Survey: (Ticket, "ticket_id"),
    Message: (Ticket, "ticket_id"),
    DepartmentTask: (Ticket, "ticket_id"),
    Absence: (Person, "person_id"),
    AgentStateSpan: (Person, "person_id"),
    QueueMember: (Person, "person_id"),
    Team: (Person, None),
    CallOut: (Activation, "activation_id"),
    ActivationEvent: (Activation, "activation_id"),
}
# No screen waits for these: a pause changes its clock, an event of the feed a state, a step is noted with its ticket,
# the pulse is read anyway, contents come with the files of a complaint.
_UNHEARD = frozenset(
    {
        Acknowledgement,
        AlarmCall,
        CalendarVersion,
        Change,
        ClockRevision,
        Escalation,
        Extension,
        FeedEvent,
        FileContent,
        Heartbeat,
        Pause,
        PolicyVersion,
    }
)
_KINDS: Mapping[type[Base], tuple[str, str | None]] = {
    kind: (whole.__name__, column)
    for kind in (mapper.class_ for mapper in Base.registry.mappers)
    if kind not in _UNHEARD
    for whole, column in [_PART_OF.get(kind, (kind, "id"))]
}
# The kinds of change that there are.
KINDS = frozenset(name for name, _ in _KINDS.values())

_INTO_EMBEDDED = (
    "INSERT INTO change (kind, ids, at, transaction_id) VALUES (?, ?, strftime('%Y-%m-%d %H:%M:%f000', 'now'), 0)"
)
_INTO_SHARED = (
    "WITH written AS (INSERT INTO change (kind, ids, at, transaction_id)"
    " SELECT kind, ids, clock_timestamp(), pg_current_xact_id()::text::bigint"
    " FROM unnest(%s::text[], %s::text[]) AS given(kind, ids)) "
    f"SELECT pg_notify('{WAKE_UP}', '')"
)


@dataclass
class _Noted:
    """What one transaction has changed so far: identities by kind, None where it may be any."""

    ids: dict[str, set[int] | None] = field(default_factory=dict)
    # The kinds that statements have written, and those of which their writer has said the rows.
    written: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)

    def add(self, kind: str, ids: Iterable[int] | None) -> None:
        known = self.ids.setdefault(kind, set())
        if known is not None:
            known.update(ids or ())
            if ids is None or len(known) > _MANY:
                self.ids[kind] = None

    def rows(self) -> list[tuple[str, str | None]]:
        """Return kinds with their identities as text, in one order everywhere."""
        ids = self.ids | dict.fromkeys(self.written - self.said)
        return [
            (kind, None if known is None else ",".join(map(str, sorted(known))))
            for kind, known in sorted(ids.items())
            if known is None or known
        ]


class WritingSession(Session):
    """The session of one writing transaction: it notes what it changes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.info[_NOTED] = _Noted()


def note(session: Session, kind: type[Base], ids: Iterable[int] | None) -> None:
    """Say which rows of a class the transaction has changed in bulk; None: any may have. No ids: none was.

    Parts of a ticket or of a person are said as what they are a part of.
    """
    noted = session.info.get(_NOTED)
    if noted is not None:
        noted.said.add(kind.__name__)
        noted.add(kind.__name__, ids)


def write_changes(session: Session) -> None:
    """Write what the transaction has changed, as its last deed before the commit, and wake who listens.

    The instant is the database's own: nobody has to hand it down, and the clocks of consoles and of demo floors differ.
    """
    session.flush()
    rows = session.info[_NOTED].rows()
    # A block that has rolled back by hand has changed nothing.
    if not rows or not session.in_transaction():
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_INTO_EMBEDDED, rows)
    else:
        connection.exec_driver_sql(_INTO_SHARED, tuple(map(list, zip(*rows, strict=True))))


def forget_changes(session: Session, *, now: datetime) -> None:
    """Delete what every console has heard of long ago; `now` is the database's time."""
    session.execute(delete(Change).where(Change.at < now - KEPT))


@event.listens_for(WritingSession, "after_flush")
def _note_flushed(session: Session, _: object) -> None:
    noted: _Noted = session.info[_NOTED]
    for row in (*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))):
        kind, column = _KINDS.get(type(row), (None, None))
        if kind is not None:
            # What belongs to nothing is no part that anybody shows.
            whole = None if column is None else [id_ for id_ in (getattr(row, column),) if id_ is not None]
            noted.add(kind, whole)


@event.listens_for(WritingSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.bind_mapper and (state.is_update or state.is_insert or state.is_delete):
        kind, _ = _KINDS.get(state.bind_mapper.class_, (None, None))
        if kind is not None:
            state.session.info[_NOTED].written.add(kind)
