"""The customers of the demo floor: they complain, more so while something is broken, they reply, and are asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.sla import LifeEvent
from app.models.ticket import Status, Ticket
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.agenda import Agenda
from app.services.demo.complaints import Complaint, Complaints, Intensity
from app.services.demo.past import LIVE_SOURCES, SURVEY_AFTER
from app.services.demo.staff import QUEUE_OF, Staff
from app.services.demo.words import Words
from app.services.handling.events import happen
from app.services.handling.follow_up import record_survey
from app.services.handling.loop import what_is_open
from app.services.handling.register import register
from app.services.handling.root_causes import record_root_cause, root_causes

# A quiet hour ends unnoticed unless somebody looks at the clock.
_LOOK = timedelta(minutes=10)
_SCORES = (3, 4, 4, 5, 5)
_RINGS = (4, 35)  # seconds until a call or a chat can be taken
_REPLY_AFTER = (20 * 60, 5 * 3_600)
# However many have not replied yet when a demo begins, one does in so many seconds.
_A_REPLY = 600
Came = Callable[[Ticket, Session, datetime], None]


@dataclass(frozen=True)
class Outage:
    """Something is broken from `start` to `end`: `growth` more complaints come (1 is twice as many as usual)."""

    start: datetime
    end: datetime
    growth: float

    def at(self, instant: datetime) -> float:
        """Return by how much arrivals have grown at an instant."""
        return self.growth if self.start <= instant < self.end else 0.0


class Customers:
    """Plans what customers do; `came` is told of a new complaint when it can be taken."""

    def __init__(
        self,
        agenda: Agenda,
        rulebook: Rulebook,
        words: Words,
        staff: Staff,
        complaints: Complaints,
        intensity: Intensity,
        outage: Outage,
        rng: Random,
        came: Came,
    ) -> None:
        self._agenda, self._rulebook, self._words, self._staff = agenda, rulebook, words, staff
        self._complaints, self._intensity, self._outage = complaints, intensity, outage
        self._rng, self._came = rng, came
        self._causes: list[int] = []

    def begin(self, session: Session, at: datetime) -> None:
        """Plan the first complaints, the replies that are awaited and the surveys that are owed."""
        self._causes = [each.id for each in root_causes(session, retired=False)]
        self._next(at, broken=False)
        self._agenda.add(max(self._outage.start, at), lambda _, begun: self._next(begun, broken=True))
        for id_ in session.scalars(_with(Status.RESOLVED)):
            self.will_be_asked(id_, at)
        waiting = session.scalars(_with(Status.WAITING)).all()
        within = max(_REPLY_AFTER[1], _A_REPLY * len(waiting))
        for id_ in waiting:
            self._agenda.add(self._later(at, (0, within)), partial(self._reply, id_))

    def will_reply(self, ticket_id: int, at: datetime) -> None:
        """Plan the answer of a customer who is waited for."""
        self._agenda.add(self._later(at, _REPLY_AFTER), partial(self._reply, ticket_id))

    def will_be_asked(self, ticket_id: int, at: datetime) -> None:
        """Plan the survey after a result, which closes the complaint."""
        self._agenda.add(self._later(at, SURVEY_AFTER), partial(self._survey, ticket_id))

    def _next(self, at: datetime, *, broken: bool) -> None:
        """Plan the next arrival of its kind; where none comes soon, look again."""
        rate = self._intensity.a_second(at) * (self._outage.at(at) if broken else 1.0)
        wait = timedelta(seconds=self._rng.expovariate(rate)) if rate else 2 * _LOOK
        if wait < _LOOK:
            self._agenda.add(at + wait, partial(self._complain, broken))
        elif not broken or at < self._outage.end:
            self._agenda.add(at + _LOOK, lambda _, looked: self._next(looked, broken=broken))

    def _complain(self, broken: bool, session: Session, at: datetime) -> None:
        said = self._complaints.draw_surge() if broken else self._complaints.draw()[0]
        # A moment ago: what is recorded live counts as answered, and nobody has taken this call yet.
        received = at - timedelta(seconds=1)
        ticket = register(
            session,
            self._rulebook,
            source=said.source,
            title=said.title,
            received_at=received,
            now=at,
            **self._details(said),
        )
        taken_from = self._later(at, _RINGS) if ticket.source in LIVE_SOURCES else at
        self._agenda.add(taken_from, partial(self._came, ticket))
        self._next(at, broken=broken)

    def _details(self, said: Complaint) -> dict[str, Any]:
        return {
            "description": said.description,
            "product": said.product,
            "customer_id": self._staff.customers[said.customer],
            "category_id": self._staff.categories[said.subject],
            "queue_id": self._staff.queues[QUEUE_OF[self._words.subjects[said.subject].kind]],
            "priority": said.priority,
            "complexity": said.complexity,
            "high_risk": said.high_risk,
        }

    def _reply(self, ticket_id: int, session: Session, at: datetime) -> None:
        ticket = session.get_one(Ticket, ticket_id)
        if ticket.status is Status.WAITING:
            happen(session, self._rulebook, ticket, LifeEvent.CUSTOMER_REPLIED, now=at)

    def _survey(self, ticket_id: int, session: Session, at: datetime) -> None:
        ticket = session.get_one(Ticket, ticket_id)
        if ticket.status is Status.RESOLVED:
            # Of the result that stands; nobody here is so discontent that it begins anew.
            record_survey(session, self._rulebook, ticket_id, _SCORES[ticket_id % len(_SCORES)], person_id=None, now=at)
            if ticket.root_cause_id is None and self._causes:
                cause = self._causes[ticket_id % len(self._causes)]
                record_root_cause(session, ticket, cause, person_id=ticket.owner_id, now=at)
            # What else is open about it waits for people.
            if not what_is_open(session, self._rulebook, ticket, at):
                happen(session, self._rulebook, ticket, LifeEvent.CLOSED, now=at)

    def _later(self, at: datetime, seconds: tuple[int, int]) -> datetime:
        return at + timedelta(seconds=self._rng.uniform(*seconds))


def _with(status: Status) -> Select[int]:
    """Select the identities of the tickets of a status, in their order."""
    return select(Ticket.id).where(Ticket.status == status).order_by(Ticket.id)
