"""A small real IMAP server: enough of IMAP4rev1 for a client that searches, fetches, marks, and leaves."""

import re
import socketserver
import ssl
import threading
from collections.abc import Callable

from app.settings import MailboxSettings

USER, PASSWORD = "desk@example.com", 'se"cret'


class ImapServer:
    """Serves one folder; `mails` are raw mails by their identity there, `seen` which of them are marked as read.

    `breaks` is asked before each command whether to hang up instead of answering it. With `tls` it speaks that from
    the first byte (`security` "tls"), or once it is asked to ("starttls").
    """

    def __init__(self, security: str = "none", tls: ssl.SSLContext | None = None) -> None:
        self._security, self._tls = security, tls
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.commands: list[str] = []
        self.sent = 0
        self.breaks: Callable[[str], bool] = lambda command: False
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        # Who does not trust the certificate hangs up.
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="imap", daemon=True)
        self._thread.start()
        host, port = self._server.server_address[:2]
        self.settings = MailboxSettings(
            str(host), int(port), security=security, user=USER, password=PASSWORD, interval=30, timeout=5
        )

    def put(self, mail: bytes) -> int:
        """Let a mail arrive; return its identity."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = mail
        return uid

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def setup(self) -> None:
                if server._security == "tls":
                    self._begin_tls()
                super().setup()

            def _begin_tls(self) -> None:
                assert server._tls
                self.request = server._tls.wrap_socket(self.request, server_side=True)

            def finish(self) -> None:
                super().finish()
                self.request.close()

            def handle(self) -> None:
                self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
                while line := self.rfile.readline().decode("utf-8").rstrip("\r\n"):
                    tag, _, command = line.partition(" ")
                    server.commands.append(command.partition(" ")[0].upper())
                    if server.breaks(command):
                        return
                    for answered in server.answer(command):
                        server.sent += len(answered)
                        self.wfile.write(answered)
                    refused = command.upper().startswith("LOGIN") and not server.knows(command)
                    self.wfile.write(f"{tag} {'NO wrong' if refused else 'OK done'}\r\n".encode())
                    if command.upper().startswith("LOGOUT"):
                        return
                    if command.upper().startswith("STARTTLS"):
                        self._begin_tls()
                        super().setup()

        return Handler

    def knows(self, login: str) -> bool:
        """Say whether user and password are right."""
        escaped = PASSWORD.replace('"', '\\"')
        return login.split(" ", 1)[1] in (f'{USER} "{escaped}"', f'"{USER}" "{escaped}"')

    def answer(self, command: str) -> list[bytes]:
        """Return the lines that answer a command before it is done."""
        upper = command.upper()
        if upper.startswith("CAPABILITY"):
            offered = " STARTTLS" if self._security == "starttls" else ""
            return [f"* CAPABILITY IMAP4rev1{offered}\r\n".encode()]
        if upper.startswith("SELECT"):
            return [f"* {len(self.mails)} EXISTS\r\n".encode()]
        if upper.startswith("UID SEARCH"):
            unseen = " ".join(str(uid) for uid in sorted(self.mails) if uid not in self.seen)
            return [f"* SEARCH {unseen}\r\n".encode()]
        if found := re.match(r"UID STORE (\d+)", upper):
            self.seen.add(int(found[1]))
        if (found := re.match(r"UID FETCH (\d+) \(BODY.PEEK\[\]<0\.(\d+)>\)", upper)) and int(found[1]) in self.mails:
            part = self.mails[int(found[1])][: int(found[2])]
            return [f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(part)}}}\r\n".encode(), part, b")\r\n"]
        return []
