"""Clocks (时钟): one target running on one subject, what freezes its rules, and what every life event does to it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.models.base import NEVER_REUSED, Base, Words
from app.models.words import LIVE as LIVE
from app.models.words import ClockState as ClockState
from app.models.words import Measure as Measure
from app.models.words import Status
from app.models.words import Target as Target


class RuleVersion:
    """A rule as it was known, under its code and a rising number; a version never changes."""

    code: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    specification: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    # The file as people wrote it, with their comments; None for versions that were never text.
    source: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805 - SQLAlchemy calls it on the class
        return (UniqueConstraint("code", "number"), NEVER_REUSED)


class CalendarVersion(RuleVersion, Base):
    """A business calendar, resolved: its hours, closures and holidays as they were known."""

    __tablename__ = "calendar_version"

    # What the holidays and closures are called, by YYYY-MM-DD and language.
    names: Mapped[dict[str, Any] | None]


class PolicyVersion(RuleVersion, Base):
    """A policy (时效策略) as it was in force: targets, pause reasons, ladders."""

    __tablename__ = "policy_version"


class Clock(Base):
    """One target running on one subject of a ticket, in one cycle.

    `amount` is in seconds or days as `measure` says. Both are None where another system set the deadline: that is
    kept in `recorded_due_at`, and `provenance` says where it was read. `next_step_at` is None unless a step of the
    ladder is owed: the sweep reads no other rows. Changed only under the row's lock, so it needs no version for
    people to collide on.
    """

    __tablename__ = "clock"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    target: Mapped[Target] = mapped_column(Words(Target))
    # Which task, approval, stage or milestone of the ticket; empty where the ticket itself is the subject.
    subject: Mapped[str] = mapped_column(String(64), default="")
    # Whose task it is, where the rules of a policy may differ by department.
    department: Mapped[str | None] = mapped_column(String(64))
    cycle: Mapped[int] = mapped_column(default=1)
    state: Mapped[ClockState] = mapped_column(Words(ClockState), default=ClockState.RUNNING)
    armed: Mapped[bool] = mapped_column(default=True)
    fast_lane: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    measure: Mapped[Measure | None] = mapped_column(Words(Measure))
    amount: Mapped[int | None]
    # How the amount is counted where it is not from the start to the same time of day; empty for that.
    counting: Mapped[str] = mapped_column(String(64), default="", server_default="")
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    calendar_version_id: Mapped[int] = mapped_column(ForeignKey("calendar_version.id"))
    recorded_due_at: Mapped[datetime | None]
    provenance: Mapped[str | None] = mapped_column(String(200))
    next_step_at: Mapped[datetime | None]
    next_step: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    quarantined: Mapped[str | None] = mapped_column(String(1000))

    __table_args__ = (
        UniqueConstraint("ticket_id", "target", "subject", "cycle"),
        # Only what owes a step is in it: closed clocks that keep their time would make it worse than none.
        Index(
            "ix_clock_next_step_at",
            "next_step_at",
            sqlite_where=text("next_step_at IS NOT NULL"),
            postgresql_where=text("next_step_at IS NOT NULL"),
        ),
        # What is late and what is due soon, however many deadlines lie behind and ahead.
        Index(
            "ix_clock_running_due_at",
            "due_at",
            "ticket_id",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        # What was kept and missed today, answered from the index alone: the rows lie far apart.
        Index(
            "ix_clock_stopped_at",
            "stopped_at",
            "state",
            "target",
            "due_at",
            "started_at",
            sqlite_where=text("stopped_at IS NOT NULL"),
            postgresql_where=text("stopped_at IS NOT NULL"),
        ),
        NEVER_REUSED,
    )


class Pause(Base):
    """A stretch that does not count against a clock; the ledger is only added to, an open pause is ended once."""

    __tablename__ = "pause"

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(64))
    # When it ends by itself: the longest pause that the policy allows for its reason.
    resumes_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class LifeEvent(StrEnum):
    """What can happen to a complaint that matters to its clocks."""

    RECORDED = "recorded"
    # An automatic acknowledgement is not a first response.
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    # The customer was told how it stands: neither a first answer nor a result.
    INFORMED = "informed"
    # For the customer, or for whatever else the policy knows as a reason.
    WAITING = "waiting"
    CUSTOMER_REPLIED = "customer_replied"
    # What was waited for is there, or the longest pause is over: then nobody does it.
    RESUMED = "resumed"
    # Something came up that makes the work begin anew, for a reason that the policy knows.
    RESTARTED = "restarted"
    # "Thank you" after the result is not a new complaint.
    THANKED = "thanked"
    RESOLVED = "resolved"
    FOLLOWED_UP = "followed_up"
    REOPENED = "reopened"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    SPAM = "spam"
    CLOSED = "closed"


class Effect(StrEnum):
    """What an event does to the clocks of a target; a live clock is stopped at most once."""

    # The next cycle of each subject that has no live clock: the stage that the complaint is in, every milestone.
    START = "start"
    STOP = "stop"
    # Stop where the rule of the milestone names the event, and start the next cycle while its rule repeats it.
    MEET = "meet"
    # Start the next cycle of what its rule repeats.
    REPEAT = "repeat"
    # Where the policy knows the reason for the target.
    PAUSE = "pause"
    RESUME = "resume"
    # Lapse, and start the next cycle at once, where the policy knows the reason for the target.
    RESTART = "restart"
    # Nobody needs it any more: late if it was late by then, otherwise without a result.
    LAPSE = "lapse"
    # Without a result, however late.
    CANCEL = "cancel"
    # The earliest deadline of each subject lives on in the surviving complaint, the others end without a result.
    MOVE = "move"


_ALL_PAUSED = dict.fromkeys(Target, Effect.PAUSE)
_ALL_RESUMED = dict.fromkeys(Target, Effect.RESUME)
_ALL_MOVED = dict.fromkeys(Target, Effect.MOVE)

# The one place that says what happens to the clocks. What is not named leaves a clock alone.
LIFE: Mapping[LifeEvent, Mapping[Target, Effect]] = {
    LifeEvent.RECORDED: {
        Target.FIRST_RESPONSE: Effect.START,
        Target.RESOLUTION: Effect.START,
        Target.STAGE: Effect.START,
        Target.MILESTONE: Effect.START,
    },
    LifeEvent.ACKNOWLEDGED: {},
    LifeEvent.ANSWERED: {Target.FIRST_RESPONSE: Effect.STOP, Target.MILESTONE: Effect.MEET},
    LifeEvent.INFORMED: {Target.MILESTONE: Effect.MEET},
    LifeEvent.WAITING: _ALL_PAUSED,
    LifeEvent.CUSTOMER_REPLIED: _ALL_RESUMED,
    LifeEvent.RESUMED: _ALL_RESUMED,
    # A decision that is needed again is asked for again, and nobody follows up what is not resolved.
    LifeEvent.RESTARTED: dict.fromkeys(
        (Target.FIRST_RESPONSE, Target.RESOLUTION, Target.TASK, Target.STAGE, Target.MILESTONE), Effect.RESTART
    ),
    LifeEvent.THANKED: {},
    # A result told to the customer is an answer too. What others owe runs on, and no longer waits.
    LifeEvent.RESOLVED: {
        Target.FIRST_RESPONSE: Effect.STOP,
        Target.RESOLUTION: Effect.STOP,
        Target.FOLLOW_UP: Effect.START,
        Target.TASK: Effect.RESUME,
        Target.APPROVAL: Effect.RESUME,
        Target.STAGE: Effect.STOP,
        Target.MILESTONE: Effect.MEET,
    },
    LifeEvent.FOLLOWED_UP: {Target.FOLLOW_UP: Effect.STOP, Target.MILESTONE: Effect.MEET},
    LifeEvent.REOPENED: {
        Target.RESOLUTION: Effect.START,
        Target.FOLLOW_UP: Effect.LAPSE,
        Target.STAGE: Effect.START,
        Target.MILESTONE: Effect.REPEAT,
    },
    # The surviving complaint is in a stage of its own.
    LifeEvent.MERGED: _ALL_MOVED | {Target.STAGE: Effect.CANCEL},
    LifeEvent.WITHDRAWN: dict.fromkeys(Target, Effect.LAPSE),
    # It never was a complaint.
    LifeEvent.SPAM: dict.fromkeys(Target, Effect.CANCEL),
    # Closing is the follow-up's last word, but no answer of a department, no decision and no news to the customer.
    LifeEvent.CLOSED: dict.fromkeys(Target, Effect.STOP)
    | dict.fromkeys((Target.TASK, Target.APPROVAL, Target.MILESTONE), Effect.LAPSE),
}

_OPEN = (Status.OPEN, Status.WAITING)

# From which statuses an event can happen, and the status after it (None: it stays).
STATUS: Mapping[LifeEvent, tuple[tuple[Status, ...], Status | None]] = {
    LifeEvent.RECORDED: ((Status.OPEN,), None),
    LifeEvent.ACKNOWLEDGED: (_OPEN, None),
    LifeEvent.ANSWERED: (_OPEN, None),
    LifeEvent.INFORMED: (_OPEN, None),
    LifeEvent.WAITING: ((Status.OPEN,), Status.WAITING),
    LifeEvent.CUSTOMER_REPLIED: ((Status.WAITING,), Status.OPEN),
    LifeEvent.RESUMED: ((Status.WAITING,), Status.OPEN),
    LifeEvent.RESTARTED: ((Status.OPEN,), None),
    LifeEvent.THANKED: ((Status.RESOLVED, Status.CLOSED), None),
    LifeEvent.RESOLVED: (_OPEN, Status.RESOLVED),
    LifeEvent.FOLLOWED_UP: ((Status.RESOLVED,), None),
    LifeEvent.REOPENED: ((Status.RESOLVED, Status.CLOSED), Status.OPEN),
    LifeEvent.MERGED: (_OPEN, Status.MERGED),
    LifeEvent.WITHDRAWN: ((*_OPEN, Status.RESOLVED), Status.WITHDRAWN),
    LifeEvent.SPAM: (_OPEN, Status.SPAM),
    LifeEvent.CLOSED: ((Status.RESOLVED,), Status.CLOSED),
}
