"""Watches the floor: surges, people beyond their load, deadlines and promises that have passed become alerts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.models.calendar import BusinessCalendar
from app.models.customer import CustomerPromise
from app.models.floor import Queue
from app.models.people import AgentState, Person
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.alerts import Details, last_resolved, resolved_lately, see
from app.services.floor.arrivals import History
from app.services.floor.load import LoadLevel, read_load
from app.services.floor.surge import Surge, read_surges
from app.services.pulse import SurgeState

# Deadlines that passed longer ago are no news.
RECENT = timedelta(hours=1)
# A single queue explains the surge of the floor if it makes up so large a share of it.
_EXPLAINS = 2 / 3
# A grouped alert names no more of them.
_NAMED = 20
# As their indexes say it: with bound values SQLite would not know that it may use them.
_IS_OPEN, _RUNS = text("ticket.status IN ('open', 'waiting')"), text("clock.state = 'running'")


def watch(
    session: Session,
    *,
    zone: ZoneInfo,
    calendar: BusinessCalendar | None = None,
    history: History | None = None,
    now: datetime,
) -> None:
    """Look at the floor, and raise, update and clear its alerts. Two that watch at once do no harm.

    The details of SURGE are count, expected, minutes, since, clear (it is over when fewer come in half an hour) and, if
    known, the shares of its causes: volume, handling and people. One cause has one alert: that of a queue where one
    queue explains it, whose id is the subject and which it names as `queue`; else that of the whole floor, which has
    `queues`, those that surge by id, name and growth, and clears what they were alerted of before (`carried`). The
    details of LOAD are how many people are `over` capacity and how many are owed a `rest`, and of the first of them
    `people` with id, name, open, capacity and since (when their work began, where a rest is owed); of DEADLINE the
    `count` of tickets that passed a deadline lately, and of the first one ticket_id, number and due; of PROMISE the
    `count` of promises that are open after their time, and of the first one ticket_id and number (None and
    empty: about no complaint), person (who made it) and due. Instants are in ISO format.
    """
    _see_surges(session, read_surges(session, zone=zone, calendar=calendar, history=history or History(), now=now), now)
    see(session, AlertKind.LOAD, _overloaded(session, now=now), now=now)
    see(session, AlertKind.DEADLINE, _passed(session, now=now), now=now)
    see(session, AlertKind.PROMISE, _broken(session, now=now), now=now)


def _see_surges(session: Session, surges: Mapping[int | None, Surge], now: datetime) -> None:
    """Let one alert speak of one cause: the whole floor's, which carries its queues, or those of the queues alone."""
    names = dict(iter(session.execute(select(Queue.id, Queue.name))))
    raised = {id_: surge for id_, surge in surges.items() if surge.state is SurgeState.SURGE}
    of_queues = {id_: surge for id_, surge in raised.items() if id_ is not None}
    details: dict[str, Details] = {}
    if None in raised and (_is_told(session, now=now) or not _is_one_queue(raised[None], of_queues)):
        ranked = sorted(of_queues.items(), key=lambda item: -(item[1].growth or 0.0))
        queues = [{"id": id_, "name": names[id_], "growth": surge.growth} for id_, surge in ranked]
        details[""] = _surge(raised[None]) | {"queues": queues}
    else:
        details |= {str(id_): _surge(surge) | {"queue": names[id_]} for id_, surge in of_queues.items()}
    waiting = select(Alert).where(Alert.kind == AlertKind.SURGE, text("alert.resolved_at IS NULL"))
    told = {alert.subject: alert for alert in session.scalars(waiting)}
    for subject in sorted({*told, *details}):
        see(session, AlertKind.SURGE, details.get(subject), subject=subject, now=now)
    for subject in ({str(id_) for id_ in of_queues} & told.keys()) - details.keys():
        # Its cause is not gone.
        if not told[subject].details.get("carried"):
            told[subject].details = told[subject].details | {"carried": True}


def _is_told(session: Session, *, now: datetime) -> bool:
    """Say whether the surge of the whole floor is known: its alert goes on, or somebody has lately resolved it."""
    goes_on = select(Alert.id).where(
        Alert.kind == AlertKind.SURGE,
        Alert.subject == "",
        text("alert.resolved_at IS NULL"),
        Alert.cleared_at.is_(None),
    )
    return session.scalars(goes_on).first() is not None or resolved_lately(session, AlertKind.SURGE, "", now=now)


def _is_one_queue(floor: Surge, queues: Mapping[int, Surge]) -> bool:
    """Say whether a single queue surges, and most of what comes beyond the forecast of the floor is its own."""

    def beyond(surge: Surge) -> float:
        return (surge.count - (surge.expected or 0.0)) / max(surge.minutes, 1)

    return len(queues) == 1 and all(beyond(each) >= _EXPLAINS * beyond(floor) for each in queues.values())


def _surge(surge: Surge) -> Details:
    shares = surge.shares
    return {
        "count": surge.count,
        "expected": round(surge.expected or 0.0, 1),
        "minutes": surge.minutes,
        "since": surge.since.isoformat() if surge.since else None,
        "clear": surge.clear,
        "shares": shares and {"volume": shares.volume, "handling": shares.handling, "people": shares.people},
    }


def _overloaded(session: Session, *, now: datetime) -> Details | None:
    load = read_load(session, now=now)
    on = [place for place, state in enumerate(load.state) if state not in (None, AgentState.OFF)]
    over = {place for place in on if load.level(place) is LoadLevel.OVER}
    tired = {place for place in on if load.is_owed_rest(place, now=now)}
    people = [
        {
            "id": int(load.ids[place]),
            "name": load.name[place],
            # What is left to do in them, which the capacity is of.
            "open": round(float(load.effort[place]), 1),
            "capacity": int(load.capacity[place]),
            "since": datetime.fromtimestamp(int(load.working_since[place]), UTC).isoformat()
            if place in tired
            else None,
        }
        for place in sorted(over | tired, key=lambda place: (place not in over, -float(load.effort[place])))
    ]
    return {"over": len(over), "rest": len(tired), "people": people[:_NAMED]} if people else None


def _passed(session: Session, *, now: datetime) -> Details | None:
    """Find the open tickets that passed a deadline lately, and since a person resolved the last such alert."""
    since = max(filter(None, (now - RECENT, last_resolved(session, AlertKind.DEADLINE))))
    late = (
        select(Clock.ticket_id, func.min(Clock.due_at).label("due_at"))
        .where(_RUNS, Clock.due_at > since, Clock.due_at <= now)
        .group_by(Clock.ticket_id)
        .subquery()
    )
    passed = select(Ticket.id, Ticket.number, late.c.due_at).join(late, late.c.ticket_id == Ticket.id).where(_IS_OPEN)
    rows = session.execute(passed.order_by(late.c.due_at, Ticket.id)).all()
    if not rows:
        return None
    ticket_id, number, due_at = rows[0]
    return {"count": len(rows), "ticket_id": ticket_id, "number": number, "due": due_at.isoformat()}


def _broken(session: Session, *, now: datetime) -> Details | None:
    """Find the promises to customers that are open after their time."""
    promise = CustomerPromise
    late = (
        select(promise.ticket_id, Ticket.number, Person.name, promise.due_at)
        .outerjoin(Ticket, Ticket.id == promise.ticket_id)
        .outerjoin(Person, Person.id == promise.made_by_id)
        .where(text("customer_promise.ended_at IS NULL"), promise.due_at <= now)
    )
    rows = session.execute(late.order_by(promise.due_at, promise.id)).all()
    if not rows:
        return None
    ticket_id, number, person, due_at = rows[0]
    named = {"ticket_id": ticket_id, "number": number or "", "person": person or ""}
    return {"count": len(rows), **named, "due": due_at.isoformat()}
