"""Who is away (缺勤), until when, and who hears in the meantime what is meant for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Absence, Person, Role
from app.services.people import PeopleError, everybody, person_here

# A digest that comes less often than once a day is a slip of the finger.
_LONGEST_DIGEST = 24 * 60
_LONGEST_REASON = 200
# They may say of everybody how they hear; a team lead of their team, anybody of themselves.
_ABOVE_TEAMS = (Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)


class HearingRightsError(DomainError):
    """Somebody says of another one how they hear who may not."""


@dataclass(frozen=True)
class Hearing:
    """How somebody hears what is meant for them: whether they are away, and until when (None: until they say so).

    `deputy` is the name of who hears it meanwhile, None for the next one up; `digest_minutes` is how often what can
    wait comes in one message, None for each by itself.
    """

    is_away: bool = False
    until: datetime | None = None
    reason: str = ""
    deputy: str | None = None
    digest_minutes: int | None = None


@dataclass(frozen=True)
class HearingRow:
    """A person, and how they hear."""

    id: int
    name: str
    role: Role
    team: str
    hearing: Hearing


def hearings(session: Session, *, by: int | None, now: datetime) -> tuple[HearingRow, ...]:
    """Return how those hear of whom somebody may say it: themselves first, then by role and name."""
    people = everybody(session)
    asks = next((person for person, _ in people if person.id == by), None)
    names = {person.id: person.name for person, _ in people}
    away = {absence.person_id: absence for absence in _now(session, names, now=now)}
    rows = []
    for person, team in people:
        if asks is not None and _may_say(asks, person):
            absence = away.get(person.id)
            hearing = Hearing(
                absence is not None,
                absence.ended_at if absence else None,
                absence.reason if absence else "",
                names.get(person.deputy_id or 0),
                person.digest_minutes,
            )
            rows.append(HearingRow(person.id, person.name, person.role, team or "", hearing))
    return tuple(sorted(rows, key=lambda row: row.id != by))


def hearing_of(session: Session, person_id: int, *, by: int | None, now: datetime) -> HearingRow:
    """Return how a person hears; raises `HearingRightsError` where it is not `by` who may say it."""
    row = next((row for row in hearings(session, by=by, now=now) if row.id == person_id), None)
    if row is None:
        raise HearingRightsError(
            "You say this of yourself, as a team lead of your team, or as a supervisor of anybody."
        )
    return row


def set_hearing(session: Session, person_id: int, hearing: Hearing, *, by: int | None, now: datetime) -> None:
    """Say how somebody hears from now on; an absence that is as it was goes on.

    Raises `HearingRightsError` and `PeopleError`.
    """
    row = hearing_of(session, person_id, by=by, now=now)
    set_deputy(session, row.name, hearing.deputy)
    set_digest(session, row.name, hearing.digest_minutes)
    before = row.hearing
    if not hearing.is_away:
        come_back(session, [person_id], now=now)
    elif (before.is_away, before.until, before.reason) != (True, hearing.until, " ".join(hearing.reason.split())):
        leave(session, [person_id], until=hearing.until, reason=hearing.reason, now=now)


def _may_say(asks: Person, person: Person) -> bool:
    leads = asks.role is Role.TEAM_LEAD and asks.team_id is not None and asks.team_id == person.team_id
    return asks.id == person.id or asks.role in _ABOVE_TEAMS or leads


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
