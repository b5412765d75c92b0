"""Zendesk by its incremental export with a cursor, which never skips a change, and the comments of each ticket.

It leaves out the last minute by itself, may name a ticket twice, and answers ten such questions a minute.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from app.models.ticket import Status
from app.services.bilingual import Bilingual
from app.services.intake.feeds.item import Comment, Item, instant
from app.services.intake.feeds.source import BusyError, Field, Found, Page, SourceError
from app.services.intake.feeds.ticket_system import (
    COMMON,
    LOGIN,
    PRIORITIES,
    TicketSystem,
    address_field,
    basic,
    since_of,
    via_of,
)
from app.services.intake.feeds.web import AnswerError

_STATUSES = {
    "new": Status.OPEN,
    "open": Status.OPEN,
    "hold": Status.OPEN,
    "pending": Status.WAITING,
    "solved": Status.RESOLVED,
    "closed": Status.CLOSED,
    "deleted": Status.WITHDRAWN,
}
# A start that lies in the last minute is refused.
_NOT_LATER = timedelta(minutes=2)
_EXPORT = "/api/v2/incremental/tickets/cursor.json"
_MOST_COMMENT_PAGES = 50


class Zendesk(TicketSystem):
    """A Zendesk account."""

    kind = "zendesk"
    title = Bilingual("Zendesk", "Zendesk")
    secret = Bilingual("API 令牌", "API token")
    fields = (
        address_field("https://company.zendesk.com"),
        LOGIN,
        Field(
            name="category",
            title=Bilingual("分类字段的编号", "Number of the field with the category"),
            hint=Bilingual("自定义字段的 ID；可不填", "the ID of a custom field; may stay empty"),
        ),
        *COMMON,
    )
    rows: ClassVar[int] = 100

    def authorization(self) -> str:
        """Return login and token as the vendor wants them."""
        return basic(f"{self.values['login']}/token:{self.password}")

    def pages(self, cursor: Mapping[str, Any], *, now: datetime) -> Iterator[Page]:
        """Yield the export page by page, up to the end of the stream."""
        after, since = str(cursor.get("after") or ""), since_of(cursor, now)
        asked: dict[str, Any] = {"per_page": self.rows, "include": "users"}
        while True:
            begin = min(since, (self.web.date or now) - _NOT_LATER)
            start = {"cursor": after} if after else {"start_time": int(begin.timestamp())}
            try:
                answer = self.web.get(_EXPORT, asked | start)
            except AnswerError as error:
                if not after or error.status >= 500:
                    raise
                # A cursor that is not known any longer: the time of the last change stands for it.
                after = ""
                continue
            users = {each["id"]: each for each in answer.get("users") or ()}
            found = [self._found(each, users, now) for each in answer["tickets"]]
            changes = [instant(each.get("updated_at")) for each in answer["tickets"]]
            since = max([since, *(at for at in changes if at is not None)])
            before, after = after, answer.get("after_cursor") or after
            yield Page(found, {"since": since.isoformat(), "after": after})
            if answer.get("end_of_stream", True) or not found:
                return
            if after == before:
                raise SourceError("{host} gives the same page again and again.", host=self.values["address"])

    def find(self, key: str) -> Found | None:
        """Return a ticket by its number."""
        answer = self.web.get(f"/api/v2/tickets/{int(key)}.json", {"include": "users"})
        row = answer["ticket"]
        return Found(key, f"{row['updated_at']}!", (row, {each["id"]: each for each in answer.get("users") or ()}))

    def check(self) -> None:
        """Ask who we are: the export itself may be asked rarely."""
        try:
            self.web.get("/api/v2/tickets.json", {"per_page": 1})
        except BusyError:
            # It knows us.
            return

    def item(self, found: Found, files: frozenset[str]) -> Item:
        """Return a ticket with its comments; the first one is what it is about."""
        row, users = found.raw
        said = [] if row.get("status") == "deleted" else list(self._comments(found.key))
        requester = users.get(row.get("requester_id")) or {}
        attached = [each for comment in said for each in comment.get("attachments") or ()]
        fields = {str(each["id"]): each.get("value") for each in row.get("custom_fields") or ()}
        category = fields.get(self.values["category"])
        ended = _STATUSES.get(str(row.get("status")), Status.OPEN) in (Status.RESOLVED, Status.CLOSED)
        return Item(
            origin=self.name,
            key=found.key,
            version=found.version,
            title=row.get("subject") or row.get("raw_subject") or "",
            text=row.get("description") or "",
            received_at=instant(row.get("created_at")),
            source=via_of(str((row.get("via") or {}).get("channel") or "")),
            status=_STATUSES.get(str(row.get("status")), Status.OPEN),
            ended_at=instant(row.get("updated_at")) if ended else None,
            priority=PRIORITIES.get(str(row.get("priority"))),
            category=category if isinstance(category, str) else "",
            customer=requester.get("name") or "",
            telephone=requester.get("phone") or "",
            email=requester.get("email") or "",
            comments=tuple(
                Comment(
                    key=str(each["id"]),
                    at=instant(each.get("created_at")),
                    text=each.get("plain_body") or each.get("body") or "",
                    incoming=each.get("author_id") == row.get("requester_id"),
                    public=bool(each.get("public", True)),
                )
                for each in said[1:]
            ),
            files=tuple(
                self.fetched(((str(each["id"]), each["file_name"], each["content_url"]) for each in attached), files)
            ),
            details={"status": row.get("status"), "type": row.get("type"), "tags": row.get("tags") or []},
        )

    def _found(self, row: Mapping[str, Any], users: Mapping[Any, Any], now: datetime) -> Found:
        # What no person has changed leaves `updated_at` as it is.
        version = f"{row.get('updated_at')}/{row.get('generated_timestamp')}"
        updated = instant(row.get("updated_at")) or now
        return Found(str(row["id"]), self.settled(version, updated, now), (row, users))

    def _comments(self, key: str) -> Iterator[Mapping[str, Any]]:
        asked: dict[str, Any] = {"page[size]": 100}
        for _ in range(_MOST_COMMENT_PAGES):
            answer = self.web.get(f"/api/v2/tickets/{int(key)}/comments.json", asked)
            yield from answer["comments"]
            meta = answer.get("meta") or {}
            if not meta.get("has_more"):
                return
            asked["page[after]"] = meta["after_cursor"]
