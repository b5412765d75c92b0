"""Zammad by its REST API: tickets by a search for the time of their last change, with their articles.

The search is Elasticsearch's: it knows of a change some seconds later, and gives at most 10,000 rows of one question.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from app.models.ticket import Status
from app.services.bilingual import Bilingual
from app.services.intake.feeds.by_time import ByTime
from app.services.intake.feeds.item import Comment, Item, instant
from app.services.intake.feeds.source import Found, SourceError
from app.services.intake.feeds.ticket_system import COMMON, PRIORITIES, address_field, utc, via_of
from app.services.plain_text import text_of_html

_STATUSES = {
    "new": Status.OPEN,
    "open": Status.OPEN,
    "pending reminder": Status.WAITING,
    "pending close": Status.WAITING,
    "closed": Status.RESOLVED,
    "merged": Status.WITHDRAWN,
    "removed": Status.WITHDRAWN,
}


class Zammad(ByTime):
    """A Zammad installation."""

    kind = "zammad"
    title = Bilingual("Zammad", "Zammad")
    secret = Bilingual("访问令牌", "Access token")
    fields = (address_field("https://help.example.com"), *COMMON)
    most_pages: ClassVar[int] = 100

    def authorization(self) -> str:
        """Return the token as the vendor wants it."""
        return f"Token token={self.password}"

    def listed(self, since: datetime, page: int) -> Sequence[Mapping[str, Any]]:
        """Return a page of the tickets that changed since."""
        return self._searched(f"updated_at:[{utc(since)} TO *]", self.rows, page)

    def find(self, key: str) -> Found | None:
        """Return a ticket by its identity."""
        row = self.web.get(f"/api/v1/tickets/{int(key)}", {"expand": "true"})
        return Found(key, f"{row['updated_at']}!", row)

    def check(self) -> None:
        """See that it searches by time: without Elasticsearch it would find nothing, and say so of nothing."""
        listed = self.web.get("/api/v1/tickets", {"per_page": 1, "page": 1, "expand": "true"})
        if listed and not self._searched("updated_at:[2000-01-01T00:00:00Z TO *]", 1, 1):
            raise SourceError("It finds no tickets by their time: set up Elasticsearch for Zammad's search first.")

    def item(self, found: Found, files: frozenset[str]) -> Item:
        """Return a ticket with its articles; the first one is what it is about."""
        row = found.raw
        articles = self.web.get(f"/api/v1/ticket_articles/by_ticket/{int(found.key)}", {"expand": "true"})
        first = articles[0] if articles else {}
        customer = self.web.get(f"/api/v1/users/{int(row['customer_id'])}") if row.get("customer_id") else {}
        attached = [(article, each) for article in articles for each in article.get("attachments") or ()]
        return Item(
            origin=self.name,
            key=found.key,
            version=found.version,
            title=row.get("title") or "",
            text=_text(first),
            received_at=instant(row.get("created_at")),
            source=via_of(str(first.get("type") or "")),
            status=_STATUSES.get(str(row.get("state")), Status.OPEN),
            ended_at=instant(row.get("close_at")),
            priority=PRIORITIES.get(str(row.get("priority")).lower()),
            category=row.get("group") or "",
            customer=f"{customer.get('firstname') or ''} {customer.get('lastname') or ''}".strip(),
            telephone=customer.get("phone") or customer.get("mobile") or "",
            email=customer.get("email") or "",
            comments=tuple(
                Comment(
                    key=str(each["id"]),
                    at=instant(each.get("created_at")),
                    text=_text(each),
                    incoming=each.get("sender") == "Customer",
                    public=not each.get("internal"),
                    author=str(each.get("from") or ""),
                )
                for each in articles[1:]
                if each.get("sender") != "System"
            ),
            files=tuple(
                self.fetched(
                    (
                        (
                            f"{article['id']}/{each['id']}",
                            each["filename"],
                            f"{self.web.address}/api/v1/ticket_attachment/{found.key}/{article['id']}/{each['id']}",
                        )
                        for article, each in attached
                    ),
                    files,
                )
            ),
            details={"number": row.get("number"), "state": row.get("state")},
        )

    def _searched(self, query: str, rows: int, page: int) -> Sequence[Mapping[str, Any]]:
        asked = {
            "query": query,
            "sort_by": "updated_at",
            "order_by": "asc",
            "per_page": rows,
            "limit": rows,
            "page": page,
            "expand": "true",
        }
        found: Sequence[Mapping[str, Any]] = self.web.get("/api/v1/tickets/search", asked)
        return found


def _text(article: Mapping[str, Any]) -> str:
    body = article.get("body") or ""
    return text_of_html(body) if "html" in str(article.get("content_type")) else body
