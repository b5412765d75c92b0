"""The packs that ship: what each promises, by date, on the calendars that ship with them."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.models.calendar import BusinessCalendar
from app.models.deadline import Deadline, Times
from app.models.people import Role
from app.models.policy import Policy
from app.models.sla import Target
from app.models.ticket import Complexity, Priority, Source
from app.services.deadlines.calendars import load_definitions, resolve
from app.services.deadlines.rulebook import POLICY_FOLDER, read_policy
from app.services.reporting.words import STAGES

ANSWER, RESOLVE, TASK, STAGE, MILESTONE = (
    Target.FIRST_RESPONSE,
    Target.RESOLUTION,
    Target.TASK,
    Target.STAGE,
    Target.MILESTONE,
)


@cache
def pack(code: str) -> Policy:
    """A pack that ships."""
    return Policy.from_specification(read_policy(POLICY_FOLDER / f"{code}.toml"))


@cache
def times(code: str) -> Times:
    """The calendar of a pack, with the holidays of these years."""
    definition = next(each for each in load_definitions() if each.code == pack(code).calendar)
    return Times.of(BusinessCalendar.from_spec(resolve(definition, range(2025, 2027))))


def facts(words: str) -> dict[str, Any]:
    """What a ticket is, from a few words, the rest being ordinary."""
    found: dict[str, Any] = {"source": Source.EMAIL, "complexity": Complexity.GENERAL, "high_risk": False}
    for word in words.split():
        name, _, value = word.partition("=")
        found[name] = {
            "source": Source,
            "complexity": Complexity,
            "priority": Priority,
            "high_risk": bool,
        }.get(name, str)(value)
    return found


@pytest.mark.parametrize(
    ("code", "target", "words", "received", "due"),
    [
        ("default", RESOLVE, "", "2026-03-02 10:00", "2026-03-05 10:00"),
        ("default", RESOLVE, "complexity=complex", "2026-02-13 10:00", "2026-02-27 10:00"),
        ("default", ANSWER, "source=chat", "2026-03-02 12:00", "2026-03-02 13:32"),
        # Fifteen natural days, the day of receipt not among them; over the National Day holidays all the same.
        ("china_finance", RESOLVE, "", "2026-03-02 10:00", "2026-03-18 00:00"),
        ("china_finance", RESOLVE, "", "2026-03-02 00:00", "2026-03-18 00:00"),
        ("china_finance", RESOLVE, "", "2026-03-02 23:59", "2026-03-18 00:00"),
        ("china_finance", RESOLVE, "complexity=complex", "2026-09-20 10:00", "2026-10-06 00:00"),
        ("china_finance", ANSWER, "high_risk=1", "2026-03-07 03:00", "2026-03-07 03:30"),
        ("china_telecom", RESOLVE, "", "2025-12-25 20:00", "2026-01-10 00:00"),
        ("china_telecom", RESOLVE, "source=regulator", "2026-02-10 09:00", "2026-02-21 00:00"),
        ("china_telecom", ANSWER, "source=telephone", "2026-02-15 10:00", "2026-02-24 09:05"),
        # By severity: day and night what is pressing, working days the rest.
        ("hotline_12345", ANSWER, "priority=urgent", "2026-10-01 03:00", "2026-10-01 03:30"),
        ("hotline_12345", RESOLVE, "priority=urgent", "2026-10-01 03:00", "2026-10-01 05:00"),
        ("hotline_12345", RESOLVE, "priority=urgent complexity=complex", "2026-10-01 03:00", "2026-10-01 05:00"),
        ("hotline_12345", RESOLVE, "priority=high", "2026-10-01 03:00", "2026-10-02 03:00"),
        ("hotline_12345", ANSWER, "priority=high", "2026-10-01 03:00", "2026-10-01 05:00"),
        ("hotline_12345", ANSWER, "priority=high level=priority_group", "2026-10-01 03:00", "2026-10-01 04:00"),
        # The Saturdays 14 and 28 February are worked instead of days of the Spring Festival.
        ("hotline_12345", RESOLVE, "", "2026-02-13 10:00", "2026-02-27 18:00"),
        ("hotline_12345", RESOLVE, "", "2026-02-13 17:30", "2026-02-27 18:00"),
        ("hotline_12345", RESOLVE, "", "2026-02-13 17:31", "2026-02-28 18:00"),
        ("hotline_12345", RESOLVE, "priority=low complexity=complex", "2026-03-02 10:00", "2026-03-23 18:00"),
        ("hotline_12345", TASK, "department=sanitation", "2026-03-06 16:00", "2026-03-11 18:00"),
        ("hotline_12345", TASK, "department=water", "2026-03-06 16:00", "2026-03-09 18:00"),
        ("hotline_12345", STAGE, "name=intake", "2026-03-07 23:50", "2026-03-08 00:20"),
        ("hotline_12345", STAGE, "name=dispatch", "2026-03-07 23:50", "2026-03-08 00:20"),
        ("hotline_12345", STAGE, "name=handling", "2026-03-06 16:00", "2026-03-12 18:00"),
        ("hotline_12345", STAGE, "name=handling priority=urgent", "2026-03-07 23:50", "2026-03-08 00:35"),
        ("hotline_12345", STAGE, "name=reply", "2026-03-06 16:00", "2026-03-09 18:00"),
        ("china_finance", STAGE, "name=investigation", "2026-03-02 10:00", "2026-03-10 00:00"),
        ("china_market_regulation", STAGE, "name=intake", "2026-04-30 16:00", "2026-05-13 18:00"),
        # Begun on the last day before the Labour Day holidays; Saturday, 9 May, is worked.
        ("china_market_regulation", ANSWER, "", "2026-04-30 16:00", "2026-05-13 18:00"),
        ("china_market_regulation", STAGE, "name=mediation", "2026-03-02 10:00", "2026-05-08 18:00"),
        # The law of 2026: sixty natural days, over the same holidays.
        ("china_market_regulation_2026", ANSWER, "", "2026-04-30 16:00", "2026-05-13 18:00"),
        ("china_market_regulation_2026", STAGE, "name=mediation", "2026-04-30 16:00", "2026-06-30 00:00"),
        # Eight weeks, over the change to summer time; three business days around Easter.
        ("uk_complaints", RESOLVE, "", "2026-03-02 10:00", "2026-04-28 00:00"),
        ("uk_complaints", MILESTONE, "name=summary_resolution", "2026-04-02 16:00", "2026-04-09 17:30"),
        ("uk_complaints", MILESTONE, "name=summary_resolution", "2026-04-02 17:31", "2026-04-09 17:30"),
        ("uk_complaints", MILESTONE, "name=summary_resolution", "2026-04-04 11:00", "2026-04-09 17:30"),
        ("uk_complaints", ANSWER, "", "2026-04-02 16:00", "2026-04-07 17:30"),
        ("uk_complaints", ANSWER, "level=vulnerable", "2026-04-02 16:00", "2026-04-07 11:30"),
        ("uk_complaints", MILESTONE, "name=progress", "2026-12-01 09:00", "2026-12-30 00:00"),
        ("eu_payments", RESOLVE, "", "2026-04-01 10:00", "2026-04-24 17:00"),
        # The seventh day lies in the Spring Festival: it moves to the end of the first working day after it.
        ("interim_notices", MILESTONE, "name=interim_notice", "2026-03-02 10:00", "2026-03-10 00:00"),
        ("interim_notices", MILESTONE, "name=interim_notice", "2026-02-10 10:00", "2026-02-25 00:00"),
        ("interim_notices", RESOLVE, "", "2026-09-05 10:00", "2026-10-09 00:00"),
    ],
)
def test_a_pack_promises_by_date(code: str, target: Target, words: str, received: str, due: str) -> None:
    rule = pack(code).target(target, **facts(words))
    assert rule is not None
    zone = times(code).opening_hours.hours.zone
    assert due_of(code, rule.amount, rule.measure, rule.counting, received) == wall(due, zone)


@pytest.mark.parametrize("file", sorted(POLICY_FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_a_pack_with_stages_names_all_of_them_from_the_first_on(file: Path) -> None:
    # A complaint begins in the first one: mediation, for one, is none to begin in.
    policy = pack(file.stem)
    stages = policy.names(STAGE)
    assert stages[:1] in ((), ("intake",))
    assert set(stages) <= set(STAGES)
    assert not stages or policy.ladders[STAGE]


def due_of(code: str, amount: int, measure: Any, counting: str, received: str) -> datetime:
    """When an amount is due under the calendar of a pack."""
    zone = times(code).opening_hours.hours.zone
    return Deadline(wall(received, zone), measure, amount, times(code), counting=counting).due


def wall(text: str, zone: ZoneInfo) -> datetime:
    """An instant by the wall clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("code", "received", "steps"),
    [
        (
            "china_finance",
            "2026-03-02 10:00",
            [(30, Role.SUPERVISOR, True, "2026-04-02 00:00"), (60, Role.MANAGER, True, "2026-05-02 00:00")],
        ),
        ("eu_payments", "2026-04-01 10:00", [(35, Role.SUPERVISOR, True, "2026-05-27 17:00")]),
        ("hotline_12345", "2026-03-02 10:00", [(20, Role.SUPERVISOR, True, "2026-03-30 18:00")]),
    ],
)
def test_a_pack_extends_with_approval_and_notice(
    code: str, received: str, steps: list[tuple[int, Role, bool, str]]
) -> None:
    policy = pack(code)
    rule = policy.target(RESOLVE, **facts(""))
    assert rule is not None
    amount = rule.amount
    found = []
    while step := policy.next_extension(RESOLVE, rule.measure, amount):
        amount = step.to
        found.append((step.to, step.approver, step.notice, due_of(code, amount, rule.measure, rule.counting, received)))
    zone = times(code).opening_hours.hours.zone
    assert found == [(to, approver, notice, wall(due, zone)) for to, approver, notice, due in steps]


def test_a_pack_pauses_and_begins_anew_for_its_reasons() -> None:
    waiting = pack("hotline_12345").pauses["waiting_for_customer"]
    assert (waiting.longest, RESOLVE in waiting, ANSWER in waiting) == (5, True, False)
    assert RESOLVE in pack("hotline_12345").restarts["new_facts"]
    assert "waiting_for_customer" not in pack("china_finance").pauses
    assert RESOLVE in pack("china_finance").restarts["new_facts"]
    assert STAGE in pack("china_market_regulation").pauses["inspection"]


@pytest.mark.parametrize(
    ("code", "target", "step", "received", "owed"),
    [
        # Two working days to have an extension approved and told; the due time is a midnight.
        ("china_finance", RESOLVE, "two_days_left", "2026-03-02 10:00", "2026-03-16 09:00"),
        ("hotline_12345", RESOLVE, "last_hour", "2026-03-02 10:00", "2026-03-09 17:00"),
        ("china_market_regulation_2026", STAGE, "two_days_left", "2026-04-30 16:00", "2026-06-26 09:00"),
        ("uk_complaints", RESOLVE, "three_days_left", "2026-03-02 10:00", "2026-04-23 09:30"),
        ("eu_payments", RESOLVE, "two_days_left", "2026-04-01 10:00", "2026-04-23 09:00"),
        ("interim_notices", MILESTONE, "last_day", "2026-03-02 10:00", "2026-03-09 09:30"),
    ],
)
def test_a_pack_warns_working_days_before_the_end(
    code: str, target: Target, step: str, received: str, owed: str
) -> None:
    *_, name = pack(code).names(target)
    rule = pack(code).target(target, name=name, **facts(""))
    assert rule is not None
    zone = times(code).opening_hours.hours.zone
    deadline = Deadline(wall(received, zone), rule.measure, rule.amount, times(code), counting=rule.counting, pauses=())
    (warning,) = (each for each in pack(code).ladders[target] if each.key == step)
    assert deadline.at(warning, 1) == wall(owed, zone)
