"""The live floor: the change feed, alerts, the states and queues of agents."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables of the live floor."""
    op.add_column("person", sa.Column("capacity", sa.Integer(), server_default="10", nullable=False))
    op.create_table(
        "change",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("ids", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_change_transaction_id"), "change", ["transaction_id"])
    op.create_index(op.f("ix_change_at"), "change", ["at"])
    op.create_table(
        "alert",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        *(
            column
            for answer in ("acknowledged", "acted", "resolved")
            for column in (
                sa.Column(f"{answer}_at", sa.DateTime(timezone=True), nullable=True),
                sa.Column(f"{answer}_by_id", IDENTITY, nullable=True),
                sa.ForeignKeyConstraint([f"{answer}_by_id"], ["person.id"], name=op.f(f"fk_alert_{answer}_by_id")),
            )
        ),
        sa.Column("action", sa.String(length=400), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sqlite_autoincrement=True,
    )
    _unique_while("uq_alert_unresolved", "alert", ["kind", "subject"], "resolved_at IS NULL")
    op.create_index(op.f("ix_alert_raised_at"), "alert", ["raised_at"])
    op.create_table(
        "queue_member",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("person_id", IDENTITY, nullable=False),
        sa.Column("queue_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_queue_member_person_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_queue_member_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_member")),
        sa.UniqueConstraint("person_id", "queue_id", name=op.f("uq_queue_member_person_id_queue_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_queue_member_queue_id"), "queue_member", ["queue_id"])
    op.create_table(
        "agent_state_span",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("person_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agent_state_span_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_state_span")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_agent_state_span_person_id_started_at"), "agent_state_span", ["person_id", "started_at"])
    _unique_while("uq_agent_state_span_now", "agent_state_span", ["person_id"], "ended_at IS NULL")
    op.create_index("ix_ticket_done_at", "ticket", [sa.text("coalesce(resolved_at, closed_at)")])
    _index_while("ix_clock_running_due_at", "clock", ["due_at", "ticket_id"], "state = 'running'")
    stopped = ["stopped_at", "state", "target", "due_at", "started_at"]
    _index_while("ix_clock_stopped_at", "clock", stopped, "stopped_at IS NOT NULL")
    _index_while("ix_notification_unread", "notification", ["person_id"], "read_at IS NULL AND channel = 'inbox'")


def _unique_while(name: str, table: str, columns: list[str], condition: str) -> None:
    """Make an index under which rows are unique as long as a condition holds."""
    _index_while(name, table, columns, condition, unique=True)


def _index_while(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    """Make an index of the rows for which a condition holds."""
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
