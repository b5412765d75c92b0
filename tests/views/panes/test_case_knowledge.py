"""What is known beside a case: suggested articles that help or not, scripts copied with one key, an article made."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.knowledge import Article, ArticleState, ArticleUse
from app.models.ticket import Ticket
from app.services.handling.case import read_case
from app.views.case.parts.knowledge import KnowledgePart
from app.views.dialogs.article import WriteArticle
from app.views.dialogs.read_article import ReadArticle
from app.views.dialogs.scripts import Scripts
from app.views.i18n import Language
from app.views.knowledge.article_hints import ArticleHints
from app.views.theme import Theme
from app.views.ticket_words import Place
from tests.builders import MONDAY
from tests.views.dialogs.looks import assert_looks_right
from tests.views.knowledge_floor import Library

NAMES = ["FW-", "refund", "Scroll", "supervisor", "Opening", "{", "中文"]


def settle(qtbot: QtBot, library: Library) -> None:
    """Wait until all that was begun has been delivered, and what that has begun."""
    qtbot.waitUntil(lambda: not library.desk.tasks.busy())
    QCoreApplication.processEvents()


def show(part: KnowledgePart, library: Library, ticket: Ticket) -> None:
    with library.database.read() as session:
        case = read_case(session, library.rulebook, ticket.id, now=MONDAY)
    part.show_case(case, Place(MONDAY, library.desk.zone))


@pytest.fixture
def part(qtbot: QtBot, library: Library) -> KnowledgePart:
    """The page of a case about a refund."""
    found = KnowledgePart(library.desk)
    qtbot.addWidget(found)
    found.resize(420, 640)
    found.show()
    found.activateWindow()
    show(found, library, library.tickets[0])
    settle(qtbot, library)
    return found


def test_articles_are_suggested_and_it_is_noted_whether_they_helped(
    qtbot: QtBot, library: Library, part: KnowledgePart, language: Language, theme: Theme
) -> None:
    assert part.list.entries()[0].title == "How long a refund takes, and where to look for it"
    assert part.count() == len(part.list.entries())
    assert part.panel.text.toPlainText().startswith("How long a refund takes")
    article = library.article("How long")
    for button, helped in ((part.panel.helped, True), (part.panel.missed, False)):
        button.click()
        settle(qtbot, library)
        with library.database.read() as session:
            of_case = (ArticleUse.article_id == article.id, ArticleUse.ticket_id == library.tickets[0].id)
            assert [each.helped for each in session.scalars(select(ArticleUse).where(*of_case))] == [helped]
    part.panel.copy.click()
    assert "## " not in QGuiApplication.clipboard().text()
    assert "Account balance" in QGuiApplication.clipboard().text()
    assert_looks_right(qtbot, part, language, theme, "case-knowledge", names=NAMES)


def test_somebody_who_types_words_searches_and_what_is_left_is_suggested_again(
    qtbot: QtBot, library: Library, part: KnowledgePart
) -> None:
    part.words.setText("parcel")
    settle(qtbot, library)
    assert {each.title for each in part.list.entries()} == {
        "Late delivery: tracking and what you can choose",
    }
    part.words.setText("qqqq")
    settle(qtbot, library)
    assert part.nothing.isVisible()
    show(part, library, library.tickets[2])
    settle(qtbot, library)
    assert part.words.text() == ""
    assert part.list.entries()[0].title.startswith("Late delivery")


def test_scripts_are_filled_from_the_case_and_copied_with_one_key(
    qtbot: QtBot, library: Library, part: KnowledgePart, language: Language, theme: Theme
) -> None:
    part.tabs.setCurrentIndex(1)
    assert [each.title for each in part.scripts.entries()] == [
        "About a refund",
        "Calming down",
        "Closing and next call",
        "Opening",
    ]
    part.scripts.choose("opening")
    assert library.tickets[0].number in part.script.toPlainText()
    QTest.keyClick(part.scripts, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == part.script.toPlainText()
    assert library.said == ["Copied: Opening"]
    assert_looks_right(qtbot, part, language, theme, "case-scripts", names=NAMES)


def test_an_article_is_made_from_the_case_in_one_action(qtbot: QtBot, library: Library, part: KnowledgePart) -> None:
    part.make.click()
    settle(qtbot, library)
    (form,) = part.findChildren(WriteArticle)
    assert form.name.text() == library.tickets[0].title
    form.keep.click()
    settle(qtbot, library)
    with library.database.read() as session:
        made = session.scalars(select(Article).where(Article.ticket_id == library.tickets[0].id)).one()
        assert made.state is ArticleState.DRAFT


def test_a_form_shows_what_may_help_while_it_is_typed_in(
    qtbot: QtBot, library: Library, language: Language, theme: Theme
) -> None:
    form, text, hints = QWidget(), QPlainTextEdit(), ArticleHints(library.desk, library.tickets[0].id)
    column = QVBoxLayout(form)
    column.addWidget(text)
    column.addWidget(hints)
    text.textChanged.connect(lambda: hints.ask(text.toPlainText()))
    qtbot.addWidget(form)
    form.resize(440, 320)
    form.show()
    assert hints.isHidden()
    text.setPlainText("the refund to my debit card is missing")
    qtbot.waitUntil(lambda: not hints.isHidden())
    assert hints.buttons[0].text().startswith("How long a refund takes")
    assert_looks_right(qtbot, form, language, theme, "article-hints", names=[*NAMES, "How", "Paid", "Charged"])
    hints.buttons[0].click()
    settle(qtbot, library)
    (dialog,) = form.findChildren(ReadArticle)
    assert dialog.panel.text.toPlainText().startswith("How long a refund takes")
    assert_looks_right(qtbot, dialog, language, theme, "read-article", names=NAMES)
    text.clear()
    qtbot.waitUntil(hints.isHidden)


def test_scripts_are_written_and_a_field_that_no_complaint_has_is_refused(
    qtbot: QtBot, library: Library, language: Language, theme: Theme
) -> None:
    form = Scripts(library.desk)
    qtbot.addWidget(form)
    form.show()
    settle(qtbot, library)
    assert [form.list.item(place).text() for place in range(form.list.count())][-1] == "Opening"
    assert_looks_right(qtbot, form, language, theme, "scripts", names=NAMES)
    form.new.click()
    form.code.setText("voucher")
    form.name.setText("Voucher")
    form.body.setPlainText("For {nobody}")
    form.save.click()
    settle(qtbot, library)
    assert form.refusal.isVisible()
    form.body.setPlainText("For {customer}")
    form.save.click()
    settle(qtbot, library)
    assert form.list.currentItem().text() == "Voucher"
    form.active.setChecked(False)
    form.save.click()
    settle(qtbot, library)
    assert form.list.currentItem().text() == "– Voucher"
