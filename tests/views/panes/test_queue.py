"""The queue on a real database with real widgets: read and kept up to date, searched, filtered, and remembered."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from app.models.floor import Floor as FloorRow
from app.models.floor import Queue
from app.models.people import Person, Role
from app.models.sla import LifeEvent
from app.models.ticket import Category, Priority, Source, Ticket
from app.services.database import reserve_ids
from app.views.i18n import LANGUAGES, Language
from app.views.queue.filter import Urgency, WorklistFilter
from app.views.theme import Mode, Theme
from tests.builders import HOUR, MONDAY
from tests.views.panes.queue_floor import Floor, choose, hear, press, shown, words
from tests.views.walk import cut_off, untranslated


def test_the_queue_is_read_soonest_first_and_says_so_until_then(floor: Floor) -> None:
    later, sooner = floor.ticket(), floor.ticket(high_risk=True)
    pane = floor.show()
    assert pane.message.isVisible()
    assert pane.message.head.text() == "Reading the complaints …"
    floor.settle()
    assert shown(pane) == [sooner.id, later.id]
    assert not pane.message.isVisible()
    assert pane.counted.text() == "2 of 2 shown"
    pane.view.select_ids([later.id])
    assert pane.counted.text() == "2 of 2 shown, 1 selected"


def test_an_empty_queue_says_what_to_do_next(floor: Floor) -> None:
    pane = floor.open()
    assert pane.message.head.text() == "No complaint is open"
    assert "Ctrl+I" in pane.message.next.text()
    assert pane.message.button.isHidden()
    ticket = floor.ticket()
    hear(floor, pane, ticket)
    assert (shown(pane), pane.message.isVisible()) == ([ticket.id], False)


def test_where_nothing_fits_one_click_shows_all(floor: Floor) -> None:
    ticket = floor.ticket()
    pane = floor.open()
    pane.bar.field.setText("nothing is called so")
    pane.chips.chips["late"].click()
    assert (shown(pane), pane.message.head.text()) == ([], "No open complaint fits")
    QTest.mouseClick(pane.message.button, Qt.MouseButton.LeftButton)
    assert (shown(pane), pane.bar.field.text()) == ([ticket.id], "")


def test_only_what_has_changed_is_read_and_the_rest_stays_as_a_person_left_it(floor: Floor) -> None:
    tickets = [floor.ticket(title=f"Complaint {place}") for place in range(60)]
    pane = floor.open()
    pane.view.select_ids([tickets[30].id, tickets[31].id])
    pane.view.verticalScrollBar().setValue(20)
    at = pane.view.verticalScrollBar().value()
    floor.change(tickets[5], title="Still no heating")
    floor.change(tickets[6], title="Nobody says so")
    hear(floor, pane, tickets[5])
    rows = pane.table.rows
    assert [rows.title[place] for place in (5, 6)] == ["Still no heating", "Complaint 6"]
    assert pane.view.selected_ids() == [tickets[30].id, tickets[31].id]
    assert pane.table.id_at(pane.view.currentIndex().row()) == tickets[30].id
    assert pane.view.verticalScrollBar().value() == at
    pane.hear(None)
    floor.settle()
    assert pane.table.rows.title[6] == "Nobody says so"
    assert pane.view.selected_ids() == [tickets[30].id, tickets[31].id]
    assert pane.view.verticalScrollBar().value() == at


def test_what_is_resolved_elsewhere_goes_and_what_is_reopened_comes(floor: Floor) -> None:
    first, second = floor.ticket(), floor.ticket()
    pane = floor.open()
    floor.live(first, LifeEvent.RESOLVED)
    hear(floor, pane, first)
    assert shown(pane) == [second.id]
    floor.live(first, LifeEvent.REOPENED)
    hear(floor, pane, first)
    assert sorted(shown(pane)) == [first.id, second.id]
    assert pane.chips.chips["nobody"].figure == "0"


def test_a_person_or_a_category_that_is_renamed_is_renamed_in_the_rows(floor: Floor) -> None:
    with floor.database.write() as session:
        category = Category(name="Billing", path="Service / Billing")
        session.add(category)
    ticket = floor.ticket(category_id=category.id)
    pane = floor.open()
    agent = floor.person(Role.AGENT)
    with floor.database.write() as session:
        session.get_one(Person, agent).name = "王晓梅"
        session.get_one(Category, category.id).path = "Service / Invoices"
    hear(floor, pane, Person=agent, Category=category.id)
    row = shown(pane).index(ticket.id)
    cells = {column.key: pane.table.cell(row, place)[0] for place, column in enumerate(pane.table.columns)}
    assert (cells["owner"], cells["category"]) == ("王晓梅", "Service / Invoices")


def test_changes_that_come_while_it_is_read_are_read_after_it(floor: Floor) -> None:
    pane = floor.open()
    tickets = [floor.ticket() for _ in range(3)]
    pane.hear(None)
    for ticket in tickets:
        pane.hear({"Ticket": frozenset({ticket.id})})
    floor.change(tickets[0], title="The newest")
    pane.hear({"Ticket": frozenset({tickets[0].id})})
    floor.settle()
    assert pane.table.total() == 3
    assert "The newest" in pane.table.rows.title


def test_a_hidden_queue_reads_and_counts_nothing_until_it_is_shown_again(floor: Floor, qtbot: QtBot) -> None:
    pane = floor.open()
    assert pane._second.isActive()
    pane.hide()
    assert not pane._second.isActive()
    ticket = floor.ticket()
    hear(floor, pane, ticket)
    assert shown(pane) == []
    pane.show()
    qtbot.waitUntil(lambda: shown(pane) == [ticket.id])


def test_a_row_moves_by_itself_when_its_deadline_comes_near_and_passes(floor: Floor) -> None:
    ticket = floor.ticket(high_risk=True)
    pane = floor.open()
    soon, late = pane.chips.chips["soon"], pane.chips.chips["late"]
    late.click()
    assert (shown(pane), soon.figure, late.figure) == ([], "1", "0")
    floor.now = MONDAY + HOUR / 2 + timedelta(seconds=1)
    pane._second.timeout.emit()
    assert (shown(pane), soon.figure, late.figure) == ([ticket.id], "0", "1")


def test_chips_of_one_kind_widen_and_those_of_different_kinds_narrow(floor: Floor) -> None:
    lead = floor.person(Role.TEAM_LEAD)
    mine, nobodys = floor.ticket(owner_id=lead), floor.ticket(owner_id=None, high_risk=True)
    theirs = floor.ticket()
    pane = floor.open()
    assert {key: chip.figure for key, chip in pane.chips.chips.items()} == {
        "late": "0",
        "soon": "1",
        "high_risk": "1",
        "waiting": "0",
        "nobody": "1",
        "mine": "1",
    }
    pane.chips.chips["mine"].click()
    assert shown(pane) == [mine.id]
    pane.chips.chips["nobody"].click()
    assert sorted(shown(pane)) == [mine.id, nobodys.id]
    pane.chips.chips["high_risk"].click()
    assert shown(pane) == [nobodys.id]
    assert "✓" in pane.chips.chips["high_risk"]._shown_sign()
    pane.chips.clear.click()
    assert sorted(shown(pane)) == [mine.id, nobodys.id, theirs.id]
    assert not pane.chips.clear.isVisible()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_priorities_and_sources_are_chosen_in_menus_that_count(floor: Floor) -> None:
    floor.ticket(priority=Priority.LOW)
    urgent, high = floor.ticket(priority=Priority.URGENT), floor.ticket(priority=Priority.HIGH, source=Source.LETTER)
    pane = floor.open()
    actions = pane.chips.actions_of["priorities"]
    assert actions[Priority.URGENT].text() == "Urgent\t1"
    actions[Priority.URGENT].trigger()
    actions[Priority.HIGH].trigger()
    assert sorted(shown(pane)) == [urgent.id, high.id]
    assert pane.chips.openers["priorities"].text() == "Priority: Urgent, High ▾"
    pane.chips.actions_of["sources"][Source.LETTER].trigger()
    assert shown(pane) == [high.id]
    pane.chips.openers["sources"].click()
    menu = pane.chips.menus["sources"]
    assert menu.isVisible()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[0]).center())
    assert menu.isVisible(), "several are chosen one after the other"
    assert pane.chips.filter.sources == {Source.LETTER, Source.TELEPHONE}
    menu.close()


def test_what_another_part_of_the_screen_asks_for_is_shown_in_front(floor: Floor, qtbot: QtBot) -> None:
    agent = floor.person(Role.AGENT)
    theirs = floor.ticket()
    floor.ticket(owner_id=None)
    pane = floor.open()
    pane.bar.field.setText("something else")
    wanted = WorklistFilter(owners=frozenset({agent}), urgencies=frozenset({Urgency.FINE}), waiting=False)
    with qtbot.waitSignal(pane.wanted):
        pane.desk.requests.worklist.emit(wanted)
    assert (shown(pane), pane.bar.field.text()) == ([theirs.id], "")
    assert pane.chips.rest.isVisible()
    assert pane.chips.rest.text() == "agent, In time, Not waiting"
    pane.chips.rest.click()
    assert pane.table.rowCount() == 2
    pane.desk.requests.worklist.emit(WorklistFilter(sources=frozenset(Source), owners=frozenset({agent, 999})))
    assert pane.chips.openers["sources"].text() == "Source: Telephone, E-mail, Chat +6 ▾"
    assert pane.chips.rest.text() == "agent"
    pane.desk.requests.worklist.emit(None)
    assert pane.chips.filter == WorklistFilter()


def test_the_complaints_of_a_queue_are_shown_under_a_chip_and_kept(floor: Floor) -> None:
    with floor.database.write() as session:
        billing = Queue(name="Billing", floor_id=session.query(FloorRow).one().id)
        session.add(billing)
        session.flush()
        billing_id = billing.id
    theirs, _ = floor.ticket(queue_id=billing_id), floor.ticket()
    pane = floor.open()
    pane.desk.requests.worklist.emit(WorklistFilter(queues=frozenset({"Billing"})))
    assert (shown(pane), pane.chips.rest.text()) == ([theirs.id], "Billing")
    pane.hide()
    again = floor.open()
    assert (shown(again), again.chips.rest.text()) == ([theirs.id], "Billing")
    again.chips.rest.click()
    assert again.table.rowCount() == 2
    assert not again.chips.rest.isVisible()


def test_typing_in_the_table_searches_and_esc_goes_back(floor: Floor) -> None:
    first, second = floor.ticket(title="Billed twice"), floor.ticket(title="No heating")
    pane = floor.open()
    pane.view.setFocus()
    press(pane.view, "h")
    field = pane.bar.field
    assert field.hasFocus()
    QTest.keyClicks(field, "eat")
    assert (field.text(), shown(pane)) == ("heat", [second.id])
    press(field, Qt.Key.Key_Down)
    assert pane.view.hasFocus()
    assert pane.view.selected_ids() == [second.id]
    press(pane.view, Qt.Key.Key_Escape)
    assert (field.text(), sorted(shown(pane))) == ("", [first.id, second.id])
    QTest.keyClick(pane.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert field.hasFocus()
    QTest.keyClicks(field, "apw")
    assert field.text() == "apw", "in the search the keys of the actions are letters"
    press(field, Qt.Key.Key_Escape)
    assert (field.text(), field.hasFocus()) == ("", True)
    press(field, Qt.Key.Key_Escape)
    assert pane.view.hasFocus()


def test_groups_and_columns_are_chosen_in_menus(floor: Floor) -> None:
    floor.ticket()
    pane = floor.open()
    groups, columns = pane.bar.groups.menu(), pane.bar.columns.menu()
    assert words(groups)[0] == "No groups"
    choose(groups, "Owner")
    assert (pane.bar.groups.text(), pane.table.rowCount()) == ("Owner", 2)
    assert pane.counted.text() == "1 of 1 shown"
    choose(groups, "Collapse all")
    assert pane.table.rowCount() == 1
    choose(groups, "No groups")
    assert (pane.bar.groups.text(), pane.table.grouped_by()) == ("Group", None)
    for title in words(columns)[:-1]:
        choose(columns, title)
    columns.aboutToShow.emit()
    assert pane.view.horizontalHeader().hiddenSectionCount() == pane.table.columnCount() - 1
    assert [action.isEnabled() for action in columns.actions() if action.isChecked()] == [False]
    choose(columns, "As at first")
    assert pane.view.horizontalHeader().hiddenSectionCount() == 0


def test_a_lost_database_keeps_what_is_shown_and_what_changed_is_read_when_it_is_back(floor: Floor) -> None:
    ticket = floor.ticket()
    pane = floor.open()
    floor.change(ticket, title="Still no heating")
    floor.lose()
    hear(floor, pane, ticket)
    assert (shown(pane), pane.table.rows.title[0]) == ([ticket.id], "No heating")
    assert len(floor.lost) == 1
    floor.find()
    pane.hear(None)
    floor.settle()
    assert pane.table.rows.title[0] == "Still no heating"


def test_a_queue_that_cannot_be_read_at_first_says_so(floor: Floor) -> None:
    floor.ticket()
    floor.lose()
    pane = floor.open()
    assert pane.message.head.text() == "The complaints cannot be read now"
    floor.find()
    pane.hear(None)
    floor.settle()
    assert pane.table.rowCount() == 1


def speak(language: Language, code: str) -> None:
    """Switch the language and let Qt tell it to every widget."""
    language.switch(code)
    QCoreApplication.sendPostedEvents()


@pytest.mark.parametrize("width", [560, 900, 1600])
def test_nothing_is_cut_off_or_left_in_another_language(
    floor: Floor, language: Language, theme: Theme, qtbot: QtBot, width: int
) -> None:
    pane = floor.open()
    for rows in range(2):
        if rows:
            hear(floor, pane, floor.ticket(title="没有暖气"))
            pane.view.select_ids(shown(pane))
        pane.resize(width, 600)
        for code in LANGUAGES:
            speak(language, code)
            for mode in (Mode.LIGHT, Mode.DARK):
                theme.switch(mode)
                qtbot.waitUntil(lambda: cut_off(pane) == [])
            assert code != "zh" or untranslated(pane) == []
    speak(language, "zh")
    wanted = WorklistFilter(
        urgencies=frozenset(Urgency), priorities=frozenset(Priority), sources=frozenset({Source.EMAIL}), waiting=False
    )
    pane.desk.requests.worklist.emit(wanted)
    for button in (pane.bar.views, pane.bar.groups, pane.bar.columns):
        button.menu().aboutToShow.emit()
    qtbot.waitUntil(lambda: cut_off(pane) == [])
    assert untranslated(pane) == []


def add_many(floor: Floor, count: int) -> list[int]:
    """Add tickets in bulk, without clocks."""
    with floor.database.write() as session:
        ids = list(reserve_ids(session, Ticket, count))
        common = {"source": Source.EMAIL, "received_at": MONDAY, "recorded_at": MONDAY}
        session.execute(insert(Ticket), [{"id": id_, "title": f"Complaint {id_}", **common} for id_ in ids])
    return ids


def test_twenty_thousand_tickets_are_read_searched_filtered_and_changed(floor: Floor) -> None:
    ids = add_many(floor, 20_000)
    pane = floor.open()
    assert pane.counted.text() == "20,000 of 20,000 shown"
    pane.view.selectAll()
    assert pane.counted.text() == "20,000 of 20,000 shown, 20,000 selected"
    pane.bar.field.setText(f"Complaint {ids[-1]}")
    assert shown(pane) == [ids[-1]]
    pane.bar.field.clear()
    pane.chips.chips["nobody"].click()
    agent = floor.person(Role.AGENT)
    with floor.database.write() as session:
        for id_ in ids[:1_000]:
            session.get_one(Ticket, id_).owner_id = agent
    pane.hear({"Ticket": frozenset(ids[:1_000])})
    floor.settle()
    assert pane.counted.text().startswith("19,000 of 20,000 shown")
