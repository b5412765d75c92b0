"""Files of agent states: whose, which, from when to when; what is on record already stays."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain, pairwise
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.people import AgentState, AgentStateSpan, StateSource
from app.services.bilingual import Bilingual
from app.services.intake.agents import agents_called
from app.services.intake.drafts import Reject
from app.services.intake.limits import Limits
from app.services.intake.plain_files import FileKind, Part, RowCounts, Total
from app.services.intake.plain_rows import Cells, Line, read_lines
from app.services.intake.tables import Table, shown
from app.services.intake.timing import RowRefusedError

COLUMNS = {
    "agent": ("agent", "坐席", "客服"),
    "state": ("state", "状态", "坐席状态"),
    "started_at": ("started_at", "start", "开始时间", "开始"),
    "ended_at": ("ended_at", "end", "结束时间", "结束"),
}
_WORDS = {
    "就绪": AgentState.READY,
    "处理中": AgentState.HANDLING,
    "通话": AgentState.HANDLING,
    "话后": AgentState.WRAP_UP,
    "小休": AgentState.BREAK,
    "培训": AgentState.TRAINING,
    "离岗": AgentState.OFF,
} | {str(state): state for state in AgentState}


class StateRow(NamedTuple):
    """The span that a row says; no end: it goes on."""

    agent: str
    state: AgentState
    started_at: datetime
    ended_at: datetime | None


class States(FileKind[Line[StateRow]]):
    """States of agents as a telephone system has recorded them; between two of a person's rows they were off."""

    name = "states"
    title = Bilingual("坐席状态", "Agent states")
    holds = Bilingual(
        "每行一段坐席状态，列为 agent、state、started_at、ended_at（或：坐席、状态、开始时间、结束时间），无需映射。",
        "One row for each state of an agent, with the columns agent, state, started_at, ended_at; it needs no mapping.",
    )
    subject = Bilingual("坐席", "Agent")
    figures = (Bilingual("状态段", "States"), Bilingual("小时", "Hours"))
    also: ClassVar = {"off": Bilingual("其间离岗 {count} 段", "{count} times off between them")}

    def reader(
        self, session: Session, *, now: datetime, limits: Limits
    ) -> Callable[[Table], Iterator[Part[Line[StateRow]]]]:
        """Read an instant without a zone as the floor's."""
        return partial(read_lines, columns=COLUMNS, say=partial(_say, zone=ZoneInfo(self.zone(session)), now=now))

    def write(self, session: Session, portions: Iterable[list[Line[StateRow]]], counts: RowCounts) -> list[Reject]:
        """Add the spans of everybody where nothing is on record yet."""
        people = agents_called(session)
        counts.also["off"] = 0
        refused: list[Reject] = []
        theirs: defaultdict[int, list[Line[StateRow]]] = defaultdict(list)
        for line in sorted(chain.from_iterable(portions), key=lambda line: line.says.started_at):
            if (person_id := people.get(line.says.agent.casefold())) is not None:
                theirs[person_id].append(line)
            else:
                refused.append(line.refused(RowRefusedError("Nobody who works here is called so.")))
        for person_id, in_order in theirs.items():
            refused += _add(session, person_id, in_order, counts)
        return refused

    def total(self, row: Line[StateRow]) -> Total:
        """Count states and hours by agent; one that goes on has no hours yet."""
        said = row.says
        lasted = said.ended_at - said.started_at if said.ended_at else None
        return Total(said.agent, said.started_at, (1, lasted.total_seconds() / 3_600 if lasted else 0))


def _say(cells: Cells, *, zone: ZoneInfo, now: datetime) -> StateRow:
    agent, word = cells.text("agent"), cells.text("state").casefold()
    if not agent:
        raise RowRefusedError("There is no agent.")
    if word not in _WORDS:
        raise RowRefusedError("“{word}” is no state.", word=shown(word))
    started_at, ended_at = cells.instant("started_at", zone), cells.instant("ended_at", zone)
    if started_at is None:
        raise RowRefusedError("There is no beginning.")
    if ended_at is not None and ended_at <= started_at:
        raise RowRefusedError("It ends before it begins.")
    if max(started_at, ended_at or started_at) > now:
        raise RowRefusedError("It lies in the future.")
    return StateRow(agent, _WORDS[word], started_at, ended_at)


def _add(session: Session, person_id: int, lines: Sequence[Line[StateRow]], counts: RowCounts) -> list[Reject]:
    """Add the spans of one person where nothing is on record, and say that they were off between them."""
    known = session.scalars(
        select(AgentStateSpan)
        .where(
            AgentStateSpan.person_id == person_id,
            or_(AgentStateSpan.ended_at.is_(None), AgentStateSpan.ended_at >= lines[0].says.started_at),
        )
        .order_by(AgentStateSpan.started_at)
    ).all()
    as_known = {(span.state, span.started_at, span.ended_at) for span in known}
    spans = list(known)
    added: list[AgentStateSpan] = []
    refused = []
    for line in lines:
        said = line.says
        if said[1:] in as_known:
            counts.unchanged += 1
            continue
        place = bisect_right(spans, said.started_at, key=_begin)
        # Spans on record do not overlap: only the neighbours can be in the way.
        if any(_overlap(said, span) for span in spans[max(place - 1, 0) : place + 1]):
            refused.append(line.refused(RowRefusedError("It overlaps with what is on record of this agent.")))
            continue
        added.append(_span(person_id, said.state, said.started_at, said.ended_at))
        spans.insert(place, added[-1])
    counts.added += len(added)
    fresh = {id(span) for span in added}
    gaps = [
        _span(person_id, AgentState.OFF, before.ended_at, after.started_at)
        for before, after in pairwise(spans)
        if before.ended_at and before.ended_at < after.started_at and fresh & {id(before), id(after)}
    ]
    counts.also["off"] += len(gaps)
    session.add_all([*added, *gaps])
    session.flush()
    return refused


def _span(person_id: int, state: AgentState, started_at: datetime, ended_at: datetime | None) -> AgentStateSpan:
    return AgentStateSpan(
        person_id=person_id, state=state, started_at=started_at, ended_at=ended_at, source=StateSource.IMPORT
    )


def _begin(span: AgentStateSpan) -> datetime:
    return span.started_at


def _overlap(said: StateRow, span: AgentStateSpan) -> bool:
    begins_before = said.ended_at is None or span.started_at < said.ended_at
    return begins_before and (span.ended_at is None or said.started_at < span.ended_at)
