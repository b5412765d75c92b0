"""The centre's own message gateway, one HTTP POST a message: the example of a channel in the README."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Self

from app.models.people import Person
from app.services.deadlines.channels.base import Channel, Fate, Receipt
from app.services.deadlines.message import Message
from app.settings import Settings


class GatewayChannel(Channel):
    """Hands messages to the gateway, which knows people by their e-mail address."""

    name = "gateway"

    def __init__(self, url: str) -> None:
        self._url = url

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Messages leave where the gateway's address is set."""
        return cls(settings.gateway.url) if settings.gateway.url else None

    def address(self, person: Person) -> str | None:
        """The person's e-mail address."""
        return person.email

    def send(self, message: Message) -> Receipt:
        """Post one message; the gateway can tell a repeat by its `id`."""
        post = {"id": message.notification_id, "to": message.address, "text": message.subject}
        request = urllib.request.Request(self._url, json.dumps(post).encode(), {"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(request, timeout=20).close()
        except urllib.error.HTTPError as error:
            error.close()
            return Receipt(Fate.PUT_OFF if error.code >= 500 else Fate.REFUSED, str(error))
        except urllib.error.URLError as error:
            return Receipt(Fate.UNREACHABLE, str(error))
        except (OSError, http.client.HTTPException) as error:
            # The answer was lost: the gateway may have the message, and may not.
            return Receipt(Fate.UNKNOWN, str(error))
        return Receipt(Fate.SENT)
