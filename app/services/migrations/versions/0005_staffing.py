"""Staffing: contacts and forecasts, foreseeable events, shifts and rosters, activations and call-outs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_CALLED = ("called_at", "told_at", "answer_by", "answered_at", "on_at", "released_at")
# Records that are only ever added to.
ADD_ONLY = ("forecast_version", "activation_event")


def upgrade() -> None:
    """Add the columns, the tables and their guards."""
    _people()
    _forecasts()
    _schedule()
    _activations()
    _guard()


def _people() -> None:
    """What people can do and speak, by what the floor is judged."""
    for column in (
        sa.Column("service_level", sa.String(32), server_default="answered_of_offered", nullable=False),
        _number("answer_within", "20"),
        sa.Column("service_level_aim", sa.Double(), server_default="0.8", nullable=False),
        _number("false_alarms", "1"),
        _number("false_alarm_days", "30"),
    ):
        op.add_column("floor", column)
    op.add_column("person", _reference("home_queue_id", "queue"), inline_references=True)
    op.add_column("person", sa.Column("speaks", sa.String(64), server_default="", nullable=False))
    op.add_column("person", _number("weekly_minutes", "2400"))
    op.add_column("queue_member", _number("level", "2"))
    op.add_column("queue_member", _number("productive_after", "0"))
    op.add_column("agent_state_span", sa.Column("source", sa.String(32), server_default="console", nullable=False))
    op.add_column("customer", sa.Column("language", sa.String(32)))
    # So that what people carry is added up without a look at the tickets.
    is_open = sa.text("status IN ('open', 'waiting')")
    op.drop_index("ix_ticket_open_owner_id", "ticket")
    op.create_index(
        "ix_ticket_open_owner_id",
        "ticket",
        ["owner_id", "status", "complexity", "stage"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    _create(
        "feed_event",
        _text("key", 128),
        _at("received_at"),
        _at("at"),
        _of("feed_event", "person_id", nullable=True),
        _text("state", 32, nullable=True),
        sa.UniqueConstraint("key", name=op.f("uq_feed_event_key")),
    )
    op.create_index(op.f("ix_feed_event_received_at"), "feed_event", ["received_at"])
    op.create_index(op.f("ix_feed_event_person_id_at"), "feed_event", ["person_id", "at"])


def _forecasts() -> None:
    _create(
        "forecast_version",
        _text("counted", 32),
        _of("forecast_version", "queue_id", nullable=True),
        _text("kind", 32),
        _at("made_at"),
        sa.Column("first_day", sa.Date(), nullable=False),
        _number("days"),
        _number("minutes"),
        _text("model", 64),
        *(_facts(name) for name in ("parameters", "expected", "accuracy")),
    )
    op.create_index(
        op.f("ix_forecast_version_queue_id_counted_made_at"), "forecast_version", ["queue_id", "counted", "made_at"]
    )
    _create(
        "floor_event",
        _text("name", 200),
        _text("kind", 32),
        _of("floor_event", "queue_id", nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _text("repeats", 32),
        sa.Column("factor", sa.Double(), nullable=False),
        _truth("learned", "0"),
        _number("samples", "0"),
        _facts("plan"),
        sa.Column("note", sa.Text(), nullable=False),
        _truth("active", "1"),
        _version(),
    )
    _create(
        "contact_interval",
        _of("contact_interval", "queue_id"),
        _at("starts_at"),
        *(_number(name) for name in ("minutes", "offered", "answered")),
        _number("abandoned", "0"),
        sa.Column("answered_in_time", sa.Integer()),
        sa.Column("abandoned_early", sa.Integer()),
        _number("handle_seconds", "0"),
        _number("wait_seconds", "0"),
        sa.UniqueConstraint("queue_id", "starts_at", name=op.f("uq_contact_interval_queue_id_starts_at")),
    )
    op.create_index(op.f("ix_contact_interval_starts_at"), "contact_interval", ["starts_at"])


def _schedule() -> None:
    _create(
        "shift",
        _of("shift", "person_id"),
        _at("starts_at"),
        _at("ends_at"),
        _text("kind", 32),
        _of("shift", "queue_id", nullable=True),
        _text("pattern", 32, nullable=True),
        sa.Column("activities", sa.JSON(), nullable=False),
        _text("source", 32),
        _text("note", 200),
        _version(),
    )
    op.create_index(op.f("ix_shift_person_id_starts_at"), "shift", ["person_id", "starts_at"])
    op.create_index(op.f("ix_shift_ends_at"), "shift", ["ends_at"])
    _create(
        "shift_pattern",
        _text("code", 32),
        _text("name", 100),
        _number("starts"),
        _number("minutes"),
        sa.Column("activities", sa.JSON(), nullable=False),
        _truth("active", "1"),
        _version(),
        sa.UniqueConstraint("code", name=op.f("uq_shift_pattern_code")),
    )
    _create(
        "availability",
        _of("availability", "person_id"),
        sa.Column("day", sa.Date()),
        sa.Column("weekday", sa.Integer()),
        _text("pattern", 32, nullable=True),
        _text("wish", 32),
        _version(),
    )
    op.create_index(op.f("ix_availability_person_id"), "availability", ["person_id"])
    _create(
        "roster",
        sa.Column("first_day", sa.Date(), nullable=False),
        _number("days"),
        _at("made_at"),
        _of("roster", "made_by_id", nullable=True),
        _facts("rules"),
        _facts("result"),
        _at("published_at", nullable=True),
        _of("roster", "published_by_id", nullable=True),
        _version(),
    )


def _activations() -> None:
    _create(
        "tier_rule",
        _number("tier"),
        _of("tier_rule", "queue_id", nullable=True),
        *(_number(name) for name in ("quota", "timeout_minutes", "productive_after", "hourly_cost", "rest_per_hour")),
        _facts("ranking"),
        sa.Column("donor_keeps", sa.Double()),
        _version(),
        sa.UniqueConstraint("tier", "queue_id", name=op.f("uq_tier_rule_tier_queue_id")),
    )
    _create(
        "activation",
        _of("activation", "queue_id", nullable=True),
        _of("activation", "alert_id", nullable=True),
        _text("reason", 400),
        _truth("drill", "0"),
        _truth("tells", "1"),
        _text("state", 32),
        _facts("wanted"),
        sa.Column("promised", sa.JSON(none_as_null=True)),
        _facts("clear"),
        _at("started_at"),
        _of("activation", "started_by_id", nullable=True),
        _at("clear_since", nullable=True),
        _at("ended_at", nullable=True),
        _of("activation", "ended_by_id", nullable=True),
        _version(),
    )
    op.create_index(op.f("ix_activation_started_at"), "activation", ["started_at"])
    running = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_activation_running",
        "activation",
        [sa.text("coalesce(queue_id, 0)")],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    _create(
        "call_out",
        _of("call_out", "activation_id"),
        _of("call_out", "person_id"),
        _number("tier"),
        _reference("donor_queue_id", "queue", key="fk_call_out_donor_queue_id"),
        _text("state", 32),
        _number("rank"),
        _facts("score"),
        _text("token", 64, nullable=True),
        *(_at(name, nullable=True) for name in _CALLED),
        sa.Column("rest_owed_minutes", sa.Integer()),
        _of("call_out", "shift_id", nullable=True),
        _version(),
        sa.UniqueConstraint("token", name=op.f("uq_call_out_token")),
        sa.UniqueConstraint("activation_id", "person_id", name=op.f("uq_call_out_activation_id_person_id")),
    )
    bound = sa.text("state IN ('called', 'accepted', 'on')")
    op.create_index(
        "uq_call_out_bound", "call_out", ["person_id"], unique=True, sqlite_where=bound, postgresql_where=bound
    )
    _create(
        "activation_event",
        _of("activation_event", "activation_id"),
        _of("activation_event", "call_out_id", nullable=True),
        _at("at"),
        _text("kind", 48),
        _of("activation_event", "person_id", nullable=True),
        sa.Column("details", sa.JSON(none_as_null=True)),
    )
    op.create_index(op.f("ix_activation_event_activation_id"), "activation_event", ["activation_id"])
    _create(
        "mail_reply",
        _text("message_id", 255),
        _at("at"),
        _text("sender", 320),
        _text("outcome", 32),
        _of("mail_reply", "call_out_id", nullable=True),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_reply_message_id")),
    )
    # What does not pass through the outbox is owed to people who are called as well as to administrators.
    with op.batch_alter_table("alarm_call", table_kwargs={"sqlite_autoincrement": True}) as alarm_call:
        alarm_call.alter_column("alert_id", existing_type=IDENTITY, nullable=True)
        alarm_call.add_column(_of("alarm_call", "call_out_id", nullable=True))


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


def _number(name: str, default: str | None = None) -> "sa.Column[object]":
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def _truth(name: str, default: str) -> "sa.Column[object]":
    return sa.Column(name, sa.Boolean(), server_default=default, nullable=False)


def _facts(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=False)


def _version() -> "sa.Column[object]":
    return _number("version", "1")


def _reference(name: str, to: str, *, key: str | None = None) -> "sa.Column[object]":
    return sa.Column(name, IDENTITY, sa.ForeignKey(f"{to}.id", name=key), nullable=True)


def _of(table: str, name: str, *, nullable: bool = False) -> "sa.Column[object]":
    """Make a column of the table that its name names."""
    named = name.removesuffix("_id")
    to = "person" if named.endswith("_by") else named
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, IDENTITY, key, nullable=nullable)


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
