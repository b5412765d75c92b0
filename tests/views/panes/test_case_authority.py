"""What a handler gives, decides, splits, links and closes: the forms and pages on screen, in both languages."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.models.approval import Approval
from app.models.customer import Customer
from app.models.desk import Compensation, CompensationState, Link, RootCause, TicketLink
from app.models.evidence import Attachment
from app.models.message import Direction, Message, Purpose
from app.models.people import Language as Speaks
from app.models.people import Role
from app.models.ticket import Source, Status, Ticket
from app.services.handling.compensation import offer
from app.services.handling.root_cause_samples import install_root_causes
from app.views.case.parts.compensation import CompensationPart
from app.views.case.parts.links import LinksPart
from app.views.dialogs.awaited import Awaited
from app.views.dialogs.close_case import CloseCase
from app.views.dialogs.link_case import LinkCase
from app.views.dialogs.offer import Offer, TakeBack
from app.views.dialogs.root_causes import RootCauses
from app.views.dialogs.split_case import SplitCase
from app.views.dialogs.tell import Tell
from app.views.i18n import Language
from tests.builders import HOUR, MONDAY, person
from tests.views.panes.case_room import E, Room, gone, speak
from tests.views.walk import cut_off, untranslated


def kept(room: Room, kind: type[Any]) -> list[Any]:
    with room.database.read() as session:
        return list(session.query(kind).order_by(kind.id))


def make(room: Room) -> Ticket:
    """A complaint of a known customer, on a floor that knows root causes."""
    room.write(lambda session: session.add(Customer(name="王芳")))
    room.write(lambda session: install_root_causes(session, Speaks.ENGLISH))
    return room.ticket(customer_id=1, title="Cold")


def give(room: Room, ticket: Ticket, units: int, nature: str = "goodwill") -> None:
    room.write(
        lambda session: offer(
            session,
            room.rulebook,
            session.get_one(Ticket, ticket.id),
            nature,
            units * 100,
            "Two weeks without heating",
            person_id=room.people[Role.AGENT],
            now=MONDAY + HOUR / 2,
        )
    )


def offering(room: Room, units: float, reason: str = "Sorry") -> Offer:
    form = room.form("offer")
    assert isinstance(form, Offer)
    form.nature.setCurrentIndex(form.nature.findData("goodwill"))
    form.amount.setValue(units)
    form.reason.setPlainText(reason)
    room.qtbot.waitUntil(lambda: form._known() is not None)
    return form


def check_looks(widget: QWidget, language: Language) -> None:
    """Nothing is cut off in either language, and nothing left in English."""
    assert cut_off(widget) == []
    speak(language, "zh")
    assert cut_off(widget) == []
    ours = ("FW-", "Ctrl", "agent", "Cold", "Another", "CNY", "Two weeks")
    assert [text for text in untranslated(widget) if not any(name in text for name in ours)] == []
    speak(language, "en")


@pytest.mark.parametrize(
    ("units", "said", "button", "state"),
    [
        (900, "✓ Within your authority: granted at once.", "Grant it", CompensationState.GRANTED),
        (6_000, "◆ Above your authority. Needs: Manager, or somebody above.", "Ask for it", CompensationState.ASKED),
    ],
)
def test_an_offer_says_live_whose_authority_it_needs(
    shared_room: Room, units: float, said: str, button: str, state: CompensationState
) -> None:
    room = shared_room
    ticket = make(room)
    room.open(ticket)
    form = offering(room, units)
    assert form.authority.text() == said
    assert form.ok.text() == button
    form.ok.click()
    room.settle()
    assert gone(form)
    (given,) = kept(room, Compensation)
    assert (given.state, given.amount, given.reason) == (state, round(units * 100), "Sorry")
    assert ticket.number in str(room.said[-1][0])
    room.hear(ticket)
    assert "Goodwill payment CNY" in room.pane.story.toPlainText()


def test_what_counts_together_is_listed_and_what_nobody_may_grant_cannot_be_sent(
    room: Room, language: Language
) -> None:
    ticket = make(room)
    give(room, ticket, 150)
    room.open(ticket)
    form = offering(room, 4_900)
    assert form.authority.text() == "◆ Above your authority. Needs: Manager, or somebody above."
    assert "CNY 5,050.00 in all" in form.counted.text()
    assert "CNY 150.00 Goodwill payment" in form.counted.text()
    check_looks(form, language)
    form.amount.setValue(50_000)
    room.qtbot.waitUntil(lambda: form._known() is not None)
    assert "above every limit" in form.authority.text()
    assert not form.ok.isEnabled()
    form.amount.setValue(0)
    room.settle()
    assert "here it is said who may grant it" in form.authority.text()
    assert not form.ok.isEnabled()
    form.reject()


def test_the_page_of_compensations_pays_and_takes_back(room: Room, language: Language) -> None:
    ticket = make(room)
    pane = room.open(ticket)
    room.qtbot.waitUntil(lambda: CompensationPart in pane.aside.buttons)
    pane.aside.choose(CompensationPart)
    room.settle()
    part = pane.aside.parts[CompensationPart]
    assert isinstance(part, CompensationPart)
    assert part.nothing.isVisible()
    assert not part.pay.isEnabled()
    give(room, ticket, 150)
    give(room, ticket, 900)
    room.hear(ticket)
    assert [standing.split("\n")[0] for _, standing in part.list.lines()] == [
        "◆ awaits a decision",
        "○ granted, to be paid",
    ]
    assert pane.aside.buttons[CompensationPart].text() == "Compensation 2"
    check_looks(part, language)
    part.list.setCurrentIndex(part.list.model().index(1, 0))
    part.pay.click()
    room.settle()
    room.hear(ticket)
    assert part.list.lines()[1][1] == "✓ paid"
    part.list.setCurrentIndex(part.list.model().index(0, 0))
    part.take_back.click()
    room.settle()
    form = next(each for each in part.findChildren(TakeBack) if each.isVisible())
    assert not form.ok.isEnabled()
    form.reason.setPlainText("A slip")
    form.ok.click()
    room.settle()
    assert [each.state for each in kept(room, Compensation)] == [CompensationState.PAID, CompensationState.WITHDRAWN]


def test_closing_shows_what_is_open_leads_there_and_closes_when_nothing_is(room: Room, language: Language) -> None:
    ticket = make(room)
    room.let(ticket, E.RESOLVED)
    room.open(ticket)
    form = room.form("close")
    assert isinstance(form, CloseCase)
    room.settle()
    assert not form.ok.isEnabled()
    said = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "the customer has not been told the result" in said
    assert "Departments' tasks ended" in said
    check_looks(form, language)
    # The second point is the follow-up: its button leads to that form.
    form.leads[1].click()
    room.settle()
    assert gone(form)
    follow_up = next(each for each in room.pane.findChildren(Tell) if each.isVisible())
    follow_up.texts["text"].setPlainText("Content")
    follow_up.ok.click()
    room.settle()
    given = {"direction": Direction.OUT, "purpose": Purpose.RESULT, "medium": Source.EMAIL, "body": "Repaired"}
    room.write(lambda session: session.add(Message(ticket_id=ticket.id, at=room.now, **given)))
    room.hear(ticket)
    form = room.form("close")
    assert isinstance(form, CloseCase)
    room.settle()
    assert len(form.leads) == 1
    assert not form.ok.isEnabled()
    form.cause.setCurrentIndex(form.cause.findText("People / Tone"))
    assert form.ok.isEnabled()
    form.ok.click()
    room.settle()
    assert gone(form)
    stored = room.stored(ticket)
    assert (stored.status, stored.root_cause_id is None) == (Status.CLOSED, False)
    room.hear(ticket)
    assert "People / Tone" in room.pane.complaint.toPlainText()


def test_a_root_cause_is_recorded_with_the_result(room: Room) -> None:
    ticket = make(room)
    room.open(ticket)
    form = room.form("resolve")
    assert isinstance(form, Tell)
    room.settle()
    form.texts["result"].setPlainText("Repaired")
    form.ways["cause"].setCurrentIndex(form.ways["cause"].findText("System / Failure"))
    form.ok.click()
    room.settle()
    assert gone(form)
    assert room.last_event(ticket).details == {"result": "Repaired", "way": "email"}
    with room.database.read() as session:
        assert session.get_one(RootCause, room.stored(ticket).root_cause_id).path == "System / Failure"


def test_a_part_is_split_off_with_its_evidence_and_opened(room: Room, language: Language) -> None:
    ticket = make(room)
    given = {"media_type": "image/png", "size": 1, "digest": "d", "added_at": MONDAY}
    room.write(lambda session: session.add(Attachment(ticket_id=ticket.id, name="证据.png", **given)))
    room.open(ticket)
    form = room.form("split")
    assert isinstance(form, SplitCase)
    room.settle()
    assert not form.ok.isEnabled()
    check_looks(form, language)
    QTest.keyClicks(form.name, "The bill")
    item = form.files.item(0)
    assert item
    item.setCheckState(Qt.CheckState.Checked)
    form.ok.click()
    room.settle()
    assert gone(form)
    part = kept(room, Ticket)[-1]
    assert (part.title, part.received_at) == ("The bill", ticket.received_at)
    assert [each.ticket_id for each in kept(room, Attachment)] == [ticket.id, part.id]
    room.qtbot.waitUntil(lambda: room.pane.number.text() == part.number)


def test_complaints_are_linked_and_parted_on_their_page(room: Room, language: Language) -> None:
    ticket, other = make(room), room.ticket(E.RESOLVED, title="Another")
    pane = room.open(ticket)
    form = room.form("link")
    assert isinstance(form, LinkCase)
    QTest.keyClicks(form.picker.field, "another")
    room.settle()
    check_looks(form, language)
    QTest.keyClick(form.picker.field, Qt.Key.Key_Return)
    form.kind.setCurrentIndex(form.kind.findData(Link.COMPLAINS_OF.value))
    form.ok.click()
    room.settle()
    assert gone(form)
    (drawn,) = kept(room, TicketLink)
    assert (drawn.ticket_id, drawn.other_id, drawn.kind) == (ticket.id, other.id, Link.COMPLAINS_OF)
    room.qtbot.waitUntil(lambda: LinksPart in pane.aside.buttons)
    pane.aside.choose(LinksPart)
    room.settle()
    part = pane.aside.parts[LinksPart]
    assert isinstance(part, LinksPart)
    assert part.list.lines()[0][0] == f"{other.number} · Another\nComplains of the handling of"
    check_looks(part, language)
    part.part.click()
    room.settle()
    assert kept(room, TicketLink) == []
    room.hear(ticket)
    assert part.nothing.isVisible()


def test_ending_a_complaint_without_a_result_can_be_taken_back(room: Room) -> None:
    ticket = make(room)
    room.open(ticket)
    form = room.tell("withdraw", "She wrote that it is settled")
    assert gone(form)
    assert room.stored(ticket).status is Status.WITHDRAWN
    undo = room.said[-1][1]
    assert undo is not None
    undo()
    room.settle()
    assert room.stored(ticket).status is Status.OPEN


def test_what_awaits_a_decision_is_granted_and_refused_from_one_list(room: Room, language: Language) -> None:
    ticket, other = make(room), room.ticket(title="Another", customer_id=None)
    dialog = Awaited(room.desk, room.pane)
    room.qtbot.addWidget(dialog)
    dialog.show()
    room.settle()
    assert dialog.nothing.text().startswith("Nothing awaits your decision")
    give(room, ticket, 900)
    give(room, other, 700)
    dialog.hear({"Ticket": frozenset({ticket.id})})
    room.settle()
    assert [what.split("\n")[0] for what, _ in dialog.list.lines()] == [
        "Goodwill payment CNY 900.00",
        "Goodwill payment CNY 700.00",
    ]
    assert "Two weeks without heating" in dialog.reason.text()
    check_looks(dialog, language)
    assert not dialog.refuse.isEnabled()
    dialog.grant.click()
    room.settle()
    room.settle()
    QTest.keyClicks(dialog.remark, "Too much")
    dialog.refuse.click()
    room.settle()
    assert [each.granted for each in kept(room, Approval)] == [True, False]
    assert [each.state for each in kept(room, Compensation)] == [CompensationState.GRANTED, CompensationState.REFUSED]
    room.settle()
    assert dialog.nothing.isVisible()


def test_the_tree_of_root_causes_is_changed_by_those_who_lead(room: Room, language: Language) -> None:
    dialog = RootCauses(room.desk, room.pane)
    room.qtbot.addWidget(dialog)
    dialog.show()
    room.settle()
    assert dialog.nothing.isVisible()

    def do(button: str, name: str = "") -> None:
        dialog.name.setText(name)
        getattr(dialog, button).click()
        room.settle()
        room.settle()

    do("add", "Process")
    do("add_below", "No rule")
    do("rename", "No rule at all")
    assert [each.path for each in kept(room, RootCause)] == ["Process", "Process / No rule at all"]
    do("retire")
    assert dialog.retire.text() == "&Use again"
    do("add", "Process")
    assert dialog.banner.isVisible()
    check_looks(dialog.tree, language)
    room.write(lambda session: setattr(person(session, Role.SUPERVISOR), "role", Role.AGENT))
    do("add", "Mine")
    assert "changed by team leads" in dialog.banner.findChildren(QLabel)[0].text()
