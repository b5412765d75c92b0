"""What the worklist is: open tickets as columns, and how they are made of what the database gathers.

Columns instead of rows, because a column of integers is sorted and filtered a hundred times faster than objects are.
Without SQLAlchemy, which the first paint does not wait for.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.words import LIVE, ClockState, Priority, Source, Status, Target

PRIORITIES, SOURCES, TARGETS = tuple(Priority), tuple(Source), tuple(Target)
# By the name of the class: the column of a ticket that points to what is named in its row.
NAMED_BY = {"Person": "owner_id", "Category": "category_id", "Queue": "queue_id", "Customer": "customer_id"}
# An instant that never comes sorts behind all others.
NEVER = int(np.iinfo(np.int64).max)
NO_TARGET = -1
NO_SCORE = -1
# Between the tags of a ticket: no tag holds a comma.
TAGS = ", "
# Between the values of a column: Unicode's own character for that.
MARK = "\x1f"


@dataclass(frozen=True)
class Worklist:
    """Open tickets: every list and array is a column, and the same place in each belongs to the same ticket.

    Instants are whole seconds since 1970, or `NEVER`. `priority`, `source` and `target` are places in `PRIORITIES`,
    `SOURCES` and `TARGETS`. `due` is the earliest deadline of the running clocks, or where none runs (`paused`) of the
    paused ones; `target` (or `NO_TARGET`) is what it promises and `started` when that clock was started. `next_step`
    is when the ladder is climbed next. `silent` says that a clock was imported and not armed, `set_aside` that the
    sweep gave one up. `owner_id` is 0 and names are empty where there is none. `level` is the customer's. `score` is
    without what the nearing deadline adds, or `NO_SCORE`, or what somebody has set (`score_set`). `tags` have `TAGS`
    between them. `searched` is what a search looks at, case-folded.
    `gone` are tickets that were asked for and are not open.
    """

    read_at: datetime
    ids: NDArray[np.int64]
    number: list[str]
    title: list[str]
    priority: NDArray[np.int8]
    stage: list[str]
    waiting: NDArray[np.bool_]
    owner_id: NDArray[np.int64]
    owner: list[str]
    source: NDArray[np.int8]
    category: list[str]
    queue: list[str]
    level: list[str]
    high_risk: NDArray[np.bool_]
    score: NDArray[np.int64]
    score_set: NDArray[np.bool_]
    tags: list[str]
    received: NDArray[np.int64]
    started: NDArray[np.int64]
    due: NDArray[np.int64]
    target: NDArray[np.int8]
    paused: NDArray[np.bool_]
    next_step: NDArray[np.int64]
    silent: NDArray[np.bool_]
    set_aside: NDArray[np.bool_]
    searched: list[str]
    gone: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)


# Columns that are read of tickets, of their clocks and of their tags.
_OF_TICKETS, _OF_CLOCKS, _OF_TAGS = 16, 8, 2


def no_tickets(now: datetime) -> Worklist:
    """Return a worklist without tickets."""
    return made_of([""] * (_OF_TICKETS + _OF_CLOCKS + _OF_TAGS), now)


def made_of(gathered: Sequence[str | None], now: datetime, asked: Collection[int] = ()) -> Worklist:
    """Turn columns, in the order in which the statements read them, into the worklist; None where there are no rows."""
    columns = iter([column or "" for column in gathered])
    tickets, clocks, tagged = (list(islice(columns, count)) for count in (_OF_TICKETS, _OF_CLOCKS, _OF_TAGS))
    ids = _numbers(tickets[0])
    # An empty text is one empty word, or none.
    number, title, stage, owner, category, queue, level = (
        each.split(MARK) if len(ids) else [] for each in tickets[1:8]
    )
    priority, status, source, owner_id, high_risk, received, score, score_set = tickets[8:]
    tags = _tags(ids, tagged)
    searched = MARK.join(map("\n".join, zip(number, title, owner, category, tags, strict=True))).casefold()
    return Worklist(
        read_at=now,
        ids=ids,
        number=number,
        title=title,
        priority=_places(priority, PRIORITIES),
        stage=stage,
        waiting=_places(status, tuple(Status)) == tuple(Status).index(Status.WAITING),
        owner_id=_numbers(owner_id),
        owner=owner,
        source=_places(source, SOURCES),
        category=category,
        queue=queue,
        level=level,
        high_risk=_numbers(high_risk) > 0,
        score=_numbers(score),
        score_set=_numbers(score_set) > 0,
        tags=tags,
        received=_numbers(received),
        **_deadlines(ids, clocks),
        searched=searched.split(MARK) if len(ids) else [],
        gone=tuple(sorted(set(asked).difference(ids.tolist()))),
    )


def _tags(ids: NDArray[np.int64], tagged: Sequence[str]) -> list[str]:
    """Return the tags of each ticket; few have any."""
    named: dict[int, list[str]] = {}
    if tagged[0]:
        for place, name in zip(np.searchsorted(ids, _numbers(tagged[0])).tolist(), tagged[1].split(MARK), strict=True):
            named.setdefault(place, []).append(name)
    return [TAGS.join(sorted(named[place])) if place in named else "" for place in range(len(ids))]


def _deadlines(ids: NDArray[np.int64], clocks: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return what the live clocks of each ticket make of its row."""
    state, target = _places(clocks[1], LIVE), _places(clocks[2], TARGETS)
    ticket_id, started, due, step, armed, given_up = (_numbers(clocks[place]) for place in (0, 3, 4, 5, 6, 7))
    is_paused, places = state == LIVE.index(ClockState.PAUSED), np.searchsorted(ids, ticket_id)
    # Of the clocks of a ticket the one to show comes first: running before paused, then the earliest.
    order = np.lexsort((target, due, is_paused, places))
    with_clock, firsts = np.unique(places[order], return_index=True)
    shown = order[firsts]

    def of_shown(values: NDArray[Any], otherwise: int) -> NDArray[Any]:
        column = np.full(len(ids), otherwise, values.dtype)
        column[with_clock] = values[shown]
        return column

    next_step, silent, set_aside = np.full(len(ids), NEVER), np.zeros(len(ids), np.bool_), np.zeros(len(ids), np.bool_)
    np.minimum.at(next_step, places, step)
    silent[places[armed == 0]] = True
    set_aside[places[given_up > 0]] = True
    return {
        "started": of_shown(started, NEVER),
        "due": of_shown(due, NEVER),
        "target": of_shown(target, NO_TARGET),
        "paused": of_shown(is_paused, False),
        "next_step": next_step,
        "silent": silent,
        "set_aside": set_aside,
    }


def _numbers(column: str) -> NDArray[np.int64]:
    return np.fromstring(column, np.int64, sep=MARK)


def _places(column: str, words: Sequence[str]) -> NDArray[np.int8]:
    """Turn words into their places in `words`."""
    place_of = {str(word): place for place, word in enumerate(words)}
    found = column.split(MARK) if column else []
    return np.fromiter(map(place_of.__getitem__, found), np.int8, len(found))
