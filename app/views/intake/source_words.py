"""The words of how a source of complaints fares: its state, when it was read, and what it brought."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from app.models.people import Language
from app.services.intake.feeds.source import kinds
from app.services.intake.feeds.source_list import SourceRow
from app.views.i18n import Sentence, date_and_time, language_of_now, listed, number

# What became of what came, in the order in which it is told.
_COUNTS = {
    "added": Sentence("Feeds", "complaints: {count}"),
    "changed": Sentence("Feeds", "changes: {count}"),
    "threaded": Sentence("Feeds", "answers: {count}"),
    "automatic": Sentence("Feeds", "automatic mails left alone: {count}"),
}


def state(row: SourceRow) -> str:
    """Say in two words how a source stands."""
    if not row.active:
        return str(Sentence("Feeds", "paused"))
    if row.reading:
        return str(Sentence("Feeds", "being read"))
    if row.error is not None:
        return str(Sentence("Feeds", "cannot be read"))
    return str(Sentence("Feeds", "runs") if row.last_read_at else Sentence("Feeds", "not read yet"))


def fares(row: SourceRow, zone: tzinfo, *, now: datetime) -> str:
    """Say what kind of source it is, when it was and is read, and what has come of it so far."""
    return " ".join(str(each) for each in _fares(row, zone, now=now))


def _fares(row: SourceRow, zone: tzinfo, *, now: datetime) -> Iterator[Sentence]:
    yield Sentence("Feeds", "{kind}.", kind=kinds()[row.kind].title.of(Language(language_of_now())))
    if row.last_read_at is not None:
        yield Sentence("Feeds", "Last read {at}.", at=date_and_time(row.last_read_at, zone))
    if not row.active:
        yield Sentence("Feeds", "It is paused: nothing is read until it goes on.")
    elif row.next_read_at is not None and row.next_read_at > now:
        yield Sentence("Feeds", "Next {at}.", at=date_and_time(row.next_read_at, zone))
    counts = [
        str(Sentence("Feeds", words.source, count=number(row.counts[name])))
        for name, words in _COUNTS.items()
        if row.counts.get(name)
    ]
    if counts:
        yield Sentence("Feeds", "So far {counts}.", counts=listed(counts))
