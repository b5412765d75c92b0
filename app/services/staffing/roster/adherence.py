"""How far people keep to their shifts (遵时率): what the schedule says beside the states of their day."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, String, cast, extract, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.models.people import WORKING, AgentState, AgentStateSpan, Person
from app.models.roster import ShiftKind
from app.services.pulse import floor_zone
from app.services.staffing.roster.shifts import ShiftRow, shifts_between

_DAY = timedelta(days=1)
# Everything is counted in whole seconds.
_MINUTE = 60
_STATES = tuple(AgentState)
_PLACES = {str(state): place for place, state in enumerate(_STATES)}
_Stretch = tuple[datetime, datetime, Collection[AgentState]]
_Integers = NDArray[np.int64]


@dataclass(frozen=True)
class AdherenceRow:
    """How far somebody kept to their shifts on one day of the floor; all in minutes, up to now.

    `kept` are those in which they did what the schedule says; `unscheduled` those at work outside of any shift.
    """

    person_id: int
    name: str
    day: date
    scheduled: float
    kept: float
    unscheduled: float

    @property
    def share(self) -> float | None:
        """Which share of what was scheduled was kept (1 is all); None where nothing was."""
        return self.kept / self.scheduled if self.scheduled else None


def adherence(
    session: Session, person_id: int | None, start: datetime, end: datetime, *, now: datetime | None = None
) -> tuple[AdherenceRow, ...]:
    """Return how far each person, or everybody, kept to their shifts on each day of the floor between two instants.

    Nothing after `now` counts. Standby is no time at work. Days follow the shift's and the span's own instants, so a
    night shift counts on two days.
    """
    end = end if now is None else min(end, now)
    if start >= end:
        return ()
    people = select(Person.id, Person.name).order_by(Person.id)
    names = dict(iter(session.execute(people if person_id is None else people.where(Person.id == person_id))))
    places = {id_: place for place, id_ in enumerate(names)}
    days = _Days(start, end, ZoneInfo(floor_zone(session)))
    did = _did(session, places, days)
    planned, wanted = _planned(session, places, days)
    owner, day, first, last, of = days.cut(planned)
    by_state = [did[state].between(owner, first, last) for state in _STATES]
    kept = np.where(wanted[of].T, by_state, 0).sum(axis=0)
    covered = sum(time_in for state, time_in in zip(_STATES, by_state, strict=True) if state in WORKING)
    at_work = [days.cut(did[state].spans) for state in WORKING]
    table = np.zeros((5, len(names), len(days)), np.int64)
    for row, counted in enumerate((last - first, kept, covered, np.ones_like(day))):
        np.add.at(table[row], (owner, day), counted)
    for whose, when, began, ended, _ in at_work:
        np.add.at(table[4], (whose, when), ended - began)
    minutes = table / _MINUTE
    ids = list(names)
    return tuple(
        AdherenceRow(
            ids[who],
            names[ids[who]],
            days.dates[when],
            float(minutes[0, who, when]),
            float(minutes[1, who, when]),
            max(float(minutes[4, who, when] - minutes[2, who, when]), 0.0),
        )
        for who, when in np.argwhere(table[3:].any(axis=0)).tolist()
    )


class _Days:
    """The days of the floor that a stretch of time touches; instants are seconds from its start on."""

    def __init__(self, start: datetime, end: datetime, zone: ZoneInfo) -> None:
        self.start, self.end = start, end
        first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
        self.dates = [first + _DAY * day for day in range((last - first).days + 1)]
        after = [datetime.combine(day + _DAY, time(), zone) for day in self.dates]
        self._midnights = np.concatenate([[0], self.instants(after)])

    def __len__(self) -> int:
        return len(self.dates)

    def instants(self, given: Iterable[datetime]) -> _Integers:
        """Return instants as numbers, those outside of the stretch as its ends."""
        return self.seconds(np.array([int(each.timestamp()) for each in given], np.int64))

    def seconds(self, since_1970: _Integers) -> _Integers:
        """Return as numbers what is given in seconds since 1970."""
        first, last = int(self.start.timestamp()), int(self.end.timestamp())
        found: _Integers = np.clip(since_1970, first, last) - first
        return found

    def cut(self, stretches: tuple[_Integers, _Integers, _Integers]) -> tuple[_Integers, ...]:
        """Cut owners' stretches at the midnights: owner, day, start, end and which stretch it is of."""
        owner, start, end = stretches
        first = np.searchsorted(self._midnights, start, side="right") - 1
        many = np.where(start < end, np.searchsorted(self._midnights, end, side="left") - first, 0)
        of = np.repeat(np.arange(len(owner)), many)
        day = np.repeat(first, many) + np.arange(len(of)) - np.repeat(np.cumsum(many) - many, many)
        return (
            owner[of],
            day,
            np.maximum(start[of], self._midnights[day]),
            np.minimum(end[of], self._midnights[day + 1]),
            of,
        )


class _Time:
    """How long people have been in one state: their spans, by person and time, which do not overlap."""

    def __init__(self, owner: _Integers, start: _Integers, end: _Integers, whole: int) -> None:
        self.spans = owner, start, end
        self._whole = whole
        # One axis for everybody: the time of one person after that of the one before.
        self._starts = owner * whole + start
        self._lasts = end - start
        self._before = np.concatenate([[0], np.cumsum(self._lasts)])

    def between(self, owner: _Integers, first: _Integers, last: _Integers) -> _Integers:
        """Return how long each owner was in the state between two instants."""
        return self._until(owner * self._whole + last) - self._until(owner * self._whole + first)

    def _until(self, at: _Integers) -> _Integers:
        place = np.searchsorted(self._starts, at, side="right")
        if not len(self._starts):
            return np.zeros_like(at)
        latest = np.maximum(place - 1, 0)
        within = np.minimum(at - self._starts[latest], self._lasts[latest])
        found: _Integers = np.where(place > 0, self._before[latest] + within, 0)
        return found


def _did(session: Session, places: Mapping[int, int], days: _Days) -> dict[AgentState, _Time]:
    """Read in which state people were when."""
    # As numbers and words: two weeks of a floor are a hundred thousand spans, and to make values of them takes longest.
    columns = (
        AgentStateSpan.person_id,
        cast(extract("epoch", AgentStateSpan.started_at), BigInteger),
        func.coalesce(cast(extract("epoch", AgentStateSpan.ended_at), BigInteger), int(days.end.timestamp())),
        type_coerce(AgentStateSpan.state, String),
    )
    spans = select(*columns).where(
        AgentStateSpan.person_id.in_(places),
        AgentStateSpan.started_at < days.end,
        or_(AgentStateSpan.ended_at.is_(None), AgentStateSpan.ended_at > days.start),
    )
    rows = session.execute(spans.order_by(AgentStateSpan.person_id, AgentStateSpan.started_at)).all()
    who, began, ended, word = zip(*rows, strict=True) if rows else ((),) * 4
    owner = np.array([places[each] for each in who], np.int64)
    start, end = (days.seconds(np.array(each, np.int64)) for each in (began, ended))
    state = np.array([_PLACES[each] for each in word], np.int64)
    whole = int(days.instants([days.end])[0]) + 1
    masks = {each: state == place for place, each in enumerate(_STATES)}
    return {each: _Time(owner[mask], start[mask], end[mask], whole) for each, mask in masks.items()}


def _planned(
    session: Session, places: Mapping[int, int], days: _Days
) -> tuple[tuple[_Integers, _Integers, _Integers], NDArray[np.bool_]]:
    """Read what the schedule says: whose, from when to when, and which states each stretch wants."""
    found = [
        (places[row.person_id], *each)
        for row in shifts_between(session, days.start, days.end, list(places))
        if row.kind is not ShiftKind.STANDBY
        for each in _plan(row, days.start, days.end)
    ]
    columns = (
        np.array([each[0] for each in found], np.int64),
        days.instants(each[1] for each in found),
        days.instants(each[2] for each in found),
    )
    wanted = np.array([[state in each[3] for state in _STATES] for each in found], np.bool_)
    return columns, wanted.reshape(-1, len(_STATES))


def _plan(row: ShiftRow, start: datetime, end: datetime) -> Iterator[_Stretch]:
    """Yield the stretches of a shift within two instants, and the states that each wants."""
    work: Collection[AgentState] = (AgentState.TRAINING,) if row.kind is ShiftKind.TRAINING else WORKING
    at = row.starts_at
    stretches: list[_Stretch] = []
    for each in row.activities:
        stretches += [(at, each.starts_at, work), (each.starts_at, each.ends_at, (each.kind,))]
        at = each.ends_at
    for first, last, wanted in (*stretches, (at, row.ends_at, work)):
        first, last = max(first, start), min(last, end)
        if first < last:
            yield first, last, wanted
