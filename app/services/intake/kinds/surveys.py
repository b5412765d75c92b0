"""Files of survey results: what customers think of a result, each answer once, however often a file is imported."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.follow_up import Survey
from app.models.ticket import Source, Ticket
from app.services.bilingual import Bilingual
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import NotPossibleError
from app.services.handling.follow_up import LONGEST_COMMENT, FollowUpError, record_survey
from app.services.intake.drafts import Reject
from app.services.intake.kinds.customers import require_import_rights
from app.services.intake.limits import Limits
from app.services.intake.plain_files import FileKind, Part, RowCounts, Total
from app.services.intake.plain_rows import Cells, Line, read_lines
from app.services.intake.tables import Table, shown
from app.services.intake.timing import RowRefusedError

COLUMNS = {
    "ticket": ("ticket", "number", "complaint", "工单号", "工单编号", "投诉编号"),
    "at": ("at", "answered_at", "date", "time", "评价时间", "时间"),
    "score": ("score", "rating", "csat", "评分", "满意度", "得分"),
    "reason": ("reason", "原因", "不满意原因"),
    "comment": ("comment", "评价", "评语", "意见"),
    "source": ("source", "渠道", "评价渠道"),
    "key": ("key", "id", "编号"),
}
# As `Survey.origin`: of what is told apart by its key, or by what it says.
ORIGIN = "file"
# Words of the rules that ship, as others write them; the rules know the rest by its own word.
_REASONS = {
    "处理慢": "too_slow",
    "未解决": "not_solved",
    "态度差": "unfriendly",
    "未告知": "not_informed",
    "补偿": "compensation",
    "其他": "other",
}
_SOURCES = {"电话": Source.TELEPHONE, "短信": Source.CHAT, "邮件": Source.EMAIL, "网页": Source.WEB_FORM} | {
    str(each): each for each in Source
}


class SurveyLine(NamedTuple):
    """What a row says: of which complaint, when, how many points and why."""

    ticket: str
    at: datetime
    score: int
    reason: str
    comment: str
    source: Source
    key: str


class Surveys(FileKind[Line[SurveyLine]]):
    """Survey results of a telephone or message system; a low score reopens as the rules of the desk say."""

    name = "surveys"
    title = Bilingual("满意度评价", "Survey results")
    holds = Bilingual(
        "每行一份评价，列为 ticket、at、score（1–5）；可另有 reason、comment、source、key"
        "（或：工单号、评价时间、评分、原因、评语、渠道、编号），无需映射。",
        "One row for each answer: ticket, at and score (1 to 5), and reason, comment, source, key if known; "
        "it needs no mapping.",
    )
    subject = Bilingual("评分", "Score")
    figures = (Bilingual("评价", "Answers"),)
    also: ClassVar = {"reopened": Bilingual("重新打开投诉 {count} 件", "{count} complaints reopened")}

    def __init__(self) -> None:
        self._now = datetime.max.replace(tzinfo=UTC)

    @classmethod
    def require_rights(cls, session: Session, by: int | None) -> None:
        """Ask for a lead."""
        require_import_rights(session, by)

    def reader(
        self, session: Session, *, now: datetime, limits: Limits
    ) -> Callable[[Table], Iterator[Part[Line[SurveyLine]]]]:
        """Read an instant without a zone as the floor's."""
        self._now = now
        say = partial(_say, zone=ZoneInfo(self.zone(session)), now=now)
        optional = ("reason", "comment", "source", "key")
        return partial(read_lines, columns=COLUMNS, say=say, optional=optional)

    def write(self, session: Session, portions: Iterable[list[Line[SurveyLine]]], counts: RowCounts) -> list[Reject]:
        """Record what is not on record yet, oldest first: a later answer is about what an earlier one has reopened."""
        rulebook, refused = Rulebook(), list[Reject]()
        counts.also["reopened"] = 0
        for portion in portions:
            tickets = _tickets(session, [line.says.ticket for line in portion])
            keys = {line.number: _key(line.says) for line in portion}
            same = select(Survey.external_key).where(Survey.origin == ORIGIN, Survey.external_key.in_(keys.values()))
            known = set(session.scalars(same))
            for line in sorted(portion, key=lambda line: line.says.at):
                key, says = keys[line.number], line.says
                if key in known:
                    counts.unchanged += 1
                    continue
                if (ticket_id := tickets.get(says.ticket)) is None:
                    refused.append(line.refused(RowRefusedError("No complaint has this number.")))
                    continue
                try:
                    with session.begin_nested():
                        counts.also["reopened"] += self._record(session, rulebook, ticket_id, says, key)
                except (FollowUpError, NotPossibleError) as reason:
                    refused.append(line.refused(_as_refusal(reason)))
                    continue
                known.add(key)
                counts.added += 1
        return refused

    def total(self, row: Line[SurveyLine]) -> Total:
        """Count answers by score."""
        return Total(str(row.says.score), row.says.at, (1,))

    def _record(self, session: Session, rulebook: Rulebook, ticket_id: int, says: SurveyLine, key: str) -> bool:
        done = record_survey(
            session,
            rulebook,
            ticket_id,
            says.score,
            says.reason,
            says.comment,
            source=says.source,
            at=says.at,
            origin=ORIGIN,
            external_key=key,
            person_id=None,
            now=self._now,
        )
        return done.reopened


def _say(cells: Cells, *, zone: ZoneInfo, now: datetime) -> SurveyLine:
    if not (ticket := cells.short("ticket", 200)):
        raise RowRefusedError("There is no number of the complaint.")
    if (at := cells.instant("at", zone)) is None:
        raise RowRefusedError("There is no instant.")
    if at > now:
        raise RowRefusedError("It lies in the future.")
    if (score := cells.whole("score", 1, 5)) is None:
        raise RowRefusedError("There is no score.")
    word = cells.text("source").casefold()
    if word and word not in _SOURCES:
        raise RowRefusedError("“{word}” is no source.", word=shown(word))
    reason = cells.short("reason", 64)
    comment = cells.text("comment")
    if len(comment) > LONGEST_COMMENT:
        raise RowRefusedError(
            "The field {field} is longer than {longest} characters.", field="comment", longest=LONGEST_COMMENT
        )
    source = _SOURCES.get(word, Source.OTHER)
    return SurveyLine(ticket, at, score, _REASONS.get(reason, reason), comment, source, cells.short("key", 200))


def _tickets(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    """Return complaints by their number, here or where they were recorded first."""
    wanted = set(numbers)
    rows = session.execute(
        select(Ticket.id, Ticket.number, Ticket.external_key).where(
            or_(Ticket.number.in_(wanted), Ticket.external_key.in_(wanted))
        )
    ).all()
    by_key = {str(key): id_ for id_, _, key in rows if key}
    return by_key | {number: id_ for id_, number, _ in rows}


def _key(says: SurveyLine) -> str:
    """Return what an answer is known by; one without a key by all that it says."""
    said = "\n".join((says.ticket, says.at.isoformat(), str(says.score), says.comment))
    return says.key or hashlib.sha256(said.encode()).hexdigest()


def _as_refusal(reason: DomainError) -> RowRefusedError:
    return RowRefusedError(reason.sentence, **reason.values)
