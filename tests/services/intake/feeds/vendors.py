"""Ticket systems as their vendors describe them, over one made-up desk: listings, pages, errors, precision of times."""

import base64
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from tests.builders import MONDAY
from tests.services.intake.feeds.stand_in import Answer, Asked

LOGIN, SECRET = "desk@example.com", "t0ken"


@dataclass
class Foreign:
    """A ticket of the made-up desk; `said` are comments as text, whether the customer's, whether public."""

    id: int
    title: str
    text: str
    created: datetime
    updated: datetime
    status: str = "open"
    priority: str = "normal"
    said: list[tuple[datetime, str, bool, bool]] = field(default_factory=list)
    files: list[tuple[int, str, bytes]] = field(default_factory=list)


class MadeUpDesk:
    """Tickets that come and change by a clock of their own."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now
        self.tickets: dict[int, Foreign] = {}
        # What the search does not know yet.
        self.unknown: set[int] = set()

    def open(self, title: str = "No heating", **also: Any) -> Foreign:
        """Let a ticket come in now."""
        id_ = len(self.tickets) + 1
        made = Foreign(id_, f"{title} {id_}", f"It is cold in room {id_}.", self.now, self.now, **also)
        self.tickets[id_] = made
        return made

    def say(self, id_: int, text: str, *, incoming: bool = True, public: bool = True) -> None:
        """Let somebody say something about a ticket now."""
        self.tickets[id_].said.append((self.now, text, incoming, public))
        self.tickets[id_].updated = self.now

    def change(self, id_: int, **values: Any) -> None:
        """Change fields of a ticket now."""
        for name, value in values.items():
            setattr(self.tickets[id_], name, value)
        self.tickets[id_].updated = self.now

    def since(self, at: datetime) -> list[Foreign]:
        """Return what was updated at an instant or later, the earliest first."""
        known = [t for t in self.tickets.values() if t.updated >= at and t.id not in self.unknown]
        return sorted(known, key=lambda t: (t.updated, t.id))


class Described:
    """A vendor: how its answers are written is in the table of its endpoints."""

    kind: ClassVar[str]
    settings: ClassVar[dict[str, Any]] = {}
    authorization: ClassVar[str]
    endpoints: ClassVar[Sequence[tuple[str, str]]]

    def __init__(self, desk: MadeUpDesk) -> None:
        self.desk = desk

    def answer(self, asked: Asked) -> Answer:
        """Answer by the first endpoint whose pattern is the path."""
        for pattern, name in self.endpoints:
            if found := re.fullmatch(pattern, asked.path):
                open_to_all = name.startswith("public")
                if not open_to_all and asked.headers.get("Authorization") != self.authorization:
                    return Answer({"error": "Couldn't authenticate you"}, 401)
                try:
                    answer: Answer = getattr(self, name)(asked, *found.groups())
                    return answer
                except KeyError:
                    return Answer({"error": "RecordNotFound"}, 404)
        return Answer({"error": "InvalidEndpoint"}, 404)

    def file(self, asked: Asked, id_: str, file_id: str) -> Answer:
        """Give a file of a ticket."""
        return Answer(next(content for each, _, content in self.desk.tickets[int(id_)].files if each == int(file_id)))


def seconds(at: datetime) -> str:
    """Write a time as most vendors do: whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def millis(at: datetime) -> str:
    """Write a time with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def basic(login: str) -> str:
    """Return what a login looks like in a header."""
    return "Basic " + base64.b64encode(login.encode()).decode()


class ZendeskDescribed(Described):
    """The cursor export leaves out the last minute, repeats what changed, and gives a cursor at the end, too."""

    kind = "zendesk"
    settings: ClassVar = {"login": LOGIN, "category": "77"}
    authorization = basic(f"{LOGIN}/token:{SECRET}")
    endpoints = (
        (r"/api/v2/incremental/tickets/cursor\.json", "export"),
        (r"/api/v2/tickets\.json", "listing"),
        (r"/api/v2/tickets/(\d+)\.json", "one"),
        (r"/api/v2/tickets/(\d+)/comments\.json", "comments"),
        (r"/files/(\d+)/(\d+)", "file"),
    )
    page = 3

    def export(self, asked: Asked) -> Answer:
        until = self.desk.now - timedelta(minutes=1)
        if "cursor" in asked.query:
            try:
                at, after = json.loads(base64.b64decode(asked.query["cursor"]))
            except ValueError:
                return Answer({"error": "InvalidValue"}, 400)
        else:
            at, after = float(asked.query["start_time"]), 0
            if at > until.timestamp():
                return Answer({"error": "StartTimeTooRecent"}, 422)
        rows = [t for t in self.desk.since(datetime.fromtimestamp(at, UTC)) if t.updated <= until]
        rows = [t for t in rows if (t.updated.timestamp(), t.id) > (at, after)]
        part = rows[: self.page]
        last = (part[-1].updated.timestamp(), part[-1].id) if part else (at, after)
        return Answer(
            {
                "tickets": [self.row(t) for t in part],
                "users": [self.user(t) for t in part],
                "after_cursor": base64.b64encode(json.dumps(last).encode()).decode(),
                "end_of_stream": len(rows) <= self.page,
            }
        )

    def listing(self, asked: Asked) -> Answer:
        return Answer({"tickets": []})

    def one(self, asked: Asked, id_: str) -> Answer:
        ticket = self.desk.tickets[int(id_)]
        return Answer({"ticket": self.row(ticket), "users": [self.user(ticket)]})

    def comments(self, asked: Asked, id_: str) -> Answer:
        ticket = self.desk.tickets[int(id_)]
        first = (ticket.created, ticket.text, True, True)
        rows = [
            {
                "id": int(id_) * 1_000 + place,
                "author_id": 500 + ticket.id if incoming else 9,
                "plain_body": text,
                "public": public,
                "created_at": seconds(at),
                "attachments": [
                    {"id": each, "file_name": name, "content_url": f"/files/{id_}/{each}"}
                    for each, name, _ in (ticket.files if place == 0 else ())
                ],
            }
            for place, (at, text, incoming, public) in enumerate([first, *ticket.said])
        ]
        begin = int(asked.query.get("page[after]", 0))
        part = rows[begin : begin + 2]
        more = begin + 2 < len(rows)
        return Answer({"comments": part, "meta": {"has_more": more, "after_cursor": str(begin + 2)}})

    def row(self, ticket: Foreign) -> dict[str, Any]:
        statuses = {"waiting": "pending", "resolved": "solved"}
        return {
            "id": ticket.id,
            "subject": ticket.title,
            "description": ticket.text,
            "created_at": seconds(ticket.created),
            "updated_at": seconds(ticket.updated),
            "generated_timestamp": int(ticket.updated.timestamp()),
            "status": statuses.get(ticket.status, ticket.status),
            "priority": ticket.priority,
            "requester_id": 500 + ticket.id,
            "via": {"channel": "email"},
            "custom_fields": [{"id": 77, "value": "物流"}],
            "tags": ["x"],
        }

    def user(self, ticket: Foreign) -> dict[str, Any]:
        return {"id": 500 + ticket.id, "name": f"客户{ticket.id}", "email": f"c{ticket.id}@example.com", "phone": None}


class FreshdeskDescribed(Described):
    """Tickets are listed by page numbers, in whole seconds; what is spam or deleted is left out."""

    kind = "freshdesk"
    authorization = basic(f"{SECRET}:X")
    endpoints = (
        (r"/api/v2/tickets", "listing"),
        (r"/api/v2/tickets/(\d+)", "one"),
        (r"/api/v2/tickets/(\d+)/conversations", "conversations"),
        (r"/public/(\d+)/(\d+)", "public_file"),
    )

    def listing(self, asked: Asked) -> Answer:
        size, page = int(asked.query["per_page"]), int(asked.query.get("page", 1))
        since = datetime.fromisoformat(asked.query.get("updated_since", "2000-01-01T00:00:00Z"))
        rows = [t for t in self.desk.tickets.values() if t.updated.replace(microsecond=0) >= since]
        rows.sort(key=lambda t: (t.updated.replace(microsecond=0), t.id))
        return Answer([self.row(t) for t in rows[(page - 1) * size : page * size]])

    def one(self, asked: Asked, id_: str) -> Answer:
        return Answer(self.row(self.desk.tickets[int(id_)]))

    def conversations(self, asked: Asked, id_: str) -> Answer:
        ticket = self.desk.tickets[int(id_)]
        rows = [
            {
                "id": int(id_) * 1_000 + place,
                "body_text": text,
                "incoming": incoming,
                "private": not public,
                "created_at": seconds(at),
            }
            for place, (at, text, incoming, public) in enumerate(ticket.said)
        ]
        return Answer(rows if asked.query.get("page") == "1" else [])

    def public_file(self, asked: Asked, id_: str, file_id: str) -> Answer:
        return self.file(asked, id_, file_id)

    def row(self, ticket: Foreign) -> dict[str, Any]:
        statuses = {"open": 2, "waiting": 3, "resolved": 4, "closed": 5}
        priorities = {"low": 1, "normal": 2, "high": 3, "urgent": 4}
        return {
            "id": ticket.id,
            "subject": ticket.title,
            "description_text": ticket.text,
            "created_at": seconds(ticket.created),
            "updated_at": seconds(ticket.updated),
            "status": statuses[ticket.status],
            "priority": priorities[ticket.priority],
            "source": 1,
            "type": "物流",
            "requester": {"name": f"客户{ticket.id}", "email": f"c{ticket.id}@example.com", "mobile": None},
            "stats": {"resolved_at": None, "closed_at": None, "first_responded_at": None},
            "attachments": [
                {"id": each, "name": name, "attachment_url": f"/public/{ticket.id}/{each}"}
                for each, name, _ in ticket.files
            ],
        }


class ZammadDescribed(Described):
    """A search in the language of Elasticsearch, with the words of its fields in full where `expand` asks for them."""

    kind = "zammad"
    authorization = f"Token token={SECRET}"
    endpoints = (
        (r"/api/v1/tickets/search", "search"),
        (r"/api/v1/tickets", "listing"),
        (r"/api/v1/tickets/(\d+)", "one"),
        (r"/api/v1/ticket_articles/by_ticket/(\d+)", "articles"),
        (r"/api/v1/users/(\d+)", "user"),
        (r"/api/v1/ticket_attachment/(\d+)/\d+/(\d+)", "file"),
    )
    searches = True

    def search(self, asked: Asked) -> Answer:
        [since] = re.fullmatch(r"updated_at:\[(.+) TO \*\]", asked.query["query"]).groups()  # type: ignore[union-attr]
        size, page = int(asked.query["limit"]), int(asked.query["page"])
        rows = self.desk.since(datetime.fromisoformat(since)) if self.searches else []
        return Answer([self.row(t) for t in rows[(page - 1) * size : page * size]])

    def listing(self, asked: Asked) -> Answer:
        return Answer([self.row(t) for t in list(self.desk.tickets.values())[: int(asked.query["per_page"])]])

    def one(self, asked: Asked, id_: str) -> Answer:
        return Answer(self.row(self.desk.tickets[int(id_)]))

    def user(self, asked: Asked, id_: str) -> Answer:
        return Answer({"firstname": "客户", "lastname": id_, "email": f"c{id_}@example.com", "phone": ""})

    def articles(self, asked: Asked, id_: str) -> Answer:
        ticket = self.desk.tickets[int(id_)]
        first = (ticket.created, f"<p>{ticket.text}</p>", True, True)
        return Answer(
            [
                {
                    "id": int(id_) * 1_000 + place,
                    "body": text,
                    "content_type": "text/html" if place == 0 else "text/plain",
                    "sender": "Customer" if incoming else "Agent",
                    "internal": not public,
                    "type": "email",
                    "created_at": millis(at),
                    "attachments": [
                        {"id": each, "filename": name} for each, name, _ in (ticket.files if place == 0 else ())
                    ],
                }
                for place, (at, text, incoming, public) in enumerate([first, *ticket.said])
            ]
        )

    def row(self, ticket: Foreign) -> dict[str, Any]:
        states = {"waiting": "pending reminder", "resolved": "closed"}
        return {
            "id": ticket.id,
            "number": f"9{ticket.id:04}",
            "title": ticket.title,
            "created_at": millis(ticket.created),
            "updated_at": millis(ticket.updated),
            "state": states.get(ticket.status, ticket.status),
            "priority": {"low": "1 low", "normal": "2 normal"}.get(ticket.priority, "3 high"),
            "group": "物流",
            "customer_id": ticket.id,
        }


class JiraDescribed(Described):
    """A search in JQL whose times are minutes of the login's zone, with pages by a token and few comments each."""

    kind = "jira"
    settings: ClassVar = {"login": LOGIN, "project": "SUP"}
    authorization = basic(f"{LOGIN}:{SECRET}")
    endpoints = (
        (r"/rest/api/3/myself", "myself"),
        (r"/rest/api/3/search/jql", "search"),
        (r"/rest/api/3/issue/(\d+)", "one"),
        (r"/rest/api/3/issue/(\d+)/comment", "comments"),
        (r"/files/(\d+)/(\d+)", "file"),
    )
    zone = "Asia/Shanghai"
    most_comments = 1

    def __init__(self, desk: MadeUpDesk) -> None:
        super().__init__(desk)
        self.tokens: set[str] = set()

    def myself(self, asked: Asked) -> Answer:
        return Answer({"timeZone": self.zone})

    def search(self, asked: Asked) -> Answer:
        jql = r'project = "SUP" AND updated >= "(.+?)" ORDER BY created ASC, key ASC'
        if asked.method != "POST" or (found := re.fullmatch(jql, asked.body["jql"])) is None:
            return Answer({"errorMessages": ["Error in the JQL Query"]}, 400)
        since = datetime.strptime(found[1], "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(self.zone))
        token = asked.body.get("nextPageToken", "")
        if token and token not in self.tokens:
            return Answer({"errorMessages": ["The token is no longer valid"]}, 400)
        after = int(token.partition("-")[2] or 0)
        rows = sorted((t for t in self.desk.since(since) if t.id > after), key=lambda t: t.id)
        size = min(asked.body["maxResults"], 3)
        answer: dict[str, Any] = {"issues": [self.row(t) for t in rows[:size]], "isLast": len(rows) <= size}
        if len(rows) > size:
            answer["nextPageToken"] = f"after-{rows[size - 1].id}"
            self.tokens.add(answer["nextPageToken"])
        return Answer(answer)

    def one(self, asked: Asked, id_: str) -> Answer:
        return Answer(self.row(self.desk.tickets[int(id_)]))

    def comments(self, asked: Asked, id_: str) -> Answer:
        begin = int(asked.query["startAt"])
        rows = list(self.all_comments(self.desk.tickets[int(id_)]))
        return Answer({"comments": rows[begin : begin + 2], "total": len(rows), "startAt": begin})

    def all_comments(self, ticket: Foreign) -> Iterator[dict[str, Any]]:
        for place, (at, text, incoming, public) in enumerate(ticket.said):
            yield {
                "id": str(ticket.id * 1_000 + place),
                "author": {"accountId": f"c{ticket.id}" if incoming else "agent", "displayName": "Li"},
                "body": document(text),
                "created": jira_time(at),
                "jsdPublic": public,
            }

    def row(self, ticket: Foreign) -> dict[str, Any]:
        said = list(self.all_comments(ticket))
        names = {"waiting": "Waiting for customer", "resolved": "Resolved"}
        return {
            "id": str(ticket.id),
            "key": f"SUP-{ticket.id}",
            "fields": {
                "summary": ticket.title,
                "description": document(ticket.text),
                "created": jira_time(ticket.created),
                "updated": jira_time(ticket.updated),
                "status": {
                    "name": names.get(ticket.status, "Open"),
                    "statusCategory": {"key": "done" if ticket.status == "resolved" else "indeterminate"},
                },
                "priority": {"name": {"normal": "Medium"}.get(ticket.priority, ticket.priority.title())},
                "reporter": {
                    "accountId": f"c{ticket.id}",
                    "displayName": f"客户{ticket.id}",
                    "emailAddress": f"c{ticket.id}@example.com",
                },
                "components": [{"name": "物流"}],
                "comment": {"comments": said[: self.most_comments], "total": len(said)},
                "attachment": [
                    {"id": str(each), "filename": name, "content": f"/files/{ticket.id}/{each}"}
                    for each, name, _ in ticket.files
                ],
            },
        }


def jira_time(at: datetime) -> str:
    """Write a time as Jira does: milliseconds, and the zone without a colon."""
    return at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}+0800"


def document(text: str) -> dict[str, Any]:
    """Write a text in Atlassian's format."""
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }


VENDORS: tuple[type[Described], ...] = (ZendeskDescribed, FreshdeskDescribed, ZammadDescribed, JiraDescribed)
