"""What the frame of the console reads: the sweep's heartbeat, its hold, the zone of the floor."""

from datetime import timedelta

from app.services.database import Database
from app.services.deadlines.holds import beat, place_hold
from app.services.pulse import Pulse, floor_zone, read_pulse
from app.services.scheduler import DELIVERY, SWEEP
from tests.builders import MONDAY, open_floor


def test_a_database_that_nobody_swept_has_no_pulse(database: Database) -> None:
    with database.read() as session:
        assert read_pulse(session) == Pulse(None, None, None)
        assert floor_zone(session) == "UTC"


def test_the_pulse_is_that_of_the_sweep_with_its_hold(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        beat(session, SWEEP, now=MONDAY)
        beat(session, DELIVERY, now=MONDAY + timedelta(minutes=1))
        place_hold(session, "the clock was put back", now=MONDAY)
    with database.read() as session:
        found = read_pulse(session)
        assert floor_zone(session) == "Asia/Shanghai"
    assert (found.beat_at, found.held) == (MONDAY, "the clock was put back")
    assert found.process
