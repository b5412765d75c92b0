"""The floor as a simulation begins with it: what waits and comes, who is here for how long, and who could help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.models.effort import USUAL_EFFORT

# From when to when somebody is here, in seconds from now.
Stretch = tuple[float, float]
# Stands for the queue of complaints that are in none.
ANY_QUEUE = 0
# When something is due, in seconds, and which share of the effort of a whole complaint it is.
Piece = tuple[float, float]


@dataclass(frozen=True)
class Work:
    """What is done in one queue: contacts, which are answered at once or lost, and complaints with deadlines.

    `contacts` and `complaints` are how many are expected in each step from now on, and `doubt` by which share of it
    the whole may be more or less (a standard deviation). A complaint takes `effort_seconds` of work on average, with a
    standard deviation of `effort_spread` times as much; handling and patience are exponential. `waiting` is what is
    open, piece by piece: when it is due, in seconds from now, below zero where it is late already, and which share of
    the effort of a complaint it is. `late` is how many of the open complaints have passed a deadline already.
    `promises` are the pieces that each new complaint brings, from when it comes.
    """

    queue_id: int
    name: str
    contacts: tuple[float, ...] = ()
    complaints: tuple[float, ...] = ()
    doubt: float = 0.0
    handle_seconds: float = 300.0
    patience_seconds: float = 180.0
    effort_seconds: float = USUAL_EFFORT
    effort_spread: float = 1.0
    waiting: tuple[Piece, ...] = ()
    promises: tuple[Piece, ...] = ((86_400.0, 1.0),)
    late: int = 0


@dataclass(frozen=True)
class Agent:
    """Somebody who works: the queue that comes first to them (None: none does), how fast they are in each, and when.

    `here` are the stretches between which they rest, are elsewhere or have gone, in order and apart. Who is busy now
    has been so for `busy_for` seconds (None: is free), with what they have at hand or with wrapping it up.
    """

    person_id: int
    home: int | None
    paces: Mapping[int, float]
    here: tuple[Stretch, ...]
    busy_for: float | None = None
    wraps_up: bool = False


@dataclass(frozen=True)
class FloorNow:
    """What is known of the floor at an instant; contacts answered within `within_seconds` are answered in time.

    `work` looks `step_seconds` ahead for each number that is expected. Where `scheduled` is false there is no schedule,
    and who is here is taken to stay. `surge` is by which share more comes now than was expected, where most does.
    """

    read_at: datetime
    step_seconds: float
    work: tuple[Work, ...]
    agents: tuple[Agent, ...]
    within_seconds: float = 20.0
    scheduled: bool = True
    surge: float = 0.0


@dataclass(frozen=True)
class Help:
    """People who come to help: to a queue (None: to all), `after` so many minutes, and for good unless `until` is said.

    Who is lent by `donor_queue_id` is missing there as long: `person_id`, or else the first of its people who serve the
    helped queue. Who comes from nowhere on the floor works at the pace of their `level`. `donor_keeps` is the service
    level below which lending may not bring the donor.
    """

    queue_id: int | None
    count: int = 1
    after: float = 0.0
    until: float | None = None
    donor_queue_id: int | None = None
    level: int = 2
    person_id: int | None = None
    donor_keeps: float = 0.0


# Who could be called in each tier, the best first, and how many of each tier are wanted.
Offers = Mapping[int, Sequence[Help]]
Wanted = Mapping[int, int]
Mix = tuple[Help, ...]


def mix_of(offers: Offers, wanted: Wanted) -> Mix:
    """Return the help of the first so many of each tier."""
    return tuple(each for tier in sorted(offers) for each in offers[tier][: wanted.get(tier, 0)])


def up_to(tier: int, wanted: Wanted) -> dict[int, int]:
    """Return what is wanted of the tiers as far as one of them."""
    return {each: count for each, count in wanted.items() if each <= tier}
