"""The people, queues, categories and customers that a file names: found by name, recorded where they are new."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.customer import Customer, CustomerContact, CustomerOrder
from app.models.floor import Floor, Queue
from app.models.people import Person
from app.models.ticket import Category
from app.services.changes import note
from app.services.database import reserve_ids
from app.services.intake.customers import contacts_of
from app.services.intake.draft import Drafts
from app.services.intake.mapping import Mapping

_SEPARATOR = " / "


class Names:
    """Identities by name for one import; the session's transaction keeps what is recorded."""

    def __init__(self, session: Session, mapping: Mapping) -> None:
        self._session, self._mapping = session, mapping
        self.people: dict[str, int] = {}
        self.queues: dict[str, int] = {}
        self.categories: dict[str, int] = {}
        # Customers are many: only those of the present drafts are held.
        self.customers: dict[str, int] = {}
        # So are orders: their identity and whose they are, by their number.
        self.orders: dict[str, tuple[int, int]] = {}

    def learn(self, drafts: Drafts) -> None:
        """Make every name in the drafts known."""
        texts = drafts.texts
        # History names people who may be gone: they get no work and no messages until somebody makes them active.
        owners = _missing(self.people, texts.get("owner", ()))
        self._find_or_add(Person, "name", self.people, {name: {"name": name, "active": False} for name in owners})
        queues = _missing(self.queues, texts.get("queue", ()))
        self._find_or_add(Queue, "name", self.queues, {name: {"name": name} for name in queues})
        self._learn_categories(_missing(self.categories, texts.get("category", ())))
        self.customers = {}
        self._let_be_found(self._find_or_add(Customer, "external_key", self.customers, self._customers(drafts)))
        if numbers := set(filter(None, texts.get("order", ()))):
            rows = select(CustomerOrder.number, CustomerOrder.id, CustomerOrder.customer_id)
            found = self._session.execute(rows.where(CustomerOrder.number.in_(numbers)))
            self.orders = {number: (id_, customer) for number, id_, customer in found}

    def customer_keys(self, drafts: Drafts) -> list[str]:
        """Return what the customer of each draft is called across all origins; an empty text where there is none."""
        nobody = [""] * len(drafts)
        names = drafts.texts.get("customer", nobody)
        keys = (key or name for key, name in zip(drafts.texts.get("customer_key", nobody), names, strict=True))
        # The key may be 200 characters long in the file already.
        return [f"{self._mapping.origin}:{key}"[:200] if key else "" for key in keys]

    def _customers(self, drafts: Drafts) -> dict[str, dict[str, Any]]:
        if not {"customer", "customer_key"} & set(drafts.texts):
            return {}
        found: dict[str, dict[str, Any]] = {}
        for place, key in enumerate(self.customer_keys(drafts)):
            if key and key not in found:
                said = {name: column[place] or None for name, column in drafts.texts.items()}
                found[key] = {
                    "external_key": key,
                    "name": said.get("customer") or said["customer_key"],
                    "telephone": said.get("telephone"),
                    "email": said.get("email"),
                }
        return found

    def _learn_categories(self, paths: list[str]) -> None:
        """Record the paths from the root down, so that each finds its parent."""
        names = [path.split(_SEPARATOR) for path in paths]
        for depth in range(1, max(map(len, names), default=0) + 1):
            level = {_SEPARATOR.join(name[:depth]) for name in names if len(name) >= depth}
            rows = {
                path: {
                    "path": path,
                    "name": path.rpartition(_SEPARATOR)[2],
                    "parent_id": self.categories.get(path.rpartition(_SEPARATOR)[0]),
                }
                for path in _missing(self.categories, level)
            }
            self._find_or_add(Category, "path", self.categories, rows)

    def _find_or_add(
        self, kind: type[Base], unique: str, known: dict[str, int], rows: dict[str, dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Make identities known, and return the rows that were recorded for it."""
        if not rows:
            return []
        column = getattr(kind, unique)
        found = self._session.execute(select(column, kind.id).where(column.in_(list(rows))))
        known.update((name, id_) for name, id_ in found)
        missing = [row for name, row in rows.items() if name not in known]
        if not missing:
            return []
        if kind is Queue:
            missing = [row | {"floor_id": self._floor()} for row in missing]
        ids = reserve_ids(self._session, kind, len(missing))
        new = [row | {"id": id_} for row, id_ in zip(missing, ids, strict=True)]
        self._session.execute(insert(kind), new)
        note(self._session, kind, ids)
        known.update({row[unique]: row["id"] for row in new})
        return new

    def _let_be_found(self, customers: Iterable[dict[str, Any]]) -> None:
        """Write down by what new customers are reached, so that they are found by it."""
        contacts = [
            {"customer_id": row["id"], "kind": kind, "value": value, "normal": normal}
            for row in customers
            for kind, value, normal in contacts_of(row["telephone"], row["email"])
        ]
        if contacts:
            self._session.execute(insert(CustomerContact), contacts)
            # They are heard of as their customers.
            note(self._session, CustomerContact, ())

    def _floor(self) -> int:
        """Return the first floor on record; where there is none, a file's queues make one in its zone."""
        floor_id = self._session.scalar(select(Floor.id).order_by(Floor.id).limit(1))
        if floor_id is None:
            floor = Floor(name=self._mapping.origin, zone=self._mapping.zone)
            self._session.add(floor)
            self._session.flush()
            floor_id = floor.id
        return floor_id


def _missing(known: dict[str, int], names: Iterable[str]) -> list[str]:
    return sorted(name for name in set(names) if name and name not in known)
