"""The knowledge pane: what holds the words is listed as they are typed, read beside the list, and kept up to date."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.models.customer import Customer
from app.models.knowledge import Article, ArticleState, Readership, Searched
from app.models.masking import MASK
from app.models.people import Language as Tongue
from app.models.people import Role
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.knowledge.article_list import articles
from app.services.knowledge.articles import edit_article
from app.services.knowledge.erasure import erase_customer
from app.services.knowledge.index import index_all
from app.views.dialogs.article import WriteArticle
from app.views.dialogs.article_versions import ArticleVersions
from app.views.dialogs.faq_site import ExportFaq
from app.views.i18n import Language
from app.views.knowledge.listing import Shelf
from app.views.panes.knowledge import KnowledgePane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY, open_floor
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right
from tests.views.knowledge_floor import Library


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    """Wait until all that was begun has been delivered, and what that has begun."""
    qtbot.waitUntil(lambda: not tasks.busy())


def shown(qtbot: QtBot, desk: object, width: int = 1_000) -> KnowledgePane:
    """The pane as people see it, with what it has read."""
    pane = KnowledgePane(desk)  # type: ignore[arg-type]
    qtbot.addWidget(pane)
    pane.resize(width, 560)
    pane.show()
    pane.activateWindow()
    settle(qtbot, pane.desk.tasks)
    return pane


def titles(pane: KnowledgePane) -> list[str]:
    return [each.title for each in pane.list.entries()]


def test_articles_are_listed_with_what_is_due_and_the_first_is_read(
    qtbot: QtBot,
    library: Library,
    language: Language,
    theme: Theme,
) -> None:
    pane = shown(qtbot, library.desk)
    assert len(titles(pane)) == 11
    assert pane.due.text() == "▲ 2 due for review"
    assert pane.text.toPlainText().startswith(titles(pane)[0])
    pane.due.click()
    settle(qtbot, pane.desk.tasks)
    assert titles(pane) == [
        "How long a refund takes, and where to look for it",
        "Paid, but the order still says unpaid",
    ]
    assert pane.list.entries()[0].warns.startswith("▲ review was due")
    names = [each for title in titles(pane) for each in (title,)]
    assert_looks_right(qtbot, pane, language, theme, "knowledge-due", names=names)


def test_articles_and_complaints_are_found_as_one_types_and_opened_by_enter(
    qtbot: QtBot,
    shared_library: Library,
    language: Language,
    theme: Theme,
) -> None:
    pane = shown(qtbot, shared_library.desk)
    pane.search.setFocus()
    QTest.keyClicks(pane.search, "refund")
    settle(qtbot, pane.desk.tasks)
    assert titles(pane)[0].startswith("Articles: ")
    assert "Complaints: 2" in titles(pane)
    entry = next(each for each in pane.list.entries() if each.title.startswith("How long"))
    assert [entry.title[since:until] for since, until in entry.title_marks] == ["refund"]
    assert any(each.marks for each in pane.list.entries())
    assert_looks_right(qtbot, pane, language, theme, "knowledge-found", names=["refund", "FW-"])
    while pane.list.subject()[0] is Searched.ARTICLE:
        QTest.keyClick(pane.search, Qt.Key.Key_Down)
    settle(qtbot, pane.desk.tasks)
    assert "Open FW-" in pane.text.toPlainText()
    with qtbot.waitSignal(shared_library.desk.requests.case) as asked:
        QTest.keyClick(pane.search, Qt.Key.Key_Return)
    assert asked.args == [pane.list.subject()[1]]


def test_what_is_mistyped_is_found_and_said_and_what_is_nowhere_too(qtbot: QtBot, library: Library) -> None:
    pane = shown(qtbot, library.desk)
    pane.search.setText("refnud")
    settle(qtbot, pane.desk.tasks)
    assert pane.hint.text() == "Nothing holds “refnud”. Shown is what holds “refund”."
    pane.search.setText("qqqqq")
    settle(qtbot, pane.desk.tasks)
    assert pane.listed.currentWidget() is pane.nothing
    assert "qqqqq" in pane.nothing.text()


def test_what_is_due_is_found_however_many_others_hold_the_words(qtbot: QtBot, library: Library) -> None:
    with library.database.write() as session:
        due = library.article("How long")
        session.get_one(Article, due.id).review_on = MONDAY.date()
        common = {"audience": Readership.PUBLIC, "state": ArticleState.PUBLISHED, "created_at": MONDAY}
        session.add_all(Article(title=f"long {n}", body="", changed_at=MONDAY, **common) for n in range(25))
    index_all(library.database)
    pane = shown(qtbot, library.desk)
    pane.shelf.setCurrentIndex(pane.shelf.findData(Shelf.DUE))
    pane.search.setText("long")
    settle(qtbot, pane.desk.tasks)
    assert due.title in titles(pane)


def test_an_article_is_published_reviewed_and_retired_here(qtbot: QtBot, library: Library) -> None:
    pane = shown(qtbot, library.desk)
    pane.shelf.setCurrentIndex(pane.shelf.findData(Shelf.DRAFTS))
    settle(qtbot, pane.desk.tasks)
    assert titles(pane) == ["A complaint that was not answered in time"]
    pane.acts.buttons["publish"].click()
    settle(qtbot, pane.desk.tasks)
    assert library.article("A complaint").state is ArticleState.PUBLISHED
    # The list of drafts is empty now, and the article is read on.
    pane.refresh(None)
    settle(qtbot, pane.desk.tasks)
    assert titles(pane) == []
    assert pane.text.toPlainText().startswith("A complaint")
    assert pane.acts.buttons["publish"].isHidden()
    library.desk.requests.article.emit(library.article("How long").id)
    settle(qtbot, pane.desk.tasks)
    pane.acts.buttons["review"].click()
    settle(qtbot, pane.desk.tasks)
    review = library.article("How long").review_on
    assert review
    assert review > MONDAY.date()
    pane.acts.buttons["retire"].click()
    settle(qtbot, pane.desk.tasks)
    assert library.article("How long").state is ArticleState.RETIRED
    assert [said.rsplit("”", 1)[1][:13] for said in library.said] == [" is published", " is reviewed ", " is retired."]


def test_agents_read_and_write_drafts_and_publish_nothing(
    qtbot: QtBot, sqlite_database: Database, tasks: Tasks, tmp_path: Path
) -> None:
    library = Library(sqlite_database, tasks, tmp_path, Role.AGENT)
    pane = shown(qtbot, library.desk)
    hidden = {name for name, button in pane.acts.buttons.items() if button.isHidden()}
    assert hidden == {"edit", "publish", "retire", "review"}
    QTest.keyClick(pane, Qt.Key.Key_F4)
    assert pane.findChildren(WriteArticle) == []
    pane.acts.buttons["versions"].click()
    (versions,) = pane.findChildren(ArticleVersions)
    settle(qtbot, pane.desk.tasks)
    assert versions.list.count() > 1
    assert versions.restore.isHidden()


def test_an_article_is_written_changed_and_shown_with_its_difference(
    qtbot: QtBot,
    shared_library: Library,
    language: Language,
    theme: Theme,
) -> None:
    pane = shown(qtbot, shared_library.desk)
    pane.acts.buttons["new"].click()
    (form,) = pane.findChildren(WriteArticle)
    settle(qtbot, pane.desk.tasks)
    form.keep.click()
    settle(qtbot, pane.desk.tasks)
    assert form.banner.isVisible()
    form.name.setText("Where is my parcel")
    form.body.setPlainText("## Look here\n\n- the order\n- the carrier\n\n![x](file:///etc/passwd)<script>1</script>")
    form.tabs.setCurrentIndex(1)
    assert "Look here" in form.preview.toPlainText()
    assert "<script>1</script>" in form.preview.toPlainText()
    assert_looks_right(
        qtbot, form, language, theme, "article", names=["Where", "Look", "order", "file", "中文", "https", "Scroll"]
    )
    form.publish.click()
    settle(qtbot, pane.desk.tasks)
    article = shared_library.article("Where is")
    assert article.state is ArticleState.PUBLISHED
    assert pane.text.toPlainText().startswith("Where is my parcel")
    pane.acts.buttons["edit"].click()
    form = pane.findChildren(WriteArticle)[-1]
    settle(qtbot, pane.desk.tasks)
    form.body.setPlainText("## Look here\n\n- the order")
    form.remark.setText("shorter")
    form.keep.click()
    settle(qtbot, pane.desk.tasks)
    pane.acts.buttons["versions"].click()
    (versions,) = pane.findChildren(ArticleVersions)
    settle(qtbot, pane.desk.tasks)
    assert versions.list.count() == 3
    assert "shorter" in versions.list.item(0).text()
    said = versions.text.toPlainText()
    assert "− - the carrier" in said
    assert "+" not in said
    assert not versions.restore.isEnabled()
    versions.list.setCurrentRow(1)
    assert versions.restore.isEnabled()
    assert_looks_right(qtbot, versions, language, theme, "article-versions", names=["Where", "supervisor"])
    versions.restore.click()
    settle(qtbot, pane.desk.tasks)
    assert "the carrier" in shared_library.article("Where is").body
    assert shared_library.article("Where is").state is ArticleState.PUBLISHED


@pytest.mark.parametrize(("code", "said"), [("en", "Personal words were erased"), ("zh", "个人信息已删除")])
def test_a_version_says_that_an_erasure_has_reached_it(
    qtbot: QtBot, library: Library, language: Language, code: str, said: str
) -> None:
    with library.database.write() as session:
        customer = Customer(name="张伟")
        session.add(customer)
        session.flush()
        row = articles(session, ids=[library.article("How long").id])[0]
        text = replace(row.text, body="张伟 had to wait.")
        edit_article(session, row.id, text, version=row.version, person_id=library.me, now=MONDAY)
        why = "They asked for it"
        erase_customer(session, Rulebook(), customer.id, why, person_id=library.me, now=MONDAY)
    language.switch(code)
    pane = shown(qtbot, library.desk)
    pane.show_article(library.article("How long").id)
    settle(qtbot, pane.desk.tasks)
    pane.acts.buttons["versions"].click()
    (versions,) = pane.findChildren(ArticleVersions)
    settle(qtbot, pane.desk.tasks)
    assert f"{MASK} had to wait." in versions.text.toPlainText()
    assert said in versions.list.item(0).text()
    assert said not in versions.list.item(1).text()


def test_a_version_is_restored_over_no_change_of_somebody_else(qtbot: QtBot, library: Library) -> None:
    def say(body: str) -> None:
        with library.database.write() as session:
            (row,) = articles(session, ids=[library.article("How long").id])
            text = replace(row.text, body=body)
            edit_article(session, row.id, text, version=row.version, person_id=library.me, now=MONDAY)

    say("shorter")
    pane = shown(qtbot, library.desk)
    pane.show_article(library.article("How long").id)
    settle(qtbot, pane.desk.tasks)
    pane.acts.buttons["versions"].click()
    (versions,) = pane.findChildren(ArticleVersions)
    settle(qtbot, pane.desk.tasks)
    versions.list.setCurrentRow(1)
    say("meanwhile")
    versions.restore.click()
    settle(qtbot, pane.desk.tasks)
    assert versions.banner.isVisible()
    assert versions.restore.isEnabled()
    assert library.article("How long").body == "meanwhile"


def test_a_form_that_was_overtaken_says_so_and_keeps_what_was_typed(qtbot: QtBot, library: Library) -> None:
    pane = shown(qtbot, library.desk)
    library.desk.requests.article.emit(library.article("How long").id)
    settle(qtbot, pane.desk.tasks)
    pane.acts.buttons["edit"].click()
    (form,) = pane.findChildren(WriteArticle)
    settle(qtbot, pane.desk.tasks)
    row = form.row
    assert row
    with library.database.write() as session:
        edit_article(
            session, row.id, row.text.__class__("Other", "x"), version=row.version, person_id=library.me, now=MONDAY
        )
    form.body.setPlainText("mine")
    form.keep.click()
    settle(qtbot, pane.desk.tasks)
    assert form.isVisible()
    assert form.banner.isVisible()
    assert form.body.toPlainText() == "mine"
    form.reject()
    assert form.isVisible()
    (question,) = form.findChildren(QMessageBox)
    discard = QMessageBox.ButtonRole.DestructiveRole
    leave = next(each for each in question.buttons() if question.buttonRole(each) is discard)
    with qtbot.waitSignal(form.destroyed):
        leave.click()


def test_the_faq_site_is_written_from_here_and_a_strange_folder_refused(
    qtbot: QtBot,
    library: Library,
    tmp_path: Path,
    language: Language,
    theme: Theme,
) -> None:
    pane = shown(qtbot, library.desk)
    pane.acts.buttons["site"].click()
    (form,) = pane.findChildren(ExportFaq)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    form.folder.setText(str(tmp_path / "mine"))
    form.write.click()
    settle(qtbot, pane.desk.tasks)
    assert form.banner.isVisible()
    form.folder.setText(str(tmp_path / "site"))
    form.write.click()
    settle(qtbot, pane.desk.tasks)
    assert form.outcome.isVisible()
    assert (tmp_path / "site" / "index.html").is_file()
    form.banner.hide()
    form.folder.setText("~/faq")
    assert_looks_right(qtbot, form, language, theme, "faq-export", names=["mine"])


@pytest.mark.parametrize(("width", "name"), [(380, "narrow"), (1_000, "empty")])
def test_an_empty_knowledge_base_says_what_to_do(
    qtbot: QtBot,
    sqlite_database: Database,
    tasks: Tasks,
    tmp_path: Path,
    language: Language,
    theme: Theme,
    width: int,
    name: str,
) -> None:
    open_floor(sqlite_database)
    pane = shown(qtbot, desk_on(sqlite_database, tasks, tmp_path), width)
    assert "New article" in pane.nothing.text()
    assert_looks_right(qtbot, pane, language, theme, f"knowledge-{name}")


def test_the_pane_in_chinese(
    qtbot: QtBot, sqlite_database: Database, tasks: Tasks, tmp_path: Path, language: Language, theme: Theme
) -> None:
    library = Library(sqlite_database, tasks, tmp_path, Role.SUPERVISOR, Tongue.CHINESE)
    pane = shown(qtbot, library.desk)
    pane.search.setText("退款")
    settle(qtbot, pane.desk.tasks)
    assert [each.subject for each in pane.list.entries() if each.subject]
    assert_looks_right(qtbot, pane, language, theme, "knowledge-chinese", names=["supervisor"])
