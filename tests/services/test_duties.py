"""Opening a floor: what the start waits for, and what its duties do afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.floor import Floor
from app.models.sla import PolicyVersion
from app.services.database import Database, DatabaseError
from app.services.duties import open_floor
from app.services.first_start import make_ready
from app.services.schema import upgrade
from app.settings import Settings
from tests.builders import MONDAY

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
