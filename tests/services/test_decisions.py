"""What is decided for the floor: the last word holds, with who and when."""

from app.models.people import Role
from app.services.database import Database
from app.services.decisions import Decision, Matter, decide, last_decision
from tests.builders import HOUR, MONDAY, open_floor, person


def test_the_last_word_on_each_matter_holds(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        assert last_decision(session, Matter.SERVICE_LEVEL) is None
        by = person(session, Role.SUPERVISOR)
        for hours, aim in ((0, 0.8), (1, 0.9)):
            decide(session, Matter.SERVICE_LEVEL, {"aim": aim}, by=by.id, now=MONDAY + hours * HOUR)
        decide(session, Matter.FEED_NAMES, {}, by=None, now=MONDAY)
    with database.read() as session:
        assert last_decision(session, Matter.SERVICE_LEVEL) == Decision(MONDAY + HOUR, "supervisor", {"aim": 0.9})
        assert last_decision(session, Matter.FEED_NAMES) == Decision(MONDAY, "", {})
