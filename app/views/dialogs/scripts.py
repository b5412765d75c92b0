"""Scripts (话术): what is said on the telephone, written here once and filled from each complaint beside its case."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.models.people import Language
from app.models.template_fields import FIELDS
from app.services.knowledge.scripts import ScriptRow, read_scripts, save_script
from app.views.dialog import Dialog, Menu
from app.views.i18n import LANGUAGES, Sentence, language_of_now
from app.views.list_editor import ListEditor
from app.views.pane import Desk
from app.views.theme import PAD

_SIZE = QSize(760, 480)


class Scripts(ListEditor[ScriptRow, tuple[ScriptRow, ...]], Dialog):
    """Lists the scripts of one language; a code is a script in each of them."""

    title = "Scripts …"
    in_menu = True
    menu = Menu.SETTINGS
    position = 64
    shows = frozenset({"TextTemplate"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.language, self.fields = QComboBox(), QLabel(wordWrap=True)
        self.code, self.name, self.body, self.active = QLineEdit(), QLineEdit(), QPlainTextEdit(), QCheckBox()
        self._labels = [QLabel() for _ in range(3)]
        for each in Language:
            self.language.addItem(LANGUAGES[each][0], each)
        self.language.setCurrentIndex(self.language.findData(Language(language_of_now())))
        self._lay_out()
        self.language.currentIndexChanged.connect(lambda _: self.start())
        self.resize(_SIZE)
        self.retranslate()
        self.start()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed stays."""
        words = (self.tr("&Code:"), self.tr("N&ame:"), self.tr("&Text:"))
        for label, field, text in zip(self._labels, (self.code, self.name, self.body), words, strict=True):
            label.setText(text)
            field.setAccessibleName(text.replace("&", "").rstrip(":："))
        self.language.setAccessibleName(self.tr("Language of the scripts"))
        self.active.setText(self.tr("&Offered beside a case"))
        self.fields.setText(
            self.tr("What stands in braces is filled from the case: {fields}").format(
                fields=" ".join(f"{{{each}}}" for each in FIELDS)
            )
        )
        super().retranslate()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in zip(self._labels, (self.code, self.name, self.body), strict=True):
            form.addRow(label, field)
            label.setBuddy(field)
        form.addRow(self.active)
        form.addRow(self.fields)
        self.fields.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.body.setTabChangesFocus(True)
        self.lay_out_editor(form, first=self.code, above_list=[self.language])

    def reading(self) -> Callable[[Session], tuple[ScriptRow, ...]]:
        """Read the scripts of the chosen language."""
        language = Language(self.language.currentData())
        return lambda session: read_scripts(session, language)

    def take(self, found: tuple[ScriptRow, ...]) -> Sequence[ScriptRow]:
        """Take them as they are."""
        return found

    def key(self, row: ScriptRow) -> str:
        """Return its code."""
        return row.code

    def named(self, row: ScriptRow) -> str:
        """Return its name."""
        return row.name if row.active else "– " + row.name

    def none_yet(self) -> str:
        """Say what scripts are for."""
        return self.tr(
            "No script in this language yet. Write one on the right and save it: it is offered beside each case."
        )

    def fill(self, row: ScriptRow | None) -> None:
        """Put a script into the form; its code stays."""
        self.code.setText(row.code if row else "")
        self.code.setReadOnly(row is not None)
        self.name.setText(row.name if row else "")
        self.body.setPlainText(row.body if row else "")
        self.active.setChecked(row is None or row.active)

    def submit(self) -> None:
        """Keep the script as it stands in the form."""
        language, active = Language(self.language.currentData()), self.active.isChecked()
        code, name, body = self.code.text(), self.name.text(), self.body.toPlainText()
        version = self.edited.version if self.edited else None

        def act(session: Session, me: int | None) -> str:
            save_script(session, code, language, name, body, active=active, version=version, person_id=me)
            return code.strip()

        self.do(act, Sentence("Scripts", "Saved: {name}", name=name))
