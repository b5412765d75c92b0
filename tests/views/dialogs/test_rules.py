"""The dialog of rules: a copy is edited by form or text, seen in examples and effect, put in force and undone."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.people import Role
from app.models.rule_change import RuleChange, RuleDraft, RuleKind
from app.models.sla import Clock, LifeEvent, PolicyVersion, Target
from app.models.ticket import Source, Ticket
from app.services.database import Database
from app.services.deadlines.drafts import open_draft, save_draft
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.views.dialogs.rules import Rules
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.rules import keeper as rule_keeper
from app.views.rules.days import DayKind
from app.views.tasks import Task, Tasks
from app.views.theme import Theme
from tests.builders import MONDAY, clocks_of, new_ticket, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

WAIT_MS = 30_000
# What is not translated: names of people, words of the language of rules, and what Qt calls the hidden ends of tabs.
NAMES = [
    "china_office",
    "default",
    "manager",
    "agent",
    "min",
    "No heating",
    "FW-",
    "shorter",
    "amount",
    "targets",
    "Scroll ",
    "Typhoon",
]


@pytest.fixture
def rulebook(sqlite_database: Database) -> Rulebook:
    """An open floor."""
    return open_floor(sqlite_database)


@pytest.fixture
def ticket(sqlite_database: Database, rulebook: Rulebook) -> Ticket:
    """A complaint that came in two working days ago; three days are promised."""
    return new_ticket(sqlite_database, rulebook, now=MONDAY - timedelta(4), source=Source.EMAIL)


def desk_of(database: Database, tasks: Tasks, folder: Path, role: Role) -> Desk:
    """The desk of somebody."""
    with database.read() as session:
        me = person(session, role).id
    return desk_on(database, tasks, folder, me=lambda: me, notices=Notices())


@pytest.fixture
def desk(sqlite_database: Database, rulebook: Rulebook, tasks: Tasks, tmp_path: Path) -> Desk:
    """The desk of the manager."""
    return desk_of(sqlite_database, tasks, tmp_path, Role.MANAGER)


def settle(qtbot: QtBot, dialog: Rules) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not dialog.desk.tasks.busy() and dialog.page.keeper.is_quiet, timeout=WAIT_MS)


def shown(qtbot: QtBot, desk: Desk) -> Rules:
    """The dialog as people see it."""
    dialog = Rules(desk)
    qtbot.addWidget(dialog)
    dialog.open()
    settle(qtbot, dialog)
    return dialog


def drafted(qtbot: QtBot, desk: Desk, kind: RuleKind = RuleKind.POLICY, code: str = "default") -> Rules:
    """The dialog with a draft begun."""
    dialog = shown(qtbot, desk)
    dialog.index.choose(kind, code)
    settle(qtbot, dialog)
    dialog.page.edit.click()
    settle(qtbot, dialog)
    settle(qtbot, dialog)
    return dialog


def write_amount(qtbot: QtBot, dialog: Rules, target: Target, amount: str) -> bool:
    """Write another amount over that of the general rule of a target; say whether it was taken."""
    model = dialog.page.amounts.amounts
    row = next(place for place, each in enumerate(model.rows) if each.rule.target is target)
    taken = model.setData(model.index(row, 2), amount)
    settle(qtbot, dialog)
    return taken


def type_text(qtbot: QtBot, dialog: Rules, old: str, new: str) -> None:
    """Change the text as somebody who types."""
    dialog.page.editor.set_text(dialog.page.editor.toPlainText().replace(old, new, 1))
    qtbot.waitUntil(lambda: dialog.page.keeper.sent == dialog.page.editor.toPlainText(), timeout=WAIT_MS)
    settle(qtbot, dialog)


def look_at_effect(qtbot: QtBot, dialog: Rules) -> None:
    """Press the button on the page of the effect."""
    dialog.page.tabs.setCurrentIndex(2)
    dialog.page.impact.look.click()
    settle(qtbot, dialog)


def answer(qtbot: QtBot, button: str) -> str:
    """Press a button of the question that is asked; return what it says."""
    found: list[QMessageBox] = []

    def asked() -> bool:
        boxes = (each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox))
        found[:] = [each for each in boxes if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(asked, timeout=WAIT_MS)
    said = found[0].text()
    next(each for each in found[0].findChildren(QPushButton) if each.text().replace("&", "") == button).click()
    return said


def found_in(dialog: Rules, said: str) -> bool:
    """Whether the text of the draft says so."""
    return said in dialog.page.editor.toPlainText()


def test_the_rules_in_force_are_listed_with_what_they_govern(
    qtbot: QtBot, desk: Desk, ticket: Ticket, language: Language, theme: Theme
) -> None:
    dialog = shown(qtbot, desk)
    rules = {each.code: each for each in dialog.index.found.rules}
    assert rules["default"].clocks == rules["china_office"].clocks == len(clocks_of(desk.database, ticket))
    assert dialog.index.current() == rules["default"]
    assert dialog.page.title.text() == "Default policy"
    assert dialog.page.editor.isReadOnly()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "rules", names=NAMES)


def test_an_amount_is_written_over_in_the_form_and_the_examples_follow(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    dialog = drafted(qtbot, desk)
    page = dialog.page
    row = dialog.index.current()
    assert row
    assert row.drafted_by == "manager"
    page.amounts.selectRow(next(i for i, each in enumerate(page.amounts.amounts.rows) if each.written == "3d"))
    settle(qtbot, dialog)
    assert write_amount(qtbot, dialog, Target.RESOLUTION, "1d")
    assert 'amount = "1d"' in page.editor.toPlainText()
    assert page.looked
    assert page.looked.examples
    now = page.looked.examples.examples[0]
    assert now.before
    assert now.after
    assert now.before.due - now.after.due == timedelta(2)
    assert "by the rules in force" in page.examples.strip.accessibleDescription()
    assert_looks_right(qtbot, dialog, language, theme, "rules-form", names=NAMES)
    with desk.database.read() as session:
        assert 'amount = "1d"' in session.scalars(select(RuleDraft.text)).one()


def test_a_target_chosen_while_the_text_is_looked_at_stays_chosen(qtbot: QtBot, desk: Desk) -> None:
    dialog = drafted(qtbot, desk)
    page = dialog.page
    page.keeper.look(again=True)
    page.examples.choose(1)
    settle(qtbot, dialog)
    assert page.examples.chosen() == 1
    assert page.looked
    assert page.looked.examples
    assert page.looked.examples.chosen == 1


def test_an_amount_that_cannot_be_counted_is_refused_and_changes_nothing(qtbot: QtBot, desk: Desk) -> None:
    dialog = drafted(qtbot, desk)
    before = dialog.page.editor.toPlainText()
    assert not write_amount(qtbot, dialog, Target.RESOLUTION, "3h")
    assert dialog.page.banner.isVisible()
    assert dialog.page.editor.toPlainText() == before


def test_a_problem_is_marked_on_its_line_as_one_types_and_is_kept_in_the_draft(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    dialog = drafted(qtbot, desk)
    page = dialog.page
    text = page.editor.toPlainText()
    line = text[: text.index('"5min"')].count("\n") + 1
    type_text(qtbot, dialog, '"5min"', '"5 minutes"')
    assert f"Line {line}: targets[2].amount" in page.text.problem.text()
    assert not page.forms.isEnabled()
    page.text.go.click()
    assert page.editor.textCursor().blockNumber() + 1 == line
    page.tabs.setCurrentIndex(1)
    assert_looks_right(qtbot, dialog, language, theme, "rules-problem", names=NAMES)
    look_at_effect(qtbot, dialog)
    assert page.impact.seen is None
    with desk.database.read() as session:
        assert '"5 minutes"' in session.scalars(select(RuleDraft.text)).one()
    type_text(qtbot, dialog, '"5 minutes"', '"6min"')
    assert page.text.problem.text() == "✓ The text holds."
    assert page.forms.isEnabled()


def test_a_draft_is_put_in_force_with_a_reason_and_undone_in_one_step(
    qtbot: QtBot, desk: Desk, ticket: Ticket, language: Language, theme: Theme
) -> None:
    (before,) = clocks_of(desk.database, ticket, Target.RESOLUTION)
    dialog = drafted(qtbot, desk)
    impact = dialog.page.impact
    write_amount(qtbot, dialog, Target.RESOLUTION, "1d")
    look_at_effect(qtbot, dialog)
    assert "1 open complaint moves, 1 becomes late, 0 no longer are." in impact.sentence.text()
    assert impact.model.total() == 1
    assert not impact.apply.isEnabled()
    QTest.keyClicks(impact.reason, "shorter")
    assert_looks_right(qtbot, dialog, language, theme, "rules-effect", names=NAMES)
    opened: list[int] = []
    desk.requests.case.connect(opened.append)
    impact.table.opened.emit(before.id)
    assert opened == [ticket.id]
    impact.apply.click()
    assert "1 becomes late" in answer(qtbot, "Put in force")
    settle(qtbot, dialog)
    settle(qtbot, dialog)
    (moved,) = clocks_of(desk.database, ticket, Target.RESOLUTION)
    assert moved.due_at < before.due_at
    with desk.database.read() as session:
        assert session.scalars(select(RuleChange.reason)).all() == ["shorter"]
        assert session.scalars(select(RuleDraft)).all() == []
    (change,) = dialog.index.found.changes
    assert (change.code, change.version, change.by, change.moved, change.last) == ("default", 2, "manager", 1, True)
    dialog.index.take_back.click()
    assert answer(qtbot, "Undo").endswith("0 stay.")
    settle(qtbot, dialog)
    settle(qtbot, dialog)
    (back,) = clocks_of(desk.database, ticket, Target.RESOLUTION)
    assert back.due_at == before.due_at
    assert dialog.index.found.changes[0].undone_by == "manager"
    assert not dialog.index.take_back.isEnabled()


def test_undoing_names_the_deadlines_that_stay(qtbot: QtBot, desk: Desk, rulebook: Rulebook, ticket: Ticket) -> None:
    dialog = drafted(qtbot, desk)
    write_amount(qtbot, dialog, Target.RESOLUTION, "1d")
    look_at_effect(qtbot, dialog)
    dialog.page.impact.reason.setText("shorter")
    dialog.page.impact.put_in_force()
    settle(qtbot, dialog)
    with desk.database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.WITHDRAWN, now=MONDAY)
    dialog.index.take_back.click()
    assert answer(qtbot, "Leave it") == "0 deadlines go back, 2 stay."


def test_an_effect_that_was_seen_before_the_floor_moved_on_says_so_and_is_refused(
    qtbot: QtBot, desk: Desk, ticket: Ticket
) -> None:
    dialog = drafted(qtbot, desk)
    impact = dialog.page.impact
    write_amount(qtbot, dialog, Target.RESOLUTION, "1d")
    look_at_effect(qtbot, dialog)
    # Nothing that was seen is touched by what others do, nor by a note on the complaint itself.
    for heard in (frozenset({ticket.id + 1}), frozenset({ticket.id}), None):
        dialog.hear({"Ticket": heard})
        settle(qtbot, dialog)
        assert not impact.stale.isVisible()
    with desk.database.write() as session:
        clock = session.scalars(select(Clock).where(Clock.target == Target.RESOLUTION)).one()
        clock.due_at += timedelta(hours=1)
    dialog.hear({"Ticket": frozenset({ticket.id})})
    qtbot.waitUntil(impact.stale.isVisible, timeout=WAIT_MS)
    impact.stale.hide()
    impact.reason.setText("shorter")
    impact.put_in_force()
    settle(qtbot, dialog)
    with desk.database.read() as session:
        assert session.scalars(select(RuleChange)).all() == []
    assert impact.stale.isVisible()
    impact.stale.answered.emit()
    settle(qtbot, dialog)
    assert not impact.stale.isVisible()
    assert impact.seen


def test_looking_at_the_effect_tells_how_far_it_is_and_can_be_cancelled(
    qtbot: QtBot, desk: Desk, ticket: Ticket
) -> None:
    dialog = drafted(qtbot, desk)
    impact = dialog.page.impact
    write_amount(qtbot, dialog, Target.RESOLUTION, "1d")
    told: list[Task] = []
    desk.tasks.started.connect(told.append)
    look_at_effect(qtbot, dialog)
    assert told[0].progress == (100, 100)
    for work in (impact.begin, impact.put_in_force):
        seen = impact.seen
        impact.reason.setText("shorter")
        work()
        # Esc cancels what is under way, and leaves the dialog open.
        dialog.reject()
        settle(qtbot, dialog)
        assert dialog.isVisible()
        assert impact.seen is seen
    with desk.database.read() as session:
        assert session.scalars(select(RuleChange)).all() == []
    assert impact.look.isEnabled()


def test_a_typhoon_closes_the_calendar_from_an_hour_on(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    dialog = drafted(qtbot, desk, RuleKind.CALENDAR, "china_office")
    days = dialog.page.days
    days.since.setDateTime(QDateTime.fromString("2026-03-02T14:00:00", Qt.DateFormat.ISODate))
    days.until.setDateTime(QDateTime.fromString("2026-03-02T18:00:00", Qt.DateFormat.ISODate))
    days.names["zh"].setText("台风")
    QTest.keyClicks(days.names["en"], "Typhoon")
    days.add.click()
    settle(qtbot, dialog)
    assert days.list.item(0).text() == "Mon 2 Mar 14:00-18:00 closed · Typhoon"
    assert found_in(dialog, '{ zh = "台风", en = "Typhoon" }')
    found = dialog.page.looked
    assert found
    assert found.examples
    assert found.examples.days[0].closures == ((14 / 24, 18 / 24),)
    assert_looks_right(qtbot, dialog, language, theme, "rules-calendar", names=NAMES)
    days.kind.setCurrentIndex(days.kind.findData(DayKind.CLOSED))
    days.names["zh"].setText("内部培训")
    days.add.click()
    settle(qtbot, dialog)
    # What has a name in one language is called so in the other one too.
    assert days.list.item(0).text() == "Mon 2 Mar closed all day · 内部培训"
    days.remove.click()
    settle(qtbot, dialog)
    assert days.nothing.isVisible()


def test_who_may_not_change_rules_reads_them(
    qtbot: QtBot, sqlite_database: Database, rulebook: Rulebook, tasks: Tasks, tmp_path: Path
) -> None:
    dialog = shown(qtbot, desk_of(sqlite_database, tasks, tmp_path, Role.SUPERVISOR))
    page = dialog.page
    assert not page.edit.isVisible()
    assert page.editor.isReadOnly()
    assert not page.amounts.amounts.editable
    assert "only managers and administrators" in page.meta.text()


def test_a_draft_that_somebody_else_has_saved_is_not_written_over(qtbot: QtBot, desk: Desk) -> None:
    dialog = drafted(qtbot, desk)
    with desk.database.write() as session:
        them = person(session, Role.ADMINISTRATOR).id
        theirs = open_draft(session, RuleKind.POLICY, "default", person_id=them, now=MONDAY)
        save_draft(session, theirs.id, theirs.text + "# theirs\n", version=theirs.version, person_id=them, now=MONDAY)
    type_text(qtbot, dialog, '"3d"', '"7d"')
    assert dialog.page.conflict.isVisible()
    assert '"7d"' in dialog.page.editor.toPlainText()
    with desk.database.read() as session:
        assert session.scalars(select(RuleDraft.text)).one().endswith("# theirs\n")
    dialog.page.conflict.answered.emit()
    settle(qtbot, dialog)
    settle(qtbot, dialog)
    assert dialog.page.editor.toPlainText().endswith("# theirs\n")
    assert not dialog.page.conflict.isVisible()
    dialog.page.editor.undo()
    assert '"7d"' in dialog.page.editor.toPlainText()


def test_what_is_typed_while_the_database_is_lost_is_kept_when_it_is_back(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_keeper, "RETRY_MS", 50)
    dialog = drafted(qtbot, desk)
    file = desk.database.file
    assert file
    desk.database.close()
    file.rename(file.with_suffix(".away"))
    dialog.page.editor.set_text(dialog.page.editor.toPlainText().replace('"3d"', '"7d"', 1))
    qtbot.waitUntil(dialog.page.banner.isVisible, timeout=WAIT_MS)
    assert '"7d"' in dialog.page.editor.toPlainText()
    file.with_suffix(".away").rename(file)
    qtbot.waitUntil(lambda: not dialog.page.banner.isVisible(), timeout=WAIT_MS)
    with desk.database.read() as session:
        assert '"7d"' in session.scalars(select(RuleDraft.text)).one()
    settle(qtbot, dialog)


def test_a_draft_is_thrown_away_after_a_question(qtbot: QtBot, desk: Desk) -> None:
    dialog = drafted(qtbot, desk)
    type_text(qtbot, dialog, '"3d"', '"7d"')
    dialog.page.discard.click()
    answer(qtbot, "Throw away")
    settle(qtbot, dialog)
    settle(qtbot, dialog)
    assert dialog.page.draft is None
    assert '"7d"' not in dialog.page.editor.toPlainText()
    with desk.database.read() as session:
        assert session.scalars(select(RuleDraft)).all() == []
        assert session.scalars(select(PolicyVersion.number)).all() == [1]


def test_the_rules_open_once_and_beside_the_window(qtbot: QtBot, desk: Desk) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, second = Rules(desk, window), Rules(desk, window)
    first.open()
    second.open()
    settle(qtbot, first)
    assert first.isVisible()
    assert window.findChildren(Rules) == [first]
    assert first.windowModality() == Qt.WindowModality.NonModal
