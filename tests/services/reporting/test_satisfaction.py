"""Satisfaction: every answer counts once in each dimension, and once for each department that was asked."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.models.customer import Customer
from app.models.department import Department, DepartmentTask, TaskState
from app.models.desk import RootCause
from app.models.floor import Queue
from app.models.follow_up import CallOutcome, FollowUp
from app.models.people import Language
from app.models.sla import LifeEvent
from app.models.ticket import Category, Source, Ticket
from app.services.database import Database
from app.services.handling.events import happen
from app.services.handling.follow_up import record_call, record_survey
from app.services.reporting.base import Period
from app.services.reporting.reports.satisfaction import SatisfactionReport
from app.services.reporting.satisfaction import read_satisfaction
from tests.builders import HOUR, MONDAY, new_ticket, open_floor

PERIOD = Period(date(2026, 3, 2), date(2026, 3, 3), ZoneInfo("Asia/Shanghai"))


def tell(database: Database) -> None:
    """Three answers on Monday, of 5, 2 and 4 points, and one on Tuesday; the low one went through two departments."""
    rulebook = open_floor(database)
    with database.write() as session:
        session.add_all(
            [
                Category(name="账单", path="账单"),
                Queue(name="热线", floor_id=1),
                Customer(name="张伟", level="vip"),
                RootCause(name="系统", path="系统"),
                *(Department(code=code, name=name, contact_name="") for code, name in (("d1", "仓库"), ("d2", "财务"))),
            ]
        )
    for place, score in enumerate((5, 2, 4, 1)):
        category: dict[str, Any] = {"category_id": 1, "queue_id": 1, "customer_id": 1, "root_cause_id": 1}
        category = category | {"product": "手机"} if place < 2 else {}
        ticket = new_ticket(database, rulebook, source=Source.CHAT if place == 2 else Source.EMAIL, **category)
        with database.write() as session:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, now=MONDAY + HOUR)
            now = MONDAY + 2 * HOUR + timedelta(days=int(place == 3))
            if place == 0:
                follow_up = session.query(FollowUp).filter_by(ticket_id=ticket.id).one()
                record_call(session, rulebook, follow_up.id, CallOutcome.REACHED, person_id=None, now=now)
            record_survey(
                session, rulebook, ticket.id, score, "too_slow" if score == 2 else None, person_id=None, now=now
            )
            if place == 1:
                for department, token in ((1, "a"), (2, "b"), (2, "c")):
                    session.add(
                        DepartmentTask(
                            ticket_id=ticket.id,
                            department_id=department,
                            title="查",
                            question="?",
                            state=TaskState.ACCEPTED,
                            token=token,
                            asked_at=MONDAY,
                        )
                    )


def test_answers_are_counted_in_every_dimension(database: Database) -> None:
    tell(database)
    with database.read() as session:
        found = read_satisfaction(session, PERIOD)
    assert (found.all.total, found.all.mean, found.all.content) == (3, 11 / 3, 2 / 3)
    assert (found.all.low, found.all.reopened) == (1, 1)
    assert {name: each.total for name, each in found.by["category"].items()} == {"账单": 2, None: 1}
    assert {name: each.total for name, each in found.by["queue"].items()} == {"热线": 2, None: 1}
    assert {name: each.total for name, each in found.by["product"].items()} == {"手机": 2, None: 1}
    assert {name: each.total for name, each in found.by["level"].items()} == {"vip": 2, None: 1}
    assert {name: each.total for name, each in found.by["cause"].items()} == {"系统": 2, None: 1}
    assert {each: scores.total for each, scores in found.by_way.items()} == {Source.TELEPHONE: 3}
    assert {name: each.total for name, each in found.by["owner"].items()} == {"agent": 3}
    assert {name: each.total for name, each in found.by["team"].items()} == {"早班": 3}
    assert {name: each.counts[2] for name, each in found.by["department"].items()} == {"仓库": 1, "财务": 1}
    assert {each: scores.mean for each, scores in found.by_source.items()} == {Source.EMAIL: 3.5, Source.CHAT: 4}
    assert dict(found.reasons) == {"too_slow": 1}
    assert found.calls == {CallOutcome.REACHED: 1}
    assert (found.owed, found.done) == (4, 4)


def test_the_tabs_say_it_in_both_languages_and_no_comment_leaves_the_program(database: Database) -> None:
    tell(database)
    with database.read() as session:
        sheets = SatisfactionReport().sheets(session, PERIOD, Language.CHINESE, now=MONDAY)
        rows = {sheet.name.en: [tuple(row) for row in sheet.rows] for sheet in sheets}
    assert rows["By category"][-1] == ("全部", 3, 11 / 3, 2 / 3, 0, 1, 0, 1, 1, 1, 1)
    assert rows["By customer level"][0][:2] == ("vip", 2)
    assert rows["By root cause"][-1] == rows["By product"][-1] == rows["By way of answering"][-1]
    assert rows["Data"][0][-3:] == ("手机", "vip", "系统")
    assert rows["Reasons"] == [("处理太慢", 1)]
    assert ("已接通", 1) in rows["Follow-up calls"]
    assert [row[2] for row in rows["Data"]] == [5, 2, 4]


def test_a_period_without_answers_makes_a_report_all_the_same(database: Database) -> None:
    open_floor(database)
    with database.read() as session:
        assert read_satisfaction(session, PERIOD).all.mean is None
