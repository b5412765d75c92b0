"""What comes in on the demo floor and how long it takes: shapes measured at real organisations, sizes of our own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from app.models.deadline import Deadline
from app.models.opening_hours import OpeningHours
from app.models.sla import Target
from app.models.ticket import Complexity, Priority, Source
from app.services.deadlines.rulebook import Rules
from app.services.demo.profiles import Distribution, Profile
from app.services.demo.words import Words

# Which organisation's profile tells what.
ARRIVALS, HANDLING, RESOLUTION, SOURCES, KINDS = (
    "city_hotline",
    "call_centre",
    "service_desk",
    "river_hotline",
    "telecom",
)
# On the busiest weekday; with the handling below it keeps every third agent busy, and calls keep as many.
A_DAY_FOR_EACH_AGENT = 14
# A complaint takes longer than a call: half of the times it is worked on are over in four minutes, but some last long.
_MEDIAN_HANDLING = 260.0
# Nine of ten complaints are solved within this share of the promise, the others not much later.
_SOLVED_WITHIN, _LONGEST = 0.8, 1.25
# Within one kind: the dangerous is rare, and so is what happens only while something is broken.
_RISK_WEIGHT, _SURGE_WEIGHT = 0.06, 0.4
_PRIORITY_WEIGHTS = {Priority.LOW: 10, Priority.NORMAL: 62, Priority.HIGH: 23, Priority.URGENT: 5}
_COMPLEX = 0.15
# What people use when they cannot pay.
_SURGE_SOURCES = {Source.TELEPHONE: 60, Source.CHAT: 25, Source.WEB_FORM: 15}


@dataclass(frozen=True)
class Complaint:
    """What one complaint says; `subject` and `customer` are places in the words and in the staff's list."""

    subject: int
    source: Source
    title: str
    description: str
    product: str
    customer: int
    priority: Priority
    complexity: Complexity
    high_risk: bool


class Complaints:
    """Draws complaints as the profiles have them, in the words of a language."""

    def __init__(self, words: Words, profiles: dict[str, Profile], customers: int, rng: Random) -> None:
        self._words = words
        self._customers = customers
        self._rng = rng
        sources = profiles[SOURCES].sources
        self._sources = list(sources), list(sources.values())
        kinds = profiles[KINDS].kinds
        weights = [_weight(each.high_risk, each.surge) for each in words.subjects]
        of_kind = {
            kind: sum(weight for weight, each in zip(weights, words.subjects, strict=True) if each.kind is kind)
            for kind in kinds
        }
        self._subjects = [
            kinds.get(each.kind, 0.0) * weight / of_kind.get(each.kind, 1.0)
            for weight, each in zip(weights, words.subjects, strict=True)
        ]
        self._broken = next(place for place, each in enumerate(words.subjects) if each.surge)

    def draw(self, count: int = 1) -> list[Complaint]:
        """Return complaints of a usual day."""
        subjects = self._rng.choices(range(len(self._subjects)), self._subjects, k=count)
        return self._of(subjects, self._rng.choices(*self._sources, k=count))

    def draw_surge(self) -> Complaint:
        """Return a complaint about what is broken."""
        sources = self._rng.choices(list(_SURGE_SOURCES), list(_SURGE_SOURCES.values()))
        return self._of([self._broken], sources)[0]

    def draw_risk(self) -> Complaint:
        """Return a complaint for the fast lane, in writing."""
        place = next(place for place, each in enumerate(self._words.subjects) if each.high_risk)
        return self._of([place], [Source.WEB_FORM])[0]

    def _of(self, subjects: Sequence[int], sources: Sequence[Source]) -> list[Complaint]:
        rng, count = self._rng, len(subjects)
        products = rng.choices(self._words.products, k=count)
        priorities = rng.choices(list(_PRIORITY_WEIGHTS), list(_PRIORITY_WEIGHTS.values()), k=count)
        found = []
        for subject, source, product, priority in zip(subjects, sources, products, priorities, strict=True):
            about = self._words.subjects[subject]
            fields = {"product": product, "amount": rng.randrange(30, 1500), "days": rng.randrange(4, 15)}
            found.append(
                Complaint(
                    subject=subject,
                    source=source,
                    title=_sentence(rng.choice(about.titles).format(**fields)),
                    description=_sentence(rng.choice(about.descriptions).format(**fields)),
                    product=product,
                    customer=rng.randrange(self._customers),
                    priority=Priority.URGENT if about.high_risk else priority,
                    complexity=Complexity.COMPLEX if rng.random() < _COMPLEX else Complexity.GENERAL,
                    high_risk=about.high_risk,
                )
            )
        return found


class Intensity:
    """How many complaints come in by time of day and weekday; a day on which nobody works is like a Sunday.

    `grown` tells by how much more come on a day that was foreseen.
    """

    def __init__(
        self,
        profiles: dict[str, Profile],
        zone: ZoneInfo,
        hours: OpeningHours,
        agents: int,
        grown: Callable[[date], float] = lambda _: 1.0,
    ) -> None:
        profile = profiles[ARRIVALS].arrivals
        assert profile, "the city's file tells arrivals"
        self._hours = hours
        self._zone, self._grown = zone, grown
        self._profile = profile
        self._scale = A_DAY_FOR_EACH_AGENT * agents / max(map(sum, profile.means))
        self.minutes = profile.minutes
        self.day_spread = profile.day_spread

    def of_day(self, day: date) -> list[float]:
        """Return the mean arrivals in each interval of a day."""
        worked = self._hours.is_working_day(day.toordinal())
        # A swapped working day is like a Monday.
        weekday = min(day.weekday(), 4) if worked and day.weekday() < 5 else 0 if worked else 6
        scale = self._scale * self._grown(day)
        return [mean * scale for mean in self._profile.means[weekday]]

    def a_second(self, at: datetime) -> float:
        """Return the mean arrivals in one second at an instant."""
        local = at.astimezone(self._zone)
        interval = (local.hour * 60 + local.minute) // self.minutes
        return self.of_day(local.date())[interval] / (self.minutes * 60)


def handling_times(profiles: dict[str, Profile]) -> Distribution:
    """Return how long one contact occupies an agent."""
    measured = profiles[HANDLING].handling
    assert measured, "the call centre's file tells handling times"
    return _stretched(measured, _MEDIAN_HANDLING / measured.at(0.5))


def promised(rules: Rules, now: datetime) -> int:
    """Return how many seconds of opening time a general complaint that comes now has until it must be solved."""
    rule = rules.policy.target(Target.RESOLUTION, Source.EMAIL, Complexity.GENERAL, False)
    assert rule, "the policy promises a resolution"
    hours = rules.times.opening_hours
    return hours.elapsed(now, Deadline(now, rule.measure, rule.amount, rules.times).due)


def resolution_times(profiles: dict[str, Profile], promise: int) -> Distribution:
    """Return how long complaints take, in seconds of opening time, from the first answer to the result."""
    measured = profiles[RESOLUTION].resolution
    assert measured, "the service desk's file tells resolution times"
    found = _stretched(measured, _SOLVED_WITHIN * promise / measured.at(0.9))
    longest = _LONGEST * promise
    return replace(found, seconds=tuple(min(each, longest) for each in found.seconds))


def _stretched(measured: Distribution, factor: float) -> Distribution:
    return replace(measured, seconds=tuple(each * factor for each in measured.seconds))


def _weight(high_risk: bool, surge: bool) -> float:
    return _RISK_WEIGHT if high_risk else _SURGE_WEIGHT if surge else 1.0


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
