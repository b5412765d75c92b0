"""What the people of the demo floor have done today before it begins: they came, and handled one after the other."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from app.models.people import AgentState, AgentStateSpan
from app.services.bulk import BulkInsert
from app.services.demo.profiles import Distribution
from app.services.demo.schedule import Planned, Schedule
from app.services.demo.staff import Staff

# How many minutes people come before their shift or after its beginning.
_COMES = (-4, 6)
# Seconds; what is longer than a call, too. After three contacts of four the next one waits already.
_WRAP_UP, _WAITS, _WAITS_ALREADY = (25, 100), (20, 240), 0.75
# One has been at it for so long, and is owed a rest.
_LONG = timedelta(minutes=140)
_Row = Sequence[Any]


def begin_the_day(
    session: Session, staff: Staff, schedule: Schedule, handling: Distribution, rng: Random, *, now: datetime
) -> None:
    """Let all whose shift has begun have come, but one; each has handled contacts, and does something now."""
    today = schedule.of_today()
    rows: list[_Row] = []
    for person in (*staff.present, *staff.leads):
        shift = today.get(person)
        if shift is None or shift.starts_at > now:
            rows.append((person, AgentState.OFF, schedule.off_since(person), None))
            continue
        came = now - _LONG if person == staff.tired else shift.starts_at + timedelta(minutes=rng.uniform(*_COMES))
        # Without a gap: until the first of these spans nobody has worked.
        rows.append((person, AgentState.OFF, schedule.midnight, came))
        rows += _worked(shift, came, handling, rng, now) if person in staff.agents else _ready(person, came)
    rows += [(person, AgentState.OFF, schedule.midnight, None) for person in (staff.absent, *staff.standby)]
    BulkInsert(session.connection(), AgentStateSpan, ("person_id", "state", "started_at", "ended_at"))(rows)


def _ready(person_id: int, came: datetime) -> Iterator[_Row]:
    yield person_id, AgentState.READY, came, None


def _worked(shift: Planned, came: datetime, handling: Distribution, rng: Random, now: datetime) -> Iterator[_Row]:
    """Yield one contact after the other, up to a training that lasts until now or to what is done now."""
    learns = next((begins for begins, ends in shift.training if begins <= now < ends), None)
    at, state = came, AgentState.READY
    while at < (learns or now):
        if state is AgentState.HANDLING:
            lasts, following = handling.at(rng.random()), AgentState.WRAP_UP
        elif state is AgentState.WRAP_UP:
            is_busy = rng.random() < _WAITS_ALREADY
            lasts, following = rng.uniform(*_WRAP_UP), AgentState.HANDLING if is_busy else AgentState.READY
        else:
            lasts, following = rng.uniform(*_WAITS), AgentState.HANDLING
        ends = min(at + timedelta(seconds=lasts), learns) if learns else at + timedelta(seconds=lasts)
        yield shift.person_id, state, at, ends if ends < now else None
        at, state = ends, following
    if learns:
        yield shift.person_id, AgentState.TRAINING, learns, None
