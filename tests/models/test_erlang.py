"""Erlang's formulas against textbook figures, against a chain of states added up one by one, and their laws."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.models.erlang import (
    average_wait_c,
    blocking,
    erlang_a,
    load_of,
    occupancy_c,
    required_agents,
    service_level_c,
    wait_probability_c,
    with_shrinkage,
)

# Arrivals an hour, seconds of handling, agents, threshold: waiting probability, service level, average wait.
EXAMPLES_C = [
    # 360 calls in half an hour of 240 s each: the worked example that most introductions use.
    (720, 240, 55, 15, 0.239, 0.846, 8.2),
    # 100 calls in half an hour of 180 s: the common calculators' example of 10 Erlangs.
    (200, 180, 11, 20, 0.682, 0.390, 122.8),
    (200, 180, 14, 20, 0.174, 0.888, 7.8),
    # M/M/1 at half load: it waits as often as it is busy, for as long as it serves.
    (30, 60, 1, 60, 0.5, 1 - 0.5 * math.exp(-0.5), 60.0),
    # M/M/2 at 0.8: C = 2ρ²/(1+ρ).
    (96, 60, 2, 0, 1.28 / 1.8, 1 - 1.28 / 1.8, 1.28 / 1.8 * 60 / 0.4),
]


@pytest.mark.parametrize(("arrivals", "handle", "agents", "within", "waits", "level", "wait"), EXAMPLES_C)
def test_erlang_c_says_what_the_textbooks_say(
    arrivals: float, handle: float, agents: int, within: float, waits: float, level: float, wait: float
) -> None:
    assert wait_probability_c(load_of(arrivals, handle), agents) == pytest.approx(waits, abs=0.002)
    assert service_level_c(arrivals, handle, agents, within) == pytest.approx(level, abs=0.002)
    assert average_wait_c(arrivals, handle, agents) == pytest.approx(wait, rel=0.02)


@pytest.mark.parametrize(
    ("load", "agents", "blocked"), [(1, 1, 0.5), (2, 2, 0.4), (10, 10, 0.2146), (100, 117, 0.0098)]
)
def test_erlang_b_says_what_the_tables_say(load: float, agents: int, blocked: float) -> None:
    assert blocking(load, agents) == pytest.approx(blocked, abs=1e-4)


@pytest.mark.parametrize("agents", [10, 9, 1, 0])
def test_without_patience_overload_means_that_everybody_waits_without_end(agents: int) -> None:
    assert wait_probability_c(10, agents) == 1
    assert service_level_c(200, 180, agents, 20) == 0
    assert average_wait_c(200, 180, agents) == math.inf
    assert occupancy_c(10, agents) == 1


def test_where_nobody_calls_nobody_waits_and_nobody_is_needed() -> None:
    assert wait_probability_c(0, 0) == 0
    assert service_level_c(0, 180, 0, 20) == 1
    assert average_wait_c(0, 180, 0) == 0
    met = erlang_a(0, 180, 120, 0, 20)
    assert [met.service_level, met.abandonment, met.average_wait, met.occupancy] == [1, 0, 0, 0]
    assert required_agents([0, 200], 180, within_seconds=20, aim=0.8).tolist() == [0, 14]


def test_with_nobody_there_all_hang_up_when_their_patience_ends() -> None:
    met = erlang_a(200, 180, 120, 0, 20)
    assert [met.service_level, met.abandonment, met.average_wait] == [0, 1, 120]
    assert met.early_abandonment == pytest.approx(1 - math.exp(-20 / 120))


def chain(arrivals: float, handle: float, patience: float, agents: int, within: float) -> tuple[float, ...]:
    """Erlang A from its definition: the states' probabilities, and who of each state is answered in time."""
    rate, served, lost = arrivals / 3600, 1 / handle, 1 / patience
    states = np.arange(int(agents + 20 * rate / lost + 200))
    out = np.minimum(states, agents) * served + np.maximum(states - agents, 0) * lost
    logs = np.append(0.0, np.cumsum(np.log(rate) - np.log(out[1:])))
    share = np.exp(logs - logs.max())
    share /= share.sum()
    waiting = np.maximum(states - agents, 0)
    abandoned = float((share * waiting).sum() * lost / rate)
    instants = np.linspace(0, within, 4_001)
    until = np.linspace(0, 40 * (patience + handle), 400_001)
    log_density = [rate / lost * -np.expm1(-lost * times) - agents * served * times for times in (instants, until)]
    top = max(each.max() for each in log_density)
    waits = float(share[agents:].sum())
    offered = waits * np.exp(log_density[0] - top) / np.trapezoid(np.exp(log_density[1] - top), until)
    in_time = 1 - waits + float(np.trapezoid(offered * np.exp(-lost * instants), instants))
    busy = float((share * np.minimum(states, agents)).sum() / agents)
    return waits, in_time, abandoned, abandoned * patience, busy


@pytest.mark.parametrize(
    "case",
    [
        (200, 180, 120, 11, 20),
        (200, 180, 120, 8, 20),
        (2000, 300, 60, 100, 30),
        (2000, 300, 3600, 140, 30),
        (50, 600, 5, 9, 20),
        (200, 180, 120, 30, 20),
        (60, 300, 900, 1, 60),
    ],
)
def test_erlang_a_is_what_the_chain_of_its_states_adds_up_to(case: tuple[float, float, float, int, float]) -> None:
    met = erlang_a(*case)
    found = (met.wait_probability, met.service_level, met.abandonment, met.average_wait, met.occupancy)
    assert found == pytest.approx(chain(*case), rel=1e-4, abs=1e-6)


def test_numbers_give_numbers_and_arrays_give_arrays_of_the_same() -> None:
    loads, heads = np.array([5.0, 10.0, 0.0]), np.array([[6], [11]])
    many = wait_probability_c(loads, heads)
    assert many.shape == (2, 3)
    assert many[1, 1] == wait_probability_c(10, 11)
    met = erlang_a(np.array([200.0, 400.0]), 180, 120, np.array([11, 22]), 20)
    assert met.service_level[0] == erlang_a(200, 180, 120, 11, 20).service_level
    assert float(erlang_a(200, 180, 120, 11, 20).occupancy) < 1


def test_losses_are_multiplied_not_added() -> None:
    assert with_shrinkage(18, 0.1, 0.2) == 25
    assert with_shrinkage(9, 0.1) == 10
    assert with_shrinkage([0, 14]).tolist() == [0, 14]
    with pytest.raises(ValueError, match="lost"):
        with_shrinkage(10, 1.0)


@pytest.mark.parametrize(("aim", "most"), [(1.0, 0.9), (-0.1, 0.9), (0.8, 0.0), (0.8, 1.1)])
def test_what_no_floor_can_reach_is_refused(aim: float, most: float) -> None:
    with pytest.raises(ValueError, match=r"aim|busy"):
        required_agents(200, 180, within_seconds=20, aim=aim, most_occupied=most)


RATES, TIMES = st.floats(1, 1000), st.floats(20, 600)
PATIENCE, HEADS, WITHIN = st.floats(5, 3000), st.integers(1, 120), st.floats(0, 300)


@given(RATES, TIMES, PATIENCE, HEADS, WITHIN)
def test_one_agent_more_is_never_worse(
    arrivals: float, handle: float, patience: float, agents: int, within: float
) -> None:
    less, more = (erlang_a(arrivals, handle, patience, heads, within) for heads in (agents, agents + 1))
    assert more.service_level >= less.service_level - 1e-9
    for name in ("wait_probability", "abandonment", "average_wait", "occupancy"):
        assert getattr(more, name) <= getattr(less, name) * (1 + 1e-9) + 1e-12
    levels = service_level_c(arrivals, handle, np.array([agents, agents + 1]), within)
    assert levels[1] >= levels[0] - 1e-12
    assert average_wait_c(arrivals, handle, agents + 1) <= average_wait_c(arrivals, handle, agents)


@given(RATES, TIMES, HEADS, WITHIN)
def test_the_more_patient_the_callers_the_more_erlang_a_is_like_c(
    arrivals: float, handle: float, agents: int, within: float
) -> None:
    load = load_of(arrivals, handle)
    assume(load < 0.97 * agents)
    met = erlang_a(arrivals, handle, 3e8, agents, within)
    assert met.wait_probability == pytest.approx(float(wait_probability_c(load, agents)), abs=1e-3)
    assert met.service_level == pytest.approx(float(service_level_c(arrivals, handle, agents, within)), abs=1e-3)
    assert met.occupancy == pytest.approx(float(occupancy_c(load, agents)), abs=1e-3)


@given(RATES, TIMES, PATIENCE, HEADS, WITHIN, st.floats(0.1, 10))
def test_time_may_be_counted_in_any_unit(
    arrivals: float, handle: float, patience: float, agents: int, within: float, unit: float
) -> None:
    one = erlang_a(arrivals, handle, patience, agents, within)
    other = erlang_a(arrivals / unit, handle * unit, patience * unit, agents, within * unit)
    assert other.service_level == pytest.approx(float(one.service_level), rel=1e-6, abs=1e-8)
    assert other.average_wait == pytest.approx(float(one.average_wait) * unit, rel=1e-6, abs=1e-8)


@given(RATES, TIMES, PATIENCE, HEADS, WITHIN)
def test_shares_are_shares_and_what_flows_in_flows_out(
    arrivals: float, handle: float, patience: float, agents: int, within: float
) -> None:
    met = erlang_a(arrivals, handle, patience, agents, within)
    for share in (met.wait_probability, met.service_level, met.abandonment, met.occupancy, met.early_abandonment):
        assert 0 <= share <= 1 + 1e-9
    assert met.service_level + met.abandonment <= 1 + 1e-9
    assert met.early_abandonment <= met.abandonment
    assert met.occupancy * agents == pytest.approx(float(load_of(arrivals, handle) * (1 - met.abandonment)), rel=1e-6)


@given(
    st.lists(st.tuples(RATES, TIMES), min_size=1, max_size=3), st.floats(0.05, 0.99), st.floats(0.5, 1), st.booleans()
)
def test_the_required_agents_reach_the_aim_and_one_fewer_do_not(
    intervals: list[tuple[float, float]], aim: float, most: float, patient: bool
) -> None:
    arrivals, handle = map(np.array, zip(*intervals, strict=True))
    needed = required_agents(
        arrivals, handle, within_seconds=20, aim=aim, most_occupied=most, patience_seconds=None if patient else 90
    )

    def enough(heads: np.ndarray) -> np.ndarray:
        if patient:
            level, busy = service_level_c(arrivals, handle, heads, 20), occupancy_c(load_of(arrivals, handle), heads)
        else:
            met = erlang_a(arrivals, handle, 90, heads, 20)
            level, busy = met.service_level, met.occupancy
        return (level >= aim) & (busy <= most * (1 + 1e-9))

    assert enough(needed).all()
    assert not enough(needed - 1).any()


def test_required_agents_of_one_interval_are_a_number() -> None:
    assert required_agents(200, 180, within_seconds=20, aim=0.8) == 14
    assert required_agents(200, 180, within_seconds=20, aim=0.8, patience_seconds=120) == 12
    assert required_agents([], [], within_seconds=20, aim=0.8).shape == (0,)


def test_very_many_agents_and_very_little_load_are_no_trouble() -> None:
    assert blocking([1.0, 1e-9, 5000.0], [400, 3, 5000]) == pytest.approx([0, 0, 0.0112], abs=1e-4)
    assert required_agents(1e-6, 1, within_seconds=20, aim=0.99) == 1
    big = erlang_a(90_000, 600, 300, [14_000, 15_000, 16_000], 20)
    assert np.diff(big.service_level).min() > 0
    assert big.abandonment[0] == pytest.approx(1 - 14_000 / 15_000, abs=1e-3)
