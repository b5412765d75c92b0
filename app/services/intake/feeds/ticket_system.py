"""What ticket systems that are read over REST have in common: their address, their time, their files, their words."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from app.models.ticket import Priority
from app.models.ticket import Source as Via
from app.services.bilingual import Bilingual
from app.services.intake.feeds.item import ForeignFile, instant
from app.services.intake.feeds.source import DAYS_BACK, EVERY, Field, FieldKind, Source, kept_words
from app.services.intake.feeds.web import AnswerError, MissingError, TooLargeError, Web, proper_address

# What was changed so lately may change again under the same time.
_SETTLES = timedelta(seconds=10)
_MOST_FILES = 50
FILES = Field(
    name="files",
    title=Bilingual("读取附件", "Fetch attachments"),
    kind=FieldKind.SWITCH,
    first=True,
)
PRIORITIES: Mapping[str, Priority] = {
    **{each.value: each for each in Priority},
    "highest": Priority.URGENT,
    "medium": Priority.NORMAL,
    "lowest": Priority.LOW,
    "1 low": Priority.LOW,
    "2 normal": Priority.NORMAL,
    "3 high": Priority.HIGH,
}
_VIAS = (
    (Via.EMAIL, ("email", "mail")),
    (Via.TELEPHONE, ("phone", "voice")),
    (Via.CHAT, ("chat", "messaging")),
    (Via.SOCIAL, ("twitter", "facebook", "whatsapp", "instagram", "wechat", "telegram", "line", "social")),
    (Via.WEB_FORM, ("web", "portal", "widget", "form")),
)


def address_field(example: str) -> Field:
    """Return the field of where the system is."""
    return Field(
        name="address",
        title=Bilingual("网址", "Address"),
        hint=Bilingual(f"例如 {example}", f"for example {example}"),
        needed=True,
    )


LOGIN = Field(
    name="login",
    title=Bilingual("登录邮箱", "Login (e-mail address)"),
    needed=True,
)
COMMON = (EVERY, DAYS_BACK, FILES)


class TicketSystem(Source):
    """A system with a REST interface at one address."""

    @classmethod
    def check_values(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return settings as they are kept; the address is tidied."""
        kept = super().check_values(values)
        return kept | {"address": proper_address(kept["address"])}

    @cached_property
    def web(self) -> Web:
        """The session with it."""
        return Web(self.values["address"], self.authorization())

    def authorization(self) -> str:
        """Return how the system is told who asks."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the connections."""
        if "web" in vars(self):
            self.web.close()

    def settled(self, version: str, updated: datetime, now: datetime) -> str:
        """Return the version of something by when it was updated: another one while it may still change unnoticed."""
        return version if updated + _SETTLES < (self.web.date or now) else f"{version}+"

    def fetched(self, files: Iterable[tuple[str, str, str]], known: frozenset[str]) -> Iterator[ForeignFile]:
        """Yield files given as key, name and address, with their content where it is not here."""
        for key, name, url in list(files)[:_MOST_FILES] if self.values["files"] else ():
            if key in known:
                yield ForeignFile(key=key, name=name)
                continue
            try:
                yield ForeignFile(key=key, name=name, content=self.web.file(url))
            except (TooLargeError, MissingError, AnswerError) as refusal:
                yield ForeignFile(key=key, name=name, refusal=kept_words(refusal))


def basic(login: str) -> str:
    """Return how a login and its secret, with a colon between, are told by the simplest way that there is."""
    return "Basic " + base64.b64encode(login.encode()).decode()


def since_of(cursor: Mapping[str, Any], now: datetime) -> datetime:
    """Return up to when a source was read."""
    return instant(cursor.get("since")) or now


def via_of(word: str) -> Via:
    """Return how a complaint came in by a vendor's word for it."""
    word = word.lower()
    return next((via for via, names in _VIAS if any(name in word for name in names)), Via.OTHER)


def utc(at: datetime) -> str:
    """Write an instant as the vendors want it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
