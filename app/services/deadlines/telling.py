"""Tells people in their inbox of what no ladder says: a department has answered, a promise falls due or is broken."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.escalation import Escalation, Outcome
from app.models.ladder import Audience
from app.models.sla import Clock
from app.services.database import this_process
from app.services.deadlines.audience import People
from app.services.deadlines.outbox import Heard, messages, write_messages


class Teller:
    """Tells people within one transaction; who hears is read once, and only when somebody is to be told."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self._session, self._now = session, now
        self._people: People | None = None

    def tell(
        self,
        ticket_id: int,
        step: str,
        occurrence: int,
        audience: Audience,
        owner_id: int | None,
        *,
        subject: str = "",
        due_at: datetime | None = None,
    ) -> bool:
        """Put a message into the inbox of an audience of `owner_id`, once for each step and occurrence; say whether.

        It stands with the clock of `subject`, or the complaint's first; one without any clock has nobody's deadline,
        and nobody is told. Whoever is away is heard for as in a ladder.
        """
        session, now = self._session, self._now
        clocks = select(Clock).where(Clock.ticket_id == ticket_id).order_by(Clock.subject != subject, Clock.id).limit(1)
        clock = session.scalars(clocks).first()
        if clock is None:
            return False
        known = select(Escalation.id).where(
            Escalation.clock_id == clock.id, Escalation.step == step, Escalation.occurrence == occurrence
        )
        if session.scalars(known).first() is not None:
            return False
        escalation = Escalation(
            clock_id=clock.id,
            step=step,
            occurrence=occurrence,
            planned_at=now,
            raised_at=now,
            due_at=due_at or clock.due_at,
            outcome=Outcome.NOTIFIED,
            raised_by=this_process(),
        )
        try:
            with session.begin_nested():
                session.add(escalation)
                session.flush()
        except IntegrityError:
            # Another process says the same at this moment.
            return False
        self._people = self._people or People.read(session, (), now=now)
        listeners = self._people.behind(audience, owner_id)
        write_messages(session, list(messages(escalation.id, Heard(listeners, clock.fast_lane), now=now)))
        return True
