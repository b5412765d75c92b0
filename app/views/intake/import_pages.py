"""The pages of the import: what is chosen with its preview, and what came of it."""

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.deadlines.arming import Armed
from app.services.intake.exchange import Remark
from app.services.intake.import_files import Imported, Preview
from app.services.intake.mapping_files import known_mappings
from app.views.i18n import Sentence, Translated, date_and_time, number
from app.views.instant_field import within_reason
from app.views.intake.import_choice import FileField, MappingField, preview_table
from app.views.nothing import Nothing
from app.views.pane import Desk
from app.views.plain import plain_tip
from app.views.theme import PAD, ROOM, Mark, Symbol, icon

_REMEMBERED = "import/mapping"
_LONGEST_PREVIEW_TEXT = 200


class ChoicePage(Translated, QWidget):
    """The file, what its columns are, its last day, and what an import would make of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._preview: Preview | None = None
        self._labels = [QLabel() for _ in range(3)]
        self.file, self.mapping, self.day = FileField(), MappingField(desk), QDateEdit()
        within_reason(self.day)
        self.summary, self.table = QLabel(wordWrap=True), preview_table(4, 3)
        self.nothing = Nothing(self.table)
        self.day.setCalendarPopup(True)
        today = desk.now().astimezone(desk.zone).date()
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.day.setDate(self.day.maximumDate())
        self._lay_out()
        self.file.textChanged.connect(lambda: self.show_preview(None))
        self.mapping.currentIndexChanged.connect(lambda: self.show_preview(None))
        desk.tasks.run(self, known_mappings, lambda known: self.mapping.offer(known, _REMEMBERED))
        self.retranslate()

    def as_of(self) -> date:
        """Return the chosen last day of the file."""
        day = self.day.date()
        return date(day.year(), day.month(), day.day())

    def show_preview(self, preview: Preview | None) -> None:
        """Show what an import would do; None: not looked yet."""
        self._preview = preview
        self._fill()

    def retranslate(self) -> None:
        """Put the words in the language."""
        words = (self.tr("&File:"), self.tr("&Columns:"), self.tr("Last &day in it:"))
        for label, text in zip(self._labels, words, strict=True):
            label.setText(text)
        self.day.setToolTip(self.tr("What lies after this day is taken for a mistake and rejected."))
        self.day.setAccessibleName(self.tr("Last day in the file"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.table.setHorizontalHeaderLabels(
            [self.tr("Line"), self.tr("Number in the file"), self.tr("Received"), self.tr("Complaint, or why not")]
        )
        self.table.setAccessibleName(self.tr("What would be imported"))
        self._fill()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(PAD)
        form.addRow(self._labels[0], self.file.row)
        form.addRow(self._labels[1], self.mapping)
        form.addRow(self._labels[2], self.day)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, buddy in zip(self._labels, (self.file, self.mapping, self.day), strict=True):
            label.setBuddy(buddy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(PAD)
        column.addLayout(form)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)

    def _fill(self) -> None:
        """Show the preview, or what to do for one."""
        self.nothing.say(self.tr("Choose a file: “Preview” shows here what would be imported, and writes nothing."))
        found = self._preview
        if found is None:
            self.summary.clear()
            self.summary.hide()
            self.table.setRowCount(0)
            return
        self.summary.show()
        said = self.tr("{rows} rows read: {tickets} complaints to import, {rejected} rows rejected.")
        counts = {"rows": found.rows, "tickets": found.tickets, "rejected": found.rejected}
        lines = [said.format(**{name: number(count) for name, count in counts.items()})]
        self.summary.setText("\n".join([*lines, *map(self._exchange, found.remarks)]))
        rows = [
            (
                draft.line,
                (draft.key, date_and_time(draft.times["received"], self._desk.zone), _title(draft.texts)),
                False,
            )
            for draft in found.drafts
        ]
        rows += [
            (reject.line, (self.tr("rejected"), "", str(Sentence.of(reject.reason))), True) for reject in found.rejects
        ]
        self.table.setRowCount(len(rows))
        for place, (line, texts, rejected) in enumerate(sorted(rows)):
            for column, text in enumerate((number(line), *texts)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                if rejected and column == 1:
                    item.setIcon(icon("alert", Mark.SOON))
                self.table.setItem(place, column, item)

    def _exchange(self, remark: Remark) -> str:
        """Say how it was found out whether days and months are exchanged."""
        exchanged = self.tr(
            "In “{heading}” day and month are exchanged and were put right: in the order of “{numbers}” the days "
            "wander over {days_exchanged} days then, and over {days_as_written} as written."
        )
        as_written = self.tr(
            "In “{heading}” day and month are taken as written: in the order of “{numbers}” the days wander over "
            "{days_as_written} days so, and over {days_exchanged} exchanged."
        )
        return (exchanged if remark.exchanged else as_written).format(**remark._asdict())


class ResultPage(Translated, QWidget):
    """What became of the rows, where the rejected ones are, and what arming would do."""

    def __init__(self) -> None:
        super().__init__()
        self._imported: Imported | None = None
        self._would, self._armed = Armed(0, 0), False
        self.said, self.rejected, self.arming = (QLabel(wordWrap=True) for _ in range(3))
        self.rejected.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folder, self.arm = QPushButton(icon("folder"), ""), QPushButton(icon("clock"), "")
        self.symbols = Symbol("check", Mark.FINE), Symbol("alert", Mark.SOON), Symbol("clock")
        self._rows = [QWidget() for _ in self.symbols]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROOM)
        parts = ((self.said, None), (self.rejected, self.folder), (self.arming, self.arm))
        for whole, symbol, (text, button) in zip(self._rows, self.symbols, parts, strict=True):
            row, words = QHBoxLayout(whole), QVBoxLayout()
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(PAD)
            row.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(words, 1)
            words.addWidget(text)
            if button:
                words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            column.addWidget(whole)
        column.addStretch()
        self.retranslate()

    def show_import(self, imported: Imported, would: Armed) -> None:
        """Show what an import has done, and what arming it would do."""
        self._imported, self._would, self._armed = imported, would, False
        self.retranslate()

    def show_armed(self, armed: Armed) -> None:
        """Show that the clocks are armed."""
        self._would, self._armed = armed, True
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything that is said in the language."""
        self.folder.setText(self.tr("Open the &folder"))
        self.arm.setText(self.tr("A&rm the clocks now"))
        if self._imported is None:
            return
        counts = {name: number(count) for name, count in self._imported.counts.as_dict().items()}
        lines = [
            self.tr("{rows} rows read: {added} complaints new, {changed} changed, {unchanged} as before.").format(
                **counts
            )
        ]
        if self._imported.counts.left_out:
            left = self.tr("{left_out} have changed in the file but were worked on here: they stay as they are here.")
            lines.append(left.format(**counts))
        if self._imported.counts.noted:
            lines.append(self.tr("{noted} have a note on what was put right.").format(**counts))
        self.said.setText("\n".join(lines))
        rejected = self.tr("{rejected} rows were rejected; they and the reasons are in {file}.")
        self.rejected.setText(rejected.format(file=self._imported.rejects, **counts))
        self._rows[1].setVisible(self._imported.rejects is not None)
        self._rows[2].setVisible(self._would.clocks > 0)
        self.arm.setVisible(not self._armed)
        would = self._would
        words = {"clocks": number(would.clocks), "late": number(would.late), "risky": number(would.risky)}
        said = [self._is_armed() if self._armed else self._question()]
        if would.risky and not self._armed:
            said.append(self.tr("{risky} complaints are of high risk: until then nobody hears of these, either."))
        self.arming.setText("\n".join(said).format(**words))

    def _question(self) -> str:
        return self.tr(
            "The clocks of this import are silent: nobody is reminded of them. Armed, {clocks} clocks escalate from "
            "now on, {late} of them late already. What was due before stays silent. This cannot be undone."
        )

    def _is_armed(self) -> str:
        return self.tr("{clocks} clocks escalate from now on, {late} of them late already.")


def _title(texts: dict[str, str]) -> str:
    return " ".join((texts.get("title") or texts.get("description", "")).split())[:_LONGEST_PREVIEW_TEXT]
