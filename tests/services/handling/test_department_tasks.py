"""Departments and their tasks: who is asked, what they are told, how the clock runs, who is reminded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.models.department import Department, DepartmentTask, TaskState
from app.models.escalation import Notification
from app.models.message import Message, Purpose
from app.models.people import Person, Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.departments import (
    DepartmentError,
    DepartmentForm,
    read_departments,
    save_department,
    set_active,
    set_away,
)
from app.services.handling.desk_rights import DeskRightsError
from app.services.handling.events import happen, merge
from app.services.handling.task_context import compose_context
from app.services.handling.task_list import open_tasks, tasks_of
from app.services.handling.tasks import TaskError, accept_answer, answer_task, ask_department, send_back, withdraw_task
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person, policy
from tests.services.handling.asked import LOGISTICS, asked, department, of_customer

DAY = timedelta(days=1)
# Logistics answers in four opening hours, everybody else in two working days; a wait for the customer pauses them.
RULES = {
    "targets": [
        *policy()["targets"],
        {"target": "task", "department": ["logistics"], "amount": "4h", "measure": "opening_hours"},
    ],
    "pauses": {"waiting_for_customer": ["resolution", "task"]},
}


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """A floor whose policy knows the department of logistics."""
    return open_floor(database, policy(**RULES))


def agent_of(database: Database) -> int:
    """The identity of the agent."""
    with database.read() as session:
        return person(session, Role.AGENT).id


def task_clocks(database: Database, ticket: Ticket) -> list[tuple[ClockState, float]]:
    """The state of each clock of the ticket's tasks, and how many hours of the round day it gives."""
    found = clocks_of(database, ticket, Target.TASK)
    return [(each.state, (each.due_at - each.started_at) / HOUR) for each in found]


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        (DepartmentForm("", "x", contact_email="a@b.c"), "has a name"),
        (DepartmentForm("x", "x"), "can be reached"),
        (DepartmentForm("x", "x", contact_email="a@b.c\r\nBcc: evil@x.y"), "no.? ?an e-mail address|is not"),
        (DepartmentForm("x" * 65, "x", contact_email="a@b.c"), "too long"),
        (DepartmentForm("other", "物流部", contact_email="a@b.c"), "already"),
    ],
)
def test_a_department_that_cannot_be_kept_is_refused(
    sqlite_database: Database, form: DepartmentForm, refusal: str
) -> None:
    open_floor(sqlite_database)
    department(sqlite_database)
    with sqlite_database.write() as session, pytest.raises(DepartmentError, match=refusal):
        save_department(session, form, person_id=person(session, Role.MANAGER).id)


def test_departments_are_changed_by_who_leads_and_by_one_at_a_time(database: Database) -> None:
    open_floor(database)
    id_ = department(database)
    with database.write() as session:
        lead, agent = person(session, Role.TEAM_LEAD).id, person(session, Role.AGENT).id
        (row,) = read_departments(session)
        assert (row.form, row.asked) == (LOGISTICS, "周敏")
        with pytest.raises(DeskRightsError):
            save_department(session, LOGISTICS, department_id=id_, version=row.version, person_id=agent)
        changed = replace(LOGISTICS, name="配送部")
        save_department(session, changed, department_id=id_, version=row.version, person_id=lead)
        with pytest.raises(DepartmentError, match="meanwhile"):
            save_department(session, LOGISTICS, department_id=id_, version=row.version, person_id=lead)
        set_away(session, id_, True, person_id=agent)
        assert read_departments(session)[0].asked == "吴磊"
        set_active(session, id_, False, person_id=lead)
        assert read_departments(session) == ()
        assert [each.active for each in read_departments(session, retired=True)] == [False]


def test_a_contact_without_a_deputy_cannot_be_away_and_one_who_owes_an_answer_stays(
    database: Database, rulebook: Rulebook
) -> None:
    id_ = department(database, replace(LOGISTICS, deputy_name="", deputy_email=""))
    asked(database, rulebook, new_ticket(database, rulebook), id_)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        with pytest.raises(DepartmentError, match="no deputy"):
            set_away(session, id_, True, person_id=lead)
        with pytest.raises(DepartmentError, match="1 open"):
            set_active(session, id_, False, person_id=lead)


def test_a_task_travels_with_its_context_and_without_who_complains(database: Database, rulebook: Rulebook) -> None:
    id_ = department(database)
    said = "我是陈晓兰，电话13800001111，包裹三天没有动。"
    ticket = of_customer(database, rulebook, title="包裹丢失", description=said, product="快递")
    asked(database, rulebook, ticket, id_)
    with database.read() as session:
        (letter,) = session.query(Message).all()
        task = session.query(DepartmentTask).one()
        assert (letter.address, letter.purpose, letter.task_id) == ("zhou@logistics.example", Purpose.TASK, task.id)
        assert letter.subject.endswith(f"[{ticket.number}/{task.token}]")
        assert [each for each in ("包裹三天没有动", "产品：快递", "2026-03-02 15:00") if each not in letter.body] == []
        assert [each for each in ("陈晓兰", "1380000", "chen@") if each in letter.body] == []
        known = session.get_one(Ticket, ticket.id)
        assert task.context == compose_context(session, known)
        (event,) = session.query(TicketEvent).filter_by(ticket_id=ticket.id, kind="task_asked")
        assert (event.details or {})["department"] == "物流部"


# What happens to a task, hours after it was asked, and how its clocks stand then: their state and length in hours.
# It is asked on Monday at 10:00 in Shanghai; of four opening hours one falls into the break.
_Act = Callable[[Database, Rulebook, int, int], None]


def _answer(after: float) -> _Act:
    def act(database: Database, rulebook: Rulebook, task_id: int, person_id: int) -> None:
        with database.write() as session:
            answer_task(session, rulebook, task_id, "在仓库", person_id=person_id, now=MONDAY + after * HOUR)

    return act


def _send_back(after: float) -> _Act:
    def act(database: Database, rulebook: Rulebook, task_id: int, person_id: int) -> None:
        with database.write() as session:
            send_back(session, rulebook, task_id, "哪个仓库？", person_id=person_id, now=MONDAY + after * HOUR)

    return act


def _accept(after: float) -> _Act:
    def act(database: Database, rulebook: Rulebook, task_id: int, person_id: int) -> None:
        with database.write() as session:
            accept_answer(session, rulebook, task_id, person_id=person_id, now=MONDAY + after * HOUR)

    return act


def _withdraw(after: float) -> _Act:
    def act(database: Database, rulebook: Rulebook, task_id: int, person_id: int) -> None:
        with database.write() as session:
            withdraw_task(session, rulebook, task_id, person_id=person_id, now=MONDAY + after * HOUR)

    return act


def _live(event: LifeEvent, after: float) -> _Act:
    def act(database: Database, rulebook: Rulebook, task_id: int, person_id: int) -> None:
        with database.write() as session:
            ticket = session.get_one(Ticket, session.get_one(DepartmentTask, task_id).ticket_id)
            happen(session, rulebook, ticket, event, person_id=person_id, now=MONDAY + after * HOUR)

    return act


_MET, _LATE, _RUNS = ClockState.MET, ClockState.BREACHED, ClockState.RUNNING


@pytest.mark.parametrize(
    ("acts", "clocks", "state"),
    [
        ((), [(_RUNS, 5)], TaskState.ASKED),
        ((_answer(5),), [(_MET, 5)], TaskState.ANSWERED),
        ((_answer(5.1),), [(_LATE, 5)], TaskState.ANSWERED),
        ((_answer(1), _accept(2)), [(_MET, 5)], TaskState.ACCEPTED),
        # Sent back at 12:00: what it took stays, and the whole time begins anew with the afternoon.
        ((_answer(1), _send_back(2)), [(_MET, 5), (_RUNS, 5)], TaskState.ASKED),
        ((_answer(1), _send_back(2), _answer(8)), [(_MET, 5), (_LATE, 5)], TaskState.ANSWERED),
        ((_withdraw(1),), [(ClockState.CANCELLED, 5)], TaskState.WITHDRAWN),
        # What was late by then stays late.
        ((_withdraw(6),), [(_LATE, 5)], TaskState.WITHDRAWN),
        ((_answer(1), _withdraw(2)), [(_MET, 5)], TaskState.WITHDRAWN),
        # A wait for the customer from 11:00 to 14:00, the break in it, gives two hours more.
        ((_live(LifeEvent.WAITING, 1),), [(ClockState.PAUSED, 5)], TaskState.ASKED),
        (
            (_live(LifeEvent.WAITING, 1), _live(LifeEvent.CUSTOMER_REPLIED, 4), _answer(7)),
            [(_MET, 7)],
            TaskState.ANSWERED,
        ),
        ((_live(LifeEvent.RESOLVED, 1),), [(_RUNS, 5)], TaskState.ASKED),
    ],
)
def test_the_clock_of_a_task_goes_by_what_happens_to_it(
    database: Database,
    rulebook: Rulebook,
    acts: tuple[_Act, ...],
    clocks: list[tuple[ClockState, float]],
    state: TaskState,
) -> None:
    ticket, agent = new_ticket(database, rulebook), agent_of(database)
    task_id, _ = asked(database, rulebook, ticket, department(database))
    for act in acts:
        act(database, rulebook, task_id, agent)
    assert task_clocks(database, ticket) == clocks
    with database.read() as session:
        (row,) = tasks_of(session, ticket.id)
        assert row.state is state
        assert row.clock is clocks[-1][0]
        assert (row.ended_at is not None) is (state in (TaskState.ACCEPTED, TaskState.WITHDRAWN))
        assert row.rounds == len(clocks) - 1


def test_other_departments_have_the_time_that_the_policy_gives_all(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook)
    finance = department(database, replace(LOGISTICS, code="finance", name="财务部"))
    asked(database, rulebook, ticket, finance)
    (clock,) = clocks_of(database, ticket, Target.TASK)
    assert (clock.department, clock.due_at - clock.started_at) == ("finance", 2 * DAY)


@pytest.mark.parametrize("act", [_accept(1), _send_back(1)])
def test_only_an_answer_is_accepted_or_sent_back(sqlite_database: Database, act: _Act) -> None:
    rulebook = open_floor(sqlite_database)
    task_id, _ = asked(sqlite_database, rulebook, new_ticket(sqlite_database, rulebook), department(sqlite_database))
    with pytest.raises(TaskError, match="not been answered"):
        act(sqlite_database, rulebook, task_id, agent_of(sqlite_database))
    _answer(1)(sqlite_database, rulebook, task_id, agent_of(sqlite_database))
    with pytest.raises(TaskError, match="answered already, by 周敏"):
        _answer(1)(sqlite_database, rulebook, task_id, agent_of(sqlite_database))
    _withdraw(2)(sqlite_database, rulebook, task_id, agent_of(sqlite_database))
    with pytest.raises(TaskError, match="has ended"):
        _answer(1)(sqlite_database, rulebook, task_id, agent_of(sqlite_database))


def test_nothing_is_asked_about_a_complaint_that_has_ended_nor_of_a_department_that_has_retired(
    database: Database, rulebook: Rulebook
) -> None:
    ticket, id_ = new_ticket(database, rulebook), department(database)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        known = session.get_one(Ticket, ticket.id)
        set_active(session, id_, False, person_id=lead)
        with pytest.raises(TaskError, match="retired"):
            ask_department(session, rulebook, known, id_, "t", "q", person_id=lead, now=MONDAY)
        set_active(session, id_, True, person_id=lead)
        with pytest.raises(TaskError, match="text of 1"):
            ask_department(session, rulebook, known, id_, " ", "q", person_id=lead, now=MONDAY)
        with pytest.raises(DeskRightsError):
            ask_department(session, rulebook, known, id_, "t", "q", person_id=None, now=MONDAY)
        happen(session, rulebook, known, LifeEvent.SPAM, person_id=lead, now=MONDAY)
        with pytest.raises(TaskError, match="has ended"):
            ask_department(session, rulebook, known, id_, "t", "q", person_id=lead, now=MONDAY)


def test_tasks_end_with_a_complaint_that_is_withdrawn_and_move_with_one_that_is_merged(
    database: Database, rulebook: Rulebook
) -> None:
    id_, agent = department(database), agent_of(database)
    withdrawn, merged, into = (new_ticket(database, rulebook) for _ in range(3))
    for each in (withdrawn, merged):
        asked(database, rulebook, each, id_)
    with database.write() as session:
        happen(
            session,
            rulebook,
            session.get_one(Ticket, withdrawn.id),
            LifeEvent.WITHDRAWN,
            person_id=agent,
            now=MONDAY + HOUR,
        )
        merge(
            session,
            rulebook,
            session.get_one(Ticket, merged.id),
            session.get_one(Ticket, into.id),
            person_id=agent,
            now=MONDAY + HOUR,
        )
    with database.read() as session:
        assert [each.state for each in tasks_of(session, withdrawn.id)] == [TaskState.WITHDRAWN]
        assert tasks_of(session, merged.id) == ()
        (moved,) = tasks_of(session, into.id)
        assert (moved.state, moved.clock) == (TaskState.ASKED, ClockState.RUNNING)
        subjects = [each.subject for each in session.query(Message).filter_by(ticket_id=withdrawn.id).order_by("id")]
        assert ["撤回" in each for each in subjects] == [False, True]


def test_the_contact_and_who_asked_are_reminded_and_the_deputy_while_the_contact_is_away(
    database: Database, rulebook: Rulebook
) -> None:
    with database.write() as session:
        other = Person(name="问的人", role=Role.AGENT)
        session.add(other)
        session.flush()
        asker = other.id
    ticket, id_ = new_ticket(database, rulebook), department(database)
    with database.write() as session:
        known = session.get_one(Ticket, ticket.id)
        ask_department(session, rulebook, known, id_, "查件", "在哪里？", person_id=asker, now=MONDAY)
    sweep(database, rulebook, [], now=MONDAY + 3.5 * HOUR)
    with database.write() as session:
        heard = {each.person_id for each in session.query(Notification)}
        assert heard >= {asker, person(session, Role.AGENT).id}
        set_away(session, id_, True, person_id=asker)
    sweep(database, rulebook, [], now=MONDAY + 5 * HOUR)
    sweep(database, rulebook, [], now=MONDAY + 5 * HOUR)
    with database.read() as session:
        letters = session.query(Message).order_by(Message.id).all()
        assert [each.address.partition("@")[0] for each in letters] == ["zhou", "zhou", "wu"]
        assert ["催办" in each.subject for each in letters] == [False, True, True]
        assert "50%" in letters[1].subject


def test_a_contact_with_a_seat_sees_their_tasks_soonest_first(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        seat = Person(name="周敏", role=Role.AGENT, email="zhou@here.example")
        session.add(seat)
        session.flush()
        seat_id = seat.id
    form = replace(LOGISTICS, contact_name="", contact_email="", contact_id=seat_id)
    late = department(database, replace(LOGISTICS, code="finance", name="财务部"))
    soon, ticket = department(database, form), new_ticket(database, rulebook)
    asked(database, rulebook, ticket, late)
    task_id, _ = asked(database, rulebook, ticket, soon)
    with database.write() as session:
        assert [each.department for each in open_tasks(session)] == ["物流部", "财务部"]
        (mine,) = open_tasks(session, person_id=seat_id)
        assert (mine.id, mine.asked_of, mine.asked_by) == (task_id, "周敏", "agent")
        assert session.query(Message).filter_by(task_id=task_id).one().address == "zhou@here.example"
        assert answer_task(session, rulebook, task_id, "有", person_id=seat_id, now=MONDAY).answered_by == "周敏"
        assert open_tasks(session, person_id=seat_id) == ()


def test_a_department_without_an_address_is_asked_by_the_console_alone(database: Database, rulebook: Rulebook) -> None:
    form = replace(LOGISTICS, contact_email="", contact_id=agent_of(database), deputy_email="", contact_name="")
    id_ = department(database, form)
    with database.write() as session:
        session.get_one(Person, form.contact_id).email = None
    asked(database, rulebook, new_ticket(database, rulebook), id_)
    with database.read() as session:
        assert session.query(Message).count() == 0
        assert session.query(Clock).filter_by(target=Target.TASK).count() == 1
        assert session.get_one(Department, id_).contact_email is None
