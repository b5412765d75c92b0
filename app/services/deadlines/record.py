"""What is on record of one clock: the rules that it froze, why it has its amount, who began, moved and ended it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from app.models.people import Person
from app.models.policy import Policy, TargetRule
from app.models.rule_change import ClockRevision, RuleChange
from app.models.sla import LIFE, CalendarVersion, Clock, Effect, LifeEvent, Pause, PolicyVersion, RuleVersion, Target
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.clocks import deadline_of, rule_for
from app.services.deadlines.extensions import ExtensionRow, extensions_of
from app.services.deadlines.rulebook import Rulebook

STAGE_ENTERED = "stage_entered"
_BEGIN = {Effect.START, Effect.REPEAT, Effect.RESTART, Effect.MEET}
_END = {Effect.STOP, Effect.MEET, Effect.LAPSE, Effect.CANCEL, Effect.MOVE, Effect.RESTART}


def _kinds(effects: set[Effect], *others: str) -> tuple[str, ...]:
    return (*(event.value for event in LifeEvent if effects & set(LIFE[event].values())), STAGE_ENTERED, *others)


_BEGINNINGS = _kinds(_BEGIN, "extension_asked")
_ENDS = _kinds(_END, "extension_granted", "extension_refused", "decided")


@dataclass(frozen=True)
class VersionRow:
    """A version of a policy or a calendar, and the SHA-256 of its specification by which it is recognised."""

    code: str
    number: int
    digest: str
    created_at: datetime


@dataclass(frozen=True)
class Happening:
    """An event that began or ended a clock, and who did it (empty: nobody, or another system)."""

    id: int
    at: datetime
    kind: str
    person: str


@dataclass(frozen=True)
class PauseRow:
    """One line of the ledger of pauses."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    resumes_at: datetime | None
    reason: str
    person: str


@dataclass(frozen=True)
class MoveRow:
    """New rules that moved the due time of the clock while it ran, by whom and why; `undone_at` where taken back."""

    id: int
    at: datetime
    person: str
    reason: str
    due_before: datetime
    due_after: datetime
    undone_at: datetime | None
    undone_by: str


@dataclass(frozen=True)
class Record:
    """All that is kept of one clock beside its own columns.

    `names` are those of the calendar's closures, by YYYY-MM-DD and language. `rule` is None where no rule of the policy
    gave the amount. `recomputed_due_at` is what the clock's columns, its ledger and its versions give.
    """

    number: str
    policy: VersionRow
    calendar: VersionRow
    names: Mapping[str, Mapping[str, str]]
    counting: str
    rule: TargetRule | None
    began: Happening | None
    ended: Happening | None
    pauses: tuple[PauseRow, ...]
    extensions: tuple[ExtensionRow, ...]
    moves: tuple[MoveRow, ...]
    recomputed_due_at: datetime


def read_record(session: Session, rulebook: Rulebook, clock: Clock) -> Record:
    """Read what is on record of a clock."""
    policy = session.get_one(PolicyVersion, clock.policy_version_id)
    calendar = session.get_one(CalendarVersion, clock.calendar_version_id)
    ticket = session.get_one(Ticket, clock.ticket_id)
    extensions = tuple(each for each in extensions_of(session, clock.ticket_id) if each.clock_id == clock.id)
    return Record(
        number=ticket.number,
        policy=_version(policy),
        calendar=_version(calendar),
        names=calendar.names or {},
        counting=clock.counting,
        rule=_rule(session, rulebook.policy(session, policy.id), clock, ticket, extensions),
        began=_beginning(session, clock),
        ended=_end(session, clock),
        pauses=_pauses(session, clock),
        extensions=extensions,
        moves=_moves(session, clock),
        recomputed_due_at=deadline_of(session, rulebook, clock).due,
    )


def _version(version: RuleVersion) -> VersionRow:
    return VersionRow(version.code, version.number, version.digest, version.created_at)


def _rule(
    session: Session, policy: Policy, clock: Clock, ticket: Ticket, extensions: Sequence[ExtensionRow]
) -> TargetRule | None:
    """Return the rule that gave the clock its amount: the one that fits the ticket still, if there are several."""
    amount = next((each.amount_before for each in extensions if each.in_force_at), clock.amount)
    name = clock.subject if clock.target in (Target.STAGE, Target.MILESTONE) else ""
    fitting = [
        rule
        for rule in policy.targets
        if (rule.target, rule.name, rule.measure, rule.amount, rule.counting)
        == (clock.target, name, clock.measure, amount, clock.counting)
    ]
    now = rule_for(session, policy, ticket, clock.target, name=name)
    return now if now in fitting else next(reversed(fitting), None)


def _beginning(session: Session, clock: Clock) -> Happening | None:
    # A complaint is recorded later than it was received, when its clocks began.
    recorded = (TicketEvent.kind == LifeEvent.RECORDED.value) & (Ticket.received_at == clock.started_at)
    return _first(session, clock, _BEGINNINGS, (TicketEvent.at == clock.started_at) | recorded)


def _end(session: Session, clock: Clock) -> Happening | None:
    return _first(session, clock, _ENDS, TicketEvent.at == clock.stopped_at) if clock.stopped_at else None


def _first(session: Session, clock: Clock, kinds: Sequence[str], when: ColumnElement[bool]) -> Happening | None:
    """Return the first event at a time, of the complaint or of one that was merged into it."""
    statement = (
        select(TicketEvent.id, TicketEvent.at, TicketEvent.kind, Person.name)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .outerjoin(Person, Person.id == TicketEvent.person_id)
        .where(TicketEvent.kind.in_(kinds), when)
        .order_by(TicketEvent.at, TicketEvent.id)
        .limit(1)
    )
    for of_tickets in (Ticket.id == clock.ticket_id, Ticket.number.in_(_merged_numbers(session, clock))):
        if row := session.execute(statement.where(of_tickets)).first():
            return Happening(row[0], row[1], row[2], row[3] or "")
    return None


def _merged_numbers(session: Session, clock: Clock) -> list[str]:
    merged = (TicketEvent.ticket_id == clock.ticket_id, TicketEvent.kind == LifeEvent.MERGED.value)
    found = session.scalars(select(TicketEvent.details).where(*merged))
    return [details["from"] for details in found if details and "from" in details]


def _pauses(session: Session, clock: Clock) -> tuple[PauseRow, ...]:
    rows = session.execute(
        select(Pause, Person.name)
        .outerjoin(Person, Person.id == Pause.person_id)
        .where(Pause.clock_id == clock.id)
        .order_by(Pause.started_at, Pause.id)
    )
    return tuple(
        PauseRow(each.id, each.started_at, each.ended_at, each.resumes_at, each.reason, name or "")
        for each, name in rows
    )


def _moves(session: Session, clock: Clock) -> tuple[MoveRow, ...]:
    by, undone_by = aliased(Person), aliased(Person)
    rows = session.execute(
        select(RuleChange, ClockRevision.due_before, ClockRevision.due_after, by.name, undone_by.name)
        .join(ClockRevision, ClockRevision.rule_change_id == RuleChange.id)
        .outerjoin(by, by.id == RuleChange.person_id)
        .outerjoin(undone_by, undone_by.id == RuleChange.undone_by_id)
        .where(ClockRevision.clock_id == clock.id)
        .order_by(RuleChange.id)
    )
    return tuple(
        MoveRow(each.id, each.at, name or "", each.reason, before, after, each.undone_at, undone_name or "")
        for each, before, after, name, undone_name in rows
    )
