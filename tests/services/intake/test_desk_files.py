"""Files of customers, orders and survey results on both databases: each row once, however often it is imported."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.customer import Customer, CustomerContact, CustomerOrder
from app.models.follow_up import FollowUp, Survey
from app.models.people import Language, Role
from app.models.sla import LifeEvent
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.intake.kinds.customers import Customers, ImportRightsError
from app.services.intake.kinds.orders import Orders
from app.services.intake.kinds.surveys import Surveys
from app.services.intake.plain_files import FileKind, RowCounts, RowSource, import_rows, preview_rows
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

Import = Callable[[FileKind[Any], str], tuple[RowCounts, list[str]]]
NOW = MONDAY + 5 * HOUR
DAY = timedelta(days=1)

CUSTOMERS = """姓名,客户编号,级别,电话,邮箱,地址,语言,高风险,最早致电,最晚致电,备注
张伟,C1,vip,138 0013 8000；010-88880000,Zhang@Example.com,北京市朝阳区 1 号,中文,是,9,18,老客户
李娜,C2,,138 0013 8000,,,,,,,
王芳,,gold,+86 139 1111 2222,,,en,,,,
"""
ORDERS = """number,customer_id,telephone,customer,product,ordered_at,amount,currency,place,state
A-1,C1,,,手机,2026-03-01 10:00,"¥1,299.50",cny,一号店,已签收
A-2,,13900000000,新客户,宽带,,,,,
A-3,C9,,,宽带,,,,,
A-1,,13900000000,新客户,手机,,,,,
"""


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    return open_floor(database)


@pytest.fixture
def read(database: Database, rulebook: Rulebook, tmp_path: Path) -> Import:
    """Imports a text; returns the counts and the reasons of what was rejected."""

    def imported(kind: FileKind[Any], text: str) -> tuple[RowCounts, list[str]]:
        file = tmp_path / "rows.csv"
        file.write_text(text, encoding="utf-8")
        source = RowSource(path=file, kind=kind, as_of=NOW)
        done = import_rows(database, source, tmp_path / "rejected.csv", by="me", now=NOW)
        lines = done.rejects.read_text(encoding="utf-8-sig").splitlines()[1:] if done.rejects else []
        return done.counts, [line[1] for line in csv.reader(lines)]

    return imported


def test_customers_are_imported_once_and_what_a_file_says_otherwise_is_changed(
    database: Database, read: Import
) -> None:
    assert read(Customers(), CUSTOMERS) == (RowCounts(rows=3, added=3), [])
    assert read(Customers(), CUSTOMERS) == (RowCounts(rows=3, unchanged=3), [])
    changed = CUSTOMERS.replace("C1,vip", "C1,gold").replace("老客户", "")
    assert read(Customers(), changed) == (RowCounts(rows=3, changed=1, unchanged=2), [])
    with database.read() as session:
        zhang, li, wang = session.scalars(select(Customer).order_by(Customer.id))
        assert (zhang.name, zhang.level, zhang.telephone, zhang.note) == ("张伟", "gold", "138 0013 8000", "老客户")
        assert (zhang.high_risk, zhang.call_from, zhang.call_until, zhang.language) == (True, 9, 18, Language.CHINESE)
        # They share a number, and have keys of their own.
        assert (li.external_key, li.telephone) == ("C2", zhang.telephone)
        assert (wang.level, wang.language) == ("gold", Language.ENGLISH)
        normals = session.scalars(select(CustomerContact.normal).filter_by(customer_id=zhang.id)).all()
        assert set(normals) == {"13800138000", "01088880000", "zhang@example.com", "北京市朝阳区 1 号"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",C1,13800138000,,", "no name"),
        ("张伟,,,,", "nobody knows who it is"),
        ("张伟,C1,abc,,", "“abc” is neither"),
        ("张伟,C1,,no address,", "“no address” is neither"),
        ("张伟,C1,,,25", "no whole number from 0 to 24"),
        (f"{'张' * 201},C1,,,", "longer than 200"),
    ],
)
def test_a_row_that_names_nobody_is_rejected_with_its_reason(read: Import, row: str, reason: str) -> None:
    counts, [said] = read(Customers(), f"name,key,telephone,email,call_from\n{row}\n")
    assert (counts.rejected, counts.added) == (1, 0)
    assert reason in said


def test_orders_go_to_their_customers_and_no_order_changes_hands(database: Database, read: Import) -> None:
    read(Customers(), CUSTOMERS)
    counts, rejected = read(Orders(), ORDERS)
    assert counts == RowCounts(rows=4, added=2, rejected=2)
    assert [reason[:30] for reason in rejected] == ["It is not said whose this orde", "This order is on record as ano"]
    assert read(Orders(), ORDERS)[0] == RowCounts(rows=4, unchanged=2, rejected=2)
    counts, _ = read(Orders(), ORDERS.replace("已签收", "退货中"))
    assert (counts.changed, counts.unchanged) == (1, 1)
    with database.read() as session:
        first, second = session.scalars(select(CustomerOrder).order_by(CustomerOrder.number))
        assert (first.amount, first.currency, first.place, first.state) == (129_950, "CNY", "一号店", "退货中")
        assert first.ordered_at == MONDAY - DAY
        assert session.get_one(Customer, second.customer_id).name == "新客户"


@pytest.mark.parametrize(
    "row", [",13800138000,,", "A,13800138000,-1,", "A,13800138000,much,", "A,13800138000,NaN,", "A,13800138000,1,€"]
)
def test_an_order_that_cannot_be_is_rejected(read: Import, row: str) -> None:
    assert read(Orders(), f"number,telephone,amount,currency\n{row}\n")[0].rejected == 1


def test_a_preview_says_what_would_be_and_keeps_nothing(database: Database, read: Import, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS, encoding="utf-8")
    found = preview_rows(database, RowSource(path=file, kind=Orders(), as_of=NOW))
    assert (found.counts.added, found.counts.rejected) == (2, 2)
    assert found.sums == {"手机": (2, 1299.5), "宽带": (2, 0)}
    assert found.first_at == MONDAY - DAY
    with database.read() as session:
        assert session.scalars(select(Customer.id)).all() == []


def test_survey_results_are_put_on_record_once_and_low_ones_reopen(
    database: Database, rulebook: Rulebook, read: Import
) -> None:
    tickets = [new_ticket(database, rulebook, origin="old", external_key=f"K{place}") for place in range(3)]
    for ticket in tickets:
        with database.write() as session:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, now=MONDAY + HOUR)
    text = (
        "工单号,评价时间,评分,原因,评语,渠道,编号\n"
        f"{tickets[0].number},2026-03-02 12:00,5,,好,短信,1\n"
        "K1,2026-03-02 12:00,1,未解决,没修好,,2\n"
        "K2,2026-03-02 12:00,4,,,电话,\n"
        f"{tickets[0].number},2026-03-02 12:00,6,,,,3\n"
        "FW-9,2026-03-02 12:00,5,,,,4\n"
        "K2,2026-03-02 09:00,5,,,,5\n"
        "K2,2026-03-02 12:00,3,weather,,,6\n"
    )
    counts, rejected = read(Surveys(), text)
    assert (counts.added, counts.rejected, counts.also) == (3, 4, {"reopened": 1})
    assert [reason[:24] for reason in rejected] == [
        "“6” is no whole number f",
        "No complaint has this nu",
        f"{tickets[2].number}: the survey l"[:24],
        "The rules of the desk kn",
    ]
    assert read(Surveys(), text)[0].unchanged == 3
    with database.read() as session:
        assert [each.status for each in session.query(Ticket).order_by(Ticket.id)] == [
            Status.RESOLVED,
            Status.OPEN,
            Status.RESOLVED,
        ]
        assert all(each.done_at for each in session.query(FollowUp))
        found = session.execute(select(Survey.score, Survey.reason, Survey.source).order_by(Survey.id)).all()
        assert [tuple(each) for each in found] == [
            (5, None, Source.CHAT),
            (1, "not_solved", Source.OTHER),
            (4, None, Source.TELEPHONE),
        ]


@pytest.mark.parametrize("kind", [Customers, Orders, Surveys])
def test_leads_import_what_is_known_of_customers(
    database: Database, rulebook: Rulebook, kind: type[FileKind[Any]]
) -> None:
    with database.read() as session:
        kind.require_rights(session, person(session, Role.TEAM_LEAD).id)
        for nobody in (None, person(session, Role.AGENT).id):
            with pytest.raises(ImportRightsError):
                kind.require_rights(session, nobody)
