"""Who is away and who stands in, on both databases."""

from collections.abc import Callable
from datetime import datetime

import pytest

from app.models.people import Absence, Role
from app.services.absences import absent_until, come_back, leave, set_deputy, set_digest
from app.services.database import Database
from app.services.people import PeopleError
from tests.builders import HOUR, MONDAY, open_floor, person


@pytest.fixture
def agent(database: Database) -> int:
    """Somebody on a floor with one person of each role, called as it."""
    open_floor(database)
    with database.read() as session:
        return person(session, Role.AGENT).id


def away_at(database: Database, agent: int, hour: int) -> datetime | str | None:
    with database.read() as session:
        return absent_until(session, [agent], now=MONDAY + hour * HOUR).get(agent, "here")


def test_who_is_away_is_back_when_they_said(database: Database, agent: int) -> None:
    with database.write() as session:
        leave(session, [agent], until=MONDAY + 8 * HOUR, reason="ill", now=MONDAY)
    assert [away_at(database, agent, hour) for hour in (-1, 0, 7, 8)] == [
        "here",
        MONDAY + 8 * HOUR,
        MONDAY + 8 * HOUR,
        "here",
    ]


def test_who_comes_back_early_is_here_and_a_later_absence_stays(database: Database, agent: int) -> None:
    with database.write() as session:
        leave(session, [agent], until=MONDAY + 8 * HOUR, now=MONDAY)
        leave(session, [agent], since=MONDAY + 20 * HOUR, until=MONDAY + 30 * HOUR, now=MONDAY)
        assert come_back(session, [agent], now=MONDAY + HOUR) == 1
        assert come_back(session, [agent], now=MONDAY + HOUR) == 0
    assert [away_at(database, agent, hour) for hour in (0, 1, 21)] == [MONDAY + HOUR, "here", MONDAY + 30 * HOUR]


def test_what_is_said_of_an_absence_last_holds(database: Database, agent: int) -> None:
    with database.write() as session:
        leave(session, [agent], now=MONDAY)
        leave(session, [agent], until=MONDAY + 8 * HOUR, now=MONDAY + HOUR)
    assert away_at(database, agent, 2) == MONDAY + 8 * HOUR
    with database.read() as session:
        spans = session.query(Absence).order_by(Absence.id)
        assert [(each.started_at, each.ended_at) for each in spans] == [
            (MONDAY, MONDAY + HOUR),
            (MONDAY + HOUR, MONDAY + 8 * HOUR),
        ]


@pytest.mark.parametrize("refused", ["back before now", "back before they leave", "long reason", "digest", "deputy"])
def test_what_cannot_be_is_refused(database: Database, agent: int, refused: str) -> None:
    attempts: dict[str, Callable[..., object]] = {
        "back before now": lambda s: leave(s, [agent], since=MONDAY - 9 * HOUR, until=MONDAY - HOUR, now=MONDAY),
        "back before they leave": lambda s: leave(s, [agent], since=MONDAY + HOUR, until=MONDAY + HOUR, now=MONDAY),
        "long reason": lambda s: leave(s, [agent], reason="x" * 201, now=MONDAY),
        "digest": lambda s: set_digest(s, "agent", 1441),
        "deputy": lambda s: set_deputy(s, "agent", "agent"),
    }
    with pytest.raises(PeopleError), database.write() as session:
        attempts[refused](session)
