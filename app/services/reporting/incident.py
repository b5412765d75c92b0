"""The incident report (突发复盘) of one activation: time line, who came when, what it changed, what it cost."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.activation import ActivationState, CallOutState
from app.models.people import Language
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.models.words import Status
from app.services.database import Database
from app.services.floor.activation.reading import ActivationRow, read_activation
from app.services.floor.activation.record import Happened
from app.services.reporting.apart import FileThereError
from app.services.reporting.base import ReportError, floor_zone
from app.services.reporting.sheets import Bilingual, Chart, Column, Kind, Progress, Series, Sheet
from app.services.staffing.contacts import read_contacts
from app.services.staffing.service_level import ServiceLevelRule

# What is shown before and after it, and how finely.
_AROUND, _STEP = timedelta(hours=1), timedelta(minutes=15)
# No more steps than this, however long it lasted.
_STEPS = 400
BLUE, RED, GREEN = "2F6F8F", "B5533C", "5A8F5A"
_TITLE = Bilingual("突发复盘报告", "Incident report")
_DRILL_TITLE = Bilingual("突发复盘报告（演练）", "Incident report (DRILL)")
_STATES: Mapping[CallOutState, Bilingual] = {
    CallOutState.PROPOSED: Bilingual("候补", "next in rank"),
    CallOutState.CALLED: Bilingual("已呼叫", "called"),
    CallOutState.ACCEPTED: Bilingual("已接受", "accepted"),
    CallOutState.DECLINED: Bilingual("已拒绝", "declined"),
    CallOutState.TIMED_OUT: Bilingual("未应答", "no answer"),
    CallOutState.ON: Bilingual("在岗", "on"),
    CallOutState.RELEASED: Bilingual("已撤岗", "released"),
    CallOutState.WITHDRAWN: Bilingual("已取消", "not needed"),
}
_HAPPENED: Mapping[Happened, Bilingual] = {
    **{Happened(state): words for state, words in _STATES.items() if state is not CallOutState.PROPOSED},
    Happened.BEGUN: Bilingual("启动", "begun"),
    Happened.TAKEN: Bilingual("已被他人呼叫", "called by somebody else"),
    Happened.EXHAUSTED: Bilingual("该级别已无人可呼叫", "nobody of the tier is left"),
    Happened.WANTED: Bilingual("调整人数", "head count changed"),
    Happened.CLEAR: Bilingual("恢复平稳", "calm again"),
    Happened.BUSY_AGAIN: Bilingual("再次繁忙", "busy again"),
    Happened.PROPOSED: Bilingual("建议撤岗", "standing down proposed"),
    Happened.STANDING_DOWN: Bilingual("开始撤岗", "standing down"),
    Happened.NOT_WRITTEN: Bilingual("班次或状态未写入", "schedule or state not written"),
    Happened.REPLY: Bilingual("邮件应答未采用", "mailed reply not taken"),
    Happened.ENDED: Bilingual("结束", "ended"),
}
_ACTIVATIONS = {
    ActivationState.ACTIVE: Bilingual("进行中", "running"),
    ActivationState.STANDING_DOWN: Bilingual("撤岗中", "standing down"),
    ActivationState.ENDED: Bilingual("已结束", "ended"),
}
_WHOLE_FLOOR = Bilingual("整个现场", "Whole floor")


@dataclass(frozen=True)
class Moment:
    """How the queue stood at the end of a step; shares are of 1, None where nobody counted."""

    at: datetime
    service_level: float | None
    offered: int
    backlog: int
    late: int
    on: int


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
    row = read_activation(session, activation_id)
    if row is None:
        raise ReportError("There is no activation {id}.", id=activation_id)
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
        _people(row, title, lines, language, now=now),
        _time_line(row, title, lines, language),
        _effect(course, title, lines),
    ]


def effect(session: Session, row: ActivationRow, rule: ServiceLevelRule, *, now: datetime) -> list[Moment]:
    """Return how the queue stood from an hour before to an hour after, as far as that is over."""
    first = datetime.fromtimestamp((row.started_at - _AROUND).timestamp() // 900 * 900, UTC)
    last = min((row.ended_at or now) + _AROUND, now)
    step = _STEP * max(int((last - first) / _STEP) // _STEPS, 1)
    edges = [first + step * place for place in range(int((last - first) / step) + 1)]
    contacts = read_contacts(session, row.queue_id, first, last + step)
    found = []
    for since, at in pairwise(edges):
        within = (contacts.starts >= since.timestamp()) & (contacts.starts < at.timestamp())
        offered = int(contacts.offered[within].sum())
        columns = (contacts.answered, contacts.in_time, contacts.abandoned, contacts.early)
        level = float(rule.share(offered, *(column[within].sum() for column in columns)))
        backlog, late = _standing(session, row.queue_id, at)
        on = sum(
            each.on_at is not None and each.on_at < at and (each.released_at is None or each.released_at > since)
            for each in row.call_outs
        )
        found.append(Moment(at, None if np.isnan(level) else level, offered, backlog, late, on))
    return found


def _standing(session: Session, queue_id: int | None, at: datetime) -> tuple[int, int]:
    """Return how many complaints were open at an instant, and how many of them had missed a deadline."""
    done_at = func.coalesce(Ticket.resolved_at, Ticket.closed_at)
    here = [Ticket.received_at <= at, or_(Ticket.status.in_((Status.OPEN, Status.WAITING)), done_at > at)]
    if queue_id is not None:
        here.append(Ticket.queue_id == queue_id)
    backlog = session.scalars(select(func.count()).select_from(Ticket).where(*here)).one()
    late = session.scalars(
        select(func.count(Ticket.id.distinct()))
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(*here, Clock.due_at <= at, or_(Clock.stopped_at.is_(None), Clock.stopped_at > at))
    ).one()
    return backlog, late


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
        yield Bilingual("触发原因", "Reason"), row.reason
        yield Bilingual("状态", "State"), _ACTIVATIONS[row.state].of(language)
        yield Bilingual("启动", "Begun"), f"{clock(row.started_at)}  {row.started_by or ''}".strip()
        yield Bilingual("结束", "Ended"), f"{clock(row.ended_at)}  {row.ended_by or ''}".strip()
        yield Bilingual("要求人数（级别）", "Wanted (tier)"), _wanted(row)
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
        (Column("fact", Bilingual("项目", "Item"), width=34), Column("value", Bilingual("内容", "Value"), width=70)),
        [(words.of(language), value) for words, value in facts()],
        title=title,
        lines=lines,
        notes=[rule.sentence],
    )


def _wanted(row: ActivationRow) -> str:
    return ", ".join(f"{tier}: {count}" for tier, count in sorted(row.wanted.items()) if count)


def _before_and_after(row: ActivationRow, course: Sequence[Moment]) -> Iterator[tuple[Bilingual, str]]:
    """Yield the figures before the call, at its end, and an hour later, as far as they are known."""
    before = [each for each in course if each.at <= row.started_at]
    during = [each for each in course if row.started_at < each.at <= (row.ended_at or each.at)]
    later = [each for each in course if row.ended_at and each.at > row.ended_at]
    for stretch, zh, en in ((before, "之前", "before"), (during, "期间", "during"), (later, "之后", "after")):
        level = _level(stretch)
        yield (
            Bilingual(f"服务水平（{zh}）", f"Service level ({en})"),
            "–" if level is None else f"{level:.1%}",
        )
        yield Bilingual(f"积压（{zh}末）", f"Backlog (end of {en})"), str(stretch[-1].backlog) if stretch else "–"
        yield (
            Bilingual(f"超时投诉（{zh}末）", f"Late complaints (end of {en})"),
            str(stretch[-1].late) if stretch else "–",
        )


def _level(course: Sequence[Moment]) -> float | None:
    """Return the service level of a stretch: that of its steps, by how much came in each."""
    known = [each for each in course if each.service_level is not None]
    offered = sum(each.offered for each in known)
    return sum((each.service_level or 0.0) * each.offered for each in known) / offered if offered else None


def _promised(row: ActivationRow, course: Sequence[Moment]) -> Iterator[tuple[Bilingual, str]]:
    """Yield what the what-if promised when it was begun, beside what happened."""
    promised = (row.promised or {}).get("with") or {}
    during = [each for each in course if row.started_at < each.at <= (row.ended_at or each.at)]
    level = _level(during)
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
    row: ActivationRow, title: Bilingual, lines: Sequence[Bilingual], language: Language, *, now: datetime
) -> Sheet:
    columns = (
        Column("name", Bilingual("姓名", "Name")),
        Column("tier", Bilingual("级别", "Tier"), Kind.INTEGER, 8),
        Column("state", Bilingual("状态", "State"), width=14),
        Column("donor", Bilingual("借出技能组", "From queue")),
        Column("called", Bilingual("呼叫", "Called"), Kind.DATETIME),
        Column("answered", Bilingual("应答", "Answered"), Kind.DATETIME),
        Column("on", Bilingual("到岗", "On"), Kind.DATETIME),
        Column("released", Bilingual("撤岗", "Released"), Kind.DATETIME),
        Column("hours", Bilingual("工时", "Hours"), Kind.NUMBER),
        Column("cost", Bilingual("成本", "Cost"), Kind.NUMBER),
        Column("rest", Bilingual("应补休分钟", "Rest owed, minutes"), Kind.INTEGER),
        Column("score", Bilingual("匹配度", "Fit"), Kind.PERCENT),
    )
    rows = [
        (
            each.name,
            each.tier,
            _STATES[each.state].of(language),
            each.donor,
            each.called_at,
            each.answered_at,
            each.on_at,
            each.released_at,
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
        (each.at, _HAPPENED[each.kind].of(language), each.name, each.by, _details(each.details)) for each in row.events
    ]
    return Sheet(Bilingual("时间线", "Time line"), "Time_line", columns, rows, title=title, lines=lines)


def _details(details: Mapping[str, object]) -> str:
    sentence, values = details.get("sentence"), details.get("values")
    if isinstance(sentence, str) and isinstance(values, dict):
        return str(DomainError(sentence, **values))
    return ", ".join(f"{name}: {value}" for name, value in details.items())


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
