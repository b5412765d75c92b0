"""Who works here: people, their role, the team they report with, the queues they serve, the states of their day."""

import re
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words

# What mail servers take everywhere: nothing in it is read as a second address, a name or a comment.
EMAIL_ADDRESS = re.compile(r"(?=.{,254}$)[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)*", re.ASCII)


class Role(StrEnum):
    """What a person answers for; the order is the way up when nobody holds a role."""

    AGENT = "agent"
    TEAM_LEAD = "team_lead"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"

    def reaches(self, role: "Role") -> bool:
        """Say whether this is a role, or one above it."""
        upwards = list(Role)
        return upwards.index(self) >= upwards.index(role)


class Language(StrEnum):
    """The language in which a person reads screens and messages."""

    CHINESE = "zh"
    ENGLISH = "en"


class AgentState(StrEnum):
    """What an agent (坐席) is doing now, in the words of every telephone system."""

    READY = "ready"
    HANDLING = "handling"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    TRAINING = "training"
    OFF = "off"


class StateSource(StrEnum):
    """Who said what an agent does: a console, a file, or the telephone system's feed."""

    CONSOLE = "console"
    IMPORT = "import"
    FEED = "feed"
    # Being called for help, coming on and going back set it too.
    ACTIVATION = "activation"


# At work on contacts or complaints; nobody does this for hours without a rest.
WORKING = (AgentState.READY, AgentState.HANDLING, AgentState.WRAP_UP)


class Team(Versioned, Base):
    """The group (班组) that an agent reports with."""

    __tablename__ = "team"

    name: Mapped[str] = mapped_column(String(100), unique=True)
    floor_id: Mapped[int] = mapped_column(ForeignKey("floor.id"))


class Person(Versioned, Base):
    """Somebody who handles, leads or manages complaints, or did so in imported history (`active` false)."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    role: Mapped[Role] = mapped_column(Words(Role), default=Role.AGENT)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    email: Mapped[str | None] = mapped_column(String(320))
    language: Mapped[Language] = mapped_column(Words(Language), default=Language.CHINESE)
    active: Mapped[bool] = mapped_column(default=True)
    # How many open complaints a person can carry.
    capacity: Mapped[int] = mapped_column(default=10, server_default="10")
    # Who hears what is meant for them while they are absent.
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Messages that can wait come together, at most once in so many minutes; None: each by itself.
    digest_minutes: Mapped[int | None]
    # The queue that they work for unless they are lent to another one; None: all that they serve alike.
    home_queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    # The languages that they speak with customers, beside their own: codes joined by commas.
    speaks: Mapped[str] = mapped_column(String(64), default="", server_default="")
    # What they have agreed to work in a week.
    weekly_minutes: Mapped[int] = mapped_column(default=2400, server_default="2400")

    __table_args__ = (Index(None, "role", "active"), NEVER_REUSED)


class Absence(Base):
    """A stretch in which a person is not here (缺勤); an open one ends when they come back."""

    __tablename__ = "absence"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200), default="")


class QueueMember(Base):
    """A person serves a queue: they have the skill for its work."""

    __tablename__ = "queue_member"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"), index=True)
    # 1 learns, 2 can, 3 is an expert.
    level: Mapped[int] = mapped_column(default=2, server_default="2")
    # Minutes until somebody who comes from other work is productive here.
    productive_after: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (UniqueConstraint("person_id", "queue_id"), NEVER_REUSED)


class AgentStateSpan(Base):
    """One stretch of a person's day in one state; the last one, without an end, is what they do now."""

    __tablename__ = "agent_state_span"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[AgentState] = mapped_column(Words(AgentState))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    source: Mapped[StateSource] = mapped_column(
        Words(StateSource), default=StateSource.CONSOLE, server_default="console"
    )

    __table_args__ = (
        Index(None, "person_id", "started_at"),
        Index(
            "uq_agent_state_span_now",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        NEVER_REUSED,
    )
