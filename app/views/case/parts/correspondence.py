"""All that was said to and by the customer and the departments about a complaint, and writing more of it."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget
from sqlalchemy.orm import Session

from app.models.message import Direction, Purpose
from app.services.handling.case import Case
from app.services.handling.messages import RESENDABLE, MessageRow, read_messages, resend, settle
from app.views import ticket_words as words
from app.views.case.action_bar import Drafts
from app.views.case.document import Document, lines
from app.views.case.part import CasePart
from app.views.dialogs.record_call import RecordCall
from app.views.dialogs.write_notice import WriteNotice
from app.views.flow import Flow
from app.views.i18n import Sentence
from app.views.message_words import DELIVERIES, PURPOSES
from app.views.pane import Desk
from app.views.theme import GAP, colour, icon
from app.views.ticket_words import Place

_AGAIN, _LEAVE, _QUOTED = "again", "leave", "quoted"
_KEYS = {"write": "Alt+N", "call": "Alt+T"}


class Correspondence(CasePart):
    """Shows messages and calls, the newest last; mails that failed are sent again or left here."""

    title = "Correspondence"
    icon = "reply"
    position = 30

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._count: int | None = None
        self.drafts = Drafts(self)
        self.letters = Letters(desk.requests.case.emit)
        self.buttons = {"write": QPushButton(icon("reply"), ""), "call": QPushButton(icon("note"), "")}
        row = QWidget()
        flow = Flow(row)
        for name, button in self.buttons.items():
            flow.addWidget(button)
            self.add_key(_KEYS[name], button.click)
        self.lay_out(row, self.letters, grows=self.letters)
        self.letters.decided.connect(self._decide)
        self.buttons["write"].clicked.connect(lambda: self._open(WriteNotice))
        self.buttons["call"].clicked.connect(lambda: self._open(RecordCall))
        self.setFocusProxy(self.letters)
        self.retranslate()

    def forget(self) -> None:
        """Show no letter of the case before any more."""
        self._count = None
        self.letters.hide()

    def reading(self, case: Case) -> Callable[[Session], tuple[MessageRow, ...]]:
        """Read the messages of a case."""
        return lambda session: read_messages(session, case.id)

    def take(self, found: tuple[MessageRow, ...]) -> None:
        """Show the messages."""
        assert self.case, "taken for a case"
        assert self.place, "shown with its place"
        self._count = len(found)
        self.letters.show_messages(self.case, self.place, found)
        self.letters.show()

    def count(self) -> int | None:
        """Return how many there are."""
        return self._count

    def retranslate(self) -> None:
        """Put the buttons in the language; the document hears of it itself."""
        texts = {"write": self.tr("&Write to the customer …"), "call": self.tr("Record a &call …")}
        for name, text in texts.items():
            self.buttons[name].setText(text)
            self.buttons[name].setToolTip(QKeySequence(_KEYS[name]).toString(QKeySequence.SequenceFormat.NativeText))
        self.letters.setAccessibleName(self.heading())

    def _open(self, kind: type[WriteNotice] | type[RecordCall]) -> None:
        if self.case is not None:
            kind(self.desk, self.window(), self.case, self.drafts).open()

    def _decide(self, message_id: int, again: bool) -> None:
        def work(session: Session, person_id: int | None) -> None:
            if again:
                resend(session, message_id, person_id=person_id, now=self.desk.now())
            else:
                settle(session, message_id, person_id=person_id)

        said = Sentence("Correspondence", "The mail leaves again")
        if not again:
            said = Sentence("Correspondence", "The mail is not sent again")
        self.do(work, said)


class Letters(Document):
    """The messages as one text; `decided` tells the id of a mail and whether it is to leave again."""

    decided = Signal(int, bool)

    def __init__(self, follow: Callable[[int], None]) -> None:
        super().__init__(follow)
        self._rows: tuple[MessageRow, ...] = ()
        self._unfolded: set[int] = set()

    def show_messages(self, case: Case, place: Place, rows: tuple[MessageRow, ...]) -> None:
        """Show the messages of a case, from the newest where it is another one or there are new ones."""
        news = len(rows) != len(self._rows) or self._case is None or self._case.id != case.id
        self._rows = rows
        self.show_case(case, place)
        if news:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def body(self, case: Case, place: Place) -> str:
        """Return the messages as HTML, or what to do where there are none."""
        if not self._rows:
            nothing = self.tr(
                "Nothing was said yet. Write to the customer from a template, or record a call; replies by e-mail "
                "come here by themselves."
            )
            return f"<p>{self.quiet(escape(nothing))}</p>"
        return "".join(self._message(row, place) for row in self._rows)

    def _message(self, row: MessageRow, place: Place) -> str:
        head = f"<b>{escape(self._between(row))}</b>"
        plain = row.direction is Direction.IN and row.purpose is Purpose.OTHER
        about = words.joined(words.source(row.medium), "" if plain else str(PURPOSES[row.purpose]))
        subject = f"<br>{escape(row.subject)}" if row.subject else ""
        return (
            f"<table width='100%' cellspacing='0' cellpadding='{GAP // 2}'>"
            f"<tr><td>{head}</td><td align='right'>{self.quiet(escape(place.instant(row.at)))}</td></tr>"
            f"<tr><td colspan='2'>{self.quiet(escape(about))}{self._delivery(row)}{subject}</td></tr>"
            f"<tr><td colspan='2'>{lines(row.written)}{self._quoted(row)}</td></tr></table><hr>"
        )

    def _between(self, row: MessageRow) -> str:
        """Say from whom to whom it went."""
        other = words.joined(row.department, row.address) or self.tr("the customer")
        if row.direction is Direction.IN:
            return f"← {other}"
        return f"{row.person} → {other}" if row.person else f"→ {other}"

    def _delivery(self, row: MessageRow) -> str:
        if row.state is None:
            return ""
        symbol, said, mark = DELIVERIES[row.state]
        text = f' · <span style="color:{colour(mark).name()}">{symbol} {escape(str(said))}</span>'
        if row.last_error:
            text += f"<br>{self.quiet(escape(row.last_error))}"
        if row.state in RESENDABLE:
            links = ((_AGAIN, self.tr("Send again")), (_LEAVE, self.tr("Leave it")))
            text += "<br>" + " · ".join(self._anchor(f"{name}:{row.id}", said) for name, said in links)
        return text

    def _quoted(self, row: MessageRow) -> str:
        if not row.quoted:
            return ""
        unfolded = row.id in self._unfolded
        link = self._anchor(
            f"{_QUOTED}:{row.id}", self.tr("Hide what is quoted") if unfolded else self.tr("Show what is quoted")
        )
        return f"<br>{link}" + (f"<br>{self.quiet(lines(row.quoted))}" if unfolded else "")

    def _anchor(self, target: str, text: str) -> str:
        return f'<a href="{target}" style="color:{self.link_colour()}">{escape(text)}</a>'

    def _open(self, url: QUrl) -> None:
        if url.scheme() in (_AGAIN, _LEAVE):
            self.decided.emit(int(url.path()), url.scheme() == _AGAIN)
        elif url.scheme() == _QUOTED:
            self._unfolded ^= {int(url.path())}
            self.show_again(keep=True)
        else:
            super()._open(url)
