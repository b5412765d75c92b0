"""What is owed to whom of a raised step, over which way, and from when on: the rows of the outbox."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.escalation import Delivery, Notification
from app.services.bulk import BulkInsert
from app.services.changes import note
from app.services.deadlines.audience import Listener

INBOX = "inbox"


class NewMessage(NamedTuple):
    """One row to be written, in the order of its columns."""

    escalation_id: int
    fast_lane: bool
    person_id: int | None
    channel: str
    address_id: int | None
    state: Delivery
    next_attempt_at: datetime | None
    sent_at: datetime | None


class Heard(NamedTuple):
    """Who hears of a raised step, and how long that may wait for the digest of those who want one.

    Nothing waits in the fast lane, nothing without a `due_at`, and nothing that would leave outside the `open` hours.
    What tells of a deadline that has passed does not wait for `owner_id`, who answers for it; a warning does not wait
    until it is one no more.
    """

    listeners: Sequence[Listener]
    fast_lane: bool
    due_at: datetime | None = None
    owner_id: int | None = None
    open: BusinessCalendar | None = None

    def leaves_at(self, listener: Listener, now: datetime) -> datetime:
        """Return when a message for somebody may leave."""
        if not listener.digest_minutes or self.fast_lane or self.due_at is None or self.open is None:
            return now
        at = next_digest(listener.digest_minutes, now)
        too_late = listener.id == self.owner_id if self.due_at <= now else at >= self.due_at
        return now if too_late or not self.open.is_open(at) else at


def next_digest(minutes: int, now: datetime) -> datetime:
    """Return when the next digest leaves: so many minutes lie between two, in step with the hour where they fit."""
    span = minutes * 60
    return datetime.fromtimestamp((int(now.timestamp()) // span + 1) * span, UTC)


def messages(escalation_id: int, heard: Heard, *, now: datetime) -> Iterator[NewMessage]:
    """Yield the messages owed for an escalation: one for each listener over each way that reaches them.

    The inbox has its message at once: it is a list in which nothing rings. A group's robot is told once, however many
    of the group listen. Where nobody does, the inbox that everybody reads has it.
    """
    told: set[int | None] = set()
    fast_lane = heard.fast_lane
    for listener in heard.listeners:
        yield NewMessage(escalation_id, fast_lane, listener.id, INBOX, None, Delivery.SENT, None, now)
        for channel, address_id, shared in listener.ways:
            if shared and address_id in told:
                continue
            told.add(address_id)
            person_id, at = (None, now) if shared else (listener.id, heard.leaves_at(listener, now))
            yield NewMessage(escalation_id, fast_lane, person_id, channel, address_id, Delivery.PENDING, at, None)
    if not heard.listeners:
        yield NewMessage(escalation_id, fast_lane, None, INBOX, None, Delivery.SENT, None, now)


def write_messages(session: Session, owed: Sequence[NewMessage]) -> None:
    """Add messages to the outbox."""
    BulkInsert(session.connection(), Notification, NewMessage._fields, {"attempts": 0})(owed)
    # They have no identity yet, and who reads messages reads the newest.
    note(session, Notification, None if owed else ())
