"""Writes the public articles as a website: into which folder, in which language, under which title."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.errors import DomainError
from app.models.people import Language
from app.services.knowledge.faq_site import faq_site
from app.services.typed_path import typed_path
from app.views.dialog import Dialog
from app.views.i18n import LANGUAGES, Sentence, language_of_now, number
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.places import documents, spoken_path
from app.views.theme import GAP, PAD, Mark, Symbol, icon

_SIZE = QSize(560, 280)
_FOLDER = "faq/folder"
_NAME = "floorwatch-faq"


class ExportFaq(Dialog):
    """The choices, then the site; the folder is remembered for the next time."""

    title = "FAQ site …"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._count = 0
        self.folder = QLineEdit(desk.memory.text(_FOLDER) or spoken_path(documents() / _NAME))
        self.language, self.name, self.about = QComboBox(), QLineEdit(), QLabel(wordWrap=True)
        self.browse, self.write, self.leave, self.look = (QPushButton() for _ in range(4))
        self.banner, self.said, self.outcome = (
            Banner("alert", Mark.SOON, Mark.SOON_BACK),
            QLabel(wordWrap=True),
            QWidget(),
        )
        self._labels = [QLabel() for _ in range(3)]
        for language in Language:
            self.language.addItem(LANGUAGES[language][0], language)
        self.language.setCurrentIndex(self.language.findData(Language(language_of_now())))
        self._lay_out()
        self.browse.clicked.connect(self._browse)
        self.write.clicked.connect(self._write)
        self.folder.textChanged.connect(lambda text: self.write.setEnabled(bool(text.strip())))
        self.leave.clicked.connect(self.reject)
        self.look.clicked.connect(self._look)
        desk.tasks.failed.connect(self._unlock)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.about.setText(
            self.tr(
                "Every published article that is public becomes a page. The site needs no server and fetches nothing."
            )
        )
        words = (self.tr("F&older:"), self.tr("&Language:"), self.tr("&Title:"))
        for label, field, text in zip(self._labels, (self.folder, self.language, self.name), words, strict=True):
            label.setText(text)
            field.setAccessibleName(text.replace("&", "").rstrip(":："))
        self.name.setPlaceholderText(self.tr("Frequently asked questions"))
        self.browse.setText(self.tr("C&hoose …"))
        self.write.setText(self.tr("&Write the site"))
        self.leave.setText(self.tr("&Close"))
        self.look.setText(self.tr("Look at &it"))
        self.said.setText(self.tr("Articles on the site: {count}").format(count=number(self._count)))

    def _lay_out(self) -> None:
        folder = QWidget()
        line = QHBoxLayout(folder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self.folder, 1)
        line.addWidget(self.browse)
        form = QFormLayout()
        form.setSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, place, field in zip(
            self._labels, (folder, self.language, self.name), (self.folder, self.language, self.name), strict=True
        ):
            form.addRow(label, place)
            label.setBuddy(field)
        done = QHBoxLayout(self.outcome)
        done.setContentsMargins(0, 0, 0, 0)
        done.setSpacing(PAD)
        done.addWidget(Symbol("check", Mark.FINE))
        done.addWidget(self.said, 1)
        done.addWidget(self.look)
        self.look.setIcon(icon("folder"))
        self.outcome.hide()
        self.lay_out(self.about, form, self.outcome, self.banner, left=[self.leave], right=[self.write])
        self.resize(_SIZE)

    def path(self) -> Path:
        """Return the folder that is named."""
        return typed_path(self.folder.text())

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Where to write the site"), str(self.path()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self.folder.setText(spoken_path(folder)))
        dialog.open()

    def _write(self) -> None:
        self.banner.hide()
        self.outcome.hide()
        self.write.setEnabled(False)
        folder, language, title = self.path(), Language(self.language.currentData()), self.name.text()

        def work() -> int:
            with self.desk.database.read() as session:
                return faq_site(session, folder, language, title)

        self.desk.tasks.run(self, work, self._written, refused=self._refuse)

    def _written(self, count: int) -> None:
        self._count = count
        self.desk.memory.keep(_FOLDER, str(self.path()))
        self.write.setEnabled(True)
        self.retranslate()
        self.outcome.show()
        self.look.setFocus()

    def _unlock(self, _: object) -> None:
        self.write.setEnabled(True)

    def _refuse(self, refusal: DomainError) -> None:
        self.write.setEnabled(True)
        self.banner.tell(Sentence.of(refusal))

    def _look(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path() / "index.html")))
