"""Who can be called for help now, by tier, the best first, with the reasons for their place."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.activation import BOUND, Activation, CallOut
from app.models.channel import ChannelAddress
from app.models.people import WORKING, Absence, AgentState, AgentStateSpan, Person, QueueMember, Role
from app.models.rest import REST_AT_LEAST
from app.models.roster import Availability, Shift, ShiftKind, Wish
from app.services.floor.activation.donors import service_of
from app.services.pulse import floor_zone
from app.services.staffing.tier_rules import Rule, read_rules

# Who leads is not bound to a queue: on site they help wherever it burns.
_LEADING = (Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER)
_STANDING_BY = (Role.AGENT, Role.TEAM_LEAD)
# Four hours without a rest leave nothing to give; between two days of work lie eleven hours (Directive 2003/88/EC).
_WORN_OUT_AFTER, _DAILY_REST = timedelta(hours=4), timedelta(hours=11)
# After half an hour until productive, help is worth half.
_HALF_AFTER = timedelta(minutes=30)
_EXPERT = 3
# How willing who is off duty is: has agreed to be called, has wished for this day, has said nothing.
_STANDBY, _WISHED, _UNSAID = 1.0, 0.8, 0.4


@dataclass(frozen=True)
class Candidate:
    """A person who can be called; `parts` (each from 0 to 1, the more the better) are what `total` is weighed from.

    `reachable` are the names of channels with an address of theirs; `worked_minutes` those of this week,
    `rest_debt_minutes` how long they have worked without a rest.
    """

    person_id: int
    name: str
    tier: int
    total: float
    parts: Mapping[str, float]
    productive_after: timedelta
    donor_queue_id: int | None
    hourly_cost: int
    reachable: tuple[str, ...]
    level: int = 0
    worked_minutes: int = 0
    weekly_minutes: int = 0
    rest_debt_minutes: int = 0
    on_standby: bool = False


def read_candidates(
    session: Session, queue_id: int | None, *, drill: bool = False, now: datetime
) -> tuple[Candidate, ...]:
    """Return who can be called for a queue (None: for the whole floor), tier by tier, the best first in each.

    Left out is who is absent, or bound by another call; a drill binds nobody who is really needed.
    """
    known, rules = _Known.read(session, queue_id, drill=drill, now=now), read_rules(session, queue_id)
    tiers = {each: tier for each in known.people if (tier := _tier_of(each, known, rules)) is not None}
    work = _work(session, [each.id for each in tiers], now=now)
    found = [_as_candidate(person, tier, known, rules, work[person.id], now=now) for person, tier in tiers.items()]
    return tuple(sorted(found, key=lambda each: (each.tier, -each.total, each.person_id)))


class _Person(NamedTuple):
    """What of a person tells whether and how well they can help."""

    id: int
    name: str
    role: Role
    email: str | None
    home_queue_id: int | None
    weekly_minutes: int


_OF_A_PERSON = tuple(getattr(Person, name) for name in _Person._fields)


@dataclass
class _Known:
    """What is known of people as they are looked at; minutes of work and instants by person."""

    queue_id: int | None
    people: list["_Person"]
    states: Mapping[int, AgentState]
    levels: Mapping[int, tuple[int, int]]
    on_shift: set[int]
    standing_by: set[int]
    wishes: Mapping[int, set[Wish]]
    addresses: Mapping[int, tuple[str, ...]]
    service: Mapping[int, float | None] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, queue_id: int | None, *, drill: bool, now: datetime) -> "_Known":
        gone = select(Absence.person_id).where(
            Absence.started_at <= now, or_(Absence.ended_at.is_(None), Absence.ended_at > now)
        )
        bound = (
            select(CallOut.person_id)
            .join(Activation, Activation.id == CallOut.activation_id)
            .where(CallOut.state.in_(BOUND))
        )
        if not drill:
            bound = bound.where(Activation.drill.is_(False))
        here = select(*_OF_A_PERSON).where(Person.active, Person.id.not_in(gone), Person.id.not_in(bound))
        people = [_Person(*row) for row in session.execute(here.order_by(Person.id))]
        zone = ZoneInfo(floor_zone(session))
        shifts = session.execute(
            select(Shift.person_id, Shift.kind).where(Shift.starts_at <= now, Shift.ends_at > now)
        ).all()
        levels = _levels(session, queue_id)
        homes = {each.home_queue_id for each in people if each.id in levels} - {None, queue_id}
        return cls(
            queue_id,
            people,
            _states(session),
            levels,
            {person_id for person_id, kind in shifts if kind is not ShiftKind.STANDBY},
            {person_id for person_id, kind in shifts if kind is ShiftKind.STANDBY},
            _wishes(session, zone, now=now),
            _addresses(session),
            {home: service_of(session, home, now=now) for home in homes if home is not None and queue_id is not None},
        )

    def state(self, person_id: int) -> AgentState | None:
        """Return what a person does now; None where nobody has said."""
        return self.states.get(person_id)

    def is_here(self, person_id: int) -> bool | None:
        """Say whether a person is on site; None where nothing tells."""
        state = self.state(person_id)
        if person_id in self.on_shift or (state is not None and state is not AgentState.OFF):
            return True
        return False if state is AgentState.OFF or person_id in self.standing_by else None


@dataclass
class _Work:
    """How long somebody has worked since Monday, since when without a rest (None: they do not work), till when."""

    worked: timedelta = timedelta(0)
    since: datetime | None = None
    stopped: datetime | None = None

    def take(self, started_at: datetime, ended_at: datetime | None, monday: datetime, now: datetime) -> None:
        """Take in the next stretch of work."""
        if self.stopped is None or self.since is None or started_at - self.stopped >= REST_AT_LEAST:
            self.since = started_at
        self.stopped = min(ended_at or now, now)
        self.worked += max(self.stopped - max(started_at, monday), timedelta(0))


def _as_candidate(
    person: _Person, tier: int, known: _Known, rules: Mapping[int, Rule], work: _Work, *, now: datetime
) -> Candidate:
    rule = rules[tier]
    level, after = known.levels.get(person.id, (1 if person.role in _LEADING else 2, 0))
    productive_after = timedelta(minutes=max(rule.productive_after, after))
    is_at_work = known.states.get(person.id) in WORKING and work.since is not None
    without_rest = max(now - work.since, timedelta(0)) if is_at_work and work.since else timedelta(0)
    worked = work.worked
    home = person.home_queue_id if tier == 3 else None
    cheapest = min(each.hourly_cost for each in rules.values())
    parts = {
        "skill": min(level / _EXPERT, 1.0),
        "productive": _HALF_AFTER / (_HALF_AFTER + productive_after),
        "fatigue": _freshness(person, without_rest, worked, work.stopped, off=tier == 2, now=now),
        "cost": cheapest / rule.hourly_cost if rule.hourly_cost else 1.0,
    }
    if tier == 2:
        parts["willing"] = _willing(person.id, known)
    if home is not None:
        # What it has above what it keeps.
        service, keeps = known.service.get(home), rule.donor_keeps or 0.0
        parts["donor"] = (
            0.5 if service is None else min(max((service - keeps) / (1 - keeps), 0.0), 1.0) if keeps < 1 else 0.0
        )
    weights = {part: rule.ranking.get(part, 0.0) for part in parts}
    whole = sum(weights.values())
    total = sum(weights[part] * value for part, value in parts.items()) / whole if whole else 0.0
    return Candidate(
        person.id,
        person.name,
        tier,
        round(total, 4),
        {part: round(value, 3) for part, value in parts.items()},
        productive_after,
        home,
        rule.hourly_cost,
        known.addresses.get(person.id, ()) + (("email",) if person.email else ()),
        level,
        worked // timedelta(minutes=1),
        person.weekly_minutes,
        without_rest // timedelta(minutes=1),
        person.id in known.standing_by,
    )


def _tier_of(person: _Person, known: _Known, rules: Mapping[int, Rule]) -> int | None:
    here, serves = known.is_here(person.id), person.id in known.levels
    if person.role in _LEADING and here is not False:
        return 1
    if not here and person.role in _STANDING_BY and (serves or known.queue_id is None):
        # Who works here, and of whom nothing says where they are, is not known to be off duty.
        is_off = here is False or person.id in known.standing_by
        return 2 if is_off and _willing(person.id, known) else None
    home = person.home_queue_id
    if here and serves and person.role in _STANDING_BY and None is not known.queue_id != home and home is not None:
        service, keeps = known.service.get(home), rules[3].donor_keeps
        return 3 if keeps is None or service is None or service > keeps else None
    return None


def _willing(person_id: int, known: _Known) -> float:
    """Return how willing somebody off duty is to come; 0 who has said that they cannot or would rather not."""
    wishes = known.wishes.get(person_id, set())
    if person_id in known.standing_by:
        return _STANDBY
    if wishes & {Wish.UNAVAILABLE, Wish.AVOID}:
        return 0.0
    return _WISHED if Wish.PREFER in wishes else _UNSAID


def _freshness(
    person: _Person, without_rest: timedelta, worked: timedelta, stopped: datetime | None, *, off: bool, now: datetime
) -> float:
    """Return how fresh somebody is: 1 rested, 0 worn out by work without a rest, by the week, or too short a night."""
    week = min(worked / timedelta(minutes=person.weekly_minutes), 1.0) if person.weekly_minutes else 1.0
    night = max(1 - (now - stopped) / _DAILY_REST, 0.0) if off and stopped else 0.0
    return 1 - max(min(without_rest / _WORN_OUT_AFTER, 1.0), night, week**2)


def _states(session: Session) -> dict[int, AgentState]:
    """Return what everybody does now of whom it is known, also those who handle no complaints."""
    now = select(AgentStateSpan.person_id, AgentStateSpan.state).where(AgentStateSpan.ended_at.is_(None))
    return {row.person_id: row.state for row in session.execute(now)}


def _levels(session: Session, queue_id: int | None) -> dict[int, tuple[int, int]]:
    """Return level and minutes until productive of those who serve a queue; of the whole floor, the best of any."""
    statement = select(
        QueueMember.person_id, func.max(QueueMember.level), func.min(QueueMember.productive_after)
    ).group_by(QueueMember.person_id)
    if queue_id is not None:
        statement = statement.where(QueueMember.queue_id == queue_id)
    return {person_id: (level, after) for person_id, level, after in session.execute(statement)}


def _work(session: Session, person_ids: Collection[int], *, now: datetime) -> dict[int, _Work]:
    """Return what people have worked since Monday of the floor."""
    local = now.astimezone(ZoneInfo(floor_zone(session)))
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    spans = (
        select(AgentStateSpan.person_id, AgentStateSpan.started_at, AgentStateSpan.ended_at)
        .where(
            AgentStateSpan.person_id.in_(person_ids),
            AgentStateSpan.state.in_(WORKING),
            AgentStateSpan.started_at < now,
            or_(AgentStateSpan.ended_at.is_(None), AgentStateSpan.ended_at > monday),
        )
        .order_by(AgentStateSpan.started_at)
    )
    found = {person_id: _Work() for person_id in person_ids}
    for person_id, started_at, ended_at in session.execute(spans):
        found[person_id].take(started_at, ended_at, monday, now)
    return found


def _wishes(session: Session, zone: ZoneInfo, *, now: datetime) -> dict[int, set[Wish]]:
    """Return what people wish of today: what they said of the day wins over what they said of its weekday."""
    today = now.astimezone(zone).date()
    said = session.execute(
        select(Availability.person_id, Availability.day, Availability.wish).where(
            Availability.pattern.is_(None),
            or_(Availability.day == today, (Availability.day.is_(None)) & (Availability.weekday == today.weekday())),
        )
    ).all()
    of_day: defaultdict[int, set[Wish]] = defaultdict(set)
    of_weekday: defaultdict[int, set[Wish]] = defaultdict(set)
    for person_id, day, wish in said:
        (of_weekday if day is None else of_day)[person_id].add(wish)
    return dict(of_weekday) | dict(of_day)


def _addresses(session: Session) -> dict[int, tuple[str, ...]]:
    kept = select(ChannelAddress.person_id, ChannelAddress.channel).where(
        ChannelAddress.active, ChannelAddress.person_id.is_not(None)
    )
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for person_id, channel in session.execute(kept.order_by(ChannelAddress.channel)):
        found[person_id or 0] += (channel,)
    return dict(found)
