"""Examples of new rules: telling times of receipt, both due times, the days that count, and the days of the strip."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.models.rule_change import RuleKind
from app.models.sla import Target
from app.services.database import Database
from app.services.deadlines.drafts import new_rules
from app.services.deadlines.new_rules import NewCalendar, NewRules
from app.services.deadlines.rule_examples import DayRow, RuleExamples, Start, rule_examples
from app.services.deadlines.rulebook import POLICY_FOLDER, NoRulesError
from tests.builders import MONDAY, OFFICE, open_floor
from tests.views.desks import SHANGHAI

TEXT = (POLICY_FOLDER / "default.toml").read_text("utf-8")


def examples(database: Database, rules: NewRules, target: int = 0, own: datetime | None = None) -> RuleExamples:
    """Work examples out."""
    rulebook = open_floor(database)
    with database.read() as session:
        return rule_examples(session, rulebook, rules, target, own, now=MONDAY)


def policy(text: str = TEXT) -> NewRules:
    """A new policy."""
    return new_rules(RuleKind.POLICY, "default", text, now=MONDAY)


def calendar(**changes: Any) -> NewRules:
    """A new calendar."""
    return NewRules(calendar=NewCalendar("china_office", OFFICE | changes, {"2026-03-06": {"en": "Typhoon"}}))


def place_of(text: str, target: Target) -> int:
    """The place of the general rule of a target."""
    return [each.target for each in examples_targets(text)].index(target)


def examples_targets(text: str) -> Any:
    """The targets of a policy text."""
    from app.models.policy import Policy

    rules = policy(text)
    assert rules.policy
    return Policy.from_specification(rules.policy.specification).targets


def on(found: RuleExamples, day: date) -> DayRow:
    """One of the days."""
    return next(each for each in found.days if each.day == day)


def test_both_due_times_stand_beside_each_other_with_the_days_that_count(database: Database) -> None:
    text = TEXT.replace('"3d"', '"1d"')
    found = examples(database, policy(text), place_of(text, Target.RESOLUTION))
    now, friday = found.examples
    assert (now.kind, now.start) == (Start.NOW, MONDAY)
    assert now.before
    assert now.after
    assert (now.before.due - MONDAY, now.after.due - MONDAY) == (timedelta(3), timedelta(1))
    assert sorted(now.before.counted) == [date(2026, 3, day) for day in (3, 4, 5)]
    assert (friday.kind, friday.start) == (Start.FRIDAY, datetime(2026, 3, 6, 16, 50, tzinfo=SHANGHAI))
    assert friday.after
    assert friday.after.due == datetime(2026, 3, 9, 16, 50, tzinfo=SHANGHAI)


def test_hours_count_on_the_dates_on_which_they_pass(database: Database) -> None:
    found = examples(database, policy(), 0, datetime(2026, 3, 3, 22))  # noqa: DTZ001 - the wall clock of the calendar
    own = found.examples[-1]
    assert own.kind is Start.OWN
    assert own.after
    assert own.after.counted == {date(2026, 3, 3), date(2026, 3, 4)}


def test_the_last_working_day_before_a_holiday_is_an_example(database: Database) -> None:
    found = examples(database, calendar(holidays=["2026-03-16", "2026-03-17"]))
    before = next(each for each in found.examples if each.kind is Start.BEFORE_HOLIDAY)
    assert before.start == datetime(2026, 3, 13, 16, 50, tzinfo=SHANGHAI)


def test_the_days_are_whole_weeks_and_tell_closed_named_and_changed_ones(database: Database) -> None:
    found = examples(
        database,
        calendar(
            holidays=["2026-03-06"], breaks={"2026-03-05": ["14:00-18:00"]}, shifts={"2026-03-07": ["09:00-12:00"]}
        ),
    )
    assert [each.day for each in found.days] == [date(2026, 3, 2) + timedelta(place) for place in range(28)]
    typhoon = on(found, date(2026, 3, 6))
    assert (typhoon.worked, typhoon.worked_before, typhoon.names) == (False, True, {"en": "Typhoon"})
    assert on(found, date(2026, 3, 5)).closures == ((14 / 24, 18 / 24),)
    swapped = on(found, date(2026, 3, 7))
    assert (swapped.worked, swapped.worked_before, swapped.swapped) == (True, False, True)


def test_a_calendar_is_shown_on_a_target_that_goes_by_its_closures(database: Database) -> None:
    found = examples(database, calendar(holidays=["2026-03-03"]), -1)
    assert found.targets[found.chosen] == found.targets[place_of(TEXT, Target.RESOLUTION)]
    assert found.examples[0].before != found.examples[0].after


def test_a_target_that_the_rules_in_force_do_not_promise_has_no_due_time_before(database: Database) -> None:
    text = (
        TEXT
        + '\n[[targets]]\ntarget = "stage"\nname = "intake"\nrole = "agent"\namount = "2d"\nmeasure = "working_days"\n'
    )
    found = examples(database, policy(text), place_of(text, Target.STAGE))
    assert [each.before for each in found.examples] == [None, None]
    assert all(each.after for each in found.examples)


def test_each_target_is_shown_with_its_own_rule_and_not_a_special_one_below_it(database: Database) -> None:
    text = TEXT.replace('"5d"', '"9d"')
    found = examples(database, policy(text), place_of(text, Target.RESOLUTION))
    for each in found.examples:
        assert each.before == each.after


def test_a_policy_by_a_calendar_that_is_not_in_force_is_refused(database: Database) -> None:
    with pytest.raises(NoRulesError, match="nowhere"):
        examples(database, policy(TEXT.replace('calendar = "china_office"', 'calendar = "nowhere"')))
