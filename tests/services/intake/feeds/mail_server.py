"""A real IMAP server in memory, in a thread of its own, and the mails that a test puts into it."""

import asyncio
import contextlib
import ssl
import threading
from argparse import Namespace
from datetime import datetime
from typing import Any

from imapclient import IMAPClient
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import Cleartext

LOGIN, PASSWORD = "desk@example.com", 'se"cret'


class MailServer:
    """Serves one login on this machine, with TLS from the first byte where a context for it is given."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="imap", daemon=True)
        self._thread.start()
        self._ready.wait()

    @property
    def settings(self) -> dict[str, Any]:
        """How a source is set up for it."""
        return {"host": "127.0.0.1", "port": self.port, "security": "tls" if self._tls else "none", "login": LOGIN}

    def put(self, mail: bytes, at: datetime) -> None:
        """Let a mail arrive at an instant."""
        with self.opened() as client:
            client.append("INBOX", mail, msg_time=at)

    @contextlib.contextmanager
    def opened(self) -> Any:
        """Log in as the owner would."""
        client = IMAPClient("127.0.0.1", self.port, ssl=False)
        client.login(LOGIN, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def flags(self) -> dict[int, tuple[bytes, ...]]:
        """The flags of each mail that is there."""
        with self.opened() as client:
            client.select_folder("INBOX", readonly=True)
            return {uid: tuple(found) for uid, found in client.get_flags(client.search()).items()}

    def renumber(self) -> None:
        """Give all mails new numbers, as a server does that was restored."""
        with self.opened() as client:
            client.select_folder("INBOX", readonly=True)
            kept = client.fetch(client.search(), ["BODY.PEEK[]", "INTERNALDATE"])
        self._config.set_cache.clear()
        with self.opened() as client:
            for each in kept.values():
                client.append("INBOX", each[b"BODY[]"], msg_time=each[b"INTERNALDATE"])

    def stop(self) -> None:
        """Serve no more."""
        assert self._stopping
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        given = Namespace(
            demo_data=False,
            demo_user=LOGIN,
            demo_password=PASSWORD,
            host=None,
            port="0",
            tls=False,
            cert=None,
            key=None,
            proxy_protocol=None,
            debug=False,
            passlib_cfg=None,
            inherited_sockets=None,
        )
        backend, self._config = await DictBackend.init(
            given, secure_auth=False, invalid_user_sleep=0.0, hash_context=Cleartext()
        )
        self._config.apply_context()
        serves = ProxyProtocolReader(self._config.proxy_protocol).get_callback(IMAPServer(backend.login, self._config))
        server = await asyncio.start_server(serves, "127.0.0.1", 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._stopping.wait()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)
