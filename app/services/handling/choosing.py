"""Which complaints something is done to at once: how many at most, in which order, and kept from others meanwhile."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.sla import Clock
from app.models.ticket import Status, Ticket
from app.services.deadlines.locking import lock_live_clocks_of

# What still needs somebody: a resolved complaint owes its follow-up.
ASSIGNABLE = (Status.OPEN, Status.WAITING, Status.RESOLVED)
RAISABLE = (Status.OPEN, Status.WAITING)
# More at once would keep other writers waiting for seconds.
MOST = 1_000
# Of more tickets a sentence names only the first ones.
_NAMED = 5


class TooManyError(DomainError):
    """The action would keep everybody else waiting."""


def chosen(ticket_ids: Collection[int]) -> Any:
    """Return the identities as a list for a statement, however many: more than 32,766 cannot be bound."""
    return bindparam("chosen", sorted(ticket_ids), expanding=True, literal_execute=True, type_=BigInteger)


def these(ticket_ids: Collection[int]) -> Select[Ticket]:
    """Select tickets in the order of their identity; raises `TooManyError`."""
    _refuse_too_many(ticket_ids)
    return select(Ticket).where(Ticket.id.in_(ticket_ids)).order_by(Ticket.id)


def _refuse_too_many(ticket_ids: Collection[int]) -> None:
    if len(ticket_ids) > MOST:
        raise TooManyError("At most {most} complaints at once; these are {count}.", most=MOST, count=len(ticket_ids))


def listed(numbers: Sequence[str]) -> str:
    """List numbers for a sentence; of many only the first ones."""
    return ", ".join(numbers[:_NAMED]) + (" …" if len(numbers) > _NAMED else "")


def locked_now(session: Session, ticket_ids: Collection[int]) -> Sequence[Ticket]:
    """Return tickets as they are now, and keep others from changing them until the transaction ends."""
    statement = these(ticket_ids).with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(statement).all()


def locked_with_clocks(session: Session, ticket_ids: Collection[int]) -> Sequence[tuple[Ticket, list[Clock]]]:
    """Return tickets with their live clocks as they are now, and keep others from changing any of them."""
    _refuse_too_many(ticket_ids)
    return lock_live_clocks_of(session, ticket_ids)
