"""What is known for a case: articles that may answer it, scripts filled from it, and an article made from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.knowledge import Searched
from app.models.people import Language
from app.services.handling.case import Case
from app.services.knowledge.articles import ArticleText
from app.services.knowledge.from_case import article_from_case
from app.services.knowledge.scripts import FilledScript, scripts_for
from app.services.knowledge.search import search
from app.services.knowledge.suggest import suggest
from app.views.article_panel import ArticlePanel
from app.views.case_part import CasePart
from app.views.case_words import Place
from app.views.dialogs.article import WriteArticle
from app.views.found_list import Entry, FoundList
from app.views.i18n import Sentence, language_of_now, percent
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, PAD, icon

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
        self._case: Case | None = None
        self._suggested: int | None = None
        self._looked_for = ""
        self._scripts: dict[str, FilledScript] = {}
        self.words, self.list, self.panel = QLineEdit(clearButtonEnabled=True), FoundList(), ArticlePanel(desk)
        self.scripts, self.script = FoundList(), QPlainTextEdit(readOnly=True)
        self.nothing, self.no_script = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.make, self.copy, self.tabs = QPushButton(), QPushButton(), QTabWidget()
        self._key = QShortcut(QKeySequence(_COPY), self)
        self._reader = Reader(desk, self._begin, self)
        self._lay_out()
        self._listen()
        self.retranslate()

    def show_case(self, case: Case, place: Place) -> None:
        """Suggest for a case; what is read in it stays when it is the same one."""
        if self._case is None or self._case.id != case.id:
            self.words.blockSignals(True)
            self.words.clear()
            self.words.blockSignals(False)
            self.panel.show_article(None, None)
        self._case = case
        self._reader.ask()
        self.panel.read_again()

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
        if self._case:
            self._reader.ask()

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
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)

    def _listen(self) -> None:
        self._reader.came.connect(self._come)
        self.words.textChanged.connect(lambda _: self._reader.ask(hurried=True))
        self.list.walk_from(self.words)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda article_id: self.desk.requests.article.emit(article_id))
        self.scripts.chosen.connect(self._choose_script)
        self.scripts.opened.connect(lambda _: self._copy())
        self.copy.clicked.connect(self._copy)
        self.make.clicked.connect(self._make)
        self._key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._key.activated.connect(self._copy)

    def _begin(self) -> Callable[[Session], Known | None]:
        case, words, person_id, now = self._case, self.words.text().strip(), self.desk.me(), self.desk.now()
        language = Language(language_of_now())
        return lambda session: _read(session, case, words, language, person_id, now=now) if case else None

    def _come(self, known: Known | None) -> None:
        if known is None or self._case is None:
            return
        self._scripts = {each.code: each for each in known.scripts}
        self.list.set_entries(known.entries)
        self.list.setVisible(bool(known.entries))
        self._looked_for = known.words
        self._say_nothing()
        self.nothing.setVisible(not known.entries)
        self.scripts.set_entries([Entry(each.code, each.name, _first_line(each.body)) for each in known.scripts])
        self.scripts.setVisible(bool(known.scripts))
        self.script.setVisible(bool(known.scripts))
        self.copy.setVisible(bool(known.scripts))
        self.no_script.setVisible(not known.scripts)
        self._choose(self.list.subject())
        self._choose_script(self.scripts.subject())
        if known.suggested is not None and known.suggested != self._suggested:
            self._suggested = known.suggested
            self.told.emit()

    def _say_nothing(self) -> None:
        text = self.tr("No article resembles this case yet. Once it is solved, make one from it.")
        if self._looked_for:
            text = self.tr("Nothing holds “{words}”. Try fewer or other words.").format(words=self._looked_for)
        self.nothing.setText(text)

    def _choose(self, article_id: int | None) -> None:
        ticket_id = self._case.id if self._case else None
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
        if self._case is None:
            return
        ticket_id, language = self._case.id, Language(language_of_now())

        def work() -> ArticleText:
            with self.desk.database.read() as session:
                return article_from_case(session, ticket_id, language)

        self.desk.tasks.run(self, work, self._write)

    def _write(self, given: ArticleText) -> None:
        dialog = WriteArticle(self.desk, self, given=given)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


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
