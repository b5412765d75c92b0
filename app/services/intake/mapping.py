"""A mapping says what the columns of a file are: ticket fields, times, words, clocks."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.services.intake.tables import Form


class Clocks(StrEnum):
    """Where the due time of a target comes from."""

    # From the file's own column; a row without it has no clock.
    RECORDED = "recorded"
    # Worked out by the policy in force, counted from the received time.
    POLICY = "policy"
    # The file cannot say whether the target was met, so no clock is made.
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class TextField:
    """Text from one or several columns."""

    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TimeField:
    """A local time from one column, or from a day's and a time's column together.

    `formats` are tried in order. `check` is a second column that must name the same day. `exchanged_unless` names a
    column of numbers that rose with time: day and month are exchanged for days 1 to 12, unless the file, put in
    the order of that column, runs through time more smoothly as it is written.
    """

    columns: tuple[str, ...]
    formats: tuple[str, ...]
    check: str | None = None
    check_formats: tuple[str, ...] = ()
    exchanged_unless: str | None = None


@dataclass(frozen=True, kw_only=True)
class WordField:
    """A column whose values stand for words of this program; `other` is for values that are not listed."""

    columns: tuple[str, ...]
    words: dict[str, str]
    other: str | None = None


@dataclass(frozen=True, kw_only=True)
class EventLog:
    """Many rows are one complaint: `at` tells when each row was true, `track` which columns are its history."""

    at: TimeField
    track: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """How the files of one origin become tickets. Values in `blank` say nothing, wherever they stand."""

    name: str
    title: str
    origin: str
    zone: str
    # The policy that the tickets come under, by its code; empty for that of the floor.
    policy: str = ""
    form: Form = field(default_factory=Form)
    blank: tuple[str, ...] = ()
    # Whether a closure before the received time is kept with a note, for systems known to record it so.
    keep_backward: bool = False
    texts: dict[str, TextField]
    times: dict[str, TimeField]
    words: dict[str, WordField]
    keep: tuple[str, ...] = ()
    first_response: Clocks = Clocks.NONE
    resolution: Clocks = Clocks.NONE
    event_log: EventLog | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every heading that the mapping needs, each once, in the order in which it names them."""
        named: list[str] = []
        for text in self.texts.values():
            named += text.columns
        for word in self.words.values():
            named += word.columns
        times = [*self.times.values(), *([self.event_log.at] if self.event_log else [])]
        for time in times:
            named += [*time.columns, *(name for name in (time.check, time.exchanged_unless) if name)]
        named += self.keep
        named += self.event_log.track if self.event_log else ()
        return tuple(dict.fromkeys(named))


TEXTS = (
    "key",
    "title",
    "description",
    "demand",
    "product",
    "category",
    "queue",
    "owner",
    "customer",
    "customer_key",
    "telephone",
    "email",
    "order",
    "reply",
)
TIMES = ("received", "first_responded", "resolved", "closed", "first_response_due", "resolution_due")
WORDS = ("source", "status", "priority", "complexity", "emotion")
