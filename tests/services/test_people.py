"""Who works here, on both databases: what they carry, which queues they serve, and how they leave."""

import pytest

from app.models.floor import Queue
from app.models.people import AgentState, AgentStateSpan, QueueMember, Role
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.people import PeopleError, let_go, queues_served, set_capacity, set_queues
from tests.builders import HOUR, MONDAY, open_floor, person


@pytest.fixture(autouse=True)
def floor(database: Database) -> None:
    """A floor with one person of each role, called as it."""
    open_floor(database)


def test_who_serves_a_queue_twice_serves_it_once(database: Database) -> None:
    with database.write() as session:
        assert set_queues(session, "agent", ["一线", " 一线 ", "二线"]) == ["一线", "二线"]
        assert set_queues(session, "agent", ["二线", "贷款"]) == ["贷款"]
        assert set_queues(session, "team_lead", ["二线"]) == []
    with database.read() as session:
        agent, lead = person(session, Role.AGENT), person(session, Role.TEAM_LEAD)
        assert queues_served(session) == {agent.id: ["二线", "贷款"], lead.id: ["二线"]}
        assert session.query(QueueMember).count() == 3
        assert session.query(Queue).count() == 3


@pytest.mark.parametrize("capacity", [-1, 1_001])
def test_a_capacity_that_nobody_has_is_refused(database: Database, capacity: int) -> None:
    with pytest.raises(PeopleError, match=f"not {capacity}"), database.write() as session:
        set_capacity(session, "agent", capacity)
    with database.read() as session:
        assert person(session, Role.AGENT).capacity == 10


def test_who_leaves_is_off_and_serves_nobody_anew(database: Database) -> None:
    with database.write() as session:
        set_state(session, person(session, Role.AGENT).id, AgentState.READY, now=MONDAY - HOUR)
    with database.write() as session:
        let_go(session, "agent", now=MONDAY)
    with database.read() as session:
        spans = session.query(AgentStateSpan).order_by(AgentStateSpan.id)
        assert [(span.state, span.started_at, span.ended_at) for span in spans] == [
            (AgentState.READY, MONDAY - HOUR, MONDAY),
            (AgentState.OFF, MONDAY, None),
        ]
    for change in (lambda: let_go(session, "agent", now=MONDAY), lambda: set_queues(session, "agent", ["一线"])):
        with pytest.raises(PeopleError, match="Nobody called agent"), database.write() as session:
            change()
