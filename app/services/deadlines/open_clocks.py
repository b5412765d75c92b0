"""Open clocks as columns: all that a change of rules can move, read once and then counted by NumPy."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Integer, String, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.models.approval import Extension
from app.models.customer import Customer
from app.models.dates_many import Integers, Microseconds
from app.models.due_many import Pauses
from app.models.escalation import Acknowledgement, Escalation
from app.models.opening_table import EPOCH
from app.models.policy import Policy, TargetRule
from app.models.sla import LIVE, CalendarVersion, Clock, ClockState, Measure, Pause, PolicyVersion, Target
from app.models.ticket import Complexity, Priority, Source, Ticket
from app.services.deadlines.changed_since import mark

# Told how much is done, as a share; what it raises ends the work.
Progress = Callable[[float], None]
_MICROSECOND = timedelta(microseconds=1)
# Long after every deadline: when the time of a clock stands still that runs.
_NEVER = np.iinfo(np.int64).max
# No instant at all, as NumPy has it.
NONE = np.iinfo(np.int64).min
_NAMED = (Target.STAGE, Target.MILESTONE)
_AT_A_TIME = 10_000
_Condition = Sequence[ColumnElement[bool]]


class Group(NamedTuple):
    """What clocks have in common that are moved alike: what decides on their rule, and what they are bound to.

    `measure` is None where another system set the deadline; `extended` is whether a granted extension is in force.
    """

    target: Target
    name: str
    source: Source
    complexity: Complexity
    high_risk: bool
    priority: Priority
    level: str | None
    department: str | None
    policy_version_id: int
    calendar_version_id: int
    policy: str
    calendar: str
    measure: Measure | None
    counting: str
    extended: bool

    def rule(self, policy: Policy) -> TargetRule | None:
        """Return what a policy promises these."""
        return policy.target(
            self.target,
            self.source,
            self.complexity,
            self.high_risk,
            priority=self.priority,
            level=self.level,
            department=self.department,
            name=self.name,
        )


@dataclass(frozen=True, eq=False)
class OpenClocks:
    """Live clocks, group by group, one column for each thing that is known of them; `sizes` are those of the groups.

    `amount` is in seconds or days, 0 where there is none. `stands` is when the time of a paused clock stands still,
    and long after everything for one that runs. `swept` is whether the sweep raises its steps; when it looks at them
    next is `next_step_at`, which may be `NONE`, and for which step is `next_step`.
    """

    # Where the record of changes stood when they were read.
    mark: int
    groups: tuple[Group, ...]
    sizes: Integers
    clock_id: Integers
    ticket_id: Integers
    amount: Integers
    started: Microseconds
    due: Microseconds
    stands: Microseconds
    fast_lane: NDArray[np.bool_]
    swept: NDArray[np.bool_]
    next_step_at: Microseconds
    next_step: NDArray[np.object_]
    pauses: Pauses

    def each(self, of_groups: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
        """Return what is said of each group for each of its clocks."""
        # Of no groups NumPy would say that something is a float.
        said = np.asarray(of_groups) if len(of_groups) else np.zeros(0, np.int64)
        return np.repeat(said, self.sizes)

    def pauses_of(self, places: Integers) -> Pauses:
        """Return the ended pauses of the clocks at some places, by their place among these."""
        new_place = np.full(self.clock_id.size, -1, np.int64)
        new_place[places] = np.arange(places.size)
        clock = new_place[self.pauses.clock]
        theirs = clock >= 0
        return Pauses(clock[theirs], self.pauses.started[theirs], self.pauses.ended[theirs])


class RaisedSteps(NamedTuple):
    """Of one step of a ladder: the places of the clocks that have raised it, how often, and the due time last seen.

    `seen` is `NONE` where nobody has acknowledged it.
    """

    place: Integers
    last: Integers
    seen: Microseconds


def load_open_clocks(
    session: Session,
    policy: str | None,
    calendar: str | None,
    *,
    tickets: Collection[int] | None = None,
    progress: Progress = lambda share: None,
) -> OpenClocks:
    """Read the live clocks that a version of a policy or of a calendar governs, by the codes of these.

    With `tickets` only theirs are read.
    """
    read_at = mark(session)
    governed = _governed(policy, calendar, tickets)
    statement = (
        select(
            Clock.id,
            Clock.ticket_id,
            func.coalesce(Clock.amount, 0),
            # As they stand in the row: to make members and instants of a hundred thousand takes its time.
            *(type_coerce(each, String) for each in (Clock.started_at, Clock.due_at, Clock.next_step_at)),
            Clock.next_step,
            *(type_coerce(each, Integer) for each in (Clock.fast_lane, Clock.armed, Clock.quarantined.is_(None))),
            type_coerce(Clock.state, String),
            type_coerce(Clock.target, String),
            Clock.subject,
            *(type_coerce(each, String) for each in (Ticket.source, Ticket.complexity)),
            type_coerce(Ticket.high_risk, Integer),
            type_coerce(Ticket.priority, String),
            Customer.level,
            Clock.department,
            Clock.policy_version_id,
            Clock.calendar_version_id,
            type_coerce(Clock.measure, String),
            Clock.counting,
        )
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(*governed)
        .order_by(Clock.id)
    )
    rows = _all(session, statement, governed, progress)
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(statement.selected_columns)
    ids, ticket_id, amount = (np.array(column, np.int64) for column in columns[:3])
    started, due, next_step_at = map(instants, columns[3:6])
    fast_lane, armed, sound = (np.array(column, bool) for column in columns[7:10])
    running = np.array([state == ClockState.RUNNING for state in columns[10]], bool)
    groups, group_of = _grouped(session, columns[11:], columns[0], _extended(session, governed))
    order = np.argsort(group_of, kind="stable")
    pauses, stands = _pauses(session, governed, ids, order)
    return OpenClocks(
        mark=read_at,
        groups=groups,
        sizes=np.bincount(group_of, minlength=len(groups)),
        clock_id=ids[order],
        ticket_id=ticket_id[order],
        amount=amount[order],
        started=started[order],
        due=due[order],
        stands=stands,
        fast_lane=fast_lane[order],
        swept=(running & armed & sound)[order],
        next_step_at=next_step_at[order],
        next_step=np.array(columns[6], object)[order],
        pauses=pauses,
    )


def lock_open_clocks(session: Session, policy: str | None, calendar: str | None) -> None:
    """Keep others from those clocks until the transaction ends, in the order in which they lock them too."""
    governed = select(Clock.id).where(*_governed(policy, calendar)).order_by(Clock.id)
    session.execute(governed.with_for_update(key_share=True)).all()


def load_raised(
    session: Session, policy: str | None, calendar: str | None, clocks: OpenClocks
) -> dict[str, RaisedSteps]:
    """Read which steps the clocks of a policy or calendar have raised, by the key of the step."""
    seen_of = and_(
        Acknowledgement.clock_id == Escalation.clock_id,
        Acknowledgement.step == Escalation.step,
        Acknowledgement.occurrence == Escalation.occurrence,
    )
    seen = func.max(case((Acknowledgement.id.is_not(None), Escalation.due_at)))
    statement = (
        select(Escalation.step, Escalation.clock_id, func.max(Escalation.occurrence), type_coerce(seen, String))
        .join(Clock, Clock.id == Escalation.clock_id)
        .outerjoin(Acknowledgement, seen_of)
        .where(*_governed(policy, calendar))
        .group_by(Escalation.clock_id, Escalation.step)
    )
    by_step: defaultdict[str, list[Sequence[Any]]] = defaultdict(list)
    for step, *rest in session.execute(statement):
        by_step[step].append(rest)
    order = np.argsort(clocks.clock_id)
    found = {}
    for step, rows in by_step.items():
        ids, last, seen_at = zip(*rows, strict=True)
        place, known = _places(clocks.clock_id[order], order, np.array(ids, np.int64))
        found[step] = RaisedSteps(place, np.array(last, np.int64)[known], instants(seen_at)[known])
    return found


def microseconds(at: datetime) -> int:
    """Return an instant as the columns have it."""
    return (at - EPOCH) // _MICROSECOND


def instant(at: int) -> datetime:
    """Return an instant of the columns."""
    return EPOCH + int(at) * _MICROSECOND


def instants(values: Sequence[Any]) -> Microseconds:
    """Return a column of instants as they stand in the rows: SQLite has their UTC wall time as text."""
    if any(isinstance(value, datetime) for value in values):
        return np.array([NONE if value is None else microseconds(value) for value in values], np.int64)
    return np.array(values, "datetime64[us]").astype(np.int64)


def _governed(policy: str | None, calendar: str | None, tickets: Collection[int] | None = None) -> _Condition:
    by_policy = Clock.policy_version_id.in_(select(PolicyVersion.id).where(PolicyVersion.code == policy))
    by_calendar = Clock.calendar_version_id.in_(select(CalendarVersion.id).where(CalendarVersion.code == calendar))
    these = () if tickets is None else (Clock.ticket_id.in_(tickets),)
    return *these, Clock.state.in_(LIVE), or_(by_policy, by_calendar)


def _all(session: Session, statement: Any, governed: _Condition, progress: Progress) -> list[Any]:
    total = session.scalar(select(func.count()).select_from(Clock).where(*governed)) or 1
    rows: list[Any] = []
    for part in session.execute(statement).partitions(_AT_A_TIME):
        rows += part
        progress(min(len(rows) / total, 1.0))
    return rows


def _grouped(
    session: Session, columns: Sequence[Sequence[Any]], ids: Sequence[int], extended: set[int]
) -> tuple[tuple[Group, ...], Integers]:
    """Return the groups that there are, and to which each clock belongs."""
    known: dict[tuple[Any, ...], int] = {}
    target, subject, *facts = columns
    names = [text if of in _NAMED else "" for of, text in zip(target, subject, strict=True)]
    keys = zip(target, names, *facts, [id_ in extended for id_ in ids], strict=True)
    group_of = np.fromiter((known.setdefault(key, len(known)) for key in keys), np.int64)
    policies, calendars = _codes(session, PolicyVersion), _codes(session, CalendarVersion)
    groups = []
    for of, name, source, complexity, high_risk, priority, level, *others in known:
        department, policy_id, calendar_id, measure, counting, more = others
        ticket = Source(source), Complexity(complexity), bool(high_risk), Priority(priority), level, department
        bound = policy_id, calendar_id, policies[policy_id], calendars[calendar_id]
        groups.append(Group(Target(of), name, *ticket, *bound, Measure(measure) if measure else None, counting, more))
    return tuple(groups), group_of


def _codes(session: Session, kind: type[PolicyVersion] | type[CalendarVersion]) -> dict[int, str]:
    return {version.id: version.code for version in session.execute(select(kind.id, kind.code))}


def _extended(session: Session, governed: _Condition) -> set[int]:
    statement = select(Extension.clock_id).join(Clock, Clock.id == Extension.clock_id)
    return set(session.scalars(statement.where(*governed, Extension.in_force_at.is_not(None))))


def _pauses(session: Session, governed: _Condition, ids: Integers, order: Integers) -> tuple[Pauses, Microseconds]:
    """Return the ended pauses, and since when each clock stands."""
    statement = select(Pause.clock_id, type_coerce(Pause.started_at, String), type_coerce(Pause.ended_at, String)).join(
        Clock, Clock.id == Pause.clock_id
    )
    rows = session.execute(statement.where(*governed)).all()
    clock_ids, *spans = zip(*rows, strict=True) if rows else ((), (), ())
    started, ended = map(instants, spans)
    place_of = np.empty_like(order)
    place_of[order] = np.arange(order.size)
    # A clock that was started since the clocks were read is none of them.
    place, known = _places(ids, place_of, np.array(clock_ids, np.int64))
    started, ended = started[known], ended[known]
    is_open = ended == NONE
    stands = np.full(ids.size, _NEVER)
    stands[place[is_open]] = started[is_open]
    by_clock = np.lexsort((started, place))
    by_clock = by_clock[~is_open[by_clock]]
    return Pauses(place[by_clock], started[by_clock], ended[by_clock]), stands


def _places(ids: Integers, place_of: Integers, wanted: Integers) -> tuple[Integers, NDArray[np.bool_]]:
    """Return the places of the wanted ones that are among rising identities, and which of the wanted these are."""
    if not ids.size:
        return wanted[:0], np.zeros(wanted.size, bool)
    at = np.minimum(np.searchsorted(ids, wanted), ids.size - 1)
    known: NDArray[np.bool_] = ids[at] == wanted
    return place_of[at[known]], known
