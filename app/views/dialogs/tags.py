"""The tags of the floor: how many complaints have each, and another name for one, which may be that of another tag."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.services.assessment.tags import LONGEST_TAG, TagRow, list_tags, rename_tag
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence, number
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.picking import Pick, Picker, matches
from app.views.reader import Reader
from app.views.theme import Mark

_SIZE = QSize(460, 460)


class TagList(Dialog):
    """Lists the tags, the most used first; one that gets the name of another is one with it from then on."""

    title = "Tags"
    in_menu = True
    menu = Menu.SETTINGS
    position = 46

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._tags: tuple[TagRow, ...] | None = None
        self._chosen: TagRow | None = None
        self.about, self.picker = QLabel(wordWrap=True), Picker()
        self.banner, self.name = Banner("alert", Mark.SOON, Mark.SOON_BACK), QLineEdit(maxLength=LONGEST_TAG)
        self.rename, self.leave = QPushButton(), QPushButton()
        for button in (self.rename, self.leave):
            button.setAutoDefault(False)
        parts = self.about, self.picker, self.banner, self.name
        self.lay_out(*parts, grows=self.picker, left=[self.rename], right=[self.leave])
        self._reader = Reader(desk, self._begin, self)
        self._reader.came.connect(self._come)
        self.picker.typed.connect(self._show)
        self.picker.taken.connect(self._choose)
        self.name.textChanged.connect(lambda _: self._enable())
        self.name.returnPressed.connect(self.rename.click)
        self.rename.clicked.connect(self._rename)
        self.leave.clicked.connect(self.accept)
        self.resize(_SIZE)
        self.retranslate()
        self._reader.ask()

    def hear(self, changes: Changes | None) -> None:
        """Read the tags again where somebody has changed them."""
        if changes is None or "Tag" in changes:
            self._reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.about.setText(
            self.tr(
                "Choose a tag and give it another name, for all complaints that have it. With the name of another tag "
                "the two become one. Tags are put on in a case, on its page “Assessment”."
            )
        )
        for field, words in (
            (self.picker.field, self.tr("Search tags")),
            (self.name, self.tr("New name of the tag")),
        ):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
        self.rename.setText(self.tr("Re&name"))
        self.leave.setText(self.tr("Close"))
        self._show()

    def _begin(self) -> Callable[[Session], tuple[TagRow, ...]]:
        return list_tags

    def _come(self, tags: tuple[TagRow, ...]) -> None:
        self._tags = tags
        self._show()

    def _show(self, _: str = "") -> None:
        typed, tags = self.picker.field.text(), self._tags or ()
        picks = [Pick(each.name, number(each.tickets), each) for each in tags if matches(each.name, typed)]
        otherwise = self.tr("No tag is called so.") if tags else self.tr("No complaint has a tag yet.")
        self.picker.show_picks(picks, otherwise if self._tags is not None else "")
        self._enable()

    def _choose(self, tag: TagRow) -> None:
        self._chosen = tag
        self.name.setText(tag.name)
        self.name.setFocus()
        self.name.selectAll()

    def _enable(self) -> None:
        named = self.name.text().strip()
        self.rename.setEnabled(self._chosen is not None and bool(named) and named != self._chosen.name)

    def _rename(self) -> None:
        tag, name, desk, by = self._chosen, self.name.text().strip(), self.desk, self.desk.me()
        if tag is None:
            return
        self.banner.hide()

        def work() -> None:
            with desk.database.write() as session:
                rename_tag(session, tag.id, name, by=by)

        def done(_: None) -> None:
            self._chosen = None
            self.name.clear()
            desk.notices.change(Sentence("TagList", "The tag {before} is {after} now", before=tag.name, after=name))
            self._reader.ask()

        desk.tasks.run(self, work, done, refused=lambda refusal: self.banner.tell(Sentence.of(refusal)))
