"""Which complaints have changed since they were read: asked of the changes that every transaction puts on record."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models.change import Change
from app.models.customer import Customer
from app.models.ticket import Ticket

# How many identities are asked for at once.
_AT_A_TIME = 5_000


def mark(session: Session) -> int:
    """Return where the record of changes stands for who reads now: all that comes to light later lies beyond it."""
    if _is_embedded(session):
        # Transactions come one after the other, and so do their changes.
        return session.scalar(select(func.coalesce(func.max(Change.id), 0))) or 0
    # No transaction that this one does not see yet is older than the oldest one under way.
    return int(session.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")).scalar_one())


def tickets_since(session: Session, since: int) -> set[int] | None:
    """Return which tickets may have changed since a mark, None for any; changes are on record for minutes only."""
    later = Change.id > since if _is_embedded(session) else Change.transaction_id >= since
    tickets, customers = set[int](), set[int]()
    changed = {Ticket.__name__: tickets, Customer.__name__: customers}
    for kind, ids in session.execute(select(Change.kind, Change.ids).where(later, Change.kind.in_(changed))):
        if ids is None:
            return None
        changed[kind].update(map(int, ids.split(",")))
    if len(tickets) + len(customers) > _AT_A_TIME:
        return None
    # The level of a customer decides on the rules for their complaints.
    return tickets | set(session.scalars(select(Ticket.id).where(Ticket.customer_id.in_(customers))))


def _is_embedded(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
