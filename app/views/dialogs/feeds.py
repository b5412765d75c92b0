"""The sources of complaints: how each fares, and adding, changing, trying, pausing and reading them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
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
from app.views.dialog import Dialog, Menu
from app.views.dialogs.feed_rejects import FeedRejects
from app.views.i18n import Sentence, number
from app.views.intake.source_form import SourceForm, in_language
from app.views.intake.source_words import fares, state
from app.views.list_editor import ListEditor
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, PAD, Mark, icon

_SIZE = QSize(820, 640)


class Feeds(ListEditor[SourceRow, Sources], Dialog):
    """Lists the sources with how each fares; the form is the one that its kind declares."""

    title = "Sources"
    in_menu = True
    menu = Menu.SETTINGS
    position = 22
    shows = frozenset({"FeedSource", "FeedReject"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._may_change = False
        self._said: Sentence | None = None
        self.fares, self.answer = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.fault, self.form = Banner("alert", Mark.SOON, Mark.SOON_BACK), SourceForm()
        self.pause, self.now, self.remove, self.rejects, self.test = (QPushButton() for _ in range(5))
        self._lay_out()
        self._listen()
        self.resize(_SIZE)
        self.form.show_source(None)
        self.retranslate()
        self.start()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed stays."""
        self.now.setText(self.tr("&Read now"))
        self.remove.setText(self.tr("Re&move"))
        self.test.setText(self.tr("&Test the connection"))
        self.answer.setText(str(self._said or ""))
        super().retranslate()

    def _lay_out(self) -> None:
        self.rejects.setIcon(icon("alert", Mark.SOON))
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, PAD, 0)
        inner.setSpacing(PAD)
        row = QHBoxLayout()
        row.addWidget(self.rejects)
        row.addStretch()
        inner.addWidget(self.fares)
        inner.addWidget(self.fault)
        inner.addLayout(row)
        inner.addWidget(self.form)
        inner.addStretch()
        # Some kinds have more fields than a small screen has lines.
        scrolls = QScrollArea()
        scrolls.setWidget(holder)
        scrolls.setWidgetResizable(True)
        scrolls.setFrameShape(QScrollArea.Shape.NoFrame)
        acting = QHBoxLayout()
        acting.setSpacing(GAP)
        for button in (self.now, self.pause, self.remove):
            acting.addWidget(button)
        acting.addStretch()
        acting.addWidget(self.test)
        self.lay_out_editor(scrolls, self.answer, acting, first=self.form.name)

    def _listen(self) -> None:
        self.form.changed.connect(self.check)
        # To look at the forms of the kinds is not to type.
        self.form.kind.activated.connect(self._begin_with_kind)
        self.now.clicked.connect(self._read_now)
        self.pause.clicked.connect(self._pause)
        self.remove.clicked.connect(self._remove)
        self.rejects.clicked.connect(self._show_rejects)
        self.test.clicked.connect(self._test)

    def reading(self) -> Callable[[Session], Sources]:
        """Read the sources, and whether they may be changed here."""
        by, now = self.desk.me(), self.desk.now
        return lambda session: read_sources(session, by=by, now=now())

    def take(self, found: Sources) -> Sequence[SourceRow]:
        """Take over who may change them."""
        self._may_change = found.may_change
        return found.rows

    def key(self, row: SourceRow) -> int:
        """Return its identity."""
        return row.id

    def named(self, row: SourceRow) -> str:
        """Return its name and how it stands."""
        return f"{row.name} · {state(row)}"

    def warns(self, row: SourceRow) -> bool:
        """Say whether it needs somebody."""
        return row.error is not None or row.rejects > 0

    def none_yet(self) -> str:
        """Say how complaints come by themselves."""
        return self.tr(
            "No source yet. Choose a kind, fill in the form, try it and save it: from then on complaints come "
            "by themselves, by “main.py serve” or by this console."
        )

    def fill(self, row: SourceRow | None) -> None:
        """Show the form of its kind."""
        self.form.show_source(row)

    def renew(self) -> None:
        """Show how it fares now; one that is gone leaves the form to a new one."""
        if self.edited is not None:
            self.edited = self.row_of(self.edited.id)
            if self.edited is None:
                self.edit(None)

    def is_whole(self) -> bool:
        """Say whether all is there that its kind needs, and may be saved."""
        return self._may_change and self.form.is_whole()

    def check(self) -> None:
        """Let be done to the source what can be, and say how it fares."""
        super().check()
        row, may = self.edited, self._may_change
        self.test.setEnabled(self.form.is_whole())
        self.new.setEnabled(may)
        for button in (self.now, self.pause, self.remove):
            button.setVisible(row is not None)
        self.now.setEnabled(may and row is not None and row.active)
        self.pause.setEnabled(may)
        self.pause.setText(self.tr("&Pause") if row is None or row.active else self.tr("&Go on"))
        self.remove.setEnabled(may and row is not None and not row.active)
        self.remove.setToolTip(self.tr("Pause it first. What it brought stays."))
        hint = "" if may or not self.came else self.tr("Supervisors, managers and administrators set up sources.")
        for button in (self.save, self.pause, self.now):
            button.setToolTip(hint)
        self._tell()

    def submit(self) -> None:
        """Keep the source as it stands in the form."""
        kind, name, values, secret = self.form.given()
        row, seal, desk = self.edited, Seal(self.desk.settings.channel), self.desk

        def act(session: Session, by: int | None) -> int:
            if row is not None:
                change_source(session, seal, row.id, values, secret, by=by)
                return row.id
            made = add_source(session, seal, kind=kind, name=name, values=values, secret=secret, by=by, now=desk.now())
            return made.id

        self.do(act, Sentence("Feeds", "{name} saved", name=name))

    def _begin_with_kind(self) -> None:
        if not self.form.name.text():
            self.begin()

    def _pause(self) -> None:
        if (row := self.edited) is not None:
            goes_on = not row.active
            said = Sentence("Feeds", "{name} goes on", name=row.name)
            if not goes_on:
                said = Sentence("Feeds", "{name} paused", name=row.name)
            self.do(
                _then(row.id, lambda session, by: set_active(session, row.id, goes_on, by=by)), said, leaves_form=True
            )

    def _read_now(self) -> None:
        if (row := self.edited) is not None:
            said = Sentence("Feeds", "{name} is read within seconds", name=row.name)
            self.do(_then(row.id, lambda session, by: read_now(session, row.id, by=by)), said, leaves_form=True)

    def _remove(self) -> None:
        if (row := self.edited) is not None:
            said = Sentence("Feeds", "{name} removed", name=row.name)
            self.do(_then(None, lambda session, by: remove_source(session, row.id, by=by)), said)

    def _test(self) -> None:
        kind, _, values, secret = self.form.given()
        row, desk, about = self.edited, self.desk, self.about

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

        self.hush()
        self._say(Sentence("Feeds", "The connection is being tried …"))
        self.test.setEnabled(False)

        def tell(refusal: DomainError | None) -> None:
            # What was found of one is nothing to be said of another that was chosen meanwhile.
            if self.about != about:
                return
            if refusal:
                self.refuse(refusal)
            else:
                self._say(Sentence("Feeds", "✓ It can be read as it is set up."))

        desk.tasks.run(self, work, tell, refused=tell, over=self.check)

    def _show_rejects(self) -> None:
        if self.edited is not None:
            FeedRejects(self.desk, self, self.edited).open()

    def _say(self, sentence: Sentence) -> None:
        self._said = sentence
        self.answer.setText(str(sentence))
        self.answer.show()

    def hush(self) -> None:
        """Take away what was said of the last try and of the last test."""
        super().hush()
        self._said = None
        self.answer.hide()

    def spoken(self, refusal: DomainError) -> Sentence:
        """Return the words of a refusal, with the names of fields as the form has them."""
        values = in_language(refusal.values, self.form.given()[0])
        return Sentence("DomainError", refusal.sentence, **values)

    def _tell(self) -> None:
        """Say how the shown one fares."""
        row = self.edited
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


def _then(id_: int | None, act: Callable[[Session, int | None], None]) -> Callable[[Session, int | None], int | None]:
    """Do something and say which source is shown after."""

    def done(session: Session, by: int | None) -> int | None:
        act(session, by)
        return id_

    return done
