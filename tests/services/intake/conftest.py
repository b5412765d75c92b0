"""What the tests of imports share."""

from pathlib import Path

import pytest

from app.services.database import Database
from tests.services.intake.desk import Desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)
