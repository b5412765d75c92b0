"""The floor (现场) and the queues (技能组) that its work is routed to."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Versioned, Words


class ServiceLevelFormula(StrEnum):
    """Which contacts a service level (服务水平) counts; all count those answered within the threshold.

    The variants are those of the field: who hung up counts as missed, not at all, or not where they hung up within the
    threshold; or they count as served if they hung up so early.
    """

    ANSWERED_OF_OFFERED = "answered_of_offered"
    ANSWERED_OF_ANSWERED = "answered_of_answered"
    WITHOUT_EARLY_ABANDONED = "without_early_abandoned"
    WITH_EARLY_ABANDONED = "with_early_abandoned"


class Floor(Versioned, Base):
    """One site with one time zone and one day; reports and screens use its day."""

    __tablename__ = "floor"

    name: Mapped[str] = mapped_column(String(100), unique=True)
    zone: Mapped[str] = mapped_column(String(64))
    # The code of the policy for complaints of which nobody says another one.
    policy: Mapped[str] = mapped_column(String(64), default="default", server_default="default")
    # By what measure the floor is judged: the formula, within how many seconds, and which share is aimed at.
    service_level: Mapped[ServiceLevelFormula] = mapped_column(
        Words(ServiceLevelFormula),
        default=ServiceLevelFormula.ANSWERED_OF_OFFERED,
        server_default="answered_of_offered",
    )
    answer_within: Mapped[int] = mapped_column(default=20, server_default="20")
    service_level_aim: Mapped[float] = mapped_column(default=0.8, server_default="0.8")
    # How many false surge alarms are put up with, as a person says it: so many in so many days.
    false_alarms: Mapped[int] = mapped_column(default=1, server_default="1")
    false_alarm_days: Mapped[int] = mapped_column(default=30, server_default="30")


class Queue(Versioned, Base):
    """A routed group of work on a floor."""

    __tablename__ = "queue"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    floor_id: Mapped[int] = mapped_column(ForeignKey("floor.id"))
