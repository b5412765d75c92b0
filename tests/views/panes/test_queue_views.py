"""Views of the queue: those that come with the program, those that people save, and what memory holds of them."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.people import Role
from app.views.dialogs.save_view import SaveView
from app.views.memory import Memory
from app.views.queue.filter import Urgency, WorklistFilter
from tests.views.panes.queue_floor import Floor, choose, dialog, press, shown, words


def test_a_view_that_comes_with_the_program_is_one_click(floor: Floor) -> None:
    lead = floor.person(Role.TEAM_LEAD)
    mine, _ = floor.ticket(owner_id=lead), floor.ticket()
    pane = floor.open()
    menu = pane.bar.views.menu()
    assert words(menu)[:5] == ["All open", "Late", "Next hour", "Mine", "Nobody's"]
    assert pane.bar.views.text() == "All open"
    choose(menu, "Mine")
    assert (shown(pane), pane.bar.views.text()) == ([mine.id], "Mine")
    pane.chips.chips["late"].click()
    assert pane.bar.views.text() == "Views"


def test_a_view_is_saved_with_all_that_belongs_to_it_and_brought_back(floor: Floor) -> None:
    floor.ticket()
    pane = floor.open()
    columns = [column.key for column in pane.table.columns]
    pane.bar.field.setText("heat")
    pane.chips.chips["mine"].click()
    pane.chips.chips["high_risk"].click()
    pane.view.sortByColumn(columns.index("title"), Qt.SortOrder.DescendingOrder)
    choose(pane.bar.groups.menu(), "Owner")
    choose(pane.bar.columns.menu(), "Category")
    pane.view.setColumnWidth(columns.index("number"), 222)
    wanted = pane.seen()
    choose(pane.bar.views.menu(), "Save as …")
    question = dialog(pane, SaveView)
    assert isinstance(question, SaveView)
    assert not question.ok.isEnabled()
    QTest.keyClicks(question.field, "My & heating")
    press(question.field, Qt.Key.Key_Return)
    assert pane.bar.views.text() == "My & heating"
    choose(pane.bar.views.menu(), "All open")
    assert pane.seen().filter == WorklistFilter()
    choose(pane.bar.views.menu(), "My && heating")
    assert pane.seen() == wanted

    pane.hide()
    again = floor.open()
    assert again.seen() == wanted, "a console begins as it was left"
    assert again.view.isColumnHidden(columns.index("category"))
    assert again.view.columnWidth(columns.index("number")) == 222
    assert again.table.grouped_by() == "owner"
    assert "My && heating" in words(again.bar.views.menu())


def test_a_saved_view_is_replaced_or_deleted_and_deleting_is_undone(floor: Floor) -> None:
    pane = floor.open()
    for late in (False, True):
        if late:
            pane.chips.chips["late"].click()
        choose(pane.bar.views.menu(), "Save as …")
        question = dialog(pane, SaveView)
        assert isinstance(question, SaveView)
        question.field.setText("Mornings")
        assert question.ok.text() == ("&Replace" if late else "&Save")
        question.ok.click()
    assert [(view.name, *view.filter.urgencies) for view in pane.saved.views] == [("Mornings", Urgency.LATE)]
    pane.bar.views.menu().aboutToShow.emit()
    pane.bar._forgettable.actions()[0].trigger()
    assert pane.saved.views == []
    said, undo = floor.changes[-1]
    assert said == "View “Mornings” deleted"
    assert undo
    undo()
    assert [view.name for view in pane.saved.views] == ["Mornings"]


BROKEN = [
    "no JSON at all",
    "[]",
    "{}",
    "7",
    '[{"name": "x"}, 3, null]',
    '{"name": "", "owners": ["x"]}',
]


@pytest.mark.parametrize("text", BROKEN)
def test_memory_that_cannot_be_read_is_left_out(floor: Floor, text: str) -> None:
    memory = Memory(floor.folder / "console.ini")
    memory.keep("queue/views", text)
    memory.keep("queue/last", text)
    ticket = floor.ticket()
    pane = floor.open()
    assert (shown(pane), pane.bar.views.text(), pane.saved.views) == ([ticket.id], "All open", [])


def test_a_view_of_another_release_shows_what_is_still_known(floor: Floor) -> None:
    ticket = floor.ticket()
    pane = floor.open()
    pane.hide()
    memory = Memory(floor.folder / "console.ini")
    view = json.loads(memory.text("queue/last"))
    # One of a release in which queues were none to choose.
    del view["queues"]
    view |= {"sorted_by": "gone", "group": "gone", "columns": [["gone", 50, True], ["number", 80, True]]}
    memory.keep("queue/last", json.dumps(view))
    again = floor.open()
    assert (shown(again), again.seen().sorted_by, again.table.grouped_by()) == ([ticket.id], "due", None)
    assert again.seen().columns[0].key == "number"


def test_mine_is_that_of_whoever_sits_there_now(floor: Floor) -> None:
    lead, agent = floor.person(Role.TEAM_LEAD), floor.person(Role.AGENT)
    leads, agents = floor.ticket(owner_id=lead), floor.ticket(owner_id=agent)
    pane = floor.open()
    pane.chips.chips["mine"].click()
    assert shown(pane) == [leads.id]
    floor.sits_here = agent
    pane._second.timeout.emit()
    assert shown(pane) == [agents.id]
    floor.sits_here = None
    pane._second.timeout.emit()
    assert not pane.chips.chips["mine"].isVisible()
    pane.hide()
    again = floor.open()
    assert pane.table.rowCount() == 2
    floor.sits_here = lead
    again._second.timeout.emit()
    assert shown(again) == [leads.id], "it waits until somebody has said who they are"
