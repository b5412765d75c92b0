"""A complaint as another system has it: its fields in our words, what was said about it, and its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.models.ticket import Emotion, Priority, Source, Status
from app.services.mail import Mail


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What was said: by the customer (`incoming`), to them, or among colleagues (not `public`).

    `key` is its name within the complaint.
    """

    key: str
    at: datetime | None
    text: str
    incoming: bool
    public: bool = True
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class ForeignFile:
    """A file by its name within the complaint; `refusal` says why it has no content, where it has none."""

    key: str
    name: str
    content: bytes = b""
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A complaint of another system (`origin`) by its name there (`key`); `version` changes whenever anything does.

    Texts are empty where nothing is said. `category` is its name or path. `ended_at` is when it was resolved or closed.
    `details` are foreign words that are kept as they are. A `mail` may be an answer to a complaint that is here.
    """

    origin: str
    key: str
    version: str
    title: str
    text: str
    received_at: datetime | None
    source: Source
    status: Status = Status.OPEN
    # When the customer was first answered, where that is known without what was said.
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    priority: Priority | None = None
    demand: str = ""
    emotion: Emotion | None = None
    category: str = ""
    product: str = ""
    queue: str = ""
    customer: str = ""
    telephone: str = ""
    email: str = ""
    comments: tuple[Comment, ...] = ()
    files: tuple[ForeignFile, ...] = ()
    mail: Mail | None = None
    # Whether what no person wrote becomes a complaint too.
    automatic_too: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


def instant(given: object) -> datetime | None:
    """Return the instant of an ISO 8601 text with its zone, in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
        return at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
