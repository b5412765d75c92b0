"""Demo time: at a speed, standing still, never back, and never ahead of what was played."""

from datetime import UTC, datetime, timedelta

import pytest

from app.services.demo.clock import DemoClock

START = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Wall:
    """A steady clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def clock(wall: Wall) -> DemoClock:
    """A clock that has begun to run."""
    found = DemoClock(START, 60, wall)
    found.played(START)
    return found


def test_it_waits_until_the_floor_is_played(wall: Wall) -> None:
    clock = DemoClock(START, 60, wall)
    wall.seconds += 100
    assert clock.now() == START
    clock.played(START)
    wall.seconds += 1
    assert clock.now() == START + 60 * SECOND


def test_it_runs_at_its_speed_and_changes_it_without_a_jump(wall: Wall, clock: DemoClock) -> None:
    wall.seconds += 2
    assert clock.now() == START + 120 * SECOND
    clock.played(clock.now())
    clock.run_at(1)
    wall.seconds += 2
    assert clock.now() == START + 122 * SECOND
    assert (clock.speed, clock.paused) == (1, False)


def test_it_stands_still_and_goes_on_from_there(wall: Wall, clock: DemoClock) -> None:
    wall.seconds += 1
    clock.pause()
    wall.seconds += 1000
    assert clock.paused
    assert clock.now() == START + 60 * SECOND
    clock.run_at(60)
    assert clock.now() == START + 60 * SECOND
    wall.seconds += 1
    assert clock.now() == START + 120 * SECOND


def test_what_was_played_is_over_even_while_it_stands_still(clock: DemoClock) -> None:
    clock.pause()
    clock.played(START + 75 * 60 * SECOND)
    assert clock.now() == START + 75 * 60 * SECOND


def test_what_was_not_played_holds_it_back_and_is_not_made_up_for(wall: Wall, clock: DemoClock) -> None:
    wall.seconds += 100
    held = clock.now()
    assert held == START + 180 * SECOND
    clock.played(START + 100 * SECOND)
    assert clock.now() == held
    wall.seconds += 1
    assert clock.now() == held + 60 * SECOND
    wall.seconds += 100
    assert clock.now() == START + 280 * SECOND
