"""The background duties: ticks that do what is owed, and hold still when time cannot be trusted."""

import logging
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import event, select

from app.clock import TimeSource, wall_time
from app.models.alert import Alert, AlertKind
from app.models.change import Change
from app.models.escalation import Escalation, Heartbeat, Hold
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.holds import NoHoldError, confirm_time, open_hold, place_hold
from app.services.pulse import SWEEP, read_beats
from app.services.scheduler import Scheduler
from app.services.status import status_lines
from app.settings import Settings, SweepSettings
from tests.builders import HOUR, MONDAY, add_due_clocks, open_floor

SECOND = timedelta(seconds=1)


class Wall:
    """A wall clock and a steady one that a test moves."""

    def __init__(self) -> None:
        self.shows = MONDAY
        self.seconds = 1000.0
        self.time = TimeSource(lambda: self.shows, lambda: self.seconds)

    def passes(self, time: timedelta) -> None:
        """Let time pass, on both."""
        self.shows += time
        self.seconds += time.total_seconds()

    def jumps(self, by: timedelta) -> None:
        """Set the wall clock."""
        self.shows += by


def scheduler(database: Database, wall: Wall) -> Scheduler:
    return Scheduler(database, Rulebook(), [], Settings(), wall.time)


def raised(database: Database) -> int:
    with database.read() as session:
        return len(session.scalars(select(Escalation.id)).all())


def test_time_runs_evenly_between_measurements() -> None:
    wall = Wall()
    wall.seconds += 90
    assert wall.time.now() == MONDAY + 90 * SECOND
    wall.shows = MONDAY + 100 * SECOND
    assert wall.time.measure() == 10 * SECOND
    assert wall.time.now() == MONDAY + 100 * SECOND


@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR])
def test_a_jump_is_measured_and_only_adopted_when_told(jump: timedelta) -> None:
    wall = Wall()
    wall.jumps(jump)
    assert wall.time.measure() == jump
    assert wall.time.now() == MONDAY
    wall.time.adopt()
    assert wall.time.now() == MONDAY + jump


def test_the_time_of_a_shared_database_is_measured_there(postgresql_database: Database) -> None:
    source = TimeSource(postgresql_database.time)
    assert abs(source.now() - postgresql_database.time()) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("jump", "words"),
    [(HOUR, "jumped 60 minutes ahead"), (-301 * SECOND, "jumped 5 minutes back"), (48 * HOUR, "2880 minutes ahead")],
)
def test_a_jump_of_the_wall_clock_stops_the_sweep_until_a_person_confirms(
    database: Database, caplog: pytest.LogCaptureFixture, jump: timedelta, words: str
) -> None:
    add_due_clocks(database, open_floor(database), 3, now=MONDAY + HOUR / 2)
    wall = Wall()
    duties = scheduler(database, wall)
    duties.tick_sweep()
    assert raised(database) == 0
    wall.passes(HOUR)
    wall.jumps(jump)
    with caplog.at_level(logging.CRITICAL):
        duties.tick_sweep()
        duties.tick_sweep()
    assert [record.getMessage() for record in caplog.records if "sweep stopped" in record.getMessage()] == [
        record.getMessage() for record in caplog.records if words in record.getMessage()
    ]
    assert raised(database) == 0
    with database.read() as session:
        assert session.query(Hold).count() == 1
        assert any(words in line for line in status_lines(session, now=wall.time.now()))
    with database.write() as session:
        confirm_time(session, "李雷", now=wall.time.now())
    duties.tick_sweep()
    assert raised(database) >= 3
    assert wall.time.now() == wall.shows
    with database.read() as session:
        hold = session.query(Hold).one()
        assert hold.confirmed_by == "李雷"
        assert open_hold(session) is None
        (beat,) = session.query(Heartbeat)
        assert (beat.duty, beat.beat_at) == ("sweep", MONDAY + HOUR)


def test_a_hold_that_could_not_be_written_is_no_confirmation(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    add_due_clocks(sqlite_database, open_floor(sqlite_database), 1, now=MONDAY + HOUR)
    wall = Wall()
    duties = scheduler(sqlite_database, wall)
    wall.jumps(2 * HOUR)

    def fail(_: object) -> None:
        raise ZeroDivisionError

    event.listen(sqlite_database.engine, "commit", fail)
    with pytest.raises(ZeroDivisionError):
        duties.tick_sweep()
    event.remove(sqlite_database.engine, "commit", fail)
    with caplog.at_level(logging.CRITICAL):
        duties.tick_sweep()
        duties.tick_sweep()
    assert raised(sqlite_database) == 0
    with sqlite_database.read() as session:
        assert open_hold(session) is not None


def test_one_confirmation_is_enough_though_two_processes_saw_the_jump_at_once(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        for process in ("one", "other"):
            session.add(Hold(reason="the wall clock jumped", held_at=MONDAY, process=process))
    with sqlite_database.write() as session:
        confirm_time(session, "李雷", now=MONDAY)
    with sqlite_database.read() as session:
        assert open_hold(session) is None
        assert {hold.confirmed_by for hold in session.query(Hold)} == {"李雷"}


def test_five_minutes_are_no_jump(sqlite_database: Database) -> None:
    add_due_clocks(sqlite_database, open_floor(sqlite_database), 1, now=MONDAY + timedelta(minutes=5))
    wall = Wall()
    wall.jumps(timedelta(minutes=5))
    scheduler(sqlite_database, wall).tick_sweep()
    assert raised(sqlite_database) == 1


def test_a_second_process_respects_the_hold_of_the_first(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    add_due_clocks(database, open_floor(database), 1)
    jumped, steady = Wall(), Wall()
    one, other = scheduler(database, jumped), scheduler(database, steady)
    jumped.jumps(HOUR)
    with caplog.at_level(logging.CRITICAL):
        one.tick_sweep()
        other.tick_sweep()
    assert raised(database) == 0
    with database.write() as session:
        confirm_time(session, "李雷", now=MONDAY)
    other.tick_sweep()
    assert raised(database) == 1


def test_a_clock_put_back_while_nothing_ran_is_noticed_at_the_start(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    open_floor(database)
    wall = Wall()
    scheduler(database, wall).tick_sweep()
    yesterday = Wall()
    yesterday.shows = MONDAY - 24 * HOUR
    yesterday.time.adopt()
    restarted = scheduler(database, yesterday)
    with caplog.at_level(logging.CRITICAL):
        restarted.start()
        restarted.stop()
    with database.read() as session:
        assert "put back while nothing ran" in session.query(Hold).one().reason


def test_there_is_nothing_to_confirm_without_a_hold(sqlite_database: Database) -> None:
    with pytest.raises(NoHoldError), sqlite_database.write() as session:
        confirm_time(session, "李雷", now=MONDAY)


def test_ticks_come_back_when_the_wall_clock_was_put_back(sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    ticked = threading.Event()
    duties = Scheduler(sqlite_database, Rulebook(), [], Settings(sweep=SweepSettings(interval=3600)), TimeSource())
    duties.start()
    try:
        (sweeping,) = (job for job in duties.jobs() if job.id == "sweep")
        sweeping.modify(args=("sweep", ticked.set), next_run_time=wall_time() + timedelta(days=1))
        assert ticked.wait(30)
    finally:
        duties.stop()


def test_a_lost_database_is_a_warning_and_the_next_tick_goes_on(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    open_floor(sqlite_database)
    assert sqlite_database.file is not None
    away = sqlite_database.file.with_name("away")
    duties = Scheduler(sqlite_database, Rulebook(), [], Settings(), TimeSource())
    sqlite_database.close()
    sqlite_database.file.rename(away)
    with caplog.at_level(logging.WARNING):
        duties.refusals_are_logged("sweep", duties.tick_sweep)
    assert "sweep waits: " in caplog.text
    away.rename(sqlite_database.file)
    duties.tick_sweep()
    with sqlite_database.read() as session:
        assert session.query(Heartbeat).one().beat_at > datetime(2026, 1, 1, tzinfo=UTC)


def test_a_duty_that_fails_falls_silent_and_is_heard_again_when_it_succeeds(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_floor(sqlite_database)
    wall = Wall()
    duties = scheduler(sqlite_database, wall)

    def ticks() -> datetime:
        wall.passes(10 * SECOND)
        with suppress(ZeroDivisionError):
            duties.refusals_are_logged(SWEEP, duties.tick_sweep)
        with sqlite_database.read() as session:
            return read_beats(session, now=wall.shows)[SWEEP].at

    with monkeypatch.context() as broken:
        broken.setattr("app.services.scheduler.sweep", lambda *_, **__: 1 / 0)
        assert [ticks() for _ in range(3)] == [MONDAY + 10 * SECOND] * 3
    assert ticks() == wall.shows


def test_changes_that_every_console_has_heard_of_are_deleted(database: Database) -> None:
    with database.write() as session:
        for age in (timedelta(seconds=1), timedelta(hours=1)):
            session.add(Change(kind="Ticket", ids="1", at=database.time() - age))
    Scheduler(database, Rulebook(), [], Settings(), TimeSource()).tick_forgetting()
    with database.read() as session:
        (kept,) = session.scalars(select(Change))
        assert database.time() - kept.at < HOUR


def test_a_sweep_that_takes_long_goes_on_beating(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_due_clocks(sqlite_database, open_floor(sqlite_database), 30, now=MONDAY)
    wall = Wall()
    duties = scheduler(sqlite_database, wall)
    monkeypatch.setattr("app.services.scheduler.sweep", partial(sweep, batch=10))
    event.listen(sqlite_database.engine, "commit", lambda _: wall.passes(8 * SECOND))
    duties.tick_sweep()
    with sqlite_database.read() as session:
        beat_at = session.query(Heartbeat).one().beat_at
    # Of the batches each took eight seconds, and so did every beat.
    assert wall.time.now() - beat_at < 20 * SECOND
    assert beat_at - MONDAY > 20 * SECOND


def test_sweep_and_delivery_watch_each_other(database: Database) -> None:
    open_floor(database)
    wall = Wall()
    duties = scheduler(database, wall)
    for _ in range(3):
        duties.tick_delivery()
        wall.passes(8 * SECOND)
    duties.tick_delivery()
    with database.read() as session:
        assert [(alert.kind, alert.subject) for alert in session.query(Alert)] == [(AlertKind.WATCH, "sweep")]
    duties.tick_sweep()
    with database.read() as session:
        assert session.query(Alert).one().cleared_at == wall.time.now()


def test_the_watch_raises_alerts_but_not_by_a_time_that_waits_for_confirmation(database: Database) -> None:
    add_due_clocks(database, open_floor(database), 2, now=MONDAY)
    wall = Wall()
    duties = scheduler(database, wall)
    wall.passes(1.5 * HOUR)
    with database.write() as session:
        place_hold(session, "the clock was put back", now=MONDAY)
    duties.tick_watch()
    with database.write() as session:
        assert session.query(Alert).count() == 0
        confirm_time(session, "李雷", now=wall.time.now())
    duties.tick_watch()
    with database.read() as session:
        assert [alert.kind for alert in session.query(Alert)] == [AlertKind.DEADLINE]
        assert {beat.duty: beat.beat_at for beat in session.query(Heartbeat)}["watch"] == wall.time.now()
