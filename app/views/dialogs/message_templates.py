"""The templates of notices to customers: their words in both languages, with fields, as the customer will read them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.models.message import Purpose
from app.models.people import Language
from app.models.template_fields import FIELDS, TemplateError, filled
from app.services.handling.templates import NoticeTemplate, read_templates, save_template
from app.views.dialog import Dialog, Menu
from app.views.i18n import LANGUAGES, Sentence, aside, language_of_now
from app.views.list_editor import ListEditor
from app.views.message_words import PURPOSES
from app.views.pane import Desk
from app.views.theme import GAP, PAD

_SIZE = QSize(820, 680)
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


class MessageTemplates(ListEditor[NoticeTemplate, tuple[NoticeTemplate, ...]], Dialog):
    """Lists the templates, those in the language of now first; an example shows how the words will read."""

    title = "Notice templates"
    in_menu = True
    menu = Menu.SETTINGS
    position = 45
    shows = frozenset({"TextTemplate"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.name, self.code, self.subject, self.text = QLineEdit(), QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.purpose, self.language, self.field = QComboBox(), QComboBox(), QComboBox()
        self.active, self.insert = QCheckBox(), QPushButton()
        self.reads, self.example = QLabel(), QPlainTextEdit(readOnly=True)
        self.labels = [QLabel() for _ in range(6)]
        self._lay_out()
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self.start()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed stays."""
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
        self.reads.setText(self.tr("As a customer reads it, for example"))
        self.example.setAccessibleName(self.reads.text())
        super().retranslate()

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
        right = QVBoxLayout()
        right.addLayout(form, 3)
        right.addWidget(self.reads)
        right.addWidget(self.example, 2)
        self.lay_out_editor(right, first=self.name)

    def _listen(self) -> None:
        for edit in (self.name, self.code, self.subject):
            edit.textChanged.connect(self.check)
        self.text.textChanged.connect(self.check)
        self.language.currentIndexChanged.connect(self.check)
        self.insert.clicked.connect(lambda: self.text.insertPlainText(f"{{{self.field.currentData()}}}"))

    def reading(self) -> Callable[[Session], tuple[NoticeTemplate, ...]]:
        """Read the templates, those that are not offered any more among them."""
        return lambda session: read_templates(session, retired=True)

    def take(self, found: tuple[NoticeTemplate, ...]) -> Sequence[NoticeTemplate]:
        """Put those first that a floor writes: in what it speaks."""
        return sorted(found, key=lambda row: row.language != language_of_now())

    def key(self, row: NoticeTemplate) -> tuple[str, Language]:
        """Return its code and language."""
        return row.code, row.language

    def named(self, row: NoticeTemplate) -> str:
        """Return its name and language."""
        said = row.name + aside(LANGUAGES[row.language.value][0])
        return said if row.active else "– " + said

    def none_yet(self) -> str:
        """Say nothing: the program comes with templates."""
        return ""

    def fill(self, row: NoticeTemplate | None) -> None:
        """Put a template into the form."""
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

    def is_whole(self) -> bool:
        """Say whether nothing is missing."""
        given = self._given()
        return all(text.strip() for text in (given.name, given.code, given.subject, given.body))

    def check(self) -> None:
        """Show how it will read, or what is wrong with the fields."""
        super().check()
        given = self._given()
        examples = dict(zip(FIELDS, _EXAMPLES[given.language.value], strict=False))
        try:
            said = "\n\n".join(filter(None, (filled(text, examples) for text in (given.subject, given.body))))
        except TemplateError as refusal:
            said = f"◆ {Sentence.of(refusal)}"
        self.example.setPlainText(said)

    def submit(self) -> None:
        """Keep the template as it stands in the form."""
        given = self._given()

        def act(session: Session, me: int | None) -> tuple[str, Language]:
            save_template(session, given, person_id=me)
            return given.code.strip(), given.language

        self.do(act, Sentence("MessageTemplates", "{name} saved", name=given.name))

    def _given(self) -> NoticeTemplate:
        return NoticeTemplate(
            self.code.text(),
            Language(self.language.currentData()),
            Purpose(self.purpose.currentData()),
            self.name.text(),
            self.subject.text(),
            self.text.toPlainText(),
            self.active.isChecked(),
            self.edited.version if self.edited else None,
        )
