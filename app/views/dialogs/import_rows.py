"""Imports files of plain rows of any kind: looked at first, imported whole or not at all, at any time again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHeaderView, QLabel, QPushButton, QTableWidgetItem, QWidget

from app.discovery import subclasses
from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.intake import kinds
from app.services.intake.plain_files import (
    FileKind,
    ImportedRows,
    RowCounts,
    RowSource,
    RowsPreview,
    import_rows,
    preview_rows,
)
from app.views.dialog import Dialog, Menu
from app.views.dialogs.import_tickets import importer
from app.views.i18n import Sentence, date_and_time, language_of_now, number
from app.views.intake.import_choice import FileField, MappingField, dropped_file, preview_table
from app.views.nothing import Nothing
from app.views.pane import Desk
from app.views.tasks import Task
from app.views.theme import PAD
from app.views.working import WorkArea

_SIZE = QSize(760, 560)
_KIND = "import/kind"
_FIRST_REJECTS = 5


@dataclass(frozen=True)
class Chosen:
    """What a person has chosen: the file, its kind, and the mapping by its name or its own file."""

    path: Path
    kind: type[FileKind[Any]]
    mapping: str

    def source(self, task: Task, now: datetime) -> RowSource:
        """Return what the services are given; raises `MappingRefusedError`."""
        return RowSource(
            path=self.path,
            kind=self.kind.with_mapping(self.mapping),
            as_of=now,
            progress=lambda position, size, rows: task.report(position, size),
            cancelled=task.is_cancelled,
        )


@dataclass(frozen=True)
class Outcome:
    """What is told: the counts, and the preview or the import that they are of."""

    kind: type[FileKind[Any]]
    counts: RowCounts
    of: RowsPreview | ImportedRows


class ImportRows(Dialog):
    """Which kind of file, the file and its mapping, the sums that it holds, and the first rows that are refused."""

    title = "Import other data …"
    in_menu = True
    menu = Menu.FLOOR
    position = 22

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, kind: str = "") -> None:
        """Begin with a kind of file by its name, or with the one that was imported last."""
        super().__init__(desk, parent)
        self._kinds = {kind.name: kind for kind in subclasses(kinds, FileKind)}  # type: ignore[type-abstract]
        self._outcome: Outcome | None = None
        self.kind, self.file, self.mapping = QComboBox(), FileField(), MappingField(desk)
        self.summary, self.table = QLabel(wordWrap=True), preview_table(0, 0)
        self.nothing = Nothing(self.table)
        self.preview, self.begin, self.leave = QPushButton(), QPushButton(), QPushButton()
        self._labels = [QLabel(), QLabel(), QLabel()]
        self._form = QWidget()
        self.work = WorkArea(desk, self, [self._form, self.preview, self.begin])
        for name in self._kinds:
            self.kind.addItem("", name)
        self.kind.setCurrentIndex(max(self.kind.findData(kind or desk.memory.text(_KIND)), 0))
        self._lay_out()
        self.setAcceptDrops(True)
        self.kind.currentIndexChanged.connect(self._take_kind)
        self.kind.activated.connect(lambda: desk.memory.keep(_KIND, self._kind().name))
        self.file.textChanged.connect(self._forget)
        self.mapping.currentIndexChanged.connect(self._forget)
        self.preview.clicked.connect(self._preview)
        self.begin.clicked.connect(self._import)
        self.leave.clicked.connect(self.reject)
        self._take_kind()
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        words = (self.tr("&What:"), self.tr("&File:"), self.tr("&Columns:"))
        for label, text in zip(self._labels, words, strict=True):
            label.setText(text)
        for place, kind in enumerate(self._kinds.values()):
            self.kind.setItemText(place, _in_words(kind.title))
        self.kind.setAccessibleName(self.tr("What the file holds"))
        self.preview.setText(self.tr("&Preview"))
        self.begin.setText(self.tr("&Import"))
        self.leave.setText(self.tr("C&lose"))
        self.table.setAccessibleName(self.tr("What the file holds altogether"))
        self._say()

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
            self.file.setText(file)

    def _lay_out(self) -> None:
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._labels[0], self.kind)
        form.addRow(self._labels[1], self.file.row)
        form.addRow(self._labels[2], self.mapping)
        for label, field in zip(self._labels, (self.kind, self.file, self.mapping), strict=True):
            label.setBuddy(field)
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

    def _kind(self) -> type[FileKind[Any]]:
        return self._kinds[self.kind.currentData()]

    def _take_kind(self) -> None:
        """Ask for what files of this kind need."""
        kind = self._kind()
        form = self._form.layout()
        assert isinstance(form, QFormLayout)
        form.setRowVisible(self.mapping, kind.mapped)
        self.table.setColumnCount(1 + len(kind.figures))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        if kind.mapped:
            self.desk.tasks.run(self, kind.mappings, self._offer)
        self._forget()

    def _offer(self, known: dict[str, str]) -> None:
        if (kind := self._kind()).mapped:
            self.mapping.offer(known, f"import/{kind.name}_mapping")

    def _forget(self) -> None:
        """What was shown is of another choice."""
        self._outcome = None
        self.table.setRowCount(0)
        self._say()

    def _chosen(self) -> Chosen | None:
        """Return what is chosen, or None after saying what is missing."""
        path, kind, mapping = self.file.path(), self._kind(), self.mapping.name()
        if path is None:
            self.work.banner.tell(Sentence("ImportRows", "Choose a file first, or drop one here."))
            self.file.setFocus()
            return None
        if kind.mapped and not mapping:
            self.work.banner.tell(
                Sentence("ImportRows", "Choose a mapping: it says which columns of the file hold what.")
            )
            self.mapping.setFocus()
            return None
        return Chosen(path, kind, mapping)

    def _preview(self) -> None:
        if (chosen := self._chosen()) is None:
            return
        database, now = self.desk.database, self.desk.now()

        def work(task: Task) -> tuple[Chosen, RowsPreview]:
            return chosen, preview_rows(database, chosen.source(task, now), first=_FIRST_REJECTS)

        title = Sentence("ImportRows", "Reading {name}", name=chosen.path.name)
        self.work.begin(self.desk.tasks.run_long(self, title, work, self._previewed, refused=self.work.refuse))

    def _previewed(self, answer: tuple[Chosen, RowsPreview]) -> None:
        chosen, found = answer
        self._outcome = Outcome(chosen.kind, found.counts, found)
        self.table.setRowCount(len(found.sums))
        for row, (name, sums) in enumerate(found.sums.items()):
            for place, text in enumerate((name, *(number(round(each)) for each in chosen.kind.shown(sums)))):
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
        database, me, now = self.desk.database, self.desk.me(), self.desk.now()

        def work(task: Task) -> tuple[Chosen, ImportedRows]:
            with database.read() as session:
                chosen.kind.require_rights(session, me)
            rejects = chosen.path.with_name(f"{chosen.path.name}.rejected.csv")
            by = importer(database, me)
            return chosen, import_rows(database, chosen.source(task, now), rejects, by=by, now=now)

        title = Sentence("ImportRows", "Importing {name}", name=chosen.path.name)
        self.work.begin(self.desk.tasks.run_long(self, title, work, self._imported, refused=self.work.refuse))

    def _imported(self, answer: tuple[Chosen, ImportedRows]) -> None:
        chosen, done = answer
        self._forget()
        self._outcome = Outcome(chosen.kind, done.counts, done)
        self._say()
        self.desk.notices.change(
            Sentence(
                "ImportRows",
                "Imported: {added} new, {changed} changed, {unchanged} as before.",
                added=number(done.counts.added),
                changed=number(done.counts.changed),
                unchanged=number(done.counts.unchanged),
            )
        )

    def _say(self) -> None:
        kind = self._kind()
        shown = self.tr("Choose a file: “Preview” shows here what it holds altogether, and writes nothing.")
        self.nothing.say("" if self._outcome else shown)
        self.table.setHorizontalHeaderLabels([_in_words(each) for each in (kind.subject, *kind.figures)])
        self.summary.setText("\n".join(self._told(self._outcome)) if self._outcome else _in_words(kind.holds))

    def _told(self, outcome: Outcome) -> Iterator[str]:
        """Say what an import would do or has done, and what it leaves out."""
        counts = {name: number(count) for name, count in outcome.counts.as_dict().items()}
        of = outcome.of
        if isinstance(of, RowsPreview):
            words = self.tr("An import would bring {added} new, change {changed}, leave {unchanged} as before.")
        else:
            words = self.tr("Imported: {added} new, {changed} changed, {unchanged} as before.")
        also = (_in_words(outcome.kind.also[name]).format(count=counts[name]) for name in outcome.counts.also)
        yield " ".join([words.format(**counts), *(f"{each}{self.tr('.')}" for each in also)])
        rows = self.tr("{rows} rows read; {left_out} left out, {rejected} rejected.").format(**counts)
        if isinstance(of, ImportedRows):
            there = self.tr("The rejected rows and the reasons are in {file}.")
            yield f"{rows} {there.format(file=of.rejects)}" if of.rejects else rows
            return
        yield rows
        if of.first_at and of.last_at:
            first, last = (date_and_time(at, ZoneInfo(of.zone)) for at in (of.first_at, of.last_at))
            yield self.tr("From {first} to {last} ({zone}).").format(first=first, last=last, zone=of.zone)
        line = self.tr("Line {line}: {reason}")
        for each in of.rejects:
            yield line.format(line=number(each.line), reason=Sentence.of(each.reason))


def _in_words(words: Bilingual) -> str:
    return words.of(Language(language_of_now()))
