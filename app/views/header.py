"""What stands above the panes: menu, search, who sits here, time, sweep and connection, figures, and the banners."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenuBar,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionFrame,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.views.i18n import Translated, named
from app.views.indicators import Indicators
from app.views.kpi_strip import KpiStrip
from app.views.notice import Banner
from app.views.plain import plain_tip
from app.views.theme import GAP, ICON, PAD, Mark, icon

if TYPE_CHECKING:
    from app.views.seat import Seat

# Of the search field: its glass at least, never so wide that it crowds out what stands beside it.
_FIELD_WIDTHS = 48, 320


class SearchField(Translated, QAbstractButton):
    """Looks like a search field and opens the palette, which is one."""

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.IBeamCursor)
        # Its keys work everywhere; the keyboard begins in the panes.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_FIELD_WIDTHS[0])
        self.setMaximumWidth(_FIELD_WIDTHS[1])
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Take a line of text with its frame."""
        return QSize(_FIELD_WIDTHS[1], self.fontMetrics().height() + PAD)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The words in it give way before its neighbours do."""
        return QSize(_FIELD_WIDTHS[0], self.sizeHint().height())

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.setAccessibleName(self.tr("Search or command (Ctrl+K)"))
        self.setToolTip(self.tr("Find a complaint, a person or a command (Ctrl+K)"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw an empty field with a magnifying glass, the hint and the keys."""
        painter, option = QPainter(self), QStyleOptionFrame()
        option.initFrom(self)
        option.rect = self.rect()
        option.lineWidth = 1
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        inner = self.rect().adjusted(PAD, 0, -PAD, 0)
        glass = inner.adjusted(0, (inner.height() - ICON) // 2, 0, 0)
        glass.setSize(QSize(ICON, ICON))
        icon("search", Mark.QUIET).paint(painter, glass)
        inner.setLeft(inner.left() + ICON + GAP)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        metrics = self.fontMetrics()
        keys, hint = "Ctrl+K", self.tr("Search or command")
        room = inner.width() - metrics.horizontalAdvance(keys) - PAD
        if metrics.horizontalAdvance(hint) > room:
            keys, room = "", inner.width()
        text = metrics.elidedText(hint, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)


class SeatButton(Translated, QToolButton):
    """Shows who sits here, and opens the choice."""

    def __init__(self) -> None:
        super().__init__()
        self._seat: Seat | None = None
        self.setAutoRaise(True)
        self.setIcon(icon("person"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.hide()
        self.retranslate()

    def follow(self, seat: "Seat") -> None:
        """Show the person of a seat from now on."""
        self._seat = seat
        seat.changed.connect(self.retranslate)
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Put name and role in the language."""
        person = self._seat.person if self._seat else None
        self.setText(person.name.replace("&", "&&") if person else self.tr("Who are you?"))
        said = self.tr("Say who sits here, so that what you do is recorded under your name.")
        if person:
            # The seat is taken when the database is open, after the first paint.
            from app.views.seat import role_word

            said = self.tr("You are {name}, {role}.").format(name=person.name, role=role_word(person.role))
        self.setToolTip(plain_tip(said))
        self.setAccessibleName(named(self.text(), said))


class _Top(QWidget):
    """Carries the ground of the menu bar from edge to edge."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawControl(QStyle.ControlElement.CE_MenuBarEmptyArea, option, QPainter(self), self)


class Header(QWidget):
    """The upper part of the window, from edge to edge."""

    def __init__(self) -> None:
        super().__init__()
        self.menu, self.indicators, self.strip = QMenuBar(), Indicators(), KpiStrip()
        self.search, self.seat = SearchField(), SeatButton()
        self.search.hide()
        self.lost = Banner("lost", Mark.LATE, Mark.LATE_BACK, retry=True)
        self.refusal = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        whole = _Top()
        top = QHBoxLayout(whole)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        self.menu.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        # Not as the menu bar's corner widget, which keeps its width when the words in it grow.
        for widget, share in ((self.menu, 0), (self.search, 4), (self.seat, 0), (self.indicators, 0)):
            top.addWidget(widget, share)
            if widget in (self.menu, self.search):
                top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(whole)
        for banner in (self.strip, self.lost, self.refusal):
            column.addWidget(banner)
