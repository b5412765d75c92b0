"""Opening a floor: what the start waits for, and what its duties do afterwards."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import TimeSource
from app.models.floor import Floor
from app.models.sla import PolicyVersion
from app.services.database import Database, DatabaseError
from app.services.duties import Timekeeper, open_floor
from app.services.first_start import make_ready
from app.services.holds import confirm_time, place_hold
from app.services.schema import upgrade
from app.settings import Settings
from tests.builders import HOUR, MONDAY
from tests.builders import open_floor as new_floor

ROOT = Path(__file__).parents[2]


def test_a_new_file_is_made_ready_before_it_is_opened(tmp_path: Path) -> None:
    database = Database(tmp_path / "floor.db")
    opened = open_floor(database, Settings())
    with database.read() as session:
        floor = session.scalars(select(Floor)).one()
    assert opened.zone.key == floor.zone
    database.close()


def test_what_a_start_publishes_is_there_when_the_duty_has_begun(tmp_path: Path) -> None:
    database = Database(tmp_path / "floor.db")
    upgrade(database, now=MONDAY)
    with database.write() as session:
        session.add(Floor(name="一楼", zone="Asia/Shanghai"))
    (duty,) = open_floor(database, Settings()).duties
    duty.start()
    duty.stop()
    with database.read() as session:
        assert session.query(PolicyVersion).count() > 0
    database.close()


def test_a_damaged_file_is_refused_before_it_is_swept(tmp_path: Path) -> None:
    file = tmp_path / "floor.db"
    database = Database(file)
    make_ready(database, now=MONDAY)
    (duty,) = open_floor(database, Settings()).duties
    database.close()
    content = bytearray(file.read_bytes())
    content[-4096:] = b"\xff" * 4096
    file.write_bytes(content)
    with pytest.raises(DatabaseError, match="damaged"):
        duty.start()
    # It never began.
    duty.stop()
    database.close()


def test_a_floor_that_is_up_to_date_is_opened_without_what_only_its_duty_needs(tmp_path: Path) -> None:
    file = tmp_path / "floor.db"
    database = Database(file)
    make_ready(database, now=MONDAY)
    database.close()
    start = (
        "import sys; from app.services.database import Database; from app.services.duties import open_floor; "
        f"from app.settings import Settings; open_floor(Database({str(file)!r}), Settings()); "
        "print([each for each in ('alembic', 'apscheduler', 'holidays', 'openpyxl') if each in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_console_goes_by_the_time_of_its_database_and_takes_a_jump_over_when_nobody_has_to_confirm_it(
    postgresql_database: Database,
) -> None:
    shows = [MONDAY]
    time = TimeSource(lambda: shows[0], lambda: 0.0)
    keeper = Timekeeper(postgresql_database, time)
    shows[0] += timedelta(minutes=1)
    keeper.measure()
    assert time.now() == shows[0]
    shows[0] += HOUR
    with postgresql_database.write() as session:
        place_hold(session, "the wall clock jumped 60 minutes ahead", now=MONDAY)
    for _ in range(3):
        keeper.measure()
    assert time.now() == shows[0] - HOUR
    with postgresql_database.write() as session:
        confirm_time(session, "李雷", now=MONDAY)
    keeper.measure()
    assert time.now() == shows[0] - HOUR
    keeper.measure()
    assert time.now() == shows[0]


def test_a_console_on_a_shared_database_keeps_its_time_until_it_is_closed(postgresql_database: Database) -> None:
    new_floor(postgresql_database)
    (duty,) = open_floor(postgresql_database, Settings()).duties
    assert isinstance(duty, Timekeeper)
    duty.start()
    duty.stop()
