"""Deadlines and steps as tables of examples: every row is a promise that somebody could ask about."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.calendar import BusinessCalendar
from app.models.deadline import Deadline, Times
from app.models.policy import Step
from app.models.sla import Measure
from tests.builders import OFFICE

SHANGHAI = ZoneInfo("Asia/Shanghai")
TIMES = Times.of(BusinessCalendar.from_spec(OFFICE))
LADDER = (
    Step("half", share=0.5),
    Step("nine_tenths", share=0.9),
    Step("breach", share=1.0),
    Step("overdue", after_due=4 * 3600, every=4 * 3600),
)
ROUND, OPEN, NATURAL, WORKING = (
    Measure.ROUND_THE_CLOCK,
    Measure.OPENING_HOURS,
    Measure.NATURAL_DAYS,
    Measure.WORKING_DAYS,
)


def at(text: str) -> datetime:
    """A wall time of March 2026 in Shanghai, "02 10:00"; the 2nd is a Monday, opening hours are 9-12 and 13-18."""
    return datetime.strptime(f"2026-03-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("started", "measure", "amount", "pauses", "due"),
    [
        ("02 10:00", ROUND, 24 * 3600, [], "03 10:00"),
        ("06 17:00", ROUND, 24 * 3600, [], "07 17:00"),
        ("02 11:58", OPEN, 300, [], "02 13:03"),
        ("02 20:00", OPEN, 300, [], "03 09:05"),
        # Exactly at a close: Friday 18:00 must not become Monday 09:00.
        ("06 17:00", OPEN, 3600, [], "06 18:00"),
        ("02 10:00", NATURAL, 3, [], "05 10:00"),
        ("05 10:00", WORKING, 3, [], "10 10:00"),
        ("07 10:00", WORKING, 1, [], "09 10:00"),
        # A pause moves the deadline by as much of the clock's own time as it took.
        ("02 10:00", OPEN, 7200, [("02 11:00", "02 14:00")], "02 15:00"),
        ("02 10:00", WORKING, 3, [("03 10:00", "04 10:00")], "06 10:00"),
        ("02 10:00", ROUND, 24 * 3600, [("02 12:00", "02 13:00")], "03 11:00"),
        # Over the weekend it takes nothing of the opening hours.
        ("06 17:00", OPEN, 3600, [("06 18:00", "09 09:00")], "06 18:00"),
        # A pause that began after the deadline cannot save it; one that began at it neither.
        ("02 10:00", OPEN, 3600, [("02 11:00", "02 17:00")], "02 11:00"),
        ("02 10:00", OPEN, 3600, [("02 10:30", "02 10:45"), ("02 11:05", "02 11:10")], "02 11:20"),
        # Entered late, pauses overlap, lie within each other or begin before the clock: no instant is taken twice.
        ("02 13:00", OPEN, 7200, [("02 13:30", "02 14:30"), ("02 14:00", "02 15:00")], "02 16:30"),
        ("02 13:00", OPEN, 7200, [("02 13:30", "02 14:30"), ("02 14:00", "02 14:10")], "02 16:00"),
        ("02 13:00", OPEN, 7200, [("02 11:00", "02 14:00")], "02 16:00"),
        ("02 13:00", OPEN, 7200, [("02 11:00", "02 12:00")], "02 15:00"),
    ],
)
def test_a_deadline_is(started: str, measure: Measure, amount: int, pauses: list[tuple[str, str]], due: str) -> None:
    stretches = [(at(start), at(end)) for start, end in pauses]
    assert Deadline(at(started), measure, amount, TIMES, pauses=stretches).due == at(due)


def test_a_recorded_deadline_is_kept_and_moved_by_pauses() -> None:
    recorded = at("07 23:00")
    assert Deadline(at("02 10:00"), None, None, TIMES, recorded_due_at=recorded).due == recorded
    paused = [(at("03 00:00"), at("03 06:00"))]
    assert Deadline(at("02 10:00"), None, None, TIMES, recorded_due_at=recorded, pauses=paused).due == at("08 05:00")


@pytest.mark.parametrize(
    ("measure", "amount", "fast_lane", "instants"),
    [
        # Two opening hours from 10:00: noon is a close, so what is owed then is told when work goes on.
        (OPEN, 7200, False, ["02 11:00", "02 11:48", "02 13:00", "02 17:00", "03 13:00"]),
        (WORKING, 1, False, ["02 15:00", "03 09:12", "03 10:00", "03 15:00", "04 10:00"]),
        # Half of a day and a half lies in the night: the owner hears of it in the morning.
        (ROUND, 24 * 3600, False, ["03 09:00", "03 09:00", "03 10:00", "03 15:00", "04 10:00"]),
        # The fast lane knows no night, and is late by the clock on the wall.
        (ROUND, 24 * 3600, True, ["02 22:00", "03 07:36", "03 10:00", "03 14:00", "03 18:00"]),
    ],
)
def test_steps_are_owed_at(measure: Measure, amount: int, fast_lane: bool, instants: list[str]) -> None:
    deadline = Deadline(at("02 10:00"), measure, amount, TIMES, fast_lane=fast_lane)
    owed = [(step, 1) for step in LADDER] + [(LADDER[-1], 2)]
    assert [deadline.at(step, occurrence) for step, occurrence in owed] == [at(instant) for instant in instants]


def test_a_pause_moves_only_the_steps_after_it() -> None:
    paused = Deadline(at("02 09:00"), OPEN, 4 * 3600, TIMES, pauses=[(at("02 14:00"), at("02 15:00"))])
    assert paused.at(LADDER[0], 1) == at("02 11:00")
    assert paused.at(LADDER[1], 1) == at("02 13:36")
    assert paused.at(LADDER[2], 1) == at("02 14:00")
    earlier = Deadline(at("02 09:00"), OPEN, 4 * 3600, TIMES, pauses=[(at("02 10:00"), at("02 11:00"))])
    assert [earlier.at(step, 1) for step in LADDER[:3]] == [at("02 13:00"), at("02 14:36"), at("02 15:00")]


def test_a_pause_after_the_deadline_holds_back_the_reminders_but_not_the_deadline() -> None:
    deadline = Deadline(at("02 09:00"), OPEN, 3600, TIMES, pauses=[(at("02 11:00"), at("02 14:00"))])
    assert deadline.due == at("02 10:00")
    assert deadline.at(LADDER[3], 1) == at("02 17:00")


def test_what_was_raised_is_not_owed_again_though_the_deadline_moved() -> None:
    deadline = Deadline(at("02 10:00"), OPEN, 7200, TIMES, pauses=[(at("02 11:30"), at("02 17:00"))])
    owed, coming = deadline.owed(LADDER, {"half": 1, "nine_tenths": 1}, at("02 12:00"))
    assert owed == []
    assert coming is not None
    assert (coming.step.key, coming.at) == ("breach", at("02 17:30"))


def test_missed_steps_are_owed_in_order_with_every_repeat() -> None:
    owed, coming = Deadline(at("02 10:00"), OPEN, 7200, TIMES).owed(LADDER, {}, at("03 14:00"))
    assert [(each.step.key, each.occurrence) for each in owed] == [
        ("half", 1),
        ("nine_tenths", 1),
        ("breach", 1),
        ("overdue", 1),
        ("overdue", 2),
    ]
    assert coming is not None
    assert (coming.step.key, coming.occurrence, coming.at) == ("overdue", 3, at("03 17:00"))


def test_a_repeat_of_a_lower_step_comes_before_a_higher_one() -> None:
    ladder = (Step("nag", after_due=0, every=600), Step("last", after_due=7200))
    deadline = Deadline(at("02 09:00"), OPEN, 3600, TIMES)
    owed, coming = deadline.owed(ladder, {"nag": 2}, at("02 10:15"))
    assert owed == []
    assert coming is not None
    assert (coming.step.key, coming.at) == ("nag", at("02 10:20"))


def test_a_limited_repeat_ends() -> None:
    ladder = (Step("nag", after_due=0, every=600, times=2),)
    deadline = Deadline(at("02 09:00"), OPEN, 3600, TIMES)
    assert [each.occurrence for each in deadline.owed(ladder, {}, at("02 18:00"))[0]] == [1, 2]
    assert deadline.next_owed(ladder, {"nag": 2}) is None


instants = st.integers(0, 20 * 86400).map(lambda seconds: at("02 00:00") + timedelta(seconds=seconds))


@given(
    started=instants,
    amount=st.integers(60, 5 * 86400),
    measure=st.sampled_from([ROUND, OPEN]),
    fast_lane=st.booleans(),
    edges=st.lists(instants, max_size=6, unique=True),
    now=instants,
)
def test_the_ladder_rises_in_time_whatever_the_pauses(
    started: datetime, amount: int, measure: Measure, fast_lane: bool, edges: list[datetime], now: datetime
) -> None:
    edges = sorted(edge for edge in edges if edge > started)
    pauses = list(zip(edges[::2], edges[1::2], strict=False))
    deadline = Deadline(started, measure, amount, TIMES, pauses=pauses, fast_lane=fast_lane)
    last_step = LADDER[-1]
    passed = deadline.last_owed(last_step, now)
    assert passed == sum(each.step is last_step for each in deadline.owed(LADDER, {}, now)[0])
    firsts = [deadline.at(step, 1) for step in LADDER]
    assert firsts == sorted(firsts)
    assert deadline.due >= deadline.undisturbed
    # What is owed now and what comes next are exactly the steps, cut at `now`.
    owed, coming = deadline.owed(LADDER[:3], {}, now)
    assert [each.at for each in owed] == [each for each in firsts[:3] if each <= now]
    assert (coming.at if coming else None) == next((each for each in firsts[:3] if each > now), None)
