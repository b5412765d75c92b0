"""Alerts of the floor: the watch raises, updates and clears them; people acknowledge them, act, and resolve them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, case, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from app.errors import DomainError
from app.models.alert import Alert, AlertKind
from app.models.calendar import BusinessCalendar
from app.models.customer import CustomerPromise
from app.models.floor import Queue
from app.models.people import AgentState, Person
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.floor.arrivals import History
from app.services.floor.load import LoadLevel, read_load
from app.services.floor.surge import Surge, read_surges
from app.services.pulse import SurgeState

# What comes back sooner after it was cleared is the same alert, and what was resolved is not raised again before.
COOL_DOWN = timedelta(minutes=30)
# Deadlines that passed longer ago are no news.
RECENT = timedelta(hours=1)
# How long resolved alerts stay in sight, and over what times alerts are counted: more than ten in ten minutes cannot be
# answered (EEMUA 191).
RESOLVED_SHOWN = timedelta(hours=8)
FLOOD_SPAN, FLOOD_FROM = timedelta(minutes=10), 10
LONGEST_ACTION = 400
# A single queue explains the surge of the floor if it makes up so large a share of it.
_EXPLAINS = 2 / 3
# A grouped alert names no more of them.
_NAMED = 20
# As their indexes say it: with bound values SQLite would not know that it may use them.
_IS_OPEN, _RUNS = text("ticket.status IN ('open', 'waiting')"), text("clock.state = 'running'")
_Details = dict[str, Any]


class AlertError(DomainError):
    """An answer that an alert does not take: it is resolved, or somebody else has given it."""


@dataclass(frozen=True)
class AlertRow:
    """One alert as a screen shows it; the figures in `details` are as they were seen last, see `watch`."""

    id: int
    kind: AlertKind
    subject: str
    details: Mapping[str, Any]
    raised_at: datetime
    cleared_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acted_at: datetime | None
    acted_by: str | None
    action: str | None
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True)
class Alerts:
    """The alerts that wait for an answer, the latest first, and then those resolved in the last hours.

    `in_ten_minutes` and `in_hour` say how many were raised: a supervisor who gets too many answers none.
    """

    read_at: datetime
    rows: tuple[AlertRow, ...]
    in_ten_minutes: int
    in_hour: int


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


def acknowledge(session: Session, alert_id: int, *, person_id: int | None, now: datetime) -> None:
    """Record that a person has seen an alert; raises `AlertError` where somebody else has, or it is resolved."""
    alert = _to_be_answered(session, alert_id, now=now)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by_id = now, person_id
    elif alert.acknowledged_by_id != person_id:
        who = _who(session, alert.acknowledged_by_id, alert.acknowledged_at, now=now)
        raise AlertError("{person} has acknowledged this alert {minutes} min ago.", **who)


def act(session: Session, alert_id: int, action: str, *, person_id: int | None, now: datetime) -> None:
    """Record what a person did about an alert, which they have thereby seen; they may word it anew.

    Raises `AlertError` where somebody else has acted, where it is resolved, or where nothing is said.
    """
    alert = _to_be_answered(session, alert_id, now=now)
    action = " ".join(action.split())
    if not 0 < len(action) <= LONGEST_ACTION:
        raise AlertError("Say in 1 to {longest} characters what you have done.", longest=LONGEST_ACTION)
    if alert.acted_at is not None and alert.acted_by_id != person_id:
        who = _who(session, alert.acted_by_id, alert.acted_at, now=now)
        raise AlertError("{person} has acted on this alert {minutes} min ago: {action}", action=alert.action, **who)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by_id = now, person_id
    alert.acted_at, alert.acted_by_id, alert.action = now, person_id, action


def resolve(session: Session, alert_id: int, *, person_id: int | None, now: datetime) -> None:
    """Record that a person holds an alert to be over; raises `AlertError` where it is resolved already."""
    alert = _to_be_answered(session, alert_id, now=now)
    alert.resolved_at, alert.resolved_by_id = now, person_id


def read_alerts(session: Session, *, now: datetime) -> Alerts:
    """Read what waits for an answer, and what was resolved lately."""
    waiting, done, counts = _alerts()
    since = {"raised_since": now - 2 * RESOLVED_SHOWN, "resolved_since": now - RESOLVED_SHOWN}
    rows = [*session.execute(waiting), *session.execute(done, since)]
    counted = session.execute(counts, {"lately": now - FLOOD_SPAN, "hour": now - RECENT}).one()
    return Alerts(now, tuple(_row(*found) for found in rows), *counted)


# Made once: that takes longer than reading, and holds up the window.
@cache
def _alerts() -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]], Select[int, int]]:
    """Select the alerts that wait, those that were resolved lately, and how many were raised in short and long."""
    seen, acted, resolved = aliased(Person), aliased(Person), aliased(Person)
    statement = (
        select(Alert, seen.name, acted.name, resolved.name)
        .outerjoin(seen, seen.id == Alert.acknowledged_by_id)
        .outerjoin(acted, acted.id == Alert.acted_by_id)
        .outerjoin(resolved, resolved.id == Alert.resolved_by_id)
    )
    latest = Alert.raised_at.desc(), Alert.id.desc()
    waiting = statement.where(text("alert.resolved_at IS NULL")).order_by(*latest)
    over = statement.where(
        Alert.raised_at >= bindparam("raised_since"), Alert.resolved_at >= bindparam("resolved_since")
    )
    lately = func.count(case((Alert.raised_at > bindparam("lately"), 1)))
    counts = select(lately, func.count()).where(Alert.raised_at > bindparam("hour"))
    return waiting, over.order_by(Alert.resolved_at.desc(), *latest), counts


def _row(alert: Alert, acknowledged_by: str | None, acted_by: str | None, resolved_by: str | None) -> AlertRow:
    return AlertRow(
        alert.id,
        alert.kind,
        alert.subject,
        alert.details,
        alert.raised_at,
        alert.cleared_at,
        alert.acknowledged_at,
        acknowledged_by,
        alert.acted_at,
        acted_by,
        alert.action,
        alert.resolved_at,
        resolved_by,
    )


def see(session: Session, kind: AlertKind, details: _Details | None, *, subject: str = "", now: datetime) -> None:
    """Let the alert of a kind and subject say what was found (None: its cause is not there)."""
    alert = session.scalars(
        select(Alert)
        .where(Alert.kind == kind, Alert.subject == subject, text("alert.resolved_at IS NULL"))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if details is None:
        if alert and alert.cleared_at is None:
            alert.cleared_at = now
            session.flush()
        return
    if alert and alert.cleared_at is not None and now - alert.cleared_at >= COOL_DOWN:
        # Its cause was gone for so long that this is another one; only one of them can wait for an answer.
        alert.resolved_at = now
        session.flush()
    elif alert:
        alert.cleared_at, alert.details = None, details
        session.flush()
        return
    elif kind is not AlertKind.DEADLINE and _resolved_lately(session, kind, subject, now=now):
        return
    # Another one that watches may find none at the same moment; its alert says the same.
    with suppress(IntegrityError), session.begin_nested():
        session.add(Alert(kind=kind, subject=subject, details=details, raised_at=now))
        session.flush()


def _see_surges(session: Session, surges: Mapping[int | None, Surge], now: datetime) -> None:
    """Let one alert speak of one cause: the whole floor's, which carries its queues, or those of the queues alone."""
    names = dict(iter(session.execute(select(Queue.id, Queue.name))))
    raised = {id_: surge for id_, surge in surges.items() if surge.state is SurgeState.SURGE}
    of_queues = {id_: surge for id_, surge in raised.items() if id_ is not None}
    details: dict[str, _Details] = {}
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
    return session.scalars(goes_on).first() is not None or _resolved_lately(session, AlertKind.SURGE, "", now=now)


def _is_one_queue(floor: Surge, queues: Mapping[int, Surge]) -> bool:
    """Say whether a single queue surges, and most of what comes beyond the forecast of the floor is its own."""

    def beyond(surge: Surge) -> float:
        return (surge.count - (surge.expected or 0.0)) / max(surge.minutes, 1)

    return len(queues) == 1 and all(beyond(each) >= _EXPLAINS * beyond(floor) for each in queues.values())


def _surge(surge: Surge) -> _Details:
    shares = surge.shares
    return {
        "count": surge.count,
        "expected": round(surge.expected or 0.0, 1),
        "minutes": surge.minutes,
        "since": surge.since.isoformat() if surge.since else None,
        "clear": surge.clear,
        "shares": shares and {"volume": shares.volume, "handling": shares.handling, "people": shares.people},
    }


def _last_resolved(session: Session, kind: AlertKind, subject: str = "") -> datetime | None:
    resolved = select(Alert.resolved_at).where(
        Alert.kind == kind, Alert.subject == subject, Alert.resolved_at.is_not(None)
    )
    return session.scalars(resolved.order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(1)).first()


def _resolved_lately(session: Session, kind: AlertKind, subject: str, *, now: datetime) -> bool:
    """Say whether a person has said so lately that it is over: they know, and are not told the same again at once."""
    resolved_at = _last_resolved(session, kind, subject)
    return resolved_at is not None and now - resolved_at < COOL_DOWN


def _overloaded(session: Session, *, now: datetime) -> _Details | None:
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


def _passed(session: Session, *, now: datetime) -> _Details | None:
    """Find the open tickets that passed a deadline lately, and since a person resolved the last such alert."""
    since = max(filter(None, (now - RECENT, _last_resolved(session, AlertKind.DEADLINE))))
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


def _broken(session: Session, *, now: datetime) -> _Details | None:
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


def _to_be_answered(session: Session, alert_id: int, *, now: datetime) -> Alert:
    """Return an alert that no one else changes until the transaction ends; raises `AlertError` if it is resolved."""
    alert = session.get_one(Alert, alert_id, with_for_update=True, populate_existing=True)
    if alert.resolved_at is not None:
        who = _who(session, alert.resolved_by_id, alert.resolved_at, now=now)
        raise AlertError("{person} has resolved this alert {minutes} min ago.", **who)
    return alert


def _who(session: Session, person_id: int | None, at: datetime, *, now: datetime) -> dict[str, Any]:
    """Name who was first, and how long ago; Floorwatch itself where it was no person."""
    name = session.scalar(select(Person.name).where(Person.id == person_id))
    return {"person": name or "Floorwatch", "minutes": max((now - at) // timedelta(minutes=1), 0)}
