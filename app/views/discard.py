"""Asks before what somebody has typed is given up."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)


def entered(form: QWidget) -> list[object]:
    """Return what stands in the fields of a form, to be compared with what stood there before."""
    found: list[object] = []
    for each in form.findChildren(QWidget):
        match each:
            case QLineEdit() if not isinstance(each.parent(), QAbstractSpinBox | QComboBox):
                found.append(each.text())
            case QPlainTextEdit():
                found.append(each.toPlainText())
            case QAbstractSpinBox():
                found.append(each.text())
            case QComboBox():
                found.append(each.currentText() if each.isEditable() else each.currentData())
            case QCheckBox():
                found.append(each.isChecked())
    return found


def ask_to_discard(
    dialog: QDialog, about: str, discard: Callable[[], None], stay: Callable[[], None] = lambda: None
) -> None:
    """Say `about` what it is, and do what somebody says: to go on writing is what Enter and Esc mean."""
    words = QCoreApplication.translate
    question = QMessageBox(QMessageBox.Icon.Question, dialog.windowTitle(), about)
    question.setParent(dialog, question.windowFlags())
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    give_up = question.addButton(words("Discard", "&Discard it"), QMessageBox.ButtonRole.DestructiveRole)
    go_on = question.addButton(words("Discard", "&Go on writing"), QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(go_on)
    question.setEscapeButton(go_on)
    question.buttonClicked.connect(lambda chosen: discard() if chosen == give_up else stay())
    question.open()
