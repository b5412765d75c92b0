"""Drafts become tickets: new ones in bulk, changed ones one by one, unchanged ones not at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.masking import checksum
from app.models.sla import Clock, ClockState, LifeEvent, Pause
from app.models.ticket import Complexity, Priority, Source, Status, Ticket, TicketEvent
from app.services.assessment.judge import RISK_FOUND, judge
from app.services.assessment.many import JudgeMany, New
from app.services.bulk import BulkInsert
from app.services.changes import note
from app.services.database import reserve_ids
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.planning import plan
from app.services.deadlines.reclassify import reclassify
from app.services.deadlines.rulebook import Rulebook, policy_of_floor
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from app.services.handling.follow_up_life import follow_import, open_imported
from app.services.handling.stages import stages_of
from app.services.intake.clock_following import follow_clocks
from app.services.intake.draft import Drafts
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
# Of these only what a mapping names.
_FURTHER = {"demand": "demand", "emotion": "emotion", "order": "order_id"}
_TICKET_COLUMNS = ("id", "origin_details", "high_risk", "risk", "score", *_FROM_FILE)
# What a complaint is judged by, in the order of `New`.
_JUDGED_BY = ("title", "description", "priority", "category_id", "customer_id")
_OPEN = (Status.OPEN, Status.WAITING)
_CLOCK_COLUMNS = ("id", "ticket_id", "cycle", *ClockRow._fields)
_EVENT_COLUMNS = ("ticket_id", "at", "kind", "details")

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
        policy = mapping.policy or policy_of_floor(session)
        rules = rulebook.in_force(session, policy)
        self._clocks = ClockMaker(mapping, rules)
        self._judge = JudgeMany(session, rulebook.desk(session))
        # After that time nobody asks what a customer thinks of a result.
        self._asks_within = timedelta(days=rulebook.desk(session).follow_up.reopen_within)
        self._instants: dict[Any, Any] = {}
        self._further = [column for name, column in _FURTHER.items() if name in {**mapping.texts, **mapping.words}]
        self._tickets = self._into(
            Ticket,
            (*_TICKET_COLUMNS, *self._further),
            {
                "origin": mapping.origin,
                "import_run_id": run_id,
                "recorded_at": now,
                "version": 1,
                "imported_version": 1,
                "stage": stages_of(rules.policy)[0],
                "policy": policy,
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

    def write(self, drafts: Drafts) -> None:
        """Add what is new and follow what has changed at its origin."""
        known = {} if self._first_import else self._known(drafts.keys)
        changed: list[tuple[int, int]] = []
        new: list[int] = []
        for place, (key, digest) in enumerate(zip(drafts.keys, drafts.digests, strict=True)):
            if key not in known:
                new.append(place)
            elif known[key][1] == digest:
                self.counts.unchanged += 1
            else:
                changed.append((known[key][0], place))
        self._instants.clear()
        if new:
            self._add(drafts if len(new) == len(drafts) else drafts.selected(new))
        for ticket_id, place in changed:
            self._follow(ticket_id, drafts.selected([place]))

    def _known(self, keys: Iterable[str]) -> dict[str, tuple[int, str | None]]:
        """Return the tickets that earlier imports brought, also erased ones: identity and digest by key."""
        called = {name: key for key in keys for name in (key, checksum(key))}
        found = self._session.execute(
            select(Ticket.external_key, Ticket.id, Ticket.origin_details).where(
                Ticket.origin == self._mapping.origin, Ticket.external_key.in_(list(called))
            )
        )
        return {called[str(name)]: (id_, (details or {}).get("digest")) for name, id_, details in found}

    def _add(self, drafts: Drafts) -> None:
        self._names.learn(drafts)
        ids = reserve_ids(self._session, Ticket, len(drafts))
        columns = self._columns(drafts)
        told = {name: columns[name] for name in ("demand", "emotion") if name in columns}
        known = [New(*row) for row in zip(*map(columns.__getitem__, _JUDGED_BY), strict=True)]
        for name, values in told.items():
            known = [one._replace(**{name: value}) for one, value in zip(known, values, strict=True)]
        judged = self._judge(known)
        whole = (ids, self._details(drafts), *zip(*judged, strict=True), *columns.values())
        self._tickets(list(zip(*whole, strict=True)))
        note(self._session, Ticket, ids)
        clocks = list(self._clocks.rows(drafts))
        self._add_clocks(drafts, [(place, ids[place], 1, row) for place, row in clocks])
        imported = [(id_, self._now, IMPORTED, self._run_details) for id_ in ids]
        self._events([*imported, *self._life(ids, drafts)])
        whole_life = zip(ids, columns["status"], columns["resolved_at"], strict=True)
        resolved = [(id_, at) for id_, status, at in whole_life if status == Status.RESOLVED]
        open_imported(self._session, resolved, self._asks_within, now=self._now)
        for id_, found, status in zip(ids, judged, columns["status"], strict=True):
            if found.high_risk and status in _OPEN:
                self._hurry(self._session.get_one(Ticket, id_), found.kinds)
        self.counts.added += len(drafts)
        self.counts.noted += len(drafts.notes)

    def _add_clocks(self, drafts: Drafts, clocks: Sequence[tuple[int, int, int, ClockRow]]) -> None:
        """Add clocks given as place, ticket, cycle and row, and the pauses of those that wait."""
        self.counts.clocks += len(clocks)
        ids = reserve_ids(self._session, Clock, len(clocks)) if clocks else []
        self._new_clocks([(id_, ticket, cycle, *row) for id_, (_, ticket, cycle, row) in zip(ids, clocks, strict=True)])
        limits = []
        for id_, (place, *_, row) in zip(ids, clocks, strict=True):
            if row.state is ClockState.PAUSED:
                since = waiting_since(drafts, place, self._mapping, self._now)
                waits = Pause(clock_id=id_, started_at=since, reason=WAITING_FOR_CUSTOMER)
                waits.resumes_at = self._clocks.resumes_at(since)
                self._session.add(waits)
                if waits.resumes_at:
                    limits.append({"id": id_, "next_step_at": waits.resumes_at})
        # The sweep ends a pause that has lasted as long as it may.
        if limits:
            self._session.execute(update(Clock), limits)

    def _columns(self, drafts: Drafts) -> dict[str, Sequence[Any]]:
        """Return those columns of tickets that their file determines."""
        times, words, texts, names = drafts.times, drafts.words, drafts.texts, self._names
        size = len(drafts)
        nothing = [None] * size
        empty = [""] * size
        customers = names.customer_keys(drafts) if names.customers else empty
        titles = texts.get("title", empty)
        customer_ids = list(map(names.customers.get, customers))
        # An order says whose complaint it is, where nothing else does; one of somebody else's is none of it.
        orders = [names.orders.get(number, (None, None)) for number in texts.get("order", ())] or [(None, None)] * size
        customer_ids = [known or theirs for known, (_, theirs) in zip(customer_ids, orders, strict=True)]
        order_ids = [
            id_ if known == theirs else None for known, (id_, theirs) in zip(customer_ids, orders, strict=True)
        ]
        columns: dict[str, Sequence[Any]] = {
            "external_key": drafts.keys,
            "source": [word or Source.OTHER for word in words.get("source", nothing)],
            "status": words["status"],
            "priority": [word or Priority.NORMAL for word in words.get("priority", nothing)],
            "complexity": [word or Complexity.GENERAL for word in words.get("complexity", nothing)],
            "received_at": drafts.received,
            "first_responded_at": times.get("first_responded", nothing),
            "resolved_at": times.get("resolved", nothing),
            "closed_at": times.get("closed", nothing),
            "title": [title or _stand_in(drafts, place) for place, title in enumerate(titles)],
            "description": texts.get("description", empty),
            "product": [text or None for text in texts.get("product", empty)],
            "category_id": list(map(names.categories.get, texts.get("category", empty))),
            "queue_id": list(map(names.queues.get, texts.get("queue", empty))),
            "owner_id": list(map(names.people.get, texts.get("owner", empty))),
            "customer_id": customer_ids,
        }
        further = {
            "demand": texts.get("demand", empty),
            "emotion": words.get("emotion", nothing),
            "order_id": order_ids,
        }
        return columns | {name: further[name] for name in self._further}

    def _details(self, drafts: Drafts) -> list[dict[str, Any]]:
        """Return what tickets keep of their origin."""
        found: list[dict[str, Any]] = [
            {"digest": digest, "line": line, "recorded": kept}
            for digest, line, kept in zip(drafts.digests, drafts.lines, drafts.kept, strict=True)
        ]
        for place, notes in drafts.notes.items():
            found[place]["notes"] = notes
        for place, history in drafts.histories.items():
            found[place]["changes"] = len(history)
        return found

    def _life(self, ids: Sequence[int], drafts: Drafts, known: Ticket | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield the life events that are new with the drafts, and the new rows of an event log."""
        for name, event in _LIFE:
            before = getattr(known, f"{name}_at") if known else None
            replies = drafts.texts.get("reply") if event is LifeEvent.ANSWERED else None
            for place, at in enumerate(drafts.times.get(name, ())):
                if at is not None and at != before:
                    details = {"reply": replies[place]} if replies and replies[place] else None
                    yield ids[place], at, event.value, details
        told = (known.origin_details or {}).get("changes", 0) if known else 0
        for place, history in drafts.histories.items():
            for change in history[told:]:
                yield ids[place], change.at, HISTORY, change.values

    def _follow(self, ticket_id: int, draft: Drafts) -> None:
        """Change a ticket as its file has changed; what people have done to it here is never overwritten.

        `draft` is one complaint.
        """
        ticket = self._session.get_one(Ticket, ticket_id)
        clocks = lock_live_clocks(self._session, ticket)
        # Somebody may have changed it until the clocks were locked.
        self._session.refresh(ticket)
        details = ticket.origin_details or {}
        if ticket.version != ticket.imported_version:
            if details.get("left_out") != draft.digests[0]:
                ticket.origin_details = details | {"left_out": draft.digests[0]}
                self._events([(ticket.id, self._now, LEFT_OUT, self._run_details)])
            self.counts.left_out += 1
            return
        self._names.learn(draft)
        life = list(self._life([ticket.id], draft, ticket))
        changes = {}
        for name, [value] in self._columns(draft).items():
            before = getattr(ticket, name)
            if before != value:
                changes[name] = [_plain(before), _plain(value)]
                setattr(ticket, name, value)
        risks = judge(self._session, self._rulebook.desk(self._session), ticket)
        ticket.import_run_id = self._run_id
        [ticket.origin_details] = self._details(draft)
        ticket.imported_version = ticket.version + 1
        self._session.flush()
        self._events([(ticket.id, self._now, CHANGED, self._run_details | {"changes": changes}), *life])
        follow_import(self._session, ticket, self._asks_within, now=self._now)
        new = follow_clocks(
            self._session,
            self._rulebook,
            ticket,
            clocks,
            [row for _, row in self._clocks.rows(draft)],
            lambda: waiting_since(draft, 0, self._mapping, self._now),
            now=self._now,
        )
        self._add_clocks(draft, [(0, ticket.id, cycle, row) for cycle, row in new])
        if risks and ticket.status in _OPEN:
            self._hurry(ticket, risks)
        self.counts.changed += 1
        self.counts.noted += len(draft.notes)

    def _hurry(self, ticket: Ticket, risks: Sequence[str]) -> None:
        """Let an open complaint of high risk go the fast lane, as silently as its other clocks go."""
        live = lock_live_clocks(self._session, ticket)
        silent = not any(clock.armed for clock in live)
        reclassify(self._session, self._rulebook, ticket, live, now=self._now)
        for clock in lock_live_clocks(self._session, ticket) if silent else ():
            clock.armed = False
            plan(self._session, self._rulebook, clock)
        self._events([(ticket.id, self._now, RISK_FOUND, {"kinds": list(risks)})])


def _stand_in(drafts: Drafts, place: int) -> str:
    """Return a title for a complaint whose file has none: how its description begins, its category, its key."""
    texts = drafts.draft(place).texts
    begin = texts.get("description", "").partition("\n")[0][:80]
    return begin or texts.get("category", "").rpartition(" / ")[2] or texts["key"]


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    return value.isoformat() if isinstance(value, datetime) else value
