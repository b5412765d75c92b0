"""The desk's own words beside the complaint: its rules, root causes, tags, links, incidents and compensation."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.people import Role
from app.models.sla import RuleVersion


class DeskRulesVersion(RuleVersion, Base):
    """The rules of the desk (处理规则) as they were in force: priority score, high risk, authority, survey, retention.

    `app.models.desk_rules` reads the specification.
    """

    __tablename__ = "desk_rules_version"


class RootCause(Versioned, Base):
    """Why a complaint came about (根本原因), as a tree; `path` is the names from the root, joined by ` / `."""

    __tablename__ = "root_cause"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("root_cause.id"))
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(800), unique=True)
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class Tag(Versioned, Base):
    """A free word (标签) that people put on complaints."""

    __tablename__ = "tag"

    name: Mapped[str] = mapped_column(String(64), unique=True)


class TicketTag(Base):
    """One complaint has one tag."""

    __tablename__ = "ticket_tag"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)

    __table_args__ = (UniqueConstraint("ticket_id", "tag_id"), NEVER_REUSED)


class Link(StrEnum):
    """How a complaint belongs to another one; being merged is a status, not a link."""

    RELATED = "related"
    # The ticket was split from the other one.
    SPLIT_FROM = "split_from"
    # The ticket complains of how the other one was handled.
    COMPLAINS_OF = "complains_of"


class TicketLink(Base):
    """One complaint belongs to another one."""

    __tablename__ = "ticket_link"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[Link] = mapped_column(Words(Link))
    linked_at: Mapped[datetime]
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("ticket_id", "other_id", "kind"), NEVER_REUSED)


class Incident(Versioned, Base):
    """The one problem (事件) of which many complain: solved once for all of them.

    `shared` is what they have in common ({"category": …, "product": …, "phrase": …, "place": …}).
    """

    __tablename__ = "incident"

    title: Mapped[str] = mapped_column(String(400))
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    shared: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime] = mapped_column(index=True)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    root_cause_id: Mapped[int | None] = mapped_column(ForeignKey("root_cause.id"))
    # What the customers are told.
    solution: Mapped[str] = mapped_column(Text, default="", server_default="")
    solved_at: Mapped[datetime | None]
    solved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CompensationState(StrEnum):
    """How far a compensation is."""

    # It awaits the decision of somebody above.
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class Compensation(Versioned, Base):
    """Something given to a customer for a complaint (补偿), within an authority or approved above it.

    `amount` is in hundredths of `currency`; `nature` is a word of the desk's rules (refund, voucher, goodwill …).
    """

    __tablename__ = "compensation"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    nature: Mapped[str] = mapped_column(String(64))
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(1000))
    state: Mapped[CompensationState] = mapped_column(Words(CompensationState))
    # Whose authority it needed, and the decision that was asked for where that is above who offered it.
    role: Mapped[Role] = mapped_column(Words(Role))
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
    offered_at: Mapped[datetime]
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paid_at: Mapped[datetime | None]

    # What a customer has been given lately: a sum that is split stays one sum.
    __table_args__ = (Index(None, "customer_id", "offered_at"), NEVER_REUSED)
