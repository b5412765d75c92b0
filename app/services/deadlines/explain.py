"""Explains a clock: the rules that it froze, where its time went, who was told, and who will be told next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.channel import ChannelAddress
from app.models.deadline import Deadline, Owed
from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.explanation import Interruption, Segment, counted_days, segments
from app.models.people import Person, Role
from app.models.policy import Step, StepEffect
from app.models.sla import Clock, ClockState, Measure, Target
from app.models.ticket import Ticket
from app.services.deadlines.audience import People
from app.services.deadlines.effects import decides
from app.services.deadlines.raised import raised_of
from app.services.deadlines.record import Record, read_record
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


def explain(
    session: Session, rulebook: Rulebook, clock: Clock, *, people: People | None = None, now: datetime
) -> Explanation:
    """Explain a clock as of `now`; who is active may be given, where several clocks are explained at once."""
    policy = rulebook.policy(session, clock.policy_version_id)
    times = rulebook.times(session, clock.calendar_version_id)
    record = read_record(session, rulebook, clock)
    pauses = [Interruption(each.started_at, each.ended_at, each.reason, each.person) for each in record.pauses]
    deadline = Deadline(
        clock.started_at,
        clock.measure,
        clock.amount,
        times,
        counting=clock.counting,
        recorded_due_at=clock.recorded_due_at,
        pauses=[(each.started_at, max(each.ended_at or now, each.started_at)) for each in pauses],
        fast_lane=clock.fast_lane,
    )
    raised = _raised(session, clock, policy.ladders.get(clock.target, ()))
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
        raised=raised,
        coming=_coming(session, clock, deadline, policy.ladders.get(clock.target, ()), people, now=now)
        if climbs
        else (),
    )


def _raised(session: Session, clock: Clock, ladder: Iterable[Step]) -> tuple[RaisedStep, ...]:
    """Return the steps that were raised, with their messages, in the order in which they were."""
    steps = {step.key: step for step in ladder}
    messages: dict[int, list[MessageRow]] = {}
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
        .where(Escalation.clock_id == clock.id)
        .order_by(Notification.id)
    )
    for escalation_id, name, channel, state, sent_at in rows:
        messages.setdefault(escalation_id, []).append(MessageRow(name or "", channel, state, sent_at))
    raised = session.scalars(select(Escalation).where(Escalation.clock_id == clock.id).order_by(Escalation.id))
    return tuple(
        RaisedStep(
            each.step,
            steps.get(each.step),
            each.occurrence,
            each.planned_at,
            each.raised_at,
            each.outcome,
            tuple(messages.get(each.id, ())),
        )
        for each in raised
    )


def _coming(
    session: Session,
    clock: Clock,
    deadline: Deadline,
    ladder: Sequence[Step],
    people: People | None,
    *,
    now: datetime,
) -> tuple[ComingStep, ...]:
    """Return the next occurrence of each step that is still to be raised, soonest first."""
    raised = raised_of(session, [clock.id])[clock.id]
    owed = sorted(
        Owed(deadline.at(step, last + 1), rung, last + 1, step)
        for rung, step in enumerate(raised.left(ladder, deadline.due))
        if step.repeats_after(last := raised.last.get(step.key, 0))
    )
    if not owed:
        return ()
    people = people or People.read(session, (), now=now)
    owner_id = session.scalar(select(Ticket.owner_id).where(Ticket.id == clock.ticket_id))
    listening = [
        {
            listener.id
            for audience in each.step.notify
            for listener in people.behind(audience, owner_id, fast_lane=clock.fast_lane)
        }
        for each in owed
    ]
    lead = people.above(owner_id)
    asked = {lead.id} if lead else set()
    names = _names(session, asked.union(*listening))
    return tuple(
        ComingStep(
            each.step,
            each.occurrence,
            each.at,
            tuple(names[id_] for id_ in sorted(heard)),
            names[lead.id] if lead and StepEffect.REASSIGN in each.step.effects else "",
            StepEffect.RAISE_PRIORITY in each.step.effects,
            decides(each.step.notify) if StepEffect.CREATE_APPROVAL in each.step.effects else None,
            StepEffect.ACTIVATE_STANDBY in each.step.effects,
        )
        for each, heard in zip(owed, listening, strict=True)
    )


def _names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(list(ids))))
    return {id_: name for id_, name in rows}  # noqa: C416 - typed
