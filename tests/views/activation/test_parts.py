"""What belongs to activations beside their pane: the call at one's own console, the rules, the shifts of the hour."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.activation import CallOut, CallOutState
from app.models.alert import AlertKind
from app.models.people import Language as Spoken
from app.models.roster import Shift
from app.services.alerts import AlertRow, see
from app.services.database import Database
from app.services.floor.activation.running import activate
from app.services.staffing.tier_rules import DEFAULTS, read_rules
from app.views.activation.report import file_name, write_to
from app.views.dialogs.shifts_now import ShiftsNowDialog
from app.views.dialogs.tier_rules import TierRulesDialog
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.panes.alerts import AlertsPane
from app.views.tasks import Tasks
from tests.builders import HOUR, MONDAY
from tests.services.floor.activation.crew import gather
from tests.views.desks import desk_on
from tests.views.walk import cut_off, untranslated


class _Seat:
    """A floor with its crew, and a desk at which `me` sits."""

    def __init__(self, database: Database, tasks: Tasks, folder: Path, qtbot: QtBot) -> None:
        self.database, self.qtbot, self.crew = database, qtbot, gather(database)
        self.me: int | None = self.crew.lead
        self.at = MONDAY
        self.desk: Desk = desk_on(database, tasks, folder, now=lambda: self.at, me=lambda: self.me)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.tasks.busy())

    def call(self, person_id: int) -> int:
        with self.database.write() as session:
            return activate(session, self.crew.phones, [(person_id, 2)], by=self.crew.lead, reason="+60 %", now=MONDAY)

    def alerts(self) -> AlertsPane:
        pane = AlertsPane(self.desk)
        self.qtbot.addWidget(pane)
        pane.resize(420, 700)
        pane.show()
        self.qtbot.waitUntil(lambda: pane.reader.is_quiet)
        return pane


@pytest.fixture
def seat(sqlite_database: Database, tasks: Tasks, tmp_path: Path, qtbot: QtBot) -> _Seat:
    """The desk of the team lead."""
    return _Seat(sqlite_database, tasks, tmp_path, qtbot)


@pytest.mark.parametrize(("accepts", "state"), [(True, CallOutState.ACCEPTED), (False, CallOutState.DECLINED)])
def test_who_is_called_is_asked_at_their_console_and_answers_there(
    seat: _Seat, accepts: bool, state: CallOutState
) -> None:
    seat.me = seat.crew.standby[0]
    pane = seat.alerts()
    assert not pane.calls.isVisible()
    wanted = list[bool]()
    pane.wanted.connect(lambda: wanted.append(True))
    seat.call(seat.me)
    seat.at = MONDAY + timedelta(minutes=1)
    pane.hear(None)
    seat.qtbot.waitUntil(pane.calls.isVisible)
    assert wanted == [True]
    assert pane.calls.title.text() == "team_lead calls you to help 电话"
    assert pane.calls.left.text() == "9:00 left to answer"
    (pane.calls.accept_ if accepts else pane.calls.decline).click()
    seat.settle()
    with seat.database.read() as session:
        assert session.query(CallOut).filter_by(person_id=seat.me, state=state).count() == 1
    pane.hear(None)
    seat.qtbot.waitUntil(lambda: not pane.calls.isVisible())


def test_others_are_not_asked(seat: _Seat) -> None:
    seat.call(seat.crew.standby[0])
    assert not seat.alerts().calls.isVisible()


@pytest.mark.parametrize(
    ("kind", "offers"), [(AlertKind.SURGE, True), (AlertKind.STANDBY, True), (AlertKind.DEADLINE, False)]
)
def test_alerts_that_need_hands_lead_to_the_call(seat: _Seat, kind: AlertKind, offers: bool) -> None:
    details = {
        "count": 9,
        "expected": 3.0,
        "minutes": 60,
        "since": MONDAY.isoformat(),
        "number": "FW-1",
        "due": MONDAY.isoformat(),
    }
    with seat.database.write() as session:
        see(session, kind, details, now=MONDAY)
    asked = list[AlertRow]()
    seat.desk.requests.activation.connect(asked.append)
    pane = seat.alerts()
    seat.qtbot.waitUntil(lambda: bool(pane.cards))
    (card,) = pane.cards.values()
    assert card.buttons["activate"].isVisibleTo(card) is offers
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_C)
    assert [each.kind for each in asked] == ([kind] if offers else [])


def _rules(seat: _Seat, queue_id: int | None = None) -> TierRulesDialog:
    dialog = TierRulesDialog(seat.desk, None, queue_id)
    seat.qtbot.addWidget(dialog)
    dialog.show()
    seat.settle()
    return dialog


def test_the_rules_of_a_queue_are_kept_and_given_up_again(seat: _Seat) -> None:
    dialog = _rules(seat, seat.crew.phones)
    assert not dialog.drop.isVisible()
    dialog.quota[2].setValue(9)
    dialog.cost[1].setValue(88.5)
    dialog.keeps.setValue(85)
    dialog.save.click()
    seat.settle()
    with seat.database.read() as session:
        rules = read_rules(session, seat.crew.phones)
        assert (rules[2].quota, rules[1].hourly_cost, rules[3].donor_keeps) == (9, 8_850, 0.85)
        assert read_rules(session, None) == DEFAULTS
    dialog = _rules(seat, seat.crew.phones)
    assert dialog.drop.isVisible()
    dialog.drop.click()
    seat.settle()
    with seat.database.read() as session:
        assert read_rules(session, seat.crew.phones) == DEFAULTS


def test_a_refused_rule_stays_on_the_screen_with_the_reason(seat: _Seat) -> None:
    dialog = _rules(seat)
    for (tier, _), weight in dialog.weights.items():
        if tier == 1:
            weight.setValue(0)
    dialog.save.click()
    seat.settle()
    assert dialog.isVisible()
    assert dialog.banner.isVisible()


def _shifts(seat: _Seat) -> ShiftsNowDialog:
    dialog = ShiftsNowDialog(seat.desk)
    seat.qtbot.addWidget(dialog)
    dialog.show()
    seat.settle()
    return dialog


def _write_shifts(seat: _Seat) -> None:
    first, second = seat.crew.lent[:2]
    with seat.database.write() as session:
        session.add(Shift(person_id=first, starts_at=MONDAY - HOUR, ends_at=MONDAY + HOUR))
        session.add(Shift(person_id=second, starts_at=MONDAY + 2 * HOUR, ends_at=MONDAY + 8 * HOUR))


def test_a_shift_is_made_longer_and_two_are_swapped_where_people_are_called(seat: _Seat) -> None:
    _write_shifts(seat)
    dialog = _shifts(seat)
    assert [dialog.list.item(row).text() for row in range(2)] == ["多0 · 09:00 – 11:00", "多1 · 12:00 – 18:00"]
    assert not dialog.swap.isEnabled()
    dialog.list.setCurrentRow(0)
    dialog.longer[30].click()
    seat.settle()
    with seat.database.read() as session:
        assert session.query(Shift).filter_by(person_id=seat.crew.lent[0]).one().ends_at == MONDAY + 1.5 * HOUR
    dialog.list.selectAll()
    dialog.swap.click()
    seat.settle()
    with seat.database.read() as session:
        assert session.query(Shift).filter_by(person_id=seat.crew.lent[0]).one().ends_at == MONDAY + 8 * HOUR


def test_without_shifts_it_says_where_to_write_them(seat: _Seat) -> None:
    dialog = _shifts(seat)
    assert dialog.list.count() == 0
    assert "Write them in the schedule" in dialog.nothing.text()


def test_the_report_is_written_and_opened(seat: _Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = list[str]()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    id_ = seat.call(seat.crew.standby[0])
    path = tmp_path / file_name(MONDAY, id_)
    pane = seat.alerts()
    write_to(seat.desk, pane, id_, path)
    seat.qtbot.waitUntil(lambda: bool(opened), timeout=60_000)
    assert opened == [str(path)]
    assert openpyxl.load_workbook(path).sheetnames == ["Overview", "People", "Time line", "Effect"]


@pytest.mark.parametrize("code", [each.value for each in Spoken])
def test_rules_shifts_and_calls_fit_and_speak_the_language(seat: _Seat, language: Language, code: str) -> None:
    _write_shifts(seat)
    seat.me = seat.crew.standby[0]
    seat.call(seat.me)
    language.switch(code)
    made: list[Callable[[], object]] = [lambda: _rules(seat), lambda: _shifts(seat), lambda: seat.alerts().calls]
    for make in made:
        widget = make()
        # What is laid out anew has its room with the next turn of the loop.
        seat.qtbot.waitUntil(lambda widget=widget: cut_off(widget) == [])  # type: ignore[misc]
        if code == "zh":
            left = [text for text in untranslated(widget) if "team_lead" not in text]  # type: ignore[arg-type]
            assert left == []
