"""Files of planned shifts: what a file says of somebody's day takes the place of what was planned for it before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models.roster import ShiftKind, ShiftSource
from app.services.bilingual import Bilingual
from app.services.intake.agents import agents_called
from app.services.intake.drafts import Reject
from app.services.intake.limits import Limits
from app.services.intake.plain_files import FileKind, Part, RowCounts, Total
from app.services.intake.plain_rows import Line, read_lines
from app.services.intake.planned_rows import COLUMNS, OPTIONAL, PlannedRow, read_planned
from app.services.intake.tables import Table
from app.services.intake.timing import RowRefusedError
from app.services.staffing.roster.breaks import place_nominally
from app.services.staffing.roster.problem import Pattern, Problem
from app.services.staffing.roster.reading import read_patterns
from app.services.staffing.roster.shifts import LONGEST_SHIFT, ShiftRow, shifts_between
from app.services.staffing.roster.writing import replace_shifts, require_schedule_rights

# What a plan may take the place of, as long as nobody has changed it by hand.
_PLANNED = (ShiftSource.IMPORT, ShiftSource.ROSTER)
_DAY = timedelta(days=1)
# Whose day it is, and whether they may only be called on it: standby lies beside work.
_Place = tuple[int, date, bool]


@dataclass
class _Plan:
    """What a file says of one day of a person, and what stands there that it may take the place of."""

    lines: list[Line[PlannedRow]] = field(default_factory=list)
    stands: list[ShiftRow] = field(default_factory=list)
    by_hand: list[ShiftRow] = field(default_factory=list)
    new: list[ShiftRow] = field(default_factory=list)


class Shifts(FileKind[Line[PlannedRow]]):
    """Planned shifts; those that people have written or changed, and those that have begun, stay as they are."""

    name = "shifts"
    title = Bilingual("班次计划", "Planned shifts")
    holds = Bilingual(
        "每行一个班次：agent、day 与 pattern（模板名，“休”为不上班），或 start、end；可另有 breaks、trainings、kind "
        "（或：坐席、日期、班次、开始、结束、休息、培训、类型），无需映射。",
        "One row for each shift: agent, day and pattern (“off”: no shift), or start and end; breaks, trainings and "
        "kind (work, standby, training) if known; it needs no mapping.",
    )
    subject = Bilingual("坐席", "Agent")
    figures = (Bilingual("班次", "Shifts"), Bilingual("小时", "Hours"))
    also: ClassVar = {"gone": Bilingual("取消原计划班次 {count} 个", "{count} planned before taken away")}

    def __init__(self) -> None:
        self._zone = ZoneInfo("UTC")
        self._begun = datetime.max.replace(tzinfo=UTC)

    @classmethod
    def require_rights(cls, session: Session, by: int | None) -> None:
        """Ask for what writing the schedule by hand asks for."""
        require_schedule_rights(session, by)

    def reader(
        self, session: Session, *, now: datetime, limits: Limits
    ) -> Callable[[Table], Iterator[Part[Line[PlannedRow]]]]:
        """Read days and times as the floor's; what has begun by `now` is not planned any more."""
        self._zone, self._begun = ZoneInfo(self.zone(session)), now
        say = partial(read_planned, patterns=_called(read_patterns(session)), zone=self._zone)
        return partial(read_lines, columns=COLUMNS, say=say, optional=OPTIONAL)

    def write(self, session: Session, portions: Iterable[list[Line[PlannedRow]]], counts: RowCounts) -> list[Reject]:
        """Write what the file says of each day of everybody."""
        people, refused = agents_called(session), list[Reject]()
        plans: defaultdict[int, dict[_Place, _Plan]] = defaultdict(dict)
        for line in sorted(chain.from_iterable(portions), key=lambda line: (line.says.day, line.number)):
            if (person_id := people.get(line.says.agent.casefold())) is None:
                refused.append(line.refused(RowRefusedError("Nobody who works here is called so.")))
                continue
            place = person_id, line.says.day, line.says.kind is ShiftKind.STANDBY
            plans[person_id].setdefault(place, _Plan()).lines.append(line)
        gone, new = list[ShiftRow](), list[ShiftRow]()
        counts.also["gone"] = 0
        for person_id, theirs in plans.items():
            stays = self._line_up(session, person_id, theirs)
            for plan in theirs.values():
                stays += _keep(plan, person_id, counts)
            for plan in theirs.values():
                refused += _take(plan, stays, person_id, counts)
                gone += plan.stands
                new += plan.new
                counts.changed += min(len(plan.new), len(plan.stands))
                counts.added += max(len(plan.new) - len(plan.stands), 0)
                counts.also["gone"] += max(len(plan.stands) - len(plan.new), 0)
        replace_shifts(session, gone, new, by=None, now=self._begun)
        return refused

    def total(self, row: Line[PlannedRow]) -> Total:
        """Count shifts and hours by agent; on a free day there are none."""
        said = row.says
        at = said.span[0] if said.span else datetime.combine(said.day, time(), self._zone)
        return Total(said.agent, at, (1 if said.span else 0, said.hours))

    def _line_up(self, session: Session, person_id: int, plans: Mapping[_Place, _Plan]) -> list[ShiftRow]:
        """Sort the shifts of the person to the days that the file names; return all that it does not replace."""
        days = [day for _, day, _ in plans]
        begins, ends = (datetime.combine(day, time(), self._zone) for day in (min(days), max(days) + _DAY))
        found, stays = shifts_between(session, begins, ends + LONGEST_SHIFT, [person_id]), []
        for row in found:
            day = row.starts_at.astimezone(self._zone).date()
            plan = plans.get((person_id, day, row.kind is ShiftKind.STANDBY))
            is_plan = row.source in _PLANNED and row.version == 1 and row.starts_at > self._begun
            if plan is not None and is_plan:
                plan.stands.append(row)
            else:
                stays.append(row)
                if plan is not None:
                    plan.by_hand.append(row)
        return stays


def _keep(plan: _Plan, person_id: int, counts: RowCounts) -> list[ShiftRow]:
    """Leave what is there as the file says it; return what was planned before and stays."""
    known = {_same(row): row for row in (*plan.by_hand, *plan.stands)}
    kept = []
    for line in tuple(plan.lines):
        if line.says.span and (same := known.pop(_same(_row(line, person_id)), None)) is not None:
            counts.unchanged += 1
            plan.lines.remove(line)
            kept.append(same)
    before, plan.stands = (
        [row for row in plan.stands if any(row is each for each in kept) is is_kept] for is_kept in (True, False)
    )
    return before


def _take(plan: _Plan, stays: list[ShiftRow], person_id: int, counts: RowCounts) -> list[Reject]:
    """Let a day be as the file says; what is in the way is the reason of a refusal."""
    refused = []
    for line in plan.lines:
        if plan.by_hand:
            refused.append(line.refused(RowRefusedError("A shift of this day was written by hand, or has begun.")))
        elif line.says.span is None:
            counts.unchanged += not plan.stands
        elif _is_free(row := _row(line, person_id), stays):
            plan.new.append(row)
            stays.append(row)
        else:
            refused.append(line.refused(RowRefusedError("It overlaps with another shift of this agent.")))
    if refused and not plan.new:
        # What is refused leaves the day as it was.
        plan.stands = [row for row in plan.stands if not _is_free(row, stays)]
    return refused


def _row(line: Line[PlannedRow], person_id: int) -> ShiftRow:
    said = line.says
    assert said.span is not None
    row = ShiftRow(0, person_id, said.agent, *said.span, said.kind, None, said.pattern, said.activities)
    return replace(row, source=ShiftSource.IMPORT)


def _called(patterns: Sequence[Pattern]) -> dict[str, Pattern]:
    """Return the patterns by code and name, with their breaks where a shift that is set by hand has them."""
    nominal = {}
    for each in patterns:
        alone = Problem(date.min, 1, "UTC", (each,), (), {})
        nominal[each.code] = replace(each, activities=place_nominally(alone, each))
    return {each.code.casefold(): each for each in nominal.values()} | {
        each.name.casefold(): each for each in nominal.values()
    }


def _same(row: ShiftRow) -> tuple[object, ...]:
    return row.kind, row.starts_at, row.ends_at, row.pattern, row.activities


def _is_free(row: ShiftRow, stays: Iterable[ShiftRow]) -> bool:
    """Say whether nothing of its kind is in the way."""
    beside = (each for each in stays if (each.kind is ShiftKind.STANDBY) == (row.kind is ShiftKind.STANDBY))
    return not any(row.starts_at < each.ends_at and each.starts_at < row.ends_at for each in beside)
