"""The budget of false alarms: who chooses it, how it is shared, and what can be caught for it."""

import pickle

import numpy as np
import pytest

from app.models.floor import Floor, Queue
from app.models.people import Role
from app.services.database import Database
from app.services.floor.surge_budget import CHOICES, Budget, BudgetError, catches, read_budget, set_budget
from app.services.floor.surge_detector import Usual
from tests.builders import open_floor, person


@pytest.mark.parametrize(
    ("budget", "share"),
    [(Budget(), 1 / 30), (Budget(1, 10), 0.1), (Budget(1, 10, watched=5), 0.02), (Budget(1, 1), 0.5)],
)
def test_the_budget_is_a_share_of_quiet_days_for_each_that_is_watched(budget: Budget, share: float) -> None:
    assert budget.share == pytest.approx(share)


def test_a_lead_chooses_and_floor_and_queues_share_it(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        assert read_budget(session) == Budget(1, 30, watched=1)
        session.add_all([Queue(name=name, floor_id=session.query(Floor).one().id) for name in ("账单", "物流")])
        set_budget(session, 1, 10, by=person(session, Role.TEAM_LEAD).id)
    with database.read() as session:
        assert read_budget(session) == Budget(1, 10, watched=3)


@pytest.mark.parametrize("role", [None, Role.AGENT])
def test_nobody_else_does(database: Database, role: Role | None) -> None:
    open_floor(database)
    with database.write() as session, pytest.raises(BudgetError, match="Team leads"):
        set_budget(session, 1, 10, by=person(session, role).id if role else None)


@pytest.mark.parametrize(("alarms", "days"), [(0, 10), (2, 1), (1, 400)])
def test_what_is_no_budget_is_refused(database: Database, alarms: int, days: int) -> None:
    open_floor(database)
    with database.write() as session, pytest.raises(BudgetError, match="at most one false alarm a day"):
        set_budget(session, alarms, days, by=person(session, Role.SUPERVISOR).id)


def test_before_there_is_a_floor_it_is_one_a_month(database: Database) -> None:
    with database.read() as session:
        assert read_budget(session) == Budget()


def test_more_false_alarms_higher_volumes_and_greater_surges_let_more_be_found() -> None:
    shares = [Budget(*each).share for each in CHOICES]
    small, large = (
        np.array(
            [
                (*each.shares, each.most_from)
                for each in catches(pickle.loads(pickle.dumps(Usual(np.full(96, volume), 15, 0.1, 0.05, 8))), shares)
            ]
        )
        for volume in (20.0, 80.0)
    )
    # Of which most are found, a surge has to be the greater.
    assert (np.diff(small[:, 2]) >= 0).all()
    assert (small[:, 2] > large[:, 2]).all()
    assert (small[:, 2] > 0.3).all()
    small, large = small[:, :2], large[:, :2]
    assert (np.diff(small, axis=0) < 0).all()
    assert (small[:, 0] < small[:, 1]).all()
    assert (small < large).all()
    assert 0 < small.min() < large.max() <= 1


def test_where_hardly_anything_comes_no_growth_is_found_mostly() -> None:
    (found,) = catches(Usual(np.full(96, 0.2), 15, 0.1, 0.05, 8), [0.01])
    assert found.most_from is None
    (found,) = catches(Usual(np.full(96, 4_000.0), 15, 0.01, 0.005, 80), [0.1])
    assert found.most_from is not None
    assert found.most_from <= 0.2
