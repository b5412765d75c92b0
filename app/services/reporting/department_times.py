"""How long departments take to answer what the desk asks them (部门处理时长), by round and by department."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from app.models.department import Department, DepartmentTask
from app.models.sla import Clock, ClockState, Pause, Target
from app.models.ticket import Ticket
from app.services.deadlines.department_mail import SUBJECT
from app.services.deadlines.rulebook import Rulebook
from app.services.reporting.base import Period


@dataclass(frozen=True)
class Round:
    """One round of a task: from asking, or sending back, to the answer; `seconds` are opening hours without waits.

    `ended_at` is None while it lasts; `in_time` is None where nothing says so yet, `seconds` where it was not answered.
    """

    department: str
    number: str
    title: str
    cycle: int
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    answered: bool
    in_time: bool | None
    seconds: int | None


@dataclass(frozen=True)
class DepartmentTimes:
    """A department in a period: rounds asked, and of those answered in it the times and how many were in time.

    `decided` are the rounds whose time was kept or passed in the period. `half` and `most` are seconds of opening hours
    in which half, and nine in ten, were answered; None where none was. `waiting` are not answered now.
    """

    department: str
    tasks: int
    asked: int
    sent_back: int
    answered: int
    decided: int
    in_time: int
    half: int | None
    most: int | None
    waiting: int
    late_now: int

    @property
    def in_time_share(self) -> float | None:
        """The share of the decided rounds that were answered in time; None where none was decided."""
        return self.in_time / self.decided if self.decided else None

    @property
    def rounds(self) -> float | None:
        """Rounds per task, of what was asked; None where no task was begun."""
        return self.asked / self.tasks if self.tasks else None


def read_department_times(
    session: Session, rulebook: Rulebook, period: Period, *, now: datetime
) -> tuple[tuple[DepartmentTimes, ...], tuple[Round, ...]]:
    """Read what each department was asked and has answered in a period, and the rounds that this is made of."""
    rounds = _rounds(session, rulebook, period, now=now)
    by_department: defaultdict[str, list[Round]] = defaultdict(list)
    for each in rounds:
        by_department[each.department].append(each)
    return tuple(_times(name, found, period, now) for name, found in sorted(by_department.items())), rounds


def _times(name: str, rounds: Sequence[Round], period: Period, now: datetime) -> DepartmentTimes:
    asked = [each for each in rounds if period.start_at <= each.asked_at < period.end_at]
    answered = [each for each in rounds if each.answered and _within(each.ended_at, period)]
    seconds = sorted(each.seconds for each in answered if each.seconds is not None)
    waiting = [each for each in rounds if each.ended_at is None]
    # A limit is decided once: when it is kept, or when it passes.
    decided = [
        each
        for each in rounds
        if each.in_time is not None and _within(each.ended_at if each.in_time else each.due_at, period)
    ]
    return DepartmentTimes(
        name,
        tasks=sum(each.cycle == 1 for each in asked),
        asked=len(asked),
        sent_back=sum(each.cycle > 1 for each in asked),
        answered=len(answered),
        decided=len(decided),
        in_time=sum(bool(each.in_time) for each in decided),
        half=_quantile(seconds, 0.5),
        most=_quantile(seconds, 0.9),
        waiting=len(waiting),
        late_now=sum(each.due_at < now for each in waiting),
    )


def _rounds(session: Session, rulebook: Rulebook, period: Period, *, now: datetime) -> tuple[Round, ...]:
    """Return the rounds that were asked, answered or late in a period, or are not answered now, in their order."""
    statement = (
        select(Clock, DepartmentTask, Department.name, Ticket.number)
        .join(DepartmentTask, Clock.ticket_id == DepartmentTask.ticket_id)
        .join(Department, Department.id == DepartmentTask.department_id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Clock.target == Target.TASK, Clock.subject == SUBJECT + cast(DepartmentTask.id, String))
        .where(Clock.started_at < period.end_at)
        .where(or_(Clock.stopped_at.is_(None), Clock.stopped_at >= period.start_at, Clock.due_at >= period.start_at))
        .order_by(Clock.started_at, Clock.id)
    )
    found = session.execute(statement).all()
    pauses = _pauses(session, [clock.id for clock, *_ in found])
    rounds = []
    for clock, task, department, number in found:
        # What ended without an answer was withdrawn.
        withdrawn = clock.stopped_at == task.ended_at and task.answered_at != clock.stopped_at
        answered = clock.stopped_at is not None and clock.state is not ClockState.CANCELLED and not withdrawn
        seconds = None
        if answered and clock.stopped_at is not None:
            hours = rulebook.times(session, clock.calendar_version_id).opening_hours
            waits = sum(hours.elapsed(*each) for each in pauses[clock.id])
            seconds = hours.elapsed(clock.started_at, clock.stopped_at) - waits
        late = clock.state is ClockState.BREACHED or (clock.state is ClockState.RUNNING and clock.due_at < now)
        in_time = False if late else (True if answered else None)
        rounds.append(
            Round(
                department,
                number,
                task.title,
                clock.cycle,
                clock.started_at,
                clock.due_at,
                clock.stopped_at,
                answered,
                in_time,
                seconds,
            )
        )
    return tuple(rounds)


def _pauses(session: Session, clock_ids: Sequence[int]) -> defaultdict[int, list[tuple[datetime, datetime]]]:
    found: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    ended = select(Pause.clock_id, Pause.started_at, Pause.ended_at).where(
        Pause.clock_id.in_(clock_ids), Pause.ended_at.is_not(None)
    )
    for clock_id, start, end in session.execute(ended):
        if end is not None:
            found[clock_id].append((start, end))
    return found


def _within(at: datetime | None, period: Period) -> bool:
    return at is not None and period.start_at <= at < period.end_at


def _quantile(ordered: Sequence[int], share: float) -> int | None:
    return ordered[ceil(share * len(ordered)) - 1] if ordered else None
