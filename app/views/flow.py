"""Lays widgets out in lines, as words on a page: as many lines as the width asks for."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from app.views.theme import GAP

_ANY = 16_777_215  # what Qt takes for no limit


class Flow(QHBoxLayout):
    """A layout whose height follows from its width; what is hidden takes no room.

    Qt's own row keeps the items: Python could neither destroy them nor learn that Qt has.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = GAP) -> None:
        super().__init__()
        # Qt asks for the same again and again while a window is laid out.
        self._heights: dict[int, int] = {}
        self._widest: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        if parent:
            parent.setLayout(self)

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Ask for no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Say that a narrow one is a high one."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of all lines at a width."""
        if width not in self._heights:
            self._heights[width] = self._arranged(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def minimumHeightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of all lines at a width."""
        return self.heightForWidth(width)

    def invalidate(self) -> None:
        """Forget what was worked out: a widget has come, gone, or has another size."""
        self._heights.clear()
        self._widest = None
        super().invalidate()

    def setGeometry(self, place: QRect) -> None:  # noqa: N802 - Qt's name
        """Put each in its place."""
        QLayout.setGeometry(self, place)
        self._arranged(place, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the widest one at least."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the widest one at least."""
        if self._widest is None:
            sizes = [_size(widget) for widget in self._shown()]
            widest = QSize(
                max((each.width() for each in sizes), default=0), max((each.height() for each in sizes), default=0)
            )
            self._widest = widest.grownBy(self.contentsMargins())
        return self._widest

    def maximumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Take what there is."""
        return QSize(_ANY, _ANY)

    def _shown(self) -> list[QWidget]:
        parent = self.parentWidget()
        children = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if parent else []
        return sorted((each for each in children if not each.isHidden() and self.indexOf(each) >= 0), key=self.indexOf)

    def _arranged(self, place: QRect, *, move: bool) -> int:
        """Go through the widgets line by line; return the height of all lines with the margins."""
        margins = self.contentsMargins()
        place = place.marginsRemoved(margins)
        left, top, line = place.left(), place.top(), 0
        for widget in self._shown():
            size = _size(widget)
            if left > place.left() and left + size.width() > place.right() + 1:
                left, top, line = place.left(), top + line + self.spacing(), 0
            if move:
                widget.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self.spacing()
            line = max(line, size.height())
        return top + line - place.top() + margins.top() + margins.bottom()


def _size(widget: QWidget) -> QSize:
    wanted = widget.sizeHint().expandedTo(widget.minimumSizeHint())
    return wanted.boundedTo(widget.maximumSize()).expandedTo(widget.minimumSize())
