"""What makes the work of a floor or a queue grow: more contacts, longer ones, or people who are not there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import exp, log
from typing import Any

from sqlalchemy import Select, bindparam, case, extract, func, select, text
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.forecast import ContactInterval
from app.models.people import WORKING, AgentState, AgentStateSpan, Person, QueueMember
from app.services.staffing.forecast.history import of_one
from app.services.staffing.roster.shifts import due_at_work

# What the handling times of now are compared with: those of as many days before.
_USUAL = timedelta(days=7)
# Telephone systems report quarters and half hours.
_REPORTED = timedelta(minutes=30)
# From fewer contacts nobody knows how long they take now.
_FEWEST = 10
_SINCE, _EARLIEST = bindparam("since", type_=UtcDateTime), bindparam("earliest", type_=UtcDateTime)


@dataclass(frozen=True)
class Handling:
    """How many contacts were handled, and how many seconds that took in all."""

    contacts: int
    seconds: float


@dataclass(frozen=True)
class Shares:
    """The causes by which the work that is offered to each capable person grew: shares that add up to one.

    `growth` is that of the work per person: 0.5 for half as much again. The rest is what they rest on: the seconds
    that a contact takes now and usually took, how many are scheduled now and how many work; None where it is not known.
    """

    volume: float
    handling: float
    people: float
    growth: float | None = None
    handle_seconds: float | None = None
    usual_seconds: float | None = None
    scheduled: int | None = None
    working: int | None = None


def read_shares(
    session: Session, queue_id: int | None, volume: float, since: datetime, *, now: datetime
) -> Shares | None:
    """Tell the causes apart of what has been going on `since`; `volume` is what came by what was expected.

    None where no cause is seen. Handling times are those of the contacts of the telephone system, or where there are
    none, of the states of the people who serve the queue.
    """
    capable = _capable(session, queue_id)
    handling = _of_contacts(session, queue_id, since, now=now) or _of_states(session, capable, since, now=now)
    return share_out(volume, handling, _people(session, queue_id, capable, now=now))


def share_out(
    volume: float, handling: tuple[Handling, Handling] | None, people: tuple[int, int] | None
) -> Shares | None:
    """Share out the growth of volume × handling time ÷ people; None where none of the three made work grow.

    `handling` is that of now and that of usual, `people` how many are scheduled and how many work. The logarithms of
    the three ratios add up to that of the whole; what made work less has no share in its growth.
    """
    logs = [log(volume) if volume > 0 else 0.0, 0.0, 0.0]
    means: tuple[float, float] | tuple[None, None] = None, None
    if handling:
        means = handling[0].seconds / handling[0].contacts, handling[1].seconds / handling[1].contacts
        longer = log(means[0] / means[1])
        # Contacts vary about as much as they last; what chance explains of it is taken off (James and Stein, 1961).
        chance = sum(1 / each.contacts for each in handling)
        logs[1] = longer * max(1 - chance / longer**2, 0.0) if longer else 0.0
    if people:
        # Where nobody works, no ratio says how much that is.
        logs[2] = log(people[0] / max(people[1], 0.5))
    volume_grew, longer_grew, fewer_grew = (max(0.0, each) for each in logs)
    grew = volume_grew + longer_grew + fewer_grew
    if not grew:
        return None
    return Shares(
        volume_grew / grew, longer_grew / grew, fewer_grew / grew, exp(sum(logs)) - 1, *means, *(people or (None, None))
    )


def _of_contacts(
    session: Session, queue_id: int | None, since: datetime, *, now: datetime
) -> tuple[Handling, Handling] | None:
    given = {"since": min(since, now - _REPORTED), "earliest": now - _USUAL, "now": now, "queue": queue_id}
    return _compared(session.execute(_answered(queue_id is not None), given))


def _of_states(
    session: Session, capable: set[int], since: datetime, *, now: datetime
) -> tuple[Handling, Handling] | None:
    given: Mapping[str, Any] = {"since": since, "earliest": now - _USUAL, "people": list(capable)}
    return _compared(session.execute(_handled(), given))


def _compared(rows: Iterable[Any]) -> tuple[Handling, Handling] | None:
    """Return those of lately (1) and of before (0), unless there are too few of either."""
    found = {lately: Handling(int(count), float(seconds)) for lately, count, seconds in rows}
    both = found.get(1, Handling(0, 0.0)), found.get(0, Handling(0, 0.0))
    return both if all(each.contacts >= _FEWEST and each.seconds > 0 for each in both) else None


def _people(session: Session, queue_id: int | None, capable: set[int], *, now: datetime) -> tuple[int, int] | None:
    """Count who is scheduled to work now, and who works; None where nobody is scheduled or their states are not known.

    Who has a break or a training now by schedule, or is scheduled for another queue, is not expected here.
    """
    shifts = due_at_work(session, now) or ()
    elsewhere = {each.person_id for each in shifts if queue_id and each.queue_id not in (None, queue_id)}
    here = capable | {each.person_id for each in shifts if queue_id and each.queue_id == queue_id}
    scheduled = {each.person_id for each in shifts} & here - elsewhere
    states = _states(session)
    # Where nobody says what they do, nobody is missed.
    if not scheduled or not states.keys() & scheduled:
        return None
    return len(scheduled), sum(states.get(each) in WORKING for each in here - elsewhere)


def _capable(session: Session, queue_id: int | None) -> set[int]:
    """Return who can work here: those who serve the queue, or everybody."""
    people = select(Person.id).where(Person.active)
    if queue_id is not None:
        people = people.join(QueueMember, QueueMember.person_id == Person.id).where(QueueMember.queue_id == queue_id)
    return set(session.scalars(people))


def _states(session: Session) -> dict[int, AgentState]:
    now = select(AgentStateSpan.person_id, AgentStateSpan.state).where(text("agent_state_span.ended_at IS NULL"))
    return dict(iter(session.execute(now)))


@cache
def _answered(of_queue: bool) -> Select[int, int, int]:
    """Select the contacts answered lately (1) and before (0) whose seconds were measured, and these."""
    interval = ContactInterval
    lately = case((interval.starts_at >= _SINCE, 1), else_=0).label("lately")
    return (
        select(lately, func.sum(interval.answered), func.sum(interval.handle_seconds))
        .where(interval.starts_at >= _EARLIEST, interval.starts_at < bindparam("now", type_=UtcDateTime))
        .where(interval.handle_seconds > 0, *of_one(interval, of_queue))
        .group_by("lately")
    )


@cache
def _handled() -> Select[int, int, int]:
    """Select the contacts that people handled lately (1) and before (0), and the seconds with their wrap-up."""
    ended, state = AgentStateSpan.ended_at, AgentStateSpan.state
    seconds = extract("epoch", ended) - extract("epoch", AgentStateSpan.started_at)
    lately = case((ended >= _SINCE, 1), else_=0).label("lately")
    return (
        select(lately, func.count(case((state == AgentState.HANDLING, 1))), func.sum(seconds))
        .where(AgentStateSpan.person_id.in_(bindparam("people", expanding=True)))
        .where(AgentStateSpan.started_at >= _EARLIEST, ended.is_not(None))
        .where(state.in_((AgentState.HANDLING, AgentState.WRAP_UP)))
        .group_by("lately")
    )
