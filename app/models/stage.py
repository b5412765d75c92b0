"""The stages (处理环节) that a complaint passes, and who had it in each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base


class StageSpan(Base):
    """One stretch of a complaint in one stage with one owner; the last one, without an end, is where it is now.

    A new stretch begins when the stage changes and when the work changes hands (交接).
    """

    __tablename__ = "stage_span"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    stage: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "ticket_id", "started_at"),
        Index(
            "uq_stage_span_now",
            "ticket_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        NEVER_REUSED,
    )
