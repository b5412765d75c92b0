"""Versions of policies: published with the text that people wrote, never changed, readable for ever."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError

from app.models.policy import Policy, PolicyError
from app.models.sla import CalendarVersion, PolicyVersion, Target
from app.models.ticket import Source
from app.services.database import Database
from app.services.deadlines.rule_lock import hold_rules
from app.services.deadlines.rulebook import (
    POLICY_FOLDER,
    NoRulesError,
    Rulebook,
    check_file,
    install_samples,
    policy_of_floor,
    publish_calendar,
    publish_file,
    publish_policy,
    use_policy,
)
from tests.builders import MONDAY, OFFICE, clocks_of, new_ticket, open_floor, policy

DEFAULT = POLICY_FOLDER / "default.toml"


def versions(database: Database, code: str = "default") -> list[tuple[int, dict[str, Any], str | None]]:
    """The versions of a policy as they are kept."""
    with database.read() as session:
        found = session.scalars(select(PolicyVersion).where(PolicyVersion.code == code).order_by(PolicyVersion.number))
        return [(each.number, each.specification, each.source) for each in found]


def test_a_version_keeps_the_text_that_people_wrote(database: Database, tmp_path: Path) -> None:
    open_floor(database)
    changed = tmp_path / "default.toml"
    changed.write_text(DEFAULT.read_text("utf-8").replace('amount = "5d"', 'amount = "6d"'), encoding="utf-8")
    with database.write() as session:
        publish_file(session, changed, now=MONDAY)
    (_, first, no_text), (number, second, source) = versions(database)
    assert (number, no_text, source) == (2, None, changed.read_text("utf-8"))
    assert first["targets"][4]["amount"] == "5d"
    assert second["targets"][4]["amount"] == "6d"


def test_what_says_the_same_is_no_new_version(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        assert publish_file(session, DEFAULT, now=MONDAY).number == 1
    assert len(versions(database)) == 1


@pytest.mark.parametrize("column", ["specification = '{}'", "source = 'other'", "number = 7", "digest = ''"])
def test_a_version_is_never_changed_used_or_not(database: Database, column: str) -> None:
    open_floor(database)
    before = versions(database)
    with pytest.raises(DBAPIError), database.write() as session:
        session.execute(text(f"UPDATE policy_version SET {column}"))
    with pytest.raises(DBAPIError), database.write() as session:
        session.execute(text("DELETE FROM policy_version"))
    assert versions(database) == before


def test_a_running_clock_keeps_its_version_whatever_is_published(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    [before] = clocks_of(database, ticket, Target.RESOLUTION)
    shorter = policy(targets=[{"target": "resolution", "amount": "1d", "measure": "working_days"}])
    with database.write() as session:
        publish_policy(session, shorter, now=MONDAY)
    [after] = clocks_of(database, ticket, Target.RESOLUTION)
    assert (after.policy_version_id, after.due_at) == (before.policy_version_id, before.due_at)
    [started] = clocks_of(database, new_ticket(database, rulebook), Target.RESOLUTION)
    assert started.policy_version_id != before.policy_version_id
    assert started.due_at == MONDAY + timedelta(1)


def test_what_a_transaction_publishes_is_in_force_in_it_at_once(database: Database) -> None:
    rulebook = open_floor(database)
    shorter = policy(targets=[{"target": "resolution", "amount": "1d", "measure": "working_days"}])
    with database.write() as session:
        before = rulebook.in_force(session, "default")
        version = publish_policy(session, shorter, now=MONDAY)
        now = rulebook.in_force(session, "default")
    assert (now.policy_version_id, now.calendar_version_id) == (version.id, before.calendar_version_id)
    assert version.id != before.policy_version_id


def test_what_others_published_until_the_rules_are_held_is_in_force(postgresql_database: Database) -> None:
    database = postgresql_database
    rulebook = open_floor(database)
    shorter = policy(targets=[{"target": "resolution", "amount": "1d", "measure": "working_days"}])
    with database.write() as session:
        rulebook.in_force(session, "default")
        with database.write() as other:
            published = publish_policy(other, shorter, now=MONDAY).id
        hold_rules(session)
        assert rulebook.in_force(session, "default").policy_version_id == published


def test_a_complaint_on_the_telephone_is_recorded_by_nine_statements(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    new_ticket(sqlite_database, rulebook, source=Source.TELEPHONE)
    counted: list[str] = []
    event.listen(sqlite_database.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    ticket = new_ticket(sqlite_database, rulebook, source=Source.TELEPHONE)
    assert len(counted) <= 9, "\n".join(counted)
    assert ticket.first_responded_at == ticket.received_at


def test_a_floor_works_under_the_policy_that_was_chosen(database: Database) -> None:
    rulebook = open_floor(database)
    before = new_ticket(database, rulebook)
    days = {"measure": "natural_days", "due": "end_of_day"}
    other = policy(code="finance", targets=[{"target": "resolution", "amount": "15d", **days}])
    with database.write() as session:
        with pytest.raises(NoRulesError, match="finance"):
            use_policy(session, "finance")
        publish_policy(session, other, now=MONDAY)
        assert policy_of_floor(session) == "default"
        use_policy(session, "finance")
        assert policy_of_floor(session) == "finance", "also in the transaction that has read it before"
    after = new_ticket(database, rulebook)
    named = new_ticket(database, rulebook, policy="default")
    assert [each.policy for each in (before, after, named)] == ["default", "finance", "default"]
    [clock] = clocks_of(database, after)
    assert (clock.amount, clock.counting) == (15, "end_of_day")


def test_every_pack_is_published_at_the_first_start_and_can_be_read_back(database: Database) -> None:
    with database.write() as session:
        installed = install_samples(session, now=MONDAY)
        assert install_samples(session, now=MONDAY) == []
    packs = [file.stem for file in POLICY_FOLDER.glob("*.toml")]
    assert set(packs) <= set(installed)
    with database.read() as session:
        for code in packs:
            rules = Rulebook().in_force(session, code)
            assert rules.policy.code == code
            [(_, _, source)] = versions(database, code)
            assert source == (POLICY_FOLDER / f"{code}.toml").read_text("utf-8")


def test_what_was_published_before_the_language_grew_is_still_read() -> None:
    old = """{"code": "default", "calendar": "office", "name": {"zh": "默认", "en": "Default"},
      "targets": [{"target": "resolution", "amount": "3d", "measure": "working_days", "complexity": ["general"]},
        {"target": "resolution", "amount": "1440 min", "measure": "round_the_clock", "high_risk": true}],
      "pauses": {"waiting_for_customer": ["resolution"], "holiday": []},
      "ladders": [{"targets": ["resolution", "task"], "steps": [{"step": "half", "share": 0.5, "notify": ["owner"]},
        {"step": "breach", "share": 1, "effects": ["reassign", "raise_priority"]},
        {"step": "overdue", "after_due": "0h", "every": "4h", "times": 3}]},
        {"targets": ["task"], "steps": []}]}"""
    found = Policy.from_specification(json.loads(old))
    assert [(rule.amount, rule.counting) for rule in found.targets] == [(3, ""), (86_400, "")]
    assert Target.RESOLUTION in found.pauses["waiting_for_customer"]
    assert [step.key for step in found.ladders[Target.RESOLUTION]] == ["half", "breach", "overdue"]
    assert found.ladders[Target.TASK] == ()


def test_a_file_is_checked_without_being_published(tmp_path: Path) -> None:
    assert check_file(DEFAULT) == "default"
    assert check_file(POLICY_FOLDER.parent / "calendars" / "uk_office.toml") == "uk_office"
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(DEFAULT.read_text("utf-8").replace('"2min"', '"2d"'), encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        check_file(wrong)
    assert str(refused.value).startswith(f"{wrong}:21: targets[3].amount: 2d cannot be counted as opening_hours")
    with pytest.raises(PolicyError, match=r"nothing\.toml: .*No such file"):
        check_file(tmp_path / "nothing.toml")


def test_closures_that_are_called_otherwise_make_a_new_version_and_the_same_names_do_not(database: Database) -> None:
    open_floor(database)
    spec, names = OFFICE | {"holidays": ["2026-10-01"]}, {"2026-10-01": {"zh": "国庆节", "en": "National Day"}}
    with database.write() as session:
        numbers = [
            publish_calendar(session, "china_office", spec, names=given, now=MONDAY).number
            for given in (names, names, {**names, "2026-10-01": {"zh": "盘点", "en": "Stock-taking"}}, None)
        ]
    assert numbers == [2, 2, 3, 3]


def test_the_shipped_calendars_name_their_holidays(database: Database) -> None:
    with database.write() as session:
        install_samples(session, now=MONDAY)
        found = session.scalars(select(CalendarVersion).where(CalendarVersion.code == "china_office")).one()
        assert found.names
        assert found.names["2026-10-01"] == {"zh": "国庆节", "en": "National Day"}
