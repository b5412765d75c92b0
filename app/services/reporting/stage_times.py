"""How long complaints stay in each stage (各环节用时), where they change hands, are sent back, and wait now.

What counts is what happened in the period, whenever the complaint came: it entered or left a stage, changed hands, or
a limit was decided. Complaints that are older than the ledger of stages count from when they next move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, String, and_, case, cast, extract, func, or_, select
from sqlalchemy.orm import Session

from app.models.floor import Queue
from app.models.people import Role
from app.models.sla import Clock, ClockState, Measure, Target
from app.models.stage import StageSpan
from app.models.ticket import Category, Ticket
from app.services.deadlines.rulebook import Rulebook, Rules
from app.services.floor.worklist_columns import MARK
from app.services.handling.stages import stages_of
from app.services.reporting.base import Period

_Integers = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_GOES_ON = -1


class By(StrEnum):
    """What the stages are told apart by."""

    STAGE = "stage"
    CATEGORY = "category"
    QUEUE = "queue"


class Limit(NamedTuple):
    """The time that a policy gives a stage, in seconds or days as `measure` says."""

    amount: int
    measure: Measure


class Spread(NamedTuple):
    """Seconds than which half, and nine out of ten, took no longer."""

    half: int
    most: int


@dataclass(frozen=True)
class StageTimes:
    """One stage in a period, for all complaints or for those of one `group` (empty: of none).

    A visit lasts from entering a stage to leaving it for another one, or for good; it goes on where the complaint is
    reopened. `opening` and `natural` are the times of the visits that ended in the period, in opening hours and round
    the clock, waits included and the time from a resolution to its reopening not; None where none ended. Of the limits
    that were `decided` in the period, because they were met or passed, `late` had passed. `hand_overs` are changes from
    one owner to another, `role_changes` entries from a stage for which another role answers, `sent_back` entries from a
    later stage. `waiting` are in the stage now, the oldest of them, `oldest_id`, since `oldest_since`.
    """

    group: str
    stage: str
    roles: tuple[Role, ...]
    limits: tuple[Limit, ...]
    entered: int
    left: int
    opening: Spread | None
    natural: Spread | None
    decided: int
    late: int
    hand_overs: int
    role_changes: int
    sent_back: int
    waiting: int
    oldest_id: int | None
    oldest_since: datetime | None

    @property
    def late_share(self) -> float | None:
        """The share of the decided limits that had passed; None where none was decided."""
        return self.late / self.decided if self.decided else None


def read_stage_times(
    session: Session, rulebook: Rulebook, period: Period, by: By = By.STAGE, *, now: datetime
) -> tuple[StageTimes, ...]:
    """Read what happened in each stage in a period: by group, and in the order of the policies."""
    spans = _Spans.read(session, period, by, now=now)
    rules = {policy: rulebook.in_force(session, policy) for policy in spans.policies}
    visits = _Visits(spans, list(rules.values()))
    decided = _decided_limits(session, period, by, now=now)
    names = _names(session, by)
    found = []
    for key, of_key in visits.figures(period).items():
        group, stage = key
        promises = [rule for each in rules.values() for rule in each.policy.targets if rule.name == stage]
        promised = [rule for rule in promises if rule.target is Target.STAGE]
        total, late = decided.get(key, (0, 0))
        found.append(
            StageTimes(
                group=names.get(group, ""),
                stage=stage,
                roles=tuple(dict.fromkeys(rule.role for rule in promised if rule.role)),
                limits=tuple(dict.fromkeys(Limit(rule.amount, rule.measure) for rule in promised)),
                decided=total,
                late=late,
                **of_key,
            )
        )
    place = {stage: place for each in reversed(rules.values()) for place, stage in enumerate(stages_of(each.policy))}
    return tuple(sorted(found, key=lambda row: (row.group, place.get(row.stage, len(place)), row.stage)))


@dataclass(frozen=True, eq=False)
class _Spans:
    """All stretches of the complaints that moved in a period or are open, in their order, a column for each fact.

    Instants are seconds since 1970; `stage` and `policy` are places in `stages` and `policies`. `until` is the end, or
    now where there is none yet.
    """

    stages: tuple[str, ...]
    policies: tuple[str, ...]
    ticket: _Integers
    person: _Integers
    group: _Integers
    stage: _Integers
    policy: _Integers
    started: _Integers
    ended: _Integers
    until: _Integers

    @classmethod
    def read(cls, session: Session, period: Period, by: By, *, now: datetime) -> "_Spans":
        moved = and_(StageSpan.ended_at >= period.start_at, StageSpan.started_at < period.end_at)
        concerned = select(StageSpan.ticket_id).where(or_(StageSpan.ended_at.is_(None), moved))
        statement = (
            select(
                StageSpan.ticket_id,
                StageSpan.id,
                func.coalesce(StageSpan.person_id, 0),
                func.coalesce(_group_of(by), 0),
                _seconds(StageSpan.started_at),
                func.coalesce(_seconds(StageSpan.ended_at), _GOES_ON),
                StageSpan.stage,
                Ticket.policy,
            )
            .join(Ticket, Ticket.id == StageSpan.ticket_id)
            .where(StageSpan.ticket_id.in_(concerned))
        )
        # Each column as one text: fetching rows one by one takes three times as long.
        table = statement.subquery()
        gathered = select(*(func.aggregate_strings(cast(column, String), MARK) for column in table.columns))
        columns = [column or "" for column in session.execute(gathered).one()]
        ticket, identity, person, group, started, ended = (
            np.fromstring(each, np.int64, sep=MARK) for each in columns[:6]
        )
        # What began in the same second comes in the order in which it was written down.
        order = np.lexsort((identity, started, ticket))
        (stages, stage), (policies, policy) = (_places(each.split(MARK) if each else []) for each in columns[6:])
        until = np.where(ended == _GOES_ON, np.maximum(int(now.timestamp()), started), ended)
        of_spans = (ticket, person, group, stage, policy, started, ended, until)
        return cls(stages, policies, *(column[order] for column in of_spans))


class _Visits:
    """The visits of complaints to stages, which are made of one stretch or of several."""

    def __init__(self, spans: _Spans, rules: Sequence[Rules]) -> None:
        self._spans = spans
        new_ticket, new_stage = _changes(spans.ticket), _changes(spans.stage)
        first = np.flatnonzero(new_ticket | new_stage)
        last = np.append(first, spans.ticket.size)[1:] - 1
        opening = np.zeros_like(spans.until)
        for place, each in enumerate(rules):
            theirs = spans.policy == place
            opening[theirs] = each.times.opening_hours.elapsed_many(spans.started[theirs], spans.until[theirs])
        self.entered, self.left = spans.started[first], spans.ended[last]
        self.opening, self.natural = (_sums(each, first) for each in (opening, spans.until - spans.started))
        self.ticket = spans.ticket[first]
        self._groups, group = np.unique(spans.group, return_inverse=True)
        self._key_of_span = group * len(spans.stages) + spans.stage
        self._key = self._key_of_span[first]
        self._hand_over = _hand_overs(spans, new_ticket)
        self._role_change, self._sent_back = _compared(spans, first, new_ticket[first], rules)

    def figures(self, period: Period) -> Mapping[tuple[int, str], dict[str, Any]]:
        """Return the figures of a period by group and stage, where there is one."""
        start, end = (int(at.timestamp()) for at in (period.start_at, period.end_at))
        entered = (self.entered >= start) & (self.entered < end)
        left = (self.left >= start) & (self.left < end)
        handed = self._hand_over & (self._spans.started >= start) & (self._spans.started < end)
        counts = {
            "entered": self._count(self._key[entered]),
            "left": self._count(self._key[left]),
            "hand_overs": self._count(self._key_of_span[handed]),
            "role_changes": self._count(self._key[entered & self._role_change]),
            "sent_back": self._count(self._key[entered & self._sent_back]),
            "waiting": self._count(self._key[self.left == _GOES_ON]),
        }
        opening, natural = (_spreads(self._key[left], each[left]) for each in (self.opening, self.natural))
        oldest = self._oldest()
        found = {}
        for key in np.flatnonzero(sum(counts.values())).tolist() if counts["entered"].size else ():
            group, stage = divmod(key, len(self._spans.stages))
            oldest_id, since = oldest.get(key, (None, None))
            found[int(self._groups[group]), self._spans.stages[stage]] = {
                **{name: int(column[key]) for name, column in counts.items()},
                "opening": opening.get(key),
                "natural": natural.get(key),
                "oldest_id": oldest_id,
                "oldest_since": since,
            }
        return found

    def _count(self, keys: _Integers) -> _Integers:
        return np.bincount(keys, minlength=self._groups.size * len(self._spans.stages))

    def _oldest(self) -> dict[int, tuple[int, datetime]]:
        """Return which complaint is in each stage for the longest time, and since when."""
        open_ = np.flatnonzero(self.left == _GOES_ON)
        order = open_[np.lexsort((self.ticket[open_], self.entered[open_], self._key[open_]))]
        keys, firsts = np.unique(self._key[order], return_index=True)
        return {
            key: (int(self.ticket[visit]), datetime.fromtimestamp(self.entered[visit], UTC))
            for key, visit in zip(keys.tolist(), order[firsts].tolist(), strict=True)
        }


def _hand_overs(spans: _Spans, new_ticket: _Flags) -> _Flags:
    """Say of each stretch whether its owner took over from another person; to take what nobody had is none."""
    places = np.arange(spans.ticket.size)
    owned = spans.person > 0
    before = np.append(_GOES_ON, np.maximum.accumulate(np.where(owned, places, _GOES_ON))[:-1])[: places.size]
    first = np.maximum.accumulate(np.where(new_ticket, places, 0))
    taken_over: _Flags = owned & (before >= first) & (spans.person != spans.person[before])
    return taken_over


def _compared(spans: _Spans, first: _Integers, new_ticket: _Flags, rules: Sequence[Rules]) -> tuple[_Flags, _Flags]:
    """Say of each visit whether another role answers for it than for the one before, and whether that came later."""
    role, place = (np.full((len(rules), len(spans.stages)), -1) for _ in range(2))
    roles = tuple(Role)
    for policy, each in enumerate(rules):
        of_stage = {rule.name: rule.role for rule in each.policy.targets if rule.target is Target.STAGE and rule.role}
        order = {stage: place for place, stage in enumerate(stages_of(each.policy))}
        for column, stage in enumerate(spans.stages):
            role[policy, column] = roles.index(of_stage[stage]) if stage in of_stage else -1
            place[policy, column] = order.get(stage, -1)
    of_policy, into = spans.policy[first], spans.stage[first]
    out_of = np.append(0, into[:-1])[: into.size]
    answers, answered = role[of_policy, into], role[of_policy, out_of]
    roles_differ = (answers >= 0) & (answered >= 0) & (answers != answered)
    was_later = (place[of_policy, into] >= 0) & (place[of_policy, out_of] > place[of_policy, into])
    return roles_differ & ~new_ticket, was_later & ~new_ticket


def _spreads(keys: _Integers, seconds: _Integers) -> dict[int, Spread]:
    order = np.lexsort((seconds, keys))
    found, firsts, counts = np.unique(keys[order], return_index=True, return_counts=True)
    half = seconds[order][firsts + (counts - 1) // 2]
    most = seconds[order][firsts + (9 * counts + 9) // 10 - 1]
    return {key: Spread(*pair) for key, *pair in zip(*(each.tolist() for each in (found, half, most)), strict=True)}


def _decided_limits(
    session: Session, period: Period, by: By, *, now: datetime
) -> dict[tuple[int, str], tuple[int, int]]:
    """Count by group and stage the limits that were decided in a period, and those of them that had passed.

    A limit is decided once: when it is met, or when it passes before that. One that stands still is not yet.
    """
    start, end = period.start_at, period.end_at
    group = func.coalesce(_group_of(by), 0)
    met = and_(Clock.stopped_at <= Clock.due_at, Clock.stopped_at >= start, Clock.stopped_at < end)
    overdue = or_(Clock.stopped_at > Clock.due_at, and_(Clock.state == ClockState.RUNNING, Clock.due_at < now))
    late = and_(overdue, Clock.due_at >= start, Clock.due_at < end)
    statement = (
        select(group, Clock.subject, func.count(), func.count(case((late, 1))))
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Clock.target == Target.STAGE, Clock.state != ClockState.CANCELLED, or_(met, late))
        .group_by(group, Clock.subject)
    )
    return {(of, stage): (total, passed) for of, stage, total, passed in session.execute(statement)}


def _group_of(by: By) -> ColumnElement[Any] | Any:
    columns: Mapping[By, Any] = {By.CATEGORY: Ticket.category_id, By.QUEUE: Ticket.queue_id}
    return columns.get(by, 0)


def _names(session: Session, by: By) -> dict[int, str]:
    columns: Mapping[By, Any] = {By.CATEGORY: (Category.id, Category.path), By.QUEUE: (Queue.id, Queue.name)}
    return dict(iter(session.execute(select(*columns[by])))) if by in columns else {}


def _seconds(instant: Any) -> ColumnElement[int]:
    return cast(extract("epoch", instant), BigInteger)


def _places(words: Sequence[str]) -> tuple[tuple[str, ...], _Integers]:
    """Return the different words, and of each its place among them."""
    known: dict[str, int] = {}
    places = np.fromiter((known.setdefault(word, len(known)) for word in words), np.int64, len(words))
    return tuple(known), places


def _changes(column: _Integers) -> _Flags:
    """Say of each value whether it is another one than that before it; the first one is."""
    return np.append(True, column[1:] != column[:-1])[: column.size]


def _sums(column: _Integers, firsts: _Integers) -> _Integers:
    return np.add.reduceat(column, firsts) if firsts.size else column
