"""What a telephone system has told: each event once, so that a repeated or late one does no harm."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Words
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
