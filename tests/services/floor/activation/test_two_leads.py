"""Two leads and the clock act at once, over connections of their own: nobody is ever called twice."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.models.activation import BOUND, CallOut, CallOutState
from app.models.people import Role
from app.services.database import Database
from app.services.floor.activation.answering import answer
from app.services.floor.activation.reading import read_running
from app.services.floor.activation.record import Happened
from app.services.floor.activation.refusals import ActivationError, AlreadyCalledError
from app.services.floor.activation.running import activate, stand_down
from app.services.floor.activation.ticking import tick
from app.services.staffing.tier_rules import Rule, keep_rule
from tests.builders import MONDAY
from tests.services.floor.activation.crew import Crew, gather


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> range:
    """How often to try: many times in the long suite."""
    return range(2 if "not long" in request.config.getoption("markexpr") else 60)


def _together(*works: Callable[[], None]) -> list[BaseException]:
    """Do works at once, each in a thread; return what flew."""
    gate, flown = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], None]) -> None:
        gate.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told to the test
            flown.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return flown


def _calls(database: Database, queue_id: int | None, people: list[int], by: int) -> Callable[[], None]:
    def work() -> None:
        with database.write() as session:
            activate(session, queue_id, [(each, 2) for each in people], by=by, now=MONDAY)

    return work


def _ticks(database: Database, minutes: int) -> Callable[[], None]:
    def work() -> None:
        with database.write() as session:
            tick(session, now=MONDAY + timedelta(minutes=minutes))

    return work


def _stop_all(database: Database, crew: Crew) -> None:
    with database.write() as session:
        for row in read_running(session):
            stand_down(session, row.id, by=crew.lead, releases=True, now=MONDAY)


def _bound(database: Database) -> Counter[int]:
    with database.read() as session:
        return Counter(each.person_id for each in session.query(CallOut).filter(CallOut.state.in_(BOUND)))


def test_of_two_leads_who_call_the_same_people_the_loser_hears_who_was_first(database: Database, rounds: range) -> None:
    crew = gather(database)
    for round_ in rounds:
        # In opposite order, as two who would wait for each other for ever.
        people = list(crew.standby)
        flown = _together(
            _calls(database, crew.phones, people, crew.lead), _calls(database, None, people[::-1], crew.supervisor)
        )
        assert [type(each) for each in flown] == [AlreadyCalledError], round_
        assert str(flown[0]).split(" was called by ")[1] in (
            f"{Role.TEAM_LEAD} 0 min ago.",
            f"{Role.SUPERVISOR} 0 min ago.",
        )
        assert set(_bound(database).values()) == {1}
        _stop_all(database, crew)


def test_leads_who_share_one_person_both_get_the_rest(database: Database, rounds: range) -> None:
    crew = gather(database, standby=5)
    for _ in rounds:
        first, second = list(crew.standby[:3]), list(crew.standby[2:])
        assert not _together(
            _calls(database, crew.phones, first, crew.lead), _calls(database, None, second, crew.supervisor)
        )
        bound = _bound(database)
        assert set(bound.values()) == {1}
        with database.read() as session:
            kinds = [event.kind for row in read_running(session) for event in row.events]
        assert kinds.count(Happened.TAKEN) == 1
        _stop_all(database, crew)


def test_the_clock_and_a_lead_never_call_one_person_twice_nor_more_than_the_quota(
    database: Database, rounds: range
) -> None:
    crew = gather(database, standby=6)
    with database.write() as session:
        keep_rule(session, Rule(2, 4, 5, 45, 7_500, 15, {"skill": 1.0}))
    for _ in rounds:
        with database.write() as session:
            begun = activate(session, crew.phones, [(each, 2) for each in crew.standby[:2]], by=crew.lead, now=MONDAY)
        # The first two have not answered in time: the clock calls the next two, whom a lead wants as well.
        flown = _together(
            _ticks(database, 5),
            _calls(database, None, list(crew.standby[2:4]), crew.supervisor),
            _ticks(database, 5),
        )
        assert all(isinstance(each, ActivationError) for each in flown)
        bound = _bound(database)
        assert set(bound.values()) == {1}
        assert sum(bound.values()) <= 4
        assert begun
        _stop_all(database, crew)


def test_a_yes_and_the_end_of_the_time_never_both_hold(database: Database, rounds: range) -> None:
    crew = gather(database)
    for _ in rounds:
        with database.write() as session:
            activate(session, crew.phones, [(crew.standby[0], 2)], by=crew.lead, now=MONDAY)
        with database.read() as session:
            (row,) = read_running(session)
        token = next(each.token for each in row.call_outs if each.person_id == crew.standby[0])
        assert token

        def says_yes(token: str = token) -> None:
            with database.write() as session:
                answer(session, token, True, via="e-mail", by=crew.standby[0], now=MONDAY + timedelta(minutes=10))

        flown = _together(says_yes, _ticks(database, 10))
        assert all(isinstance(each, ActivationError) for each in flown)
        assert sum(_bound(database).values()) == 1
        _stop_all(database, crew)


def test_the_index_over_bound_people_has_the_last_word(sqlite_database: Database) -> None:
    crew = gather(sqlite_database)
    with sqlite_database.write() as session:
        activation_id = activate(session, crew.phones, [(crew.standby[0], 2)], by=crew.lead, now=MONDAY)
        taken = session.query(CallOut).filter_by(activation_id=activation_id, person_id=crew.standby[0]).one()
        other = activate(session, None, [(crew.standby[1], 2)], by=crew.lead, now=MONDAY)
        call_out = CallOut(
            activation_id=other, person_id=taken.person_id, tier=2, state=CallOutState.PROPOSED, rank=9, score={}
        )
        session.add(call_out)
        session.flush()
        call_out.state = CallOutState.CALLED
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
