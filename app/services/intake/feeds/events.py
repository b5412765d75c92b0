"""The events of the feed as they are written, and what is wrong with those that are written otherwise.

docs/event_feed.md says the same to those who send them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.models.people import AgentState

LONGEST_KEY, LONGEST_NAME = 128, 200
# A sender's clock may be a little ahead; what is older than two days is a file for the import.
AHEAD, LATE = timedelta(minutes=1), timedelta(days=2)
_MOST_SECONDS = 86_400


class EventError(Exception):
    """A field of an event that is not as it has to be; it crosses no further than the answer to the sender."""

    def __init__(self, field: str, reason: str, unknown: str = "") -> None:
        """`unknown` is the name that the floor does not know, where that is all that is wrong."""
        super().__init__(f"{field}: {reason}")
        self.field, self.reason, self.unknown = field, reason, unknown


@dataclass(frozen=True)
class Known:
    """Whom and what names mean: people and states by casefolded names, queues by their names."""

    agents: Mapping[str, int]
    queues: Mapping[str, int]
    states: Mapping[str, AgentState]


@dataclass(frozen=True)
class StateEvent:
    """A person is in a state from an instant on."""

    key: str
    at: datetime
    person_id: int
    state: AgentState


@dataclass(frozen=True)
class ContactEvent:
    """A contact that has ended: when it came in, to which queue, how long it waited and, if answered, was handled."""

    key: str
    at: datetime
    queue_id: int
    answered: bool
    wait: int
    handle: int


def read_event(given: Any, known: Known, *, now: datetime) -> StateEvent | ContactEvent:
    """Return the event that a JSON value is; raises `EventError`. Fields that are not known are passed over."""
    if not isinstance(given, dict):
        raise EventError("", "an event is an object")
    key = _text(given, "id", LONGEST_KEY)
    kind = _text(given, "event", 16)
    if kind not in ("state", "contact"):
        raise EventError("event", 'is "state" or "contact"')
    at = _instant(given, now=now)
    if kind == "state":
        return StateEvent(key, at, _agent(given, known), _state(given, known))
    answered = given.get("answered")
    if not isinstance(answered, bool):
        raise EventError("answered", "is true or false")
    handle = _seconds(given, "handle") if answered or "handle" in given else 0
    wait = _seconds(given, "wait")
    name = _text(given, "queue", LONGEST_NAME)
    if (queue_id := known.queues.get(name)) is None:
        raise EventError("queue", "no queue is called so", name)
    return ContactEvent(key, at, queue_id, answered, wait, handle)


def _text(given: Mapping[str, Any], field: str, longest: int) -> str:
    value = given.get(field)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= longest or not value.isprintable():
        raise EventError(field, f"is a text of 1 to {longest} printable characters")
    return value.strip()


def _agent(given: Mapping[str, Any], known: Known) -> int:
    name = _text(given, "agent", LONGEST_NAME)
    if (person_id := known.agents.get(name.casefold())) is None:
        raise EventError("agent", "nobody who works here is called so", name)
    return person_id


def _state(given: Mapping[str, Any], known: Known) -> AgentState:
    reason = f"is one of {', '.join(AgentState)}"
    if not isinstance(value := given.get("state"), str):
        raise EventError("state", reason)
    if (state := known.states.get(value.casefold())) is None:
        raise EventError("state", reason, value if 0 < len(value) <= LONGEST_NAME and value.isprintable() else "")
    return state


def _seconds(given: Mapping[str, Any], field: str) -> int:
    value = given.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_SECONDS:
        raise EventError(field, f"is a number of seconds from 0 to {_MOST_SECONDS}")
    return round(value)


def _instant(given: Mapping[str, Any], *, now: datetime) -> datetime:
    value = given.get("at")
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        at = at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        at = None
    if at is None:
        raise EventError("at", "is an instant with its zone, such as 2026-03-02T10:00:00+08:00")
    if at > now + AHEAD:
        raise EventError("at", "lies in the future: look at the sender's clock")
    if at < now - LATE:
        raise EventError("at", "is older than two days: import it as a file")
    return at
