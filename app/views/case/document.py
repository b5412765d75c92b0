"""The texts of a case as documents that can be read, copied and walked through by links; the first is the complaint."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import chain

from PySide6.QtCore import QEvent, QSize, QUrl
from PySide6.QtGui import QPalette, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser

from app.services.handling.case import Case, RelatedRow
from app.views import ticket_words as words
from app.views.i18n import Translated, number
from app.views.theme import GAP, ICON, PAD, Mark, colour, icon
from app.views.ticket_words import Place

_STYLE_CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)


class Document(Translated, QTextBrowser):
    """A text of a case in the colours of the palette; its links lead to other cases."""

    def __init__(self, follow: Callable[[int], None]) -> None:
        super().__init__()
        self._follow = follow
        self._case: Case | None = None
        self._place: Place | None = None
        self._html = ""
        # The icons that the document holds in the colours of now.
        self._pictures: set[str] = set()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(PAD)
        self.anchorClicked.connect(self._open)

    def show_case(self, case: Case, place: Place) -> None:
        """Show a case; where it is the same one, what a person reads stays in place."""
        same = self._case is not None and self._case.id == case.id
        self._case, self._place = case, place
        self.show_again(keep=same)

    def retranslate(self) -> None:
        """Say all of it in the language."""
        self.show_again(keep=True)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the palette and the font as well as the language."""
        super().changeEvent(event)
        # Qt styles widgets while they are being made.
        if event.type() in _STYLE_CHANGES and getattr(self, "_case", None):
            self._html = ""
            self._pictures.clear()
            self.show_again(keep=True)

    def body(self, case: Case, place: Place) -> str:
        """Return the HTML of a case."""
        raise NotImplementedError

    def quiet(self, html: str) -> str:
        """Put something less important behind the rest."""
        return f'<span style="color:{colour(Mark.QUIET).name()}">{html}</span>'

    def link(self, other: RelatedRow) -> str:
        """Lead to another complaint by its number."""
        return f'<a href="case:{other.id}" style="color:{self.link_colour()}">{escape(other.number)}</a>'

    def picture(self, name: str) -> str:
        """Show an icon in the colours of now."""
        url = f"icon:{name}"
        if name not in self._pictures:
            self._pictures.add(name)
            pixmap = icon(name).pixmap(QSize(ICON, ICON), self.devicePixelRatio())
            self.document().addResource(QTextDocument.ResourceType.ImageResource, QUrl(url), pixmap)
        return f'<img src="{url}" width="{ICON}" height="{ICON}">'

    def link_colour(self) -> str:
        """Return the colour of links."""
        return self.palette().color(QPalette.ColorRole.Link).name()

    def show_again(self, *, keep: bool) -> None:
        """Write the document anew, and stay where it is being read if that is to be kept."""
        if not self._case or not self._place:
            return
        at = self.verticalScrollBar().value() if keep else 0
        html = self.body(self._case, self._place)
        # To lay a long story out takes a tenth of a second, and most of what is read again is as it was.
        if html != self._html:
            self._html = html
            self.setHtml(html)
        self.verticalScrollBar().setValue(at)

    def _open(self, url: QUrl) -> None:
        if url.scheme() == "case":
            self._follow(int(url.path()))


class Complaint(Document):
    """What the complaint is: title, text, customer, where it came from, other complaints of the customer."""

    def body(self, case: Case, place: Place) -> str:
        """Return the complaint as HTML."""
        parts = [f"<p style='font-size:large'><b>{lines(case.title)}</b></p>"]
        if case.high_risk:
            parts.append(f'<p><b style="color:{colour(Mark.LATE).name()}">⚑ {escape(self.tr("High risk"))}</b></p>')
        parts.append(f"<p>{lines(case.description)}</p>" if case.description else "")
        if case.demand:
            parts.append(f"<p>{self.quiet(escape(self.tr('Wants')))}<br>{lines(case.demand)}</p>")
        parts.append(self._heading(self.tr("Details")))
        parts += [self._table(self._facts(case, place)), self._of_customer(case, place), self._of_origin(case)]
        return "".join(parts)

    def _facts(self, case: Case, place: Place) -> Iterator[tuple[str, str]]:
        yield self.tr("Source"), escape(words.source(case.source))
        yield self.tr("Category"), escape(case.category)
        yield self.tr("Product"), escape(case.product)
        yield self.tr("Order"), escape(case.order)
        yield self.tr("Emotion"), escape(str(words.EMOTIONS[case.emotion])) if case.emotion else ""
        yield self.tr("People affected"), number(case.affected) if case.affected > 1 else ""
        yield self.tr("Incident"), escape(case.incident)
        yield self.tr("Root cause"), escape(case.root_cause)
        yield self.tr("Queue"), escape(case.queue)
        yield self.tr("Kind"), escape(str(words.COMPLEXITIES[case.complexity]))
        yield self.tr("First handler"), escape(case.first_handler)
        for name, at in (
            (self.tr("Received"), case.received_at),
            (self.tr("Recorded"), case.recorded_at if case.recorded_at != case.received_at else None),
            (self.tr("First answered"), case.first_responded_at),
            (self.tr("Resolved"), case.resolved_at),
            (self.tr("Closed"), case.closed_at),
        ):
            yield name, escape(place.instant(at)) if at else ""
        if case.merged_into:
            yield self.tr("Merged into"), f"{self.link(case.merged_into)} {escape(case.merged_into.title)}"
        for each in case.merged:
            yield self.tr("Holds"), f"{self.link(each)} {escape(each.title)}"

    def _of_customer(self, case: Case, place: Place) -> str:
        customer = case.customer
        if customer is None:
            return self._heading(self.tr("Customer")) + f"<p>{self.quiet(escape(self.tr('Not known')))}</p>"
        known = self._table(
            [
                (self.tr("Name"), escape(customer.name)),
                (self.tr("Level"), escape(customer.level)),
                (self.tr("Telephone"), escape(customer.telephone)),
                (self.tr("E-mail"), escape(customer.email)),
            ]
        )
        earlier = self.tr("Other complaints: {count}").format(count=case.earlier_count)
        rows = (
            f"<p>{self.link(each)} {escape(each.title)}<br>"
            + self.quiet(escape(f"{words.STATUSES[each.status]}, {place.instant(each.received_at)}"))
            + "</p>"
            for each in case.earlier
        )
        return self._heading(self.tr("Customer")) + known + self._heading(earlier) + "".join(rows)

    def _of_origin(self, case: Case) -> str:
        if not case.origin:
            return ""
        known = self._table(
            chain(
                [(self.tr("System"), escape(case.origin)), (self.tr("Number there"), escape(case.external_key))],
                ((escape(name), lines(value)) for name, value in case.recorded.items()),
            )
        )
        remarks = "".join(f"<p>{self.quiet(escape(remark))}</p>" for remark in case.remarks)
        return self._heading(self.tr("Where it came from")) + known + remarks

    def _heading(self, text: str) -> str:
        return f"<p style='margin-top:{2 * PAD}px'><b>{escape(text)}</b></p>"

    def _table(self, facts: Iterable[tuple[str, str]]) -> str:
        rows = (
            f"<tr><td style='padding-right:{PAD}px'>{self.quiet(name)}</td><td>{value}</td></tr>"
            for name, value in facts
            if value
        )
        return f"<table cellspacing='0' cellpadding='{GAP // 2}'>{''.join(rows)}</table>"


def lines(text: str) -> str:
    """Return a text as HTML, with its lines."""
    return escape(text).replace("\n", "<br>")
