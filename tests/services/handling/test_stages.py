"""Stages: the ledger follows owner, stage and status; limits, hand-overs and bounces are measured."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Measure, Target
from app.models.stage import StageSpan
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.stage_spans import follow_stages
from app.services.handling.actions import Action, ChangedSinceError, Done, Touched, assign, undo
from app.services.handling.events import happen, merge
from app.services.handling.stages import StageError, StageRow, enter_stage, next_stage, read_stages
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person, policy

DAY = timedelta(days=1)
STAGES = [
    {"target": "stage", "name": "intake", "amount": "2h", "measure": "opening_hours", "role": "agent"},
    {"target": "stage", "name": "handling", "amount": "1d", "measure": "working_days", "role": "agent"},
    {"target": "stage", "name": "reply", "amount": "4h", "measure": "opening_hours", "role": "team_lead"},
]
LADDERS = [
    {
        "targets": ["first_response", "resolution", "follow_up", "stage"],
        "steps": [{"step": "breach", "share": 1.0, "notify": ["manager"], "effects": ["reassign"]}],
    }
]


class Floor:
    """A floor whose policy has three stages, with one complaint that the agent owns."""

    def __init__(self, database: Database, **changes: Any) -> None:
        self.database = database
        specification = policy(ladders=LADDERS, **changes)
        specification["targets"] = [*specification["targets"], *STAGES]
        self.rulebook = open_floor(database, specification)
        with database.read() as session:
            self.people = {role: person(session, role).id for role in Role}
        self.ticket = new_ticket(database, self.rulebook)

    def happen(self, event: LifeEvent, now: datetime) -> None:
        with self.database.write() as session:
            happen(session, self.rulebook, self._ticket(session), event, now=now)

    def enter(self, stage: str, now: datetime) -> None:
        with self.database.write() as session:
            enter_stage(
                session, self.rulebook, self._ticket(session), stage, person_id=self.people[Role.AGENT], now=now
            )

    def enter_undoably(self, stage: str, now: datetime) -> Done:
        with self.database.write() as session:
            ticket = self._ticket(session)
            before = ticket.stage
            enter_stage(session, self.rulebook, ticket, stage, person_id=None, now=now)
            session.flush()
            return Done(Action.ENTER_STAGE, (Touched(ticket.id, ticket.number, before, ticket.version),), (), now)

    def undo(self, done: Done, now: datetime) -> None:
        with self.database.write() as session:
            undo(session, self.rulebook, done, person_id=None, now=now)

    def stage_clocks(self) -> dict[str, Clock]:
        return {each.subject: each for each in clocks_of(self.database, self.ticket, Target.STAGE)}

    def assign(self, role: Role | None, now: datetime) -> Any:
        with self.database.write() as session:
            return assign(session, [self.ticket.id], self.people[role] if role else None, person_id=None, now=now)

    def spans(self) -> list[tuple[str, int | None, datetime, datetime | None]]:
        with self.database.read() as session:
            found = session.scalars(
                select(StageSpan).where(StageSpan.ticket_id == self.ticket.id).order_by(StageSpan.started_at)
            )
            return [(each.stage, each.person_id, each.started_at, each.ended_at) for each in found]

    def rows(self, now: datetime) -> dict[str, StageRow]:
        with self.database.read() as session:
            found = read_stages(session, self.rulebook, self._ticket(session), now=now)
            return {each.stage: each for each in found}

    def _ticket(self, session: Session) -> Ticket:
        return session.get_one(Ticket, self.ticket.id)


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def test_a_complaint_is_in_its_first_stage_from_the_moment_it_was_received(floor: Floor) -> None:
    agent = floor.people[Role.AGENT]
    assert floor.spans() == [("intake", agent, MONDAY, None)]
    row = floor.rows(MONDAY + HOUR)["intake"]
    assert (row.current, row.visits, row.spent, row.people) == (True, 1, HOUR, ("agent",))
    assert (row.amount, row.measure, row.role, row.late) == (7_200, Measure.OPENING_HOURS, Role.AGENT, False)
    assert list(floor.rows(MONDAY)) == ["intake", "handling", "reply"]


def test_the_next_stage_stops_the_limit_of_the_one_before_and_begins_its_own(floor: Floor) -> None:
    floor.enter("handling", MONDAY + HOUR)
    with floor.database.read() as session:
        clocks = session.scalars(select(Clock).where(Clock.target == Target.STAGE).order_by(Clock.id)).all()
        assert [(each.subject, each.state) for each in clocks] == [
            ("intake", ClockState.MET),
            ("handling", ClockState.RUNNING),
        ]
        event = session.scalars(select(TicketEvent).where(TicketEvent.kind == "stage_entered")).one()
        assert event.details is not None
        assert event.details["stage"] == ["intake", "handling"]
        assert session.get_one(Ticket, floor.ticket.id).stage == "handling"
    agent = floor.people[Role.AGENT]
    assert floor.spans() == [
        ("intake", agent, MONDAY, MONDAY + HOUR),
        ("handling", agent, MONDAY + HOUR, None),
    ]


def test_a_step_back_is_possible_and_counted_and_a_limit_that_was_missed_stays_missed(floor: Floor) -> None:
    floor.enter("handling", MONDAY + 4 * HOUR)
    floor.enter("intake", MONDAY + 5 * HOUR)
    floor.enter("reply", MONDAY + 6 * HOUR)
    rows = floor.rows(MONDAY + 7 * HOUR)
    # From 12:00 to 13:00 the office is closed.
    assert {name: (row.visits, row.spent // HOUR, row.late) for name, row in rows.items()} == {
        "intake": (2, 4, True),
        "handling": (1, 1, False),
        "reply": (1, 1, False),
    }


def test_a_hand_over_is_counted_in_its_stage_and_to_take_what_nobody_had_is_none(floor: Floor) -> None:
    floor.assign(None, MONDAY + HOUR)
    floor.assign(Role.TEAM_LEAD, MONDAY + HOUR * 3 / 2)
    floor.enter("handling", MONDAY + 2 * HOUR)
    floor.assign(Role.AGENT, MONDAY + 3 * HOUR)
    rows = floor.rows(MONDAY + 4 * HOUR)
    assert (rows["intake"].people, rows["intake"].hand_overs) == (("agent", "team_lead"), 1)
    assert (rows["handling"].people, rows["handling"].hand_overs) == (("team_lead", "agent"), 1)


def test_an_assignment_that_is_undone_was_no_hand_over(floor: Floor) -> None:
    before = floor.spans()
    done = floor.assign(Role.TEAM_LEAD, MONDAY + HOUR)
    assert len(floor.spans()) == 2
    with floor.database.write() as session:
        undo(session, floor.rulebook, done, person_id=None, now=MONDAY + 2 * HOUR)
    assert floor.spans() == before
    floor.assign(Role.TEAM_LEAD, MONDAY + 3 * HOUR)
    assert len(floor.spans()) == 2


@pytest.mark.parametrize("waits", [False, True])
def test_a_stage_that_is_entered_and_left_again_by_undoing_was_never_entered(database: Database, waits: bool) -> None:
    floor = Floor(database, pauses={"waiting_for_customer": ["stage"]})
    if waits:
        floor.happen(LifeEvent.WAITING, MONDAY + HOUR / 2)
    before, spans = floor.stage_clocks()["intake"], floor.spans()
    done = floor.enter_undoably("handling", MONDAY + HOUR)
    assert floor.stage_clocks()["intake"].state is ClockState.MET
    floor.undo(done, MONDAY + 2 * HOUR)
    assert floor.spans() == spans
    after = floor.stage_clocks()
    for name in ("state", "stopped_at", "next_step_at", "next_step", *([] if waits else ["due_at"])):
        assert getattr(after["intake"], name) == getattr(before, name)
    assert (after["handling"].state, after["handling"].next_step_at) == (ClockState.CANCELLED, None)
    rows = floor.rows(MONDAY + 2 * HOUR)
    assert (rows["intake"].current, rows["handling"].visits, rows["handling"].late) == (True, 0, False)
    if waits:
        floor.happen(LifeEvent.CUSTOMER_REPLIED, MONDAY + 2 * HOUR)
        # From 10:30 to 12:00 it stood still: it is due at 14:30, the lunch break between.
        assert (before.due_at, floor.stage_clocks()["intake"].due_at) == (MONDAY + 2 * HOUR, MONDAY + 9 * HOUR / 2)
    floor.enter("handling", MONDAY + 5 * HOUR)
    assert [each[0] for each in floor.spans()] == ["intake", "handling"]


def test_the_entering_of_a_stage_is_not_undone_when_somebody_has_changed_the_complaint_since(floor: Floor) -> None:
    done = floor.enter_undoably("handling", MONDAY + HOUR)
    floor.assign(Role.TEAM_LEAD, MONDAY + HOUR)
    with pytest.raises(ChangedSinceError):
        floor.undo(done, MONDAY + 2 * HOUR)
    assert floor.spans()[-1][0] == "handling"


def test_a_complaint_begins_in_the_first_stage_of_its_own_policy(database: Database) -> None:
    specification = policy()
    specification["targets"] += [STAGES[1] | {"name": "acceptance"}, STAGES[2]]
    ticket = new_ticket(database, open_floor(database, specification))
    assert ticket.stage == "acceptance"
    assert [each.subject for each in clocks_of(database, ticket, Target.STAGE)] == ["acceptance"]


def test_who_is_given_a_complaint_as_it_is_recorded_has_it_from_the_beginning(floor: Floor) -> None:
    done = floor.assign(Role.TEAM_LEAD, MONDAY)
    assert floor.spans() == [("intake", floor.people[Role.TEAM_LEAD], MONDAY, None)]
    with floor.database.write() as session:
        undo(session, floor.rulebook, done, person_id=None, now=MONDAY + HOUR)
    assert floor.spans() == [("intake", floor.people[Role.AGENT], MONDAY, None)]


def test_the_work_ends_with_the_resolution_and_goes_on_where_it_was_when_it_is_reopened(floor: Floor) -> None:
    floor.enter("handling", MONDAY + HOUR)
    floor.happen(LifeEvent.RESOLVED, MONDAY + 2 * HOUR)
    assert floor.spans()[-1][3] == MONDAY + 2 * HOUR
    assert not any(row.current for row in floor.rows(MONDAY + DAY).values())
    with pytest.raises(StageError):
        floor.enter("reply", MONDAY + DAY)
    floor.happen(LifeEvent.REOPENED, MONDAY + DAY)
    assert floor.spans()[-1] == ("handling", floor.people[Role.AGENT], MONDAY + DAY, None)
    assert floor.rows(MONDAY + DAY)["handling"].visits == 1


def test_a_merged_complaint_is_in_no_stage_any_more(floor: Floor) -> None:
    other = new_ticket(floor.database, floor.rulebook)
    with floor.database.write() as session:
        tickets = [session.get_one(Ticket, id_) for id_ in (floor.ticket.id, other.id)]
        merge(session, floor.rulebook, *tickets, now=MONDAY + HOUR)
    assert floor.spans()[-1][3] == MONDAY + HOUR


def test_a_step_that_gives_a_complaint_to_somebody_else_is_a_hand_over(floor: Floor) -> None:
    sweep(floor.database, floor.rulebook, (), now=MONDAY + 3 * HOUR)
    row = floor.rows(MONDAY + 3 * HOUR)["intake"]
    assert (row.people, row.hand_overs) == (("agent", "team_lead"), 1)


def test_a_complaint_that_is_older_than_the_ledger_gets_what_its_events_tell(floor: Floor) -> None:
    floor.assign(Role.TEAM_LEAD, MONDAY + HOUR)
    floor.happen(LifeEvent.RESOLVED, MONDAY + 2 * HOUR)
    floor.happen(LifeEvent.REOPENED, MONDAY + DAY)
    known = floor.spans()
    before = floor.rows(MONDAY + DAY + HOUR)
    with floor.database.write() as session:
        session.execute(delete(StageSpan))
    assert floor.rows(MONDAY + DAY + HOUR) == before
    with floor.database.write() as session:
        follow_stages(session, [floor.ticket.id], at=MONDAY + DAY + HOUR)
    assert floor.spans() == known


@pytest.mark.parametrize(("stage", "said"), [("intake", "already"), ("cooking", "no stage cooking")])
def test_a_stage_that_cannot_be_entered_is_refused(floor: Floor, stage: str, said: str) -> None:
    with pytest.raises(StageError, match=said):
        floor.enter(stage, MONDAY + HOUR)


def test_after_the_last_stage_comes_none_and_after_an_unknown_one_the_first() -> None:
    assert [next_stage(("a", "b"), stage) for stage in ("a", "b", "c")] == ["b", "b", "a"]


def test_a_policy_without_stages_has_the_usual_ones_without_limits(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        enter_stage(
            session, rulebook, session.get_one(Ticket, ticket.id), "handling", person_id=None, now=MONDAY + HOUR
        )
        rows = read_stages(session, rulebook, session.get_one(Ticket, ticket.id), now=MONDAY + HOUR)
    assert [(each.stage, each.current, each.amount) for each in rows] == [
        ("intake", False, None),
        ("investigation", False, None),
        ("handling", True, None),
        ("reply", False, None),
    ]
