"""Satisfaction (满意度): what customers think of results, by day and by all that a complaint is told by."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy.orm import Session

from app.models.follow_up import CallOutcome
from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.reporting.base import Period, Report
from app.services.reporting.satisfaction import Satisfaction, Scores, list_surveys, read_satisfaction
from app.services.reporting.sheets import Chart, Column, Kind, Series, Sheet
from app.services.reporting.words import SOURCES

_BLUE, _RED = "2F6F8F", "B5533C"
_NONE, _ALL = Bilingual("（无）", "(none)"), Bilingual("全部", "All")
_COUNTS = (
    Column("answers", Bilingual("评价数", "Answers"), Kind.INTEGER),
    Column("mean", Bilingual("平均分", "Mean score"), Kind.NUMBER),
    Column("content", Bilingual("满意率", "CSAT"), Kind.PERCENT),
    *(Column(f"s{score}", Bilingual(f"{score} 分", f"Score {score}"), Kind.INTEGER, 9) for score in range(1, 6)),
    Column("low", Bilingual("低分（1–2）", "Low (1–2)"), Kind.INTEGER),
    Column("reopened", Bilingual("重新打开", "Reopened"), Kind.INTEGER),
)
_RATE_TITLE = Bilingual("满意率", "CSAT")
_RATE = (Series("content", _BLUE),)
_LOW = (Series("low", _RED),)
_LOW_TITLE = Bilingual("低分最多的 15 项", "The 15 with most low scores")
_REASONS = {
    "too_slow": Bilingual("处理太慢", "Too slow"),
    "not_solved": Bilingual("问题未解决", "Not solved"),
    "unfriendly": Bilingual("态度不好", "Unfriendly"),
    "not_informed": Bilingual("未告知进展", "Not informed"),
    "compensation": Bilingual("补偿", "Compensation"),
    "other": Bilingual("其他", "Other"),
}
_OUTCOMES = {
    CallOutcome.REACHED: Bilingual("已接通", "Reached"),
    CallOutcome.NO_ANSWER: Bilingual("无人接听", "No answer"),
    CallOutcome.BUSY: Bilingual("占线", "Busy"),
    CallOutcome.CALL_BACK: Bilingual("约定回拨", "Call back"),
    CallOutcome.WRONG_NUMBER: Bilingual("号码有误", "Wrong number"),
    CallOutcome.REFUSED: Bilingual("拒访", "Refused"),
}
_DIMENSIONS = {
    "queue": Bilingual("技能组", "queue"),
    "category": Bilingual("类别", "category"),
    "owner": Bilingual("负责人", "handler"),
    "team": Bilingual("班组", "team"),
    "product": Bilingual("产品", "product"),
    "level": Bilingual("客户级别", "customer level"),
    "cause": Bilingual("根本原因", "root cause"),
    "department": Bilingual("部门", "department"),
}
_DEFINITIONS = (
    Bilingual(
        "评价数：在所选日期内给出的评价，1（很不满意）至 5（很满意）。",
        "Answers: given in the days chosen, from 1 (very bad) to 5 (very good).",
    ),
    Bilingual("满意率 = 4 分和 5 分 ÷ 评价数。", "CSAT = scores of 4 and 5 ÷ answers."),
    Bilingual(
        "重新打开：因低分按处理规则重新打开的投诉。",
        "Reopened: complaints that a low score reopened, as the rules of the desk say.",
    ),
    Bilingual(
        "按部门：投诉经几个部门协办，就计入几个部门。",
        "By department: an answer counts for each department that was asked about its complaint.",
    ),
)
_DATA = (
    Column("number", Bilingual("工单编号", "Ticket"), width=14),
    Column("at", Bilingual("评价时间", "Answered"), Kind.DATETIME),
    Column("score", Bilingual("评分", "Score"), Kind.INTEGER, 8),
    Column("reason", Bilingual("原因", "Reason"), width=16),
    Column("reopened", Bilingual("重新打开", "Reopened"), Kind.FLAG),
    Column("way", Bilingual("评价渠道", "Answered by"), width=13),
    Column("source", Bilingual("来源渠道", "Source"), width=13),
    Column("category", Bilingual("类别", "Category"), width=30),
    Column("queue", Bilingual("技能组", "Queue"), width=20),
    Column("owner", Bilingual("负责人", "Handler")),
    Column("team", Bilingual("班组", "Team")),
    Column("product", Bilingual("产品", "Product"), width=20),
    Column("level", Bilingual("客户级别", "Customer level"), width=14),
    Column("cause", Bilingual("根本原因", "Root cause"), width=30),
)


class SatisfactionReport(Report):
    """What customers think of the results that they were told; their comments stay in the program."""

    name: ClassVar[str] = "satisfaction"
    title: ClassVar[Bilingual] = Bilingual("客户满意度", "Customer satisfaction")
    position: ClassVar[int] = 30

    def sheets(self, session: Session, period: Period, language: Language, *, now: datetime) -> Sequence[Sheet]:
        """Return a tab by day, one for each dimension, the reasons, the calls, and the answers one by one."""
        found = read_satisfaction(session, period)
        lines = _lines(found, period, now)
        by_source, by_way = (
            [(SOURCES[source].of(language), scores) for source, scores in each.items()]
            for each in (found.by_source, found.by_way)
        )
        return [
            Sheet(
                Bilingual("按日", "By day"),
                "Satisfaction_by_day",
                (Column("day", Bilingual("日期", "Day"), Kind.DATE), *_COUNTS),
                [_cells(day, scores) for day, scores in sorted(found.by_day.items())],
                title=SatisfactionReport.title,
                lines=lines,
                notes=_DEFINITIONS,
                charts=(Chart("line", _RATE_TITLE, "day", _RATE),),
            ),
            *(
                _ranked(
                    key,
                    word,
                    ((name or _NONE.of(language), scores) for name, scores in found.by[key].items()),
                    found.all,
                    language,
                    lines,
                )
                for key, word in _DIMENSIONS.items()
            ),
            _ranked("source", Bilingual("来源渠道", "source"), by_source, found.all, language, lines),
            _ranked("way", Bilingual("评价渠道", "way of answering"), by_way, found.all, language, lines),
            _counted("reasons", Bilingual("不满意原因", "Reasons"), _reasons(found, language), lines),
            _counted("calls", Bilingual("回访结果", "Follow-up calls"), _calls(found, language), lines),
            Sheet(
                Bilingual("数据", "Data"), "Surveys", _DATA, _answers(session, period, language), total=found.all.total
            ),
        ]


def _ranked(
    key: str,
    word: Bilingual,
    scores: Iterable[tuple[str, Scores]],
    of_all: Scores,
    language: Language,
    lines: Sequence[Bilingual],
) -> Sheet:
    """A tab of one dimension, those with most low scores first."""
    ranked = sorted(scores, key=lambda pair: (-pair[1].low, -pair[1].total, pair[0]))
    rows = [_cells(name, each) for name, each in ranked]
    if key != "department":
        rows.append(_cells(_ALL.of(language), of_all))
    return Sheet(
        Bilingual(f"按{word.zh}", f"By {word.en}"),
        f"Satisfaction_by_{key}",
        (Column("name", Bilingual(word.zh, word.en.capitalize()), width=34), *_COUNTS),
        rows,
        title=Bilingual(f"客户满意度：按{word.zh}", f"Customer satisfaction by {word.en}"),
        lines=lines,
        charts=(Chart("bars", _LOW_TITLE, "name", _LOW, limit=min(15, len(ranked))),) if ranked else (),
    )


def _counted(key: str, word: Bilingual, rows: Sequence[tuple[str, int]], lines: Sequence[Bilingual]) -> Sheet:
    return Sheet(
        word,
        f"Satisfaction_{key}",
        (Column("name", word, width=24), Column("count", Bilingual("数量", "Count"), Kind.INTEGER)),
        rows,
        title=word,
        lines=lines,
    )


def _reasons(found: Satisfaction, language: Language) -> list[tuple[str, int]]:
    ranked = sorted(found.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(_reason(code, language), count) for code, count in ranked]


def _calls(found: Satisfaction, language: Language) -> list[tuple[str, int]]:
    return [(words.of(language), found.calls.get(outcome, 0)) for outcome, words in _OUTCOMES.items()]


def _reason(code: str, language: Language) -> str:
    return _REASONS[code].of(language) if code in _REASONS else code.replace("_", " ")


def _lines(found: Satisfaction, period: Period, now: datetime) -> tuple[Bilingual, ...]:
    last = period.end - timedelta(days=1)
    made, zone = f"{now.astimezone(period.zone):%Y-%m-%d %H:%M}", period.zone.key
    return (
        Bilingual(
            f"评价日期：{period.first} 至 {last}（含首尾）",
            f"Answered from {period.first} to {last}, both days included",
        ),
        Bilingual(
            f"同期开启的回访 {found.owed} 件，已完成 {found.done} 件",
            f"Follow-ups opened in these days: {found.owed}, of which done: {found.done}",
        ),
        Bilingual(f"生成时间：{made}    时区：{zone}", f"Generated {made}    Time zone: {zone}"),
    )


def _cells(name: object, of: Scores) -> tuple[object, ...]:
    return name, of.total, of.mean, of.content, *of.counts.values(), of.low, of.reopened


def _answers(session: Session, period: Period, language: Language) -> Iterator[tuple[object, ...]]:
    sources = {source: words.of(language) for source, words in SOURCES.items()}
    for row in list_surveys(session, period):
        yield (
            row.number,
            row.at,
            row.score,
            _reason(row.reason, language) if row.reason else None,
            row.reopened,
            sources[row.way],
            sources[row.source],
            row.category,
            row.queue,
            row.owner,
            row.team,
            row.product,
            row.level,
            row.cause,
        )
