"""One round of delivery, as the couriers make it, to the end."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.services.database import Database
from app.services.deadlines.channels.base import Channel
from app.services.deadlines.couriers import Couriers
from app.services.deadlines.delivery import Delivered
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Seal
from app.settings import ChannelSettings

# Any key will do.
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SETTINGS = ChannelSettings(key=KEY)
SEAL = Seal(SETTINGS)


def deliver(
    database: Database,
    rulebook: Rulebook,
    channels: Sequence[Channel],
    now: Callable[[], datetime],
    settings: ChannelSettings = SETTINGS,
) -> Delivered:
    """Send what is due over these channels, and return what became of it."""
    couriers = Couriers(database, rulebook, channels, settings, now)
    couriers.tick()
    couriers.wait()
    return couriers.delivered()
