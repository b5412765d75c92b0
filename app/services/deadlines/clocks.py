"""Starts, pauses and stops the clocks of a ticket, as the table of life events says."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.deadline import Deadline
from app.models.escalation import Escalation
from app.models.sla import LIFE, LIVE, Clock, ClockState, Effect, LifeEvent, Pause, Target
from app.models.ticket import Ticket
from app.services.deadlines.rulebook import Rulebook

WAITING_FOR_CUSTOMER = "waiting_for_customer"


def apply_event(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    live: Sequence[Clock],
    event: LifeEvent,
    *,
    at: datetime,
    person_id: int | None,
) -> None:
    """Do to the live clocks of a ticket, which are locked, what the event does to them at the instant `at`."""
    for target, effect in LIFE[event].items():
        of_target = [clock for clock in live if clock.target is target]
        if effect is Effect.START and not of_target:
            start(session, rulebook, ticket, target, at=at)
        for clock in of_target:
            if effect is Effect.STOP:
                stop(session, rulebook, clock, at=at)
            elif effect is Effect.CANCEL:
                cancel(session, clock, at=at)
            elif effect is Effect.PAUSE:
                pause(session, rulebook, clock, WAITING_FOR_CUSTOMER, at=at, person_id=person_id)
            elif effect is Effect.RESUME:
                resume(session, rulebook, clock, at=at)


def lock_live_clocks(session: Session, ticket: Ticket) -> list[Clock]:
    """Return a ticket's running and paused clocks, and keep everybody else, the sweep included, from them and from it.

    They are locked before their ticket, here as in the sweep: in one order nobody waits for ever. What others changed
    until then is read again, so that nobody is refused because the sweep was at work.
    """
    statement = (
        select(Clock)
        .where(Clock.ticket_id == ticket.id, Clock.state.in_(LIVE))
        .order_by(Clock.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    session.scalars(statement).all()
    session.refresh(ticket, with_for_update={"key_share": True})
    # Whoever held the ticket until now may have started clocks.
    return list(session.scalars(statement))


def start(session: Session, rulebook: Rulebook, ticket: Ticket, target: Target, *, at: datetime) -> Clock | None:
    """Start the next cycle of a target, or return None where the policy promises nothing of the kind."""
    rules = rulebook.in_force(session, ticket.policy)
    rule = rules.policy.target(target, ticket.source, ticket.complexity, ticket.high_risk)
    if rule is None:
        return None
    deadline = Deadline(at, rule.measure, rule.amount, rules.times, fast_lane=ticket.high_risk)
    clock = Clock(
        ticket_id=ticket.id,
        target=target,
        cycle=next_cycle(session, ticket, target),
        fast_lane=ticket.high_risk,
        started_at=at,
        due_at=deadline.due,
        measure=rule.measure,
        amount=rule.amount,
        policy_version_id=rules.policy_version_id,
        calendar_version_id=rules.calendar_version_id,
    )
    session.add(clock)
    session.flush()
    plan(session, rulebook, clock)
    return clock


def next_cycle(session: Session, ticket: Ticket, target: Target) -> int:
    """Return the number of the next cycle of a target on a ticket."""
    last = session.scalar(select(func.max(Clock.cycle)).where(Clock.ticket_id == ticket.id, Clock.target == target))
    return (last or 0) + 1


def pause(
    session: Session, rulebook: Rulebook, clock: Clock, reason: str, *, at: datetime, person_id: int | None
) -> None:
    """Pause a running clock, if its policy knows the reason for its target."""
    allowed = rulebook.policy(session, clock.policy_version_id).pauses.get(reason, frozenset())
    if clock.state is not ClockState.RUNNING or clock.target not in allowed:
        return
    session.add(Pause(clock_id=clock.id, started_at=at, reason=reason, person_id=person_id))
    clock.state = ClockState.PAUSED
    _owe_nothing(clock)


def resume(session: Session, rulebook: Rulebook, clock: Clock, *, at: datetime) -> None:
    """Let a paused clock run on; what the pause took is added to its due time."""
    if clock.state is not ClockState.PAUSED:
        return
    _end_pause(session, clock, at=at)
    clock.state = ClockState.RUNNING
    clock.due_at = deadline_of(session, rulebook, clock).due
    plan(session, rulebook, clock)


def stop(session: Session, rulebook: Rulebook, clock: Clock, *, at: datetime) -> None:
    """Stop a live clock and freeze the result: met up to and at its due time, breached after it."""
    resume(session, rulebook, clock, at=at)
    _end(clock, ClockState.MET if at <= clock.due_at else ClockState.BREACHED, at=at)


def cancel(session: Session, clock: Clock, *, at: datetime) -> None:
    """End a live clock without a result."""
    if clock.state is ClockState.PAUSED:
        _end_pause(session, clock, at=at)
    _end(clock, ClockState.CANCELLED, at=at)


def deadline_of(session: Session, rulebook: Rulebook, clock: Clock) -> Deadline:
    """Return the deadline as the clock's frozen versions and its ledger of ended pauses make it."""
    pauses = session.execute(
        select(Pause.started_at, Pause.ended_at)
        .where(Pause.clock_id == clock.id, Pause.ended_at.is_not(None))
        .order_by(Pause.started_at)
    )
    return Deadline(
        clock.started_at,
        clock.measure,
        clock.amount,
        rulebook.times(session, clock.calendar_version_id),
        recorded_due_at=clock.recorded_due_at,
        pauses=[(started, ended) for started, ended in pauses if ended is not None],
        fast_lane=clock.fast_lane,
    )


def plan(session: Session, rulebook: Rulebook, clock: Clock) -> None:
    """Set the step that a running, armed clock owes next; one that was raised is never owed again."""
    if clock.state is not ClockState.RUNNING or not clock.armed or clock.quarantined is not None:
        _owe_nothing(clock)
        return
    ladder = rulebook.policy(session, clock.policy_version_id).ladders.get(clock.target, ())
    owed = deadline_of(session, rulebook, clock).next_owed(ladder, _raised(session, clock))
    clock.next_step_at = owed.at if owed else None
    clock.next_step = owed.step.key if owed else None


def _raised(session: Session, clock: Clock) -> Mapping[str, int]:
    statement = select(Escalation.step, func.max(Escalation.occurrence)).where(Escalation.clock_id == clock.id)
    return {step: last for step, last in session.execute(statement.group_by(Escalation.step))}  # noqa: C416 - typed


def _end_pause(session: Session, clock: Clock, *, at: datetime) -> None:
    open_pause = session.scalars(select(Pause).where(Pause.clock_id == clock.id, Pause.ended_at.is_(None))).one()
    # The ledger may hold an end that was entered with an earlier time than the start.
    open_pause.ended_at = max(at, open_pause.started_at)
    session.flush()


def _end(clock: Clock, state: ClockState, *, at: datetime) -> None:
    clock.state = state
    clock.stopped_at = at
    # What was set aside waits for nobody any more: given back to the sweep, it would escalate though it has ended.
    clock.quarantined = None
    _owe_nothing(clock)


def _owe_nothing(clock: Clock) -> None:
    clock.next_step_at = None
    clock.next_step = None
