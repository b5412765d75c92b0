"""Who hears of a step: the people behind an audience, their deputies, and the next ones up where nobody is there.

Away is whoever has an absence (缺勤) now. The end of a shift keeps nobody from hearing: steps come in
working time, and wait in the inbox. Only the fast lane, which knows no night, takes who is off duty for away as well;
they hear of it all the same, beside somebody who is on duty.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.channel import ChannelAddress
from app.models.people import Absence, AgentState, AgentStateSpan, Person, Role
from app.models.policy import Audience
from app.services.deadlines.channels.base import Channel


class Way(NamedTuple):
    """How a message reaches somebody, beside the inbox; `shared` with the others of a group."""

    channel: str
    address_id: int | None = None
    shared: bool = False


@dataclass(frozen=True)
class Listener:
    """An active person, as far as a message needs to know; `is_off` says that their shift is over."""

    id: int
    role: Role
    team_id: int | None
    ways: tuple[Way, ...] = ()
    deputy_id: int | None = None
    digest_minutes: int | None = None
    is_absent: bool = False
    is_off: bool = False
    name: str = ""


class People:
    """The active people as they were when they were read; good for one sweep."""

    def __init__(self, listeners: Iterable[Listener]) -> None:
        self._by_id: dict[int, Listener] = {}
        self._by_role: dict[Role, list[Listener]] = defaultdict(list)
        # A sweep asks the same for thousands of clocks.
        self._found: dict[tuple[Audience, int | None, bool], list[Listener]] = {}
        for listener in listeners:
            self._by_id[listener.id] = listener
            self._by_role[listener.role].append(listener)

    @classmethod
    def read(cls, session: Session, channels: Collection[Channel], *, now: datetime) -> "People":
        """Read who is active and who is away now, and which of the channels reach them."""
        people = session.scalars(select(Person).where(Person.active).order_by(Person.id))
        kept = [channel.name for channel in channels if channel.keeps_addresses]
        addresses = session.scalars(
            select(ChannelAddress)
            .where(ChannelAddress.active, ChannelAddress.channel.in_(kept))
            .order_by(ChannelAddress.id)
        ).all()
        absent = set(
            session.scalars(
                select(Absence.person_id).where(
                    Absence.started_at <= now, or_(Absence.ended_at.is_(None), Absence.ended_at > now)
                )
            )
        )
        off = set(
            session.scalars(
                select(AgentStateSpan.person_id).where(
                    AgentStateSpan.ended_at.is_(None), AgentStateSpan.state == AgentState.OFF
                )
            )
        )
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
                person.deputy_id,
                person.digest_minutes,
                person.id in absent,
                person.id in off,
                person.name,
            )
            for person in people
        )

    def behind(self, audience: Audience, owner_id: int | None, *, fast_lane: bool = False) -> list[Listener]:
        """Return who hears what is meant for an audience of a ticket of this owner.

        For those who are away their deputies hear it. Where nobody holds the role or stands in, the next one up does;
        where nobody at all is left, those who are away hear it themselves. The list is empty only when nobody works
        here.
        """
        asked = (audience, owner_id, fast_lane)
        found = self._found.get(asked)
        if found is None:
            heard = self._there(audience, owner_id, fast_lane=fast_lane)
            if fast_lane:
                heard += [each for each in self._holding(audience, owner_id) if each.is_off and not each.is_absent]
            found = list(dict.fromkeys(heard)) or next(filter(None, self._upwards(audience, owner_id)), [])
            self._found[asked] = found
        return found

    def known(self, person_id: int | None, *, fast_lane: bool = False) -> Listener | None:
        """Return a person who is to hear of something, or who stands in for them; themselves where nobody does."""
        found = self._by_id.get(person_id) if person_id is not None else None
        return found and (self._standing_in(found, None, fast_lane=fast_lane) or found)

    def above(self, owner_id: int | None) -> Listener | None:
        """Return who takes over from an owner: their team lead, or the first of the next role up; nobody below.

        A deputy takes over as whom they stand in for would.
        """
        owner = self._by_id.get(owner_id) if owner_id is not None else None
        rising = list(Role)
        for holders in self._upwards(Audience.TEAM_LEAD, owner_id):
            for holder in holders:
                found = self._standing_in(holder, owner_id, fast_lane=False)
                if found is not None:
                    is_up = owner is None or rising.index(holder.role) > rising.index(owner.role)
                    return found if is_up else None
        return None

    def _there(self, audience: Audience, owner_id: int | None, *, fast_lane: bool) -> list[Listener]:
        """Return the holders of the first role on the way up, or their deputies, of whom anybody is there."""
        for holders in self._upwards(audience, owner_id):
            present = [self._standing_in(holder, owner_id, fast_lane=fast_lane) for holder in holders]
            if found := [each for each in present if each is not None]:
                return found
        return []

    def _standing_in(self, holder: Listener, owner_id: int | None, *, fast_lane: bool) -> Listener | None:
        """Return a holder who is there, or the first there of their deputies' deputies; None where they go in a circle.

        The owner stands in for nobody above: the step would tell them what the lower ones have told them already.
        """
        passed: set[int] = set()
        found: Listener | None = holder
        while found is not None and (found.is_absent or (fast_lane and found.is_off)):
            passed.add(found.id)
            deputy_id = found.deputy_id
            found = self._by_id.get(deputy_id) if deputy_id is not None and deputy_id not in passed else None
        return None if found is not None and found is not holder and found.id == owner_id else found

    def _upwards(self, audience: Audience, owner_id: int | None) -> Iterator[list[Listener]]:
        way_up = list(Audience)
        return (self._holding(each, owner_id) for each in way_up[way_up.index(audience) :])

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
