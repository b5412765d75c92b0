"""What the dialogs that edit a list have in common: the list on the left, the form of one row of it on the right."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QListWidget, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.views.bridge import Changes
from app.views.dialog import Dialog
from app.views.discard import ask_to_discard, entered
from app.views.i18n import Sentence
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import PAD, ROOM, Mark, icon

Row = TypeVar("Row")
Found = TypeVar("Found")
Act = Callable[[Session, int | None], object]

_LIST = 225


class ListEditor(Dialog, Generic[Row, Found]):
    """Lists rows; the one that is chosen, or a new one, is edited, and written when somebody saves it.

    What others change is read anew; what is being edited stays as it was when it was read, so that saving it over a
    change of theirs is refused.
    """

    # The names of the mapped classes whose changes concern it.
    shows: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.rows: tuple[Row, ...] = ()
        # Which one is being edited; None: a new one.
        self.edited: Row | None = None
        self.came = False
        self._writes = False
        # So many readings were begun, and so many times another row was taken into the form.
        self._asked = self.about = 0
        self.refusal = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.list = QListWidget()
        # A name that is too long for one line goes on in a second one.
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = Nothing(self.list)
        self.new, self.close_it, self.save = QPushButton(), QPushButton(), QPushButton()
        self._first: QWidget | None = None
        self._form = QWidget()
        # What stood in the form when the row was taken into it; None as long as none was.
        self._before: list[object] | None = None

    def reading(self) -> Callable[[Session], Found]:
        """Say, on the GUI thread, what is to be read in another."""
        raise NotImplementedError

    def take(self, found: Found) -> Sequence[Row]:
        """Take what was read, and return the rows of the list."""
        raise NotImplementedError

    def key(self, row: Row) -> object:
        """Return that by which a row is known again."""
        raise NotImplementedError

    def named(self, row: Row) -> str:
        """Return the line of a row in the list."""
        raise NotImplementedError

    def warns(self, row: Row) -> bool:
        """Say whether a row needs somebody: a sign stands before it then."""
        return False

    def none_yet(self) -> str:
        """Return what stands in the list where there is no row."""
        raise NotImplementedError

    def fill(self, row: Row | None) -> None:
        """Put a row into the form; None: what a new one begins with."""
        raise NotImplementedError

    def submit(self) -> None:
        """Write what stands in the form, by `do`."""
        raise NotImplementedError

    def is_whole(self) -> bool:
        """Say whether everything that is needed stands in the form."""
        return True

    def renew(self) -> None:
        """Take over what was read anew of the row that is being edited; its form stays."""

    def hush(self) -> None:
        """Take away what was said of the last try."""
        self.refusal.hide()

    def spoken(self, refusal: DomainError) -> Sentence:
        """Return the words of a refusal."""
        return Sentence.of(refusal)

    def hear(self, changes: Changes | None) -> None:
        """Read anew what others have changed."""
        if changes is None or self.shows & set(changes):
            self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed stays."""
        super().retranslate()
        self.list.setAccessibleName(self.heading())
        self.new.setText(self.tr("&New"))
        self.close_it.setText(self.tr("Close"))
        self.save.setText(self.tr("&Save"))
        self._fill_list()
        self.check()

    def lay_out_editor(
        self,
        form: QWidget | QLayout,
        *below: QWidget | QLayout,
        first: QWidget,
        above_list: Sequence[QWidget] = (),
        below_list: Sequence[QWidget] = (),
        left: Sequence[QPushButton] = (),
    ) -> None:
        """Set the list beside the form, and further parts below both; a new row begins in the field `first`."""
        self._first = first
        self.list.setFixedWidth(_LIST)
        page, column = QWidget(), QVBoxLayout()
        both = QHBoxLayout(page)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(ROOM)
        column.setSpacing(PAD)
        for widget in (*above_list, self.list, *below_list):
            column.addWidget(widget, int(widget is self.list))
        both.addLayout(column)
        if isinstance(form, QLayout):
            form.setContentsMargins(0, 0, 0, 0)
            self._form.setLayout(form)
        else:
            self._form = form
        both.addWidget(self._form, 1)
        right = [self.close_it, self.save]
        self.lay_out(page, self.refusal, *below, grows=page, left=[self.new, *left], right=right)
        self.list.currentRowChanged.connect(self._choose)
        self.new.clicked.connect(lambda: self._leave_form(lambda: self.edit(None)))
        self.save.clicked.connect(self.submit)
        self.close_it.clicked.connect(self.reject)

    def start(self) -> None:
        """Read the rows, and begin with the first of them, or with a new one."""
        self.came = False
        self.about += 1
        self._read()

    def edit(self, row: Row | None) -> None:
        """Take a row into the form; None: a new one."""
        self.edited = row
        self.about += 1
        self.fill(row)
        self.begin()
        self.hush()
        self._fill_list()
        self.check()
        if row is None and self._first is not None:
            self._first.setFocus()

    def begin(self) -> None:
        """Take what stands in the form for what it begins with: nobody has typed it."""
        self._before = entered(self._form)

    def reject(self) -> None:
        """Close it, unless somebody wants to go on with what is not saved."""
        self._leave_form(super().reject)

    def check(self) -> None:
        """Let be saved what is whole, once."""
        self.save.setEnabled(self.is_whole() and not self._writes)

    def do(self, act: Act, said: Sentence, *, leaves_form: bool = False) -> None:
        """Write something, and show how the row stands then whose key `act` returns.

        With `leaves_form` what was typed stays as it is.
        """
        desk, me, reading, about = self.desk, self.desk.me(), self.reading(), self.about

        def work() -> tuple[object, Found]:
            with desk.database.write() as session:
                key = act(session, me)
                return key, reading(session)

        def done(written: tuple[object, Found]) -> None:
            key, found = written
            desk.notices.change(said)
            if self.about != about:
                # Another one has been chosen meanwhile: its form stays.
                self._read()
            elif leaves_form:
                self._come(found)
            else:
                self.rows = tuple(self.take(found))
                self.edit(self.row_of(key))

        self.hush()
        self._writes = True
        self.check()
        desk.tasks.run(self, work, done, refused=self.refuse, over=self._written)

    def refuse(self, refusal: DomainError) -> None:
        """Say why it could not be done; what is typed stays."""
        self.hush()
        self.check()
        self.refusal.tell(self.spoken(refusal))

    def row_of(self, key: object) -> Row | None:
        """Return the row that is known by `key`; None where it is not listed."""
        return next((row for row in self.rows if self.key(row) == key), None)

    def _read(self) -> None:
        reading, desk = self.reading(), self.desk
        self._asked = asked = self._asked + 1

        def work() -> Found:
            with desk.database.read() as session:
                return reading(session)

        def come(found: Found) -> None:
            if asked == self._asked:
                self._come(found)

        desk.tasks.read(self, work, come, refused=self.refuse)

    def _come(self, found: Found) -> None:
        first, self.came = not self.came, True
        self.rows = tuple(self.take(found))
        if first:
            self.edit(self.rows[0] if self.rows else None)
        else:
            self.renew()
            self._fill_list()
            self.check()

    def _fill_list(self) -> None:
        keys = [self.key(row) for row in self.rows]
        edited = None if self.edited is None else self.key(self.edited)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([self.named(row) for row in self.rows])
        for place, row in enumerate(self.rows):
            if self.warns(row):
                self.list.item(place).setIcon(icon("alert", Mark.SOON))
        self.list.setCurrentRow(keys.index(edited) if edited in keys else -1)
        self.list.blockSignals(False)
        self.empty.say(self.none_yet() if self.came else "")

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self.rows):
            row = self.rows[place]
            self._leave_form(lambda: self.edit(row))

    def _leave_form(self, leave: Callable[[], None]) -> None:
        """Go on to something else; where that would lose what somebody has typed they are asked first."""
        if self._writes or self._before is None or entered(self._form) == self._before:
            leave()
        else:
            said = self.tr("What you have entered is not saved yet.")
            ask_to_discard(self, said, leave, self._fill_list)

    def _written(self) -> None:
        self._writes = False
        self.check()
