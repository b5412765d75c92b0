"""What every channel promises: to say exactly what became of a message."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar, Self

from app.errors import DomainError
from app.models.people import Person
from app.services.deadlines.message import Message
from app.services.deadlines.sealing import Address
from app.settings import Settings


class AddressError(DomainError):
    """An address that the channel cannot take, or that is not there."""


class Fate(StrEnum):
    """What became of a message that was handed to a channel."""

    SENT = "sent"
    # Refused for good: another attempt would be refused as well.
    REFUSED = "refused"
    # Certainly not delivered, and worth another attempt.
    PUT_OFF = "put_off"
    # Certainly not delivered, because too many came: nothing else is taken at this address for a while.
    CROWDED = "crowded"
    # The other side could not be reached at all: nothing else will leave for this address now.
    UNREACHABLE = "unreachable"
    # The line broke when the message was already out of our hands.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Receipt:
    """The fate of one message, the reason where it is not the hoped-for one, and how long to wait if that was said."""

    fate: Fate
    reason: str = ""
    wait: timedelta | None = None


class Channel(ABC):
    """One way out of the house. `send` raises nothing that the outside world can cause: it returns a receipt.

    Messages for different addresses are sent from several threads at once, those for the same one after the other.
    """

    name: ClassVar[str]
    # Whether its addresses are kept in the database, encrypted; otherwise it knows where it reaches a person.
    keeps_addresses: ClassVar[bool] = True
    # The least time between two messages for one address, so that the other side does not shut the door.
    pace: ClassVar[timedelta] = timedelta()

    @classmethod
    @abstractmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Make the channel ready, or return None where it is not set up."""

    def reaches(self, person: Person) -> str | None:
        """Where this channel reaches a person by what is known of them; None where it does not."""
        return None

    @abstractmethod
    def check(self, address: Address) -> None:
        """Raise `AddressError`, without repeating it, where something is none of this channel's addresses."""

    @abstractmethod
    def send(self, message: Message) -> Receipt:
        """Hand over one message and say what became of it; blocks for as long as the other side takes."""

    def close(self) -> None:  # noqa: B027 - most channels keep nothing open
        """Let go of a connection kept between messages, if there is one."""

    def cut(self) -> None:  # noqa: B027 - not every line can be cut
        """End what is under way, from another thread: its receipt says what is known of it then."""
