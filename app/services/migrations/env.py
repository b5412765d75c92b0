"""What Alembic runs: the versions, in the one transaction that `app.services.schema` has opened."""

from alembic import context

from app.models.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
context.run_migrations()
