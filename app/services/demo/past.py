"""Eight weeks of complaints before the demo begins: when each came, was answered and solved, and which are open."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.models.calendar import BusinessCalendar
from app.models.ticket import Complexity, Source
from app.services.deadlines.rulebook import Rules
from app.services.demo.complaints import Complaint, Complaints, Intensity, promised
from app.services.demo.profiles import Distribution
from app.services.demo.staff import QUEUE_OF, Staff
from app.services.demo.words import Words

Seconds = NDArray[np.int64]
DAYS = 56
LIVE_SOURCES = (Source.TELEPHONE, Source.CHAT)
# How long an answer takes on average, in seconds, day and night; nobody has measured that for us.
_ANSWER = {Source.TELEPHONE: 60, Source.CHAT: 40}
_ANSWER_IN_WRITING, _LONGEST_ANSWER = 4_000, 6 * 3_600
_ANSWER_TO_RISK = 400
# From the result to the survey that closes a complaint, in seconds.
SURVEY_AFTER = (1_200, 6 * 3_600)
_WAITING = 0.15
# One agent carries more than the others, as on every floor.
_FAVOURITE = 2.5
# What the absent agent left behind: how long ago it came in, and its promise soon to be broken.
_LEFT_BEHIND = (
    ("risk", timedelta(minutes=15)),
    ("answer", timedelta(hours=23, minutes=25)),
    ("answer", timedelta(hours=23, minutes=5)),
)


@dataclass
class PastTicket:
    """One complaint that came before the demo; instants are seconds since 1970, None for not yet."""

    received: int
    complaint: Complaint
    queue_id: int
    owner_id: int | None
    answered: int | None = None
    resolved: int | None = None
    closed: int | None = None
    waiting_since: int | None = None


class Past:
    """Draws what happened before `now`, with exactly `open_tickets` left open."""

    def __init__(
        self,
        words: Words,
        staff: Staff,
        complaints: Complaints,
        intensity: Intensity,
        resolution: Distribution,
        rules: Rules,
        zone: ZoneInfo,
        seed: int,
        *,
        now: datetime,
    ) -> None:
        self._words, self._staff, self._complaints, self._intensity = words, staff, complaints, intensity
        self._resolution, self._rules, self._zone = resolution, rules, zone
        self._calendar: BusinessCalendar = rules.times.opening_hours
        self._now = int(now.timestamp())
        self._rng = Random(seed)
        self._numbers = np.random.default_rng(seed)
        by_day = [agent for agent in staff.present if agent not in staff.nights]
        self._serving = {
            queue: [agent for agent in by_day if queue in staff.serves[agent]] for queue in staff.queues.values()
        }

    def tickets(self, open_tickets: int) -> list[PastTicket]:
        """Return every complaint in the order in which they came."""
        left_behind = [self._left_behind(what, ago) for what, ago in _LEFT_BEHIND[:open_tickets]]
        wanted = open_tickets - len(left_behind)
        found = self._lived(self._arrivals())
        still_open = [each for each in found if each.resolved is None]
        for each in self._rng.sample(still_open, max(len(still_open) - wanted, 0)):
            self._solve(each)
        if len(still_open) < wanted:
            found += self._backlog(wanted - len(still_open))
        for each in found:
            if each.resolved is None and each.answered and self._rng.random() < _WAITING:
                each.waiting_since = self._rng.randrange(each.answered, self._now)
        return sorted([*found, *left_behind], key=lambda each: each.received)

    def _arrivals(self) -> Seconds:
        """Return when complaints came: by the profile, each day as busy as chance has it, today as usual."""
        today = datetime.fromtimestamp(self._now, self._zone).date()
        width = self._intensity.minutes * 60
        came = []
        for back in range(DAYS, -1, -1):
            day = today - timedelta(days=back)
            midnight = int(datetime.combine(day, time(), self._zone).timestamp())
            level = self._numbers.gamma(self._intensity.day_spread**-2, self._intensity.day_spread**2) if back else 1
            counts = self._numbers.poisson(np.array(self._intensity.of_day(day)) * level)
            begins = np.repeat(midnight + np.arange(len(counts)) * width, counts)
            came.append(begins + self._numbers.integers(0, width, len(begins)))
        received = np.sort(np.concatenate(came)).astype(np.int64)
        return received[received < self._now - 60]

    def _lived(self, received: Seconds) -> list[PastTicket]:
        """Let complaints that came then be answered and solved as long as it takes; what lies ahead has not been."""
        drawn = self._complaints.draw(len(received))
        answered = received + np.array([self._answer_after(each) for each in drawn], np.int64)
        spent = np.array([int(self._resolution.at(self._rng.random())) for _ in drawn], np.int64)
        resolved = self._calendar.add_many(answered, spent)
        return [self._ticket(*each) for each in zip(drawn, *map(np.ndarray.tolist, (received, answered, resolved)))]  # noqa: B905

    def _ticket(self, complaint: Complaint, received: int, answered: int, resolved: int) -> PastTicket:
        queue = self._queue(complaint)
        if answered >= self._now:
            return PastTicket(received, complaint, queue, None)
        owner = self._owner(queue)
        if resolved >= self._now:
            return PastTicket(received, complaint, queue, owner, answered)
        closed = resolved + self._rng.randrange(*SURVEY_AFTER)
        return PastTicket(received, complaint, queue, owner, answered, resolved, closed if closed < self._now else None)

    def _solve(self, ticket: PastTicket) -> None:
        """Let somebody have solved a complaint by now."""
        ticket.owner_id = ticket.owner_id or self._owner(ticket.queue_id)
        ticket.answered = ticket.answered or self._rng.randrange(ticket.received, self._now)
        ticket.resolved = self._rng.randrange(max(ticket.answered, self._now - 20 * 3_600), self._now)
        closed = ticket.resolved + self._rng.randrange(*SURVEY_AFTER)
        ticket.closed = closed if closed < self._now else None

    def _backlog(self, count: int) -> list[PastTicket]:
        """Return more open complaints than came by themselves, received at any time within their promise."""
        now = datetime.fromtimestamp(self._now, UTC)
        promise = promised(self._rules, now)
        since = [int(self._rng.uniform(0.02, 0.95) * promise) for _ in range(count)]
        received = [int(self._calendar.subtract(now, seconds).timestamp()) for seconds in since]
        found = []
        for complaint, at in zip(self._complaints.draw(count), received, strict=True):
            queue = self._queue(complaint)
            answered = min(at + self._answer_after(complaint), self._now - 1)
            found.append(PastTicket(at, complaint, queue, self._owner(queue), max(answered, at)))
        return found

    def _left_behind(self, what: str, ago: timedelta) -> PastTicket:
        if what == "risk":
            complaint = self._complaints.draw_risk()
        else:
            complaint = next(
                each
                for each in self._complaints.draw(1_000)
                if each.source not in LIVE_SOURCES and not each.high_risk and each.complexity is Complexity.GENERAL
            )
        received = self._now - int(ago.total_seconds())
        return PastTicket(received, complaint, self._queue(complaint), self._staff.absent)

    def _queue(self, complaint: Complaint) -> int:
        return self._staff.queues[QUEUE_OF[self._words.subjects[complaint.subject].kind]]

    def _owner(self, queue: int) -> int:
        serving = self._serving[queue]
        return self._rng.choices(serving, [_FAVOURITE, *[1.0] * (len(serving) - 1)])[0]

    def _answer_after(self, complaint: Complaint) -> int:
        mean = _ANSWER_TO_RISK if complaint.high_risk else _ANSWER.get(complaint.source, _ANSWER_IN_WRITING)
        return min(int(-math.log(1 - self._rng.random()) * mean), _LONGEST_ANSWER) + 5
