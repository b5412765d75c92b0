"""Actions on the selected tickets of the queue: keys, questions, undo, refusals, and a database that goes away."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.models.people import AgentState, AgentStateSpan, Person, Role
from app.models.sla import LifeEvent
from app.models.ticket import Priority, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import publish_policy
from app.services.handling.actions import assign
from app.views.dialogs.assign import Assign
from app.views.dialogs.confirm import Confirm
from app.views.dialogs.incident import OpenIncident
from app.views.dialogs.merge import Merge
from app.views.dialogs.save_view import SaveView
from app.views.dialogs.stage_times import TimePerStage
from app.views.i18n import LANGUAGES, Language
from app.views.panes.queue import QueuePane
from app.views.table.sorting import SortBy
from app.views.tasks import Tasks
from app.views.theme import Mode, Theme
from tests.builders import HOUR, MONDAY, policy
from tests.views.panes.queue_floor import Floor, dialog, hear, press
from tests.views.walk import cut_off, untranslated


def select(pane: QueuePane, *tickets: Ticket) -> None:
    """Select tickets, with the keyboard in the table."""
    pane.view.select_ids([each.id for each in tickets])
    # After a question the keyboard is with nobody until the window is active again.
    pane.activateWindow()
    QCoreApplication.processEvents()
    pane.view.setFocus()


def asked(floor: Floor, pane: QueuePane) -> Confirm:
    """The question about several tickets, when it says what it will do."""
    floor.settle()
    question = dialog(pane, Confirm)
    assert isinstance(question, Confirm)
    return question


def picker(floor: Floor, pane: QueuePane) -> Assign:
    """The question to whom tickets go, when it knows who is there."""
    floor.settle()
    question = dialog(pane, Assign)
    assert isinstance(question, Assign)
    return question


def closed(floor: Floor, question: QWidget) -> None:
    """Wait until a question has been answered and is gone."""
    with floor.qtbot.waitSignal(question.destroyed):
        floor.settle()


def test_one_ticket_waits_at_a_key_goes_on_at_it_again_and_that_is_undone(floor: Floor) -> None:
    ticket = floor.ticket()
    pane = floor.open()
    select(pane, ticket)
    press(pane.view, "w")
    floor.settle()
    assert floor.at_present(ticket).status is Status.WAITING
    assert floor.changes[-1][0] == f"{ticket.number} waits for the customer"
    hear(floor, pane, ticket)
    assert pane.view.selected_ids() == [ticket.id]
    assert pane.todo.wait.text() == "Go on"
    press(pane.view, "w")
    floor.settle()
    assert floor.at_present(ticket).status is Status.OPEN
    said, undo = floor.changes[-1]
    assert said == f"{ticket.number} goes on"
    assert undo
    undo()
    floor.settle()
    assert floor.at_present(ticket).status is Status.WAITING
    assert floor.changes[-1] == (f"Undone: {ticket.number} goes on", None)


def test_who_sits_there_is_on_record(floor: Floor) -> None:
    ticket = floor.ticket()
    pane = floor.open()
    select(pane, ticket)
    press(pane.view, "p")
    floor.settle()
    with floor.database.read() as session:
        raised = session.query(TicketEvent).filter_by(kind="priority_raised").one()
    assert (raised.person_id, raised.at) == (floor.sits_here, MONDAY)


def test_of_two_the_later_one_is_merged_into_the_earlier_one_after_a_question(floor: Floor) -> None:
    first, second, third = (floor.ticket(title=title) for title in ("No heating", "Still no heating", "No light"))
    pane = floor.open()
    select(pane, second, first)
    press(pane.view, "m")
    floor.settle()
    form = dialog(pane, Merge)
    assert isinstance(form, Merge)
    assert form.consequence.text().startswith(f"{second.number} ends here and lives on in {first.number}")
    form.ok.click()
    closed(floor, form)
    assert [floor.at_present(each).merged_into_id for each in (first, second, third)] == [None, first.id, None]
    assert floor.changes[-1][0] == f"{second.number} was merged into {first.number}."


def test_one_is_merged_into_what_is_found_and_more_than_two_are_not_merged_at_once(floor: Floor) -> None:
    tickets = [floor.ticket() for _ in range(3)]
    pane = floor.open()
    select(pane, *tickets)
    assert not pane.todo.merge.isEnabled()
    select(pane, tickets[0])
    assert pane.todo.merge in pane.view.actions(), "it stands in the context menu"
    pane.todo.merge.trigger()
    floor.settle()
    form = dialog(pane, Merge)
    assert isinstance(form, Merge)
    assert (form.case.id, form.other, form.ok.isEnabled()) == (tickets[0].id, None, False)
    form.reject()


def test_several_are_asked_about_with_what_will_become_of_them(floor: Floor) -> None:
    late, fresh, waiting = (floor.ticket(high_risk=True) for _ in range(3))
    floor.live(waiting, LifeEvent.WAITING)
    floor.live(fresh, LifeEvent.ANSWERED)
    floor.now = MONDAY + HOUR
    pane = floor.open()
    select(pane, late, fresh, waiting)
    press(pane.view, "w")
    question = asked(floor, pane)
    assert question.question.text() == "Complaints that will wait for the customer: 2"
    assert figures(question) == {
        "Deadlines that are paused": "2",
        "First responses that are owed all the same": "1",
        "▲ Late already": "1",
        "Left out: waiting already, or closed": "1",
    }
    assert floor.at_present(late).status is Status.OPEN, "nothing is done before it is answered"
    press(question, Qt.Key.Key_Return)
    closed(floor, question)
    assert {floor.at_present(each).status for each in (late, fresh, waiting)} == {Status.WAITING}
    assert floor.changes[-1][0] == "2 complaints wait for the customer, 1 left out"


def figures(question: Confirm) -> dict[str, str]:
    """What the question says: label and figure."""
    form, found = question.figures, {}
    for row in range(form.rowCount()):
        items = (form.itemAt(row, role) for role in (form.ItemRole.LabelRole, form.ItemRole.FieldRole))
        label, figure = (item.widget() for item in items if item)
        assert isinstance(label, QLabel)
        assert isinstance(figure, QLabel)
        found[label.text()] = figure.text()
    return found


def test_several_wait_for_a_reason_of_the_policy_and_it_is_said_what_stands_still_for_it(floor: Floor) -> None:
    pauses = {"waiting_for_customer": ["resolution"], "inspection": ["first_response", "resolution"]}
    with floor.database.write() as session:
        publish_policy(session, policy(pauses=pauses), now=MONDAY)
    tickets = [floor.ticket() for _ in range(2)]
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "w")
    question = asked(floor, pane)
    assert figures(question)["Deadlines that are paused"] == "2"
    question.reasons.setCurrentIndex(1)
    floor.settle()
    assert question.question.text() == "Complaints that will wait: 2"
    assert figures(question) == {"Deadlines that are paused": "4"}
    assert cut_off(question) == []
    question.ok.click()
    closed(floor, question)
    assert floor.changes[0][0] == "2 complaints wait: inspection"


def test_esc_leaves_a_question_and_nothing_happens(floor: Floor) -> None:
    tickets = [floor.ticket() for _ in range(2)]
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "p")
    press(asked(floor, pane), Qt.Key.Key_Escape)
    assert {floor.at_present(each).priority for each in tickets} == {Priority.NORMAL}
    assert floor.changes == []


def test_several_that_wait_go_on_and_it_is_said_which_are_late_again(floor: Floor) -> None:
    tickets = [floor.ticket(high_risk=True) for _ in range(2)]
    floor.now = MONDAY + 25 * HOUR
    for ticket in tickets:
        floor.live(ticket, LifeEvent.WAITING)
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "w")
    question = asked(floor, pane)
    assert figures(question) == {"Deadlines that run on": "2", "▲ Late again at once": "2"}
    question.ok.click()
    closed(floor, question)
    assert {floor.at_present(each).status for each in tickets} == {Status.OPEN}


def test_where_there_is_nothing_to_do_the_question_says_so(floor: Floor) -> None:
    tickets = [floor.ticket(priority=Priority.URGENT) for _ in range(2)]
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "p")
    question = asked(floor, pane)
    assert question.question.text() == "There is nothing to do."
    assert not question.ok.isEnabled()
    press(question, Qt.Key.Key_Escape)
    select(pane, tickets[0])
    press(pane.view, "p")
    floor.settle()
    assert floor.refusals == [f"Nothing to raise (already urgent, or closed): {tickets[0].number}."]


def test_tickets_are_assigned_by_typing_a_part_of_a_name(floor: Floor) -> None:
    tickets = [floor.ticket() for _ in range(2)]
    with floor.database.write() as session:
        ready = Person(name="王晓梅", capacity=1)
        session.add_all([ready, Person(name="李建国")])
        session.flush()
        session.add(AgentStateSpan(person_id=ready.id, state=AgentState.READY, started_at=MONDAY - HOUR))
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "a")
    question = picker(floor, pane)
    assert question.about.text() == "2 complaints"
    assert cells(question, 0) == ["★ 1", "王晓梅", "", "● Ready  1:00", "▲ 0 → 2 / 1"]
    assert question.outlook.text() == "▲ 王晓梅 then carries 2, over a capacity of 1."
    QTest.keyClicks(question.field, "agent")
    assert question.outlook.text() == "agent owns this already."
    question.field.setText("建国")
    assert question.table.rowCount() == 1
    assert question.outlook.text() == "李建国 then carries 2, of a capacity of 10."
    press(question.field, Qt.Key.Key_Return)
    closed(floor, question)
    with floor.database.read() as session:
        chosen = session.query(Person).filter_by(name="李建国").one().id
    assert {floor.at_present(each).owner_id for each in tickets} == {chosen}
    assert floor.changes[-1][0] == "2 complaints assigned to 李建国"


def cells(question: Assign, row: int) -> list[str]:
    """What a row of people says."""
    return [question.table.cell(row, column)[0] for column in range(question.table.columnCount())]


def test_arrows_walk_through_the_people_while_the_field_keeps_the_keyboard(floor: Floor) -> None:
    ticket = floor.ticket()
    pane = floor.open()
    select(pane, ticket)
    press(pane.view, "a")
    question = picker(floor, pane)
    assert question.about.text() == ticket.number
    first = question.people.selected_ids()
    press(question.field, Qt.Key.Key_Down)
    second = question.people.selected_ids()
    assert (len(second), first != second, question.field.hasFocus()) == (1, True, True)
    question.people.setFocus()
    press(question.people, "s")
    assert (question.field.text(), question.field.hasFocus()) == ("s", True)
    question.field.setText("nobody is called so")
    assert question.outlook.text() == "Nobody is called so. Type less of the name."
    assert not question.ok.isEnabled()
    question.nobody.click()
    closed(floor, question)
    assert floor.at_present(ticket).owner_id is None
    assert floor.changes[-1][0] == f"{ticket.number} given back: nobody owns it now"


def test_an_undo_that_comes_too_late_says_who_was_changed(floor: Floor) -> None:
    tickets = [floor.ticket() for _ in range(2)]
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "p")
    question = asked(floor, pane)
    question.ok.click()
    closed(floor, question)
    floor.change(tickets[1], title="Still no heating")
    _, undo = floor.changes[-1]
    assert undo
    undo()
    floor.settle()
    assert floor.refusals == [f"Not undone, because somebody has changed them since: {tickets[1].number}."]
    assert {floor.at_present(each).priority for each in tickets} == {Priority.HIGH}


def test_without_a_selection_nothing_is_offered_and_the_keys_are_letters(floor: Floor) -> None:
    ticket = floor.ticket()
    pane = floor.open()
    pane.view.setFocus()
    always = pane.todo.stages, *pane.view.findChildren(SortBy)
    offered = [each for each in pane.view.actions() if each not in always]
    assert [action.isEnabled() for action in offered] == [False] * 6
    press(pane.view, "p")
    assert pane.bar.field.text() == "p"
    pane.bar.field.clear()
    select(pane, ticket)
    assert [action.isEnabled() for action in offered] == [True] * 6
    assert pane.view.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu


def test_the_time_per_stage_is_looked_at_whatever_is_selected(floor: Floor) -> None:
    pane = floor.open()
    assert pane.todo.stages in pane.view.actions()
    pane.todo.stages.trigger()
    floor.settle()
    shown = pane.window().findChild(TimePerStage)
    assert shown is not None
    assert shown.isVisible()
    shown.reject()


def test_an_incident_is_opened_for_what_is_selected(floor: Floor) -> None:
    tickets = [floor.ticket(), floor.ticket()]
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "I")
    floor.settle()
    form = dialog(pane, OpenIncident)
    assert isinstance(form, OpenIncident)
    form.name.setText("No heating in the north")
    with floor.qtbot.waitSignal(form.destroyed):
        form.ok.click()
    assert {floor.at_present(each).incident_id for each in tickets} == {1}
    assert "“No heating in the north” is open for 2 complaints." in [said for said, _ in floor.changes]


def test_a_ticket_is_opened_as_a_case(floor: Floor) -> None:
    first, second = floor.ticket(), floor.ticket()
    pane = floor.open()
    select(pane, second)
    press(pane.view, Qt.Key.Key_Return)
    pane.todo.show_case.trigger()
    select(pane, first, second)
    pane.todo.show_case.trigger()
    assert floor.cases == [second.id, second.id, first.id]


def test_a_database_lost_in_the_middle_of_an_action_leaves_all_as_it_was_to_try_again(floor: Floor) -> None:
    ticket = floor.ticket()
    pane = floor.open()
    select(pane, ticket)
    floor.lose()
    press(pane.view, "w")
    floor.settle()
    assert (len(floor.lost), floor.refusals, floor.changes) == (1, [], [])
    assert pane.view.selected_ids() == [ticket.id]
    floor.find()
    press(pane.view, "w")
    floor.settle()
    assert floor.at_present(ticket).status is Status.WAITING
    floor.lose()
    _, undo = floor.changes[-1]
    assert undo
    undo()
    floor.settle()
    floor.find()
    said, again = floor.changes[-1]
    assert (len(floor.changes), said) == (2, f"{ticket.number} waits for the customer")
    assert again, "an undo that did not reach the database is offered again"
    again()
    floor.settle()
    assert floor.at_present(ticket).status is Status.OPEN


def test_a_question_keeps_what_was_typed_while_the_database_is_away(floor: Floor) -> None:
    tickets = [floor.ticket() for _ in range(2)]
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "a")
    question = picker(floor, pane)
    question.field.setText("team")
    floor.lose()
    question.ok.click()
    floor.settle()
    assert question.banner.isVisible()
    assert (question.field.text(), question.ok.isEnabled()) == ("team", True)
    floor.find()
    question.ok.click()
    closed(floor, question)
    assert {floor.at_present(each).owner_id for each in tickets} == {floor.sits_here}


@pytest.mark.parametrize("key", ["a", "p"])
def test_a_question_that_was_asked_without_a_database_looks_again(floor: Floor, key: str) -> None:
    tickets = [floor.ticket() for _ in range(2)]
    pane = floor.open()
    select(pane, *tickets)
    floor.lose()
    press(pane.view, key)
    floor.settle()
    question = dialog(pane, Assign if key == "a" else Confirm)
    assert isinstance(question, Assign | Confirm)
    assert question.banner.isVisible()
    floor.find()
    question.ok.click()
    floor.settle()
    assert not question.banner.isVisible()
    if isinstance(question, Assign):
        question.field.setText("team")
    question.ok.click()
    closed(floor, question)
    assert len(floor.changes) == 1


def test_an_action_whose_question_was_closed_meanwhile_is_said_all_the_same(floor: Floor) -> None:
    tickets = [floor.ticket() for _ in range(2)]
    pane = floor.open()
    select(pane, *tickets)
    press(pane.view, "p")
    question = asked(floor, pane)
    question.ok.click()
    press(question, Qt.Key.Key_Escape)
    closed(floor, question)
    assert floor.changes[0][0] == "Priority of 2 complaints raised"


def test_of_two_consoles_the_slower_one_is_told_what_the_other_did(
    postgresql_database: Database, tasks: Tasks, tmp_path: Path, qtbot: QtBot
) -> None:
    floor = Floor(postgresql_database, tasks, tmp_path, qtbot)
    ticket = floor.ticket()
    lead = floor.person(Role.TEAM_LEAD)
    pane = floor.open()
    select(pane, ticket)
    press(pane.view, "a")
    question = picker(floor, pane)
    question.field.setText("team_lead")
    with postgresql_database.write() as session:
        assign(session, [ticket.id], lead, person_id=None, now=MONDAY)
    question.ok.click()
    floor.settle()
    assert question.banner.isVisible()
    assert ticket.number in question.banner._text.text()
    question.field.setText("supervisor")
    question.ok.click()
    closed(floor, question)
    assert floor.at_present(ticket).owner_id == floor.person(Role.SUPERVISOR)


def test_no_question_is_cut_off_or_left_in_another_language(
    floor: Floor, language: Language, theme: Theme, qtbot: QtBot
) -> None:
    tickets = [floor.ticket(high_risk=True) for _ in range(3)]
    floor.live(tickets[0], LifeEvent.WAITING)
    floor.now = MONDAY + 30 * HOUR
    with floor.database.write() as session:
        for role in Role:
            # Names are not translated.
            session.query(Person).filter_by(name=role.value).one().name = "赵" * (1 + list(Role).index(role))
    pane = floor.open()
    select(pane, *tickets)
    for key in "apw":
        select(pane, *tickets)
        press(pane.view, key)
        floor.settle()
        looked_at(dialog(pane, Assign if key == "a" else Confirm), language, theme, qtbot)
    question = SaveView(pane.desk, pane, ["早班"])
    question.open()
    question.field.setText("早班")
    looked_at(question, language, theme, qtbot)


def looked_at(question: QWidget, language: Language, theme: Theme, qtbot: QtBot) -> None:
    """Look at a question in both languages and themes, and leave it."""
    for code in LANGUAGES:
        language.switch(code)
        QCoreApplication.sendPostedEvents()
        for mode in (Mode.LIGHT, Mode.DARK):
            theme.switch(mode)
            qtbot.waitUntil(lambda: cut_off(question) == [])
        assert code != "zh" or untranslated(question) == []
    press(question, Qt.Key.Key_Escape)
