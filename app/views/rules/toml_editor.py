"""A text of rules as people write it (TOML): numbered lines, coloured words, and the line with a problem marked."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.views.theme import GAP, PAD, Mark, colour

_PALETTE_CHANGE = QEvent.Type.PaletteChange
_SIGN = "▲"
_WORDS = re.compile(
    r"(#.*)"
    r'|("(?:\\.|[^"\\])*"?|\'[^\']*\'?)'
    r"|(^\s*\[\[?[^\]#]*\]\]?)"
    r"|([\w-]+(?:\s*\.\s*[\w-]+)*\s*(?==))"
    r"|(\b(?:true|false|\d[\d:.-]*)\b)"
)


class TomlEditor(QPlainTextEdit):
    """Edits a text; `mark` says which line (from 1) has the problem. Tab leaves it, as everywhere on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._problem: int | None = None
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setFamilies([*fixed.families(), *self.font().families()])
        fixed.setPointSizeF(self.font().pointSizeF())
        self.setFont(fixed)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._gutter = _Gutter(self, self._paint_gutter)
        self._colours = _Colours(self.document())
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        self._restyle()

    def mark(self, line: int | None) -> None:
        """Mark the line with the problem; None: there is none."""
        self._problem = line
        marked = []
        if line is not None:
            back = QTextCharFormat()
            back.setBackground(colour(Mark.LATE_BACK))
            back.setProperty(QTextFormat.Property.FullWidthSelection, True)
            selection = QTextEdit.ExtraSelection()
            selection.format = back
            selection.cursor = self._at(line)
            marked.append(selection)
        self.setExtraSelections(marked)
        self._gutter.update()

    def go_to(self, line: int) -> None:
        """Put the keyboard on a line."""
        self.setTextCursor(self._at(line))
        self.centerCursor()
        self.setFocus()

    def set_text(self, text: str) -> None:
        """Put another text in place of this one; it can be undone, and the keyboard stays where it was."""
        cursor = self.textCursor()
        line, column = cursor.blockNumber(), cursor.positionInBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        block = self.document().findBlockByNumber(min(line, self.blockCount() - 1))
        cursor.setPosition(block.position() + min(column, block.length() - 1))
        self.setTextCursor(cursor)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the line numbers at the left edge."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), self._width(), inside.height()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        # Qt styles widgets while they are being made.
        if event.type() == _PALETTE_CHANGE and hasattr(self, "_colours"):
            self._restyle()

    def _at(self, line: int) -> QTextCursor:
        return QTextCursor(self.document().findBlockByNumber(min(line, self.blockCount()) - 1))

    def _width(self) -> int:
        digits = max(len(str(self.blockCount())), 3)
        return self.fontMetrics().horizontalAdvance(_SIGN + "0" * digits) + GAP + PAD

    def _make_room(self) -> None:
        self.setViewportMargins(self._width(), 0, 0, 0)

    def _follow(self, area: QRect, scrolled: int) -> None:
        if scrolled:
            self._gutter.scroll(0, scrolled)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def _restyle(self) -> None:
        self._colours.restyle(self.palette())
        self._make_room()
        self.mark(self._problem)

    def _paint_gutter(self, painter: QPainter, area: QRect) -> None:
        palette = self.palette()
        painter.fillRect(area, palette.color(QPalette.ColorRole.AlternateBase))
        painter.setFont(self.font())
        block: QTextBlock = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= area.bottom():
            height = self.blockBoundingRect(block).height()
            line = block.blockNumber() + 1
            wrong = line == self._problem
            painter.setPen(colour(Mark.LATE) if wrong else palette.color(QPalette.ColorRole.PlaceholderText))
            place = QRect(GAP, int(top), self._gutter.width() - GAP - PAD, int(height))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(line))
            if wrong:
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft, _SIGN)
            block, top = block.next(), top + height


class _Gutter(QWidget):
    """The strip of line numbers beside the text."""

    def __init__(self, editor: TomlEditor, paint: Callable[[QPainter, QRect], None]) -> None:
        super().__init__(editor)
        self._paint = paint

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for nothing: the editor sets its place."""
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the numbers of the lines that can be seen."""
        self._paint(QPainter(self), event.rect())


class _Colours(QSyntaxHighlighter):
    """Tells comments, texts, headings of tables, keys and numbers apart."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: list[QTextCharFormat] = []

    def restyle(self, palette: QPalette) -> None:
        """Take the colours of a palette."""
        role = QPalette.ColorRole
        self._formats = [
            _format(colour(Mark.QUIET), italic=True),
            _format(colour(Mark.FINE)),
            _format(palette.color(role.Link), bold=True),
            _format(palette.color(role.Link)),
            _format(colour(Mark.SOON)),
        ]
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Colour one line."""
        if self._formats:
            for found in _WORDS.finditer(text):
                kind = (found.lastindex or 1) - 1
                begin, end = found.span()
                self.setFormat(begin, end - begin, self._formats[kind])


def _format(ink: QColor, *, bold: bool = False, italic: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(ink)
    made.setFontItalic(italic)
    if bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    return made
