"""The first start: each card with good and bad input, both languages on the page itself, and no dead end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.floor import Floor
from app.models.people import Language as Spoken
from app.models.people import Person, Role
from app.services.database import Database
from app.services.first_start import make_ready
from app.settings import DatabaseSettings, Settings, load_settings
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.theme import Theme
from app.views.welcome import Choice, Kind, Welcome
from tests.builders import MONDAY
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right, speak

CONNECTING_MS = 30_000


@pytest.fixture
def welcome(qtbot: QtBot, language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Welcome]:
    """The page, open in English; settings and passwords go into files of the test's own."""
    monkeypatch.setenv("FLOORWATCH_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "passwords"))
    language.switch("en")
    (tmp_path / "settings.toml").write_text("# mine\n", "utf-8")
    settings = Settings(database=DatabaseSettings(address=str(tmp_path / "floor.db")))
    found = Welcome(settings, language, Memory(tmp_path / "console.ini"))
    qtbot.addWidget(found)
    found.show()
    yield found
    found.reject()


def refusal(welcome: Welcome) -> str:
    assert welcome.banner.isVisible()
    return welcome.banner._text.text()


def address_of(database: Database) -> str:
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_enter_starts_the_demo(welcome: Welcome) -> None:
    QTest.keyClick(welcome, Qt.Key.Key_Return)
    assert welcome.choice == Choice(Kind.DEMO, speed=60)


def test_the_demo_runs_as_fast_as_chosen(welcome: Welcome) -> None:
    welcome.demo.speeds.setCurrentIndex(2)
    welcome.start.click()
    assert welcome.choice == Choice(Kind.DEMO, speed=300)


def test_escape_chooses_nothing(welcome: Welcome) -> None:
    QTest.keyClick(welcome, Qt.Key.Key_Escape)
    assert welcome.isHidden()
    assert welcome.choice is None


def test_the_arrow_keys_open_one_card_after_the_other(welcome: Welcome) -> None:
    down, up = Qt.Key.Key_Down, Qt.Key.Key_Up
    for key, kind in ((down, Kind.EMPTY), (down, Kind.SHARED), (up, Kind.EMPTY), (up, Kind.DEMO)):
        QTest.keyClick(welcome.focusWidget(), key)
        assert welcome.opened() is kind
        assert [card.fields.isVisible() for card in welcome.cards.values()].count(True) == 1
    QTest.mouseClick(welcome.cards[Kind.SHARED], Qt.MouseButton.LeftButton)
    assert welcome.opened() is Kind.SHARED


def test_an_empty_floor_is_made_as_it_was_filled_in(welcome: Welcome, tmp_path: Path) -> None:
    welcome.open_card(Kind.EMPTY)
    welcome.empty.floor_name.setText(" 一楼 ")
    welcome.empty.zone.setCurrentText("Asia/Shanghai")
    welcome.empty.person.setText("王芳")
    welcome.start.click()
    assert welcome.choice
    database = Database(tmp_path / "floor.db")
    for _ in range(2):
        make_ready(database, first=welcome.choice.floor, now=MONDAY)
    with database.read() as session:
        assert [(floor.name, floor.zone) for floor in session.scalars(select(Floor))] == [("一楼", "Asia/Shanghai")]
        people = [(each.name, each.role, each.language) for each in session.scalars(select(Person))]
        assert people == [("王芳", Role.SUPERVISOR, Spoken.ENGLISH)]
    database.close()


@pytest.mark.parametrize(
    ("floor", "zone", "person", "field", "sentence"),
    [
        ("", "UTC", "王芳", "floor_name", "A name has 1 to 100 characters, not 0."),
        ("一楼", "UTC", "  ", "person", "A name has 1 to 100 characters, not 0."),
        ("x" * 101, "UTC", "王芳", "floor_name", "A name has 1 to 100 characters, not 101."),
        ("一楼", "Mars/Olympus", "王芳", "zone", "There is no time zone called Mars/Olympus."),
        ("一楼", "", "王芳", "zone", "There is no time zone called ."),
    ],
)
def test_a_field_that_makes_no_sense_is_a_sentence_and_stays(
    welcome: Welcome, floor: str, zone: str, person: str, field: str, sentence: str
) -> None:
    welcome.open_card(Kind.EMPTY)
    welcome.empty.floor_name.setText(floor)
    welcome.empty.zone.setCurrentText(zone)
    welcome.empty.person.setText(person)
    welcome.start.click()
    assert refusal(welcome) == sentence
    assert welcome.isVisible()
    assert welcome.empty.floor_name.text() == floor
    wrong = {"floor_name": welcome.empty.floor_name, "person": welcome.empty.person, "zone": welcome.empty.zone}[field]
    assert wrong.hasFocus()


def test_the_system_s_zone_is_proposed_and_others_are_found_by_a_part_of_their_name(welcome: Welcome) -> None:
    zones = [welcome.empty.zone.itemText(place) for place in range(welcome.empty.zone.count())]
    assert welcome.empty.zone.currentText() == zones[0]
    assert {"Asia/Shanghai", "Europe/London"} <= set(zones)
    completer = welcome.empty.zone.completer()
    assert completer
    completer.setCompletionPrefix("shangh")
    assert completer.currentCompletion() == "Asia/Shanghai"


def test_a_shared_database_is_tried_and_then_chosen(
    welcome: Welcome, postgresql_database: Database, qtbot: QtBot, tmp_path: Path
) -> None:
    welcome.open_card(Kind.SHARED)
    welcome.shared.address.setText(address_of(postgresql_database))
    welcome.shared.password.setText("hunter2")
    welcome.shared.attempt.click()
    qtbot.waitUntil(lambda: welcome.shared.said.text().startswith("It works: you are "), timeout=CONNECTING_MS)
    assert welcome.choice is None
    with qtbot.waitSignal(welcome.accepted, timeout=CONNECTING_MS):
        welcome.start.click()
    assert welcome.choice
    assert Database(welcome.choice.address).url.password == "hunter2"
    settings = (tmp_path / "settings.toml").read_text("utf-8")
    assert settings.startswith("# mine\n")
    assert "hunter2" not in settings + repr(welcome.choice)
    assert Database(load_settings().database_address).url.database == postgresql_database.url.database
    assert "hunter2" in (tmp_path / "passwords").read_text("utf-8")


def test_a_password_is_kept_only_if_that_is_wanted(
    welcome: Welcome, postgresql_database: Database, qtbot: QtBot, tmp_path: Path
) -> None:
    welcome.open_card(Kind.SHARED)
    welcome.shared.address.setText(address_of(postgresql_database))
    welcome.shared.password.setText("hunter2")
    welcome.shared.remember.setChecked(False)
    with qtbot.waitSignal(welcome.accepted, timeout=CONNECTING_MS):
        welcome.start.click()
    assert not (tmp_path / "passwords").exists()


@pytest.mark.parametrize("button", ["attempt", "start"])
@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "is not one: write postgresql://user@host/name."),
        ("nonsense", "is not one: write postgresql://user@host/name."),
        ("postgresql://u:hunter2@127.0.0.1:1/floor", "cannot be used now"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence_and_stays(
    welcome: Welcome, qtbot: QtBot, tmp_path: Path, address: str, sentence: str, button: str
) -> None:
    welcome.open_card(Kind.SHARED)
    welcome.shared.address.setText(address)
    (welcome.shared.attempt if button == "attempt" else welcome.start).click()
    qtbot.waitUntil(welcome.banner.isVisible, timeout=CONNECTING_MS)
    assert sentence in refusal(welcome)
    assert "hunter2" not in refusal(welcome)
    assert welcome.shared.address.text() == address
    assert welcome.start.isEnabled()
    assert (tmp_path / "settings.toml").read_text("utf-8") == "# mine\n"


def test_settings_that_cannot_be_kept_are_a_sentence(
    welcome: Welcome, postgresql_database: Database, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text("[database\n", "utf-8")
    welcome.open_card(Kind.SHARED)
    welcome.shared.address.setText(address_of(postgresql_database))
    welcome.start.click()
    qtbot.waitUntil(welcome.banner.isVisible, timeout=CONNECTING_MS)
    assert "cannot be written" in refusal(welcome)
    assert welcome.choice is None


def test_the_language_is_switched_on_the_page_and_remembered(
    welcome: Welcome, language: Language, tmp_path: Path, qtbot: QtBot
) -> None:
    welcome.languages["zh"].click()
    qtbot.waitUntil(lambda: welcome.title.text() == "欢迎使用投诉时效督导台")
    assert Memory(tmp_path / "console.ini").language == "zh"
    assert welcome.empty.floor_name.text() == "一号现场"
    assert [button.isChecked() for button in welcome.languages.values()] == [True, False]


@pytest.mark.parametrize("kind", Kind)
def test_every_card_looks_right(
    welcome: Welcome, qtbot: QtBot, language: Language, theme: Theme, kind: Kind, tmp_path: Path
) -> None:
    speak(language, "zh")
    welcome.open_card(kind)
    if kind is not Kind.DEMO:
        welcome.start.click()
        qtbot.waitUntil(welcome.banner.isVisible)
    names = [str(tmp_path), "postgresql://"]
    assert_looks_right(qtbot, welcome, language, theme, f"welcome-{kind}", names=names)
    assert_fits_a_small_screen(welcome)
