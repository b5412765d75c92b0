"""The schedule (班表): people by days, how far they kept to it, and the shifts as they stand."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from sqlalchemy.orm import Session

from app.models.people import AgentState, Language
from app.models.roster import ShiftKind
from app.services.bilingual import Bilingual
from app.services.reporting.base import Period, Report
from app.services.reporting.sheets import Column, Kind, Sheet
from app.services.staffing.roster.adherence import AdherenceRow, adherence
from app.services.staffing.roster.reading import read_patterns
from app.services.staffing.roster.shifts import ShiftRow, shifts_between

_DAY, _MINUTE = timedelta(days=1), 60
_NAME = Column("name", Bilingual("姓名", "Name"), width=24)
_KINDS = {
    ShiftKind.WORK: Bilingual("班次", "Shift"),
    ShiftKind.STANDBY: Bilingual("备班", "Standby"),
    ShiftKind.TRAINING: Bilingual("培训", "Training"),
}
_ADHERENCE = (
    _NAME,
    Column("day", Bilingual("日期", "Day"), Kind.DATE),
    Column("scheduled", Bilingual("排班时长", "Scheduled"), Kind.DURATION),
    Column("kept", Bilingual("遵守时长", "Kept"), Kind.DURATION),
    Column("share", Bilingual("遵时率", "Adherence"), Kind.PERCENT),
    Column("unscheduled", Bilingual("班外工作", "Outside of shifts"), Kind.DURATION, 16),
)
_DATA = (
    _NAME,
    Column("kind", Bilingual("类别", "Kind")),
    Column("pattern", Bilingual("班次模板", "Pattern"), width=14),
    Column("starts", Bilingual("上班", "From"), Kind.DATETIME),
    Column("ends", Bilingual("下班", "To"), Kind.DATETIME),
    Column("worked", Bilingual("工时（不含休息）", "Worked without breaks"), Kind.DURATION, 20),
    Column("breaks", Bilingual("休息次数", "Breaks"), Kind.INTEGER),
    Column("note", Bilingual("备注", "Note"), width=30),
)
_NOTES = (
    Bilingual(
        "遵时率 = 状态与班表一致的时长 ÷ 排班时长（备班不计）；截至生成时间。",
        "Adherence = time in the state that the schedule asks for ÷ time scheduled; standby does not count; up to now.",
    ),
    Bilingual("合计：班次工时，不含休息与备班。", "Total: worked in shifts, without breaks and standby."),
)


class ScheduleReport(Report):
    """Who works when, to hang on the wall, and how it was kept to."""

    name: ClassVar[str] = "schedule"
    title: ClassVar[Bilingual] = Bilingual("班表与遵时率", "Schedule and adherence")

    def sheets(self, session: Session, period: Period, language: Language, *, now: datetime) -> Sequence[Sheet]:
        """Return a tab with people by days, one with their adherence, and the shifts."""
        begins, ends = (
            datetime.combine(day, time(), period.zone).astimezone(UTC) for day in (period.first, period.end)
        )
        rows = [row for row in shifts_between(session, begins, ends) if begins <= row.starts_at]
        names = {each.code: each.name for each in read_patterns(session)}
        last = period.end - _DAY
        lines = (
            Bilingual(
                f"日期：{period.first} 至 {last}（含首尾）", f"From {period.first} to {last}, both days included"
            ),
            Bilingual(
                f"生成时间：{now.astimezone(period.zone):%Y-%m-%d %H:%M}    时区：{period.zone.key}",
                f"Generated {now.astimezone(period.zone):%Y-%m-%d %H:%M}    Time zone: {period.zone.key}",
            ),
        )
        days = [period.first + number * _DAY for number in range((period.end - period.first).days)]
        kept = adherence(session, None, begins, ends, now=now)
        return [
            Sheet(
                Bilingual("班表", "Schedule"),
                "Schedule_by_day",
                (_NAME, Column("total", Bilingual("合计", "Total"), Kind.DURATION), *map(_day_column, days)),
                _matrix(rows, days, period, names, language),
                title=self.title,
                lines=lines,
                notes=_NOTES,
            ),
            Sheet(
                Bilingual("遵时率", "Adherence"),
                "Adherence",
                _ADHERENCE,
                [_adherence(each) for each in kept],
                title=Bilingual("遵时率：按人按日", "Adherence by person and day"),
                lines=lines,
                notes=_NOTES,
            ),
            Sheet(Bilingual("数据", "Data"), "Shifts", _DATA, _data(rows, names, language), total=len(rows)),
        ]


def _day_column(day: date) -> Column:
    weekday = "一二三四五六日"[day.weekday()]
    return Column(f"{day}", Bilingual(f"{day:%m-%d} 周{weekday}", f"{day:%d %b} {day:%a}"), width=16)


def _matrix(
    rows: Sequence[ShiftRow], days: Sequence[date], period: Period, names: dict[str, str], language: Language
) -> list[tuple[object, ...]]:
    of: defaultdict[str, defaultdict[date, list[ShiftRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        of[row.name][row.starts_at.astimezone(period.zone).date()].append(row)
    return [
        (
            name,
            sum(row.worked.total_seconds() for each in by_day.values() for row in each if _is_work(row)),
            *("\n".join(_cell(row, period, names, language) for row in by_day.get(day, ())) or None for day in days),
        )
        for name, by_day in sorted(of.items())
    ]


def _cell(row: ShiftRow, period: Period, names: dict[str, str], language: Language) -> str:
    first, last = (at.astimezone(period.zone) for at in (row.starts_at, row.ends_at))
    return f"{_called(row, names, language)} {first:%H:%M}–{last:%H:%M}"


def _called(row: ShiftRow, names: dict[str, str], language: Language) -> str:
    return _KINDS[row.kind].of(language) if row.pattern is None else names.get(row.pattern, row.pattern)


def _is_work(row: ShiftRow) -> bool:
    return row.kind is not ShiftKind.STANDBY


def _adherence(row: AdherenceRow) -> tuple[object, ...]:
    spans = (row.scheduled * _MINUTE, row.kept * _MINUTE)
    return (row.name, row.day, *spans, row.share, row.unscheduled * _MINUTE)


def _data(rows: Sequence[ShiftRow], names: dict[str, str], language: Language) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.name,
            _KINDS[row.kind].of(language),
            None if row.pattern is None else names.get(row.pattern, row.pattern),
            row.starts_at,
            row.ends_at,
            row.worked.total_seconds(),
            sum(each.kind is AgentState.BREAK for each in row.activities),
            row.note or None,
        )
