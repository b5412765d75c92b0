"""An activation from the first call to the last release: answers, time that is over, the next one, standing down."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from app.models.activation import ActivationState, CallOutState
from app.models.alert import Alert, AlertKind
from app.models.people import Absence, AgentState, AgentStateSpan, Person, StateSource
from app.models.roster import Shift, ShiftKind, ShiftSource
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.floor.activation.answering import answer, come_on, release
from app.services.floor.activation.candidates import read_candidates
from app.services.floor.activation.clear import Clear, Measured, follow, made_up_growth
from app.services.floor.activation.reading import (
    ActivationRow,
    CallOutRow,
    read_activation,
    read_activations,
    read_my_calls,
    read_running,
)
from app.services.floor.activation.record import Happened
from app.services.floor.activation.refusals import (
    ActivationError,
    AnsweredError,
    NotNeededError,
    QuotaError,
    UnknownCallError,
)
from app.services.floor.activation.running import activate, call_more, keep_on, stand_down, want
from app.services.floor.activation.ticking import tick
from app.services.people import let_go
from app.services.staffing.tier_rules import Rule, keep_rule
from tests.builders import HOUR, MONDAY
from tests.services.floor.activation.crew import Crew, gather

_MINUTE = timedelta(minutes=1)


def _begin(
    database: Database,
    crew: Crew,
    people: Sequence[int],
    tier: int = 2,
    *,
    now: datetime = MONDAY,
    drill: bool = False,
    clear: Clear | None = None,
) -> int:
    with database.write() as session:
        chosen = [(person_id, tier) for person_id in people]
        return activate(session, crew.phones, chosen, by=crew.lead, reason="突发", drill=drill, clear=clear, now=now)


def _look(database: Database, activation_id: int) -> ActivationRow:
    with database.read() as session:
        found = read_activation(session, activation_id)
    assert found
    return found


def _of(row: ActivationRow, person_id: int) -> CallOutRow:
    return next(each for each in row.call_outs if each.person_id == person_id)


def _kinds(row: ActivationRow) -> list[Happened]:
    return [each.kind for each in row.events]


def test_who_is_picked_is_called_and_the_others_wait_in_their_rank(database: Database) -> None:
    crew = gather(database)
    row = _look(database, _begin(database, crew, crew.standby[:1]))

    called, *others = sorted((each for each in row.call_outs if each.tier == 2), key=lambda each: each.rank)
    assert (called.person_id, called.state) == (crew.standby[0], CallOutState.CALLED)
    assert called.answer_by == MONDAY + 10 * _MINUTE
    assert called.token
    assert [each.person_id for each in others] == list(crew.standby[1:])
    assert {each.state for each in others} == {CallOutState.PROPOSED}
    assert row.wanted == {1: 0, 2: 1, 3: 0}
    assert _kinds(row) == [Happened.BEGUN, Happened.CALLED]
    assert row.events[1].by == "team_lead"


def test_a_no_calls_the_next_one_at_once_and_so_does_silence_in_time(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    with database.write() as session:
        answer(
            session,
            _of(_look(database, activation_id), crew.standby[0]).id,
            False,
            via="console",
            by=crew.lead,
            now=MONDAY,
        )
    row = _look(database, activation_id)
    assert _of(row, crew.standby[0]).state is CallOutState.DECLINED
    assert _of(row, crew.standby[1]).state is CallOutState.CALLED

    with database.write() as session:
        tick(session, now=MONDAY + 9 * _MINUTE)
    assert _of(_look(database, activation_id), crew.standby[1]).state is CallOutState.CALLED
    with database.write() as session:
        tick(session, now=MONDAY + 10 * _MINUTE)
    row = _look(database, activation_id)
    assert _of(row, crew.standby[1]).state is CallOutState.TIMED_OUT
    assert _of(row, crew.standby[2]).state is CallOutState.CALLED


def test_nobody_left_is_said_once(database: Database) -> None:
    crew = gather(database, standby=1)
    activation_id = _begin(database, crew, crew.standby)
    for minutes in (10, 11, 12):
        with database.write() as session:
            # Who is off duty and said nothing comes next; then nobody is left.
            tick(session, now=MONDAY + minutes * 10 * _MINUTE)
    assert _kinds(_look(database, activation_id)).count(Happened.EXHAUSTED) == 1


def test_never_more_than_the_quota_are_bound(database: Database) -> None:
    crew = gather(database)
    with database.write() as session:
        keep_rule(session, Rule(2, 2, 10, 45, 7_500, 15, {"skill": 1.0}))
    with pytest.raises(QuotaError), database.write() as session:
        activate(session, crew.phones, [(each, 2) for each in crew.standby], by=crew.lead, now=MONDAY)
    activation_id = _begin(database, crew, crew.standby[:2])
    with pytest.raises(QuotaError), database.write() as session:
        want(session, activation_id, 2, 3, by=crew.lead, now=MONDAY)
    # The floor's quota holds for all queues together.
    with pytest.raises(QuotaError), database.write() as session:
        activate(session, None, [(crew.standby[2], 2)], by=crew.lead, now=MONDAY)


def test_the_head_count_can_be_raised_while_it_runs(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    with database.write() as session:
        want(session, activation_id, 2, 2, by=crew.lead, now=MONDAY)
    assert _of(_look(database, activation_id), crew.standby[1]).state is CallOutState.CALLED
    with database.write() as session:
        call_more(session, activation_id, [(crew.lent[0], 3)], by=crew.lead, now=MONDAY)
    row = _look(database, activation_id)
    assert _of(row, crew.lent[0]).state is CallOutState.CALLED
    assert row.wanted == {1: 0, 2: 2, 3: 1}


def test_who_comes_from_home_gets_a_shift_and_is_ready_and_goes_off_with_rest_owed(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    call_out = _of(_look(database, activation_id), crew.standby[0])
    with database.write() as session:
        assert call_out.token
        answer(session, call_out.token.lower(), True, via="e-mail", by=crew.standby[0], now=MONDAY + _MINUTE)
        shift = session.query(Shift).filter_by(source=ShiftSource.ACTIVATION).one()
        assert (shift.starts_at, shift.queue_id) == (MONDAY + 46 * _MINUTE, crew.phones)
    with database.write() as session:
        come_on(session, call_out.id, by=crew.lead, now=MONDAY + 30 * _MINUTE)
        span = session.query(AgentStateSpan).filter_by(person_id=crew.standby[0], ended_at=None).one()
        assert (span.state, span.source) == (AgentState.READY, StateSource.ACTIVATION)
    with database.write() as session:
        release(session, call_out.id, by=crew.lead, now=MONDAY + 30 * _MINUTE + 2 * HOUR)
    with database.read() as session:
        shift = session.query(Shift).filter_by(source=ShiftSource.ACTIVATION).one()
        assert (shift.starts_at, shift.ends_at) == (MONDAY + 30 * _MINUTE, MONDAY + 30 * _MINUTE + 2 * HOUR)
        span = session.query(AgentStateSpan).filter_by(person_id=crew.standby[0], ended_at=None).one()
        assert span.state is AgentState.OFF
    after = _of(_look(database, activation_id), crew.standby[0])
    assert after.rest_owed_minutes == 30
    assert after.cost(MONDAY + 9 * HOUR) == 15_000


def test_who_said_yes_and_cannot_after_all_loses_the_shift_and_the_next_one_is_called(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    call_out = _of(_look(database, activation_id), crew.standby[0])
    with database.write() as session:
        answer(session, call_out.id, True, via="console", by=crew.lead, now=MONDAY)
    with database.write() as session:
        answer(session, call_out.id, False, via="console", by=crew.lead, now=MONDAY + _MINUTE)
    with database.read() as session:
        assert not session.query(Shift).filter_by(source=ShiftSource.ACTIVATION).count()
    assert _of(_look(database, activation_id), crew.standby[1]).state is CallOutState.CALLED


def test_who_is_lent_works_for_the_other_queue_until_they_go_back(database: Database) -> None:
    crew = gather(database)
    person_id = crew.lent[0]
    with database.write() as session:
        session.add(
            Shift(
                person_id=person_id,
                starts_at=MONDAY - HOUR,
                ends_at=MONDAY + 6 * HOUR,
                queue_id=crew.mails,
                pattern="早",
            )
        )
    activation_id = _begin(database, crew, [person_id], tier=3)
    call_out = _of(_look(database, activation_id), person_id)
    assert call_out.donor == "邮件"
    with database.write() as session:
        come_on(session, call_out.id, by=crew.lead, now=MONDAY)
    with database.write() as session:
        release(session, call_out.id, by=crew.lead, now=MONDAY + HOUR)
    with database.read() as session:
        shifts = session.query(Shift).filter_by(person_id=person_id).order_by(Shift.starts_at).all()
        assert [(each.starts_at, each.ends_at, each.queue_id) for each in shifts] == [
            (MONDAY - HOUR, MONDAY, crew.mails),
            (MONDAY, MONDAY + HOUR, crew.phones),
            (MONDAY + HOUR, MONDAY + 6 * HOUR, crew.mails),
        ]
        assert (
            session.query(AgentStateSpan).filter_by(person_id=person_id, ended_at=None).one().state is AgentState.READY
        )


def test_what_the_schedule_does_not_take_is_written_down_and_help_goes_on(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    call_out = _of(_look(database, activation_id), crew.standby[0])
    with database.write() as session:
        answer(session, call_out.id, True, via="console", by=crew.lead, now=MONDAY)
        shift = session.query(Shift).filter_by(source=ShiftSource.ACTIVATION).one()
        # Somebody plans them meanwhile, right before.
        shift.starts_at = MONDAY + 2 * HOUR
        session.flush()
        session.add(
            Shift(
                person_id=crew.standby[0],
                starts_at=MONDAY + 90 * _MINUTE,
                ends_at=MONDAY + 2 * HOUR,
                kind=ShiftKind.TRAINING,
            )
        )
    with database.write() as session:
        come_on(session, call_out.id, by=crew.lead, now=MONDAY + HOUR)
    row = _look(database, activation_id)
    assert _of(row, crew.standby[0]).state is CallOutState.ON
    refused = next(each for each in row.events if each.kind is Happened.NOT_WRITTEN)
    assert refused.details["sentence"] == "{name} already has a shift at that time."


def test_each_answer_that_changes_nothing_says_why(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    first = _of(_look(database, activation_id), crew.standby[0])
    with pytest.raises(UnknownCallError), database.write() as session:
        answer(session, "NOSUCHTOKEN", True, via="e-mail", by=crew.standby[0], now=MONDAY)
    with database.write() as session:
        answer(session, first.id, True, via="console", by=crew.lead, now=MONDAY)
    with pytest.raises(AnsweredError, match="备0 has answered already"), database.write() as session:
        answer(session, first.id, True, via="e-mail", by=crew.standby[0], now=MONDAY)
    with database.write() as session:
        stand_down(session, activation_id, by=crew.lead, now=MONDAY)
    with pytest.raises(NotNeededError), database.write() as session:
        answer(session, first.id, True, via="e-mail", by=crew.standby[0], now=MONDAY)


def test_a_late_yes_counts_only_as_long_as_somebody_is_missing(database: Database) -> None:
    crew = gather(database, standby=2)
    activation_id = _begin(database, crew, crew.standby[:1])
    first = _of(_look(database, activation_id), crew.standby[0])
    with database.write() as session:
        tick(session, now=MONDAY + 10 * _MINUTE)
    with pytest.raises(NotNeededError), database.write() as session:
        answer(session, first.id, True, via="e-mail", by=crew.standby[0], now=MONDAY + 11 * _MINUTE)
    with database.write() as session:
        want(session, activation_id, 2, 3, by=crew.lead, now=MONDAY + 12 * _MINUTE)
        assert (
            answer(session, first.id, True, via="e-mail", by=crew.standby[0], now=MONDAY + 12 * _MINUTE)
            is CallOutState.ACCEPTED
        )


def test_who_goes_on_leave_is_passed_over(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    with database.write() as session:
        session.add(Absence(person_id=crew.standby[1], started_at=MONDAY))
    with database.write() as session:
        tick(session, now=MONDAY + 10 * _MINUTE)
    row = _look(database, activation_id)
    assert _of(row, crew.standby[1]).state is CallOutState.PROPOSED
    assert _of(row, crew.standby[2]).state is CallOutState.CALLED


def test_standing_down_tells_who_is_coming_and_ends_with_the_last_release(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:2])
    first, second = (_of(_look(database, activation_id), each) for each in crew.standby[:2])
    with database.write() as session:
        come_on(session, first.id, by=crew.lead, now=MONDAY)
        answer(session, second.id, True, via="console", by=crew.lead, now=MONDAY)
    with database.write() as session:
        stand_down(session, activation_id, by=crew.lead, now=MONDAY + HOUR)
    row = _look(database, activation_id)
    assert row.state is ActivationState.STANDING_DOWN
    assert _of(row, second.person_id).state is CallOutState.WITHDRAWN
    with database.write() as session:
        release(session, first.id, by=crew.lead, now=MONDAY + HOUR)
        tick(session, now=MONDAY + HOUR + _MINUTE)
    row = _look(database, activation_id)
    assert row.state is ActivationState.ENDED
    assert row.ended_at == MONDAY + HOUR + _MINUTE
    with database.read() as session:
        assert not read_running(session)
        assert [each.id for each in read_activations(session, since=MONDAY)] == [activation_id]


def test_a_level_that_holds_proposes_to_stand_down_and_a_rise_begins_anew(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1], drill=True)
    row = None
    for minutes in range(0, 30):
        with database.write() as session:
            tick(session, now=MONDAY + minutes * _MINUTE)
        row = _look(database, activation_id)
        if row.proposes_stand_down:
            break
    assert row
    assert row.clear_since == MONDAY + 19 * _MINUTE
    assert minutes == 24
    assert row.state is ActivationState.ACTIVE
    assert Happened.PROPOSED in _kinds(row)
    with database.write() as session:
        keep_on(session, activation_id, by=crew.lead, now=MONDAY + 25 * _MINUTE)
        tick(session, now=MONDAY + 25 * _MINUTE)
    assert not _look(database, activation_id).proposes_stand_down


def test_people_go_by_themselves_where_a_lead_has_said_so(database: Database) -> None:
    crew = gather(database)
    clear = Clear(Measured.PRESSING, level=0.0, again=1.0, minutes=5, automatic=True)
    activation_id = _begin(database, crew, crew.standby[:1], clear=clear)
    with database.write() as session:
        come_on(session, _of(_look(database, activation_id), crew.standby[0]).id, by=crew.lead, now=MONDAY)
    for minutes in (1, 5, 6):
        with database.write() as session:
            tick(session, now=MONDAY + minutes * _MINUTE)
    row = _look(database, activation_id)
    assert row.state is ActivationState.ENDED
    assert _of(row, crew.standby[0]).state is CallOutState.RELEASED


@pytest.mark.parametrize(
    ("values", "calm_from", "holds"),
    [
        ([0.5, 0.5, 0.5, 0.5], None, False),
        ([0.5, 0.1, 0.1, 0.1], 1, True),
        ([0.1, 0.1, 0.15, 0.1], 0, True),
        ([0.1, 0.1, 0.25, 0.1], 3, False),
        ([0.15, 0.15, 0.15, 0.15], None, False),
        ([0.1, None, None, None], 0, True),
        ([None, None, None, None], None, False),
    ],
)
def test_it_is_calm_from_below_the_level_until_above_the_higher_one(
    values: list[float | None], calm_from: int | None, holds: bool
) -> None:
    clear = Clear(level=0.1, again=0.2, minutes=2)
    since, held = None, False
    for minute, value in enumerate(values):
        since, held = follow(clear, since, value, now=MONDAY + minute * _MINUTE)
    assert since == (None if calm_from is None else MONDAY + calm_from * _MINUTE)
    assert held is holds


def test_a_made_up_surge_comes_and_goes() -> None:
    growth = [made_up_growth(minutes * _MINUTE) for minutes in (0, 10, 15, 20, 60)]
    assert growth == [0.6, 0.6, pytest.approx(0.3), 0, 0]


def test_a_drill_touches_neither_schedule_nor_states_and_gives_way_to_what_is_real(database: Database) -> None:
    crew = gather(database)
    drill = _begin(database, crew, crew.standby[:1], drill=True)
    with database.write() as session:
        come_on(session, _of(_look(database, drill), crew.standby[0]).id, by=crew.lead, now=MONDAY)
        assert not session.query(Shift).filter_by(source=ShiftSource.ACTIVATION).count()
        assert not session.query(AgentStateSpan).filter_by(source=StateSource.ACTIVATION).count()
        assert not read_my_calls(session, crew.standby[0])
        assert crew.standby[0] in {each.person_id for each in read_candidates(session, crew.phones, now=MONDAY)}
        assert crew.standby[0] not in {
            each.person_id for each in read_candidates(session, crew.phones, drill=True, now=MONDAY)
        }
    real = _begin(database, crew, crew.standby[:1])
    assert _look(database, drill).state is ActivationState.ENDED
    assert _of(_look(database, real), crew.standby[0]).state is CallOutState.CALLED
    with pytest.raises(ActivationError, match="team_lead has begun an activation for 电话"):
        _begin(database, crew, crew.standby[1:2], drill=True)


def test_a_drill_of_another_queue_loses_who_is_really_called(database: Database) -> None:
    crew = gather(database)
    with database.write() as session:
        drill = activate(session, None, [(crew.standby[0], 2)], by=crew.lead, drill=True, now=MONDAY)
    real = _begin(database, crew, crew.standby[:1])
    assert _of(_look(database, drill), crew.standby[0]).state is CallOutState.WITHDRAWN
    assert _of(_look(database, real), crew.standby[0]).state is CallOutState.CALLED


def test_whom_another_lead_has_called_is_named_with_who_called_them(database: Database) -> None:
    crew = gather(database)
    _begin(database, crew, crew.standby[:1])
    later = MONDAY + 4 * _MINUTE
    with database.write() as session:
        second = activate(
            session, None, [(each, 2) for each in crew.standby[:2]], by=crew.supervisor, wanted={2: 1}, now=later
        )
    taken = next(each for each in _look(database, second).events if each.kind is Happened.TAKEN)
    assert taken.details["sentence"].format(**taken.details["values"]) == "备0 was called by team_lead 4 min ago."
    with (
        pytest.raises(ActivationError, match="has begun an activation for 电话 4 min ago"),
        database.write() as session,
    ):
        activate(session, crew.phones, [(crew.standby[2], 2)], by=crew.supervisor, now=later)


def test_nobody_left_to_call_is_refused_and_leaves_nothing_behind(database: Database) -> None:
    crew = gather(database)
    _begin(database, crew, crew.standby[:1])
    with pytest.raises(ActivationError, match="备0 was called by team_lead 0 min ago"), database.write() as session:
        activate(session, None, [(crew.standby[0], 2)], by=crew.supervisor, now=MONDAY)
    with database.read() as session:
        assert len(read_running(session)) == 1


def test_the_alert_is_acted_on_and_its_kind_says_what_has_to_come_back(database: Database) -> None:
    crew = gather(database)
    with database.write() as session:
        alert = Alert(kind=AlertKind.STANDBY, details={"count": 1}, raised_at=MONDAY)
        session.add(alert)
        session.flush()
        activation_id = activate(
            session,
            crew.phones,
            [(crew.standby[0], 2)],
            by=crew.lead,
            alert_id=alert.id,
            action="Called 1 person",
            now=MONDAY,
        )
        assert (alert.action, alert.acted_by_id) == ("Called 1 person", crew.lead)
    assert _look(database, activation_id).clear.measured is Measured.PRESSING


def test_who_is_called_sees_it_at_their_console(database: Database) -> None:
    crew = gather(database)
    _begin(database, crew, crew.standby[:1])
    with database.read() as session:
        (mine,) = read_my_calls(session, crew.standby[0])
        assert (mine.queue, mine.by, mine.productive_minutes) == ("电话", "team_lead", 45)
        assert not read_my_calls(session, crew.standby[1])


def test_who_works_here_no_more_is_taken_out_and_the_next_one_called(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:2])
    called, on = (_of(_look(database, activation_id), each) for each in crew.standby[:2])
    with database.write() as session:
        come_on(session, on.id, by=crew.lead, now=MONDAY)
        for each in (called, on):
            let_go(session, each.name, now=MONDAY + _MINUTE)
    with pytest.raises(NotNeededError), database.write() as session:
        answer(session, called.id, True, via="console", by=crew.lead, now=MONDAY + _MINUTE)
    with database.write() as session:
        tick(session, now=MONDAY + 2 * _MINUTE)
    row = _look(database, activation_id)
    assert _of(row, called.person_id).state is CallOutState.WITHDRAWN
    assert _of(row, on.person_id).state is CallOutState.RELEASED
    assert _of(row, crew.standby[2]).state is CallOutState.CALLED


def test_a_clock_that_is_set_back_owes_no_negative_rest(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    call_out = _of(_look(database, activation_id), crew.standby[0])
    with database.write() as session:
        come_on(session, call_out.id, by=crew.lead, now=MONDAY + HOUR)
    with database.write() as session:
        release(session, call_out.id, by=crew.lead, now=MONDAY)
    assert _of(_look(database, activation_id), crew.standby[0]).rest_owed_minutes == 0


def test_one_more_is_called_although_it_was_stood_down(database: Database) -> None:
    crew = gather(database)
    activation_id = _begin(database, crew, crew.standby[:1])
    with database.write() as session:
        come_on(session, _of(_look(database, activation_id), crew.standby[0]).id, by=crew.lead, now=MONDAY)
        stand_down(session, activation_id, by=crew.lead, now=MONDAY)
        want(session, activation_id, 2, 2, by=crew.lead, now=MONDAY)
    row = _look(database, activation_id)
    assert row.state is ActivationState.ACTIVE
    assert _of(row, crew.standby[1]).state is CallOutState.CALLED


def test_who_counts_in_another_tier_by_now_is_not_called_beside_another_one(database: Database) -> None:
    crew = gather(database)
    with database.write() as session:
        set_state(session, crew.standby[0], AgentState.READY, now=MONDAY)
        session.get_one(Person, crew.standby[0]).home_queue_id = crew.mails
    with pytest.raises(ActivationError, match="look at the list again"):
        _begin(database, crew, crew.standby[:1])
    row = _look(database, _begin(database, crew, crew.standby[:2]))
    assert [each.person_id for each in row.call_outs if each.state is CallOutState.CALLED] == list(crew.standby[1:])
