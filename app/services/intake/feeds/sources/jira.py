"""Jira Service Management in the cloud by its API of version 3: the issues of a project that changed, with comments.

They are searched by `/rest/api/3/search/jql`, which gives pages by a token; the older search is switched off. Its times
are in minutes of the login's own zone. Issues are listed by when they were created: a change moves none from its page.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.ticket import Source as Via
from app.models.ticket import Status
from app.services.bilingual import Bilingual
from app.services.intake.feeds.item import Comment, Item, instant
from app.services.intake.feeds.source import Field, Found, Page, SourceError
from app.services.intake.feeds.ticket_system import (
    COMMON,
    LOGIN,
    PRIORITIES,
    TicketSystem,
    address_field,
    basic,
    since_of,
)
from app.services.intake.feeds.web import AnswerError

# The search knows of a change a while later; and times are in whole minutes.
_OVERLAP = timedelta(minutes=5)
_HOUR = timedelta(hours=1)
_FIELDS = (
    "summary",
    "description",
    "status",
    "priority",
    "reporter",
    "created",
    "updated",
    "resolutiondate",
    "issuetype",
    "components",
    "labels",
    "comment",
    "attachment",
)
_STATUSES = {"new": Status.OPEN, "indeterminate": Status.OPEN, "done": Status.RESOLVED}
# Service projects call so what the customer has to do.
_WAITING = ("waiting for customer", "等待客户", "等待客户答复", "pending")
_DEEPEST = 40
_BLOCKS = frozenset({"paragraph", "heading", "listItem", "blockquote", "codeBlock", "tableRow", "rule", "mediaSingle"})


class Jira(TicketSystem):
    """A Jira site in the cloud."""

    kind = "jira"
    title = Bilingual("Jira Service Management", "Jira Service Management")
    secret = Bilingual("API 令牌", "API token")
    fields = (
        address_field("https://company.atlassian.net"),
        LOGIN,
        Field(
            name="project",
            title=Bilingual("项目代号", "Key of the project"),
            hint=Bilingual("例如 SUP", "for example SUP"),
            needed=True,
        ),
        Field(
            name="jql",
            title=Bilingual("更多条件（JQL）", "Further condition (JQL)"),
            hint=Bilingual("例如 labels = 投诉；可不填", "for example labels = complaint; may stay empty"),
        ),
        *COMMON,
    )
    rows: ClassVar[int] = 50

    def authorization(self) -> str:
        """Return login and token as the vendor wants them."""
        return basic(f"{self.values['login']}:{self.password}")

    def pages(self, cursor: Mapping[str, Any], *, now: datetime) -> Iterator[Page]:
        """Yield what changed since, page by page; a reading that was broken off goes on with its token."""
        zone = self._zone
        since, token = since_of(cursor, now), str(cursor.get("token") or "")
        # What changes from here on is found by the next reading.
        until = instant(cursor.get("until")) if token else None
        until = until or (self.web.date or now)
        while True:
            asked = {"jql": self._condition(since, zone), "fields": list(_FIELDS), "maxResults": self.rows}
            try:
                answer = self.web.post("/rest/api/3/search/jql", asked | ({"nextPageToken": token} if token else {}))
            except AnswerError as error:
                if not token or error.status >= 500:
                    raise
                # A token lasts some days: the time stands for it.
                token, until = "", self.web.date or now
                continue
            found = [self._found(each, now) for each in answer["issues"]]
            before, token = token, "" if answer.get("isLast") else answer.get("nextPageToken") or ""
            if not token:
                yield Page(found, {"since": max(since, until).isoformat()})
                return
            if token == before:
                # Without it: the next reading begins where the last whole one ended.
                yield Page(found, {"since": since.isoformat()})
                raise SourceError("{host} gives the same page again and again.", host=self.values["address"])
            yield Page(found, {"since": since.isoformat(), "token": token, "until": until.isoformat()})

    def find(self, key: str) -> Found | None:
        """Return an issue by its identity."""
        row = self.web.get(f"/rest/api/3/issue/{int(key)}", {"fields": ",".join(_FIELDS)})
        return Found(key, f"{row['fields']['updated']}!", row)

    def check(self) -> None:
        """Search as the reading does: a project that is not there, or a condition that is none, is refused then."""
        condition = self._condition(datetime.fromisoformat("2020-01-01T00:00:00+00:00"), self._zone)
        try:
            self.web.post("/rest/api/3/search/jql", {"jql": condition, "fields": ["summary"], "maxResults": 1})
        except AnswerError as error:
            if error.status == 400:
                raise SourceError("There is no such project, or the further condition is no JQL.") from error
            raise

    def item(self, found: Found, files: frozenset[str]) -> Item:
        """Return an issue with its comments."""
        row = found.raw["fields"]
        reporter, status = row.get("reporter") or {}, row.get("status") or {}
        said = list(self._comments(found.key, row.get("comment") or {}))
        attached = ((str(each["id"]), each["filename"], each["content"]) for each in row.get("attachment") or ())
        named = [each["name"] for each in row.get("components") or ()]
        return Item(
            origin=self.name,
            key=found.key,
            version=found.version,
            title=row.get("summary") or "",
            text=text_of_document(row.get("description")),
            received_at=instant(row.get("created")),
            source=Via.WEB_FORM,
            status=_status(status),
            ended_at=instant(row.get("resolutiondate")),
            priority=PRIORITIES.get(str((row.get("priority") or {}).get("name")).lower()),
            category=next(iter(named), "") or (row.get("issuetype") or {}).get("name") or "",
            customer=reporter.get("displayName") or "",
            email=reporter.get("emailAddress") or "",
            comments=tuple(
                Comment(
                    key=str(each["id"]),
                    at=instant(each.get("created")),
                    text=text_of_document(each.get("body")),
                    incoming=(each.get("author") or {}).get("accountId") == reporter.get("accountId"),
                    public=each.get("jsdPublic", True) is not False,
                    author=(each.get("author") or {}).get("displayName") or "",
                )
                for each in said
            ),
            files=tuple(self.fetched(attached, files)),
            details={"key": found.raw.get("key"), "status": status.get("name"), "labels": row.get("labels") or []},
        )

    @cached_property
    def _zone(self) -> ZoneInfo:
        """The zone of the login, in which a search understands times."""
        try:
            return ZoneInfo(self.web.get("/rest/api/3/myself")["timeZone"])
        except (LookupError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
            raise SourceError("It does not say in which time zone its login is.") from error

    def _condition(self, since: datetime, zone: ZoneInfo) -> str:
        begin = (since - _OVERLAP).astimezone(zone)
        # Where an hour comes twice nobody knows which one is meant.
        if begin.replace(fold=0).utcoffset() != begin.replace(fold=1).utcoffset():
            begin = (since - _OVERLAP - _HOUR).astimezone(zone)
        project = self.values["project"].replace("\\", "\\\\").replace('"', '\\"')
        further = f" AND ({self.values['jql']})" if self.values["jql"] else ""
        changed = f'project = "{project}" AND updated >= "{begin:%Y-%m-%d %H:%M}"'
        return f"{changed}{further} ORDER BY created ASC, key ASC"

    def _found(self, row: Mapping[str, Any], now: datetime) -> Found:
        updated = str(row["fields"]["updated"])
        return Found(str(row["id"]), self.settled(updated, instant(updated) or now, now), row)

    def _comments(self, key: str, listed: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield all comments: a search gives only some of them."""
        given = listed.get("comments") or []
        if len(given) >= listed.get("total", 0):
            yield from given
            return
        begin = 0
        while True:
            asked = {"startAt": begin, "maxResults": 100, "orderBy": "created"}
            answer = self.web.get(f"/rest/api/3/issue/{int(key)}/comment", asked)
            yield from answer["comments"]
            begin += len(answer["comments"])
            if not answer["comments"] or begin >= answer["total"]:
                return


def text_of_document(given: Any, depth: int = 0) -> str:
    """Return the text of a document in Atlassian's format; a plain text stays as it is."""
    if not isinstance(given, Mapping):
        return given if isinstance(given, str) else ""
    attributes = given.get("attrs") or {}
    text = given.get("text") or (attributes.get("text") or attributes.get("shortName") or attributes.get("url") or "")
    if given.get("type") == "hardBreak":
        text = "\n"
    inner = given.get("content") if depth < _DEEPEST else None
    text += "".join(text_of_document(each, depth + 1) for each in inner or ())
    is_block = given.get("type") in _BLOCKS
    return f"{text.rstrip()}\n" if is_block else text.strip() if depth == 0 else text


def _status(given: Mapping[str, Any]) -> Status:
    if any(word in str(given.get("name")).lower() for word in _WAITING):
        return Status.WAITING
    return _STATUSES.get((given.get("statusCategory") or {}).get("key", ""), Status.OPEN)
