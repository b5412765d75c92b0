"""Finds complaints that a new one may repeat, while it is typed: the customer's own, and those with like words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.models.grams import telling
from app.models.knowledge import Searched
from app.models.texts import kept
from app.models.ticket import Status, Ticket
from app.services.likeness import likest

# What a customer complained of so long ago, or others, may be meant again.
RECENT = timedelta(days=30)
# How much of what a text is about another customer's complaint shares before it is worth a look.
_LIKE = 0.5
_OWN, _LIKEST = 20, 40
_PIECES = 64
_OPEN = (Status.OPEN, Status.WAITING)
_DONE = (Status.RESOLVED, Status.CLOSED, Status.WITHDRAWN)


@dataclass(frozen=True)
class SimilarRow:
    """A complaint that may be the same one; `like` is how much of what the new one is about it holds: 1 is all."""

    id: int
    number: str
    title: str
    status: Status
    received_at: datetime
    is_of_customer: bool
    like: float


def similar(
    session: Session, customer_id: int | None, title: str, text: str = "", *, limit: int = 5, now: datetime
) -> tuple[SimilarRow, ...]:
    """Return the customer's complaints that are open or recent, the likest first, then like ones of others.

    One that was put into the index of the search a moment ago, or not yet, is found all the same if it is theirs.
    """
    typed = kept(f"{title}\n{text}")
    each = Ticket
    known = select(each.id, each.number, each.title, each.description, each.status, each.received_at, each.customer_id)
    alive = or_(each.status.in_(_OPEN), and_(each.status.in_(_DONE), each.received_at >= now - RECENT))
    own: list[SimilarRow] = []
    others: list[SimilarRow] = []
    if customer_id is not None:
        pieces = frozenset(telling(typed, _PIECES))
        theirs = known.where(each.customer_id == customer_id, alive).order_by(each.received_at.desc()).limit(_OWN)
        for row in session.execute(theirs):
            held = frozenset(telling(f"{row.title}\n{row.description}", _PIECES))
            own.append(SimilarRow(*row[:2], row.title, *row[4:6], True, _shared(pieces, held)))
    shared = likest(session, Searched.TICKET, typed, limit=_LIKEST)
    if like := {id_: share for id_, share in shared.items() if share >= _LIKE}:
        other = or_(each.customer_id.is_(None), each.customer_id != (customer_id or 0))
        rows = session.execute(known.where(each.id.in_(like), other, alive))
        others = [SimilarRow(*row[:2], row.title, *row[4:6], False, like[row.id]) for row in rows]
    for found in (own, others):
        found.sort(key=lambda row: (row.like, row.received_at), reverse=True)
    return (*own, *others)[:limit]


def _shared(pieces: Collection[str], held: Collection[str]) -> float:
    return len({*pieces} & {*held}) / len(pieces) if pieces else 0.0
