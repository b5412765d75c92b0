"""The complaint (投诉工单), its category, what happened to it, and the import it came from."""

from datetime import datetime
from typing import Any

from sqlalchemy import Computed, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.words import Complexity as Complexity
from app.models.words import Emotion as Emotion
from app.models.words import Priority as Priority
from app.models.words import Source as Source
from app.models.words import Status as Status


class Category(Versioned, Base):
    """A node of the category tree; `path` is the names from the root, joined by ` / `."""

    __tablename__ = "category"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(800), unique=True)
    # Whatever belongs to it goes the fast lane.
    high_risk: Mapped[bool] = mapped_column(default=False, server_default="0")
    # Of one that is retired no new complaint is recorded.
    active: Mapped[bool] = mapped_column(default=True, server_default="1")
    position: Mapped[int] = mapped_column(default=0, server_default="0")


class ImportRun(Base):
    """One file that was imported: which, by whom, with which mapping, and what became of its rows."""

    __tablename__ = "import_run"

    file_name: Mapped[str] = mapped_column(String(400))
    digest: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[str] = mapped_column(String(100))
    imported_by: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    armed_at: Mapped[datetime | None]
    armed_by: Mapped[str | None] = mapped_column(String(200))


class Ticket(Versioned, Base):
    """One complaint. `number` follows from the row's identity: unique however many write, and never used again."""

    __tablename__ = "ticket"

    number: Mapped[str] = mapped_column(
        String(32), Computed("'FW-' || CAST(id + 1000000 AS TEXT)", persisted=True), unique=True
    )
    # Where it was recorded first, and its name there; together they make a repeated import harmless.
    origin: Mapped[str | None] = mapped_column(String(100))
    external_key: Mapped[str | None] = mapped_column(String(200))
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    # The row's version after an import wrote it; a later version means that people have worked on it here.
    imported_version: Mapped[int | None]
    origin_details: Mapped[dict[str, Any] | None]

    source: Mapped[Source] = mapped_column(Words(Source))
    received_at: Mapped[datetime] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(400))
    description: Mapped[str] = mapped_column(Text, default="")
    # What the customer wants.
    demand: Mapped[str] = mapped_column(Text, default="", server_default="")
    emotion: Mapped[Emotion | None] = mapped_column(Words(Emotion))
    # How many people the same thing has happened to, as far as is known.
    affected: Mapped[int] = mapped_column(default=1, server_default="1")
    product: Mapped[str | None] = mapped_column(String(200))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # First-contact ownership (首问负责): set once, whoever works on it later.
    first_handler_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    status: Mapped[Status] = mapped_column(Words(Status), default=Status.OPEN)
    stage: Mapped[str] = mapped_column(String(64), default="intake")
    priority: Mapped[Priority] = mapped_column(Words(Priority), default=Priority.NORMAL)
    complexity: Mapped[Complexity] = mapped_column(Words(Complexity), default=Complexity.GENERAL)
    high_risk: Mapped[bool] = mapped_column(default=False)
    # Why: the words, the category, the customer, or who said so.
    risk: Mapped[dict[str, Any] | None]
    # The priority score (0 to 100) without what the nearing deadline adds; None until it is worked out.
    score: Mapped[int | None]
    # What a person said it is instead, and why.
    score_set: Mapped[int | None]
    score_reason: Mapped[str | None] = mapped_column(String(400))
    # The code of the policy whose newest version governs each clock that starts.
    policy: Mapped[str] = mapped_column(String(64), default="default")

    first_responded_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    root_cause_id: Mapped[int | None] = mapped_column(ForeignKey("root_cause.id"))
    # Since when nothing personal is kept of it.
    erased_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("origin", "external_key"),
        # The worklist reads what is open, however many are done; and what each person carries is added up from this.
        Index(
            "ix_ticket_open_owner_id",
            "owner_id",
            "status",
            "complexity",
            "stage",
            sqlite_where=text("status IN ('open', 'waiting')"),
            postgresql_where=text("status IN ('open', 'waiting')"),
        ),
        # What was merged into one: few ever are.
        Index(
            "ix_ticket_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        # What shares one problem: few do.
        Index(
            "ix_ticket_incident_id",
            "incident_id",
            sqlite_where=text("incident_id IS NOT NULL"),
            postgresql_where=text("incident_id IS NOT NULL"),
        ),
        # What else a customer has complained of, the newest first.
        Index("ix_ticket_customer_id_received_at", "customer_id", "received_at"),
        # When it left the backlog: a day's share of them is found among years.
        Index("ix_ticket_done_at", text("coalesce(resolved_at, closed_at)")),
        NEVER_REUSED,
    )


class TicketEvent(Base):
    """Something that happened to a ticket; the table can only be added to, and the texts of an erased one blanked."""

    __tablename__ = "ticket_event"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(48))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    details: Mapped[dict[str, Any] | None]
