"""Time control finished: alarms kept until they have left, a heartbeat for each process, indexes that were missed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table, the indexes and the wider key."""
    with op.batch_alter_table("heartbeat", table_kwargs={"sqlite_autoincrement": True}) as heartbeat:
        heartbeat.drop_constraint(op.f("uq_heartbeat_duty"), type_="unique")
        heartbeat.create_unique_constraint(op.f("uq_heartbeat_duty_process"), ["duty", "process"])
    op.create_table(
        "alarm_call",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("alert_id", IDENTITY, sa.ForeignKey("alert.id", name=op.f("fk_alarm_call_alert_id")), nullable=False),
        sa.Column("person_id", IDENTITY, sa.ForeignKey("person.id", name=op.f("fk_alarm_call_person_id"))),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("address_id", IDENTITY, sa.ForeignKey("channel_address.id", name=op.f("fk_alarm_call_address_id"))),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_call")),
        sqlite_autoincrement=True,
    )
    joined = sa.text("merged_into_id IS NOT NULL")
    op.create_index(
        "ix_ticket_merged_into_id", "ticket", ["merged_into_id"], sqlite_where=joined, postgresql_where=joined
    )
    op.create_index("ix_ticket_customer_id_received_at", "ticket", ["customer_id", "received_at"])
    op.create_index(op.f("ix_escalation_raised_at"), "escalation", ["raised_at"])
    op.create_index(op.f("ix_ticket_event_at"), "ticket_event", ["at"])
    op.add_column("clock", sa.Column("department", sa.String(64)))
