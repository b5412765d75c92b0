"""Time control in full: extensions, changes of rules, stages, acknowledgements, deputies, addresses of channels."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Records that are only ever added to.
ADD_ONLY = ("acknowledgement", "clock_revision")


def upgrade() -> None:
    """Add the columns, the tables and their guards."""
    for table in ("policy_version", "calendar_version"):
        op.add_column(table, sa.Column("source", sa.Text()))
    op.add_column("calendar_version", sa.Column("names", sa.JSON(none_as_null=True)))
    op.add_column("clock", sa.Column("counting", sa.String(64), server_default="", nullable=False))
    op.add_column("floor", sa.Column("policy", sa.String(64), server_default="default", nullable=False))
    op.add_column("pause", _at("resumes_at", nullable=True))
    op.add_column("heartbeat", sa.Column("every", sa.Integer(), server_default="10", nullable=False))
    op.add_column("alert", _at("told_at", nullable=True))
    op.add_column("notification", _reference("carried_by_id", "notification"), inline_references=True)
    op.add_column("person", _reference("deputy_id", "person"), inline_references=True)
    op.add_column("person", sa.Column("digest_minutes", sa.Integer()))
    _approvals()
    _rule_changes()
    _create(
        "stage_span",
        _of("stage_span", "ticket_id"),
        _text("stage", 64),
        _of("stage_span", "person_id", nullable=True),
        _at("started_at"),
        _at("ended_at", nullable=True),
    )
    op.create_index(op.f("ix_stage_span_ticket_id_started_at"), "stage_span", ["ticket_id", "started_at"])
    _index_while("uq_stage_span_now", "stage_span", ["ticket_id"], "ended_at IS NULL", unique=True)
    _create(
        "acknowledgement",
        _of("acknowledgement", "clock_id"),
        _text("step", 64),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        _at("at"),
        _of("acknowledgement", "person_id", nullable=True),
        sa.UniqueConstraint("clock_id", "step", "occurrence", name=op.f("uq_acknowledgement_clock_id_step_occurrence")),
    )
    _create(
        "absence",
        _of("absence", "person_id"),
        _at("started_at"),
        _at("ended_at", nullable=True),
        _text("reason", 200),
    )
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"])
    _create(
        "channel_address",
        _text("channel", 32),
        _text("label", 200),
        _of("channel_address", "person_id", nullable=True),
        _text("role", 32, nullable=True),
        _of("channel_address", "team_id", nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(32), server_default="zh", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        _version(),
    )
    op.add_column("notification", _reference("address_id", "channel_address"), inline_references=True)
    _index_while(
        "uq_notification_address",
        "notification",
        ["escalation_id", "address_id"],
        "address_id IS NOT NULL",
        unique=True,
    )
    _index_while("ix_notification_sent_at", "notification", ["sent_at"], "channel <> 'inbox'")
    _index_while("ix_notification_carried_by_id", "notification", ["carried_by_id"], "carried_by_id IS NOT NULL")
    _create(
        "breach_model",
        _at("fitted_at"),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("accuracy", sa.JSON(none_as_null=True), nullable=False),
    )
    _guard()


def _approvals() -> None:
    _create(
        "approval",
        _of("approval", "ticket_id"),
        _of("approval", "clock_id", nullable=True),
        _text("kind", 32),
        _text("role", 32),
        _text("reason", 1000),
        sa.Column("details", sa.JSON(none_as_null=True)),
        _at("asked_at"),
        _of("approval", "asked_by_id", nullable=True),
        _at("decided_at", nullable=True),
        _of("approval", "decided_by_id", nullable=True),
        sa.Column("granted", sa.Boolean()),
        _text("remark", 1000, nullable=True),
        _version(),
    )
    op.create_index(op.f("ix_approval_ticket_id"), "approval", ["ticket_id"])
    _index_while("ix_approval_open", "approval", ["role"], "decided_at IS NULL")
    _create(
        "extension",
        _of("extension", "clock_id"),
        _of("extension", "approval_id", nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("amount_before", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        _text("reason", 1000),
        _at("granted_at"),
        _of("extension", "granted_by_id", nullable=True),
        _at("told_at", nullable=True),
        _of("extension", "told_by_id", nullable=True),
        _at("in_force_at", nullable=True),
    )
    op.create_index(op.f("ix_extension_clock_id"), "extension", ["clock_id"])


def _rule_changes() -> None:
    _create(
        "rule_draft",
        _text("kind", 32),
        _text("code", 64),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer()),
        _at("changed_at"),
        _of("rule_draft", "changed_by_id", nullable=True),
        _version(),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_rule_draft_kind_code")),
    )
    _create(
        "rule_change",
        _at("at"),
        _of("rule_change", "person_id", nullable=True),
        _text("reason", 400),
        _of("rule_change", "policy_version_id", nullable=True),
        _of("rule_change", "calendar_version_id", nullable=True),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        _at("undone_at", nullable=True),
        _of("rule_change", "undone_by_id", nullable=True),
    )
    _create(
        "clock_revision",
        _of("clock_revision", "rule_change_id"),
        _of("clock_revision", "clock_id"),
        _of("clock_revision", "policy_version_id"),
        _of("clock_revision", "calendar_version_id"),
        _text("measure", 32, nullable=True),
        sa.Column("amount", sa.Integer()),
        _text("counting", 64),
        _at("due_before"),
        _at("due_after"),
        _at("next_step_at", nullable=True),
        _text("next_step", 64, nullable=True),
    )
    for column in ("rule_change_id", "clock_id"):
        op.create_index(op.f(f"ix_clock_revision_{column}"), "clock_revision", [column])


def _create(table: str, *columns: "sa.Column[object] | sa.UniqueConstraint") -> None:
    op.create_table(
        table,
        sa.Column("id", IDENTITY, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def _at(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.String(length), nullable=nullable)


def _version() -> "sa.Column[object]":
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def _reference(name: str, to: str) -> "sa.Column[object]":
    return sa.Column(name, IDENTITY, sa.ForeignKey(f"{to}.id"), nullable=True)


def _of(table: str, name: str, *, nullable: bool = False) -> "sa.Column[object]":
    """Make a column of the table that its name names."""
    named = name.removesuffix("_id")
    to = "person" if named.endswith("_by") else named
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, IDENTITY, key, nullable=nullable)


def _index_while(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    """Make an index of the rows for which a condition holds."""
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _guard() -> None:
    for table in ADD_ONLY:
        if op.get_bind().dialect.name == "sqlite":
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
                )
            continue
        for name, change in (("change", "UPDATE OR DELETE ON {} FOR EACH ROW"), ("truncate", "TRUNCATE ON {}")):
            op.execute(f"CREATE TRIGGER {table}_{name} BEFORE {change.format(table)} EXECUTE FUNCTION refuse_change()")
