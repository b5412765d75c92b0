"""The sweep: raises every step that is owed, exactly once, whatever number of processes sweep and wherever they die.

One transaction claims a batch of clocks and their tickets, ends the pauses that have lasted as long as they may,
records the steps, the messages and the effects, and plans each clock's next step. It commits whole or not at all, and
the record's unique key (clock, step, occurrence) is the last guard.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, case, func, select, type_coerce, update
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.escalation import QUARANTINED, Escalation, Outcome
from app.models.policy import Audience
from app.models.sla import Clock, ClockState, Pause
from app.models.ticket import Ticket
from app.services.changes import note
from app.services.database import Database, is_lost, this_process
from app.services.deadlines.audience import People
from app.services.deadlines.channels.base import Channel
from app.services.deadlines.outbox import Heard, messages, write_messages
from app.services.deadlines.rule_lock import try_to_hold_rules
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.steps import ClaimedRow, raise_steps

# Large enough that the cost of a transaction is shared, small enough that nobody waits long for its locks.
BATCH = 250
# How often a clock may fail before it is set aside, and how long it waits in between.
ATTEMPTS = 3
RETRY_AFTER = timedelta(minutes=1)
_log = logging.getLogger(__name__)


class NothingWaitsError(DomainError):
    """There is nothing of that identity that waits for a person's decision."""


@dataclass(frozen=True)
class Swept:
    """What a sweep did: steps raised, messages owed, clocks that failed and wait, clocks set aside for a person."""

    raised: int = 0
    messages: int = 0
    failed: int = 0
    quarantined: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(
            self.raised + other.raised,
            self.messages + other.messages,
            self.failed + other.failed,
            self.quarantined + other.quarantined,
        )


def sweep(
    database: Database,
    rulebook: Rulebook,
    channels: Collection[Channel],
    stopping: Callable[[], bool] = lambda: False,
    *,
    batch: int = BATCH,
    now: datetime,
) -> Swept:
    """Raise every step owed by `now`; messages go to the inbox and over those `channels` that reach their person.

    Each batch is a transaction of its own; `stopping` is asked before each. Raises `DatabaseLostError`: nothing of the
    batch under way is kept then.
    """
    swept = Swept()
    people: People | None = None
    while not stopping():
        with database.write() as session:
            # Who changes rules has the clocks in hand: they are swept after that, and nobody waits for it here.
            claimed = _claim(database, session, batch, now=now) if try_to_hold_rules(session) else []
            if claimed:
                people = people or People.read(session, channels, now=now)
                swept += _raise_guarded(session, rulebook, people, claimed, now=now)
                note(session, Ticket, {row.ticket_id for row in claimed})
        # Fewer than asked for: what is left, if anything, is in other hands.
        if len(claimed) < batch:
            break
    return swept


def release(session: Session, clock_id: int, *, now: datetime) -> None:
    """Give a quarantined clock back to the sweep, which tries it at once; raises `NothingWaitsError`."""
    limit = select(Pause.resumes_at).where(Pause.clock_id == clock_id, Pause.ended_at.is_(None)).scalar_subquery()
    released = session.execute(
        update(Clock)
        .where(Clock.id == clock_id, Clock.quarantined.is_not(None))
        .values(quarantined=None, attempts=0, next_step_at=case((Clock.state == ClockState.RUNNING, now), else_=limit))
        .returning(Clock.ticket_id)
    ).all()
    if not released:
        raise NothingWaitsError("Clock {id} was not set aside.", id=clock_id)
    note(session, Ticket, [ticket_id for (ticket_id,) in released])


def _claim(database: Database, session: Session, limit: int, *, now: datetime) -> Sequence[ClaimedRow]:
    statement = (
        select(
            Clock.id,
            Clock.ticket_id,
            Clock.target,
            # As they stand in the row: to make members of thousands of words takes its time.
            type_coerce(Clock.state, String).label("state"),
            type_coerce(Clock.armed, Integer).label("armed"),
            Clock.fast_lane,
            Clock.started_at,
            Clock.due_at,
            Clock.measure,
            Clock.amount,
            Clock.counting,
            Clock.recorded_due_at,
            Clock.policy_version_id,
            Clock.calendar_version_id,
            Clock.attempts,
            Clock.subject,
            Ticket.owner_id,
            Ticket.first_handler_id,
        )
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Clock.next_step_at <= now)
        .order_by(Clock.next_step_at)
        .limit(limit)
    )
    # Who raises steps of a ticket is alone with it: nobody is told twice of what several of its clocks owe.
    return session.execute(database.claim(statement, Clock, Ticket)).all()


def _raise_guarded(
    session: Session,
    rulebook: Rulebook,
    people: People,
    claimed: Sequence[ClaimedRow],
    *,
    now: datetime,
) -> Swept:
    """Raise a batch in one savepoint; where that fails, each clock in its own, so that none holds up the others."""
    try:
        with session.begin_nested():
            raised, owed = raise_steps(session, rulebook, people, claimed, now=now)
            return Swept(raised=raised, messages=owed)
    except Exception as error:
        if is_lost(error):
            raise
        if len(claimed) == 1:
            return _put_off(session, people, claimed[0], error, now=now)
    swept = Swept()
    for row in claimed:
        swept += _raise_guarded(session, rulebook, people, [row], now=now)
    return swept


def _put_off(
    session: Session,
    people: People,
    row: ClaimedRow,
    error: Exception,
    *,
    now: datetime,
) -> Swept:
    """Let a clock that fails wait; after the last attempt set it aside with its reason and tell the administrators."""
    reason = f"{type(error).__name__}: {error}"[:1000]
    attempts = row.attempts + 1
    _log.error("sweep clock=%s attempt=%s failed: %s", row.id, attempts, reason, exc_info=error)
    change = update(Clock).where(Clock.id == row.id)
    if attempts < ATTEMPTS:
        session.execute(change.values(attempts=attempts, next_step_at=now + RETRY_AFTER))
        return Swept(failed=1)
    session.execute(change.values(attempts=attempts, next_step_at=None, quarantined=reason))
    return Swept(quarantined=1, messages=_alert(session, people, row, now=now))


def _alert(session: Session, people: People, row: ClaimedRow, *, now: datetime) -> int:
    """Tell the administrators that a clock was set aside; return how many messages that makes."""
    last = select(func.max(Escalation.occurrence)).where(Escalation.clock_id == row.id, Escalation.step == QUARANTINED)
    escalation = Escalation(
        clock_id=row.id,
        step=QUARANTINED,
        occurrence=(session.scalar(last) or 0) + 1,
        planned_at=now,
        raised_at=now,
        due_at=row.due_at,
        outcome=Outcome.NOTIFIED,
        raised_by=this_process(),
    )
    session.add(escalation)
    session.flush()
    listeners = people.behind(Audience.ADMINISTRATOR, row.owner_id, fast_lane=row.fast_lane)
    owed = list(messages(escalation.id, Heard(listeners, row.fast_lane), now=now))
    write_messages(session, owed)
    return len(owed)
