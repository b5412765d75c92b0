"""Pages through what a system lists by the time of its last change, while more is changed.

Each question begins where the last answer ended, not at a page by number: what is changed meanwhile moves to the end,
and everything behind it one place forward. Only within one second are pages counted, and read again until they stand.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from app.services.intake.feeds.item import instant
from app.services.intake.feeds.source import Found, Page, SourceError
from app.services.intake.feeds.ticket_system import TicketSystem, since_of

# Searches are built a while after the change, and clocks differ by seconds.
OVERLAP = timedelta(minutes=2)
_STEP = timedelta(seconds=1)
# So often a listing may change while it is read through.
_MOST_CHANGES = 20


class ByTime(TicketSystem):
    """A ticket system that lists what has changed since an instant, the earliest change first."""

    # Rows of a page, and pages that it gives of one question.
    rows: ClassVar[int] = 100
    most_pages: ClassVar[int]

    @abstractmethod
    def listed(self, since: datetime, page: int) -> Sequence[Mapping[str, Any]]:
        """Return a page of what changed at an instant or later, with `id` and `updated_at`, the earliest first."""

    def pages(self, cursor: Mapping[str, Any], *, now: datetime) -> Iterator[Page]:
        """Yield page after page; what was changed lately comes again."""
        since = since_of(cursor, now)
        begin, page, before, changed = since - OVERLAP, 1, [""], 0
        while True:
            rows = self.listed(begin, page)
            if page > 1 and _keys(self.listed(begin, page - 1)) != before:
                page, before, changed = 1, [""], changed + 1
                if changed > _MOST_CHANGES:
                    raise SourceError("{host} lists its tickets otherwise each time.", host=self.values["address"])
                continue
            before = _keys(rows)
            found = [self.found(row, now) for row in rows]
            last = max([since, *(_updated(row) for row in rows)])
            since = last
            yield Page(found, {"since": since.isoformat()})
            if len(rows) < self.rows:
                return
            newest = max(_updated(row) for row in rows) - _STEP
            if newest > begin:
                begin, page = newest, 1
            elif (page := page + 1) > self.most_pages:
                raise SourceError(
                    "More than {count} tickets were changed in one second: they cannot be listed one by one.",
                    count=self.rows * self.most_pages,
                )

    def found(self, row: Mapping[str, Any], now: datetime) -> Found:
        """Return what a row of a listing names."""
        updated = _updated(row)
        return Found(str(row["id"]), self.settled(str(row["updated_at"]), updated, now), row)


def _keys(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(row.get("id")) for row in rows]


def _updated(row: Mapping[str, Any]) -> datetime:
    if (at := instant(row.get("updated_at"))) is None or "id" not in row:
        raise SourceError("A listing lacks the time of a change: this version of the system is not known.")
    return at
