"""What is done to an article where it is read: the buttons above it, and those that begin or hand out articles."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from app.models.knowledge import ArticleState
from app.services.knowledge.articles import REVIEWED_AFTER, publish_article, retire_article, review_article
from app.views.dialog import Dialog
from app.views.dialogs.article import WriteArticle
from app.views.dialogs.article_versions import ArticleVersions
from app.views.dialogs.faq_site import ExportFaq
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated, date_word
from app.views.knowledge.listing import Reading
from app.views.pane import Desk
from app.views.theme import GAP, icon


class Act(NamedTuple):
    """A button with its key within the pane; one that is `general` is there without an article, too."""

    icon: str
    key: str
    text: Sentence
    tip: Sentence
    general: bool = False


ACTS: Mapping[str, Act] = {
    "new": Act(
        "note",
        "Ctrl+Shift+N",
        Sentence("ArticleActions", "New article"),
        Sentence("ArticleActions", "Write a new article"),
        general=True,
    ),
    "edit": Act(
        "reply",
        "F4",
        Sentence("ArticleActions", "Edit"),
        Sentence("ArticleActions", "Change what the article says"),
    ),
    "publish": Act(
        "check",
        "Ctrl+Shift+P",
        Sentence("ArticleActions", "Publish"),
        Sentence("ArticleActions", "Let everybody it is for find the article"),
    ),
    "retire": Act(
        "cancel",
        "Ctrl+Shift+R",
        Sentence("ArticleActions", "Retire"),
        Sentence("ArticleActions", "Let the article be found no more; it stays here"),
    ),
    "review": Act(
        "clock",
        "Ctrl+Shift+Y",
        Sentence("ArticleActions", "Reviewed"),
        Sentence("ArticleActions", "The article is right as it stands: review it again in half a year"),
    ),
    "versions": Act(
        "back",
        "Ctrl+Shift+H",
        Sentence("ArticleActions", "Versions"),
        Sentence("ArticleActions", "What the article said before, and what has changed"),
    ),
    "site": Act(
        "folder",
        "Ctrl+Shift+F",
        Sentence("ArticleActions", "FAQ site …"),
        Sentence("ArticleActions", "Write the public articles as a website with a search of its own"),
        general=True,
    ),
}


class ArticleActions(Translated, QWidget):
    """Holds the buttons of the article; a pane places the general ones. The keys work in the whole of it.

    `kept` tells the id of an article that was written or changed here: it stays in view, wherever it is listed now.
    """

    kept = Signal(int)

    def __init__(self, desk: Desk, pane: QWidget) -> None:
        super().__init__()
        self._desk, self._pane = desk, pane
        self._reading: Reading | None = None
        self.buttons = {name: QToolButton(autoRaise=True) for name in ACTS}
        self._keys = {name: QShortcut(QKeySequence(act.key), pane) for name, act in ACTS.items()}
        row = Flow(self, GAP)
        for name, button in self.buttons.items():
            button.setIcon(icon(ACTS[name].icon))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(partial(self._press, name))
            self._keys[name].setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._keys[name].activated.connect(button.click)
            if not ACTS[name].general:
                row.addWidget(button)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        for name, act in ACTS.items():
            text, key = str(act.text), QKeySequence(act.key).toString(QKeySequence.SequenceFormat.NativeText)
            self.buttons[name].setText(text)
            self.buttons[name].setToolTip(f"{act.tip} ({key})")
            self.buttons[name].setAccessibleName(text)
            self._keys[name].setWhatsThis(text)

    def show_reading(self, reading: Reading | None) -> None:
        """Show what the reader may do with the article that is read; None: there is none."""
        self._reading = reading
        self.setVisible(reading is not None)
        if reading is None:
            return
        state, due = reading.row.state, reading.row.text.review_on
        published = state is ArticleState.PUBLISHED
        self.buttons["edit"].setVisible(reading.may_edit)
        self.buttons["publish"].setVisible(reading.may_publish and not published)
        self.buttons["retire"].setVisible(reading.may_publish and state is not ArticleState.RETIRED)
        self.buttons["review"].setVisible(reading.may_publish and published and due is not None)

    def _press(self, name: str, _: bool = False) -> None:
        reading = self._reading
        if self.buttons[name].isHidden():
            return
        if name == "new":
            self._ask(WriteArticle(self._desk, self._pane))
        elif name == "site":
            self._ask(ExportFaq(self._desk, self._pane))
        elif reading is None:
            return
        elif name == "edit":
            self._ask(WriteArticle(self._desk, self._pane, reading.row))
        elif name == "versions":
            self._ask(ArticleVersions(self._desk, self._pane, reading.row))
        else:
            self._change(name, reading)

    def _ask(self, dialog: Dialog) -> None:
        if isinstance(dialog, WriteArticle):
            dialog.written.connect(self.kept)
        dialog.open()

    def _change(self, name: str, reading: Reading) -> None:
        """Publish, retire or confirm the article."""
        desk, me, now = self._desk, self._desk.me(), self._desk.now()
        id_, title = reading.row.id, reading.row.text.title
        today = now.astimezone(desk.zone).date()
        again = today + REVIEWED_AFTER
        said = {
            "publish": Sentence("ArticleActions", "“{title}” is published.", title=title),
            "retire": Sentence("ArticleActions", "“{title}” is retired.", title=title),
            "review": Sentence(
                "ArticleActions", "“{title}” is reviewed again on {day}.", title=title, day=date_word(again)
            ),
        }[name]
        self.kept.emit(id_)

        def work() -> None:
            with desk.database.write() as session:
                if name == "publish":
                    publish_article(session, id_, person_id=me, now=now)
                elif name == "retire":
                    retire_article(session, id_, "", person_id=me, now=now)
                else:
                    review_article(session, id_, again, today=today, person_id=me)

        desk.tasks.run(self, work, lambda _: desk.notices.change(said))
