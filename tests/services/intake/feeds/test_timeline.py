"""The line of a person's states comes out the same in whatever order it is told."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.models.people import AgentState, StateSource
from app.services.intake.feeds.timeline import Span, Timeline
from tests.builders import MONDAY

READY, HANDLING, WRAP_UP, BREAK, TRAINING, OFF = AgentState
Line = list[tuple[AgentState, int, int | None]]


def told(*events: tuple[int, AgentState], before: tuple[Span, ...] = ()) -> Line:
    """The line that events of so many minutes after Monday ten make of it."""
    line = Timeline(before, ())
    for minute, state in events:
        line.tell(MONDAY + timedelta(minutes=minute), state, StateSource.FEED)
    spans = sorted([*before, *line.begun], key=lambda span: span.started_at)
    return [(span.state, minutes(span.started_at), minutes(span.ended_at) if span.ended_at else None) for span in spans]


def minutes(instant: datetime) -> int:
    """Minutes after Monday ten."""
    return int((instant - MONDAY).total_seconds() // 60)


def test_a_state_that_is_told_late_lasts_until_what_followed_it() -> None:
    line: Line = [(READY, 0, 5), (HANDLING, 5, 9), (BREAK, 9, None)]
    assert told((0, READY), (9, BREAK), (5, HANDLING)) == line
    assert told((9, BREAK), (5, HANDLING), (0, READY)) == line


def test_a_state_that_is_told_again_is_the_same_span_until_something_came_between() -> None:
    assert told((0, READY), (9, READY)) == [(READY, 0, None)]
    assert told((0, READY), (9, READY), (5, BREAK)) == [(READY, 0, 5), (BREAK, 5, 9), (READY, 9, None)]


def test_of_one_instant_the_last_word_holds() -> None:
    assert told((0, READY), (0, BREAK)) == [(BREAK, 0, None)]


def test_what_was_before_is_cut_where_something_else_begins() -> None:
    before = Span(1, READY, StateSource.CONSOLE, MONDAY, None)
    assert told((5, BREAK), before=(before,)) == [(READY, 0, 5), (BREAK, 5, None)]


@given(st.dictionaries(st.integers(0, 12), st.sampled_from(AgentState), min_size=1, max_size=8).flatmap(
    lambda events: st.tuples(st.just(events), st.permutations(list(events.items())))
))  # fmt: skip
def test_the_order_in_which_it_is_told_makes_no_difference(
    given_: tuple[dict[int, AgentState], list[tuple[int, AgentState]]],
) -> None:
    events, shuffled = given_
    expected: Line = []
    for minute, state in sorted(events.items()):
        if not expected or expected[-1][0] is not state:
            if expected:
                expected[-1] = (*expected[-1][:2], minute)
            expected.append((state, minute, None))
    assert told(*shuffled) == expected
