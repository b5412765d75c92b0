"""What is known for a case: articles that may answer it, scripts filled from it, and an article made from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.models.knowledge import Searched
from app.models.people import Language
from app.services.handling.case import Case
from app.services.knowledge.articles import ArticleText
from app.services.knowledge.from_case import article_from_case
from app.services.knowledge.scripts import FilledScript, scripts_for
from app.services.knowledge.search import search
from app.services.knowledge.suggest import suggest
from app.views.case.part import CasePart
from app.views.dialogs.article import WriteArticle
from app.views.i18n import Sentence, language_of_now, percent
from app.views.knowledge.article_panel import ArticlePanel
from app.views.knowledge.found_list import Entry, FoundList
from app.views.pane import Desk
from app.views.theme import GAP, PAD, icon
from app.views.ticket_words import Place

_SUGGESTED, _FOUND = 6, 12
_LIST, _TEXT = 150, 180
_COPY = "Ctrl+Shift+C"


@dataclass(frozen=True)
class Known:
    """What was read for a case: the list of articles, how many were suggested, and the scripts."""

    words: str
    entries: tuple[Entry, ...]
    suggested: int | None
    scripts: tuple[FilledScript, ...]


class KnowledgePart(CasePart):
    """Two pages: articles, suggested by the text of the case until somebody types words; and scripts."""

    title = "Knowledge"
    icon = "knowledge"
    position = 80
    shows: ClassVar[frozenset[str]] = frozenset({"Article", "ArticleUse", "TextTemplate"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._suggested: int | None = None
        self._looked_for = ""
        self._scripts: dict[str, FilledScript] = {}
        self.words, self.list, self.panel = QLineEdit(clearButtonEnabled=True), FoundList(), ArticlePanel(desk)
        self.scripts, self.script = FoundList(), QPlainTextEdit(readOnly=True)
        self.nothing, self.no_script = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.make, self.copy, self.tabs = QPushButton(), QPushButton(), QTabWidget()
        self._key = self.add_key(_COPY, self._copy)
        self._lay_out()
        self._listen()
        self.retranslate()

    def show_case(self, case: Case, place: Place) -> None:
        """Suggest for a case; what is read in it stays when it is the same one."""
        super().show_case(case, place)
        self.panel.read_again()

    def forget(self) -> None:
        """Look for what is known of this case, and show nothing that was filled from the one before."""
        self._suggested = None
        self.words.blockSignals(True)
        self.words.clear()
        self.words.blockSignals(False)
        self.panel.show_article(None, None)
        self.take(Known("", (), None, ()))
        self.nothing.hide()
        self.no_script.hide()

    def reading(self, case: Case) -> Callable[[Session], Known]:
        """Suggest articles by the text of the case, or search for what is typed; fill the scripts."""
        words, person_id, now = self.words.text().strip(), self.desk.me(), self.desk.now()
        language = Language(language_of_now())
        return lambda session: _read(session, case, words, language, person_id, now=now)

    def count(self) -> int | None:
        """Return how many articles are suggested."""
        return self._suggested

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.words.setPlaceholderText(self.tr("Suggested for this case; type to search"))
        self.words.setAccessibleName(self.tr("Search articles"))
        self.list.setAccessibleName(self.tr("Articles"))
        self.scripts.setAccessibleName(self.tr("Scripts"))
        self.script.setAccessibleName(self.tr("Script, filled from the case"))
        self.tabs.setTabText(0, self.tr("Articles"))
        self.tabs.setTabText(1, self.tr("Scripts"))
        self.make.setText(self.tr("&Make an article from this case"))
        self.make.setToolTip(self.tr("Begin a draft with what was asked and what solved it, without what is personal"))
        self.copy.setText(self.tr("Cop&y"))
        self._key.setWhatsThis(self.tr("Copy the script"))
        keys = QKeySequence(_COPY).toString(QKeySequence.SequenceFormat.NativeText)
        self.copy.setToolTip(self.tr("Copy the script ({key}, or Enter in the list)").format(key=keys))
        self.no_script.setText(
            self.tr("There is no script in this language yet. A team lead writes them: “Scripts” in the menu.")
        )
        self._say_nothing()
        # The scripts are those of the language.
        if self.case:
            self.reader.ask()

    def _lay_out(self) -> None:
        articles, scripts = QWidget(), QWidget()
        for page, widgets in (
            (articles, (self.words, self.list, self.nothing, self.panel)),
            (scripts, (self.scripts, self.no_script, self.script, self.copy)),
        ):
            column = QVBoxLayout(page)
            column.setContentsMargins(0, PAD, 0, 0)
            column.setSpacing(GAP)
            for widget in widgets:
                column.addWidget(widget, int(widget in (self.panel, self.script)))
        for shown in (self.list, self.scripts):
            shown.setFixedHeight(_LIST)
        self.panel.text.setMinimumHeight(_TEXT)
        self.script.setMinimumHeight(_TEXT)
        self.copy.setIcon(icon("copy"))
        self.make.setIcon(icon("note"))
        self.nothing.hide()
        self.no_script.hide()
        self.tabs.addTab(articles, "")
        self.tabs.addTab(scripts, "")
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)
        below = QHBoxLayout()
        below.addWidget(self.make)
        below.addStretch()
        self.lay_out(self.tabs, below, grows=self.tabs)

    def _listen(self) -> None:
        self.words.textChanged.connect(self._search)
        self.list.walk_from(self.words)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda article_id: self.desk.requests.article.emit(article_id))
        self.scripts.chosen.connect(self._choose_script)
        self.scripts.opened.connect(lambda _: self._copy())
        self.copy.clicked.connect(self._copy)
        self.make.clicked.connect(self._make)

    def take(self, found: Known) -> None:
        """Show what was found."""
        self._scripts = {each.code: each for each in found.scripts}
        self.list.set_entries(found.entries)
        self.list.setVisible(bool(found.entries))
        self._looked_for = found.words
        self._say_nothing()
        self.nothing.setVisible(not found.entries)
        self.scripts.set_entries([Entry(each.code, each.name, _first_line(each.body)) for each in found.scripts])
        self.scripts.setVisible(bool(found.scripts))
        self.script.setVisible(bool(found.scripts))
        self.copy.setVisible(bool(found.scripts))
        self.no_script.setVisible(not found.scripts)
        self._choose(self.list.subject())
        self._choose_script(self.scripts.subject())
        if found.suggested is not None:
            self._suggested = found.suggested

    def _search(self) -> None:
        if self.case:
            self.reader.ask()

    def _say_nothing(self) -> None:
        text = self.tr("No article resembles this case yet. Once it is solved, make one from it.")
        if self._looked_for:
            text = self.tr("Nothing holds “{words}”. Try fewer or other words.").format(words=self._looked_for)
        self.nothing.setText(text)

    def _choose(self, article_id: int | None) -> None:
        ticket_id = self.case.id if self.case else None
        if (article_id, ticket_id) != (self.panel.article_id, self.panel.ticket_id):
            self.panel.show_article(article_id, ticket_id)

    def _choose_script(self, code: str | None) -> None:
        script = self._scripts.get(code or "")
        body = script.body if script else ""
        if body != self.script.toPlainText():
            self.script.setPlainText(body)

    def _copy(self) -> None:
        script = self._scripts.get(self.scripts.subject() or "")
        if script:
            QGuiApplication.clipboard().setText(script.body)
            self.desk.notices.change(Sentence("KnowledgePart", "Copied: {name}", name=script.name))

    def _make(self) -> None:
        if self.case is None:
            return
        ticket_id, language = self.case.id, Language(language_of_now())

        def work() -> ArticleText:
            with self.desk.database.read() as session:
                return article_from_case(session, ticket_id, language)

        self.desk.tasks.run(self, work, self._write)

    def _write(self, given: ArticleText) -> None:
        WriteArticle(self.desk, self, given=given).open()


def _read(
    session: Session, case: Case, words: str, language: Language, person_id: int | None, *, now: datetime
) -> Known:
    scripts = scripts_for(session, case.id, language, person_id=person_id)
    if words:
        found = search(session, words, kinds=[Searched.ARTICLE], limit=_FOUND, now=now)
        entries = tuple(Entry(row.id, row.title, row.snippet, marks=row.marks) for row in found.rows)
        return Known(words, entries, None, scripts)
    suggested = suggest(session, f"{case.title}\n{case.description}", limit=_SUGGESTED)
    entries = tuple(Entry(each.id, each.title, f"{percent(each.shared, 0)} · {each.begins}") for each in suggested)
    return Known("", entries, len(entries), scripts)


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0]
