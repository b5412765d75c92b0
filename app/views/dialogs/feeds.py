"""The sources of complaints: how each fares, and adding, changing, trying, pausing and reading them."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.deadlines.sealing import Seal
from app.services.intake.feeds.source_list import (
    SourceRow,
    Sources,
    add_source,
    change_source,
    read_now,
    read_sources,
    remove_source,
    set_active,
    trial,
)
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.dialogs.feed_rejects import FeedRejects
from app.views.i18n import Sentence, number
from app.views.intake.source_form import SourceForm, in_language
from app.views.intake.source_words import fares, state
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, PAD, ROOM, Mark, icon

_SIZE = QSize(820, 640)
_LIST = 230
_CONCERNED = {"FeedSource", "FeedReject"}


class Feeds(Dialog):
    """Lists the sources on the left; the one that is chosen, or a new one, is set up on the right."""

    title = "Sources"
    in_menu = True
    menu = Menu.SETTINGS
    position = 22

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._found = Sources()
        self._came = False
        # Which one is shown, as it was read; None: a new one.
        self._shown: SourceRow | None = None
        # So many times another one was shown.
        self._about = 0
        self._said: Sentence | None = None
        self.list, self.fares, self.answer = QListWidget(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.empty = Nothing(self.list)
        self.fault, self.refusal = (Banner("alert", Mark.SOON, Mark.SOON_BACK) for _ in range(2))
        self.form = SourceForm()
        self.new, self.pause, self.now, self.remove = (QPushButton() for _ in range(4))
        self.rejects, self.test, self.close_it, self.save = (QPushButton() for _ in range(4))
        self._lay_out()
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self.form.show_source(None)
        self._read()

    def hear(self, changes: Changes | None) -> None:
        """Read anew how they fare; what is being typed stays."""
        if changes is None or _CONCERNED & set(changes):
            self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed stays."""
        super().retranslate()
        self.list.setAccessibleName(self.heading())
        self.new.setText(self.tr("&New"))
        self.now.setText(self.tr("&Read now"))
        self.remove.setText(self.tr("Re&move"))
        self.test.setText(self.tr("&Test the connection"))
        self.close_it.setText(self.tr("Close"))
        self.save.setText(self.tr("&Save"))
        self.answer.setText(str(self._said or ""))
        self._fill_list()
        self._tell()
        self._check()

    def _lay_out(self) -> None:
        self.list.setFixedWidth(_LIST)
        self.rejects.setIcon(icon("alert", Mark.SOON))
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, PAD, 0)
        inner.setSpacing(PAD)
        for widget in (self.fares, self.fault, self.form):
            inner.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.rejects)
        row.addStretch()
        inner.insertLayout(2, row)
        inner.addStretch()
        # Some kinds have more fields than a small screen has lines.
        scrolls = QScrollArea()
        scrolls.setWidget(holder)
        scrolls.setWidgetResizable(True)
        scrolls.setFrameShape(QScrollArea.Shape.NoFrame)
        both, grows = QHBoxLayout(), QWidget()
        grows.setLayout(both)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(ROOM)
        both.addWidget(self.list)
        both.addWidget(scrolls, 1)
        acting = QHBoxLayout()
        acting.setSpacing(GAP)
        for button in (self.now, self.pause, self.remove):
            acting.addWidget(button)
        acting.addStretch()
        acting.addWidget(self.test)
        self.lay_out(
            grows, self.answer, self.refusal, acting, grows=grows, left=[self.new], right=[self.close_it, self.save]
        )

    def _listen(self) -> None:
        self.list.currentRowChanged.connect(self._choose)
        self.form.changed.connect(self._check)
        self.new.clicked.connect(lambda: self._show_one(None))
        self.now.clicked.connect(self._read_now)
        self.pause.clicked.connect(self._pause)
        self.remove.clicked.connect(self._remove)
        self.rejects.clicked.connect(self._show_rejects)
        self.test.clicked.connect(self._test)
        self.save.clicked.connect(self._save)
        self.close_it.clicked.connect(self.accept)

    def _read(self) -> None:
        desk, by = self.desk, self.desk.me()

        def work() -> Sources:
            with desk.database.read() as session:
                return read_sources(session, by=by, now=desk.now())

        desk.tasks.read(self, work, self._come, refused=self._refuse)

    def _come(self, found: Sources) -> None:
        self._found, first, self._came = found, not self._came, True
        if first and found.rows:
            self._show_one(found.rows[0])
            return
        shown = self._shown
        if shown is not None:
            # What is typed stays; how it fares is new.
            self._shown = next((row for row in found.rows if row.id == shown.id), None)
            if self._shown is None:
                self._show_one(None)
                return
        self._fill_list()
        self._tell()
        self._check()

    def _fill_list(self) -> None:
        rows = self._found.rows
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            self.list.addItem(f"{row.name} · {state(row)}")
        for place, row in enumerate(rows):
            if row.error is not None or row.rejects:
                self.list.item(place).setIcon(icon("alert", Mark.SOON))
        ids = [row.id for row in rows]
        self.list.setCurrentRow(ids.index(self._shown.id) if self._shown and self._shown.id in ids else -1)
        self.list.blockSignals(False)
        if self._came:
            self.empty.say(
                self.tr(
                    "No source yet. Choose a kind, fill in the form, try it and save it: from then on complaints come "
                    "by themselves, by “main.py serve” or by this console."
                )
            )

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._found.rows):
            self._show_one(self._found.rows[place])

    def _show_one(self, row: SourceRow | None) -> None:
        self._shown = row
        self._about += 1
        self._hush()
        self.form.show_source(row)
        self._fill_list()
        self._tell()
        self._check()
        if row is None:
            self.form.name.setFocus()

    def _tell(self) -> None:
        """Say how the shown one fares."""
        row = self._shown
        self.fares.setVisible(row is not None)
        self.fault.setVisible(row is not None and row.error is not None)
        self.rejects.setVisible(row is not None and row.rejects > 0)
        self.rejects.setText(self.tr("Re&fused: {count} …").format(count=number(row.rejects if row else 0)))
        if row is None:
            self.fares.clear()
            return
        self.fares.setText(fares(row, self.desk.zone, now=self.desk.now()))
        if row.error is not None:
            values = in_language(row.error.values, row.kind)
            self.fault.tell(Sentence("DomainError", row.error.sentence, **values))

    def _check(self) -> None:
        row, may = self._shown, self._found.may_change
        whole = self.form.is_whole()
        self.save.setEnabled(may and whole)
        self.test.setEnabled(whole)
        self.new.setEnabled(may)
        for button in (self.now, self.pause, self.remove):
            button.setVisible(row is not None)
        self.now.setEnabled(may and row is not None and row.active)
        self.pause.setEnabled(may)
        self.pause.setText(self.tr("&Pause") if row is None or row.active else self.tr("&Go on"))
        self.remove.setEnabled(may and row is not None and not row.active)
        self.remove.setToolTip(self.tr("Pause it first. What it brought stays."))
        hint = "" if may or not self._came else self.tr("Supervisors, managers and administrators set up sources.")
        for button in (self.save, self.pause, self.now):
            button.setToolTip(hint)

    def _save(self) -> None:
        kind, name, values, secret = self.form.given()
        row, seal, desk = self._shown, Seal(self.desk.settings.channel), self.desk

        def act(session: Session, by: int | None) -> int:
            if row is not None:
                change_source(session, seal, row.id, values, secret, by=by)
                return row.id
            made = add_source(session, seal, kind=kind, name=name, values=values, secret=secret, by=by, now=desk.now())
            return made.id

        self._do(act, Sentence("Feeds", "{name} saved", name=name), form_too=True)

    def _pause(self) -> None:
        if (row := self._shown) is not None:
            goes_on = not row.active
            said = Sentence("Feeds", "{name} goes on", name=row.name)
            if not goes_on:
                said = Sentence("Feeds", "{name} paused", name=row.name)
            self._do(_then(row.id, lambda session, by: set_active(session, row.id, goes_on, by=by)), said)

    def _read_now(self) -> None:
        if (row := self._shown) is not None:
            said = Sentence("Feeds", "{name} is read within seconds", name=row.name)
            self._do(_then(row.id, lambda session, by: read_now(session, row.id, by=by)), said)

    def _remove(self) -> None:
        if (row := self._shown) is not None:
            said = Sentence("Feeds", "{name} removed", name=row.name)
            self._do(_then(None, lambda session, by: remove_source(session, row.id, by=by)), said, form_too=True)

    def _do(self, act: Callable[[Session, int | None], int | None], said: Sentence, *, form_too: bool = False) -> None:
        """Do it, and show how the source stands then; what is typed stays unless it was saved."""
        desk, by, about = self.desk, self.desk.me(), self._about

        def work() -> tuple[int | None, Sources]:
            with desk.database.write() as session:
                id_ = act(session, by)
                return id_, read_sources(session, by=by, now=desk.now())

        def done(found: tuple[int | None, Sources]) -> None:
            id_, sources = found
            desk.notices.change(said)
            # Another one may have been chosen meanwhile: its form stays as it is.
            if form_too and self._about == about:
                self._found = sources
                self._show_one(next((row for row in sources.rows if row.id == id_), None))
            else:
                self._come(sources)

        self._hush()
        desk.tasks.run(self, work, done, refused=self._refuse)

    def _test(self) -> None:
        kind, _, values, secret = self.form.given()
        row, desk, about = self._shown, self.desk, self._about

        def work() -> None:
            with desk.database.read() as session:
                source = trial(
                    session,
                    Seal(desk.settings.channel),
                    row.id if row else None,
                    kind=kind,
                    values=values,
                    secret=secret,
                )
            try:
                source.check()
            finally:
                source.close()

        self._hush()
        self._say(Sentence("Feeds", "The connection is being tried …"))
        self.test.setEnabled(False)

        def tell(refusal: DomainError | None) -> None:
            # What was found of one is nothing to be said of another that was chosen meanwhile.
            if self._about != about:
                return
            if refusal:
                self._refuse(refusal)
            else:
                self._say(Sentence("Feeds", "✓ It can be read as it is set up."))

        desk.tasks.run(self, work, tell, refused=tell, over=self._check)

    def _show_rejects(self) -> None:
        if self._shown is not None:
            FeedRejects(self.desk, self, self._shown).open()

    def _say(self, sentence: Sentence) -> None:
        self._said = sentence
        self.answer.setText(str(sentence))
        self.answer.show()

    def _hush(self) -> None:
        self._said = None
        self.answer.hide()
        self.refusal.hide()

    def _refuse(self, refusal: DomainError) -> None:
        self._hush()
        self._check()
        values = in_language(refusal.values, self.form.given()[0])
        self.refusal.tell(Sentence("DomainError", refusal.sentence, **values))


def _then(id_: int | None, act: Callable[[Session, int | None], None]) -> Callable[[Session, int | None], int | None]:
    """Do something and say which source is shown after."""

    def done(session: Session, by: int | None) -> int | None:
        act(session, by)
        return id_

    return done
