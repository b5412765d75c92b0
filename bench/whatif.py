"""The what-if against a plain event simulation on `heapq`, and against Erlang A where theory knows the answer.

The floor of the first two cases is made up: 500 complaints wait, 60 people serve three of 12 queues each, 8 hours lie
ahead with about 2,400 contacts and 150 new complaints. The plain one is what the textbook says: objects for people, one
heap of all events, each with its time. Both work by the same rules, and 200 runs of each have to agree within what
chance allows. `first_answer_share` is the plain one's time for the 200 runs of one mix over ours until the screen has
its first figures, with intervals, of the three columns that change with the slider of the first tier: through the
process that computes, which is warm.
"""

import gc
import random
import statistics
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from math import inf, log, sqrt

import numpy as np

from app.models.erlang import erlang_a
from app.services.floor.whatif.engine import Count
from app.services.floor.whatif.floor_now import Agent, FloorNow, Help, Work
from app.services.floor.whatif.outcome import outcome_of
from app.services.floor.whatif.presence import crew_of, with_rests
from app.services.floor.whatif.simulation import FIRST_RUNS, simulate
from app.services.staffing.service_level import ServiceLevelRule
from app.views.worker import Worker
from bench.report import Case, main

HOURS, QUEUES, PEOPLE, WAITING, RUNS = 8, 12, 60, 500, 200
SECONDS = HOURS * 3600.0
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
RULE = ServiceLevelRule()
# The answers of both may differ by so many standard errors: five figures of two simulations that mean the same do so
# once in some ten thousand times.
SAME = 4.0
# Arrivals an hour, handling and patience in seconds, agents; from a quiet line to one in overload.
LINES = ((240, 240, 120, 14), (240, 240, 120, 18), (600, 180, 300, 32), (120, 300, 600, 12), (900, 120, 60, 24))
LINE_HOURS, LINE_RUNS = 400, 8


def cases() -> Iterator[Case]:
    """Yield both comparisons of speed, then the largest error against theory."""
    floor = made_up()
    plain = Plain(floor)
    theirs, their_seconds = _timed(lambda: np.array([plain.run(number) for number in range(RUNS)]))
    ours, our_seconds = _timed(lambda: simulate(floor, [()], SECONDS, 0, RUNS)[0].sum(axis=1))
    _compare(ours, theirs)
    peer = f"a plain heapq simulation, {RUNS} runs of {HOURS} h, {WAITING} queued, {PEOPLE} agents, {QUEUES} skills"
    yield Case(bench="whatif", case="vs_heapq", ratio=their_seconds / our_seconds, against=peer)
    first = _first_answer(floor)
    sys.stderr.write(
        f"plain {their_seconds:.2f} s, ours {our_seconds:.2f} s, first answer of {FIRST_RUNS} runs {first:.3f} s\n"
    )
    yield Case(bench="whatif", case="first_answer_share", ratio=their_seconds / first, against=f"{peer}: all of them")
    yield Case(
        bench="whatif",
        case="erlang_error",
        value=max(_erlang_errors()),
        unit="share",
        against=f"Erlang A, waiting probability and service level of {len(LINES)} lines",
    )


def made_up() -> FloorNow:
    """Return the floor that is simulated."""
    chance = random.Random(5)
    each = (WAITING + QUEUES - 1) // QUEUES
    work = tuple(
        Work(
            queue + 1,
            f"Queue {queue + 1}",
            contacts=(6.25,) * (HOURS * 4),
            complaints=(0.4,) * (HOURS * 4),
            handle_seconds=300.0,
            patience_seconds=180.0,
            effort_seconds=1_800.0,
            effort_spread=1.0,
            waiting=tuple((chance.uniform(-600, 43_200), 1.0) for _ in range(min(each, WAITING - queue * each))),
        )
        for queue in range(QUEUES)
    )
    agents = []
    for place in range(PEOPLE):
        home = place % QUEUES + 1
        served = (home, home % QUEUES + 1, (home + 4) % QUEUES + 1)
        here = with_rests([(0.0, 14_400.0), (16_200.0, 32_400.0)], worked=place * 437 % 7_000)
        agents.append(Agent(place + 1, home, dict.fromkeys(served, 1.0), here))
    return FloorNow(NOW, 900.0, work, tuple(agents))


@dataclass(eq=False)
class Person:
    """Somebody of the plain simulation."""

    home: int
    serves: list[int]
    here: bool = False
    talking: bool = False
    # The complaint at hand: its queue, when it is due, what is left of it, and since when it is written on.
    hand: tuple[int, float] | None = None
    left: float = 0.0
    writing_since: float | None = None
    place: int = 0
    comes_last: float = 0.0


@dataclass(eq=False)
class Call:
    """A contact of the plain simulation."""

    queue: int
    came: float
    gone: bool = field(default=False)
    answered: bool = field(default=False)


class Plain:
    """The same model, event by event, as one writes it down."""

    def __init__(self, floor: FloorNow) -> None:
        self.floor = floor
        self.crew = crew_of(floor, (), SECONDS)

    def run(self, number: int) -> np.ndarray:
        """Return offered, in time, abandoned, late and done of one run."""
        self.random = random.Random(f"plain {number}")
        self.heap: list[tuple[float, int, str, object, float]] = []
        self.ids = count()
        crew = self.crew
        self.people = [
            Person(home, serves, place=place)
            for place, (home, serves) in enumerate(zip(crew.home, crew.serves, strict=True))
        ]
        for person, here in zip(self.people, crew.here, strict=True):
            for start, end in here:
                self.plan(start, "comes", person)
                self.plan(end, "leaves", person)
                person.comes_last = start
        queues = range(len(self.floor.work))
        self.last = [-1 for _ in queues]
        self.at_home = [[each for each in self.people if each.home == queue] for queue in queues]
        self.elsewhere = [
            [each for each in self.people if queue in each.serves and each.home != queue] for queue in queues
        ]
        self.lines: list[deque[Call]] = [deque() for _ in queues]
        self.backlog: list[list[tuple[float, float]]] = [[] for _ in queues]
        self.offered = self.in_time = self.abandoned = self.kept = self.done = self.pressing = 0
        for queue, work in enumerate(self.floor.work):
            for due, share in work.waiting:
                heappush(self.backlog[queue], (due, share * self.effort(queue)))
                self.pressing += 0 <= due <= SECONDS
            self.plan(self.gap(sum(work.contacts)), "contact", queue)
            self.plan(self.gap(sum(work.complaints)), "complaint", queue)
        while self.heap:
            now, _, kind, subject, value = heappop(self.heap)
            if now > SECONDS:
                break
            getattr(self, kind)(now, subject, value)
        return np.array([self.offered, self.in_time, self.abandoned, self.pressing - self.kept, self.done])

    def plan(self, at: float, kind: str, subject: object, value: float = 0.0) -> None:
        """Let something happen."""
        heappush(self.heap, (at, next(self.ids), kind, subject, value))

    def gap(self, expected: float) -> float:
        """Draw the time until the next arrival."""
        return self.random.expovariate(expected / SECONDS) if expected else inf

    def effort(self, queue: int) -> float:
        """Draw how long a complaint takes."""
        work = self.floor.work[queue]
        sigma = sqrt(log(1 + work.effort_spread**2))
        return self.random.lognormvariate(log(work.effort_seconds) - sigma**2 / 2, sigma)

    def contact(self, now: float, queue: int, _: float) -> None:
        """Somebody calls."""
        work = self.floor.work[queue]
        self.plan(now + self.gap(sum(work.contacts)), "contact", queue)
        self.offered += 1
        call = Call(queue, now)
        person = self.who(queue, writing=False) or self.who(queue, writing=True)
        if person is None:
            self.lines[queue].append(call)
            self.plan(now + self.random.expovariate(1 / work.patience_seconds), "hangs_up", call)
            return
        self.last[queue] = person.place
        self.put_aside(person, now)
        self.answer(person, call, now)

    def who(self, queue: int, *, writing: bool) -> Person | None:
        """Find who takes it, those at home first; of several it is the next one after who was asked last."""
        for group in (self.at_home[queue], self.elsewhere[queue]):
            able = [
                each for each in group if each.here and not each.talking and (each.writing_since is not None) == writing
            ]
            if able:
                return next((each for each in able if each.place > self.last[queue]), able[0])
        return None

    def answer(self, person: Person, call: Call, now: float) -> None:
        """Let a person speak."""
        call.answered, person.talking = True, True
        self.in_time += now - call.came <= self.floor.within_seconds
        self.plan(now + self.random.expovariate(1 / self.floor.work[call.queue].handle_seconds), "has_spoken", person)

    def hangs_up(self, now: float, call: Call, _: float) -> None:
        """The patience of somebody who waits is over."""
        if not call.answered:
            call.gone = True
            self.abandoned += 1

    def has_spoken(self, now: float, person: Person, _: float) -> None:
        """A contact is over."""
        person.talking = False
        if person.here:
            self.look_for_work(person, now)
        else:
            self.give_back(person, now)

    def complaint(self, now: float, queue: int, _: float) -> None:
        """A complaint comes in."""
        work = self.floor.work[queue]
        self.plan(now + self.gap(sum(work.complaints)), "complaint", queue)
        for promised, share in work.promises:
            due = now + promised
            self.pressing += due <= SECONDS
            self.put(queue, due, share * self.effort(queue), now)

    def put(self, queue: int, due: float, effort: float, now: float) -> None:
        """Give a complaint to somebody who has nothing to do, or into the queue."""
        person = self.who(queue, writing=False)
        if person is None:
            heappush(self.backlog[queue], (due, effort))
        else:
            person.hand, person.left = (queue, due), effort
            self.write(person, now)

    def write(self, person: Person, now: float) -> None:
        """Let a person go on with the complaint at hand."""
        person.writing_since = now
        self.plan(now + person.left, "has_written", person, now)

    def put_aside(self, person: Person, now: float) -> None:
        """Interrupt a person who writes."""
        if person.writing_since is not None:
            person.left -= now - person.writing_since
            person.writing_since = None

    def has_written(self, now: float, person: Person, since: float) -> None:
        """A complaint is done, unless it was put aside meanwhile."""
        if person.writing_since != since or person.hand is None:
            return
        due = person.hand[1]
        self.done += 1
        self.kept += now <= due <= SECONDS
        person.hand = person.writing_since = None
        self.look_for_work(person, now)

    def comes(self, now: float, person: Person, _: float) -> None:
        """Somebody comes, or is back."""
        person.here = True
        if not person.talking:
            self.look_for_work(person, now)

    def leaves(self, now: float, person: Person, _: float) -> None:
        """Somebody leaves; what they speak of they bring to its end."""
        person.here = False
        if not person.talking:
            self.put_aside(person, now)
            self.give_back(person, now)

    def give_back(self, person: Person, now: float) -> None:
        """Give the complaint of somebody who will not come back to others."""
        if person.hand is not None and person.comes_last <= now:
            (queue, due), person.hand = person.hand, None
            self.put(queue, due, person.left, now)

    def look_for_work(self, person: Person, now: float) -> None:
        """Let somebody who is free take the next piece of work."""
        while waiting := [queue for queue in person.serves if self.lines[queue]]:
            queue = person.home if person.home in waiting else min(waiting, key=lambda each: self.lines[each][0].came)
            call = self.lines[queue].popleft()
            if not call.gone:
                self.answer(person, call, now)
                return
        if person.hand is None:
            full = [queue for queue in person.serves if self.backlog[queue]]
            if not full:
                return
            queue = person.home if person.home in full else min(full, key=lambda each: self.backlog[each][0][0])
            due, person.left = heappop(self.backlog[queue])
            person.hand = (queue, due)
        self.write(person, now)


def _compare(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Stop unless the means of both simulations are the same within what chance allows."""
    columns = {
        "offered": ours[:, Count.OFFERED],
        "in time": ours[:, Count.IN_TIME],
        "abandoned": ours[:, Count.ABANDONED],
        "late": ours[:, Count.PRESSING] - ours[:, Count.KEPT],
        "done": ours[:, Count.DONE],
    }
    for (name, mine), other in zip(columns.items(), theirs.T, strict=True):
        error = sqrt(mine.var(ddof=1) / len(mine) + other.var(ddof=1) / len(other))
        apart = abs(mine.mean() - other.mean()) / error
        sys.stderr.write(
            f"{name}: ours {mine.mean():.1f}, plain {other.mean():.1f}, {apart:.1f} standard errors apart\n"
        )
        if apart > SAME:
            sys.exit(f"The two simulations do not mean the same by “{name}”.")


def _first_answer(floor: FloorNow) -> float:
    """Return the seconds from a question to its first figures, in the process that computes, which is warm."""
    worker = Worker()
    took = []
    lent = tuple(Help(1, after=10, donor_queue_id=12) for _ in range(2))
    for heads in range(6):
        # The slider of the first tier changes all columns but that without help.
        first = tuple(Help(1, after=5) for _ in range(heads))
        second = first + tuple(Help(1, after=45) for _ in range(2))
        start = time.perf_counter()
        columns = worker.call(simulate, (floor, [first, second, second + lent], SECONDS, 0, FIRST_RUNS), None, _never)
        for runs in columns:
            outcome_of(floor, RULE, runs)
        took.append(time.perf_counter() - start)
    worker.stop()
    return statistics.median(took[1:])


def _never() -> bool:
    return False


def _erlang_errors() -> Iterator[float]:
    """Yield the deviations of one line after the other, all alike and waited for by people who do nothing else."""
    for place, (arrivals, handle, patience, people) in enumerate(LINES):
        work = Work(1, "", contacts=(float(arrivals),) * LINE_HOURS, handle_seconds=handle, patience_seconds=patience)
        agents = tuple(Agent(id_, 1, {1: 1.0}, ((0.0, inf),)) for id_ in range(people))
        line = FloorNow(NOW, 3600.0, (work,), agents)
        (runs,) = simulate(line, [()], LINE_HOURS * 3600.0, 0, LINE_RUNS, place)
        counts = runs.sum(axis=(0, 1))
        level = outcome_of(line, RULE, runs).service_level
        exact = erlang_a(arrivals, handle, patience, people, line.within_seconds)
        waited = counts[Count.WAITED] / counts[Count.OFFERED]
        assert level is not None
        sys.stderr.write(
            f"{arrivals}/h, {handle} s, patience {patience} s, {people} agents: waits {waited:.4f} "
            f"(exactly {exact.wait_probability:.4f}), service level {level.value:.4f} ({exact.service_level:.4f})\n"
        )
        yield abs(waited - float(exact.wait_probability))
        yield abs(level.value - float(exact.service_level))


def _timed(work: object) -> tuple[np.ndarray, float]:
    assert callable(work)
    gc.collect()
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


if __name__ == "__main__":
    main(cases)
