"""What the tests of the forecast stand on."""

import pytest

from app.services.database import Database
from tests.services.staffing.forecast.floors import add_queues


@pytest.fixture
def queues(database: Database) -> list[int]:
    """Two queues with a past, on a database of each kind."""
    return add_queues(database)
