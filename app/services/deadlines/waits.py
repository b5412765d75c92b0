"""Waits (暂停): what a complaint waits for, which of its clocks stand still meanwhile, and how long they may."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.deadline import Deadline
from app.models.sla import Clock, ClockState, LifeEvent, Pause, Target
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.planning import deadline_of, open_pauses, plan
from app.services.deadlines.rulebook import Rulebook

WAITING_FOR_CUSTOMER = "waiting_for_customer"
# The reason of a pause in the details of the event.
PAUSE = "pause"
# An event that takes another one back names it in its details.
UNDONE = "undone"


class Wait(NamedTuple):
    """Why and since when a complaint waits."""

    reason: str
    since: datetime


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
        pause.clock_id: pause for pause in open_pauses(session, paused) if pause.resumes_at and pause.resumes_at <= by
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


def _end_pause(session: Session, clock: Clock, *, at: datetime) -> None:
    (pause,) = open_pauses(session, [clock])
    # The ledger may hold an end that was entered with an earlier time than the start.
    pause.ended_at = max(at, pause.started_at)
    session.flush()
