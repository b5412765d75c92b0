"""The evidence of a case: its files, which are added, looked at as copies, saved elsewhere and taken off again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QPalette
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.models.ticket import Ticket
from app.services.handling.case import Case
from app.services.intake.copies import Copies
from app.services.intake.evidence import AttachmentRow, attach, evidence_of, read_content, save_content
from app.services.intake.file_kinds import EvidenceError
from app.views.case.part import CasePart
from app.views.dialogs.remove_evidence import RemoveEvidence
from app.views.flow import Flow
from app.views.i18n import Sentence, number
from app.views.intake.file_list import FileLine, FileList, size_of
from app.views.intake.file_taking import FileTaker, Offer, TakenFile, small_picture, take
from app.views.pane import Desk
from app.views.theme import icon

# So many pictures are shown small at the most; each is read from the database once.
_PICTURES = 40
_Found = tuple[tuple[AttachmentRow, ...], dict[int, QImage]]


class EvidencePart(CasePart):
    """Lists the files of a case; nothing in them is ever run, and only what is nothing but a picture is shown."""

    title = "Evidence"
    icon = "evidence"
    position = 50

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[AttachmentRow, ...] | None = None
        self._pictures: dict[int, QImage] = {}
        self.copies = Copies()
        # What opens a file is the person's own program.
        self.open_file: Callable[[QUrl], object] = QDesktopServices.openUrl
        self.hint, self.list = QLabel(wordWrap=True), FileList()
        self.add, self.look, self.keep, self.remove = (
            QPushButton(icon(name), "") for name in ("add", "case", "folder", "cancel")
        )
        self._lay_out()
        self.taker = FileTaker(self)
        self._listen()
        self.retranslate()

    def forget(self) -> None:
        """Show no file of the case before any more."""
        self._rows, self._pictures = None, {}
        self._show()

    def reading(self, case: Case) -> Callable[[Session], _Found]:
        """Read the files of a case, and of those that are pictures what was not read before."""
        known = dict(self._pictures)

        def read(session: Session) -> _Found:
            rows = evidence_of(session, case.id)
            shown = [row for row in rows if row.is_bitmap and row.removed_at is None][:_PICTURES]
            for row in shown:
                if row.id not in known:
                    picture = small_picture(read_content(session, row.id)[1], row.media_type)
                    known[row.id] = picture or QImage()
            return rows, known

        return read

    def take(self, found: _Found) -> None:
        """Show the files."""
        self._rows, self._pictures = found
        self._show()

    def count(self) -> int | None:
        """Return how many files there are."""
        return None if self._rows is None else sum(row.removed_at is None for row in self._rows)

    def retranslate(self) -> None:
        """Put the words in the language."""
        words = {
            self.add: (self.tr("A&dd files …"), self.tr("Or drop files here, or paste a picture or files (Ctrl+V)")),
            self.look: (self.tr("&Open a copy"), self.tr("In the program of this machine; the copy goes afterwards")),
            self.keep: (self.tr("Save &as …"), ""),
            self.remove: (self.tr("Remo&ve …"), self.tr("Take it off the complaint (Del)")),
        }
        for button, (text, tip) in words.items():
            button.setText(text)
            button.setToolTip(tip)
        self.list.setAccessibleName(self.heading())
        self._show()

    def _lay_out(self) -> None:
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        buttons = QWidget()
        row = Flow(buttons)
        for button in (self.add, self.look, self.keep, self.remove):
            row.addWidget(button)
        self.lay_out(buttons, self.hint, self.list, grows=self.list)

    def _listen(self) -> None:
        self.taker.offered.connect(self._take)
        self.add.clicked.connect(lambda: self.taker.ask(self.window(), self.tr("Files to add")))
        self.look.clicked.connect(lambda: self._open(self.list.subject()))
        self.keep.clicked.connect(self._ask_where)
        self.remove.clicked.connect(lambda: self._ask_why(self.list.subject()))
        self.list.opened.connect(self._open)
        self.list.unwanted.connect(self._ask_why)
        self.list.currentRowChanged.connect(lambda _: self._offer())
        self.add_key(QKeySequence(QKeySequence.StandardKey.Paste), self.taker.paste)
        ending = QCoreApplication.instance()
        assert ending, "there are widgets"
        ending.aboutToQuit.connect(self.copies.forget)
        self.destroyed.connect(self.copies.forget)

    def _show(self) -> None:
        self.hint.setText(self.tr("No file yet. Drop some here, paste a picture, or add files."))
        self.hint.setVisible(self._rows == ())
        self.list.setVisible(bool(self._rows))
        self.list.show_files([self._line(row) for row in self._rows or ()])
        self._offer()

    def _line(self, row: AttachmentRow) -> FileLine:
        assert self.place, "shown with its place"
        if row.removed_at is not None:
            by = row.removed_by or self.tr("nobody")
            said = self.tr("removed {at} by {person}: {reason}")
            detail = said.format(at=self.place.instant(row.removed_at), person=by, reason=row.reason)
            return FileLine(row.name, detail, row, is_gone=True)
        picture = self._pictures.get(row.id)
        facts = size_of(row.size), self.place.instant(row.added_at), row.added_by
        small = picture if picture is not None and not picture.isNull() else None
        return FileLine(row.name, " · ".join(filter(None, facts)), row, small)

    def _offer(self) -> None:
        row = self.list.subject()
        there = isinstance(row, AttachmentRow) and row.removed_at is None
        for button in (self.look, self.keep, self.remove):
            button.setEnabled(there)
        self.add.setEnabled(self.case is not None)

    def _take(self, offers: list[Offer]) -> None:
        """Read the files and add them to the case that is shown now, whichever is when they have been read."""
        if self.case:
            self.banner.hide()
            take(self.desk, self, offers, partial(self._attach, self.case), self.refuse)

    def _attach(self, case: Case, files: tuple[TakenFile, ...]) -> None:
        desk = self.desk
        told = Sentence("EvidencePart", "{number}: {count} files added", number=case.number, count=number(len(files)))

        def work(session: Session, person_id: int | None) -> None:
            ticket = session.get_one(Ticket, case.id)
            for file in files:
                attach(session, desk.rulebook, ticket, file.name, file.content, person_id=person_id, now=desk.now())

        if files:
            self.do(work, told)

    def _open(self, row: object) -> None:
        """Write a copy, and let the person's own program open it."""
        if not isinstance(row, AttachmentRow) or row.removed_at is not None:
            return
        desk, copies = self.desk, self.copies

        def work() -> Path:
            with desk.database.read() as session:
                name, content = read_content(session, row.id)
            return copies.write(name, content, now=desk.now())

        desk.tasks.run(self, work, self._opened, refused=self.refuse)

    def _opened(self, file: Path) -> None:
        if not self.open_file(QUrl.fromLocalFile(str(file))):
            self.refuse(EvidenceError("No program of this machine opens {name}.", name=file.name))

    def _ask_where(self) -> None:
        row = self.list.subject()
        if isinstance(row, AttachmentRow):
            dialog = QFileDialog(self.window(), self.tr("Save the file as"))
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.selectFile(row.name)
            dialog.fileSelected.connect(lambda file: self.save(row, Path(file)))
            dialog.open()

    def save(self, row: AttachmentRow, file: Path) -> None:
        """Save a file under a name of the person's choice."""
        desk = self.desk
        told = Sentence("EvidencePart", "{name} is saved", name=row.name)

        def work() -> None:
            with desk.database.read() as session:
                save_content(session, row.id, file)

        desk.tasks.run(self, work, lambda _: desk.notices.change(told), refused=self.refuse)

    def _ask_why(self, row: object) -> None:
        if self.case and isinstance(row, AttachmentRow) and row.removed_at is None:
            RemoveEvidence(self.desk, self.window(), self.case, row).open()
