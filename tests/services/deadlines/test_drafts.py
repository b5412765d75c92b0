"""Drafts of rules: what people edit says what is in force, everyday changes are said in the text, faults are placed."""

import tomllib
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from app.models.calendar import CalendarError
from app.models.people import Person, Role
from app.models.policy import read_specification
from app.models.rule_change import RuleKind
from app.models.toml_text import as_toml
from app.services.database import Database
from app.services.deadlines.calendar_edits import close_day, close_from, forget_day, work_on
from app.services.deadlines.calendars import CALENDAR_FOLDER, load_definitions, read_definition, resolve
from app.services.deadlines.drafts import (
    DraftError,
    discard_draft,
    find_draft,
    new_rules,
    open_draft,
    problem_of,
    save_draft,
)
from app.services.deadlines.rule_rights import RuleRightsError
from app.services.deadlines.rulebook import POLICY_FOLDER, NoRulesError, install_samples, read_policy, years_known
from tests.builders import MONDAY, OFFICE, open_floor, person, policy

OFFICE_TEXT = (CALENDAR_FOLDER / "china_office.toml").read_text(encoding="utf-8")
TYPHOON = {"zh": "台风", "en": "Typhoon"}
YEARS = range(2026, 2028)
# A Tuesday, 14:00 in Shanghai.
TUESDAY_TWO = datetime(2026, 9, 1, 6, tzinfo=UTC)


def manager(session: Session) -> int:
    """Somebody who may change rules, on a floor of nobody else's too."""
    found = Person(name="Manager", role=Role.MANAGER)
    session.add(found)
    session.flush()
    return found.id


def test_a_draft_begins_as_what_is_in_force_and_is_kept_for_everybody(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        agent = person(session, Role.MANAGER)
        draft = open_draft(session, RuleKind.POLICY, "default", person_id=agent.id, now=MONDAY)
        assert (draft.based_on, draft.in_force, draft.changed_by) == (1, 1, agent.name)
        assert read_specification(draft.text) == policy()
        saved = save_draft(session, draft.id, "half a", version=draft.version, person_id=agent.id, now=MONDAY)
        assert open_draft(session, RuleKind.POLICY, "default", person_id=agent.id, now=MONDAY) == saved
        assert saved.text == "half a"
        with pytest.raises(DraftError, match="saved this draft since"):
            save_draft(session, draft.id, "", version=draft.version, person_id=agent.id, now=MONDAY)
        clerk = person(session, Role.SUPERVISOR)
        for refused in (clerk.id, None):
            with pytest.raises(RuleRightsError):
                open_draft(session, RuleKind.POLICY, "default", person_id=refused, now=MONDAY)
            with pytest.raises(RuleRightsError):
                save_draft(session, draft.id, "", version=saved.version, person_id=refused, now=MONDAY)
            with pytest.raises(RuleRightsError):
                discard_draft(session, draft.id, person_id=refused)
        assert find_draft(session, RuleKind.POLICY, "default") == saved
        discard_draft(session, draft.id, person_id=agent.id)
        discard_draft(session, draft.id, person_id=agent.id)
        with pytest.raises(DraftError, match="is gone"):
            save_draft(session, draft.id, "", version=saved.version, person_id=agent.id, now=MONDAY)
        with pytest.raises(NoRulesError):
            open_draft(session, RuleKind.CALENDAR, "default", person_id=agent.id, now=MONDAY)


@pytest.mark.parametrize("file", sorted(POLICY_FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_a_specification_written_as_text_says_the_same(file: object) -> None:
    specification = read_policy(file)  # type: ignore[arg-type]
    assert read_specification(as_toml(specification)) == specification


def test_a_text_survives_every_letter() -> None:
    odd = {"a b": 'quote " back \\ tab \t del \x7f zh 时', "on": True, "empty": {}, "list": [1, 2.5, {"x": "y"}]}
    assert tomllib.loads(as_toml(odd)) == odd


def test_the_draft_of_a_calendar_says_the_days_that_are_in_force(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        install_samples(session, now=MONDAY)
        draft = open_draft(session, RuleKind.CALENDAR, "china_office", person_id=manager(session), now=MONDAY)
    assert draft.text == OFFICE_TEXT
    rules = new_rules(RuleKind.CALENDAR, "china_office", draft.text, now=MONDAY)
    definition = next(each for each in load_definitions() if each.code == "china_office")
    assert rules.calendar
    assert rules.calendar.specification == resolve(definition, years_known(MONDAY))


def test_a_calendar_that_never_was_a_text_is_written_out(sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        draft = open_draft(session, RuleKind.CALENDAR, "china_office", person_id=manager(session), now=MONDAY)
    written = resolve(read_definition(draft.text), YEARS)
    assert (written["zone"], written["weekly"]) == (OFFICE["zone"], OFFICE["weekly"])


def test_a_typhoon_today_from_two_closes_the_rest_of_the_day() -> None:
    text = close_from(OFFICE_TEXT, TUESDAY_TWO, names=TYPHOON)
    definition = read_definition(text)
    assert definition.breaks == {"2026-09-01": ["14:00-24:00"]}
    assert definition.names == {"2026-09-01": TYPHOON}
    # Nothing that people wrote is lost.
    assert all(line in text.splitlines() for line in OFFICE_TEXT.splitlines())


def test_a_closure_over_several_days_makes_the_whole_ones_holidays() -> None:
    until = datetime(2026, 9, 4, 3, 30, 20, tzinfo=UTC)
    definition = read_definition(close_from(OFFICE_TEXT, TUESDAY_TWO, until))
    assert definition.breaks == {"2026-09-01": ["14:00-24:00"], "2026-09-04": ["00:00-11:31"]}
    assert definition.closed == ["2026-09-02", "2026-09-03"]
    with pytest.raises(CalendarError, match="Nothing is closed"):
        close_from(OFFICE_TEXT, TUESDAY_TWO, TUESDAY_TWO)


def test_two_closures_of_a_date_stand_beside_each_other() -> None:
    morning = datetime(2026, 9, 1, 1, tzinfo=UTC)
    text = close_from(close_from(OFFICE_TEXT, TUESDAY_TWO), morning, morning.replace(hour=2))
    assert read_definition(text).breaks == {"2026-09-01": ["09:00-10:00", "14:00-24:00"]}


def test_a_date_is_either_a_holiday_or_worked_and_can_be_forgotten() -> None:
    day = date(2026, 12, 31)
    closed = close_day(OFFICE_TEXT, day, TYPHOON)
    assert read_definition(closed).closed == ["2026-12-31"]
    worked = work_on(closed, day)
    assert (read_definition(worked).closed, read_definition(worked).working) == ([], ["2026-12-31"])
    assert read_definition(worked).names == {}
    assert read_definition(forget_day(worked, day)) == read_definition(OFFICE_TEXT)
    assert read_definition(work_on(OFFICE_TEXT, date(2026, 10, 1))).working == ["2026-10-01"]


def test_changes_find_their_place_however_a_calendar_is_written() -> None:
    text = OFFICE_TEXT.replace(
        "\n[name]", '\nbreaks = { "2026-09-02" = ["15:00-16:00"] }\nclosed = [\n  2026-05-01,\n]\n[name]'
    )
    closed = close_from(text, TUESDAY_TWO)
    assert read_definition(closed).breaks == {"2026-09-01": ["14:00-24:00"], "2026-09-02": ["15:00-16:00"]}
    assert read_definition(forget_day(closed, date(2026, 9, 2))).breaks == {"2026-09-01": ["14:00-24:00"]}
    assert read_definition(close_day(closed, date(2026, 9, 1))).closed == ["2026-05-01", "2026-09-01"]


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Beijing"', 'zone = "Asia/Beijing"', "is no time zone"),
        ('mon = ["09:00-12:00"', 'mon = ["09:00-14:00"', 'mon = ["09:00-14:00", "13:30-18:00"]', "overlap"),
        ("[weekly]", "[weekly", "[weekly", "TOML"),
        ("[name]", "closed = [2026-02-30]\n[name]", "closed = [2026-02-30]", "TOML"),
        ("[name]", 'closed = ["2026-2-3"]\n[name]', 'closed = ["2026-2-3"]', "is no date"),
        ("[name]", "open = 1\n[name]", "open = 1", "is no field"),
        ('code = "china_office"', 'code = "office"', 'code = "office"', "this is the draft of"),
    ],
)
def test_a_fault_of_a_calendar_is_told_with_its_line(before: str, after: str, line: str, said: str) -> None:
    text = OFFICE_TEXT.replace(before, after, 1)
    problem = problem_of(RuleKind.CALENDAR, "china_office", text, now=MONDAY)
    assert problem is not None
    assert said in str(problem.error)
    assert text.splitlines()[problem.line - 1] == line


def test_a_fault_of_a_policy_is_told_with_its_line_and_field() -> None:
    text = (POLICY_FOLDER / "default.toml").read_text(encoding="utf-8")
    assert problem_of(RuleKind.POLICY, "default", text, now=MONDAY) is None
    problem = problem_of(RuleKind.POLICY, "default", text.replace('"24h"', '"24 hours"', 1), now=MONDAY)
    assert problem is not None
    assert (problem.field, text.splitlines()[problem.line - 1]) == ("targets[1].amount", 'amount = "24h"')
