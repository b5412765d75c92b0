"""The figures of the floor as it stands now; each function says exactly what its figure counts."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Integer, Select, and_, bindparam, case, cast, extract, func, select, text
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.models.base import UtcDateTime
from app.models.calendar import BusinessCalendar
from app.models.effort import WHOLE
from app.models.people import WORKING, AgentStateSpan, Person
from app.models.sla import Clock, ClockState, Target
from app.models.ticket import Ticket
from app.services.effort import effort_of_tickets
from app.services.floor.arrivals import History
from app.services.floor.surge import read_surge
from app.services.pulse import Kpis

_SOON = timedelta(hours=1)
# As their indexes say it: with bound values SQLite would not know that it may use them.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
_RUNS = text("clock.state = 'running'")
_MIDNIGHT, _NOW = bindparam("midnight", type_=UtcDateTime), bindparam("now", type_=UtcDateTime)


def read_kpis(
    session: Session,
    *,
    zone: ZoneInfo,
    calendar: BusinessCalendar | None = None,
    history: History | None = None,
    now: datetime,
) -> Kpis:
    """Read the figures of the floor, whose day is that of `zone` and whose holidays are those of `calendar`.

    `open` counts the complaints that are open or waiting for the customer. The surge is that of `read_surge`, which
    says what a caller who comes often gives as `history`; the queues that surge are those of which an alert says so.
    """
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    late, due_soon = _late_and_soon(session, now=now)
    agents_on, load = _agents(session)
    return Kpis(
        as_of=now,
        open=session.scalars(_open()).one(),
        due_soon=due_soon,
        late=late,
        sla_today=_kept_since(session, midnight, now=now),
        first_response_p50=_middle_response_since(session, midnight, now=now),
        agents_on=agents_on,
        load=load,
        surge=read_surge(session, zone=zone, calendar=calendar, history=history, now=now).state,
        surging=tuple(details["queue"] for details in session.scalars(_surging()) if "queue" in details),
    )


def _late_and_soon(session: Session, *, now: datetime) -> tuple[int, int]:
    """Count the open complaints whose earliest running deadline has passed, and those where it comes within the hour.

    A complaint is in one of the two at most, as in the worklist. A paused deadline does not pass.
    """
    late, both = session.execute(_pressing(), {"now": now, "soon": now + _SOON}).one()
    return late, both - late


def _kept_since(session: Session, midnight: datetime, *, now: datetime) -> float | None:
    """Return the share that was kept of the deadlines that were decided today; None where none was.

    A deadline is decided once: when it is met, or when it passes before that. Cancelled ones never are, and paused
    ones not yet.
    """
    decided, passed = _decided()
    given = {"midnight": midnight, "now": now}
    met, missed = session.execute(decided, given).one()
    missed += session.scalars(passed, given).one()
    return met / (met + missed) if met + missed else None


def _middle_response_since(session: Session, midnight: datetime, *, now: datetime) -> timedelta | None:
    """Return the time within which half of today's first responses came, counted from the receipt round the clock.

    Today's are those that were given today, whenever the complaint came in; None where there was none.
    """
    counted, ordered = _responses()
    given = {"midnight": midnight, "now": now}
    count = session.scalars(counted, given).one()
    if not count:
        return None
    return timedelta(seconds=session.scalars(ordered, given | {"before": (count - 1) // 2}).one())


def _agents(session: Session) -> tuple[int, float | None]:
    """Count the agents at work, and return what is left to do in their complaints against what they can carry.

    At work are those who are ready, handling or wrapping up; the load is None where they can carry nothing.
    """
    people, theirs = _at_work()
    agents, capacity = session.execute(people).one()
    effort = session.scalars(theirs).one() or 0
    return agents, int(effort) / (WHOLE * capacity) if capacity else None


# Statements are made once: that takes longer than reading, and holds up the window.
@cache
def _surging() -> Select[Any]:
    goes_on = Alert.resolved_at.is_(None), Alert.cleared_at.is_(None)
    return select(Alert.details).where(Alert.kind == AlertKind.SURGE, *goes_on).order_by(Alert.raised_at, Alert.id)


@cache
def _open() -> Select[int]:
    return select(func.count()).select_from(Ticket).where(_IS_OPEN)


@cache
def _pressing() -> Select[int, int]:
    """Select how many are late, and how many are late or due soon."""
    first = (
        select(func.min(Clock.due_at).label("due_at"))
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(_RUNS, Clock.due_at < bindparam("soon", type_=UtcDateTime), _IS_OPEN)
        .group_by(Clock.ticket_id)
        .subquery()
    )
    return select(func.count(case((first.c.due_at < _NOW, 1))), func.count()).select_from(first)


@cache
def _decided() -> tuple[Select[int, int], Select[int]]:
    """Select how many deadlines were met and missed today, and how many more have passed."""
    stopped = select(
        func.count(case((Clock.state == ClockState.MET, 1))),
        func.count(case((and_(Clock.state == ClockState.BREACHED, Clock.due_at >= _MIDNIGHT), 1))),
    ).where(Clock.stopped_at >= _MIDNIGHT, Clock.stopped_at <= _NOW)
    passed = select(func.count()).select_from(Clock).where(_RUNS, Clock.due_at >= _MIDNIGHT, Clock.due_at < _NOW)
    return stopped, passed


@cache
def _responses() -> tuple[Select[int], Select[int]]:
    """Select how many first responses were given today, and the seconds of the one with so many `before` it."""
    seconds = cast(extract("epoch", Clock.stopped_at) - extract("epoch", Clock.started_at), BigInteger)
    today = (
        Clock.target == Target.FIRST_RESPONSE,
        Clock.state.in_((ClockState.MET, ClockState.BREACHED)),
        Clock.stopped_at >= _MIDNIGHT,
        Clock.stopped_at <= _NOW,
    )
    ordered = select(seconds).where(*today).order_by(seconds).offset(bindparam("before", type_=Integer)).limit(1)
    return select(func.count()).select_from(Clock).where(*today), ordered


@cache
def _at_work() -> tuple[Select[int, int], Select[int]]:
    """Select the agents at work with what they can carry, and what is left to do in their complaints."""
    at_work = (
        select(Person.id)
        .join(AgentStateSpan, AgentStateSpan.person_id == Person.id)
        .where(Person.active, text("agent_state_span.ended_at IS NULL"), AgentStateSpan.state.in_(WORKING))
    )
    people = select(func.count(), func.sum(Person.capacity)).where(Person.id.in_(at_work))
    return people, select(func.sum(effort_of_tickets())).where(_IS_OPEN, Ticket.owner_id.in_(at_work))
