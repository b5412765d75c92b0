"""The time line of a case: what has happened to it, the newest first, with the time that lies between."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from itertools import chain, groupby, pairwise

from PySide6.QtCore import QUrl

from app.models.escalation import Outcome
from app.services.deadlines.explain import Explanation
from app.services.handling.case import Case
from app.services.handling.timeline import EventRow
from app.views import ticket_words as words
from app.views.case.document import Document, lines
from app.views.case.event_words import KINDS, WAYS, event_words, what_changed
from app.views.i18n import Sentence, duration
from app.views.theme import GAP, ICON, PAD
from app.views.ticket_words import Place

# Longer stories are shown from their end, and whole when somebody asks.
_SHOWN = 60
_ALL = "all"
# So many steps of the ladder are shown one by one where nothing else happened in between.
_STEPS = 2
_WORTH_SAYING = timedelta(minutes=1)

_TEXTS = ("text", "reply", "result", "reason")


@dataclass(frozen=True)
class Entry:
    """One thing on the time line, in words; `body` and `aside` may be empty."""

    at: datetime
    icon: str
    head: str
    who: str
    aside: str = ""
    body: str = ""
    step: bool = False


class Story(Document):
    """What has happened to the complaint, the newest first, with the time that lies between."""

    def __init__(self, follow: Callable[[int], None]) -> None:
        super().__init__(follow)
        self._whole = False

    def show_case(self, case: Case, place: Place) -> None:
        """Show a case; a long story of another one from its end again."""
        self._whole = self._whole and self._case is not None and self._case.id == case.id
        super().show_case(case, place)

    def body(self, case: Case, place: Place) -> str:
        """Return the time line as HTML."""
        entries = entries_of(case, place)
        shown = entries if self._whole else entries[:_SHOWN]
        parts = [self._entry(shown[0], case, place)] if shown else []
        for newer, older in pairwise(shown):
            parts.append(self._gap(newer.at - older.at))
            parts.append(self._entry(older, case, place))
        if len(shown) < len(entries):
            more = self.tr("Show all {count} entries").format(count=len(entries))
            parts.append(f'<p><a href="{_ALL}" style="color:{self.link_colour()}">{escape(more)}</a></p>')
        return "".join(parts)

    def _gap(self, span: timedelta) -> str:
        if span < _WORTH_SAYING:
            return ""
        cells = f"<td width='{ICON + PAD}'></td><td>{self.quiet('⋮ ' + escape(duration(span)))}</td>"
        return f"<table cellpadding='{GAP // 2}'><tr>{cells}</tr></table>"

    def _entry(self, entry: Entry, case: Case, place: Place) -> str:
        who = f" · {escape(entry.who)}" if entry.who else ""
        aside = f" · {self.quiet(escape(entry.aside))}" if entry.aside else ""
        body = lines(entry.body)
        for other in (case.merged_into, *case.merged):
            if other:
                body = body.replace(escape(other.number), self.link(other))
        return (
            f"<table width='100%' cellspacing='0' cellpadding='{GAP // 2}'><tr>"
            f"<td width='{ICON + PAD}'>{self.picture(entry.icon)}</td>"
            f"<td><b>{escape(entry.head)}</b>{who}{aside}</td>"
            f"<td align='right'>{self.quiet(escape(place.instant(entry.at)))}</td></tr>"
            + (f"<tr><td></td><td colspan='2'>{body}</td></tr>" if body else "")
            + "</table>"
        )

    def _open(self, url: QUrl) -> None:
        if url.toString() == _ALL:
            self._whole = True
            self.show_again(keep=True)
        else:
            super()._open(url)


def entries_of(case: Case, place: Place) -> list[Entry]:
    """Return what is on the time line, the newest first."""
    events = [_of_event(event, case, place) for event in case.events]
    steps = [entry for clock in case.clocks for entry in _of_steps(clock)]
    # Of what happened at once, what was recorded later stands higher.
    newest_first = sorted(chain(events, steps), key=lambda entry: entry.at)[::-1]
    return list(_folded(newest_first))


def _folded(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Put what a clock's ladder repeats into one entry, but for the latest; "Why this deadline" has all of it."""
    for is_step, group in groupby(entries, key=lambda entry: entry.step):
        run = list(group)
        if not is_step or len(run) <= _STEPS + 1:
            yield from run
            continue
        yield from run[:_STEPS]
        rest = run[_STEPS:]
        yield replace(rest[0], head=str(Sentence("Case", "{count} steps before", count=len(rest))), body="")


def _of_event(event: EventRow, case: Case, place: Place) -> Entry:
    _, symbol = KINDS.get(event.kind, (None, "clock"))
    way = WAYS.get(str(event.details.get("way", "")))
    texts = [str(event.details[name]) for name in _TEXTS if event.details.get(name)]
    body = "\n".join(chain(texts, what_changed(event, case, place)))
    return Entry(event.at, symbol, event_words(event), event.person, str(way or ""), body)


def _of_steps(clock: Explanation) -> Iterator[Entry]:
    for raised in clock.raised:
        # A later step spoke for it, or its time was over when the import was armed.
        if raised.outcome is Outcome.NOTIFIED:
            step = words.step_in_words(raised.step, raised.occurrence, raised.key)
            head = words.named(words.target(clock), step)
            yield Entry(raised.raised_at, "alert", head, "", body=f"→ {words.told(raised)}", step=True)
