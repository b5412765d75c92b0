"""Who is here in the coming hours: by the schedule, by what people do now and who is away, with the rests owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from math import inf

from sqlalchemy.orm import Session

from app.models.people import WORKING, AgentState
from app.models.rest import REST
from app.models.roster import ShiftKind
from app.services.floor.load import Load
from app.services.floor.whatif.floor_now import Stretch
from app.services.floor.whatif.presence import OWED_AFTER, with_rests
from app.services.floor.worklist_columns import NEVER
from app.services.staffing.roster.shifts import ShiftRow, shifts_between

# Who works beyond their shift, or without one where others have theirs, will go soon.
_STAYS_ON = 3600.0
# Who is on a break will not be back before.
_AT_LEAST_AWAY = 300.0
# Who goes to a break or a training so long before its time is on it already.
_EARLY = timedelta(minutes=10)
# Of those who are here so many rest at once: the others wait for their turn.
_RESTING_AT_ONCE = 0.1


@dataclass(frozen=True)
class Presence:
    """When people are here, in seconds from now, by their id; and in which queue, where their shift says it.

    `busy` are those who have something at hand: for how many seconds, and whether they wrap it up. `scheduled` is
    whether there is any schedule for these hours.
    """

    here: Mapping[int, tuple[Stretch, ...]]
    queues: Mapping[int, int]
    busy: Mapping[int, tuple[float, bool]]
    scheduled: bool


def read_presence(session: Session, load: Load, *, seconds: float, now: datetime) -> Presence:
    """Read when everybody of the load is here in the coming `seconds`."""
    shifts: defaultdict[int, list[ShiftRow]] = defaultdict(list)
    queues: dict[int, int] = {}
    trained: dict[int, datetime] = {}
    for row in shifts_between(session, now, now + timedelta(seconds=seconds)):
        if row.kind is ShiftKind.TRAINING and row.starts_at <= now + _EARLY:
            trained[row.person_id] = row.ends_at
        if row.kind is ShiftKind.WORK:
            shifts[row.person_id].append(row)
            if row.queue_id is not None:
                queues.setdefault(row.person_id, row.queue_id)
    stays = _STAYS_ON if shifts else seconds
    here = {
        person_id: _here(load, place, shifts[person_id], trained.get(person_id), stays, now)
        for place, person_id in enumerate(load.ids.tolist())
    }
    worked = {
        person_id: now.timestamp() - since
        for person_id, since in zip(load.ids.tolist(), load.working_since.tolist(), strict=True)
        if since != NEVER
    }
    busy = {
        person_id: (max(now.timestamp() - float(since), 0.0), state is AgentState.WRAP_UP)
        for person_id, state, since in zip(load.ids.tolist(), load.state, load.state_since.tolist(), strict=True)
        if state in (AgentState.HANDLING, AgentState.WRAP_UP)
    }
    return Presence(_with_turns(here, worked), queues, busy, any(shifts.values()))


def _here(
    load: Load, place: int, shifts: Sequence[ShiftRow], trained_until: datetime | None, stays: float, now: datetime
) -> tuple[Stretch, ...]:
    """Return when somebody is here, their owed rests left aside."""
    state, person_id = load.state[place], int(load.ids[place])
    # Who is off in their shift has not come, or has left it.
    on = [each for each in shifts if not (state is AgentState.OFF and each.starts_at <= now)]
    found = [each for shift in on for each in _without_activities(shift, now)]
    if state in WORKING and not any(start <= 0 for start, _ in found):
        found.insert(0, (0.0, stays))
    elif state in (AgentState.BREAK, AgentState.TRAINING):
        until = _planned_end(state, shifts, now)
        if until is None and state is AgentState.TRAINING:
            until = trained_until
        since = float(load.state_since[place]) - now.timestamp()
        back = max(since + REST.total_seconds(), _AT_LEAST_AWAY) if until is None else (until - now).total_seconds()
        found = _later(found if shifts else [(0.0, stays)], back)
    if person_id in load.away:
        back_at = load.away[person_id]
        found = _later(found, inf if back_at is None else (back_at - now).total_seconds())
    return _joined(found)


def _planned_end(state: AgentState, shifts: Sequence[ShiftRow], now: datetime) -> datetime | None:
    """Return until when somebody is planned to be in the state that they are in now; None where that is not planned."""
    planned = (each for shift in shifts for each in shift.activities if each.kind is state)
    return next((each.ends_at for each in planned if each.starts_at <= now + _EARLY and now < each.ends_at), None)


def _without_activities(shift: ShiftRow, now: datetime) -> Iterable[Stretch]:
    """Yield the stretches of a shift between its breaks and trainings that are not over."""
    start = max((shift.starts_at - now).total_seconds(), 0.0)
    for each in shift.activities:
        begins, ends = ((at - now).total_seconds() for at in (each.starts_at, each.ends_at))
        if begins > start:
            yield start, begins
        start = max(start, ends)
    end = (shift.ends_at - now).total_seconds()
    if end > start:
        yield start, end


def _later(here: Iterable[Stretch], start: float) -> list[Stretch]:
    return [(max(begins, start), ends) for begins, ends in here if ends > start]


def _joined(here: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches in order, those that touch as one."""
    found: list[Stretch] = []
    for start, end in sorted(here):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _with_turns(here: Mapping[int, tuple[Stretch, ...]], worked: Mapping[int, float]) -> dict[int, tuple[Stretch, ...]]:
    """Cut out the rests that are owed: who has worked longest goes first, and not everybody at once."""
    found = {person_id: with_rests(each) for person_id, each in here.items()}
    at_work = [each for each in worked if here.get(each) and here[each][0][0] <= 0]
    free = [0.0] * max(round(_RESTING_AT_ONCE * len(at_work)), 1)
    for person_id in sorted(at_work, key=lambda each: -worked[each]):
        owed = max(OWED_AFTER - worked[person_id], 0.0)
        if owed >= here[person_id][0][1]:
            found[person_id] = with_rests(here[person_id], worked[person_id])
            continue
        turn = max(owed, heappop(free))
        heappush(free, turn + REST.total_seconds())
        found[person_id] = with_rests(here[person_id], OWED_AFTER - turn)
    return found
