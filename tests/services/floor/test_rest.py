"""Who rests next: who is owed most, as soon as enough others are at work."""

from datetime import timedelta

import numpy as np
import pytest

from app.models.people import AgentState, Role
from app.services.database import Database
from app.services.floor.load import Load
from app.services.floor.rest import Need, RestRow, read_need, who_rests_next
from app.services.floor.worklist_columns import NEVER
from tests.builders import MONDAY, open_floor

MINUTE = timedelta(minutes=1)
READY, HANDLING, WRAP_UP, BREAK, TRAINING, OFF = AgentState


def floor(*people: tuple[AgentState | None, int | None, int]) -> Load:
    """People with a state, minutes of work and minutes of rest owed; their ids count from 1."""
    count = len(people)
    zeros = np.zeros(count, np.int64)
    began = [NEVER if since is None else int((MONDAY - since * MINUTE).timestamp()) for _, since, _ in people]
    return Load(
        read_at=MONDAY,
        ids=np.arange(1, count + 1),
        name=[f"p{place + 1}" for place in range(count)],
        role=[Role.AGENT] * count,
        team=[""] * count,
        state=[state for state, *_ in people],
        state_since=zeros,
        working_since=np.array(began, np.int64),
        open=zeros,
        effort=np.zeros(count),
        capacity=zeros + 10,
        late=zeros,
        due_soon=zeros,
        occupancy=np.full(count, np.nan),
        rest_debt=np.array([debt for *_, debt in people], np.int64),
        queues=[()] * count,
        queue_ids=[frozenset()] * count,
        searched=[""] * count,
    )


def need(*heads: int) -> Need:
    """How many are needed in each quarter of an hour from Monday ten on."""
    begin = int(MONDAY.timestamp())
    return Need(np.array([begin + 900 * each for each in range(len(heads) + 1)], np.int64), np.array(heads, np.int64))


def told(rows: tuple[RestRow, ...]) -> list[tuple[int, int, int | None]]:
    """Who, in how many minutes, and how many can be spared then."""
    return [(row.person_id, round((row.at - MONDAY) / MINUTE), row.spare) for row in rows]


TIRED = floor(
    (READY, 130, 16), (HANDLING, 150, 20), (READY, 95, 12), (BREAK, None, 30), (READY, 20, 2), (None, None, 0)
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        # Nobody knows: whoever is owed most, now.
        (None, [(2, 0, None), (1, 0, None), (3, 0, None)]),
        # Four are on, one is needed: three may go at once.
        (need(*[1] * 12), [(2, 0, 2), (1, 0, 1), (3, 0, 0)]),
        # One after the other.
        (need(*[3] * 12), [(2, 0, 0), (1, 15, 0), (3, 30, 0)]),
        # From half past ten on one can be spared.
        (need(4, 4, *[3] * 10), [(2, 30, 0), (1, 45, 0), (3, 60, 0)]),
        # Never enough: when fewest are missing.
        (need(9, 9, 5, *[9] * 9), [(2, 30, -2), (1, 30, -3), (3, 30, -4)]),
    ],
)
def test_who_is_owed_most_rests_first_when_the_floor_can_spare_them(
    wanted: Need | None, expected: list[tuple[int, int, int | None]]
) -> None:
    assert told(who_rests_next(TIRED, wanted, now=MONDAY)) == expected


def test_nobody_rests_who_has_just_begun_or_is_not_at_work() -> None:
    assert who_rests_next(floor((READY, 30, 3), (OFF, None, 40), (None, None, 40)), None, now=MONDAY) == ()


def test_rest_that_was_promised_counts_though_work_has_just_begun() -> None:
    assert told(who_rests_next(floor((READY, 5, 30)), None, now=MONDAY)) == [(1, 0, None)]


def test_a_floor_that_expects_nothing_needs_nobody(database: Database) -> None:
    open_floor(database)
    with database.read() as session:
        assert read_need(session, now=MONDAY) is None
