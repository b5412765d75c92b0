"""What is known of an open ticket that may make it late: declared once, for learning and for predicting.

`as_of` rebuilds it from the record for any instant, and sees nothing that came later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import tau
from zoneinfo import ZoneInfo

import numpy as np

from app.models.sla import Target
from app.models.ticket import Source
from app.services.deadlines.breach.columns import NEVER, Whole
from app.services.deadlines.breach.record import LATELY, SOURCES, TARGETS, Record
from app.services.deadlines.breach.regression import Bools, Feature, Floats

# What people believe before there is any history: the typical ticket is late once in eight times, and what pulls most
# is how much of its time is used and how long its queue needs for what is due before it.
LEVEL = -2.0
FEATURES = (
    Feature("time_used", 0.5, 0.3, 1.0),
    Feature("time_left", 2.2, 1.0, -0.5),
    Feature("work_ahead", 2.0, 1.2, 0.2),
    Feature("pressure", 0.0, 1.5, 0.7),
    Feature("lately_late", 0.1, 0.15, 0.4),
    Feature("owner_load", 0.8, 0.5, 0.3),
    Feature("no_owner", 0.1, 0.3, 0.3),
    Feature("people_away", 0.4, 0.3, 0.2),
    Feature("priority", 1.0, 1.0, -0.1),
    Feature("high_risk", 0.05, 0.3, 0.0),
    Feature("complex", 0.3, 0.45, 0.1),
    Feature("live_source", 0.4, 0.5, 0.0),
    Feature("regulator", 0.05, 0.3, 0.0),
    Feature("first_response", 0.2, 0.4, 0.0),
    Feature("part_of_it", 0.1, 0.3, 0.0),
    Feature("hand_overs", 0.2, 0.5, 0.2),
    Feature("waiting", 0.1, 0.3, -0.2),
    Feature("waited", 0.1, 0.2, 0.1),
    Feature("answered", 0.7, 0.45, -0.2),
    Feature("reopened", 0.05, 0.2, 0.2),
    Feature("weekend", 0.2, 0.4, 0.0),
    Feature("morning", 0.0, 0.7, 0.0),
    Feature("noon", 0.0, 0.7, 0.0),
)
_HOUR, _DAY = 3_600, 86_400
_LIVE_SOURCES = tuple(SOURCES.index(each) for each in (Source.TELEPHONE, Source.CHAT))
_REGULATOR, _FIRST_RESPONSE = SOURCES.index(Source.REGULATOR), TARGETS.index(Target.FIRST_RESPONSE)
_RESOLUTION = TARGETS.index(Target.RESOLUTION)
# Where little has ended in a queue, the floor speaks for it: as much as so many tickets would.
_OF_THE_FLOOR = 20.0
_MOST_PRESSURE = 4.0
_TYPICAL: Mapping[str, float] = {each.name: each.typical for each in FEATURES}


@dataclass(frozen=True)
class Standing:
    """How the tickets that were open stood at an instant: each by its earliest deadline, running before paused.

    `tickets` are places in the record, `clocks` those of the deadlines shown; `values` has a column for each of
    `FEATURES`. `is_late` says that this deadline has passed. `live` are all clocks that were live.
    """

    tickets: Whole
    clocks: Whole
    due: Whole
    is_late: Bools
    values: Floats
    live: Whole


class Past:
    """The record made ready to be looked at as of many instants."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._zone = ZoneInfo(record.staff.zone)
        clocks = record.clocks
        self._origin = int(clocks.started.min(initial=NEVER)) - _DAY
        self._own_started = self._own_time(clocks.started, clocks.time)
        self._own_paused = self._own_time(clocks.paused_from, clocks.time[clocks.paused])

    def as_of(self, now: int) -> Standing:
        """Return how the floor stood at an instant, in seconds since 1970."""
        tickets, clocks = self._record.tickets, self._record.clocks
        live = np.flatnonzero((clocks.started <= now) & (clocks.stopped > now))
        due = clocks.due.as_of(now)
        pausing = np.zeros(len(clocks.ticket), np.bool_)
        pausing[clocks.paused[(clocks.paused_from <= now) & (clocks.paused_to > now)]] = True
        order = live[np.lexsort((due[live], pausing[live], clocks.ticket[live]))]
        open_, first = np.unique(clocks.ticket[order], return_index=True)
        shown = order[first]
        view = _View(now, open_, shown, due[shown], pausing[shown], tickets.owner.as_of(now)[open_])
        columns = self._columns(view)
        values = np.column_stack([np.asarray(columns[each.name], np.float64) for each in FEATURES])
        return Standing(open_, shown, view.due, (view.due < now) & ~view.pausing, values, live)

    def _columns(self, view: "_View") -> Mapping[str, Floats | Bools | Whole]:
        """Return every feature of the open tickets."""
        tickets, clocks, at = self._record.tickets, self._record.clocks, view.open
        instant = datetime.fromtimestamp(view.now, UTC)
        local = instant.astimezone(self._zone)
        hour = (local.hour + local.minute / 60) / 24 * tau
        target, source = clocks.target[view.shown], tickets.source[at]
        handed = np.bincount(tickets.handed[tickets.handed_at <= view.now], minlength=len(tickets.ids))[at]
        ahead = _sooner(tickets.queue[at], view.due)
        everywhere = np.ones(len(at))
        absent, away = self._staff_to_come(
            view.now, tickets.queue[at], is_open=self._record.staff.opening.is_open(instant)
        )
        return {
            **self._time_features(view),
            **self._queue_features(view, ahead, 1 - absent),
            **self._owner_features(view),
            "people_away": away,
            "work_ahead": np.log1p(ahead),
            "priority": tickets.priority.as_of(view.now)[at],
            "high_risk": tickets.high_risk[at],
            "complex": tickets.complex[at],
            "live_source": np.isin(source, _LIVE_SOURCES),
            "regulator": source == _REGULATOR,
            "first_response": target == _FIRST_RESPONSE,
            "part_of_it": (target != _FIRST_RESPONSE) & (target != _RESOLUTION),
            "hand_overs": np.log1p(handed),
            "waiting": view.pausing,
            "answered": tickets.answered[at] <= view.now,
            "reopened": (clocks.cycle[view.shown] > 1) & (target == _RESOLUTION),
            "weekend": everywhere * (local.weekday() >= 5),
            "morning": everywhere * np.sin(hour),
            "noon": everywhere * np.cos(hour),
        }

    def _time_features(self, view: "_View") -> Mapping[str, Floats]:
        """Return what the clocks say, each in its own time: pauses have taken nothing from it."""
        clocks, shown = self._record.clocks, view.shown
        known = clocks.paused_from <= view.now
        of = clocks.paused[known]
        until = np.minimum(clocks.paused_to[known], view.now)
        took = self._own_time(until, clocks.time[of]) - self._own_paused[known]
        paused = np.bincount(of, took, len(clocks.ticket))[shown]
        ended = clocks.paused_to[known] <= view.now
        moved = np.bincount(of[ended], took[ended], len(clocks.ticket))[shown]
        time = clocks.time[shown]
        began = self._own_started[shown]
        passed = self._own_time(np.full(len(shown), view.now), time) - began
        # The due time has moved on by the pauses that have ended.
        whole = np.maximum(self._own_time(view.due, time) - began - moved, 1)
        used = np.clip((passed - paused) / whole, 0.0, 1.0)
        return {
            "time_used": used,
            "time_left": np.log1p(np.maximum(whole * (1 - used), 0) / _HOUR),
            "waited": np.clip(paused / np.maximum(passed, 1), 0.0, 1.0),
        }

    def _queue_features(self, view: "_View", ahead: Whole, here: Floats) -> Mapping[str, Floats]:
        """Return what the queues have ended lately, against what they have ahead.

        What they can end until a ticket is due are so many hours of opening, with the share of their people that is
        `here`.
        """
        ended = self._record.ended
        since = view.now - int(LATELY.total_seconds())
        first, end = np.searchsorted(ended.at, (since, view.now), side="right")
        queue, late = ended.queue[first:end], ended.late[first:end]
        mine = self._record.tickets.queue[view.open]
        size = int(max(queue.max(initial=0), mine.max(initial=0))) + 1
        counts, lates = np.bincount(queue, minlength=size), np.bincount(queue, late, size)
        of_all = late.mean() if len(late) else _TYPICAL["lately_late"]
        opening = self._record.staff.opening
        worked = opening.elapsed_many(np.array([since]), np.array([view.now]))[0]
        left = opening.elapsed_many(np.full(len(mine), view.now), np.maximum(view.due, view.now))
        finishes = counts[mine] / max(worked, _HOUR) * np.maximum(left, _HOUR) * here
        pressure = np.log(np.maximum(ahead, 0.5) / np.maximum(finishes, 0.05))
        known = counts[mine] > 0
        return {
            "pressure": np.where(known, np.clip(pressure, -_MOST_PRESSURE, _MOST_PRESSURE), _TYPICAL["pressure"]),
            "lately_late": ((lates + _OF_THE_FLOOR * of_all) / (counts + _OF_THE_FLOOR))[mine],
        }

    def _owner_features(self, view: "_View") -> Mapping[str, Floats | Bools]:
        """Return how much the owners carry."""
        people, owner = self._record.staff.people, view.owner
        carried = np.bincount(owner)
        capacity = np.array([people.capacity.get(each, 0) for each in range(len(carried))])
        share = carried / np.maximum(capacity, 1)
        return {
            "owner_load": np.where(owner > 0, np.minimum(share[owner], 3.0), _TYPICAL["owner_load"]),
            "no_owner": owner == 0,
        }

    def _staff_to_come(self, now: int, queue: Whole, *, is_open: bool) -> tuple[Floats, Floats]:
        """Return which share of those who serve the queue of each ticket is absent, and which is away for any reason.

        While the floor is closed, and where nobody ever says what they do, as many of the others count as away as
        usual.
        """
        people = self._record.staff.people
        absent = people.absent[(people.absent_from <= now) & (people.absent_to > now)]
        at_work = people.does[(people.does_from <= now) & (people.does_to > now) & (people.works > 0)]
        size = int(max(people.member_queue.max(initial=0), queue.max(initial=0))) + 1
        members = np.bincount(people.member_queue, minlength=size)

        def share(gone: Bools) -> Floats:
            found: Floats = (np.bincount(people.member_queue, gone, size) / np.maximum(members, 1))[queue]
            return found

        is_absent = np.isin(people.member, absent)
        usual, missing = _TYPICAL["people_away"], share(is_absent)
        if is_open and (people.does_from <= now).any():
            away = share(is_absent | ~np.isin(people.member, at_work))
        else:
            away = missing + (1 - missing) * usual
        return missing, np.where(members[queue] > 0, away, usual)

    def _own_time(self, instants: Whole, time: Whole) -> Whole:
        """Return the position of instants in the time that clocks count by: differences are what has passed of it."""
        found = instants.copy()
        for version in np.unique(time[time >= 0]).tolist():
            of_version = time == version
            own = instants[of_version]
            found[of_version] = self._record.calendars[version].elapsed_many(np.full(len(own), self._origin), own)
        return found


@dataclass(frozen=True)
class _View:
    """The open tickets at an instant: their places, the clocks shown, when these are due, whether they pause."""

    now: int
    open: Whole
    shown: Whole
    due: Whole
    pausing: Bools
    owner: Whole


def _sooner(queue: Whole, due: Whole) -> Whole:
    """Return how many tickets of the same queue are due sooner than each."""
    order = np.lexsort((due, queue))
    begins = np.searchsorted(queue[order], queue[order], side="left")
    found = np.empty_like(order)
    found[order] = np.arange(len(order)) - begins
    return found
