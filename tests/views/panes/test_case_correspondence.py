"""The page of correspondence: what was said is shown, written from templates, recorded, and sent again."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.escalation import Delivery
from app.models.message import Direction, Message, Purpose
from app.models.people import Language as People
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Source, Status, Ticket
from app.services.handling.messages import Notice, send_message
from app.services.handling.replies import thread
from app.views.case.parts.correspondence import Correspondence
from app.views.dialogs.record_call import RecordCall
from app.views.dialogs.write_notice import WriteNotice
from app.views.i18n import Language
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY
from tests.services.handling.test_replies import mail
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right
from tests.views.panes.case_room import Room

NAMES = ("agent", "supervisor", "chen@home.example", "Reply", "No heating", "550", "Ctrl+Enter")


def of_chen(room: Room, *events: LifeEvent, **details: object) -> Ticket:
    """A complaint of a customer with an address."""
    with room.database.write() as session:
        customer = Customer(name="陈晓兰", telephone="13800001111", email="chen@home.example")
        session.add(customer)
        session.flush()
        customer_id = customer.id
    return room.ticket(*events, customer_id=customer_id, **details)


def page(room: Room, ticket: Ticket) -> Correspondence:
    """The page of a case."""
    aside = room.open(ticket).aside
    room.qtbot.waitUntil(lambda: Correspondence in aside.buttons)
    aside.choose(Correspondence)
    room.settle()
    found = aside.parts[Correspondence]
    assert isinstance(found, Correspondence)
    return found


def form_of(room: Room, part: Correspondence, button: str) -> WriteNotice | RecordCall:
    """Open a form by its button."""
    part.buttons[button].click()
    room.settle()
    kind: type[QWidget] = WriteNotice if button == "write" else RecordCall
    return next(each for each in part.window().findChildren(kind) if each.isVisible())  # type: ignore[return-value]


def choose(form: WriteNotice, name: str) -> None:
    """Choose a template by its name, as a person does."""
    place = form.template.findText(name)
    assert place >= 0
    form.template.setCurrentIndex(place)
    form.template.activated.emit(place)


def test_a_notice_is_written_from_a_template_and_its_gaps_are_filled_first(shared_room: Room) -> None:
    room, ticket = shared_room, of_chen(shared_room)
    part = page(room, ticket)
    assert "Nothing was said yet" in part.letters.toPlainText()
    form = form_of(room, part, "write")
    assert isinstance(form, WriteNotice)
    choose(form, "Result (English)")
    assert (form.purpose.currentData(), form.address.currentText()) == (Purpose.RESULT, "chen@home.example")
    assert ticket.number in form.text.toPlainText()
    # The gap is selected: who types fills it.
    assert form.text.textCursor().selectedText() == "____"
    assert not form.ok.isEnabled()
    form.text.textCursor().insertText("We repair it tomorrow.")
    assert form.resolves.isChecked()
    form.ok.click()
    room.settle()
    assert room.stored(ticket).status is Status.RESOLVED
    with room.database.read() as session:
        (sent,) = session.query(Message).all()
        assert (sent.state, sent.template, sent.person_id) == (Delivery.PENDING, "result", room.people[Role.SUPERVISOR])
    room.hear(ticket)
    assert "We repair it tomorrow." in part.letters.toPlainText()
    assert part.count() == 1


def test_what_is_typed_before_the_templates_have_come_stays(shared_room: Room) -> None:
    room, ticket = shared_room, of_chen(shared_room)
    part = page(room, ticket)
    part.buttons["write"].click()
    form = next(each for each in room.pane.window().findChildren(WriteNotice) if each.isVisible())
    form.text.setPlainText("We look into it.")
    room.settle()
    assert form.template.count() > 1
    assert form.text.toPlainText() == "We look into it."
    assert form.template.currentData() is None
    form.text.clear()
    form.reject()


def test_a_customer_is_written_to_in_their_language(room: Room) -> None:
    ticket = of_chen(room)
    with room.database.write() as session:
        session.query(Customer).one().language = People.CHINESE
    form = form_of(room, page(room, ticket), "write")
    assert isinstance(form, WriteNotice)
    assert form.template.currentText() == "进展通知 (中文)"
    assert "尊敬的陈晓兰" in form.text.toPlainText()


@pytest.mark.parametrize("way", [Source.TELEPHONE, Source.LETTER, Source.OTHER])
def test_what_was_told_another_way_needs_no_subject(room: Room, way: Source) -> None:
    ticket = of_chen(room)
    form = form_of(room, page(room, ticket), "write")
    assert isinstance(form, WriteNotice)
    choose(form, "Acknowledgement (English)")
    form.way.setCurrentIndex(form.way.findData(way.value))
    assert not form.subject.isVisible()
    assert form.address.currentText() == ("13800001111" if way is Source.TELEPHONE else "")
    form.ok.click()
    room.settle()
    with room.database.read() as session:
        (told,) = session.query(Message).all()
        assert (told.medium, told.state, told.subject) == (way, None, "")
    assert room.last_event(ticket).kind == "acknowledged"


@pytest.mark.parametrize("address", ["", "no address", "a@b.c, d@e.f"])
def test_a_wrong_address_is_refused_and_nothing_written_is_lost(room: Room, address: str) -> None:
    ticket = of_chen(room)
    part = page(room, ticket)
    form = form_of(room, part, "write")
    assert isinstance(form, WriteNotice)
    form.text.setPlainText("Dear Mrs Chen")
    form.address.setEditText(address)
    form.ok.click()
    room.settle()
    assert form.isVisible()
    assert form.banner.isVisible() is bool(address)
    form.reject()
    room.settle()
    again = form_of(room, part, "write")
    assert isinstance(again, WriteNotice)
    assert again.text.toPlainText() == "Dear Mrs Chen"


def test_a_call_from_the_customer_is_recorded_and_ends_the_wait(shared_room: Room) -> None:
    room = shared_room
    ticket = of_chen(room, LifeEvent.WAITING)
    form = form_of(room, page(room, ticket), "call")
    assert isinstance(form, RecordCall)
    form.way.setCurrentIndex(form.way.findData(Direction.IN.value))
    assert not form.purpose.isVisible()
    assert not form.ok.isEnabled()
    form.text.setPlainText("She has sent the receipt.")
    form.ok.click()
    room.settle()
    assert room.stored(ticket).status is Status.OPEN
    with room.database.read() as session:
        (call,) = session.query(Message).all()
        assert (call.direction, call.address) == (Direction.IN, "13800001111")


@pytest.fixture
def failed(room: Room) -> tuple[Room, Ticket, int]:
    """A case with a mail that did not arrive, and a reply that quotes."""
    ticket = of_chen(room)

    def write(session: Session) -> int:
        known = session.get_one(Ticket, ticket.id)
        notice = Notice(Purpose.PROGRESS, Source.EMAIL, "We look into it.", "Your heating", "chen@home.example")
        message = send_message(
            session,
            room.rulebook,
            known,
            notice,
            person_id=room.people[Role.AGENT],
            now=MONDAY + HOUR / 2,
        )
        message.state, message.next_attempt_at, message.last_error = Delivery.FAILED, None, "550 no such user"
        reply = mail(f"Re: [{ticket.number}]", "Reply\n> We look into it.")
        thread(session, room.rulebook, reply, MONDAY + HOUR / 2)
        return message.id

    with room.database.write() as session:
        return room, ticket, write(session)


@pytest.mark.parametrize(("link", "state"), [("again", Delivery.PENDING), ("leave", Delivery.SETTLED)])
def test_what_did_not_arrive_is_sent_again_or_left(
    failed: tuple[Room, Ticket, int], link: str, state: Delivery
) -> None:
    room, ticket, message_id = failed
    part = page(room, ticket)
    assert "550 no such user" in part.letters.toPlainText()
    part.letters.anchorClicked.emit(QUrl(f"{link}:{message_id}"))
    room.settle()
    with room.database.read() as session:
        assert session.get_one(Message, message_id).state is state
    room.hear(ticket)
    assert "Send again" not in part.letters.toPlainText()


def test_what_a_reply_quotes_is_folded(failed: tuple[Room, Ticket, int]) -> None:
    room, ticket, _ = failed
    part = page(room, ticket)
    assert "> We look into it." not in part.letters.toPlainText()
    with room.database.read() as session:
        (reply,) = session.query(Message).filter_by(direction=Direction.IN)
    part.letters.anchorClicked.emit(QUrl(f"quoted:{reply.id}"))
    assert "> We look into it." in part.letters.toPlainText()
    assert "Hide what is quoted" in part.letters.toPlainText()


@pytest.mark.parametrize("button", ["write", "call"])
def test_the_page_and_its_forms_look_right(
    failed: tuple[Room, Ticket, int], language: Language, theme: Theme, button: str
) -> None:
    room, ticket, _ = failed
    part = page(room, ticket)
    if button == "call":
        assert_looks_right(room.qtbot, part, language, theme, "correspondence", names=NAMES)
    form = form_of(room, part, button)
    assert_looks_right(room.qtbot, form, language, theme, f"form-{button}", names=NAMES)
    assert_fits_a_small_screen(form)


@pytest.mark.parametrize(("key", "button"), [(Qt.Key.Key_N, "write"), (Qt.Key.Key_T, "call")])
def test_the_forms_open_by_their_keys(room: Room, key: Qt.Key, button: str) -> None:
    part = page(room, of_chen(room))
    part.letters.setFocus()
    QTest.keyClick(part.letters, key, Qt.KeyboardModifier.AltModifier)
    room.settle()
    kind: type[QWidget] = WriteNotice if button == "write" else RecordCall
    assert [each for each in part.window().findChildren(kind) if each.isVisible()]
