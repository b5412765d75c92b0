"""Looks at the floor as it is now, and at what is expected of the coming hours, for a simulation to begin with."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.floor import Queue
from app.models.forecast import Counted
from app.models.people import Person, QueueMember, Role
from app.models.skill import SPEEDS
from app.models.sla import Clock, ClockState, Target
from app.models.ticket import Ticket
from app.services.deadlines.rulebook import Rulebook
from app.services.effort import effort_of_tickets
from app.services.floor.arrivals import floor_calendar
from app.services.floor.load import read_load
from app.services.floor.whatif.floor_now import ANY_QUEUE, Agent, FloorNow, Piece, Work
from app.services.floor.whatif.roll_call import read_presence
from app.services.floor.whatif.surging import Surging, fading, growth_of
from app.services.pulse import floor_zone
from app.services.staffing.contacts import handle_time, patience
from app.services.staffing.effort import efforts
from app.services.staffing.forecast import expected
from app.services.staffing.forecast.day import DEVIATIONS, cut_day
from app.services.staffing.forecast.history import count_arrivals
from app.services.staffing.service_level import ServiceLevelRule

STEP_MINUTES = 15
# The first answer is about as much of the work as looking into it for the first time (`app.models.effort.LEFT`).
FIRST_ANSWER = 0.2
# Where no clock tells: long after everything that is looked at.
_NO_HURRY = 30 * 86_400.0
_ENOUGH_CLOCKS = 5
_MOST_DOUBT = 0.5
# As the partial index over open tickets says it.
_IS_OPEN = text("ticket.status = 'open'")
_LEADING = (Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER)
_PROMISED = (Target.FIRST_RESPONSE, Target.RESOLUTION)


def read_floor_now(session: Session, *, rulebook: Rulebook | None = None, now: datetime, hours: float = 8) -> FloorNow:
    """Read what the coming hours begin with; the rulebook knows the holidays for what is expected.

    Complaints of no queue are a queue of their own (`ANY_QUEUE`), which everybody serves. Who handles something now
    begins busy with it. Nobody reports which contacts wait at this instant: lines begin empty, for as long as the first
    of those who are busy need. Who owns a complaint is not looked at: whoever serves its queue takes it.
    """
    seconds = hours * 3600
    queues: dict[int, str] = dict(iter(session.execute(select(Queue.id, Queue.name).order_by(Queue.id))))
    waiting, late, promised = _open_work(session, now)
    names = queues | ({ANY_QUEUE: ""} if ANY_QUEUE in waiting or not queues else {})
    coming = _Coming(session, rulebook, now, seconds)
    effort = efforts(session, names, now=now)
    work = []
    of_queues = np.zeros(coming.steps)
    for id_, name in names.items():
        complaints, doubt = coming.of(id_ or None, Counted.COMPLAINTS)
        if id_ == ANY_QUEUE:
            complaints = np.clip(complaints - of_queues, 0, None)
        of_queues += complaints
        calls, call_doubt = coming.of(id_, Counted.CONTACTS) if id_ != ANY_QUEUE else (np.zeros(coming.steps), 0.0)
        work.append(
            Work(
                id_,
                name,
                tuple(calls.tolist()),
                tuple(complaints.tolist()),
                call_doubt if calls.any() else doubt,
                handle_time(session, id_ or None, now=now) if calls.any() else Work.handle_seconds,
                patience(session, id_ or None, now=now) if calls.any() else Work.patience_seconds,
                effort[id_],
                waiting=tuple(waiting.get(id_, ())),
                promises=promised.get(id_) or promised.get(None) or Work.promises,
                late=late[id_],
            )
        )
    agents, scheduled = _agents(session, names, now, seconds)
    within = ServiceLevelRule.read(session).within
    return FloorNow(now, STEP_MINUTES * 60.0, tuple(work), agents, within, scheduled, coming.surge)


class _Coming:
    """What is expected in steps from now on."""

    def __init__(self, session: Session, rulebook: Rulebook | None, now: datetime, seconds: float) -> None:
        self._session, self._now = session, now
        zone = ZoneInfo(floor_zone(session))
        self._calendar = floor_calendar(session, rulebook) if rulebook else None
        first, last = (at.astimezone(zone).date() for at in (now, now + timedelta(seconds=seconds)))
        self._days = [
            cut_day(first + timedelta(days=day), zone, STEP_MINUTES) for day in range((last - first).days + 1)
        ]
        self._surging = Surging(session)
        self.surge = 0.0
        self.steps = int(np.ceil(seconds / (STEP_MINUTES * 60)))
        self._edges = now.timestamp() + STEP_MINUTES * 60.0 * np.arange(self.steps + 1)

    def of(self, queue_id: int | None, counted: Counted) -> tuple[np.ndarray, float]:
        """Return what is expected of a queue in each step, and by which share all of it may be more or less."""
        edges, mean, extra = [np.zeros(1)], [], []
        for day in self._days:
            found = expected(self._session, queue_id, day, counted=counted, calendar=self._calendar, now=self._now)
            known = np.zeros(len(day)) if found is None else found.mean
            edges.append(day.edges[1:].astype(float))
            mean.append(known)
            width = np.zeros(len(day)) if found is None else (found.high - found.mean) / DEVIATIONS
            # What the band is wider than chance alone would make it.
            extra.append(np.clip(width**2 - known, 0, None))
        edges[0] = self._days[0].edges[:1].astype(float)
        whole, means = np.concatenate(edges), np.concatenate(mean)
        steps = np.diff(np.interp(self._edges, whole, np.append(0.0, np.cumsum(means))))
        growth = self._growth(queue_id, counted, mean[0])
        self.surge = max(self.surge, growth)
        steps *= fading(growth, self.steps, STEP_MINUTES)
        ahead = whole[1:] > self._edges[0]
        squares = float((means[ahead] ** 2).sum())
        doubt = float(np.sqrt(np.concatenate(extra)[ahead].sum() / squares)) if squares else 0.0
        return steps, min(doubt, _MOST_DOUBT)

    def _growth(self, queue_id: int | None, counted: Counted, means: np.ndarray) -> float:
        """Return by which share more comes now than is expected: a re-based forecast follows a surge too slowly."""
        since, today = self._surging.since(queue_id), self._days[0]
        if since is None:
            return 0.0
        over = today.passed(self._now)
        came = count_arrivals(self._session, counted, today, queue_id)[:over]
        return growth_of(came, means[:over], today.passed(since))


def _open_work(
    session: Session, now: datetime
) -> tuple[Mapping[int, list[Piece]], Counter[int], Mapping[int | None, tuple[Piece, ...]]]:
    """Return of each queue what waits piece by piece, and how many complaints are late; and what a new complaint of a
    queue, or of any (None), brings.
    """
    rows = session.execute(
        select(Ticket.id, Ticket.queue_id, effort_of_tickets(), Clock.target, Clock.started_at, Clock.due_at)
        .outerjoin(
            Clock, (Clock.ticket_id == Ticket.id) & (Clock.state == ClockState.RUNNING) & Clock.target.in_(_PROMISED)
        )
        .where(_IS_OPEN)
    ).all()
    due: defaultdict[int, dict[Target, float]] = defaultdict(dict)
    what: dict[int, tuple[int, float]] = {}
    lasts: defaultdict[int | None, defaultdict[Target, list[float]]] = defaultdict(lambda: defaultdict(list))
    for id_, queue_id, effort, target, started_at, due_at in rows:
        what[id_] = queue_id or ANY_QUEUE, effort / 100
        if target is not None:
            left = (due_at - now).total_seconds()
            due[id_][target] = min(due[id_].get(target, left), left)
            for whose in (queue_id or ANY_QUEUE, None):
                lasts[whose][target].append((due_at - started_at).total_seconds())
    waiting: defaultdict[int, list[Piece]] = defaultdict(list)
    late = Counter(queue for id_, (queue, _) in what.items() if min(due[id_].values(), default=0.0) < 0)
    for id_, (queue, whole) in what.items():
        first = FIRST_ANSWER * whole if Target.FIRST_RESPONSE in due[id_] else 0.0
        if first:
            waiting[queue].append((due[id_][Target.FIRST_RESPONSE], first))
        waiting[queue].append((due[id_].get(Target.RESOLUTION, _NO_HURRY), whole - first))
    return waiting, late, {whose: found for whose, each in lasts.items() if (found := _promises(each))}


def _promises(lasts: Mapping[Target, Sequence[float]]) -> tuple[Piece, ...]:
    """Return the pieces of a new complaint, by how long the clocks of the open ones are; none where few tell."""
    if len(lasts[Target.RESOLUTION]) < _ENOUGH_CLOCKS:
        return ()
    resolution = median(lasts[Target.RESOLUTION])
    if len(lasts[Target.FIRST_RESPONSE]) < _ENOUGH_CLOCKS:
        return ((resolution, 1.0),)
    return ((median(lasts[Target.FIRST_RESPONSE]), FIRST_ANSWER), (resolution, 1 - FIRST_ANSWER))


def _agents(session: Session, queues: Iterable[int], now: datetime, seconds: float) -> tuple[tuple[Agent, ...], bool]:
    """Return who is or comes here and can do something of it, and whether a schedule says so."""
    levels: defaultdict[int, dict[int, float]] = defaultdict(dict)
    members = select(QueueMember.person_id, QueueMember.queue_id, QueueMember.level)
    for person_id, queue_id, level in session.execute(members):
        levels[person_id][queue_id] = SPEEDS.get(level, 1.0)
    people = session.execute(select(Person.id, Person.home_queue_id, Person.role).where(Person.active)).all()
    homes = {row.id: row.home_queue_id for row in people}
    leading = {row.id for row in people if row.role in _LEADING}
    presence = read_presence(session, read_load(session, now=now), seconds=seconds, now=now)
    everywhere = {ANY_QUEUE: 1.0} if ANY_QUEUE in queues else {}
    found = []
    for person_id, here in presence.here.items():
        paces = levels[person_id] | everywhere
        home = presence.queues.get(person_id, homes.get(person_id))
        # Who leads handles only where they have a queue, or have been called to one: else they are help to be called.
        if here and paces and person_id in homes and (home is not None or person_id not in leading):
            busy_for, wraps_up = presence.busy.get(person_id, (None, False))
            found.append(Agent(person_id, home if home in paces else None, paces, here, busy_for, wraps_up))
    return tuple(found), presence.scheduled
