"""Lets the clocks of an imported complaint follow what its file says now; a frozen result stays."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.sla import LIVE, Clock, ClockState
from app.models.ticket import Ticket
from app.services.deadlines.clocks import cancel, next_cycle, stop
from app.services.deadlines.planning import deadline_of, plan
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER, Wait, pause, resume
from app.services.intake.recorded_clocks import ClockRow


def follow_clocks(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    live: Sequence[Clock],
    rows: Iterable[ClockRow],
    waiting_since: Callable[[], datetime],
    *,
    now: datetime,
) -> list[tuple[int, ClockRow]]:
    """Bring live clocks to what the file says now; return what is new in it, each with the number of its cycle."""
    wanted = {row.target: row for row in rows}
    for clock in live:
        row = wanted.pop(clock.target, None)
        if row is None:
            cancel(session, rulebook, clock, at=now)
            continue
        clock.started_at = row.started_at
        if clock.recorded_due_at is not None:
            clock.recorded_due_at = row.recorded_due_at
        elif row.amount is not None and not clock.fast_lane:
            # What the policy promises it may follow from a priority that has changed.
            clock.measure, clock.amount, clock.counting = row.measure, row.amount, row.counting
        clock.due_at = deadline_of(session, rulebook, clock).due
        if row.state is ClockState.CANCELLED:
            cancel(session, rulebook, clock, at=now)
        elif row.stopped_at is not None:
            stop(session, rulebook, clock, at=row.stopped_at)
        elif row.state is ClockState.PAUSED:
            at = waiting_since()
            pause(session, rulebook, clock, Wait(WAITING_FOR_CUSTOMER, at), at=at, person_id=None)
        else:
            resume(session, rulebook, clock, at=now)
        plan(session, rulebook, clock)
    session.flush()
    new = [row for row in wanted.values() if not _stands(session, ticket, row)]
    return [(next_cycle(session, ticket, row.target), row) for row in new]


def _stands(session: Session, ticket: Ticket, row: ClockRow) -> bool:
    """Say whether the last frozen clock of a target has this result already."""
    statement = (
        select(Clock)
        .where(Clock.ticket_id == ticket.id, Clock.target == row.target, Clock.state.not_in(LIVE))
        .order_by(Clock.cycle.desc())
        .limit(1)
    )
    last = session.scalars(statement).first()
    return last is not None and all(
        getattr(last, name) == getattr(row, name) for name in ("state", "stopped_at", "due_at")
    )
