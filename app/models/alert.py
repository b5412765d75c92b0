"""Alerts (告警) of the floor: each needs a response, and keeps who gave which."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words


class AlertKind(StrEnum):
    """What an alert is about; floods of one kind are one alert."""

    SURGE = "surge"
    LOAD = "load"
    DEADLINE = "deadline"
    # A background duty is silent: nothing escalates, or nothing leaves.
    WATCH = "watch"
    # A step of a ladder proposes to call standby staff (备班).
    STANDBY = "standby"
    # The same problem comes more often than usual.
    HOTSPOT = "hotspot"
    # What was promised to customers was not kept in time.
    PROMISE = "promise"


class Alert(Versioned, Base):
    """Something that a person has to answer: acknowledged (seen), acted on, resolved (over).

    `cleared_at` is when its cause went away by itself; a person still resolves it. Of one kind and subject only one is
    unresolved at a time; `details` are the figures that it speaks of, as they were seen last.
    """

    __tablename__ = "alert"

    kind: Mapped[AlertKind] = mapped_column(Words(AlertKind))
    # Which queue, person or duty of the floor; empty where it is the whole floor.
    subject: Mapped[str] = mapped_column(String(64), default="")
    details: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    # When what is to be told to the administrators over channels was put on record: of what is silent only.
    told_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acted_at: Mapped[datetime | None]
    acted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str | None] = mapped_column(String(400))
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        Index(
            "uq_alert_unresolved",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index(None, "raised_at"),
        NEVER_REUSED,
    )
