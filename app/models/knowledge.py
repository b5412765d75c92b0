"""Knowledge (知识库): articles with their versions, how they are used, and what everything is found by."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Identity, Versioned, Words
from app.models.people import Language


class Readership(StrEnum):
    """For whom an article is written; the FAQ site shows the public ones."""

    INTERNAL = "internal"
    PUBLIC = "public"


class ArticleState(StrEnum):
    """How far an article is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Article(Versioned, Base):
    """An answer that is needed again and again; `body` is Markdown. What it said before stands in its versions."""

    __tablename__ = "article"

    title: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text)
    # Other words that people look for it by.
    keywords: Mapped[str] = mapped_column(String(400), default="", server_default="")
    language: Mapped[Language] = mapped_column(Words(Language), default=Language.CHINESE, server_default="zh")
    audience: Mapped[Readership] = mapped_column(Words(Readership))
    state: Mapped[ArticleState] = mapped_column(Words(ArticleState), default=ArticleState.DRAFT)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    product: Mapped[str | None] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The complaint that it was made from.
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    review_on: Mapped[date | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ArticleVersion(Base):
    """What an article said from `changed_at` on; the table is only added to.

    Only an erasure puts a mark in the place of words in it: `redacted_at` says when, and by whom.
    """

    __tablename__ = "article_version"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text)
    audience: Mapped[Readership] = mapped_column(Words(Readership))
    state: Mapped[ArticleState] = mapped_column(Words(ArticleState))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    remark: Mapped[str] = mapped_column(String(400), default="", server_default="")
    redacted_at: Mapped[datetime | None]
    redacted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("article_id", "number"), NEVER_REUSED)


class ArticleUse(Base):
    """Somebody used an article for a complaint, or said that it did not help."""

    __tablename__ = "article_use"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    helped: Mapped[bool]

    __table_args__ = (Index(None, "article_id", "at"), NEVER_REUSED)


class Searched(StrEnum):
    """What is searched; each has a table named search_ and its word, which either database makes in its own way."""

    TICKET = "ticket"
    ARTICLE = "article"


# The rows whose text has changed since they were last put into what they are found by. Triggers write it, nobody else:
# no import, no statement and no console can forget to.
SEARCH_QUEUE = Table(
    "search_queue",
    Base.metadata,
    Column("id", Identity, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("row_id", Identity, nullable=False),
    sqlite_autoincrement=True,
)
# Made anew from the texts by whoever has none: no copy needs them.
SEARCH_TABLES = (SEARCH_QUEUE.name, *(f"search_{each}" for each in Searched))
