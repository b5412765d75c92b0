"""What every channel promises: to say exactly what became of a message."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from app.models.people import Person
from app.services.deadlines.message import Message
from app.settings import Settings


class Fate(StrEnum):
    """What became of a message that was handed to a channel."""

    SENT = "sent"
    # Refused for good: another attempt would be refused as well.
    REFUSED = "refused"
    # Certainly not delivered, and worth another attempt.
    PUT_OFF = "put_off"
    # The other side could not be reached at all: nothing else will leave over this channel now.
    UNREACHABLE = "unreachable"
    # The line broke when the message was already out of our hands.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Receipt:
    """The fate of one message, and the reason where it is not the hoped-for one."""

    fate: Fate
    reason: str = ""


class Channel(ABC):
    """One way out of the house. `send` raises nothing that the outside world can cause: it returns a receipt."""

    name: ClassVar[str]

    @classmethod
    @abstractmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Make the channel ready, or return None where it is not set up."""

    @abstractmethod
    def address(self, person: Person) -> str | None:
        """Where this channel reaches a person; None where it does not."""

    @abstractmethod
    def send(self, message: Message) -> Receipt:
        """Hand over one message and say what became of it; blocks for as long as the other side takes."""

    def close(self) -> None:  # noqa: B027 - most channels keep nothing open
        """Let go of a connection kept between messages, if there is one."""
