"""A scripted day at the desk: complaints of every source and class, from intake to closure, on both databases."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.models.customer import CustomerOrder
from app.models.follow_up import CallOutcome
from app.models.people import Role
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.handling.departments import DepartmentForm, save_department
from app.services.handling.root_causes import add_root_cause
from app.services.intake.customers import find_or_make
from app.views.tasks import Tasks
from tests.builders import MONDAY
from tests.views.desk_day import DeskDay

TITLES = ("宽带掉线", "账单多收", "快递破损", "客服态度差", "No log-in", "退款未到", "安装迟到", "Item broken")
# What is open about any complaint that is resolved and nothing more.
AFTER_RESULT = {"followed_up", "root_cause"}


def begun(qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> DeskDay:
    """A desk with customers who have bought something, a department and a root cause."""
    found = DeskDay(qtbot, tasks, database, folder)
    with database.write() as session:
        add_root_cause(session, "流程")
        contact = found.people[Role.AGENT]
        form = DepartmentForm("tech", "技术部", contact_name="李工", contact_email="li@example.com", contact_id=contact)
        save_department(session, form, person_id=found.people[Role.SUPERVISOR])
        for place in range(8):
            customer = find_or_make(session, name=f"客户{place}", telephone=f"1380000100{place}")
            session.add(CustomerOrder(customer_id=customer.id, number=f"DD{place:04}", ordered_at=MONDAY))
    return found


def followed_up_and_closed(day: DeskDay) -> None:
    """What is left of any complaint whose result was told: the call, then the end."""
    assert day.refuses_to_close() == AFTER_RESULT
    day.call(5)
    assert day.refuses_to_close() == {"root_cause"}
    day.close()


def plain(day: DeskDay) -> None:
    day.tell("note", "客户语气平静")
    assert day.refuses_to_close() == set()
    day.resolve()
    followed_up_and_closed(day)


def waiting(day: DeskDay) -> None:
    """It waits for the customer, who replies."""
    day.tell("wait", "请客户补充订单截图")
    assert day.shown().status is Status.WAITING
    day.tell("go_on", "截图已补充")
    day.resolve()
    assert day.refuses_to_close() == AFTER_RESULT
    # Nobody is there at first.
    day.call(None, CallOutcome.NO_ANSWER)
    assert day.refuses_to_close() == AFTER_RESULT
    day.call(4)
    day.close()


def department(day: DeskDay) -> None:
    """Another department says what happened, and while it owes that nothing is closed."""
    answered_and_accepted = day.ask_and_answer("技术部", "线路是否有故障？", "机房割接，已恢复")
    day.resolve()
    assert day.refuses_to_close() == AFTER_RESULT | {"tasks_done"}
    answered_and_accepted()
    followed_up_and_closed(day)


def within_authority(day: DeskDay) -> None:
    day.offer(50, "延误致歉")
    day.resolve()
    assert day.refuses_to_close() == AFTER_RESULT | {"promises_kept"}
    day.pay()
    followed_up_and_closed(day)


def above_authority(day: DeskDay) -> None:
    """Somebody above decides; what is granted is owed until it is paid."""
    day.offer(600, "设备损坏")
    day.resolve()
    assert day.refuses_to_close() == AFTER_RESULT | {"approvals_decided"}
    day.decide(Role.SUPERVISOR)
    assert day.refuses_to_close() == AFTER_RESULT | {"promises_kept"}
    day.pay()
    followed_up_and_closed(day)


def high_risk(day: DeskDay) -> None:
    """The word found it: the fast lane, before anybody has looked at it."""
    assert day.shown().high_risk
    day.resolve()
    followed_up_and_closed(day)


def promised(day: DeskDay) -> None:
    kept = day.promise("周三前上门检查")
    day.resolve()
    assert day.refuses_to_close() == AFTER_RESULT | {"promises_kept"}
    kept()
    followed_up_and_closed(day)


def not_content(day: DeskDay) -> None:
    """A low score opens it again; the second result is told and asked about like the first."""
    day.resolve("已发邮件说明")
    day.call(1)
    assert day.shown().status is Status.OPEN
    assert day.refuses_to_close() == set()
    day.resolve("已上门解决")
    followed_up_and_closed(day)


def withdrawn(day: DeskDay) -> None:
    day.tell("withdraw", "客户来电撤诉")
    assert day.shown().status is Status.WITHDRAWN


def in_two_parts(day: DeskDay) -> None:
    """A part of it is a complaint of its own, and goes into the first one again."""
    first = day.shown().id
    part = day.split("另：发票未开")
    assert part != first
    day.merge_into(first)
    assert day.ticket(part).status is Status.MERGED
    day.look(first)
    day.resolve()
    followed_up_and_closed(day)


LIVES: tuple[Callable[[DeskDay], None], ...] = (
    plain,
    waiting,
    department,
    within_authority,
    above_authority,
    high_risk,
    promised,
    not_content,
    withdrawn,
    in_two_parts,
)


def lived(day: DeskDay, place: int) -> int:
    """Take one complaint down, and bring it to its end; its source and class follow from its place in the day."""
    live, source = LIVES[place % len(LIVES)], tuple(Source)[place % len(Source)]
    # Each customer comes again with something else: sums within the days of the rules count together.
    customer = f"1380000100{place % 8}" if live not in (within_authority, above_authority) else f"新客户{place}"
    text = "我要找媒体曝光此事" if live is high_risk else ""
    ticket = day.record(source, customer, f"{TITLES[place % len(TITLES)]} {place}", text)
    assert day.ticket(ticket).source is source
    live(day)
    return ticket


def over(day: DeskDay) -> Counter[Status]:
    """How many complaints have which end."""
    with day.database.read() as session:
        return Counter(ticket.status for ticket in session.query(Ticket))


def test_one_complaint_of_each_class_goes_from_intake_to_closure(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path
) -> None:
    day = begun(qtbot, tasks, sqlite_database, tmp_path)
    for place in range(len(LIVES)):
        lived(day, place)
    assert over(day) == {Status.CLOSED: 9, Status.WITHDRAWN: 1, Status.MERGED: 1}


@pytest.mark.long
def test_a_day_of_forty_complaints_of_all_sources_and_classes(
    qtbot: QtBot, tasks: Tasks, database: Database, tmp_path: Path
) -> None:
    day = begun(qtbot, tasks, database, tmp_path)
    tickets = [lived(day, place) for place in range(40)]
    assert len(set(tickets)) == 40
    assert over(day) == {Status.CLOSED: 36, Status.WITHDRAWN: 4, Status.MERGED: 4}
    with day.database.read() as session:
        assert {ticket.source for ticket in session.query(Ticket)} == set(Source)
