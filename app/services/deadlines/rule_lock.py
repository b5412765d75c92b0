"""Keeps rules and clocks from passing each other: nothing starts by rules that are just being replaced.

Whoever starts clocks, or locks those of a ticket, holds the rules first, together with everybody else who does. Whoever
changes them waits until nobody holds them, and is then alone: no clock is locked by anybody, in whatever order.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.sla import PolicyVersion
from app.services.deadlines.rulebook import read_anew

# Any number that nobody else uses as a lock of this database.
_RULES = 20_260_404


def hold_rules(session: Session) -> None:
    """Keep what is in force as it is until the transaction ends; to be asked for before any row is locked."""
    if _is_shared(session):
        session.execute(select(func.pg_advisory_xact_lock_shared(_RULES)))
        # They may have been changed while it was waited for.
        read_anew(session)


def try_to_hold_rules(session: Session) -> bool:
    """Do the same without waiting; False where somebody changes the rules, or waits to."""
    if not _is_shared(session):
        return True
    read_anew(session)
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock_shared(_RULES))))


def lock_rules(session: Session) -> None:
    """Keep everybody from the rules, and from the clocks, until the transaction ends.

    An import under way, which holds both for long, is waited for first: meanwhile the others go on.
    """
    session.execute(select(PolicyVersion.id).order_by(PolicyVersion.id).limit(1).with_for_update(key_share=True))
    if _is_shared(session):
        session.execute(select(func.pg_advisory_xact_lock(_RULES)))
        read_anew(session)


def _is_shared(session: Session) -> bool:
    # SQLite's writer is alone already.
    return session.get_bind().dialect.name == "postgresql"
