"""Imports what a telephone system has written: looked at first, imported whole or not at all, at any time again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.services.intake.drafts import Reject
from app.services.staffing.contact_files import (
    ContactPreview,
    ContactSource,
    ImportedContacts,
    import_contacts,
    preview_contacts,
)
from app.services.staffing.contact_mapping import contact_mapping_named, known_contact_mappings
from app.views.dialog import Dialog
from app.views.dialogs.import_tickets import importer
from app.views.i18n import Sentence, date_and_time, number
from app.views.pane import Desk
from app.views.tasks import Task
from app.views.theme import GAP, PAD, icon
from app.views.working import WorkArea

_SIZE = QSize(760, 520)
_REMEMBERED = "import/contact_mapping"
_OWN = ""
_FIRST_REJECTS = 5


@dataclass(frozen=True)
class _Time:
    """A time within a sentence, written as the language of the moment writes it."""

    at: datetime
    zone: ZoneInfo

    def __str__(self) -> str:
        return date_and_time(self.at, self.zone)

    def __format__(self, _: str) -> str:
        return str(self)


class ImportContacts(Dialog):
    """The file and its mapping, the totals by queue that it holds, and the first rows that cannot be counted."""

    title = "Import contacts …"
    in_menu = True
    position = 22

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._shown: Sequence[Sentence] = ()
        self._rejects: Sequence[Reject] = ()
        self.file, self.browse, self.mapping = QLineEdit(), QPushButton(icon("folder"), ""), QComboBox()
        self.summary, self.table = QLabel(wordWrap=True), QTableWidget(0, 6)
        self.preview, self.begin, self.leave = QPushButton(), QPushButton(), QPushButton()
        self._labels = [QLabel(), QLabel()]
        self._form = QWidget()
        self.work = WorkArea(desk, self, [self._form, self.preview, self.begin])
        self._lay_out()
        self.file.textChanged.connect(lambda _: self._forget())
        self.mapping.activated.connect(self._choose_mapping)
        self.browse.clicked.connect(self._choose_file)
        self.preview.clicked.connect(self._preview)
        self.begin.clicked.connect(self._import)
        self.leave.clicked.connect(self.reject)
        self.retranslate()
        desk.tasks.run(self, known_contact_mappings, self._name_mappings)

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        for label, text in zip(self._labels, (self.tr("&File:"), self.tr("&Columns:")), strict=True):
            label.setText(text)
        self.file.setPlaceholderText(self.tr("A .csv, .txt or .xlsx file, also packed as .gz"))
        self.file.setAccessibleName(self.tr("File"))
        self.mapping.setAccessibleName(self.tr("Mapping of the columns"))
        self.browse.setText(self.tr("C&hoose …"))
        self.preview.setText(self.tr("&Preview"))
        self.begin.setText(self.tr("&Import"))
        self.leave.setText(self.tr("C&lose"))
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Queue"),
                self.tr("Intervals"),
                self.tr("Offered"),
                self.tr("Answered"),
                self.tr("Abandoned"),
                self.tr("Handling (s)"),
            ]
        )
        self.table.setAccessibleName(self.tr("Totals by queue"))
        if (own := self.mapping.findData(_OWN)) >= 0:
            self.mapping.setItemText(own, self.tr("Own mapping file …"))
        self._say()

    def reject(self) -> None:
        """Cancel what is under way, or close."""
        if self.work.leave():
            super().reject()

    def _lay_out(self) -> None:
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        first = QHBoxLayout()
        first.setSpacing(GAP)
        first.addWidget(self.file, 1)
        first.addWidget(self.browse)
        form.addRow(self._labels[0], first)
        form.addRow(self._labels[1], self.mapping)
        for label, buddy in zip(self._labels, (self.file, self.mapping), strict=True):
            label.setBuddy(buddy)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lay_out(
            self._form,
            self.summary,
            self.table,
            self.work,
            grows=self.table,
            left=[self.leave],
            right=[self.preview, self.begin],
        )
        self.preview.setDefault(True)
        self.resize(_SIZE)

    def _name_mappings(self, known: dict[str, str]) -> None:
        for name, title in known.items():
            self.mapping.addItem(title if title == name else f"{title} ({name})", name)
        self.mapping.addItem(self.tr("Own mapping file …"), _OWN)
        remembered = self.desk.memory.text(_REMEMBERED)
        if remembered.endswith(".toml") and Path(remembered).is_file():
            self._add_own(remembered)
        self.mapping.setCurrentIndex(max(self.mapping.findData(remembered or "intervals"), 0))

    def _choose_file(self) -> None:
        named = self.tr("Tables (*.csv *.tsv *.txt *.gz *.xlsx);;All files (*)")
        dialog = QFileDialog(self, self.tr("File to import"), str(Path(self.file.text()).parent), named)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file.setText)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _choose_mapping(self) -> None:
        self._forget()
        if self.mapping.currentData() != _OWN:
            return
        named = self.tr("Mappings (*.toml)")
        dialog = QFileDialog(self, self.tr("Own mapping file …"), str(Path(self.file.text()).parent), named)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._add_own)
        dialog.rejected.connect(lambda: self.mapping.setCurrentIndex(0))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _add_own(self, file: str) -> None:
        if self.mapping.findData(file) < 0:
            self.mapping.insertItem(0, Path(file).name, file)
        self.mapping.setCurrentIndex(self.mapping.findData(file))

    def _forget(self) -> None:
        """What was shown is of another choice."""
        self._shown, self._rejects = (), ()
        self.table.setRowCount(0)
        self._say()

    def _source(self, task: Task, path: Path, mapping: str, now: datetime) -> ContactSource:
        return ContactSource(
            path=path,
            mapping=contact_mapping_named(mapping),
            as_of=now,
            progress=lambda position, size, rows: task.report(position, size),
            cancelled=task.is_cancelled,
        )

    def _chosen(self) -> tuple[Path, str] | None:
        """Return the file and its mapping, or None after saying what is missing."""
        file, mapping = self.file.text().strip(), str(self.mapping.currentData() or "")
        if not file or not mapping:
            self.work.banner.tell(Sentence("ImportContacts", "Choose a file and the mapping that says what is in it."))
            (self.mapping if file else self.file).setFocus()
            return None
        self.desk.memory.keep(_REMEMBERED, mapping)
        return Path(file).expanduser(), mapping

    def _preview(self) -> None:
        if (chosen := self._chosen()) is None:
            return
        path, mapping, now = *chosen, self.desk.now()

        def work(task: Task) -> tuple[ContactPreview, str]:
            source = self._source(task, path, mapping, now)
            return preview_contacts(source, first=_FIRST_REJECTS), source.mapping.zone

        title = Sentence("ImportContacts", "Reading {name}", name=path.name)
        self.work.begin(self.desk.tasks.run_long(self, title, work, self._previewed, refused=self.work.refuse))

    def _previewed(self, answer: tuple[ContactPreview, str]) -> None:
        found, zone = answer
        counts = found.counts
        said = [
            Sentence(
                "ImportContacts",
                "{contacts} contacts in {rows} rows; {left_out} rows are left out, {rejected} cannot be counted.",
                contacts=number(counts.contacts),
                rows=number(counts.rows),
                left_out=number(counts.left_out),
                rejected=number(counts.rejected),
            )
        ]
        if found.first_at and found.last_at:
            first, last = (date_and_time(at, ZoneInfo(zone)) for at in (found.first_at, found.last_at))
            said.append(
                Sentence("ImportContacts", "From {first} to {last} ({zone}).", first=first, last=last, zone=zone)
            )
        self._shown, self._rejects = said, found.rejects
        self.table.setRowCount(len(found.queues))
        for row, (name, of) in enumerate(found.queues.items()):
            handling = round(of.handle_seconds / of.answered) if of.answered else 0
            figures = (of.intervals, of.offered, of.answered, of.abandoned, handling)
            for place, text in enumerate((name, *map(number, figures))):
                item = QTableWidgetItem(text)
                if place:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, place, item)
        self._say()
        self.begin.setDefault(True)
        self.begin.setFocus()

    def _import(self) -> None:
        if (chosen := self._chosen()) is None:
            return
        path, mapping, now = *chosen, self.desk.now()
        database, me = self.desk.database, self.desk.me()

        def work(task: Task) -> ImportedContacts:
            rejects = path.with_name(f"{path.name}.rejected.csv")
            source = self._source(task, path, mapping, now)
            return import_contacts(database, source, rejects, by=importer(database, me), now=now)

        title = Sentence("ImportContacts", "Importing {name}", name=path.name)
        self.work.begin(self.desk.tasks.run_long(self, title, work, self._imported, refused=self.work.refuse))

    def _imported(self, done: ImportedContacts) -> None:
        counts = done.counts
        said = Sentence(
            "ImportContacts",
            "Imported: {contacts} contacts; {added} intervals are new, {changed} changed, {unchanged} as before.",
            contacts=number(counts.contacts),
            added=number(counts.added),
            changed=number(counts.changed),
            unchanged=number(counts.unchanged),
        )
        self._forget()
        self._shown = [said]
        if done.rejects:
            rejected = number(counts.rejected)
            words = "{rejected} rows cannot be counted; they and the reasons are in {file}."
            self._shown = [said, Sentence("ImportContacts", words, rejected=rejected, file=done.rejects)]
        self._say()
        self.desk.notices.change(said)

    def _say(self) -> None:
        nothing = self.tr("One row for each call or for each queue and interval: the preview says what a file holds.")
        line = self.tr("Line {line}: {reason}")
        rejects = [line.format(line=number(each.line), reason=Sentence.of(each.reason)) for each in self._rejects]
        self.summary.setText("\n".join([*map(str, self._shown), *rejects]) if self._shown else nothing)
