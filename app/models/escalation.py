"""What the sweep leaves behind: steps that were raised, messages that are owed, the sweep's own pulse."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Words

# The step of the alert that a clock was set aside; no ladder has a step of this key, nor of those below.
QUARANTINED = "quarantined"
# The steps of what is told beside the ladders: a department has answered, a promise falls due, or was not kept in time.
TASK_ANSWERED, PROMISE_DUE, PROMISE_LATE = "task answered", "promise due", "promise late"
BESIDE_LADDERS = (QUARANTINED, TASK_ANSWERED, PROMISE_DUE, PROMISE_LATE)


class Outcome(StrEnum):
    """What a raised step did about messages."""

    NOTIFIED = "notified"
    # A higher step fell due in the same sweep and speaks for it.
    SUPERSEDED = "superseded"
    # Its time was over before the imported clock was armed: on record, and silent.
    PASSED = "passed"


class Escalation(Base):
    """The record (升级记录) that one occurrence of a step was raised, once."""

    __tablename__ = "escalation"

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    step: Mapped[str] = mapped_column(String(64))
    occurrence: Mapped[int]
    # When the step was owed, when it was raised, and the deadline it spoke of.
    planned_at: Mapped[datetime]
    raised_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(Words(Outcome))
    raised_by: Mapped[str] = mapped_column(String(200))

    __table_args__ = (UniqueConstraint("clock_id", "step", "occurrence"), NEVER_REUSED)


class Acknowledgement(Base):
    """Somebody has seen (知悉) one occurrence of a step: it is not repeated, the ladder goes on."""

    __tablename__ = "acknowledgement"

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    step: Mapped[str] = mapped_column(String(64))
    occurrence: Mapped[int]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("clock_id", "step", "occurrence"), NEVER_REUSED)


class Delivery(StrEnum):
    """How far a message has come."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    # Refused for good: the reason is in `last_error`.
    FAILED = "failed"
    # The sender died, or the line broke, while the message was under way: a person decides.
    UNKNOWN = "unknown"
    # The clock was stopped before the message left: it would only alarm.
    WITHDRAWN = "withdrawn"
    # It failed, or its fate was unknown, and a person said that nothing more is to be sent.
    SETTLED = "settled"


class Notification(Base):
    """A message (通知) owed to one person over one channel; its words are made from the escalation when it leaves.

    `person_id` is None for the inbox that everybody on the floor reads, when nobody holds the role that should hear,
    and for a group's robot, which is told once of an escalation, however many of the group should hear. `address_id`
    names the address where it is none that the person has anyway.
    """

    __tablename__ = "notification"

    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(32))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("channel_address.id"))
    state: Mapped[Delivery] = mapped_column(Words(Delivery), default=Delivery.PENDING)
    fast_lane: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    # When a sender may next take it up; while one has it, when its lease ends.
    next_attempt_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    # The message that spoke for this one too: of a flood, or of a digest.
    carried_by_id: Mapped[int | None] = mapped_column(ForeignKey("notification.id"))
    last_error: Mapped[str | None] = mapped_column(String(1000))

    __table_args__ = (
        UniqueConstraint("escalation_id", "person_id", "channel"),
        # A group's message names no person, and without one the constraint above keeps nothing apart.
        Index(
            "uq_notification_address",
            "escalation_id",
            "address_id",
            unique=True,
            sqlite_where=text("address_id IS NOT NULL"),
            postgresql_where=text("address_id IS NOT NULL"),
        ),
        Index(
            "ix_notification_next_attempt_at",
            "next_attempt_at",
            sqlite_where=text("next_attempt_at IS NOT NULL"),
            postgresql_where=text("next_attempt_at IS NOT NULL"),
        ),
        # What has left lately: nobody is to be flooded.
        Index(
            "ix_notification_sent_at",
            "sent_at",
            sqlite_where=text("channel <> 'inbox'"),
            postgresql_where=text("channel <> 'inbox'"),
        ),
        Index(
            "ix_notification_carried_by_id",
            "carried_by_id",
            sqlite_where=text("carried_by_id IS NOT NULL"),
            postgresql_where=text("carried_by_id IS NOT NULL"),
        ),
        # What somebody has still to read in the console.
        Index(
            "ix_notification_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL AND channel = 'inbox'"),
            postgresql_where=text("read_at IS NULL AND channel = 'inbox'"),
        ),
        NEVER_REUSED,
    )


class AlarmCall(Base):
    """A message that does not pass through the outbox; on record from before it leaves.

    It is owed to an administrator about a duty that is silent (`alert_id`), or to somebody who is called for help
    (`call_out_id`). `address_id` names the address where it is none that the person has anyway; then it may be that of
    a group.
    """

    __tablename__ = "alarm_call"

    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    call_out_id: Mapped[int | None] = mapped_column(ForeignKey("call_out.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(32))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("channel_address.id"))
    state: Mapped[Delivery] = mapped_column(Words(Delivery), default=Delivery.PENDING)
    # When a sender may next take it up; while one has it, when its lease ends.
    next_attempt_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(1000))


class Heartbeat(Base):
    """When a process last did a background duty; every console shows it."""

    __tablename__ = "heartbeat"

    duty: Mapped[str] = mapped_column(String(32))
    beat_at: Mapped[datetime]
    # Seconds from one beat to the next.
    every: Mapped[int] = mapped_column(default=10)
    process: Mapped[str] = mapped_column(String(200))

    __table_args__ = (UniqueConstraint("duty", "process"), NEVER_REUSED)


class Hold(Base):
    """A stop of the sweep that waits for a person: the wall clock jumped, so no deadline can be trusted."""

    __tablename__ = "hold"

    reason: Mapped[str] = mapped_column(String(1000))
    held_at: Mapped[datetime]
    process: Mapped[str] = mapped_column(String(200))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(200))
