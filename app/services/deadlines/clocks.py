"""Starts, pauses and stops the clocks of a ticket, and works out what each owes next."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.deadline import Deadline, Owed
from app.models.policy import Policy, TargetRule
from app.models.sla import LIVE, Clock, ClockState, LifeEvent, Pause, Target
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.raised import Raised, raised_of
from app.services.deadlines.rule_lock import hold_rules
from app.services.deadlines.rulebook import Rulebook, Rules

WAITING_FOR_CUSTOMER = "waiting_for_customer"
# The reason of a pause in the details of the event.
PAUSE = "pause"
# An event that takes another one back names it in its details.
UNDONE = "undone"


class Wait(NamedTuple):
    """Why and since when a complaint waits."""

    reason: str
    since: datetime


class Past(NamedTuple):
    """What a clock has gone through: its ended pauses in their order, and the steps that were raised."""

    pauses: Sequence[tuple[datetime, datetime]]
    raised: Raised


def lock_live_clocks(session: Session, ticket: Ticket) -> list[Clock]:
    """Return a ticket's running and paused clocks, and keep everybody else, the sweep included, from them and from it.

    They are locked before their ticket, here as in the sweep: in one order nobody waits for ever. What others changed
    until then is read again, so that nobody is refused because the sweep was at work.
    """
    hold_rules(session)
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


def lock_live_clocks_of(
    session: Session, ticket_ids: Collection[int], *, patient: bool = True
) -> list[tuple[Ticket, list[Clock]]]:
    """Do the same for many tickets at once, in the order of their identity; return each with its live clocks.

    Who holds some of them already is not `patient`: the statement fails where somebody else has one of the others.
    """
    hold_rules(session)
    statement = (
        select(Clock)
        .where(Clock.ticket_id.in_(ticket_ids), Clock.state.in_(LIVE))
        .order_by(Clock.id)
        .with_for_update(nowait=not patient)
        .execution_options(populate_existing=True)
    )
    session.scalars(statement).all()
    tickets = session.scalars(
        select(Ticket)
        .where(Ticket.id.in_(ticket_ids))
        .order_by(Ticket.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    live: defaultdict[int, list[Clock]] = defaultdict(list)
    for clock in session.scalars(statement):
        live[clock.ticket_id].append(clock)
    return [(ticket, live[ticket.id]) for ticket in tickets]


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
    _owe(clock, deadline.next_owed(rules.policy.ladder(target, clock.fast_lane), {}))
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


def wait_of(session: Session, ticket: Ticket, *, at: datetime) -> Wait:
    """Return what a waiting ticket waits for; one that was imported waits for the customer, since `at`.

    A wait that goes on because its end was undone is the same wait, with the same limit.
    """
    statement = select(TicketEvent.details, TicketEvent.at).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.kind == LifeEvent.WAITING.value
    )
    for details, since in session.execute(statement.order_by(TicketEvent.id.desc())):
        if UNDONE not in (details or {}):
            return Wait((details or {}).get(PAUSE, WAITING_FOR_CUSTOMER), since)
    return Wait(WAITING_FOR_CUSTOMER, at)


def pause(
    session: Session, rulebook: Rulebook, clock: Clock, wait: Wait, *, at: datetime, person_id: int | None
) -> None:
    """Pause a running clock, if its policy knows the reason for its target and the longest pause is not over."""
    rule = rulebook.policy(session, clock.policy_version_id).pauses.get(wait.reason)
    if clock.state is not ClockState.RUNNING or rule is None or clock.target not in rule:
        return
    resumes_at = None
    if rule.longest is not None:
        times = rulebook.times(session, clock.calendar_version_id)
        resumes_at = Deadline(wait.since, rule.measure, rule.longest, times).due
        if resumes_at <= at:
            return
    session.add(Pause(clock_id=clock.id, started_at=at, reason=wait.reason, resumes_at=resumes_at, person_id=person_id))
    clock.state = ClockState.PAUSED
    session.flush()
    plan(session, rulebook, clock)


def resume(session: Session, rulebook: Rulebook, clock: Clock, *, at: datetime) -> None:
    """Let a paused clock run on; what the pause took is added to its due time."""
    if clock.state is not ClockState.PAUSED:
        return
    _end_pause(session, clock, at=at)
    clock.state = ClockState.RUNNING
    clock.due_at = deadline_of(session, rulebook, clock).due
    plan(session, rulebook, clock)


def end_long_pauses(
    session: Session, rulebook: Rulebook, ticket: Ticket, live: Sequence[Clock], *, by: datetime
) -> None:
    """Let the clocks run on whose longest pause is over by an instant, as the sweep does that comes when it comes.

    Each runs on at its own limit, which is that of its own policy version. When none is left that waits, the complaint
    is open again.
    """
    paused = [clock for clock in live if clock.state is ClockState.PAUSED]
    over = {
        pause.clock_id: pause for pause in _open_pauses(session, paused) if pause.resumes_at and pause.resumes_at <= by
    }
    if not over:
        return
    for clock in paused:
        if clock.id in over:
            resume(session, rulebook, clock, at=over[clock.id].resumes_at or by)
    opens = ticket.status is Status.WAITING and len(over) == len(paused)
    if opens:
        ticket.status = Status.OPEN
    ended = [
        (ticket.id, clock.target, over[clock.id].reason, over[clock.id].resumes_at)
        for clock in paused
        if clock.id in over
    ]
    session.add_all(TicketEvent(**each) for each in ends_of_waits(ended, {ticket.id} if opens else set()))
    session.flush()


def ends_of_waits(ended: Iterable[tuple[int, Target, str, datetime | None]], opened: set[int]) -> list[dict[str, Any]]:
    """Return the events of pauses (ticket, target, reason, end) that ended by themselves: one for each ticket and end.

    The last one of a ticket that was `opened` says so.
    """
    targets: dict[tuple[int, datetime, str], list[Target]] = {}
    for ticket_id, target, reason, at in ended:
        assert at is not None, "a pause without a limit does not end by itself"
        targets.setdefault((ticket_id, at, reason), []).append(target)
    events: dict[int, dict[str, Any]] = {}
    found = []
    for (ticket_id, at, reason), of_targets in sorted(targets.items()):
        details: dict[str, Any] = {PAUSE: reason, "targets": sorted(set(of_targets)), "by_itself": True}
        events[ticket_id] = {"ticket_id": ticket_id, "at": at, "kind": LifeEvent.RESUMED.value, "details": details}
        found.append(events[ticket_id])
    for ticket_id in opened:
        events[ticket_id]["details"]["status"] = [Status.WAITING.value, Status.OPEN.value]
    return found


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


def deadline_of(session: Session, rulebook: Rulebook, clock: Clock) -> Deadline:
    """Return the deadline as the clock's frozen versions and its ledger of ended pauses make it."""
    return deadline_with(session, rulebook, clock, pauses_of(session, [clock.id])[clock.id])


def pauses_of(session: Session, clock_ids: Collection[int]) -> defaultdict[int, list[tuple[datetime, datetime]]]:
    """Return the ended pauses in their order, by clock."""
    rows = session.execute(
        select(Pause.clock_id, Pause.started_at, Pause.ended_at)
        .where(Pause.clock_id.in_(clock_ids), Pause.ended_at.is_not(None))
        .order_by(Pause.started_at)
    )
    pauses: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for clock_id, started, ended in rows:
        if ended is not None:
            pauses[clock_id].append((started, ended))
    return pauses


def plan(session: Session, rulebook: Rulebook, clock: Clock, past: Past | None = None) -> None:
    """Set when the sweep has to look at a clock: for its next step, or for the end of its longest pause.

    A step that was raised is never owed again; only a running, armed clock owes one. Its `past` is read where nobody
    has read it yet.
    """
    clock.next_step_at = clock.next_step = None
    if clock.quarantined is not None:
        return
    if clock.state is ClockState.PAUSED:
        clock.next_step_at = _open_pauses(session, [clock])[0].resumes_at
    elif clock.state is ClockState.RUNNING and clock.armed:
        ladder = rulebook.policy(session, clock.policy_version_id).ladder(clock.target, clock.fast_lane)
        pauses, raised = past or pasts_of(session, [clock.id])[clock.id]
        deadline = deadline_with(session, rulebook, clock, pauses)
        _owe(clock, deadline.next_owed(raised.left(ladder, deadline.due), raised.last))


def pasts_of(session: Session, clock_ids: Collection[int]) -> dict[int, Past]:
    """Return what clocks have gone through."""
    pauses, raised = pauses_of(session, clock_ids), raised_of(session, clock_ids)
    return {id_: Past(pauses[id_], raised[id_]) for id_ in clock_ids}


def _owe(clock: Clock, owed: Owed | None) -> None:
    clock.next_step_at = owed.at if owed else None
    clock.next_step = owed.step.key if owed else None


def deadline_with(
    session: Session, rulebook: Rulebook, clock: Clock, pauses: Sequence[tuple[datetime, datetime]]
) -> Deadline:
    """Return the deadline as the clock's frozen versions make it, with pauses that have been read."""
    return Deadline(
        clock.started_at,
        clock.measure,
        clock.amount,
        rulebook.times(session, clock.calendar_version_id),
        counting=clock.counting,
        recorded_due_at=clock.recorded_due_at,
        pauses=pauses,
        fast_lane=clock.fast_lane,
    )


def _open_pauses(session: Session, clocks: Iterable[Clock]) -> Sequence[Pause]:
    ids = [clock.id for clock in clocks]
    if not ids:
        return ()
    return session.scalars(select(Pause).where(Pause.clock_id.in_(ids), Pause.ended_at.is_(None))).all()


def _end_pause(session: Session, clock: Clock, *, at: datetime) -> None:
    (pause,) = _open_pauses(session, [clock])
    # The ledger may hold an end that was entered with an earlier time than the start.
    pause.ended_at = max(at, pause.started_at)
    session.flush()


def _end(clock: Clock, state: ClockState, *, at: datetime) -> None:
    clock.state = state
    clock.stopped_at = at
    # What was set aside waits for nobody any more: given back to the sweep, it would escalate though it has ended.
    clock.quarantined = clock.next_step_at = clock.next_step = None
