"""What a complaint is assessed as, and why: the parts of its score, what its risk rests on, its category and tags."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NoTicketError
from app.models.customer import Customer
from app.models.desk_rules import ScorePart, ScoreRules
from app.models.people import Person
from app.models.score import Known, score_parts, used_share
from app.models.sla import Clock, ClockState
from app.models.ticket import Category, Ticket
from app.services.assessment.judge import known_of
from app.services.assessment.tags import TagRow, list_tags, tags_of
from app.services.deadlines.rulebook import Rulebook


@dataclass(frozen=True)
class RiskSaid:
    """What a person has said of the risk of a complaint, and why; `by` is empty where nobody knows who."""

    high_risk: bool
    reason: str
    by: str


@dataclass(frozen=True)
class Assessment:
    """A complaint's score, risk, category and tags as they are known.

    `words` are those that were found, by kind of risk; `risky_category` is the category that is marked, of its own or
    above it, and `risky_customer` the customer who is; empty where none is. `given`: it was recorded as of high risk.
    """

    ticket_id: int
    known: Known
    rules: ScoreRules
    running: tuple[tuple[datetime, datetime], ...]
    score_set: int | None
    score_reason: str
    high_risk: bool
    words: Mapping[str, tuple[str, ...]]
    risky_category: str
    risky_customer: str
    given: bool
    said: RiskSaid | None
    category_id: int | None
    category: str
    tags: tuple[str, ...]
    all_tags: tuple[TagRow, ...]

    def parts(self, now: datetime) -> dict[ScorePart, float]:
        """Return the points of each part at an instant: that of the deadline grows as it nears."""
        return score_parts(replace(self.known, used=used_share(self.running, now=now)), self.rules)

    def score(self, now: datetime) -> int:
        """Return the score at an instant; one that a person has set stays."""
        return round(sum(self.parts(now).values())) if self.score_set is None else self.score_set


def read_assessment(session: Session, rulebook: Rulebook, ticket_id: int) -> Assessment:
    """Read what a complaint is assessed as; raises `NoTicketError`."""
    ticket = session.get(Ticket, ticket_id)
    if ticket is None:
        raise NoTicketError("There is no complaint with the identity {id}.", id=ticket_id)
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    category = session.get(Category, ticket.category_id) if ticket.category_id else None
    running = session.execute(
        select(Clock.started_at, Clock.due_at).where(Clock.ticket_id == ticket_id, Clock.state == ClockState.RUNNING)
    )
    risk = ticket.risk or {}
    marked = category
    while marked is not None and not marked.high_risk:
        marked = session.get(Category, marked.parent_id) if marked.parent_id else None
    said = risk.get("said")
    by = session.get(Person, said["person_id"]) if said and said["person_id"] else None
    return Assessment(
        ticket_id,
        known_of(ticket, customer),
        rulebook.desk(session).score,
        tuple((started, due) for started, due in running),
        ticket.score_set,
        ticket.score_reason or "",
        ticket.high_risk,
        {kind: tuple(words) for kind, words in risk.get("words", {}).items()},
        marked.path if marked else "",
        customer.name if customer and customer.high_risk else "",
        bool(risk.get("given")),
        RiskSaid(said["high_risk"], said["reason"], by.name if by else "") if said else None,
        ticket.category_id,
        category.path if category else "",
        tags_of(session, ticket_id),
        list_tags(session),
    )
