"""Addresses of robots and webhooks: adding them, listing them without their secrets, testing them, taking them away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.discovery import subclasses
from app.models.channel import ChannelAddress
from app.models.escalation import Delivery, Notification
from app.models.people import Language, Person, Role, Team
from app.services.changes import note
from app.services.deadlines import channels
from app.services.deadlines.channels.base import AddressError, Channel
from app.services.deadlines.message import Message, compose_test
from app.services.deadlines.sealing import Address, Seal
from app.services.people import proper_name
from app.settings import Settings


@dataclass(frozen=True)
class Group:
    """Whom an address belongs to: a person, or everybody with a role, in one team or on the whole floor."""

    person_id: int | None = None
    role: Role | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class AddressRow:
    """An address as screens list it: without what is secret. Names are empty where there is none."""

    id: int
    channel: str
    label: str
    person: str
    role: Role | None
    team: str
    language: Language


def ready_channels(settings: Settings) -> list[Channel]:
    """Return every channel that is set up."""
    found = [kind.from_settings(settings) for kind in subclasses(channels, Channel)]  # type: ignore[type-abstract]
    return [channel for channel in found if channel is not None]


def channels_with_addresses() -> list[str]:
    """Return the names of the channels whose addresses are kept here."""
    kinds = subclasses(channels, Channel)  # type: ignore[type-abstract]
    return sorted(kind.name for kind in kinds if kind.keeps_addresses)


def personal_channels(settings: Settings) -> list[str]:
    """Return the names of the channels that are set up and know by themselves where they reach a person."""
    return sorted(channel.name for channel in ready_channels(settings) if not channel.keeps_addresses)


def add_address(
    session: Session,
    seal: Seal,
    channel: Channel,
    label: str,
    address: Address,
    group: Group,
    *,
    language: Language = Language.CHINESE,
) -> ChannelAddress:
    """Keep an address, encrypted; raises `AddressError`, `PeopleError` and `SealError`."""
    label = proper_name(label)
    channel.check(address)
    here = select(ChannelAddress).where(ChannelAddress.active, ChannelAddress.channel == channel.name)
    known = session.scalars(here.order_by(ChannelAddress.id)).all()
    if any(each.label == label for each in known):
        raise AddressError(
            "There is already an address called {label} on {channel}.", label=label, channel=channel.name
        )
    if group.person_id is not None and any(each.person_id == group.person_id for each in known):
        raise AddressError("This person already has an address on {channel}: remove it first.", channel=channel.name)
    if (group.person_id is None) == (group.role is None):
        raise AddressError("An address belongs to a person, or to a role.")
    _require_same_key(session, seal)
    added = ChannelAddress(
        channel=channel.name,
        label=label,
        person_id=group.person_id,
        role=group.role,
        team_id=group.team_id if group.role else None,
        secret=seal.close(address),
        language=language,
    )
    session.add(added)
    session.flush()
    return added


def remove_address(session: Session, address_id: int) -> ChannelAddress:
    """Take an address away and forget its secret; what waits for it stays at home. Raises `AddressError`."""
    found = find_address(session, address_id)
    found.active, found.secret = False, b""
    waiting = session.execute(
        update(Notification)
        .where(Notification.address_id == address_id, Notification.state == Delivery.PENDING)
        .values(state=Delivery.WITHDRAWN, next_attempt_at=None, last_error="the address was removed")
        .returning(Notification.id)
    )
    note(session, Notification, [id_ for (id_,) in waiting])
    return found


def find_address(session: Session, address_id: int) -> ChannelAddress:
    """Return an address that is in use; raises `AddressError`."""
    found = session.get(ChannelAddress, address_id)
    if found is None or not found.active:
        raise AddressError("There is no address {id}.", id=address_id)
    return found


def list_addresses(session: Session) -> tuple[AddressRow, ...]:
    """Return the addresses in use, by channel and label."""
    rows = session.execute(
        select(ChannelAddress, Person.name, Team.name)
        .outerjoin(Person, Person.id == ChannelAddress.person_id)
        .outerjoin(Team, Team.id == ChannelAddress.team_id)
        .where(ChannelAddress.active)
        .order_by(ChannelAddress.channel, ChannelAddress.label)
    )
    return tuple(
        AddressRow(each.id, each.channel, each.label, person or "", each.role, team or "", each.language)
        for each, person, team in rows
    )


def trial(session: Session, seal: Seal, address_id: int, *, now: datetime) -> tuple[str, Message]:
    """Return the channel's name and a real message that shows whether the address is right.

    Raises `AddressError` and `SealError`.
    """
    found = find_address(session, address_id)
    person = session.get(Person, found.person_id) if found.person_id else None
    language = person.language if person else found.language
    return found.channel, compose_test(seal.open(found.secret), language, now=now)


def trial_for(session: Session, channel: Channel, person_id: int, *, now: datetime) -> Message:
    """Return a real message to where a channel reaches a person by what is known of them; raises `AddressError`."""
    person = session.get_one(Person, person_id)
    address = channel.reaches(person)
    if not address:
        raise AddressError("{name} has no address on {channel}.", name=person.name, channel=channel.name)
    return compose_test(Address(address), person.language, now=now)


def channel_named(ready: Sequence[Channel], name: str) -> Channel:
    """Return a channel by its name; raises `AddressError`."""
    found = next((channel for channel in ready if channel.name == name), None)
    if found is None:
        raise AddressError("There is no channel {name} here.", name=name)
    return found


def _require_same_key(session: Session, seal: Seal) -> None:
    """See that the key here opens what others have encrypted: one sender has to read them all."""
    other = session.scalars(select(ChannelAddress.secret).where(ChannelAddress.active).limit(1)).first()
    if other is not None:
        seal.open(other)
