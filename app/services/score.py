"""Keeps the priority scores (优先级评分) of complaints true to their priority, whoever changes that."""

from collections.abc import Collection

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.desk_rules import DeskRules
from app.models.score import Known, lasting_score
from app.models.ticket import Ticket


def rescore(session: Session, rules: DeskRules, ticket_ids: Collection[int]) -> None:
    """Work out the scores of complaints anew whose priority has changed; whoever has changed that notes them."""
    known = select(Ticket.id, Ticket.priority, Customer.level, Ticket.high_risk, Ticket.emotion, Ticket.affected)
    rows = session.execute(
        known.outerjoin(Customer, Customer.id == Ticket.customer_id).where(Ticket.id.in_(ticket_ids))
    )
    scores = [
        {"ticket": id_, "points": lasting_score(Known(priority, level, risk, emotion, affected), rules.score)}
        for id_, priority, level, risk, emotion, affected in rows
    ]
    change = update(Ticket).where(Ticket.id == bindparam("ticket")).values(score=bindparam("points"))
    session.connection().execute(change, scores)
