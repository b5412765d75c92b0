"""A slow, obvious reference of what happens to the clocks in a complaint's life; it shares no code with the engine."""

import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.lifestory import walk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Pauses = list[tuple[datetime, datetime | None]]
# What the policy of the stories (see `rules.py`) says, once more and by hand.
PAUSED_BY = {
    "waiting_for_customer": ("resolution", "milestone", "stage"),
    "waiting_for_lab": ("resolution", "task"),
    "waiting_for_court": ("resolution",),
}
RESTARTED_BY = {"new_facts": ("resolution", "stage", "task")}
MILESTONES = {"interim": ("informed",), "summary": ("resolved",), "satisfied": ("followed_up",)}
# (whole days from then on, who grants them, whether the customer has to be told first)
EXTENSIONS = ((5, "supervisor", True), (8, "manager", False))
RANKS = ("agent", "team_lead", "supervisor", "manager", "administrator")
LADDER = (("half", 1), ("breach", 1), ("overdue", 3))


class RefusedError(Exception):
    """It cannot happen as things stand."""


@dataclass(eq=False)
class Clock:
    """One target in one cycle."""

    target: str
    subject: str
    cycle: int
    started: datetime
    kind: str
    amount: int
    fast: bool
    due: datetime = field(init=False)
    state: str = "running"
    stopped: datetime | None = None
    # From when, until when (None: still), and when it ends by itself.
    pauses: Pauses = field(default_factory=list)
    limit: datetime | None = None
    # When each occurrence of a step was owed that was raised.
    raised: dict[tuple[str, int], datetime] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        return self.state in ("running", "paused")

    @property
    def office(self) -> bool:
        return self.kind in ("opening_hours", "working_days")

    def begins(self) -> datetime:
        """Counted from the next day on, or at once."""
        return walk.midnight(walk.day_of(self.started) + DAY) if self.kind == "next_days" else self.started

    def later(self, at: datetime, span: timedelta) -> datetime:
        """Move on in the clock's own time."""
        return walk.add(at, span) if self.office else at + span

    def own(self, since: datetime, until: datetime) -> timedelta:
        """How much of the clock's own time lies between."""
        return walk.elapsed(since, until) if self.office else max(until - since, timedelta())

    def end(self) -> datetime:
        """When the amount is over without pauses."""
        if self.kind in ("round_the_clock", "opening_hours"):
            return self.later(self.started, timedelta(seconds=self.amount))
        if self.kind == "working_days":
            return walk.add_working_days(self.started, self.amount)
        return self.begins() + self.amount * DAY

    def ended_pauses(self) -> list[tuple[datetime, datetime]]:
        """What did not count, from when the counting began."""
        begins = self.begins()
        return [(max(since, begins), until) for since, until in self.pauses if until is not None and until > begins]

    def rounded(self, at: datetime) -> datetime:
        """What is counted from the next day ends with a day."""
        if self.kind != "next_days" or at == walk.midnight(walk.day_of(at)):
            return at
        return walk.midnight(walk.day_of(at) + DAY)

    def find_due(self) -> datetime:
        at = self.end()
        for since, until in self.ended_pauses():
            taken = self.own(since, until)
            if since < self.rounded(at) and taken:
                at = self.later(at, taken)
        return self.rounded(at)

    def step_at(self, step: str, occurrence: int) -> datetime:
        """When an occurrence of a step is owed."""
        pauses = self.ended_pauses()
        if step == "half":
            seconds = self.own(self.begins(), self.end()) // timedelta(seconds=1) // 2
            at = min(self.later(self.begins(), timedelta(seconds=seconds)), self.end())
            for since, until in pauses:
                taken = self.own(since, until)
                if since < at and taken:
                    at = self.later(at, taken)
        else:
            at = self.find_due()
        if step == "overdue":
            # Four hours after it, and again: in the office's time, in the fast lane day and night.
            due, span = at, occurrence * 4 * HOUR
            at = at + span if self.fast else walk.add(at, span)
            for since, until in pauses:
                if due <= since < at:
                    if self.fast:
                        at += until - since
                    elif taken := walk.elapsed(since, until):
                        at = walk.add(at, taken)
        return at if self.fast else walk.next_open(at)


@dataclass
class Complaint:
    """One complaint with all its clocks."""

    chat: bool
    fast: bool
    received: datetime
    status: str = "open"
    waits: tuple[str, datetime] | None = None
    clocks: list[Clock] = field(default_factory=list)
    # Requests by number: clock, days, who may decide, if the customer has to be told, who asked; None when decided.
    requests: dict[int, tuple[Clock, int, str, bool, str] | None] = field(default_factory=dict)
    # What was granted and the customer has not been told of.
    untold: list[tuple[Clock, int]] = field(default_factory=list)

    def live(self, *targets: str) -> list[Clock]:
        return [clock for clock in self.clocks if clock.live and (not targets or clock.target in targets)]

    def start(self, target: str, at: datetime, subject: str = "") -> None:
        cycles = [c.cycle for c in self.clocks if (c.target, c.subject) == (target, subject)]
        kind, amount = self.promise(target, subject)
        clock = Clock(target, subject, max(cycles, default=0) + 1, at, kind, amount, self.fast)
        clock.due = clock.find_due()
        self.clocks.append(clock)
        if self.status == "waiting":
            self.pause(clock, at)

    def promise(self, target: str, subject: str) -> tuple[str, int]:
        if target == "first_response":
            return ("opening_hours", 2 * 3600) if self.chat else ("round_the_clock", 24 * 3600)
        if target == "resolution":
            return ("round_the_clock", 24 * 3600) if self.fast else ("working_days", 3)
        return {
            "follow_up": ("opening_hours", 8 * 3600),
            "approval": ("opening_hours", 4 * 3600),
            "task": ("working_days", 2),
            "stage": ("opening_hours", 6 * 3600),
            "interim": ("next_days", 2),
            "summary": ("working_days", 3),
            "satisfied": ("natural_days", 9),
        }[subject if target == "milestone" else target]

    def pause(self, clock: Clock, at: datetime) -> None:
        assert self.waits
        reason, since = self.waits
        if clock.state != "running" or clock.target not in PAUSED_BY[reason]:
            return
        limit = None
        if reason == "waiting_for_customer":
            limit = since + 3 * DAY
        elif reason == "waiting_for_lab":
            limit = walk.add(since, 6 * HOUR)
        if limit is not None and limit <= at:
            return
        clock.state, clock.limit = "paused", limit
        clock.pauses.append((at, None))

    def resume(self, clock: Clock, at: datetime) -> None:
        if clock.state == "paused":
            clock.pauses[-1] = (clock.pauses[-1][0], max(at, clock.pauses[-1][0]))
            clock.state, clock.limit = "running", None
            clock.due = clock.find_due()

    def end_long_pauses(self, now: datetime) -> None:
        over = [clock for clock in self.live() if clock.limit is not None and clock.limit <= now]
        for clock in over:
            assert clock.limit
            self.resume(clock, clock.limit)
        if over and self.status == "waiting" and not any(clock.state == "paused" for clock in self.clocks):
            self.status, self.waits = "open", None

    def finish(self, clock: Clock, at: datetime, in_time: str = "met", late: str = "breached") -> None:
        self.resume(clock, at)
        clock.state = in_time if at <= clock.due else late
        clock.stopped = at

    def hurry(self, now: datetime) -> None:
        """Let what came slowly to the fast lane have the time of that, from its start or else from now; never more."""
        for clock in [each for each in self.live() if not each.fast]:
            clock.fast = True
            kind, amount = self.promise(clock.target, clock.subject)
            quick = Clock(clock.target, clock.subject, 0, clock.started, kind, amount, True)
            due = quick.find_due()
            if now < due < clock.due:
                if (kind, amount) != (clock.kind, clock.amount):
                    clock.kind, clock.amount = kind, amount
                    clock.due = clock.find_due()
                continue
            quick.started = now
            if due < clock.due and quick.find_due() < clock.due:
                self.finish(clock, now, in_time="cancelled", late="cancelled")
                self.start(clock.target, now, clock.subject)


class Reference:
    """All complaints of a story, in the order of their numbers."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []
        self.requests = 0

    def attempt(self, name: str, *arguments: Any, now: datetime) -> bool:
        """Do something, or change nothing where it is refused: that comes before every change but the end of pauses."""
        places: tuple[int, ...] = {"record": (), "sweep": (), "merge": arguments[:2]}.get(name, arguments[:1])
        involved = {place: self.complaints[place] for place in places}
        over = any(clock.limit and clock.limit <= now for it in involved.values() for clock in it.clocks)
        before = copy.deepcopy(involved) if over else {}
        try:
            getattr(self, name)(*arguments, now=now)
        except RefusedError:
            for place, it in before.items():
                self.complaints[place] = it
            return False
        return True

    def record(self, chat: bool, fast: bool, *, now: datetime) -> None:
        complaint = Complaint(chat, fast, now)
        self.complaints.append(complaint)
        complaint.start("first_response", now)
        complaint.start("resolution", now)
        complaint.start("stage", now, "intake")
        for name in MILESTONES:
            complaint.start("milestone", now, name)

    def happen(self, place: int, event: str, reason: str, *, now: datetime) -> None:
        it = self.complaints[place]
        it.end_long_pauses(now)
        if event in ("acknowledged", "answered", "informed"):
            self._need(it, "open", "waiting")
            if event == "answered":
                for clock in it.live("first_response"):
                    it.finish(clock, now)
            self._meet(it, (event,), now)
        elif event == "waiting":
            self._need(it, "open")
            it.status, it.waits = "waiting", (reason, now)
            for clock in it.live():
                it.pause(clock, now)
        elif event in ("customer_replied", "resumed"):
            self._need(it, "waiting")
            it.status, it.waits = "open", None
            for clock in it.live():
                it.resume(clock, now)
        elif event == "restarted":
            self._need(it, "open")
            for clock in it.live(*RESTARTED_BY[reason]):
                it.finish(clock, now, in_time="cancelled")
                it.start(clock.target, now, clock.subject)
        elif event == "thanked":
            self._need(it, "resolved", "closed")
        elif event == "resolved":
            self._need(it, "open", "waiting")
            it.status, it.waits = "resolved", None
            for clock in it.live("first_response", "resolution", "stage"):
                it.finish(clock, now)
            for clock in it.live("task", "approval"):
                it.resume(clock, now)
            self._meet(it, ("resolved", "answered", "informed"), now)
            if not it.live("follow_up"):
                it.start("follow_up", now)
        elif event == "followed_up":
            self._need(it, "resolved")
            for clock in it.live("follow_up"):
                it.finish(clock, now)
            self._meet(it, (event,), now)
        elif event == "reopened":
            self._need(it, "resolved", "closed")
            it.status = "open"
            for clock in it.live("follow_up"):
                it.finish(clock, now, in_time="cancelled")
            it.start("resolution", now)
            it.start("stage", now, "intake")
            if not any(clock.subject == "interim" for clock in it.live("milestone")):
                it.start("milestone", now, "interim")
        elif event in ("withdrawn", "spam", "closed"):
            self._end(it, event, now)
        self._forget_requests(it, now)

    def _end(self, it: Complaint, event: str, now: datetime) -> None:
        possible = {
            "withdrawn": ("open", "waiting", "resolved"),
            "spam": ("open", "waiting"),
            "closed": ("resolved",),
        }
        self._need(it, *possible[event])
        it.status, it.waits = event, None
        for clock in it.live():
            if event == "spam":
                it.finish(clock, now, in_time="cancelled", late="cancelled")
            elif event == "withdrawn" or clock.target in ("task", "approval", "milestone"):
                it.finish(clock, now, in_time="cancelled")
            else:
                it.finish(clock, now)

    def start_task(self, place: int, name: str, *, now: datetime) -> None:
        it = self.complaints[place]
        self._need(it, "open", "waiting")
        if any(clock.subject == name for clock in it.live("task")):
            raise RefusedError
        it.start("task", now, name)

    def merge(self, place: int, into: int, *, now: datetime) -> None:
        gone, stays = self.complaints[place], self.complaints[into]
        if gone is stays:
            raise RefusedError
        for it in (gone, stays):
            it.end_long_pauses(now)
            self._need(it, "open", "waiting")
        for it in (gone, stays):
            for clock in it.live():
                it.resume(clock, now)
        for clock in gone.live():
            rivals = [rival for rival in stays.live() if (rival.target, rival.subject) == (clock.target, clock.subject)]
            if clock.target != "stage" and all(clock.due < rival.due for rival in rivals):
                for rival in rivals:
                    stays.finish(rival, now, in_time="cancelled", late="cancelled")
                self._move(clock, gone, stays)
            else:
                gone.finish(clock, now, in_time="cancelled", late="cancelled")
        gone.status = "merged"
        if stays.status == "waiting":
            for clock in stays.live():
                stays.pause(clock, now)
        # What comes from the fast lane takes the other one along, and lets it wait no longer.
        if gone.fast and not stays.fast and stays.status == "waiting":
            for clock in stays.live():
                stays.resume(clock, now)
            stays.status, stays.waits = "open", None
        stays.fast = stays.fast or gone.fast
        if stays.fast:
            stays.hurry(now)
        # The clocks of what was asked have gone ahead.
        for number in [number for number, request in gone.requests.items() if request and not request[0].live]:
            gone.requests[number] = None
            for clock in stays.live("approval"):
                if clock.subject == f"approval {number}":
                    stays.finish(clock, now, in_time="cancelled")
        self._forget_requests(stays, now)

    def _move(self, clock: Clock, gone: Complaint, stays: Complaint) -> None:
        cycles = [c.cycle for c in stays.clocks if (c.target, c.subject) == (clock.target, clock.subject)]
        cycle = max(cycles, default=0) + 1
        clock.cycle = max(cycle, clock.cycle) if clock.target in ("task", "approval") else cycle
        gone.clocks.remove(clock)
        stays.clocks.append(clock)
        for number, request in list(gone.requests.items()):
            if request and request[0] is clock:
                stays.requests[number] = gone.requests.pop(number)
        stays.untold += [each for each in gone.untold if each[0] is clock]

    def ask(self, place: int, person: str, *, now: datetime) -> None:
        it = self.complaints[place]
        it.end_long_pauses(now)
        clocks = it.live("resolution")
        if not clocks or it.fast:
            raise RefusedError
        (clock,) = clocks
        rungs = [rung for rung in EXTENSIONS if rung[0] > clock.amount]
        stands = clock.pauses[-1][0] if clock.state == "paused" else now
        asked = any(request and request[0] is clock for request in it.requests.values())
        if not rungs or asked or any(untold is clock for untold, _ in it.untold) or stands > clock.due:
            raise RefusedError
        self.requests += 1
        it.requests[self.requests] = (clock, *rungs[0], person)
        it.start("approval", now, f"approval {self.requests}")

    def decide(self, place: int, person: str, granted: bool, *, now: datetime) -> None:
        it = self.complaints[place]
        number, request = next(((n, r) for n, r in it.requests.items() if r), (0, None))
        if not request:
            raise RefusedError
        clock, days, approver, notice, asker = request
        if person == asker or RANKS.index(person) < RANKS.index(approver):
            raise RefusedError
        it.end_long_pauses(now)
        it.requests[number] = None
        for own in it.live("approval"):
            if own.subject == f"approval {number}":
                it.finish(own, now)
        if granted and notice:
            it.untold.append((clock, days))
        elif granted:
            clock.amount = days
            clock.due = clock.find_due()

    def tell(self, place: int, *, now: datetime) -> None:
        it = self.complaints[place]
        it.end_long_pauses(now)
        waiting = [each for each in it.untold if each[0] in it.clocks and each[0].live]
        if not waiting:
            raise RefusedError
        clock, days = waiting[0]
        it.untold.remove(waiting[0])
        clock.amount = days
        clock.due = clock.find_due()
        self._meet(it, ("informed",), now)

    def sweep(self, *, now: datetime) -> None:
        for it in self.complaints:
            it.end_long_pauses(now)
            for clock in it.clocks:
                if clock.state != "running":
                    continue
                for step, times in LADDER:
                    for occurrence in range(1, times + 1):
                        at = clock.step_at(step, occurrence)
                        if at <= now:
                            clock.raised.setdefault((step, occurrence), at)

    def _meet(self, it: Complaint, what: tuple[str, ...], now: datetime) -> None:
        for clock in it.live("milestone"):
            if set(MILESTONES[clock.subject]) & set(what):
                it.finish(clock, now)
                if clock.subject == "interim" and it.status in ("open", "waiting"):
                    it.start("milestone", now, clock.subject)
            elif it.status != "waiting":
                it.resume(clock, now)

    def _forget_requests(self, it: Complaint, now: datetime) -> None:
        """What was asked about a clock that has ended needs no decision."""
        for number, request in it.requests.items():
            if request and not request[0].live:
                it.requests[number] = None
                for clock in it.live("approval"):
                    if clock.subject == f"approval {number}":
                        it.finish(clock, now, in_time="cancelled")

    def _need(self, it: Complaint, *statuses: str) -> None:
        if it.status not in statuses:
            raise RefusedError

    def facts(self) -> tuple[list[str], dict[tuple[int, str, str, int], object]]:
        """Return every status, and every clock with its pauses and raised steps."""
        return [it.status for it in self.complaints], {
            (place, clock.target, clock.subject, clock.cycle): (
                (clock.state, clock.started, clock.due, clock.stopped, clock.amount),
                [(since, until, None if until else clock.limit) for since, until in clock.pauses],
                clock.raised,
            )
            for place, it in enumerate(self.complaints)
            for clock in it.clocks
        }
