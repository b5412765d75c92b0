"""The knowledge pane: what holds the words as they are typed, and the article beside it."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.models.knowledge import Searched
from app.views.bridge import Changes
from app.views.flow import Flow
from app.views.i18n import Sentence, number
from app.views.knowledge.article_actions import ArticleActions
from app.views.knowledge.article_reader import ArticleReader
from app.views.knowledge.found_list import FoundList
from app.views.knowledge.listing import (
    SHELVES,
    Listing,
    Reading,
    Shelf,
    entries,
    facts,
    read_article,
    read_listing,
)
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.theme import GAP, PAD, ROOM

_SEARCH_WIDTH, _WIDE = 240, 640
_PLAIN = Qt.TextFormat.PlainText
Subject = tuple[Searched, int]


class KnowledgePane(Pane):
    """Lists articles and finds articles and complaints; what is current is read beside the list."""

    title = "Knowledge"
    icon = "knowledge"
    position = 24
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Article", "ArticleUse", "Category"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.listing: Listing | None = None
        self.reading: Reading | None = None
        # What somebody asked for elsewhere, or has just written: it is shown whatever the list holds.
        self._wanted: int | None = None
        # What becomes current while the list is renewed is nobody's choice.
        self._renewing = False
        self.search, self.shelf = QLineEdit(clearButtonEnabled=True), QComboBox()
        self.list, self.text = FoundList(), ArticleReader()
        self.hint, self.nothing = QLabel(wordWrap=True, textFormat=_PLAIN), QLabel(wordWrap=True, textFormat=_PLAIN)
        self.due, self.acts = QToolButton(autoRaise=True), ArticleActions(desk, self)
        self.listed, self.pages = QStackedWidget(), QSplitter()
        self._lister, self._reader = Reader(desk, self._list, self), Reader(desk, self._read, self)
        self._arrange()
        self._listen()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read the list and the article anew."""
        self._lister.ask()
        self._reader.ask()

    def show_article(self, article_id: int) -> None:
        """Show an article that was asked for elsewhere, or has just been written or changed."""
        self._wanted = article_id
        self.wanted.emit()
        self._reader.ask(hurried=True)

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.search.setPlaceholderText(self.tr("Search articles and complaints"))
        self.search.setAccessibleName(self.search.placeholderText())
        chosen = max(self.shelf.currentIndex(), 0)
        self.shelf.blockSignals(True)
        self.shelf.clear()
        for shelf, source in SHELVES.items():
            self.shelf.addItem(str(Sentence("Knowledge", source)), shelf)
        self.shelf.setCurrentIndex(chosen)
        self.shelf.blockSignals(False)
        self.shelf.setAccessibleName(self.tr("Which articles are listed"))
        self.list.setAccessibleName(self.tr("Articles and complaints"))
        self.text.setAccessibleName(self.tr("Article"))
        self._show_list()
        self._show_article()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the article below the list where there is no room beside it."""
        super().resizeEvent(event)
        beside = self.width() >= _WIDE
        self.pages.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def _arrange(self) -> None:
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        self.shelf.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        head = QWidget()
        row = Flow(head, PAD)
        for widget in (self.search, self.shelf, self.due, self.acts.buttons["new"], self.acts.buttons["site"]):
            row.addWidget(widget)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.acts)
        column.addWidget(self.text, 1)
        self.listed.addWidget(self.list)
        self.listed.addWidget(self.nothing)
        for side, stretch in ((self.listed, 2), (right, 3)):
            self.pages.addWidget(side)
            self.pages.setStretchFactor(self.pages.count() - 1, stretch)
        self.pages.setChildrenCollapsible(False)
        self.pages.setSizes([400, 600])
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(head)
        column.addWidget(self.hint)
        column.addWidget(self.pages, 1)
        self.setFocusProxy(self.search)

    def _listen(self) -> None:
        self._lister.came.connect(self._listed)
        self._reader.came.connect(self._article_came)
        self.search.textChanged.connect(lambda _: self._look_for())
        self.shelf.currentIndexChanged.connect(lambda _: self._look_for())
        self.due.clicked.connect(self._show_due)
        self.list.walk_from(self.search)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.text.case.connect(self.desk.requests.case)
        self.desk.requests.article.connect(self.show_article)
        self.acts.kept.connect(self.show_article)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        find.activated.connect(self.search.selectAll)

    @property
    def _today(self) -> date:
        return self.desk.now().astimezone(self.desk.zone).date()

    def _list(self) -> Callable[[Session], Listing]:
        words, today, now = self.search.text(), self._today, self.desk.now()
        # What Qt has kept is a word again.
        shelf = Shelf(self.shelf.currentData())
        return lambda session: read_listing(session, words, shelf, today=today, now=now)

    def _listed(self, listing: Listing) -> None:
        self.listing = listing
        self._show_list()

    def _show_list(self) -> None:
        listing = self.listing
        if listing is None:
            self.nothing.setText(self.tr("The articles are being read."))
            self.listed.setCurrentWidget(self.nothing)
            self.hint.hide()
            self.due.hide()
            return
        self.due.setVisible(listing.due > 0)
        self.due.setText("▲ " + self.tr("{count} due for review").format(count=number(listing.due)))
        self.due.setToolTip(self.tr("List the articles that are to be looked over"))
        self._renewing = True
        self.list.set_entries(entries(listing, today=self._today, zone=self.desk.zone))
        self._renewing = False
        self.listed.setCurrentWidget(self.list if self.list.entries() else self.nothing)
        self.nothing.setText(self._why_empty(listing))
        self.hint.setText(self._hint(listing))
        self.hint.setVisible(bool(self.hint.text()))

    def _hint(self, listing: Listing) -> str:
        said = []
        if listing.found.meant:
            said.append(
                self.tr("Nothing holds “{words}”. Shown is what holds “{meant}”.").format(
                    words=listing.words.strip(), meant=listing.found.meant
                )
            )
        if listing.waits:
            said.append(
                self.tr("Texts that have just changed and are found only as they are spelled: {count}").format(
                    count=number(listing.waits)
                )
            )
        return "\n".join(said)

    def _why_empty(self, listing: Listing) -> str:
        if listing.words:
            return self.tr("Nothing holds “{words}”. Try fewer or other words.").format(words=listing.words.strip())
        return {
            Shelf.PUBLISHED: self.tr(
                "No article is published yet. Write one here with “New article”, or make one from a solved complaint: "
                "“Knowledge” beside the case."
            ),
            Shelf.DUE: self.tr("No article is due for review."),
            Shelf.DRAFTS: self.tr("There are no drafts. “New article” begins one."),
            Shelf.RETIRED: self.tr("No article is retired."),
        }[listing.shelf]

    def _look_for(self) -> None:
        self._wanted = None
        self._lister.ask(hurried=True)

    def _choose(self, subject: Subject | None) -> None:
        if not self._renewing:
            self._wanted = None
        self._reader.ask(hurried=True)

    def _subject(self) -> Subject | None:
        return (Searched.ARTICLE, self._wanted) if self._wanted is not None else self.list.subject()

    def _read(self) -> Callable[[Session], Reading | None]:
        subject, person_id = self._subject(), self.desk.me()
        if subject is None or subject[0] is not Searched.ARTICLE:
            return lambda session: None
        return lambda session: read_article(session, subject[1], person_id)

    def _article_came(self, reading: Reading | None) -> None:
        self.reading = reading
        self._show_article()

    def _show_article(self) -> None:
        reading, subject = self.reading, self._subject()
        self.acts.show_reading(reading)
        if reading is not None:
            row = reading.row
            self.text.show_article(row.text.title, row.text.body, facts(row, self.desk.zone))
        elif subject is not None and subject[0] is Searched.TICKET and self.listing:
            found = next((row for row in self.listing.found.rows if (row.kind, row.id) == subject), None)
            if found:
                link = (found.id, self.tr("Open {number}").format(number=found.number))
                self.text.show_article(f"{found.number} {found.title}", found.snippet, case=link)
        else:
            self.text.show_article(self.tr("No article is chosen"), "")

    def _show_due(self) -> None:
        self.search.clear()
        self.shelf.setCurrentIndex(self.shelf.findData(Shelf.DUE))

    def _open(self, subject: Subject) -> None:
        if subject[0] is Searched.TICKET:
            self.desk.requests.case.emit(subject[1])
        else:
            self.text.setFocus()
