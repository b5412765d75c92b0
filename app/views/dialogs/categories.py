"""The tree of categories: looked through, added to, moved, merged, marked as of high risk, retired, and imported."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.services.assessment.categories import (
    LONGEST_NAME,
    CategoryTree,
    add_category,
    bring_back_category,
    read_tree,
    rename_category,
    retire_category,
)
from app.services.handling.category_edits import mark_category, merge_category, move_category
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.dialogs.import_rows import ImportRows
from app.views.dialogs.pick_category import PickCategory
from app.views.flow import Flow
from app.views.i18n import Sentence, number
from app.views.intake.category_tree import CategoryModel, CategoryTreeView
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import PAD, Mark, icon

_SIZE = QSize(720, 620)
# Only a tree that can be seen at a glance begins unfolded.
_SMALL = 60
# What is open changes all day.
_PAUSE_MS = 1_000
_Edit = Callable[[Session, int | None, datetime], int | None]


class Categories(Dialog):
    """Each change is written at once; complaints follow their category, and keep one that is retired."""

    title = "Categories"
    in_menu = True
    menu = Menu.SETTINGS
    position = 44

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._found: CategoryTree | None = None
        self._wanted: int | None = None
        self.search, self.name = QLineEdit(clearButtonEnabled=True), QLineEdit(maxLength=LONGEST_NAME)
        self.about = QLabel(wordWrap=True)
        self.model = CategoryModel(self)
        self.tree = CategoryTreeView(self.model)
        self.nothing = Nothing(self.tree)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.add, self.add_below, self.rename = QPushButton(), QPushButton(), QPushButton()
        self.mark, self.merge, self.retire = QPushButton(), QPushButton(), QPushButton()
        self.bring, self.leave = QPushButton(), QPushButton()
        self._reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._lay_out()
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self._reader.ask()

    def hear(self, changes: Changes | None) -> None:
        """Read the tree again where somebody else has changed it, or what is open."""
        if changes is None or {"Category", "Ticket"} & changes.keys():
            self._reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.search.setPlaceholderText(self.tr("Search categories"))
        self.search.setAccessibleName(self.tr("Search categories"))
        self.tree.setAccessibleName(self.heading())
        self.name.setPlaceholderText(self.tr("Name of a new category, or a new name"))
        self.name.setAccessibleName(self.tr("Name of a new category, or a new name"))
        self.add.setText(self.tr("&Add"))
        self.add_below.setText(self.tr("Add &below"))
        self.rename.setText(self.tr("Re&name"))
        self.rename.setToolTip(self.tr("F2 takes the name into the field"))
        self.mark.setToolTip(self.tr("Whatever belongs to it goes the fast lane"))
        self.merge.setText(self.tr("&Merge into …"))
        self.bring.setText(self.tr("&Import …"))
        self.leave.setText(self.tr("Close"))
        self._show()
        self._say()

    def _lay_out(self) -> None:
        buttons = (self.add, self.add_below, self.rename, self.mark, self.merge, self.retire, self.bring)
        for button in (*buttons, self.leave):
            button.setAutoDefault(False)
        for button, picture in zip(buttons, ("add", "add", "note", "alert", "merge", "cancel", "folder"), strict=True):
            button.setIcon(icon(picture))
        place = QWidget()
        row = Flow(place, PAD)
        for button in buttons:
            row.addWidget(button)
        parts = self.about, self.search, self.tree, self.banner, self.name, place
        self.lay_out(*parts, grows=self.tree, right=[self.leave])

    def _listen(self) -> None:
        self._reader.came.connect(self._come)
        self.model.dropped.connect(self._move)
        self.tree.selectionModel().currentChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._enable)
        self.search.textChanged.connect(lambda _: self._show())
        self.name.textChanged.connect(lambda _: self._enable())
        self.name.returnPressed.connect(self.add.click)
        self.add.clicked.connect(lambda: self._add(None))
        self.add_below.clicked.connect(self._add_below)
        self.rename.clicked.connect(self._rename)
        self.mark.clicked.connect(self._mark)
        self.merge.clicked.connect(self._ask_merge)
        self.retire.clicked.connect(self._retire)
        self.bring.clicked.connect(self._import)
        self.leave.clicked.connect(self.accept)
        for keys, act in (("F2", self._take_name), ("Del", self.retire.click)):
            key = QShortcut(QKeySequence(keys), self.tree)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(act)

    def _begin(self) -> Callable[[Session], CategoryTree]:
        me = self.desk.me()
        return lambda session: read_tree(session, me)

    def _come(self, found: CategoryTree) -> None:
        if found == self._found and self._wanted is None:
            return
        first, self._found = self._found is None, found
        self._show(first=first)
        self._say()

    def _show(self, *, first: bool = False) -> None:
        if self._found is None:
            return
        typed = self.search.text().strip()
        chosen, opened = self.tree.chosen(), self.tree.opened()
        self.model.movable = self._found.may_edit and not typed
        self.model.set_rows(self._found.rows, typed)
        if typed or (first and len(self._found.rows) <= _SMALL):
            self.tree.expandAll()
        else:
            self.tree.unfold(opened)
        self.tree.choose(self._wanted or (chosen.id if chosen else None))
        self._wanted = None
        self.nothing.say(
            self.tr("No category is called so.")
            if self._found.rows
            else self.tr("There is no category yet: write a name below and add it, or import a tree from a file.")
        )
        self._enable()

    def _say(self) -> None:
        may = self._found is None or self._found.may_edit
        self.about.setText(
            self.tr(
                "Drag a category on to another one, or between two; or press Alt with an arrow. Complaints follow it."
            )
            if may
            else self.tr("Supervisors, managers and administrators edit the categories; say first who sits here.")
        )
        self._enable()

    def _enable(self) -> None:
        row, named = self.tree.chosen(), bool(self.name.text().strip())
        may = self._found is not None and self._found.may_edit
        self.add.setEnabled(may and named)
        self.add_below.setEnabled(may and named and row is not None and row.active)
        self.rename.setEnabled(may and named and row is not None)
        for button in (self.mark, self.merge, self.retire):
            button.setEnabled(may and row is not None)
        for widget in (self.name, self.bring):
            widget.setEnabled(may)
        marked = row is not None and row.high_risk
        self.mark.setText(self.tr("Unmark &high risk") if marked else self.tr("Mark as &high risk"))
        self.retire.setText(self.tr("&Retire") if row is None or row.active else self.tr("B&ring back"))

    def _take_name(self) -> None:
        if row := self.tree.chosen():
            self.name.setText(row.name)
            self.name.setFocus()
            self.name.selectAll()

    def _add(self, parent_id: int | None) -> None:
        name = self.name.text()
        said = Sentence("Categories", "Category added: {name}", name=name.strip())
        if parent_id is not None:
            self.tree.expand(self.model.index_of(parent_id))
        self._write(lambda session, by, now: add_category(session, name, parent_id, by=by).id, said)

    def _add_below(self) -> None:
        if row := self.tree.chosen():
            self._add(row.id)

    def _rename(self) -> None:
        if row := self.tree.chosen():
            name = self.name.text()
            said = Sentence("Categories", "Category renamed: {name}", name=name.strip())
            self._write(lambda session, by, now: rename_category(session, row.id, name, by=by), said)

    def _move(self, category_id: int, parent_id: int | None, place: int | None) -> None:
        rulebook = self.desk.rulebook
        name = self.model.rows[category_id].name
        if parent_id is not None:
            self.tree.expand(self.model.index_of(parent_id))
        self._wanted = category_id
        self._write(
            lambda session, by, now: move_category(session, rulebook, category_id, parent_id, place, by=by, now=now),
            Sentence("Categories", "Category moved: {name}", name=name),
        )

    def _retire(self) -> None:
        if row := self.tree.chosen():
            if row.active:
                said = Sentence("Categories", "Category retired: {name}", name=row.path)
                self._write(lambda session, by, now: retire_category(session, row.id, by=by), said)
            else:
                said = Sentence("Categories", "Category in use again: {name}", name=row.path)
                self._write(lambda session, by, now: bring_back_category(session, row.id, by=by), said)

    def _mark(self) -> None:
        row, rulebook = self.tree.chosen(), self.desk.rulebook
        if row is None:
            return
        high_risk = not row.high_risk
        said = (
            Sentence("Categories", "Of high risk: {name}", name=row.path)
            if high_risk
            else Sentence("Categories", "Of high risk no more: {name}", name=row.path)
        )

        def write() -> None:
            self._write(
                lambda session, by, now: mark_category(session, rulebook, row.id, high_risk, by=by, now=now) and None,
                said,
            )

        count = self.model.open_below(row.id)
        if not count:
            write()
            return
        question = (
            self.tr("“{name}”: {count} open complaints are assessed anew, and their deadlines follow at once.")
        ).format(name=row.name, count=number(count))
        self._ask(question, self.mark.text(), write)

    def _ask_merge(self) -> None:
        if row := self.tree.chosen():
            asked = PickCategory(self.desk, self)
            asked.taken.connect(lambda into_id: self._merge(row.id, into_id))
            asked.open()

    def _merge(self, category_id: int, into_id: int | None) -> None:
        row, into = self.model.rows.get(category_id), self.model.rows.get(into_id or 0)
        if row is None or into is None or into_id is None:
            return
        rulebook = self.desk.rulebook
        question = self.tr(
            "All complaints and articles of “{name}”, and what lies below it, go to “{into}”. This cannot be undone."
        ).format(name=row.path, into=into.path)
        self._wanted = into_id
        said = Sentence("Categories", "{name} was merged into {into}", name=row.path, into=into.path)

        def write() -> None:
            self._write(
                lambda session, by, now: merge_category(session, rulebook, category_id, into_id, by=by, now=now), said
            )

        self._ask(question, self.tr("&Merge"), write)

    def _ask(self, question: str, act: str, then: Callable[[], None]) -> None:
        """Ask once before what cannot be undone."""
        box = QMessageBox(QMessageBox.Icon.Question, self.heading(), question, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        go = box.addButton(act, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(self.tr("&Leave it"), QMessageBox.ButtonRole.RejectRole))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        go.clicked.connect(then)
        box.open()

    def _import(self) -> None:
        asked = ImportRows(self.desk, self, kind="categories")
        asked.finished.connect(lambda _: self._reader.ask())
        asked.open()

    def _write(self, edit: _Edit, said: Sentence) -> None:
        desk, by = self.desk, self.desk.me()
        self.banner.hide()

        def work() -> int | None:
            with desk.database.write() as session:
                return edit(session, by, desk.now())

        def done(added: int | None) -> None:
            self._wanted = added or self._wanted
            self.name.clear()
            desk.notices.change(said)
            self._reader.ask(hurried=True)

        desk.tasks.run(self, work, done, refused=lambda refusal: self.banner.tell(Sentence.of(refusal)))
