"""Finds articles and complaints by words of any language, the likeliest first, on either database alike.

The index (`app.services.knowledge.index`) only proposes: what is returned holds the words as it stands now, so nothing
stale is found; and a text that has not been indexed yet is read as it is, so nothing is missed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter, or_
from typing import TypeAlias

from sqlalchemy.orm import Session

from app.models.grams import is_signs, normal, parts, pattern, places
from app.models.knowledge import ArticleState, Searched
from app.models.markdown import as_text, is_marked
from app.services.knowledge.proposals import Proposal, Proposals
from app.services.knowledge.spelling import vocabulary

# Who types more parts than this has pasted a text.
_MOST_PARTS = 12
# Signs before the first found word, and of the whole piece that is shown.
_BEFORE, _SNIPPET = 24, 120
_YEAR = 365 * 86_400  # seconds
# Whatever ends a line, or stands in one unseen.
_BLANKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
_KINDS = {each.value: each for each in Searched}
# By how much words in the title, words said often, a young text and a good use lift a row.
_TITLE, _OFTEN, _YOUNG, _USED = 2.0, 1.0, 0.5, 1.0
# How likely a row is, its identity, how often its title holds each part, the row.
_Likely: TypeAlias = tuple[float, int, Sequence[int], Proposal]


@dataclass(frozen=True)
class FoundRow:
    """What was found: `marks` are from where to where `snippet` holds the words; a higher score stands above.

    `number` is that of a complaint, empty for an article.
    """

    kind: Searched
    id: int
    number: str
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True)
class Found:
    """What a search gave. Where the words as typed are nowhere, `meant` is what was looked for in their place."""

    rows: tuple[FoundRow, ...] = ()
    meant: str = ""


def search(
    session: Session,
    words: str,
    *,
    kinds: Collection[Searched] = tuple(Searched),
    states: Collection[ArticleState] = (ArticleState.PUBLISHED,),
    limit: int = 20,
    apart: bool = False,
    now: datetime,
) -> Found:
    """Return what holds every one of the words: runs of Chinese anywhere, other words from their beginning.

    Of each kind the newest that hold them are weighed, and the best `limit` of all returned, or with `apart` of each
    kind; `states` are those of articles. Where nothing holds the words, what is spelled nearly so is looked for.
    """
    looked_for = parts(words)[:_MOST_PARTS]
    if not looked_for or not kinds:
        return Found()
    proposals = Proposals(session, kinds, states, limit)
    if rows := _search(proposals, looked_for, apart, now=now):
        return Found(rows)
    known, anywhere = vocabulary(session, kinds), Proposals(session, kinds, tuple(ArticleState), 1)
    meant = tuple(part if anywhere.rows([part]) else known.nearest(part) for part in looked_for)
    rows = _search(proposals, meant, apart, now=now) if meant != looked_for else ()
    return Found(rows, " ".join(meant)) if rows else Found()


def _search(proposals: Proposals, looked_for: Sequence[str], apart: bool, *, now: datetime) -> tuple[FoundRow, ...]:
    words = _Words(looked_for)
    today = now.timestamp()
    likely = [_likely(row, titled, words, today) for row, titled in proposals.rows(looked_for)]
    likely.sort(key=itemgetter(0, 1), reverse=True)
    groups = [[each for each in likely if each[3][0] == kind] for kind in proposals.kinds] if apart else [likely]
    found = [row for group in groups for row in _held(proposals, group, words)]
    found.sort(key=attrgetter("score", "id"), reverse=True)
    return tuple(found)


class _Words:
    """The parts that are looked for, and how often a text holds them."""

    def __init__(self, looked_for: Sequence[str]) -> None:
        self.patterns = [pattern(part) for part in looked_for]
        self._signs = [part for part in looked_for if is_signs(part)]
        # How often a text holds them that holds none of them, and one that holds all.
        self.known = ([0] * len(looked_for), [1] * len(looked_for))

    def counted(self, text: str, known: Sequence[int] = ()) -> tuple[str, list[int]]:
        """Return a text as it is compared, and how often it holds each part; `known` is how often a title does."""
        if len(self._signs) == len(self.patterns):
            # Signs are written in one way but for a few: a text that holds them as they are is not looked at for
            # others, and neither is one of which they need not be known.
            counts = [text.count(part) for part in self._signs]
            if all(map(or_, counts, known or self.known[0])):
                return text, counts
        compared = normal(text)
        return compared, [len(each.findall(compared)) for each in self.patterns]


def _likely(row: Proposal, all_titled: bool | None, words: _Words, today: float) -> _Likely:
    _, id_, _, at, uses, title, other = row
    titled = words.known[all_titled] if all_titled is not None else words.counted(f"{title}\n{other}")[1]
    young = _YEAR / (_YEAR + max(today - at, 0))
    score = _TITLE * sum(map(bool, titled)) / len(titled) + _YOUNG * young + _USED * uses / (3 + abs(uses))
    return score, id_, titled, row


def _held(proposals: Proposals, likely: Sequence[_Likely], words: _Words) -> Sequence[FoundRow]:
    """Return the best of the likely that hold the words as they are now."""
    found: list[FoundRow] = []
    # To read texts through is what takes time: only as many as are asked for.
    while likely and (lacking := proposals.limit - len(found)):
        first, likely = likely[:lacking], likely[lacking:]
        bodies = proposals.bodies([row[:2] for *_, row in first])
        for score, _, titled, row in first:
            body = bodies[row[:2]]
            compared, counts = words.counted(body, titled)
            # The index may not know yet that a text has changed.
            if all(map(or_, titled, counts)):
                # As BM25 has it: each further time says less, and in a long text less again.
                longer = 0.5 + len(body) / 400
                said = sum([count / (count + longer) for count in counts]) / len(counts)
                found.append(_found(row, body, compared, words.patterns, round(score + _OFTEN * said, 3)))
    return found


def _found(row: Proposal, body: str, compared: str, patterns: Sequence[re.Pattern[str]], score: float) -> FoundRow:
    """Return a row with the piece of its text that holds the patterns first; `compared` is its normal text."""
    kind, id_, number, _, _, title, _ = row
    marks = places(body, patterns, compared, _SNIPPET)
    first = marks[0][0] if marks else 0
    if kind == Searched.ARTICLE and is_marked(body[max(first - _BEFORE, 0) : first + _SNIPPET]):
        # What only Markdown means is not shown. It goes by lines, and may be longer than what is.
        body = as_text(body[body.rfind("\n", 0, first) + 1 : first + 3 * _SNIPPET])
        marks = places(body, patterns, normal(body), _SNIPPET)
        first = marks[0][0] if marks else 0
    begin = max(first - _BEFORE, 0)
    end = begin + _SNIPPET
    inside = tuple([(since - begin, min(until, end) - begin) for since, until in marks if since < end])
    snippet = body[begin:end]
    if not snippet.isprintable():
        # A blank in place of a line's end keeps the places right.
        snippet = snippet.translate(_BLANKS)
    return FoundRow(_KINDS[kind], id_, number, title, snippet, inside, score)
