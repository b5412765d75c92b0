"""The herald: what comes into the inbox calls for attention once, as loudly as it needs, and only if that is wanted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.people import AgentState, AgentStateSpan, Role
from app.models.sla import Clock
from app.services.database import Database
from app.services.deadlines.inbox import Told
from app.services.floor.activation.answering import answer
from app.services.floor.activation.reading import MyCall, read_my_calls
from app.services.floor.activation.running import activate
from app.views.herald import OFF, Herald, in_words
from app.views.pane import Desk
from app.views.seat import Seat
from app.views.tasks import Tasks
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on

READING_MS = 30_000
Heard = list[tuple[tuple[Told, ...], bool]]


class Listening(Herald):
    """A herald whose calls a test hears, beside whoever sits there."""

    def __init__(self, desk: Desk, seat: Seat, window: QWidget, heard: Heard) -> None:
        super().__init__(desk, seat, window)
        self.heard, self.calls = heard, list[MyCall]()

    def proclaim(self, told: tuple[Told, ...], *, critical: bool) -> None:
        """Note the call, and make it."""
        self.heard.append((told, critical))
        super().proclaim(told, critical=critical)

    def call(self, calls: tuple[MyCall, ...]) -> None:
        """Note who is called, and tell them."""
        self.calls += calls
        super().call(calls)


class Tray:
    """Stands in for the system's tray, which this machine has not."""

    def __init__(self, rung: list[str]) -> None:
        self._rung = rung

    def showMessage(self, title: str, text: str, *_: object) -> None:  # noqa: N802 - Qt's name
        """Note what is shown."""
        self._rung.append(f"{title}: {text}")


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What tray and sound tell."""
    rung: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda: rung.append("sound"))
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(Herald, "_in_tray", lambda self: Tray(rung))
    return rung


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """The desk of the supervisor."""
    open_floor(sqlite_database)
    with sqlite_database.read() as session:
        me = person(session, Role.SUPERVISOR).id
    return desk_on(sqlite_database, tasks, tmp_path, me=lambda: me)


@pytest.fixture
def herald(qtbot: QtBot, desk: Desk) -> Callable[[], Listening]:
    """A maker of a herald that has looked once."""

    def make() -> Listening:
        window = QWidget()
        qtbot.addWidget(window)
        seat = Seat(desk.tasks, desk.database, desk.memory, window)
        made = Listening(desk, seat, window, [])
        with qtbot.waitSignal(made._reader.came, timeout=READING_MS):
            made.hear(None)
        return made

    return make


def tell(desk: Desk, step: str, to: Role = Role.SUPERVISOR, *, fast_lane: bool = False) -> None:
    """Put a message into somebody's inbox."""
    new_ticket(desk.database, desk.rulebook)
    with desk.database.write() as session:
        clock = session.scalars(select(Clock).order_by(Clock.id.desc())).first()
        assert clock
        escalation = Escalation(
            clock_id=clock.id,
            step=step,
            occurrence=1,
            planned_at=MONDAY,
            raised_at=MONDAY,
            due_at=MONDAY + HOUR,
            outcome=Outcome.NOTIFIED,
            raised_by="here",
        )
        session.add(escalation)
        session.flush()
        session.add(
            Notification(
                escalation_id=escalation.id,
                person_id=person(session, to).id,
                channel="inbox",
                state=Delivery.SENT,
                fast_lane=fast_lane,
            )
        )


def look(qtbot: QtBot, herald: Listening) -> None:
    """Let the herald hear of a change, and look."""
    herald.hear({"Ticket": frozenset({1})})
    with qtbot.waitSignal(herald._reader.came, timeout=READING_MS):
        herald.hear({"Notification": frozenset({1})})


def test_what_was_there_is_no_news_and_what_comes_is_told_once(
    qtbot: QtBot, desk: Desk, herald: Callable[[], Listening]
) -> None:
    tell(desk, "half")
    found = herald()
    assert found.heard == []
    tell(desk, "half")
    tell(desk, "half", Role.AGENT)
    look(qtbot, found)
    ((told, critical),) = found.heard
    assert [each.number for each in told] == ["FW-1000002"]
    assert not critical
    # What comes within a minute is told together, when the minute is over.
    tell(desk, "half")
    tell(desk, "breach")
    look(qtbot, found)
    assert len(found.heard) == 1
    with qtbot.waitSignal(found._reader.came, timeout=READING_MS):
        found._quiet.stop()
        found._quiet.timeout.emit()
    told, critical = found.heard[1]
    assert [each.number for each in told] == ["FW-1000005", "FW-1000004"]
    assert critical


@pytest.mark.parametrize(
    ("step", "fast_lane", "critical"), [("half", False, False), ("half", True, True), ("quarantined", False, True)]
)
def test_what_cannot_wait_is_louder(
    qtbot: QtBot, desk: Desk, herald: Callable[[], Listening], step: str, fast_lane: bool, critical: bool
) -> None:
    found = herald()
    tell(desk, step, fast_lane=fast_lane)
    look(qtbot, found)
    assert [each for _, each in found.heard] == [critical]
    assert in_words(found.heard[0][0])[0] == "FW-1000001"


def test_a_message_says_which_complaint_and_how_many_more(
    qtbot: QtBot, desk: Desk, herald: Callable[[], Listening]
) -> None:
    found = herald()
    for _ in range(3):
        tell(desk, "half")
    look(qtbot, found)
    title, text = in_words(found.heard[0][0])
    assert title == "FW-1000003"
    assert text.endswith("50% of the time used\nand 2 more")


def test_what_is_silent_is_told_by_tray_and_sound_unless_they_are_switched_off(
    desk: Desk, herald: Callable[[], Listening], rung: list[str]
) -> None:
    found = herald()
    silent: dict[str, dict[str, str | None]] = {
        "sweep": {"since": MONDAY.isoformat()},
        "delivery": {"since": None},
    }
    found.warn(silent)
    said = "The sweep has been silent since 10:00: nothing escalates.\nDelivery never ran: no message leaves."
    assert rung == ["sound", f"Floorwatch: {said}"]
    for switch in Herald.switches:
        desk.memory.keep(f"herald/{switch}", OFF)
    found.warn(silent)
    assert len(rung) == 2


def test_who_is_called_for_help_hears_of_it_at_once_and_once(
    qtbot: QtBot, desk: Desk, herald: Callable[[], Listening], rung: list[str]
) -> None:
    found, panes = herald(), list[str]()
    desk.requests.pane.connect(panes.append)
    tell(desk, "half")
    look(qtbot, found)
    with desk.database.write() as session:
        lead, me = person(session, Role.TEAM_LEAD).id, desk.me()
        for role in (Role.SUPERVISOR, Role.AGENT):
            session.add(AgentStateSpan(person_id=person(session, role).id, state=AgentState.READY, started_at=MONDAY))
        assert me is not None
        chosen = [(me, 1), (person(session, Role.AGENT).id, 1)]
        activate(session, None, chosen, by=lead, reason="+60 %", now=MONDAY)
    rung.clear()
    for _ in range(2):
        with qtbot.waitSignal(found._reader.came, timeout=READING_MS):
            found.hear({"Activation": frozenset({1})})
    assert rung == [
        "sound",
        "team_lead calls you to help the whole floor: +60 % To be able to help within 5 min.",
    ], "the minute in which messages are gathered holds up no call"
    found._open()
    assert panes == ["AlertsPane"]


def test_a_call_that_waits_is_told_to_who_sits_down(
    desk: Desk, herald: Callable[[], Listening], rung: list[str]
) -> None:
    with desk.database.write() as session:
        lead, me = person(session, Role.TEAM_LEAD).id, desk.me()
        assert me is not None
        session.add(AgentStateSpan(person_id=me, state=AgentState.READY, started_at=MONDAY))
        activate(session, None, [(me, 1)], by=lead, reason="+60 %", now=MONDAY)
    assert len(herald().calls) == 1
    with desk.database.write() as session:
        (mine,) = read_my_calls(session, me)
        answer(session, mine.id, True, via="console", by=me, now=MONDAY)
    assert not herald().calls
    assert rung[0] == "sound"
