"""What a committed transaction changed, so that every console hears of it by one road."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base


class Change(Base):
    """The rows of one mapped class that one transaction changed; kept for minutes, until every console has heard.

    `ids` are the identities, joined by commas; None where any row may have changed. `transaction_id` orders what
    commits late on PostgreSQL; on SQLite, where transactions follow one another, it is 0.
    """

    __tablename__ = "change"

    kind: Mapped[str] = mapped_column(String(32))
    ids: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    transaction_id: Mapped[int] = mapped_column(BigInteger, default=0)

    __table_args__ = (Index(None, "transaction_id"), Index(None, "at"), NEVER_REUSED)
