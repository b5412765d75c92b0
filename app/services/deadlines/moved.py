"""What the record says of deadlines that have moved, because something else is known of their complaint."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.models.sla import Clock

# In the details of an event, and what the event is called that says nothing else.
DEADLINES, DEADLINES_MOVED = "deadlines", "deadlines_moved"
# When each deadline of a ticket is, by its target and subject.
Dues = Mapping[tuple[str, str], str]


def dues_of(live: Iterable[Clock]) -> Dues:
    """Return when the live clocks of a ticket are due."""
    return {(clock.target.value, clock.subject): clock.due_at.isoformat() for clock in live}


def moved_between(before: Dues, after: Dues) -> list[dict[str, Any]]:
    """Return which deadlines are otherwise, from when to when; one that has begun or ended has no other side."""
    return [
        {"target": target, "subject": subject, "due_at": [before.get((target, subject)), after.get((target, subject))]}
        for target, subject in dict.fromkeys((*before, *after))
        if before.get((target, subject)) != after.get((target, subject))
    ]


def moved_by_ticket(before: Mapping[int, Dues], moved: Sequence[Clock]) -> dict[int, list[dict[str, Any]]]:
    """Return by ticket which of the clocks are due at another time than before."""
    after: defaultdict[int, list[Clock]] = defaultdict(list)
    for clock in moved:
        after[clock.ticket_id].append(clock)
    found = {}
    for id_, clocks in after.items():
        now = dues_of(clocks)
        if changes := moved_between({key: due for key, due in before[id_].items() if key in now}, now):
            found[id_] = changes
    return found
