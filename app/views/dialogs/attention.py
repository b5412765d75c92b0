"""How this console calls for attention: by the system's tray, by a sound."""

from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QSystemTrayIcon, QWidget

from app.views.dialog import Dialog, Menu
from app.views.herald import OFF, is_on
from app.views.pane import Desk

_WIDTH = 420


class Attention(Dialog):
    """Switches the tray's messages and the sound; they are remembered on this console, whoever sits here."""

    title = "Calls for attention"
    in_menu = True
    menu = Menu.SETTINGS
    position = 70

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.about, self.no_tray = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.switches = {"tray": QCheckBox(), "sound": QCheckBox()}
        self.sample, self.leave = QPushButton(), QPushButton()
        for name, box in self.switches.items():
            box.setChecked(is_on(desk.memory, name))
            box.toggled.connect(lambda on, name=name: desk.memory.keep(f"herald/{name}", "" if on else OFF))
        has_tray = QSystemTrayIcon.isSystemTrayAvailable()
        self.switches["tray"].setEnabled(has_tray)
        self.no_tray.setVisible(not has_tray)
        self.sample.clicked.connect(QApplication.beep)
        self.leave.clicked.connect(self.accept)
        self.lay_out(
            self.about,
            self.switches["tray"],
            self.no_tray,
            self.switches["sound"],
            left=[self.sample],
            right=[self.leave],
        )
        self.setMinimumWidth(_WIDTH)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.about.setText(
            self.tr(
                "When a message comes into your inbox, this console can draw your attention to it, once a minute at "
                "most."
            )
        )
        self.switches["tray"].setText(self.tr("Show a message in the system's &tray"))
        self.no_tray.setText(self.tr("This system has no tray."))
        self.switches["sound"].setText(self.tr("&Sound when it cannot wait: fast lane, deadline passed"))
        self.sample.setText(self.tr("&Hear it"))
        self.leave.setText(self.tr("Close"))
