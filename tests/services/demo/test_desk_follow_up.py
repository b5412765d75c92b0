"""The demo's customers: they have numbers, orders and promises, some are on record twice, and all are to be called."""

from sqlalchemy import func, select

from app.models.customer import Customer, CustomerOrder
from app.models.follow_up import FollowUp, Survey
from app.models.ticket import Status, Ticket
from app.services.demo.floor import Demo
from app.services.handling.call_list import call_list
from app.services.knowledge.customer import read_customer
from app.services.knowledge.customer_duplicates import find_duplicates
from app.services.knowledge.promises import promises_of
from tests.services.demo.conftest import BEGINS


def test_no_pane_or_page_about_customers_is_empty_when_the_demo_begins(demo: Demo) -> None:
    with demo.database.read() as session:
        resolved = session.scalar(select(func.count()).where(Ticket.status == Status.RESOLVED))
        calls = call_list(session, demo.zone, now=BEGINS)
        assert 0 < len(calls) == resolved
        assert any(row.telephone and row.due_at for row in calls)
        promises = promises_of(session, only_open=True)
        assert any(each.due_at < BEGINS for each in promises)
        assert any(each.due_at > BEGINS for each in promises)
        assert find_duplicates(session)
        scores = dict(iter(session.execute(select(Survey.score, func.count()).group_by(Survey.score))))
        assert set(scores) == {1, 2, 3, 4, 5}
        assert session.scalar(select(func.count()).select_from(CustomerOrder))
        view = read_customer(session, promises[0].customer_id)
        assert view.contacts
        assert view.complaints
        assert session.scalar(select(func.count()).where(Customer.telephone.is_(None))) == 0
        assert session.scalar(select(func.count()).where(FollowUp.calls > 0))
