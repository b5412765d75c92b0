"""The examples of the document for integrators, run as they stand against the real server; which may be killed."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.feed import FeedEvent
from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval
from app.models.people import AgentState, AgentStateSpan, Person, Role
from app.services.database import Database
from tests.builders import open_floor, person

ROOT = Path(__file__).parents[4]
TOKEN = "0123456789abcdef-not-a-secret"
EXAMPLE = re.compile(r"```sh\n(.*?)```\n\n```json\n(.*?)```", re.DOTALL)


def examples(name: str) -> list[tuple[str, str]]:
    """The commands of a document, each with the answer that it shows."""
    return EXAMPLE.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: Database, folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """`main.py serve` in a process of its own, once it listens."""
    environment = os.environ | {
        "FLOORWATCH_SETTINGS": str(folder / "settings.toml"),
        "FLOORWATCH_DATABASE_ADDRESS": str(database.file),
        "FLOORWATCH_FEED_PORT": str(port),
        "FLOORWATCH_FEED_TOKEN": TOKEN,
    }
    (folder / "settings.toml").touch()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "serve"], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    try:
        for line in process.stderr:
            if "event feed listens" in line:
                break
        yield process
    finally:
        process.kill()
        process.communicate()


def killed_under_way(server: "subprocess.Popen[str]", port: int) -> set[str]:
    """Kill the server while eight senders send; return which events it has acknowledged."""
    acknowledged: set[str] = set()
    enough = threading.Event()

    def send(sender: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for count in range(1_000):
            key = f"killed-{sender}-{count}"
            event = {"id": key, "event": "contact", "queue": "信用卡", "answered": False, "wait": 1}
            body = json.dumps(event | {"at": datetime.now(UTC).isoformat()}).encode()
            try:
                connection.request("POST", "/v1/events", body, {"Authorization": f"Bearer {TOKEN}"})
                if connection.getresponse().read() == b'{"recorded": 1, "known": 0}':
                    acknowledged.add(key)
            except (http.client.HTTPException, OSError):
                break
            if len(acknowledged) >= 40:
                enough.set()
        connection.close()

    senders = [threading.Thread(target=send, args=(sender,)) for sender in range(8)]
    for sender in senders:
        sender.start()
    assert enough.wait(60)
    server.send_signal(signal.SIGKILL)
    server.wait()
    for sender in senders:
        sender.join()
    return acknowledged


def test_both_documents_show_the_same_examples() -> None:
    assert examples("event_feed.md") == examples("event_feed.zh.md")
    assert len(examples("event_feed.md")) == 4


@pytest.mark.skipif(shutil.which("curl") is None or os.name == "nt", reason="the examples are for a shell with curl")
def test_the_examples_do_what_the_document_says_also_after_the_server_was_killed(
    sqlite_database: Database, tmp_path: Path
) -> None:
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        session.get_one(Person, person(session, Role.AGENT).id).name = "王晓梅"
        session.add(Queue(name="信用卡", floor_id=session.query(Floor).one().id))
    sqlite_database.close()
    port = free_port()
    shell = os.environ | {"FEED": f"http://127.0.0.1:{port}", "TOKEN": TOKEN}
    with serving(sqlite_database, tmp_path, port) as server:
        for command, answer in examples("event_feed.md"):
            done = subprocess.run(["bash", "-c", command], env=shell, capture_output=True, text=True, check=True)
            assert json.loads(done.stdout) == json.loads(answer)
        acknowledged = killed_under_way(server, port)
    with serving(sqlite_database, tmp_path, port) as server:
        for command, answer in examples("event_feed.md")[1:3]:
            done = subprocess.run(["bash", "-c", command], env=shell, capture_output=True, text=True, check=True)
            assert json.loads(done.stdout) == {"recorded": 0, "known": json.loads(answer)["recorded"]}
        # Told to stop, it finishes what is under way, whoever is still connected.
        with urllib.request.urlopen(f"{shell['FEED']}/v1/health") as kept:
            assert kept.status == 200
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=60) == 0
    with sqlite_database.read() as session:
        assert [span.state for span in session.query(AgentStateSpan)] == [AgentState.READY]
        # Nothing that was acknowledged is lost; of what was under way all is there or nothing.
        kept = set(session.scalars(select(FeedEvent.key).where(FeedEvent.key.like("killed-%"))))
        assert acknowledged <= kept
        assert sum(interval.abandoned for interval in session.query(ContactInterval)) == 1 + len(kept)
        assert sum(interval.offered for interval in session.query(ContactInterval)) == 2 + len(kept)
