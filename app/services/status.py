"""The state of the background duties in words: what runs, what is held, what waits for a person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.escalation import Delivery, Notification
from app.models.sla import LIVE, Clock
from app.models.ticket import Ticket
from app.services.deadlines.delivery import WAITS_FOR_A_PERSON
from app.services.holds import open_hold
from app.services.pulse import read_beats


def status_lines(session: Session, *, now: datetime) -> Iterator[str]:
    """Yield one sentence for each thing that somebody who looks after the floor wants to know."""
    tickets = session.scalar(select(func.count()).select_from(Ticket))
    live = session.scalar(select(func.count()).select_from(Clock).where(Clock.state.in_(LIVE)))
    late = session.scalar(select(func.count()).select_from(Clock).where(Clock.state.in_(LIVE), Clock.due_at < now))
    yield f"{tickets} tickets, {live} live clocks, {late} of them late."
    beats = read_beats(session, now=now)
    for duty, beat in beats.items():
        ago = f"{max((now - beat.at) // timedelta(seconds=1), 0)} s ago"
        beside = f"; {', '.join(beat.beside)} does it too" if beat.beside else ""
        yield f"{duty}: ran {ago} in {beat.process}{', and is stale' if beat.is_stale(now=now) else beside}."
    if not beats:
        yield "No sweep has run yet: start `main.py serve`."
    if hold := open_hold(session):
        since = f"{hold.held_at:%Y-%m-%d %H:%M} UTC"
        yield f"The sweep is stopped since {since}: {hold.reason}. `db confirm-time` resumes it."
    for clock_id, number, reason in session.execute(
        select(Clock.id, Ticket.number, Clock.quarantined).join(Ticket).where(Clock.quarantined.is_not(None))
    ):
        yield f"Clock {clock_id} of {number} was set aside: {reason}. `db release {clock_id}` tries it again."
    for message in session.scalars(
        select(Notification)
        .where(Notification.state.in_(WAITS_FOR_A_PERSON), Notification.carried_by_id.is_(None))
        .order_by(Notification.id)
    ):
        yield (
            f"Message {message.id} by {message.channel} is {message.state}: {message.last_error}. "
            f"`db send-again {message.id}` sends it once more, `db settle {message.id}` leaves it."
        )
    put_off = (
        select(Notification.channel, Notification.last_error, func.count())
        .where(Notification.state == Delivery.PENDING, Notification.last_error.is_not(None))
        .group_by(Notification.channel, Notification.last_error)
        .order_by(Notification.channel, Notification.last_error)
    )
    for channel, reason, count in session.execute(put_off):
        yield f"{count} messages by {channel} are tried again: {reason}."
