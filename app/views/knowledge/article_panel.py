"""An article for a complaint at hand: read, copied, and said to have helped or not."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.markdown import as_plain
from app.services.knowledge.articles import use_article
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated
from app.views.knowledge.article_reader import ArticleReader
from app.views.knowledge.listing import Reading, facts, read_article
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, icon


class ArticlePanel(Translated, QWidget):
    """Shows the article that was asked for last, for the complaint `ticket_id` (None: one that is not recorded yet).

    `came` tells that it is shown, or that it is gone.
    """

    came = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.ticket_id: int | None = None
        self.article_id: int | None = None
        self.reading: Reading | None = None
        self.text = ArticleReader()
        self.helped, self.missed, self.copy = QPushButton(), QPushButton(), QPushButton()
        self._reader = Reader(desk, self._begin, self)
        self._reader.came.connect(self._come)
        self._row = QWidget()
        row = Flow(self._row)
        for button, picture in ((self.helped, "check"), (self.missed, "cancel"), (self.copy, "copy")):
            button.setIcon(icon(picture))
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.text, 1)
        column.addWidget(self._row)
        self.helped.clicked.connect(lambda: self._use(helped=True))
        self.missed.clicked.connect(lambda: self._use(helped=False))
        self.copy.clicked.connect(self._copy)
        self.show_article(None, None)
        self.retranslate()

    def show_article(self, article_id: int | None, ticket_id: int | None) -> None:
        """Show an article; None: none."""
        self.article_id, self.ticket_id = article_id, ticket_id
        if article_id is None:
            self.reading = None
            self.text.hide()
            self._row.hide()
        else:
            self._reader.ask(hurried=True)

    def read_again(self) -> None:
        """Read the article as it is now, with what was said of it."""
        if self.article_id is not None:
            self._reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.helped.setText(self.tr("&Helped"))
        self.missed.setText(self.tr("Did &not help"))
        self.copy.setText(self.tr("Copy t&ext"))
        self.helped.setToolTip(self.tr("Say that the article answered this: it is found sooner next time"))
        self.missed.setToolTip(self.tr("Say that the article did not answer this"))
        self.copy.setToolTip(self.tr("Copy the article as plain text, for a reply"))
        self.text.setAccessibleName(self.tr("Article"))
        self._show()

    def _begin(self) -> Callable[[Session], Reading | None]:
        article_id, person_id = self.article_id, self.desk.me()
        return lambda session: None if article_id is None else read_article(session, article_id, person_id)

    def _come(self, reading: Reading | None) -> None:
        if self.article_id is None or (reading and reading.row.id != self.article_id):
            return
        self.reading = reading
        self._show()
        self.came.emit()

    def _show(self) -> None:
        there = self.reading is not None
        self.text.setVisible(there)
        self._row.setVisible(there)
        if self.reading:
            row = self.reading.row
            self.text.show_article(row.text.title, row.text.body, facts(row, self.desk.zone))

    def _use(self, *, helped: bool) -> None:
        if self.reading is None:
            return
        article_id, title = self.reading.row.id, self.reading.row.text.title
        ticket_id, person_id = self.ticket_id, self.desk.me()
        said = Sentence("ArticlePanel", "“{title}” helped: noted.", title=title)
        if not helped:
            said = Sentence("ArticlePanel", "“{title}” did not help: noted.", title=title)

        def work() -> None:
            with self.desk.database.write() as session:
                now = self.desk.now()
                use_article(session, article_id, helped=helped, ticket_id=ticket_id, person_id=person_id, now=now)

        def noted(_: None) -> None:
            self.desk.notices.change(said)
            self.read_again()

        self.desk.tasks.run(self, work, noted)

    def _copy(self) -> None:
        if self.reading:
            QGuiApplication.clipboard().setText(as_plain(self.reading.row.text.body))
            self.desk.notices.change(Sentence("ArticlePanel", "The text is copied."))
