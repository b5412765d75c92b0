"""The form in which an article is written and changed: what it says as Markdown, for whom and about what."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QDate, QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.knowledge import ArticleState, Readership
from app.models.people import Language
from app.models.ticket import Category
from app.services.knowledge.article_list import ArticleRow
from app.services.knowledge.articles import REVIEWED_AFTER, ArticleText, edit_article, publish_article, write_article
from app.services.knowledge.rights import may_edit
from app.views.dialog import Dialog
from app.views.discard import ask_to_discard
from app.views.i18n import LANGUAGES, Sentence, language_of_now
from app.views.instant_field import within_reason
from app.views.knowledge.article_reader import ArticleReader
from app.views.knowledge.listing import READERS
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import PAD, Mark

_SIZE = QSize(760, 640)
_LONGEST, _LONGEST_PRODUCT = 400, 200
_Categories = Sequence[tuple[int, str]]


class WriteArticle(Dialog):
    """Writes a new article (of `given` words, if any), or changes `row`; `written` tells its id.

    What is typed stays until it is kept or somebody says that it is to be thrown away.
    """

    title = "Article"
    written = Signal(int)

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, row: ArticleRow | None = None, given: ArticleText | None = None
    ) -> None:
        super().__init__(desk, parent)
        self.row = row
        language = Language(language_of_now())
        self._given = row.text if row else given or ArticleText("", "", language=language)
        self._may_publish = self._working = False
        self.name, self.keywords, self.product = (
            QLineEdit(maxLength=longest) for longest in (_LONGEST, _LONGEST, _LONGEST_PRODUCT)
        )
        self.category, self.audience, self.language = QComboBox(), QComboBox(), QComboBox()
        self.review, self.remark = QDateEdit(), QLineEdit(maxLength=_LONGEST)
        within_reason(self.review)
        self.body, self.preview, self.tabs = QPlainTextEdit(), ArticleReader(), QTabWidget()
        self.how, self.banner = QLabel(wordWrap=True), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.leave, self.keep, self.publish = QPushButton(), QPushButton(), QPushButton()
        self._labels = [QLabel() for _ in range(8)]
        self._form = QWidget()
        self._lay_out()
        self._fill(())
        self.retranslate()
        self._begun = self._text()
        self._connect()
        self.name.setFocus()
        person_id = desk.me()
        desk.tasks.run(self, lambda: _read(desk, person_id), self._come)

    def retranslate(self) -> None:
        """Put labels and choices in the language."""
        super().retranslate()
        self.setWindowTitle(self.tr("Change the article") if self.row else self.tr("New article"))
        words = (
            self.tr("&Title:"),
            self.tr("Other &words for it:"),
            self.tr("&Category:"),
            self.tr("&Product:"),
            self.tr("&For:"),
            self.tr("&Language:"),
            self.tr("&Review on:"),
            self.tr("What has c&hanged:"),
        )
        for label, field, text in zip(self._labels, self._fields(), words, strict=True):
            label.setText(text)
            field.setAccessibleName(text.replace("&", "").rstrip(":："))
        self.tabs.setTabText(0, self.tr("Te&xt"))
        self.tabs.setTabText(1, self.tr("Pre&view"))
        self.body.setAccessibleName(self.tr("Text"))
        self.preview.setAccessibleName(self.tr("Preview"))
        self.how.setText(self.tr("## Heading   - item   1. step   **bold**   [words](https://address)"))
        self.category.setItemText(0, self.tr("None"))
        for place in range(self.audience.count()):
            self.audience.setItemText(place, str(READERS[Readership(self.audience.itemData(place))]))
        self.leave.setText(self.tr("Cancel"))
        is_published = self.row is not None and self.row.state is ArticleState.PUBLISHED
        self.keep.setText(self.tr("&Save") if self.row else self.tr("&Save as a draft"))
        self.publish.setText(self.tr("Save and p&ublish"))
        self.publish.setVisible(self._may_publish and not is_published)

    def reject(self) -> None:
        """Leave the form; what would be lost is asked about first."""
        if self._working:
            return
        if self._text() == self._begun:
            super().reject()
        else:
            ask_to_discard(self, self.tr("What you have entered is not saved yet."), super().reject)

    def _fields(self) -> tuple[QWidget, ...]:
        return (
            self.name,
            self.keywords,
            self.category,
            self.product,
            self.audience,
            self.language,
            self.review,
            self.remark,
        )

    def _lay_out(self) -> None:
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in zip(self._labels, self._fields(), strict=True):
            form.addRow(label, field)
            label.setBuddy(field)
        form.setRowVisible(self.remark, self.row is not None)
        self.category.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.review.setDisplayFormat("yyyy-MM-dd")
        self.review.setCalendarPopup(True)
        self.body.setTabChangesFocus(True)
        self.how.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.tabs.addTab(self.body, "")
        self.tabs.setUsesScrollButtons(False)
        self.tabs.addTab(self.preview, "")
        self.publish.setVisible(False)
        parts = (self._form, self.tabs, self.how, self.banner)
        self.lay_out(*parts, grows=self.tabs, left=[self.leave], right=[self.publish, self.keep])
        self.resize(_SIZE)

    def _connect(self) -> None:
        self.leave.clicked.connect(self.reject)
        self.keep.clicked.connect(lambda: self._keep(publish=False))
        self.publish.clicked.connect(lambda: self._keep(publish=True))
        self.tabs.currentChanged.connect(self._preview)
        self.desk.tasks.failed.connect(self._unlock)

    def _fill(self, categories: _Categories) -> None:
        given = self._given
        self.name.setText(given.title)
        self.keywords.setText(given.keywords)
        self.product.setText(given.product or "")
        self.body.setPlainText(given.body)
        self.category.addItem("", None)
        for each in Readership:
            self.audience.addItem("", each)
        for language in Language:
            self.language.addItem(LANGUAGES[language][0], language)
        self.audience.setCurrentIndex(self.audience.findData(given.audience))
        self.language.setCurrentIndex(self.language.findData(given.language))
        today = self.desk.now().astimezone(self.desk.zone).date()
        when = given.review_on or today + REVIEWED_AFTER
        self.review.setDate(QDate(when.year, when.month, when.day))

    def _come(self, known: tuple[_Categories, bool]) -> None:
        """Offer the categories, and to publish to those who may."""
        categories, self._may_publish = known
        for id_, path in categories:
            self.category.addItem(path, id_)
        self.category.setCurrentIndex(max(self.category.findData(self._given.category_id), 0))
        if self._begun.category_id is None:
            self._begun = ArticleText(**{**self._begun.__dict__, "category_id": self.category.currentData()})
        self.retranslate()

    def _text(self) -> ArticleText:
        when = self.review.date()
        return ArticleText(
            title=self.name.text(),
            body=self.body.toPlainText(),
            keywords=self.keywords.text(),
            language=Language(self.language.currentData()),
            audience=Readership(self.audience.currentData()),
            category_id=self.category.currentData(),
            product=self.product.text().strip() or None,
            review_on=date(when.year(), when.month(), when.day()),
            ticket_id=self._given.ticket_id,
        )

    def _preview(self) -> None:
        self.preview.show_article(self.name.text(), self.body.toPlainText())

    def _keep(self, *, publish: bool) -> None:
        self.banner.hide()
        self._lock(True)
        text, remark, row, person_id = self._text(), self.remark.text(), self.row, self.desk.me()

        def work() -> int:
            with self.desk.database.write() as session:
                return _write(session, row, text, remark, publish, person_id, now=self.desk.now())

        self.desk.tasks.run(self, work, self._kept, refused=self._refuse)

    def _kept(self, article_id: int) -> None:
        self._working = False
        self.desk.notices.change(Sentence("WriteArticle", "“{title}” is saved.", title=self.name.text().strip()))
        self.written.emit(article_id)
        self.accept()

    def _refuse(self, refusal: DomainError) -> None:
        self._lock(False)
        self.banner.tell(Sentence.of(refusal))

    def _unlock(self, _: object) -> None:
        self._lock(False)

    def _lock(self, working: bool) -> None:
        self._working = working
        for widget in (self._form, self.tabs, self.keep, self.publish, self.leave):
            widget.setEnabled(not working)


def _read(desk: Desk, person_id: int | None) -> tuple[_Categories, bool]:
    with desk.database.read() as session:
        rows = session.execute(select(Category.id, Category.path).where(Category.active).order_by(Category.path)).all()
        return [(id_, path) for id_, path in rows], may_edit(session, person_id)


def _write(
    session: Session,
    row: ArticleRow | None,
    text: ArticleText,
    remark: str,
    publish: bool,
    person_id: int | None,
    *,
    now: datetime,
) -> int:
    if row is None:
        article = write_article(session, text, person_id=person_id, now=now)
    else:
        version = row.version
        article = edit_article(session, row.id, text, version=version, remark=remark, person_id=person_id, now=now)
    if publish:
        publish_article(session, article.id, person_id=person_id, now=now)
    return article.id
