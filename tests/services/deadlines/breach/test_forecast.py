"""Learning from a floor's own past, keeping the prior where that is no better, and the chances of open tickets."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select

from app.models.change import Change
from app.models.forecast import BreachModel
from app.models.sla import LifeEvent, Target
from app.models.ticket import Source
from app.services.database import Database
from app.services.deadlines.breach.features import FEATURES
from app.services.deadlines.breach.forecast import Reason
from app.services.deadlines.breach.record import read_record
from app.services.deadlines.breach.regression import Bools, Floats, chance_of
from app.services.deadlines.breach.training import (
    NO_BETTER,
    PRIOR,
    TOO_LITTLE,
    TRAINED_EVERY,
    Examples,
    examples,
    is_due,
    judged,
    newest,
    rule_in_force,
    train,
)
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.actions import wait
from app.services.handling.events import happen, merge
from app.services.scheduler import LEARNING, Scheduler
from app.settings import Settings
from tests.builders import HOUR, MONDAY, add_due_clocks, clocks_of, new_ticket, open_floor
from tests.services.deadlines.breach.floors import add_past, breach_chances, quick_and_slow
from tests.services.test_scheduler import Wall


def test_history_is_learned_where_it_tells_more_than_the_priority(database: Database) -> None:
    rulebook = open_floor(database)
    add_past(database, rulebook, 900, quick_and_slow, now=MONDAY)
    with database.write() as session:
        trained = train(session, rulebook, now=MONDAY)
    assert trained.accuracy["in_force"]
    found, baseline = trained.accuracy["forecast"], trained.accuracy["baseline"]
    assert found["squared_error"] < baseline["squared_error"]
    assert found["area_under_curve"] > baseline["area_under_curve"] + 0.05
    assert trained.tickets > 700


def test_on_a_floor_of_known_chances_the_forecast_holds_in_the_days_after(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    later = MONDAY + timedelta(days=10)
    add_past(sqlite_database, rulebook, 3_000, quick_and_slow, days=50, now=later)
    with sqlite_database.read() as session:
        found = examples(
            read_record(session, rulebook, since=later - timedelta(days=60), now=later), int(later.timestamp())
        )
    # What is learned until Monday is tried on what came after it.
    since = int(MONDAY.timestamp())
    before, after = found.where(found.known_at < since), found.where(found.at >= since)
    chances = before.learned().chances(after.values)
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        inside = (chances >= low) & (chances < high)
        if inside.sum() > 300:
            assert abs(chances[inside].mean() - after.late[inside].mean()) < 0.12
    assert abs(chances.mean() - after.late.mean()) < 0.06


def test_nothing_is_learned_from_what_was_not_known_yet(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    add_past(sqlite_database, rulebook, 600, quick_and_slow, now=MONDAY)
    with sqlite_database.read() as session:
        found = examples(
            read_record(session, rulebook, since=MONDAY - timedelta(days=60), now=MONDAY), int(MONDAY.timestamp())
        )
    assert len(found) > 1_000
    assert found.known_at.max() <= MONDAY.timestamp()
    assert (found.known_at >= found.at).all()
    assert found.at.max() <= (MONDAY - timedelta(hours=1)).timestamp()


def test_merged_and_withdrawn_tickets_teach_nothing(database: Database) -> None:
    rulebook = open_floor(database)
    first, second, third = (new_ticket(database, rulebook) for _ in range(3))
    with database.write() as session:
        tickets = [session.get_one(type(each), each.id) for each in (first, second, third)]
        merge(session, rulebook, tickets[0], tickets[1], now=MONDAY + HOUR)
        happen(session, rulebook, tickets[2], LifeEvent.WITHDRAWN, now=MONDAY + HOUR)
    later = MONDAY + timedelta(days=30)
    with database.read() as session:
        record = read_record(session, rulebook, since=MONDAY - HOUR, now=later)
        assert record.tickets.ids.tolist() == [third.id]
        assert len(examples(record, int(later.timestamp()))) == 0


def test_with_little_history_the_prior_stays_and_the_record_says_why(database: Database) -> None:
    rulebook = open_floor(database)
    add_past(database, rulebook, 60, quick_and_slow, now=MONDAY)
    with database.write() as session:
        trained = train(session, rulebook, now=MONDAY)
    assert (trained.accuracy["in_force"], trained.accuracy["why"]) == (False, TOO_LITTLE)
    assert rule_in_force(trained).weights == PRIOR.weights
    with database.read() as session:
        chances = breach_chances(session, rulebook, now=MONDAY)
    assert (chances.learned_from, chances.learned_at) == (0, None)
    assert len(chances.ids) > 0


def test_with_no_history_at_all_there_is_a_chance_for_every_open_ticket(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        assert train(session, rulebook, now=MONDAY).tickets == 0
    ticket = new_ticket(database, rulebook)
    with database.read() as session:
        chances = breach_chances(session, rulebook, now=MONDAY + HOUR)
    assert chances.ids.tolist() == [ticket.id]
    assert 0 < chances.chance[0] < 0.5


Truth = Callable[[Floats, Floats, Bools], Floats]


def history(truth: Truth, seed: int = 1) -> Examples:
    """Twenty tickets at each of a hundred moments; the truth makes log-odds of the prior's, of a coin and of when.

    The coin is the feature `complex`; the last argument says which examples are among the newest fifth.
    """
    dice = np.random.default_rng(seed)
    count, names = 2_000, [feature.name for feature in FEATURES]
    values = np.array([each.typical + each.spread * dice.normal(size=count) for each in FEATURES]).T
    coin: Floats = np.floor(2 * dice.random(count))
    values[:, names.index("complex")] = coin
    values[:, names.index("priority")] = 1
    at = np.repeat(np.arange(100) * 86_400, 20)
    by_prior = PRIOR.chances(values)
    log_odds = truth(np.log(by_prior / (1 - by_prior)), coin - 0.5, at >= 80 * 86_400)
    return Examples(np.arange(count), at, at + 3_600, values, dice.random(count) < chance_of(log_odds))


@pytest.mark.parametrize(
    ("truth", "used"),
    [
        pytest.param(lambda prior, coin, _: prior + 6 * coin, "forecast", id="it tells more than the prior"),
        pytest.param(lambda prior, coin, _: 2 * prior + 4, "set_right", id="the prior is right but for its height"),
        pytest.param(
            lambda prior, coin, newest: 2 * prior + 4 + 6 * np.where(newest, -coin, coin),
            "set_right",
            id="what set tickets apart misleads now",
        ),
        pytest.param(
            lambda prior, coin, newest: np.where(newest, -3 * prior - 6, 3 * prior + 6), None, id="all is the other way"
        ),
    ],
)
def test_only_what_holds_on_the_newest_tickets_comes_in_force(truth: Truth, used: str | None) -> None:
    rule, accuracy = judged(history(truth))
    assert accuracy["used"] == used
    assert (accuracy["in_force"], accuracy["why"]) == ((True, "") if used else (False, NO_BETTER))
    assert (rule.weights == PRIOR.weights) == (used != "forecast")
    assert (rule == PRIOR) == (used is None)
    if used:
        for order in ("area_under_curve", "area_at_a_moment"):
            assert accuracy[used][order] > accuracy["prior"][order] - 0.02
        assert accuracy[used]["squared_error"] < accuracy["prior"]["squared_error"]


def test_too_few_late_tickets_among_the_newest_say_nothing() -> None:
    found = history(lambda prior, coin, newest: np.where(newest, -20.0, prior))
    assert judged(found) == (PRIOR, {"in_force": False, "why": TOO_LITTLE})


def test_the_nearer_its_deadline_the_likelier_a_ticket_is_late_and_late_is_certain(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    due = clocks_of(database, ticket, Target.FIRST_RESPONSE)[0].due_at
    found = []
    for hours in (1, 6, 12, 18, 23, 25):
        with database.read() as session:
            chances = breach_chances(session, rulebook, now=MONDAY + hours * HOUR)
        found.append(float(chances.chance[0]))
    assert due == MONDAY + 24 * HOUR
    assert found == sorted(found)
    assert found[-1] == 1.0
    assert chances.is_late.tolist() == [True]
    assert chances.reasons(0) == ()


def test_a_ticket_says_what_makes_it_likely_to_be_late(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook, owner_id=None)
    with database.read() as session:
        chances = breach_chances(session, rulebook, now=MONDAY + 23 * HOUR)
    reasons = chances.reasons(chances.place(ticket.id) or 0)
    assert Reason("time_used", more=True, raises=True) in reasons
    assert Reason("time_left", more=False, raises=True) in reasons
    assert len(reasons) <= 3


def test_a_ticket_that_waits_is_less_likely_to_be_late_and_what_is_done_has_no_chance(database: Database) -> None:
    rulebook = open_floor(database)
    waits, works, done = (new_ticket(database, rulebook, source=Source.TELEPHONE) for _ in range(3))
    with database.write() as session:
        wait(session, rulebook, [waits.id], person_id=None, now=MONDAY + HOUR)
        happen(session, rulebook, session.get_one(type(done), done.id), LifeEvent.RESOLVED, now=MONDAY + HOUR)
    with database.read() as session:
        chances = breach_chances(session, rulebook, now=MONDAY + 8 * HOUR)
    first, second, third = chances.of(np.array([waits.id, works.id, done.id]))
    assert first < second
    assert np.isnan(third)
    assert chances.place(done.id) is None


def test_a_floor_learns_once_a_day_and_every_console_hears_of_it(database: Database) -> None:
    rulebook = open_floor(database)
    add_past(database, rulebook, 300, quick_and_slow, now=MONDAY)
    wall = Wall()
    scheduler = Scheduler(database, Rulebook(), [], Settings(), wall.time)
    scheduler.tick_learning()
    scheduler.tick_learning()
    with database.read() as session:
        first = session.scalars(select(BreachModel)).one()
        assert "BreachModel" in session.scalars(select(Change.kind)).all()
        assert not is_due(session, now=MONDAY + TRAINED_EVERY - HOUR)
    wall.passes(TRAINED_EVERY)
    scheduler.tick_learning()
    with database.read() as session:
        latest = newest(session)
        assert latest
        assert latest.id > first.id
        assert latest.fitted_at == MONDAY + TRAINED_EVERY
    assert LEARNING in {job.id for job in scheduler.jobs()}


def test_many_open_tickets_have_each_their_chance(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    add_due_clocks(sqlite_database, rulebook, 3_000)
    with sqlite_database.read() as session:
        chances = breach_chances(session, rulebook, now=MONDAY)
    assert len(chances.ids) == 3_000
    assert (np.diff(chances.ids) > 0).all()
    assert ((chances.chance > 0) & (chances.chance <= 1)).all()
