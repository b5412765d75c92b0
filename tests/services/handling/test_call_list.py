"""The call list: who can be called now comes first, by due time; others when they like it, in their language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.models.customer import Customer
from app.models.follow_up import CallOutcome, FollowUp
from app.models.people import Language, Role
from app.models.sla import LifeEvent
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.handling.call_list import CallRow, call_list, read_follow_up, when_to_call
from app.services.handling.events import happen
from app.services.handling.follow_up import record_call, record_survey
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
# 13:00 in Shanghai.
NOW = MONDAY + 3 * HOUR


def listed(database: Database, *, me: int | None = None, now: datetime = NOW) -> tuple[CallRow, ...]:
    with database.read() as session:
        return call_list(session, SHANGHAI, person_id=me, now=now)


def test_the_list_is_in_the_order_in_which_one_calls(database: Database) -> None:
    rulebook = open_floor(database)
    customers = {
        "second": Customer(name="二"),
        "first": Customer(name="一", telephone="110", level="vip", call_from=9, call_until=18),
        "english": Customer(name="Smith", language=Language.ENGLISH),
        "taken": Customer(name="被领"),
        "evening": Customer(name="晚上", call_from=19),
        "tomorrow": Customer(name="早上", call_from=8, call_until=10),
        "tried": Customer(name="稍后"),
    }
    minutes = {"first": 0}
    with database.write() as session:
        session.add_all(customers.values())
    for name, customer in customers.items():
        ticket = new_ticket(database, rulebook, customer_id=customer.id)
        with database.write() as session:
            at = MONDAY + timedelta(minutes=minutes.get(name, 10))
            happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, at=at, now=NOW)
    with database.write() as session:
        me, lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
        of = {each.customer_id: each for each in session.query(Ticket)}
        follow_ups = {each.ticket_id: each for each in session.query(FollowUp)}
        follow_ups[of[customers["taken"].id].id].person_id = lead
        tried = follow_ups[of[customers["tried"].id].id].id
        record_call(session, rulebook, tried, CallOutcome.BUSY, person_id=me, now=NOW)
    rows = listed(database, me=me)
    order = ["一", "二", "被领", "Smith", "稍后", "晚上", "早上"]
    assert [row.customer for row in rows] == order
    assert [row.customer for row in listed(database)] == ["一", "二", "Smith", *order[2:3], *order[4:]]
    assert [row.call_at - NOW for row in rows] == [HOUR * h for h in (0, 0, 0, 0, 4, 6, 19)]
    first = rows[0]
    assert (first.telephone, first.level, first.due_at) == ("110", "vip", MONDAY + DAY)
    assert (rows[2].taken_by, rows[4].last, rows[4].calls) == ("team_lead", CallOutcome.BUSY, 1)


@pytest.mark.parametrize(
    ("hours", "local", "then"),
    [
        ((None, None), 3, 3),
        ((9, 18), 8, 9),
        ((9, 18), 9, 9),
        ((9, 18), 18, 33),
        ((9, None), 8, 9),
        ((None, 10), 11, 24),
        ((20, 2), 1, 1),
        ((20, 2), 2, 20),
        ((20, 2), 21, 21),
        ((9, 9), 3, 3),
        ((0, 24), 3, 3),
    ],
)
def test_a_customer_is_called_at_the_hour_they_like(
    hours: tuple[int | None, int | None], local: int, then: int
) -> None:
    midnight = datetime(2026, 3, 2, tzinfo=SHANGHAI)
    assert when_to_call(midnight + local * HOUR, *hours, SHANGHAI) == midnight + then * HOUR


def test_a_case_shows_its_follow_up_its_tries_and_what_the_customer_thinks(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        me = person(session, Role.AGENT).id
        happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, now=MONDAY + HOUR)
        owed = call_list(session, SHANGHAI, ticket_id=ticket.id, now=NOW)[0]
        record_call(session, rulebook, owed.id, CallOutcome.NO_ANSWER, "没人接", person_id=me, now=NOW)
        before = read_follow_up(session, ticket.id, SHANGHAI, frozenset({"b", "a"}), now=NOW)
        record_survey(session, rulebook, ticket.id, 5, None, "好", person_id=me, now=NOW)
        after = read_follow_up(session, ticket.id, SHANGHAI, now=NOW)
    assert before.owed
    assert (before.owed.calls, before.done_at, before.reasons) == (1, None, ("a", "b"))
    assert [(each.person, each.outcome, each.note) for each in before.tries] == [
        ("agent", CallOutcome.NO_ANSWER, "没人接")
    ]
    assert (after.owed, after.done_at) == (None, NOW)
    assert [(each.score, each.comment, each.reopened) for each in after.surveys] == [(5, "好", False)]
