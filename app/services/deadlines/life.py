"""Does to the clocks of a ticket what a life event does to them, as the table says."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.policy import TargetRule
from app.models.promise import Progress
from app.models.sla import LIFE, Clock, Effect, LifeEvent, Target
from app.models.ticket import Status, Ticket
from app.services.deadlines.clocks import begin, cancel, lapse, new_clock, rule_for, start, stop
from app.services.deadlines.rulebook import Rulebook, Rules
from app.services.deadlines.waits import pause, resume, wait_of

# By what a milestone is met: a result told to the customer is an answer, and news.
_PROGRESS: Mapping[LifeEvent, frozenset[Progress]] = {
    LifeEvent.ANSWERED: frozenset({Progress.ANSWERED}),
    LifeEvent.INFORMED: frozenset({Progress.INFORMED}),
    LifeEvent.RESOLVED: frozenset({Progress.RESOLVED, Progress.ANSWERED, Progress.INFORMED}),
    LifeEvent.FOLLOWED_UP: frozenset({Progress.FOLLOWED_UP}),
}
_OPEN = (Status.OPEN, Status.WAITING)
_STARTS = {Effect.START, Effect.REPEAT}


def first_clocks(session: Session, rulebook: Rulebook, ticket: Ticket, *, at: datetime) -> list[Clock]:
    """Return the clocks that a complaint begins with which has had none; whoever records it writes them."""
    rules = rulebook.in_force(session, ticket.policy)
    begun = [
        new_clock(session, rulebook, rules, ticket, target, at=at, subject=subject, cycle=1)
        for target, effect in LIFE[LifeEvent.RECORDED].items()
        for subject in _subjects(session, rules, ticket, target, effect)
    ]
    return [clock for clock in begun if clock is not None]


def apply_event(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    live: Sequence[Clock],
    event: LifeEvent,
    *,
    at: datetime,
    person_id: int | None,
    reason: str = "",
) -> None:
    """Do to the live clocks of a ticket, which are locked, what the event does to them at the instant `at`.

    The ticket has the status that the event gives it, and the event is on record; `reason` is that of a restart.
    """
    effects = LIFE[event]
    rules = rulebook.in_force(session, ticket.policy) if _STARTS & set(effects.values()) else None
    wait = wait_of(session, ticket, at=at) if event is LifeEvent.WAITING else None
    for target, effect in effects.items():
        of_target = [clock for clock in live if clock.target is target]
        if rules and effect in _STARTS:
            for subject in _subjects(session, rules, ticket, target, effect):
                if all(clock.subject != subject for clock in of_target):
                    begin(session, rulebook, rules, ticket, target, at=at, subject=subject)
        for clock in of_target:
            if effect is Effect.STOP:
                stop(session, rulebook, clock, at=at)
            elif effect is Effect.MEET:
                _meet(session, rulebook, ticket, clock, event, at=at)
            elif effect is Effect.LAPSE:
                lapse(session, rulebook, clock, at=at)
            elif effect is Effect.CANCEL:
                cancel(session, rulebook, clock, at=at)
            elif effect is Effect.PAUSE and wait:
                pause(session, rulebook, clock, wait, at=at, person_id=person_id)
            elif effect is Effect.RESUME:
                resume(session, rulebook, clock, at=at)
            elif effect is Effect.RESTART and _restarts(session, rulebook, clock, reason):
                lapse(session, rulebook, clock, at=at)
                start(session, rulebook, ticket, target, at=at, subject=clock.subject, department=clock.department)


def _subjects(session: Session, rules: Rules, ticket: Ticket, target: Target, effect: Effect) -> Sequence[str]:
    """Return what of a target begins: the stage that the ticket is in; of milestones every one, or what repeats."""
    if target is Target.STAGE:
        return (ticket.stage,)
    if target is not Target.MILESTONE:
        return ("",)
    found = {name: rule_for(session, rules.policy, ticket, target, name=name) for name in rules.policy.names(target)}
    return [name for name, rule in found.items() if rule and (effect is Effect.START or rule.repeats)]


def _meet(
    session: Session, rulebook: Rulebook, ticket: Ticket, clock: Clock, event: LifeEvent, *, at: datetime
) -> None:
    """Stop a milestone that the event meets; another one goes on, and no longer waits where the complaint does not."""
    rule = _rule_of(session, rulebook, ticket, clock)
    if not rule.met_by & _PROGRESS[event]:
        if ticket.status is not Status.WAITING:
            resume(session, rulebook, clock, at=at)
        return
    stop(session, rulebook, clock, at=at)
    if rule.repeats and ticket.status in _OPEN:
        # One that is not written yet would not be found there.
        cycle = None if clock.id else clock.cycle + 1
        start(session, rulebook, ticket, clock.target, at=at, subject=clock.subject, cycle=cycle)


def _rule_of(session: Session, rulebook: Rulebook, ticket: Ticket, clock: Clock) -> TargetRule:
    """Return the rule of a milestone in the version that its clock has frozen, also where the ticket fits none now."""
    policy = rulebook.policy(session, clock.policy_version_id)
    fitting = rule_for(session, policy, ticket, clock.target, name=clock.subject)
    named = (rule for rule in policy.targets if (rule.target, rule.name) == (clock.target, clock.subject))
    return fitting or next(named)


def _restarts(session: Session, rulebook: Rulebook, clock: Clock, reason: str) -> bool:
    policy = rulebook.policy(session, clock.policy_version_id)
    return clock.target in policy.restarts.get(reason, frozenset())
