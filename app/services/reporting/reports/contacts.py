"""Contacts and service level (来电与服务水平): by queue, day and time of day, with the definitions printed below."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from sqlalchemy.orm import Session

from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.reporting.base import Period, Report
from app.services.reporting.contact_figures import ContactReport, Figures, read_contact_report
from app.services.reporting.sheets import Chart, Column, Kind, Series, Sheet

_BLUE, _RED = "2F6F8F", "B5533C"
_COUNTS = (
    Column("offered", Bilingual("呼入", "Offered"), Kind.INTEGER),
    Column("answered", Bilingual("接通", "Answered"), Kind.INTEGER),
    Column("abandoned", Bilingual("放弃", "Abandoned"), Kind.INTEGER),
)
_FIGURES = (
    *_COUNTS,
    Column("abandonment", Bilingual("放弃率", "Abandonment"), Kind.PERCENT),
    Column("service_level", Bilingual("服务水平", "Service level"), Kind.PERCENT),
    Column("handle_time", Bilingual("平均处理时长（秒）", "Average handling time (s)"), Kind.INTEGER, 16),
    Column("wait", Bilingual("平均等待（秒）", "Average wait (s)"), Kind.INTEGER, 14),
)
_OCCUPANCY = Column("occupancy", Bilingual("占用率", "Occupancy"), Kind.PERCENT)
_DATA = (
    Column("queue", Bilingual("技能组", "Queue"), width=28),
    Column("starts", Bilingual("时段开始", "Interval from"), Kind.DATETIME),
    Column("minutes", Bilingual("时段（分钟）", "Minutes"), Kind.INTEGER),
    *_COUNTS,
    Column("in_time", Bilingual("时限内接通", "Answered in time"), Kind.INTEGER, 14),
    Column("early", Bilingual("时限内放弃", "Abandoned early"), Kind.INTEGER, 14),
    Column("handle", Bilingual("处理总秒数", "Handling (s)"), Kind.INTEGER, 14),
    Column("waited", Bilingual("等待总秒数", "Waiting (s)"), Kind.INTEGER, 14),
)
_OUTCOMES = (Series("answered", _BLUE), Series("abandoned", _RED))
_LEVEL = (Series("service_level", _BLUE),)
_OUTCOME_TITLE = Bilingual("接通与放弃", "Answered and abandoned")
_LEVEL_TITLE = Bilingual("服务水平", "Service level")
_ALL = Bilingual("全部", "All")
_DEFINITIONS = (
    Bilingual(
        "呼入：进入技能组排队的联系；接通 + 放弃可因跨时段排队与呼入略有差异。",
        "Offered: contacts that came to a queue; answered and abandoned may differ from it a little, for those who "
        "wait from one interval into the next.",
    ),
    Bilingual("放弃率 = 放弃 ÷ 呼入。", "Abandonment = abandoned ÷ offered."),
    Bilingual(
        "时限按计数当时的标准；此后改变时限，已计的时段不变。",
        "Who was in time was counted by the threshold of then; changing it later changes nothing of what was counted.",
    ),
    Bilingual(
        "平均处理时长 = 通话与事后处理 ÷ 接通；平均等待（ASA）= 所有呼入的等待 ÷ 呼入。",
        "Average handling time = talk and wrap-up ÷ answered; average wait (ASA) = the waiting of all ÷ offered.",
    ),
    Bilingual(
        "占用率 = 处理时长 ÷ 坐席在岗（就绪、处理、事后处理）时长；没有状态记录时空白。",
        "Occupancy = handling ÷ the time that people were ready, handling or in wrap-up; blank where no states are "
        "known.",
    ),
    Bilingual("空白：来源没有提供该数字。", "Blank: the source of the figures does not say."),
)


class ContactsReport(Report):
    """What came by telephone and chat, how it was answered, and how busy people were with it."""

    name: ClassVar[str] = "contacts"
    title: ClassVar[Bilingual] = Bilingual("来电与服务水平", "Contacts and service level")

    def sheets(self, session: Session, period: Period, language: Language, *, now: datetime) -> Sequence[Sheet]:
        """Return a tab by queue, by day, by time of day, and the intervals as they were counted."""
        found = read_contact_report(session, period, now=now)
        lines, notes = _lines(found, period, now), (found.rule.sentence, *_DEFINITIONS)
        queues = [*found.by_queue, (_ALL.of(language), found.all)]
        days = Chart("columns", _OUTCOME_TITLE, "day", _OUTCOMES, stacked=True)
        times = Chart("columns", _OUTCOME_TITLE, "time", _OUTCOMES, stacked=True)
        return [
            Sheet(
                Bilingual("按技能组", "By queue"),
                "Contacts_by_queue",
                (Column("queue", Bilingual("技能组", "Queue"), width=34), *_FIGURES, _OCCUPANCY),
                [_cells(name, figures) for name, figures in queues],
                title=ContactsReport.title,
                lines=lines,
                notes=notes,
                charts=(Chart("bars", _LEVEL_TITLE, "queue", _LEVEL, limit=15),),
            ),
            Sheet(
                Bilingual("按日", "By day"),
                "Contacts_by_day",
                (Column("day", Bilingual("日期", "Day"), Kind.DATE), *_FIGURES, _OCCUPANCY),
                [_cells(day, figures) for day, figures in found.by_day],
                title=Bilingual("来电与服务水平：按日", "Contacts and service level by day"),
                lines=lines,
                notes=notes,
                charts=(Chart("line", _LEVEL_TITLE, "day", _LEVEL), days),
            ),
            Sheet(
                Bilingual("按时段", "By time of day"),
                "Contacts_by_time",
                (Column("time", Bilingual("时段", "From"), width=10), *_FIGURES, _OCCUPANCY),
                [_cells(name, figures) for name, figures in found.by_time],
                title=Bilingual(
                    f"来电与服务水平：按 {found.minutes} 分钟时段（所有日期合计）",
                    f"Contacts and service level by {found.minutes} minutes of the day, all days together",
                ),
                lines=lines,
                notes=notes,
                charts=(Chart("line", _LEVEL_TITLE, "time", _LEVEL), times),
            ),
            Sheet(Bilingual("数据", "Data"), "Contacts", _DATA, _intervals(found), total=len(found.intervals)),
        ]


def _lines(found: ContactReport, period: Period, now: datetime) -> tuple[Bilingual, ...]:
    last = period.end - timedelta(days=1)
    made = f"{now.astimezone(period.zone):%Y-%m-%d %H:%M}"
    zone = period.zone.key
    return (
        Bilingual(
            f"呼入日期：{period.first} 至 {last}（含首尾）",
            f"Offered from {period.first} to {last}, both days included",
        ),
        Bilingual(f"生成时间：{made}    时区：{zone}", f"Generated {made}    Time zone: {zone}"),
        found.rule.sentence,
    )


def _cells(name: object, of: Figures) -> tuple[object, ...]:
    times = (None if seconds is None else round(seconds) for seconds in (of.handle_time, of.wait))
    return (name, of.offered, of.answered, of.abandoned, of.abandonment, of.service_level, *times, of.occupancy)


def _intervals(found: ContactReport) -> Iterator[tuple[object, ...]]:
    of = found.intervals
    for place in range(len(of)):
        yield (
            found.queues[int(of.queue_ids[place])],
            datetime.fromtimestamp(int(of.starts[place]), UTC),
            int(of.minutes[place]),
            int(of.offered[place]),
            int(of.answered[place]),
            int(of.abandoned[place]),
            float(of.in_time[place]),
            float(of.early[place]),
            int(of.handle_seconds[place]),
            int(of.wait_seconds[place]),
        )
