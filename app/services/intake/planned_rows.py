"""What a row of a plan of shifts says: whose shift, on which day, in which pattern or from when to when, its breaks."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.models.people import AgentState
from app.models.roster import ShiftKind
from app.services.intake.plain_rows import Cells
from app.services.intake.tables import shown
from app.services.intake.timing import RowRefusedError
from app.services.staffing.roster.problem import DAY_MINUTES, Pattern, pattern_starts_at
from app.services.staffing.roster.shifts import LONGEST_SHIFT, ActivityRow

COLUMNS = {
    "agent": ("agent", "person", "name", "坐席", "客服", "姓名"),
    "day": ("day", "date", "日期"),
    "pattern": ("pattern", "shift", "班次"),
    "start": ("start", "started_at", "starts_at", "开始时间", "开始", "上班"),
    "end": ("end", "ended_at", "ends_at", "结束时间", "结束", "下班"),
    "breaks": ("breaks", "break", "休息", "休息时间"),
    "trainings": ("trainings", "training", "培训"),
    "kind": ("kind", "type", "类型"),
}
OPTIONAL = tuple(COLUMNS)[1:]
_KINDS = {
    "": ShiftKind.WORK,
    "班次": ShiftKind.WORK,
    "上班": ShiftKind.WORK,
    "备班": ShiftKind.STANDBY,
    "培训": ShiftKind.TRAINING,
} | {str(kind): kind for kind in ShiftKind}
# What planners write on days on which somebody does not work.
_FREE = frozenset(("off", "free", "rest", "休", "休息", "公休", "轮休", "-", "—", "/"))
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}[:：][\d:：]+))?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]00)?")
_HELD = re.compile(r"(\d{1,2}[:：]\d{2})\s*(?:[-–—~～至]\s*(\d{1,2}[:：]\d{2})|(\d{1,3}))")
_PARTS = re.compile(r"[,，;；、]")
_MINUTE = timedelta(minutes=1)


class PlannedRow(NamedTuple):
    """A shift that is planned for somebody, on the day on which it begins; no `span`: they do not work on that day."""

    agent: str
    day: date
    kind: ShiftKind = ShiftKind.WORK
    span: tuple[datetime, datetime] | None = None
    pattern: str | None = None
    activities: tuple[ActivityRow, ...] = ()

    @property
    def hours(self) -> float:
        """How long it is, breaks and all."""
        return (self.span[1] - self.span[0]) / timedelta(hours=1) if self.span else 0.0


def read_planned(cells: Cells, *, patterns: Mapping[str, Pattern], zone: ZoneInfo) -> PlannedRow:
    """Read a row; `patterns` are called by their casefolded names and codes. Raises `RowRefusedError`."""
    agent, named, kind = cells.text("agent"), cells.text("pattern"), cells.text("kind").casefold()
    if not agent:
        raise RowRefusedError("There is no agent.")
    if kind not in _KINDS:
        raise RowRefusedError("“{word}” is no kind of shift: work, standby, training.", word=shown(kind))
    day, starts = _begin(cells, zone)
    if named.casefold() in _FREE:
        return PlannedRow(agent, day, _KINDS[kind])
    pattern = patterns.get(named.casefold())
    if named and pattern is None:
        raise RowRefusedError("There is no shift pattern called “{name}”.", name=shown(named))
    if starts is None and pattern is None:
        raise RowRefusedError("It says neither a pattern nor a beginning.")
    if starts is None and pattern:
        starts = pattern.starts
    assert starts is not None
    ends = _end(cells, day, starts, pattern, zone)
    at = pattern_starts_at(day, starts, zone)
    # A pattern is as long as it says, whatever the clocks do.
    until = pattern_starts_at(day, ends, zone) if cells.text("end") or not pattern else at + (ends - starts) * _MINUTE
    if until - at > LONGEST_SHIFT:
        raise RowRefusedError("A shift has at most {hours} hours.", hours=LONGEST_SHIFT // timedelta(hours=1))
    activities = tuple(_activities(cells, pattern, (starts, ends), at))
    return PlannedRow(agent, day, _KINDS[kind], (at, until), pattern.code if pattern else None, activities)


def _begin(cells: Cells, zone: ZoneInfo) -> tuple[date, int | None]:
    """Return the day, and the minute of it at which it begins; None: it does not say."""
    said, start = cells.text("day"), cells.text("start")
    day = _day(said, zone)[0] if said else None
    if not start:
        if day is None:
            raise RowRefusedError("There is no day.")
        return day, None
    if day is not None and _TIME.fullmatch(start):
        return day, _minutes(start)
    begun, clock = _day(start, zone)
    # Excel writes times of a day as 1899 or 1900.
    if day is not None and begun.year < 1901:
        begun = day
    if day not in (None, begun):
        raise RowRefusedError("It begins on another day than it says.")
    return begun, _minutes(clock)


def _end(cells: Cells, day: date, starts: int, pattern: Pattern | None, zone: ZoneInfo) -> int:
    """Return the minute, counted from midnight before it begins, at which it ends."""
    text = cells.text("end")
    if not text:
        if pattern is None:
            raise RowRefusedError("There is no end.")
        return starts + pattern.minutes
    if _TIME.fullmatch(text):
        ends = _minutes(text)
        return ends if ends > starts else ends + DAY_MINUTES
    ended, clock = _day(text, zone)
    ends = (ended - day).days * DAY_MINUTES + _minutes(clock)
    if ends <= starts:
        raise RowRefusedError("It ends before it begins.")
    return ends


def _activities(cells: Cells, pattern: Pattern | None, span: tuple[int, int], at: datetime) -> Iterator[ActivityRow]:
    """Yield what interrupts it, in order: what the row says, or what its pattern has at the same times."""
    held = [
        (first, last, kind)
        for column, kind in (("breaks", AgentState.BREAK), ("trainings", AgentState.TRAINING))
        for first, last in _held(cells.text(column), span[0])
    ]
    if pattern and not cells.text("breaks") and not cells.text("trainings"):
        begins = ((pattern.starts + each.after, each) for each in pattern.activities)
        held = [
            (first, first + each.minutes, each.kind)
            for first, each in begins
            if span[0] <= first and first + each.minutes <= span[1]
        ]
    last = span[0]
    for first, until, kind in sorted(held):
        if not last <= first < until <= span[1]:
            raise RowRefusedError("Breaks and trainings follow one another within the shift.")
        last = until
        yield ActivityRow(kind, at + (first - span[0]) * _MINUTE, at + (until - span[0]) * _MINUTE)


def _held(text: str, starts: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last minute of each break, as “12:00-13:00” or “12:00 60” say them."""
    for part in filter(None, map(str.strip, _PARTS.split(text))):
        if (found := _HELD.fullmatch(part)) is None:
            raise RowRefusedError("“{text}” is no break; write it like 12:00-13:00.", text=shown(part))
        first = _minutes(found[1])
        last = first + int(found[3]) if found[3] else _minutes(found[2])
        if first < starts:
            first, last = first + DAY_MINUTES, last + DAY_MINUTES
        yield first, last if last > first else last + DAY_MINUTES


def _day(text: str, zone: ZoneInfo) -> tuple[date, str]:
    """Return the day that a text begins with, and the time of day after it; of an instant those on the floor."""
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3])), found[4] or "00:00"
        instant = datetime.fromisoformat(text)
        local = instant.astimezone(zone) if instant.tzinfo else instant
    except (ValueError, OverflowError):
        raise RowRefusedError("“{text}” is no day.", text=shown(text)) from None
    return local.date(), local.strftime("%H:%M")


def _minutes(text: str) -> int:
    found = _TIME.fullmatch(text.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise RowRefusedError("“{text}” is no time of day.", text=shown(text))
    return minutes
