"""Writes a report as an Excel file: which one, of which days, in which language, where to."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QWidget,
)

from app.errors import DomainError
from app.models.people import Language
from app.services.reporting.apart import FileThereError, Order, carry_out
from app.services.reporting.base import known_reports
from app.services.reporting.spans import Span, days_of
from app.services.typed_path import typed_path
from app.views.dialog import Dialog, Menu
from app.views.i18n import LANGUAGES, Sentence, language_of_now
from app.views.instant_field import within_reason
from app.views.pane import Desk
from app.views.places import documents, spoken_path
from app.views.plain import plain_tip
from app.views.theme import GAP, PAD, Mark, Symbol, icon
from app.views.working import WorkArea

_SIZE = QSize(560, 300)
_FOLDER = "report/folder"
_SUFFIX = ".xlsx"
SPANS: Mapping[Span, Sentence] = {
    Span.TODAY: Sentence("WriteReport", "Today"),
    Span.YESTERDAY: Sentence("WriteReport", "Yesterday"),
    Span.THIS_WEEK: Sentence("WriteReport", "This week"),
    Span.LAST_WEEK: Sentence("WriteReport", "Last week"),
    Span.LAST_30_DAYS: Sentence("WriteReport", "Last 30 days"),
    Span.THIS_MONTH: Sentence("WriteReport", "This month"),
    Span.LAST_MONTH: Sentence("WriteReport", "Last month"),
    Span.THIS_QUARTER: Sentence("WriteReport", "This quarter"),
    Span.LAST_QUARTER: Sentence("WriteReport", "Last quarter"),
}


class WriteReport(Dialog):
    """The choices, then the file; the choices stay for the next one."""

    title = "Reports …"
    in_menu = True
    menu = Menu.REPORTS
    position = 30
    shortcut = "Ctrl+E"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._reports = known_reports()
        self._written: Path | None = None
        self._named_by_hand = False
        self.report, self.span, self.language = QComboBox(), QComboBox(), QComboBox()
        self.first, self.last = QDateEdit(), QDateEdit()
        within_reason(self.first, self.last)
        self.file, self.browse, self.write, self.leave = QLineEdit(), QPushButton(), QPushButton(), QPushButton()
        self.open_file, self.open_folder = QPushButton(icon("case"), ""), QPushButton(icon("folder"), "")
        self.outcome, self.said = QWidget(), QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._labels, self._to = [QLabel() for _ in range(5)], QLabel()
        self._form = QWidget()
        self.work = WorkArea(desk, self, [self._form, self.write])
        self._lay_out()
        self.retranslate()
        self.language.setCurrentIndex(self.language.findData(Language(language_of_now())))
        self.propose(Span.LAST_WEEK)
        self._connect()

    def retranslate(self) -> None:
        """Put labels, choices and the proposed name in the language."""
        super().retranslate()
        words = (self.tr("&Report:"), self.tr("&Days:"), self.tr("&From:"), self.tr("&Language:"), self.tr("F&ile:"))
        for label, text in zip(self._labels, words, strict=True):
            label.setText(text)
        for field, text in zip(self._fields(), words, strict=True):
            field.setAccessibleName(text.replace("&", "").rstrip(":"))
        self._to.setText(self.tr("to, included"))
        self.last.setAccessibleName(self.tr("Last day"))
        self.browse.setText(self.tr("C&hoose …"))
        self.write.setText(self.tr("&Write the report"))
        self.leave.setText(self.tr("&Close"))
        self.open_file.setText(self.tr("&Open the report"))
        self.open_folder.setText(self.tr("Ope&n its folder"))
        _fill(
            self.report,
            [(report.title.of(Language(language_of_now())), name) for name, report in self._reports.items()],
        )
        _fill(self.span, [*((str(text), span) for span, text in SPANS.items()), (self.tr("Other days"), None)])
        _fill(self.language, [(LANGUAGES[each][0], each) for each in Language])
        self._say_written()

    def reject(self) -> None:
        """Cancel what is under way, or close."""
        if self.work.leave():
            super().reject()

    def propose(self, span: Span) -> None:
        """Choose other days than those of last week."""
        self.span.setCurrentIndex(self.span.findData(span))
        self._take_span()

    def path(self) -> Path:
        """Return where the report goes: into the folder of the last one unless another is named, as an .xlsx file."""
        path = typed_path(self.file.text(), self._folder())
        return path if path.suffix.lower() == _SUFFIX else Path(f"{path}{_SUFFIX}")

    def _fields(self) -> tuple[QWidget, ...]:
        return self.report, self.span, self.first, self.language, self.file

    def _lay_out(self) -> None:
        self._lay_out_form()
        done = QHBoxLayout(self.outcome)
        done.setContentsMargins(0, 0, 0, 0)
        done.setSpacing(PAD)
        done.addWidget(Symbol("check", Mark.FINE))
        done.addWidget(self.said, 1)
        for button in (self.open_file, self.open_folder):
            done.addWidget(button)
        self.outcome.hide()
        self.lay_out(self._form, self.outcome, self.work, left=[self.leave], right=[self.write])
        self.resize(_SIZE)

    def _lay_out_form(self) -> None:
        days, file = QWidget(), QWidget()
        for whole, widgets in ((days, (self.first, self._to, self.last)), (file, (self.file, self.browse))):
            row = QHBoxLayout(whole)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(GAP)
            for widget in widgets:
                row.addWidget(widget, int(widget is self.file))
            if whole is days:
                row.addStretch()
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        places = (self.report, self.span, days, self.language, file)
        for label, field, place in zip(self._labels, self._fields(), places, strict=True):
            form.addRow(label, place)
            label.setBuddy(field)
        for day in (self.first, self.last):
            day.setDisplayFormat("yyyy-MM-dd")
            day.setCalendarPopup(True)

    def _connect(self) -> None:
        self.span.activated.connect(self._take_span)
        for day in (self.first, self.last):
            day.dateChanged.connect(self._take_days)
        self.report.activated.connect(self._propose)
        self.language.activated.connect(self._propose)
        self.file.textEdited.connect(self._name_by_hand)
        self.browse.clicked.connect(self._choose_file)
        self.write.clicked.connect(lambda: self._write(replace=False))
        self.leave.clicked.connect(self.reject)
        self.open_file.clicked.connect(lambda: self._open(self._written))
        self.open_folder.clicked.connect(lambda: self._open(self._written and self._written.parent))

    def _folder(self) -> Path:
        return Path(self.desk.memory.text(_FOLDER) or documents())

    def _take_span(self) -> None:
        span = self.span.currentData()
        if span:
            today = self.desk.now().astimezone(self.desk.zone).date()
            for field, day in zip((self.first, self.last), days_of(Span(span), today), strict=True):
                field.blockSignals(True)
                field.setDate(QDate(day.year, day.month, day.day))
                field.blockSignals(False)
        self._propose()

    def _take_days(self) -> None:
        self.span.setCurrentIndex(self.span.count() - 1)
        self._propose()

    def _name_by_hand(self, text: str) -> None:
        # An emptied field takes the proposal again.
        self._named_by_hand = bool(text)

    def _propose(self) -> None:
        """Name the file after what is in it, until a person names it."""
        if not self._named_by_hand:
            title = self._reports[self.report.currentData()].title.of(Language(self.language.currentData()))
            first, last = self._days()
            days = f"{first}" if first == last else f"{first} – {last}"
            self.file.setText(spoken_path(self._folder() / f"{title} {days}{_SUFFIX}"))

    def _days(self) -> tuple[date, date]:
        first, last = self.first.date(), self.last.date()
        return date(first.year(), first.month(), first.day()), date(last.year(), last.month(), last.day())

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Where to write"), str(self.path()), self.tr("Excel workbooks (*.xlsx)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # The question comes later, for names that are typed here as well.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_file)
        dialog.open()

    def _take_file(self, file: str) -> None:
        self._named_by_hand = True
        self.file.setText(spoken_path(file))

    def _write(self, *, replace: bool) -> None:
        self._written = None
        self._say_written()
        if not self.file.text().strip():
            self._propose()
        first, last = self._days()
        order = Order(
            report=self.report.currentData(),
            first=first,
            last=last,
            zone=str(self.desk.zone),
            language=Language(self.language.currentData()),
            path=self.path(),
            replace=replace,
        )
        # With its password: it goes through a pipe to the worker, and nowhere else.
        address = self.desk.database.url.render_as_string(hide_password=False)
        title = Sentence("WriteReport", "Writing {name}", name=order.path.name)
        work = (address, order, self.desk.now())
        task = self.desk.tasks.compute(self, carry_out, work, self._show_written, refused=self._refused, title=title)
        self.work.begin(task)

    def _show_written(self, path: Path) -> None:
        self._written = path
        self.desk.memory.keep(_FOLDER, str(path.parent))
        self._say_written()
        self.open_file.setFocus()

    def _say_written(self) -> None:
        self.outcome.setVisible(self._written is not None)
        if self._written:
            self.said.setText(self.tr("Written: {name}").format(name=self._written.name))
            self.said.setToolTip(plain_tip(spoken_path(self._written)))

    def _refused(self, refusal: DomainError) -> None:
        if not isinstance(refusal, FileThereError):
            self.work.refuse(refusal)
            return
        question = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), str(Sentence.of(refusal)), parent=self)
        question.setInformativeText(self.tr("Replace it by the new report?"))
        replace = question.addButton(self.tr("&Replace"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(self.tr("&Keep it"), QMessageBox.ButtonRole.RejectRole))
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        replace.clicked.connect(lambda: self._write(replace=True))
        question.open()

    def _open(self, path: Path | None) -> None:
        if path:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _fill(field: QComboBox, choices: list[tuple[str, object]]) -> None:
    """Name the choices of a field anew; what was chosen stays."""
    chosen = max(field.currentIndex(), 0)
    field.clear()
    for text, data in choices:
        field.addItem(text, data)
    field.setCurrentIndex(chosen)
