"""The people of the demo floor who are called: they answer by themselves, come, help, and go when sent back."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from app.models.activation import Activation, ActivationEvent, CallOut, CallOutState
from app.models.people import AgentState, AgentStateSpan, Language
from app.models.ticket import TicketEvent
from app.services.demo.floor import Demo
from app.services.demo.guide import read_story
from app.services.demo.staff import read_staff
from app.services.demo.words import load_words
from app.services.floor.activation.candidates import read_candidates
from app.services.floor.activation.running import activate, stand_down
from tests.services.demo.conftest import BEGINS

MINUTE = timedelta(minutes=1)


def call_for_help(demo: Demo, *, drill: bool = False) -> int:
    """Call two leads, four who stand by and two of other queues for the payments."""
    with demo.database.write() as session:
        staff = read_staff(session, load_words(Language.ENGLISH))
        queue = staff.queues["payment"]
        found = read_candidates(session, queue, now=demo.reached)
        chosen = [
            (each.person_id, tier)
            for tier, count in ((1, 2), (2, 4), (3, 2))
            for each in [one for one in found if one.tier == tier][:count]
        ]
        return activate(
            session, queue, chosen, by=demo.supervisor, reason="Payments fail", drill=drill, now=demo.reached
        )


def test_most_say_yes_and_come_and_work_until_they_are_sent_back(demo: Demo) -> None:
    activation = call_for_help(demo)
    demo.play_to(BEGINS + 35 * MINUTE)
    with demo.database.read() as session:
        calls = session.scalars(select(CallOut).where(CallOut.called_at.is_not(None))).all()
        states = Counter(each.state for each in calls)
        on = [each for each in calls if each.state is CallOutState.ON]
        kinds = set(session.scalars(select(ActivationEvent.kind)))
        did = set(session.scalars(select(TicketEvent.person_id).where(TicketEvent.at > BEGINS + 10 * MINUTE)))
        story = read_story(session, demo.supervisor, since=BEGINS)
        came_in = {each.tier: each.on_at - each.answered_at for each in on if each.on_at and each.answered_at}
    assert states[CallOutState.ON] >= 5
    # Who does not answer is not waited for: the next one is called.
    assert {"begun", "called", "accepted", "on"} < kinds
    assert {each.tier for each in on} == {1, 2, 3}
    assert came_in[2] > 10 * MINUTE > came_in[1]
    assert did & {each.person_id for each in on if each.tier == 2}
    assert story.help is not None
    assert story.help.on_at is not None
    assert story.help.accepted >= states[CallOutState.ON]
    with demo.database.write() as session:
        stand_down(session, activation, by=demo.supervisor, releases=True, now=demo.reached)
    demo.play_to(BEGINS + 45 * MINUTE)
    with demo.database.read() as session:
        assert session.get_one(Activation, activation).ended_at is not None
        standby = [each.person_id for each in on if each.tier == 2]
        now_at = select(AgentStateSpan.state).where(
            AgentStateSpan.person_id.in_(standby), AgentStateSpan.ended_at.is_(None)
        )
        assert set(session.scalars(now_at)) == {AgentState.OFF}


def test_in_a_drill_people_answer_and_nobody_leaves_their_work(demo: Demo) -> None:
    call_for_help(demo, drill=True)
    demo.play_to(BEGINS + 25 * MINUTE)
    with demo.database.read() as session:
        on = session.scalars(select(CallOut.person_id).where(CallOut.state == CallOutState.ON, CallOut.tier == 2)).all()
        states = select(AgentStateSpan.state).where(AgentStateSpan.person_id.in_(on), AgentStateSpan.ended_at.is_(None))
        assert set(session.scalars(states)) == {AgentState.OFF}
    assert on
