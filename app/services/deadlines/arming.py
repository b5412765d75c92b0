"""Arms the clocks of an import: from then on they escalate; what was owed before stays silent for ever."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.escalation import Escalation, Outcome
from app.models.sla import LIVE, Clock, LifeEvent, Pause
from app.models.ticket import ImportRun, Status, Ticket, TicketEvent
from app.services.database import this_process
from app.services.deadlines.life import apply_event
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.planning import deadline_of, plan
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.stage_spans import follow_stages

_AT_A_TIME = 500


class ArmingError(DomainError):
    """An import that cannot be armed."""


@dataclass(frozen=True)
class Armed:
    """What arming did, or would do: clocks that escalate from now on, and how many of them are late already.

    So many complaints of high risk are `risky` among them: as long as nobody arms them, nobody is told of them, either.
    """

    clocks: int
    late: int
    risky: int = 0


def would_arm(session: Session, run_id: int, *, now: datetime) -> Armed:
    """Count what arming an import run would do; nothing is changed."""
    risky = func.count(Clock.ticket_id.distinct()).filter(Clock.fast_lane)
    statement = (
        select(func.count(), func.count().filter(Clock.due_at < now), risky)
        .select_from(Clock)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Ticket.import_run_id == run_id, Clock.state.in_(LIVE), Clock.armed.is_(False))
    )
    return Armed(*session.execute(statement).one())


def arm_import(session: Session, rulebook: Rulebook, run_id: int, person: str, *, now: datetime) -> Armed:
    """Arm the live clocks that an import run brought.

    Of each step whose time is over, the last occurrence goes on record as passed: history sends no message. Only of
    the fast lane the first step is still owed, however long ago that was, and no wait keeps it silent: nobody has been
    told of this risk. Raises `ArmingError` where there is no such run or it is armed already.
    """
    run = session.get(ImportRun, run_id, with_for_update=True)
    if run is None:
        raise ArmingError("There is no import run {run}.", run=run_id)
    if run.armed_at is not None:
        raise ArmingError("Import run {run} was armed by {person} already.", run=run_id, person=run.armed_by)
    run.armed_at, run.armed_by = now, person
    session.flush()
    silent = (
        select(Clock)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Ticket.import_run_id == run_id, Clock.state.in_(LIVE), Clock.armed.is_(False))
        .order_by(Clock.id)
        .limit(_AT_A_TIME)
        .with_for_update(of=Clock)
    )
    clocks = late = 0
    risky = set[int]()
    while batch := session.scalars(silent).all():
        passed = [row for clock in batch for row in _passed_steps(session, rulebook, clock, now=now)]
        if passed:
            session.execute(insert(Escalation), passed)
        for clock in batch:
            clock.armed = True
            plan(session, rulebook, clock)
        clocks += len(batch)
        late += sum(clock.due_at < now for clock in batch)
        risky |= {clock.ticket_id for clock in batch if clock.fast_lane}
        session.flush()
        session.expunge_all()
    resting = select(Ticket).where(Ticket.id.in_(risky), Ticket.status == Status.WAITING).order_by(Ticket.id)
    for ticket in session.scalars(resting).all():
        live = lock_live_clocks(session, ticket)
        ticket.status = Status.OPEN
        found = ticket.risk or {}
        details = {"risk": [*found.get("words", ()), *found.get("marks", ())]}
        session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=LifeEvent.RESUMED.value, details=details))
        apply_event(session, rulebook, ticket, live, LifeEvent.RESUMED, at=now, person_id=None)
        follow_stages(session, [ticket.id], at=now)
    return Armed(clocks, late, len(risky))


def _passed_steps(session: Session, rulebook: Rulebook, clock: Clock, *, now: datetime) -> list[dict[str, object]]:
    ladder = rulebook.policy(session, clock.policy_version_id).ladder(clock.target, clock.fast_lane)
    deadline = deadline_of(session, rulebook, clock)
    # What an open pause keeps from falling due is still to come.
    waits_since = session.scalars(
        select(Pause.started_at).where(Pause.clock_id == clock.id, Pause.ended_at.is_(None))
    ).first()
    passed = [
        (step, deadline.last_owed(step, min(now, waits_since or now)) - (clock.fast_lane and step is ladder[0]))
        for step in ladder
    ]
    return [
        {
            "clock_id": clock.id,
            "step": step.key,
            "occurrence": occurrence,
            "planned_at": deadline.at(step, occurrence),
            "raised_at": now,
            "due_at": clock.due_at,
            "outcome": Outcome.PASSED,
            "raised_by": this_process(),
        }
        for step, occurrence in passed
        if occurrence > 0
    ]
