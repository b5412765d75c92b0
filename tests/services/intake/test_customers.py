"""Customers are found while somebody types, and nobody is recorded twice."""

import pytest
from sqlalchemy import select

from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder
from app.services.database import Database
from app.services.intake.customers import CustomerError, address_of, digits_of, find_customers, find_or_make, orders_of
from app.services.intake.draft import Drafts
from app.services.intake.mapping_files import mapping_named
from app.services.intake.names import Names
from tests.builders import HOUR, MONDAY


@pytest.fixture
def known(database: Database) -> Database:
    """Four customers, one of them with two orders; one is another one now, and one was erased."""
    with database.write() as session:
        zhang = find_or_make(session, name="张伟", telephone="138 0001-2345", email="Zhang.Wei@example.com")
        find_or_make(session, name="张伟芳", telephone="13900067890")
        find_or_make(session, name="Anna Smith", telephone="+44 20 7946 0958", email="anna@example.com")
        find_or_make(session, name="100%_\\ Ltd", email="sales@example.com")
        session.add(Customer(name="张伟", merged_into_id=zhang.id))
        session.add(Customer(name="张伟", erased_at=MONDAY))
        for number, at in (("DD20260001", MONDAY), ("DD20260002", MONDAY + HOUR), ("TB-7", None)):
            session.add(CustomerOrder(customer_id=zhang.id, number=number, product="取暖器", ordered_at=at))
    return database


@pytest.mark.parametrize(
    ("typed", "names", "by"),
    [
        ("13800012345", ["张伟"], "138 0001-2345"),
        ("+86 138-0001-2345", ["张伟"], "138 0001-2345"),
        ("1380001", ["张伟"], "138 0001-2345"),
        ("２３４５", ["张伟"], "138 0001-2345"),
        ("7946 0958", ["Anna Smith"], "+44 20 7946 0958"),
        ("张", ["张伟", "张伟芳"], ""),
        ("伟芳", ["张伟芳"], ""),
        ("smith anna", ["Anna Smith"], ""),
        ("SMITH", ["Anna Smith"], ""),
        ("zhang.wei@", ["张伟"], "Zhang.Wei@example.com"),
        ("ANNA@example.com", ["Anna Smith"], "anna@example.com"),
        ("DD20260001", ["张伟"], "DD20260001"),
        ("dd2026", ["张伟"], "DD20260001"),
        ("TB-7", ["张伟"], "TB-7"),
        ("%_\\", ["100%_\\ Ltd"], ""),
        ("%", ["100%_\\ Ltd"], ""),
        ("nobody", [], ""),
        ("12", [], ""),
        ("张\0伟芳", ["张伟芳"], ""),
        (" \t", [], ""),
        ("'; DROP TABLE customer", [], ""),
    ],
)
def test_who_is_meant_is_found_by_what_they_say(known: Database, typed: str, names: list[str], by: str) -> None:
    with known.read() as session:
        found = find_customers(session, typed)
    assert [each.name for each in found] == names
    assert [each.by for each in found[:1]] == [by] * len(names[:1])


@pytest.mark.parametrize("typed", ["王 芳 " * 60_000, "王" * 60_000, "x" * 300_000, "1" * 300_000, "a@b" * 60_000])
def test_what_was_pasted_by_mistake_finds_nobody_however_long(known: Database, typed: str) -> None:
    with known.read() as session:
        assert find_customers(session, typed) == ()


def test_no_more_are_found_than_are_asked_for(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add_all(Customer(name=f"王{place}") for place in range(20))
    with sqlite_database.read() as session:
        assert len(find_customers(session, "王", limit=5)) == 5
        assert [each.name for each in find_customers(session, "王7")] == ["王7"]


def test_orders_come_the_newest_first(known: Database) -> None:
    with known.read() as session:
        id_ = find_customers(session, "13800012345")[0].id
        assert [order.number for order in orders_of(session, id_)] == ["DD20260002", "DD20260001", "TB-7"]


def test_whom_a_number_or_an_address_names_is_not_recorded_again(database: Database) -> None:
    with database.write() as session:
        first = find_or_make(session, name=" 李\u202e  娜 ", telephone="010-8888 0000")
        assert (first.name, first.telephone, first.email) == ("李 娜", "010-8888 0000", None)
        assert find_or_make(session, name="李女士", telephone="01088880000", email="LiNa@Example.com") is first
        assert find_or_make(session, name="", email="lina@example.com") is first
        assert find_or_make(session, name="Li Na", telephone="+86 01088880000") is first
        assert first.email == "LiNa@Example.com"
        assert set(session.execute(select(CustomerContact.kind, CustomerContact.normal))) == {
            (ContactKind.TELEPHONE, "01088880000"),
            (ContactKind.TELEPHONE, "8601088880000"),
            (ContactKind.EMAIL, "lina@example.com"),
        }


def test_where_several_share_a_number_the_name_decides(database: Database) -> None:
    with database.write() as session:
        two = [Customer(name="王强"), Customer(name="王丽")]
        session.add_all(two)
        session.flush()
        for each in two:
            session.add(
                CustomerContact(
                    customer_id=each.id, kind=ContactKind.TELEPHONE, value="02155550000", normal="02155550000"
                )
            )
        session.flush()
        assert find_or_make(session, name="王丽", telephone="021 5555 0000") is two[1]
        assert find_or_make(session, name="王明", telephone="021 5555 0000") not in two


def test_a_name_alone_is_nobody_known_and_who_was_merged_is_who_they_are_now(database: Database) -> None:
    with database.write() as session:
        one, other = (find_or_make(session, name="陈静", email=f"{place}@example.com") for place in range(2))
        assert find_or_make(session, name="陈静") not in (one, other)
        other.merged_into_id = one.id
        session.flush()
        assert find_or_make(session, name="陈静", email="1@example.com") is one


def test_who_was_erased_is_not_found_again(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        gone = find_or_make(session, name="赵敏", email="zhao@example.com")
        gone.erased_at = MONDAY
        session.flush()
        assert find_or_make(session, name="赵敏", email="zhao@example.com") is not gone


def test_nonsense_is_left_out_and_nothing_at_all_is_refused(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        made = find_or_make(session, name="x" * 300, telephone="n/a", email="none")
        assert (made.name, made.telephone, made.email) == ("x" * 200, None, None)
        assert find_or_make(session, telephone="13500000000").name == "13500000000"
        for nothing in ("", " \u200b\0 "):
            with pytest.raises(CustomerError, match="needs a name"):
                find_or_make(session, name=nothing, telephone="call me", email="@")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("+86 (0)10-8888/0000", "8601088880000"), ("１３８0001", "1380001"), ("12", ""), ("no 12345", ""), ("1" * 65, "")],
)
def test_a_telephone_is_found_by_its_digits(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


@pytest.mark.parametrize(
    ("typed", "address"),
    [(" A@Example.COM ", "a@example.com"), ("a@b@c", ""), ("a b@c", ""), ("@c", ""), ("x" * 320 + "@c", "")],
)
def test_an_address_is_found_in_small_letters(typed: str, address: str) -> None:
    assert address_of(typed) == address


def test_customers_of_an_imported_file_are_found_by_their_numbers(database: Database) -> None:
    texts = {
        "customer": ["王芳", "王芳", "李雷"],
        "customer_key": ["7", "7", "8"],
        "telephone": ["139 1111 2222", "139 1111 2222", "n/a"],
        "email": ["", "", "Li.Lei@example.com"],
    }
    drafts = Drafts([1, 2, 3], ["", "", ""], {}, {}, texts, [{}, {}, {}], {}, {})
    for _ in range(2):
        with database.write() as session:
            Names(session, mapping_named("boston311")).learn(drafts)
    with database.read() as session:
        assert [each.name for each in find_customers(session, "1111 2222")] == ["王芳"]
        assert [each.name for each in find_customers(session, "li.lei@")] == ["李雷"]
        assert len(session.scalars(select(CustomerContact.id)).all()) == 2
