"""How far days and hours stray is learned from history, as far as it tells."""

import numpy as np
import pytest

from app.services.floor.arrivals import Amounts
from app.services.floor.surge_detector import Straying, Usual
from app.services.floor.surge_straying import learn_straying
from tests.services.floor.test_surge_detector import working_day


def history(per_quarter: float, day: float, quarter: float, days: int, seed: int) -> Straying:
    usual = Usual(working_day(per_quarter), 5, day, Straying(day, quarter).of(5))
    return learn_straying(usual.days(days, np.random.default_rng(seed)).astype(np.float64), 5)


def averaged(per_quarter: float, day: float, quarter: float, days: int) -> tuple[float, float]:
    found = [history(per_quarter, day, quarter, days, seed) for seed in range(30)]
    return float(np.mean([each.day for each in found])), float(np.mean([each.quarter for each in found]))


@pytest.mark.parametrize(("day", "quarter"), [(0.25, 0.2), (0.05, 0.05), (0.1, 0.1)])
def test_much_history_tells_how_far_days_and_hours_stray(day: float, quarter: float) -> None:
    found = averaged(100, day, quarter, 60)
    assert found[0] == pytest.approx(day, rel=0.25)
    assert found[1] == pytest.approx(quarter, rel=0.25)


def test_few_arrivals_draw_towards_what_is_believed() -> None:
    found = [averaged(volume, 0.1, 0.4, 8)[1] for volume in (0.2, 1, 5, 50)]
    assert found == sorted(found)
    assert found[0] == pytest.approx(Straying().quarter, abs=0.05)
    assert found[1] < 0.25
    assert found[-1] == pytest.approx(0.4, rel=0.1)


def test_what_is_entered_in_batches_makes_quarters_stray() -> None:
    random = np.random.default_rng(3)
    smooth = random.poisson(working_day(10), (8, 288)).astype(np.float64)
    batches = smooth.copy()
    for day in batches:
        # Twice a day somebody enters at once what has come by letter.
        day[random.integers(96, 240, 2)] += 25
    assert learn_straying(smooth, 5).quarter < 0.15
    assert learn_straying(batches, 5).quarter > 0.3


def test_what_lasts_for_hours_makes_them_stray() -> None:
    random = np.random.default_rng(4)
    hours = np.repeat(random.gamma(1 / 0.04, 0.04, (8, 24)), 12, axis=1)
    assert learn_straying(random.poisson(working_day(50) * hours).astype(np.float64), 5).quarter > 0.25


def test_days_without_chance_stray_as_little_as_is_believed_possible() -> None:
    found = learn_straying(np.repeat(working_day(200)[None], 60, axis=0), 5)
    assert found.day < 0.05
    assert found.quarter <= 0.02


@pytest.mark.parametrize("days", [np.zeros((8, 288)), working_day(50)[None]])
def test_where_there_is_nothing_to_learn_from_the_belief_stands(days: Amounts) -> None:
    assert learn_straying(days, 5) == Straying()


def test_an_hour_strays_half_as_much_as_its_quarters() -> None:
    assert Straying(0.1, 0.06).of(60) == pytest.approx(0.03)
    assert Straying(0.1, 0.06).of(15) == pytest.approx(0.06)
