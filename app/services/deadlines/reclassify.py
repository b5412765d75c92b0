"""What is known of a complaint has changed (risk, complexity, priority, customer): its open deadlines follow it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.approval import Extension
from app.models.policy import TargetRule
from app.models.sla import LIFE, Clock, Effect, LifeEvent, Target
from app.models.ticket import Ticket
from app.services.deadlines.clocks import begin, cancel, deadline_of, deadline_with, plan, rule_for
from app.services.deadlines.rulebook import Rulebook

# Their name says which one they are; of the others it says whose.
_NAMED = (Target.STAGE, Target.MILESTONE)


def reclassify(
    session: Session, rulebook: Rulebook, ticket: Ticket, live: Sequence[Clock], *, now: datetime
) -> list[Clock]:
    """Measure the live clocks of a ticket, which are locked, by what their policy promises such a ticket as it is now.

    A clock keeps its start, its pauses and the version of its policy. One that was extended, or that another system
    set, keeps its amount, unless the complaint has come to the fast lane. There nobody is late for what nobody could
    know: where the shorter time is over already, it is given anew from `now`, if that ends before the time that was.
    What the policy does not promise such a complaint ends; what it promises such a one only begins. Returns the clocks
    that have another deadline now.
    """
    extended = set(
        session.scalars(
            select(Extension.clock_id).where(
                Extension.clock_id.in_([clock.id for clock in live]), Extension.in_force_at.is_not(None)
            )
        )
    )
    moved = []
    for clock in live:
        comes_to_fast_lane = ticket.high_risk and not clock.fast_lane
        clock.fast_lane = ticket.high_risk
        rule = _rule_of(session, rulebook, ticket, clock)
        bound = clock.amount is None or clock.id in extended
        if rule is None and not bound:
            cancel(session, rulebook, clock, at=now)
        elif rule is not None and comes_to_fast_lane:
            moved += _hurry(session, rulebook, ticket, clock, rule, now=now)
        elif rule is not None and not bound:
            moved += _measure(session, rulebook, clock, rule)
        plan(session, rulebook, clock)
    moved += _begin_what_is_promised_now(session, rulebook, ticket, now=now)
    session.flush()
    return moved


def _rule_of(session: Session, rulebook: Rulebook, ticket: Ticket, clock: Clock) -> TargetRule | None:
    name = clock.subject if clock.target in _NAMED else ""
    policy = rulebook.policy(session, clock.policy_version_id)
    return rule_for(session, policy, ticket, clock.target, name=name, department=clock.department)


def _measure(session: Session, rulebook: Rulebook, clock: Clock, rule: TargetRule) -> list[Clock]:
    """Give a clock the amount of a rule, from its own start."""
    if (clock.measure, clock.amount, clock.counting) == (rule.measure, rule.amount, rule.counting):
        return []
    clock.measure, clock.amount, clock.counting = rule.measure, rule.amount, rule.counting
    clock.recorded_due_at = None
    session.flush()
    clock.due_at = deadline_of(session, rulebook, clock).due
    return [clock]


def _hurry(
    session: Session, rulebook: Rulebook, ticket: Ticket, clock: Clock, rule: TargetRule, *, now: datetime
) -> list[Clock]:
    """Give a clock that comes to the fast lane the time of that, from its start, else from now; never more time."""
    quick = Clock(
        started_at=clock.started_at,
        measure=rule.measure,
        amount=rule.amount,
        counting=rule.counting,
        calendar_version_id=clock.calendar_version_id,
        fast_lane=True,
    )
    due_at = deadline_with(session, rulebook, quick, ()).due
    if now < due_at < clock.due_at:
        return _measure(session, rulebook, clock, rule)
    quick.started_at = now
    if due_at >= clock.due_at or deadline_with(session, rulebook, quick, ()).due >= clock.due_at:
        return []
    cancel(session, rulebook, clock, at=now)
    rules = rulebook.in_force(session, ticket.policy)
    begun = begin(
        session, rulebook, rules, ticket, clock.target, at=now, subject=clock.subject, department=clock.department
    )
    return [begun] if begun else []


def _begin_what_is_promised_now(session: Session, rulebook: Rulebook, ticket: Ticket, *, now: datetime) -> list[Clock]:
    """Start what the policy in force promises every such complaint from its record on, and this one has never had."""
    rules = rulebook.in_force(session, ticket.policy)
    rows = session.execute(select(Clock.target, Clock.subject).where(Clock.ticket_id == ticket.id))
    had = {(target, subject) for target, subject in rows}
    begun = []
    for target, effect in LIFE[LifeEvent.RECORDED].items():
        names = (
            rules.policy.names(target) if target is Target.MILESTONE else (ticket.stage,) if target in _NAMED else ("",)
        )
        for subject in names:
            if effect is Effect.START and (target, subject) not in had:
                clock = begin(session, rulebook, rules, ticket, target, at=now, subject=subject)
                begun += [clock] if clock else []
    return begun
