"""How policies and calendars change: copies being edited, what was applied to open clocks, what each had before."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.sla import Measure


class RuleKind(StrEnum):
    """Which of the two kinds of rules."""

    POLICY = "policy"
    CALENDAR = "calendar"


class RuleDraft(Versioned, Base):
    """A copy of a policy or calendar that somebody edits: TOML as people write it, valid or not yet."""

    __tablename__ = "rule_draft"

    kind: Mapped[RuleKind] = mapped_column(Words(RuleKind))
    code: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    # The number of the version that was copied; None where it is something new.
    based_on: Mapped[int | None]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("kind", "code"), NEVER_REUSED)


class RuleChange(Base):
    """New rules that were applied to the clocks that were open then, in one transaction; undone at most once.

    `counts` are the figures of the preview that the person saw.
    """

    __tablename__ = "rule_change"

    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400))
    policy_version_id: Mapped[int | None] = mapped_column(ForeignKey("policy_version.id"))
    calendar_version_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_version.id"))
    counts: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class FloorDecision(Base):
    """What somebody decided for the whole floor beside its rules; the last word on a matter holds, all are on record.

    `matter` is a word of `app.services.decisions`.
    """

    __tablename__ = "floor_decision"

    matter: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    value: Mapped[dict[str, Any]]


class ClockRevision(Base):
    """What one clock had before a change of rules took it along; the change's undoing gives it back."""

    __tablename__ = "clock_revision"

    rule_change_id: Mapped[int] = mapped_column(ForeignKey("rule_change.id"), index=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    calendar_version_id: Mapped[int] = mapped_column(ForeignKey("calendar_version.id"))
    measure: Mapped[Measure | None] = mapped_column(Words(Measure))
    amount: Mapped[int | None]
    counting: Mapped[str] = mapped_column(String(64), default="")
    due_before: Mapped[datetime]
    due_after: Mapped[datetime]
    next_step_at: Mapped[datetime | None]
    next_step: Mapped[str | None] = mapped_column(String(64))
