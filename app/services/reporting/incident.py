"""The incident report (突发复盘) of one activation: time line, who came when, what it changed, what it cost."""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.database import Database
from app.services.floor.activation.keeping import with_keeping
from app.services.floor.activation.reading import ActivationRow, Kept, read_activation
from app.services.reporting.apart import FileThereError
from app.services.reporting.base import ReportError, floor_zone
from app.services.reporting.incident_course import Moment, effect, level_of
from app.services.reporting.incident_words import ACTIVATIONS, HAPPENED, STATES, details_in_words, wanted_in_words
from app.services.reporting.sheets import Chart, Column, Kind, Progress, Series, Sheet
from app.services.staffing.service_level import ServiceLevelRule

_VALUE_WIDTH = 70
BLUE, RED, GREEN = "2F6F8F", "B5533C", "5A8F5A"
_TITLE = Bilingual("突发复盘报告", "Incident report")
_DRILL_TITLE = Bilingual("突发复盘报告（演练）", "Incident report (DRILL)")
_WHOLE_FLOOR = Bilingual("整个现场", "Whole floor")


def write_incident_report(
    address: str,
    activation_id: int,
    language: Language,
    path: Path,
    replace: bool,
    now: datetime,
    *,
    progress: Progress = lambda done, total: None,
) -> Path:
    """Write the report of one activation in a process of its own, and return its file.

    Raises `ReportError`, `FileThereError` and the refusals of `Book.write`.
    """
    # Late: its parts take a third of a second, and a console begins without them.
    from app.services.reporting.workbook import Book

    if os.path.exists(path) and not replace:
        raise FileThereError("There is a file {name} already.", name=path.name)
    database = Database(address)
    try:
        with database.read() as session:
            zone = floor_zone(session)
            sheets = incident_sheets(session, activation_id, language, zone, now=now)
            Book(sheets[0].title or _TITLE, sheets, language, zone, now).write(path, progress=progress)
    finally:
        database.close()
    return path


def incident_sheets(
    session: Session, activation_id: int, language: Language, zone: ZoneInfo, *, now: datetime
) -> list[Sheet]:
    """Return the tabs: what it was and came to, who, what happened when, and the figures around it."""
    found = read_activation(session, activation_id)
    if found is None:
        raise ReportError("There is no activation {id}.", id=activation_id)
    (row,) = with_keeping(session, [found], now=now)
    rule = ServiceLevelRule.read(session)
    course = effect(session, row, rule, now=now)
    made = f"{now.astimezone(zone):%Y-%m-%d %H:%M}"
    lines = [
        Bilingual(f"生成时间：{made}    时区：{zone.key}", f"Generated {made}    Time zone: {zone.key}"),
        rule.sentence,
    ]
    if row.drill:
        lines.insert(
            0, Bilingual("演练：无人实际到岗，不计入现场指标。", "DRILL: nobody really came, no figure counts it.")
        )
    title = _DRILL_TITLE if row.drill else _TITLE
    return [
        _overview(row, course, rule, title, lines, language, zone, now=now),
        _people(row, title, lines, language, zone, now=now),
        _time_line(row, title, lines, language),
        _effect(course, title, lines),
    ]


def _overview(
    row: ActivationRow,
    course: Sequence[Moment],
    rule: ServiceLevelRule,
    title: Bilingual,
    lines: Sequence[Bilingual],
    language: Language,
    zone: ZoneInfo,
    *,
    now: datetime,
) -> Sheet:
    def clock(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at else ""

    def facts() -> Iterator[tuple[Bilingual, str]]:
        yield Bilingual("技能组", "Queue"), row.queue or _WHOLE_FLOOR.of(language)
        # In lines of their own: cells of a table are a line high, and a long one would be cut off in print.
        for place, line in enumerate(_in_lines(row.reason)):
            yield Bilingual("", "") if place else Bilingual("触发原因", "Reason"), line
        yield Bilingual("状态", "State"), ACTIVATIONS[row.state].of(language)
        yield Bilingual("启动", "Begun"), f"{clock(row.started_at)}  {row.started_by or ''}".strip()
        yield Bilingual("结束", "Ended"), f"{clock(row.ended_at)}  {row.ended_by or ''}".strip()
        yield Bilingual("要求人数（级别）", "Wanted (tier)"), wanted_in_words(row.wanted, language)
        came = [each for each in row.call_outs if each.on_at]
        called = [each for each in row.call_outs if each.called_at]
        yield Bilingual("呼叫 / 到岗", "Called / came"), f"{len(called)} / {len(came)}"
        waits = [each.on_at - each.called_at for each in came if each.on_at and each.called_at]
        if waits:
            mean = sum(waits, timedelta()) / len(waits) / timedelta(minutes=1)
            yield Bilingual("呼叫到到岗平均分钟", "Minutes from call to on, mean"), f"{mean:.1f}"
        hours = sum(((each.released_at or now) - each.on_at) / timedelta(hours=1) for each in came if each.on_at)
        yield Bilingual("支援工时", "Hours of help"), f"{hours:.2f}"
        cost = 0.0 if row.drill else sum(each.cost(now) for each in row.call_outs) / 100
        yield Bilingual("成本", "Cost"), f"{cost:,.2f}"
        rest = sum(each.rest_owed_minutes or 0 for each in row.call_outs)
        yield Bilingual("应补休分钟", "Rest owed, minutes"), str(rest)
        yield from _before_and_after(row, course)
        yield from _promised(row, course)

    return Sheet(
        Bilingual("总览", "Overview"),
        "Incident",
        (
            Column("fact", Bilingual("项目", "Item"), width=34),
            Column("value", Bilingual("内容", "Value"), width=_VALUE_WIDTH),
        ),
        [(words.of(language), value) for words, value in facts()],
        title=title,
        lines=lines,
        notes=[rule.sentence],
    )


def _in_lines(text: str) -> list[str]:
    """Break a text where it is wider than its column; a Chinese character is as wide as two others."""
    lines, width = [""], 0
    for each in re.findall(r"[!-~]+|.", text):
        wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in each)
        if width + wide > _VALUE_WIDTH and lines[-1]:
            lines, width = [*lines, ""], 0
        lines[-1] += each
        width += wide
    return [line.strip() for line in lines]


def _before_and_after(row: ActivationRow, course: Sequence[Moment]) -> Iterator[tuple[Bilingual, str]]:
    """Yield the figures before the call, at its end, and an hour later, as far as they are known."""
    before = [each for each in course if each.at <= row.started_at]
    during = [each for each in course if row.started_at < each.at <= (row.ended_at or each.at)]
    later = [each for each in course if row.ended_at and each.at > row.ended_at]
    for stretch, zh, en in ((before, "之前", "before"), (during, "期间", "during"), (later, "之后", "after")):
        level = level_of(stretch)
        yield (
            Bilingual(f"服务水平（{zh}）", f"Service level ({en})"),
            "–" if level is None else f"{level:.1%}",
        )
        yield Bilingual(f"积压（{zh}末）", f"Backlog (end of {en})"), str(stretch[-1].backlog) if stretch else "–"
        yield (
            Bilingual(f"超时投诉（{zh}末）", f"Late complaints (end of {en})"),
            str(stretch[-1].late) if stretch else "–",
        )


def _promised(row: ActivationRow, course: Sequence[Moment]) -> Iterator[tuple[Bilingual, str]]:
    """Yield what the what-if promised when it was begun, beside what happened."""
    promised = (row.promised or {}).get("with") or {}
    during = [each for each in course if row.started_at < each.at <= (row.ended_at or each.at)]
    level = level_of(during)
    came_late = during[-1].late - during[0].late if during else None
    happened = {
        "service_level": "–" if level is None else f"{level:.1%}",
        "late": "–" if came_late is None else f"{came_late:+d}",
    }
    for name, zh, en in (
        ("service_level", "服务水平", "Service level"),
        ("late", "新增超时投诉", "More late complaints"),
    ):
        figure = promised.get(name)
        if figure is None:
            continue
        value, low, high = (float(figure[key]) for key in ("value", "low", "high"))
        said = (
            f"{value:.1%} ({low:.1%} … {high:.1%})"
            if name == "service_level"
            else f"{value:.1f} ({low:.1f} … {high:.1f})"
        )
        yield Bilingual(f"{zh}：推演 / 实际", f"{en}: promised / happened"), f"{said} / {happened[name]}"


def _people(
    row: ActivationRow,
    title: Bilingual,
    lines: Sequence[Bilingual],
    language: Language,
    zone: ZoneInfo,
    *,
    now: datetime,
) -> Sheet:
    def shift(kept: Kept | None) -> str | None:
        if kept is None or kept.starts_at is None or kept.ends_at is None:
            return None
        return "–".join(f"{at.astimezone(zone):%H:%M}" for at in (kept.starts_at, kept.ends_at))

    columns = (
        Column("name", Bilingual("姓名", "Name"), width=14),
        Column("tier", Bilingual("级别", "Tier"), Kind.INTEGER, 7),
        Column("state", Bilingual("状态", "State"), width=12),
        Column("donor", Bilingual("借出技能组", "From queue"), width=14),
        Column("called", Bilingual("呼叫", "Called"), Kind.DATETIME),
        Column("answered", Bilingual("应答", "Answered"), Kind.DATETIME),
        Column("on", Bilingual("到岗", "On"), Kind.DATETIME),
        Column("released", Bilingual("撤岗", "Released"), Kind.DATETIME),
        Column("shift", Bilingual("班次", "Scheduled"), width=13),
        Column("adherence", Bilingual("遵时率", "Adherence"), Kind.PERCENT, 11),
        Column("hours", Bilingual("工时", "Hours"), Kind.NUMBER, 9),
        Column("cost", Bilingual("成本", "Cost"), Kind.NUMBER, 10),
        Column("rest", Bilingual("应补休分钟", "Rest owed, minutes"), Kind.INTEGER, 11),
        Column("score", Bilingual("匹配度", "Fit"), Kind.PERCENT, 9),
    )
    rows = [
        (
            each.name,
            each.tier,
            STATES[each.state].of(language),
            each.donor,
            each.called_at,
            each.answered_at,
            each.on_at,
            each.released_at,
            shift(each.kept),
            each.kept.share if each.kept else None,
            ((each.released_at or now) - each.on_at) / timedelta(hours=1) if each.on_at else None,
            None if row.drill else each.cost(now) / 100,
            each.rest_owed_minutes,
            each.score.get("total"),
        )
        for each in row.call_outs
        if each.called_at is not None
    ]
    return Sheet(Bilingual("人员", "People"), "People", columns, rows, title=title, lines=lines)


def _time_line(row: ActivationRow, title: Bilingual, lines: Sequence[Bilingual], language: Language) -> Sheet:
    columns = (
        Column("at", Bilingual("时间", "Time"), Kind.DATETIME),
        Column("what", Bilingual("事件", "Event"), width=28),
        Column("name", Bilingual("被呼叫人", "Whose call")),
        Column("by", Bilingual("操作人", "By")),
        Column("details", Bilingual("说明", "Details"), width=60),
    )
    rows = [
        (each.at, HAPPENED[each.kind].of(language), each.name, each.by, details_in_words(each.details, language))
        for each in row.events
    ]
    return Sheet(Bilingual("时间线", "Time line"), "Time_line", columns, rows, title=title, lines=lines)


def _effect(course: Sequence[Moment], title: Bilingual, lines: Sequence[Bilingual]) -> Sheet:
    columns = (
        Column("at", Bilingual("时间", "Time"), Kind.DATETIME),
        Column("service_level", Bilingual("服务水平", "Service level"), Kind.PERCENT),
        Column("offered", Bilingual("呼入", "Offered"), Kind.INTEGER),
        Column("backlog", Bilingual("积压投诉", "Backlog"), Kind.INTEGER),
        Column("late", Bilingual("超时投诉", "Late complaints"), Kind.INTEGER),
        Column("on", Bilingual("支援在岗", "Help on"), Kind.INTEGER),
    )
    rows = [(each.at, each.service_level, each.offered, each.backlog, each.late, each.on) for each in course]
    counts = (Series("backlog", BLUE), Series("late", RED), Series("on", GREEN))
    charts = (
        Chart("line", Bilingual("服务水平", "Service level"), "at", (Series("service_level", BLUE),)),
        Chart("line", Bilingual("积压、超时与支援", "Backlog, late and help"), "at", counts),
    )
    return Sheet(Bilingual("效果", "Effect"), "Effect", columns, rows, title=title, lines=lines, charts=charts)
