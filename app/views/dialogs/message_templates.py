"""The templates of notices to customers: their words in both languages, with fields, as the customer will read them."""

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DomainError
from app.models.message import Purpose
from app.models.people import Language
from app.models.template_fields import FIELDS, TemplateError, filled
from app.services.handling.templates import NoticeTemplate, read_templates, save_template
from app.views.dialog import Dialog, Menu
from app.views.i18n import LANGUAGES, Sentence, language_of_now
from app.views.message_words import PURPOSES
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, PAD, ROOM, Mark

_SIZE = QSize(820, 680)
_LIST = 220
_LINES = 10
_PURPOSES = (Purpose.ACKNOWLEDGEMENT, Purpose.PROGRESS, Purpose.RESULT, Purpose.SURVEY, Purpose.OTHER)
# What stands in the fields of the example.
_EXAMPLES = {
    "zh": (
        "FW-1000123",
        "快递三天未更新",
        "陈女士",
        "快递",
        "D2026-1187",
        "物流",
        "2026-03-02 10:00",
        "2026-03-05 18:00",
    ),
    "en": (
        "FW-1000123",
        "Parcel lost",
        "Mrs Chen",
        "Parcel",
        "D2026-1187",
        "Logistics",
        "2026-03-02 10:00",
        "2026-03-05",
    ),
}


class MessageTemplates(Dialog):
    """Lists the templates on the left; the one that is chosen, or a new one, is edited on the right."""

    title = "Notice templates"
    in_menu = True
    menu = Menu.SETTINGS
    position = 45

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: tuple[NoticeTemplate, ...] = ()
        self._edited: NoticeTemplate | None = None
        self.refusal = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.list = QListWidget()
        self.name, self.code, self.subject, self.text = QLineEdit(), QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.purpose, self.language, self.field = QComboBox(), QComboBox(), QComboBox()
        self.active, self.insert = QCheckBox(), QPushButton()
        self.reads, self.example = QLabel(), QPlainTextEdit(readOnly=True)
        self.labels = [QLabel() for _ in range(6)]
        self.new, self.close_it, self.save = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed stays."""
        super().retranslate()
        words = (
            self.tr("Name"),
            self.tr("Code"),
            self.tr("Purpose"),
            self.tr("Language"),
            self.tr("Subject"),
            self.tr("Text"),
        )
        for label, word in zip(self.labels, words, strict=True):
            label.setText(word)
        for place, purpose in enumerate(_PURPOSES):
            self.purpose.setItemText(place, str(PURPOSES[purpose]))
        meanings = (
            self.tr("its number"),
            self.tr("its title"),
            self.tr("name of the customer"),
            self.tr("product"),
            self.tr("order"),
            self.tr("category"),
            self.tr("when it came"),
            self.tr("when it is due"),
            self.tr("who owns it"),
            self.tr("what the customer wants"),
            self.tr("who writes"),
        )
        for place, (field, meaning) in enumerate(zip(FIELDS, meanings, strict=True)):
            self.field.setItemText(place, f"{{{field}}} · {meaning}")
        self.field.setAccessibleName(self.tr("Fields that a complaint has"))
        self.insert.setText(self.tr("&Insert"))
        self.active.setText(self.tr("&Offered when somebody writes to a customer"))
        self.list.setAccessibleName(self.heading())
        self.reads.setText(self.tr("As a customer reads it, for example"))
        self.example.setAccessibleName(self.reads.text())
        self.new.setText(self.tr("&New"))
        self.close_it.setText(self.tr("Close"))
        self.save.setText(self.tr("&Save"))
        self._fill_list()
        self._preview()

    def _lay_out(self) -> None:
        for purpose in _PURPOSES:
            self.purpose.addItem("", purpose.value)
        for language in Language:
            self.language.addItem(LANGUAGES[language.value][0], language.value)
        for field in FIELDS:
            self.field.addItem("", field)
        for text in (self.text, self.example):
            text.setTabChangesFocus(True)
        self.text.setMinimumHeight(_LINES * self.text.fontMetrics().lineSpacing())
        self.example.setMinimumHeight(_LINES // 2 * self.text.fontMetrics().lineSpacing())
        self.list.setFixedWidth(_LIST)
        form = QFormLayout()
        form.setSpacing(GAP)
        form.setHorizontalSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        edits = (self.name, self.code, self.purpose, self.language, self.subject, self.text)
        for label, edit in zip(self.labels, edits, strict=True):
            label.setBuddy(edit)
            form.addRow(label, edit)
        fields = QHBoxLayout()
        fields.addWidget(self.field, 1)
        fields.addWidget(self.insert)
        form.addRow("", fields)
        form.addRow(self.active)
        page = QWidget()
        right, both = QVBoxLayout(), QHBoxLayout(page)
        both.setContentsMargins(0, 0, 0, 0)
        right.addLayout(form, 3)
        right.addWidget(self.reads)
        right.addWidget(self.example, 2)
        both.setSpacing(ROOM)
        both.addWidget(self.list)
        both.addLayout(right, 1)
        self.lay_out(page, self.refusal, grows=page, left=[self.new], right=[self.close_it, self.save])

    def _listen(self) -> None:
        self.list.currentRowChanged.connect(self._choose)
        for edit in (self.name, self.code, self.subject):
            edit.textChanged.connect(self._preview)
        self.text.textChanged.connect(self._preview)
        self.language.currentIndexChanged.connect(self._preview)
        self.insert.clicked.connect(lambda: self.text.insertPlainText(f"{{{self.field.currentData()}}}"))
        self.new.clicked.connect(lambda: self._edit(None))
        self.save.clicked.connect(self._save)
        self.close_it.clicked.connect(self.accept)

    def _read(self) -> None:
        def work() -> tuple[NoticeTemplate, ...]:
            with self.desk.database.read() as session:
                return read_templates(session, retired=True)

        self.desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, rows: tuple[NoticeTemplate, ...]) -> None:
        # What a floor speaks it writes.
        self._rows = tuple(sorted(rows, key=lambda row: row.language != language_of_now()))
        known = self._edited or (self._rows[0] if self._rows else None)
        self._edit(next((row for row in self._rows if known and _same(row, known)), None))

    def _fill_list(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for row in self._rows:
            said = f"{row.name} ({LANGUAGES[row.language.value][0]})"
            self.list.addItem(said if row.active else "– " + said)
        edited = self._edited
        self.list.setCurrentRow(next((at for at, row in enumerate(self._rows) if edited and _same(row, edited)), -1))
        self.list.blockSignals(False)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self._edit(self._rows[place])

    def _edit(self, row: NoticeTemplate | None) -> None:
        self._edited = row
        shown = row or NoticeTemplate("", Language(language_of_now()), Purpose.PROGRESS, "", "", "")
        self.name.setText(shown.name)
        self.code.setText(shown.code)
        # By its code and language it is found: what has them keeps them.
        self.code.setEnabled(row is None)
        self.language.setEnabled(row is None)
        self.subject.setText(shown.subject)
        self.text.setPlainText(shown.body)
        self.purpose.setCurrentIndex(self.purpose.findData(shown.purpose.value))
        self.language.setCurrentIndex(self.language.findData(shown.language.value))
        self.active.setChecked(shown.active)
        self.refusal.hide()
        self._fill_list()
        self._preview()
        if row is None:
            self.name.setFocus()

    def _given(self) -> NoticeTemplate:
        return NoticeTemplate(
            self.code.text(),
            Language(self.language.currentData()),
            Purpose(self.purpose.currentData()),
            self.name.text(),
            self.subject.text(),
            self.text.toPlainText(),
            self.active.isChecked(),
            self._edited.version if self._edited else None,
        )

    def _preview(self) -> None:
        """Show how it will read, or what is wrong with the fields."""
        given = self._given()
        examples = dict(zip(FIELDS, _EXAMPLES[given.language.value], strict=False))
        try:
            said = "\n\n".join(filter(None, (filled(text, examples) for text in (given.subject, given.body))))
        except TemplateError as refusal:
            said = f"◆ {Sentence.of(refusal)}"
        self.example.setPlainText(said)
        whole = (given.name, given.code, given.subject, given.body)
        self.save.setEnabled(all(text.strip() for text in whole))

    def _save(self) -> None:
        given, desk, me = self._given(), self.desk, self.desk.me()

        def work() -> None:
            with desk.database.write() as session:
                save_template(session, given, person_id=me)

        def done(_: None) -> None:
            desk.notices.change(Sentence("MessageTemplates", "{name} saved", name=given.name))
            self._edited = replace(given, code=given.code.strip())
            self._read()

        self.refusal.hide()
        desk.tasks.run(self, work, done, refused=self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self.refusal.tell(Sentence.of(refusal))


def _same(one: NoticeTemplate, other: NoticeTemplate) -> bool:
    return (one.code, one.language) == (other.code, other.language)
