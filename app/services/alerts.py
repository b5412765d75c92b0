"""Alerts (预警): whoever watches raises, updates and clears them; people acknowledge them, act, and resolve them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from app.errors import DomainError
from app.models.alert import Alert, AlertKind
from app.models.people import Person

# What comes back sooner after it was cleared is the same alert, and what was resolved is not raised again before.
COOL_DOWN = timedelta(minutes=30)
# How long resolved alerts stay in sight, and over what times alerts are counted: more than ten in ten minutes cannot be
# answered (EEMUA 191).
RESOLVED_SHOWN = timedelta(hours=8)
FLOOD_SPAN, FLOOD_FROM = timedelta(minutes=10), 10
LONGEST_ACTION = 400
Details = dict[str, Any]


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
    counted = session.execute(counts, {"lately": now - FLOOD_SPAN, "hour": now - timedelta(hours=1)}).one()
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


def see(session: Session, kind: AlertKind, details: Details | None, *, subject: str = "", now: datetime) -> None:
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
    elif kind is not AlertKind.DEADLINE and resolved_lately(session, kind, subject, now=now):
        return
    # Another one that watches may find none at the same moment; its alert says the same.
    with suppress(IntegrityError), session.begin_nested():
        session.add(Alert(kind=kind, subject=subject, details=details, raised_at=now))
        session.flush()


def last_resolved(session: Session, kind: AlertKind, subject: str = "") -> datetime | None:
    """Return when a person has said last that the alert of a kind and subject is over."""
    resolved = select(Alert.resolved_at).where(
        Alert.kind == kind, Alert.subject == subject, Alert.resolved_at.is_not(None)
    )
    return session.scalars(resolved.order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(1)).first()


def resolved_lately(session: Session, kind: AlertKind, subject: str, *, now: datetime) -> bool:
    """Say whether a person has said so lately that it is over: they know, and are not told the same again at once."""
    resolved_at = last_resolved(session, kind, subject)
    return resolved_at is not None and now - resolved_at < COOL_DOWN


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
