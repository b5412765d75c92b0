"""Levels a floor that is too large for the program: one ticket after the other, and says where no fewer would do.

What is pressing and has nobody goes first. Then each one who carries too much gives their heaviest tickets, and last
the lightest one that is enough, to whoever carries least of those who can take it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.services.floor.levelling_problem import Carrier, Group, Problem, most_of


class _Floor:
    """What people can still take, and what is left of the groups."""

    def __init__(self, problem: Problem, people: Mapping[int, Carrier], groups: Sequence[Group]) -> None:
        self.people, self.groups = people, groups
        self.room = {id_: most_of(each, problem.up_to) - each.effort for id_, each in people.items()}
        self.capacity = {id_: max(each.capacity, 1) for id_, each in people.items()}
        self.left = [len(group.tickets) for group in groups]
        self.given: list[dict[int, int]] = [{} for _ in groups]

    def taker(self, place: int) -> int | None:
        """Return who takes a ticket of a group best: who answered it first, who owes no rest, who carries least."""
        group = self.groups[place]
        able = [id_ for id_ in group.takers if self.room[id_] >= group.effort] if self.left[place] else []
        return min(
            able,
            key=lambda id_: (
                not group.is_first(id_),
                self.people[id_].owes_rest,
                -self.room[id_] / self.capacity[id_],
                id_,
            ),
            default=None,
        )

    def move(self, place: int, taker: int) -> None:
        group = self.groups[place]
        self.left[place] -= 1
        self.room[group.owner_id] += group.effort
        self.room[taker] -= group.effort
        self.given[place][taker] = self.given[place].get(taker, 0) + 1


def greedy(
    problem: Problem, people: Mapping[int, Carrier], groups: Sequence[Group]
) -> tuple[bool, list[dict[int, int]]]:
    """Return whether no fewer moves do as well, and of each group how many tickets go to whom."""
    floor = _Floor(problem, people, groups)
    of: defaultdict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        of[group.owner_id].append(place)
    wanted = sum(
        _least(people[owner_id], [groups[place] for place in places], floor) for owner_id, places in of.items()
    )
    for place, group in enumerate(groups):
        while group.stranded and (taker := floor.taker(place)) is not None:
            floor.move(place, taker)
    for places in of.values():
        _relieve(floor, places)
    moves = sum(sum(takers.values()) for takers in floor.given)
    is_done = all(
        floor.room[owner_id] >= 0 or not any(floor.left[place] for place in places) for owner_id, places in of.items()
    ) and not any(group.stranded and left for group, left in zip(groups, floor.left, strict=True))
    return is_done and moves == wanted, floor.given


def _relieve(floor: _Floor, places: Sequence[int]) -> None:
    """Move tickets of one person until they carry no more than they are to, or nobody can take another one."""
    owner_id = floor.groups[places[0]].owner_id
    while floor.room[owner_id] < 0:
        open_places = [place for place in places if floor.taker(place) is not None]
        if not open_places:
            return
        enough = [place for place in open_places if floor.groups[place].effort >= -floor.room[owner_id]]
        place = (
            min(enough, key=lambda each: floor.groups[each].effort)
            if enough
            else max(open_places, key=lambda each: floor.groups[each].effort)
        )
        taker = floor.taker(place)
        if taker is not None:
            floor.move(place, taker)


def _least(owner: Carrier, groups: Sequence[Group], floor: _Floor) -> int:
    """Return how many tickets of a person have to move at least, whoever else there is."""
    excess, moves = -floor.room[owner.id], 0
    for group in groups:
        if group.stranded:
            moves += len(group.tickets)
            excess -= group.effort * len(group.tickets)
    for group in sorted(groups, key=lambda each: -each.effort):
        if not group.stranded and excess > 0:
            count = min(len(group.tickets), -(-excess // group.effort))
            moves += count
            excess -= count * group.effort
    return moves
