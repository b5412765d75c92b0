"""Whatever happens to a complaint, its explanation gives the due time that every one of its clocks keeps."""

from datetime import datetime
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.explanation import Nature
from app.models.sla import LIVE, Clock, ClockState, Target
from app.services.database import Database
from app.services.deadlines.explain import Explanation, explain_all
from app.services.deadlines.rulebook import Rulebook
from tests.builders import MONDAY
from tests.lifestory.engine import Engine
from tests.lifestory.story import deeds, later

# Started and ended by hands of their own, which the events of a complaint need not tell.
_BY_HAND = (Target.TASK, Target.APPROVAL)


def check(clock: Clock, found: Explanation, now: datetime) -> None:
    """Hold an explanation against what the clock keeps."""
    assert found.record.recomputed_due_at == found.due_at == clock.due_at
    if clock.state is not ClockState.PAUSED:
        assert found.expected_due_at == clock.due_at
    assert all(before.until == after.since for before, after in pairwise(found.segments))
    if found.segments:
        ends = found.segments[0].since, found.segments[-1].until
        assert ends == (clock.started_at, max(found.expected_due_at, clock.stopped_at or now))
    assert all(each.since >= found.expected_due_at for each in found.segments if each.nature is Nature.LATE)
    assert found.record.rule is not None
    assert found.record.began or clock.target in _BY_HAND
    assert (found.record.ended is None) == (clock.state in LIVE) or clock.target in _BY_HAND
    in_force = [each for each in found.record.extensions if each.in_force_at]
    assert not in_force or in_force[-1].amount == clock.amount


def explained(session: Session, now: datetime) -> list[Explanation]:
    """Explain every clock that there is, and check it."""
    clocks = session.scalars(select(Clock)).all()
    found = explain_all(session, Rulebook(), clocks, now=now)
    for clock, each in zip(clocks, found, strict=True):
        assert each.clock_id == clock.id
        check(clock, each, now)
    return list(found)


def live(database: Database, seed: int, instants: int, complaints: int = 40) -> list[Explanation]:
    """Tell the stories of complaints, two by two, check every explanation along the way, and return the last."""
    random, now, engine = Random(seed), MONDAY, Engine(database)
    told = [deeds(random, range(first, first + 2)) for first in range(0, complaints, 2)]
    with engine.at_once():
        for _ in range(complaints):
            engine.attempt("record", random.random() < 0.3, random.random() < 0.2, now=now)
    found: list[Explanation] = []
    for instant in range(instants):
        now = later(random, now)
        with engine.at_once():
            for place, coming in enumerate(told):
                name, given = next(coming)
                engine.attempt(name, *given, now=now)
                if instant % 9 == 8:
                    # More time takes three people, who seldom meet by chance.
                    engine.attempt("ask", 2 * place, "agent", now=now)
                    engine.attempt("decide", 2 * place, "manager", True, now=now)
                    engine.attempt("tell", 2 * place, now=now)
        if instant % 9 == 8:
            with database.read() as session:
                found = explained(session, now)
    return found


def test_every_explanation_gives_the_due_time_that_the_clock_keeps(sqlite_database: Database) -> None:
    found = live(sqlite_database, 1, 18, complaints=16)
    assert {each.state for each in found} == set(ClockState)
    assert any(each.record.pauses for each in found)
    assert any(extension.in_force_at for each in found for extension in each.record.extensions)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_long_lives_are_explained(sqlite_database: Database, seed: int) -> None:
    assert len(live(sqlite_database, seed, 63)) > 40
