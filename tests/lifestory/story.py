"""A random story: what happens next, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

EVENTS = (
    "acknowledged",
    "answered",
    "informed",
    "waiting",
    "customer_replied",
    "resumed",
    "restarted",
    "thanked",
    "resolved",
    "followed_up",
    "reopened",
    "withdrawn",
    "spam",
    "closed",
)
# How often each comes: what ends a life is rare.
_WEIGHTS = (1, 3, 3, 7, 4, 2, 3, 1, 4, 2, 3, 0.4, 0.3, 1.5)
REASONS = ("waiting_for_customer", "waiting_for_lab", "waiting_for_court")
ASKERS, DECIDERS = ("agent", "team_lead", "supervisor"), ("supervisor", "manager", "administrator")
# Up to some days; half of the time so little that it stays on the same day.
_SPANS = (0, 1, 7, 30, 60, 61, 240, 725, 1_440, 2_900, 4_320)
Deed = tuple[str, tuple[object, ...]]


def deeds(random: Random, complaints: range) -> Iterator[Deed]:
    """Yield what happens to one of the complaints, without end; much of it is refused."""
    while True:
        place = random.choice(complaints)
        kind = random.random()
        if kind < 0.68:
            event = random.choices(EVENTS, _WEIGHTS)[0]
            reason = random.choice(REASONS) if event == "waiting" else "new_facts"
            yield "happen", (place, event, reason)
        elif kind < 0.75:
            yield "start_task", (place, random.choice(("task 1", "task 2")))
        elif kind < 0.83:
            yield "ask", (place, random.choice(ASKERS))
        elif kind < 0.91:
            yield "decide", (place, random.choice(DECIDERS), random.random() < 0.7)
        elif kind < 0.96:
            yield "tell", (place,)
        else:
            yield "merge", (place, random.choice(complaints))


def later(random: Random, at: datetime) -> datetime:
    """Let some time pass, in whole minutes."""
    return at + timedelta(minutes=random.choice(_SPANS))
