"""What a merged complaint was does not get lost in the one that it is merged into: its risk, its urgency, its tasks."""

from typing import Any

import pytest

from app.models.approval import Approval
from app.models.customer import Customer
from app.models.department import DepartmentTask
from app.models.desk import Compensation
from app.models.evidence import Attachment, FileContent
from app.models.people import Role
from app.models.sla import LIVE, Clock, ClockState, LifeEvent, Target
from app.models.ticket import ImportRun, Status, Ticket, TicketEvent
from app.services.assessment.judge import RISK_FOUND
from app.services.database import Database
from app.services.deadlines.approvals import decide
from app.services.deadlines.arming import arm_import
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.compensation import offer, pay
from app.services.handling.events import happen, merge
from app.services.handling.links import links_of
from app.services.handling.reassess import reassess, say_risk
from app.services.handling.split import evidence_of, split
from app.services.handling.task_list import tasks_of
from app.services.handling.tasks import accept_answer, answer_task, send_back
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person
from tests.services.handling.asked import asked, department


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    return open_floor(database)


def merged(database: Database, rulebook: Rulebook, ticket: Ticket, into: Ticket, *, hours: float = 3) -> Ticket:
    """Merge one complaint into another one; return that as it is then."""
    with database.write() as session:
        both = (session.get_one(Ticket, each.id) for each in (ticket, into))
        merge(session, rulebook, *both, now=MONDAY + hours * HOUR)
    with database.read() as session:
        return session.get_one(Ticket, into.id)


def running(database: Database, ticket: Ticket, target: Target = Target.RESOLUTION) -> Clock:
    (clock,) = (each for each in clocks_of(database, ticket, target) if each.state in LIVE)
    return clock


@pytest.mark.parametrize("why", ["words", "recorded", "customer", "said"])
def test_the_risk_of_a_merged_complaint_is_that_of_the_survivor(
    database: Database, rulebook: Rulebook, why: str
) -> None:
    of: dict[str, dict[str, Any]] = {"words": {"title": "A scam"}, "recorded": {"high_risk": True}}
    known = of.get(why, {})
    if why == "customer":
        with database.write() as session:
            customer = Customer(name="Li", high_risk=True)
            session.add(customer)
            session.flush()
            known = {"customer_id": customer.id}
    plain = new_ticket(database, rulebook)
    risky = new_ticket(database, rulebook, now=MONDAY + HOUR, **known)
    with database.write() as session:
        if why == "said":
            found, lead = session.get_one(Ticket, risky.id), person(session, Role.TEAM_LEAD).id
            say_risk(session, rulebook, found, True, "They know us", person_id=lead, now=MONDAY + HOUR)
    survivor = merged(database, rulebook, risky, plain)
    assert survivor.high_risk
    assert survivor.score is not None
    assert survivor.score > (plain.score or 0)
    clock = running(database, survivor)
    assert (clock.fast_lane, clock.due_at <= MONDAY + 27 * HOUR) == (True, True)
    # It stays so, whatever is learned later.
    with database.write() as session:
        reassess(
            session, rulebook, session.get_one(Ticket, plain.id), "thank you", person_id=None, now=MONDAY + 4 * HOUR
        )
    with database.read() as session:
        assert session.get_one(Ticket, plain.id).high_risk
        kinds = [each.kind for each in session.query(TicketEvent).filter_by(ticket_id=plain.id)]
    assert kinds.count(RISK_FOUND) == (why != "recorded" and why != "said")


def test_a_survivor_of_high_risk_hurries_the_deadline_that_it_takes_over(
    database: Database, rulebook: Rulebook
) -> None:
    plain = new_ticket(database, rulebook, now=MONDAY)
    # Its own deadline is later than the one that comes: in three working days, from Monday.
    risky = new_ticket(database, rulebook, title="A scam", now=MONDAY + 72 * HOUR)
    survivor = merged(database, rulebook, plain, risky, hours=73)
    assert {clock.fast_lane for clock in clocks_of(database, survivor) if clock.state in LIVE} == {True}
    assert running(database, survivor).due_at <= MONDAY + 97 * HOUR


def test_risk_that_comes_with_a_merge_wakes_a_waiting_survivor(database: Database, rulebook: Rulebook) -> None:
    waiting, risky = new_ticket(database, rulebook), new_ticket(database, rulebook, title="A scam")
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, waiting.id), LifeEvent.WAITING, now=MONDAY + HOUR)
    survivor = merged(database, rulebook, risky, waiting)
    assert survivor.status is Status.OPEN
    assert running(database, survivor).next_step_at is not None


def test_what_a_person_said_of_the_survivor_does_not_hide_the_risk_that_comes(
    database: Database, rulebook: Rulebook
) -> None:
    joke, risky = new_ticket(database, rulebook, title="A scam"), new_ticket(database, rulebook, title="Fraud")
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        found = session.get_one(Ticket, joke.id)
        say_risk(session, rulebook, found, False, "A joke", person_id=lead, now=MONDAY + HOUR)
    assert merged(database, rulebook, risky, joke).high_risk
    # And what was no risk brings none.
    other = new_ticket(database, rulebook, title="Cold")
    harmless = new_ticket(database, rulebook, title="A scam")
    with database.write() as session:
        found = session.get_one(Ticket, harmless.id)
        say_risk(session, rulebook, found, False, "A joke", person_id=lead, now=MONDAY + HOUR)
    assert not merged(database, rulebook, harmless, other).high_risk


@pytest.mark.parametrize("part", ["task", "approval", "compensation"])
def test_what_follows_a_merge_while_somebody_looks_at_it_is_dealt_with_at_the_survivor(
    postgresql_database: Database, part: str
) -> None:
    database, rulebook = postgresql_database, open_floor(postgresql_database)
    ticket, into = new_ticket(database, rulebook), new_ticket(database, rulebook)
    task_id, _ = asked(database, rulebook, ticket, department(database))
    with database.write() as session:
        agent, lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
        found = session.get_one(Ticket, ticket.id)
        for units in (100, 900):
            offer(session, rulebook, found, "goodwill", units * 100, "Cold", person_id=agent, now=MONDAY + HOUR)
    with database.write() as late:
        # What this session has read stands at the old place.
        stale: list[Any] = [late.get_one(DepartmentTask, task_id), *late.query(Approval), *late.query(Compensation)]
        merged(database, rulebook, ticket, into)
        now = MONDAY + 4 * HOUR
        if part == "task":
            answer_task(late, rulebook, task_id, "At the depot", now=now)
        elif part == "approval":
            decide(late, rulebook, stale[1], True, "", person_id=lead, now=now)
        else:
            pay(late, late.query(Compensation).filter_by(amount=100_00).one().id, person_id=agent, now=now)
    with database.read() as session:
        newest = session.query(TicketEvent).order_by(TicketEvent.id.desc()).first()
        assert newest is not None
        assert newest.ticket_id == into.id
    target = {"task": Target.TASK, "approval": Target.APPROVAL}.get(part)
    if target:
        assert [each.state for each in clocks_of(database, into, target)] == [ClockState.MET]


@pytest.mark.parametrize("silent_survives", [False, True])
def test_what_an_import_brought_silently_escalates_once_it_is_one_with_what_does(
    database: Database, rulebook: Rulebook, silent_survives: bool
) -> None:
    silent, loud = new_ticket(database, rulebook), new_ticket(database, rulebook, now=MONDAY + HOUR)
    with database.write() as session:
        for clock in session.query(Clock).filter_by(ticket_id=silent.id):
            clock.armed, clock.next_step_at, clock.next_step = False, None, None
    survivor = merged(database, rulebook, *((loud, silent) if silent_survives else (silent, loud)))
    clock = running(database, survivor)
    assert clock.started_at == MONDAY
    assert clock.armed
    assert clock.next_step_at is not None


def test_a_part_of_a_silent_import_is_armed_with_it(database: Database, rulebook: Rulebook) -> None:
    whole = new_ticket(database, rulebook)
    with database.write() as session:
        run = ImportRun(file_name="f", digest="d", mapping="m", imported_by="b", imported_at=MONDAY, counts={})
        session.add(run)
        session.flush()
        found = session.get_one(Ticket, whole.id)
        found.import_run_id = run.id
        for clock in session.query(Clock).filter_by(ticket_id=whole.id):
            clock.armed, clock.next_step_at, clock.next_step = False, None, None
        part = split(session, rulebook, found, "The bill", "", person_id=None, now=MONDAY + HOUR)
        arm_import(session, rulebook, run.id, "Li", now=MONDAY + 2 * HOUR)
    assert running(database, part).armed


def test_the_rounds_of_a_task_are_counted_for_its_department_after_a_merge(
    database: Database, rulebook: Rulebook
) -> None:
    ticket, into = new_ticket(database, rulebook), new_ticket(database, rulebook)
    department_id = department(database)
    done, _ = asked(database, rulebook, ticket, department_id)
    going_on, _ = asked(database, rulebook, ticket, department_id)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        for task_id in (done, going_on):
            answer_task(session, rulebook, task_id, "At the depot", now=MONDAY + HOUR)
        accept_answer(session, rulebook, done, person_id=agent, now=MONDAY + 2 * HOUR)
        send_back(session, rulebook, going_on, "Which one?", person_id=agent, now=MONDAY + 2 * HOUR)
    merged(database, rulebook, ticket, into)
    with database.write() as session:
        answer_task(session, rulebook, going_on, "The one in town", now=MONDAY + 4 * HOUR)
    with database.read() as session:
        rows = {row.id: row for row in tasks_of(session, into.id)}
    assert [rows[each].clock for each in (done, going_on)] == [ClockState.MET, ClockState.MET]
    found = [(clock.subject, clock.cycle, clock.state) for clock in clocks_of(database, into, Target.TASK)]
    assert sorted(found) == [
        (f"task {done}", 1, ClockState.MET),
        (f"task {going_on}", 1, ClockState.MET),
        (f"task {going_on}", 2, ClockState.MET),
    ]


def test_a_part_that_is_merged_back_undoes_the_split(database: Database, rulebook: Rulebook) -> None:
    whole = new_ticket(database, rulebook)
    before = running(database, whole).due_at
    with database.write() as session:
        found = session.get_one(Ticket, whole.id)
        content = FileContent(digest="d", content=b"x")
        session.add(content)
        session.flush()
        named = {"name": "a.png", "media_type": "image/png", "size": 1, "digest": "d", "added_at": MONDAY}
        session.add(Attachment(ticket_id=whole.id, file_content_id=content.id, **named))
        session.flush()
        files = [id_ for id_, _ in evidence_of(session, whole.id)]
        part = split(session, rulebook, found, "The bill", "", files, person_id=None, now=MONDAY + HOUR)
    survivor = merged(database, rulebook, part, whole)
    assert (survivor.status, running(database, survivor).due_at) == (Status.OPEN, before)
    with database.read() as session:
        assert len(evidence_of(session, whole.id)) == 1
        assert links_of(session, whole.id) == ()
