"""Drafts become tickets: new ones in bulk, changed ones one by one, unchanged ones not at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.sla import LIVE, Clock, ClockState, LifeEvent, Pause
from app.models.ticket import Complexity, Priority, Source, Ticket, TicketEvent
from app.services.bulk import BulkInsert
from app.services.database import reserve_ids
from app.services.deadlines.clocks import (
    WAITING_FOR_CUSTOMER,
    cancel,
    deadline_of,
    lock_live_clocks,
    next_cycle,
    pause,
    plan,
    resume,
    stop,
)
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.binding import Draft
from app.services.intake.mapping import Mapping
from app.services.intake.names import Names
from app.services.intake.recorded_clocks import ClockMaker, ClockRow, waiting_since

IMPORTED = "imported"
CHANGED = "import_changed"
# The file has news of a ticket that people have worked on here: it is on record and changes nothing.
LEFT_OUT = "import_left_out"
HISTORY = "changed_at_origin"

# In the order in which `_columns` gives them.
_FROM_FILE = (
    "external_key",
    "source",
    "status",
    "priority",
    "complexity",
    "received_at",
    "first_responded_at",
    "resolved_at",
    "closed_at",
    "title",
    "description",
    "product",
    "category_id",
    "queue_id",
    "owner_id",
    "customer_id",
)
_TICKET_COLUMNS = ("id", "origin_details", *_FROM_FILE)
_CLOCK_COLUMNS = ("id", "ticket_id", "cycle", *ClockRow._fields)
_EVENT_COLUMNS = ("ticket_id", "at", "kind", "details")
Event = tuple[int, datetime, str, dict[str, Any] | None]

_LIFE = (
    ("first_responded", LifeEvent.ANSWERED),
    ("resolved", LifeEvent.RESOLVED),
    ("closed", LifeEvent.CLOSED),
)


@dataclass
class Counts:
    """What became of a file's rows; an incident of several rows counts once among the tickets."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    rejected: int = 0
    clocks: int = 0
    noted: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name, as an import run keeps them."""
        return asdict(self)


class TicketWriter:
    """Writes the drafts of one import run; the session's transaction keeps them, nothing else does."""

    def __init__(self, session: Session, rulebook: Rulebook, mapping: Mapping, run_id: int, *, now: datetime) -> None:
        self.counts = Counts()
        self._session, self._rulebook, self._mapping = session, rulebook, mapping
        self._run_id, self._now = run_id, now
        self._names = Names(session, mapping)
        self._clocks = ClockMaker(mapping, rulebook.in_force(session, mapping.policy))
        self._instants: dict[Any, Any] = {}
        self._tickets = self._into(
            Ticket,
            _TICKET_COLUMNS,
            {
                "origin": mapping.origin,
                "import_run_id": run_id,
                "recorded_at": now,
                "version": 1,
                "stage": "intake",
                "high_risk": False,
                "policy": mapping.policy,
            },
        )
        quiet = {"subject": "", "armed": False, "fast_lane": False, "attempts": 0}
        self._new_clocks = self._into(Clock, _CLOCK_COLUMNS, quiet)
        self._events = self._into(TicketEvent, _EVENT_COLUMNS, {})
        self._run_details = {"run": run_id}
        first = session.scalar(select(Ticket.id).where(Ticket.origin == mapping.origin).limit(1))
        self._first_import = first is None

    def _into(self, kind: type[Base], columns: Sequence[str], constants: dict[str, Any]) -> BulkInsert:
        return BulkInsert(self._session.connection(), kind, columns, constants, self._instants)

    def write(self, drafts: Sequence[Draft]) -> None:
        """Add what is new and follow what has changed at its origin."""
        known = {} if self._first_import else self._known([draft.key for draft in drafts])
        new: list[Draft] = []
        changed: list[tuple[int, Draft]] = []
        for draft in drafts:
            if draft.key not in known:
                new.append(draft)
                continue
            ticket_id, digest = known[draft.key]
            if digest == draft.digest:
                self.counts.unchanged += 1
            else:
                changed.append((ticket_id, draft))
        self._instants.clear()
        self._names.learn([*new, *(draft for _, draft in changed)])
        if new:
            self._add(new)
        for ticket_id, draft in changed:
            self._follow(ticket_id, draft)

    def _known(self, keys: Iterable[str]) -> dict[str, tuple[int, str | None]]:
        """Return the tickets that earlier imports brought: identity and digest by key."""
        found = self._session.execute(
            select(Ticket.external_key, Ticket.id, Ticket.origin_details).where(
                Ticket.origin == self._mapping.origin, Ticket.external_key.in_(list(keys))
            )
        )
        return {str(key): (id_, (details or {}).get("digest")) for key, id_, details in found}

    def _add(self, drafts: Sequence[Draft]) -> None:
        tickets: list[tuple[Any, ...]] = []
        clocks: list[tuple[int, int, ClockRow]] = []
        events: list[Event] = []
        paused: list[tuple[int, Draft]] = []
        for ticket_id, draft in zip(reserve_ids(self._session, Ticket, len(drafts)), drafts, strict=True):
            tickets.append((ticket_id, self._details(draft, version=1), *self._columns(draft).values()))
            for row in self._clocks.rows(draft):
                if row.state is ClockState.PAUSED:
                    paused.append((len(clocks), draft))
                clocks.append((ticket_id, 1, row))
            events.append((ticket_id, self._now, IMPORTED, self._run_details))
            events += self._life(ticket_id, draft)
        self._tickets(tickets)
        clock_ids = self._add_clocks(clocks)
        self._events(events)
        for place, draft in paused:
            started_at = waiting_since(draft, self._mapping, self._now)
            self._session.add(Pause(clock_id=clock_ids[place], started_at=started_at, reason=WAITING_FOR_CUSTOMER))
        self.counts.added += len(drafts)
        self.counts.noted += sum(bool(draft.notes) for draft in drafts)

    def _add_clocks(self, clocks: Sequence[tuple[int, int, ClockRow]]) -> Sequence[int]:
        """Add clocks given as ticket, cycle and row; return their identities."""
        self.counts.clocks += len(clocks)
        ids = reserve_ids(self._session, Clock, len(clocks)) if clocks else []
        self._new_clocks([(id_, ticket, cycle, *row) for id_, (ticket, cycle, row) in zip(ids, clocks, strict=True)])
        return ids

    def _columns(self, draft: Draft) -> dict[str, Any]:
        """Return those columns of a ticket that its file determines."""
        times, words, texts = draft.times, draft.words, draft.texts
        customer = self._names.customer_key(texts)
        return {
            "external_key": draft.key,
            "source": words.get("source", Source.OTHER),
            "status": words["status"],
            "priority": words.get("priority", Priority.NORMAL),
            "complexity": words.get("complexity", Complexity.GENERAL),
            "received_at": times["received"],
            "first_responded_at": times.get("first_responded"),
            "resolved_at": times.get("resolved"),
            "closed_at": times.get("closed"),
            "title": texts.get("title") or _stand_in(texts),
            "description": texts.get("description", ""),
            "product": texts.get("product"),
            "category_id": self._names.categories.get(texts.get("category", "")),
            "queue_id": self._names.queues.get(texts.get("queue", "")),
            "owner_id": self._names.people.get(texts.get("owner", "")),
            "customer_id": self._names.customers[customer] if customer else None,
        }

    def _details(self, draft: Draft, version: int) -> dict[str, Any]:
        """Return what a ticket keeps of its origin; `version` is its row's after this writing."""
        details: dict[str, Any] = {
            "digest": draft.digest,
            "version": version,
            "line": draft.line,
            "recorded": draft.kept,
        }
        if draft.notes:
            details["notes"] = draft.notes
        if draft.history:
            details["changes"] = len(draft.history)
        return details

    def _life(self, ticket_id: int, draft: Draft, known: Ticket | None = None) -> Iterator[Event]:
        """Yield the life events that are new with a draft, and the new rows of an event log."""
        for name, event in _LIFE:
            at = draft.times.get(name)
            if at is not None and (known is None or getattr(known, f"{name}_at") != at):
                reply = draft.texts.get("reply") if event is LifeEvent.ANSWERED else None
                yield ticket_id, at, event.value, {"reply": reply} if reply else None
        before = (known.origin_details or {}).get("changes", 0) if known else 0
        for change in draft.history[before:]:
            yield ticket_id, change.at, HISTORY, change.values

    def _follow(self, ticket_id: int, draft: Draft) -> None:
        """Change a ticket as its file has changed; what people have done to it here is never overwritten."""
        ticket = self._session.get_one(Ticket, ticket_id)
        clocks = lock_live_clocks(self._session, ticket)
        # Somebody may have changed it until the clocks were locked.
        self._session.refresh(ticket)
        details = ticket.origin_details or {}
        if ticket.version != details.get("version"):
            if details.get("left_out") != draft.digest:
                ticket.origin_details = details | {"left_out": draft.digest}
                self._events([(ticket.id, self._now, LEFT_OUT, self._run_details)])
            self.counts.left_out += 1
            return
        life = list(self._life(ticket.id, draft, ticket))
        changes = {}
        for name, value in self._columns(draft).items():
            before = getattr(ticket, name)
            if before != value:
                changes[name] = [_plain(before), _plain(value)]
                setattr(ticket, name, value)
        ticket.import_run_id = self._run_id
        ticket.origin_details = self._details(draft, version=ticket.version + 1)
        self._session.flush()
        self._events([(ticket.id, self._now, CHANGED, self._run_details | {"changes": changes}), *life])
        self._follow_clocks(ticket, clocks, draft)
        self.counts.changed += 1
        self.counts.noted += bool(draft.notes)

    def _follow_clocks(self, ticket: Ticket, live: Sequence[Clock], draft: Draft) -> None:
        """Bring live clocks to what the file says now; a frozen result stays, and a new one is a new cycle."""
        session, rulebook = self._session, self._rulebook
        wanted = {row.target: row for row in self._clocks.rows(draft)}
        for clock in live:
            row = wanted.pop(clock.target, None)
            if row is None:
                cancel(session, clock, at=self._now)
                continue
            clock.started_at = row.started_at
            if clock.recorded_due_at is not None:
                clock.recorded_due_at = row.recorded_due_at
            clock.due_at = deadline_of(session, rulebook, clock).due
            if row.state is ClockState.CANCELLED:
                cancel(session, clock, at=self._now)
            elif row.stopped_at is not None:
                stop(session, rulebook, clock, at=row.stopped_at)
            elif row.state is ClockState.PAUSED:
                at = waiting_since(draft, self._mapping, self._now)
                pause(session, rulebook, clock, WAITING_FOR_CUSTOMER, at=at, person_id=None)
            else:
                resume(session, rulebook, clock, at=self._now)
            plan(session, rulebook, clock)
        session.flush()
        self._add_clocks(
            [
                (ticket.id, next_cycle(session, ticket, target), row)
                for target, row in wanted.items()
                if not self._stands(ticket, row)
            ]
        )

    def _stands(self, ticket: Ticket, row: ClockRow) -> bool:
        """Say whether the last frozen clock of a target has this result already."""
        statement = (
            select(Clock)
            .where(Clock.ticket_id == ticket.id, Clock.target == row.target, Clock.state.not_in(LIVE))
            .order_by(Clock.cycle.desc())
            .limit(1)
        )
        last = self._session.scalars(statement).first()
        return last is not None and all(
            getattr(last, name) == getattr(row, name) for name in ("state", "stopped_at", "due_at")
        )


def _stand_in(texts: dict[str, str]) -> str:
    """Return a title for a complaint whose file has none: how its description begins, its category, its key."""
    begin = texts.get("description", "").partition("\n")[0][:80]
    return begin or texts.get("category", "").rpartition(" / ")[2] or texts["key"]


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    return value.isoformat() if isinstance(value, datetime) else value
