"""Finds customers, shows who is on record twice, and which promises are owed to anybody."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.intake.customers import FoundCustomer, find_customers
from app.services.knowledge.customer_duplicates import PairRow, TwinRow, Why, find_duplicates, merge_customers
from app.services.knowledge.promises import PromiseRow, promises_of
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.dialogs.customer import CustomerDialog, end
from app.views.i18n import Sentence, listed, named, number
from app.views.knowledge.found_list import Entry, FoundList
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, PAD, Mark
from app.views.ticket_words import Place

_WIDTH, _HEIGHT = 640, 520
_MOST = 50
_WHY = {
    Why.TELEPHONE: Sentence("Customer", "the same telephone"),
    Why.EMAIL: Sentence("Customer", "the same e-mail"),
    Why.NAME: Sentence("Customer", "called alike"),
}


@dataclass(frozen=True)
class _Read:
    found: tuple[FoundCustomer, ...]
    pairs: tuple[PairRow, ...] | None
    promises: tuple[PromiseRow, ...]


class Customers(Dialog):
    """Three pages; Enter opens the customer who is chosen."""

    title = "Customers"
    in_menu = True
    menu = Menu.DESK
    position = 30
    shortcut = "F6"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._pairs: tuple[PairRow, ...] | None = None
        self._promises: tuple[PromiseRow, ...] = ()
        self.tabs, self.words = QTabWidget(documentMode=True), QLineEdit(clearButtonEnabled=True)
        self.found, self.twins, self.owed = FoundList(), FoundList(), FoundList()
        self.nothing = [QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText) for _ in range(3)]
        self.merge, self.kept, self.broken, self.open_one = QPushButton(), QPushButton(), QPushButton(), QPushButton()
        self.leave = QPushButton()
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.reader = Reader(desk, self._begin, self)
        self._arrange()
        self._listen()
        self.resize(_WIDTH, _HEIGHT)
        self.retranslate()
        self.words.setFocus()
        self.reader.ask()

    def hear(self, changes: Changes | None) -> None:
        """Read anew when customers or promises change."""
        if changes is None or changes.keys() & {"Customer", "CustomerContact", "CustomerPromise"}:
            self._pairs = None
            self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        for place, text in enumerate((self.tr("Find"), self.tr("On record twice"), self.tr("Promises owed"))):
            self.tabs.setTabText(place, text)
        self.words.setPlaceholderText(self.tr("Telephone, name, e-mail or order"))
        self.words.setAccessibleName(self.tr("Find a customer"))
        for shown, text in zip(
            (self.found, self.twins, self.owed),
            (self.tr("Customers found"), self.tr("Customers on record twice"), self.tr("Promises owed")),
            strict=True,
        ):
            shown.setAccessibleName(text)
        self.merge.setText(self.tr("&Merge the two"))
        self.merge.setToolTip(self.tr("All that the second one has goes to the first one; it cannot be undone"))
        self.kept.setText(self.tr("&Kept"))
        self.broken.setText(self.tr("&Broken"))
        self.open_one.setText(self.tr("&Open"))
        self.leave.setText(self.tr("C&lose"))
        self._show_pairs()
        self._show_promises()
        self._say()

    def _arrange(self) -> None:
        for shown, nothing, more in zip(
            (self.found, self.twins, self.owed), self.nothing, (self.words, None, None), strict=True
        ):
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(PAD, PAD, PAD, PAD)
            column.setSpacing(GAP)
            nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
            if more is not None:
                column.addWidget(more)
            column.addWidget(shown, 1)
            column.addWidget(nothing, 1)
            self.tabs.addTab(page, "")
        self.lay_out(
            self.tabs,
            self.banner,
            grows=self.tabs,
            left=[self.merge, self.kept, self.broken],
            right=[self.leave, self.open_one],
        )

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.words.textChanged.connect(lambda _: self.reader.ask(hurried=True))
        self.found.walk_from(self.words)
        for shown in (self.found, self.twins, self.owed):
            shown.chosen.connect(lambda _: self._check())
            shown.opened.connect(lambda _: self._open())
        self.tabs.currentChanged.connect(lambda _: self._turn())
        self.merge.clicked.connect(self._merge)
        self.kept.clicked.connect(lambda: self._end(kept=True))
        self.broken.clicked.connect(lambda: self._end(kept=False))
        self.open_one.clicked.connect(self._open)
        self.leave.clicked.connect(self.reject)

    def _begin(self) -> Callable[[Session], _Read]:
        words = self.words.text()
        # Who is there twice takes a look at everybody: only who asks for it waits for it.
        looks = self.tabs.currentIndex() == 1 and self._pairs is None
        pairs = self._pairs

        def read(session: Session) -> _Read:
            found = find_customers(session, words, limit=_MOST)
            return _Read(found, find_duplicates(session) if looks else pairs, promises_of(session, only_open=True))

        return read

    def _come(self, read: _Read) -> None:
        self._pairs, self._promises = read.pairs, read.promises
        self.found.set_entries([Entry(each.id, each.name, _line(each)) for each in read.found])
        self._show_pairs()
        self._show_promises()
        self._say()

    def _show_pairs(self) -> None:
        entries = []
        for place, pair in enumerate(self._pairs or ()):
            why = listed(str(_WHY[each]) for each in pair.why)
            title = f"{pair.one.name}  +  {pair.other.name}"
            entries.append(Entry(place, title, named(why, f"{_twin(pair.one)}  +  {_twin(pair.other)}")))
        self.twins.set_entries(entries)

    def _show_promises(self) -> None:
        place = Place(self.desk.now(), self.desk.zone)
        self.owed.set_entries(
            [
                Entry(
                    each.id,
                    each.promise,
                    " · ".join(filter(None, (place.instant(each.due_at), each.customer, each.number, each.made_by))),
                    warns="▲ " + self.tr("late") if each.due_at < place.now else "",
                )
                for each in self._promises
            ]
        )

    def _say(self) -> None:
        """Show each list, or what to do where it would be empty."""
        typed = self.words.text().strip()
        texts = (
            self.tr("Nobody is found by “{words}”.").format(words=typed)
            if typed
            else self.tr("Type digits of a telephone, a name, an address or the number of an order."),
            self.tr("It is being looked for.")
            if self._pairs is None
            else self.tr("Nobody seems to be on record twice."),
            self.tr("No promise is open. Promises are made in the case, on the page of its customer."),
        )
        for shown, nothing, text in zip((self.found, self.twins, self.owed), self.nothing, texts, strict=True):
            nothing.setText(text)
            has_rows = shown.model().rowCount() > 0
            shown.setVisible(has_rows)
            nothing.setVisible(not has_rows)
        self._check()

    def _turn(self) -> None:
        self.banner.hide()
        self.reader.ask(hurried=True)
        self._check()

    def _check(self) -> None:
        page = self.tabs.currentIndex()
        self.merge.setVisible(page == 1)
        self.kept.setVisible(page == 2)
        self.broken.setVisible(page == 2)
        self.merge.setEnabled(self._pair() is not None)
        self.kept.setEnabled(self.owed.subject() is not None)
        self.broken.setEnabled(self.owed.subject() is not None)
        self.open_one.setEnabled(self._customer_id() is not None)

    def _pair(self) -> PairRow | None:
        place, pairs = self.twins.subject(), self._pairs or ()
        return pairs[place] if place is not None and place < len(pairs) else None

    def _customer_id(self) -> int | None:
        page = self.tabs.currentIndex()
        if page == 0:
            id_: int | None = self.found.subject()
            return id_
        if page == 1:
            pair = self._pair()
            return pair.one.id if pair else None
        return next((each.customer_id for each in self._promises if each.id == self.owed.subject()), None)

    def _open(self) -> None:
        id_ = self._customer_id()
        if id_ is not None:
            dialog = CustomerDialog(self.desk, self, id_)
            dialog.finished.connect(lambda _: self.reader.ask())
            dialog.open()

    def _merge(self) -> None:
        pair, desk, me = self._pair(), self.desk, self.desk.me()
        if pair is None:
            return

        def work() -> int:
            with desk.database.write() as session:
                return merge_customers(session, pair.one.id, pair.other.id, person_id=me, now=desk.now())

        def merged(count: int) -> None:
            said = Sentence(
                "Customer", "{name}: merged, {count} complaints moved", name=pair.one.name, count=number(count)
            )
            desk.notices.change(said)
            self._pairs = None
            self.reader.ask(hurried=True)

        self.banner.hide()
        desk.tasks.run(self, work, merged, refused=self._refused)

    def _end(self, *, kept: bool) -> None:
        if (promise_id := self.owed.subject()) is not None:
            end(self.desk, self, promise_id, kept)

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))


def _line(found: FoundCustomer) -> str:
    return " · ".join(filter(None, (found.level, found.telephone, found.email, found.by)))


def _twin(twin: TwinRow) -> str:
    return listed(filter(None, (twin.telephone, twin.email, twin.level, f"×{twin.complaints}")))
