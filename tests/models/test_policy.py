"""Policies: the default pack promises what the product says, and a wrong one is refused with its field."""

import pickle
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from app.models.people import Role
from app.models.policy import Policy, PolicyError, read_specification
from app.models.policy_lines import line_of
from app.models.sla import LifeEvent, Measure, Target
from app.models.ticket import Complexity, Priority, Source
from app.services.deadlines.rulebook import POLICY_FOLDER
from tests.builders import policy

DEFAULT = Policy.from_specification(policy())
HOUR = 3600


@pytest.mark.parametrize(
    ("target", "source", "complexity", "high_risk", "amount", "measure"),
    [
        (Target.FIRST_RESPONSE, Source.EMAIL, Complexity.GENERAL, False, 24 * HOUR, Measure.ROUND_THE_CLOCK),
        (Target.FIRST_RESPONSE, Source.TELEPHONE, Complexity.GENERAL, False, 300, Measure.OPENING_HOURS),
        (Target.FIRST_RESPONSE, Source.CHAT, Complexity.COMPLEX, False, 120, Measure.OPENING_HOURS),
        (Target.FIRST_RESPONSE, Source.CHAT, Complexity.COMPLEX, True, 1800, Measure.ROUND_THE_CLOCK),
        (Target.RESOLUTION, Source.CHAT, Complexity.GENERAL, False, 3, Measure.WORKING_DAYS),
        (Target.RESOLUTION, Source.CHAT, Complexity.COMPLEX, False, 5, Measure.WORKING_DAYS),
        (Target.RESOLUTION, Source.LETTER, Complexity.COMPLEX, True, 24 * HOUR, Measure.ROUND_THE_CLOCK),
        (Target.FOLLOW_UP, Source.LETTER, Complexity.GENERAL, False, 24 * HOUR, Measure.ROUND_THE_CLOCK),
    ],
)
def test_the_default_pack_promises(
    target: Target, source: Source, complexity: Complexity, high_risk: bool, amount: int, measure: Measure
) -> None:
    rule = DEFAULT.target(target, source, complexity, high_risk)
    assert rule is not None
    assert (rule.amount, rule.measure) == (amount, measure)


def test_a_target_without_a_rule_is_not_promised() -> None:
    assert DEFAULT.target(Target.STAGE, Source.EMAIL, Complexity.GENERAL, False) is None


def _target(**fields: Any) -> dict[str, Any]:
    return {"targets": [{"target": "resolution", "amount": "3d", "measure": "working_days"} | fields]}


def _matrix(amounts: object, **fields: Any) -> dict[str, Any]:
    return {"matrices": [{"target": "resolution", "measure": "opening_hours", "amounts": amounts} | fields]}


def _ladder(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"ladders": [{"targets": ["resolution"], "steps": list(steps)} | fields]}


def _extension(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"extensions": [{"target": "resolution", "steps": list(steps)}]}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"colour": "red"}, "colour is no field here; there are code, calendar"),
        ({"calendar": ""}, "calendar is a text of 1 to 64 characters."),
        ({"name": {}}, "name.en is missing."),
        ({"targets": []}, "targets: the policy promises nothing."),
        ({"targets": ["resolution"]}, "targets[1] is a table."),
        ({"ladders": []}, "ladders: nobody is warned of anything."),
        (_target(amount="3 weeks"), 'targets[1].amount is written like "5min", "24h" or "3d", not 3 weeks.'),
        (_target(amount="3h"), "targets[1].amount: 3h cannot be counted as working_days"),
        (_target(measure="moons"), "targets[1].measure is one of round_the_clock, opening_hours, natural_days"),
        (_target(source=["email", "fax"]), "targets[1].source[2] is one of telephone"),
        (_target(source="chat"), "targets[1].source is a list."),
        (_target(high_risk="yes"), "targets[1].high_risk is true or false."),
        (_target(high_risk=1), "targets[1].high_risk is true or false."),
        (_target(owner="me"), "targets[1].owner is no field here"),
        (_target(priority=["huge"]), "targets[1].priority[1] is one of low, normal, high, urgent"),
        (_target(level=[""]), "targets[1].level[1] is a text of 1 to 32 characters."),
        (_target(department=["billing"]), "targets[1].department is for task."),
        (_target(name="triage"), "targets[1].name is for stage and milestone."),
        (_target(repeats=True), "targets[1].repeats is for milestone."),
        (_target(starts="tomorrow"), "targets[1].starts is one of at_once, next_day, not tomorrow."),
        (_target(cut_off="5 pm"), 'targets[1].cut_off is written like "17:00", not 5 pm.'),
        (_target(cut_off=17), 'targets[1].cut_off is written like "17:00", not 17.'),
        (_target(due="noon"), "targets[1].due is one of same_time, end_of_day, not noon."),
        (_target(roll_forward="back"), "targets[1].roll_forward is true or false."),
        (_target(target="stage"), "targets[1].name is missing."),
        (_target(target="stage", name="triage"), "targets[1].role is missing."),
        (_target(target="milestone", name="notice"), "targets[1].met_by says what the milestone waits for."),
        (_target(target="milestone", name="notice", met_by=["waiting"]), "targets[1].met_by[1] is one of informed"),
        (_matrix({}), "matrices[1].amounts has a row for each priority."),
        (_matrix({"vip": {"urgent": "2h"}}), "matrices[1].amounts.vip is no field here; there are low, normal"),
        (_matrix({"urgent": "2h"}), "matrices[1].amounts.urgent is a table."),
        (_matrix({"urgent": {}}), "matrices[1].amounts.urgent has an amount for each level of customer"),
        (_matrix({"urgent": {"vip": "2d"}}), "matrices[1].amounts.urgent.vip: 2d cannot be counted as opening_hours"),
        (_matrix({"urgent": {"other": "2h"}}, target="stage"), "matrices[1].target: a stage has no matrix."),
        ({"pauses": {"lunch": ["dinner"]}}, "pauses.lunch[1] is one of first_response"),
        ({"pauses": {"lunch": "resolution"}}, "pauses.lunch is a table."),
        ({"pauses": {"w" * 65: ["resolution"]}}, "w: a reason has 1 to 64 characters."),
        ({"pauses": {"lunch": {"targets": [], "longest": "1d"}}}, "pauses.lunch.measure is missing."),
        ({"restarts": {"facts": ["dinner"]}}, "restarts.facts[1] is one of first_response"),
        (_extension({"approver": "manager"}), "extensions[1].steps[1].to is missing."),
        (_extension({"to": "9d", "approver": "boss"}), "extensions[1].steps[1].approver is one of agent"),
        (_extension({"to": "2d", "approver": "manager"}), "extensions[1].steps[1].to: no resolution is shorter"),
        (_extension({"to": "99h", "approver": "manager"}), None),
        (
            _extension({"to": "9d", "approver": "manager"}, {"to": "8d", "approver": "manager"}),
            "extensions[1].steps[2].to is longer than the step before it, in the same unit.",
        ),
        ({"extensions": _extension()["extensions"] * 2}, "extensions[2].target: resolution has extensions already."),
        (_ladder({"share": 0.5}), "ladders[1].steps[1].step is missing."),
        (_ladder({"step": "a" * 65, "share": 0.5}), "ladders[1].steps[1].step is a text of 1 to 64 characters."),
        ({"ladders": [{"targets": ["resolution"]}]}, "ladders[1].steps is missing."),
        ({"ladders": [{"steps": []}]}, "ladders[1].targets is missing."),
        (_ladder({"step": "quarantined", "share": 1}), "the key quarantined is for clocks set aside"),
        (_ladder({"step": "a"}), "ladders[1].steps[1] needs one of share, before_due and after_due."),
        (_ladder({"step": "a", "share": 1, "after_due": "1h"}), "needs one of share, before_due and after_due."),
        (_ladder({"step": "a", "share": -1}), "ladders[1].steps[1].share is a number from 0, not -1."),
        (_ladder({"step": "a", "share": "half"}), "ladders[1].steps[1].share is a number from 0, not half."),
        (_ladder({"step": "a", "before_due": "1d"}), "ladders[1].steps[1].before_due is a time in hours or minutes."),
        (_ladder({"step": "a", "after_due": "0h", "every": "0h"}), "every is longer than nothing."),
        (_ladder({"step": "a", "after_due": "1h", "times": 2}), "ladders[1].steps[1].times stands beside every."),
        (_ladder({"step": "a", "share": 1, "every": "1h", "times": 0}), "times is a whole number above 0."),
        (_ladder({"step": "a", "share": 0.5, "notify": ["boss"]}), "notify[1] is one of owner, team_lead"),
        (_ladder({"step": "a", "share": 0.5, "effects": ["fire"]}), "effects[1] is one of reassign"),
        (
            _ladder({"step": "a", "share": 0.5}, {"step": "a", "share": 0.9}),
            "ladders[1].steps[2]: a step before it is called a too.",
        ),
        (
            _ladder({"step": "late", "after_due": "1h"}, {"step": "early", "share": 0.5}),
            "ladders[1].steps[2]: early stands above late and comes before it.",
        ),
        (
            _ladder({"step": "late", "before_due": "1h"}, {"step": "early", "before_due": "2h"}),
            "ladders[1].steps[2]: early stands above late and comes before it.",
        ),
    ],
)
def test_a_wrong_policy_is_refused_with_its_field(changes: dict[str, Any], sentence: str | None) -> None:
    if sentence is None:
        # The fast lane's resolution is counted in hours.
        assert Policy.from_specification(policy(**changes))
        return
    with pytest.raises(PolicyError, match=re.escape(sentence)):
        Policy.from_specification(policy(**changes))


# Every value is the number of its line; ~ stands for three double quotes.
NUMBERED = r"""code = 1
"a name with = [" = 2  # = 3
name = { zh = 3, en = 3, "x.y" = { z = 3 } }
text.of.many = 4
text.lines = [5, [5, 5,
    # 9,
    7], { a = 7, b = [7,
    8] },
]
noise = '''
[[targets]]
'''
more = ~
a = "1" \~ ""
x = 1""~
last = "\"[[a]]"

[[targets]]
amount = 19
[targets.inner]
deep = 21
[[targets.steps]]
at = 23
[[targets.steps]]
at = 25

[[targets]]
"amount" = 28
'source' = [29,
30 ,30, 30
,]  # not 1

  [[ targets . steps ]]
  at = 34

[pauses.'by night']
since = 37
until . hour = 38
""".replace("~", '"' * 3)


def _numbers(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(value, int):
        yield path, value
    elif isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _numbers(inner, (*path, name))


def test_every_field_of_a_text_is_found_on_its_line() -> None:
    found = list(_numbers(tomllib.loads(NUMBERED)))
    assert len(found) > 20
    for path, line in found:
        assert line_of(NUMBERED, path) == line, path
    assert line_of(NUMBERED, ("targets", 1, "missing")) == line_of(NUMBERED, ("targets", 1)) == 27
    assert line_of(NUMBERED, ("targets", 0, "steps", 1, "missing")) == 24
    assert line_of(NUMBERED, ("last",)) == 16
    assert line_of(NUMBERED, ("missing",)) == 1


@pytest.mark.parametrize(
    ("wrong", "right", "field", "line"),
    [
        ('amount = "5d"', 'amount = "5h"', "targets[5].amount", 33),
        ('source = ["chat"]', 'source = ["fax"]', "targets[3].source[1]", 20),
        ('amount = "5d"\n', "\n", "targets[5].amount", 30),
        ('share = 0.9, notify = ["supervisor"]', "share = -1", "ladders[1].steps[3].share", 81),
        ('notify = ["supervisor"]', 'inform = ["supervisor"]', "ladders[1].steps[3].inform", 81),
        ('waiting_for_customer = ["resolution"]', 'waiting = ["all"]', "pauses.waiting[1]", 74),
        ("[pauses]", '[restarts]\nfacts = ["approval"]\n[pauses]', "restarts.facts", 74),
        ('calendar = "china_office"\n', "\n", "calendar", 1),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_field_and_line(wrong: str, right: str, field: str, line: int) -> None:
    text = (POLICY_FOLDER / "default.toml").read_text(encoding="utf-8")
    assert text.count(wrong) == 1
    with pytest.raises(PolicyError) as refused:
        read_specification(text.replace(wrong, right))
    error = refused.value
    assert (error.values["field"], error.line) == (field, line)
    assert str(error).startswith(field)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line, again.path) == (str(error), line, error.path)


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("a = [\n", 2)])
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(PolicyError, match="This is no TOML") as refused:
        read_specification(text)
    assert refused.value.line == line


def test_a_priority_and_a_level_have_their_amount_in_a_matrix() -> None:
    general = {"target": "resolution", "amount": "40h", "measure": "opening_hours"}
    special = {"target": "resolution", "amount": "1h", "measure": "opening_hours", "high_risk": True}
    rows = {"urgent": {"other": "4h", "vip": "2h"}, "high": {"other": "8h"}}
    found = Policy.from_specification(policy(targets=[general, special], **_matrix(rows, due="end_of_day")))

    def hours(priority: Priority, level: str | None = None, high_risk: bool = False) -> float:
        rule = found.target(
            Target.RESOLUTION, Source.EMAIL, Complexity.GENERAL, high_risk, priority=priority, level=level
        )
        assert rule is not None
        assert rule.counting == ("end_of_day" if rule.priorities else "")
        return rule.amount / HOUR

    assert [hours(Priority.URGENT, level) for level in ("vip", "gold", None)] == [2, 4, 4]
    assert [hours(Priority.HIGH, level) for level in ("vip", None)] == [8, 8]
    assert hours(Priority.NORMAL, "vip") == 40
    # What has conditions of its own wins over the matrix.
    assert hours(Priority.URGENT, "vip", high_risk=True) == 1


def test_departments_stages_and_milestones_have_their_own_targets() -> None:
    days = {"measure": "working_days"}
    found = Policy.from_specification(
        policy(
            targets=[
                {"target": "task", "amount": "3d", **days},
                {"target": "task", "amount": "1d", "department": ["billing", "legal"], **days},
                {"target": "stage", "name": "triage", "amount": "1d", "role": "agent", **days},
                {"target": "stage", "name": "handling", "amount": "5d", "role": "supervisor", **days},
                {"target": "stage", "name": "triage", "amount": "0d", "role": "agent", "priority": ["urgent"], **days},
                {"target": "milestone", "name": "notice", "amount": "7d", "met_by": ["informed"], "repeats": True}
                | {"measure": "natural_days", "starts": "next_day", "cut_off": "17:00"},
            ]
        )
    )
    general = (Source.EMAIL, Complexity.GENERAL, False)
    tasks = [found.target(Target.TASK, *general, department=each) for each in (None, "sales", "legal")]
    assert [rule and rule.amount for rule in tasks] == [3, 3, 1]
    assert found.names(Target.STAGE) == ("triage", "handling")
    triage = [found.target(Target.STAGE, *general, name="triage", priority=each) for each in Priority]
    assert [rule and (rule.amount, rule.role) for rule in triage] == [(1, Role.AGENT)] * 3 + [(0, Role.AGENT)]
    assert found.target(Target.STAGE, *general) is None
    [name] = found.names(Target.MILESTONE)
    notice = found.target(Target.MILESTONE, *general, name=name)
    assert notice is not None
    assert (notice.repeats, notice.counting) == (True, "next_day cut_off=17:00")
    assert [event for event in LifeEvent if event in list(map(str, notice.met_by))] == [LifeEvent.INFORMED]


def test_pauses_restarts_and_extensions_say_how_far_they_reach() -> None:
    found = Policy.from_specification(
        policy(
            pauses={
                "waiting_for_customer": ["resolution"],
                "expert": {"targets": ["resolution", "task"], "longest": "10d", "measure": "natural_days"},
            },
            restarts={"new_facts": ["resolution"]},
            **_extension({"to": "9d", "approver": "supervisor"}, {"to": "20d", "approver": "manager", "notice": True}),
        )
    )
    assert Target.RESOLUTION in found.pauses["waiting_for_customer"]
    assert Target.TASK not in found.pauses["waiting_for_customer"]
    assert (found.pauses["expert"].longest, found.pauses["expert"].measure) == (10, Measure.NATURAL_DAYS)
    assert Target.RESOLUTION in found.restarts["new_facts"]

    def approver(amount: int | None, measure: Measure | None = Measure.WORKING_DAYS) -> Role | None:
        step = found.next_extension(Target.RESOLUTION, measure, amount)
        return step.approver if step else None

    assert [approver(days) for days in (3, 8, 9, 20)] == [Role.SUPERVISOR, Role.SUPERVISOR, Role.MANAGER, None]
    assert approver(3, Measure.OPENING_HOURS) is None
    assert approver(None, None) is None
