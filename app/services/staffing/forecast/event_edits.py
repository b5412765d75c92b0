"""What team leads and those above them do with foreseeable events: enter one, write one over, take one away."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.forecast import EventKind, FloorEvent, Repeats
from app.models.people import Person, Role

# Beyond these, nobody means it: a hundredth, and a hundred times.
FACTORS = (0.01, 100.0)
TIERS = ("1", "2", "3")
_LONGEST = {Repeats.NEVER: 400, Repeats.MONTHLY: 28, Repeats.YEARLY: 365}
_MOST_PEOPLE = 1_000
_LONGEST_NAME = 200
_MAY = (Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)


class ForeseenError(DomainError):
    """An event cannot be entered or changed like this, or not by this person."""


@dataclass(frozen=True)
class EventRow:
    """An event as it stands; `plan` is how many people of each tier are to be ready."""

    id: int
    version: int
    name: str
    kind: EventKind
    queue_id: int | None
    starts_on: date
    ends_on: date
    repeats: Repeats
    factor: float
    learned: bool
    samples: int
    plan: tuple[int, int, int]
    note: str
    active: bool


def read_events(session: Session) -> tuple[EventRow, ...]:
    """Return all events, the latest first."""
    event = FloorEvent
    rows = session.scalars(select(event).order_by(event.starts_on.desc(), event.id.desc()))
    return tuple(
        EventRow(
            row.id,
            row.version,
            row.name,
            row.kind,
            row.queue_id,
            row.starts_on,
            row.ends_on,
            row.repeats,
            row.factor,
            row.learned,
            row.samples,
            (_people(row, "1"), _people(row, "2"), _people(row, "3")),
            row.note,
            row.active,
        )
        for row in rows
    )


def enter_event(
    session: Session, *, starts_on: date, queue_id: int | None = None, name: str = "", by: int | None
) -> int:
    """Enter an event of one day that changes nothing yet, to be written over; return its id."""
    _check(session, by)
    row = FloorEvent(
        name=name, kind=EventKind.OTHER, queue_id=queue_id, starts_on=starts_on, ends_on=starts_on, factor=1.0, plan={}
    )
    session.add(row)
    session.flush()
    return row.id


def edit_event(
    session: Session, event_id: int, version: int, changes: Mapping[str, Any], *, learned: bool = False, by: int | None
) -> None:
    """Write some fields of an event over; it follows history no longer, unless it is to (`learned`).

    `plan` is given as the people of each tier. Raises `ForeseenError` for what cannot be, and where somebody else was
    faster.
    """
    _check(session, by)
    row = _found(session, event_id, version)
    for name, value in changes.items():
        setattr(row, name, dict(zip(TIERS, value, strict=True)) if name == "plan" else value)
    if len(row.name) > _LONGEST_NAME:
        raise ForeseenError(
            "A name has 1 to {longest} characters, not {length}.", longest=_LONGEST_NAME, length=len(row.name)
        )
    if not FACTORS[0] <= row.factor <= FACTORS[1]:
        raise ForeseenError("An event multiplies by {least} to {most}.", least=FACTORS[0], most=int(FACTORS[1]))
    days = (row.ends_on - row.starts_on).days
    if days < 0:
        raise ForeseenError("An event ends on the day it begins, or later.")
    if days > _LONGEST[row.repeats]:
        raise ForeseenError("An event that comes back like this lasts {days} days at most.", days=_LONGEST[row.repeats])
    if not all(0 <= _people(row, tier) <= _MOST_PEOPLE for tier in TIERS):
        raise ForeseenError("A plan has {most} people of a tier at most.", most=_MOST_PEOPLE)
    row.learned = learned


def remove_event(session: Session, event_id: int, version: int, *, by: int | None) -> None:
    """Take an event away; raises `ForeseenError` where somebody else has changed it meanwhile.

    One that was learned is only switched off: history would bring it back.
    """
    _check(session, by)
    row = _found(session, event_id, version)
    if row.samples:
        row.active = row.learned = False
    else:
        session.delete(row)


def restore_event(session: Session, event: EventRow, *, by: int | None) -> None:
    """Bring an event that was taken away back as it was; raises `ForeseenError` where it was changed since."""
    _check(session, by)
    kept = {field.name: getattr(event, field.name) for field in fields(event) if field.name not in ("id", "version")}
    kept["plan"] = dict(zip(TIERS, event.plan, strict=True))
    if not event.samples:
        session.add(FloorEvent(**kept))
        return
    row = _found(session, event.id, event.version + 1)
    for name, value in kept.items():
        setattr(row, name, value)


def _check(session: Session, person_id: int | None) -> None:
    if session.scalar(select(Person.role).where(Person.id == person_id, Person.active)) not in _MAY:
        raise ForeseenError("Team leads and those above them write events; say first who sits here.")


def _found(session: Session, event_id: int, version: int) -> FloorEvent:
    row = session.get(FloorEvent, event_id)
    if row is None or row.version != version:
        raise ForeseenError("Somebody else has changed this event meanwhile; look at it again.")
    return row


def _people(row: FloorEvent, tier: str) -> int:
    return int(row.plan.get(tier, 0))
