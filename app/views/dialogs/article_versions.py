"""What an article has said, version by version, and what each changed in the one before."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QTextBrowser, QWidget

from app.errors import DomainError
from app.models.knowledge import Article
from app.services.knowledge.article_list import ArticleRow, VersionRow, article_versions
from app.services.knowledge.articles import edit_article
from app.services.knowledge.rights import may_edit
from app.views.dialog import Dialog
from app.views.i18n import Sentence, date_and_time, number
from app.views.knowledge.listing import READERS, STATES
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import PAD, Mark, colour

_SIZE = QSize(820, 560)
_LIST = 260


class ArticleVersions(Dialog):
    """Lists the versions, the newest first; beside them the text of the chosen one with its difference.

    Who may change the article lets it say again what it said; for whom it is and how far stays as it is now.
    """

    title = "Versions of the article"

    def __init__(self, desk: Desk, parent: QWidget | None, row: ArticleRow) -> None:
        super().__init__(desk, parent)
        self.row = row
        self.versions: tuple[VersionRow, ...] = ()
        self.about, self.list, self.text, self.leave = (
            QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText),
            QListWidget(),
            QTextBrowser(),
            QPushButton(),
        )
        self.restore, self.banner = QPushButton(), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self._may_edit = False
        self.about.setText(row.text.title)
        self.list.setFixedWidth(_LIST)
        self.list.setWordWrap(True)
        self.text.document().setDocumentMargin(PAD)
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(PAD)
        line.addWidget(self.list)
        line.addWidget(self.text, 1)
        self.lay_out(self.about, both, self.banner, grows=both, left=[self.restore], right=[self.leave])
        self.resize(_SIZE)
        self.leave.clicked.connect(self.accept)
        self.restore.hide()
        self.restore.clicked.connect(self._restore)
        desk.tasks.failed.connect(self._show_again)
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.retranslate()
        desk.tasks.run(self, self._read, self._come)

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.leave.setText(self.tr("&Close"))
        self.restore.setText(self.tr("&Restore this version"))
        self.restore.setToolTip(self.tr("Let the article say again what it said then; nothing is lost"))
        self.list.setAccessibleName(self.tr("Versions"))
        self.text.setAccessibleName(self.tr("What has changed"))
        chosen = max(self.list.currentRow(), 0)
        self.list.clear()
        for each in self.versions:
            said = (
                self.tr("Version {number} · {state} · {readers}").format(
                    number=number(each.number), state=STATES[each.state], readers=READERS[each.audience]
                ),
                " · ".join(filter(None, (date_and_time(each.changed_at, self.desk.zone), each.changed_by))),
                each.remark,
                self._redacted(each),
            )
            self.list.addItem("\n".join(filter(None, said)))
        self.list.setCurrentRow(chosen)

    def _redacted(self, version: VersionRow) -> str:
        if version.redacted_at is None:
            return ""
        at = date_and_time(version.redacted_at, self.desk.zone)
        said = self.tr("Personal words were erased: {at}").format(at=at)
        return " · ".join(filter(None, (said, version.redacted_by)))

    def _read(self) -> tuple[tuple[VersionRow, ...], bool]:
        with self.desk.database.read() as session:
            article = session.get(Article, self.row.id)
            return article_versions(session, self.row.id), may_edit(session, self.desk.me(), article)

    def _come(self, read: tuple[tuple[VersionRow, ...], bool]) -> None:
        self.versions, self._may_edit = read
        self.retranslate()

    def _restore(self) -> None:
        version, row, person_id = self.versions[self.list.currentRow()], self.row, self.desk.me()
        text = replace(row.text, title=version.title, body=version.body)
        remark = self.tr("As in version {number}").format(number=number(version.number))
        self.banner.hide()
        self.restore.setEnabled(False)

        def work() -> None:
            with self.desk.database.write() as session:
                now, based_on = self.desk.now(), row.version
                edit_article(session, row.id, text, version=based_on, remark=remark, person_id=person_id, now=now)

        said = Sentence(
            "ArticleVersions",
            "“{title}” says again what version {number} said.",
            title=version.title,
            number=number(version.number),
        )
        self.desk.tasks.run(self, work, lambda _: self._restored(said), refused=self._refuse)

    def _restored(self, said: Sentence) -> None:
        self.desk.notices.change(said)
        self.accept()

    def _refuse(self, refusal: DomainError) -> None:
        self._show()
        self.banner.tell(Sentence.of(refusal))

    def _show_again(self, _: object) -> None:
        self._show()

    def _show(self) -> None:
        place = self.list.currentRow()
        self.restore.setVisible(self._may_edit)
        self.restore.setEnabled(place > 0 and not _says_the_same(self.versions[place], self.versions[0]))
        if not 0 <= place < len(self.versions):
            return
        version = self.versions[place]
        before = self.versions[place + 1] if place + 1 < len(self.versions) else None
        lines = list(_lines(before, version))
        hint = ""
        if before is None:
            hint = self.tr("This is the first version.")
        elif all(sign == " " for sign, _ in lines):
            hint = self.tr("The text is the same as before.")
        said = f"<p><i>{escape(hint)}</i></p>" if hint else ""
        self.text.setHtml(said + "".join(map(_shown, lines)))


def _says_the_same(one: VersionRow, other: VersionRow) -> bool:
    return (one.title, one.body) == (other.title, other.body)


def _lines(before: VersionRow | None, after: VersionRow) -> Iterator[tuple[str, str]]:
    """Yield the lines of a version with what became of each: blank, "+" for new ones, "−" for those that are gone."""
    new = [after.title, *after.body.split("\n")]
    old = [before.title, *before.body.split("\n")] if before else new
    for kind, since, until, first, last in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield from ((" ", line) for line in new[first:last])
        else:
            yield from (("−", line) for line in old[since:until])
            yield from (("+", line) for line in new[first:last])


def _shown(line: tuple[str, str]) -> str:
    sign, text = line
    inks = {"+": colour(Mark.FINE).name(), "−": colour(Mark.LATE).name()}
    style = f" style='color:{inks[sign]}'" if sign in inks else ""
    said = f"<s>{escape(text)}</s>" if sign == "−" else escape(text)
    return f"<div{style}>{sign if sign != ' ' else '&nbsp;'} {said or '&nbsp;'}</div>"
