"""Reads complaints for the search for hotspots: what is new of the window, and an even sample of what came before."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.customer import CustomerOrder
from app.models.desk_rules import HotspotRules
from app.models.ticket import Category, Status, Ticket
from app.services.assessment.hotspots.corpus import Corpus, Entry
from app.services.assessment.hotspots.naming import Facts
from app.services.assessment.hotspots.series import Said, keys_of

# What is usual is told by a year, and well enough by so many of its complaints.
HISTORY = timedelta(days=366)
SAMPLE = 4_000
# So many texts are taken apart at a time: others go first in between.
_AT_A_TIME = 20
_DAY = 86_400
_NO_COMPLAINTS = (Status.SPAM, Status.MERGED)
_SAID = (
    Ticket.id,
    Ticket.received_at,
    Ticket.title,
    Ticket.description,
    Ticket.demand,
    Ticket.customer_id,
    Ticket.category_id,
    Ticket.product,
    CustomerOrder.product,
    CustomerOrder.place,
    CustomerOrder.ordered_at,
)


class Known:
    """The complaints that one process has taken apart: only what is new or has changed is read again.

    Of those before the window it knows one of `apart`.
    """

    def __init__(self) -> None:
        self.apart = 1
        self._entries: dict[int, Entry] = {}
        self._versions: dict[int, int] = {}

    def take(
        self, session: Session, rules: HotspotRules, go_on: Callable[[], bool] = lambda: True, *, now: datetime
    ) -> bool:
        """Read what has come or changed since the last time, while `go_on` says so; say whether anything has."""
        self.apart = _apart(session, rules, now=now)
        wanted = dict(_versions(session, rules, self.apart, now=now))
        gone = self._versions.keys() - wanted.keys()
        changed = [id_ for id_, version in wanted.items() if self._versions.get(id_) != version]
        for id_ in gone:
            del self._entries[id_], self._versions[id_]
        parents = _parents(session)
        for start in range(0, len(changed), _AT_A_TIME):
            for said in _said(session, changed[start : start + _AT_A_TIME], parents):
                self._entries[said.id] = Entry(said.id, said.at, said.who or 0, keys_of(said))
                self._versions[said.id] = wanted[said.id]
            if not go_on():
                break
        return bool(changed or gone)

    def corpus(self, least: int) -> Corpus:
        """Return them to be counted."""
        return Corpus(list(self._entries.values()), least)


def days_of(at: datetime) -> float:
    """Return an instant in days since 1970."""
    return at.timestamp() / _DAY


def read_said(session: Session, ticket_ids: Collection[int]) -> list[Said]:
    """Read what complaints count for."""
    return _said(session, ticket_ids, _parents(session))


def _said(session: Session, ticket_ids: Collection[int], parents: Mapping[int, int | None]) -> list[Said]:
    return [
        Said(
            row[0],
            days_of(row[1]),
            "\n".join(filter(None, (row[2], row[3], row[4]))),
            tuple(_upwards(row[6], parents)),
            row[7] or row[8] or "",
            row[9] or "",
            row[10].date() if row[10] else None,
            row[5],
        )
        for row in _rows(session, ticket_ids)
    ]


def read_facts(session: Session, ticket_ids: Collection[int]) -> list[Facts]:
    """Read what of complaints can be shared."""
    paths = dict(iter(session.execute(select(Category.id, Category.path))))
    return [
        Facts(paths.get(row[6], ""), row[7] or row[8] or "", row[9] or "", row[10].date() if row[10] else None)
        for row in _rows(session, ticket_ids)
    ]


def _rows(session: Session, ticket_ids: Collection[int]) -> Sequence[Any]:
    statement = select(*_SAID).outerjoin(CustomerOrder, CustomerOrder.id == Ticket.order_id)
    return session.execute(statement.where(Ticket.id.in_(ticket_ids)).order_by(Ticket.id)).all()


def _apart(session: Session, rules: HotspotRules, *, now: datetime) -> int:
    """Return of how many complaints of the past one is taken: a power of two, so that those that are known stay."""
    count = session.scalars(select(func.count()).select_from(Ticket).where(*_past(rules, now=now))).one()
    apart = 1
    while count > apart * SAMPLE:
        apart *= 2
    return apart


def _past(rules: HotspotRules, *, now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Ticket.received_at > now - HISTORY, Ticket.received_at <= now - timedelta(days=rules.days)


def _versions(session: Session, rules: HotspotRules, apart: int, *, now: datetime) -> Iterator[tuple[int, int]]:
    """Yield the ids and versions of all complaints of the window, and of a sample of those of the year before it.

    A flood of the past that was recognised as one problem is not what is usual.
    """
    some = select(Ticket.id, Ticket.version).where(Ticket.status.not_in(_NO_COMPLAINTS))
    begin = now - timedelta(days=rules.days)
    window = some.where(Ticket.received_at > begin, Ticket.received_at <= now)
    sample = some.where(*_past(rules, now=now), Ticket.incident_id.is_(None), Ticket.id % apart == 0)
    for statement in (window, sample):
        yield from iter(session.execute(statement))


def _parents(session: Session) -> Mapping[int, int | None]:
    return dict(iter(session.execute(select(Category.id, Category.parent_id))))


def _upwards(category: int | None, parents: Mapping[int, int | None]) -> Iterator[int]:
    while category is not None:
        yield category
        category = parents.get(category)
