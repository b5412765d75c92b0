"""Makes a department and asks it, for the tests of tasks and mails."""

from datetime import datetime
from typing import Any

from app.models.customer import Customer
from app.models.people import Role
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.departments import DepartmentForm, save_department
from app.services.handling.tasks import ask_department
from tests.builders import MONDAY, new_ticket, person

LOGISTICS = DepartmentForm(
    "logistics",
    "物流部",
    contact_name="周敏",
    contact_email="zhou@logistics.example",
    deputy_name="吴磊",
    deputy_email="wu@logistics.example",
)


def department(database: Database, form: DepartmentForm = LOGISTICS) -> int:
    """Add a department; return its identity."""
    with database.write() as session:
        return save_department(session, form, person_id=person(session, Role.TEAM_LEAD).id).id


def of_customer(database: Database, rulebook: Rulebook, **details: Any) -> Ticket:
    """Register a complaint of a customer who has an address."""
    with database.write() as session:
        customer = Customer(name="陈晓兰", telephone="13800001111", email="chen@home.example")
        session.add(customer)
        session.flush()
        customer_id = customer.id
    return new_ticket(database, rulebook, customer_id=customer_id, **details)


def asked(
    database: Database, rulebook: Rulebook, ticket: Ticket, department_id: int, *, now: datetime = MONDAY
) -> tuple[int, str]:
    """Let the agent ask a department; return the task's identity and token."""
    with database.write() as session:
        known = session.get_one(Ticket, ticket.id)
        agent = person(session, Role.AGENT).id
        task = ask_department(
            session, rulebook, known, department_id, "查件", "包裹现在在哪里？", person_id=agent, now=now
        )
        return task.id, task.token
