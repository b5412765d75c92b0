"""What an action on many tickets would do, in figures, so that a person knows before they say yes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.models.sla import LIFE, Clock, ClockState, LifeEvent, Pause, Target
from app.models.ticket import Priority, Status, Ticket
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from app.services.handling.actions import Action
from app.services.handling.choosing import RAISABLE, chosen

# To whom tickets may be given is shown with each of them, by `owners`.
_APPLIES: dict[Action, ColumnElement[bool]] = {
    Action.RAISE_PRIORITY: Ticket.status.in_(RAISABLE) & (Ticket.priority != Priority.URGENT),
    Action.WAIT: Ticket.status == Status.OPEN,
    Action.GO_ON: Ticket.status == Status.WAITING,
}


@dataclass(frozen=True)
class Foreseen:
    """What an action would do now: to `count` tickets, and not to the `skipped` ones, to which it does not apply.

    `late` are those among the `count` whose deadline has passed; where they go on, that had passed when they were
    paused, so that they are late again at once. `clocks` are paused or run on; `unanswered` are the first responses
    that are owed all the same while they wait. `reasons` are those to wait that the policies of all of them know.
    """

    action: Action
    count: int
    skipped: int
    late: int
    clocks: int = 0
    unanswered: int = 0
    reasons: tuple[str, ...] = ()


def foresee(
    session: Session,
    rulebook: Rulebook,
    action: Action,
    ticket_ids: Collection[int],
    *,
    reason: str = WAITING_FOR_CUSTOMER,
    now: datetime,
) -> Foreseen:
    """Work out what raising, waiting or going on would do to tickets as they are now; nothing is changed.

    `reason` is what a wait would be for.
    """
    applies, is_chosen = _APPLIES[action], Ticket.id.in_(chosen(ticket_ids))
    counted = select(func.count(case((applies, 1))), func.count(case((~applies, 1)))).where(is_chosen)
    count, skipped = session.execute(counted).one()
    wanted = is_chosen & applies
    if action is Action.GO_ON:
        clocks, late = _running_on(session, wanted)
        return Foreseen(action, count, skipped, late, clocks)
    late = _late(session, wanted, now)
    if action is Action.RAISE_PRIORITY:
        return Foreseen(action, count, skipped, late)
    reasons = _reasons(session, rulebook, wanted)
    return Foreseen(action, count, skipped, late, *_pausing(session, rulebook, wanted, reason), reasons)


def _reasons(session: Session, rulebook: Rulebook, wanted: ColumnElement[bool]) -> tuple[str, ...]:
    """Return for what all of the tickets can wait: always for the customer."""
    codes = session.scalars(select(Ticket.policy).where(wanted).distinct()).all()
    known = [rulebook.in_force(session, code).policy.pauses for code in codes]
    shared = (reason for reason in (known[0] if known else ()) if all(reason in each for each in known))
    return tuple(dict.fromkeys((WAITING_FOR_CUSTOMER, *shared)))


def _late(session: Session, wanted: ColumnElement[bool], now: datetime) -> int:
    late = select(func.count(Ticket.id.distinct())).join(Clock, Clock.ticket_id == Ticket.id)
    return session.scalar(late.where(wanted, Clock.state == ClockState.RUNNING, Clock.due_at < now)) or 0


def _pausing(session: Session, rulebook: Rulebook, wanted: ColumnElement[bool], reason: str) -> tuple[int, int]:
    """Return how many clocks a wait would pause, and how many first responses would run on."""
    running = (
        select(Clock.policy_version_id, Clock.target, func.count())
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(wanted, Clock.state == ClockState.RUNNING)
        .group_by(Clock.policy_version_id, Clock.target)
    )
    pausing = unanswered = 0
    for version_id, target, count in session.execute(running):
        rule = rulebook.policy(session, version_id).pauses.get(reason)
        if target in LIFE[LifeEvent.WAITING] and rule and target in rule:
            pausing += count
        elif target is Target.FIRST_RESPONSE:
            unanswered += count
    return pausing, unanswered


def _running_on(session: Session, wanted: ColumnElement[bool]) -> tuple[int, int]:
    """Return how many clocks would run on, and of how many tickets one was late before it was paused."""
    late = case((Clock.due_at < Pause.started_at, Clock.ticket_id))
    paused = (
        select(func.count(), func.count(late.distinct()))
        .select_from(Clock)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .join(Pause, (Pause.clock_id == Clock.id) & Pause.ended_at.is_(None))
        .where(wanted, Clock.state == ClockState.PAUSED, Clock.target.in_(LIFE[LifeEvent.CUSTOMER_REPLIED]))
    )
    clocks, of_tickets = session.execute(paused).one()
    return clocks, of_tickets
