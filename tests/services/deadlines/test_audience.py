"""Who hears of a step where people are away: deputies, their deputies, and the next ones up."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from app.models.people import Absence, Person, Role
from app.models.people import AgentState as State
from app.models.policy import Audience
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.deadlines.audience import People
from tests.builders import HOUR, MONDAY, open_floor, person

AGENT, LEAD, SUPERVISOR, MANAGER, ADMINISTRATOR = Role
EVERYBODY = {*Role}


def away(database: Database, absent: set[Role], deputies: Mapping[Role, Role], off: set[Role] = frozenset()) -> None:  # type: ignore[assignment]
    with database.write() as session:
        ids = {role: person(session, role).id for role in Role}
        session.add_all(Absence(person_id=ids[role], started_at=MONDAY - HOUR) for role in absent)
        for role, deputy in deputies.items():
            person(session, role).deputy_id = ids[deputy]
        for role in off:
            set_state(session, ids[role], State.OFF, now=MONDAY - HOUR)


def heard(database: Database, audience: Audience, *, fast_lane: bool = False) -> list[str]:
    with database.read() as session:
        people = People.read(session, (), now=MONDAY)
        owner = person(session, AGENT).id
        found = people.behind(audience, owner, fast_lane=fast_lane)
        return [session.get_one(Person, each.id).name for each in found]


@pytest.mark.parametrize(
    ("absent", "deputies", "audience", "expected"),
    [
        (set(), {AGENT: LEAD}, Audience.OWNER, [AGENT]),
        ({AGENT}, {AGENT: SUPERVISOR}, Audience.OWNER, [SUPERVISOR]),
        ({AGENT}, {}, Audience.OWNER, [LEAD]),
        ({AGENT, SUPERVISOR}, {AGENT: SUPERVISOR, SUPERVISOR: MANAGER}, Audience.OWNER, [MANAGER]),
        ({AGENT, SUPERVISOR}, {AGENT: SUPERVISOR, SUPERVISOR: AGENT}, Audience.OWNER, [LEAD]),
        ({AGENT}, {AGENT: AGENT}, Audience.OWNER, [LEAD]),
        ({LEAD}, {LEAD: AGENT}, Audience.TEAM_LEAD, [SUPERVISOR]),
        ({LEAD, SUPERVISOR}, {}, Audience.TEAM_LEAD, [MANAGER]),
        (EVERYBODY, {}, Audience.SUPERVISOR, [SUPERVISOR]),
        (EVERYBODY, {SUPERVISOR: MANAGER}, Audience.OWNER, [AGENT]),
    ],
    ids=[
        "a deputy hears nothing of who is there",
        "the deputy",
        "without a deputy the next one up",
        "the deputy of the deputy",
        "deputies in a circle are nobody",
        "who is their own deputy is nobody",
        "the owner does not stand in for who is above",
        "the next one up who is there",
        "where everybody is away they hear it themselves",
        "and so does the owner",
    ],
)
def test_who_is_away_is_heard_for(
    database: Database, absent: set[Role], deputies: dict[Role, Role], audience: Audience, expected: list[Role]
) -> None:
    open_floor(database)
    away(database, absent, deputies)
    assert heard(database, audience) == expected


@pytest.mark.parametrize(
    ("fast_lane", "off", "deputies", "expected"),
    [
        (False, {AGENT}, {AGENT: MANAGER}, [AGENT]),
        (True, {AGENT}, {AGENT: MANAGER}, [MANAGER, AGENT]),
        (True, {AGENT, LEAD}, {}, [SUPERVISOR, AGENT]),
        (True, EVERYBODY, {}, [AGENT]),
    ],
)
def test_only_the_fast_lane_calls_somebody_else_beside_who_is_off_duty(
    database: Database, fast_lane: bool, off: set[Role], deputies: dict[Role, Role], expected: list[Role]
) -> None:
    open_floor(database)
    away(database, set(), deputies, off)
    assert heard(database, Audience.OWNER, fast_lane=fast_lane) == expected


@pytest.mark.parametrize(("start", "end", "is_absent"), [(-2, -1, False), (-2, 0, False), (-2, 1, True), (1, 2, False)])
def test_an_absence_counts_from_its_start_to_its_end(database: Database, start: int, end: int, is_absent: bool) -> None:
    open_floor(database)
    with database.write() as session:
        span = {"started_at": MONDAY + start * HOUR, "ended_at": MONDAY + end * HOUR}
        session.add(Absence(person_id=person(session, AGENT).id, **span))
    assert heard(database, Audience.OWNER) == [LEAD if is_absent else AGENT]


@pytest.mark.parametrize(
    ("absent", "deputies", "expected"),
    [
        (set(), {}, LEAD),
        ({LEAD}, {}, SUPERVISOR),
        ({LEAD}, {LEAD: MANAGER}, MANAGER),
        ({LEAD}, {LEAD: AGENT}, SUPERVISOR),
    ],
)
def test_a_complaint_goes_to_who_stands_in_for_the_team_lead(
    database: Database, absent: set[Role], deputies: dict[Role, Role], expected: Role
) -> None:
    open_floor(database)
    away(database, absent, deputies)
    with database.read() as session:
        found = People.read(session, (), now=MONDAY + timedelta(seconds=1)).above(person(session, AGENT).id)
        assert found is not None
        assert session.get_one(Person, found.id).name == expected
