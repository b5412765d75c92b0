"""What every import asks for: the file, and the mapping that says what its columns are; and the table that shows it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QWidget,
)

from app.services.typed_path import typed_path
from app.views.i18n import Translated, aside
from app.views.pane import Desk
from app.views.theme import GAP, icon

_OWN = ""
# At least so wide is each column of a preview.
_COLUMN = 80


class FileField(Translated, QLineEdit):
    """The path of the file, with a button beside it that lets it be looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.browse = QPushButton(icon("folder"), "")
        self.browse.clicked.connect(self._choose)
        self.row = QHBoxLayout()
        self.row.setSpacing(GAP)
        self.row.addWidget(self, 1)
        self.row.addWidget(self.browse)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.browse.setText(self.tr("C&hoose …"))
        self.setPlaceholderText(self.tr("A .csv, .txt or .xlsx file, also packed as .gz; or drop it here"))
        self.setAccessibleName(self.tr("File"))

    def path(self) -> Path | None:
        """Return the file, or None where none is named."""
        return typed_path(text) if (text := self.text().strip()) else None

    def _choose(self) -> None:
        named = self.tr("Tables (*.csv *.tsv *.txt *.gz *.xlsx);;All files (*)")
        _ask(self, self.tr("File to import"), str(Path(self.text()).parent), named).fileSelected.connect(self.setText)


class MappingField(Translated, QComboBox):
    """The mappings that there are, and one of a person's own; the last choice is remembered under a key."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._key = desk, ""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._chosen)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.setToolTip(self.tr("Which column of the file holds what: the mapping"))
        self.setPlaceholderText(self.tr("Choose a mapping"))
        self.setAccessibleName(self.tr("Mapping of the columns"))
        if (own := self.findData(_OWN)) >= 0:
            self.setItemText(own, self.tr("Own mapping file …"))

    def offer(self, known: dict[str, str], key: str) -> None:
        """Offer mappings, each by its name with its title, and choose the one that was chosen last under `key`."""
        self._key = key
        self.clear()
        for name, title in known.items():
            self.addItem(title if title == name else title + aside(name), name)
        self.addItem(self.tr("Own mapping file …"), _OWN)
        remembered = self._desk.memory.text(key)
        if remembered.endswith(".toml") and Path(remembered).is_file():
            self._add(remembered)
        # Which one fits nobody can guess; by the empty name Qt would find the file of one's own.
        self.setCurrentIndex(self.findData(remembered) if remembered else -1)

    def name(self) -> str:
        """Return the chosen mapping: its name, or the path of an own file; nothing where none is chosen."""
        return str(self.currentData() or "")

    def take_own(self, file: str) -> None:
        """Choose a mapping file of a person's own."""
        self._add(file)
        self.setCurrentIndex(self.findData(file))
        self._desk.memory.keep(self._key, file)

    def _chosen(self) -> None:
        if self.currentData() != _OWN:
            self._desk.memory.keep(self._key, self.name())
            return
        dialog = _ask(self, self.tr("Own mapping file"), "", self.tr("Mappings (*.toml)"))
        dialog.fileSelected.connect(self.take_own)
        dialog.rejected.connect(lambda: self.setCurrentIndex(-1))

    def _add(self, file: str) -> None:
        if self.findData(file) < 0:
            self.insertItem(self.findData(_OWN), Path(file).name, file)


def preview_table(columns: int, grows: int) -> QTableWidget:
    """Return a table of so many columns in which rows are looked at, nothing else; one column takes the room."""
    table = QTableWidget(0, columns)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setMinimumSectionSize(_COLUMN)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    if columns:
        header.setSectionResizeMode(grows, QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    return table


def dropped_file(event: QDropEvent) -> str:
    """Return the one local file that is dropped, or nothing."""
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and event.possibleActions() & Qt.DropAction.CopyAction else ""


def _ask(parent: QWidget, title: str, folder: str, named: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder, named)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
