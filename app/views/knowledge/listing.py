"""What the knowledge pane lists: articles by how far they are, or what was found by words, complaints apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from sqlalchemy.orm import Session

from app.models.grams import normal, parts, pattern, places
from app.models.knowledge import Article, ArticleState, Readership, Searched
from app.services.knowledge.article_list import ArticleRow, articles, due_articles
from app.services.knowledge.index import waiting
from app.services.knowledge.rights import may_edit
from app.services.knowledge.search import Found, FoundRow, search
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_word, number
from app.views.knowledge.found_list import Entry, Marks

_MOST, _FOUND = 500, 20
STATES: Mapping[ArticleState, Sentence] = {
    ArticleState.DRAFT: Sentence("Knowledge", "Draft"),
    ArticleState.PUBLISHED: Sentence("Knowledge", "Published"),
    ArticleState.RETIRED: Sentence("Knowledge", "Retired"),
}
READERS: Mapping[Readership, Sentence] = {
    Readership.INTERNAL: Sentence("Knowledge", "Internal"),
    Readership.PUBLIC: Sentence("Knowledge", "Public"),
}


class Shelf(StrEnum):
    """Which articles are listed; what is looked for in published ones also finds complaints."""

    PUBLISHED = "published"
    DUE = "due"
    DRAFTS = "drafts"
    RETIRED = "retired"


SHELVES: Mapping[Shelf, str] = {
    Shelf.PUBLISHED: QT_TRANSLATE_NOOP("Knowledge", "Published articles"),
    Shelf.DUE: QT_TRANSLATE_NOOP("Knowledge", "Due for review"),
    Shelf.DRAFTS: QT_TRANSLATE_NOOP("Knowledge", "Drafts"),
    Shelf.RETIRED: QT_TRANSLATE_NOOP("Knowledge", "Retired articles"),
}
_STATES_OF: Mapping[Shelf, ArticleState] = {
    Shelf.PUBLISHED: ArticleState.PUBLISHED,
    Shelf.DRAFTS: ArticleState.DRAFT,
    Shelf.RETIRED: ArticleState.RETIRED,
}


# Whether those that were found are all: of more than so many the likeliest are shown.
_HEADINGS: Mapping[tuple[Searched, bool], Sentence] = {
    (Searched.ARTICLE, True): Sentence("Knowledge", "Articles: {count}", count="{count}"),
    (Searched.ARTICLE, False): Sentence("Knowledge", "Articles, the likeliest {count}", count="{count}"),
    (Searched.TICKET, True): Sentence("Knowledge", "Complaints: {count}", count="{count}"),
    (Searched.TICKET, False): Sentence("Knowledge", "Complaints, the likeliest {count}", count="{count}"),
}


@dataclass(frozen=True)
class Listing:
    """What is listed: articles, or with `words` what they found; how many are due, and how many texts wait."""

    words: str = ""
    shelf: Shelf = Shelf.PUBLISHED
    rows: tuple[ArticleRow, ...] = ()
    found: Found = field(default_factory=Found)
    due: int = 0
    waits: int = 0


@dataclass(frozen=True)
class Reading:
    """An article as it is read, and what the reader may do with it."""

    row: ArticleRow
    may_edit: bool
    may_publish: bool


def read_listing(session: Session, words: str, shelf: Shelf, *, today: date, now: datetime) -> Listing:
    """Read what a shelf holds, or what of it holds the words."""
    due = due_articles(session, today=today)
    if words.strip():
        kinds = tuple(Searched) if shelf is Shelf.PUBLISHED else (Searched.ARTICLE,)
        states = [_STATES_OF.get(shelf, ArticleState.PUBLISHED)]
        # What is due may stand below many that are not.
        limit = _MOST if shelf is Shelf.DUE else _FOUND
        found = search(session, words, kinds=kinds, states=states, limit=limit, apart=True, now=now)
        if shelf is Shelf.DUE:
            owed = {each.id for each in due}
            found = Found(tuple(row for row in found.rows if row.id in owed)[:_FOUND], found.meant)
        return Listing(words, shelf, (), found, len(due), waiting(session))
    rows = due if shelf is Shelf.DUE else articles(session, states=[_STATES_OF[shelf]], limit=_MOST)
    return Listing("", shelf, rows, due=len(due))


def read_article(session: Session, article_id: int, person_id: int | None) -> Reading | None:
    """Read an article; None where it is gone."""
    row = next(iter(articles(session, ids=[article_id])), None)
    if row is None:
        return None
    article = session.get_one(Article, article_id)
    return Reading(row, may_edit(session, person_id, article), may_edit(session, person_id))


def entries(listing: Listing, *, today: date, zone: tzinfo) -> Sequence[Entry]:
    """Return what the list shows; the subject of each is its kind and its id."""
    if not listing.words:
        return [_of_article(row, today, zone) for row in listing.rows]
    return list(_of_found(listing))


def facts(row: ArticleRow, zone: tzinfo) -> list[str]:
    """Return what is said of an article below its title."""
    used = Sentence(
        "Knowledge", "helped {helped}, did not {missed}", helped=number(row.helped), missed=number(row.missed)
    )
    review = Sentence("Knowledge", "review {day}", day=date_word(row.text.review_on)) if row.text.review_on else ""
    changed = Sentence("Knowledge", "changed {day}", day=date_word(row.changed_at.astimezone(zone).date()))
    known = (STATES[row.state], READERS[row.text.audience], row.category, row.text.product or "", row.owner)
    return [*filter(None, map(str, known)), str(changed), *filter(None, [str(review)]), str(used)]


def _of_article(row: ArticleRow, today: date, zone: tzinfo) -> Entry:
    review = row.text.review_on
    is_due = row.state is ArticleState.PUBLISHED and review is not None and review <= today
    warns = str(Sentence("Knowledge", "▲ review was due {day}", day=date_word(review))) if is_due and review else ""
    known = (READERS[row.text.audience], row.category, row.owner)
    return Entry((Searched.ARTICLE, row.id), row.text.title, " · ".join(filter(None, map(str, known))), warns=warns)


def _of_found(listing: Listing) -> Iterator[Entry]:
    words = listing.found.meant or listing.words
    for kind in (Searched.ARTICLE, Searched.TICKET):
        rows = [row for row in listing.found.rows if row.kind is kind]
        if rows:
            heading = str(_HEADINGS[kind, len(rows) < _FOUND])
            yield Entry(None, heading.format(count=number(len(rows))))
            yield from (_of_row(row, words) for row in rows)


def _of_row(row: FoundRow, words: str) -> Entry:
    title = f"{row.number} {row.title}".strip()
    return Entry((row.kind, row.id), title, row.snippet, _marks(title, words), row.marks)


def _marks(title: str, words: str) -> Marks:
    return tuple(places(title, [pattern(part) for part in parts(words)], normal(title)))
