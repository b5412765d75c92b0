"""Articles (知识文章): written, published, looked over from time to time, retired; every state of one is kept."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.grams import parts
from app.models.knowledge import Article, ArticleState, ArticleUse, ArticleVersion, Readership
from app.models.people import Language
from app.models.texts import in_one_line, trimmed
from app.models.ticket import Category, Ticket
from app.services.knowledge.rights import require_editor, require_writer

# An article of which nobody says when is looked over after half a year.
REVIEWED_AFTER = timedelta(days=180)
_LONGEST, _LONGEST_PRODUCT = 400, 200
# As much as a large manual; nobody reads more, and what is found by has its limits.
_LONGEST_BODY = 200_000


class ArticleError(DomainError):
    """An article that cannot be kept or changed as asked."""


@dataclass(frozen=True)
class ArticleText:
    """What an article says, for whom, about what; `body` is Markdown, `ticket_id` the complaint it was made from."""

    title: str
    body: str
    keywords: str = ""
    language: Language = Language.CHINESE
    audience: Readership = Readership.INTERNAL
    category_id: int | None = None
    product: str | None = None
    review_on: date | None = None
    ticket_id: int | None = None


def write_article(session: Session, given: ArticleText, *, person_id: int | None, now: datetime) -> Article:
    """Keep a new article as a draft of its writer; raises `ArticleError` and `ArticleRightsError`."""
    require_writer(session, person_id)
    article = Article(
        **asdict(_checked(session, given)),
        state=ArticleState.DRAFT,
        owner_id=person_id,
        created_at=now,
        changed_at=now,
    )
    session.add(article)
    _record(session, article, "", person_id, now=now)
    return article


def edit_article(
    session: Session,
    article_id: int,
    given: ArticleText,
    *,
    version: int,
    remark: str = "",
    person_id: int | None,
    now: datetime,
) -> Article:
    """Let an article say something else; `version` is the one that was edited.

    Raises `ArticleError`, also where somebody else has changed it meanwhile, and `ArticleRightsError`.
    """
    article = _article(session, article_id)
    require_editor(session, person_id, article)
    if article.version != version:
        raise ArticleError("Somebody else has changed {title} meanwhile: read it again.", title=article.title)
    if article.state is ArticleState.PUBLISHED:
        _require_answer(given)
    # Who says nothing of the next review leaves it as it is.
    given = replace(given, review_on=given.review_on or article.review_on)
    for name, value in asdict(_checked(session, given)).items():
        setattr(article, name, value)
    if article in session.dirty and session.is_modified(article):
        article.changed_at = now
        _record(session, article, remark, person_id, now=now)
    return article


def publish_article(session: Session, article_id: int, *, person_id: int | None, now: datetime) -> Article:
    """Let an article be found by those it is for, and be looked over in time; raises as `edit_article` does."""
    article = _article(session, article_id)
    require_editor(session, person_id)
    if article.state is ArticleState.PUBLISHED:
        raise ArticleError("{title} is published already.", title=article.title)
    _require_answer(article)
    article.review_on = article.review_on or (now + REVIEWED_AFTER).date()
    return _enter(session, article, ArticleState.PUBLISHED, "", person_id, now=now)


def retire_article(session: Session, article_id: int, reason: str, *, person_id: int | None, now: datetime) -> Article:
    """Let an article be found no more; it and its versions stay. Raises as `edit_article` does."""
    article = _article(session, article_id)
    require_editor(session, person_id)
    if article.state is ArticleState.RETIRED:
        raise ArticleError("{title} is retired already.", title=article.title)
    return _enter(session, article, ArticleState.RETIRED, reason, person_id, now=now)


def review_article(
    session: Session, article_id: int, review_on: date, *, today: date, person_id: int | None
) -> Article:
    """Say that an article is right as it stands, and when it is looked over next. Raises as `edit_article` does."""
    article = _article(session, article_id)
    require_editor(session, person_id)
    if review_on <= today:
        raise ArticleError("The next review has to lie after today ({day}).", day=today)
    article.review_on = review_on
    session.flush()
    return article


def use_article(
    session: Session,
    article_id: int,
    *,
    helped: bool,
    ticket_id: int | None = None,
    person_id: int | None = None,
    now: datetime,
) -> None:
    """Record that an article was used, or did not help; said again of one complaint it is the last word that counts.

    Raises `ArticleError` where the article or the complaint is gone.
    """
    _article(session, article_id)
    if ticket_id is not None:
        if session.get(Ticket, ticket_id) is None:
            raise ArticleError("This complaint is not there any more.")
        known = session.scalars(
            select(ArticleUse).where(
                ArticleUse.article_id == article_id,
                ArticleUse.ticket_id == ticket_id,
                ArticleUse.person_id == person_id,
            )
        ).first()
        if known is not None:
            known.helped, known.at = helped, now
            return
    session.add(ArticleUse(article_id=article_id, ticket_id=ticket_id, person_id=person_id, at=now, helped=helped))
    session.flush()


def _enter(
    session: Session, article: Article, state: ArticleState, remark: str, person_id: int | None, *, now: datetime
) -> Article:
    article.state, article.changed_at = state, now
    _record(session, article, remark, person_id, now=now)
    return article


def _record(session: Session, article: Article, remark: str, person_id: int | None, *, now: datetime) -> None:
    session.flush()
    last = session.scalar(select(func.max(ArticleVersion.number)).where(ArticleVersion.article_id == article.id))
    names = ("title", "body", "audience", "state")
    session.add(
        ArticleVersion(
            article_id=article.id,
            number=(last or 0) + 1,
            changed_at=now,
            changed_by_id=person_id,
            remark=remark.strip()[:_LONGEST],
            **{name: getattr(article, name) for name in names},
        )
    )
    session.flush()


def _article(session: Session, article_id: int) -> Article:
    # Whoever changes it waits for who is changing it, and sees then what has become of it.
    article = session.get(Article, article_id, with_for_update={"key_share": True}, populate_existing=True)
    if article is None:
        raise ArticleError("This article is not there any more.")
    return article


def _checked(session: Session, given: ArticleText) -> ArticleText:
    body = trimmed(given.body)
    title, keywords, product = (in_one_line(text) for text in (given.title, given.keywords, given.product or ""))
    if not title or len(title) > _LONGEST:
        raise ArticleError("An article needs a title of at most {longest} characters.", longest=_LONGEST)
    if not parts(title):
        raise ArticleError("The title “{title}” has no word that it could be found by.", title=title)
    if len(keywords) > _LONGEST or len(body) > _LONGEST_BODY:
        raise ArticleError(
            "Keywords have at most {longest} characters, and an article {body}.", longest=_LONGEST, body=_LONGEST_BODY
        )
    if len(given.product or "") > _LONGEST_PRODUCT:
        raise ArticleError("An article has a product of at most {longest} characters.", longest=_LONGEST_PRODUCT)
    if given.category_id is not None and session.get(Category, given.category_id) is None:
        raise ArticleError("There is no such category any more.")
    return replace(given, title=title, keywords=keywords, body=body, product=product or None)


def _require_answer(article: Article | ArticleText) -> None:
    if not article.body.strip():
        raise ArticleError("{title} says nothing yet: it cannot be published.", title=article.title)
