"""The rules that a screen lists: versions, what they govern, drafts, changes, and who may change them."""

from datetime import timedelta

from app.models.people import Role
from app.models.rule_change import RuleKind
from app.services.database import Database
from app.services.deadlines.drafts import new_rules, open_draft
from app.services.deadlines.impact import preview
from app.services.deadlines.rule_changes import apply
from app.services.deadlines.rule_list import RuleList, RuleRow, list_rules
from app.services.deadlines.rule_undoing import undo
from app.services.deadlines.rulebook import Rulebook, install_samples
from tests.builders import MONDAY, clocks_of, new_ticket, open_floor, person


def listed(database: Database, role: Role = Role.MANAGER) -> RuleList:
    """What somebody sees."""
    with database.read() as session:
        return list_rules(session, person(session, role).id)


def row_of(found: RuleList, code: str) -> RuleRow:
    """One of the rules."""
    return next(each for each in found.rules if each.code == code)


def shorten(database: Database, rulebook: Rulebook) -> int:
    """Let the manager promise two working days instead of three; return the change."""
    with database.write() as session:
        me = person(session, Role.MANAGER).id
        draft = open_draft(session, RuleKind.POLICY, "default", person_id=me, now=MONDAY)
        rules = new_rules(RuleKind.POLICY, "default", draft.text.replace('"3d"', '"2d"'), now=MONDAY)
        seen = preview(session, rulebook, rules, now=MONDAY)
        return apply(session, rulebook, seen, "shorter", person_id=me, now=MONDAY).id


def test_a_rule_is_listed_with_its_version_its_draft_and_what_all_its_versions_govern(database: Database) -> None:
    rulebook = open_floor(database)
    tickets = [new_ticket(database, rulebook, now=MONDAY - timedelta(hours=1)) for _ in range(2)]
    shorten(database, rulebook)
    tickets.append(new_ticket(database, rulebook))
    found = row_of(listed(database), "default")
    assert (found.kind, found.version, found.since, found.by) == (RuleKind.POLICY, 2, MONDAY, "manager")
    assert found.drafted_by == "manager"
    assert found.name["en"] == "Default policy"
    assert found.clocks == sum(len(clocks_of(database, ticket)) for ticket in tickets)
    calendar = row_of(listed(database), "china_office")
    assert (calendar.kind, calendar.version, calendar.by, calendar.drafted_by) == (RuleKind.CALENDAR, 1, "", None)


def test_shipped_calendars_are_called_by_their_names(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        install_samples(session, now=MONDAY)
    assert row_of(listed(database), "germany_office").name["zh"] == "德国办公时间"


def test_the_newest_change_that_holds_is_the_one_to_undo(database: Database) -> None:
    rulebook = open_floor(database)
    new_ticket(database, rulebook, now=MONDAY - timedelta(hours=1))
    change = shorten(database, rulebook)
    (row,) = listed(database).changes
    assert (row.id, row.code, row.version, row.by, row.reason, row.moved) == (
        change,
        "default",
        2,
        "manager",
        "shorter",
        1,
    )
    assert row.last
    with database.write() as session:
        boss = person(session, Role.ADMINISTRATOR).id
        undo(session, change, person_id=boss, now=MONDAY + timedelta(hours=1))
    (row,) = listed(database).changes
    assert (row.undone_at, row.undone_by, row.last) == (MONDAY + timedelta(hours=1), "administrator", False)


def test_managers_and_administrators_may_change_rules_and_nobody_else(database: Database) -> None:
    open_floor(database)
    assert {role for role in Role if listed(database, role).may_change} == {Role.MANAGER, Role.ADMINISTRATOR}
    with database.read() as session:
        assert not list_rules(session, None).may_change
