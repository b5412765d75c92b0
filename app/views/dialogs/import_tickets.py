"""Imports complaints from a file: chosen, looked at first, imported whole or not at all, and armed if asked to."""

import getpass
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from app.models.people import Person
from app.services.database import Database
from app.services.deadlines.arming import Armed, arm_import, would_arm
from app.services.intake.import_files import Imported, ImportSource, Preview, import_file, preview_file
from app.services.intake.mapping import Mapping
from app.services.intake.mapping_files import mapping_named, read_mapping
from app.views.dialog import Dialog
from app.views.i18n import Sentence, number
from app.views.intake.import_choice import dropped_file
from app.views.intake.import_pages import ChoicePage, ResultPage
from app.views.pane import Desk
from app.views.tasks import Task
from app.views.working import WorkArea

_SIZE = QSize(760, 560)
# Rows of each kind that the preview shows.
_FIRST = 20


@dataclass(frozen=True)
class Chosen:
    """What a person has chosen: the file, a mapping by its name or its own file, and the file's last day if past."""

    path: Path
    mapping: str
    as_of: date | None

    def source(self, task: Task, now: datetime) -> ImportSource:
        """Return what the services are given; raises `MappingRefusedError`."""
        mapping = _mapping(self.mapping)
        as_of = now
        if self.as_of:
            as_of = datetime.combine(self.as_of + timedelta(days=1), time(), ZoneInfo(mapping.zone))
        return ImportSource(
            path=self.path,
            mapping=mapping,
            as_of=as_of,
            progress=lambda position, size, rows: task.report(position, size),
            cancelled=task.is_cancelled,
        )


class ImportTickets(Dialog):
    """Three steps: choose and look at it, import, arm."""

    title = "Import complaints …"
    in_menu = True
    position = 20
    shortcut = "Ctrl+I"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.choice, self.outcome, self.pages = ChoicePage(desk), ResultPage(), QStackedWidget()
        for page in (self.choice, self.outcome):
            self.pages.addWidget(page)
        self.preview, self.begin, self.again, self.leave = (QPushButton() for _ in range(4))
        self.work = WorkArea(desk, self, [self.pages, self.preview, self.begin, self.again])
        self._imported: Imported | None = None
        self.lay_out(
            self.pages, self.work, grows=self.pages, left=[self.leave], right=[self.again, self.preview, self.begin]
        )
        self.setAcceptDrops(True)
        self.preview.clicked.connect(self._preview)
        self.begin.clicked.connect(self._import)
        self.again.clicked.connect(self._choose)
        self.leave.clicked.connect(self.reject)
        self.outcome.arm.clicked.connect(self._arm)
        self.outcome.folder.clicked.connect(self._show_folder)
        self.resize(_SIZE)
        self._choose()
        self.retranslate()

    def retranslate(self) -> None:
        """Put the buttons in the language; the pages hear of a switch themselves."""
        super().retranslate()
        self.preview.setText(self.tr("&Preview"))
        self.begin.setText(self.tr("&Import"))
        self.again.setText(self.tr("Import &another file"))
        self.leave.setText(self.tr("C&lose"))

    def reject(self) -> None:
        """Cancel what is under way, or close."""
        if self.work.leave():
            super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take one file of this machine."""
        if dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the file that was dropped."""
        if file := dropped_file(event):
            self._choose()
            self.choice.file.setText(file)

    def _choose(self) -> None:
        self.pages.setCurrentWidget(self.choice)
        for button in (self.preview, self.begin):
            button.show()
        self.again.hide()
        self.begin.setDefault(False)
        self.preview.setDefault(True)
        self.choice.file.setFocus()

    def _chosen(self) -> Chosen | None:
        """Return what was chosen, or None after saying what is missing."""
        self.choice.show_preview(None)
        path = self.choice.file.path()
        if path is None:
            self.work.banner.tell(Sentence("ImportTickets", "Choose a file first, or drop one here."))
            self.choice.file.setFocus()
            return None
        if not self.choice.mapping.name():
            self.work.banner.tell(
                Sentence("ImportTickets", "Choose a mapping: it says which columns of the file hold what.")
            )
            self.choice.mapping.setFocus()
            return None
        today = self.desk.now().astimezone(self.desk.zone).date()
        day = self.choice.as_of()
        return Chosen(path, self.choice.mapping.name(), day if day < today else None)

    def _preview(self) -> None:
        if chosen := self._chosen():
            now, title = self.desk.now(), Sentence("ImportTickets", "Reading {name}", name=chosen.path.name)

            def work(task: Task) -> Preview:
                return preview_file(chosen.source(task, now), first=_FIRST)

            task = self.desk.tasks.run_long(self, title, work, self._previewed, refused=self.work.refuse)
            self.work.begin(task)

    def _previewed(self, preview: Preview) -> None:
        self.choice.show_preview(preview)
        self.begin.setDefault(True)
        self.begin.setFocus()

    def _import(self) -> None:
        if chosen := self._chosen():
            database, rulebook, now, me = self.desk.database, self.desk.rulebook, self.desk.now(), self.desk.me()
            rejects = chosen.path.with_name(f"{chosen.path.name}.rejected.csv")

            def work(task: Task) -> tuple[Imported, Armed]:
                by = importer(database, me)
                done = import_file(database, rulebook, chosen.source(task, now), rejects, by=by, now=now)
                with database.read() as session:
                    return done, would_arm(session, done.run_id, now=now)

            title = Sentence("ImportTickets", "Importing {name}", name=chosen.path.name)
            task = self.desk.tasks.run_long(self, title, work, self._done, refused=self.work.refuse)
            self.work.begin(task)

    def _done(self, answer: tuple[Imported, Armed]) -> None:
        self._imported, would = answer
        self.outcome.show_import(self._imported, would)
        self.pages.setCurrentWidget(self.outcome)
        for button in (self.preview, self.begin):
            button.hide()
        self.again.show()
        self.leave.setFocus()
        counts = self._imported.counts
        said = Sentence(
            "ImportTickets",
            "Imported: {added} complaints new, {changed} changed",
            added=number(counts.added),
            changed=number(counts.changed),
        )
        self.desk.notices.change(said)

    def _arm(self) -> None:
        assert self._imported, "only what was imported is offered"
        database, rulebook, now, me = self.desk.database, self.desk.rulebook, self.desk.now(), self.desk.me()
        run_id = self._imported.run_id

        def work(task: Task) -> Armed:
            by = importer(database, me)
            with database.write() as session:
                return arm_import(session, rulebook, run_id, by, now=now)

        title = Sentence("ImportTickets", "Arming the clocks")
        task = self.desk.tasks.run_long(self, title, work, self._armed, refused=self.work.refuse)
        self.work.begin(task)

    def _armed(self, armed: Armed) -> None:
        self.outcome.show_armed(armed)
        self.desk.notices.change(
            Sentence("ImportTickets", "{count} clocks escalate from now on", count=number(armed.clocks))
        )

    def _show_folder(self) -> None:
        if self._imported and self._imported.rejects:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._imported.rejects.parent)))


def _mapping(name: str) -> Mapping:
    return read_mapping(Path(name)) if name.endswith(".toml") else mapping_named(name)


def importer(database: Database, person_id: int | None) -> str:
    """Return under whose name the import goes on record: as long as nobody has said, that of the account."""
    if person_id is not None:
        with database.read() as session:
            if person := session.get(Person, person_id):
                return person.name
    return getpass.getuser()
