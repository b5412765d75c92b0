"""The files that go on record with a new complaint: taken in, listed, and put away again."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.views.intake.file_list import FileLine, FileList, size_of
from app.views.intake.file_taking import FileTaker, Offer, TakenFile, take
from app.views.pane import Desk
from app.views.theme import GAP, icon

_LINES = 2


class NewFiles(QObject):
    """Two rows of a form: a button, and below it the list once there is a file.

    `offered` tells that some are being read, `changed` that they have been, `refused` why one cannot be taken.
    """

    offered = Signal()
    changed = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, form: QFormLayout, parent: QObject) -> None:
        super().__init__(parent)
        self.files: list[TakenFile] = []
        # Nothing is added to what is being recorded.
        self.accepts = True
        # So many times files were offered that are still being read.
        self._under_way = 0
        self._desk, self._form = desk, form
        self.list, self.label, self.add = FileList(), QLabel(), QPushButton(icon("add"), "")
        self.add.setAutoDefault(False)
        self.label.setBuddy(self.list)
        form.addRow(self.label, self.add)
        form.addRow(self.list)
        self.list.setMinimumHeight(_LINES * (self.list.iconSize().height() + 2 * GAP))
        self.list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.list.unwanted.connect(self._put_away)

    def watch(self, dialog: QWidget) -> None:
        """Take what is dropped and pasted anywhere in the dialog, which has all its fields by now."""
        taker = FileTaker(dialog)
        taker.offered.connect(self._take)
        self.add.clicked.connect(lambda: taker.ask(dialog, self.tr("Files to add")))

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.label.setText(self.tr("E&vidence"))
        self.list.setAccessibleName(self.tr("Evidence"))
        self.add.setText(self.tr("Add &files …"))
        self.add.setToolTip(self.tr("Or drop files here, or paste a picture or files (Ctrl+V)"))
        self._show()

    def are_read(self) -> bool:
        """Say whether none is on its way any more."""
        return not self._under_way

    def contents(self) -> tuple[tuple[str, bytes], ...]:
        """Return their names and what is in them."""
        return tuple((each.name, each.content) for each in self.files)

    def _take(self, offers: list[Offer]) -> None:
        if self.accepts:
            self._under_way += 1
            self.offered.emit()
            take(self._desk, self, offers, self._took, self.refused.emit, over=self._taken)

    def _taken(self) -> None:
        self._under_way -= 1
        self.changed.emit()

    def _took(self, files: tuple[TakenFile, ...]) -> None:
        known = self.contents()
        self.files += [each for each in files if (each.name, each.content) not in known]
        self._show()

    def _put_away(self, file: object) -> None:
        self.files = [each for each in self.files if each is not file]
        self._show()

    def _show(self) -> None:
        self._form.setRowVisible(self.list, bool(self.files))
        self.list.show_files([FileLine(each.name, size_of(len(each.content)), each, each.small) for each in self.files])
