"""An article over a form: read without leaving what is being written."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QWidget

from app.views.dialog import Dialog
from app.views.knowledge.article_panel import ArticlePanel
from app.views.pane import Desk

_SIZE = QSize(560, 520)


class ReadArticle(Dialog):
    """Shows one article for the complaint at hand, if it is recorded already."""

    title = "Article from the knowledge base"

    def __init__(self, desk: Desk, parent: QWidget | None, article_id: int, ticket_id: int | None = None) -> None:
        super().__init__(desk, parent)
        self.panel, self.leave = ArticlePanel(desk), QPushButton()
        self.lay_out(self.panel, grows=self.panel, right=[self.leave])
        self.resize(_SIZE)
        self.leave.clicked.connect(self.accept)
        self.retranslate()
        self.panel.show_article(article_id, ticket_id)
        self.leave.setFocus()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.leave.setText(self.tr("&Close"))
