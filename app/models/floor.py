"""The floor (现场) and the queues (技能组) that its work is routed to."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Versioned


class Floor(Versioned, Base):
    """One site with one time zone and one day; reports and screens use its day."""

    __tablename__ = "floor"

    name: Mapped[str] = mapped_column(String(100), unique=True)
    zone: Mapped[str] = mapped_column(String(64))
    # The code of the policy for complaints of which nobody says another one.
    policy: Mapped[str] = mapped_column(String(64), default="default", server_default="default")


class Queue(Versioned, Base):
    """A routed group of work on a floor."""

    __tablename__ = "queue"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    floor_id: Mapped[int] = mapped_column(ForeignKey("floor.id"))
