"""What a made-up floor makes of its complaints: scores, a category of high risk, tags, and what people said instead."""

from datetime import datetime
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models.desk import Tag, TicketTag
from app.models.people import Language, Person, Role
from app.models.ticket import Category, Status, Ticket
from app.services.assessment.judge import judge
from app.services.changes import note
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.words import load_words
from app.services.handling.reassess import say_score

_TAGS = {
    Language.CHINESE: ("重复来电", "大促", "媒体关注", "等待供应商", "老客户", "需回访"),
    Language.ENGLISH: ("calls again", "promotion", "press asks", "waits for supplier", "loyal customer", "call back"),
}
# The share of complaints that have a tag, of the newest so many.
_TAGGED, _AMONG = 0.3, 400
# Another score for so many complaints, and why.
_SAID = {
    Language.CHINESE: ((95, "消费者协会来电询问进展"), (20, "客户同意下周再处理")),
    Language.ENGLISH: (
        (95, "The consumer council asks how it stands"),
        (20, "The customer agrees to wait until next week"),
    ),
}


def fill(session: Session, rulebook: Rulebook, language: Language, random: Random, *, now: datetime) -> None:
    """Judge what is open, tag some of the newest complaints, and let a supervisor give two another score."""
    rules, names = rulebook.desk(session), {each.category for each in load_words(language).subjects if each.high_risk}
    for category in session.scalars(select(Category).where(Category.name.in_(names))):
        category.high_risk = True
    opened = session.scalars(select(Ticket).where(Ticket.status.in_([Status.OPEN, Status.WAITING]))).all()
    for ticket in opened:
        judge(session, rules, ticket)
    _tag(session, language, random)
    supervisor = session.scalars(select(Person.id).where(Person.role == Role.SUPERVISOR).order_by(Person.id)).first()
    plain = [each for each in opened if not each.high_risk]
    for ticket, said in zip(plain[-2:], _SAID[language], strict=False):
        say_score(session, ticket, *said, person_id=supervisor, now=now)


def _tag(session: Session, language: Language, random: Random) -> None:
    tags = [Tag(name=name) for name in _TAGS[language]]
    session.add_all(tags)
    session.flush()
    newest = session.scalars(select(Ticket.id).order_by(Ticket.id.desc()).limit(_AMONG)).all()
    tagged = [id_ for id_ in newest if random.random() < _TAGGED]
    rows = [
        {"ticket_id": id_, "tag_id": tag.id} for id_ in tagged for tag in random.sample(tags, random.choice((1, 1, 2)))
    ]
    if rows:
        session.execute(insert(TicketTag), rows)
    note(session, Ticket, tagged)
    note(session, TicketTag, ())
