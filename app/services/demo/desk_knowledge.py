"""What a made-up floor knows: articles that are used, one that is due for review, a draft, and scripts."""

import tomllib
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.knowledge import ArticleState, ArticleUse, Readership, Searched
from app.models.people import Language, Person, Role
from app.models.ticket import Category, Ticket
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.profiles import FOLDER
from app.services.knowledge.articles import ArticleText, publish_article, write_article
from app.services.knowledge.index import index_some
from app.services.knowledge.scripts import save_script

# The older ones are to be looked over by now.
_OLDEST, _STEP = timedelta(days=200), timedelta(days=17)
_USES = 9


def fill(session: Session, rulebook: Rulebook, language: Language, random: Random, *, now: datetime) -> None:
    """Let a supervisor have written articles and scripts, and people have used them."""
    found: dict[str, Any] = tomllib.loads((FOLDER / f"knowledge.{language.value}.toml").read_text("utf-8"))
    by_id = session.scalars(select(Person.id).where(Person.role == Role.SUPERVISOR).order_by(Person.id)).first()
    categories: dict[str, int] = {name: id_ for id_, name in session.execute(select(Category.id, Category.name))}
    tickets = session.scalars(select(Ticket.id).order_by(Ticket.id.desc()).limit(_USES * len(found["articles"]))).all()
    for place, each in enumerate(found["articles"]):
        at = now - _OLDEST + place * _STEP
        given = ArticleText(
            title=each["title"],
            body=each["body"],
            keywords=each["keywords"],
            language=language,
            audience=Readership(each["audience"]),
            category_id=categories.get(each["category"]),
        )
        article = write_article(session, given, person_id=by_id, now=at)
        if each.get("state") == ArticleState.DRAFT:
            continue
        publish_article(session, article.id, person_id=by_id, now=at)
        for ticket_id in random.sample(tickets, min(random.randint(0, _USES), len(tickets))):
            helped = random.random() < 0.8
            session.add(ArticleUse(article_id=article.id, ticket_id=ticket_id, person_id=by_id, at=now, helped=helped))
    for each in found["scripts"]:
        save_script(session, each["code"], language, each["name"], each["body"], person_id=by_id)
    session.flush()
    # Suggestions come by the index, and complaints of months stand before them in its queue.
    index_some(session, kinds=[Searched.ARTICLE])
