"""What an activation writes into the schedule and into the states of people; a drill writes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.models.activation import Activation, CallOut
from app.models.people import AgentState, StateSource
from app.models.roster import Shift, ShiftKind, ShiftSource
from app.services.agent_states import StateError, set_state
from app.services.floor.activation.record import Happened, record, sentence_of
from app.services.staffing.roster.shifts import ShiftRow, row_of, shifts_between
from app.services.staffing.roster.writing import ShiftError, end_shift, extend_shift, write_shift

# For so long somebody is planned who comes; they go when they are released.
_PLANNED = timedelta(hours=4)
_MOMENT = timedelta(microseconds=1)


def is_coming(session: Session, activation: Activation, call_out: CallOut, *, now: datetime) -> None:
    """Plan the shift of somebody who has said yes and is not at work."""
    if activation.drill or _shift_now(session, call_out.person_id, now):
        return
    begins = now + timedelta(minutes=int(call_out.score.get("productive_minutes", 0)))
    with _on_record(session, call_out, now=now):
        _write(session, activation, call_out, begins, _until(session, call_out.person_id, begins), now=now)


def is_not_coming(session: Session, activation: Activation, call_out: CallOut, *, now: datetime) -> None:
    """Take back the shift of somebody who was to come."""
    shift_id, call_out.shift_id = call_out.shift_id, None
    if shift_id is None or activation.drill:
        return
    session.flush()
    with _on_record(session, call_out, now=now):
        end_shift(session, shift_id, now, by=None, now=now)


def came_on(session: Session, activation: Activation, call_out: CallOut, *, now: datetime) -> None:
    """Let the schedule say from when on a person works for the queue that called them, and let them be ready."""
    if activation.drill:
        return
    present = _shift_now(session, call_out.person_id, now)
    with _on_record(session, call_out, now=now):
        if call_out.shift_id is not None:
            planned = _written(session, call_out)
            if planned is not None and planned.starts_at > now:
                extend_shift(session, planned.id, planned.ends_at, since=now, by=None, now=now)
        elif present is None:
            _write(session, activation, call_out, now, _until(session, call_out.person_id, now), now=now)
        elif activation.queue_id not in (None, present.queue_id) and present.starts_at < now:
            _hand_over(session, activation, call_out, present, now=now)
    with _on_record(session, call_out, now=now):
        set_state(session, call_out.person_id, AgentState.READY, source=StateSource.ACTIVATION, now=now)


def went(session: Session, activation: Activation, call_out: CallOut, *, now: datetime) -> None:
    """End the shift that was written; what is left of the one before it goes on. Off duty is who had none."""
    if activation.drill:
        return
    shift = _written(session, call_out)
    if shift is not None and shift.starts_at >= now:
        is_not_coming(session, activation, call_out, now=now)
    elif shift is not None:
        with _on_record(session, call_out, now=now):
            end_shift(session, shift.id, now, by=None, now=now)
            before = _cut(session, shift)
            if call_out.tier != 2 and before and now < shift.ends_at:
                _resume(session, before, shift, now=now)
    if call_out.tier == 2 and _shift_now(session, call_out.person_id, now) is None:
        with _on_record(session, call_out, now=now):
            set_state(session, call_out.person_id, AgentState.OFF, source=StateSource.ACTIVATION, now=now)


def _write(
    session: Session, activation: Activation, call_out: CallOut, begins: datetime, ends: datetime, *, now: datetime
) -> None:
    if begins >= ends:
        return
    written = write_shift(
        session,
        call_out.person_id,
        begins,
        ends,
        by=None,
        now=now,
        queue_id=activation.queue_id,
        source=ShiftSource.ACTIVATION,
    )
    call_out.shift_id = written.after[0].id


def _hand_over(
    session: Session, activation: Activation, call_out: CallOut, present: ShiftRow, *, now: datetime
) -> None:
    """Cut the shift that a person is in: from now on it is for the queue that called them."""
    end_shift(session, present.id, now, by=None, now=now)
    written = write_shift(
        session,
        call_out.person_id,
        now,
        present.ends_at,
        by=None,
        now=now,
        queue_id=activation.queue_id,
        pattern=present.pattern,
        activities=[each for each in present.activities if each.starts_at >= now],
        source=ShiftSource.ACTIVATION,
    )
    call_out.shift_id = written.after[0].id


def _cut(session: Session, lent: ShiftRow) -> ShiftRow | None:
    """Return the shift that was cut for one that is for another queue."""
    before = shifts_between(session, lent.starts_at - _MOMENT, lent.starts_at, [lent.person_id])
    return next((each for each in before if each.ends_at == lent.starts_at and each.kind is ShiftKind.WORK), None)


def _resume(session: Session, before: ShiftRow, lent: ShiftRow, *, now: datetime) -> None:
    write_shift(
        session,
        before.person_id,
        now,
        lent.ends_at,
        by=None,
        now=now,
        queue_id=before.queue_id,
        pattern=before.pattern,
        activities=[each for each in lent.activities if each.starts_at >= now],
        source=before.source,
    )


def _written(session: Session, call_out: CallOut) -> ShiftRow | None:
    """Return the shift that was written, if it is still there."""
    shift = None if call_out.shift_id is None else session.get(Shift, call_out.shift_id, populate_existing=True)
    return row_of(shift, "") if shift is not None else None


def _shift_now(session: Session, person_id: int, now: datetime) -> ShiftRow | None:
    now_ = shifts_between(session, now, now + _MOMENT, [person_id])
    return next((each for each in now_ if each.kind is not ShiftKind.STANDBY), None)


def _until(session: Session, person_id: int, begins: datetime) -> datetime:
    """Return how long somebody is planned: until they would come anyway."""
    planned = shifts_between(session, begins, begins + _PLANNED, [person_id])
    next_one = [each.starts_at for each in planned if each.kind is not ShiftKind.STANDBY]
    return min([begins + _PLANNED, *next_one])


@contextmanager
def _on_record(session: Session, call_out: CallOut, *, now: datetime) -> Iterator[None]:
    """Let help go on where the schedule or a state does not take it: that is written down instead."""
    session.flush()
    try:
        with session.begin_nested():
            yield
    except (ShiftError, StateError) as refusal:
        record(
            session,
            call_out.activation_id,
            Happened.NOT_WRITTEN,
            call_out_id=call_out.id,
            now=now,
            **sentence_of(refusal),
        )
