"""The order of a table: it is what sorting says, however it came about."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.views.table.order import LAST, Order, runs, sort_key

# Few different keys, so that most are equal to others.
KEYS = st.lists(st.sampled_from([-7, 0, 3, LAST]), min_size=1, max_size=40)
NAMES = st.lists(st.sampled_from(["", "b", "A", "Ä", "王", "李"]), min_size=1, max_size=40)


def expected(values: list[int] | list[str], ids: NDArray[np.int64], *, descending: bool) -> list[int]:
    """The slots in order, as a person would sort them."""

    def missing(slot: int) -> bool:
        return values[slot] in ("", LAST)

    slots = sorted(range(len(values)), key=lambda slot: int(ids[slot]))
    fold = [value.casefold() if isinstance(value, str) else value for value in values]
    there = [slot for slot in slots if not missing(slot)]
    there.sort(key=lambda slot: fold[slot], reverse=descending)
    return there + [slot for slot in slots if missing(slot)]


def order_of(values: list[int] | list[str], ids: NDArray[np.int64], *, descending: bool) -> Order:
    """The order of a column."""
    column = values if isinstance(values[0], str) else np.array(values, np.int64)
    return Order(sort_key(column, descending=descending), ids, descending)


@given(values=KEYS | NAMES, descending=st.booleans(), seed=st.integers(0, 99))
def test_rows_are_sorted_by_key_then_id_and_what_is_missing_comes_last(
    values: list[int] | list[str], descending: bool, seed: int
) -> None:
    ids = np.random.default_rng(seed).permutation(len(values)) + 1
    order = order_of(values, ids, descending=descending)
    assert order.sort(np.arange(len(values))).tolist() == expected(values, ids, descending=descending)


@given(values=KEYS | NAMES, descending=st.booleans(), seed=st.integers(0, 99), share=st.floats(0, 1))
def test_merging_gives_the_same_order_as_sorting(
    values: list[int] | list[str], descending: bool, seed: int, share: float
) -> None:
    draw = np.random.default_rng(seed)
    ids = draw.permutation(len(values)) + 1
    order = order_of(values, ids, descending=descending)
    merged = draw.random(len(values)) < share
    there, coming = np.flatnonzero(~merged), draw.permutation(np.flatnonzero(merged))
    assert order.merge(order.sort(there), coming).tolist() == expected(values, ids, descending=descending)


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ([], []),
        ([False, False], []),
        ([True], [[0, 0]]),
        ([True, True, False, True, False, True, True], [[0, 1], [3, 3], [5, 6]]),
    ],
)
def test_runs_are_the_stretches_of_true_places(places: list[bool], found: list[list[int]]) -> None:
    assert runs(np.array(places, np.bool_)).tolist() == found
