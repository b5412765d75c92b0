"""What the schedule says of those who came to help, beside what they did (遵时率)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.models.roster import ShiftKind
from app.services.floor.activation.reading import ActivationRow, CallOutRow, Kept
from app.services.staffing.roster.adherence import adherence
from app.services.staffing.roster.shifts import ShiftRow, shifts_between

_MOMENT = timedelta(microseconds=1)


def with_keeping(session: Session, rows: Sequence[ActivationRow], *, now: datetime) -> tuple[ActivationRow, ...]:
    """Return activations whose calls say from when to when a person is planned, and how far they kept to it so far.

    A drill plans nobody: its calls say nothing.
    """
    return tuple(row if row.drill else _of(session, row, now=now) for row in rows)


def _of(session: Session, row: ActivationRow, *, now: datetime) -> ActivationRow:
    kept = partial(_kept, session, _planned(session, row, now=now), now=now)
    return replace(row, call_outs=tuple(replace(each, kept=kept(each)) for each in row.call_outs))


def _kept(session: Session, planned: Sequence[ShiftRow], call_out: CallOutRow, *, now: datetime) -> Kept | None:
    since = call_out.on_at or call_out.expected_at
    if since is None or not (call_out.on_at or call_out.shift_id):
        return None
    until = max(call_out.released_at or now, since)
    own = [each for each in planned if each.person_id == call_out.person_id]
    shift = next((each for each in own if each.id == call_out.shift_id), None) or next(
        (each for each in own if each.starts_at < until + _MOMENT and each.ends_at > since), None
    )
    days = adherence(session, call_out.person_id, since, until, now=now) if call_out.on_at else ()
    return Kept(
        shift.starts_at if shift else None,
        shift.ends_at if shift else None,
        sum(each.scheduled for each in days),
        sum(each.kept for each in days),
    )


def _planned(session: Session, row: ActivationRow, *, now: datetime) -> list[ShiftRow]:
    """Read the shifts of those who came, or are coming, that touch the activation; standby is no time at work."""
    people = {each.person_id for each in row.call_outs if each.on_at or each.shift_id}
    if not people:
        return []
    last = max([row.ended_at or now, *(each.expected_at for each in row.call_outs if each.expected_at)])
    found = shifts_between(session, row.started_at, last + _MOMENT, people)
    return [each for each in found if each.kind is not ShiftKind.STANDBY]
