"""Stops the sweep when time cannot be trusted, and lets a person start it again."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import JUMP_LIMIT
from app.errors import DomainError
from app.models.escalation import Heartbeat, Hold
from app.services.changes import note
from app.services.database import this_process

# Of a process that has ended nobody needs to know for longer.
_REMEMBERED = timedelta(days=1)


class NoHoldError(DomainError):
    """There is nothing to confirm."""


def open_hold(session: Session) -> Hold | None:
    """Return the hold that nobody has confirmed yet."""
    return session.scalars(select(Hold).where(Hold.confirmed_at.is_(None)).order_by(Hold.id).limit(1)).first()


def place_hold(session: Session, reason: str, *, now: datetime) -> Hold:
    """Stop every sweep on this database until a person confirms; a hold that stands already is kept."""
    hold = open_hold(session)
    if hold is None:
        hold = Hold(reason=reason, held_at=now, process=this_process())
        session.add(hold)
        session.flush()
    return hold


def confirm_time(session: Session, person: str, *, now: datetime) -> Hold:
    """Record that a person has looked at the clock and says that its time is right; raises `NoHoldError`."""
    hold = open_hold(session)
    if hold is None:
        raise NoHoldError("The sweep is not stopped: there is nothing to confirm.")
    # Two processes that saw the jump at the same moment have placed one each.
    confirmed = update(Hold).where(Hold.confirmed_at.is_(None)).values(confirmed_at=now, confirmed_by=person)
    note(session, Hold, session.scalars(confirmed.returning(Hold.id)))
    return hold


def jump_in_words(jump: timedelta) -> str:
    """Say how far the wall clock has moved against the steady one."""
    minutes = abs(jump) // timedelta(minutes=1)
    return f"the wall clock jumped {minutes} minutes {'ahead' if jump > timedelta() else 'back'}"


def beat(session: Session, duty: str, *, every: int, now: datetime) -> None:
    """Record that this process does a background duty now, and in how many seconds its next beat is due."""
    here = {"beat_at": now, "every": every, "process": this_process()}
    own = update(Heartbeat).where(Heartbeat.duty == duty, Heartbeat.process == here["process"])
    if session.execute(own.values(here).returning(Heartbeat.id)).first() is None:
        # Two threads may find no row at once; the second one's beat is as good as the first one's.
        with suppress(IntegrityError), session.begin_nested():
            session.execute(insert(Heartbeat).values(duty=duty, **here))
        long_ago = Heartbeat.beat_at < now - _REMEMBERED
        session.execute(delete(Heartbeat).where(Heartbeat.duty == duty, long_ago))


def ran_in_the_future(session: Session, *, now: datetime) -> bool:
    """Say whether a duty last ran later than it is now: the clock was put back while nothing ran."""
    last = session.scalars(select(Heartbeat.beat_at).order_by(Heartbeat.beat_at.desc()).limit(1)).first()
    return last is not None and last > now + JUMP_LIMIT
