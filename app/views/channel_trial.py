"""A test message over a channel: sent in a thread, and what became of it in words."""

from collections.abc import Mapping

from app.services.deadlines.addresses import channel_named, ready_channels, trial, trial_for
from app.services.deadlines.channels.base import Fate, Receipt
from app.services.deadlines.sealing import Seal
from app.views.i18n import Sentence
from app.views.pane import Desk

_FATES: Mapping[Fate, Sentence] = {
    Fate.SENT: Sentence("Channels", "✓ {label}: sent. Look whether it is there."),
    Fate.REFUSED: Sentence("Channels", "{label} refuses it: {reason}"),
    Fate.UNKNOWN: Sentence("Channels", "Whether it arrived at {label} is unknown: {reason}"),
    Fate.UNREACHABLE: Sentence("Channels", "{label} cannot be reached: {reason}"),
}
_LATER = Sentence("Channels", "{label} takes nothing now: {reason}")


def try_address(desk: Desk, address_id: int) -> Receipt:
    """Send a test to an address; for a thread."""
    with desk.database.read() as session:
        name, message = trial(session, Seal(desk.settings.channel), address_id, now=desk.now())
    return channel_named(ready_channels(desk.settings), name).send(message)


def try_person(desk: Desk, name: str, person_id: int) -> Receipt:
    """Send a test over a channel that reaches each person; for a thread."""
    channel = channel_named(ready_channels(desk.settings), name)
    with desk.database.read() as session:
        message = trial_for(session, channel, person_id, now=desk.now())
    receipt = channel.send(message)
    channel.close()
    return receipt


def told(label: object, receipt: Receipt) -> Sentence:
    """Say what became of a test to `label`."""
    return Sentence("Channels", _FATES.get(receipt.fate, _LATER).source, label=label, reason=receipt.reason)
