"""Writes shifts: adds them, makes them longer, swaps, ends and replaces them, and takes all that back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Person, Role
from app.models.roster import Shift, ShiftKind, ShiftSource
from app.services.staffing.roster.shifts import ACTIVITIES, LONGEST_SHIFT, ActivityRow, ShiftRow, row_of

_SCHEDULERS = (Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)


class ShiftError(DomainError):
    """A shift that cannot be written, made longer, swapped, ended or taken back as asked."""


class ShiftRightsError(DomainError):
    """Somebody writes the schedule who may not."""


@dataclass(frozen=True)
class ShiftChange:
    """What was done to shifts, so that it can be undone: those that stood before, and those that stand after it."""

    before: tuple[ShiftRow, ...] = ()
    after: tuple[ShiftRow, ...] = ()

    def __add__(self, later: "ShiftChange") -> "ShiftChange":
        return ShiftChange(self.before + later.before, self.after + later.after)


def may_schedule(session: Session, person_id: int | None) -> bool:
    """Say whether a person may write the schedule: team leads and everybody above them."""
    return session.scalar(select(Person.role).where(Person.id == person_id, Person.active)) in _SCHEDULERS


def require_schedule_rights(session: Session, person_id: int | None) -> None:
    """Refuse with `ShiftRightsError` who may not write the schedule."""
    if not may_schedule(session, person_id):
        raise ShiftRightsError("Team leads and those above them write the schedule; say first who sits here.")


def write_shift(
    session: Session,
    person_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: int | None,
    now: datetime,
    kind: ShiftKind = ShiftKind.WORK,
    queue_id: int | None = None,
    pattern: str | None = None,
    activities: Sequence[ActivityRow] = (),
    source: ShiftSource = ShiftSource.HAND,
    note: str = "",
) -> ShiftChange:
    """Add a shift; `by` is who does it, None the program itself. Raises `ShiftError` and `ShiftRightsError`."""
    names = _begin(session, by, [person_id])
    _require_here(session, names)
    shift = Shift(person_id=person_id, starts_at=starts_at, ends_at=ends_at, kind=kind, queue_id=queue_id)
    shift.pattern, shift.source, shift.note, shift.activities = pattern, source, note, _as_json(activities)
    _check(session, shift, names[person_id])
    session.add(shift)
    session.flush()
    return ShiftChange(after=(row_of(shift, names[person_id]),))


def extend_shift(
    session: Session,
    shift_id: int,
    until: datetime,
    *,
    by: int | None,
    now: datetime,
    since: datetime | None = None,
    version: int | None = None,
    source: ShiftSource | None = None,
) -> ShiftChange:
    """Let a shift end, or with `since` begin, at another instant; its breaks stay where they fit.

    `version` is the one that the person saw. Raises `ShiftError` and `ShiftRightsError`.
    """
    (shift,), names = _begun(session, by, [shift_id], [version])
    before = row_of(shift, names[shift.person_id])
    shift.starts_at, shift.ends_at, shift.source = since or shift.starts_at, until, source or shift.source
    shift.activities = _as_json(
        each for each in before.activities if shift.starts_at <= each.starts_at and each.ends_at <= until
    )
    _check(session, shift, before.name)
    session.flush()
    return ShiftChange((before,), (row_of(shift, before.name),))


def end_shift(
    session: Session, shift_id: int, at: datetime, *, by: int | None, now: datetime, version: int | None = None
) -> ShiftChange:
    """Let a shift end earlier; one that would not have begun by then is taken away. Raises as `extend_shift`."""
    starts_at = session.scalar(select(Shift.starts_at).where(Shift.id == shift_id))
    if starts_at is not None and at <= starts_at:
        return clear_shift(session, shift_id, by=by, now=now, version=version)
    return extend_shift(session, shift_id, at, by=by, now=now, version=version)


def clear_shift(
    session: Session, shift_id: int, *, by: int | None, now: datetime, version: int | None = None
) -> ShiftChange:
    """Take a shift away. Raises `ShiftError` and `ShiftRightsError`."""
    (shift,), names = _begun(session, by, [shift_id], [version])
    before = row_of(shift, names[shift.person_id])
    session.delete(shift)
    session.flush()
    return ShiftChange((before,))


def swap_shifts(
    session: Session,
    first_id: int,
    second_id: int,
    *,
    by: int | None,
    now: datetime,
    versions: tuple[int | None, int | None] = (None, None),
) -> ShiftChange:
    """Let two people take each other's shift. Raises `ShiftError` and `ShiftRightsError`."""
    (first, second), names = _begun(session, by, [first_id, second_id], versions)
    if first.person_id == second.person_id:
        raise ShiftError("{name} cannot swap with themselves.", name=names[first.person_id])
    _require_here(session, names)
    before = tuple(row_of(each, names[each.person_id]) for each in (first, second))
    first.person_id, second.person_id = second.person_id, first.person_id
    for shift in (first, second):
        shift.source = ShiftSource.SWAP
        _check(session, shift, names[shift.person_id], beside=(first.id, second.id))
    session.flush()
    return ShiftChange(before, tuple(row_of(each, names[each.person_id]) for each in (first, second)))


def replace_shifts(
    session: Session, gone: Sequence[ShiftRow], new: Sequence[ShiftRow], *, by: int | None, now: datetime
) -> ShiftChange:
    """Take many shifts away and write many at once; who asks has seen to it that none is over another.

    Raises `ShiftError` where one that is to go has been changed since, and `ShiftRightsError`.
    """
    names = _begin(session, by, {row.person_id for row in (*gone, *new)})
    found = {each.id: each for each in session.scalars(select(Shift).where(Shift.id.in_([row.id for row in gone])))}
    if any(row.id not in found or found[row.id].version != row.version for row in gone):
        raise ShiftError("Somebody else has changed this shift meanwhile; look at it again.")
    for shift in found.values():
        session.delete(shift)
    written = []
    for row in new:
        written.append(Shift())
        _put(written[-1], row)
    session.add_all(written)
    session.flush()
    return ShiftChange(tuple(gone), tuple(row_of(each, names[each.person_id]) for each in written))


def undo_shifts(session: Session, change: ShiftChange, *, by: int | None, now: datetime) -> None:
    """Put shifts as they were before; raises `ShiftError` where one of them has been changed since."""
    _begin(session, by, {row.person_id for row in (*change.before, *change.after)})
    wanted = {row.id: row for row in change.before}
    back = []
    for row in change.after:
        shift = session.get(Shift, row.id, populate_existing=True)
        if shift is None or shift.version != row.version:
            raise ShiftError("Not undone, because the shift of {name} has been changed since.", name=row.name)
        if (earlier := wanted.pop(row.id, None)) is None:
            session.delete(shift)
        else:
            _put(shift, earlier)
            back.append((shift, earlier.name))
    for row in wanted.values():
        shift = Shift()
        _put(shift, row)
        session.add(shift)
        back.append((shift, row.name))
    session.flush()
    for shift, name in back:
        _check(session, shift, name)


def _begin(session: Session, by: int | None, person_ids: Collection[int]) -> dict[int, str]:
    """See to the rights, let nobody else write the shifts of these people before the end; return their names."""
    if by is not None:
        require_schedule_rights(session, by)
    # In the order of their identity, so that two who write at once do not wait for each other for ever.
    locked = select(Person.id, Person.name).where(Person.id.in_(person_ids)).order_by(Person.id)
    names = dict(iter(session.execute(locked.with_for_update(key_share=True))))
    if len(names) < len(set(person_ids)):
        raise ShiftError("This person does not work here any more.")
    return names


def _require_here(session: Session, person_ids: Iterable[int]) -> None:
    """Refuse to plan anybody who was let go; what is planned of them can still be taken away."""
    gone = select(Person.id).where(Person.id.in_(tuple(person_ids)), Person.active.is_(False))
    if session.scalars(gone.limit(1)).first() is not None:
        raise ShiftError("This person does not work here any more.")


def _begun(
    session: Session, by: int | None, shift_ids: Sequence[int], versions: Sequence[int | None]
) -> tuple[list[Shift], dict[int, str]]:
    """Return shifts, in this order, as nobody else can change them now, and the names of whose they are."""
    found = select(Shift.person_id).where(Shift.id.in_(shift_ids))
    names = _begin(session, by, set(session.scalars(found)))
    shifts = [session.get(Shift, id_, populate_existing=True) for id_ in shift_ids]
    here = [shift for shift in shifts if shift is not None and shift.person_id in names]
    seen = all(version in (None, shift.version) for shift, version in zip(here, versions, strict=False))
    if len(here) < len(shifts) or not seen:
        raise ShiftError("Somebody else has changed this shift meanwhile; look at it again.")
    return here, names


def _check(session: Session, shift: Shift, name: str, beside: Collection[int] = ()) -> None:
    """Refuse a shift that is none: not a stretch, too long, or over another one of the person.

    Standby is no work: who is called from it works within it.
    """
    if shift.ends_at <= shift.starts_at:
        raise ShiftError("A shift ends after it begins.")
    if shift.ends_at - shift.starts_at > LONGEST_SHIFT:
        raise ShiftError("A shift has at most {hours} hours.", hours=LONGEST_SHIFT // timedelta(hours=1))
    earlier = shift.starts_at
    for each in row_of(shift, name).activities:
        if not earlier <= each.starts_at < each.ends_at <= shift.ends_at or each.kind not in ACTIVITIES:
            raise ShiftError("Breaks and trainings follow one another within the shift.")
        earlier = each.ends_at
    is_standby = shift.kind is ShiftKind.STANDBY
    with session.no_autoflush:
        others = session.scalars(
            select(Shift).where(
                Shift.person_id == shift.person_id,
                Shift.starts_at < shift.ends_at,
                Shift.ends_at > shift.starts_at,
                Shift.id.not_in({shift.id or 0, *beside}),
            )
        ).all()
    if any((other.kind is ShiftKind.STANDBY) == is_standby for other in others):
        raise ShiftError("{name} already has a shift at that time.", name=name)


def _as_json(activities: Iterable[ActivityRow]) -> list[dict[str, Any]]:
    return [
        {"kind": each.kind.value, "starts_at": each.starts_at.isoformat(), "ends_at": each.ends_at.isoformat()}
        for each in activities
    ]


def _put(shift: Shift, row: ShiftRow) -> None:
    shift.person_id, shift.starts_at, shift.ends_at, shift.kind = row.person_id, row.starts_at, row.ends_at, row.kind
    shift.queue_id, shift.pattern, shift.source, shift.note = row.queue_id, row.pattern, row.source, row.note
    shift.activities = _as_json(row.activities)
