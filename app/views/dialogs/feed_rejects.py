"""What a source brought and could not become a complaint, and why: tried again, or put aside."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidgetItem, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.intake.feeds.source import kinds
from app.services.intake.feeds.source_list import RejectRow, SourceRow, dismiss, read_rejects, retry
from app.views.bridge import Changes
from app.views.dialog import Dialog
from app.views.i18n import Sentence, date_and_time, named
from app.views.intake.import_choice import preview_table
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.plain import plain_tip
from app.views.theme import Mark

_SIZE = QSize(720, 420)


class FeedRejects(Dialog):
    """Lists what was refused; what is chosen, or all where nothing is, is tried again or put aside."""

    title = "Refused by a source"

    def __init__(self, desk: Desk, parent: QWidget | None, source: SourceRow) -> None:
        super().__init__(desk, parent)
        self._source = source
        self._rows: tuple[RejectRow, ...] = ()
        self._came = False
        self.about, self.table = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText), preview_table(3, 2)
        self.table.setWordWrap(True)
        self.nothing = Nothing(self.table)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.again, self.aside, self.leave = QPushButton(), QPushButton(), QPushButton()
        self.lay_out(
            self.about, self.table, self.banner, grows=self.table, left=[self.aside], right=[self.leave, self.again]
        )
        self.again.clicked.connect(self._retry)
        self.aside.clicked.connect(self._dismiss)
        self.leave.clicked.connect(self.reject)
        self.resize(_SIZE)
        self.retranslate()
        self._read()

    def hear(self, changes: Changes | None) -> None:
        """Read anew what was tried meanwhile."""
        if changes is None or "FeedReject" in changes:
            self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what is chosen stays."""
        super().retranslate()
        self.table.setHorizontalHeaderLabels([self.tr("What"), self.tr("When"), self.tr("Why")])
        self.table.setAccessibleName(self.heading())
        again = self.tr("It is tried again by itself every half hour, and at once when it changes at the source.")
        if not kinds()[self._source.kind].retries:
            again = self.tr("Put right what is in the folder “refused”, and put it into the watched folder again.")
        self.about.setText(named(self._source.name, again))
        self.again.setText(self.tr("&Try again"))
        self.aside.setText(self.tr("&Put aside"))
        self.leave.setText(self.tr("C&lose"))
        self._fill()

    def _read(self) -> None:
        desk, source = self.desk, self._source.id

        def work() -> tuple[RejectRow, ...]:
            with desk.database.read() as session:
                return read_rejects(session, source)

        desk.tasks.read(self, work, self._come, refused=self._refuse)

    def _come(self, rows: tuple[RejectRow, ...]) -> None:
        self._rows, self._came = rows, True
        self._fill()

    def _fill(self) -> None:
        self.table.setRowCount(len(self._rows))
        for row, each in enumerate(self._rows):
            texts = (each.key, date_and_time(each.at, self.desk.zone), str(Sentence.of(each.reason)))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        if self._came:
            self.nothing.say(self.tr("Nothing that this source brought is refused any more."))
        self.again.setEnabled(bool(self._rows) and kinds()[self._source.kind].retries)
        self.aside.setEnabled(bool(self._rows))

    def _chosen(self) -> list[str]:
        places = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self._rows[place].key for place in places] or [each.key for each in self._rows]

    def _retry(self) -> None:
        source, now = self._source, self.desk.now()
        said = Sentence("FeedRejects", "{name} is read within seconds", name=source.name)
        self._do(lambda session, keys, by: retry(session, source.id, keys, by=by, now=now), said)

    def _dismiss(self) -> None:
        source = self._source
        said = Sentence("FeedRejects", "Put aside what {name} brought", name=source.name)
        self._do(lambda session, keys, by: dismiss(session, source.id, keys, by=by), said)

    def _do(self, act: Callable[[Session, Collection[str], int | None], None], said: Sentence) -> None:
        desk, by, keys = self.desk, self.desk.me(), self._chosen()

        def work() -> None:
            with desk.database.write() as session:
                act(session, keys, by)

        def done(_: None) -> None:
            desk.notices.change(said)
            self._read()

        self.banner.hide()
        desk.tasks.run(self, work, done, refused=self._refuse)

    def _refuse(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
