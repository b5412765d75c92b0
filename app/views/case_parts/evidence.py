"""The evidence of a case: its files, which are added, looked at as copies, saved elsewhere and taken off again."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.ticket import Ticket
from app.services.handling.case import Case
from app.services.intake.copies import Copies
from app.services.intake.evidence import AttachmentRow, attach, evidence_of, read_content, save_content
from app.services.intake.file_kinds import EvidenceError
from app.views.case_part import CasePart
from app.views.case_words import Place
from app.views.dialogs.remove_evidence import RemoveEvidence
from app.views.file_list import FileLine, FileList, size_of
from app.views.file_taking import FileTaker, Offer, TakenFile, small_picture, take
from app.views.flow import Flow
from app.views.i18n import Sentence, number
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, PAD, Mark, icon

# So many pictures are shown small at the most; each is read from the database once.
_PICTURES = 40
_Found = tuple[int, tuple[AttachmentRow, ...], dict[int, QImage]]


class EvidencePart(CasePart):
    """Lists the files of a case; nothing in them is ever run, and only what is nothing but a picture is shown."""

    title = "Evidence"
    icon = "evidence"
    position = 50

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._case: Case | None = None
        self._place = Place(desk.now(), desk.zone)
        self._rows: tuple[AttachmentRow, ...] = ()
        self._pictures: dict[int, QImage] = {}
        self.copies = Copies()
        # What opens a file is the person's own program.
        self.open_file: Callable[[QUrl], object] = QDesktopServices.openUrl
        self.banner, self.hint = Banner("alert", Mark.SOON, Mark.SOON_BACK), QLabel(wordWrap=True)
        self.list = FileList()
        self.add, self.look, self.keep, self.remove = (
            QPushButton(icon(name), "") for name in ("add", "case", "folder", "cancel")
        )
        self._lay_out()
        self.taker = FileTaker(self)
        self._reader = Reader(desk, self._begin, self)
        self._listen()
        self.retranslate()

    def show_case(self, case: Case, place: Place) -> None:
        """Read the files of a case."""
        if self._case is None or self._case.id != case.id:
            self._rows, self._pictures = (), {}
            self.banner.hide()
            self._show()
        self._case, self._place = case, place
        self._reader.ask()

    def count(self) -> int | None:
        """Return how many files there are."""
        return sum(row.removed_at is None for row in self._rows) if self._case else None

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
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, PAD, PAD, GAP)
        column.setSpacing(PAD)
        column.addWidget(self.banner)
        column.addWidget(buttons)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)

    def _listen(self) -> None:
        self._reader.came.connect(self._come)
        self.taker.offered.connect(self._take)
        self.add.clicked.connect(lambda: self.taker.ask(self.window(), self.tr("Files to add")))
        self.look.clicked.connect(lambda: self._open(self.list.subject()))
        self.keep.clicked.connect(self._ask_where)
        self.remove.clicked.connect(lambda: self._ask_why(self.list.subject()))
        self.list.opened.connect(self._open)
        self.list.unwanted.connect(self._ask_why)
        self.list.currentRowChanged.connect(lambda _: self._offer())
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.taker.paste)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        ending = QCoreApplication.instance()
        assert ending, "there are widgets"
        ending.aboutToQuit.connect(self.copies.forget)
        self.destroyed.connect(self.copies.forget)

    def _begin(self) -> Callable[[Session], _Found | None]:
        case, known = self._case, dict(self._pictures)

        def read(session: Session) -> _Found | None:
            if case is None:
                return None
            rows = evidence_of(session, case.id)
            shown = [row for row in rows if row.is_bitmap and row.removed_at is None][:_PICTURES]
            for row in shown:
                if row.id not in known:
                    picture = small_picture(read_content(session, row.id)[1], row.media_type)
                    known[row.id] = picture or QImage()
            return case.id, rows, known

        return read

    def _come(self, found: _Found | None) -> None:
        if found and self._case and found[0] == self._case.id:
            _, self._rows, self._pictures = found
            self._show()
            self.told.emit()

    def _show(self) -> None:
        self.hint.setText(
            self.tr("No file yet. Drop some here, paste a picture, or add files.") if not self._rows else ""
        )
        self.hint.setVisible(not self._rows)
        self.list.setVisible(bool(self._rows))
        self.list.show_files([self._line(row) for row in self._rows])
        self._offer()

    def _line(self, row: AttachmentRow) -> FileLine:
        if row.removed_at is not None:
            by = row.removed_by or self.tr("nobody")
            said = self.tr("removed {at} by {person}: {reason}")
            detail = said.format(at=self._place.instant(row.removed_at), person=by, reason=row.reason)
            return FileLine(row.name, detail, row, is_gone=True)
        picture = self._pictures.get(row.id)
        facts = size_of(row.size), self._place.instant(row.added_at), row.added_by
        small = picture if picture is not None and not picture.isNull() else None
        return FileLine(row.name, " · ".join(filter(None, facts)), row, small)

    def _offer(self) -> None:
        row = self.list.subject()
        there = isinstance(row, AttachmentRow) and row.removed_at is None
        for button in (self.look, self.keep, self.remove):
            button.setEnabled(there)
        self.add.setEnabled(self._case is not None)

    def _take(self, offers: list[Offer]) -> None:
        self.banner.hide()
        take(self.desk, self, offers, self._attach, self._refused)

    def _attach(self, files: tuple[TakenFile, ...]) -> None:
        if not files or self._case is None:
            return
        ticket_id, desk, by = self._case.id, self.desk, self.desk.me()
        told = Sentence(
            "EvidencePart", "{number}: {count} files added", number=self._case.number, count=number(len(files))
        )

        def work() -> None:
            with desk.database.write() as session:
                ticket = session.get_one(Ticket, ticket_id)
                for file in files:
                    attach(session, desk.rulebook, ticket, file.name, file.content, person_id=by, now=desk.now())

        desk.tasks.run(self, work, lambda _: self._done(told), refused=self._refused)

    def _open(self, row: object) -> None:
        """Write a copy, and let the person's own program open it."""
        if not isinstance(row, AttachmentRow) or row.removed_at is not None:
            return
        desk, copies = self.desk, self.copies

        def work() -> Path:
            with desk.database.read() as session:
                name, content = read_content(session, row.id)
            return copies.write(name, content, now=desk.now())

        desk.tasks.run(self, work, self._opened, refused=self._refused)

    def _opened(self, file: Path) -> None:
        if not self.open_file(QUrl.fromLocalFile(str(file))):
            self._refused(EvidenceError("No program of this machine opens {name}.", name=file.name))

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

        desk.tasks.run(self, work, lambda _: desk.notices.change(told), refused=self._refused)

    def _ask_why(self, row: object) -> None:
        if self._case and isinstance(row, AttachmentRow) and row.removed_at is None:
            form = RemoveEvidence(self.desk, self.window(), self._case, row)
            form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            form.accepted.connect(self._reader.ask)
            form.open()

    def _done(self, told: Sentence) -> None:
        self.desk.notices.change(told)
        self._reader.ask()

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
