"""An erasure reaches what articles have said: words are replaced by a mark, and who let that happen is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# As `app.models.masking` has it; what was redacted once is judged by it for ever.
_MARK = "＊＊＊"
_TEXTS = ("title", "body", "remark")
_STAYS = ("id", "article_id", "number", "audience", "state", "changed_at", "changed_by_id")
# A version is redacted at the instant at which somebody is erased, and at no other.
_ERASED = "EXISTS (SELECT 1 FROM customer WHERE customer.erased_at = NEW.redacted_at)"
# The pieces between the marks stand in the old text one after the other, from its beginning to its end. Two signs that
# no text has stand for those.
_PIECE = f"substr(more, 1, instr(more, '{_MARK}') - 1)"
_IS_REDACTED = f"""EXISTS (
    WITH RECURSIVE walk (rest, more) AS (
        SELECT char(2) || OLD.{{0}} || char(3), char(2) || NEW.{{0}} || char(3) || '{_MARK}'
        UNION ALL
        SELECT
            substr(rest, instr(rest, {_PIECE}) + length({_PIECE})), substr(more, length({_PIECE}) + {len(_MARK) + 1})
        FROM walk WHERE more <> '' AND instr(rest, {_PIECE}) > 0
    )
    SELECT 1 FROM walk WHERE more = ''
)"""
_FUNCTION = f"""
CREATE FUNCTION is_redacted(was text, given text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = public, pg_temp AS $$
DECLARE rest text := chr(2) || was || chr(3); piece text; place integer;
BEGIN
    FOREACH piece IN ARRAY string_to_array(chr(2) || given || chr(3), '{_MARK}') LOOP
        place := strpos(rest, piece);
        IF place = 0 THEN RETURN false; END IF;
        rest := substr(rest, place + length(piece));
    END LOOP;
    RETURN true;
END $$
"""


def upgrade() -> None:
    """Add who redacted a version and when, and let its guard pass that and nothing else."""
    op.add_column("article_version", sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True))
    by = sa.Column("redacted_by_id", IDENTITY, nullable=True)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE article_version ADD COLUMN redacted_by_id INTEGER "
            "CONSTRAINT fk_article_version_redacted_by_id REFERENCES person (id)"
        )
        op.execute("DROP TRIGGER article_version_update")
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _STAYS)
        redacted = " AND ".join(_IS_REDACTED.format(name) for name in _TEXTS)
        op.execute(
            f"CREATE TRIGGER article_version_update BEFORE UPDATE ON article_version WHEN NOT ({same} AND {_ERASED} "
            f"AND {redacted}) BEGIN SELECT RAISE(ABORT, 'article_version can only be added to'); END"
        )
        return
    op.add_column("article_version", by)
    op.create_foreign_key(
        op.f("fk_article_version_redacted_by_id"), "article_version", "person", ["redacted_by_id"], ["id"]
    )
    op.execute("DROP TRIGGER article_version_change ON article_version")
    op.execute(_FUNCTION)
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _STAYS)
    redacted = " AND ".join(f"is_redacted(OLD.{name}, NEW.{name})" for name in _TEXTS)
    op.execute(
        "CREATE FUNCTION refuse_all_but_redaction() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = public, pg_temp AS $$ BEGIN IF {same} AND {_ERASED} AND {redacted} THEN RETURN NEW; "
        "END IF; RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME; END $$"
    )
    for change, refusing in (("delete", "refuse_change"), ("update", "refuse_all_but_redaction")):
        op.execute(
            f"CREATE TRIGGER article_version_{change} BEFORE {change.upper()} ON article_version "
            f"FOR EACH ROW EXECUTE FUNCTION {refusing}()"
        )
