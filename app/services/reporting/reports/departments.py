"""Departments (部门协办): what each was asked, how much of it was answered in time, and how long that took."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy.orm import Session

from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.deadlines.rulebook import Rulebook
from app.services.reporting.base import Period, Report
from app.services.reporting.department_times import DepartmentTimes, Round, read_department_times
from app.services.reporting.sheets import Chart, Column, Kind, Series, Sheet

_DEPARTMENT = Column("department", Bilingual("部门", "Department"), width=28)
_COLUMNS = (
    _DEPARTMENT,
    Column("tasks", Bilingual("新任务", "New tasks"), Kind.INTEGER),
    Column("asked", Bilingual("提问轮次", "Rounds asked"), Kind.INTEGER, 14),
    Column("sent_back", Bilingual("其中退回", "Of them sent back"), Kind.INTEGER, 16),
    Column("rounds", Bilingual("每任务轮次", "Rounds per task"), Kind.NUMBER, 14),
    Column("answered", Bilingual("已答复", "Answered"), Kind.INTEGER),
    Column("decided", Bilingual("已判定时限", "Limits decided"), Kind.INTEGER, 14),
    Column("in_time", Bilingual("按时答复", "In time"), Kind.INTEGER),
    Column("in_time_share", Bilingual("按时率", "Share in time"), Kind.PERCENT),
    Column("half", Bilingual("中位数（工作时间）", "Median, opening hours"), Kind.DURATION, 18),
    Column("most", Bilingual("P90（工作时间）", "P90, opening hours"), Kind.DURATION, 18),
    Column("waiting", Bilingual("现待答复", "Not answered now"), Kind.INTEGER, 14),
    Column("late_now", Bilingual("其中超时", "Of them late"), Kind.INTEGER, 14),
)
_DATA = (
    _DEPARTMENT,
    Column("number", Bilingual("工单号", "Complaint"), width=14),
    Column("title", Bilingual("事项", "Task"), width=36),
    Column("round", Bilingual("轮次", "Round"), Kind.INTEGER),
    Column("asked", Bilingual("提问时间", "Asked"), Kind.DATETIME),
    Column("due", Bilingual("到期时间", "Due"), Kind.DATETIME),
    Column("answered", Bilingual("答复时间", "Answered"), Kind.DATETIME),
    Column("in_time", Bilingual("按时", "In time"), Kind.FLAG),
    Column("seconds", Bilingual("用时（工作时间）", "Time, opening hours"), Kind.DURATION, 18),
)
_DEFINITIONS = (
    Bilingual(
        "轮次：每次提问或退回为一轮，各有完整时限；统计期内发生的计入，“现待答复”为生成时的情况。",
        "Round: each time that something is asked or sent back, with its whole time. What happened in the period "
        "counts; what is not answered now is as of making this.",
    ),
    Bilingual(
        "按时率 = 按时答复 ÷ 已判定时限；时限在按时答复时或到期时判定一次，撤回且未到期的不计。",
        "Share in time = in time ÷ limits decided; a limit is decided once, when it is answered in time or when it "
        "passes; what was withdrawn before that is not.",
    ),
    Bilingual(
        "用时：统计期内答复的轮次，按策略日历的工作时间计，暂停不计；中位数、P90 指一半、十分之九不超过。",
        "Times: of the rounds answered in the period, in the opening hours of the policy's calendar, without pauses; "
        "half, and nine in ten, took no longer.",
    ),
    Bilingual("策略未规定时限的任务不计入。", "Tasks for which the policy gives no time are not in it."),
)


class DepartmentsReport(Report):
    """How long each department takes to answer, and how often in time."""

    name: ClassVar[str] = "departments"
    title: ClassVar[Bilingual] = Bilingual("部门协办", "Departments")
    position: ClassVar[int] = 40

    def sheets(self, session: Session, period: Period, language: Language, *, now: datetime) -> Sequence[Sheet]:
        """Return a tab by department, and the rounds that it is made of."""
        found, rounds = read_department_times(session, Rulebook(), period, now=now)
        last = period.end - timedelta(days=1)
        made = f"{now.astimezone(period.zone):%Y-%m-%d %H:%M}"
        lines = (
            Bilingual(
                f"发生日期：{period.first} 至 {last}（含首尾）",
                f"Happened from {period.first} to {last}, both days included",
            ),
            Bilingual(
                f"生成时间：{made}    时区：{period.zone.key}", f"Generated {made}    Time zone: {period.zone.key}"
            ),
        )
        share = Bilingual("按时率", "Share answered in time")
        return [
            Sheet(
                Bilingual("按部门", "By department"),
                "Departments",
                _COLUMNS,
                [tuple(_cells(row)) for row in found],
                title=Bilingual("部门协办：处理时长与按时率", "Departments: processing time and share in time"),
                lines=lines,
                notes=_DEFINITIONS,
                charts=(Chart("bars", share, "department", (Series("in_time_share", "2F6F8F"),), limit=15),),
            ),
            Sheet(
                Bilingual("数据", "Data"),
                "Department_rounds",
                _DATA,
                [tuple(_round(each)) for each in rounds],
            ),
        ]


def _cells(row: DepartmentTimes) -> Iterator[object]:
    yield from (row.department, row.tasks, row.asked, row.sent_back, row.rounds, row.answered, row.decided)
    yield from (row.in_time, row.in_time_share, row.half, row.most, row.waiting, row.late_now)


def _round(each: Round) -> Iterator[object]:
    yield from (each.department, each.number, each.title, each.cycle, each.asked_at, each.due_at)
    yield from (each.ended_at if each.answered else None, each.in_time, each.seconds)
