"""What people have decided for the whole floor, by whom and when: the last word holds, all are on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import Person
from app.models.rule_change import FloorDecision


class Matter(StrEnum):
    """What is decided on."""

    # By which formula, threshold and aim the floor is judged.
    SERVICE_LEVEL = "service_level"
    # Whom and what the names mean that a telephone system uses.
    FEED_NAMES = "feed_names"
    # Who a customer is: which fields somebody has changed, or whom they have made one; nothing that is personal.
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Decision:
    """One decision; `by` is empty where nobody's name is known."""

    at: datetime
    by: str
    value: Mapping[str, Any]


def decide(session: Session, matter: Matter, value: Mapping[str, Any], *, by: int | None, now: datetime) -> None:
    """Put a decision on record."""
    session.add(FloorDecision(matter=matter.value, at=now, person_id=by, value=dict(value)))
    session.flush()


def last_decision(session: Session, matter: Matter) -> Decision | None:
    """Return the decision that holds, if anybody has decided."""
    found = session.execute(
        select(FloorDecision.at, Person.name, FloorDecision.value)
        .outerjoin(Person, Person.id == FloorDecision.person_id)
        .where(FloorDecision.matter == matter.value)
        .order_by(FloorDecision.id.desc())
        .limit(1)
    ).first()
    return Decision(found[0], found[1] or "", found[2]) if found else None
