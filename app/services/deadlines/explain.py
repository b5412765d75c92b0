"""Explains a clock: the rules that it froze, where its time went, who was told, and who will be told next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.channel import ChannelAddress
from app.models.deadline import Deadline, Owed
from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.explanation import Interruption, Segment, counted_days, segments
from app.models.ladder import Audience
from app.models.people import Person, Role
from app.models.policy import Step, StepEffect
from app.models.sla import Clock, ClockState, Measure, Target
from app.models.ticket import Ticket
from app.services.deadlines.audience import People
from app.services.deadlines.effects import decides
from app.services.deadlines.planning import deadline_with
from app.services.deadlines.raised import raised_of
from app.services.deadlines.record import Record, read_records
from app.services.deadlines.requests import deciders_of
from app.services.deadlines.rulebook import Rulebook


@dataclass(frozen=True)
class MessageRow:
    """A message that was owed for a raised step: to whom (empty: the inbox of everybody), over which channel."""

    person: str
    channel: str
    state: Delivery
    sent_at: datetime | None


@dataclass(frozen=True)
class RaisedStep:
    """A step that was raised; `step` is None where its ladder has it no more, or a clock was set aside."""

    key: str
    step: Step | None
    occurrence: int
    planned_at: datetime
    raised_at: datetime
    outcome: Outcome
    messages: tuple[MessageRow, ...]


@dataclass(frozen=True)
class ComingStep:
    """A step that will be raised if nothing happens: when, who hears of it, and who takes the ticket over (or empty).

    It is for the people who are here now; `people` is empty where nobody at all works. `asks` is who will be asked for
    a decision, `proposes_standby` whether more hands will be called for.
    """

    step: Step
    occurrence: int
    at: datetime
    people: tuple[str, ...]
    new_owner: str
    raises_priority: bool
    asks: Role | None
    proposes_standby: bool


@dataclass(frozen=True)
class Explanation:
    """One clock, in the raw material of words.

    `amount` is in seconds or days, as `measure` says; both are None where another system promised `due_at`, and
    `provenance` says where that was read. `due_at` is what the clock keeps; `expected_due_at` is that moved on by the
    pause that goes on, as if it ended at `now`. `undisturbed` is the due time without any pause. `days` are the dates
    that an amount in days has counted. `confirmed` is whether the calendar knows the holidays of the due time's year.
    """

    clock_id: int
    target: Target
    subject: str
    cycle: int
    state: ClockState
    armed: bool
    fast_lane: bool
    quarantined: str | None
    policy: Mapping[str, str]
    policy_code: str
    policy_version: int
    calendar: str
    calendar_version: int
    zone: str
    confirmed: bool
    measure: Measure | None
    amount: int | None
    provenance: str | None
    started_at: datetime
    due_at: datetime
    expected_due_at: datetime
    undisturbed: datetime
    stopped_at: datetime | None
    days: tuple[date, ...]
    segments: tuple[Segment, ...]
    record: Record
    raised: tuple[RaisedStep, ...]
    coming: tuple[ComingStep, ...]


def explain(session: Session, rulebook: Rulebook, clock: Clock, *, now: datetime) -> Explanation:
    """Explain a clock as of `now`."""
    (found,) = explain_all(session, rulebook, [clock], now=now)
    return found


def explain_all(
    session: Session, rulebook: Rulebook, clocks: Sequence[Clock], *, now: datetime
) -> tuple[Explanation, ...]:
    """Explain clocks as of `now`: what is on record of them is read together."""
    if not clocks:
        return ()
    told, ahead = _Told(session, clocks), _Ahead(session, clocks, now=now)
    records = read_records(session, rulebook, clocks)
    return tuple(
        _explain(session, rulebook, clock, record, told, ahead, now=now)
        for clock, record in zip(clocks, records, strict=True)
    )


def _explain(
    session: Session, rulebook: Rulebook, clock: Clock, record: Record, told: "_Told", ahead: "_Ahead", *, now: datetime
) -> Explanation:
    policy = rulebook.policy(session, clock.policy_version_id)
    ladder = policy.ladder(clock.target, clock.fast_lane)
    times = rulebook.times(session, clock.calendar_version_id)
    pauses = [Interruption(each.started_at, each.ended_at, each.reason, each.person) for each in record.pauses]
    ledger = [(each.started_at, max(each.ended_at or now, each.started_at)) for each in pauses]
    deadline = deadline_with(session, rulebook, clock, ledger)
    climbs = clock.state is ClockState.RUNNING and clock.armed and clock.quarantined is None
    return Explanation(
        clock_id=clock.id,
        target=clock.target,
        subject=clock.subject,
        cycle=clock.cycle,
        state=clock.state,
        armed=clock.armed,
        fast_lane=clock.fast_lane,
        quarantined=clock.quarantined,
        policy=policy.name,
        policy_code=policy.code,
        policy_version=record.policy.number,
        calendar=record.calendar.code,
        calendar_version=record.calendar.number,
        zone=times.opening_hours.hours.zone.key,
        confirmed=times.opening_hours.is_confirmed(deadline.due),
        measure=clock.measure,
        amount=clock.amount,
        provenance=clock.provenance,
        started_at=clock.started_at,
        due_at=clock.due_at,
        expected_due_at=deadline.due,
        undisturbed=deadline.undisturbed,
        stopped_at=clock.stopped_at,
        days=counted_days(deadline),
        segments=segments(deadline, pauses, now=clock.stopped_at or now),
        record=record,
        raised=told.raised(clock, ladder),
        coming=ahead.coming(clock, deadline, ladder) if climbs else (),
    )


class _Told:
    """The steps of clocks that were raised, with their messages."""

    def __init__(self, session: Session, clocks: Sequence[Clock]) -> None:
        ids = [clock.id for clock in clocks]
        self._messages: defaultdict[int, list[MessageRow]] = defaultdict(list)
        self._steps: defaultdict[int, list[Escalation]] = defaultdict(list)
        rows = session.execute(
            select(
                Notification.escalation_id,
                func.coalesce(Person.name, ChannelAddress.label),
                Notification.channel,
                Notification.state,
                Notification.sent_at,
            )
            .join(Escalation, Escalation.id == Notification.escalation_id)
            .outerjoin(Person, Person.id == Notification.person_id)
            .outerjoin(ChannelAddress, ChannelAddress.id == Notification.address_id)
            .where(Escalation.clock_id.in_(ids))
            .order_by(Notification.id)
        )
        for escalation_id, name, channel, state, sent_at in rows:
            self._messages[escalation_id].append(MessageRow(name or "", channel, state, sent_at))
        steps = select(Escalation).where(Escalation.clock_id.in_(ids)).order_by(Escalation.id)
        for step in session.scalars(steps):
            self._steps[step.clock_id].append(step)

    def raised(self, clock: Clock, ladder: Iterable[Step]) -> tuple[RaisedStep, ...]:
        """Return the steps of a clock that were raised, in the order in which they were."""
        steps = {step.key: step for step in ladder}
        return tuple(
            RaisedStep(
                each.step,
                steps.get(each.step),
                each.occurrence,
                each.planned_at,
                each.raised_at,
                each.outcome,
                tuple(self._messages[each.id]),
            )
            for each in self._steps[clock.id]
        )


class _Ahead:
    """What clocks will raise: read is how far they have come, and who is here now."""

    def __init__(self, session: Session, clocks: Sequence[Clock], *, now: datetime) -> None:
        self._raised = raised_of(session, [clock.id for clock in clocks])
        ticket_ids = {clock.ticket_id for clock in clocks}
        columns = select(Ticket.id, Ticket.owner_id, Ticket.first_handler_id)
        rows = session.execute(columns.where(Ticket.id.in_(ticket_ids))).all()
        self._owners: Mapping[int, int | None] = {id_: owner_id for id_, owner_id, _ in rows}
        self._first: Mapping[int, int | None] = {id_: first_id for id_, _, first_id in rows}
        self._deciders = deciders_of(session, clocks)
        self._people = People.read(session, (), now=now)

    def coming(self, clock: Clock, deadline: Deadline, ladder: Sequence[Step]) -> tuple[ComingStep, ...]:
        """Return the next occurrence of each step of a clock that is still to be raised, soonest first."""
        raised = self._raised[clock.id]
        owed = sorted(
            Owed(deadline.at(step, last + 1), rung, last + 1, step)
            for rung, step in enumerate(raised.left(ladder, deadline.due))
            if step.repeats_after(last := raised.last.get(step.key, 0))
        )
        return tuple(self._coming(clock, each) for each in owed)

    def _coming(self, clock: Clock, owed: Owed) -> ComingStep:
        owner_id, effects = self._owners[clock.ticket_id], owed.step.effects
        listening = {
            listener.id: listener.name
            for audience in owed.step.notify
            for listener in self._people.behind(audience, owner_id, fast_lane=clock.fast_lane)
        }
        if Audience.OWNER in owed.step.notify:
            first = self._people.known(self._first[clock.ticket_id], fast_lane=clock.fast_lane)
            listening |= {first.id: first.name} if first else {}
        if role := self._deciders.get(clock.id):
            above = self._people.behind(Audience(role.value), owner_id, fast_lane=clock.fast_lane)
            listening |= {each.id: each.name for each in above}
        lead = self._people.above(owner_id)
        return ComingStep(
            owed.step,
            owed.occurrence,
            owed.at,
            tuple(listening[id_] for id_ in sorted(listening)),
            lead.name if lead and StepEffect.REASSIGN in effects else "",
            StepEffect.RAISE_PRIORITY in effects,
            decides(owed.step.notify) if StepEffect.CREATE_APPROVAL in effects else None,
            StepEffect.ACTIVATE_STANDBY in effects,
        )
