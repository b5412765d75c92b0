"""What every system that complaints are fetched from has in common; a module in `sources` with a subclass is one."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, NamedTuple

from app.discovery import subclasses
from app.errors import DomainError
from app.services.bilingual import Bilingual
from app.services.intake.feeds import sources
from app.services.intake.feeds.item import Item

_LONGEST_VALUE = 500
_LONGEST_WORDS = 1_000


class SourceError(DomainError):
    """A source that cannot be read now, or is not set up as it has to be; the sentence says why."""


class BusyError(SourceError):
    """A source that asks to be left alone for a while (`wait`)."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("It asks to be left alone for {seconds} seconds.", seconds=round(wait.total_seconds()))
        self.wait = wait


class ItemError(DomainError):
    """Something of a source that cannot become a complaint; the others can."""


# What an answer leads to that is not as its vendor describes it.
NOT_UNDERSTOOD = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


def not_understood(fault: Exception) -> ItemError:
    """Return the refusal of something that is written otherwise than its vendor says, by what that led to."""
    if isinstance(fault, KeyError):
        return ItemError("It does not say “{name}”, as it should.", name=str(fault.args[0]))
    return ItemError("It is not written as it should be ({reason}).", reason=str(fault) or type(fault).__name__)


_NO_HINT = Bilingual("", "")


class FieldKind(StrEnum):
    """How a setting is entered."""

    TEXT = "text"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    FOLDER = "folder"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One setting of a source: what it is called, what may stand in it, what stands there at first."""

    name: str
    title: Bilingual
    hint: Bilingual = _NO_HINT
    kind: FieldKind = FieldKind.TEXT
    first: Any = ""
    needed: bool = False
    # Of a number; of a choice, what may be chosen.
    least: int = 0
    most: int = 86_400
    choices: tuple[tuple[str, Bilingual], ...] = ()

    def checked(self, given: Any) -> Any:
        """Return a value as it is kept; raises `SourceError`."""
        named = {"field": self.title.en}
        if self.kind is FieldKind.SWITCH:
            return bool(given)
        if self.kind is FieldKind.NUMBER:
            if isinstance(given, bool) or not isinstance(given, int) or not self.least <= given <= self.most:
                raise SourceError(
                    "{field} is a number from {least} to {most}.", least=self.least, most=self.most, **named
                )
            return given
        text = given.strip() if isinstance(given, str) else ""
        if self.kind is FieldKind.CHOICE and text not in {value for value, _ in self.choices}:
            raise SourceError("{field}: choose one of what is offered.", **named)
        if self.needed and not text:
            raise SourceError("{field} is needed.", **named)
        if len(text) > _LONGEST_VALUE or not text.isprintable():
            raise SourceError("{field} is one line of at most {most} characters.", most=_LONGEST_VALUE, **named)
        return text


EVERY = Field(
    name="every",
    title=Bilingual("读取间隔（秒）", "Read every (seconds)"),
    kind=FieldKind.NUMBER,
    first=60,
    least=15,
)
DAYS_BACK = Field(
    name="days_back",
    title=Bilingual("首次读取多少天内的投诉", "At first, go back (days)"),
    hint=Bilingual("0：只读取从现在起的投诉", "0: only complaints from now on"),
    kind=FieldKind.NUMBER,
    first=0,
    most=3_650,
)


class Found(NamedTuple):
    """Something that a listing names: its key, what changes when it does, and what the listing said of it."""

    key: str
    version: str
    raw: Any


@dataclass(frozen=True)
class Page:
    """What was found together; once all of it is on record, the source was read up to `cursor`."""

    found: Sequence[Found]
    cursor: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Setting:
    """What a source is made of: its name, its settings as its fields say, its secret, and when it was made."""

    name: str
    values: Mapping[str, Any]
    secret: str = field(default="", repr=False)


class Source(ABC):
    """One system to fetch complaints from. It reads and never writes here: the reading puts on record what it found.

    Every method may wait for the other side and raises `SourceError` where that cannot be used; it is closed after use.
    """

    kind: ClassVar[str]
    title: ClassVar[Bilingual]
    fields: ClassVar[tuple[Field, ...]]
    # What its secret is called; None where it needs none.
    secret: ClassVar[Bilingual | None] = None
    # Whether what was refused can be found again by its key.
    retries: ClassVar[bool] = True

    def __init__(self, setting: Setting) -> None:
        self.name = setting.name
        self.values = {each.name: setting.values.get(each.name, each.first) for each in self.fields}
        self.password = setting.secret

    @classmethod
    def offered(cls) -> tuple[Field, ...]:
        """Return the fields with what can be chosen now."""
        return cls.fields

    @classmethod
    def check_values(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return settings as they are kept; raises `SourceError`."""
        return {each.name: each.checked(values.get(each.name, each.first)) for each in cls.offered()}

    @classmethod
    def beginning(cls, values: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
        """Return from where on a new source is read, even if it cannot be reached for some days at first."""
        return {"since": (now - timedelta(days=values.get(DAYS_BACK.name, 0))).isoformat()}

    @abstractmethod
    def pages(self, cursor: Mapping[str, Any], *, now: datetime) -> Iterator[Page]:
        """Yield what is new or changed since `cursor`; what did not change may come again."""

    @abstractmethod
    def item(self, found: Found, files: frozenset[str]) -> Item:
        """Return the whole of what was found; of `files` (by their keys) the content is here. Raises `ItemError`."""

    @abstractmethod
    def find(self, key: str) -> Found | None:
        """Find what could not be taken before; None where it is gone."""

    @abstractmethod
    def check(self) -> None:
        """Try whether it can be read as it is set up; raises `SourceError`."""

    def settle(self, taken: Sequence[Found], refused: Mapping[str, str]) -> None:  # noqa: B027 - most have nothing to do
        """Put away what is on record now, and what was refused (by key, with the reason)."""

    def close(self) -> None:  # noqa: B027 - most keep nothing open
        """Let go of what was opened."""


@cache
def kinds() -> Mapping[str, type[Source]]:
    """Return every kind of source by its word."""
    found: list[type[Source]] = subclasses(sources, Source)  # type: ignore[type-abstract]
    return {each.kind: each for each in sorted(found, key=lambda each: each.kind)}


def kind_named(word: str) -> type[Source]:
    """Return a kind of source; raises `SourceError`."""
    if (found := kinds().get(word)) is None:
        raise SourceError("This version knows no source of the kind {kind}.", kind=word)
    return found


def kept_words(error: DomainError) -> str:
    """Return a refusal as a column keeps it, so that it can be said in another language later."""
    most = 400
    while len(kept := json.dumps([error.sentence, _plain(error.values, most)], ensure_ascii=False)) > _LONGEST_WORDS:
        most //= 2
    return kept


def said_words(kept: str) -> DomainError:
    """Return the refusal that a column keeps."""
    with suppress(ValueError):
        match json.loads(kept):
            case [str(sentence), dict(values)]:
                return DomainError(sentence, **values)
    return DomainError("{reason}", reason=kept)


def _plain(values: Mapping[str, object], most: int) -> dict[str, object]:
    return {name: value if isinstance(value, int | float) else str(value)[:most] for name, value in values.items()}
