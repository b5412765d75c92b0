"""A customer as a text with links: what is open, what they complained of, bought, were told and were given."""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QEvent, QSize, QUrl, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QTextBrowser

from app.models.customer import ContactKind
from app.models.message import Direction
from app.services.knowledge.customer import CustomerView
from app.services.knowledge.promises import PromiseRow
from app.views import ticket_words as words
from app.views.follow_up.words import OUTCOMES, hours_word, score_word
from app.views.i18n import Sentence, Translated, listed, locale, number
from app.views.theme import GAP, PAD, Mark, colour
from app.views.ticket_words import Place

_STYLE_CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
# Of a long life the newest is shown; the dialog of the customer has all that was read.
FEW = 5
_LONGEST = 160
CONTACTS = {
    ContactKind.TELEPHONE: Sentence("Customer", "Telephone"),
    ContactKind.EMAIL: Sentence("Customer", "E-mail"),
    ContactKind.SOCIAL: Sentence("Customer", "Social media"),
    ContactKind.ADDRESS: Sentence("Customer", "Address"),
}


class CustomerDocument(Translated, QTextBrowser):
    """What is known of a customer, in the colours of the palette; `most` entries of each list.

    `case` asks for a complaint, `ended` says of a promise that it was kept, or not.
    """

    case = Signal(int)
    ended = Signal(int, bool)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._view: CustomerView | None = None
        self._place: Place | None = None
        self._but: int | None = None
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(PAD)
        self.anchorClicked.connect(self._open)

    def show_customer(self, view: CustomerView, place: Place, *, but: int | None = None) -> None:
        """Show a customer; the complaint `but` is shown elsewhere."""
        same = self._view is not None and self._view.id == view.id
        at = self.verticalScrollBar().value()
        self._view, self._place, self._but = view, place, but
        self.setHtml(self._html())
        self.verticalScrollBar().setValue(at if same else 0)

    def retranslate(self) -> None:
        """Say all of it in the language."""
        if self._view:
            self.setHtml(self._html())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the palette and the font as well as the language."""
        super().changeEvent(event)
        if event.type() in _STYLE_CHANGES and getattr(self, "_view", None):
            self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for as much as a page of a case has."""
        return QSize(360, 420)

    def _html(self) -> str:
        view, place = self._view, self._place
        if view is None or place is None:
            return ""
        if view.erased_at:
            gone = self.tr("What was personal was erased on {when}. Figures and the record of what was done remain.")
            return f"<p>{escape(gone.format(when=place.instant(view.erased_at)))}</p>" + self._complaints(view, place)
        return "".join(
            (
                self._head(view),
                self._promises(view.promises, place),
                self._complaints(view, place),
                self._orders(view, place),
                self._talks(view, place),
            )
        )

    def _head(self, view: CustomerView) -> str:
        fields = view.fields
        sums = listed(
            f"{each.currency} {money(each.given)}"
            + (f" ({self.tr('unpaid: {sum}').format(sum=money(each.unpaid))})" if each.unpaid else "")
            for each in view.sums
        )
        satisfaction = (
            f"{locale().toString(view.satisfaction, 'f', 1)} / 5 ({number(view.survey_count)})"
            if view.satisfaction
            else ""
        )
        rows = [
            (self.tr("Level"), fields.level),
            (self.tr("High risk"), "▲ " + self.tr("marked") if fields.high_risk else ""),
            *((str(CONTACTS[each.kind]), each.value) for each in view.contacts),
            (self.tr("Best called"), hours_word(fields.call_from, fields.call_until)),
            (
                self.tr("Complaints"),
                self.tr("{count}, {open} open").format(
                    count=number(view.complaint_count), open=number(view.open_count)
                ),
            ),
            (self.tr("Satisfaction"), satisfaction),
            (self.tr("Compensation"), sums),
            (self.tr("Note"), fields.note),
        ]
        cells = "".join(
            f"<tr><td style='color:{self._quiet()}'>{escape(name)}&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"
            for name, text in rows
            if text
        )
        return f"<p><b>{escape(fields.name)}</b></p><table cellpadding='{GAP // 2}'>{cells}</table>"

    def _promises(self, promises: Iterable[PromiseRow], place: Place) -> str:
        items = []
        for each in promises:
            if each.ended_at is None:
                late = each.due_at < place.now
                due = self.tr("due {when}").format(when=place.instant(each.due_at))
                said = f"<span style='color:{colour(Mark.LATE).name()}'>▲ {escape(due)}</span>" if late else escape(due)
                ends = " · ".join(
                    self._link(f"{word}:{each.id}", text)
                    for word, text in (("kept", self.tr("Kept")), ("broken", self.tr("Broken")))
                )
                items.append(f"{escape(each.promise)}<br>{said} · {ends}")
            else:
                how = "✓ " + self.tr("kept") if each.kept else "✕ " + self.tr("broken")
                items.append(f"<span style='color:{self._quiet()}'>{escape(each.promise)} · {escape(how)}</span>")
        return self._section(self.tr("Promises"), items)

    def _complaints(self, view: CustomerView, place: Place) -> str:
        others = [each for each in view.complaints if each.id != self._but]
        items = []
        for each in others:
            said = [str(words.STATUSES[each.status]), place.instant(each.received_at)]
            if each.score is not None:
                said.append(score_word(each.score))
            items.append(
                f"{self._link(f'case:{each.id}', each.number)} {escape(each.title)}<br>"
                f"<span style='color:{self._quiet()}'>{escape(' · '.join(said))}</span>"
            )
        title = self.tr("Complaints") if self._but is None else self.tr("Other complaints")
        return self._section(title, items)

    def _orders(self, view: CustomerView, place: Place) -> str:
        items = []
        for each in view.orders:
            cost = f"{each.currency} {money(each.amount)}" if each.amount is not None else ""
            at = place.instant(each.ordered_at) if each.ordered_at else ""
            said = " · ".join(filter(None, (at, cost, each.place, each.state)))
            items.append(
                f"{escape(each.number)} {escape(each.product)}<br>"
                f"<span style='color:{self._quiet()}'>{escape(said)}</span>"
            )
        return self._section(self.tr("Orders"), items)

    def _talks(self, view: CustomerView, place: Place) -> str:
        items = []
        for each in view.talks:
            way = "←" if each.direction is Direction.IN else "→"
            outcome = str(OUTCOMES[each.outcome]) if each.outcome else ""
            said = " · ".join(
                filter(None, (place.instant(each.at), words.source(each.medium), outcome, each.number, each.person))
            )
            items.append(
                f"<span style='color:{self._quiet()}'>{way} {escape(said)}</span><br>{escape(shortened(each.text))}"
            )
        return self._section(self.tr("Messages and calls"), items)

    def _section(self, title: str, items: list[str]) -> str:
        if not items:
            return ""
        shown = items[: self._most]
        more = len(items) - len(shown)
        if more:
            rest = self.tr("and {count} more").format(count=number(more))
            shown.append(f"<span style='color:{self._quiet()}'>{escape(rest)}</span>")
        return f"<p><b>{escape(title)}</b></p>" + "".join(
            f"<p style='margin-left:{PAD}px'>{each}</p>" for each in shown
        )

    def _link(self, to: str, text: str) -> str:
        return f'<a href="{to}" style="color:{self.palette().color(QPalette.ColorRole.Link).name()}">{escape(text)}</a>'

    def _quiet(self) -> str:
        return colour(Mark.QUIET).name()

    def _open(self, url: QUrl) -> None:
        what, _, id_ = url.toString().partition(":")
        if what == "case":
            self.case.emit(int(id_))
        else:
            self.ended.emit(int(id_), what == "kept")


def money(amount: int) -> str:
    """Write a sum that is given in hundredths."""
    return locale().toString(amount / 100, "f", 2)


def shortened(text: str) -> str:
    """Return the beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
