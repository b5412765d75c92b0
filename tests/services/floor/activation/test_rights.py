"""Who may call, answer, release and stand down, and what a clock that jumps does to the time for an answer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.activation import CallOutState
from app.services.database import Database
from app.services.floor.activation.answering import answer, come_on, release
from app.services.floor.activation.clear import Clear, follow
from app.services.floor.activation.reading import ActivationRow, CallOutRow, read_activation
from app.services.floor.activation.refusals import ActivationError, require_lead
from app.services.floor.activation.running import activate, call_more, keep_on, stand_down, want
from app.services.floor.activation.ticking import tick
from tests.builders import HOUR, MONDAY
from tests.services.floor.activation.crew import Crew, gather

_MINUTE = timedelta(minutes=1)
Act = Callable[[Session, Crew, int, int, int | None], object]


class _Called:
    """An activation by the team lead with the first of those who stand by called."""

    def __init__(self, database: Database) -> None:
        self.database, self.crew = database, gather(database)
        with database.write() as session:
            self.id = activate(
                session, self.crew.phones, [(self.crew.standby[0], 2)], by=self.crew.lead, tells=True, now=MONDAY
            )

    def row(self) -> ActivationRow:
        with self.database.read() as session:
            found = read_activation(session, self.id)
        assert found
        return found

    def call(self, place: int = 0) -> CallOutRow:
        return next(each for each in self.row().call_outs if each.person_id == self.crew.standby[place])


@pytest.fixture
def called(sqlite_database: Database) -> _Called:
    """One person who is called."""
    return _Called(sqlite_database)


_LEADS_ONLY: dict[str, Act] = {
    "call": lambda session, crew, _, __, by: activate(session, None, [(crew.standby[1], 2)], by=by, now=MONDAY),
    "call more": lambda session, crew, id_, _, by: call_more(session, id_, [(crew.standby[1], 2)], by=by, now=MONDAY),
    "want more": lambda session, _, id_, __, by: want(session, id_, 2, 2, by=by, now=MONDAY),
    "go on": lambda session, _, id_, __, by: keep_on(session, id_, by=by, now=MONDAY),
    "stand down": lambda session, _, id_, __, by: stand_down(session, id_, by=by, now=MONDAY),
    "release": lambda session, _, __, call_out, by: release(session, call_out, by=by, now=MONDAY),
}
_THEMSELVES: dict[str, Act] = {
    "answer": lambda session, _, __, call_out, by: answer(session, call_out, True, via="console", by=by, now=MONDAY),
    "come on": lambda session, _, __, call_out, by: come_on(session, call_out, by=by, now=MONDAY),
}


@pytest.mark.parametrize("name", _LEADS_ONLY)
def test_only_leads_and_those_above_them_call_release_and_stand_down(called: _Called, name: str) -> None:
    crew, call_out = called.crew, called.call().id
    for nobody in (None, crew.standby[0], crew.standby[1]):
        with pytest.raises(ActivationError, match="Team leads"), called.database.write() as session:
            _LEADS_ONLY[name](session, crew, called.id, call_out, nobody)
    if name == "release":
        with called.database.write() as session:
            come_on(session, call_out, by=crew.standby[0], now=MONDAY)
    with called.database.write() as session:
        require_lead(session, crew.supervisor)
        _LEADS_ONLY[name](session, crew, called.id, call_out, crew.supervisor)


@pytest.mark.parametrize("name", _THEMSELVES)
@pytest.mark.parametrize("by", ["standby", "supervisor"])
def test_who_was_called_answers_or_a_lead_for_them_and_it_is_on_record_who_did(
    called: _Called, name: str, by: str
) -> None:
    crew, call_out = called.crew, called.call().id
    for nobody in (None, crew.standby[1]):
        with pytest.raises(ActivationError, match="Only 备0"), called.database.write() as session:
            _THEMSELVES[name](session, crew, called.id, call_out, nobody)
    assert called.call().state is CallOutState.CALLED
    with called.database.write() as session:
        _THEMSELVES[name](
            session, crew, called.id, call_out, crew.supervisor if by == "supervisor" else crew.standby[0]
        )
    assert called.row().events[-1].by == ("supervisor" if by == "supervisor" else "备0")


def test_a_clock_that_is_set_back_makes_nobody_wait_longer_than_their_whole_time(called: _Called) -> None:
    for minutes in (-120, -115, -111):
        with called.database.write() as session:
            tick(session, now=MONDAY + minutes * _MINUTE)
        assert called.call().state is CallOutState.CALLED
        assert called.call().answer_by == MONDAY - 110 * _MINUTE
    with called.database.write() as session:
        tick(session, now=MONDAY - 110 * _MINUTE)
    assert called.call().state is CallOutState.TIMED_OUT
    assert called.call(1).answer_by == MONDAY - 100 * _MINUTE


def test_after_a_sleep_the_time_is_over_and_the_next_one_has_all_of_theirs(called: _Called) -> None:
    with called.database.write() as session:
        tick(session, now=MONDAY + 8 * HOUR)
    assert called.call().state is CallOutState.TIMED_OUT
    assert called.call(1).state is CallOutState.CALLED
    assert called.call(1).answer_by == MONDAY + 8 * HOUR + 10 * _MINUTE


def test_calm_holds_from_now_on_where_the_clock_was_set_back() -> None:
    clear = Clear(minutes=20)
    assert follow(clear, MONDAY, 0.0, now=MONDAY - HOUR) == (MONDAY - HOUR, False)
    assert follow(clear, MONDAY - HOUR, 0.0, now=MONDAY - HOUR + 20 * _MINUTE) == (MONDAY - HOUR, True)


def test_one_more_of_a_tier_that_was_not_wanted_before_is_called_and_nobody_left_is_said(called: _Called) -> None:
    crew = called.crew
    with called.database.write() as session:
        assert want(session, called.id, 3, 1, by=crew.lead, now=MONDAY) == 1
        assert want(session, called.id, 3, 3, by=crew.lead, now=MONDAY) == 2
        assert want(session, called.id, 3, 4, by=crew.lead, now=MONDAY) == 0
    assert called.row().wanted == {1: 0, 2: 1, 3: 4}


def test_who_calls_goes_on_leading(called: _Called) -> None:
    crew = called.crew
    with called.database.write() as session:
        assert want(session, called.id, 1, 2, by=crew.lead, now=MONDAY) == 1
    tier_1 = {each.person_id for each in called.row().call_outs if each.tier == 1}
    assert crew.supervisor in tier_1
    assert crew.lead not in tier_1
