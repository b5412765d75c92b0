"""What levelling the load is about: who carries what and can take what, the moves that are proposed, what stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.models.effort import WHOLE

# What is due so soon is only given to somebody who can begin at once.
SOON = timedelta(hours=1)
# Complex and high-risk complaints are not for somebody who learns the work of the queue.
LEARNS, CAN = 1, 2


class Because(StrEnum):
    """Why a ticket is to move."""

    OVER = "over"
    AWAY = "away"


class Kept(StrEnum):
    """Why a ticket, of somebody who carries too much or is away, stays with them."""

    FIRST_HANDLER = "first_handler"
    NOBODY_SKILLED = "nobody_skilled"
    NOBODY_SPEAKS = "nobody_speaks"
    NOBODY_NOW = "nobody_now"
    NO_ROOM = "no_room"


@dataclass(frozen=True)
class Carrier:
    """A person as levelling sees them: what they carry in all (hundredths), can carry (complaints), do and speak.

    `here` says that they come in question at all, `now` that they can begin at once. `back` is when somebody who is
    away works on again; None: nobody knows.
    """

    id: int
    name: str
    effort: int
    capacity: int
    skills: Mapping[int, int] = field(default_factory=dict)
    speaks: frozenset[str] = frozenset()
    here: bool = True
    now: bool = True
    owes_rest: bool = False
    back: datetime | None = None


@dataclass(frozen=True)
class Carried:
    """An open ticket as levelling sees it; `due` is the earliest running deadline."""

    id: int
    number: str
    title: str
    owner_id: int
    effort: int
    queue_id: int | None = None
    needs: int = LEARNS
    language: str | None = None
    first_handler_id: int | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class Problem:
    """Who carries what; `up_to` is the share of a capacity, in percent, that nobody is to carry more than."""

    people: Sequence[Carrier]
    tickets: Sequence[Carried]
    up_to: int
    at: datetime


@dataclass(frozen=True)
class Move:
    """A ticket that goes from one person to another, and why; `to_first` says that these answered it first."""

    ticket_id: int
    number: str
    title: str
    effort: int
    from_id: int
    to_id: int
    because: Because
    to_first: bool
    due: datetime | None


@dataclass(frozen=True)
class Stays:
    """Somebody who still carries too much, or is away with what is due: how many tickets cannot go, by their reason."""

    person_id: int
    over: int
    why: Mapping[Kept, int]


@dataclass(frozen=True)
class Levelling:
    """What is proposed: the moves, what stays, everybody concerned; whether fewer moves are proven not to do."""

    problem: Problem
    moves: tuple[Move, ...]
    stays: tuple[Stays, ...]
    proven: bool = True

    def carried(self, left_out: Iterable[int] = ()) -> dict[int, tuple[int, int]]:
        """Return what each person concerned carries before and after, in hundredths, without some tickets' moves."""
        out = frozenset(left_out)
        before = {each.id: each.effort for each in self.problem.people}
        after = dict(before)
        for move in self.moves:
            if move.ticket_id not in out:
                after[move.from_id] -= move.effort
                after[move.to_id] += move.effort
        concerned = {id_ for move in self.moves for id_ in (move.from_id, move.to_id)}
        return {id_: (before[id_], after[id_]) for id_ in before if id_ in concerned}


def most_of(person: Carrier, up_to: int) -> int:
    """Return what a person is to carry at most, in hundredths."""
    return person.capacity * up_to * WHOLE // 100


def is_stranded(ticket: Carried, owner: Carrier, at: datetime) -> bool:
    """Say whether nobody will work on a ticket before it is due, because its owner is not here until then."""
    if owner.here or ticket.due is None:
        return False
    return owner.back is None or ticket.due <= owner.back


def obstacle(ticket: Carried, person: Carrier, at: datetime) -> Kept | None:
    """Return what speaks against giving a ticket to a person, beside their load; None: nothing does."""
    is_first = person.id == ticket.first_handler_id
    if ticket.queue_id is not None and not is_first and person.skills.get(ticket.queue_id, 0) < ticket.needs:
        return Kept.NOBODY_SKILLED
    if ticket.language is not None and ticket.language not in person.speaks:
        return Kept.NOBODY_SPEAKS
    is_soon = ticket.due is not None and ticket.due <= at + SOON
    if not person.here or (is_soon and (not person.now or person.owes_rest)):
        return Kept.NOBODY_NOW
    return None


@dataclass(frozen=True)
class Group:
    """Tickets of one person that the program cannot tell apart, the least pressing first."""

    owner_id: int
    effort: int
    takers: tuple[int, ...]
    first_handler_id: int | None
    stranded: bool
    tickets: list[Carried]

    def is_first(self, id_: int) -> bool:
        """Say whether somebody answered these tickets first."""
        return id_ == self.first_handler_id
