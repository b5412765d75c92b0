"""How days are counted: every row is what a law or a floor supervisor would say, and a slow walk agrees."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.models.calendar import BusinessCalendar
from app.models.counting import Counting, Due, Starts
from app.models.deadline import Deadline, Stretch, Times
from app.models.ladder import Step
from app.models.sla import Measure

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ROUND, OPEN, NATURAL, WORKING = (
    Measure.ROUND_THE_CLOCK,
    Measure.OPENING_HOURS,
    Measure.NATURAL_DAYS,
    Measure.WORKING_DAYS,
)
HOURS = {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
# 2026: New Year with a swapped Sunday; Spring Festival from 15 to 23 February with two swapped weekends; National Day.
CHINA: dict[str, Any] = {
    "zone": "Asia/Shanghai",
    "weekly": HOURS,
    "holidays": [
        *("2026-01-01", "2026-01-02", "2026-01-03"),
        *(f"2026-02-{day}" for day in range(15, 24)),
        *(f"2026-10-0{day}" for day in range(1, 8)),
    ],
    "shifts": dict.fromkeys(["2026-01-04", "2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10"], HOURS["mon"]),
    "breaks": {"2026-03-05": ["14:00-18:00"], "2026-03-12": ["00:00-24:00"]},
}
TIMES = Times.of(BusinessCalendar.from_spec(CHINA))
GERMAN = Times.of(BusinessCalendar.from_spec({"zone": "Europe/Berlin", "weekly": HOURS, "holidays": ["2026-04-06"]}))
NIGHTS = Times.of(
    BusinessCalendar.from_spec({"zone": "Asia/Shanghai", "weekly": {day: ["20:00-04:00"] for day in HOURS}})
)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A wall time, "2026-03-02 10:00"; 2 March 2026 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    "text",
    ["", "next_day", "cut_off=17:00", "next_day cut_off=17:00 end_of_day roll_forward", "end_of_day", "roll_forward"],
)
def test_the_text_of_a_counting_gives_it_back(text: str) -> None:
    assert str(Counting.parse(text)) == text


@pytest.mark.parametrize("text", ["tomorrow", "cut_off=25:00", "end_of_day next_day", "at_once", "cut_off=17:00:00"])
def test_any_other_text_is_no_counting(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        Counting.parse(text)


@pytest.mark.parametrize(
    ("counting", "started", "measure", "amount", "due"),
    [
        # The day of receipt does not count, and the last one counts to its end: with and without hours of business.
        ("end_of_day", "2026-03-02 10:00", NATURAL, 15, "2026-03-18 00:00"),
        ("end_of_day", "2026-03-02 10:00", WORKING, 3, "2026-03-05 14:00"),
        ("end_of_day", "2026-03-02 10:00", WORKING, 7, "2026-03-11 18:00"),
        ("next_day", "2026-03-02 10:00", NATURAL, 15, "2026-03-18 00:00"),
        ("next_day", "2026-03-02 10:00", WORKING, 7, "2026-03-11 18:00"),
        ("next_day", "2026-03-02 10:00", OPEN, 2 * 3600, "2026-03-03 11:00"),
        ("next_day", "2026-03-02 10:00", ROUND, 2 * 3600, "2026-03-03 02:00"),
        # Received before opening, in the lunch break, after closing: the day is the day.
        ("end_of_day", "2026-03-02 07:00", WORKING, 1, "2026-03-03 18:00"),
        ("end_of_day", "2026-03-02 12:30", WORKING, 1, "2026-03-03 18:00"),
        ("end_of_day", "2026-03-02 23:59", WORKING, 1, "2026-03-03 18:00"),
        # Received on a closed day, the next working day is the first that counts.
        ("end_of_day", "2026-03-07 10:00", WORKING, 1, "2026-03-09 18:00"),
        ("next_day", "2026-03-07 10:00", WORKING, 1, "2026-03-09 18:00"),
        ("end_of_day", "2026-03-07 10:00", WORKING, 0, "2026-03-09 18:00"),
        ("end_of_day", "2026-03-02 10:00", WORKING, 0, "2026-03-02 18:00"),
        ("end_of_day", "2026-03-02 00:00", NATURAL, 0, "2026-03-03 00:00"),
        # The cut-off: on the minute it is in time, a moment later it is tomorrow.
        ("cut_off=17:00 end_of_day", "2026-03-02 17:00", WORKING, 1, "2026-03-03 18:00"),
        ("cut_off=17:00 end_of_day", "2026-03-02 17:00:01", WORKING, 1, "2026-03-04 18:00"),
        ("cut_off=17:00 end_of_day", "2026-03-06 17:30", WORKING, 1, "2026-03-10 18:00"),
        ("cut_off=17:00 end_of_day", "2026-03-07 10:00", WORKING, 1, "2026-03-10 18:00"),
        ("cut_off=17:00 end_of_day", "2026-03-06 17:30", NATURAL, 1, "2026-03-09 00:00"),
        ("cut_off=17:00", "2026-03-02 17:30", WORKING, 1, "2026-03-04 09:00"),
        ("cut_off=17:00", "2026-03-02 17:30", OPEN, 3600, "2026-03-03 10:00"),
        ("cut_off=17:00", "2026-03-02 16:30", OPEN, 3600, "2026-03-02 17:30"),
        ("cut_off=17:00", "2026-03-02 17:30", ROUND, 3600, "2026-03-03 01:00"),
        ("next_day cut_off=17:00", "2026-03-02 17:30", WORKING, 1, "2026-03-04 18:00"),
        ("next_day cut_off=17:00", "2026-03-02 17:30", OPEN, 3600, "2026-03-04 10:00"),
        # Swapped working days count: Saturday 14 and 28 February, Sunday 4 January.
        ("end_of_day", "2026-02-13 10:00", WORKING, 1, "2026-02-14 18:00"),
        ("end_of_day", "2026-02-13 10:00", WORKING, 2, "2026-02-24 18:00"),
        ("end_of_day", "2026-02-27 10:00", WORKING, 1, "2026-02-28 18:00"),
        # Over the year's end, and begun on the last day before a long holiday.
        ("end_of_day", "2025-12-31 16:00", WORKING, 3, "2026-01-06 18:00"),
        ("next_day", "2026-09-30 17:59", WORKING, 7, "2026-10-15 18:00"),
        # Ends on a closed day: natural days run on, or move to the end of the next working day.
        ("end_of_day", "2026-09-20 10:00", NATURAL, 15, "2026-10-06 00:00"),
        ("end_of_day roll_forward", "2026-09-20 10:00", NATURAL, 15, "2026-10-09 00:00"),
        ("end_of_day roll_forward", "2026-02-27 10:00", NATURAL, 1, "2026-03-01 00:00"),
        ("end_of_day roll_forward", "2026-03-05 10:00", NATURAL, 2, "2026-03-10 00:00"),
        ("roll_forward", "2026-03-05 10:00", NATURAL, 2, "2026-03-09 09:00"),
        ("roll_forward", "2026-03-06 20:00", ROUND, 3600, "2026-03-06 21:00"),
        ("roll_forward", "2026-03-06 20:00", ROUND, 4 * 3600, "2026-03-07 00:00"),
        ("roll_forward", "2026-03-06 20:00", ROUND, 4 * 3600 + 1, "2026-03-09 09:00"),
        # What is due before the opening on the day after closed ones must not come before what was due on them.
        ("roll_forward", "2026-03-08 07:00", NATURAL, 1, "2026-03-09 09:00"),
        ("roll_forward", "2026-03-09 07:00", NATURAL, 1, "2026-03-10 07:00"),
        # Closed from end to end after all (12 March), the working day after it takes its place.
        ("end_of_day", "2026-03-11 10:00", WORKING, 1, "2026-03-13 18:00"),
        ("end_of_day", "2026-03-02 16:30", OPEN, 3600, "2026-03-02 18:00"),
        ("end_of_day", "2026-03-02 17:00", OPEN, 3600, "2026-03-02 18:00"),
    ],
)
def test_an_amount_is_counted(counting: str, started: str, measure: Measure, amount: int, due: str) -> None:
    assert Deadline(at(started), measure, amount, TIMES, counting=counting).due == at(due)


@pytest.mark.parametrize(
    ("counting", "started", "measure", "amount", "due"),
    [
        # The clocks go forward in the night to Sunday, 29 March, and back in that to 25 October.
        ("end_of_day", "2026-03-28 10:00", NATURAL, 1, "2026-03-30 00:00"),
        ("next_day", "2026-03-28 10:00", ROUND, 24 * 3600, "2026-03-30 01:00"),
        ("end_of_day", "2026-10-24 10:00", NATURAL, 1, "2026-10-26 00:00"),
        ("next_day", "2026-10-24 10:00", ROUND, 24 * 3600, "2026-10-25 23:00"),
        ("end_of_day", "2026-03-27 10:00", WORKING, 1, "2026-03-30 18:00"),
        ("cut_off=02:30", "2026-03-29 03:00", NATURAL, 1, "2026-03-31 00:00"),
        # Easter Monday
        ("end_of_day", "2026-04-03 10:00", WORKING, 1, "2026-04-07 18:00"),
        ("end_of_day roll_forward", "2026-04-02 10:00", NATURAL, 3, "2026-04-08 00:00"),
    ],
)
def test_days_are_those_of_the_wall_clock(counting: str, started: str, measure: Measure, amount: int, due: str) -> None:
    found = Deadline(at(started, BERLIN), measure, amount, GERMAN, counting=counting).due
    assert found == at(due, BERLIN)


@pytest.mark.parametrize(
    ("counting", "started", "amount", "due"),
    [
        ("end_of_day", "2026-03-02 21:00", 1, "2026-03-04 04:00"),
        # Two in the morning belongs to the working day whose night it is.
        ("end_of_day", "2026-03-03 02:00", 1, "2026-03-04 04:00"),
        ("end_of_day", "2026-03-03 04:00", 1, "2026-03-05 04:00"),
        ("cut_off=23:00 end_of_day", "2026-03-03 02:00", 1, "2026-03-05 04:00"),
        ("next_day", "2026-03-07 02:00", 1, "2026-03-10 04:00"),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(counting: str, started: str, amount: int, due: str) -> None:
    assert Deadline(at(started), WORKING, amount, NIGHTS, counting=counting).due == at(due)


@pytest.mark.parametrize(
    ("counting", "measure", "amount", "pauses", "due"),
    [
        # Received on Monday at ten, three working days end on Thursday at ten, and with the day at 14:00 (half a day).
        ("end_of_day", WORKING, 3, [], "2026-03-05 14:00"),
        ("end_of_day", WORKING, 3, [("03 10:00", "03 11:00")], "2026-03-05 14:00"),
        ("end_of_day", WORKING, 3, [("03 10:00", "03 14:00")], "2026-03-05 14:00"),
        ("end_of_day", WORKING, 3, [("03 10:00", "03 14:01")], "2026-03-06 18:00"),
        # After ten on Thursday it is still in time, so that a pause then moves it too.
        ("end_of_day", WORKING, 3, [("05 13:30", "06 10:00")], "2026-03-05 14:00"),
        ("end_of_day", WORKING, 3, [("05 13:30", "06 12:00")], "2026-03-06 18:00"),
        ("end_of_day", WORKING, 3, [("05 14:00", "09 14:00")], "2026-03-05 14:00"),
        ("next_day", NATURAL, 1, [("03 10:00", "03 13:00")], "2026-03-04 03:00"),
        ("next_day end_of_day", NATURAL, 1, [("03 10:00", "03 13:00")], "2026-03-05 00:00"),
        # Before counting has begun, nothing is taken.
        ("next_day", NATURAL, 1, [("02 11:00", "02 23:00")], "2026-03-04 00:00"),
        ("next_day", NATURAL, 1, [("02 11:00", "03 01:00")], "2026-03-04 01:00"),
        ("end_of_day roll_forward", NATURAL, 4, [("03 10:00", "03 11:00")], "2026-03-07 00:00"),
        ("end_of_day roll_forward", NATURAL, 4, [("03 10:00", "04 11:00")], "2026-03-10 00:00"),
        ("end_of_day roll_forward", NATURAL, 4, [("03 10:00", "07 00:01")], "2026-03-11 00:00"),
    ],
)
def test_a_pause_moves_it_by_its_time_and_then_to_the_end_of_the_day(
    counting: str, measure: Measure, amount: int, pauses: list[tuple[str, str]], due: str
) -> None:
    stretches = [(at(f"2026-03-{start}"), at(f"2026-03-{end}")) for start, end in pauses]
    deadline = Deadline(at("2026-03-02 10:00"), measure, amount, TIMES, counting=counting, pauses=stretches)
    assert deadline.due == at(due)


def test_what_another_system_promised_is_not_counted() -> None:
    promised = at("2026-03-07 23:00")
    assert Deadline(promised, None, None, TIMES, recorded_due_at=promised, counting="end_of_day").due == promised


countings = st.builds(
    Counting, st.sampled_from(Starts), st.none() | st.integers(0, 1_439), st.sampled_from(Due), st.booleans()
).map(str)
starts = st.integers(0, 400 * 86_400).map(lambda seconds: at("2025-12-20 00:00") + timedelta(seconds=seconds))
measures = st.sampled_from(Measure)
times = st.sampled_from([TIMES, GERMAN, NIGHTS])


def amount_of(measure: Measure, share: float) -> int:
    """An amount up to 40 days or 80 hours; none at all from the next day on is no promise."""
    return max(1, int(share * (40 if measure in (NATURAL, WORKING) else 80 * 3_600)))


@given(countings, starts, measures, st.floats(0, 1), st.floats(0, 1), times)
def test_more_time_is_never_due_earlier(
    counting: str, start: datetime, measure: Measure, less: float, more: float, of: Times
) -> None:
    less, more = sorted((less, more))
    dues = [Deadline(start, measure, amount_of(measure, each), of, counting=counting).due for each in (less, more)]
    assert start <= dues[0] <= dues[1]


@given(countings, starts, st.integers(0, 40 * 86_400), measures, st.floats(0, 1), times)
def test_what_came_later_is_never_due_earlier(
    counting: str, start: datetime, later: int, measure: Measure, share: float, of: Times
) -> None:
    # The same time of some working days later depends on the time of day, as it always has.
    assume("day" in counting or measure is not WORKING)
    after = start + timedelta(seconds=later)
    earlier, other = (
        Deadline(begun, measure, amount_of(measure, share), of, counting=counting).due for begun in (start, after)
    )
    assert earlier <= other


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[datetime, list[Stretch]]:
    """A start and the pauses after it."""
    start = draw(starts)
    edges = sorted(draw(st.lists(st.integers(0, 20 * 86_400), max_size=8, unique=True)))
    instants = [start + timedelta(seconds=edge) for edge in edges]
    return start, list(zip(instants[::2], instants[1::2], strict=False))


@given(countings, ledgers(), measures, st.floats(0, 1), times)
def test_a_pause_never_brings_the_due_time_forward(
    counting: str, ledger: tuple[datetime, list[Stretch]], measure: Measure, share: float, of: Times
) -> None:
    start, pauses = ledger
    dues = [
        Deadline(start, measure, amount_of(measure, share), of, counting=counting, pauses=pauses[:count]).due
        for count in range(len(pauses) + 1)
    ]
    assert dues == sorted(dues)


LADDER = (
    Step("half", share=0.5),
    Step("nine_tenths", share=0.9),
    Step("breach", share=1),
    Step("overdue", after_due=4 * 3_600, every=3_600, times=3),
)
MIXED = (
    Step("day_before", before_due=24 * 3_600),
    Step("half", share=0.5, every=2 * 3_600, times=3),
    Step("two_hours_before", before_due=2 * 3_600),
    Step("nagging", share=1, every=1_800, times=4),
    Step("fifth_over", share=1.2, every=3_600, times=2),
    Step("after", after_due=3_600),
)


@given(countings, ledgers(), measures, st.floats(0, 1), times, starts, st.booleans())
def test_a_ladder_rises_to_its_due_time_and_what_is_owed_is_cut_at_now(
    counting: str,
    ledger: tuple[datetime, list[Stretch]],
    measure: Measure,
    share: float,
    of: Times,
    now: datetime,
    fast_lane: bool,
) -> None:
    start, pauses = ledger
    deadline = Deadline(
        start, measure, amount_of(measure, share), of, counting=counting, pauses=pauses, fast_lane=fast_lane
    )
    firsts = [deadline.at(step, 1) for step in LADDER]
    assert firsts == sorted(firsts)
    early = [deadline.at(step, 1) for step in MIXED if (step.share or 2) < 1 or step.before_due]
    late = [deadline.at(step, 1) for step in MIXED if (step.share or 0) >= 1 or step.after_due]
    if fast_lane:
        assert start <= min(early) <= max(early) <= deadline.due <= min(late)
    for ladder in (LADDER, MIXED):
        every = [
            (deadline.at(step, occurrence), step.key, occurrence)
            for step in ladder
            for occurrence in range(1, (step.occurrences() or 1) + 1)
        ]
        owed, coming = deadline.owed(ladder, {}, now)
        assert sorted((each.at, each.step.key, each.occurrence) for each in owed) == sorted(
            each for each in every if each[0] <= now
        )
        assert (coming.at if coming else None) == min((each[0] for each in every if each[0] > now), default=None)


def test_a_step_without_end_does_not_hide_the_steps_above_it() -> None:
    ladder = (Step("nag", share=1, every=600), Step("last", after_due=3_600))
    deadline = Deadline(at("2026-03-02 09:00"), OPEN, 3_600, TIMES)
    owed, coming = deadline.owed(ladder, {"nag": 6}, at("2026-03-02 11:05"))
    assert [(each.step.key, each.occurrence) for each in owed] == [("nag", 7), ("last", 1)]
    assert coming is not None
    assert (coming.step.key, coming.occurrence) == ("nag", 8)


@pytest.mark.parametrize(
    ("step", "occurrence", "owed"),
    [
        # Received on Friday at 16:00 for eight hours of opening time: due on Monday at 16:00.
        (Step("a", before_due=2 * 3_600), 1, "2026-03-09 14:00"),
        (Step("a", before_due=4 * 3_600), 1, "2026-03-09 11:00"),
        (Step("a", before_due=7 * 3_600), 1, "2026-03-06 17:00"),
        (Step("a", before_due=99 * 3_600), 1, "2026-03-06 16:00"),
        (Step("a", before_due=2 * 3_600, every=1_800), 3, "2026-03-09 15:00"),
        (Step("a", share=0.5, every=3_600), 2, "2026-03-09 13:00"),
        (Step("a", share=1, every=3_600), 3, "2026-03-10 09:00"),
        (Step("a", share=1.25), 1, "2026-03-10 09:00"),
        (Step("a", share=1.5), 1, "2026-03-10 11:00"),
        (Step("a", after_due=0), 1, "2026-03-09 16:00"),
    ],
)
def test_a_step_is_owed(step: Step, occurrence: int, owed: str) -> None:
    deadline = Deadline(at("2026-03-06 16:00"), OPEN, 8 * 3_600, TIMES)
    assert deadline.due == at("2026-03-09 16:00")
    assert deadline.at(step, occurrence) == at(owed)


def test_a_warning_before_the_due_time_is_given_in_working_time_though_the_due_time_is_at_midnight() -> None:
    deadline = Deadline(at("2026-03-02 10:00"), NATURAL, 5, TIMES, counting="end_of_day")
    assert deadline.due == at("2026-03-08 00:00")
    assert deadline.at(Step("a", before_due=2 * 3_600), 1) == at("2026-03-06 16:00")


def test_a_pause_moves_a_warning_that_it_comes_before_and_no_other() -> None:
    step = Step("a", before_due=2 * 3_600)
    start = at("2026-03-02 09:00")
    early = Deadline(start, OPEN, 7 * 3_600, TIMES, pauses=[(at("2026-03-02 10:00"), at("2026-03-02 11:00"))])
    assert (early.at(step, 1), early.due) == (at("2026-03-02 16:00"), at("2026-03-02 18:00"))
    late = Deadline(start, OPEN, 7 * 3_600, TIMES, pauses=[(at("2026-03-02 16:00"), at("2026-03-02 17:00"))])
    assert (late.at(step, 1), late.due) == (at("2026-03-02 15:00"), at("2026-03-02 18:00"))


class Walk:
    """The slow way: from date to date, from minute to minute, as somebody with a paper calendar does it."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.zone = ZoneInfo(spec["zone"])

    def windows(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open stretches of a date (none of them over midnight), less its breaks."""
        name = f"{day:%Y-%m-%d}"
        if name in self.spec["holidays"]:
            return []
        texts = self.spec["shifts"].get(name, self.spec["weekly"].get(f"{day:%a}".lower(), []))
        found = [self.window(day, text) for text in texts]
        for opens, closes in [self.window(day, text) for text in self.spec["breaks"].get(name, [])]:
            cut = [(a, min(b, opens)) for a, b in found] + [(max(a, closes), b) for a, b in found]
            found = sorted((a, b) for a, b in cut if a < b)
        return found

    def window(self, day: date, text: str) -> tuple[datetime, datetime]:
        opens, closes = text.split("-")
        end = day + timedelta(1) if closes == "24:00" else day
        closing = time() if closes == "24:00" else time.fromisoformat(closes)
        return (datetime.combine(day, time.fromisoformat(opens), self.zone), datetime.combine(end, closing, self.zone))

    def works(self, day: date) -> bool:
        name = f"{day:%Y-%m-%d}"
        return name not in self.spec["holidays"] and (
            name in self.spec["shifts"] or f"{day:%a}".lower() in self.spec["weekly"]
        )

    def next_day(self, day: date, working: bool) -> date:
        day += timedelta(1)
        while working and not self.works(day):
            day += timedelta(1)
        return day

    def end_of(self, day: date, working: bool) -> datetime:
        if not working:
            return datetime.combine(day + timedelta(1), time(), self.zone)
        while not self.windows(day):
            day = self.next_day(day, True)
        return self.windows(day)[-1][1]

    def due(self, start: datetime, measure: Measure, amount: int, words: Counting) -> datetime:
        """The end of the last day, where days are counted to their end, and never before it began."""
        working = measure is WORKING
        local = start.astimezone(self.zone)
        day = local.date()
        if words.cut_off is not None:
            cut_off = time(*divmod(words.cut_off, 60))
            if local.time() > cut_off or (working and not self.works(day)):
                day = self.next_day(day, working)
        if not amount and working and not self.works(day):
            day = self.next_day(day, working)
        for _ in range(amount):
            day = self.next_day(day, working)
        if words.roll_forward and not working:
            while not self.works(day):
                day += timedelta(1)
        return max(start, self.end_of(day, working))


@given(
    st.sampled_from(Starts),
    st.none() | st.integers(0, 1_439),
    st.booleans(),
    starts,
    st.sampled_from([NATURAL, WORKING]),
    st.integers(0, 40),
)
def test_days_are_counted_as_somebody_with_a_paper_calendar_counts_them(
    begins: Starts, cut_off: int | None, roll_forward: bool, start: datetime, measure: Measure, amount: int
) -> None:
    words = Counting(begins, cut_off, Due.END_OF_DAY, roll_forward)
    found = Deadline(start, measure, amount, TIMES, counting=str(words)).due
    assert found == Walk(CHINA).due(start, measure, amount, words)


def test_counting_that_says_nothing_is_as_if_there_were_none() -> None:
    for seconds in range(0, 30 * 86_400, 4_567):
        start = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        plain = Deadline(start, WORKING, 3, TIMES)
        assert plain.due == TIMES.opening_hours.add_days(start, 3)
        assert plain.begins_at == start
