"""Starts and stops the clocks of a ticket."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.policy import Policy, TargetRule
from app.models.sla import Clock, ClockState, Pause, Target
from app.models.ticket import Status, Ticket
from app.services.deadlines.planning import deadline_of, deadline_with, owe, plan
from app.services.deadlines.rulebook import Rulebook, Rules
from app.services.deadlines.waits import pause, resume, wait_of


def start(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    target: Target,
    *,
    at: datetime,
    subject: str = "",
    department: str | None = None,
    cycle: int | None = None,
) -> Clock | None:
    """Start the next cycle of a target, or return None where the policy promises nothing of the kind.

    `subject` says which stage, milestone, task or approval it is; the rules of a task may name its `department`. Who
    knows the number of the `cycle` gives it. While the complaint waits, what is started waits with it.
    """
    rules = rulebook.in_force(session, ticket.policy)
    return begin(session, rulebook, rules, ticket, target, at=at, subject=subject, department=department, cycle=cycle)


def begin(
    session: Session,
    rulebook: Rulebook,
    rules: Rules,
    ticket: Ticket,
    target: Target,
    *,
    at: datetime,
    subject: str = "",
    department: str | None = None,
    cycle: int | None = None,
) -> Clock | None:
    """Start the next cycle of a target under the rules in force, as `start` does.

    It has its identity once the session is flushed.
    """
    clock = new_clock(
        session, rulebook, rules, ticket, target, at=at, subject=subject, department=department, cycle=cycle
    )
    if clock is None:
        return None
    session.add(clock)
    if ticket.status is Status.WAITING:
        session.flush()
        pause(session, rulebook, clock, wait_of(session, ticket, at=at), at=at, person_id=None)
    return clock


def new_clock(
    session: Session,
    rulebook: Rulebook,
    rules: Rules,
    ticket: Ticket,
    target: Target,
    *,
    at: datetime,
    subject: str,
    department: str | None = None,
    cycle: int | None = None,
) -> Clock | None:
    """Make the clock that `begin` starts, without adding it to the session."""
    name = subject if target in (Target.STAGE, Target.MILESTONE) else ""
    rule = rule_for(session, rules.policy, ticket, target, name=name, department=department)
    if rule is None:
        return None
    clock = Clock(
        ticket_id=ticket.id,
        target=target,
        subject=subject,
        department=department,
        cycle=cycle or next_cycle(session, ticket, target, subject),
        fast_lane=ticket.high_risk,
        started_at=at,
        due_at=at,
        measure=rule.measure,
        amount=rule.amount,
        counting=rule.counting,
        policy_version_id=rules.policy_version_id,
        calendar_version_id=rules.calendar_version_id,
    )
    deadline = deadline_with(session, rulebook, clock, ())
    clock.due_at = deadline.due
    # It has neither pauses nor raised steps that would have to be read.
    owe(clock, deadline.next_owed(rules.policy.ladder(target, clock.fast_lane), {}))
    return clock


def rule_for(
    session: Session, policy: Policy, ticket: Ticket, target: Target, *, name: str = "", department: str | None = None
) -> TargetRule | None:
    """Return what a policy promises such a ticket."""
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    return policy.target(
        target,
        ticket.source,
        ticket.complexity,
        ticket.high_risk,
        priority=ticket.priority,
        level=customer.level if customer else None,
        department=department,
        name=name,
    )


def next_cycle(session: Session, ticket: Ticket, target: Target, subject: str = "") -> int:
    """Return the number of the next cycle of a target on a subject of a ticket."""
    same = (Clock.ticket_id == ticket.id, Clock.target == target, Clock.subject == subject)
    return (session.scalar(select(func.max(Clock.cycle)).where(*same)) or 0) + 1


def stop(session: Session, rulebook: Rulebook, clock: Clock, *, at: datetime) -> None:
    """Stop a live clock and freeze the result: met up to and at its due time, breached after it."""
    resume(session, rulebook, clock, at=at)
    _end(clock, ClockState.MET if at <= clock.due_at else ClockState.BREACHED, at=at)


def lapse(session: Session, rulebook: Rulebook, clock: Clock, *, at: datetime) -> None:
    """End a live clock that nobody needs any more: what was late by then stays late, what was not has no result."""
    resume(session, rulebook, clock, at=at)
    _end(clock, ClockState.CANCELLED if at <= clock.due_at else ClockState.BREACHED, at=at)


def cancel(session: Session, rulebook: Rulebook, clock: Clock, *, at: datetime) -> None:
    """End a live clock without a result."""
    resume(session, rulebook, clock, at=at)
    _end(clock, ClockState.CANCELLED, at=at)


def unstop(session: Session, rulebook: Rulebook, clock: Clock, *, waits: bool) -> None:
    """Let a clock go on as though it had never been stopped; one whose complaint `waits` goes on to stand still."""
    ended = select(Pause).where(Pause.clock_id == clock.id, Pause.ended_at == clock.stopped_at)
    clock.state, clock.stopped_at = ClockState.RUNNING, None
    if waits and (pause := session.scalars(ended.order_by(Pause.id.desc()).limit(1)).first()):
        # A pause ends once: another one follows it at the same instant.
        going_on = {name: getattr(pause, name) for name in ("clock_id", "reason", "resumes_at", "person_id")}
        session.add(Pause(started_at=pause.ended_at, **going_on))
        clock.state = ClockState.PAUSED
    session.flush()
    clock.due_at = deadline_of(session, rulebook, clock).due
    plan(session, rulebook, clock)


def _end(clock: Clock, state: ClockState, *, at: datetime) -> None:
    clock.state = state
    clock.stopped_at = at
    # What was set aside waits for nobody any more: given back to the sweep, it would escalate though it has ended.
    clock.quarantined = clock.next_step_at = clock.next_step = None
