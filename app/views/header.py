"""What stands above the panes: menu with time, sweep and connection, the figures, and the banners."""

from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QVBoxLayout, QWidget

from app.views.indicators import Indicators
from app.views.kpi_strip import KpiStrip
from app.views.notice import Banner
from app.views.theme import Mark


class Header(QWidget):
    """The upper part of the window, from edge to edge."""

    def __init__(self) -> None:
        super().__init__()
        self.menu, self.indicators, self.strip = QMenuBar(), Indicators(), KpiStrip()
        self.lost = Banner("lost", Mark.LATE, Mark.LATE_BACK, retry=True)
        self.refusal = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        top = QHBoxLayout()
        top.setSpacing(0)
        # Not as the menu bar's corner widget, which keeps its width when the words in it grow.
        top.addWidget(self.menu, 1)
        top.addWidget(self.indicators)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        for widget in (self.strip, self.lost, self.refusal):
            column.addWidget(widget)
