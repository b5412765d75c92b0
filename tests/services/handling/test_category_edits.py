"""The tree of categories on both databases: every edit carries along what belongs to it, and refuses what cannot be."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.models.knowledge import Article, Readership
from app.models.people import Role
from app.models.sla import Clock, LifeEvent
from app.models.ticket import Category, Status, Ticket, TicketEvent
from app.services.assessment.categories import (
    CategoryError,
    CategoryRightsError,
    add_category,
    bring_back_category,
    read_tree,
    rename_category,
    retire_category,
)
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.category_edits import (
    CATEGORY_CHANGED,
    change_category,
    mark_category,
    merge_category,
    move_category,
)
from app.services.handling.events import happen
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person

Ids = dict[str, int]
Edit = Callable[..., Any]


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    return open_floor(database)


@pytest.fixture
def ids(database: Database, rulebook: Rulebook) -> Ids:
    """Two branches: billing with fees and refunds, and goods with damage."""
    found: Ids = {}
    with database.write() as session:
        by = person(session, Role.MANAGER).id
        for path in ("Billing", "Billing / Fees", "Billing / Refunds", "Goods", "Goods / Damage"):
            parent, _, name = path.rpartition(" / ")
            found[path] = add_category(session, name, found.get(parent), by=by).id
    return found


@pytest.fixture
def edit(database: Database) -> Edit:
    """Does an edit as the manager."""

    def done(function: Callable[..., Any], *arguments: Any, by: Role = Role.MANAGER, **more: Any) -> Any:
        with database.write() as session:
            return function(session, *arguments, by=person(session, by).id, **more)

    return done


def paths(database: Database) -> list[str]:
    with database.read() as session:
        return [each.path for each in read_tree(session, None).rows]


def ticket_of(session: Session, ticket: Ticket) -> Ticket:
    return session.get_one(Ticket, ticket.id)


def test_the_tree_is_read_in_its_order_with_what_is_open(database: Database, rulebook: Rulebook, ids: Ids) -> None:
    for status in (Status.OPEN, Status.CLOSED):
        ticket = new_ticket(database, rulebook, category_id=ids["Billing / Fees"])
        with database.write() as session:
            ticket_of(session, ticket).status = status
    with database.read() as session:
        tree = read_tree(session, person(session, Role.SUPERVISOR).id)
        assert not read_tree(session, person(session, Role.TEAM_LEAD).id).may_edit
    assert tree.may_edit
    assert [(each.path, each.open) for each in tree.rows] == [
        ("Billing", 0),
        ("Billing / Fees", 1),
        ("Billing / Refunds", 0),
        ("Goods", 0),
        ("Goods / Damage", 0),
    ]


@pytest.mark.parametrize("role", [Role.AGENT, Role.TEAM_LEAD])
def test_only_who_leads_the_floor_edits_the_tree(ids: Ids, edit: Edit, role: Role) -> None:
    with pytest.raises(CategoryRightsError):
        edit(add_category, "New", None, by=role)


def test_a_new_name_is_in_the_paths_of_all_below(database: Database, ids: Ids, edit: Edit) -> None:
    edit(rename_category, ids["Billing"], " Invoices  and fees ")
    assert paths(database)[:3] == [
        "Invoices and fees",
        "Invoices and fees / Fees",
        "Invoices and fees / Refunds",
    ]


@pytest.mark.parametrize("name", ["", "  ", "/", "a / b", "x" * 201, "goods", "GOODS"])
def test_a_name_that_is_none_or_taken_is_refused(database: Database, ids: Ids, edit: Edit, name: str) -> None:
    before = paths(database)
    with pytest.raises(CategoryError):
        edit(add_category, name, None)
    with pytest.raises(CategoryError):
        edit(rename_category, ids["Billing"], name)
    assert paths(database) == before


def test_names_may_be_written_in_other_letters(database: Database, ids: Ids, edit: Edit) -> None:
    edit(rename_category, ids["Billing"], "BILLING")
    assert paths(database)[1] == "BILLING / Fees"


def test_a_path_has_an_end(ids: Ids, edit: Edit) -> None:
    parent = ids["Goods"]
    for number in range(4):
        parent = edit(add_category, f"{number}" * 190, parent).id
    with pytest.raises(CategoryError):
        edit(add_category, "4" * 190, parent)


def test_a_category_moves_with_all_below_it(database: Database, rulebook: Rulebook, ids: Ids, edit: Edit) -> None:
    edit(move_category, rulebook, ids["Billing"], ids["Goods"], 0, now=MONDAY)
    assert paths(database) == [
        "Goods",
        "Goods / Billing",
        "Goods / Billing / Fees",
        "Goods / Billing / Refunds",
        "Goods / Damage",
    ]
    edit(move_category, rulebook, ids["Billing / Refunds"], None, None, now=MONDAY)
    assert paths(database)[-1] == "Refunds"


def test_categories_are_put_in_another_order(database: Database, rulebook: Rulebook, ids: Ids, edit: Edit) -> None:
    edit(move_category, rulebook, ids["Goods"], None, 0, now=MONDAY)
    edit(move_category, rulebook, ids["Billing / Refunds"], ids["Billing"], 0, now=MONDAY)
    assert paths(database) == ["Goods", "Goods / Damage", "Billing", "Billing / Refunds", "Billing / Fees"]


@pytest.mark.parametrize("into", ["Billing", "Billing / Fees"])
def test_nothing_lies_below_itself(rulebook: Rulebook, ids: Ids, edit: Edit, into: str) -> None:
    with pytest.raises(CategoryError):
        edit(move_category, rulebook, ids["Billing"], ids[into], now=MONDAY)
    with pytest.raises(CategoryError):
        edit(merge_category, rulebook, ids["Billing"], ids[into], now=MONDAY)


def test_what_is_retired_takes_no_new_complaint_until_it_is_back(
    database: Database, rulebook: Rulebook, ids: Ids, edit: Edit
) -> None:
    ticket = new_ticket(database, rulebook)
    edit(retire_category, ids["Billing"])
    with database.write() as session, pytest.raises(CategoryError):
        change_category(
            session, rulebook, ticket_of(session, ticket), ids["Billing / Fees"], person_id=None, now=MONDAY
        )
    with pytest.raises(CategoryError):
        edit(add_category, "New", ids["Billing"])
    with pytest.raises(CategoryError):
        edit(move_category, rulebook, ids["Goods / Damage"], ids["Billing"], now=MONDAY)
    edit(bring_back_category, ids["Billing / Fees"])
    with database.read() as session:
        active = {each.path for each in read_tree(session, None).rows if each.active}
    assert active == {"Billing", "Billing / Fees", "Goods", "Goods / Damage"}


def test_what_is_merged_is_one_with_all_that_belonged_to_it(
    database: Database, rulebook: Rulebook, ids: Ids, edit: Edit
) -> None:
    edit(add_category, "Damage", ids["Billing"])
    deep = edit(add_category, "Torn", edit(add_category, "damage", ids["Billing / Fees"]).id).id
    ticket = new_ticket(database, rulebook, category_id=ids["Billing / Fees"])
    with database.write() as session:
        article = Article(title="Fees", body="", audience=Readership.INTERNAL, category_id=ids["Billing / Fees"])
        article.created_at = article.changed_at = MONDAY
        session.add(article)
        session.flush()
        article_id = article.id
    edit(merge_category, rulebook, ids["Billing / Fees"], ids["Goods"], now=MONDAY)
    assert paths(database) == [
        "Billing",
        "Billing / Refunds",
        "Billing / Damage",
        "Goods",
        "Goods / Damage",
        "Goods / Damage / Torn",
    ]
    with database.read() as session:
        assert ticket_of(session, ticket).category_id == ids["Goods"]
        assert session.get_one(Article, article_id).category_id == ids["Goods"]
        assert session.get_one(Category, deep).parent_id == ids["Goods / Damage"]
        (event,) = session.query(TicketEvent).filter_by(ticket_id=ticket.id, kind=CATEGORY_CHANGED)
        assert event.details == {"category": ["Billing / Fees", "Goods"]}
    with pytest.raises(CategoryError):
        edit(rename_category, ids["Billing / Fees"], "New")


def test_a_mark_hurries_what_is_open_in_the_branch_and_goes_again(
    database: Database, rulebook: Rulebook, ids: Ids, edit: Edit
) -> None:
    below, beside = (new_ticket(database, rulebook, category_id=ids[path]) for path in ("Goods / Damage", "Billing"))
    waiting, told = (new_ticket(database, rulebook, category_id=ids["Goods"]) for _ in range(2))
    with database.write() as session:
        happen(session, rulebook, ticket_of(session, waiting), LifeEvent.WAITING, now=MONDAY + HOUR)
        happen(session, rulebook, ticket_of(session, told), LifeEvent.RESOLVED, now=MONDAY + HOUR)
    assert edit(mark_category, rulebook, ids["Goods"], True, now=MONDAY + 2 * HOUR) == 3
    with database.read() as session:
        risky = [ticket_of(session, each).high_risk for each in (below, waiting, told, beside)]
        assert risky == [True, True, True, False]
        # Neither a wait nor a result that is still to be followed up hides it.
        assert [ticket_of(session, each).status for each in (waiting, told)] == [Status.OPEN] * 2
        rows = {each.path: (each.high_risk, each.risky) for each in read_tree(session, None).rows}
    assert rows["Goods / Damage"] == (False, True)
    assert {clock.fast_lane for clock in clocks_of(database, below) if clock.stopped_at is None} == {True}
    # Of one that is marked by itself the mark above says nothing new.
    assert edit(mark_category, rulebook, ids["Goods / Damage"], True, now=MONDAY + 3 * HOUR) == 0
    assert edit(mark_category, rulebook, ids["Goods"], False, now=MONDAY + 3 * HOUR) == 2
    with database.read() as session:
        assert [ticket_of(session, each).high_risk for each in (below, waiting)] == [True, False]


def test_many_complaints_take_no_more_statements_than_a_few_and_each_what_it_takes_alone(
    database: Database, rulebook: Rulebook, ids: Ids, edit: Edit
) -> None:
    branches = {"Billing / Fees": 1, "Billing / Refunds": 2, "Goods / Damage": 6}
    tickets = {
        path: [new_ticket(database, rulebook, category_id=ids[path]) for _ in range(count)]
        for path, count in branches.items()
    }
    for high_risk, at in ((True, MONDAY + 2 * HOUR), (False, MONDAY + 3 * HOUR)):
        counts = {}
        for path in branches:
            said: list[str] = []
            note = partial(lambda said, *given: said.append(given[2]), said)
            event.listen(database.engine, "before_cursor_execute", note)
            edit(mark_category, rulebook, ids[path], high_risk, now=at)
            event.remove(database.engine, "before_cursor_execute", note)
            counts[path] = len(said)
        assert counts["Billing / Refunds"] == counts["Goods / Damage"]
    alone, *together = (_known(database, ticket) for path in branches for ticket in tickets[path])
    assert together == [alone] * 8


def _known(database: Database, ticket: Ticket) -> Any:
    """What is on record of a complaint but its identity."""
    columns = [each.name for each in Clock.__table__.columns if each.name not in ("id", "ticket_id")]
    with database.read() as session:
        row = ticket_of(session, ticket)
        events = session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id)
        return (
            [(row.high_risk, row.risk, row.score, row.version)],
            [(each.kind, each.at, each.person_id, each.details) for each in events],
            sorted([str(getattr(each, name)) for name in columns] for each in clocks_of(database, ticket)),
        )


@pytest.mark.parametrize("how", ["move", "merge"])
def test_what_comes_below_a_mark_is_of_high_risk(
    database: Database, rulebook: Rulebook, ids: Ids, edit: Edit, how: str
) -> None:
    ticket = new_ticket(database, rulebook, category_id=ids["Billing / Fees"])
    edit(mark_category, rulebook, ids["Goods"], True, now=MONDAY)
    if how == "move":
        edit(move_category, rulebook, ids["Billing"], ids["Goods"], now=MONDAY)
    else:
        edit(merge_category, rulebook, ids["Billing"], ids["Goods"], now=MONDAY)
    with database.read() as session:
        assert ticket_of(session, ticket).high_risk


def test_another_category_is_on_record_and_brings_its_risk(
    database: Database, rulebook: Rulebook, ids: Ids, edit: Edit
) -> None:
    ticket = new_ticket(database, rulebook)
    edit(mark_category, rulebook, ids["Goods"], True, now=MONDAY)
    with database.write() as session:
        found = ticket_of(session, ticket)
        change_category(session, rulebook, found, ids["Goods / Damage"], person_id=None, now=MONDAY + HOUR)
        change_category(session, rulebook, found, ids["Goods / Damage"], person_id=None, now=MONDAY + HOUR)
        assert found.high_risk
        change_category(session, rulebook, found, None, person_id=None, now=MONDAY + 2 * HOUR)
        assert not found.high_risk
    with database.read() as session:
        events = session.query(TicketEvent).filter_by(ticket_id=ticket.id, kind=CATEGORY_CHANGED).order_by("id")
        said = [each.details["category"] for each in events if each.details]
    assert said == [["", "Goods / Damage"], ["Goods / Damage", ""]]
