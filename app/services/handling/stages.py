"""Leads a complaint from stage to stage, and measures how long each took, who had it, and how often it came back."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Person, Role
from app.models.policy import Policy, TargetRule
from app.models.sla import Clock, Measure, Target
from app.models.stage import StageSpan
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.approvals import lapse_requests
from app.services.deadlines.clocks import cancel, rule_for, start, stop, unstop
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.record import STAGE_ENTERED
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.stage_spans import Stretch, follow_stages, history, undo_hand_over
from app.services.deadlines.waits import end_long_pauses

# The stages of a policy that names none.
USUAL_STAGES = ("intake", "investigation", "handling", "reply")
_OPEN = (Status.OPEN, Status.WAITING)


class StageError(DomainError):
    """A stage that the complaint cannot enter."""


@dataclass(frozen=True)
class StageRow:
    """One stage of one complaint, in the order of its policy.

    `spent` is opening hours, waits included, over all `visits`; more than one visit means that work bounced. `people`
    had it, in their order, and `hand_overs` is how often one had it after another, in this stage or the one before.
    `amount` (None: no limit) is in seconds or days, as `measure` says, and `role` answers for it. `late` is whether a
    limit was or is exceeded.
    """

    stage: str
    current: bool
    visits: int
    spent: timedelta
    people: tuple[str, ...]
    hand_overs: int
    amount: int | None
    measure: Measure | None
    role: Role | None
    late: bool


def stages_of(policy: Policy) -> tuple[str, ...]:
    """Return the stages of a policy in their order."""
    return policy.names(Target.STAGE) or USUAL_STAGES


def next_stage(stages: tuple[str, ...], stage: str) -> str:
    """Return the stage after another one; the first after one that the policy does not know, the last stays."""
    return stages[min(stages.index(stage) + 1, len(stages) - 1)] if stage in stages else stages[0]


def enter_stage(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    stage: str,
    *,
    text: str = "",
    person_id: int | None,
    now: datetime,
) -> None:
    """Lead an open complaint to another stage of its policy, forwards or back; raises `StageError`.

    The limit of the stage that it leaves is met or missed with that, and the limit of the new one begins.
    """
    live = lock_live_clocks(session, ticket)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    stages = stages_of(rulebook.in_force(session, ticket.policy).policy)
    if ticket.status not in _OPEN:
        raise StageError("{number} is {status}: it is in no stage.", number=ticket.number, status=ticket.status)
    if stage not in stages:
        raise StageError("{number}: the policy knows no stage {stage}.", number=ticket.number, stage=stage)
    if stage == ticket.stage:
        raise StageError("{number} is in this stage already: {stage}.", number=ticket.number, stage=stage)
    # What the ledger does not know yet happened in the stage that it leaves.
    follow_stages(session, [ticket.id], at=now)
    for clock in live:
        if clock.target is Target.STAGE:
            stop(session, rulebook, clock, at=now)
    details = {"stage": [ticket.stage, stage], "text": text}
    ticket.stage = stage
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=STAGE_ENTERED, person_id=person_id, details=details))
    session.flush()
    start(session, rulebook, ticket, Target.STAGE, at=now, subject=stage)
    follow_stages(session, [ticket.id], at=now)
    lapse_requests(session, rulebook, ticket, at=now)


def leave_again(session: Session, rulebook: Rulebook, ticket: Ticket, *, since: datetime) -> None:
    """Let a complaint be in the stage that it has been given back, as though it had not left it at `since`.

    The limit of that stage goes on as it was; that of the other one ends without a result.
    """
    live = lock_live_clocks(session, ticket)
    for clock in live:
        if clock.target is Target.STAGE:
            cancel(session, rulebook, clock, at=since)
    left = select(Clock).where(Clock.ticket_id == ticket.id, Clock.target == Target.STAGE, Clock.stopped_at == since)
    for clock in session.scalars(left.where(Clock.subject == ticket.stage).order_by(Clock.id.desc()).limit(1)):
        unstop(session, rulebook, clock, waits=ticket.status is Status.WAITING)
    undo_hand_over(session, [ticket.id], since=since)


def read_stages(session: Session, rulebook: Rulebook, ticket: Ticket, *, now: datetime) -> tuple[StageRow, ...]:
    """Return the stages of a complaint: those of its policy in their order, and others that it was in before them."""
    rules = rulebook.in_force(session, ticket.policy)
    spans = _spans(session, ticket)
    known = stages_of(rules.policy)
    others = dict.fromkeys(span.stage for span in spans if span.stage not in known)
    clocks = session.scalars(
        select(Clock).where(Clock.ticket_id == ticket.id, Clock.target == Target.STAGE).order_by(Clock.id)
    ).all()
    names = _names(session, spans)
    hours, hand_overs = rules.times.opening_hours, _hand_overs(spans)
    rows = []
    for stage in (*others, *known):
        mine = [span for span in spans if span.stage == stage]
        visits = [name for name, _ in groupby(spans, key=lambda span: span.stage) if name == stage]
        of_stage = [clock for clock in clocks if clock.subject == stage]
        rule = rule_for(session, rules.policy, ticket, Target.STAGE, name=stage)
        amount, measure = _limit(of_stage, rule)
        seconds = sum(hours.elapsed(span.started_at, span.ended_at or now) for span in mine)
        rows.append(
            StageRow(
                stage=stage,
                current=stage == ticket.stage and ticket.status in _OPEN,
                visits=len(visits),
                spent=timedelta(seconds=seconds),
                people=tuple(dict.fromkeys(names[span.person_id] for span in mine if span.person_id is not None)),
                hand_overs=hand_overs[stage],
                amount=amount,
                measure=measure,
                role=rule.role if rule else None,
                late=any((clock.stopped_at or now) > clock.due_at for clock in of_stage),
            )
        )
    return tuple(rows)


def _limit(clocks: list[Clock], rule: TargetRule | None) -> tuple[int | None, Measure | None]:
    """Return the limit of a stage: the one that ran last, or what the policy promises now."""
    if clocks:
        return clocks[-1].amount, clocks[-1].measure
    return (rule.amount, rule.measure) if rule else (None, None)


def _hand_overs(spans: list[Stretch]) -> Counter[str]:
    """Return how often a complaint went from one person to another, by stage; to take what nobody had is none."""
    owned = [span for span in spans if span.person_id is not None]
    return Counter(after.stage for before, after in pairwise(owned) if before.person_id != after.person_id)


def _spans(session: Session, ticket: Ticket) -> list[Stretch]:
    rows = session.execute(
        select(StageSpan.stage, StageSpan.person_id, StageSpan.started_at, StageSpan.ended_at)
        .where(StageSpan.ticket_id == ticket.id)
        .order_by(StageSpan.started_at, StageSpan.id)
    ).all()
    return [Stretch(*row) for row in rows] or history(session, [ticket])[ticket.id]


def _names(session: Session, spans: list[Stretch]) -> dict[int, str]:
    ids = {span.person_id for span in spans if span.person_id is not None}
    return dict(iter(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))))
