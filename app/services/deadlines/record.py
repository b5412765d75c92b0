"""What is on record of one clock: the rules that it froze, why it has its amount, who began, moved and ended it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models.people import Person
from app.models.policy import Policy, TargetRule
from app.models.rule_change import ClockRevision, RuleChange
from app.models.sla import LIFE, CalendarVersion, Clock, Effect, LifeEvent, Pause, PolicyVersion, RuleVersion, Target
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.clocks import rule_for
from app.services.deadlines.extensions import ExtensionRow, extensions_of
from app.services.deadlines.planning import deadline_with
from app.services.deadlines.rulebook import Rulebook

_Row = TypeVar("_Row")
STAGE_ENTERED = "stage_entered"
_BEGIN = {Effect.START, Effect.REPEAT, Effect.RESTART, Effect.MEET}
_END = {Effect.STOP, Effect.MEET, Effect.LAPSE, Effect.CANCEL, Effect.MOVE, Effect.RESTART}


def _kinds(effects: set[Effect], others: Mapping[Target, Collection[str]]) -> Mapping[Target, frozenset[str]]:
    """Return the kinds of events with one of the effects on each target, and the others that have it."""
    return {
        target: frozenset(event.value for event in LifeEvent if LIFE[event].get(target) in effects)
        | frozenset(others.get(target, ()))
        for target in Target
    }


_BEGINNINGS = _kinds(_BEGIN, {Target.STAGE: [STAGE_ENTERED], Target.APPROVAL: ["extension_asked"]})
_ENDS = _kinds(
    _END,
    {Target.STAGE: [STAGE_ENTERED], Target.APPROVAL: ["extension_granted", "extension_refused", "decided"]},
)


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


def read_records(session: Session, rulebook: Rulebook, clocks: Sequence[Clock]) -> list[Record]:
    """Read what is on record of each of some clocks, all of it together."""
    ids = [clock.id for clock in clocks]
    ticket_ids = {clock.ticket_id for clock in clocks}
    tickets = {each.id: each for each in session.scalars(select(Ticket).where(Ticket.id.in_(ticket_ids)))}
    happenings = _happenings(session, clocks, ticket_ids)
    extensions = _by_clock((each.clock_id, each) for each in extensions_of(session, *ticket_ids))
    pauses, moves = _by_clock(_pauses(session, ids)), _by_clock(_moves(session, ids))
    records = []
    for clock in clocks:
        policy = session.get_one(PolicyVersion, clock.policy_version_id)
        calendar = session.get_one(CalendarVersion, clock.calendar_version_id)
        ticket, extended, paused = tickets[clock.ticket_id], extensions[clock.id], pauses[clock.id]
        ledger = [(each.started_at, each.ended_at) for each in paused if each.ended_at]
        records.append(
            Record(
                number=ticket.number,
                policy=_version(policy),
                calendar=_version(calendar),
                names=calendar.names or {},
                counting=clock.counting,
                rule=_rule(session, rulebook.policy(session, policy.id), clock, ticket, extended),
                began=happenings.beginning(clock),
                ended=happenings.end(clock),
                pauses=tuple(paused),
                extensions=tuple(extended),
                moves=tuple(moves[clock.id]),
                recomputed_due_at=deadline_with(session, rulebook, clock, ledger).due,
            )
        )
    return records


def _by_clock(rows: Iterable[tuple[int, _Row]]) -> defaultdict[int, list[_Row]]:
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for clock_id, row in rows:
        found[clock_id].append(row)
    return found


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


class _Event(NamedTuple):
    ticket_id: int
    # When that ticket was received.
    received_at: datetime
    what: Happening


class _Happenings:
    """The events that can have begun or ended clocks, those of merged complaints behind those of their own."""

    def __init__(self, events: Iterable[_Event], merged: Mapping[int, int]) -> None:
        self._events: defaultdict[int, list[_Event]] = defaultdict(list)
        joined: defaultdict[int, list[_Event]] = defaultdict(list)
        for event in events:
            self._events[event.ticket_id].append(event)
            into = merged.get(event.ticket_id)
            while into is not None:
                joined[into].append(event)
                into = merged.get(into)
        for ticket_id, of_others in joined.items():
            self._events[ticket_id] += of_others

    def beginning(self, clock: Clock) -> Happening | None:
        """Return what began a clock."""
        return next(self._at(clock, _BEGINNINGS, clock.started_at), None)

    def end(self, clock: Clock) -> Happening | None:
        """Return what ended a clock: where that was at once, not what began it."""
        if clock.stopped_at is None:
            return None
        began, ends = self.beginning(clock), list(self._at(clock, _ENDS, clock.stopped_at))
        later = (each for each in ends if began is None or each.id > began.id)
        return next(later, ends[0] if ends else None)

    def _at(self, clock: Clock, kinds: Mapping[Target, frozenset[str]], at: datetime) -> Iterator[Happening]:
        for each in self._events[clock.ticket_id]:
            # A complaint is recorded later than it was received, when its clocks began.
            recorded = each.what.kind == LifeEvent.RECORDED and kinds is _BEGINNINGS
            if each.what.kind in kinds[clock.target] and (each.what.at == at or (recorded and each.received_at == at)):
                yield each.what


def _happenings(session: Session, clocks: Iterable[Clock], ticket_ids: set[int]) -> _Happenings:
    """Read what can have begun or ended clocks, in the order in which it happened."""
    merged: dict[int, int] = {}
    into = ticket_ids
    while into:
        rows = session.execute(select(Ticket.id, Ticket.merged_into_id).where(Ticket.merged_into_id.in_(into)))
        found = {id_: into_id for id_, into_id in rows if id_ not in merged and into_id is not None}
        merged |= found
        into = set(found)
    instants = {at for clock in clocks for at in (clock.started_at, clock.stopped_at) if at}
    events = session.execute(
        select(TicketEvent, Ticket.received_at, Person.name)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .outerjoin(Person, Person.id == TicketEvent.person_id)
        .where(
            TicketEvent.ticket_id.in_({*ticket_ids, *merged}),
            TicketEvent.kind.in_(frozenset().union(*_BEGINNINGS.values(), *_ENDS.values())),
            TicketEvent.at.in_(instants) | (TicketEvent.kind == LifeEvent.RECORDED.value),
        )
        .order_by(TicketEvent.at, TicketEvent.id)
    )
    return _Happenings(
        (
            _Event(each.ticket_id, received_at, Happening(each.id, each.at, each.kind, name or ""))
            for each, received_at, name in events
        ),
        merged,
    )


def _pauses(session: Session, clock_ids: Sequence[int]) -> Iterator[tuple[int, PauseRow]]:
    rows = session.execute(
        select(Pause, Person.name)
        .outerjoin(Person, Person.id == Pause.person_id)
        .where(Pause.clock_id.in_(clock_ids))
        .order_by(Pause.started_at, Pause.id)
    )
    for each, name in rows:
        yield (
            each.clock_id,
            PauseRow(each.id, each.started_at, each.ended_at, each.resumes_at, each.reason, name or ""),
        )


def _moves(session: Session, clock_ids: Sequence[int]) -> Iterator[tuple[int, MoveRow]]:
    by, undone_by = aliased(Person), aliased(Person)
    rows = session.execute(
        select(RuleChange, ClockRevision, by.name, undone_by.name)
        .join(ClockRevision, ClockRevision.rule_change_id == RuleChange.id)
        .outerjoin(by, by.id == RuleChange.person_id)
        .outerjoin(undone_by, undone_by.id == RuleChange.undone_by_id)
        .where(ClockRevision.clock_id.in_(clock_ids))
        .order_by(RuleChange.id)
    )
    for change, moved, name, undone_name in rows:
        due = moved.due_before, moved.due_after
        undone = change.undone_at, undone_name or ""
        yield moved.clock_id, MoveRow(change.id, change.at, name or "", change.reason, *due, *undone)
