"""What somebody above has to decide (审批), and the extensions of deadlines (延期) that such a decision grants."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.people import Role


class ApprovalKind(StrEnum):
    """What is to be decided."""

    # More time for a clock, on the next rung of its policy's extensions.
    EXTENSION = "extension"
    # A step of a ladder asks somebody above how to go on.
    ESCALATION = "escalation"
    # A sum above the authority of who offers it.
    COMPENSATION = "compensation"


class Approval(Versioned, Base):
    """A decision that is asked for: open until `decided_at`. Nobody decides what they asked for themselves.

    `asked_by_id` is None where a step of a ladder asked. `details` is what the decision is about, as its kind needs it.
    """

    __tablename__ = "approval"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"))
    kind: Mapped[ApprovalKind] = mapped_column(Words(ApprovalKind))
    # Who may decide: this role and those above it.
    role: Mapped[Role] = mapped_column(Words(Role))
    reason: Mapped[str] = mapped_column(String(1000))
    details: Mapped[dict[str, Any] | None]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted: Mapped[bool | None]
    remark: Mapped[str | None] = mapped_column(String(1000))

    __table_args__ = (
        Index(
            "ix_approval_open",
            "role",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        NEVER_REUSED,
    )


class Extension(Base):
    """More time for one clock; the ledger is only added to.

    `amount` is the clock's whole amount from then on, in its own measure, `amount_before` what it was. Where the policy
    wants the customer told first, it holds only from `told_at` on: `in_force_at` is None until then.
    """

    __tablename__ = "extension"

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
    # Which rung of the policy's extensions, from 1.
    rung: Mapped[int]
    amount_before: Mapped[int]
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(String(1000))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    told_at: Mapped[datetime | None]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    in_force_at: Mapped[datetime | None]
