"""What is on record of a complaint is corrected by people, seen by all, and what is known of it follows."""

from typing import Any

import pytest
from sqlalchemy import select

from app.models.floor import Floor, Queue
from app.models.people import Role
from app.models.sla import LifeEvent, Target
from app.models.ticket import Category, Emotion, Source, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.endings import withdraw
from app.services.intake.correct import CORRECTED, correct, read_record
from app.services.intake.customers import find_or_make
from app.services.intake.record import NewComplaint, RecordError, record
from tests.builders import HOUR, MONDAY, clocks_of, open_floor, person

OLD = NewComplaint("宽带掉线", Source.EMAIL, name="张三", telephone="13800001111")


def recorded(database: Database) -> tuple[Rulebook, int]:
    rulebook = open_floor(database)
    with database.write() as session:
        by = person(session, Role.AGENT).id
        return rulebook, record(session, rulebook, OLD, person_id=by, now=MONDAY).id


def corrected(database: Database, rulebook: Rulebook, ticket_id: int, **said: Any) -> bool:
    """Say something else than is on record."""
    with database.write() as session:
        ticket = session.get_one(Ticket, ticket_id)
        known = read_record(session, ticket_id).new
        new = NewComplaint(**(vars(known) | said))
        by = person(session, Role.AGENT).id
        return correct(session, rulebook, ticket, new, person_id=by, now=MONDAY + HOUR)


def test_what_was_wrong_is_put_right_and_both_are_on_record(database: Database) -> None:
    rulebook, ticket_id = recorded(database)
    with database.write() as session:
        other = find_or_make(session, name="李四", telephone="13900002222").id
        session.add(Queue(name="物流", floor_id=session.scalars(select(Floor.id)).one()))
        session.flush()
        queue = session.scalars(select(Queue.id)).one()
    said = {"title": "宽带每晚掉线", "customer_id": other, "queue_id": queue, "emotion": Emotion.ANGRY, "affected": 3}
    assert corrected(database, rulebook, ticket_id, **said)
    with database.read() as session:
        ticket = session.get_one(Ticket, ticket_id)
        assert {name: getattr(ticket, name) for name in said} == said
        event = session.query(TicketEvent).filter_by(kind=CORRECTED).one()
        assert event.details == {
            "title": ["宽带掉线", "宽带每晚掉线"],
            "customer_id": ["张三", "李四"],
            "queue_id": ["", "物流"],
            "emotion": ["", "angry"],
            "affected": [1, 3],
        }


def test_what_is_said_as_before_changes_nothing(database: Database) -> None:
    rulebook, ticket_id = recorded(database)
    assert not corrected(database, rulebook, ticket_id)
    with database.read() as session:
        assert session.query(TicketEvent).filter_by(kind=CORRECTED).count() == 0


def test_a_word_of_risk_in_a_correction_brings_it_into_the_fast_lane(database: Database) -> None:
    rulebook, ticket_id = recorded(database)
    assert corrected(database, rulebook, ticket_id, description="已联系记者曝光")
    with database.read() as session:
        ticket = session.get_one(Ticket, ticket_id)
        assert ticket.high_risk
        assert all(clock.fast_lane for clock in clocks_of(database, ticket, Target.RESOLUTION)[-1:])


def test_its_source_and_its_time_stay(database: Database) -> None:
    rulebook, ticket_id = recorded(database)
    assert not corrected(database, rulebook, ticket_id, source=Source.CHAT, received_at=MONDAY - HOUR)
    with database.read() as session:
        ticket = session.get_one(Ticket, ticket_id)
        assert (ticket.source, ticket.received_at) == (Source.EMAIL, MONDAY)


def test_another_category_goes_the_way_of_categories(database: Database) -> None:
    rulebook, ticket_id = recorded(database)
    with database.write() as session:
        session.add(Category(name="泄露", path="泄露", high_risk=True))
        session.flush()
        category = session.scalars(select(Category.id)).one()
    assert corrected(database, rulebook, ticket_id, category_id=category)
    with database.read() as session:
        assert session.get_one(Ticket, ticket_id).high_risk
        assert session.query(TicketEvent).filter_by(kind="category_changed").count() == 1


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": "  "}, "needs a title"),
        ({"title": "长" * 401}, "needs a title"),
        ({"description": "长" * 50_001}, "at most 50000"),
        ({"affected": 0}, "Between 1"),
        ({"queue_id": 77}, "not there any longer"),
        ({"customer_id": 77}, "not there any longer"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_changed(database: Database, said: dict[str, Any], refusal: str) -> None:
    rulebook, ticket_id = recorded(database)
    with pytest.raises(RecordError, match=refusal):
        corrected(database, rulebook, ticket_id, **said)
    with database.read() as session:
        assert session.get_one(Ticket, ticket_id).title == "宽带掉线"


def test_what_has_ended_is_as_it_was(database: Database) -> None:
    rulebook, ticket_id = recorded(database)
    with database.write() as session:
        ticket, by = session.get_one(Ticket, ticket_id), person(session, Role.AGENT).id
        withdraw(session, rulebook, ticket, "客户撤诉", "telephone", person_id=by, now=MONDAY)
    with pytest.raises(RecordError, match=f"is {LifeEvent.WITHDRAWN}"):
        corrected(database, rulebook, ticket_id, title="别的")
