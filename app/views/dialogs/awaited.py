"""What awaits a person's decision, wherever it was asked: they look at the case, and grant or refuse."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.approval import Approval
from app.services.deadlines.approvals import decide
from app.services.handling.awaited import AwaitedRow, awaited
from app.views.bridge import Changes
from app.views.case import authority_words
from app.views.case.form import spoken
from app.views.case.lines import CaseLines, Line
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.seat import ROLES
from app.views.theme import Mark
from app.views.ticket_words import Place

_SIZE = QSize(680, 460)
_PLAIN = Qt.TextFormat.PlainText


class Awaited(Dialog):
    """Lists it, the most pressing first; Enter opens the case."""

    title = "Awaiting my decision"
    in_menu = True
    position = 25
    shortcut = "Ctrl+Shift+O"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: tuple[AwaitedRow, ...] | None = None
        self.list, self.nothing = CaseLines(), QLabel(wordWrap=True, textFormat=_PLAIN)
        self.reason, self.remark = QLabel(wordWrap=True, textFormat=_PLAIN), QLineEdit(maxLength=1_000)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.leave, self.look, self.refuse, self.grant = (QPushButton() for _ in range(4))
        for button in (self.leave, self.look, self.refuse, self.grant):
            button.setAutoDefault(False)
        parts = self.nothing, self.list, self.reason, self.remark, self.banner
        self.lay_out(*parts, grows=self.list, left=[self.look], right=[self.leave, self.refuse, self.grant])
        # Enter opens the case: what is granted is granted on purpose.
        self.grant.setDefault(False)
        self._reader = Reader(desk, self._begin, self)
        self._reader.came.connect(self._come)
        self.list.itemSelectionChanged.connect(self._say)
        self.list.itemActivated.connect(self._open)
        self.remark.textChanged.connect(self._enable)
        self.leave.clicked.connect(self.accept)
        self.look.clicked.connect(self._open)
        self.grant.clicked.connect(lambda: self._decide(granted=True))
        self.refuse.clicked.connect(lambda: self._decide(granted=False))
        self.resize(_SIZE)
        self.retranslate()
        self._reader.ask()
        self.list.setFocus()

    def hear(self, changes: Changes | None) -> None:
        """Look again at what awaits a decision."""
        if changes is None or "Ticket" in changes:
            self._reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.list.setAccessibleName(self.heading())
        self.remark.setPlaceholderText(self.tr("Remark (a refusal needs one)"))
        self.remark.setAccessibleName(self.tr("Remark (a refusal needs one)"))
        self.look.setText(self.tr("&Open the case"))
        self.leave.setText(self.tr("Close"))
        self.refuse.setText(self.tr("&Refuse"))
        self.grant.setText(self.tr("&Grant"))
        self._show()

    def chosen(self) -> AwaitedRow | None:
        """Return what is marked."""
        row = self.list.subject()
        return next((each for each in self._rows or () if each.request == row), None)

    def _begin(self) -> Callable[[Session], tuple[AwaitedRow, ...]]:
        person_id = self.desk.me()
        return lambda session: awaited(session, person_id)

    def _come(self, rows: tuple[AwaitedRow, ...]) -> None:
        is_first, self._rows = self._rows is None, rows
        self._show()
        if is_first and rows:
            # Until they were read there was nothing to be in.
            self.list.setFocus()

    def _show(self) -> None:
        place = Place(self.desk.now(), self.desk.zone)
        self.list.show_lines([self._line(row, place) for row in self._rows or ()])
        if self.desk.me() is None:
            self.nothing.setText(self.tr("Say first who you are, with the button at the lower right of the window."))
        else:
            self.nothing.setText(
                self.tr("Nothing awaits your decision. What is asked of your role comes here by itself.")
            )
        self.nothing.setVisible(self._rows == ())
        for widget in (self.list, self.reason, self.remark):
            widget.setVisible(bool(self._rows))
        self._say()

    def _line(self, row: AwaitedRow, place: Place) -> Line:
        request = row.request
        asked = f"{request.asked_by} · {place.instant(request.asked_at)}".removeprefix(" · ")
        what = f"{authority_words.request(request)}\n{row.number} · {row.title}\n{asked}"
        if request.due_at is None:
            return Line(what, self.tr("no due time"), request, Mark.QUIET)
        late = request.due_at < place.now
        due = self.tr("▲ was due {at}") if late else self.tr("due {at}")
        return Line(what, due.format(at=place.instant(request.due_at)), request, Mark.LATE if late else None)

    def _say(self) -> None:
        row = self.chosen()
        said = ""
        if row:
            role = str(Sentence("Act", "To be decided by: {role}, or somebody above.", role=ROLES[row.request.role]))
            said = "\n".join(filter(None, [row.request.reason, authority_words.together(row.request.details), role]))
        self.reason.setText(said)
        self._enable()

    def _enable(self) -> None:
        row = self.chosen()
        for button in (self.look, self.grant):
            button.setEnabled(row is not None)
        self.refuse.setEnabled(row is not None and bool(self.remark.text().strip()))

    def _open(self) -> None:
        if row := self.chosen():
            self.desk.requests.case.emit(row.ticket_id)
            self.accept()

    def _decide(self, *, granted: bool) -> None:
        row, remark, person_id = self.chosen(), self.remark.text(), self.desk.me()
        if row is None:
            return
        self.banner.hide()
        for button in (self.grant, self.refuse):
            button.setEnabled(False)

        def work() -> None:
            with self.desk.database.write() as session:
                approval = session.get_one(Approval, row.request.id)
                decide(session, self.desk.rulebook, approval, granted, remark, person_id=person_id, now=self.desk.now())

        def say(_: None) -> None:
            self.remark.clear()
            self.desk.notices.change(Sentence("Act", "{number}: the decision is on record.", number=row.number))
            self._reader.ask()

        self.desk.tasks.run(self, work, say, refused=self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(spoken(refusal))
        self._reader.ask()
        self._enable()
