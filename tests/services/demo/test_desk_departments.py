"""The demo's share of departments and messages: nothing that a newcomer opens is empty."""

from random import Random

import pytest

from app.models.customer import Customer
from app.models.department import DepartmentTask, TaskState
from app.models.escalation import Delivery
from app.models.message import Direction, Message
from app.models.people import Language
from app.services.database import Database
from app.services.demo.desk_departments import fill
from app.services.handling.task_list import open_tasks
from tests.builders import HOUR, MONDAY, new_ticket, open_floor


@pytest.mark.parametrize("language", list(Language))
def test_departments_are_asked_and_customers_written_to(database: Database, language: Language) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        customers = [Customer(name=f"C{place}") for place in range(12)]
        session.add_all(customers)
        session.flush()
        ids = [each.id for each in customers]
    for id_ in ids:
        new_ticket(database, rulebook, customer_id=id_)
    with database.write() as session:
        fill(session, rulebook, language, Random(1), now=MONDAY + 3 * HOUR)
    with database.read() as session:
        states = {each.state for each in session.query(DepartmentTask)}
        assert states == {TaskState.ASKED, TaskState.ANSWERED, TaskState.ACCEPTED}
        assert len({each.department for each in open_tasks(session)}) > 1
        messages = session.query(Message).all()
        assert {each.state for each in messages} == {None, Delivery.SENT, Delivery.FAILED}
        assert {each.direction for each in messages} == set(Direction)
