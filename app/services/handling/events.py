"""What happens to a complaint, one event at a time: its status, its clocks and its record change together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.approval import Approval
from app.models.sla import LIFE, LIVE, STATUS, Clock, Effect, LifeEvent, Target
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.assessment.judge import RISK_FOUND, take_over_risk
from app.services.deadlines.approvals import ENDED, lapse_requests
from app.services.deadlines.clocks import cancel, next_cycle
from app.services.deadlines.life import apply_event
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.planning import plan
from app.services.deadlines.reclassify import reclassify
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.stage_spans import follow_stages
from app.services.deadlines.waits import PAUSE, end_long_pauses, pause, resume, wait_of
from app.services.handling.follow_up_life import open_or_end
from app.services.handling.loop import require_closed_loop
from app.services.handling.merging import follow_survivor
from app.services.handling.tasks import withdraw_all

# The reason of a restart in the details of the event.
RESTART = "restart"


class NotPossibleError(DomainError):
    """The event cannot happen to the ticket as it stands."""


class NoReasonError(DomainError):
    """The policy knows no such reason to wait or to begin anew."""


def happen(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    event: LifeEvent,
    *,
    person_id: int | None = None,
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
    now: datetime,
) -> None:
    """Record that an event happened to a ticket at `at` (by default now), and let its status and clocks follow.

    `details` hold the reason of a wait (`PAUSE`; without one it is for the customer) and of a restart (`RESTART`), as
    the policy knows them. A pause whose longest time was over by then has ended already. Raises `NotPossibleError`
    where the event does not fit the ticket's status or times, `NoReasonError`, and `NotClosedError` where something is
    still open about a complaint that is to be closed. Merging has a function of its own.
    """
    at = at or now
    live = lock_live_clocks(session, ticket)
    end_long_pauses(session, rulebook, ticket, live, by=at)
    reason = _reason(session, rulebook, ticket, event, details or {})
    _check(ticket, event, live, at=at, now=now)
    if event is LifeEvent.CLOSED:
        require_closed_loop(session, rulebook, ticket, now=now)
    _, after = STATUS[event]
    ticket.status = after or ticket.status
    if event in (LifeEvent.ANSWERED, LifeEvent.RESOLVED):
        ticket.first_responded_at = ticket.first_responded_at or at
        ticket.first_handler_id = ticket.first_handler_id or person_id
    if event is LifeEvent.RESOLVED:
        ticket.resolved_at = at
    elif event in (LifeEvent.CLOSED, LifeEvent.WITHDRAWN, LifeEvent.SPAM):
        ticket.closed_at = at
    elif event is LifeEvent.REOPENED:
        ticket.resolved_at = ticket.closed_at = None
    session.add(TicketEvent(ticket_id=ticket.id, at=at, kind=event.value, person_id=person_id, details=details))
    apply_event(session, rulebook, ticket, live, event, at=at, person_id=person_id, reason=reason)
    open_or_end(session, ticket, event, at=at)
    if after is not None:
        follow_stages(session, [ticket.id], at=at)
    if after in ENDED or any(clock.state not in LIVE for clock in live):
        lapse_requests(session, rulebook, ticket, at=at)
    if event in (LifeEvent.WITHDRAWN, LifeEvent.SPAM):
        withdraw_all(session, rulebook, ticket, person_id=person_id, now=now)


def merge(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    into: Ticket,
    *,
    person_id: int | None = None,
    now: datetime,
) -> None:
    """Merge a ticket into another one: of each target the earliest deadline lives on, in the surviving ticket.

    A deadline that moves over takes its pauses, its raised steps and what was asked about it along; the one it
    displaces is cancelled. From now on all of them wait where the surviving ticket does, as long as it may, and run
    where it does not. What was said, attached, asked of departments, promised and given follows, too. So does its risk,
    and with that all goes the fast lane. Where one of them is an import that nobody has armed, it escalates now.
    """
    if ticket.id == into.id:
        raise NotPossibleError("{number} cannot be merged into itself.", number=ticket.number)
    # In the order of their identity, so that two merges at once do not wait for each other for ever.
    locked = {each.id: lock_live_clocks(session, each) for each in sorted((ticket, into), key=lambda each: each.id)}
    escalates = any(clock.armed for live in locked.values() for clock in live)
    for each, live in ((ticket, locked[ticket.id]), (into, locked[into.id])):
        end_long_pauses(session, rulebook, each, live, by=now)
        _check(each, LifeEvent.MERGED, live, at=now, now=now)
        for clock in live:
            resume(session, rulebook, clock, at=now)
    for clock in locked[ticket.id]:
        rivals = [rival for rival in locked[into.id] if (rival.target, rival.subject) == (clock.target, clock.subject)]
        moves = LIFE[LifeEvent.MERGED][clock.target] is Effect.MOVE
        if moves and all(clock.due_at < rival.due_at for rival in rivals):
            for rival in rivals:
                cancel(session, rulebook, rival, at=now)
            _move(session, clock, into)
        else:
            cancel(session, rulebook, clock, at=now)
    if into.status is Status.WAITING:
        wait = wait_of(session, into, at=now)
        for clock in (clock for live in locked.values() for clock in live):
            pause(session, rulebook, clock, wait, at=now, person_id=person_id)
    for clock in (clock for live in locked.values() for clock in live if clock.state in LIVE):
        if escalates and not clock.armed:
            clock.armed = True
            plan(session, rulebook, clock)
    ticket.status = Status.MERGED
    ticket.merged_into_id = into.id
    ticket.closed_at = now
    follow_survivor(session, ticket, into)
    for each, details in ((ticket, {"into": into.number}), (into, {"from": ticket.number})):
        session.add(
            TicketEvent(ticket_id=each.id, at=now, kind=LifeEvent.MERGED.value, person_id=person_id, details=details)
        )
    follow_stages(session, [ticket.id, into.id], at=now)
    _take_over_risk(session, rulebook, ticket, into, person_id=person_id, now=now)
    for each in (ticket, into):
        lapse_requests(session, rulebook, each, at=now)


def _take_over_risk(
    session: Session, rulebook: Rulebook, ticket: Ticket, into: Ticket, *, person_id: int | None, now: datetime
) -> None:
    was = into.high_risk
    kinds = list(take_over_risk(session, rulebook.desk(session), ticket, into))
    if kinds:
        session.add(
            TicketEvent(ticket_id=into.id, at=now, kind=RISK_FOUND, person_id=person_id, details={"kinds": kinds})
        )
    if into.status is Status.WAITING and (kinds or into.high_risk is not was):
        happen(session, rulebook, into, LifeEvent.RESUMED, person_id=person_id, details={"risk": kinds}, now=now)
    if into.high_risk:
        # What is in the fast lane already is measured by what its own complaint was promised.
        slow = select(Clock).where(Clock.ticket_id == into.id, Clock.state.in_(LIVE), Clock.fast_lane.is_(False))
        reclassify(session, rulebook, into, session.scalars(slow.order_by(Clock.id)).all(), now=now)


def _move(session: Session, clock: Clock, to: Ticket) -> None:
    cycle = next_cycle(session, to, clock.target, clock.subject)
    # The rounds of a task or a request are its own wherever it goes.
    clock.cycle = max(cycle, clock.cycle) if clock.target in (Target.TASK, Target.APPROVAL) else cycle
    clock.ticket_id = to.id
    session.flush()
    if clock.target is not Target.APPROVAL:
        for approval in session.scalars(select(Approval).where(Approval.clock_id == clock.id)):
            approval.ticket_id = to.id


def _reason(session: Session, rulebook: Rulebook, ticket: Ticket, event: LifeEvent, details: Mapping[str, Any]) -> str:
    """Return the reason that an event was given, where it takes one and the ticket's policy knows it."""
    is_restart = event is LifeEvent.RESTARTED
    if not is_restart and not (event is LifeEvent.WAITING and PAUSE in details):
        return ""
    policy = rulebook.in_force(session, ticket.policy).policy
    given = str(details.get(RESTART if is_restart else PAUSE, ""))
    if given not in (policy.restarts if is_restart else policy.pauses):
        raise NoReasonError(
            "{number}: the policy knows no such reason: {reason}.", number=ticket.number, reason=given or "–"
        )
    return given


def _check(ticket: Ticket, event: LifeEvent, live: Sequence[Clock], *, at: datetime, now: datetime) -> None:
    possible_from, _ = STATUS[event]
    if ticket.status not in possible_from:
        raise NotPossibleError(
            "{number} is {status}: it cannot be {event}.", number=ticket.number, status=ticket.status, event=event
        )
    begun = [clock.started_at for clock in live if clock.target in LIFE[event]]
    since = max(filter(None, [ticket.received_at, ticket.resolved_at, ticket.closed_at, *begun]))
    if not since <= at <= now:
        raise NotPossibleError(
            "{at} lies in the future, or before {number} came to where it stands ({since}).",
            at=at.isoformat(),
            number=ticket.number,
            since=since.isoformat(),
        )
