"""The activation of backup staff (备班启动) in three tiers, and the call of each person (呼叫应答)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words

# Team leads, supervisors and support on site; standby staff who are off shift; multi-skilled staff of other queues.
TIERS = (1, 2, 3)


class ActivationState(StrEnum):
    """How far an activation is."""

    ACTIVE = "active"
    # The clear level holds: people are being sent back.
    STANDING_DOWN = "standing_down"
    ENDED = "ended"


class CallOutState(StrEnum):
    """How far the call of one person is; see `app.services.floor.activation` for what follows what."""

    PROPOSED = "proposed"
    CALLED = "called"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    ON = "on"
    RELEASED = "released"
    # Nobody needs them any more, before they came on.
    WITHDRAWN = "withdrawn"


# While in these a person belongs to one activation and cannot be called for another.
BOUND = (CallOutState.CALLED, CallOutState.ACCEPTED, CallOutState.ON)
_BOUND = text("state IN ('called', 'accepted', 'on')")


class TierRule(Versioned, Base):
    """Who may be called in a tier, how many at most, and how they are ranked; a queue's own rule wins over the floor's.

    `ranking` are weights, see `app.services.staffing.tier_rules.PARTS`. Of tier 3, `donor_keeps` is the
    least service level (a share of 1) that a queue which gives people has to keep.
    """

    __tablename__ = "tier_rule"

    tier: Mapped[int]
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    # At most so many people of the tier at once.
    quota: Mapped[int]
    timeout_minutes: Mapped[int]
    # From the yes until they can help; a member of the queue may need longer (`QueueMember.productive_after`).
    productive_after: Mapped[int]
    # In hundredths of the floor's currency.
    hourly_cost: Mapped[int]
    # Minutes of rest that are owed for each hour on.
    rest_per_hour: Mapped[int]
    ranking: Mapped[dict[str, Any]]
    donor_keeps: Mapped[float | None]

    __table_args__ = (UniqueConstraint("tier", "queue_id"), NEVER_REUSED)


class Activation(Versioned, Base):
    """Backup staff called for one reason, from the first call until the last of them is released.

    `wanted` is the head count by tier ({"1": 2, …}); `promised` is what the what-if said of it when it was begun;
    `clear` says what has to come back to which level, for how many minutes, before people are sent back
    (`app.services.floor.activation.clear`).
    """

    __tablename__ = "activation"

    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")
    # Nobody really comes; figures of the floor leave it out.
    drill: Mapped[bool] = mapped_column(default=False, server_default="0")
    # Whether who is called is told over their channels; in a drill only where a lead wants it.
    tells: Mapped[bool] = mapped_column(default=True, server_default="1")
    state: Mapped[ActivationState] = mapped_column(Words(ActivationState), default=ActivationState.ACTIVE)
    wanted: Mapped[dict[str, Any]]
    promised: Mapped[dict[str, Any] | None]
    clear: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Since when what is measured has stayed below the clear level.
    clear_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        # For one queue (0: the whole floor) one activation at a time.
        Index(
            "uq_activation_running",
            text("coalesce(queue_id, 0)"),
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "started_at"),
        NEVER_REUSED,
    )


class CallOut(Versioned, Base):
    """One person who is to help: proposed, called, and what became of it. Nobody is bound twice at once.

    `score` are the parts of the ranking, so that the screen can say why; `token` is what a reply by e-mail carries.
    """

    __tablename__ = "call_out"

    activation_id: Mapped[int] = mapped_column(ForeignKey("activation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    tier: Mapped[int]
    # The queue that gives the person, in tier 3.
    donor_queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    state: Mapped[CallOutState] = mapped_column(Words(CallOutState), default=CallOutState.PROPOSED)
    rank: Mapped[int]
    score: Mapped[dict[str, Any]]
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    called_at: Mapped[datetime | None]
    # When what has to be told to them over channels was put on record; None: it is owed, once they are called.
    told_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    on_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    rest_owed_minutes: Mapped[int | None]
    # The shift that was written, or made longer, for it.
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))

    __table_args__ = (
        UniqueConstraint("activation_id", "person_id"),
        Index("uq_call_out_bound", "person_id", unique=True, sqlite_where=_BOUND, postgresql_where=_BOUND),
        NEVER_REUSED,
    )


class ActivationEvent(Base):
    """What happened in an activation, to a call-out or as a whole; the table can only be added to."""

    __tablename__ = "activation_event"

    activation_id: Mapped[int] = mapped_column(ForeignKey("activation.id"), index=True)
    call_out_id: Mapped[int | None] = mapped_column(ForeignKey("call_out.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(48))
    # Who did it; None: the clock, or a reply over `details["via"]`.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    details: Mapped[dict[str, Any] | None]


class MailReply(Base):
    """A mail that came into the mailbox for answers, and what became of it; nothing of its text is kept.

    `message_id` is the mail's own identity, so that one that is read twice, by whatever process, counts once.
    """

    __tablename__ = "mail_reply"

    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(String(320))
    outcome: Mapped[str] = mapped_column(String(32))
    call_out_id: Mapped[int | None] = mapped_column(ForeignKey("call_out.id"))
