"""The page of tasks and the pane of all of them: asked, answered, accepted, sent back, withdrawn with real widgets."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.customer import Customer
from app.models.department import DepartmentTask, TaskState
from app.models.message import Message
from app.models.people import Person, Role
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.handling.departments import set_away
from app.services.handling.tasks import answer_task, send_back
from app.views.case.parts.tasks import Tasks as TasksPage
from app.views.dialogs.ask_department import AskDepartment
from app.views.dialogs.task_words import ANSWER, SEND_BACK, WITHDRAW, TaskWords
from app.views.i18n import Language
from app.views.panes.tasks import TasksPane
from app.views.task_card import ACCEPT
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.services.handling.asked import LOGISTICS, asked, department
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right
from tests.views.panes.case_room import Room

NAMES = ("Ctrl+Enter", "agent", "supervisor", "No heating", "FW-")


def page(room: Room, ticket: Ticket) -> TasksPage:
    """The page of a case."""
    aside = room.open(ticket).aside
    room.qtbot.waitUntil(lambda: TasksPage in aside.buttons)
    aside.choose(TasksPage)
    room.settle()
    found = aside.parts[TasksPage]
    assert isinstance(found, TasksPage)
    return found


def task_of(database: Database) -> DepartmentTask:
    """The one task."""
    with database.read() as session:
        return session.query(DepartmentTask).one()


def form_of(room: Room, part: TasksPage, what: str) -> TaskWords:
    """Open a form of the first card by its button."""
    part.cards[0].buttons[what].click()
    room.settle()
    return next(each for each in part.window().findChildren(TaskWords) if each.isVisible())


def test_a_department_is_asked_with_a_context_that_names_nobody(shared_room: Room) -> None:
    room = shared_room
    department(room.database, replace(LOGISTICS, responsibilities="查件、改派"))
    with room.database.write() as session:
        customer = Customer(name="陈晓兰", telephone="13800001111")
        session.add(customer)
        session.flush()
        customer_id = customer.id
    ticket = room.ticket(customer_id=customer_id, description="我是陈晓兰，包裹丢了")
    part = page(room, ticket)
    assert part.empty.isVisible()
    part.ask.click()
    room.settle()
    form = next(each for each in part.window().findChildren(AskDepartment) if each.isVisible())
    assert "周敏 is asked, by Wed 4 Mar" in form.whom.text()
    assert "包裹丢了" in form.context.toPlainText()
    assert "陈晓兰" not in form.context.toPlainText()
    assert not form.ok.isEnabled()
    form.what.setText("查件")
    form.question.setPlainText("在哪里？")
    form.context.setPlainText("一个包裹")
    form.ok.click()
    room.settle()
    task = task_of(room.database)
    assert (task.title, task.context, task.asked_by_id) == ("查件", "一个包裹", room.people[Role.SUPERVISOR])
    room.hear(ticket)
    (card,) = part.cards
    assert (card.name.text(), card.state.text()) == ("物流部 · 查件", "○ asked")
    assert "left" in card.due.text()
    assert part.count() == 1


def test_without_departments_the_form_says_where_to_add_them(room: Room) -> None:
    part = page(room, room.ticket())
    part.ask.click()
    room.settle()
    form = next(each for each in part.window().findChildren(AskDepartment) if each.isVisible())
    assert "Departments" in form.whom.text()
    form.what.setText("x")
    form.question.setPlainText("y")
    assert not form.ok.isEnabled()


def test_a_task_goes_through_answer_sending_back_and_acceptance(shared_room: Room) -> None:
    room = shared_room
    ticket = room.ticket()
    asked(room.database, room.rulebook, ticket, department(room.database))
    part = page(room, ticket)

    def shown() -> set[str]:
        return {name for name, button in part.cards[0].buttons.items() if button.isVisible()}

    assert shown() == {ANSWER, WITHDRAW}
    form = form_of(room, part, ANSWER)
    assert form.by.text() == "周敏"
    assert not form.ok.isEnabled()
    form.text.setPlainText("在仓库")
    form.by.setText("值班员")
    form.ok.click()
    room.settle()
    assert (task_of(room.database).answered_by, task_of(room.database).answer) == ("值班员", "在仓库")
    room.hear(ticket)
    assert shown() == {ACCEPT, SEND_BACK, WITHDRAW}
    assert "在仓库" in part.cards[0].answer.text()
    form = form_of(room, part, SEND_BACK)
    assert "在仓库" in form.asked.text()
    form.text.setPlainText("哪个仓库？")
    form.ok.click()
    room.settle()
    room.hear(ticket)
    assert "sent back: 1" in part.cards[0].facts.text()
    with room.database.write() as session:
        answer_task(session, room.rulebook, task_of(room.database).id, "二号", answered_by="周敏", now=room.now)
    room.hear(ticket)
    part.cards[0].buttons[ACCEPT].click()
    room.settle()
    assert task_of(room.database).state is TaskState.ACCEPTED
    room.hear(ticket)
    assert shown() == set()
    assert part.count() == 0


def test_what_somebody_else_has_answered_meanwhile_is_refused_in_words(room: Room) -> None:
    ticket = room.ticket()
    task_id, _ = asked(room.database, room.rulebook, ticket, department(room.database))
    form = form_of(room, page(room, ticket), ANSWER)
    form.text.setPlainText("迟到的答复")
    with room.database.write() as session:
        answer_task(session, room.rulebook, task_id, "先到", answered_by="吴磊", now=room.now)
    form.ok.click()
    room.settle()
    assert form.isVisible()
    assert form.banner.isVisible()
    assert form.text.toPlainText() == "迟到的答复"


@pytest.mark.parametrize("what", [ANSWER, SEND_BACK, WITHDRAW])
def test_the_page_and_its_forms_look_right(room: Room, language: Language, theme: Theme, what: str) -> None:
    ticket, id_ = room.ticket(), department(room.database)
    task_id, _ = asked(room.database, room.rulebook, ticket, id_)
    with room.database.write() as session:
        set_away(session, id_, True, person_id=room.people[Role.AGENT])
        if what == SEND_BACK:
            answer_task(session, room.rulebook, task_id, "在仓库，明天派送", answered_by="周敏", now=room.now)
    part = page(room, ticket)
    if what != WITHDRAW:
        assert_looks_right(room.qtbot, part, language, theme, f"tasks-{what}", names=NAMES)
    form = form_of(room, part, what)
    assert_looks_right(room.qtbot, form, language, theme, f"form-{what}", names=NAMES)
    assert_fits_a_small_screen(form)


def test_asking_looks_right(room: Room, language: Language, theme: Theme) -> None:
    department(room.database)
    part = page(room, room.ticket(description="包裹三天没有动"))
    part.setFocus()
    QTest.keyClick(part.ask, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    room.settle()
    form = next(each for each in part.window().findChildren(AskDepartment) if each.isVisible())
    assert_looks_right(room.qtbot, form, language, theme, "form-ask", names=NAMES)
    assert_fits_a_small_screen(form)


class TasksRoom:
    """A floor with the pane of tasks, and a contact with a seat in front of it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        self.rulebook = open_floor(database)
        with database.write() as session:
            seat = Person(name="周敏", role=Role.AGENT)
            session.add(seat)
            session.flush()
            self.me = seat.id
            self.agent = person(session, Role.AGENT).id
        mine = replace(LOGISTICS, contact_name="", contact_email="", contact_id=self.me)
        self.departments = (
            department(database, mine),
            department(database, replace(LOGISTICS, code="finance", name="财务部")),
        )
        self.ticket = new_ticket(database, self.rulebook)
        self.desk = desk_on(database, tasks, folder, now=lambda: MONDAY + HOUR, me=lambda: self.me)
        self.opened: list[int] = []
        self.desk.requests.case.connect(self.opened.append)
        self.pane = TasksPane(self.desk)
        self.pane.resize(900, 320)
        qtbot.addWidget(self.pane)

    def ask(self, place: int) -> int:
        """Ask one of the departments."""
        return asked(self.database, self.rulebook, self.ticket, self.departments[place])[0]

    def show(self) -> None:
        """Let the pane be seen, and read."""
        self.pane.show()
        self.settle()

    def settle(self) -> None:
        """Wait until all that was begun has been delivered."""
        self.qtbot.waitUntil(lambda: not self.tasks._under_way)

    def hear(self) -> None:
        """Tell the pane that the complaint has changed."""
        self.pane.reader._pause.stop()
        self.pane.hear({"Ticket": frozenset({self.ticket.id})})
        self.settle()


@pytest.fixture
def tasks_room(qtbot: QtBot, tasks: Tasks, database: Database, tmp_path: Path) -> TasksRoom:
    """The pane on a database of each kind."""
    return TasksRoom(qtbot, tasks, database, tmp_path)


def test_a_contact_with_a_seat_answers_in_the_pane(tasks_room: TasksRoom) -> None:
    room, pane = tasks_room, tasks_room.pane
    theirs, mine = room.ask(1), room.ask(0)
    room.show()
    assert pane.model.total() == 2
    pane.filter.setCurrentIndex(1)
    pane.filter.activated.emit(1)
    assert pane.model.total() == 1
    pane.table.select_ids([mine])
    assert [name for name, action in pane.actions_of.items() if action.isEnabled()] == [ANSWER, WITHDRAW, "case"]
    pane.table.opened.emit(mine)
    form = next(each for each in pane.window().findChildren(TaskWords) if each.isVisible())
    # Who sits here answers in their own name.
    assert not form.by.isVisible()
    form.text.setPlainText("在仓库")
    form.ok.click()
    room.settle()
    with room.database.read() as session:
        assert session.get_one(DepartmentTask, mine).answered_by == "周敏"
    room.hear()
    assert pane.model.total() == 0
    assert "no task of this kind" in pane.nothing.text()
    pane.filter.setCurrentIndex(3)
    pane.filter.activated.emit(3)
    pane.table.select_ids([mine])
    pane.actions_of[ACCEPT].trigger()
    room.settle()
    with room.database.read() as session:
        assert session.get_one(DepartmentTask, mine).state is TaskState.ACCEPTED
    pane.filter.setCurrentIndex(0)
    room.hear()
    pane.table.opened.emit(theirs)
    pane.table.select_ids([theirs])
    pane.case.trigger()
    assert room.opened == [room.ticket.id, room.ticket.id]


def test_the_pane_is_searched_and_says_what_to_do_where_it_is_empty(tasks_room: TasksRoom) -> None:
    room, pane = tasks_room, tasks_room.pane
    room.show()
    assert "No department owes an answer" in pane.nothing.text()
    room.ask(0)
    room.hear()
    assert pane.below.currentWidget() is pane.table
    pane.search.setText("没有这个")
    assert pane.below.currentWidget() is pane.nothing
    pane.search.setText("物流")
    assert pane.below.currentWidget() is pane.table
    assert len(pane.menu().actions()) == 6


def test_the_pane_looks_right(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path, language: Language, theme: Theme
) -> None:
    room = TasksRoom(qtbot, tasks, sqlite_database, tmp_path)
    room.show()
    assert_looks_right(qtbot, room.pane, language, theme, "pane-tasks-empty", names=NAMES)
    room.ask(0)
    answered, back = room.ask(1), room.ask(1)
    with sqlite_database.write() as session:
        for each in (answered, back):
            answer_task(session, room.rulebook, each, "有", answered_by="周敏", now=MONDAY + HOUR)
        send_back(session, room.rulebook, back, "?", person_id=room.agent, now=MONDAY + HOUR)
        assert session.query(Message).count() == 3
    room.hear()
    assert_looks_right(qtbot, room.pane, language, theme, "pane-tasks", names=NAMES)
