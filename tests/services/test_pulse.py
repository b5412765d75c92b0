"""What the frame of the console reads: the heartbeats, the hold, what does not leave, the zone of the floor."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.models.escalation import Delivery, Heartbeat, Notification
from app.services import holds
from app.services.database import Database
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.escalation import sweep
from app.services.holds import beat, place_hold
from app.services.pulse import CHANNEL, DELIVERY, STUCK_AFTER, SWEEP, Beat, Pulse, floor_zone, read_beats, read_pulse
from app.settings import EmailSettings
from tests.builders import MONDAY, add_due_clocks, open_floor

SECOND = timedelta(seconds=1)
MAIL = EmailChannel(EmailSettings("mail.example.com"))


def test_a_database_that_nobody_swept_has_no_pulse(database: Database) -> None:
    with database.read() as session:
        assert read_pulse(session, now=MONDAY) == Pulse()
        assert floor_zone(session) == "UTC"


def test_the_pulse_is_that_of_sweep_and_delivery_with_their_hold(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        beat(session, SWEEP, every=10, now=MONDAY)
        beat(session, DELIVERY, every=5, now=MONDAY + SECOND)
        place_hold(session, "the clock was put back", now=MONDAY)
    with database.read() as session:
        found = read_pulse(session, now=MONDAY)
        assert floor_zone(session) == "Asia/Shanghai"
    assert found.sweep
    assert found.delivery
    assert (found.sweep.at, found.sweep.every, found.held) == (MONDAY, 10 * SECOND, "the clock was put back")
    assert (found.delivery.at, found.delivery.every) == (MONDAY + SECOND, 5 * SECOND)
    assert found.sweep.process


def test_a_duty_that_several_processes_do_lives_while_one_of_them_beats(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beats(process: str, at: datetime) -> None:
        monkeypatch.setattr(holds, "this_process", lambda: process)
        with database.write() as session:
            beat(session, SWEEP, every=10, now=at)

    def living(at: datetime) -> tuple[str, ...]:
        with database.read() as session:
            found = read_beats(session, now=at)[SWEEP]
        return () if found.is_stale(now=at) else (found.process, *found.beside)

    beats("desk:1", MONDAY)
    beats("server:2", MONDAY + 15 * SECOND)
    beats("server:3", MONDAY + 16 * SECOND)
    assert living(MONDAY + 20 * SECOND) == ("server:3", "desk:1", "server:2")
    assert living(MONDAY + 21 * SECOND) == ("server:3", "server:2")
    assert living(MONDAY + 37 * SECOND) == ()
    # Whoever starts later forgets those of the day before.
    beats("server:4", MONDAY + timedelta(days=2))
    with database.read() as session:
        assert session.scalars(select(Heartbeat.process)).all() == ["server:4"]


@pytest.mark.parametrize(
    ("after", "silent"), [(10, []), (11, [DELIVERY]), (20, [DELIVERY]), (21, [SWEEP, DELIVERY]), (-9, [])]
)
def test_a_duty_is_silent_after_two_of_its_own_intervals(after: int, silent: list[str]) -> None:
    pulse = Pulse(Beat(MONDAY, 10 * SECOND, "a"), Beat(MONDAY, 5 * SECOND, "b"))
    assert list(pulse.silent(now=MONDAY + after * SECOND)) == silent


def test_what_was_not_watched_for_two_intervals_is_not_called_silent() -> None:
    pulse = Pulse(Beat(MONDAY, 10 * SECOND, "a"), None)
    night = MONDAY + timedelta(hours=12)
    assert pulse.silent(watched_since=night, now=night + 20 * SECOND) == {}
    assert pulse.silent(watched_since=night, now=night + 21 * SECOND) == {
        SWEEP: {"since": MONDAY.isoformat(), "process": "a"},
        DELIVERY: {"since": None, "process": None},
    }


def test_a_channel_whose_messages_wait_for_long_is_stuck(database: Database) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 2)
    sweep(database, rulebook, [MAIL], now=MONDAY)
    later = MONDAY + STUCK_AFTER + SECOND
    with database.read() as session:
        assert read_pulse(session, now=MONDAY + STUCK_AFTER).stuck == {}
        found = read_pulse(session, now=later)
    assert found.stuck == {MAIL.name: MONDAY}
    assert CHANNEL + MAIL.name in found.silent(now=later)
    # Put off again and again it is stuck as well; what comes later by itself is not.
    for error, stuck in (("nobody answers", {MAIL.name: MONDAY}), (None, {})):
        with database.write() as session:
            waits = update(Notification).where(Notification.state == Delivery.PENDING)
            session.execute(waits.values(next_attempt_at=later + SECOND, last_error=error))
        with database.read() as session:
            assert read_pulse(session, now=later).stuck == stuck
