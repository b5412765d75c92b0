"""What is decided for the floor: the last word holds, with who and when; lists of rules show none of it."""

import pytest

from app.models.people import Role
from app.models.rule_change import RuleChange
from app.services.database import Database
from app.services.deadlines.rule_changes import RuleChangeError
from app.services.deadlines.rule_list import list_rules
from app.services.deadlines.rule_undoing import would_undo
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


def test_changes_of_policies_and_calendars_are_listed_without_it(sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        decide(session, Matter.SERVICE_LEVEL, {}, by=None, now=MONDAY)
        [change] = session.query(RuleChange)
        assert list_rules(session, None).changes == ()
        with pytest.raises(RuleChangeError, match="no change of rules"):
            would_undo(session, change.id)
