"""Takes somebody out of what articles say and have said (脱敏): a mark stands in the place of names and numbers."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import KeyedColumnElement

from app.models.knowledge import Article, ArticleVersion
from app.models.masking import MASK
from app.models.ticket import Ticket

# An embedded database takes no condition that is much longer.
AT_A_TIME = 50
# A number of so many signs, or an address, can mean nobody else.
_LONG = 7
_LETTER = r"[^\W_一-鿿]"
_TEXTS = ("title", "body", "keywords", "product", "remark")


def redact_articles(
    session: Session,
    known: Sequence[str],
    customer_ids: Collection[int],
    person_id: int | None,
    *,
    everywhere: bool,
    now: datetime,
) -> int:
    """Put a mark in the place of names and numbers in articles and their versions; return how many articles had some.

    Articles that were made from complaints of these customers, who are erased at `now`, are read for all of it. Others
    are so where a person asked for it (`everywhere`); else only for long numbers and addresses, because a name may be a
    word like any other.
    """
    of_them = (
        select(Article.id).join(Ticket, Ticket.id == Article.ticket_id).where(Ticket.customer_id.in_(customer_ids))
    )
    theirs = set(session.scalars(of_them))
    sure = known if everywhere else [word for word in known if _means_one(word)]
    found = set[int]()
    if known and theirs:
        found |= _redact(session, known, theirs, person_id, now=now)
    if sure:
        found |= _redact(session, sure, None, person_id, now=now)
    return len(found)


def _redact(
    session: Session, words: Sequence[str], among: Collection[int] | None, person_id: int | None, *, now: datetime
) -> set[int]:
    """Redact articles, `among` those or all of them; return which had some of the words."""
    pattern = re.compile("|".join(map(_as_word, words)), re.IGNORECASE)
    found = set[int]()
    kinds: tuple[tuple[type[Article | ArticleVersion], InstrumentedAttribute[int]], ...]
    kinds = ((Article, Article.id), (ArticleVersion, ArticleVersion.article_id))
    for kind, of_article in kinds:
        columns = [column for column in kind.__table__.columns if column.name in _TEXTS]
        for begin in range(0, len(words), AT_A_TIME):
            some = words[begin : begin + AT_A_TIME]
            said = or_(*(column.icontains(word, autoescape=True) for column in columns for word in some))
            rows: Select[Any] = select(kind).where(said)
            for row in session.scalars(rows if among is None else rows.where(of_article.in_(among))).all():
                if _put_marks(row, columns, pattern):
                    if isinstance(row, ArticleVersion):
                        row.redacted_at, row.redacted_by_id = now, person_id
                    found.add(row.article_id if isinstance(row, ArticleVersion) else row.id)
        session.flush()
    return found


def _put_marks(
    row: Article | ArticleVersion, columns: Sequence[KeyedColumnElement[Any]], pattern: re.Pattern[str]
) -> bool:
    """Put marks into the texts of a row; say whether there was anything to put them in the place of."""
    changes = False
    for column in columns:
        text = getattr(row, column.name) or ""
        clean = pattern.sub(MASK, text)
        if clean != text:
            longest = getattr(column.type, "length", None)
            setattr(row, column.name, clean if longest is None or len(clean) <= longest else MASK)
            changes = True
    return changes


def _as_word(word: str) -> str:
    """Return the pattern of a word; a western name may be a part of another one, a number of another number."""
    said = re.escape(word)
    return said if re.search("[一-鿿]", word) else f"(?<!{_LETTER}){said}(?!{_LETTER})"


def _means_one(word: str) -> bool:
    return len(word) >= _LONG and ("@" in word or any(map(str.isdecimal, word)))
