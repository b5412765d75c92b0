"""The frame as people meet it: panes in docks that are remembered, figures, sweep, connection, work under way."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QLabel, QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.errors import DomainError
from app.services.database import Database, DatabaseLostError
from app.services.pulse import Beat, Kpis, Pulse, SurgeState
from app.views.bridge import Changes
from app.views.i18n import LANGUAGES, Language, Sentence
from app.views.memory import Memory
from app.views.notice import Notices
from app.views.pane import Desk, Pane
from app.views.tasks import Task, Tasks
from app.views.theme import Mode, Theme
from app.views.window import Window
from tests.views.desks import SHANGHAI, desk_on
from tests.views.walk import cut_off, texts, untranslated

NOW = datetime(2026, 3, 2, 2, 30, 15, tzinfo=UTC)
KPIS = Kpis(NOW, 20_412, 37, 5, 0.9641, timedelta(minutes=3, seconds=20), 42, 0.87, SurgeState.MISSED_FORECAST)
QUIET = Kpis(NOW, 12, 0, 0, None, None, 3, None, SurgeState.CALM)
BEAT = Beat(NOW - timedelta(seconds=4), timedelta(seconds=10), "desk:1234")
PULSE = Pulse(BEAT, BEAT)
LOST = DatabaseLostError("The database {database} cannot be used now: {reason}.", database="1", reason="57 P 01")
# Texts that are translated already serve as those of the test's panes.
SOME, OTHER = Sentence("Banner", "Try again"), Sentence("Indicators", "Connected")


class First(Pane):
    """A trivial pane of tickets, with something to type into."""

    icon = "queue"
    position = 10
    shows = frozenset({"Ticket", "Clock"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.refreshed: list[Changes | None] = []
        self.field, self.button = QLineEdit(), QPushButton()
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.button)
        column.addStretch()
        self.retranslate()

    @classmethod
    def heading(cls) -> str:
        return str(SOME)

    def refresh(self, changes: Changes | None) -> None:
        self.refreshed.append(changes)

    def retranslate(self) -> None:
        self.button.setText(str(SOME))


class Second(First):
    """Another one, of people, on the right."""

    icon = "agents"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    position = 20
    shows = frozenset({"Person"})

    @classmethod
    def heading(cls) -> str:
        return str(OTHER)


class Frame:
    """A window with the two panes on a file of memory; it can be closed and opened again as by the next start."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, language: Language, theme: Theme, folder: Path) -> None:
        self.notices, self.tasks = Notices(), tasks
        self._made = (qtbot, language, theme, folder)
        self.now = NOW
        self.window = self.opened()

    def opened(self, *, show: bool = True) -> Window:
        """Make the window anew and show it with its panes."""
        qtbot, language, theme, folder = self._made
        self.window = Window(self.tasks, self.notices, language, theme, Memory(folder / "console.ini"))
        qtbot.addWidget(self.window)
        # No pane of these tests reads anything.
        database = Database(folder / "never-opened.db")
        desk = desk_on(database, self.tasks, folder, now=lambda: self.now, notices=self.notices)
        self.window.begin(desk, First(desk))
        self.window.add_panes([Second(desk)])
        if show:
            self.window.show()
            qtbot.waitExposed(self.window)
        return self.window

    def dock(self, kind: type[Pane]) -> QDockWidget:
        """The dock of a pane."""
        return next(dock for dock, pane in self.window.docks.panes.items() if type(pane) is kind)

    def pane(self, kind: type[First]) -> First:
        """A pane."""
        return next(pane for pane in self.window.docks.panes.values() if isinstance(pane, First) and type(pane) is kind)

    def words(self) -> list[str]:
        """All that can be read in the window or heard about it."""
        return list(texts(self.window))


def speak(language: Language, code: str) -> None:
    """Switch the language and let Qt tell it to every widget."""
    language.switch(code)
    QCoreApplication.sendPostedEvents()


@pytest.fixture
def frame(qtbot: QtBot, tasks: Tasks, language: Language, theme: Theme, tmp_path: Path) -> Frame:
    """A window that is open, in English and light."""
    return Frame(qtbot, tasks, language, theme, tmp_path)


def test_a_pane_reads_when_it_is_shown_first_and_then_only_what_concerns_it(frame: Frame) -> None:
    first, second = frame.pane(First), frame.pane(Second)
    assert (first.refreshed, second.refreshed) == ([None], [None])
    frame.window.hear({"Ticket": frozenset({7}), "Person": None, "Floor": frozenset({1})})
    assert first.refreshed == [None, {"Ticket": frozenset({7})}]
    assert second.refreshed == [None, {"Person": None}]


def test_a_hidden_pane_waits_and_reads_once_when_it_is_shown(frame: Frame) -> None:
    first = frame.pane(First)
    frame.dock(First).hide()
    for id_ in (1, 2, 3):
        frame.window.hear({"Ticket": frozenset({id_})})
    assert first.refreshed == [None]
    frame.dock(First).show()
    assert first.refreshed == [None, None]


def test_a_pane_that_missed_nothing_reads_nothing_when_it_is_shown_again(frame: Frame) -> None:
    frame.dock(First).hide()
    frame.window.hear({"Person": frozenset({1})})
    frame.dock(First).show()
    assert frame.pane(First).refreshed == [None]


def test_panes_stand_by_position_and_the_main_one_gets_the_larger_share(frame: Frame) -> None:
    assert [action.text() for action in frame.window.docks.navigation.actions()] == [str(SOME), str(OTHER)]
    assert frame.window.dockWidgetArea(frame.dock(Second)) == Qt.DockWidgetArea.RightDockWidgetArea
    assert frame.pane(First).width() > 1.5 * frame.pane(Second).width()


def test_the_navigation_leads_to_a_pane_that_was_closed(frame: Frame, qtbot: QtBot) -> None:
    action = frame.window.docks.navigation.actions()[0]
    frame.dock(First).close()
    assert not action.isChecked()
    QTest.keyClick(frame.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert frame.dock(First).isVisible()
    assert action.isChecked()
    action.trigger()
    assert frame.dock(First).isVisible()
    assert action.isChecked()


def test_size_and_layout_are_remembered(frame: Frame) -> None:
    # Qt keeps a window within its screen, which is 800 by 800 here.
    frame.window.resize(frame.window.width(), 640)
    frame.dock(Second).close()
    frame.window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, frame.dock(First))
    frame.window.close()
    frame.opened()
    assert frame.window.height() == 640
    assert frame.dock(Second).isHidden()
    assert frame.window.dockWidgetArea(frame.dock(First)) == Qt.DockWidgetArea.TopDockWidgetArea


def test_resetting_the_layout_brings_every_pane_back(frame: Frame) -> None:
    frame.dock(Second).close()
    frame.dock(First).setFloating(True)
    frame.window.menus.reset.trigger()
    assert frame.dock(Second).isVisible()
    assert not frame.dock(First).isFloating()


def test_the_keyboard_passes_over_a_pane_behind_another_and_escape_leads_back_to_where_one_came_from(
    frame: Frame, qtbot: QtBot
) -> None:
    window, first, second = frame.window, frame.pane(First), frame.pane(Second)
    window.tabifyDockWidget(frame.dock(First), frame.dock(Second))
    frame.dock(First).raise_()
    qtbot.waitUntil(lambda: second.visibleRegion().isEmpty() and not first.visibleRegion().isEmpty())
    first.field.setFocus()
    met = []
    for _ in range(6):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        met.append(window.focusWidget())
    assert first.button in met
    assert not any(second.isAncestorOf(each) for each in met)
    first.field.setFocus()
    QTest.keyClick(first.field, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: second.visibleRegion().isEmpty())
    assert window.focusWidget() is first


def test_language_and_theme_are_remembered(
    frame: Frame, language: Language, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    menus = {action.text(): action for menu in frame.window.menus.choices() for action in menu.actions()}
    menus["中文"].trigger()
    menus["&Dark"].trigger()
    remembered = Memory(tmp_path / "console.ini")
    assert (remembered.language, remembered.theme) == ("zh", Mode.DARK)
    assert (language.code, theme.mode) == ("zh", Mode.DARK)


@pytest.mark.parametrize("content", ["", "[General]\nlanguage=tlh\ntheme=neon\ngeometry=1\n", "\x00\x01"])
def test_a_spoilt_memory_gives_the_defaults(tmp_path: Path, content: str) -> None:
    (tmp_path / "console.ini").write_text(content, "utf-8")
    memory = Memory(tmp_path / "console.ini")
    assert memory.language in LANGUAGES
    assert memory.theme is Mode.SYSTEM
    assert memory.state("geometry").isEmpty()


def test_the_figures_are_shown_in_words_of_the_language(frame: Frame, language: Language) -> None:
    frame.window.show_kpis(KPIS)
    tiles = frame.window.header.strip.tiles
    shown = [tile.value for tile in tiles.values()]
    assert shown == ["20,412", "37", "5", "96.4%", "3 min 20 s", "42 / 87%", "Busier than planned"]
    assert tiles["late"].accessibleName() == "Late: 5"
    assert tiles["late"].toolTip() == "Open complaints with a deadline that has passed.\nAs of 10:30:15."
    speak(language, "zh")
    assert [tile.value for tile in tiles.values()][4:] == ["3 分 20 秒", "42 / 87%", "高于计划"]
    assert tiles["late"].accessibleName() == "已超时：5"


def test_a_floor_with_nothing_to_count_shows_dashes_and_no_alarm(frame: Frame) -> None:
    frame.window.show_kpis(QUIET)
    assert [tile.value for tile in frame.window.header.strip.tiles.values()] == [
        *("12", "0", "0", "—", "—", "3", "Calm"),
    ]
    assert frame.window.header.strip.alarms() == []
    frame.window.show_kpis(KPIS)
    assert frame.window.header.strip.alarms() == ["due_soon", "late", "surge"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_surge_of_one_queue_is_named_although_the_floor_is_calm(frame: Frame, language: Language, code: str) -> None:
    strip = frame.window.header.strip
    speak(language, code)
    frame.window.show_kpis(replace(QUIET, surging=("账单",)))
    assert strip.tiles["surge"].value in ("SURGE: 账单", "突发：账单")
    assert strip.alarms() == ["surge"]
    frame.window.show_kpis(replace(QUIET, surging=("账单", "一个名字长得谁也不肯念完的客户投诉处理专席")))
    assert "2" in strip.tiles["surge"].value
    assert "客户投诉处理专席" in strip.tiles["surge"].toolTip()
    frame.window.show_kpis(replace(QUIET, surging=("一个名字长得谁也不肯念完的客户投诉处理专席",)))
    assert strip.tiles["surge"].value.endswith("…")
    layout = strip.layout()
    assert layout
    layout.activate()
    assert not cut_off(strip)
    # Where everything surges, the floor is named.
    frame.window.show_kpis(replace(QUIET, surge=SurgeState.SURGE, surging=("账单", "物流")))
    assert strip.tiles["surge"].value in ("SURGE", "突发")


def test_a_click_on_a_figure_asks_for_what_is_behind_it(frame: Frame, qtbot: QtBot) -> None:
    with qtbot.waitSignal(frame.window.header.strip.asked) as asked:
        QTest.mouseClick(frame.window.header.strip.tiles["late"], Qt.MouseButton.LeftButton)
    assert asked.args == ["late"]
    with qtbot.waitSignal(frame.window.header.strip.asked) as asked:
        QTest.keyClick(frame.window.header.strip.tiles["open"], Qt.Key.Key_Space)
    assert asked.args == ["open"]


@pytest.mark.parametrize(
    ("pulse", "later", "word"),
    [
        (PULSE, timedelta(), "Sweep runs"),
        (PULSE, timedelta(seconds=16), "Sweep runs"),
        (PULSE, timedelta(seconds=17), "Sweep silent for 21 s"),
        (PULSE, timedelta(hours=-1), "Sweep runs"),
        (Pulse(), timedelta(), "Sweep never ran"),
        (Pulse(BEAT, BEAT, "the clock was put back"), timedelta(), "Sweep held"),
    ],
)
def test_the_heartbeat_says_how_the_sweep_does(frame: Frame, pulse: Pulse, later: timedelta, word: str) -> None:
    indicators = frame.window.header.indicators
    assert indicators.sweep.word() == "Sweep unknown"
    frame.window.show_pulse(pulse, "floor.db")
    indicators.show_time(NOW + later, SHANGHAI)
    assert indicators.sweep.word() == word


@pytest.mark.parametrize(
    ("pulse", "later", "word", "said"),
    [
        (PULSE, timedelta(seconds=16), "Delivery runs", "Ran 20 s ago in desk:1234"),
        (
            Pulse(BEAT, replace(BEAT, beside=("server:1", "server:2"))),
            timedelta(),
            "Delivery runs",
            "Ran 4 s ago in desk:1234\nAlso done by server:1\nAlso done by server:2",
        ),
        (PULSE, timedelta(seconds=17), "Delivery silent for 21 s", "Delivery has been silent since 10:30: no message"),
        (Pulse(BEAT), timedelta(), "Delivery never ran", "Delivery never ran: no message leaves."),
        (
            Pulse(BEAT, BEAT, stuck={"email": NOW - timedelta(hours=1)}),
            timedelta(),
            "Messages wait",
            "Messages over E-mail have waited since 09:30.\nThe pane “Delivery log” says why",
        ),
    ],
)
def test_the_heartbeat_says_how_the_delivery_does_and_what_to_do(
    frame: Frame, pulse: Pulse, later: timedelta, word: str, said: str
) -> None:
    indicators = frame.window.header.indicators
    assert indicators.delivery.word() == "Delivery unknown"
    frame.window.show_pulse(pulse, "floor.db")
    indicators.show_time(NOW + later, SHANGHAI)
    assert indicators.delivery.word() == word
    assert indicators.delivery.toolTip().startswith(said)


def test_the_clock_goes_on_by_itself(frame: Frame, qtbot: QtBot) -> None:
    assert frame.window.header.indicators.clock.text() == "10:30:15 UTC+08"
    frame.now = NOW + timedelta(seconds=1)
    qtbot.waitUntil(lambda: frame.window.header.indicators.clock.text() == "10:30:16 UTC+08")


@pytest.mark.parametrize(
    ("zone", "shown"), [("Asia/Kolkata", "08:00:15 UTC+05:30"), ("America/New_York", "21:30:15 UTC-05")]
)
def test_the_clock_is_that_of_the_floor(frame: Frame, zone: str, shown: str) -> None:
    frame.window.header.indicators.show_time(NOW, ZoneInfo(zone))
    assert frame.window.header.indicators.clock.text() == shown


def test_a_lost_database_is_a_banner_with_retry_and_nothing_typed_is_lost(frame: Frame, qtbot: QtBot) -> None:
    frame.window.show_pulse(PULSE, "floor.db")
    first, lost = frame.pane(First), frame.window.header.lost
    first.field.setText("half a sentence")
    frame.tasks.lost.emit(LOST)
    assert lost.isVisible()
    assert "The database 1 cannot be used now: 57 P 01." in frame.words()
    assert frame.window.header.indicators.connection.word() == "No database"
    assert frame.window.header.indicators.sweep.word() == "Sweep unknown"
    with qtbot.waitSignal(frame.window.retry):
        QTest.mouseClick(lost.button, Qt.MouseButton.LeftButton)
    frame.window.show_pulse(PULSE, "floor.db")
    assert not lost.isVisible()
    assert frame.window.header.indicators.connection.word() == "Connected"
    assert first.refreshed == [None, None]
    assert first.field.text() == "half a sentence"


def test_a_refusal_is_read_once_and_goes_with_escape(frame: Frame, qtbot: QtBot) -> None:
    frame.tasks.refused.emit(DomainError("{number} cannot be merged into itself.", number="C-7"))
    assert frame.window.header.refusal.isVisible()
    assert "C-7 cannot be merged into itself." in frame.words()
    QTest.keyClick(frame.window, Qt.Key.Key_Escape)
    assert not frame.window.header.refusal.isVisible()


def test_a_refusal_on_the_screen_follows_the_language(frame: Frame, language: Language) -> None:
    frame.notices.refuse(DomainError("{number} cannot be merged into itself.", number="C-7"))
    speak(language, "zh")
    assert "C-7 不能与自身合并。" in frame.words()


def test_a_fault_opens_one_dialog(frame: Frame, caplog: pytest.LogCaptureFixture, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ZeroDivisionError("by nought")

    for _ in range(2):
        with qtbot.waitSignal(frame.tasks.failed):
            frame.tasks.run(frame.window, fail, lambda _: None)
    assert frame.window.fault.isVisible()
    assert frame.window.fault.detailedText() == "ZeroDivisionError: by nought"
    assert len(caplog.records) == 2


def test_the_last_change_can_be_undone_once(frame: Frame, qtbot: QtBot) -> None:
    undone: list[bool] = []
    status = frame.window.status
    assert not status.undo.isVisible()
    frame.notices.change(SOME, lambda: undone.append(True))
    assert status.change.text() == str(SOME)
    # In a field the same keys undo what was typed.
    frame.pane(First).button.setFocus()
    QTest.keyClick(frame.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: undone == [True])
    assert not status.undo.isVisible()
    assert status.change.text() == ""


def test_a_change_without_a_way_back_offers_none(frame: Frame) -> None:
    frame.notices.change(SOME)
    assert frame.window.status.change.text() == str(SOME)
    assert not frame.window.status.undo.isVisible()


def test_work_under_way_is_in_the_status_bar_with_progress_and_cancel(frame: Frame, qtbot: QtBot) -> None:
    begun, over = threading.Event(), threading.Event()

    def work(task: Task) -> None:
        task.report(3_000_000_000, 4_000_000_000)
        begun.set()
        assert over.wait(30)

    frame.tasks.run_long(frame.window, SOME, work, lambda _: None)
    status = frame.window.status
    (place,) = status.places
    assert begun.wait(30)
    qtbot.waitUntil(lambda: place.bar.value() * 4 == place.bar.maximum() * 3)
    QTest.mouseClick(place.cancel, Qt.MouseButton.LeftButton)
    assert place.task.is_cancelled()
    assert place.title.text() == "Cancelling …"
    over.set()
    qtbot.waitUntil(lambda: status.places == [])


def test_many_pieces_of_work_leave_room_for_each_other(frame: Frame) -> None:
    status = frame.window.status
    begun = [Task(frame.window, print, None, SOME) for _ in range(4)]
    for task in begun:
        status.add_task(task)
    assert [place.isVisible() for place in status.places] == [True, True, False, False]
    assert status.more.text() == "and 2 more"
    for task in begun[:2]:
        status.remove_task(task)
    assert [place.isVisible() for place in status.places] == [True, True]
    assert not status.more.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_cut_off_or_left_in_another_language(
    frame: Frame, language: Language, theme: Theme, qtbot: QtBot, code: str, mode: Mode, size: tuple[int, int]
) -> None:
    theme.switch(mode)
    fill(frame)
    speak(language, code)
    frame.window.resize(*size)
    qtbot.waitUntil(lambda: cut_off(frame.window) == [])
    if code == "zh":
        assert untranslated(frame.window) == []


def fill(frame: Frame) -> None:
    """Show everything that the frame can show at once."""
    window = frame.window
    beat = Beat(NOW - timedelta(hours=1), timedelta(seconds=10), "")
    window.show_pulse(Pulse(beat, beat), "")
    window.show_kpis(KPIS)
    window.lose(LOST)
    frame.notices.refuse(DomainError("The sweep is not stopped: there is nothing to confirm."))
    frame.notices.change(SOME, lambda: None)
    for total in (None, 10, 20):
        task = Task(window, print, None, SOME)
        task.report(7, total)
        window.status.add_task(task)


def test_what_is_cut_off_is_found(qtbot: QtBot) -> None:
    label = QLabel("Complaints that are not closed")
    qtbot.addWidget(label)
    label.show()
    assert cut_off(label) == []
    label.setFixedWidth(label.sizeHint().width() - 1)
    assert len(cut_off(label)) == 1


def test_what_is_not_translated_is_found(qtbot: QtBot) -> None:
    button = QPushButton("重试 PostgreSQL")
    qtbot.addWidget(button)
    assert untranslated(button) == []
    button.setToolTip("Try again")
    assert untranslated(button) == ["Try again"]
