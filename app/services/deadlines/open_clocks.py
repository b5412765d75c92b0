"""Open clocks as columns: all that a change of rules can move, read once and then counted by NumPy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.models.approval import Extension
from app.models.customer import Customer
from app.models.deadline import Stretch
from app.models.due_many import Integers, Microseconds, Pauses
from app.models.opening_table import EPOCH
from app.models.policy import Policy, TargetRule
from app.models.sla import LIVE, CalendarVersion, Clock, ClockState, Measure, Pause, PolicyVersion, Target
from app.models.ticket import Complexity, Priority, Source, Ticket

_MICROSECOND = timedelta(microseconds=1)
# Long after every deadline: when the time of a clock stands still that runs.
_NEVER = np.iinfo(np.int64).max
_NAMED = (Target.STAGE, Target.MILESTONE)


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
            name=self.name,
        )


@dataclass(frozen=True, eq=False)
class OpenClocks:
    """Live clocks, group by group, one column for each thing that is known of them; `sizes` are those of the groups.

    `amount` is in seconds or days, 0 where there is none. `stands` is when the time of a paused clock stands still,
    and long after everything for one that runs. `swept` is whether the sweep raises its steps, and `plans` are when
    and for which step it looks at them next.
    """

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
    plans: tuple[tuple[datetime | None, str | None], ...]
    pauses: Pauses

    def each(self, of_groups: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
        """Return what is said of each group for each of its clocks."""
        # Of no groups NumPy would say that something is a float.
        said = np.asarray(of_groups) if len(of_groups) else np.zeros(0, np.int64)
        return np.repeat(said, self.sizes)

    def pauses_of(self, places: Integers) -> list[list[Stretch]]:
        """Return the ended pauses of the clocks at some places."""
        first, last = (np.searchsorted(self.pauses.clock, places, side=side) for side in ("left", "right"))
        return [
            [(instant(self.pauses.started[at]), instant(self.pauses.ended[at])) for at in range(since, until)]
            for since, until in zip(first.tolist(), last.tolist(), strict=True)
        ]


def load_open_clocks(session: Session, policy: str | None, calendar: str | None, *, lock: bool = False) -> OpenClocks:
    """Read the live clocks that a version of a policy or of a calendar governs, by the codes of these.

    With `lock` nobody else changes them until the transaction ends: in the order in which others lock them too.
    """
    governed = _governed(policy, calendar)
    statement = (
        select(
            Clock.id,
            Clock.ticket_id,
            Clock.amount,
            Clock.started_at,
            Clock.due_at,
            Clock.state,
            Clock.armed,
            Clock.quarantined,
            Clock.fast_lane,
            Clock.next_step_at,
            Clock.next_step,
            Clock.target,
            Clock.subject,
            Ticket.source,
            Ticket.complexity,
            Ticket.high_risk,
            Ticket.priority,
            Customer.level,
            Clock.policy_version_id,
            Clock.calendar_version_id,
            Clock.measure,
            Clock.counting,
        )
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(*governed)
        .order_by(Clock.id)
    )
    rows = session.execute(statement.with_for_update(of=Clock) if lock else statement).all()
    extended = _extended(session, governed)
    policies, calendars = _codes(session, PolicyVersion), _codes(session, CalendarVersion)
    groups: dict[Group, int] = {}
    group_of = np.empty(len(rows), np.int64)
    for place, row in enumerate(rows):
        group = Group(
            row.target,
            row.subject if row.target in _NAMED else "",
            row.source,
            row.complexity,
            row.high_risk,
            row.priority,
            row.level,
            row.policy_version_id,
            row.calendar_version_id,
            policies[row.policy_version_id],
            calendars[row.calendar_version_id],
            row.measure,
            row.counting,
            row.id in extended,
        )
        group_of[place] = groups.setdefault(group, len(groups))
    order = np.argsort(group_of, kind="stable")
    ids = _column(row.id for row in rows)
    pauses, standing = _pauses(session, governed, ids, order)
    return OpenClocks(
        groups=tuple(groups),
        sizes=np.bincount(group_of, minlength=len(groups)),
        clock_id=ids[order],
        ticket_id=_column(row.ticket_id for row in rows)[order],
        amount=_column(row.amount or 0 for row in rows)[order],
        started=_column(microseconds(row.started_at) for row in rows)[order],
        due=_column(microseconds(row.due_at) for row in rows)[order],
        stands=_column(standing.get(row.id, _NEVER) for row in rows)[order],
        fast_lane=np.array([row.fast_lane for row in rows], bool)[order],
        swept=np.array(
            [row.state is ClockState.RUNNING and row.armed and row.quarantined is None for row in rows], bool
        )[order],
        plans=tuple((rows[place].next_step_at, rows[place].next_step) for place in order.tolist()),
        pauses=pauses,
    )


def microseconds(at: datetime) -> int:
    """Return an instant as the columns have it."""
    return (at - EPOCH) // _MICROSECOND


def instant(at: int) -> datetime:
    """Return an instant of the columns."""
    return EPOCH + int(at) * _MICROSECOND


def _governed(policy: str | None, calendar: str | None) -> Sequence[ColumnElement[bool]]:
    by_policy = Clock.policy_version_id.in_(select(PolicyVersion.id).where(PolicyVersion.code == policy))
    by_calendar = Clock.calendar_version_id.in_(select(CalendarVersion.id).where(CalendarVersion.code == calendar))
    return Clock.state.in_(LIVE), or_(by_policy, by_calendar)


def _codes(session: Session, kind: type[PolicyVersion] | type[CalendarVersion]) -> dict[int, str]:
    return {version.id: version.code for version in session.execute(select(kind.id, kind.code))}


def _extended(session: Session, governed: Sequence[ColumnElement[bool]]) -> set[int]:
    statement = select(Extension.clock_id).join(Clock, Clock.id == Extension.clock_id)
    return set(session.scalars(statement.where(*governed, Extension.in_force_at.is_not(None))))


def _pauses(
    session: Session, governed: Sequence[ColumnElement[bool]], ids: Integers, order: Integers
) -> tuple[Pauses, dict[int, int]]:
    """Return the ended pauses, and since when the clocks stand that are paused now, by identity."""
    statement = select(Pause.clock_id, Pause.started_at, Pause.ended_at).join(Clock, Clock.id == Pause.clock_id)
    ended: list[tuple[int, int, int]] = []
    standing: dict[int, int] = {}
    for clock_id, started_at, ended_at in session.execute(statement.where(*governed).order_by(Pause.started_at)):
        if ended_at is None:
            standing[clock_id] = microseconds(started_at)
        else:
            ended.append((clock_id, microseconds(started_at), microseconds(ended_at)))
    table = np.array(ended, np.int64).reshape(-1, 3)
    place_of = np.empty_like(order)
    place_of[order] = np.arange(order.size)
    # A clock that was started since the clocks were read is none of them.
    found = np.searchsorted(ids, table[:, 0])
    known = (found < ids.size) & (ids[np.minimum(found, ids.size - 1)] == table[:, 0]) if ids.size else found < 0
    places = place_of[found[known]]
    by_clock = np.argsort(places, kind="stable")
    return Pauses(places[by_clock], *(table[known][by_clock, column] for column in (1, 2))), standing


def _column(values: Iterable[int]) -> Integers:
    return np.fromiter(values, np.int64)
