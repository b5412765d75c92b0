"""What is refused in an activation, and who may do what in one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Person, Role

_LEADING = (Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)


class ActivationError(DomainError):
    """A call, or what is asked of one, that cannot be."""


class AlreadyCalledError(ActivationError):
    """Somebody else has called this person."""


class QuotaError(ActivationError):
    """A tier gives no more people at once."""


class AnswerError(ActivationError):
    """An answer that changes nothing."""


class UnknownCallError(AnswerError):
    """There is no such call."""


class AnsweredError(AnswerError):
    """The same was answered before."""


class NotNeededError(AnswerError):
    """Nobody waits for this answer any more."""


def require_lead(session: Session, person_id: int | None) -> None:
    """Refuse with `ActivationError` who may not call people."""
    if not is_lead(session, person_id):
        raise ActivationError("Team leads and those above them call people for help; say first who sits here.")


def require_called(session: Session, person_id: int, by: int | None) -> None:
    """Refuse with `ActivationError` who is neither the person that was called nor may speak for them."""
    if by != person_id and not is_lead(session, by):
        raise ActivationError(
            "Only {name}, or a team lead or somebody above them, says so: say first who sits here.",
            name=session.scalar(select(Person.name).where(Person.id == person_id)),
        )


def is_lead(session: Session, person_id: int | None) -> bool:
    """Say whether a person leads here."""
    return session.scalar(select(Person.role).where(Person.id == person_id, Person.active)) in _LEADING
