"""Many due times at once are those of each, for every measure and counting, with pauses."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.deadline import Deadline, Times
from app.models.due_many import Pauses, due_many
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


@given(
    st.sampled_from([TIMES, GERMAN, NIGHTS]),
    st.sampled_from(Measure),
    st.just("") | countings,
    st.lists(
        st.tuples(
            mostly_whole(0, YEAR),
            st.floats(0, 1),
            st.lists(st.tuples(mostly_whole(-DAY, 20 * DAY), mostly_whole(0, 5 * DAY)), max_size=4),
        ),
        max_size=6,
    ),
)
def test_many_due_times_are_those_of_each(
    times: Times,
    measure: Measure,
    counting: str,
    clocks: list[tuple[int, float, list[tuple[int, int]]]],
) -> None:
    expected = []
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
        )
        expected.append((deadline.due - EPOCH) // timedelta(microseconds=1))
    table = np.array(columns, np.int64).reshape(-1, 3)
    found = due_many(
        times,
        measure,
        np.array([amount_of(measure, share) for _, share, _ in clocks], np.int64),
        np.array([BEGIN + start for start, _, _ in clocks], np.int64),
        counting=counting,
        pauses=Pauses(table[:, 0], table[:, 1], table[:, 2]),
    )
    assert found.tolist() == expected


@pytest.mark.parametrize("measure", Measure)
def test_one_amount_is_for_all_and_without_clocks_there_is_nothing(measure: Measure) -> None:
    started = np.array([BEGIN, BEGIN + 3_600 * SECOND], np.int64)
    both = due_many(TIMES, measure, 3, started, counting="end_of_day")
    assert both.tolist() == [due_many(TIMES, measure, 3, started[i : i + 1], counting="end_of_day")[0] for i in (0, 1)]
    assert due_many(TIMES, measure, 3, started[:0]).size == 0


def at(microsecond: int) -> datetime:
    """The instant of a microsecond."""
    return EPOCH + timedelta(microseconds=microsecond)
