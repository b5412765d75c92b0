"""Freshdesk by its API of version 2: tickets by the time of their last change, with their conversations.

Times are in whole seconds, a listing has at most 300 pages, and only what it embeds (`include`) is complete.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from app.models.ticket import Priority, Status
from app.models.ticket import Source as Via
from app.services.bilingual import Bilingual
from app.services.intake.feeds.by_time import ByTime
from app.services.intake.feeds.item import Comment, Item, instant
from app.services.intake.feeds.source import Found
from app.services.intake.feeds.ticket_system import COMMON, address_field, basic, utc
from app.services.plain_text import text_of_html

_STATUSES = {2: Status.OPEN, 3: Status.WAITING, 4: Status.RESOLVED, 5: Status.CLOSED, 6: Status.WAITING}
_PRIORITIES = {1: Priority.LOW, 2: Priority.NORMAL, 3: Priority.HIGH, 4: Priority.URGENT}
_VIAS = {
    1: Via.EMAIL,
    2: Via.WEB_FORM,
    3: Via.TELEPHONE,
    5: Via.SOCIAL,
    6: Via.SOCIAL,
    7: Via.CHAT,
    9: Via.WEB_FORM,
    10: Via.EMAIL,
}
_EMBEDDED = "requester,description,stats"
_CONVERSATIONS = 100


class Freshdesk(ByTime):
    """A Freshdesk account."""

    kind = "freshdesk"
    title = Bilingual("Freshdesk", "Freshdesk")
    secret = Bilingual("API 密钥", "API key")
    fields = (address_field("https://company.freshdesk.com"), *COMMON)
    # It gives 300 pages; far fewer are ever needed, and each costs of what an account may ask in an hour.
    most_pages: ClassVar[int] = 30

    def authorization(self) -> str:
        """Return the key as a login, as the vendor wants it."""
        return basic(f"{self.password}:X")

    def listed(self, since: datetime, page: int) -> Sequence[Mapping[str, Any]]:
        """Return a page of the tickets that changed since."""
        query = {
            "updated_since": utc(since),
            "order_by": "updated_at",
            "order_type": "asc",
            "per_page": self.rows,
            "page": page,
            "include": _EMBEDDED,
        }
        rows: Sequence[Mapping[str, Any]] = self.web.get("/api/v2/tickets", query)
        return rows

    def find(self, key: str) -> Found | None:
        """Return a ticket by its number."""
        row = self.web.get(f"/api/v2/tickets/{int(key)}", {"include": "requester,stats"})
        return Found(key, f"{row['updated_at']}!", row)

    def check(self) -> None:
        """List one ticket."""
        self.web.get("/api/v2/tickets", {"per_page": 1})

    def item(self, found: Found, files: frozenset[str]) -> Item:
        """Return a ticket with its conversations."""
        row, said = found.raw, list(self._conversations(found.key))
        stats, requester = row.get("stats") or {}, row.get("requester") or {}
        attached = [each for holder in (row, *said) for each in holder.get("attachments") or ()]
        gone = Status.SPAM if row.get("spam") else Status.WITHDRAWN if row.get("deleted") else None
        return Item(
            origin=self.name,
            key=found.key,
            version=found.version,
            title=row.get("subject") or "",
            text=row.get("description_text") or text_of_html(row.get("description") or ""),
            received_at=instant(row.get("created_at")),
            source=_VIAS.get(row.get("source"), Via.OTHER),
            # Statuses that an account has made up itself wait for somebody to work on it.
            status=gone or _STATUSES.get(row.get("status"), Status.OPEN),
            answered_at=instant(stats.get("first_responded_at")),
            ended_at=instant(stats.get("resolved_at")) or instant(stats.get("closed_at")),
            priority=_PRIORITIES.get(row.get("priority")),
            category=row.get("type") or "",
            customer=requester.get("name") or "",
            telephone=requester.get("phone") or requester.get("mobile") or "",
            email=requester.get("email") or "",
            comments=tuple(
                Comment(
                    key=str(each["id"]),
                    at=instant(each.get("created_at")),
                    text=each.get("body_text") or text_of_html(each.get("body") or ""),
                    incoming=bool(each.get("incoming")),
                    public=not each.get("private"),
                )
                for each in said
            ),
            files=tuple(
                self.fetched(((str(each["id"]), each["name"], each["attachment_url"]) for each in attached), files)
            ),
            details={"status": row.get("status"), "tags": row.get("tags") or []},
        )

    def _conversations(self, key: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, self.most_pages + 1):
            rows = self.web.get(f"/api/v2/tickets/{int(key)}/conversations", {"per_page": _CONVERSATIONS, "page": page})
            yield from rows
            if len(rows) < _CONVERSATIONS:
                return
