"""What was learned from the floor's own history, and what was counted to learn from."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words


class BreachModel(Base):
    """One training of the breach forecast (超时预测): from how many complaints, its parameters and how good it was."""

    __tablename__ = "breach_model"

    fitted_at: Mapped[datetime]
    tickets: Mapped[int]
    parameters: Mapped[dict[str, Any]]
    accuracy: Mapped[dict[str, Any]]


class Counted(StrEnum):
    """What a forecast counts: complaints as they are recorded, or contacts as a telephone system reports them."""

    COMPLAINTS = "complaints"
    CONTACTS = "contacts"


class ForecastKind(StrEnum):
    """Whether a forecast was made before its first day, or re-based within it."""

    AHEAD = "ahead"
    INTRADAY = "intraday"


class ForecastVersion(Base):
    """One forecast of arrivals (进线预测) as it was made; the table can only be added to.

    `expected` are "mean", "low" and "high", each a list over the intervals of wall time from midnight of `first_day`,
    in arrivals per interval; `accuracy` is the back-test: "wape" by days ahead of each model and of the "naive" one,
    the "chosen" model, the "floor" of chance, and the errors of single intervals ("interval"); -1 where there was none.
    """

    __tablename__ = "forecast_version"

    counted: Mapped[Counted] = mapped_column(Words(Counted))
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    kind: Mapped[ForecastKind] = mapped_column(Words(ForecastKind))
    made_at: Mapped[datetime]
    first_day: Mapped[date]
    days: Mapped[int]
    minutes: Mapped[int]
    model: Mapped[str] = mapped_column(String(64))
    parameters: Mapped[dict[str, Any]]
    expected: Mapped[dict[str, Any]]
    accuracy: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "queue_id", "counted", "made_at"), NEVER_REUSED)


class EventKind(StrEnum):
    """Why a day is foreseeably unlike others."""

    MONTH_END = "month_end"
    MONTH_START = "month_start"
    BILLING = "billing"
    PROMOTION = "promotion"
    OUTAGE = "outage"
    HOLIDAY = "holiday"
    OTHER = "other"


class Repeats(StrEnum):
    """How often a foreseeable event comes back: never, each month or each year on the same days."""

    NEVER = "never"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class FloorEvent(Versioned, Base):
    """A foreseeable surge (可预见的突发): its days, by how much arrivals grow, and the staffing plan prepared for it.

    `factor` multiplies what is expected (1.3: thirty percent more). A learned one was found in history, from `samples`
    days, and follows it until a person edits it.
    """

    __tablename__ = "floor_event"

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[EventKind] = mapped_column(Words(EventKind))
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    repeats: Mapped[Repeats] = mapped_column(Words(Repeats), default=Repeats.NEVER)
    factor: Mapped[float] = mapped_column(default=1.0)
    learned: Mapped[bool] = mapped_column(default=False, server_default="0")
    samples: Mapped[int] = mapped_column(default=0, server_default="0")
    # How many people of each tier are to be ready, and what else was agreed.
    plan: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class ContactInterval(Base):
    """The contacts (来电) of a queue in one interval, as a telephone system counts them; times are whole seconds.

    `answered_in_time` were answered within the floor's threshold at the time, `abandoned_early` hung up within it.
    """

    __tablename__ = "contact_interval"

    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    offered: Mapped[int]
    answered: Mapped[int]
    abandoned: Mapped[int] = mapped_column(default=0, server_default="0")
    answered_in_time: Mapped[int | None]
    abandoned_early: Mapped[int | None]
    # Talk and wrap-up of those answered, wait of all.
    handle_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    wait_seconds: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (UniqueConstraint("queue_id", "starts_at"), Index(None, "starts_at"), NEVER_REUSED)
