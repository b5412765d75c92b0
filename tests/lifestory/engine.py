"""The stories' complaints in the product: its services, its database, and what stands in it afterwards."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.approval import Approval, Extension
from app.models.escalation import Escalation
from app.models.people import Person
from app.models.sla import LIVE, Clock, LifeEvent, Pause, Target
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.deadlines.approvals import ask_extension, decide
from app.services.deadlines.clocks import start
from app.services.deadlines.escalation import sweep
from app.services.deadlines.extensions import tell_customer_of_extension
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook, publish_calendar, publish_policy
from app.services.deadlines.waits import PAUSE
from app.services.handling.events import RESTART, happen, merge
from app.services.handling.register import register
from tests.builders import MONDAY, close_freely, open_floor
from tests.lifestory.walk import OFFICE

_ALL = ["first_response", "resolution", "follow_up", "approval", "task", "stage", "milestone"]
POLICY: dict[str, Any] = {
    "code": "default",
    "calendar": "china_office",
    "name": {"en": "Stories"},
    "targets": [
        {"target": "first_response", "amount": "24h", "measure": "round_the_clock"},
        {"target": "first_response", "source": ["chat"], "amount": "2h", "measure": "opening_hours"},
        {"target": "resolution", "amount": "3d", "measure": "working_days"},
        {"target": "resolution", "high_risk": True, "amount": "24h", "measure": "round_the_clock"},
        {"target": "follow_up", "amount": "8h", "measure": "opening_hours"},
        {"target": "approval", "amount": "4h", "measure": "opening_hours"},
        {"target": "task", "amount": "2d", "measure": "working_days"},
        {"target": "stage", "name": "intake", "amount": "6h", "measure": "opening_hours", "role": "agent"},
        {
            "target": "milestone",
            "name": "interim",
            "amount": "2d",
            "measure": "natural_days",
            "starts": "next_day",
            "due": "end_of_day",
            "met_by": ["informed"],
            "repeats": True,
        },
        {"target": "milestone", "name": "summary", "amount": "3d", "measure": "working_days", "met_by": ["resolved"]},
        {
            "target": "milestone",
            "name": "satisfied",
            "amount": "9d",
            "measure": "natural_days",
            "met_by": ["followed_up"],
        },
    ],
    "pauses": {
        "waiting_for_customer": {
            "targets": ["resolution", "milestone", "stage"],
            "longest": "3d",
            "measure": "natural_days",
        },
        "waiting_for_lab": {"targets": ["resolution", "task"], "longest": "6h", "measure": "opening_hours"},
        "waiting_for_court": ["resolution"],
    },
    "restarts": {"new_facts": ["resolution", "stage", "task"]},
    "extensions": [
        {
            "target": "resolution",
            "steps": [
                {"to": "5d", "approver": "supervisor", "notice": True},
                {"to": "8d", "approver": "manager"},
            ],
        }
    ],
    "ladders": [
        {
            "targets": _ALL,
            "steps": [
                {"step": "half", "share": 0.5, "notify": ["owner"]},
                {"step": "breach", "share": 1.0, "notify": ["manager"]},
                {"step": "overdue", "after_due": "4h", "every": "4h", "times": 3, "notify": ["manager"]},
            ],
        }
    ],
}
ClockFacts = tuple[str, datetime, datetime, datetime | None, int | None]
Facts = dict[tuple[int, str, str, int], tuple[ClockFacts, list[Any], dict[tuple[str, int], datetime]]]


class CrashError(Exception):
    """The process dies in the middle of it."""


class Engine:
    """Does what a story says to complaints in a database; they are named by their place, from 0."""

    def __init__(self, database: Database) -> None:
        self.database = database
        open_floor(database, POLICY)
        with database.write() as session:
            publish_calendar(session, "china_office", OFFICE, now=MONDAY)
            publish_policy(session, POLICY, now=MONDAY)
            close_freely(session)
            self.people = {each.role.value: each.id for each in session.scalars(select(Person))}
        self.rulebook = Rulebook()
        self._within: Session | None = None

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Do all of the block in one transaction, each deed in a savepoint: it is faster than one by one."""
        with self.database.write() as self._within:
            yield
        self._within = None

    def attempt(self, name: str, *arguments: object, now: datetime, crash: bool = False) -> bool:
        """Do something and say whether it was not refused; a crash comes when all is written and nothing committed."""
        if name == "sweep":
            sweep(self.database, self.rulebook, (), now=now)
            return True
        try:
            if self._within:
                with self._within.begin_nested():
                    self._do(self._within, name, *arguments, now=now)
            else:
                with self.database.write() as session:
                    self._do(session, name, *arguments, now=now)
                    session.flush()
                    if crash:
                        raise CrashError
        except DomainError:
            return False
        except CrashError:
            return True
        return True

    def _do(self, session: Session, name: str, *arguments: Any, now: datetime) -> None:
        getattr(self, f"_{name}")(session, *arguments, now=now)

    def _ticket(self, session: Session, place: int) -> Ticket:
        return session.get_one(Ticket, place + 1)

    def _record(self, session: Session, chat: bool, fast: bool, *, now: datetime) -> None:
        source = Source.CHAT if chat else Source.EMAIL
        register(session, self.rulebook, source=source, title="Story", high_risk=fast, now=now)

    def _happen(self, session: Session, place: int, event: str, reason: str, *, now: datetime) -> None:
        details = {"waiting": {PAUSE: reason}, "restarted": {RESTART: reason}}.get(event)
        person_id = self.people["agent"]
        ticket = self._ticket(session, place)
        happen(session, self.rulebook, ticket, LifeEvent(event), person_id=person_id, details=details, now=now)

    def _start_task(self, session: Session, place: int, name: str, *, now: datetime) -> None:
        ticket = self._ticket(session, place)
        live = lock_live_clocks(session, ticket)
        if ticket.status not in (Status.OPEN, Status.WAITING) or any(
            (clock.target, clock.subject) == (Target.TASK, name) for clock in live
        ):
            raise DomainError("No such task now.")
        start(session, self.rulebook, ticket, Target.TASK, at=now, subject=name, department="lab")

    def _merge(self, session: Session, place: int, into: int, *, now: datetime) -> None:
        merge(session, self.rulebook, self._ticket(session, place), self._ticket(session, into), now=now)

    def _ask(self, session: Session, place: int, person: str, *, now: datetime) -> None:
        clock = session.scalars(
            select(Clock).where(Clock.ticket_id == place + 1, Clock.target == Target.RESOLUTION, Clock.state.in_(LIVE))
        ).first()
        if clock is None:
            raise DomainError("No deadline.")
        ask_extension(session, self.rulebook, clock, "More facts", person_id=self.people[person], now=now)

    def _decide(self, session: Session, place: int, person: str, granted: bool, *, now: datetime) -> None:
        approval = session.scalars(
            select(Approval).where(Approval.ticket_id == place + 1, Approval.decided_at.is_(None))
        ).first()
        if approval is None:
            raise DomainError("Nothing asked.")
        decide(session, self.rulebook, approval, granted, "So be it", person_id=self.people[person], now=now)

    def _tell(self, session: Session, place: int, *, now: datetime) -> None:
        extension = session.scalars(
            select(Extension)
            .join(Clock, Clock.id == Extension.clock_id)
            .where(Clock.ticket_id == place + 1, Clock.state.in_(LIVE), Extension.told_at.is_(None))
            .where(Extension.in_force_at.is_(None))
        ).first()
        if extension is None:
            raise DomainError("Nothing to tell.")
        tell_customer_of_extension(session, self.rulebook, extension, {"text": "Later"}, person_id=None, now=now)

    def facts(self) -> tuple[list[str], Facts]:
        """Return every status, and every clock with its pauses and raised steps."""
        with self.database.read() as session:
            statuses = [status.value for (status,) in session.execute(select(Ticket.status).order_by(Ticket.id))]
            pauses: Mapping[int, list[Any]] = defaultdict(list)
            columns = select(Pause.clock_id, Pause.started_at, Pause.ended_at, Pause.resumes_at)
            for clock_id, since, until, limit in session.execute(columns.order_by(Pause.started_at, Pause.id)):
                pauses[clock_id].append((since, until, limit if until is None else None))
            raised: Mapping[int, dict[tuple[str, int], datetime]] = defaultdict(dict)
            steps = select(Escalation.clock_id, Escalation.step, Escalation.occurrence, Escalation.planned_at)
            for clock_id, step, occurrence, at in session.execute(steps):
                raised[clock_id][step, occurrence] = at
            found: Facts = {}
            for each in session.scalars(select(Clock)):
                facts = (each.state.value, each.started_at, each.due_at, each.stopped_at, each.amount)
                key = (each.ticket_id - 1, each.target.value, each.subject, each.cycle)
                found[key] = (facts, pauses[each.id], raised[each.id])
            return statuses, found
