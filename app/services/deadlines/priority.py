"""Lets the deadlines of complaints follow their priority, where a policy names priorities, and says what has moved."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.sla import LIVE, Clock, ClockState
from app.models.ticket import Status, Ticket
from app.services.deadlines.clocks import cancel, unstop
from app.services.deadlines.locking import lock_live_clocks_of
from app.services.deadlines.moved import dues_of, moved_between
from app.services.deadlines.reclassify import reclassify_all
from app.services.deadlines.rulebook import Rulebook


def follow_priority(
    session: Session,
    rulebook: Rulebook,
    tickets: Sequence[tuple[Ticket, Sequence[Clock]]],
    *,
    undoing: datetime | None = None,
    now: datetime,
) -> dict[int, list[dict[str, Any]]]:
    """Let the live clocks of tickets, which are locked, follow their priority; return what moved, for the record.

    With `undoing` they go on as though the priority had not been raised at that instant.
    """
    ids = asking_for_priority(session, rulebook, [ticket.id for ticket, _ in tickets])
    if not ids:
        return {}
    concerned = [(ticket, list(live)) for ticket, live in tickets if ticket.id in ids]
    before = {ticket.id: dues_of(live) for ticket, live in concerned}
    if undoing is not None:
        concerned = [
            (ticket, _given_back(session, rulebook, ticket, live, since=undoing)) for ticket, live in concerned
        ]
    reclassify_all(session, rulebook, concerned, now=now)
    found = {}
    for ticket, live in lock_live_clocks_of(session, ids):
        if moved := moved_between(before[ticket.id], dues_of(live)):
            found[ticket.id] = moved
    return found


def asking_for_priority(session: Session, rulebook: Rulebook, ticket_ids: Collection[int]) -> list[int]:
    """Return the tickets of which a policy that promises them something asks for the priority."""
    rows = session.execute(
        select(Ticket.id, Ticket.policy, Clock.policy_version_id)
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(Ticket.id.in_(ticket_ids), Clock.state.in_(LIVE))
        .distinct()
    ).all()
    policies = {
        (code, version): (rulebook.in_force(session, code).policy, rulebook.policy(session, version))
        for code, version in {(code, version) for _, code, version in rows}
    }
    asking = {key for key, both in policies.items() if any(rule.priorities for each in both for rule in each.targets)}
    return sorted({id_ for id_, *key in rows if tuple(key) in asking})


def _given_back(
    session: Session, rulebook: Rulebook, ticket: Ticket, live: list[Clock], *, since: datetime
) -> list[Clock]:
    """Let what was cancelled at an instant go on, in the place of what was begun then instead; return what is live."""
    ended = select(Clock).where(
        Clock.ticket_id == ticket.id, Clock.state == ClockState.CANCELLED, Clock.stopped_at == since
    )
    found = {(clock.target, clock.subject): clock for clock in live}
    for clock in session.scalars(ended.order_by(Clock.id)).all():
        instead = found.get((clock.target, clock.subject))
        if instead is not None and instead.started_at == since:
            cancel(session, rulebook, instead, at=since)
        elif instead is not None:
            continue
        unstop(session, rulebook, clock, waits=ticket.status is Status.WAITING)
        found[clock.target, clock.subject] = clock
    return sorted(found.values(), key=lambda clock: clock.id)
