"""What other systems tell: complaints that are fetched from them, and events of a telephone system, each once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.people import AgentState


class FeedEvent(Base):
    """One event of the feed by the identity that its sender gave it; kept for some days.

    Of a state: whose, which and since when, also where it was no change, because a later event may come before it.
    """

    __tablename__ = "feed_event"

    key: Mapped[str] = mapped_column(String(128), unique=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[AgentState | None] = mapped_column(Words(AgentState))

    __table_args__ = (Index(None, "person_id", "at"), NEVER_REUSED)


class FeedStanding(Base):
    """How the feed of a telephone system fares since an instant, in one row: what was heard, refused, turned away."""

    __tablename__ = "feed_standing"

    since: Mapped[datetime]
    counts: Mapped[dict[str, Any]]


class FeedSource(Versioned, Base):
    """A system that complaints are fetched from (数据源): a folder, a mailbox, another ticket system.

    `kind` is that of its class in `app.services.intake.feeds`; `secret` is encrypted; `cursor` says up to where it was
    read. While a process reads it, `lease_until` keeps others away. What it brings has `name` as its `Ticket.origin`.
    """

    __tablename__ = "feed_source"

    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100), unique=True)
    settings: Mapped[dict[str, Any]]
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    active: Mapped[bool] = mapped_column(default=True, server_default="1")
    cursor: Mapped[dict[str, Any] | None]
    next_read_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    last_read_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    last_error: Mapped[str | None] = mapped_column(String(1000))
    counts: Mapped[dict[str, Any]]


class FeedReject(Base):
    """Something of a source that could not become a complaint, and why; tried again with its next change."""

    __tablename__ = "feed_reject"

    feed_source_id: Mapped[int] = mapped_column(ForeignKey("feed_source.id"))
    external_key: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(1000))

    __table_args__ = (UniqueConstraint("feed_source_id", "external_key"), NEVER_REUSED)
