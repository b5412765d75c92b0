"""The event feed with one event a request, as telephone systems send them, against a bare insert and commit of each.

Sixteen senders in a process of their own keep their connections; each sends the next event when the last one is
acknowledged, that is on the disk. The bare insert writes the same row into a table of the same file, one commit an
event, from one thread, with neither HTTP nor what an event means.
"""

import json
import multiprocessing
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from app.models.people import Person, Role
from app.services.database import Database
from app.services.intake.feeds.server import FeedServer
from app.services.schema import upgrade
from app.settings import FeedSettings
from bench.report import Case, main
from tests.builders import MONDAY, open_floor

SENDERS, EVENTS, ROUNDS, AGENTS = 16, 150, 3, 60
TOKEN = "0123456789abcdef-of-the-bench"


def cases() -> Iterator[Case]:
    """Yield how many events a second are acknowledged, and how that compares with the bare commits."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "floor.db")
        upgrade(database, now=MONDAY)
        open_floor(database)
        with database.write() as session:
            session.add_all(Person(name=f"agent {each}", role=Role.AGENT) for each in range(AGENTS))
        server = FeedServer(database, FeedSettings(token=TOKEN, rate=1_000_000), lambda: MONDAY)
        server.start()
        ours, bare = [], []
        # By turns, because the disk has its moods.
        for round_ in range(ROUNDS):
            ours.append(_ours(server.port, round_))
            bare.append(_bare(database, round_))
        server.stop()
        database.close()
    yield Case(
        bench="feed",
        case="events_per_second",
        value=statistics.median(ours),
        unit="/s",
        against=f"{SENDERS} senders, one state an event, one event a request, acknowledged when committed",
    )
    yield Case(
        bench="feed",
        case="vs_bare_commits",
        ratio=statistics.median(a / b for a, b in zip(ours, bare, strict=True)),
        against=f"one thread, one insert and one commit an event: {statistics.median(bare):,.0f}/s",
    )


def _ours(port: int, round_: int) -> float:
    """Return how many events a second the feed acknowledges."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    # Not forked: threads of the server hold locks.
    process = multiprocessing.get_context("spawn").Process(target=_send, args=(port, round_, sender))
    process.start()
    seconds: float = receiver.recv()
    process.join()
    return SENDERS * EVENTS / seconds


def _send(port: int, round_: int, answer: "multiprocessing.connection.Connection") -> None:
    """Send everything, and tell how many seconds it took."""
    ready = threading.Barrier(SENDERS + 1)
    senders = [threading.Thread(target=_one, args=(port, round_, each, ready)) for each in range(SENDERS)]
    for sender in senders:
        sender.start()
    ready.wait()
    begun = time.perf_counter()
    for sender in senders:
        sender.join()
    answer.send(time.perf_counter() - begun)


def _one(port: int, round_: int, sender: int, ready: threading.Barrier) -> None:
    requests = [_request(round_, sender, count) for count in range(EVENTS)]
    with socket.create_connection(("127.0.0.1", port)) as connection:
        ready.wait()
        for request in requests:
            connection.sendall(request)
            answer = connection.recv(4_096)
            assert b" 202 " in answer[:20], answer


def _request(round_: int, sender: int, count: int) -> bytes:
    place = count * SENDERS + sender
    at: datetime = MONDAY - timedelta(hours=40 - 10 * round_) + timedelta(seconds=place)
    event = {
        "id": f"{round_}-{sender}-{count}",
        "event": "state",
        "at": at.isoformat(),
        "agent": f"agent {place % AGENTS}",
        "state": ("ready", "handling", "wrap_up")[place // AGENTS % 3],
    }
    body = json.dumps(event).encode()
    head = f"POST /v1/events HTTP/1.1\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _bare(database: Database, round_: int) -> float:
    """Return how many rows a second can be committed one by one."""
    connection = database.engine.raw_connection()
    driver = connection.driver_connection
    assert driver
    driver.execute(
        "CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, key TEXT UNIQUE, received_at TEXT, at TEXT,"
        " person_id INTEGER, state TEXT)"
    )
    count, at = 300, MONDAY.isoformat()
    begun = time.perf_counter()
    for each in range(count):
        driver.execute("BEGIN IMMEDIATE")
        driver.execute(
            "INSERT INTO bare (key, received_at, at, person_id, state) VALUES (?, ?, ?, ?, ?)",
            (f"{round_}-{each}", at, at, each % AGENTS, "ready"),
        )
        driver.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return count / seconds


if __name__ == "__main__":
    main(cases)
