"""All keys at a glance, read from what they do, so that the list is never out of date."""

from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QLineEdit, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from app.views.commands import commands_of
from app.views.dialog import Dialog, Menu
from app.views.nothing import Nothing
from app.views.pane import Desk
from app.views.picking import matches
from app.views.theme import scaled_font

_SIZE = QSize(520, 560)


class Keyboard(Dialog):
    """What each key does, by the part of the window in which it does so."""

    title = "Keyboard"
    in_menu = True
    menu = Menu.PROGRAM
    position = 80
    shortcut = "F1; ?"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.field, self.list, self.leave = QLineEdit(clearButtonEnabled=True), QTreeWidget(), QPushButton()
        self.nothing = Nothing(self.list)
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.field.textChanged.connect(self._show)
        self.leave.clicked.connect(self.reject)
        self.lay_out(self.field, self.list, grows=self.list, right=[self.leave])
        self.resize(_SIZE)
        self.retranslate()
        self.field.setFocus()

    def retranslate(self) -> None:
        """Put everything in the language."""
        super().retranslate()
        self.field.setPlaceholderText(self.tr("What do you want to do?"))
        self.field.setAccessibleName(self.tr("Find a key by what it does"))
        self.list.setAccessibleName(self.heading())
        self.leave.setText(self.tr("&Close"))
        self.nothing.say(self.tr("No key does that. Search for less."))
        self._show()

    def lines(self) -> list[tuple[str, str, str]]:
        """Return place, words and keys of each line that is shown."""
        found = []
        for row in range(self.list.topLevelItemCount()):
            if place := self.list.topLevelItem(row):
                each = (place.child(line) for line in range(place.childCount()))
                found += [(place.text(0), line.text(0), line.text(1)) for line in each if line]
        return found

    def _show(self) -> None:
        self.list.clear()
        parent = self.parentWidget()
        if parent is None:
            return
        typed, everywhere = self.field.text(), self.tr("Everywhere")
        keyed = [command for command in commands_of(parent.window()) if command.keys]
        found = [each for each in keyed if matches(" ".join((each.words, each.place, *each.keys)), typed)]
        for place, commands in groupby(sorted(found, key=lambda each: each.place), lambda each: each.place):
            group = QTreeWidgetItem([place or everywhere])
            group.setFont(0, scaled_font(self, 1, bold=True))
            self.list.addTopLevelItem(group)
            group.setFirstColumnSpanned(True)
            for command in commands:
                line = QTreeWidgetItem([command.words, ", ".join(command.keys)])
                line.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                group.addChild(line)
        self.list.expandAll()
