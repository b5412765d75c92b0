"""The sheets of a report that say how long complaints stay in each stage, with the definitions printed below."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.models.people import Language
from app.models.sla import Measure
from app.services.bilingual import Bilingual
from app.services.deadlines.rulebook import Rulebook
from app.services.reporting.base import Period
from app.services.reporting.sheets import Chart, Column, Kind, Series, Sheet
from app.services.reporting.stage_times import By, Limit, StageTimes, read_stage_times
from app.services.reporting.words import ROLES, STAGES

_COLUMNS = (
    Column("stage", Bilingual("环节", "Stage"), width=20),
    Column("role", Bilingual("责任角色", "Answers for it"), width=16),
    Column("limit", Bilingual("时限", "Limit"), width=26),
    Column("entered", Bilingual("进入", "Entered"), Kind.INTEGER),
    Column("left", Bilingual("离开", "Left"), Kind.INTEGER),
    Column("opening_half", Bilingual("工作时间中位数", "Median, opening hours"), Kind.DURATION, 16),
    Column("opening_most", Bilingual("工作时间 P90", "P90, opening hours"), Kind.DURATION, 16),
    Column("natural_half", Bilingual("自然时间中位数", "Median, natural time"), Kind.DURATION, 16),
    Column("natural_most", Bilingual("自然时间 P90", "P90, natural time"), Kind.DURATION, 16),
    Column("decided", Bilingual("已判定时限", "Limits decided"), Kind.INTEGER, 14),
    Column("late", Bilingual("超过时限", "Over the limit"), Kind.INTEGER, 14),
    Column("late_share", Bilingual("超限率", "Share over the limit"), Kind.PERCENT, 18),
    Column("hand_overs", Bilingual("换人交接", "Hand-overs"), Kind.INTEGER),
    Column("role_changes", Bilingual("换岗交接", "Changes of role"), Kind.INTEGER, 16),
    Column("sent_back", Bilingual("退回", "Sent back"), Kind.INTEGER),
    Column("waiting", Bilingual("现有", "In it now"), Kind.INTEGER),
    Column("oldest", Bilingual("最久的进入时间", "Oldest since"), Kind.DATETIME),
)
_NONE = Bilingual("（无）", "(none)")
_CATEGORY = Column("category", Bilingual("类别", "Category"), width=30)
_LATE = (Series("late_share", "B5533C"),)
DEFINITIONS = (
    Bilingual(
        "统计期内发生的事项，与工单何时收到无关；“现有”和“最久”为生成时的情况。",
        "What happened in the period counts, whenever the complaint came; “in it now” and “oldest” are as of making "
        "this.",
    ),
    Bilingual(
        "用时：统计期内结束的停留，从进入环节到离开环节或工单办结；等待时间计入，办结至重开之间不计。",
        "Times: of the stays that ended in the period, from entering a stage to leaving it or to the resolution; waits "
        "are in it, the time from a resolution to its reopening is not.",
    ),
    Bilingual(
        "中位数、P90：一半、十分之九的停留不超过该时长。工作时间按该工单策略的日历计。",
        "Median and P90: half, and nine in ten, took no longer. Opening hours are those of the policy's calendar.",
    ),
    Bilingual(
        "超限率 = 超过时限 ÷ 已判定时限；时限在按时离开时或到期时判定一次，暂停中的尚未判定。",
        "Share over the limit = over the limit ÷ limits decided; a limit is decided once, when the stage is left in "
        "time or when it passes; one that stands still is not yet.",
    ),
    Bilingual(
        "换人交接：负责人由一人改为另一人。换岗交接：进入责任角色不同的环节。退回：从后面的环节回到本环节。",
        "Hand-overs: the owner changed from one person to another. Changes of role: entered from a stage for which "
        "another role answers. Sent back: entered from a later stage.",
    ),
)
_UNITS = {
    Measure.NATURAL_DAYS: Bilingual("个自然日", " natural days"),
    Measure.WORKING_DAYS: Bilingual("个工作日", " working days"),
    Measure.OPENING_HOURS: Bilingual("（工作时间）", " opening hours"),
    Measure.ROUND_THE_CLOCK: Bilingual("（昼夜连续）", " round the clock"),
}


def stage_sheets(session: Session, period: Period, language: Language, *, now: datetime) -> list[Sheet]:
    """Return the tab of all stages and that of the stages by category."""
    rulebook = Rulebook()
    of_all, by_category = (read_stage_times(session, rulebook, period, by, now=now) for by in (By.STAGE, By.CATEGORY))
    last = period.end - timedelta(days=1)
    made = f"{now.astimezone(period.zone):%Y-%m-%d %H:%M}"
    lines = (
        Bilingual(
            f"发生日期：{period.first} 至 {last}（含首尾）",
            f"Happened from {period.first} to {last}, both days included",
        ),
        Bilingual(f"生成时间：{made}    时区：{period.zone.key}", f"Generated {made}    Time zone: {period.zone.key}"),
    )
    title = Bilingual("各环节用时", "Time per stage")
    share = Chart("columns", Bilingual("超限率", "Share over the limit"), "stage", _LATE)
    return [
        Sheet(
            title,
            "Stages",
            _COLUMNS,
            [tuple(_cells(row, language)) for row in of_all],
            title=title,
            lines=lines,
            notes=DEFINITIONS,
            charts=(share,),
        ),
        Sheet(
            Bilingual("环节与类别", "Stages by category"),
            "Stages_by_category",
            (_CATEGORY, *_COLUMNS),
            [(row.group or _NONE.of(language), *_cells(row, language)) for row in by_category],
            title=Bilingual("各环节用时：按类别", "Time per stage by category"),
            lines=lines,
            notes=DEFINITIONS,
        ),
    ]


def _cells(row: StageTimes, language: Language) -> Iterator[object]:
    yield STAGES[row.stage].of(language) if row.stage in STAGES else row.stage
    yield ", ".join(ROLES[role].of(language) for role in row.roles) or None
    yield " / ".join(_limit(limit, language) for limit in row.limits) or None
    yield from (row.entered, row.left)
    for spread in (row.opening, row.natural):
        yield from spread or (None, None)
    yield from (row.decided, row.late, row.late_share)
    yield from (row.hand_overs, row.role_changes, row.sent_back, row.waiting, row.oldest_since)


def _limit(limit: Limit, language: Language) -> str:
    unit = _UNITS[limit.measure].of(language)
    if limit.measure in (Measure.NATURAL_DAYS, Measure.WORKING_DAYS):
        return f"{limit.amount}{unit}"
    hours, minutes = divmod(limit.amount // 60, 60)
    return f"{hours}:{minutes:02}{unit}"
