"""Who could take tickets: everybody who works here, with what they carry and do now, and who is suggested."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.effort import WHOLE
from app.models.people import AgentState, Person, Team
from app.models.ticket import Ticket
from app.services.effort import effort_of_tickets
from app.services.floor.load import Load, read_load, suggest
from app.services.floor.worklist_columns import NEVER
from app.services.handling.choosing import RAISABLE, chosen

# More suggestions would be none.
_SUGGESTED = 3


@dataclass(frozen=True)
class Owners:
    """Everybody who can be given `count` chosen tickets, as columns: one place in each is one person.

    `rank` counts the suggested ones from 1 and is `NEVER` for the others. `state` is None where nobody has said it, and
    `state_since`, in seconds since 1970, is `NEVER` then. `effort` is what is left to do in what they carry now
    (`app.models.effort`), in general complaints that have just come in, `then` with the chosen ones. `has_all` says
    that all of these are theirs already.
    """

    count: int
    ids: NDArray[np.int64]
    rank: NDArray[np.int64]
    name: list[str]
    team: list[str]
    state: list[AgentState | None]
    state_since: NDArray[np.int64]
    effort: NDArray[np.float64]
    then: NDArray[np.float64]
    capacity: NDArray[np.int64]
    has_all: NDArray[np.bool_]
    searched: list[str]

    def __len__(self) -> int:
        return len(self.ids)


def read_owners(session: Session, ticket_ids: Collection[int], *, now: datetime) -> Owners:
    """Read who could take tickets; those who handle none so far, as managers, are listed too."""
    load = read_load(session, now=now)
    tickets = session.execute(
        select(
            Ticket.owner_id,
            Ticket.queue_id,
            Ticket.first_handler_id,
            Ticket.status,
            effort_of_tickets().label("effort"),
        ).where(Ticket.id.in_(chosen(ticket_ids)))
    ).all()
    others = session.execute(
        select(Person.id, Person.name, Person.capacity, func.coalesce(Team.name, ""))
        .outerjoin(Team, Team.id == Person.team_id)
        .where(Person.active, Person.id.not_in(chosen(load.ids.tolist())))
        .order_by(Person.id)
    ).all()
    ids = np.array([*load.ids, *(id_ for id_, *_ in others)], np.int64)
    more = len(others)
    owned_by = Counter(owner_id for owner_id, *_ in tickets)
    owned = np.array([owned_by[id_] for id_ in ids.tolist()], np.int64)
    # What of the chosen ones is theirs already; what is resolved weighs nothing to anybody.
    weight_of: defaultdict[int | None, float] = defaultdict(float)
    for owner_id, *_, status, weight in tickets:
        weight_of[owner_id] += int(weight) / WHOLE if status in RAISABLE else 0.0
    theirs = np.array([weight_of[id_] for id_ in ids.tolist()])
    carried = np.concatenate([load.effort, np.zeros(more)])
    name, team = [*load.name, *(each.name for each in others)], [*load.team, *(team for *_, team in others)]
    owners = Owners(
        count=len(tickets),
        ids=ids,
        rank=np.full(len(ids), NEVER),
        name=name,
        team=team,
        state=[*load.state, *([None] * more)],
        state_since=np.concatenate([load.state_since, np.full(more, NEVER)]),
        effort=carried,
        then=carried + sum(weight_of.values()) - theirs,
        capacity=np.array([*load.capacity, *(each.capacity for each in others)], np.int64),
        has_all=owned == len(tickets),
        searched=["\n".join(words).casefold() for words in zip(name, team, strict=True)],
    )
    _suggest(owners, load, {row.queue_id for row in tickets}, {row.first_handler_id for row in tickets})
    return owners


def _suggest(owners: Owners, load: Load, queues: set[int | None], handlers: set[int | None]) -> None:
    """Rank those whom the load of the floor suggests for every queue; who has room for all tickets comes first."""
    handler = next(iter(handlers)) if len(handlers) == 1 else None
    for_queue = [suggest(load, queue_id, handler) for queue_id in queues]
    everywhere = [id_ for id_ in for_queue[0] if all(id_ in each for each in for_queue)] if for_queue else []
    place_of = {id_: place for place, id_ in enumerate(owners.ids.tolist())}
    places = [place for id_ in everywhere if not owners.has_all[place := place_of[id_]]]
    places.sort(key=lambda place: bool(owners.then[place] > owners.capacity[place]))
    owners.rank[places[:_SUGGESTED]] = np.arange(1, len(places[:_SUGGESTED]) + 1)
