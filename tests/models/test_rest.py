"""Rest by the rule of fifteen minutes in two hours: what is owed, what pays it, when work began."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.rest import LONGEST_SHIFT, Promised, Stretch, continuous_since, rest_debt
from tests.builders import HOUR, MONDAY

MINUTE = timedelta(minutes=1)


def worked(*minutes: tuple[int, int | None]) -> list[Stretch]:
    """Stretches, in minutes before Monday ten."""
    return [(MONDAY - begun * MINUTE, None if ended is None else MONDAY - ended * MINUTE) for begun, ended in minutes]


@pytest.mark.parametrize(
    ("stretches", "owed"),
    [
        ([], 0),
        ([(120, None)], 15),
        ([(60, None)], 7),
        # What is shorter than ten minutes is no rest.
        ([(129, 69), (60, None)], 15),
        ([(135, 75), (60, None)], 7),
        ([(250, 130), (120, None)], 20),
        # The rest that is being taken.
        ([(130, 10)], 5),
        ([(129, 9)], 15),
        ([(180, 60)], 0),
        # Nobody is owed more than a shift makes.
        ([(3_000, None)], 120),
    ],
)
def test_what_is_owed_follows_work_and_rests(stretches: list[tuple[int, int | None]], owed: int) -> None:
    assert rest_debt(worked(*stretches), now=MONDAY) == owed


@pytest.mark.parametrize(
    ("released", "owed"),
    [
        # Two hours of work and the rest of forty minutes pay each other; twenty minutes of work make two.
        (60, 2),
        # Promised within the rest: what of it follows pays.
        (30, 12),
        (10, 22),
    ],
)
def test_what_was_promised_is_owed_until_it_is_rested(released: int, owed: int) -> None:
    promised = [Promised(MONDAY - released * MINUTE, 20)]
    assert rest_debt(worked((180, 60), (20, None)), promised, now=MONDAY) == owed


@given(
    st.lists(st.tuples(st.integers(1, 200), st.integers(0, 60)), max_size=8),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 60)), max_size=3),
)
def test_the_debt_is_bounded_and_a_long_rest_pays_it(
    day: list[tuple[int, int]], promised: list[tuple[int, int]]
) -> None:
    at, stretches = MONDAY, []
    for work, rest in day:
        stretches.append((at, at + work * MINUTE))
        at += (work + rest) * MINUTE
    given_ = [Promised(MONDAY + after * MINUTE, minutes) for after, minutes in promised]
    owed = rest_debt(stretches, given_, now=at)
    most = LONGEST_SHIFT / HOUR * 7.5 + sum(minutes for _, minutes in promised)
    assert 0 <= owed <= most
    if stretches and not any(each.at > at for each in given_):
        assert rest_debt(stretches, given_, now=at + 30 * HOUR) == 0


def test_shorter_pauses_do_not_interrupt_work() -> None:
    stretches = worked((90, 40), (31, 20), (9, None))
    assert continuous_since(stretches) == MONDAY - 9 * MINUTE
    assert continuous_since(worked((90, 40), (31, None))) == MONDAY - 90 * MINUTE
    assert continuous_since(worked((90, 40))) is None
    assert continuous_since([]) is None
