"""The customer who complains (客户): how to reach them, what they ordered, what they were promised."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.people import Language


class Customer(Versioned, Base):
    """A customer; `external_key` names them in the system they were imported from.

    `telephone` and `email` are where they are reached first; all that is known, these too, is in `CustomerContact`.
    """

    __tablename__ = "customer"

    name: Mapped[str] = mapped_column(String(200))
    external_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    level: Mapped[str | None] = mapped_column(String(32))
    telephone: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(320))
    # What has to be spoken with them; None: whatever the floor speaks.
    language: Mapped[Language | None] = mapped_column(Words(Language))
    # Whatever they complain of goes the fast lane.
    high_risk: Mapped[bool] = mapped_column(default=False, server_default="0")
    # From which to which hour of the floor's day they like to be called.
    call_from: Mapped[int | None]
    call_until: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    # The customer that this one turned out to be; their complaints are with that one.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    # Since when nothing personal is kept of them.
    erased_at: Mapped[datetime | None]

    # Found while their name is typed.
    __table_args__ = (Index(None, "name", postgresql_ops={"name": "varchar_pattern_ops"}), NEVER_REUSED)


class ContactKind(StrEnum):
    """By what a customer is reached."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    SOCIAL = "social"
    ADDRESS = "address"


class CustomerContact(Base):
    """One way to reach a customer; `normal` is what it is found by: digits of a number, an address in small letters."""

    __tablename__ = "customer_contact"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[ContactKind] = mapped_column(Words(ContactKind))
    value: Mapped[str] = mapped_column(String(320))
    normal: Mapped[str] = mapped_column(String(320))

    __table_args__ = (
        UniqueConstraint("customer_id", "kind", "normal"),
        # Found while its beginning is typed.
        Index(None, "normal", postgresql_ops={"normal": "varchar_pattern_ops"}),
        NEVER_REUSED,
    )


class CustomerOrder(Versioned, Base):
    """What a customer bought (订单); `amount` is in hundredths of `currency`."""

    __tablename__ = "customer_order"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    number: Mapped[str] = mapped_column(String(100), unique=True)
    product: Mapped[str] = mapped_column(String(200), default="", server_default="")
    ordered_at: Mapped[datetime | None]
    amount: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    place: Mapped[str] = mapped_column(String(200), default="", server_default="")
    state: Mapped[str] = mapped_column(String(64), default="", server_default="")
    details: Mapped[dict[str, Any] | None]


class CustomerPromise(Versioned, Base):
    """What somebody promised a customer (承诺), until when, and whether it was kept."""

    __tablename__ = "customer_promise"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    promise: Mapped[str] = mapped_column(String(1000))
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept: Mapped[bool | None]

    __table_args__ = (
        Index(
            "ix_customer_promise_open",
            "due_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        NEVER_REUSED,
    )


class Erasure(Base):
    """Personal data was erased (个人信息删除): who did it, when, why and how much; nobody's name.

    `customer_id` is the one who asked for it; None: the retention period of some complaints was over.
    """

    __tablename__ = "erasure"

    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400))
    counts: Mapped[dict[str, Any]]
