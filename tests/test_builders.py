"""What the tests stand on is what they take it for."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.tables import Base
from app.services.database import Database
from tests import builders


def test_a_floor_that_is_written_again_is_the_one_that_was_opened(
    database: Database, emptied: Callable[[Database], None]
) -> None:
    specification = builders.policy(name={"en": "Written again, or not"})
    builders._opened.clear()
    found = []
    for _ in range(2):
        rulebook = builders.open_floor(database, specification)
        with database.read() as session:
            found.append(_everything_in(session))
            assert rulebook.in_force(session, "default").policy.name["en"] == "Written again, or not"
        emptied(database)
    assert found[0] == found[1]
    assert len(found[0]["person"]) == 5


def _everything_in(session: Session) -> dict[str, list[Any]]:
    return {
        name: [
            {column: value for column, value in row.items() if column not in ("at", "transaction_id")}
            for row in session.execute(select(table)).mappings()
        ]
        for name, table in Base.metadata.tables.items()
    }
