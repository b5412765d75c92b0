"""The complaint desk: customers, messages, departments, follow-up, compensation, knowledge, sources, its rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Records that are only ever added to.
ADD_ONLY = ("desk_rules_version", "erasure", "article_version")
# By which columns what is searched is found.
SEARCHED = {
    "ticket": ("title", "description", "demand", "product"),
    "article": ("title", "body", "keywords", "product"),
}
# Of what happened, texts can be blanked, once the complaint is marked as erased; the rest stays as it is.
_ONLY_BLANKED = """
    NEW.id IS OLD.id AND NEW.ticket_id IS OLD.ticket_id AND NEW.at IS OLD.at AND NEW.kind IS OLD.kind
    AND NEW.person_id IS OLD.person_id
    AND EXISTS (SELECT 1 FROM ticket WHERE id = OLD.ticket_id AND erased_at IS NOT NULL)
    AND (SELECT count(*) FROM json_tree(OLD.details)) = (SELECT count(*) FROM json_tree(NEW.details))
    AND NOT EXISTS (
        SELECT 1 FROM json_tree(OLD.details) AS was LEFT JOIN json_tree(NEW.details) AS given USING (fullkey)
        WHERE given.type IS NOT was.type
        OR (given.atom IS NOT was.atom AND NOT (was.type = 'text' AND given.atom = ''))
    )
"""
_IS_BLANKED = """
CREATE FUNCTION is_blanked(was jsonb, given jsonb) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$ BEGIN
    IF was IS NOT DISTINCT FROM given THEN RETURN true; END IF;
    IF jsonb_typeof(was) IS DISTINCT FROM jsonb_typeof(given) THEN RETURN false; END IF;
    CASE jsonb_typeof(was)
        WHEN 'string' THEN RETURN given = '""'::jsonb;
        WHEN 'object' THEN RETURN NOT EXISTS (
            SELECT 1 FROM jsonb_each(was) AS one FULL JOIN jsonb_each(given) AS other USING (key)
            WHERE NOT is_blanked(one.value, other.value)
        );
        WHEN 'array' THEN RETURN jsonb_array_length(was) = jsonb_array_length(given) AND NOT EXISTS (
            SELECT 1 FROM jsonb_array_elements(was) WITH ORDINALITY AS one (value, place)
            JOIN jsonb_array_elements(given) WITH ORDINALITY AS other (value, place) USING (place)
            WHERE NOT is_blanked(one.value, other.value)
        );
        ELSE RETURN false;
    END CASE;
END $$
"""
_REFUSE_ALL_BUT_BLANKING = """
CREATE FUNCTION refuse_all_but_blanking() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$ BEGIN
    IF (NEW.id, NEW.ticket_id, NEW.at, NEW.kind) = (OLD.id, OLD.ticket_id, OLD.at, OLD.kind)
        AND NEW.person_id IS NOT DISTINCT FROM OLD.person_id
        AND EXISTS (SELECT 1 FROM ticket WHERE id = OLD.ticket_id AND erased_at IS NOT NULL)
        AND is_blanked(OLD.details::jsonb, NEW.details::jsonb)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME;
END $$
"""


def upgrade() -> None:
    """Add the columns, the tables and their guards."""
    _rules_and_tree()
    _customers()
    _complaints()
    _departments()
    _messages()
    _follow_up()
    _knowledge()
    _feeds()
    _decisions()
    _search()
    _guard()
    _let_texts_be_blanked()


def _rules_and_tree() -> None:
    """What the desk goes by, and its trees."""
    _create(
        "desk_rules_version",
        _text("code", 64),
        _number("number"),
        _facts("specification"),
        _text("digest", 64),
        _prose("source", nullable=True),
        _at("created_at"),
        sa.UniqueConstraint("code", "number", name=op.f("uq_desk_rules_version_code_number")),
    )
    _create(
        "root_cause",
        _of("root_cause", "parent_id", to="root_cause", nullable=True),
        _text("name", 200),
        _text("path", 800),
        _truth("active", default="1"),
        _version(),
        sa.UniqueConstraint("path", name=op.f("uq_root_cause_path")),
    )
    _create(
        "tag",
        _text("name", 64),
        _version(),
        sa.UniqueConstraint("name", name=op.f("uq_tag_name")),
    )
    _create(
        "text_template",
        _text("code", 64),
        _text("language", 32),
        _text("kind", 32),
        _text("purpose", 32),
        _text("name", 200),
        _text("subject", 400, default=""),
        _prose("body"),
        _truth("active", default="1"),
        _version(),
        sa.UniqueConstraint("code", "language", name=op.f("uq_text_template_code_language")),
    )


def _customers() -> None:
    """How customers are reached, what they bought and were promised."""
    for column in (
        _truth("high_risk", default="0"),
        _number("call_from", nullable=True),
        _number("call_until", nullable=True),
        _text("note", 1000, default=""),
        _at("erased_at", nullable=True),
    ):
        op.add_column("customer", column)
    op.add_column("customer", _of("customer", "merged_into_id", to="customer", nullable=True), inline_references=True)
    _beginnings("customer", "name")
    _create(
        "customer_contact",
        _of("customer_contact", "customer_id"),
        _text("kind", 32),
        _text("value", 320),
        _text("normal", 320),
        sa.UniqueConstraint("customer_id", "kind", "normal", name=op.f("uq_customer_contact_customer_id_kind_normal")),
    )
    _beginnings("customer_contact", "normal")
    _create(
        "customer_order",
        _of("customer_order", "customer_id"),
        _text("number", 100),
        _text("product", 200, default=""),
        _at("ordered_at", nullable=True),
        _number("amount", nullable=True),
        _text("currency", 3, nullable=True),
        _text("place", 200, default=""),
        _text("state", 64, default=""),
        _facts("details", nullable=True),
        _version(),
        sa.UniqueConstraint("number", name=op.f("uq_customer_order_number")),
    )
    op.create_index(op.f("ix_customer_order_customer_id"), "customer_order", ["customer_id"])
    _create(
        "customer_promise",
        _of("customer_promise", "customer_id"),
        _of("customer_promise", "ticket_id", nullable=True),
        _text("promise", 1000),
        _at("due_at"),
        _at("made_at"),
        _of("customer_promise", "made_by_id", nullable=True),
        _at("ended_at", nullable=True),
        _of("customer_promise", "ended_by_id", nullable=True),
        _truth("kept", nullable=True),
        _version(),
    )
    op.create_index(op.f("ix_customer_promise_customer_id"), "customer_promise", ["customer_id"])
    _where("ix_customer_promise_open", "customer_promise", ["due_at"], "ended_at IS NULL")
    op.create_index(op.f("ix_customer_promise_ticket_id"), "customer_promise", ["ticket_id"])
    _create(
        "erasure",
        _of("erasure", "customer_id", nullable=True),
        _at("at"),
        _of("erasure", "person_id", nullable=True),
        _text("reason", 400),
        _facts("counts"),
    )
    _known_contacts()


def _complaints() -> None:
    """What a complaint is said to be, belongs to, and was given."""
    _create(
        "incident",
        _text("title", 400),
        _of("incident", "alert_id", nullable=True),
        _facts("shared"),
        _at("opened_at"),
        _of("incident", "opened_by_id", nullable=True),
        _of("incident", "owner_id", to="person", nullable=True),
        _of("incident", "root_cause_id", nullable=True),
        _prose("solution", default=""),
        _at("solved_at", nullable=True),
        _of("incident", "solved_by_id", nullable=True),
        _version(),
    )
    op.create_index(op.f("ix_incident_opened_at"), "incident", ["opened_at"])
    for column in (
        _prose("demand", default=""),
        _text("emotion", 32, nullable=True),
        _number("affected", default="1"),
        _facts("risk", nullable=True),
        _number("score", nullable=True),
        _number("score_set", nullable=True),
        _text("score_reason", 400, nullable=True),
        _at("erased_at", nullable=True),
    ):
        op.add_column("ticket", column)
    for name, to in (("order_id", "customer_order"), ("incident_id", "incident"), ("root_cause_id", "root_cause")):
        op.add_column("ticket", _of("ticket", name, to=to, nullable=True), inline_references=True)
    _where("ix_ticket_incident_id", "ticket", ["incident_id"], "incident_id IS NOT NULL")
    for column in (_truth("high_risk", default="0"), _truth("active", default="1"), _number("position", default="0")):
        op.add_column("category", column)
    _create(
        "ticket_link",
        _of("ticket_link", "ticket_id"),
        _of("ticket_link", "other_id", to="ticket"),
        _text("kind", 32),
        _at("linked_at"),
        _of("ticket_link", "linked_by_id", nullable=True),
        sa.UniqueConstraint("ticket_id", "other_id", "kind", name=op.f("uq_ticket_link_ticket_id_other_id_kind")),
    )
    op.create_index(op.f("ix_ticket_link_other_id"), "ticket_link", ["other_id"])
    _create(
        "ticket_tag",
        _of("ticket_tag", "ticket_id"),
        _of("ticket_tag", "tag_id"),
        sa.UniqueConstraint("ticket_id", "tag_id", name=op.f("uq_ticket_tag_ticket_id_tag_id")),
    )
    op.create_index(op.f("ix_ticket_tag_tag_id"), "ticket_tag", ["tag_id"])
    _create(
        "compensation",
        _of("compensation", "ticket_id"),
        _of("compensation", "customer_id", nullable=True),
        _text("nature", 64),
        _number("amount"),
        _text("currency", 3),
        _text("reason", 1000),
        _text("state", 32),
        _text("role", 32),
        _of("compensation", "approval_id", nullable=True),
        _at("offered_at"),
        _of("compensation", "offered_by_id", nullable=True),
        _at("paid_at", nullable=True),
        _version(),
    )
    op.create_index(op.f("ix_compensation_customer_id_offered_at"), "compensation", ["customer_id", "offered_at"])
    op.create_index(op.f("ix_compensation_ticket_id"), "compensation", ["ticket_id"])


def _departments() -> None:
    """Whom else is asked."""
    _create(
        "department",
        _text("code", 64),
        _text("name", 200),
        _prose("responsibilities", default=""),
        _text("contact_name", 200, default=""),
        _text("contact_email", 320, nullable=True),
        _text("contact_telephone", 64, nullable=True),
        _of("department", "contact_id", to="person", nullable=True),
        _text("deputy_name", 200, default=""),
        _text("deputy_email", 320, nullable=True),
        _of("department", "deputy_id", to="person", nullable=True),
        _truth("contact_away", default="0"),
        _text("language", 32, default="zh"),
        _truth("active", default="1"),
        _version(),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
        sa.UniqueConstraint("code", name=op.f("uq_department_code")),
    )
    _create(
        "department_task",
        _of("department_task", "ticket_id"),
        _of("department_task", "department_id"),
        _text("title", 400),
        _prose("question"),
        _prose("context", default=""),
        _text("state", 32),
        _text("token", 64),
        _at("asked_at"),
        _of("department_task", "asked_by_id", nullable=True),
        _text("asked_of", 200, default=""),
        _at("answered_at", nullable=True),
        _text("answered_by", 200, default=""),
        _prose("answer", default=""),
        _number("rounds", default="0"),
        _at("ended_at", nullable=True),
        _of("department_task", "ended_by_id", nullable=True),
        _version(),
        sa.UniqueConstraint("token", name=op.f("uq_department_task_token")),
    )
    op.create_index(op.f("ix_department_task_asked_at"), "department_task", ["asked_at"])
    op.create_index(op.f("ix_department_task_department_id"), "department_task", ["department_id"])
    _where("ix_department_task_open", "department_task", ["department_id", "ticket_id"], "ended_at IS NULL")
    op.create_index(op.f("ix_department_task_ticket_id"), "department_task", ["ticket_id"])


def _messages() -> None:
    """What is said, and the files that came with it."""
    _create(
        "message",
        _of("message", "customer_id", nullable=True),
        _of("message", "ticket_id", nullable=True),
        _of("message", "task_id", to="department_task", nullable=True),
        _text("direction", 32),
        _text("purpose", 32),
        _text("medium", 32),
        _at("at"),
        _of("message", "person_id", nullable=True),
        _text("address", 320, default=""),
        _text("subject", 400, default=""),
        _prose("body"),
        _text("template", 64, nullable=True),
        _text("origin", 100, nullable=True),
        _text("message_id", 255, nullable=True),
        _text("in_reply_to", 255, nullable=True),
        _text("state", 32, nullable=True),
        _number("attempts", default="0"),
        _at("next_attempt_at", nullable=True),
        _at("sent_at", nullable=True),
        _text("last_error", 1000, nullable=True),
        sa.UniqueConstraint("origin", "message_id", name=op.f("uq_message_origin_message_id")),
    )
    op.create_index(op.f("ix_message_customer_id_at"), "message", ["customer_id", "at"])
    _where("ix_message_next_attempt_at", "message", ["next_attempt_at"], "next_attempt_at IS NOT NULL")
    op.create_index(op.f("ix_message_task_id"), "message", ["task_id"])
    op.create_index(op.f("ix_message_ticket_id"), "message", ["ticket_id"])
    _create(
        "file_content",
        _text("digest", 64),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("digest", name=op.f("uq_file_content_digest")),
    )
    _create(
        "attachment",
        _of("attachment", "ticket_id"),
        _of("attachment", "message_id", nullable=True),
        _of("attachment", "file_content_id", nullable=True),
        _text("name", 255),
        _text("media_type", 100),
        _number("size"),
        _text("digest", 64),
        _at("added_at"),
        _of("attachment", "added_by_id", nullable=True),
        _at("removed_at", nullable=True),
        _of("attachment", "removed_by_id", nullable=True),
    )
    op.create_index(op.f("ix_attachment_file_content_id"), "attachment", ["file_content_id"])
    op.create_index(op.f("ix_attachment_message_id"), "attachment", ["message_id"])
    op.create_index(op.f("ix_attachment_ticket_id"), "attachment", ["ticket_id"])


def _follow_up() -> None:
    """After the result."""
    _create(
        "follow_up",
        _of("follow_up", "ticket_id"),
        _number("cycle"),
        _of("follow_up", "person_id", nullable=True),
        _at("opened_at"),
        _at("next_call_at", nullable=True),
        _number("calls", default="0"),
        _at("done_at", nullable=True),
        _version(),
        sa.UniqueConstraint("ticket_id", "cycle", name=op.f("uq_follow_up_ticket_id_cycle")),
    )
    _where("ix_follow_up_open", "follow_up", ["next_call_at"], "done_at IS NULL")
    _create(
        "follow_up_call",
        _of("follow_up_call", "follow_up_id"),
        _at("at"),
        _of("follow_up_call", "person_id", nullable=True),
        _text("outcome", 32),
        _text("note", 1000, default=""),
    )
    op.create_index(op.f("ix_follow_up_call_follow_up_id"), "follow_up_call", ["follow_up_id"])
    _create(
        "survey",
        _of("survey", "ticket_id"),
        _number("cycle"),
        _at("at"),
        _text("source", 32),
        _number("score"),
        _text("reason", 64, nullable=True),
        _prose("comment", default=""),
        _of("survey", "person_id", nullable=True),
        _text("origin", 100, nullable=True),
        _text("external_key", 200, nullable=True),
        _truth("reopened", default="0"),
        sa.UniqueConstraint("origin", "external_key", name=op.f("uq_survey_origin_external_key")),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_survey_score")),
    )
    op.create_index(op.f("ix_survey_at"), "survey", ["at"])
    op.create_index(op.f("ix_survey_ticket_id"), "survey", ["ticket_id"])


def _knowledge() -> None:
    """Articles, and how they are used."""
    _create(
        "article",
        _text("title", 400),
        _prose("body"),
        _text("keywords", 400, default=""),
        _text("language", 32, default="zh"),
        _text("audience", 32),
        _text("state", 32),
        _of("article", "category_id", nullable=True),
        _text("product", 200, nullable=True),
        _of("article", "owner_id", to="person", nullable=True),
        _of("article", "ticket_id", nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        _at("created_at"),
        _at("changed_at"),
        _version(),
    )
    op.create_index(op.f("ix_article_review_on"), "article", ["review_on"])
    _create(
        "article_version",
        _of("article_version", "article_id"),
        _number("number"),
        _text("title", 400),
        _prose("body"),
        _text("audience", 32),
        _text("state", 32),
        _at("changed_at"),
        _of("article_version", "changed_by_id", nullable=True),
        _text("remark", 400, default=""),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_version_article_id_number")),
    )
    _create(
        "article_use",
        _of("article_use", "article_id"),
        _of("article_use", "ticket_id", nullable=True),
        _of("article_use", "person_id", nullable=True),
        _at("at"),
        _truth("helped"),
    )
    op.create_index(op.f("ix_article_use_article_id_at"), "article_use", ["article_id", "at"])
    op.create_index(op.f("ix_article_use_ticket_id"), "article_use", ["ticket_id"])


def _feeds() -> None:
    """Where complaints are fetched from."""
    _create(
        "feed_source",
        _text("kind", 32),
        _text("name", 100),
        _facts("settings"),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        _truth("active", default="1"),
        _facts("cursor", nullable=True),
        _at("next_read_at", nullable=True),
        _at("lease_until", nullable=True),
        _at("last_read_at", nullable=True),
        _number("failures", default="0"),
        _text("last_error", 1000, nullable=True),
        _facts("counts"),
        _version(),
        sa.UniqueConstraint("name", name=op.f("uq_feed_source_name")),
    )
    _create(
        "feed_reject",
        _of("feed_reject", "feed_source_id"),
        _text("external_key", 200),
        _at("at"),
        _text("reason", 1000),
        sa.UniqueConstraint("feed_source_id", "external_key", name=op.f("uq_feed_reject_feed_source_id_external_key")),
    )


def _decisions() -> None:
    """Give what was decided for the floor, and how the feed of a telephone system fares, tables of their own.

    They stood among the changes of rules that concern no rules, and among the imports.
    """
    _create("feed_standing", _at("since"), _facts("counts"))
    op.execute(
        "INSERT INTO feed_standing (since, counts) "
        "SELECT imported_at, counts FROM import_run WHERE mapping = 'feed' AND imported_by = 'serve' "
        "ORDER BY id LIMIT 1"
    )
    op.execute("DELETE FROM import_run WHERE mapping = 'feed' AND imported_by = 'serve'")
    _create(
        "floor_decision",
        _text("matter", 64),
        _at("at"),
        _of("floor_decision", "person_id", nullable=True),
        _facts("value"),
    )
    op.create_index(op.f("ix_floor_decision_matter"), "floor_decision", ["matter"])
    of_no_rules = "policy_version_id IS NULL AND calendar_version_id IS NULL"
    op.execute(
        "INSERT INTO floor_decision (matter, at, person_id, value) "
        f"SELECT reason, at, person_id, counts FROM rule_change WHERE {of_no_rules} ORDER BY id"
    )
    op.execute(f"DELETE FROM rule_change WHERE {of_no_rules}")


def _search() -> None:
    """What articles and complaints are found by, and the road to it: no change of a text is missed, whoever makes it.

    Texts that are there already are put down like changed ones, and looked at when nobody waits.
    """
    _create("search_queue", _text("kind", 32), sa.Column("row_id", IDENTITY, nullable=False))
    for table, columns in SEARCHED.items():
        if op.get_bind().dialect.name == "sqlite":
            _searched_embedded(table, columns)
        else:
            _searched_shared(table, columns)
        op.execute(f"INSERT INTO search_queue (kind, row_id) SELECT '{table}', id FROM {table}")


def _searched_embedded(table: str, columns: tuple[str, ...]) -> None:
    version = op.get_bind().exec_driver_sql("SELECT sqlite_version()").scalar_one()
    # The texts are in their own table; older libraries cannot delete what they do not keep.
    bare = ", content='', contentless_delete=1" if tuple(map(int, version.split("."))) >= (3, 43) else ""
    # This tokenizer cuts at blanks only and folds nothing beyond ASCII: what it is given is cut already.
    op.execute(f"CREATE VIRTUAL TABLE search_{table} USING fts5(title, body, tokenize='ascii'{bare})")
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    for change, row in (
        ("INSERT", "new"),
        (f"UPDATE OF {', '.join(columns)}", "new"),
        ("DELETE", "old"),
    ):
        when = f" WHEN {changed}" if change.startswith("UPDATE") else ""
        op.execute(
            f"CREATE TRIGGER search_{table}_{change[:6].lower()} AFTER {change} ON {table}{when} "
            f"BEGIN INSERT INTO search_queue (kind, row_id) VALUES ('{table}', {row}.id); END"
        )


def _searched_shared(table: str, columns: tuple[str, ...]) -> None:
    op.create_table(
        f"search_{table}",
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_search_{table}")),
    )
    # New entries are put where they belong a hundred texts at a time, which is many times as fast as one by one; and
    # nothing is left over that a search would have to read through.
    op.execute(f"CREATE INDEX ix_search_{table}_words ON search_{table} USING gin (words)")
    op.execute(
        f"CREATE FUNCTION search_{table}_settle() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ SELECT gin_clean_pending_list('ix_search_{table}_words') $$"
    )
    # By the index and no further than asked, whatever the planner expects: it would read the texts themselves.
    op.execute(
        f"CREATE FUNCTION search_{table}_held(wanted tsquery, most integer) RETURNS SETOF bigint LANGUAGE sql STABLE "
        "SET enable_seqscan = off SET enable_indexscan = off "
        f"AS $$ SELECT id FROM search_{table} WHERE words @@ wanted LIMIT most $$"
    )
    # Whoever may change a text may put it down, whatever else their login may.
    row = f"INSERT INTO search_queue (kind, row_id) VALUES ('{table}', coalesce(NEW.id, OLD.id)); RETURN NULL;"
    rows = f"INSERT INTO search_queue (kind, row_id) SELECT '{table}', id FROM added; RETURN NULL;"
    for name, body in (("row", row), ("rows", rows)):
        op.execute(
            f"CREATE FUNCTION search_{table}_{name}() RETURNS trigger LANGUAGE plpgsql "
            f"SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN {body} END $$"
        )
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    for name, change in (
        ("insert", f"INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {{}}_rows()"),
        ("update", f"UPDATE ON {table} FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {{}}_row()"),
        ("delete", f"DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {{}}_row()"),
    ):
        op.execute(f"CREATE TRIGGER search_{table}_{name} AFTER {change.format(f'search_{table}')}")


def _known_contacts() -> None:
    """Write down as contacts what was known of customers: a number by its digits, an address in small letters."""
    bind = op.get_bind()
    customers = sa.table("customer", sa.column("id"), sa.column("telephone"), sa.column("email"))
    contacts = sa.table("customer_contact", *(sa.column(name) for name in ("customer_id", "kind", "value", "normal")))
    known = []
    for customer, telephone, email in bind.execute(sa.select(customers)):
        digits = "".join(filter(str.isdecimal, telephone or ""))
        address = (email or "").strip().lower()
        for kind, value, normal in (("telephone", telephone, digits), ("email", email, address)):
            if normal:
                known.append({"customer_id": customer, "kind": kind, "value": value, "normal": normal})
    if known:
        bind.execute(sa.insert(contacts), known)


def _create(table: str, *columns: "sa.Column[object] | sa.Constraint") -> None:
    op.create_table(
        table,
        sa.Column("id", IDENTITY, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def _where(name: str, table: str, columns: list[str], condition: str) -> None:
    """Make an index over some rows only."""
    only = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def _at(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, default: str | None = None, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.String(length), server_default=default, nullable=nullable)


def _prose(name: str, *, default: str | None = None, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Text(), server_default=default, nullable=nullable)


def _number(name: str, *, default: str | None = None, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Integer(), server_default=default, nullable=nullable)


def _truth(name: str, *, default: str | None = None, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Boolean(), server_default=default, nullable=nullable)


def _facts(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=nullable)


def _version() -> "sa.Column[object]":
    return _number("version", default="1")


def _of(table: str, name: str, *, to: str | None = None, nullable: bool = False) -> "sa.Column[object]":
    """Make a column of the table that it, or its name, names."""
    named = name.removesuffix("_id")
    to = to or ("person" if named.endswith("_by") else named)
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


def _let_texts_be_blanked() -> None:
    """Let an erasure blank what was said in the record of what happened; its guard refuses all else as before."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER ticket_event_update")
        op.execute(
            f"CREATE TRIGGER ticket_event_update BEFORE UPDATE ON ticket_event WHEN NOT ({_ONLY_BLANKED}) "
            "BEGIN SELECT RAISE(ABORT, 'ticket_event can only be added to'); END"
        )
        return
    op.execute("DROP TRIGGER ticket_event_change ON ticket_event")
    op.execute(_IS_BLANKED)
    op.execute(_REFUSE_ALL_BUT_BLANKING)
    for change, refusing in (("delete", "refuse_change"), ("update", "refuse_all_but_blanking")):
        op.execute(
            f"CREATE TRIGGER ticket_event_{change} BEFORE {change.upper()} ON ticket_event "
            f"FOR EACH ROW EXECUTE FUNCTION {refusing}()"
        )


def _beginnings(table: str, column: str) -> None:
    """Make an index by which the beginning of a text is found, in whatever order the server keeps letters."""
    operators = {column: "varchar_pattern_ops"}
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], postgresql_ops=operators)
