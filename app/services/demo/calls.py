"""The calls that come in while a demo is played: agents take them or callers hang up, and both are counted."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.services.demo.agenda import Agenda
from app.services.demo.contacts import MINUTES, PATIENCE, WITHIN, Contacts
from app.services.demo.customers import Outage
from app.services.demo.profiles import Kind
from app.services.demo.staff import QUEUE_OF
from app.services.staffing.contacts import IntervalRow, record_intervals

_QUARTER = timedelta(minutes=MINUTES)
# So much of the time that a call takes is spent talking; the rest is the usual wrap-up.
_TALKS = 0.67
# And how many more call about what is broken.
_CALLS_MORE = 1.8


@dataclass(frozen=True)
class _Caller:
    """Somebody on the line, and when they will hang up."""

    rang: datetime
    hangs_up: datetime


@dataclass
class _Counted:
    """What has become of a queue's calls in the quarter of an hour that runs."""

    answered: int = 0
    abandoned: int = 0
    in_time: int = 0
    early: int = 0
    handle_seconds: float = 0.0
    wait_seconds: float = 0.0


class Calls:
    """Plans the calls of each quarter of an hour; `rang` is told of each, and who is free asks for the `next_of` them.

    A call counts in the quarter of an hour in which it was answered or given up.
    """

    def __init__(self, agenda: Agenda, contacts: Contacts, outage: Outage, rng: Random) -> None:
        self._agenda, self._contacts, self._outage, self._rng = agenda, contacts, outage, rng
        self._lines: dict[int, deque[_Caller]] = {queue: deque() for queue in contacts.queues.values()}
        self._counted = {queue: _Counted() for queue in self._lines}
        self.rang: Callable[[int, Session, datetime], None]

    def begin(self, at: datetime) -> None:
        """Plan the calls of the quarter of an hour that runs, and that it is counted when it is over."""
        end = at + _QUARTER - timedelta(seconds=at.timestamp() % _QUARTER.total_seconds())
        usual = self._contacts.usual(at)
        for key, queue in self._contacts.queues.items():
            self._plan(queue, at, end, usual[key])
            if key == QUEUE_OF[Kind.BILLING]:
                broken = max(at, self._outage.start), min(end, self._outage.end)
                self._plan(queue, *broken, usual[key] * _CALLS_MORE)
        self._agenda.add(end, self._count)

    def next_of(self, queues: frozenset[int], at: datetime) -> float | None:
        """Answer who has waited longest in some queues; return for how many seconds they talk, None: nobody waits."""
        self._give_up(at)
        waiting = [queue for queue in sorted(queues) if self._lines.get(queue)]
        if not waiting:
            return None
        queue = min(waiting, key=lambda each: self._lines[each][0].rang)
        waited = (at - self._lines[queue].popleft().rang).total_seconds()
        lasts = self._contacts.handling.at(self._rng.random())
        counted = self._counted[queue]
        counted.answered += 1
        counted.in_time += waited <= WITHIN
        counted.wait_seconds += waited
        counted.handle_seconds += lasts
        return _TALKS * lasts

    def _plan(self, queue_id: int, start: datetime, end: datetime, a_quarter: float) -> None:
        """Plan calls from one instant to another, where so many come in a quarter of an hour."""
        if not a_quarter:
            return
        at = start
        while (at := at + self._rng.expovariate(a_quarter) * _QUARTER) < end:
            self._agenda.add(at, lambda session, rings: self._ring(queue_id, session, rings))

    def _ring(self, queue_id: int, session: Session, at: datetime) -> None:
        self._lines[queue_id].append(_Caller(at, at + timedelta(seconds=self._rng.expovariate(1 / PATIENCE))))
        self.rang(queue_id, session, at)

    def _give_up(self, at: datetime) -> None:
        """Let those hang up whose patience has ended."""
        for queue, line in self._lines.items():
            for each in [each for each in line if each.hangs_up <= at]:
                line.remove(each)
                waited, counted = (each.hangs_up - each.rang).total_seconds(), self._counted[queue]
                counted.abandoned += 1
                counted.early += waited <= WITHIN
                counted.wait_seconds += waited

    def _count(self, session: Session, end: datetime) -> None:
        """Write what the telephone system counted, and go on."""
        self._give_up(end)
        rows = [
            IntervalRow(
                queue,
                end - _QUARTER,
                MINUTES,
                each.answered + each.abandoned,
                each.answered,
                each.abandoned,
                each.in_time,
                each.early,
                round(each.handle_seconds),
                round(each.wait_seconds),
            )
            for queue, each in self._counted.items()
        ]
        record_intervals(session, rows)
        self._counted = {queue: _Counted() for queue in self._lines}
        self.begin(end)
