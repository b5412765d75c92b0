"""The alerts pane: cards that are answered by keys and buttons, what is typed outlives changes, messages are read."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.models.alert import Alert, AlertKind
from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.people import Role
from app.models.sla import Clock
from app.services.alerts import acknowledge, resolve
from app.services.database import Database
from app.views.alerts.card import AlertCard
from app.views.alerts.words import mark_of
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.panes.alerts import AlertsPane
from app.views.queue.filter import Urgency, WorklistFilter
from app.views.tasks import Tasks
from app.views.theme import Mark, Theme
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right

READING_MS = 30_000
MINUTE = timedelta(minutes=1)
DETAILS: dict[AlertKind, dict[str, Any]] = {
    AlertKind.SURGE: {"count": 82, "expected": 50.3, "minutes": 30, "since": (MONDAY - 20 * MINUTE).isoformat()},
    AlertKind.LOAD: {
        "over": 1,
        "rest": 1,
        "people": [
            {"id": 7, "name": "欧阳婉清", "open": 14, "capacity": 10, "since": None},
            {"id": 9, "name": "李建国", "open": 4, "capacity": 10, "since": (MONDAY - 2.5 * HOUR).isoformat()},
        ],
    },
    AlertKind.DEADLINE: {"count": 3, "ticket_id": 1, "number": "FW-1000001", "due": (MONDAY - HOUR / 2).isoformat()},
    AlertKind.PROMISE: {
        "count": 2,
        "ticket_id": 1,
        "number": "FW-1000001",
        "person": "李建国",
        "due": (MONDAY - HOUR / 2).isoformat(),
    },
    AlertKind.WATCH: {"since": (MONDAY - HOUR / 2).isoformat(), "process": "desk:1"},
}


class Told:
    """What people are told, and where they are led."""

    def __init__(self, notices: Notices) -> None:
        self.changes: list[str] = []
        self.refusals: list[str] = []
        self.cases: list[int] = []
        self.worklists: list[WorklistFilter] = []
        notices.changed.connect(lambda sentence, _: self.changes.append(str(sentence)))
        notices.refused.connect(lambda sentence: self.refusals.append(str(sentence)))


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """The desk of the supervisor."""
    open_floor(sqlite_database)
    with sqlite_database.read() as session:
        me = person(session, Role.SUPERVISOR).id
    notices = Notices()
    tasks.refused.connect(notices.refuse)
    return desk_on(sqlite_database, tasks, tmp_path, me=lambda: me, notices=notices)


def raise_alerts(desk: Desk, *kinds: AlertKind, subject: str = "", at: datetime = MONDAY - 10 * MINUTE) -> list[int]:
    """Raise alerts; return their ids."""
    with desk.database.write() as session:
        alerts = [Alert(kind=kind, subject=subject, details=DETAILS[kind], raised_at=at) for kind in kinds]
        session.add_all(alerts)
        session.flush()
        return [alert.id for alert in alerts]


def show(qtbot: QtBot, desk: Desk, width: int = 380, height: int = 700) -> AlertsPane:
    """Show a pane and wait until it has read."""
    pane = AlertsPane(desk)
    qtbot.addWidget(pane)
    pane.resize(width, height)
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS), qtbot.waitActive(pane, timeout=READING_MS):
        pane.show()
        pane.activateWindow()
    # A layout shows what it was given when it is next asked to arrange it.
    qtbot.waitUntil(lambda: all(card.isVisible() and card.height() > 60 for card in pane.cards.values()))
    return pane


def listen(desk: Desk) -> Told:
    """Listen to what the desk is told from now on."""
    told = Told(desk.notices)
    desk.requests.case.connect(told.cases.append)
    desk.requests.worklist.connect(told.worklists.append)
    return told


def press(qtbot: QtBot, desk: Desk, card: AlertCard, key: Qt.Key) -> None:
    """Press a key on a card, and wait until what it does is done."""
    card.setFocus()
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        QTest.keyClick(card, key)


def hear(qtbot: QtBot, desk: Desk, pane: AlertsPane, alert_id: int) -> None:
    """Tell the pane that an alert has changed, as the feed does."""
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        pane.hear({"Alert": frozenset({alert_id})})


def test_without_alerts_all_is_quiet(qtbot: QtBot, desk: Desk) -> None:
    pane = show(qtbot, desk)
    assert pane.quiet.isVisible()
    assert pane.quiet.text().startswith("All quiet.")
    assert not pane.fold.isVisible()
    assert not pane.inbox.isVisible()


def test_a_card_says_in_words_and_numbers_what_happened(qtbot: QtBot, desk: Desk) -> None:
    surge, load, deadline = raise_alerts(desk, AlertKind.SURGE, AlertKind.LOAD, AlertKind.DEADLINE)
    cards = show(qtbot, desk).cards
    assert {each: cards[each].happened.text() for each in (surge, load, deadline)} == {
        surge: "Arrivals 63% above forecast since 09:40: 82 against 50 in 30 min.",
        load: "Over capacity (1): 欧阳婉清 14/10 · No rest for long (1): 李建国 2 h 30 min",
        deadline: "3 complaints passed a deadline in the last hour, first FW-1000001 at 09:30.",
    }
    assert cards[surge].accessibleName().endswith("Waits for an answer · 10 min ago")


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("sweep", "The sweep has been silent since 09:30: nothing escalates. Restart the console"),
        ("delivery", "Delivery has been silent since 09:30: no message leaves. Restart the console"),
        ("channel:email", "Messages over E-mail have waited since 09:30. The pane “Delivery log” says why"),
    ],
)
def test_a_card_says_what_is_silent_and_what_to_do(qtbot: QtBot, desk: Desk, subject: str, said: str) -> None:
    (alert_id,) = raise_alerts(desk, AlertKind.WATCH, subject=subject)
    card = show(qtbot, desk).cards[alert_id]
    assert card.happened.text().startswith(said)
    assert not card.buttons["tickets"].isVisible()


def test_the_header_counts_what_waits_and_warns_of_a_flood(qtbot: QtBot, desk: Desk) -> None:
    raise_alerts(desk, AlertKind.SURGE, AlertKind.LOAD)
    pane = show(qtbot, desk)
    assert (pane.waiting.text(), pane.rate.text()) == ("2 to answer", "2 in the last hour")
    with desk.database.write() as session:
        session.add_all(
            Alert(kind=AlertKind.LOAD, subject=str(number), details=DETAILS[AlertKind.LOAD], raised_at=MONDAY)
            for number in range(10)
        )
    hear(qtbot, desk, pane, 1)
    assert pane.rate.text() == "▲ 10 in ten minutes: more than anybody can answer"


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        (Qt.Key.Key_K, "acknowledged", "Alert “Surge” acknowledged"),
        (Qt.Key.Key_R, "resolved", "Alert “Surge” resolved"),
    ],
)
def test_a_key_gives_an_answer(qtbot: QtBot, desk: Desk, key: Qt.Key, answer: str, said: str) -> None:
    (alert_id,) = raise_alerts(desk, AlertKind.SURGE)
    pane, told = show(qtbot, desk), listen(desk)
    press(qtbot, desk, pane.cards[alert_id], key)
    assert told.changes == [said]
    with desk.database.read() as session:
        alert = session.get_one(Alert, alert_id)
        assert getattr(alert, f"{answer}_at") == MONDAY
        assert getattr(alert, f"{answer}_by_id") == desk.me()


def test_an_action_is_typed_in_the_card_and_outlives_changes_and_a_refusal(qtbot: QtBot, desk: Desk) -> None:
    (alert_id,) = raise_alerts(desk, AlertKind.SURGE)
    pane, told = show(qtbot, desk), listen(desk)
    card = pane.cards[alert_id]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_A)
    assert card.action.hasFocus()
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        QTest.keyClick(card.action, Qt.Key.Key_Return)
    assert told.refusals == ["Say in 1 to 400 characters what you have done."]
    QTest.keyClicks(card.action, "called tier 1, kr")
    hear(qtbot, desk, pane, alert_id)
    assert pane.cards[alert_id] is card
    assert card.action.text() == "called tier 1, kr"
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        QTest.keyClick(card.action, Qt.Key.Key_Return)
    assert told.changes == ["Action on alert “Surge” noted"]
    assert not card.action.isVisible()
    hear(qtbot, desk, pane, alert_id)
    assert card.stands.text() == "supervisor, 10:00: called tier 1, kr"
    assert not card.buttons["acknowledge"].isVisible()


def test_esc_gives_an_action_up(qtbot: QtBot, desk: Desk) -> None:
    (alert_id,) = raise_alerts(desk, AlertKind.SURGE)
    card = show(qtbot, desk).cards[alert_id]
    card.buttons["act"].click()
    QTest.keyClick(card.action, Qt.Key.Key_Escape)
    assert not card.action.isVisible()
    assert card.hasFocus()


def test_an_answer_that_somebody_gave_before_is_refused_with_their_name(qtbot: QtBot, desk: Desk) -> None:
    (alert_id,) = raise_alerts(desk, AlertKind.SURGE)
    pane, told = show(qtbot, desk), listen(desk)
    with desk.database.write() as session:
        acknowledge(session, alert_id, person_id=person(session, Role.TEAM_LEAD).id, now=MONDAY - 2 * MINUTE)
    press(qtbot, desk, pane.cards[alert_id], Qt.Key.Key_K)
    assert told.refusals == ["team_lead has acknowledged this alert 2 min ago."]
    assert told.changes == []


def test_an_alert_is_less_pressing_when_seen_and_when_its_cause_is_gone(qtbot: QtBot, desk: Desk) -> None:
    (alert_id,) = raise_alerts(desk, AlertKind.SURGE)
    pane = show(qtbot, desk)
    marks = [mark_of(pane.cards[alert_id].alert)]
    for column in ("acknowledged_at", "cleared_at"):
        with desk.database.write() as session:
            session.execute(update(Alert).values({column: MONDAY}))
        hear(qtbot, desk, pane, alert_id)
        marks.append(mark_of(pane.cards[alert_id].alert))
    assert marks == [Mark.LATE, Mark.SOON, Mark.QUIET]
    assert pane.cards[alert_id].stands.text() == "Acknowledged by somebody at 10:00 · Cause gone since 10:00"


def test_what_is_resolved_folds_away_and_can_be_looked_at(qtbot: QtBot, desk: Desk) -> None:
    surge, load = raise_alerts(desk, AlertKind.SURGE, AlertKind.LOAD)
    pane = show(qtbot, desk)
    with desk.database.write() as session:
        resolve(session, surge, person_id=desk.me(), now=MONDAY)
    hear(qtbot, desk, pane, surge)
    assert set(pane.cards) == {load}
    assert pane.fold.text() == "Resolved lately: 1"
    pane.fold.click()
    assert list(pane.cards) == [load, surge]
    assert pane.cards[surge].stands.text() == "Resolved by supervisor at 10:00"
    qtbot.waitUntil(pane.cards[surge].isVisible)
    assert [name for name, button in pane.cards[surge].buttons.items() if button.isVisible()] == ["tickets"]
    assert pane.cards[load].y() < pane.fold.y() < pane.cards[surge].y()


def test_the_arrow_keys_go_from_card_to_card(qtbot: QtBot, desk: Desk) -> None:
    raise_alerts(desk, AlertKind.SURGE, AlertKind.LOAD)
    pane = show(qtbot, desk)
    top, below = sorted(pane.cards.values(), key=lambda card: card.y())
    pane.setFocus()
    assert top.hasFocus()
    QTest.keyClick(top, Qt.Key.Key_Down)
    assert below.hasFocus()
    QTest.keyClick(below, Qt.Key.Key_Down)
    assert below.hasFocus()
    QTest.keyClick(below, Qt.Key.Key_Up)
    assert top.hasFocus()


def test_a_card_leads_to_its_complaints(qtbot: QtBot, desk: Desk) -> None:
    surge, load, deadline = raise_alerts(desk, AlertKind.SURGE, AlertKind.LOAD, AlertKind.DEADLINE)
    pane, told = show(qtbot, desk), listen(desk)
    QTest.mouseClick(pane.cards[load], Qt.MouseButton.LeftButton)
    QTest.keyClick(pane.cards[deadline], Qt.Key.Key_Return)
    pane.cards[surge].buttons["tickets"].click()
    assert told.worklists == [
        WorklistFilter(owners=frozenset({7, 9})),
        WorklistFilter(urgencies=frozenset({Urgency.LATE})),
        WorklistFilter(),
    ]


def test_the_alert_of_a_queue_says_that_the_whole_floors_goes_on(qtbot: QtBot, desk: Desk) -> None:
    (alert_id,) = raise_alerts(desk, AlertKind.SURGE, subject="7")
    with desk.database.write() as session:
        details = DETAILS[AlertKind.SURGE] | {"queue": "Billing", "carried": True}
        session.execute(update(Alert).values(details=details, cleared_at=MONDAY))
    card = show(qtbot, desk).cards[alert_id]
    assert card.stands.text() == "Told by the alert of the whole floor since 10:00"
    assert card.happened.text().startswith("Billing: Arrivals 63% above forecast")


def tell(desk: Desk, step: str = "three_quarters") -> int:
    """Write a message to everybody, as the sweep does; return its ticket."""
    ticket = new_ticket(desk.database, desk.rulebook)
    with desk.database.write() as session:
        clock = session.query(Clock).filter_by(ticket_id=ticket.id).first()
        assert clock
        raised = {"planned_at": MONDAY, "raised_at": MONDAY, "due_at": clock.due_at, "raised_by": "test"}
        escalation = Escalation(clock_id=clock.id, step=step, occurrence=1, outcome=Outcome.NOTIFIED, **raised)
        session.add(escalation)
        session.flush()
        session.add(Notification(escalation_id=escalation.id, channel="inbox", state=Delivery.SENT))
    return ticket.id


def test_a_message_leads_to_its_case_and_is_read_then(qtbot: QtBot, desk: Desk) -> None:
    ticket_id = tell(desk)
    pane, told = show(qtbot, desk), listen(desk)
    item = pane.inbox.list.item(0)
    assert "75% of the time used" in item.text()
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        pane.inbox.list.activated.emit(pane.inbox.list.model().index(0, 0))
    assert told.cases == [ticket_id]
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        pane.hear({"Notification": None})
    assert not pane.inbox.isVisible()


def test_all_messages_are_read_at_once(qtbot: QtBot, desk: Desk) -> None:
    for _ in range(3):
        tell(desk)
    pane = show(qtbot, desk)
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        pane.inbox.all_read.click()
    with desk.database.read() as session:
        assert [each.read_at for each in session.query(Notification)] == [MONDAY] * 3


@pytest.mark.parametrize("width", [320, 560])
def test_nothing_is_cut_off_or_left_in_another_language(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme, width: int
) -> None:
    surge, *_ = raise_alerts(desk, AlertKind.SURGE, AlertKind.LOAD, AlertKind.DEADLINE)
    raise_alerts(desk, AlertKind.WATCH, subject="sweep")
    tell(desk)
    with desk.database.write() as session:
        resolve(session, surge, person_id=desk.me(), now=MONDAY)
    pane = show(qtbot, desk, width, 1_000)
    pane.fold.click()
    next(iter(pane.cards.values())).ask("act")
    assert_looks_right(
        qtbot, pane, language, theme, f"alerts-{width}", names=("FW-", "supervisor", "(Enter)", "main.py")
    )


def test_a_quiet_pane_looks_right(qtbot: QtBot, desk: Desk, language: Language, theme: Theme) -> None:
    assert_looks_right(qtbot, show(qtbot, desk, 300), language, theme, "alerts-quiet")
