"""Who works here: people, their role, the team they report with."""

import re
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
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


class Language(StrEnum):
    """The language in which a person reads screens and messages."""

    CHINESE = "zh"
    ENGLISH = "en"


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

    __table_args__ = (Index(None, "role", "active"), NEVER_REUSED)
