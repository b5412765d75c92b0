"""Who may change what the whole desk works with: departments and the texts of notices."""

from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Person, Role


class DeskRightsError(DomainError):
    """Somebody does what is not theirs to do."""


def may_lead(session: Session, person_id: int | None) -> bool:
    """Say whether a person may change departments and templates: team leads and above."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person is not None and person.active and person.role is not Role.AGENT


def require_lead(session: Session, person_id: int | None) -> None:
    """Refuse with `DeskRightsError` who may not change what all work with."""
    if not may_lead(session, person_id):
        raise DeskRightsError("Departments and templates are changed by team leads and above.")


def require_somebody(session: Session, person_id: int | None) -> Person:
    """Return who works here; refuses with `DeskRightsError` who has not said who they are."""
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active:
        raise DeskRightsError("Say first who you are: it is done in somebody's name.")
    return person
