"""Who is away (缺勤), until when, and who hears in the meantime what is meant for them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.people import Absence, Person
from app.services.people import PeopleError, person_here

# A digest that comes less often than once a day is a slip of the finger.
_LONGEST_DIGEST = 24 * 60
_LONGEST_REASON = 200


def set_deputy(session: Session, name: str, deputy: str | None) -> Person:
    """Say who hears what is meant for a person while they are away; None: the next one up. Raises `PeopleError`."""
    person = person_here(session, name)
    found = None if deputy is None else person_here(session, deputy)
    if found is person:
        raise PeopleError("{name} cannot stand in for themselves.", name=name)
    person.deputy_id = found.id if found else None
    return person


def set_digest(session: Session, name: str, minutes: int | None) -> Person:
    """Say how often a person wants what can wait, in one message; None: each by itself. Raises `PeopleError`."""
    person = person_here(session, name)
    if minutes is not None and not 1 <= minutes <= _LONGEST_DIGEST:
        raise PeopleError(
            "A digest comes every 1 to {longest} minutes, not {count}.", longest=_LONGEST_DIGEST, count=minutes
        )
    person.digest_minutes = minutes
    return person


def leave(
    session: Session,
    person_ids: Collection[int],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
    now: datetime,
) -> list[Absence]:
    """Let people be away from now, or from `since`, on, `until` they are back (None: until they say so).

    What was said of that time before holds no more. Raises `PeopleError`.
    """
    since, reason = since or now, " ".join(reason.split())
    if until is not None and until <= max(since, now):
        raise PeopleError("Somebody who is away comes back later than they leave, and later than now.")
    if len(reason) > _LONGEST_REASON:
        raise PeopleError("A reason has at most {longest} characters.", longest=_LONGEST_REASON)
    overlapping = select(Absence).where(
        Absence.person_id.in_(person_ids), or_(Absence.ended_at.is_(None), Absence.ended_at > since)
    )
    for absence in session.scalars(overlapping):
        if until is None or absence.started_at < until:
            absence.ended_at = max(absence.started_at, since)
    gone = [Absence(person_id=id_, started_at=since, ended_at=until, reason=reason) for id_ in sorted(person_ids)]
    session.add_all(gone)
    session.flush()
    return gone


def come_back(session: Session, person_ids: Collection[int], *, now: datetime) -> int:
    """Let people be here again from now on; return how many were away."""
    away = _now(session, person_ids, now=now)
    for absence in away:
        absence.ended_at = now
    session.flush()
    return len({absence.person_id for absence in away})


def absent_until(session: Session, person_ids: Collection[int], *, now: datetime) -> dict[int, datetime | None]:
    """Return who of the people is away now, and until when (None: until they say so)."""
    return {absence.person_id: absence.ended_at for absence in _now(session, person_ids, now=now)}


def _now(session: Session, person_ids: Collection[int], *, now: datetime) -> list[Absence]:
    found = select(Absence).where(
        Absence.person_id.in_(person_ids),
        Absence.started_at <= now,
        or_(Absence.ended_at.is_(None), Absence.ended_at > now),
    )
    return list(session.scalars(found))
