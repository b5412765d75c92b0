"""People with several skills are shared out over the queues, and nobody is counted twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.staffing.skills import Skilled, cover, cover_day

HOTLINE, BILLING, CHAT = 1, 2, 3


def people(*levels: dict[int, int], home: int | None = None) -> list[Skilled]:
    return [Skilled(number, each, home) for number, each in enumerate(levels, 1)]


def test_one_person_with_two_skills_covers_one_head_not_two() -> None:
    found = cover({HOTLINE: 1, BILLING: 1}, people({HOTLINE: 2, BILLING: 2}))
    assert sum(found.covered.values()) == pytest.approx(1)
    assert found.missing == pytest.approx(1)
    assert sum(found.shares[1].values()) == pytest.approx(1)


def test_who_can_do_both_goes_where_nobody_else_can() -> None:
    found = cover({HOTLINE: 1, BILLING: 1}, people({HOTLINE: 2, BILLING: 2}, {HOTLINE: 2}))
    assert found.missing == 0
    assert found.shares == {1: {BILLING: pytest.approx(1)}, 2: {HOTLINE: pytest.approx(1)}}


def test_time_is_shared_in_fractions() -> None:
    found = cover({HOTLINE: 1.5, BILLING: 0.5}, people({HOTLINE: 2}, {HOTLINE: 2, BILLING: 2}))
    assert found.missing == 0
    assert found.shares[2] == {HOTLINE: pytest.approx(0.5), BILLING: pytest.approx(0.5)}


def test_a_chain_of_skills_is_followed_to_its_end() -> None:
    chain = people({HOTLINE: 2}, {HOTLINE: 2, BILLING: 2}, {BILLING: 2, CHAT: 2})
    assert cover({HOTLINE: 1, BILLING: 1, CHAT: 1}, chain).missing == 0


def test_what_is_short_is_spread_in_proportion_to_the_need() -> None:
    found = cover({HOTLINE: 6, BILLING: 2}, people(*[{HOTLINE: 2, BILLING: 2}] * 4))
    assert found.short == {HOTLINE: pytest.approx(3, abs=1e-4), BILLING: pytest.approx(1, abs=1e-4)}


def test_people_stay_with_their_own_queue_where_that_costs_nothing() -> None:
    both = {HOTLINE: 2, BILLING: 2}
    found = cover({HOTLINE: 1, BILLING: 1}, [Skilled(1, both, BILLING), Skilled(2, both, HOTLINE)])
    assert found.shares == {1: {BILLING: pytest.approx(1)}, 2: {HOTLINE: pytest.approx(1)}}


def test_who_learns_gets_less_done_and_who_can_goes_first() -> None:
    assert cover({HOTLINE: 1}, people({HOTLINE: 1})).covered[HOTLINE] == pytest.approx(0.7)
    found = cover({HOTLINE: 1}, people({HOTLINE: 1}, {HOTLINE: 2}))
    assert found.shares[2] == {HOTLINE: pytest.approx(1)}
    assert found.spare == pytest.approx(1)


def test_who_is_there_for_half_of_the_interval_counts_half() -> None:
    found = cover({HOTLINE: 1}, [Skilled(1, {HOTLINE: 2}, there=0.5)])
    assert found.short == {HOTLINE: pytest.approx(0.5)}


def test_nobody_there_and_nothing_needed_are_no_special_cases() -> None:
    assert cover({HOTLINE: 2}, []).short == {HOTLINE: 2}
    nothing = cover({HOTLINE: 0}, people({HOTLINE: 2}))
    assert nothing.missing == 0
    assert nothing.spare == 1
    assert cover({HOTLINE: 1}, people({CHAT: 3})).short == {HOTLINE: 1}
    assert [each.missing for each in cover_day([{HOTLINE: 1}, {}], [[], []])] == [1, 0]


NEEDS = st.dictionaries(st.integers(1, 4), st.floats(0, 12), max_size=4)
PEOPLE = st.lists(
    st.tuples(st.dictionaries(st.integers(1, 4), st.integers(1, 3), max_size=3), st.none() | st.integers(1, 4)),
    max_size=12,
).map(lambda drawn: [Skilled(number, levels, home) for number, (levels, home) in enumerate(drawn)])


@given(NEEDS, PEOPLE)
def test_nobody_gives_more_than_their_time_or_what_they_cannot(need: dict[int, float], all_: list[Skilled]) -> None:
    found = cover(need, all_)
    for person in all_:
        shares = found.shares.get(person.person_id, {})
        assert sum(shares.values()) <= 1 + 1e-6
        assert set(shares) <= set(person.levels)
    for queue, heads in need.items():
        assert found.covered[queue] + found.short[queue] == pytest.approx(heads, abs=1e-5)


@given(NEEDS, PEOPLE, st.integers(1, 4))
def test_one_person_more_never_leaves_more_short(need: dict[int, float], all_: list[Skilled], skill: int) -> None:
    more = cover(need, [*all_, Skilled(99, {skill: 2})])
    assert more.missing <= cover(need, all_).missing * (1 + 2e-3) + 1e-3
