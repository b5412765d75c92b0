"""Every service that the library `apprise` knows, by its URLs: ntfy, Telegram, Google Chat and a hundred more.

The library says yes or no, and writes down why. A yes means that the service answered with success; a no with an HTTP
status is a refusal; any other no leaves open whether the message arrived.
"""

import logging
import re
from typing import Any, Self

from app.services.deadlines.channels.base import AddressError, Channel, Fate, Receipt
from app.services.deadlines.message import Message
from app.services.deadlines.sealing import Address
from app.settings import Settings

_STATUS = re.compile(r"error=([0-9]{3})\b")


class OtherChannel(Channel):
    """Hands a message to `apprise`, which is imported when there is one: it is large."""

    name = "apprise"

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Ready as it is: without an address nothing leaves."""
        return cls()

    def check(self, address: Address) -> None:
        """Refuse a URL that the library cannot read."""
        if _service(address) is None:
            raise AddressError("This is no address that apprise knows: see github.com/caronc/apprise for theirs.")

    def send(self, message: Message) -> Receipt:
        """Send over the one service of the address."""
        service = _service(message.address)
        if service is None:
            return Receipt(Fate.REFUSED, "apprise cannot read the address")
        told = service.notify(title=message.subject, body=message.body)
        if told:
            return Receipt(Fate.SENT)
        # Its debug log holds the address, its warnings do not, or only the host.
        reason = "; ".join(each.message for result in told for each in result.logs())[:300]
        statuses = [int(status) for status in _STATUS.findall(reason)]
        if not statuses or any(status >= 500 and status != 503 for status in statuses):
            return Receipt(Fate.UNKNOWN, reason or "apprise says no, and not why")
        if any(status in (408, 429, 503) for status in statuses):
            return Receipt(Fate.CROWDED, reason)
        return Receipt(Fate.REFUSED, reason)


def _service(address: Address) -> Any:
    import apprise

    # What it says while it reads an address may hold the secret: it is kept out of our log, and asked for instead.
    logging.getLogger("apprise").propagate = False
    asset = apprise.AppriseAsset(app_id="Floorwatch", storage_mode=apprise.PersistentStoreMode.MEMORY)
    service = apprise.Apprise(asset=asset)
    return service if service.add(address.url) and len(service) == 1 else None
