"""A mailbox that customers write to, read by IMAP: nothing in it is deleted or marked unless that is asked for.

Mails are known by the number that the server gave them (UID), as long as it keeps to its numbers (UIDVALIDITY); where
it gives new ones, all are read again, and those on record are known by what they are.
"""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.services.bilingual import Bilingual
from app.services.intake.feeds.item import Item
from app.services.intake.feeds.mail_item import item_of_mail
from app.services.intake.feeds.source import (
    DAYS_BACK,
    EVERY,
    Field,
    FieldKind,
    Found,
    Page,
    Setting,
    Source,
    SourceError,
)
from app.services.intake.feeds.ticket_system import LOGIN, since_of
from app.services.mail import read_mail

if TYPE_CHECKING:
    from imapclient import IMAPClient

# Seconds: to connect, and for each answer.
_CONNECT, _ANSWER = 10, 60
_AT_ONCE = 5
# Of a larger mail only the beginning is read: its text stands there.
_LARGEST, _BEGINNING = 40 << 20, 1 << 20
_HERE = ("localhost", "127.0.0.1", "::1")
_TLS, _STARTTLS, _NONE = "tls", "starttls", "none"


class Mailbox(Source):
    """One folder of a mailbox."""

    kind = "mailbox"
    title = Bilingual("邮箱（IMAP）", "Mailbox (IMAP)")
    secret = Bilingual("密码或授权码", "Password")
    fields = (
        Field(
            name="host",
            title=Bilingual("收件服务器", "IMAP server"),
            hint=Bilingual("例如 imap.example.com", "for example imap.example.com"),
            needed=True,
        ),
        Field(
            name="port",
            title=Bilingual("端口", "Port"),
            kind=FieldKind.NUMBER,
            first=993,
            least=1,
            most=65_535,
        ),
        Field(
            name="security",
            title=Bilingual("加密", "Encryption"),
            kind=FieldKind.CHOICE,
            first=_TLS,
            choices=(
                (_TLS, Bilingual("TLS", "TLS")),
                (_STARTTLS, Bilingual("STARTTLS", "STARTTLS")),
                (_NONE, Bilingual("无（仅限本机）", "none (this machine only)")),
            ),
        ),
        LOGIN,
        Field(name="folder", title=Bilingual("邮件文件夹", "Mail folder"), first="INBOX", needed=True),
        Field(
            name="mark",
            title=Bilingual("读取后标为已读", "Mark what was taken as read"),
            kind=FieldKind.SWITCH,
            first=False,
        ),
        Field(
            name="delete",
            title=Bilingual("读取后删除邮件", "Delete what was taken"),
            kind=FieldKind.SWITCH,
            first=False,
        ),
        Field(
            name="automatic",
            title=Bilingual("自动发送的邮件也登记", "Record automatic mails too"),
            hint=Bilingual("网页表单的通知邮件需要打开", "needed where a web form sends them"),
            kind=FieldKind.SWITCH,
            first=False,
        ),
        EVERY,
        DAYS_BACK,
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._client: IMAPClient | None = None
        self._validity = 0
        # What is not on record whole, and therefore never deleted.
        self._kept: set[str] = set()

    @classmethod
    def check_values(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Refuse a connection that anybody could read along, as well."""
        kept = super().check_values(values)
        if kept["security"] == _NONE and kept["host"] not in _HERE:
            raise SourceError("Without encryption only a server on this machine is read.")
        return kept

    def pages(self, cursor: Mapping[str, Any], *, now: datetime) -> Iterator[Page]:
        """Yield the mails that came after the last one, some at a time."""
        with self._spoken():
            client = self._opened()
            last = cursor.get("uid", 0) if cursor.get("validity") == self._validity else 0
            since = since_of(cursor, now)
            # A server knows days only, and in its own zone; and a range that is empty it turns round.
            asked = ["UID", f"{last + 1}:*"] if last else ["SINCE", (since - timedelta(days=1)).date()]
            uids = sorted(uid for uid in client.search(asked) if uid > last)
        begin = {"since": since.isoformat(), "validity": self._validity}
        for place in range(0, len(uids), _AT_ONCE):
            some = uids[place : place + _AT_ONCE]
            with self._spoken():
                found = list(self._fetched(client, some, since if not last else None))
            yield Page(found, begin | {"uid": some[-1]})
        if not uids and not last:
            yield Page((), begin | {"uid": 0})

    def find(self, key: str) -> Found | None:
        """Return a mail by its number, where the server has kept to it."""
        with self._spoken():
            client = self._opened()
            validity, _, uid = key.partition("/")
            return next(self._fetched(client, [int(uid)], None), None) if int(validity) == self._validity else None

    def check(self) -> None:
        """Log in and open the folder."""
        with self._spoken():
            self._opened()

    def item(self, found: Found, files: frozenset[str]) -> Item:
        """Return a mail; when it arrived is what the server says."""
        arrived, size, raw = found.raw
        mail = read_mail(raw)
        if size > _LARGEST or (mail.automatic and not self.values["automatic"]):
            self._kept.add(found.key)
        return item_of_mail(
            mail,
            origin=self.name,
            key=found.key,
            received_at=arrived,
            automatic_too=self.values["automatic"],
            details={"message_id": mail.message_id} | ({"cut": size} if size > _LARGEST else {}),
        )

    def settle(self, taken: Sequence[Found], refused: Mapping[str, str]) -> None:
        """Mark or delete what is on record, where that is asked for."""
        uids = {each.key: int(each.key.partition("/")[2]) for each in taken if each.key not in refused}
        if not uids or not (self.values["mark"] or self.values["delete"]):
            return
        with self._spoken():
            client = self._opened()
            if self.values["mark"]:
                client.add_flags([*uids.values()], [rb"\Seen"], silent=True)
            whole = [uid for key, uid in uids.items() if key not in self._kept]
            if self.values["delete"] and whole:
                client.add_flags(whole, [rb"\Deleted"], silent=True)
                # Without it, what others have marked would go, too.
                if client.has_capability("UIDPLUS"):
                    client.uid_expunge(whole)

    def close(self) -> None:
        """Leave the server."""
        if self._client is not None:
            from imapclient.exceptions import IMAPClientError

            with suppress(OSError, EOFError, IMAPClientError):
                self._client.logout()
            self._client = None

    def _opened(self) -> "IMAPClient":
        from imapclient import IMAPClient, SocketTimeout
        from imapclient.exceptions import IMAPClientError

        if self._client is not None:
            return self._client
        values, trust = self.values, ssl.create_default_context()
        tls = values["security"] == _TLS
        client = IMAPClient(
            values["host"],
            values["port"],
            ssl=tls,
            ssl_context=trust if tls else None,
            timeout=SocketTimeout(connect=_CONNECT, read=_ANSWER),
        )
        self._client = client
        # Otherwise it would give the time of this machine's zone, without one.
        client.normalise_times = False
        if values["security"] == _STARTTLS:
            client.starttls(trust)
        # A plain login takes ASCII alone, and would say in its error what it was given.
        plain = values["login"].isascii() and self.password.isascii()
        (client.login if plain else client.plain_login)(values["login"], self.password)
        # Some large providers open no folder for a program that does not say what it is.
        if client.has_capability("ID"):
            with suppress(IMAPClientError):
                client.id_({"name": "Floorwatch"})
        touches = values["mark"] or values["delete"]
        self._validity = int(client.select_folder(values["folder"], readonly=not touches)[b"UIDVALIDITY"])
        return client

    def _fetched(self, client: "IMAPClient", uids: Sequence[int], since: datetime | None) -> Iterator[Found]:
        heads = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        for uid in uids:
            # Somebody may have deleted it meanwhile.
            if (head := heads.get(uid)) is None:
                continue
            arrived = head[b"INTERNALDATE"].astimezone(UTC)
            if since is not None and arrived < since.replace(microsecond=0):
                continue
            part = f"BODY.PEEK[]<0.{_BEGINNING}>" if head[b"RFC822.SIZE"] > _LARGEST else "BODY.PEEK[]"
            answer = client.fetch([uid], [part]).get(uid, {})
            raw = next((each for name, each in answer.items() if name.startswith(b"BODY[]")), None)
            if raw is not None:
                yield Found(f"{self._validity}/{uid}", f"{self._validity}/{uid}", (arrived, head[b"RFC822.SIZE"], raw))

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Say in words why the server cannot be used."""
        from imapclient.exceptions import IMAPClientError, LoginError

        named = {"host": self.values["host"]}
        try:
            yield
        except LoginError as error:
            raise SourceError("{host} does not let us in: look at login and password.", **named) from error
        except ssl.SSLError as error:
            raise SourceError("The certificate of {host} is not valid: {reason}", reason=error, **named) from error
        except TimeoutError as error:
            raise SourceError("{host} does not answer in time.", **named) from error
        except (OSError, EOFError, IMAPClientError) as error:
            raise SourceError("{host} cannot be reached: {reason}", reason=error, **named) from error
