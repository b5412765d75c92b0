"""The dialog of sources: one is tried, added, changed, paused; how it fares and what it refused is shown."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.models.feed import FeedReject, FeedSource
from app.models.people import Role
from app.services.database import Database
from app.services.deadlines.sealing import Seal
from app.services.intake.feeds.source import SourceError, kept_words
from app.services.intake.feeds.source_list import add_source
from app.settings import ChannelSettings, Settings
from app.views.dialogs.feed_rejects import FeedRejects
from app.views.dialogs.feeds import Feeds
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY, open_floor, person
from tests.services.intake.feeds.stand_in import StandIn
from tests.services.intake.feeds.vendors import LOGIN, SECRET, MadeUpDesk, ZendeskDescribed
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

READING_MS = 30_000
NAMES = (
    "客服邮箱",
    "Zendesk",
    "Freshdesk",
    "Jira",
    "Zammad",
    "IMAP",
    "TLS",
    "example",
    "JQL",
    "main.py",
    "SUP",
    "API",
    "labels",
    "atlassian",
)


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """A desk at which a manager sits."""
    open_floor(sqlite_database)
    with sqlite_database.read() as session:
        me = person(session, Role.MANAGER).id
    made = desk_on(sqlite_database, tasks, tmp_path, me=lambda: me, notices=Notices())
    return replace(made, settings=Settings(channel=ChannelSettings(key_file=str(tmp_path / "channel.key"))))


@pytest.fixture
def source(desk: Desk) -> int:
    """A mailbox that has brought something, refused something, and cannot be read now."""
    with desk.database.write() as session:
        values = {"host": "imap.example.com", "login": "desk@example.com"}
        made = add_source(
            session,
            Seal(desk.settings.channel),
            kind="mailbox",
            name="客服邮箱",
            values=values,
            secret="s3cret",
            by=desk.me(),
            now=MONDAY,
        )
        made.counts = {"added": 1_234, "threaded": 56, "automatic": 7}
        made.last_read_at, made.failures = MONDAY - timedelta(hours=1), 3
        made.next_read_at = MONDAY + timedelta(minutes=8)
        made.last_error = kept_words(SourceError("{host} does not answer in time.", host="imap.example.com"))
        for number in range(3):
            refusal = kept_words(SourceError("It cannot be recorded: {reason}", reason="DataError"))
            session.add(FeedReject(feed_source_id=made.id, external_key=f"17/{number}", at=MONDAY, reason=refusal))
        return made.id


def shown(qtbot: QtBot, desk: Desk) -> Feeds:
    """The dialog as people see it, with what it has read."""
    dialog = Feeds(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, desk)
    return dialog


def settle(qtbot: QtBot, desk: Desk) -> None:
    """Wait for what is under way."""
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=READING_MS)


def press(qtbot: QtBot, desk: Desk, button: QPushButton) -> None:
    """Press a button that can be pressed, and wait for what comes of it."""
    assert button.isEnabled(), button.text()
    button.click()
    settle(qtbot, desk)


def choose(dialog: Feeds, kind: str) -> None:
    """Choose the kind of a new source."""
    dialog.form.kind.setCurrentIndex(dialog.form.kind.findData(kind))
    dialog.form.kind.activated.emit(dialog.form.kind.currentIndex())


def fill(dialog: Feeds, **values: object) -> None:
    """Fill in fields of the kind."""
    for name, value in values.items():
        edit = dialog.form.edits[name]
        match edit:
            case QLineEdit():
                edit.setText(str(value))
            case QSpinBox():
                assert isinstance(value, int)
                edit.setValue(value)
            case QCheckBox():
                edit.setChecked(bool(value))
            case QComboBox():
                edit.setCurrentIndex(edit.findData(value))


def kept(desk: Desk) -> list[FeedSource]:
    """The sources on record."""
    with desk.database.read() as session:
        return session.query(FeedSource).order_by(FeedSource.id).all()


def test_a_source_is_tried_and_added(qtbot: QtBot, desk: Desk) -> None:
    server = StandIn(ZendeskDescribed(MadeUpDesk()), lambda: MONDAY)
    dialog = shown(qtbot, desk)
    assert dialog.empty.isVisible()
    choose(dialog, "zendesk")
    assert not dialog.save.isEnabled()
    dialog.form.name.setText("客服系统")
    fill(dialog, address=server.address, login=LOGIN, every=120)
    dialog.form.secret.setText("wrong")
    press(qtbot, desk, dialog.test)
    assert "look at the login" in dialog.refusal._text.text()
    dialog.form.secret.setText(SECRET)
    press(qtbot, desk, dialog.test)
    assert dialog.answer.text().startswith("✓")
    press(qtbot, desk, dialog.save)
    server.stop()
    [row] = kept(desk)
    assert (row.kind, row.name, row.settings["every"], row.active) == ("zendesk", "客服系统", 120, True)
    assert dialog.list.count() == 1
    assert dialog.form.secret.text() == ""
    assert "kept" in dialog.form.secret.placeholderText()


def test_how_it_fares_is_shown_and_its_secret_is_not(qtbot: QtBot, desk: Desk, source: int, language: Language) -> None:
    dialog = shown(qtbot, desk)
    assert "cannot be read" in dialog.list.item(0).text()
    assert "complaints: 1,234" in dialog.fares.text()
    assert "does not answer in time" in dialog.fault._text.text()
    assert dialog.form.secret.text() == ""
    fill(dialog, folder="Complaints", mark=True)
    press(qtbot, desk, dialog.save)
    [row] = kept(desk)
    assert (row.settings["folder"], row.settings["mark"], row.last_error) == ("Complaints", True, None)
    assert Seal(desk.settings.channel).open(row.secret or b"").url == "s3cret"
    assert not dialog.fault.isVisible()


def test_it_is_paused_goes_on_is_read_at_once_and_taken_away(qtbot: QtBot, desk: Desk, source: int) -> None:
    dialog = shown(qtbot, desk)
    press(qtbot, desk, dialog.now)
    assert kept(desk)[0].next_read_at is None
    assert not dialog.remove.isEnabled()
    press(qtbot, desk, dialog.pause)
    assert (kept(desk)[0].active, dialog.pause.text()) == (False, "&Go on")
    assert "paused" in dialog.list.item(0).text()
    press(qtbot, desk, dialog.pause)
    assert kept(desk)[0].active
    press(qtbot, desk, dialog.pause)
    press(qtbot, desk, dialog.remove)
    assert kept(desk) == []
    assert dialog.empty.isVisible()


def test_what_comes_of_one_source_is_not_laid_on_another_that_was_chosen_meanwhile(
    qtbot: QtBot, desk: Desk, source: int, tmp_path: Path
) -> None:
    with desk.database.write() as session:
        values = {"folder": str(tmp_path)}
        add_source(
            session,
            Seal(desk.settings.channel),
            kind="folder",
            name="文件夹",
            values=values,
            secret="",
            by=desk.me(),
            now=MONDAY,
        )
    dialog = shown(qtbot, desk)
    rows = [dialog.list.item(place).text() for place in range(2)]
    folder = next(place for place, text in enumerate(rows) if text.startswith("文件夹"))
    for button in (dialog.now, dialog.test):
        dialog.list.setCurrentRow(folder)
        settle(qtbot, desk)
        button.click()
        dialog.list.setCurrentRow(1 - folder)
        settle(qtbot, desk)
        assert dialog.form.name.text() == "客服邮箱"
        assert dialog.edited
        assert dialog.edited.name == "客服邮箱"
        assert dialog.list.currentRow() == 1 - folder
        assert not dialog.answer.isVisible()


def test_what_is_typed_wrong_is_said_in_the_language_of_the_screen(
    qtbot: QtBot, desk: Desk, language: Language
) -> None:
    dialog = shown(qtbot, desk)
    dialog.form.name.setText("x")
    fill(dialog, host="imap.example.com", login="a", security="none")
    dialog.form.secret.setText("s")
    press(qtbot, desk, dialog.save)
    assert "this machine" in dialog.refusal._text.text()
    assert kept(desk) == []
    assert isinstance(dialog.form.edits["host"], QLineEdit)
    assert dialog.form.edits["host"].text() == "imap.example.com"


def test_what_was_refused_is_tried_again_or_put_aside(qtbot: QtBot, desk: Desk, source: int) -> None:
    dialog = shown(qtbot, desk)
    assert "3" in dialog.rejects.text()
    dialog.rejects.click()
    settle(qtbot, desk)
    [refused] = dialog.findChildren(FeedRejects)
    assert refused.table.rowCount() == 3
    assert "DataError" in refused.table.model().index(0, 2).data()
    refused.table.selectRow(1)
    press(qtbot, desk, refused.again)
    with desk.database.read() as session:
        ages = sorted(MONDAY - each.at for each in session.query(FeedReject))
    assert [age > timedelta(days=1) for age in ages] == [False, False, True]
    refused.table.clearSelection()
    assert not refused.nothing.isVisible()
    press(qtbot, desk, refused.aside)
    assert refused.nothing.isVisible()
    assert refused.table.accessibleDescription() == refused.nothing.text()
    with desk.database.read() as session:
        assert session.query(FeedReject).count() == 0
    refused.reject()


def test_agents_look_and_change_nothing(qtbot: QtBot, desk: Desk, source: int) -> None:
    with desk.database.read() as session:
        agent = person(session, Role.AGENT).id
    dialog = shown(qtbot, replace(desk, me=lambda: agent))
    assert not dialog.save.isEnabled()
    assert not dialog.pause.isEnabled()
    assert "administrators" in dialog.save.toolTip()


def test_every_kind_has_its_form(qtbot: QtBot, desk: Desk) -> None:
    dialog = shown(qtbot, desk)
    for place in range(dialog.form.kind.count()):
        choose(dialog, dialog.form.kind.itemData(place))
        assert set(dialog.form.edits) >= {"every"}
        assert all(edit.accessibleName() for edit in dialog.form.edits.values())


def test_it_looks_right_in_both_languages_and_themes(
    qtbot: QtBot, desk: Desk, source: int, language: Language, theme: Theme
) -> None:
    dialog = shown(qtbot, desk)
    assert_looks_right(qtbot, dialog, language, theme, "feeds", names=NAMES)
    dialog.rejects.click()
    settle(qtbot, desk)
    [refused] = dialog.findChildren(FeedRejects)
    assert_looks_right(qtbot, refused, language, theme, "feed-rejects", names=(*NAMES, "DataError"))
    refused.reject()
    for kind in ("folder", "jira"):
        dialog.new.click()
        choose(dialog, kind)
        assert_looks_right(qtbot, dialog, language, theme, f"feeds-{kind}", names=(*NAMES, "boston", "Boston", "uci"))
    assert_fits_a_small_screen(dialog)


def test_an_empty_one_says_what_to_do(qtbot: QtBot, desk: Desk, language: Language, theme: Theme) -> None:
    dialog = shown(qtbot, desk)
    assert_looks_right(qtbot, dialog, language, theme, "feeds-empty", names=NAMES)
