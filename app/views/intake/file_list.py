"""The files of a complaint as a list: small pictures of what is nothing but a picture, a sign for all else."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.views.i18n import locale
from app.views.intake.file_taking import SMALL
from app.views.plain import plain_tip
from app.views.theme import GAP, icon

_SUBJECT = Qt.ItemDataRole.UserRole
_REMOVING = (Qt.Key.Key_Delete.value, Qt.Key.Key_Backspace.value)
_OPENING = (Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value)


@dataclass(frozen=True)
class FileLine:
    """One line: what the file is called, what else is said of it, what it stands for, and its picture if it is one."""

    name: str
    detail: str
    subject: object
    small: QImage | None = None
    is_gone: bool = False


class FileList(QListWidget):
    """`opened` and `unwanted` tell the subject of a line: by a double click or Enter, and by Del."""

    opened = Signal(object)
    unwanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(QSize(SMALL // 2, SMALL // 2))
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(GAP // 2)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(_SUBJECT)))

    def show_files(self, lines: Sequence[FileLine]) -> None:
        """Show these; the line that was marked stays marked if it is still there."""
        marked = self.subject()
        self.clear()
        for line in lines:
            item = QListWidgetItem(f"{line.name}\n{line.detail}" if line.detail else line.name)
            item.setIcon(QIcon(QPixmap.fromImage(line.small)) if line.small else icon("evidence"))
            item.setData(_SUBJECT, line.subject)
            item.setToolTip(plain_tip(line.name))
            if line.is_gone:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable)
            self.addItem(item)
            if line.subject == marked:
                self.setCurrentItem(item)
        if self.currentRow() < 0 and lines:
            self.setCurrentRow(0)

    def subject(self) -> object:
        """Return what the marked line stands for."""
        item = self.currentItem()
        return item.data(_SUBJECT) if item else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open or put away the marked one."""
        told = {**dict.fromkeys(_OPENING, self.opened), **dict.fromkeys(_REMOVING, self.unwanted)}.get(event.key())
        if told and self.currentItem():
            told.emit(self.subject())
        else:
            super().keyPressEvent(event)


def size_of(count: int) -> str:
    """Write how large a file is."""
    return locale().formattedDataSize(count, 1, locale().DataSizeFormat.DataSizeSIFormat)
