"""A mixed-integer program as plain columns and rows, whoever solves it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from app.services.staffing.roster.problem import Rule

NO_DAY = -1


@dataclass(frozen=True)
class Demand:
    """Something that has to be reached: which rule asks for it, of whom, on which day and from which interval on."""

    rule: Rule
    person_id: int | None = None
    day: int | None = None
    queue_id: int | None = None
    slot: int | None = None


@dataclass
class Program:
    """Minimise `constant + cost · v` with `0 <= v <= high` and, for each row, `least <= sum(of · v) <= most`.

    `part` says what a variable's cost is for, `day` which day it is about (`NO_DAY`: more than one). `choices` are the
    variables of who works what: person, day, pattern. `lacks`, in an elastic program only, are the variables that say
    by how much a demand is missed.
    """

    constant: float = 0.0
    cost: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    part: list[str] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    of: list[float] = field(default_factory=list)
    choices: dict[tuple[int, int, str], int] = field(default_factory=dict)
    lacks: dict[int, Demand] = field(default_factory=dict)

    def variable(
        self, part: str = "", cost: float = 0.0, high: float = inf, *, whole: bool = False, day: int = NO_DAY
    ) -> int:
        """Add a variable; return its place."""
        self.cost.append(cost)
        self.high.append(high)
        self.whole.append(whole)
        self.part.append(part)
        self.day.append(day)
        return len(self.cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], least: float = -inf, most: float = inf) -> None:
        """Add a row."""
        self.starts.append(len(self.columns))
        for column, factor in terms:
            self.columns.append(column)
            self.of.append(factor)
        self.least.append(least)
        self.most.append(most)
