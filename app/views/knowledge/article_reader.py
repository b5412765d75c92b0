"""An article as it is read: headings, lists and emphasis, and nothing that would be fetched from anywhere."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QTextBrowser

from app.models.markdown import as_html
from app.views.theme import PAD, Mark, colour

_STYLE_CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
_OUTSIDE = ("http", "https", "mailto")


class ArticleReader(QTextBrowser):
    """Shows a title, facts below it, and Markdown; `case` tells the complaint to which a link of ours leads.

    Links outside are opened by the browser, when somebody follows them.
    """

    case = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, tuple[str, ...], str, tuple[int, str] | None] = ("", (), "", None)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(PAD)
        # The title stands above the headings of the text.
        self.document().setDefaultStyleSheet("h1 {font-size: x-large} h2, h3, h4 {font-size: large}")
        self.anchorClicked.connect(self._follow)

    def show_article(
        self, title: str, body: str, facts: Sequence[str] = (), *, case: tuple[int, str] | None = None
    ) -> None:
        """Show an article; `case` is a complaint to which a link below it leads, by its number."""
        shown = (title, tuple(facts), body, case)
        if shown == self._shown:
            return
        same = title == self._shown[0]
        at = self.verticalScrollBar().value() if same else 0
        self._shown = shown
        self.setHtml(self._html())
        self.verticalScrollBar().setValue(at)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's name
        """Load nothing: an article holds its text and no more."""
        return None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the palette and the font."""
        super().changeEvent(event)
        # Qt styles widgets while they are being made.
        if event.type() in _STYLE_CHANGES and getattr(self, "_shown", ("",))[0]:
            self.setHtml(self._html())

    def _html(self) -> str:
        title, facts, body, case = self._shown
        quiet = colour(Mark.QUIET).name()
        said = f"<p style='color:{quiet}'>{escape(' · '.join(facts))}</p>" if facts else ""
        link = f"<p><a href='case:{case[0]}'>{escape(case[1])}</a></p>" if case else ""
        return f"<h1>{escape(title)}</h1>{said}{as_html(body)}{link}"

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "case":
            self.case.emit(int(url.path()))
        elif url.scheme() in _OUTSIDE:
            QDesktopServices.openUrl(url)
