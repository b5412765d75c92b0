"""Articles that may answer what is being typed in a form; a form adds the widget and tells it each text."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.services.knowledge.suggest import Suggestion, suggest
from app.views.dialogs.read_article import ReadArticle
from app.views.flow import Flow
from app.views.i18n import Translated
from app.views.pane import Desk
from app.views.plain import plain_tip
from app.views.reader import Reader
from app.views.theme import icon

_MOST, _PAUSE_MS = 3, 300
# What shares less with the text would only be in the way of somebody who writes.
_LEAST = 0.2
# Shorter titles stand there whole; the tip says the rest.
_LONGEST = 40


class ArticleHints(Translated, QWidget):
    """Up to three titles, the likeliest first; each opens its article over the form. Hidden while there is none.

    `ticket_id` is the complaint for which an article is said to have helped, if it is recorded.
    """

    def __init__(self, desk: Desk, ticket_id: int | None = None) -> None:
        super().__init__()
        self.desk, self.ticket_id = desk, ticket_id
        self.found: tuple[Suggestion, ...] = ()
        self.head = QLabel()
        self.head.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.buttons = [QPushButton(icon("knowledge"), "") for _ in range(_MOST)]
        self._text = ""
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self.reader.came.connect(self._come)
        row = Flow(self)
        row.addWidget(self.head)
        for place, button in enumerate(self.buttons):
            button.setFlat(True)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._open, place))
            row.addWidget(button)
        # The line sets everything at its upper edge.
        self.head.setMinimumHeight(self.buttons[0].sizeHint().height())
        self.hide()
        self.retranslate()

    def ask(self, text: str) -> None:
        """Suggest for a text; the last one that was asked for is answered."""
        text = text.strip()
        if text != self._text:
            self._text = text
            self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.head.setText(self.tr("These articles may help:"))

    def _begin(self) -> Callable[[Session], tuple[Suggestion, ...]]:
        text = self._text
        return lambda session: tuple(each for each in suggest(session, text, limit=_MOST) if each.shared >= _LEAST)

    def _come(self, found: tuple[Suggestion, ...]) -> None:
        self.found = found
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(found))
            if place < len(found):
                title = found[place].title
                short = title if len(title) <= _LONGEST else f"{title[:_LONGEST]}…"
                button.setText(short.replace("&", "&&"))
                button.setToolTip(plain_tip(f"{title}\n{found[place].begins}"))
        self.setVisible(bool(found))

    def _open(self, place: int) -> None:
        ReadArticle(self.desk, self.window(), self.found[place].id, self.ticket_id).open()
