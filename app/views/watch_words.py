"""Says in words that a background duty or a channel is silent, what that means, and what to do about it."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from app.services.pulse import CHANNEL, SWEEP
from app.views.i18n import Sentence, time_of_day


def silence(subject: str, details: Mapping[str, Any], zone: tzinfo) -> str:
    """Say what is silent since when; subject and details are those of `Pulse.silent`."""
    since = details["since"] and time_of_day(datetime.fromisoformat(details["since"]), zone)
    if subject.startswith(CHANNEL):
        # It knows the table, which is imported with the panes, after the first paint.
        from app.views.delivery_columns import channel_word

        channel = channel_word(subject.removeprefix(CHANNEL))
        return str(Sentence("Watch", "Messages over {channel} have waited since {time}.", channel=channel, time=since))
    if subject == SWEEP:
        if since is None:
            return str(Sentence("Watch", "The sweep never ran: nothing escalates."))
        return str(Sentence("Watch", "The sweep has been silent since {time}: nothing escalates.", time=since))
    if since is None:
        return str(Sentence("Watch", "Delivery never ran: no message leaves."))
    return str(Sentence("Watch", "Delivery has been silent since {time}: no message leaves.", time=since))


def remedy(subject: str) -> str:
    """Say what a person can do about it."""
    if subject.startswith(CHANNEL):
        return str(Sentence("Watch", "The pane “Delivery log” says why; check the channel's settings and the network."))
    return str(Sentence("Watch", "Restart the console or the service (main.py serve) that does it: it catches up."))
