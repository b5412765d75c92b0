"""Who may change the rules of time: managers and administrators, whatever screen or command they come from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Person, Role

_CHANGERS = (Role.MANAGER, Role.ADMINISTRATOR)


class RuleRightsError(DomainError):
    """Somebody changes rules who may not."""


def may_change_rules(session: Session, person_id: int | None) -> bool:
    """Say whether a person may edit rules, put them in force and take them back."""
    role = session.scalar(select(Person.role).where(Person.id == person_id, Person.active))
    return role in _CHANGERS


def require_rights(session: Session, person_id: int | None) -> None:
    """Refuse with `RuleRightsError` who may not change rules."""
    if not may_change_rules(session, person_id):
        raise RuleRightsError("Only managers and administrators change rules.")
