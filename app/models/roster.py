"""The schedule (班次): who works when, in what pattern, what they wish, and each roster that a solver has made."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words


class ShiftKind(StrEnum):
    """What a person is there for."""

    WORK = "work"
    # Not here, but may be called (备班).
    STANDBY = "standby"
    TRAINING = "training"


class ShiftSource(StrEnum):
    """Who wrote a shift: the solver, a person, an activation, two people who swapped, or a file."""

    ROSTER = "roster"
    HAND = "hand"
    ACTIVATION = "activation"
    SWAP = "swap"
    IMPORT = "import"


class Wish(StrEnum):
    """What a person says of a time: cannot, would rather not, would like to."""

    UNAVAILABLE = "unavailable"
    AVOID = "avoid"
    PREFER = "prefer"


class Shift(Versioned, Base):
    """A stretch in which a person is to work, or may be called.

    `activities` are what they do in it beside contacts and complaints: a list of {"kind": an `AgentState` ("break",
    "training"), "starts_at", "ends_at"}, instants in ISO format, in order and within the shift.
    """

    __tablename__ = "shift"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[ShiftKind] = mapped_column(Words(ShiftKind), default=ShiftKind.WORK)
    # The queue that they work for in it; None: all that they serve.
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    pattern: Mapped[str | None] = mapped_column(String(32))
    activities: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    source: Mapped[ShiftSource] = mapped_column(Words(ShiftSource), default=ShiftSource.HAND)
    note: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (Index(None, "person_id", "starts_at"), Index(None, "ends_at"), NEVER_REUSED)


class ShiftPattern(Versioned, Base):
    """A shift as a floor repeats it: early, late, night. Times are minutes of the floor's wall clock from midnight.

    `activities` are a list of {"kind", "after", "minutes"}: what interrupts the work, so many minutes after its start.
    """

    __tablename__ = "shift_pattern"

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    starts: Mapped[int]
    minutes: Mapped[int]
    activities: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class Availability(Versioned, Base):
    """What a person wishes of one day, or of a weekday (0 is Monday) where no day is named; of one pattern or all."""

    __tablename__ = "availability"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[date | None]
    weekday: Mapped[int | None]
    pattern: Mapped[str | None] = mapped_column(String(32))
    wish: Mapped[Wish] = mapped_column(Words(Wish))


class Roster(Versioned, Base):
    """One run of the solver over some days: the rules it kept, what came out, and when it became the schedule."""

    __tablename__ = "roster"

    first_day: Mapped[date]
    days: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rules: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
