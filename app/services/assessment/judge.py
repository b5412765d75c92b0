"""Works out what a complaint is: of high risk or not, and why, and its priority score. Nothing follows from it here."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.desk_rules import DeskRules
from app.models.risk import newly_found, risks_in
from app.models.score import Known, lasting_score
from app.models.ticket import Category, Priority, Ticket

RISK_FOUND = "risk_found"


def judge(session: Session, rules: DeskRules, ticket: Ticket, *further: str) -> tuple[str, ...]:
    """Work out a ticket's risk and score from what is known of it, and from `further` texts; its clocks stay.

    The ticket need not be added yet. What was found once stays found. What a person said holds until something is found
    that they did not know of. Returns the kinds of risk that are new.
    """
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    risk: dict[str, Any] = dict(ticket.risk or {})
    before: Mapping[str, Sequence[str]] = risk.get("words", {})
    found = risks_in((ticket.title, ticket.description or "", ticket.demand or "", *further), rules.risk)
    words = {kind: sorted({*before.get(kind, ()), *found.get(kind, ())}) for kind in {**before, **found}}
    # Marks of others count as kinds of their own.
    marks = ["category"] if in_marked_category(session, ticket.category_id) else []
    marks += ["customer"] if customer is not None and customer.high_risk else []
    known: dict[str, Any] = {"words": words, "marks": marks}
    new = (*newly_found(before, words), *(mark for mark in marks if mark not in risk.get("marks", ())))
    said = None if new else risk.get("said")
    # What stands there before anything was worked out was given by whoever recorded it.
    if risk.get("given", ticket.risk is None and bool(ticket.high_risk)):
        known["given"] = True
    ticket.high_risk = said["high_risk"] if said else any(known.values())
    ticket.risk = known | ({"said": said} if said else {})
    ticket.score = lasting_score(known_of(ticket, customer), rules.score)
    return new


def take_over_risk(session: Session, rules: DeskRules, ticket: Ticket, into: Ticket) -> tuple[str, ...]:
    """Let the risk of a complaint be that of the one it is merged into, too; return the kinds that are new there.

    What a person said of the other one without knowing of this holds no more.
    """
    if not ticket.high_risk:
        return ()
    theirs, mine = ticket.risk or {}, into.risk or {}
    before, words = mine.get("words", {}), theirs.get("words", {})
    new = newly_found(before, words) if into.high_risk else (*words, *theirs.get("marks", ()))
    merged = {kind: sorted({*before.get(kind, ()), *words.get(kind, ())}) for kind in {**before, **words}}
    # Whatever it was but words, it is not to be read from the other one.
    given = {} if words and not mine.get("given") else {"given": True}
    said = {"said": mine["said"]} if into.high_risk and "said" in mine else {}
    into.risk = {"words": merged, "marks": mine.get("marks", []), **given, **said}
    judge(session, rules, into)
    return new


def in_marked_category(session: Session, category_id: int | None) -> bool:
    """Say whether a category, or one in which it lies, is marked as one of high risk."""
    while category_id is not None:
        category = session.get_one(Category, category_id)
        if category.high_risk:
            return True
        category_id = category.parent_id
    return False


def known_of(ticket: Ticket, customer: Customer | None, used: float = 0.0) -> Known:
    """Return what a ticket's score is worked out from."""
    level = customer.level if customer else None
    priority = ticket.priority or Priority.NORMAL
    return Known(priority, level, ticket.high_risk, ticket.emotion, ticket.affected or 1, used)
