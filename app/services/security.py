"""Who may do what on a shared database: the role that escalates and sends."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.services.database import SERVICE_ROLE, DatabaseError


def grant_service(session: Session) -> None:
    """Let the service role work with every table; create it where the server does not know it yet.

    Raises `DatabaseError` with the line to run where this login may not create roles.
    """
    known = session.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": SERVICE_ROLE}).scalar()
    if not known:
        may_create = session.execute(
            text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        ).scalar_one()
        if not may_create:
            raise DatabaseError(
                "This login may not create roles; let the server's administrator run: CREATE ROLE {role} NOLOGIN;",
                role=SERVICE_ROLE,
            )
        session.execute(text(f"CREATE ROLE {SERVICE_ROLE} NOLOGIN"))
    for right in (
        "USAGE ON SCHEMA public",
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public",
        "USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public",
    ):
        session.execute(text(f"GRANT {right} TO {SERVICE_ROLE}"))
