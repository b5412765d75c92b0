"""Many due times at once are those of each, and so are steps, for every measure and counting, with pauses."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.deadline import Deadline, Times
from app.models.due_many import Deadlines, Pauses, due_many
from app.models.ladder import Step
from app.models.opening_table import EPOCH, SECOND
from app.models.sla import Measure
from tests.models.test_counting import GERMAN, NIGHTS, TIMES, amount_of, countings

# In microseconds.
DAY = 86_400 * SECOND
YEAR = 400 * DAY
BEGIN = int(datetime(2025, 12, 20, tzinfo=UTC).timestamp()) * SECOND


def mostly_whole(least: int, most: int) -> st.SearchStrategy[int]:
    """Microseconds: of a minute on the clock, where much is decided, or any."""
    minutes = st.integers(least // SECOND // 60, most // SECOND // 60).map(lambda minute: minute * 60 * SECOND)
    return minutes | st.integers(least, most)


# Seconds, most of them whole hours, so that a step falls on an opening or close.
lengths = st.integers(0, 200).map(lambda hours: hours * 3_600) | st.integers(0, 90_000)
steps = st.builds(
    Step, st.just("step"), share=st.sampled_from([0.3, 0.5, 1.0, 1.25]), every=st.none() | lengths.filter(bool)
) | st.builds(
    Step,
    st.just("step"),
    before_due=st.none() | lengths,
    after_due=lengths,
    every=st.none() | lengths.filter(bool),
    times=st.none() | st.integers(1, 5),
)
# Start, amount as a share of the longest, pauses as time from the start and length.
clocks = st.tuples(
    mostly_whole(0, YEAR),
    st.floats(0, 1),
    st.lists(st.tuples(mostly_whole(-DAY, 20 * DAY), mostly_whole(0, 5 * DAY)), max_size=4),
)


@given(
    st.sampled_from([TIMES, GERMAN, NIGHTS]),
    st.sampled_from(Measure),
    st.just("") | countings,
    st.lists(clocks, max_size=6),
    st.booleans(),
    steps,
    mostly_whole(0, YEAR + 40 * DAY),
)
def test_many_due_times_and_steps_are_those_of_each(
    times: Times,
    measure: Measure,
    counting: str,
    clocks: list[tuple[int, float, list[tuple[int, int]]]],
    fast_lane: bool,
    step: Step,
    now: int,
) -> None:
    expected: list[Deadline] = []
    columns: list[tuple[int, int, int]] = []
    for place, (start, share, ledger) in enumerate(clocks):
        pauses = [(BEGIN + start + after, BEGIN + start + after + length) for after, length in sorted(ledger)]
        columns += [(place, since, until) for since, until in pauses]
        deadline = Deadline(
            at(BEGIN + start),
            measure,
            amount_of(measure, share),
            times,
            counting=counting,
            pauses=[(at(since), at(until)) for since, until in pauses],
            fast_lane=fast_lane,
        )
        expected.append(deadline)
    table = np.array(columns, np.int64).reshape(-1, 3)
    found = Deadlines(
        times,
        measure,
        np.array([amount_of(measure, share) for _, share, _ in clocks], np.int64),
        np.array([BEGIN + start for start, _, _ in clocks], np.int64),
        counting=counting,
        pauses=Pauses(table[:, 0], table[:, 1], table[:, 2]),
        fast_lane=fast_lane,
    )
    assert [at(due) for due in found.due.tolist()] == [each.due for each in expected]
    owed = [each.last_owed(step, at(BEGIN + now)) for each in expected]
    assert found.last_owed(step, BEGIN + now).tolist() == owed


@pytest.mark.parametrize("measure", Measure)
def test_one_amount_is_for_all_and_without_clocks_there_is_nothing(measure: Measure) -> None:
    started = np.array([BEGIN, BEGIN + 3_600 * SECOND], np.int64)
    both = due_many(TIMES, measure, 3, started, counting="end_of_day")
    assert both.tolist() == [due_many(TIMES, measure, 3, started[i : i + 1], counting="end_of_day")[0] for i in (0, 1)]
    assert due_many(TIMES, measure, 3, started[:0]).size == 0


def at(microsecond: int) -> datetime:
    """The instant of a microsecond."""
    return EPOCH + timedelta(microseconds=microsecond)
