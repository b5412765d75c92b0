"""Who may do what with articles: everybody who works here writes drafts, who leads decides what others read."""

from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.knowledge import Article, ArticleState
from app.models.people import Person, Role

_EDITORS = (Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)


class ArticleRightsError(DomainError):
    """Somebody does to an article what they may not."""


def may_edit(session: Session, person_id: int | None, article: Article | None = None) -> bool:
    """Say whether a person may publish and retire (no article given), or change this article."""
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active:
        return False
    is_own_draft = article is not None and article.state is ArticleState.DRAFT and article.owner_id == person_id
    return person.role in _EDITORS or is_own_draft


def require_writer(session: Session, person_id: int | None) -> None:
    """Refuse with `ArticleRightsError` who does not work here."""
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active:
        raise ArticleRightsError("Only people who work here write articles.")


def require_editor(session: Session, person_id: int | None, article: Article | None = None) -> None:
    """Refuse with `ArticleRightsError` who may neither edit all articles nor owns this draft."""
    if not may_edit(session, person_id, article):
        raise ArticleRightsError("Team leads and above publish, retire and change articles; others their own drafts.")
