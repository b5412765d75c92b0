"""The delivery log: what left and what did not, by state; the decisions about what is unknown or failed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.channel import ChannelAddress
from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.people import Role
from app.models.sla import Clock
from app.services.database import Database
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.panes.deliveries import DeliveriesPane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right

READING_MS = 30_000
TOOL_TIP = Qt.ItemDataRole.ToolTipRole
REASONS = {
    Delivery.FAILED: "310000 sign not match",
    Delivery.UNKNOWN: "TimeoutError: timed out",
    Delivery.PENDING: "ConnectionRefusedError: [Errno 111] Connection refused",
}


@pytest.fixture
def desk(impatient: None, sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """A desk on an open floor."""
    open_floor(sqlite_database)
    return desk_on(sqlite_database, tasks, tmp_path, notices=Notices())


def send(desk: Desk) -> None:
    """Let a message of every state be in the outbox, to a person and to a group in turn."""
    ticket = new_ticket(desk.database, desk.rulebook)
    with desk.database.write() as session:
        clock = session.scalars(select(Clock).where(Clock.ticket_id == ticket.id)).first()
        assert clock
        group = ChannelAddress(channel="feishu", label="早班主管群", role=Role.SUPERVISOR, secret=b"")
        session.add(group)
        session.flush()
        agent = person(session, Role.AGENT).id
        for occurrence, state in enumerate(Delivery, 1):
            escalation = Escalation(
                clock_id=clock.id,
                step="half",
                occurrence=occurrence,
                planned_at=MONDAY,
                raised_at=MONDAY,
                due_at=MONDAY + HOUR,
                outcome=Outcome.NOTIFIED,
                raised_by="here",
            )
            session.add(escalation)
            session.flush()
            whose = {"address_id": group.id} if occurrence % 2 else {"person_id": agent}
            session.add(
                Notification(
                    escalation_id=escalation.id,
                    channel="feishu" if occurrence % 2 else "email",
                    state=state,
                    attempts=occurrence,
                    last_error=REASONS.get(state),
                    **whose,
                )
            )
            session.add(Notification(escalation_id=escalation.id, channel="inbox", state=Delivery.SENT))


def shown(qtbot: QtBot, desk: Desk) -> DeliveriesPane:
    """The pane as people see it, with what it has read."""
    pane = DeliveriesPane(desk)
    qtbot.addWidget(pane)
    pane.resize(1_000, 300)
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
        pane.show()
    return pane


def state_of(desk: Desk, id_: int) -> Delivery:
    with desk.database.read() as session:
        return session.get_one(Notification, id_).state


def id_in(desk: Desk, state: Delivery) -> int:
    with desk.database.read() as session:
        return session.scalars(
            select(Notification.id).where(Notification.state == state, Notification.channel != "inbox")
        ).one()


def test_every_message_stands_there_with_state_attempts_and_error(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    send(desk)
    pane = shown(qtbot, desk)
    assert pane.model.total() == len(Delivery)
    row = pane.model.row_of(id_in(desk, Delivery.FAILED))
    cells = [pane.model.cell(row, column)[0] for column in range(len(pane.model.columns))]
    assert cells[1:] == ["FW-1000001", cells[2], "E-mail", "agent", "✕ failed", "4", "310000 sign not match"]
    row = pane.model.row_of(id_in(desk, Delivery.PENDING))
    assert pane.model.cell(row, 3)[0] == "Feishu"
    assert pane.model.cell(row, 4)[0] == "早班主管群"
    assert pane.model.cell(row, 5)[0] == "… again"
    assert pane.counted.text() == "▲ 2 waiting for a decision"
    pane.table.select_ids([id_in(desk, Delivery.FAILED)])
    assert_looks_right(qtbot, pane, language, theme, "deliveries", names=["half", "agent"])


def test_a_flood_stands_there_as_it_left_and_tells_of_what_it_carried(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    send(desk)
    more = [new_ticket(desk.database, desk.rulebook).number for _ in range(2)]
    with desk.database.write() as session:
        carrier = session.get_one(Notification, id_in(desk, Delivery.UNKNOWN))
        for ticket in (1, 2, 3):
            clock = session.scalars(select(Clock).where(Clock.ticket_id == ticket)).first()
            assert clock
            raised = dict.fromkeys(("planned_at", "raised_at", "due_at"), MONDAY + HOUR)
            told = {"step": "flood", "occurrence": 1, "outcome": Outcome.NOTIFIED, "raised_by": "here"}
            escalation = Escalation(clock_id=clock.id, **raised, **told)
            session.add(escalation)
            session.flush()
            way = {"channel": "email", "state": carrier.state, "person_id": carrier.person_id}
            session.add(Notification(escalation_id=escalation.id, carried_by_id=carrier.id, **way))
    pane = shown(qtbot, desk)
    assert pane.model.total() == len(Delivery)
    assert pane.counted.text() == "▲ 2 waiting for a decision"
    row = pane.model.row_of(carrier.id)
    assert pane.model.cell(row, 1)[0] == "FW-1000001 +3"
    assert f"It tells of 3 more: FW-1000001, {more[0]}, {more[1]}" in pane.model.index(row, 1).data(TOOL_TIP)
    assert_looks_right(qtbot, pane, language, theme, "deliveries-flood", names=["half", "agent", "flood"])
    # Whoever looks for one of them finds the message that told of it.
    pane.search.setText(more[1])
    assert pane.model.found() == 1
    pane.table.select_ids([carrier.id])
    (others,) = pane.menu().findChildren(QMenu)
    with qtbot.waitSignal(desk.requests.case) as asked:
        others.actions()[2].trigger()
    assert asked.args == [3]


@pytest.mark.parametrize(("size", "name"), [((420, 240), "narrow"), ((1_000, 300), "empty")])
def test_an_empty_log_says_what_to_do(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme, size: tuple[int, int], name: str
) -> None:
    pane = shown(qtbot, desk)
    pane.resize(*size)
    assert pane.below.currentWidget() is pane.nothing
    assert "Channels" in pane.nothing.text()
    assert not pane.counted.isVisible()
    assert_looks_right(qtbot, pane, language, theme, f"deliveries-{name}", names=["Slack"])


def test_a_state_and_a_search_narrow_it_down(qtbot: QtBot, desk: Desk) -> None:
    send(desk)
    pane = shown(qtbot, desk)
    for choice, states in ((1, 2), (2, 2), (3, 1), (4, 2), (0, 7)):
        with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
            pane.filter.setCurrentIndex(choice)
            pane.filter.activated.emit(choice)
        assert pane.model.total() == states
    pane.search.setText("主管群")
    assert pane.model.found() == 4
    pane.search.setText("nobody")
    assert pane.below.currentWidget() is pane.nothing
    assert "Empty the search" in pane.nothing.text()


def test_what_failed_is_sent_again_and_what_is_unknown_is_settled(qtbot: QtBot, desk: Desk) -> None:
    send(desk)
    pane = shown(qtbot, desk)
    failed, unknown, sent = (id_in(desk, state) for state in (Delivery.FAILED, Delivery.UNKNOWN, Delivery.SENT))
    pane.table.select_ids([sent])
    assert not pane.sending.isEnabled()
    # Of a larger selection those are meant about which there is something to decide.
    pane.table.select_ids([sent, failed])
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS) as told:
        pane.sending.trigger()
    assert str(told.args[0]) == "Messages that leave again: 1"
    assert state_of(desk, failed) is Delivery.PENDING
    assert state_of(desk, sent) is Delivery.SENT
    pane.table.select_ids([unknown])
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS) as told:
        pane.settling.trigger()
    assert str(told.args[0]) == "Messages settled: 1"
    assert state_of(desk, unknown) is Delivery.SETTLED
    # The screen hears of it as of any other change.
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
        pane.hear({"Notification": frozenset({unknown})})
    assert not pane.counted.isVisible()


def test_a_message_leads_to_its_complaint_with_keys_alone(qtbot: QtBot, desk: Desk) -> None:
    send(desk)
    pane = shown(qtbot, desk)
    pane.table.select_ids([id_in(desk, Delivery.SENT)])
    with qtbot.waitSignal(desk.requests.case) as asked:
        QTest.keyClick(pane.table, Qt.Key.Key_Return)
    assert asked.args == [1]
