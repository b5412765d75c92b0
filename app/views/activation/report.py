"""Writes the incident report of an activation where a person says, and opens it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.people import Language
from app.services.reporting.incident import write_incident_report
from app.views.i18n import Sentence, language_of_now
from app.views.pane import Desk
from app.views.places import documents

_FOLDER = "incident/folder"


def write_incident(desk: Desk, parent: QWidget, activation_id: int) -> None:
    """Ask for the file, which proposes itself, and write it in the worker process."""
    folder = Path(desk.memory.text(_FOLDER) or documents())
    proposed = folder / file_name(desk.now(), activation_id)
    dialog = QFileDialog(parent.window(), QCoreApplication.translate("Incident", "Incident report"), str(proposed))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter("Excel (*.xlsx)")
    dialog.setDefaultSuffix("xlsx")
    dialog.fileSelected.connect(lambda path: write_to(desk, parent, activation_id, Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def file_name(now: datetime, activation_id: int) -> str:
    """Return what a report is called unless somebody says otherwise."""
    word = QCoreApplication.translate("Incident", "incident")
    return f"{word}-{activation_id}-{now:%Y%m%d-%H%M}.xlsx"


def write_to(desk: Desk, parent: QWidget, activation_id: int, path: Path) -> None:
    """Write the report; whoever chose a file that is there has said in the dialog that it may be replaced."""
    desk.memory.keep(_FOLDER, str(path.parent))
    # With its password: it goes through a pipe to the worker, and nowhere else.
    address = desk.database.url.render_as_string(hide_password=False)
    work: tuple[Any, ...] = (address, activation_id, Language(language_of_now()), path, True, desk.now())
    title = Sentence("Incident", "Writing {name}", name=path.name)

    def written(done: Path) -> None:
        desk.notices.change(Sentence("Incident", "{name} is written", name=done.name))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(done)))

    desk.tasks.compute(parent, write_incident_report, work, written, title=title)
