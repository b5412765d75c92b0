"""A new complaint is taken down from the keyboard alone, and nothing that was entered is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.customer import Customer, CustomerContact, CustomerOrder
from app.models.evidence import Attachment
from app.models.floor import Floor, Queue
from app.models.people import Language as Spoken
from app.models.people import Role
from app.models.ticket import Category, Emotion, Source, Ticket
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.customers import find_or_make
from app.services.intake.record import Choices
from app.services.knowledge.articles import ArticleText, publish_article, write_article
from app.services.knowledge.index import index_all
from app.views.dialogs.read_article import ReadArticle
from app.views.dialogs.record import RecordComplaint
from app.views.i18n import Language
from app.views.intake.complaint_fields import ComplaintFields
from app.views.pane import Desk
from app.views.panes.queue import QueuePane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.services.intake.test_file_kinds import EXE, PDF, PNG
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right
from tests.views.walk import cut_off

TITLE = "取暖器漏电，客厅跳闸"
_KEYS = {"\t": Qt.Key.Key_Tab, "\n": Qt.Key.Key_Return}


def furnish(database: Database) -> Rulebook:
    """A floor with a queue, categories, and a customer who has bought and complained before."""
    rulebook = open_floor(database)
    with database.write() as session:
        floor = session.scalars(select(Floor.id)).one()
        session.add_all([Queue(name="产品线", floor_id=floor), Queue(name="物流", floor_id=floor)])
        root = Category(name="产品", path="产品")
        session.add(root)
        session.flush()
        for name in ("质量", "安全"):
            session.add(Category(name=name, path=f"产品 / {name}", parent_id=root.id))
        session.add(Category(name="旧类", path="旧类", active=False))
        zhang = find_or_make(session, name="张伟", telephone="138 0001 2345", email="zhang.wei@example.com")
        zhang.level = "VIP"
        session.add(CustomerOrder(customer_id=zhang.id, number="DD20260001", product="取暖器 A3", ordered_at=MONDAY))
        customer_id = zhang.id
    title = "取暖器漏电"
    new_ticket(database, rulebook, title=title, customer_id=customer_id, now=MONDAY - HOUR)
    new_ticket(
        database,
        rulebook,
        title=f"{title}，{'而且一直没有人联系我们' * 20}",
        customer_id=customer_id,
        now=MONDAY - HOUR,
    )
    index_all(database)
    return rulebook


def seated(database: Database, tasks: Tasks, folder: Path) -> Desk:
    with database.read() as session:
        agent = person(session, Role.AGENT).id
    return desk_on(database, tasks, folder, me=lambda: agent)


def opened(qtbot: QtBot, desk: Desk) -> RecordComplaint:
    dialog = RecordComplaint(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.fields.category.count() > 1)
    return dialog


def settled(qtbot: QtBot, dialog: RecordComplaint) -> None:
    qtbot.waitUntil(lambda: not dialog._pause.isActive() and not dialog.desk.tasks.busy())


def keys(text: str) -> None:
    """Type into whatever has the keyboard."""
    for sign in text:
        # A list of completions hands on what it does not take.
        widget = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert widget
        if sign in _KEYS:
            QTest.keyClick(widget, _KEYS[sign])
        else:
            # As an input method hands over what it has put together.
            typed = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
            QApplication.sendEvent(widget, typed)


def recorded(database: Database) -> Ticket:
    with database.read() as session:
        return session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()  # type: ignore[return-value]


@pytest.fixture
def furnished(sqlite_database: Database) -> Database:
    """A furnished floor on SQLite."""
    furnish(sqlite_database)
    return sqlite_database


@pytest.fixture
def dialog(qtbot: QtBot, furnished: Database, tasks: Tasks, tmp_path: Path) -> RecordComplaint:
    """The dialog of the agent there."""
    return opened(qtbot, seated(furnished, tasks, tmp_path))


def test_it_looks_right(
    qtbot: QtBot, dialog: RecordComplaint, language: Language, theme: Theme, tmp_path: Path
) -> None:
    names = [
        "张伟",
        "VIP",
        "DD20260001",
        "取暖器 A3",
        "photo.png",
        "letter.pdf",
        "产品",
        "zhang.wei",
        "yes.exe",
        "Ctrl+Enter",
    ]
    assert_looks_right(qtbot, dialog, language, theme, "record-empty", names=names)
    keys("138")
    qtbot.waitUntil(lambda: bool(dialog.fields.customer.picker.lines()))
    assert_looks_right(qtbot, dialog, language, theme, "record-search", names=names)
    keys("\n")
    keys(TITLE)
    for name, content in (("photo.png", PNG), ("letter.pdf", PDF), ("yes.exe", EXE)):
        (tmp_path / name).write_bytes(content)
    drop(dialog, [tmp_path / name for name in ("photo.png", "letter.pdf", "yes.exe")])
    settled(qtbot, dialog)
    assert dialog.similar.isVisible()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "record-full", names=names)
    dialog.fields.customer.search_again()
    dialog.fields.customer.picker.field.setText("李娜")
    qtbot.waitUntil(lambda: dialog.fields.customer._answered == "李娜")
    keys("\n")
    assert_looks_right(qtbot, dialog, language, theme, "record-new", names=names)


def drop(dialog: RecordComplaint, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    target = dialog.fields.title
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier)
    assert QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    assert QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))


def paste(data: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(data)
    widget = QApplication.focusWidget()
    assert widget
    QTest.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def save(qtbot: QtBot, dialog: RecordComplaint) -> int:
    """Press Ctrl+Enter, and return the case that is opened."""
    with qtbot.waitSignal(dialog.desk.requests.case, timeout=9000) as case:
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert case.args
    return int(case.args[0])


def refused(qtbot: QtBot, dialog: RecordComplaint) -> str:
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.fields.isEnabled()
    return str(dialog.banner._sentence)


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_complaint_is_taken_down_with_keys_alone(
    qtbot: QtBot, request: pytest.FixtureRequest, tasks: Tasks, tmp_path: Path, kind: str
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    furnish(database)
    dialog = opened(qtbot, seated(database, tasks, tmp_path))
    # Enter comes before the search has answered: it takes who is found.
    keys("2345\n")
    qtbot.waitUntil(dialog.fields.title.hasFocus)
    qtbot.waitUntil(lambda: dialog.fields.order.count() == 2)
    # Title, what happened, demand; by telephone, now, angry, three people; the order; safety; logistics.
    keys(f"{TITLE}\t开机后跳闸\n两次\t退货退款\t\t\tang\t3\tD\t\t安全\t物")
    settled(qtbot, dialog)
    assert dialog.similar.isVisible()
    assert dialog.fields.category.currentText() == "产品 / 安全"
    ticket_id = save(qtbot, dialog)
    ticket = recorded(database)
    with database.read() as session:
        agent = person(session, Role.AGENT).id
        category, queue = session.get_one(Category, ticket.category_id), session.get_one(Queue, ticket.queue_id)
        customer, order = (
            session.get_one(Customer, ticket.customer_id),
            session.get_one(CustomerOrder, ticket.order_id),
        )
    assert ticket.id == ticket_id
    assert (ticket.title, ticket.description, ticket.demand) == (TITLE, "开机后跳闸\n两次", "退货退款")
    assert (ticket.source, ticket.received_at, ticket.emotion) == (Source.TELEPHONE, MONDAY, Emotion.ANGRY)
    assert (ticket.affected, ticket.product, order.number) == (3, "取暖器 A3", "DD20260001")
    assert (category.name, queue.name, customer.name) == ("安全", "物流", "张伟")
    assert (ticket.owner_id, ticket.first_handler_id) == (agent, agent)
    # It was assessed, and taking it down on the telephone was its first answer.
    assert ticket.score
    assert ticket.first_responded_at == MONDAY


def test_what_takes_its_time_to_be_recorded_cannot_be_changed_meanwhile(
    qtbot: QtBot, dialog: RecordComplaint, furnished: Database
) -> None:
    dialog.fields.title.setFocus()
    keys("Late parcel")
    with furnished.write() as session:
        # Somebody else is writing.
        session.connection()
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        dialog.reject()
        qtbot.waitUntil(lambda: not dialog.fields.isEnabled())
        assert not dialog.ok.isEnabled()
        assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert recorded(furnished).title == "Late parcel"


def test_somebody_new_is_taken_down_in_place(qtbot: QtBot, dialog: RecordComplaint, furnished: Database) -> None:
    keys("13911112222\n")
    qtbot.waitUntil(dialog.fields.customer.name.hasFocus)
    keys("李娜\t\tLi.Na@example.com\t")
    dialog.fields.title.setFocus()
    keys("Late parcel")
    save(qtbot, dialog)
    with furnished.read() as session:
        customer = session.get_one(Customer, recorded(furnished).customer_id)
        known = set(session.scalars(select(CustomerContact.normal).where(CustomerContact.customer_id == customer.id)))
    assert (customer.name, known) == ("李娜", {"13911112222", "li.na@example.com"})


def test_what_is_pasted_and_dropped_comes_with_it(
    qtbot: QtBot, dialog: RecordComplaint, furnished: Database, tmp_path: Path
) -> None:
    dialog.fields.title.setFocus()
    keys("Late parcel")
    words = QMimeData()
    words.setText(" again")
    paste(words)
    assert dialog.fields.title.text() == "Late parcel again"
    picture, shot = QMimeData(), QImage(400, 300, QImage.Format.Format_RGB32)
    shot.fill(Qt.GlobalColor.red)
    picture.setImageData(shot)
    paste(picture)
    qtbot.waitUntil(lambda: dialog.evidence.list.count() == 1)
    (tmp_path / "letter.pdf").write_bytes(PDF)
    (tmp_path / "letter.docx").write_bytes(EXE)
    drop(dialog, [tmp_path / "letter.pdf", tmp_path / "letter.docx", tmp_path])
    settled(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.evidence.list.count() == 2)
    # All that was refused stands there; a picture is shown small, and no path was written into the title.
    said = "letter.docx is not what its ending says. Not taken either: "
    assert str(dialog.banner._sentence) == f"{said}{tmp_path.name}."
    assert [each.small is not None for each in dialog.evidence.files] == [True, False]
    assert dialog.fields.title.text() == "Late parcel again"
    drop(dialog, [tmp_path / "letter.pdf"])
    settled(qtbot, dialog)
    assert dialog.evidence.list.count() == 2
    ticket_id = save(qtbot, dialog)
    with furnished.read() as session:
        rows = session.scalars(select(Attachment).where(Attachment.ticket_id == ticket_id).order_by(Attachment.id))
        assert [(row.name, row.media_type) for row in rows] == [
            ("Picture.png", "image/png"),
            ("letter.pdf", "application/pdf"),
        ]


def test_a_file_is_put_away_again(qtbot: QtBot, dialog: RecordComplaint, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(PDF)
    drop(dialog, [tmp_path / "letter.pdf"])
    qtbot.waitUntil(lambda: dialog.evidence.list.count() == 1)
    dialog.evidence.list.setFocus()
    QTest.keyClick(dialog.evidence.list, Qt.Key.Key_Delete)
    assert dialog.evidence.list.count() == 0
    assert not dialog.evidence.list.isVisible()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda fields: fields.title.clear(), "needs a title"),
        (lambda fields: fields.title.setText(" \t "), "needs a title"),
        (lambda fields: fields.received.setText("soon"), "“soon” is no date and time"),
        (lambda fields: fields.received.setText("2030-01-01"), "cannot have been received in the future"),
        (lambda fields: fields.description.setPlainText("x" * 50_001), "A text has at most 50000 characters"),
        (lambda fields: fields.demand.setPlainText("x" * 50_001), "A text has at most 50000 characters"),
        (lambda fields: fields.category.setCurrentText("nonsense"), "There is no category “nonsense”"),
        (lambda fields: fields.customer.picker.field.setText("zhang"), "Choose who “zhang” is"),
        (lambda fields: new_customer(fields, telephone="call me"), "“call me” is no telephone number"),
        (lambda fields: new_customer(fields, telephone="12"), "“12” is no telephone number"),
        (lambda fields: new_customer(fields, email="a@b@c"), "“a@b@c” is no e-mail address"),
        (
            lambda fields: fields.offer(Choices([(99, "gone")], [(99, "gone")])) or fields.choose_category(99),
            "not there any longer",
        ),
    ],
)
def test_bad_input_is_refused_and_nothing_is_lost(
    qtbot: QtBot, dialog: RecordComplaint, furnished: Database, spoil: Callable[[ComplaintFields], object], said: str
) -> None:
    before = recorded(furnished).id
    dialog.fields.title.setText("Late parcel")
    dialog.fields.product.setText("parcel")
    spoil(dialog.fields)
    assert said in refused(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog.fields.product.text() == "parcel"
    assert recorded(furnished).id == before
    with furnished.read() as session:
        assert len(session.scalars(select(Customer.id)).all()) == 1


@pytest.mark.parametrize("missing", ["customer", "category"])
def test_what_has_to_be_chosen_first_has_the_keyboard(qtbot: QtBot, dialog: RecordComplaint, missing: str) -> None:
    fields = dialog.fields
    fields.title.setText("Late parcel")
    if missing == "customer":
        fields.customer.picker.field.setText("13800010099")
    else:
        fields.category.setCurrentText("nonsense")
    fields.description.setFocus()
    assert refused(qtbot, dialog)
    assert (fields.customer.picker.field if missing == "customer" else fields.category).hasFocus()
    if missing == "customer":
        settled(qtbot, dialog)
        QTest.keyClick(fields.customer.picker.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: fields.customer.is_new)


def new_customer(fields: ComplaintFields, **typed: str) -> None:
    fields.customer.is_new = True
    for name, text in typed.items():
        getattr(fields.customer, name).setText(text)


def test_nothing_is_recorded_without_the_files_that_are_still_being_read(
    qtbot: QtBot, dialog: RecordComplaint, furnished: Database, tmp_path: Path
) -> None:
    dialog.fields.title.setText(TITLE)
    (tmp_path / "letter.pdf").write_bytes(PDF)
    drop(dialog, [tmp_path / "letter.pdf"])
    dialog.ok.click()
    assert not dialog.ok.isEnabled()
    settled(qtbot, dialog)
    dialog.ok.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    with furnished.read() as session:
        assert session.scalars(select(Attachment.name)).all() == ["letter.pdf"]


def test_odd_signs_are_recorded_as_words(qtbot: QtBot, dialog: RecordComplaint, furnished: Database) -> None:
    dialog.fields.title.setText("<b>'; DROP TABLE ticket; --\0")
    dialog.fields.description.setPlainText("{field} %s 𠮷😀 \u202e \0")
    save(qtbot, dialog)
    ticket = recorded(furnished)
    assert ticket.title == "<b>'; DROP TABLE ticket; --"
    assert ticket.description.startswith("{field} %s 𠮷😀")


def test_a_time_is_shown_as_it_was_understood(qtbot: QtBot, dialog: RecordComplaint, furnished: Database) -> None:
    dialog.fields.title.setText("Late parcel")
    dialog.fields.received.setFocus()
    keys("2026年3月1日 9点30\t")
    assert dialog.fields.received.text() == "2026-03-01 09:30"
    save(qtbot, dialog)
    assert f"{recorded(furnished).received_at:%Y-%m-%d %H:%M}" == "2026-03-01 01:30"


def test_esc_asks_before_anything_is_given_up(qtbot: QtBot, dialog: RecordComplaint) -> None:
    keys("李")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    question = dialog.findChild(QMessageBox)
    assert question
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.fields.customer.picker.field.text() == "李"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    press(dialog, "&Discard it")
    assert not dialog.isVisible()


def test_esc_leaves_an_empty_form_at_once(dialog: RecordComplaint) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_one_that_is_on_record_is_opened_instead(
    qtbot: QtBot, dialog: RecordComplaint, furnished: Database
) -> None:
    before = recorded(furnished).id
    keys("138\n")
    qtbot.waitUntil(dialog.fields.title.hasFocus)
    keys(TITLE)
    settled(qtbot, dialog)
    dialog.fields.description.setPlainText("Twice.")
    settled(qtbot, dialog)
    dialog.similar.buttons[0].click()
    with qtbot.waitSignal(dialog.desk.requests.case) as case:
        press(dialog, "&Discard it")
    assert case.args in ([before], [before - 1])
    assert not dialog.isVisible()
    assert recorded(furnished).id == before


def press(dialog: RecordComplaint, text: str) -> None:
    question = dialog.findChildren(QMessageBox)[-1]
    next(each for each in question.findChildren(QPushButton) if each.text() == text).click()


def test_a_category_is_suggested_and_taken_with_one_key(
    qtbot: QtBot, furnished: Database, tasks: Tasks, tmp_path: Path
) -> None:
    desk = seated(furnished, tasks, tmp_path)
    with furnished.read() as session:
        ids = {each.name: each.id for each in session.scalars(select(Category))}
    rulebook = desk.rulebook
    for name, text in (("安全", "插座冒烟起火"), ("质量", "屏幕有划痕")):
        for _ in range(4):
            new_ticket(furnished, rulebook, title=text, category_id=ids[name])
    dialog = opened(qtbot, desk)
    dialog.fields.title.setText("插座冒烟")
    qtbot.waitUntil(dialog.suggested.isVisible)
    dialog.suggested.click()
    assert dialog.fields.category.currentText() == "产品 / 安全"
    assert not dialog.suggested.isVisible()


def test_articles_that_may_answer_it_are_offered_while_it_is_typed(
    qtbot: QtBot, furnished: Database, tasks: Tasks, tmp_path: Path, language: Language, theme: Theme
) -> None:
    desk = seated(furnished, tasks, tmp_path)
    with furnished.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        for title in (TITLE, f"{TITLE}：如何安全断电并预约上门检测", f"{TITLE}之后的赔付"):
            given = ArticleText(title=title, body="拔下插头。", language=Spoken.CHINESE)
            article = write_article(session, given, person_id=lead, now=MONDAY)
            publish_article(session, article.id, person_id=lead, now=MONDAY)
    index_all(furnished)
    dialog = opened(qtbot, desk)
    assert not dialog.hints.isVisible()
    keys("138")
    qtbot.waitUntil(lambda: bool(dialog.fields.customer.picker.lines()))
    keys("\n")
    dialog.fields.title.setText(TITLE)
    qtbot.waitUntil(dialog.hints.isVisible)
    settled(qtbot, dialog)
    assert dialog.similar.isVisible()
    assert_fits_a_small_screen(dialog)
    names = ["张伟", "VIP", "DD20260001", "取暖器", "产品", "zhang.wei", "Ctrl+Enter"]
    assert_looks_right(qtbot, dialog, language, theme, "record-hints", names=names)
    dialog.hints.buttons[0].click()
    shown = dialog.findChild(ReadArticle)
    assert shown
    shown.reject()
    assert dialog.fields.title.text() == TITLE


def test_the_queue_begins_one_with_a_button(
    qtbot: QtBot, furnished: Database, tasks: Tasks, tmp_path: Path, language: Language
) -> None:
    pane = QueuePane(seated(furnished, tasks, tmp_path))
    qtbot.addWidget(pane)
    pane.resize(700, 400)
    pane.show()
    qtbot.waitUntil(lambda: pane.table.total() == 2)
    for code in ("zh", "en"):
        language.switch(code)
        QApplication.sendPostedEvents()
        assert cut_off(pane.bar) == []
    pane.bar.new.click()
    form = pane.findChild(RecordComplaint)
    assert form
    assert form.isVisible()
    qtbot.waitUntil(lambda: form.fields.category.count() > 1)
    form.reject()


def test_what_was_entered_when_the_program_was_killed_is_there_again(
    qtbot: QtBot, dialog: RecordComplaint, furnished: Database
) -> None:
    fields = dialog.fields
    new_customer(fields, name="钱多多", telephone="13900000000")
    fields.title.setText("漏电")
    fields.demand.setPlainText("退货")
    fields.affected.setValue(3)
    qtbot.waitUntil(dialog.draft.file.exists)
    assert dialog.draft.file.stat().st_mode & 0o077 == 0
    again = opened(qtbot, dialog.desk)
    assert again.fields.texts() == fields.texts()
    assert "never recorded" in str(again.banner._sentence)
    save(qtbot, again)
    assert (recorded(furnished).title, recorded(furnished).affected) == ("漏电", 3)
    assert not again.draft.file.exists()


def test_a_known_customer_of_a_draft_is_looked_for_again(qtbot: QtBot, dialog: RecordComplaint) -> None:
    dialog.draft.keep({"sought": "13800138000", "title": "x", "affected": "many", "source": "nonsense"})
    again = opened(qtbot, dialog.desk)
    assert again.fields.customer.picker.field.text() == "13800138000"
    assert again.fields.customer.is_open()
    assert (again.fields.affected.value(), again.fields.source.currentData()) == (1, Source.TELEPHONE)


def test_what_is_given_up_or_emptied_leaves_no_draft(qtbot: QtBot, dialog: RecordComplaint) -> None:
    dialog.fields.title.setText("漏电")
    qtbot.waitUntil(dialog.draft.file.exists)
    dialog.fields.title.clear()
    qtbot.waitUntil(lambda: not dialog.draft.file.exists())
    dialog.fields.title.setText("漏电")
    qtbot.waitUntil(dialog.draft.file.exists)
    dialog.done(QDialog.DialogCode.Rejected)
    assert not dialog.draft.file.exists()
    dialog.draft.file.write_text("no draft at all", "utf-8")
    assert dialog.draft.read() == {}
