"""The roster as a mixed-integer program: who works which pattern on which day, as variables, rows and costs.

One variable for each person, day and pattern that nothing forbids. Rest and one shift a day are rows in which at most
one of a whole set may stand, which leaves a solver less to try than a row for each pair (the linear relaxation is
tight). Intervals that the same people reach share one sum, and skills are met set by set of queues (or by giving
everybody's time to queues where there are many), so that nobody counts twice. Fairness costs each shift beyond a
person's share, and more beyond that.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import ceil

import numpy as np
from numpy.typing import NDArray

from app.models.roster import ShiftKind, Wish
from app.services.staffing.roster.breaks import is_bearable, ways_to_break
from app.services.staffing.roster.cover import add_presence, presence
from app.services.staffing.roster.problem import Member, Pattern, Problem, Rule, given_day, is_night_shift, likes
from app.services.staffing.roster.program import Demand, Program
from app.services.staffing.roster.shifts import in_one_go

_HOUR, _WEEK = 60, 7
_MINUTE = timedelta(minutes=1)
# A little lack everywhere hurts less than a lot somewhere: beyond this share of the need it costs so much more.
_LITTLE, _HURTS = 0.2, 1.5
# So many queues that are needed at once have few sets.
_FEW = 4
_NEVER = datetime.min.replace(tzinfo=UTC)


def formulate(problem: Problem, *, without: Collection[Rule] = (), elastic: bool = False) -> Program:
    """Write a roster as a program, without some of its rules if asked to.

    An elastic one costs nothing but what its demands miss: its least cost is 0 where all of them can be met.
    """
    writer = _Writer(problem, frozenset(without), elastic)
    writer.choose()
    for place in range(len(problem.members)):
        writer.keep_rest(place)
        writer.keep_rows(place)
        writer.keep_weeks(place)
        writer.share_fairly(place)
    writer.meet_need()
    return writer.program


class _Writer:
    """Writes the parts of a program one after the other."""

    def __init__(self, problem: Problem, without: frozenset[Rule], elastic: bool) -> None:
        self.problem, self.rules, self.weights = problem, problem.rules, problem.weights
        self.without, self.elastic = without, elastic
        self.program = Program()
        self.ways = {each: ways_to_break(problem, each) for each in problem.patterns}
        # By person and day, the variables of each pattern.
        self.of: list[list[list[tuple[Pattern, int]]]] = []
        served = {queue for queue in problem.need if queue is not None}
        self.skills = [
            frozenset(problem.need) if None in problem.need or Rule.SKILLS in without else member.queues & served
            for member in problem.members
        ]

    def choose(self) -> None:
        """Make the variables of who works what, and what their wishes cost."""
        problem = self.problem
        patterns = [
            each
            for each in problem.patterns
            if Rule.CONTINUOUS_WORK in self.without or is_bearable(each, problem.rules)
        ]
        for member, skills in zip(problem.members, self.skills, strict=True):
            days: list[list[tuple[Pattern, int]]] = []
            for day in range(problem.days):
                free = [each for each in patterns if skills and self._is_free(member, day, each)]
                days.append([(each, self._choice(member, day, each)) for each in free])
                self._wish(member, day, days[-1])
            self.of.append(days)

    def _is_free(self, member: Member, day: int, pattern: Pattern) -> bool:
        """Say whether neither what they cannot nor a shift that stands is in the way of a pattern on a day."""
        if Rule.AVAILABILITY not in self.without and (day, pattern.code) in member.blocked:
            return False
        begins, ends = self.problem.starts_at(day, pattern), self.problem.ends_at(day, pattern)
        rest = timedelta(minutes=0 if Rule.REST in self.without else self.rules.rest_minutes)
        for row in member.given:
            # Who may be called is not at work.
            if row.kind is ShiftKind.STANDBY:
                continue
            if given_day(self.problem, row) == day or (begins < row.ends_at + rest and row.starts_at < ends + rest):
                return False
        return True

    def _choice(self, member: Member, day: int, pattern: Pattern) -> int:
        wish = member.wishes.get((day, pattern.code))
        part, cost = ("avoid", self.weights.avoid) if wish is Wish.AVOID else ("", 0.0)
        column = self.program.variable(part, self._aim(cost), 1.0, whole=True, day=day)
        self.program.choices[member.id, day, pattern.code] = column
        return column

    def _wish(self, member: Member, day: int, choices: Sequence[tuple[Pattern, int]]) -> None:
        """Cost what they would have liked to work on a day, unless they do."""
        if not self.elastic and (liked := [column for each, column in choices if likes(member, day, each)]):
            self.program.constant += self.weights.prefer
            for column in liked:
                self.program.cost[column] -= self.weights.prefer
                self.program.part[column] = "prefer"

    def _aim(self, cost: float) -> float:
        return 0.0 if self.elastic else cost

    def keep_rest(self, place: int) -> None:
        """Let at most one stand of each set of shifts that are too close to one another."""
        days, problem = self.of[place], self.problem
        rest = timedelta(minutes=0 if Rule.REST in self.without else self.rules.rest_minutes)
        for day, choices in enumerate(days):
            later = [
                (problem.starts_at(next_day, each), column)
                for next_day in range(day + 1, min(day + 3, len(days)))
                for each, column in days[next_day]
            ]
            ends = [(problem.ends_at(day, each) + rest, column) for each, column in choices]
            # For each set of later shifts that are too soon, all of this day that end too late for it.
            sets: dict[frozenset[int], list[int]] = {}
            for until in (*(until for until, _ in ends), _NEVER):
                soon = frozenset(column for begins, column in later if begins < until)
                latest = max((begins for begins, column in later if column in soon), default=None)
                sets[soon] = [column for other, column in ends if latest is None or other > latest]
            everything = [late for soon, late in sets.items() if soon and len(late) == len(ends)]
            for soon, late in sets.items():
                if len(soon) + len(late) > 1 and (soon or not everything):
                    self.program.row(((column, 1.0) for column in (*late, *sorted(soon))), most=1.0)

    def keep_rows(self, place: int) -> None:
        """Let nobody work too many days, or nights, in a row."""
        days, given = self.of[place], self._given(place)
        every = [[column for _, column in choices] for choices in days]
        nights = [[column for each, column in choices if each.is_night] for choices in days]
        worked = {day for day, _, _ in given}
        worked_nights = {day for day, _, night in given if night}
        for rule, most, columns, stand in (
            (Rule.DAYS_IN_A_ROW, self.rules.days_in_a_row, every, worked),
            (Rule.NIGHTS_IN_A_ROW, self.rules.nights_in_a_row, nights, worked_nights),
        ):
            if most is None or rule in self.without:
                continue
            for first in range(-most, len(days)):
                window = range(first, first + most + 1)
                free = [column for day in window if 0 <= day < len(days) for column in columns[day]]
                room = most - sum(day in stand for day in window)
                if free and room < len(free):
                    self.program.row(((column, 1.0) for column in free), most=max(room, 0))

    def keep_weeks(self, place: int) -> None:
        """Keep to what somebody has agreed to work in a week, and miss as little of it as can be; in hours."""
        member, days, problem = self.problem.members[place], self.of[place], self.problem
        trained: list[tuple[int, float]] = []
        for first in range(-problem.first_day.weekday(), problem.days, _WEEK):
            within = range(max(first, 0), min(first + _WEEK, problem.days))
            worked = [(column, each.worked / _HOUR) for day in within for each, column in days[day]]
            given = self._given(place)
            week = sum(minutes for day, minutes, _ in given if first <= day < first + _WEEK) / _HOUR
            here = sum(minutes for day, minutes, _ in given if day in within) / _HOUR
            if self.rules.weekly_over is not None and Rule.WEEKLY_HOURS not in self.without and worked:
                room = (member.weekly_minutes + self.rules.weekly_over) / _HOUR - week
                self.program.row(worked, most=max(room, 0.0))
            # Of a week that is cut by the days, its part.
            agreed = member.weekly_minutes / _HOUR * len(within) / _WEEK
            missed = self.program.variable("contract", self._aim(self.weights.contract))
            self.program.row([*worked, (missed, 1.0)], least=max(agreed - here, 0.0))
            if self.rules.least_weekly and Rule.LEAST_WEEKLY not in self.without:
                demand = Demand(Rule.LEAST_WEEKLY, member.id, within[0])
                self._ask(demand, worked, agreed * self.rules.least_weekly - here)
            trained += [(column, 1.0) for day in within for each, column in days[day] if each.trains]
        if self.rules.trainings and Rule.TRAININGS not in self.without:
            self._ask(Demand(Rule.TRAININGS, member.id), trained, float(self.rules.trainings))

    def share_fairly(self, place: int) -> None:
        """Cost each night or weekend shift beyond somebody's share, and twice what is more than one beyond."""
        member, problem = self.problem.members[place], self.problem
        hard = [
            (column, 1.0)
            for day, choices in enumerate(self.of[place])
            for each, column in choices
            if problem.is_unpopular(day, each)
        ]
        if not hard or not self.weights.fair or self.elastic:
            return
        stand = sum(problem.is_weekend(day) or night for day, _, night in self._given(place) if 0 <= day < problem.days)
        share = fair_share(problem, member) - stand
        for beyond in (0, 1):
            more = self.program.variable("fair", self.weights.fair)
            self.program.row([*hard, (more, -1.0)], most=float(max(share + beyond, 0)))

    def meet_need(self) -> None:
        """Cost what is short and what is over in each interval, and let no more be short than the rules say."""
        groups: defaultdict[frozenset[int | None], list[int]] = defaultdict(list)
        for place, skills in enumerate(self.skills):
            if skills:
                groups[frozenset(skills)].append(place)
        given = self._given_cover(groups)
        there = {group: self._there(places) for group, places in groups.items()}
        for day in range(self.problem.days):
            sums: dict[tuple[tuple[int, float], ...], int] = {}
            for slot in range(day * self.problem.slots, (day + 1) * self.problem.slots):
                totals = {group: self._total(sums, tuple(terms[slot]), day) for group, terms in there.items()}
                self._meet(slot, totals, {group: float(given[group][slot]) for group in groups})

    def _there(self, places: Sequence[int]) -> list[list[tuple[int, float]]]:
        """Return, for each interval, the variables that put people of one group into it, and what share each gives.

        How many hold their breaks how is counted for the group as a whole (implicit breaks; Bechtold and Jacobs 1990):
        who of them does is seen to afterwards, and no person needs a variable for each of the ways.
        """
        problem = self.problem
        found: list[list[tuple[int, float]]] = [[] for _ in range((problem.days + 1) * problem.slots)]
        for day in range(problem.days):
            for pattern, ways in self.ways.items():
                chosen = [column for place in places for each, column in self.of[place][day] if each is pattern]
                if not chosen:
                    continue
                held = [self.program.variable(high=len(chosen), whole=True, day=day) for _ in ways]
                self.program.row([*((way, 1.0) for way in held), *((column, -1.0) for column in chosen)], 0.0, 0.0)
                for way, shares in zip(held, ways, strict=True):
                    for slot in np.flatnonzero(shares):
                        found[day * problem.slots + slot].append((way, float(shares[slot])))
        return found

    def _total(
        self, sums: dict[tuple[tuple[int, float], ...], int], terms: tuple[tuple[int, float], ...], day: int
    ) -> int:
        """Return the variable for how many are there; intervals that the same people reach share it."""
        if terms not in sums:
            sums[terms] = total = self.program.variable(day=day)
            self.program.row([*terms, (total, -1.0)], 0.0, 0.0)
        return sums[terms]

    def _meet(
        self, slot: int, there: dict[frozenset[int | None], int], given: dict[frozenset[int | None], float]
    ) -> None:
        hours, day = self.problem.minutes / _HOUR, slot // self.problem.slots
        needs = {queue: float(need[slot]) for queue, need in self.problem.need.items() if need[slot] > 0}
        short: dict[int | None, list[tuple[int, float]]] = {}
        for queue, wanted in needs.items():
            price = self._aim(self.weights.short * hours)
            little = self.program.variable("short", price, ceil(wanted * _LITTLE), day=day)
            more = self.program.variable("short", price * _HURTS, day=day)
            short[queue] = [(little, 1.0), (more, 1.0)]
            if (least := wanted * self.rules.least_cover) and Rule.LEAST_COVER not in self.without:
                missing = [(column, -1.0) for column, _ in short[queue]]
                self._ask(Demand(Rule.LEAST_COVER, None, day, queue, slot), missing, least - wanted)
        (self._serve_sets if len(needs) <= _FEW else self._serve_each)(slot, needs, short, there, given)
        # Whoever is there and serves nobody is one too many.
        over = self.program.variable("over", self._aim(self.weights.over * hours), day=day)
        lacking = [term for terms in short.values() for term in terms]
        spare = sum(needs.values()) - sum(given.values())
        self.program.row([*lacking, *((total, 1.0) for total in there.values()), (over, -1.0)], spare, spare)

    def _serve_sets(
        self,
        slot: int,
        needs: dict[int | None, float],
        short: dict[int | None, list[tuple[int, float]]],
        there: dict[frozenset[int | None], int],
        given: dict[frozenset[int | None], float],
    ) -> None:
        """Let what each set of queues lacks be no less than its need beyond all who could serve one of them.

        That is as strong as giving everybody's time to queues (Hall 1935; Gale 1957), with a third of the variables.
        """
        for count in range(1, len(needs) + 1):
            for queues in combinations(needs, count):
                able = [group for group in there if not group.isdisjoint(queues)]
                least = sum(needs[queue] for queue in queues) - sum(given[group] for group in able)
                lacking = [term for queue in queues for term in short[queue]]
                if least > 0:
                    self.program.row([*lacking, *((there[group], 1.0) for group in able)], least=least)

    def _serve_each(
        self,
        slot: int,
        needs: dict[int | None, float],
        short: dict[int | None, list[tuple[int, float]]],
        there: dict[frozenset[int | None], int],
        given: dict[frozenset[int | None], float],
    ) -> None:
        """Give the time of those with equal skills to queues: of many queues there would be too many sets."""
        gives = {queue: list(terms) for queue, terms in short.items()}
        for group, total in there.items():
            times = {queue: self.program.variable(day=slot // self.problem.slots) for queue in group & needs.keys()}
            self.program.row([*((time, 1.0) for time in times.values()), (total, -1.0)], most=given[group])
            for queue, time in times.items():
                gives[queue].append((time, 1.0))
        for queue, terms in gives.items():
            self.program.row(terms, least=needs[queue])

    def _ask(self, demand: Demand, terms: Sequence[tuple[int, float]], least: float) -> None:
        """Demand something; an elastic program may miss it, and says by how much."""
        if not self.elastic:
            self.program.row(terms, least=least)
            return
        lack = self.program.variable("lack", 1.0)
        self.program.lacks[lack] = demand
        self.program.row([*terms, (lack, 1.0)], least=least)

    def _given(self, place: int) -> list[tuple[int, float, bool]]:
        """Return the day, the minutes worked and whether it is a night of each shift that stands."""
        work = (row for row in self.problem.members[place].given if row.kind is not ShiftKind.STANDBY)
        return [
            (given_day(self.problem, row), row.worked / _MINUTE, is_night_shift(self.problem, row))
            for row in in_one_go(work)
        ]

    def _given_cover(
        self, groups: dict[frozenset[int | None], list[int]]
    ) -> dict[frozenset[int | None], NDArray[np.float64]]:
        found = {}
        for group, places in groups.items():
            found[group] = np.zeros(self.problem.days * self.problem.slots)
            for place in places:
                for row in self.problem.members[place].given:
                    add_presence(found[group], self.problem, row, 1.0)
        return found


def fair_share(problem: Problem, member: Member) -> int:
    """Return how many of the nights and weekend shifts that the need asks for are somebody's share, rounded up."""
    total = sum(problem.need.values(), np.zeros(problem.days * problem.slots)).reshape(problem.days, -1)
    weekends = np.array([problem.is_weekend(day) for day in range(problem.days)])
    night, others = np.zeros((2, problem.slots), np.bool_)
    for each in problem.patterns:
        reached = presence(each, (), problem.minutes).reshape(2, -1).any(0)
        (night if each.is_night else others)[reached] = True
    hours = total[weekends].sum() + total[~weekends][:, night & ~others].sum()
    lengths = [each.worked for each in problem.patterns]
    shifts = float(hours) * problem.minutes * len(lengths) / sum(lengths)
    return ceil(shifts * member.weekly_minutes / sum(each.weekly_minutes for each in problem.members))
