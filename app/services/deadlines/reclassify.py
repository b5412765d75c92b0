"""What is known of a complaint has changed (risk, complexity, priority, customer): its open deadlines follow it."""

from collections import defaultdict
from collections.abc import Container, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.models.approval import Extension
from app.models.policy import TargetRule
from app.models.sla import LIFE, Clock, Effect, LifeEvent, Target
from app.models.ticket import Ticket
from app.services.database import reserve_ids
from app.services.deadlines.clocks import begin, cancel, rule_for
from app.services.deadlines.planning import Past, deadline_with, pasts_of, plan
from app.services.deadlines.rulebook import Rulebook

# Their name says which one they are; of the others it says whose.
_NAMED = (Target.STAGE, Target.MILESTONE)
# What may change of a clock here.
_WRITTEN = (
    "state",
    "fast_lane",
    "due_at",
    "stopped_at",
    "measure",
    "amount",
    "counting",
    "recorded_due_at",
    "next_step_at",
    "next_step",
    "quarantined",
)


def reclassify(
    session: Session, rulebook: Rulebook, ticket: Ticket, live: Sequence[Clock], *, now: datetime
) -> list[Clock]:
    """Measure the live clocks of a ticket anew, as `reclassify_all` does."""
    return reclassify_all(session, rulebook, [(ticket, live)], now=now)


def reclassify_all(
    session: Session, rulebook: Rulebook, tickets: Sequence[tuple[Ticket, Sequence[Clock]]], *, now: datetime
) -> list[Clock]:
    """Measure the live clocks of tickets, which are locked, by what their policies promise such tickets now.

    A clock keeps its start, its pauses and the version of its policy. One that was extended, or that another system
    set, keeps its amount, unless the complaint has come to the fast lane. Nobody is late for what nobody could know:
    where the shorter time is over already, it is given anew from `now`, if that ends before the time that was. What the
    policy does not promise such a complaint ends; what it promises such a one only begins. Returns the clocks that have
    another deadline now.
    """
    ids = [clock.id for _, live in tickets for clock in live]
    extended = set(
        session.scalars(
            select(Extension.clock_id).where(Extension.clock_id.in_(ids), Extension.in_force_at.is_not(None))
        )
    )
    pasts, cycles = pasts_of(session, ids), _cycles(session, [ticket.id for ticket, _ in tickets])
    moved = []
    for ticket, live in tickets:
        had = cycles[ticket.id]
        for clock in live:
            comes_to_fast_lane = ticket.high_risk and not clock.fast_lane
            clock.fast_lane = ticket.high_risk
            rule = _rule_of(session, rulebook, ticket, clock)
            bound = clock.amount is None or clock.id in extended
            if rule is None and not bound:
                cancel(session, rulebook, clock, at=now)
            elif rule is not None and comes_to_fast_lane:
                moved += _hurry(session, rulebook, ticket, clock, rule, pasts[clock.id], had, now=now)
            elif rule is not None and not bound:
                moved += _follow(session, rulebook, ticket, clock, rule, pasts[clock.id], had, now=now)
            plan(session, rulebook, clock, pasts[clock.id])
        moved += _begin_what_is_promised_now(session, rulebook, ticket, had, now=now)
    if len(tickets) > 1:
        _write_alike(session)
    session.flush()
    return moved


def _cycles(session: Session, ticket_ids: Sequence[int]) -> defaultdict[int, dict[tuple[Target, str], int]]:
    """Return the number of the last cycle that a ticket has had of each target and subject."""
    last = select(Clock.ticket_id, Clock.target, Clock.subject, func.max(Clock.cycle))
    found: defaultdict[int, dict[tuple[Target, str], int]] = defaultdict(dict)
    of_them = last.where(Clock.ticket_id.in_(ticket_ids)).group_by(Clock.ticket_id, Clock.target, Clock.subject)
    for ticket_id, target, subject, cycle in session.execute(of_them):
        found[ticket_id][target, subject] = cycle
    return found


def _write_alike(session: Session) -> None:
    """Let all clocks that have changed be written in one statement, and the new ones in another.

    That needs the same columns of each, and the identity of what is new.
    """
    for each in session.dirty:
        if isinstance(each, Clock) and session.is_modified(each):
            for name in _WRITTEN:
                flag_modified(each, name)
    new = [each for each in session.new if isinstance(each, Clock)]
    with session.no_autoflush:
        for clock, id_ in zip(new, reserve_ids(session, Clock, len(new)), strict=True):
            clock.id = id_


def _rule_of(session: Session, rulebook: Rulebook, ticket: Ticket, clock: Clock) -> TargetRule | None:
    name = clock.subject if clock.target in _NAMED else ""
    policy = rulebook.policy(session, clock.policy_version_id)
    return rule_for(session, policy, ticket, clock.target, name=name, department=clock.department)


def _as_by(clock: Clock, rule: TargetRule, *, fast_lane: bool) -> Clock:
    """Return what a clock would be by a rule, from its own start; it is not kept."""
    return Clock(
        started_at=clock.started_at,
        measure=rule.measure,
        amount=rule.amount,
        counting=rule.counting,
        calendar_version_id=clock.calendar_version_id,
        fast_lane=fast_lane,
    )


def _measure(session: Session, rulebook: Rulebook, clock: Clock, rule: TargetRule, past: Past) -> list[Clock]:
    """Give a clock the amount of a rule, from its own start."""
    if (clock.measure, clock.amount, clock.counting) == (rule.measure, rule.amount, rule.counting):
        return []
    clock.measure, clock.amount, clock.counting = rule.measure, rule.amount, rule.counting
    clock.recorded_due_at = None
    clock.due_at = deadline_with(session, rulebook, clock, past.pauses).due
    return [clock]


def _follow(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    clock: Clock,
    rule: TargetRule,
    past: Past,
    had: dict[tuple[Target, str], int],
    *,
    now: datetime,
) -> list[Clock]:
    """Give a clock the amount of a rule, from its own start; a shorter one that is over already from now on."""
    due_at = deadline_with(session, rulebook, _as_by(clock, rule, fast_lane=clock.fast_lane), past.pauses).due
    if due_at < clock.due_at and due_at <= now:
        return _hurry(session, rulebook, ticket, clock, rule, past, had, now=now)
    return _measure(session, rulebook, clock, rule, past)


def _hurry(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    clock: Clock,
    rule: TargetRule,
    past: Past,
    had: dict[tuple[Target, str], int],
    *,
    now: datetime,
) -> list[Clock]:
    """Give a clock a shorter time, from its start, else from now; never more than it has."""
    quick = _as_by(clock, rule, fast_lane=True)
    due_at = deadline_with(session, rulebook, quick, ()).due
    if now < due_at < clock.due_at:
        return _measure(session, rulebook, clock, rule, past)
    quick.started_at = now
    if due_at >= clock.due_at or deadline_with(session, rulebook, quick, ()).due >= clock.due_at:
        return []
    cancel(session, rulebook, clock, at=now)
    rules = rulebook.in_force(session, ticket.policy)
    begun = begin(
        session,
        rulebook,
        rules,
        ticket,
        clock.target,
        at=now,
        subject=clock.subject,
        department=clock.department,
        cycle=had[clock.target, clock.subject] + 1,
    )
    return [begun] if begun else []


def _begin_what_is_promised_now(
    session: Session, rulebook: Rulebook, ticket: Ticket, had: Container[tuple[Target, str]], *, now: datetime
) -> list[Clock]:
    """Start what the policy in force promises every such complaint from its record on, and this one has never had."""
    rules = rulebook.in_force(session, ticket.policy)
    begun = []
    for target, effect in LIFE[LifeEvent.RECORDED].items():
        names = (
            rules.policy.names(target) if target is Target.MILESTONE else (ticket.stage,) if target in _NAMED else ("",)
        )
        for subject in names:
            if effect is Effect.START and (target, subject) not in had:
                clock = begin(session, rulebook, rules, ticket, target, at=now, subject=subject, cycle=1)
                begun += [clock] if clock else []
    return begun
