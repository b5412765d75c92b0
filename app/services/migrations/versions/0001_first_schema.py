"""The first schema, and the guards that keep its records from being rewritten."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Records that are only ever added to.
ADD_ONLY = ("ticket_event", "escalation", "policy_version", "calendar_version")

# An open pause gets its end; nothing else about it ever changes.
PAUSE_IS_ENDED_ONCE = """
    OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.id = OLD.id AND NEW.clock_id = OLD.clock_id
    AND NEW.started_at = OLD.started_at AND NEW.reason = OLD.reason
"""


def upgrade() -> None:
    """Create the tables and their guards."""
    op.create_table(
        "calendar_version",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("specification", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_calendar_version_code_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "category",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("parent_id", IDENTITY, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=800), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("fk_category_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("path", name=op.f("uq_category_path")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "customer",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("external_key", sa.String(length=200), nullable=True),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("telephone", sa.String(length=64), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("external_key", name=op.f("uq_customer_external_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "floor",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor")),
        sa.UniqueConstraint("name", name=op.f("uq_floor_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("process", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
        sa.UniqueConstraint("duty", name=op.f("uq_heartbeat_duty")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "hold",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("process", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "import_run",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("file_name", sa.String(length=400), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.String(length=100), nullable=False),
        sa.Column("imported_by", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("armed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("armed_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "policy_version",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("specification", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_policy_version_code_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "queue",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("floor_id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["floor_id"], ["floor.id"], name=op.f("fk_queue_floor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("name", name=op.f("uq_queue_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "team",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("floor_id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["floor_id"], ["floor.id"], name=op.f("fk_team_floor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("team_id", IDENTITY, nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name", name=op.f("uq_person_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_role_active"), ["role", "active"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column(
            "number",
            sa.String(length=32),
            sa.Computed("'FW-' || CAST(id + 1000000 AS TEXT)", persisted=True),
            nullable=False,
        ),
        sa.Column("origin", sa.String(length=100), nullable=True),
        sa.Column("external_key", sa.String(length=200), nullable=True),
        sa.Column("import_run_id", IDENTITY, nullable=True),
        sa.Column("imported_version", sa.Integer(), nullable=True),
        sa.Column("origin_details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("product", sa.String(length=200), nullable=True),
        sa.Column("customer_id", IDENTITY, nullable=True),
        sa.Column("category_id", IDENTITY, nullable=True),
        sa.Column("queue_id", IDENTITY, nullable=True),
        sa.Column("owner_id", IDENTITY, nullable=True),
        sa.Column("first_handler_id", IDENTITY, nullable=True),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("priority", sa.String(32), nullable=False),
        sa.Column("complexity", sa.String(32), nullable=False),
        sa.Column("high_risk", sa.Boolean(), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("first_responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", IDENTITY, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_ticket_category_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_ticket_customer_id")),
        sa.ForeignKeyConstraint(["first_handler_id"], ["person.id"], name=op.f("fk_ticket_first_handler_id")),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_ticket_import_run_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["ticket.id"], name=op.f("fk_ticket_merged_into_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_ticket_owner_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_ticket_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
        sa.UniqueConstraint("origin", "external_key", name=op.f("uq_ticket_origin_external_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_import_run_id"), ["import_run_id"], unique=False)
        batch_op.create_index(
            "ix_ticket_open_owner_id",
            ["owner_id"],
            unique=False,
            sqlite_where=sa.text("status IN ('open', 'waiting')"),
            postgresql_where=sa.text("status IN ('open', 'waiting')"),
        )
        batch_op.create_index(batch_op.f("ix_ticket_received_at"), ["received_at"], unique=False)

    op.create_table(
        "clock",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("ticket_id", IDENTITY, nullable=False),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("armed", sa.Boolean(), nullable=False),
        sa.Column("fast_lane", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("measure", sa.String(32), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("policy_version_id", IDENTITY, nullable=False),
        sa.Column("calendar_version_id", IDENTITY, nullable=False),
        sa.Column("recorded_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provenance", sa.String(length=200), nullable=True),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_step", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(
            ["calendar_version_id"], ["calendar_version.id"], name=op.f("fk_clock_calendar_version_id")
        ),
        sa.ForeignKeyConstraint(["policy_version_id"], ["policy_version.id"], name=op.f("fk_clock_policy_version_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_clock_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
        sa.UniqueConstraint(
            "ticket_id", "target", "subject", "cycle", name=op.f("uq_clock_ticket_id_target_subject_cycle")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_clock_next_step_at",
            ["next_step_at"],
            unique=False,
            sqlite_where=sa.text("next_step_at IS NOT NULL"),
            postgresql_where=sa.text("next_step_at IS NOT NULL"),
        )

    op.create_table(
        "ticket_event",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("ticket_id", IDENTITY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("person_id", IDENTITY, nullable=True),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ticket_event_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_event_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ticket_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_event_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "escalation",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("clock_id", IDENTITY, nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("raised_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_escalation_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint("clock_id", "step", "occurrence", name=op.f("uq_escalation_clock_id_step_occurrence")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pause",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("clock_id", IDENTITY, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("person_id", IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_pause_clock_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pause_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_clock_id"), ["clock_id"], unique=False)

    op.create_table(
        "notification",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("escalation_id", IDENTITY, nullable=False),
        sa.Column("person_id", IDENTITY, nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("fast_lane", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(["escalation_id"], ["escalation.id"], name=op.f("fk_notification_escalation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "escalation_id", "person_id", "channel", name=op.f("uq_notification_escalation_id_person_id_channel")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notification_next_attempt_at",
            ["next_attempt_at"],
            unique=False,
            sqlite_where=sa.text("next_attempt_at IS NOT NULL"),
            postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
        )
    _guard()


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in ADD_ONLY:
            for change in ("UPDATE", "DELETE"):
                _refuse_on_sqlite(f"{table}_{change.lower()}", f"{change} ON {table}", table)
        _refuse_on_sqlite("pause_delete", "DELETE ON pause", "pause")
        _refuse_on_sqlite("pause_update", "UPDATE ON pause", "pause", f"WHEN NOT ({PAUSE_IS_ENDED_ONCE})")
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME; END $$"
    )
    for table in ADD_ONLY:
        _refuse_on_postgresql(f"{table}_change", f"UPDATE OR DELETE ON {table} FOR EACH ROW")
    _refuse_on_postgresql("pause_delete", "DELETE ON pause FOR EACH ROW")
    _refuse_on_postgresql("pause_update", f"UPDATE ON pause FOR EACH ROW WHEN (NOT ({PAUSE_IS_ENDED_ONCE}))")
    for table in (*ADD_ONLY, "pause"):
        _refuse_on_postgresql(f"{table}_truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT")


def _refuse_on_sqlite(name: str, change: str, table: str, condition: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {change} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
    )


def _refuse_on_postgresql(name: str, change: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {change} EXECUTE FUNCTION refuse_change()")
