"""Which open complaints to move so that nobody carries too much: as few as possible, by a mixed-integer program.

Tickets of one person that weigh the same and can be taken by the same people are one whole number for each of these.
What has to be reached comes in order: first as little as possible stays too much, then as few tickets as possible move,
then what people carry is as even as that allows. Each is solved to its end where the time allows it (`proven`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from app.models.effort import WHOLE
from app.services.floor.levelling_greedy import greedy
from app.services.floor.levelling_problem import (
    SOON,
    Because,
    Carried,
    Carrier,
    Group,
    Kept,
    Levelling,
    Move,
    Problem,
    Stays,
    is_stranded,
    most_of,
    obstacle,
)
from app.services.solver import new_solver, run

# Seconds for each of the three steps; a screen waits for them.
_PATIENCE = 2.0
# A larger program takes longer than anybody waits; above this the moves are found one after the other.
_MOST_CHOICES = 2_500
# One that stays although nobody will work on it in time is worse than any load.
_STRANDED = 1_000_000
# From these shares of a capacity on, carrying more costs more: the load becomes as even as the moves allow.
_STEPS = (0.0, 0.25, 0.5, 0.65, 0.75, 0.85, 0.95)
# Against those: who answered it first has it before anybody emptier, and who owes a rest has it last.
_NOT_FIRST, _OWES_REST = 4.0, 2.0


def level(problem: Problem) -> Levelling:
    """Propose the fewest moves after which as little as possible is too much; computes, for the worker process."""
    people = {each.id: each for each in problem.people}
    groups, kept = groups_of(problem, people)
    is_small = sum(len(group.takers) for group in groups) <= _MOST_CHOICES
    found = _solved(problem, people, groups) if is_small else None
    proven, given = found or greedy(problem, people, groups)
    moves = []
    for group, takers in zip(groups, given, strict=True):
        left = list(group.tickets)
        # Who answered it first gets theirs before others choose.
        for taker in sorted(takers, key=lambda id_: (not group.is_first(id_), id_)):
            for _ in range(takers[taker]):
                ticket = next((each for each in left if each.first_handler_id == taker), left[0])
                left.remove(ticket)
                moves.append(_move(ticket, taker, people[ticket.owner_id], problem.at))
        for ticket in left:
            kept[ticket.owner_id].append((ticket, Kept.NO_ROOM))
    moves.sort(key=lambda move: (people[move.from_id].name, move.due is None, move.due, move.ticket_id))
    return Levelling(problem, tuple(moves), _stays(problem, people, moves, kept), proven)


def _move(ticket: Carried, taker: int, owner: Carrier, at: datetime) -> Move:
    because = Because.OVER if owner.here else Because.AWAY
    is_first = ticket.first_handler_id == taker
    return Move(ticket.id, ticket.number, ticket.title, ticket.effort, owner.id, taker, because, is_first, ticket.due)


def groups_of(
    problem: Problem, people: Mapping[int, Carrier]
) -> tuple[list[Group], defaultdict[int, list[tuple[Carried, Kept]]]]:
    """Put tickets that can move into groups; say of the others what keeps them."""
    room = {each.id: most_of(each, problem.up_to) - each.effort for each in problem.people}
    kept: defaultdict[int, list[tuple[Carried, Kept]]] = defaultdict(list)
    found: dict[object, Group] = {}
    takers_of: dict[object, tuple[tuple[int, ...], Kept]] = {}
    for ticket in sorted(problem.tickets, key=lambda each: (each.due is not None, _later_first(each.due), each.id)):
        owner = people[ticket.owner_id]
        stranded = is_stranded(ticket, owner, problem.at)
        if room[owner.id] >= 0 and not stranded:
            continue
        if ticket.first_handler_id == owner.id and owner.here:
            kept[owner.id].append((ticket, Kept.FIRST_HANDLER))
            continue
        is_soon = ticket.due is not None and ticket.due <= problem.at + SOON
        first = ticket.first_handler_id if ticket.first_handler_id in people else None
        asked = (owner.id, ticket.queue_id, ticket.needs, ticket.language, is_soon, first, ticket.effort)
        if asked not in takers_of:
            takers_of[asked] = _takers(ticket, owner, room, problem)
        able, why = takers_of[asked]
        if not able:
            kept[owner.id].append((ticket, why))
            continue
        first = first if first in able else None
        key = (owner.id, ticket.effort, able, first, stranded)
        group = found.setdefault(key, Group(owner.id, ticket.effort, able, first, stranded, []))
        group.tickets.append(ticket)
    return list(found.values()), kept


def _later_first(due: datetime | None) -> float:
    return 0.0 if due is None else -due.timestamp()


def _takers(ticket: Carried, owner: Carrier, room: Mapping[int, int], problem: Problem) -> tuple[tuple[int, ...], Kept]:
    """Return who could take a ticket, and where that is nobody, what comes closest to the reason."""
    able, why = [], Kept.NOBODY_SKILLED
    for person in problem.people:
        if person.id == owner.id:
            continue
        against = obstacle(ticket, person, problem.at)
        if against is None and room[person.id] >= ticket.effort:
            able.append(person.id)
        else:
            why = max(why, against or Kept.NO_ROOM, key=list(Kept).index)
    return tuple(able), why


def _stays(
    problem: Problem,
    people: Mapping[int, Carrier],
    moves: Sequence[Move],
    kept: Mapping[int, Sequence[tuple[Carried, Kept]]],
) -> tuple[Stays, ...]:
    """Say who still carries too much, or is away with what is due, and what keeps their tickets."""
    after = {each.id: each.effort for each in problem.people}
    for move in moves:
        after[move.from_id] -= move.effort
    found = []
    for person_id, person in people.items():
        over = max(after[person_id] - most_of(person, problem.up_to), 0)
        reasons: defaultdict[Kept, int] = defaultdict(int)
        for ticket, why in kept.get(person_id, ()):
            if over or is_stranded(ticket, person, problem.at):
                reasons[why] += 1
        if over or reasons:
            found.append(Stays(person_id, over, dict(reasons)))
    return tuple(found)


@dataclass
class _Program:
    """Minimise `cost · v` with `0 <= v <= high`, whole or not, and rows `least <= of · v <= most`."""

    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[list[tuple[int, float]], float, float]] = field(default_factory=list)

    def variable(self, high: float = inf, *, whole: bool = False) -> int:
        self.high.append(high)
        self.whole.append(whole)
        return len(self.high) - 1

    def least(self, cost: Mapping[int, float], *, whole: bool) -> tuple[float, list[float], bool] | None:
        """Return the least cost, the variables there, and whether it is proven; None: none was found in time.

        A whole cost is one of integers.
        """
        import highspy  # late: only the worker process computes

        solver = new_solver(
            time_limit=_PATIENCE, mip_rel_gap=0.0 if whole else 1e-3, mip_abs_gap=0.99 if whole else 1e-3
        )
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.high), len(self.rows)
        model.col_cost_ = [cost.get(place, 0.0) for place in range(len(self.high))]
        model.col_lower_, model.col_upper_ = [0.0] * len(self.high), self.high
        model.row_lower_ = [least for _, least, _ in self.rows]
        model.row_upper_ = [most for _, _, most in self.rows]
        model.integrality_ = [
            highspy.HighsVarType.kInteger if each else highspy.HighsVarType.kContinuous for each in self.whole
        ]
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        starts = [0]
        for terms, _, _ in self.rows:
            starts.append(starts[-1] + len(terms))
        matrix.start_ = starts
        matrix.index_ = [place for terms, _, _ in self.rows for place, _ in terms]
        matrix.value_ = [factor for terms, _, _ in self.rows for _, factor in terms]
        solver.passModel(model)
        run(solver)
        proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        values = list(solver.getSolution().col_value)
        return sum(factor * values[place] for place, factor in cost.items()), values, proven


def _solved(
    problem: Problem, people: Mapping[int, Carrier], groups: Sequence[Group]
) -> tuple[bool, list[dict[int, int]]] | None:
    """Return whether it is proven, and of each group how many tickets go to whom; None where time was too short."""
    if not groups:
        return True, []
    program = _Program()
    gives: list[dict[int, int]] = []
    out: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    into: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for group in groups:
        columns = {id_: program.variable(len(group.tickets), whole=True) for id_ in group.takers}
        gives.append(columns)
        program.rows.append(([(column, 1.0) for column in columns.values()], -inf, len(group.tickets)))
        for id_, column in columns.items():
            out[group.owner_id].append((column, float(group.effort)))
            into[id_].append((column, float(group.effort)))
    for id_, terms in into.items():
        program.rows.append((terms, -inf, most_of(people[id_], problem.up_to) - people[id_].effort))
    too_much: dict[int, float] = {}
    for id_, terms in out.items():
        excess = people[id_].effort - most_of(people[id_], problem.up_to)
        if excess > 0:
            over = program.variable()
            too_much[over] = 1.0
            program.rows.append(([(over, 1.0), *terms], excess, inf))
    every = [column for columns in gives for column in columns.values()]
    for group, columns in zip(groups, gives, strict=True):
        if group.stranded:
            too_much |= dict.fromkeys(columns.values(), -float(_STRANDED))
    best = program.least(too_much, whole=True)
    if best is None:
        return None
    program.rows.append((list(too_much.items()), -inf, round(best[0])))
    fewest = program.least(dict.fromkeys(every, 1.0), whole=True)
    if fewest is None:
        return None
    program.rows.append(([(column, 1.0) for column in every], -inf, round(fewest[0])))
    even = program.least(_unevenness(program, people, groups, gives, into, out), whole=False) or fewest
    given = [{id_: count for id_, column in columns.items() if (count := round(even[1][column]))} for columns in gives]
    return best[2] and fewest[2], given


def _unevenness(
    program: _Program,
    people: Mapping[int, Carrier],
    groups: Sequence[Group],
    gives: Sequence[Mapping[int, int]],
    into: Mapping[int, Sequence[tuple[int, float]]],
    out: Mapping[int, Sequence[tuple[int, float]]],
) -> dict[int, float]:
    """Return what an uneven load costs, and giving to somebody who owes a rest or has not answered first."""
    cost: defaultdict[int, float] = defaultdict(float)
    for terms, sign in ((into, 1.0), (out, -1.0)):
        for id_, each in terms.items():
            person = people[id_]
            if not person.capacity:
                continue
            whole = person.capacity * WHOLE
            for step in _STEPS:
                # As much as their share is above the step.
                above = program.variable()
                cost[above] = 1.0
                weighed = [(column, -sign * weight / whole) for column, weight in each]
                program.rows.append(([(above, 1.0), *weighed], person.effort / whole - step, inf))
    for group, columns in zip(groups, gives, strict=True):
        for id_, column in columns.items():
            cost[column] += _NOT_FIRST * (not group.is_first(id_)) + _OWES_REST * people[id_].owes_rest
    return dict(cost)
