"""A complaint that is recorded already is noticed while it is typed a second time."""

from datetime import timedelta

from app.models.customer import Customer
from app.models.ticket import Status, Ticket
from app.services.database import Database
from app.services.intake.customers import find_or_make
from app.services.intake.duplicates import SimilarRow, similar
from app.services.knowledge.index import index_all
from tests.builders import MONDAY, new_ticket, open_floor

TITLE = "取暖器漏电，客厅跳闸"


def found(database: Database, customer: Customer | None, title: str, text: str = "") -> list[SimilarRow]:
    with database.read() as session:
        return list(similar(session, customer.id if customer else None, title, text, now=MONDAY))


def customers(database: Database, count: int = 2) -> list[Customer]:
    with database.write() as session:
        return [find_or_make(session, name=f"客户{place}", email=f"{place}@example.com") for place in range(count)]


def leave(database: Database, ticket: Ticket, status: Status, days_ago: int) -> None:
    with database.write() as session:
        row = session.get_one(Ticket, ticket.id)
        row.status, row.received_at = status, MONDAY - timedelta(days=days_ago)


def test_the_customers_own_come_first_the_likest_above(database: Database) -> None:
    rulebook = open_floor(database)
    one, other = customers(database)
    unlike = new_ticket(database, rulebook, title="发票抬头错误", customer_id=one.id)
    like = new_ticket(database, rulebook, title="取暖器漏电", description="客厅跳闸两次", customer_id=one.id)
    theirs = new_ticket(database, rulebook, title=TITLE, customer_id=other.id)
    index_all(database)
    rows = found(database, one, TITLE)
    assert [row.id for row in rows] == [like.id, unlike.id, theirs.id]
    assert [row.is_of_customer for row in rows] == [True, True, False]
    assert rows[0].like > 0.5 > rows[1].like
    assert rows[2].like > 0.99


def test_others_are_found_by_their_words_whoever_complains(database: Database) -> None:
    rulebook = open_floor(database)
    (one,) = customers(database, 1)
    like = new_ticket(database, rulebook, title="The heater in the living room trips the fuse", customer_id=one.id)
    new_ticket(database, rulebook, title="Invoice without a name")
    index_all(database)
    assert [row.id for row in found(database, None, "heater trips the fuse")] == [like.id]
    assert found(database, None, "something else entirely") == []
    for nothing in ("", "的了是", "\0 ' OR 1=1 --"):
        assert found(database, None, nothing) == []


def test_what_the_index_does_not_hold_yet_is_found_with_its_customer(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    (one,) = customers(sqlite_database, 1)
    ticket = new_ticket(sqlite_database, rulebook, title=TITLE, customer_id=one.id)
    assert [row.id for row in found(sqlite_database, one, "")] == [ticket.id]


def test_what_is_done_long_ago_merged_or_no_complaint_is_left_out(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    (one,) = customers(sqlite_database, 1)
    states = (
        (Status.CLOSED, 31),
        (Status.CLOSED, 29),
        (Status.OPEN, 400),
        (Status.MERGED, 1),
        (Status.SPAM, 1),
    )
    for status, days_ago in states:
        leave(sqlite_database, new_ticket(sqlite_database, rulebook, title=TITLE, customer_id=one.id), status, days_ago)
    index_all(sqlite_database)
    for customer in (one, None):
        assert {row.status for row in found(sqlite_database, customer, TITLE)} == {Status.CLOSED, Status.OPEN}
        assert len(found(sqlite_database, customer, TITLE)) == 2
