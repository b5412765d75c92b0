"""Takes files in by drag and drop, by paste and from a dialog, and reads and checks them off the GUI thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageReader,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFileDialog, QWidget

from app.errors import DomainError
from app.services.intake.file_kinds import EvidenceError, check_size, kind_of, read_file
from app.views.i18n import Sentence, listed
from app.views.pane import Desk

_DROPPING = (int(QEvent.Type.DragEnter), int(QEvent.Type.DragMove), int(QEvent.Type.Drop))
_DROP, _KEY_PRESS = int(QEvent.Type.Drop), int(QEvent.Type.KeyPress)
_COPY, _PASTE = Qt.DropAction.CopyAction, QKeySequence.StandardKey.Paste
# The side of a small picture; and what is larger than this, in pixels, is not unpacked for one.
SMALL, _LARGEST = 72, 100_000_000


class Offer(NamedTuple):
    """What somebody drops or pastes: a file of this machine, or a picture that has no name yet."""

    name: str
    source: Path | QImage


@dataclass(frozen=True)
class TakenFile:
    """A file that may be attached; `small` is its picture, none where it is more than a picture."""

    name: str
    content: bytes
    small: QImage | None


def offers_of(data: QMimeData | None) -> list[Offer]:
    """Return the files and the picture in what is dropped or pasted; words that bring a picture along are words."""
    if data is None:
        return []
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths or data.hasText() or not data.hasImage():
        return [Offer(path.name, path) for path in paths]
    picture = data.imageData()
    return [Offer(f"{Sentence('FileTaker', 'Picture')}.png", picture)] if isinstance(picture, QImage) else []


class FileTaker(QObject):
    """Watches a widget and all within it for files that are dropped or pasted, and tells what was `offered`."""

    offered = Signal(list)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        for each in (widget, *widget.findChildren(QWidget)):
            each.installEventFilter(self)
            if isinstance(each, QAbstractScrollArea):
                each.viewport().setAcceptDrops(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep files from fields that would write down their paths."""
        kind = int(event.type())
        if kind == _KEY_PRESS and isinstance(event, QKeyEvent) and event.matches(_PASTE):
            return self.paste()
        if kind in _DROPPING and isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            found = offers_of(event.mimeData())
            # What is dropped stays where it was.
            if not found or not event.possibleActions() & _COPY:
                return False
            event.setDropAction(_COPY)
            event.accept()
            return kind != _DROP or self._offer(found)
        return super().eventFilter(watched, event)

    def paste(self) -> bool:
        """Take the files or the picture of the clipboard, if there are any."""
        return self._offer(offers_of(QGuiApplication.clipboard().mimeData()))

    def ask(self, parent: QWidget, title: str) -> None:
        """Let files be chosen in a dialog."""
        dialog = QFileDialog(parent, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda files: self._offer([Offer(Path(each).name, Path(each)) for each in files]))
        dialog.open()

    def _offer(self, found: list[Offer]) -> bool:
        if found:
            self.offered.emit(found)
        return bool(found)


def take(
    desk: Desk,
    owner: QObject,
    offers: Sequence[Offer],
    then: Callable[[tuple[TakenFile, ...]], None],
    refused: Callable[[DomainError], None],
    over: Callable[[], None] | None = None,
) -> None:
    """Read and check what is offered, in a thread; of all that cannot be taken `refused` is told in one sentence."""

    def work() -> tuple[tuple[TakenFile, ...], tuple[EvidenceError, ...]]:
        with desk.database.read() as session:
            rules = desk.rulebook.desk(session).evidence
        files: list[TakenFile] = []
        refusals: list[EvidenceError] = []
        for offer in offers:
            try:
                content = (
                    read_file(offer.source, rules.largest) if isinstance(offer.source, Path) else _png(offer.source)
                )
                check_size(offer.name, content, rules.largest)
                name, kind = kind_of(offer.name, content, rules.types)
                files.append(
                    TakenFile(name, content, small_picture(content, kind.media_type if kind.is_bitmap else ""))
                )
            except EvidenceError as error:
                refusals.append(error)
        return tuple(files), tuple(refusals)

    def deliver(found: tuple[tuple[TakenFile, ...], tuple[EvidenceError, ...]]) -> None:
        files, refusals = found
        then(files)
        if refusals:
            refused(_in_one(refusals))

    desk.tasks.run(owner, work, deliver, refused=refused, over=over)


def small_picture(content: bytes, media_type: str) -> QImage | None:
    """Return a bitmap small enough for a line; nothing for what is no bitmap, or is broken. For any thread."""
    kind, _, form = media_type.partition("/")
    if kind != "image":
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # By no other program than that of its type: which one, the content is not asked.
    reader = QImageReader(buffer, QByteArray(form.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _LARGEST:
        return None
    if max(size.width(), size.height()) > SMALL:
        reader.setScaledSize(
            size.scaled(QSize(SMALL, SMALL), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        )
    picture = reader.read()
    return None if picture.isNull() else picture


def _in_one(refusals: Sequence[EvidenceError]) -> EvidenceError:
    """Return one refusal for several: there is room for one sentence, and nobody shall miss a file later."""
    first, *others = refusals
    if not others:
        return first
    names = listed(str(each.values["name"]) for each in others)
    return EvidenceError("{reason} Not taken either: {names}.", reason=Sentence.of(first), names=names)


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture)
    return bytes(buffer.data().data())
