"""The dialog of channels: an address is added, tried with a real message, and taken away."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.models.people import Language as Spoken
from app.models.people import Role
from app.services.database import Database
from app.services.deadlines.addresses import list_addresses
from app.settings import ChannelSettings, Settings
from app.views.dialogs.attention import Attention
from app.views.dialogs.channels import Channels
from app.views.herald import is_on
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY, open_floor, person
from tests.services.deadlines.conftest import MailServer, mail_server  # noqa: F401 - fixture
from tests.services.deadlines.rounds import KEY
from tests.services.deadlines.vendors import SECRET, TOKEN, Vendors
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

READING_MS = 30_000


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """The vendors, at the time of the desk."""
    found = Vendors(MONDAY.timestamp())
    yield found
    found.stop()


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """A desk on an open floor, with the key of the addresses."""
    open_floor(sqlite_database)
    made = desk_on(sqlite_database, tasks, tmp_path, notices=Notices())
    return replace(made, settings=Settings(channel=ChannelSettings(key=KEY, timeout=5)))


def shown(qtbot: QtBot, desk: Desk) -> Channels:
    """The dialog as people see it, with what it has read."""
    dialog = Channels(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.whose.count() > len(Role), timeout=READING_MS)
    return dialog


def choose(dialog: Channels, channel: str, whose: object, url: str, secret: str = SECRET) -> None:
    """Fill in the form."""
    dialog.channel.setCurrentIndex(dialog.channel.findData(channel))
    dialog.whose.setCurrentIndex([dialog.whose.itemData(row) for row in range(dialog.whose.count())].index(whose))
    dialog.label.setText("主管群")
    dialog.url.setText(url)
    dialog.secret.setText(secret)


def press(qtbot: QtBot, dialog: Channels, button: QPushButton) -> None:
    """Press a button and wait for what comes of it."""
    button.click()
    qtbot.waitUntil(lambda: not dialog.desk.tasks.busy(), timeout=READING_MS)


def test_an_address_is_added_tried_and_removed(
    qtbot: QtBot, desk: Desk, vendors: Vendors, language: Language, theme: Theme
) -> None:
    dialog = shown(qtbot, desk)
    assert dialog.empty.isVisible()
    assert not dialog.add.isEnabled()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "channels-empty", names=["Slack", "https", "URL"])
    choose(dialog, "feishu", Role.SUPERVISOR, vendors.url("feishu"))
    dialog.language.setCurrentIndex(dialog.language.findData(Spoken.ENGLISH))
    press(qtbot, dialog, dialog.add)
    assert dialog.list.item(0).text() == "Feishu · 主管群 · Supervisor"
    assert (dialog.url.text(), dialog.secret.text()) == ("", "")
    with desk.database.read() as session:
        (row,) = list_addresses(session)
    assert (row.role, row.team, row.language) == (Role.SUPERVISOR, "", Spoken.ENGLISH)
    press(qtbot, dialog, dialog.test)
    assert dialog.answer.text() == "✓ 主管群: sent. Look whether it is there."
    assert "Test message" in str(vendors.received)
    assert_looks_right(qtbot, dialog, language, theme, "channels", names=["Slack", "https", "URL"])
    press(qtbot, dialog, dialog.remove)
    assert dialog.empty.isVisible()
    assert not dialog.test.isEnabled()


def test_what_is_refused_is_said_and_nothing_that_was_typed_is_lost(qtbot: QtBot, desk: Desk, vendors: Vendors) -> None:
    dialog = shown(qtbot, desk)
    choose(dialog, "wecom", Role.MANAGER, vendors.url("feishu"))
    press(qtbot, dialog, dialog.add)
    assert dialog.refusal.isVisible()
    assert dialog.url.text() == vendors.url("feishu")
    assert dialog.add.isEnabled()
    choose(dialog, "dingtalk", 1, vendors.url("dingtalk"), "wrong")
    assert not dialog.team.isEnabled()
    press(qtbot, dialog, dialog.add)
    press(qtbot, dialog, dialog.test)
    said = dialog.refusal.findChild(type(dialog.empty)).text()  # type: ignore[union-attr]
    assert said == "主管群 refuses it: 310000 sign not match"
    assert TOKEN not in said
    assert dialog.test.isEnabled()


def test_the_mail_server_is_tried_with_the_address_of_whoever_sits_here(
    qtbot: QtBot,
    desk: Desk,
    mail_server: MailServer,  # noqa: F811
    language: Language,
    theme: Theme,
) -> None:
    with desk.database.write() as session:
        manager = person(session, Role.MANAGER)
        manager.email = "manager@example.com"
    me: list[int | None] = [None]
    settings = replace(desk.settings, email=mail_server.settings)
    dialog = shown(qtbot, replace(desk, settings=settings, me=lambda: me[0]))
    assert dialog.list.item(0).text() == "E-mail · each person's own address"
    assert not dialog.remove.isEnabled()
    press(qtbot, dialog, dialog.test)
    assert dialog.refusal.isVisible()
    assert not mail_server.received
    me[0] = manager.id
    press(qtbot, dialog, dialog.test)
    assert dialog.answer.text() == "✓ E-mail: sent. Look whether it is there."
    assert [mail["To"] for mail in mail_server.received] == ["manager@example.com"]
    assert_looks_right(qtbot, dialog, language, theme, "channels-email", names=["Slack", "https", "URL"])


def test_a_person_switches_off_what_calls_for_attention(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    dialog = Attention(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    assert_looks_right(qtbot, dialog, language, theme, "attention")
    assert is_on(desk.memory, "sound")
    dialog.switches["sound"].click()
    assert not is_on(desk.memory, "sound")
    again = Attention(desk)
    qtbot.addWidget(again)
    assert not again.switches["sound"].isChecked()
    again.switches["sound"].click()
    assert is_on(desk.memory, "sound")
