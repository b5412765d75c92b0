"""People are told in their inbox of what no ladder says: once, and whoever hears is read once for all of it."""

import pytest
from sqlalchemy import event, select

from app.models.escalation import PROMISE_DUE, PROMISE_LATE, Notification
from app.models.ladder import Audience
from app.models.people import Role
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.telling import Teller
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    return open_floor(database)


def test_of_one_batch_each_is_told_once_and_who_hears_is_read_once(database: Database, rulebook: Rulebook) -> None:
    tickets = [new_ticket(database, rulebook).id for _ in range(4)]
    with database.write() as session:
        me, lead = person(session, Role.AGENT).id, person(session, Role.SUPERVISOR).id
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with database.write() as session:
        teller = Teller(session, now=MONDAY + HOUR)
        for id_ in tickets:
            assert teller.tell(id_, PROMISE_DUE, 1, Audience.OWNER, me)
            assert teller.tell(id_, PROMISE_LATE, 1, Audience.SUPERVISOR, None)
            assert not teller.tell(id_, PROMISE_DUE, 1, Audience.OWNER, me)
    assert len([each for each in said if "FROM absence" in each]) == 1
    with database.read() as session:
        told = session.scalars(select(Notification.person_id).order_by(Notification.id)).all()
    assert told == [me, lead] * 4


def test_who_hears_is_not_read_where_nobody_is_told(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook).id
    with database.write() as session:
        assert Teller(session, now=MONDAY).tell(ticket, PROMISE_DUE, 1, Audience.SUPERVISOR, None)
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with database.write() as session:
        assert not Teller(session, now=MONDAY).tell(ticket, PROMISE_DUE, 1, Audience.SUPERVISOR, None)
    assert said
    assert not [each for each in said if "FROM absence" in each]
