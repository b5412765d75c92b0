"""The tree of root causes, as team leads let it grow: added to, renamed, retired and used again."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHeaderView, QLabel, QLineEdit, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.handling.root_causes import (
    LONGEST_NAME,
    RootCauseRow,
    add_root_cause,
    rename_root_cause,
    require_lead,
    retire_root_cause,
    root_causes,
)
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence, number
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import Mark, colour

_SIZE = QSize(560, 480)
_ROW = Qt.ItemDataRole.UserRole


class RootCauses(Dialog):
    """Each change is written at once; complaints keep a cause that is retired."""

    title = "Root causes"
    in_menu = True
    menu = Menu.SETTINGS
    position = 45

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: tuple[RootCauseRow, ...] | None = None
        self._wanted: int | None = None
        self.about, self.tree, self.name = QLabel(wordWrap=True), QTreeWidget(), QLineEdit(maxLength=LONGEST_NAME)
        self.nothing = Nothing(self.tree)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.add, self.add_below, self.rename, self.retire, self.leave = (QPushButton() for _ in range(5))
        for button in (self.add, self.add_below, self.rename, self.retire, self.leave):
            button.setAutoDefault(False)
        self.tree.setColumnCount(2)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        parts = self.about, self.tree, self.name, self.banner
        left = [self.add, self.add_below, self.rename, self.retire]
        self.lay_out(*parts, grows=self.tree, left=left, right=[self.leave])
        self._reader = Reader(desk, self._begin, self)
        self._reader.came.connect(self._come)
        self.tree.itemSelectionChanged.connect(self._enable)
        self.name.textChanged.connect(self._enable)
        self.leave.clicked.connect(self.accept)
        self.add.clicked.connect(lambda: self._add(None))
        self.add_below.clicked.connect(lambda: self._add(self.chosen()))
        self.rename.clicked.connect(self._rename)
        self.retire.clicked.connect(self._retire)
        self.resize(_SIZE)
        self.retranslate()
        self._reader.ask()

    def hear(self, changes: Changes | None) -> None:
        """Read the tree again where somebody else has changed it."""
        if changes is None or "RootCause" in changes:
            self._reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.about.setText(
            self.tr(
                "Why complaints come about, recorded when one is resolved or closed. "
                "Complaints keep a cause that is retired."
            )
        )
        self.tree.setHeaderLabels([self.tr("Root cause"), self.tr("Complaints")])
        self.tree.setAccessibleName(self.heading())
        self.name.setPlaceholderText(self.tr("Name of a new cause, or a new name"))
        self.name.setAccessibleName(self.tr("Name of a new cause, or a new name"))
        self.add.setText(self.tr("&Add"))
        self.add_below.setText(self.tr("Add &below"))
        self.rename.setText(self.tr("Re&name"))
        self.leave.setText(self.tr("Close"))
        self._show()

    def chosen(self) -> RootCauseRow | None:
        """Return the cause that is marked."""
        item = self.tree.currentItem()
        row = item.data(0, _ROW) if item else None
        return row if isinstance(row, RootCauseRow) else None

    def _begin(self) -> Callable[[Session], tuple[RootCauseRow, ...]]:
        return root_causes

    def _come(self, rows: tuple[RootCauseRow, ...]) -> None:
        self._rows = rows
        self._show()

    def _show(self) -> None:
        before = self.chosen()
        wanted = self._wanted or (before.id if before else None)
        self.tree.clear()
        items: dict[int | None, QTreeWidgetItem] = {}
        for row in self._rows or ():
            name = row.name if row.active else self.tr("{name} (retired)").format(name=row.name)
            item = QTreeWidgetItem([name, number(row.tickets) if row.tickets else ""])
            item.setData(0, _ROW, row)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
            if not row.active:
                item.setForeground(0, QBrush(colour(Mark.QUIET)))
            items[row.id] = item
            if row.parent_id in items:
                items[row.parent_id].addChild(item)
            else:
                self.tree.addTopLevelItem(item)
        self.tree.expandAll()
        for item in items.values():
            if item.data(0, _ROW).id == wanted:
                self.tree.setCurrentItem(item)
        self._wanted = None
        if self._rows is not None:
            self.nothing.say(self.tr("There is none yet: write a name below, and add it."))
        self._enable()

    def _enable(self) -> None:
        row, named = self.chosen(), bool(self.name.text().strip())
        self.add.setEnabled(named)
        self.add_below.setEnabled(named and row is not None and row.active)
        self.rename.setEnabled(named and row is not None)
        self.retire.setEnabled(row is not None)
        self.retire.setText(self.tr("&Retire") if row is None or row.active else self.tr("&Use again"))

    def _add(self, below: RootCauseRow | None) -> None:
        name, parent_id = self.name.text(), below.id if below else None

        def add(session: Session) -> int:
            return add_root_cause(session, name, parent_id=parent_id).id

        self._write(add, Sentence("Authority", "Root cause added: {name}", name=name.strip()))

    def _rename(self) -> None:
        if row := self.chosen():
            name = self.name.text()
            said = Sentence("Authority", "Root cause renamed: {name}", name=name.strip())
            self._write(lambda session: rename_root_cause(session, row.id, name), said)

    def _retire(self) -> None:
        if row := self.chosen():
            said = (
                Sentence("Authority", "Root cause retired: {name}", name=row.path)
                if row.active
                else Sentence("Authority", "Root cause in use again: {name}", name=row.path)
            )
            self._write(lambda session: retire_root_cause(session, row.id, retired=row.active), said)

    def _write(self, change: Callable[[Session], int | None], said: Sentence) -> None:
        person_id = self.desk.me()
        self.banner.hide()

        def work() -> int | None:
            with self.desk.database.write() as session:
                require_lead(session, person_id)
                return change(session)

        def done(id_: int | None) -> None:
            self._wanted = id_
            self.name.clear()
            self.desk.notices.change(said)
            self._reader.ask()

        def refused(refusal: DomainError) -> None:
            self.banner.tell(Sentence.of(refusal))

        self.desk.tasks.run(self, work, done, refused=refused)
