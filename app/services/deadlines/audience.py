"""Who hears of a step: the people behind an audience, and the next ones up where nobody is there."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.channel import ChannelAddress
from app.models.people import Person, Role
from app.models.policy import Audience
from app.services.deadlines.channels.base import Channel


class Way(NamedTuple):
    """How a message reaches somebody, beside the inbox; `shared` with the others of a group."""

    channel: str
    address_id: int | None = None
    shared: bool = False


@dataclass(frozen=True)
class Listener:
    """An active person, as far as a message needs to know."""

    id: int
    role: Role
    team_id: int | None
    ways: tuple[Way, ...] = ()


class People:
    """The active people as they were when they were read; good for one sweep."""

    def __init__(self, listeners: Iterable[Listener]) -> None:
        self._by_id: dict[int, Listener] = {}
        self._by_role: dict[Role, list[Listener]] = defaultdict(list)
        for listener in listeners:
            self._by_id[listener.id] = listener
            self._by_role[listener.role].append(listener)

    @classmethod
    def read(cls, session: Session, channels: Collection[Channel]) -> "People":
        """Read who is active now, and which of the channels reach them."""
        people = session.scalars(select(Person).where(Person.active).order_by(Person.id))
        kept = [channel.name for channel in channels if channel.keeps_addresses]
        addresses = session.scalars(
            select(ChannelAddress)
            .where(ChannelAddress.active, ChannelAddress.channel.in_(kept))
            .order_by(ChannelAddress.id)
        ).all()
        return cls(
            Listener(
                person.id,
                person.role,
                person.team_id,
                (
                    *(Way(channel.name) for channel in channels if channel.reaches(person)),
                    *(
                        Way(address.channel, address.id, address.person_id is None)
                        for address in addresses
                        if _reaches(address, person)
                    ),
                ),
            )
            for person in people
        )

    def behind(self, audience: Audience, owner_id: int | None) -> list[Listener]:
        """Return who hears what is meant for an audience of a ticket of this owner.

        Where nobody holds the role, the next one up hears it; the list is empty only when nobody at all is there.
        """
        way_up = list(Audience)
        for each in way_up[way_up.index(audience) :]:
            if listeners := self._holding(each, owner_id):
                return listeners
        return []

    def above(self, owner_id: int | None) -> Listener | None:
        """Return who takes over from an owner: their team lead, or the first of the next role up; nobody below."""
        found = next(iter(self.behind(Audience.TEAM_LEAD, owner_id)), None)
        owner = self._by_id.get(owner_id) if owner_id is not None else None
        rising = list(Role)
        if found and owner and rising.index(found.role) <= rising.index(owner.role):
            return None
        return found

    def _holding(self, audience: Audience, owner_id: int | None) -> list[Listener]:
        owner = self._by_id.get(owner_id) if owner_id is not None else None
        if audience is Audience.OWNER:
            return [owner] if owner else []
        holders = self._by_role.get(Role(audience.value), [])
        if audience is Audience.TEAM_LEAD:
            return [lead for lead in holders if owner and owner.team_id and lead.team_id == owner.team_id]
        return holders


def _reaches(address: ChannelAddress, person: Person) -> bool:
    """Say whether an address is a person's own, or that of a group which they belong to."""
    if address.person_id is not None:
        return address.person_id == person.id
    return address.role is person.role and address.team_id in (None, person.team_id)
