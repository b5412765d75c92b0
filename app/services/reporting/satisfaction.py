"""What customers think of results (满意度), counted: by when, whose, of what, and through which department it went."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models.customer import Customer
from app.models.department import Department, DepartmentTask
from app.models.desk import RootCause
from app.models.floor import Queue
from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.people import Person, Team
from app.models.ticket import Category, Source, Ticket
from app.services.reporting.base import Period

# Whose answers are counted by name; departments are counted apart.
_NAMED = ("category", "product", "queue", "owner", "team", "level", "cause")
# Who gives so many points, or more, is content.
CONTENT = 4
_LOW = 2


@dataclass
class Scores:
    """How many answers there were of each score, and how many reopened their complaint."""

    counts: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(1, 6), 0))
    reopened: int = 0

    def add(self, score: int, *, reopened: bool) -> None:
        """Add an answer."""
        self.counts[score] += 1
        self.reopened += reopened

    @property
    def total(self) -> int:
        """How many answers."""
        return sum(self.counts.values())

    @property
    def low(self) -> int:
        """How many who are not content at all."""
        return sum(count for score, count in self.counts.items() if score <= _LOW)

    @property
    def mean(self) -> float | None:
        """The mean score; None without an answer."""
        return sum(score * count for score, count in self.counts.items()) / self.total if self.total else None

    @property
    def content(self) -> float | None:
        """The share of those who are content (CSAT); None without an answer."""
        content = sum(count for score, count in self.counts.items() if score >= CONTENT)
        return content / self.total if self.total else None


@dataclass(frozen=True)
class SurveyLine:
    """One answer, as the data of the report has it."""

    number: str
    at: datetime
    score: int
    reason: str
    reopened: bool
    way: Source
    source: Source
    category: str | None
    queue: str | None
    owner: str | None
    team: str | None
    product: str | None
    level: str | None
    cause: str | None


@dataclass
class Satisfaction:
    """The answers of a period, by each of their dimensions, and the tries of its follow-up calls by outcome."""

    all: Scores = field(default_factory=Scores)
    by_day: defaultdict[date, Scores] = field(default_factory=lambda: defaultdict(Scores))
    by: dict[str, defaultdict[str | None, Scores]] = field(default_factory=dict)
    by_source: defaultdict[Source, Scores] = field(default_factory=lambda: defaultdict(Scores))
    # By which way the answer came.
    by_way: defaultdict[Source, Scores] = field(default_factory=lambda: defaultdict(Scores))
    reasons: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    calls: Mapping[CallOutcome, int] = field(default_factory=dict)
    # Follow-ups that were opened in the period, and those of them that are done.
    owed: int = 0
    done: int = 0


def read_satisfaction(session: Session, period: Period) -> Satisfaction:
    """Count the answers that were given in a period; one that went through two departments counts for both."""
    found = Satisfaction(by={name: defaultdict(Scores) for name in (*_NAMED, "department")})
    for line in list_surveys(session, period):
        cells = [found.all, found.by_day[period.day_of(line.at)], found.by_source[line.source], found.by_way[line.way]]
        cells += [found.by[dimension][getattr(line, dimension)] for dimension in _NAMED]
        for scores in cells:
            scores.add(line.score, reopened=line.reopened)
        if line.reason:
            found.reasons[line.reason] += 1
    through = (
        select(Survey.id, Department.name, Survey.score, Survey.reopened)
        .join(DepartmentTask, DepartmentTask.ticket_id == Survey.ticket_id)
        .join(Department, Department.id == DepartmentTask.department_id)
        .where(*_within(period))
        .distinct()
    )
    for _, name, score, reopened in session.execute(through):
        found.by["department"][name].add(score, reopened=reopened)
    tried = select(FollowUpCall.outcome, func.count()).where(
        FollowUpCall.at >= period.start_at, FollowUpCall.at < period.end_at
    )
    found.calls = dict(iter(session.execute(tried.group_by(FollowUpCall.outcome))))
    opened = select(func.count(), func.count(FollowUp.done_at)).where(
        FollowUp.opened_at >= period.start_at, FollowUp.opened_at < period.end_at
    )
    found.owed, found.done = session.execute(opened).one()
    return found


def _within(period: Period) -> tuple[ColumnElement[bool], ...]:
    return Survey.at >= period.start_at, Survey.at < period.end_at


def list_surveys(session: Session, period: Period) -> Iterator[SurveyLine]:
    """Yield the answers of a period in their order."""
    owner = aliased(Person)
    rows = session.execute(
        select(
            Ticket.number,
            Survey.at,
            Survey.score,
            Survey.reason,
            Survey.reopened,
            Survey.source,
            Ticket.source,
            Category.path,
            Queue.name,
            owner.name,
            Team.name,
            Ticket.product,
            Customer.level,
            RootCause.path,
        )
        .join(Ticket, Ticket.id == Survey.ticket_id)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Queue, Queue.id == Ticket.queue_id)
        .outerjoin(owner, owner.id == Ticket.owner_id)
        .outerjoin(Team, Team.id == owner.team_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(RootCause, RootCause.id == Ticket.root_cause_id)
        .where(*_within(period))
        .order_by(Survey.at, Survey.id)
        .execution_options(yield_per=1_000)
    )
    for number, at, score, reason, *rest in rows:
        yield SurveyLine(number, at, score, reason or "", *rest)
