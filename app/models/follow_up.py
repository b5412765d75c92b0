"""After the result: the call to the customer (回访) and what they think of it (满意度)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.words import Source


class CallOutcome(StrEnum):
    """What became of one try to reach a customer."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    CALL_BACK = "call_back"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"


class FollowUp(Versioned, Base):
    """A follow-up that is owed after one resolution (`cycle`); its deadline is the clock's of the target follow_up."""

    __tablename__ = "follow_up"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    cycle: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    # Not before then: the customer asked so, or the last try was just now.
    next_call_at: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(default=0, server_default="0")
    done_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("ticket_id", "cycle"),
        Index(
            "ix_follow_up_open",
            "next_call_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        NEVER_REUSED,
    )


class FollowUpCall(Base):
    """One try; the table is only added to."""

    __tablename__ = "follow_up_call"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[CallOutcome] = mapped_column(Words(CallOutcome))
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")


class Survey(Base):
    """What a customer says of how their complaint was handled: 1 (very bad) to 5 (very good)."""

    __tablename__ = "survey"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    cycle: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    source: Mapped[Source] = mapped_column(Words(Source))
    score: Mapped[int]
    # A word of the desk's rules: too slow, not solved, unfriendly …
    reason: Mapped[str | None] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(Text, default="", server_default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    origin: Mapped[str | None] = mapped_column(String(100))
    external_key: Mapped[str | None] = mapped_column(String(200))
    # Whether the policy reopened the complaint for it.
    reopened: Mapped[bool] = mapped_column(default=False, server_default="0")

    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        UniqueConstraint("origin", "external_key"),
        NEVER_REUSED,
    )
