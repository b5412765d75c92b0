"""Scripts (话术): what is said on the telephone, written here once and filled from each complaint beside its case."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
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
    QWidget,
)

from app.errors import DomainError
from app.models.people import Language
from app.models.template_fields import FIELDS
from app.services.knowledge.scripts import ScriptRow, read_scripts, save_script
from app.views.dialog import Dialog, Menu
from app.views.i18n import LANGUAGES, Sentence, language_of_now
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import PAD, Mark

_SIZE = QSize(760, 480)
_LIST = 220


class Scripts(Dialog):
    """The scripts of a language, and the one that is being written; nothing is kept before somebody saves."""

    title = "Scripts …"
    in_menu = True
    menu = Menu.SETTINGS
    position = 64

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.rows: tuple[ScriptRow, ...] = ()
        self._wanted, self._came = "", False
        self.language, self.list, self.new = QComboBox(), QListWidget(), QPushButton()
        self.nothing = Nothing(self.list)
        self.code, self.name, self.body, self.active = QLineEdit(), QLineEdit(), QPlainTextEdit(), QCheckBox()
        self.fields, self.banner = QLabel(wordWrap=True), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.leave, self.keep = QPushButton(), QPushButton()
        self._labels = [QLabel() for _ in range(3)]
        for each in Language:
            self.language.addItem(LANGUAGES[each][0], each)
        self.language.setCurrentIndex(self.language.findData(Language(language_of_now())))
        self._lay_out()
        self.retranslate()
        self._connect()
        self._read()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        words = (self.tr("&Code:"), self.tr("&Name:"), self.tr("&Text:"))
        for label, field, text in zip(self._labels, (self.code, self.name, self.body), words, strict=True):
            label.setText(text)
            field.setAccessibleName(text.replace("&", "").rstrip(":："))
        self.language.setAccessibleName(self.tr("Language of the scripts"))
        self.list.setAccessibleName(self.tr("Scripts"))
        self.new.setText(self.tr("Ne&w script"))
        self.active.setText(self.tr("&Offered beside a case"))
        self.fields.setText(
            self.tr("What stands in braces is filled from the case: {fields}").format(
                fields=" ".join(f"{{{each}}}" for each in FIELDS)
            )
        )
        self.keep.setText(self.tr("&Save"))
        self.leave.setText(self.tr("C&lose"))
        self._tell()

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        form = QFormLayout(right)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in zip(self._labels, (self.code, self.name, self.body), strict=True):
            form.addRow(label, field)
            label.setBuddy(field)
        form.addRow(self.active)
        form.addRow(self.fields)
        self.fields.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.body.setTabChangesFocus(True)
        column = QFormLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(PAD)
        for widget in (self.language, self.list, self.new):
            column.addRow(widget)
        left.setFixedWidth(_LIST)
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(PAD)
        line.addWidget(left)
        line.addWidget(right, 1)
        self.lay_out(both, self.banner, grows=both, left=[self.leave], right=[self.keep])
        self.resize(_SIZE)

    def _connect(self) -> None:
        self.leave.clicked.connect(self.reject)
        self.keep.clicked.connect(self._keep)
        self.new.clicked.connect(self._begin)
        self.language.currentIndexChanged.connect(lambda _: self._read())
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.desk.tasks.failed.connect(self._unlock)

    def _read(self) -> None:
        language = Language(self.language.currentData())

        def work() -> tuple[ScriptRow, ...]:
            with self.desk.database.read() as session:
                return read_scripts(session, language)

        self.desk.tasks.run(self, work, self._come)

    def _come(self, rows: tuple[ScriptRow, ...]) -> None:
        self.rows, self._came = rows, True
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            self.list.addItem(row.name if row.active else f"{row.name} –")
        self.list.blockSignals(False)
        self._tell()
        place = next((place for place, row in enumerate(rows) if row.code == self._wanted), 0)
        if rows:
            self.list.setCurrentRow(place)
        else:
            self._begin()

    def _tell(self) -> None:
        """Say what to do where there is no script."""
        if self._came:
            said = self.tr(
                "No script in this language yet. Write one on the right and save it: it is offered beside each case."
            )
            self.nothing.say(said)

    def _show(self) -> None:
        row = self._row()
        self.banner.hide()
        self.code.setText(row.code if row else "")
        self.code.setReadOnly(row is not None)
        self.name.setText(row.name if row else "")
        self.body.setPlainText(row.body if row else "")
        self.active.setChecked(row is None or row.active)

    def _row(self) -> ScriptRow | None:
        place = self.list.currentRow()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def _begin(self) -> None:
        """Let a new script be written."""
        self.list.setCurrentRow(-1)
        self._show()
        self.code.setFocus()

    def _keep(self) -> None:
        row, language, person_id = self._row(), Language(self.language.currentData()), self.desk.me()
        code, name = self.code.text(), self.name.text()
        body, active = self.body.toPlainText().replace("\0", ""), self.active.isChecked()
        version = row.version if row else None
        self.banner.hide()
        self.keep.setEnabled(False)

        def work() -> None:
            with self.desk.database.write() as session:
                save_script(session, code, language, name, body, active=active, version=version, person_id=person_id)

        self.desk.tasks.run(self, work, lambda _: self._kept(code.strip(), name), refused=self._refuse)

    def _kept(self, code: str, name: str) -> None:
        self.keep.setEnabled(True)
        self._wanted = code
        self.desk.notices.change(Sentence("Scripts", "Saved: {name}", name=name))
        self._read()

    def _unlock(self, _: object) -> None:
        self.keep.setEnabled(True)

    def _refuse(self, refusal: DomainError) -> None:
        self.keep.setEnabled(True)
        self.banner.tell(Sentence.of(refusal))
