"""The agents of the demo floor: they take calls and complaints, answer, solve, wait, wrap up, rest, and go home."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models.opening_hours import OpeningHours
from app.models.people import WORKING, AgentState, AgentStateSpan
from app.models.sla import LIVE, Clock, LifeEvent, Target
from app.models.ticket import Status, Ticket
from app.services.agent_states import set_state
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.agenda import Agenda
from app.services.demo.called import read_helpers
from app.services.demo.calls import Calls
from app.services.demo.past import LIVE_SOURCES
from app.services.demo.profiles import Distribution
from app.services.demo.staff import Staff
from app.services.demo.timetable import Timetable
from app.services.demo.unanswered import Unanswered, read_unanswered
from app.services.handling.actions import assign
from app.services.handling.events import happen
from app.services.handling.stages import enter_stage

# As the index of open tickets says it: with bound values SQLite would not know that it may use it.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")
# What becomes of a complaint when a contact ends: solved, waiting for the customer, or to be taken up again.
_SOLVED, _WAITS = 0.55, 0.15
# Of what is handled and not solved, this much turns out not to be clear yet, and is investigated again.
_UNCLEAR = 0.2
_WRAP_UP = (25, 100)  # seconds
# However many wait, so often somebody goes on with what they meant to take up.
_GOES_ON = 0.3
# Who has no rest in their shift takes one after so long; and how long it takes.
_WORKS_FOR, _RESTS = (130 * 60, 170 * 60), (600, 900)
_MORNING = timedelta(hours=4)
_LEAD_TAKES_UP = (10 * 60, 40 * 60)
# Of what was open when the demo began, most is taken up before it is due.
_IN_TIME, _WITHIN = 0.95, 4 * 3_600
# Seconds after the beginning of a shift. Without a schedule people come and go at these hours of the day.
_COMES_LATE, _COMES, _GOES = (0, 300), (8.4, 9.0), (18.0, 21.0)
# How old what people know of the schedule may be.
_KNOWN_FOR = timedelta(minutes=5)
# How long people go on with what they did when the demo began.
_REMAINS = {
    AgentState.HANDLING: (10, 480),
    AgentState.WRAP_UP: (5, 60),
    AgentState.BREAK: (60, 600),
    AgentState.TRAINING: (900, 2_400),
}
# Of a list that has become hopelessly long, this much is looked at.
_MOST_LOOKED_AT = 300


@dataclass
class Agent:
    """An agent or a lead as the player knows them; `plan` counts their plans, so that an old one is not followed."""

    id: int
    queues: frozenset[int]
    comes: float
    goes: float
    works_for: timedelta
    # The queue of which they help out, where they were called for it: then they stay, whatever their shift says.
    helps: frozenset[int] | None = None
    # The rest of their shift that they have taken last.
    rested: datetime | None = None
    state: AgentState | None = None
    ticket_id: int | None = None
    # Somebody is on the line, or it is dangerous: that is brought to its end first.
    presses: bool = False
    worked_since: datetime | None = None
    plan: int = 0
    # What they mean to take up again, the earliest first.
    own: list[tuple[datetime, int]] = field(default_factory=list)

    def serves(self, queue_id: int) -> bool:
        """Say whether they work for a queue now."""
        return queue_id in self.queues or (self.helps is not None and queue_id in self.helps)


class Agents:
    """Plans what agents do; tells `waits` and `solved` of a ticket when its customer is waited for, or has a result."""

    def __init__(
        self,
        agenda: Agenda,
        rulebook: Rulebook,
        staff: Staff,
        calls: Calls,
        stages: tuple[str, ...],
        handling: Distribution,
        resolution: Distribution,
        hours: OpeningHours,
        zone: ZoneInfo,
        rng: Random,
    ) -> None:
        self._agenda, self._rulebook, self._staff, self._calls, self._stages = agenda, rulebook, staff, calls, stages
        self._handling, self._resolution, self._hours, self._zone, self._rng = handling, resolution, hours, zone, rng
        self._agents = {
            id_: Agent(
                id_,
                staff.serves.get(id_, frozenset()),
                rng.uniform(*_COMES),
                rng.uniform(*_GOES),
                timedelta(seconds=rng.uniform(*_WORKS_FOR)),
            )
            for id_ in (*staff.present, *staff.leads, *staff.standby, *staff.supervisors)
        }
        self._timetable: Timetable | None = None
        self._known_at = datetime.min.replace(tzinfo=UTC)
        self._known_to_leads: set[int] = set()
        self._unanswered: list[Unanswered] = []
        self._bosses = (*staff.leads, staff.supervisor)
        self.waits: Callable[[int, datetime], None]
        self.solved: Callable[[int, datetime], None]

    def begin(self, session: Session, at: datetime) -> None:
        """Let everybody go on with what they are at, and mean to take up what they have."""
        self._know(session, at)
        # What customers were promised: limits of stages press nobody.
        promises = (Clock.state.in_(LIVE), Clock.target != Target.STAGE)
        due = select(func.min(Clock.due_at)).where(Clock.ticket_id == Ticket.id, *promises)
        mine = select(Ticket.id, Ticket.owner_id, due.scalar_subquery()).where(
            _IS_OPEN, Ticket.status == Status.OPEN, Ticket.owner_id.in_(self._staff.present)
        )
        for id_, owner, due_at in session.execute(mine.order_by(Ticket.id)):
            left = (due_at - at).total_seconds() if due_at else _WITHIN
            soon = 0 < left < _WITHIN and self._rng.random() < _IN_TIME
            self._agents[owner or 0].own.append((self._later(at, (0, left if soon else _WITHIN)), id_))
        came = select(AgentStateSpan.person_id, func.min(AgentStateSpan.started_at)).where(
            AgentStateSpan.started_at > at - _MORNING, AgentStateSpan.state.in_(WORKING)
        )
        for person, since in session.execute(came.group_by(AgentStateSpan.person_id)):
            if person in self._agents:
                self._agents[person].worked_since = since
        for agent in self._agents.values():
            heapq.heapify(agent.own)

    def look_around(self, session: Session, at: datetime) -> None:
        """See what has changed: the schedule, states that a person set, who was called, complaints that went up."""
        if at - self._known_at >= _KNOWN_FOR:
            self._know(session, at)
        helping = read_helpers(session)
        for each in self._agents.values():
            each.helps = helping.get(each.id)
        spans = select(AgentStateSpan.person_id, AgentStateSpan.state, AgentStateSpan.started_at)
        for person, state, since in session.execute(
            spans.where(AgentStateSpan.ended_at.is_(None)).order_by(AgentStateSpan.person_id)
        ):
            agent = self._agents.get(person)
            if agent and agent.state is not state:
                self._go_on_as(agent, state, since, at)
        went_up = select(Ticket.id, Ticket.owner_id).where(
            _IS_OPEN, Ticket.status == Status.OPEN, Ticket.owner_id.in_(self._staff.leads)
        )
        for id_, lead in session.execute(went_up.order_by(Ticket.id).limit(_MOST_LOOKED_AT)).all():
            if id_ not in self._known_to_leads:
                self._known_to_leads.add(id_)
                heapq.heappush(self._agents[lead or 0].own, (self._later(at, _LEAD_TAKES_UP), id_))
        for agent in self._agents.values():
            if agent.state is AgentState.READY:
                self._leaves(session, agent, at)
        self._unanswered = read_unanswered(session, self._bosses, at=at)
        self._look(session, at)

    def hear(self, ticket: Ticket, session: Session, at: datetime) -> None:
        """Hear of a new complaint: whoever is ready takes it."""
        came = Unanswered(ticket.id, ticket.queue_id, ticket.source in LIVE_SOURCES or ticket.high_risk)
        after = next(
            (place for place, each in enumerate(self._unanswered) if came.pressing and not each.pressing), None
        )
        self._unanswered.insert(len(self._unanswered) if after is None else after, came)
        self._look(session, at)

    def hear_ring(self, queue_id: int, session: Session, at: datetime) -> None:
        """Hear the telephone of a queue: one of those who are ready takes the call, or it waits."""
        ready = [agent for agent in self._agents.values() if agent.state is AgentState.READY and agent.serves(queue_id)]
        if ready:
            self._pick_up(session, self._rng.choice(ready), at)

    def _look(self, session: Session, at: datetime) -> None:
        """Let whoever is ready take what waits."""
        ready = [agent for agent in self._agents.values() if agent.state is AgentState.READY]
        # Not always the same one first.
        self._rng.shuffle(ready)
        for agent in ready:
            _ = (
                (self._rng.random() < _GOES_ON and self._take_up(session, agent, at))
                or self._pick_up(session, agent, at)
                or self._answer(session, agent, at, pressing=True)
                or self._take_up(session, agent, at)
                or self._answer(session, agent, at, pressing=False)
            )

    def _pick_up(self, session: Session, agent: Agent, at: datetime) -> bool:
        """Talk to who has waited longest on the telephone; say whether anybody has."""
        seconds = self._calls.next_of(agent.queues | (agent.helps or frozenset()), at)
        if seconds is not None:
            self._handle(session, agent, seconds, at, presses=True)
        return seconds is not None

    def _answer(self, session: Session, agent: Agent, at: datetime, *, pressing: bool) -> bool:
        """Take the first complaint of an agent's queues that still waits; say whether there was one."""
        agents = self._staff.agents
        for each in [each for each in self._unanswered if each.pressing or not pressing]:
            if each.queue_id is None or agent.serves(each.queue_id):
                self._unanswered.remove(each)
                ticket = session.get_one(Ticket, each.id)
                if ticket.status is Status.OPEN and not ticket.first_responded_at and ticket.owner_id not in agents:
                    self._take(session, agent, each.id, at)
                    return True
        return False

    def _take_up(self, session: Session, agent: Agent, at: datetime) -> bool:
        """Work on what an agent meant to take up by now, unless it is done; say whether there was something."""
        while agent.own and agent.own[0][0] <= at:
            _, id_ = heapq.heappop(agent.own)
            ticket = session.get_one(Ticket, id_)
            if ticket.status is not Status.OPEN:
                continue
            if ticket.owner_id == agent.id:
                self._take(session, agent, id_, at)
                return True
            # Somebody has given it to somebody else meanwhile.
            if other := self._agents.get(ticket.owner_id or 0):
                heapq.heappush(other.own, (at, id_))
        return False

    def _take(self, session: Session, agent: Agent, ticket_id: int, at: datetime) -> None:
        ticket = session.get_one(Ticket, ticket_id)
        if ticket.owner_id != agent.id:
            assign(session, [ticket_id], agent.id, person_id=agent.id, now=at)
        is_on_the_line = ticket.first_responded_at is None and ticket.source in LIVE_SOURCES
        if is_on_the_line:
            happen(session, self._rulebook, ticket, LifeEvent.ANSWERED, person_id=agent.id, now=at)
        agent.ticket_id = ticket_id
        presses = is_on_the_line or ticket.high_risk
        self._handle(session, agent, self._handling.at(self._rng.random()), at, presses=presses)

    def _handle(self, session: Session, agent: Agent, seconds: float, at: datetime, *, presses: bool) -> None:
        agent.presses = presses
        self._set(session, agent, AgentState.HANDLING, at)
        self._plan(agent, at + timedelta(seconds=seconds), self._put_down)

    def _put_down(self, agent: Agent, session: Session, at: datetime) -> None:
        """End a contact: written complaints are answered by then at the latest."""
        ticket = session.get(Ticket, agent.ticket_id) if agent.ticket_id else None
        agent.ticket_id = None
        if ticket and ticket.status is Status.OPEN and ticket.owner_id == agent.id:
            chance = self._rng.random()
            if ticket.first_responded_at is None:
                happen(session, self._rulebook, ticket, LifeEvent.ANSWERED, person_id=agent.id, now=at)
            if chance < _SOLVED:
                self._lead_to(session, ticket, self._stages[-1], agent, at)
                told = {"way": "telephone"}
                happen(session, self._rulebook, ticket, LifeEvent.RESOLVED, person_id=agent.id, details=told, now=at)
                self.solved(ticket.id, at)
            else:
                is_clear = ticket.stage in self._stages and chance < 1 - _UNCLEAR * (1 - _SOLVED)
                stage = self._stages[int(is_clear)]
                self._lead_to(session, ticket, stage, agent, at)
                if chance < _SOLVED + _WAITS:
                    happen(session, self._rulebook, ticket, LifeEvent.WAITING, person_id=agent.id, now=at)
                    self.waits(ticket.id, at)
                later = timedelta(seconds=self._resolution.at(self._rng.uniform(0, 0.8)))
                heapq.heappush(agent.own, (at + later, ticket.id))
        self._set(session, agent, AgentState.WRAP_UP, at)
        self._plan(agent, self._later(at, _WRAP_UP), self._be_free)

    def _lead_to(self, session: Session, ticket: Ticket, stage: str, agent: Agent, at: datetime) -> None:
        if ticket.stage != stage:
            enter_stage(session, self._rulebook, ticket, stage, person_id=agent.id, now=at)

    def _be_free(self, agent: Agent, session: Session, at: datetime) -> None:
        """Be ready for the next one, unless it is time to go home or to rest."""
        if not self._leaves(session, agent, at):
            agent.worked_since = agent.worked_since or at
            self._set(session, agent, AgentState.READY, at)
            self._look(session, at)

    def _leaves(self, session: Session, agent: Agent, at: datetime) -> bool:
        """Go home or rest if it is time to; say whether it is."""
        if not self._is_due(agent, at):
            state, until = AgentState.OFF, self._comes_again(agent, at)
        elif rest := self._rest(agent, at):
            state, until = AgentState.BREAK, at + rest
        else:
            return False
        agent.worked_since = None
        self._set(session, agent, state, at)
        self._plan(agent, until, self._be_free)
        return True

    def _is_due(self, agent: Agent, at: datetime) -> bool:
        """Say whether an agent is to be at work."""
        assert self._timetable, "it is read before anybody does anything"
        if agent.helps is not None or agent.id in self._staff.supervisors:
            return True
        if self._timetable.knows(agent.id) or agent.id in self._staff.standby:
            return self._timetable.shift_at(agent.id, at) is not None
        local = at.astimezone(self._zone)
        hour = (local - datetime.combine(local.date(), time(), self._zone)) / timedelta(hours=1)
        # Who comes now has come, however their hour was rounded.
        return agent.comes <= hour + 0.01 < agent.goes

    def _rest(self, agent: Agent, at: datetime) -> timedelta | None:
        """Return how long an agent is to rest now, by their shift or because they have worked for so long."""
        assert self._timetable, "it is read before anybody does anything"
        shift = self._timetable.shift_at(agent.id, at)
        if shift and (rest := shift.rest_at(at)) and agent.rested != rest[0]:
            agent.rested = rest[0]
            return rest[1] - rest[0]
        if agent.worked_since and at - agent.worked_since > agent.works_for:
            return self._later(at, _RESTS) - at
        return None

    def _comes_again(self, agent: Agent, at: datetime) -> datetime:
        assert self._timetable, "it is read before anybody does anything"
        if comes := self._timetable.comes_after(agent.id, at):
            return self._later(comes, _COMES_LATE)
        day = at.astimezone(self._zone)
        morning = datetime.combine(day.date(), time(), self._zone) + timedelta(hours=agent.comes)
        while morning <= at or not self._hours.is_working_day(morning.toordinal()):
            morning += timedelta(days=1)
        return morning.astimezone(at.tzinfo)

    def _know(self, session: Session, at: datetime) -> None:
        self._timetable, self._known_at = Timetable(session, at), at
        for agent in self._agents.values():
            shift = self._timetable.shift_at(agent.id, at)
            for begins, _ in shift.rests if shift else ():
                if at <= begins < at + 2 * _KNOWN_FOR:
                    self._agenda.add(begins, partial(self._is_time_to_rest, agent))

    def _is_time_to_rest(self, agent: Agent, session: Session, at: datetime) -> None:
        """Rest as the shift says; what can wait is laid aside, and taken up again afterwards."""
        if agent.state is AgentState.HANDLING and agent.ticket_id and not agent.presses:
            heapq.heappush(agent.own, (at, agent.ticket_id))
            agent.ticket_id = None
            self._leaves(session, agent, at)
        elif agent.state is AgentState.READY:
            self._leaves(session, agent, at)

    def _go_on_as(self, agent: Agent, state: AgentState, since: datetime, at: datetime) -> None:
        """Take over a state that the player has not set: of the morning, or of a person who set it."""
        begins = agent.state is None
        agent.state, agent.ticket_id = state, None
        agent.plan += 1
        agent.worked_since = None if state in (AgentState.BREAK, AgentState.OFF) else agent.worked_since or since
        if state is AgentState.OFF and begins:
            self._plan(agent, self._comes_again(agent, at), self._be_free)
        elif state is AgentState.HANDLING:
            agent.ticket_id = heapq.heappop(agent.own)[1] if agent.own else None
            self._plan(agent, self._later(at, _REMAINS[state]), self._put_down)
        elif state is AgentState.WRAP_UP or (begins and state in _REMAINS):
            self._plan(agent, self._later(at, _REMAINS[state]), self._be_free)

    def _plan(self, agent: Agent, at: datetime, act: Callable[[Agent, Session, datetime], None]) -> None:
        agent.plan += 1
        self._agenda.add(at, partial(self._follow, agent, agent.plan, act))

    def _follow(
        self,
        agent: Agent,
        plan: int,
        act: Callable[[Agent, Session, datetime], None],
        session: Session,
        at: datetime,
    ) -> None:
        if agent.plan == plan:
            act(agent, session, at)

    def _set(self, session: Session, agent: Agent, state: AgentState, at: datetime) -> None:
        agent.state = state
        set_state(session, agent.id, state, now=at)

    def _later(self, at: datetime, seconds: tuple[float, float]) -> datetime:
        return at + timedelta(seconds=self._rng.uniform(*seconds))
