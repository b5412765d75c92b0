"""The figures of the floor as it stands now; each function says exactly what its figure counts."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, and_, case, cast, extract, func, select, text
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.people import WORKING, AgentStateSpan, Person
from app.models.sla import Clock, ClockState, Target
from app.models.ticket import Ticket
from app.services.floor.arrivals import History
from app.services.floor.surge import read_surge
from app.services.pulse import Kpis

_SOON = timedelta(hours=1)
# As their indexes say it: with bound values SQLite would not know that it may use them.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
_RUNS = text("clock.state = 'running'")


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
    says what a caller who comes often gives as `history`.
    """
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    late, due_soon = _late_and_soon(session, now=now)
    agents_on, load = _agents(session)
    return Kpis(
        as_of=now,
        open=session.scalar(select(func.count()).select_from(Ticket).where(_IS_OPEN)) or 0,
        due_soon=due_soon,
        late=late,
        sla_today=_kept_since(session, midnight, now=now),
        first_response_p50=_middle_response_since(session, midnight, now=now),
        agents_on=agents_on,
        load=load,
        surge=read_surge(session, zone=zone, calendar=calendar, history=history, now=now).state,
    )


def _late_and_soon(session: Session, *, now: datetime) -> tuple[int, int]:
    """Count the open complaints whose earliest running deadline has passed, and those where it comes within the hour.

    A complaint is in one of the two at most, as in the worklist. A paused deadline does not pass.
    """
    first = (
        select(func.min(Clock.due_at).label("due_at"))
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(_RUNS, Clock.due_at < now + _SOON, _IS_OPEN)
        .group_by(Clock.ticket_id)
        .subquery()
    )
    late, both = session.execute(select(func.count(case((first.c.due_at < now, 1))), func.count())).one()
    return late, both - late


def _kept_since(session: Session, midnight: datetime, *, now: datetime) -> float | None:
    """Return the share that was kept of the deadlines that were decided today; None where none was.

    A deadline is decided once: when it is met, or when it passes before that. Cancelled ones never are, and paused
    ones not yet.
    """
    met, missed = session.execute(
        select(
            func.count(case((Clock.state == ClockState.MET, 1))),
            func.count(case((and_(Clock.state == ClockState.BREACHED, Clock.due_at >= midnight), 1))),
        ).where(Clock.stopped_at >= midnight, Clock.stopped_at <= now)
    ).one()
    missed += (
        session.scalar(
            select(func.count()).select_from(Clock).where(_RUNS, Clock.due_at >= midnight, Clock.due_at < now)
        )
        or 0
    )
    return met / (met + missed) if met + missed else None


def _middle_response_since(session: Session, midnight: datetime, *, now: datetime) -> timedelta | None:
    """Return the time within which half of today's first responses came, counted from the receipt round the clock.

    Today's are those that were given today, whenever the complaint came in; None where there was none.
    """
    seconds = cast(extract("epoch", Clock.stopped_at) - extract("epoch", Clock.started_at), BigInteger)
    today = (
        Clock.target == Target.FIRST_RESPONSE,
        Clock.state.in_((ClockState.MET, ClockState.BREACHED)),
        Clock.stopped_at >= midnight,
        Clock.stopped_at <= now,
    )
    count = session.scalar(select(func.count()).select_from(Clock).where(*today))
    if not count:
        return None
    middle = select(seconds).where(*today).order_by(seconds).offset((count - 1) // 2).limit(1)
    return timedelta(seconds=session.scalars(middle).one())


def _agents(session: Session) -> tuple[int, float | None]:
    """Count the agents at work, and return their open complaints against what they can carry together.

    At work are those who are ready, handling or wrapping up; the load is None where they can carry nothing.
    """
    at_work = (
        select(Person.id)
        .join(AgentStateSpan, AgentStateSpan.person_id == Person.id)
        .where(Person.active, text("agent_state_span.ended_at IS NULL"), AgentStateSpan.state.in_(WORKING))
    )
    agents, capacity = session.execute(
        select(func.count(), func.sum(Person.capacity)).where(Person.id.in_(at_work))
    ).one()
    theirs = select(func.count()).select_from(Ticket).where(_IS_OPEN, Ticket.owner_id.in_(at_work))
    open_tickets = session.scalar(theirs) or 0
    return agents, open_tickets / capacity if capacity else None
