"""The pane of hotspots: what many complain of, the incidents opened for it, and what is done with them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.alert import Alert, AlertKind
from app.models.customer import Customer
from app.models.desk import Incident
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Status, Ticket
from app.services.alerts import read_alerts
from app.services.database import Database
from app.services.handling.events import happen
from app.services.handling.incidents import open_incident, solve_incident
from app.services.handling.root_causes import add_root_cause
from app.views.alerts.words import title, what_happened
from app.views.dialogs.incident import OpenIncident, OwnIncident
from app.views.dialogs.solve_incident import ReopenIncident, SolveIncident
from app.views.drill import look_into_alert
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.panes.hotspots import HotspotsPane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.views.desks import SHANGHAI, desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

NOW = MONDAY + 5 * HOUR
TITLES = ("小区自来水停水两天", "家里自来水停水了", "为什么自来水停水不通知")
_NAMES = ("team_lead", "Lin", "Ctrl+Enter", "Water", "Scroll Left", "Scroll Right")


class Floor:
    """A floor with a hotspot of six complaints; whoever sits there is the team lead."""

    def __init__(self, database: Database, tasks: Tasks, folder: Path) -> None:
        rulebook = open_floor(database)
        self.ids = [new_ticket(database, rulebook, title=TITLES[place % 3]).id for place in range(6)]
        with database.write() as session:
            self.lead = person(session, Role.TEAM_LEAD).id
            details = {
                "name": "自来水停水", "count": 6, "expected": 0.4, "days": 7, "since": MONDAY.isoformat(),
                "series": ["phrase:停水"], "curve": [0, 1, 0, 0] * 12 + [0, 0, 0, 1, 0, 2, 1, 2], "tickets": self.ids,
                "shared": {
                    "category": "Product / Water", "place": "Fuzhou", "phrase": "自来水停水",
                    "ordered_from": "2026-02-02", "ordered_until": "2026-02-20",
                },
            }  # fmt: skip
            alert = Alert(kind=AlertKind.HOTSPOT, subject="phrase:停水", details=details, raised_at=MONDAY)
            session.add(alert)
            session.flush()
            self.alert_id = alert.id
        self.desk = desk_on(database, tasks, folder, now=lambda: NOW, me=lambda: self.lead, notices=Notices())

    def opened(self) -> int:
        with self.desk.database.write() as session:
            incident, _ = open_incident(
                session, "Water", self.ids[:5], alert_id=self.alert_id, owner_id=self.lead, person_id=self.lead, now=NOW
            )
            return incident.id

    def incident(self) -> Incident:
        with self.desk.database.read() as session:
            return session.scalars(select(Incident)).one()

    def statuses(self) -> list[Status]:
        with self.desk.database.read() as session:
            return list(session.scalars(select(Ticket.status).order_by(Ticket.id)))


@pytest.fixture
def floor(impatient: None, sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Floor:
    return Floor(sqlite_database, tasks, tmp_path)


def shown(qtbot: QtBot, desk: Desk) -> HotspotsPane:
    """The pane as people see it, with what it has read."""
    pane = HotspotsPane(desk)
    qtbot.addWidget(pane)
    pane.resize(1_000, 420)
    with qtbot.waitSignal(pane.members.came):
        pane.show()
    qtbot.waitUntil(lambda: pane.reader.is_quiet and pane.members.is_quiet)
    return pane


def asked(qtbot: QtBot, pane: HotspotsPane, kind: type[QDialog], press: Callable[[], None]) -> QDialog:
    """The dialog that a button opens, with what it has read."""
    press()
    qtbot.waitUntil(lambda: bool(pane.findChildren(kind)))
    [dialog] = pane.findChildren(kind)
    return dialog


def again(qtbot: QtBot, pane: HotspotsPane) -> None:
    pane.refresh(None)
    qtbot.waitUntil(lambda: pane.reader.is_quiet and pane.members.is_quiet)


def members_are(qtbot: QtBot, pane: HotspotsPane, count: int) -> None:
    """Wait until so many complaints belong to the incident; nobody tells this pane of changes."""

    def are() -> bool:
        pane.refresh(None)
        return pane.incidents.members_model.total() == count

    qtbot.waitUntil(are)
    again(qtbot, pane)


def test_a_hotspot_shows_its_figures_what_is_shared_and_its_complaints(
    qtbot: QtBot, floor: Floor, language: Language, theme: Theme
) -> None:
    pane = shown(qtbot, floor.desk)
    page = pane.hotspots
    cells = [page.model.cell(0, column)[0] for column in range(5)]
    assert cells[:4] == ["自来水停水", "▲ goes on", "6", "0.4"]
    assert page.facts.text().split("\n") == [
        "6 complaints in 7 days; about 0.4 are usual.",
        "Category: Product / Water · Place: Fuzhou · Words: 自来水停水 · Ordered from 2 Feb 2026 to 20 Feb 2026",
    ]
    assert page.curve.accessibleName() == "6 in the last 7 days, 12 in the weeks before"
    assert page.members_model.total() == 6
    cases = list[int]()
    floor.desk.requests.case.connect(cases.append)
    page.members.setFocus()
    page.members.select_ids([floor.ids[2]])
    QTest.keyClick(page.members, Qt.Key.Key_Return)
    assert cases == [floor.ids[2]]
    assert_looks_right(qtbot, pane, language, theme, "hotspots", names=_NAMES)


def test_an_empty_pane_says_what_comes_to_stand_there(
    qtbot: QtBot,
    impatient: None,
    sqlite_database: Database,
    tasks: Tasks,
    tmp_path: Path,
    language: Language,
    theme: Theme,
) -> None:
    open_floor(sqlite_database)
    pane = shown(qtbot, desk_on(sqlite_database, tasks, tmp_path))
    assert "five weeks" in pane.hotspots.nothing.text()
    assert_looks_right(qtbot, pane, language, theme, "hotspots-empty", names=_NAMES)
    pane.tabs.setCurrentIndex(1)
    assert "from a hotspot" in pane.incidents.nothing.text()


def test_an_incident_is_opened_from_a_hotspot_with_the_keyboard(
    qtbot: QtBot, floor: Floor, language: Language, theme: Theme
) -> None:
    pane = shown(qtbot, floor.desk)
    dialog = asked(qtbot, pane, OpenIncident, pane.hotspots.buttons["open"].click)
    assert isinstance(dialog, OpenIncident)
    qtbot.waitUntil(lambda: dialog.owner.currentData() == floor.lead)
    assert dialog.name.text() == "自来水停水"
    assert_looks_right(qtbot, dialog, language, theme, "open-incident", names=_NAMES)
    assert_fits_a_small_screen(dialog)
    dialog.name.clear()
    assert not dialog.ok.isEnabled()
    dialog.name.setText("Water is off")
    with qtbot.waitSignal(dialog.opened):
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pane.reader.is_quiet and pane.members.is_quiet)
    assert (floor.incident().title, floor.incident().owner_id) == ("Water is off", floor.lead)
    assert pane.tabs.currentWidget() is pane.incidents
    assert pane.incidents.heading.text() == "Water is off"
    assert pane.incidents.members_model.total() == 6


def test_a_refusal_leaves_the_form_as_it_is(qtbot: QtBot, floor: Floor) -> None:
    pane = shown(qtbot, floor.desk)
    dialog = asked(qtbot, pane, OpenIncident, pane.hotspots.buttons["open"].click)
    assert isinstance(dialog, OpenIncident)
    qtbot.waitUntil(lambda: dialog.owner.count() > 1)
    # Somebody else was quicker.
    floor.opened()
    dialog.ok.click()
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.name.text() == "自来水停水"
    assert dialog.ok.isEnabled()
    dialog.reject()


def test_one_solution_resolves_all_and_names_what_it_could_not(
    qtbot: QtBot, floor: Floor, language: Language, theme: Theme
) -> None:
    floor.opened()
    with floor.desk.database.write() as session:
        add_root_cause(session, "Burst pipe")
        first = session.get_one(Ticket, floor.ids[0])
        happen(session, floor.desk.rulebook, first, LifeEvent.RESOLVED, person_id=floor.lead, now=NOW)
        customer = Customer(name="Lin", email="lin@example.com")
        session.add(customer)
        session.flush()
        session.get_one(Ticket, floor.ids[1]).customer_id = customer.id
    pane = shown(qtbot, floor.desk)
    pane.tabs.setCurrentWidget(pane.incidents)
    assert_looks_right(qtbot, pane, language, theme, "incidents", names=_NAMES)
    dialog = asked(qtbot, pane, SolveIncident, pane.incidents.buttons["solve"].click)
    assert isinstance(dialog, SolveIncident)
    qtbot.waitUntil(lambda: dialog.cause.count() == 2)
    assert not dialog.ok.isEnabled()
    dialog.solution.setPlainText("The pipe is mended.")
    dialog.cause.setCurrentIndex(1)
    dialog.subject.clear()
    assert not dialog.ok.isEnabled()
    dialog.subject.setText("Your water")
    assert_looks_right(qtbot, dialog, language, theme, "solve-incident", names=(*_NAMES, "pipe", "Water", "water"))
    assert_fits_a_small_screen(dialog)
    dialog.ok.click()
    qtbot.waitUntil(dialog.account.isVisible)
    assert dialog.account.text() == "Not resolved now:\nFW-1000001 has its result already."
    # What has been done is not done once more by the key of the button that is gone.
    assert not dialog.ok.isEnabled()
    assert floor.statuses() == [Status.RESOLVED] * 5 + [Status.OPEN]
    dialog.reject()
    again(qtbot, pane)
    assert pane.incidents.facts.text().endswith("Solved by team_lead: The pipe is mended.\nRoot cause: Burst pipe")
    assert not pane.incidents.buttons["solve"].isVisibleTo(pane.incidents)


def test_a_solved_incident_is_reopened_with_a_reason(
    qtbot: QtBot, floor: Floor, language: Language, theme: Theme
) -> None:
    incident_id = floor.opened()
    with floor.desk.database.write() as session:
        incident = session.get_one(Incident, incident_id)
        solve_incident(session, floor.desk.rulebook, incident, "Mended.", person_id=floor.lead, now=NOW - timedelta(0))
    pane = shown(qtbot, floor.desk)
    pane.tabs.setCurrentWidget(pane.incidents)
    dialog = asked(qtbot, pane, ReopenIncident, pane.incidents.buttons["reopen"].click)
    assert isinstance(dialog, ReopenIncident)
    assert not dialog.ok.isEnabled()
    dialog.reason.setText("It leaks again")
    assert_looks_right(qtbot, dialog, language, theme, "reopen-incident", names=(*_NAMES, "Water"))
    dialog.ok.click()
    qtbot.waitUntil(lambda: floor.statuses() == [Status.OPEN] * 6)


def test_complaints_join_and_leave_and_it_gets_another_owner(
    qtbot: QtBot, floor: Floor, language: Language, theme: Theme
) -> None:
    floor.opened()
    pane = shown(qtbot, floor.desk)
    pane.tabs.setCurrentWidget(pane.incidents)
    assert pane.incidents.buttons["add"].text() == "&Add 1 that fit"
    pane.incidents.buttons["add"].click()
    members_are(qtbot, pane, 6)
    assert not pane.incidents.buttons["add"].isVisibleTo(pane.incidents)
    assert not pane.incidents.buttons["leave"].isEnabled()
    pane.incidents.members.select_ids(floor.ids[:2])
    pane.incidents.buttons["leave"].click()
    members_are(qtbot, pane, 4)
    dialog = asked(qtbot, pane, OwnIncident, pane.incidents.buttons["owner"].click)
    assert isinstance(dialog, OwnIncident)
    qtbot.waitUntil(lambda: dialog.owner.currentData() == floor.lead)
    assert_looks_right(qtbot, dialog, language, theme, "own-incident", names=(*_NAMES, "Water"))
    dialog.owner.setCurrentIndex(0)
    dialog.ok.click()
    qtbot.waitUntil(lambda: floor.incident().owner_id is None)


def test_an_alert_of_a_hotspot_says_how_many_complain_and_leads_to_it(qtbot: QtBot, floor: Floor) -> None:
    with floor.desk.database.read() as session:
        [row] = read_alerts(session, now=NOW).rows
    said = "自来水停水: 6 complaints in 7 days; about 0.4 are usual."
    assert (title(row.kind), what_happened(row, SHANGHAI, NOW)) == ("Hotspot", said)
    floor.opened()
    pane = shown(qtbot, floor.desk)
    pane.tabs.setCurrentWidget(pane.incidents)
    with qtbot.waitSignal(pane.wanted):
        look_into_alert(floor.desk.requests, row)
    assert pane.tabs.currentWidget() is pane.hotspots
    assert pane.hotspots.heading.text() == "自来水停水"
    pane.hotspots.buttons["show"].click()
    assert pane.tabs.currentWidget() is pane.incidents
