"""Lists of articles (知识文章) for screens: by when they changed or are to be looked over, and what one has said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.models.knowledge import Article, ArticleState, ArticleUse, ArticleVersion, Readership
from app.models.people import Person
from app.models.ticket import Category
from app.services.knowledge.articles import ArticleText


@dataclass(frozen=True)
class ArticleRow:
    """An article as lists and the editor show it; `version` is what a change is based on."""

    id: int
    version: int
    text: ArticleText
    state: ArticleState
    category: str
    owner_id: int | None
    owner: str
    created_at: datetime
    changed_at: datetime
    helped: int
    missed: int


@dataclass(frozen=True)
class VersionRow:
    """What an article said from `changed_at` on, by whom and why."""

    number: int
    title: str
    body: str
    audience: Readership
    state: ArticleState
    changed_at: datetime
    changed_by: str
    remark: str
    # When and by whom an erasure has put marks into it; nobody, where its time was over.
    redacted_at: datetime | None = None
    redacted_by: str = ""


def articles(
    session: Session,
    *,
    states: Collection[ArticleState] = tuple(ArticleState),
    ids: Collection[int] | None = None,
    review_by: date | None = None,
    limit: int = 1_000,
) -> tuple[ArticleRow, ...]:
    """Return articles, the last changed first; with `review_by`, those that are to be looked over by then."""
    uses = (
        select(
            ArticleUse.article_id,
            func.sum(case((ArticleUse.helped, 1), else_=0)).label("helped"),
            func.sum(case((ArticleUse.helped, 0), else_=1)).label("missed"),
        )
        .group_by(ArticleUse.article_id)
        .subquery()
    )
    statement = (
        select(Article, Person.name, Category.path, uses.c.helped, uses.c.missed)
        .outerjoin(Person, Person.id == Article.owner_id)
        .outerjoin(Category, Category.id == Article.category_id)
        .outerjoin(uses, uses.c.article_id == Article.id)
        .where(Article.state.in_(states))
        .limit(limit)
    )
    if ids is not None:
        statement = statement.where(Article.id.in_(ids))
    if review_by is not None:
        statement = statement.where(Article.review_on <= review_by).order_by(Article.review_on, Article.id)
    else:
        statement = statement.order_by(Article.changed_at.desc(), Article.id.desc())
    return tuple(
        ArticleRow(
            id=article.id,
            version=article.version,
            text=ArticleText(**{name: getattr(article, name) for name in ArticleText.__dataclass_fields__}),
            state=article.state,
            category=path or "",
            owner_id=article.owner_id,
            owner=owner or "",
            created_at=article.created_at,
            changed_at=article.changed_at,
            helped=int(helped or 0),
            missed=int(missed or 0),
        )
        for article, owner, path, helped, missed in session.execute(statement)
    )


def due_articles(session: Session, *, today: date) -> tuple[ArticleRow, ...]:
    """Return the published articles that are to be looked over, the longest overdue first."""
    return articles(session, states=[ArticleState.PUBLISHED], review_by=today)


def article_versions(session: Session, article_id: int) -> tuple[VersionRow, ...]:
    """Return what an article has said, the newest first."""
    redactor = aliased(Person)
    rows = session.execute(
        select(ArticleVersion, Person.name, redactor.name)
        .outerjoin(Person, Person.id == ArticleVersion.changed_by_id)
        .outerjoin(redactor, redactor.id == ArticleVersion.redacted_by_id)
        .where(ArticleVersion.article_id == article_id)
        .order_by(ArticleVersion.number.desc())
    )
    return tuple(
        VersionRow(
            each.number,
            each.title,
            each.body,
            each.audience,
            each.state,
            each.changed_at,
            by or "",
            each.remark,
            each.redacted_at,
            redacted_by or "",
        )
        for each, by, redacted_by in rows
    )
