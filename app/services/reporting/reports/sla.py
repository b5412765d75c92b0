"""SLA compliance (时效达成): clocks by target, day, category, owner, source; time per stage; every clock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.reporting.base import Period, Report, heading_lines
from app.services.reporting.compliance import Compliance, Tallies, Tally, Verdict, count_clocks, list_clocks
from app.services.reporting.sheets import Chart, Column, Kind, Series, Sheet
from app.services.reporting.stage_sheets import stage_sheets
from app.services.reporting.words import CLOCK_STATES, SOURCES, TARGETS

BLUE, RED, GREY = "2F6F8F", "B5533C", "A9B2B9"
LONGEST = 15  # bars that a chart still shows legibly

_COUNTS = (
    Column("clocks", Bilingual("计时数", "Clocks"), Kind.INTEGER),
    Column("on_time", Bilingual("按时", "On time"), Kind.INTEGER),
    Column("no_target", Bilingual("其中无目标", "of which no target"), Kind.INTEGER, 14),
    Column("late", Bilingual("超时", "Late"), Kind.INTEGER),
    Column("open", Bilingual("进行中", "Open"), Kind.INTEGER),
    Column("rate", Bilingual("按时率", "On-time rate"), Kind.PERCENT),
)
_OUTCOMES = (Series("on_time", BLUE), Series("late", RED), Series("open", GREY))
_RATE = (Series("rate", BLUE),)
_RATE_TITLE = Bilingual("按时率", "On-time rate")
_OUTCOME_TITLE = Bilingual("按时、超时与进行中", "On time, late and open")
_WORST_TITLE = Bilingual(f"超时最多的 {LONGEST} 项", f"The {LONGEST} with most late")
_NONE = Bilingual("（无）", "(none)")
_ALL = Bilingual("全部", "All")
_NO_TARGET = Bilingual("无目标", "No target")
_BY_POLICY = Bilingual("按策略计算", "by policy")

_CLOCKS = (
    Column("number", Bilingual("工单编号", "Ticket"), width=14),
    Column("external_key", Bilingual("外部编号", "External key"), width=20),
    Column("source", Bilingual("来源渠道", "Source"), width=13),
    Column("category", Bilingual("类别", "Category"), width=30),
    Column("owner", Bilingual("负责人", "Owner")),
    Column("received", Bilingual("收到时间", "Received"), Kind.DATETIME),
    Column("target", Bilingual("时效目标", "Target"), width=15),
    Column("cycle", Bilingual("周期", "Cycle"), Kind.INTEGER, 8),
    Column("started", Bilingual("开始时间", "Started"), Kind.DATETIME),
    Column("due", Bilingual("到期时间", "Due"), Kind.DATETIME),
    Column("stopped", Bilingual("停止时间", "Stopped"), Kind.DATETIME),
    Column("state", Bilingual("状态", "State"), width=11),
    Column("on_time", Bilingual("是否按时", "On time"), width=11),
    Column("late_by", Bilingual("超时时长", "Late by"), Kind.DURATION),
    Column("provenance", Bilingual("到期时间依据", "Due time from"), width=26),
    Column("policy", Bilingual("策略版本", "Policy version"), width=16),
)
_VERDICTS = {
    Verdict.ON_TIME: Bilingual("是", "yes"),
    Verdict.LATE: Bilingual("否", "no"),
    Verdict.OPEN: Bilingual("进行中", "open"),
    Verdict.NO_TARGET: Bilingual("无目标", "no target"),
}

_DEFINITIONS = (
    Bilingual(
        "计时数：每张工单的每个时效目标在每个周期各计一次；已取消的不计，从未计时的工单按一次计。",
        "Clocks: one for each target of a ticket in each cycle; cancelled ones are left out, a ticket that never had "
        "one counts once.",
    ),
    Bilingual("按时：停止时间不晚于到期时间。", "On time: stopped at or before the due time."),
    Bilingual(
        "超时：停止时间晚于到期时间，或生成报表时仍在计时且已过到期时间。",
        "Late: stopped after the due time, or still running past it when the report was made.",
    ),
    Bilingual(
        "进行中：仍在计时且未到期，或暂停中；不计入按时率。",
        "Open: still running and not yet due, or paused; not part of the on-time rate.",
    ),
    Bilingual(
        "无目标：已办结但没有到期时间记录的工单，计为按时。",
        "No target: a finished ticket for which no due time is known; it counts as on time.",
    ),
    Bilingual("按时率 = 按时 ÷（按时 + 超时）。", "On-time rate = on time ÷ (on time + late)."),
)


class SlaReport(Report):
    """How far the promised times were kept, for the complaints received in a period."""

    name: ClassVar[str] = "sla"
    title: ClassVar[Bilingual] = Bilingual("时效达成报表", "SLA compliance")
    position: ClassVar[int] = 10

    def sheets(self, session: Session, period: Period, language: Language, *, now: datetime) -> Sequence[Sheet]:
        """Return an overview, one tab a dimension, the stages, and the flat list of clocks, read as it is written."""
        found = count_clocks(session, period, now=now)
        lines = heading_lines(period, now)
        none = _NONE.of(language)
        worst = Chart("bars", _WORST_TITLE, "name", _OUTCOMES, stacked=True, limit=LONGEST)
        return [
            _overview(found, language, lines),
            Sheet(
                Bilingual("按日", "By day"),
                "Compliance_by_day",
                (Column("day", Bilingual("日期", "Day"), Kind.DATE), *_COUNTS),
                [_counts(day, tally) for day, tally in found.by_day.items()],
                title=Bilingual("时效达成：按收到日期", "SLA compliance by day received"),
                lines=lines,
                charts=(
                    Chart("line", _RATE_TITLE, "day", _RATE),
                    Chart("columns", _OUTCOME_TITLE, "day", _OUTCOMES, stacked=True),
                ),
            ),
            _ranked("category", Bilingual("类别", "category"), _named(found.by_category, none), lines, worst),
            _ranked("owner", Bilingual("负责人", "owner"), _named(found.by_owner, none), lines, worst),
            _ranked(
                "source",
                Bilingual("来源渠道", "source"),
                ((SOURCES[source].of(language), tally) for source, tally in found.by_source.items()),
                lines,
                Chart("bars", _OUTCOME_TITLE, "name", _OUTCOMES, stacked=True),
            ),
            *stage_sheets(session, period, language, now=now),
            Sheet(
                Bilingual("数据", "Data"),
                "Clocks",
                _CLOCKS,
                _clock_rows(session, period, language, now=now),
                total=found.all.total,
            ),
        ]


def _overview(found: Compliance, language: Language, lines: Sequence[Bilingual]) -> Sheet:
    targets = [(words, found.by_target[target]) for target, words in TARGETS.items() if target in found.by_target]
    if None in found.by_target:
        targets.append((_NO_TARGET, found.by_target[None]))
    return Sheet(
        Bilingual("总览", "Overview"),
        "Compliance",
        (Column("target", Bilingual("时效目标", "Target"), width=22), *_COUNTS),
        [_counts(words.of(language), tally) for words, tally in [*targets, (_ALL, found.all)]],
        title=SlaReport.title,
        lines=lines,
        notes=_DEFINITIONS,
        charts=(Chart("columns", _RATE_TITLE, "target", _RATE),),
    )


def _ranked(
    key: str, word: Bilingual, tallies: Iterable[tuple[str, Tally]], lines: Sequence[Bilingual], chart: Chart
) -> Sheet:
    """A tab of one dimension, those with most late clocks first."""
    ranked = sorted(tallies, key=lambda pair: (-pair[1].late, -pair[1].total, pair[0]))
    heading = Bilingual(word.zh, word.en.capitalize())
    return Sheet(
        Bilingual(f"按{word.zh}", f"By {word.en}"),
        f"Compliance_by_{key}",
        (Column("name", heading, width=34), *_COUNTS),
        [_counts(name, tally) for name, tally in ranked],
        title=Bilingual(f"时效达成：按{word.zh}", f"SLA compliance by {word.en}"),
        lines=lines,
        charts=(chart,),
    )


def _named(tallies: Tallies, none: str) -> Iterator[tuple[str, Tally]]:
    return ((none if name is None else name, tally) for name, tally in tallies.items())


def _counts(name: object, tally: Tally) -> tuple[object, ...]:
    counts = tally.counts
    without, waiting = counts[Verdict.NO_TARGET], counts[Verdict.OPEN]
    return name, tally.total, tally.on_time, without, tally.late, waiting, tally.rate


def _clock_rows(session: Session, period: Period, language: Language, *, now: datetime) -> Iterator[tuple[object, ...]]:
    targets, sources, states, verdicts = (
        {word: words.of(language) for word, words in table.items()}
        for table in (TARGETS, SOURCES, CLOCK_STATES, _VERDICTS)
    )
    by_policy = _BY_POLICY.of(language)
    for row in list_clocks(session, period, now=now):
        yield (
            row.number,
            row.external_key,
            sources[row.source],
            row.category,
            row.owner,
            row.received_at,
            targets[row.target] if row.target else None,
            row.cycle,
            row.started_at,
            row.due_at,
            row.stopped_at,
            states[row.state] if row.state else None,
            verdicts[row.verdict],
            row.late_by(now),
            row.provenance or (by_policy if row.target else None),
            row.policy and f"{row.policy} {row.policy_number}",
        )
