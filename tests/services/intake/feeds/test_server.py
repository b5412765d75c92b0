"""The event feed over real HTTP on both databases: once each, in any order; refusals are told, losses survived."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest

from app.errors import CollisionError
from app.models.feed import FeedEvent
from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval
from app.models.people import AgentState, AgentStateSpan, Role, StateSource
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.intake.feeds import answering
from app.services.intake.feeds import server as feed
from app.services.intake.feeds.recording import Recorder
from app.services.intake.feeds.server import FeedError, FeedServer
from app.settings import FeedSettings
from tests.builders import HOUR, MONDAY, open_floor, person

MINUTE = timedelta(minutes=1)
TOKEN = "0123456789abcdef-not-a-secret"
READY, HANDLING, WRAP_UP, BREAK, TRAINING, OFF = AgentState


@contextmanager
def listening(database: Database, **settings: Any) -> Iterator[int]:
    """A feed that listens on some port, on Monday at ten; gives the port."""
    found = FeedServer(database, FeedSettings(**{"token": TOKEN} | settings), lambda: MONDAY)
    found.start()
    try:
        yield found.port
    finally:
        found.stop()


@pytest.fixture
def port(database: Database) -> Iterator[int]:
    """The port of a feed on a floor with its people and a queue."""
    open_floor(database)
    with database.write() as session:
        session.add(Queue(name="一线", floor_id=session.query(Floor).one().id))
    with listening(database) as found:
        yield found


def ask(
    port: int,
    method: str = "POST",
    path: str = "/v1/events",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Send one request; return status, body and headers of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"} | (headers or {}))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()), dict(answer.getheaders())
    finally:
        connection.close()


def send(port: int, *events: dict[str, Any], one: bool = False) -> tuple[int, dict[str, Any]]:
    """Send events; return status and body of the answer."""
    return ask(port, body=json.dumps(events[0] if one else events).encode())[:2]


def state(key: str, minutes: float, state: AgentState, agent: str = "agent") -> dict[str, Any]:
    """A state of so many minutes before Monday ten."""
    at = (MONDAY - minutes * MINUTE).isoformat()
    return {"id": key, "at": at, "agent": agent, "event": "state", "state": state}


def contact(key: str, minutes: float, **details: Any) -> dict[str, Any]:
    """An answered contact of so many minutes before Monday ten."""
    at = (MONDAY - minutes * MINUTE).isoformat()
    given = {"id": key, "at": at, "queue": "一线", "event": "contact", "answered": True, "wait": 12, "handle": 240}
    return given | details


def spans(database: Database) -> list[tuple[AgentState, float, float | None]]:
    """The spans of everybody: state, and minutes before ten of their begin and end."""
    with database.read() as session:
        found = session.query(AgentStateSpan).order_by(AgentStateSpan.person_id, AgentStateSpan.started_at)
        return [
            (span.state, _before(span.started_at), _before(span.ended_at) if span.ended_at else None) for span in found
        ]


def _before(instant: datetime) -> Any:
    return (MONDAY - instant) / MINUTE


def test_an_event_is_a_state_of_the_agent_from_its_instant_on(database: Database, port: int) -> None:
    assert send(port, state("1", 30, READY), one=True) == (202, {"recorded": 1, "known": 0})
    assert send(port, state("2", 10, HANDLING, "AGENT@example.com"), state("3", 5, WRAP_UP)) == (
        202,
        {"recorded": 2, "known": 0},
    )
    assert spans(database) == [(READY, 30, 10), (HANDLING, 10, 5), (WRAP_UP, 5, None)]
    with database.read() as session:
        assert {span.source for span in session.query(AgentStateSpan)} == {StateSource.FEED}


def test_an_event_that_comes_again_does_nothing(database: Database, port: int) -> None:
    events = [state("1", 30, READY), state("2", 10, BREAK), state("1", 20, OFF)]
    assert send(port, *events) == (202, {"recorded": 2, "known": 1})
    assert send(port, *events) == (202, {"recorded": 0, "known": 3})
    assert spans(database) == [(READY, 30, 10), (BREAK, 10, None)]


def test_what_comes_late_goes_where_it_belongs_also_around_what_a_console_said(database: Database, port: int) -> None:
    with database.write() as session:
        set_state(session, person(session, Role.AGENT).id, BREAK, now=MONDAY - 20 * MINUTE)
    for event in (state("1", 10, HANDLING), state("2", 5, HANDLING), state("3", 7, READY), state("4", 30, TRAINING)):
        assert send(port, event, one=True)[0] == 202
    assert spans(database) == [
        (TRAINING, 30, 20),
        (BREAK, 20, 10),
        (HANDLING, 10, 7),
        (READY, 7, 5),
        (HANDLING, 5, None),
    ]


def test_what_cannot_be_recorded_is_told_by_field_and_the_rest_is(database: Database, port: int) -> None:
    status, answer = send(
        port,
        state("1", 30, READY),
        state("2", 20, READY, "nobody"),
        {"id": "3"},
        state("4", -5, READY),
        state("5", 3 * 24 * 60, READY),
        state("6", 1, READY) | {"state": "asleep"},
        state("7", 1, READY) | {"at": "2026-03-02T10:00:00"},
        contact("8", 5, queue="二线"),
        contact("9", 5, wait=-1),
        contact("10", 5, answered="yes"),
        {"id": "x" * 129},
    )
    assert status == 207
    assert (answer["recorded"], answer["known"]) == (1, 0)
    assert [(each["index"], each["id"], each["field"]) for each in answer["refused"][:-1]] == [
        (1, "2", "agent"),
        (2, "3", "event"),
        (3, "4", "at"),
        (4, "5", "at"),
        (5, "6", "state"),
        (6, "7", "at"),
        (7, "8", "queue"),
        (8, "9", "wait"),
        (9, "10", "answered"),
    ]
    assert answer["refused"][-1]["field"] == "id"
    assert all(each["reason"] for each in answer["refused"])
    assert spans(database) == [(READY, 30, None)]
    status, answer = send(port, state("2", 20, READY, "nobody"), one=True)
    assert (status, answer["refused"][0]["field"]) == (422, "agent")


def test_contacts_are_counted_in_the_quarter_hour_in_which_they_came(database: Database, port: int) -> None:
    events = [
        contact("1", 14),
        contact("2", 13, wait=45),
        contact("3", 1, answered=False, wait=90, handle=0),
        {key: value for key, value in contact("4", 16, answered=False, wait=3).items() if key != "handle"},
    ]
    assert send(port, *events[:2])[0] == 202
    assert send(port, *events) == (202, {"recorded": 2, "known": 2})
    with database.read() as session:
        rows = session.query(ContactInterval).order_by(ContactInterval.starts_at).all()
        found = [
            (
                _before(row.starts_at),
                row.minutes,
                row.offered,
                row.answered,
                row.abandoned,
                row.answered_in_time,
                row.abandoned_early,
                row.handle_seconds,
                row.wait_seconds,
            )
            for row in rows
        ]
    assert found == [(30, 15, 1, 0, 1, 0, 1, 0, 3), (15, 15, 3, 2, 1, 1, 0, 480, 147)]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"body": b"{"}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b"7"}, 400),
        ({"body": b"\xff\xfe"}, 400),
        ({"body": "{}".encode("utf-16")}, 400),
        ({"body": b"9" * 5_000}, 400),
        ({"body": b"[" * 100_000}, 400),
        ({"body": b"{}", "headers": {"Authorization": "Bearer wrong"}}, 401),
        ({"body": b"{}", "headers": {"Authorization": f"Basic {TOKEN}"}}, 401),
        ({"body": b"{}", "headers": {"Authorization": ""}}, 401),
        ({"body": b"{}", "path": "/"}, 404),
        ({"method": "GET", "path": "/v1/events"}, 404),
        ({"method": "DELETE"}, 501),
        ({"body": json.dumps([1] * (answering.MOST_EVENTS + 1)).encode()}, 413),
        ({"headers": {"Content-Length": str(answering.MOST_BYTES + 1)}}, 413),
        ({"body": b" " * 3 * answering.MOST_BYTES}, 413),
        ({"path": "/" + "a" * 100_000}, 414),
        ({"headers": {"X": "a" * 100_000}}, 431),
        ({"headers": {"Content-Length": "-5"}}, 411),
        ({"headers": {"Transfer-Encoding": "chunked"}}, 411),
    ],
)
def test_what_is_no_proper_request_is_refused_in_json(
    sqlite_database: Database, request_: dict[str, Any], status: int
) -> None:
    open_floor(sqlite_database)
    with listening(sqlite_database) as port:
        found, answer, headers = ask(port, **request_)
        assert (found, headers["Content-Type"]) == (status, "application/json; charset=utf-8")
        assert answer["reason"]
        assert ask(port, "GET", "/v1/health")[0] == 200


@pytest.mark.parametrize("token", ["", "too short"])
def test_without_a_token_it_does_not_listen(sqlite_database: Database, token: str) -> None:
    with pytest.raises(FeedError, match=r"feed\.token"):
        FeedServer(sqlite_database, FeedSettings(token=token), lambda: MONDAY)


def test_a_port_that_is_taken_is_told(sqlite_database: Database) -> None:
    with listening(sqlite_database) as port, pytest.raises(FeedError, match=f"cannot listen on 127.0.0.1:{port}"):
        FeedServer(sqlite_database, FeedSettings(port=port, token=TOKEN), lambda: MONDAY)


def test_more_events_than_the_rate_are_put_off(sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    with listening(sqlite_database, rate=3) as port:
        assert send(port, state("1", 3, READY), state("2", 2, BREAK), state("3", 1, READY))[0] == 202
        status, _, headers = ask(port, body=json.dumps(state("4", 0, OFF)).encode())
        assert (status, headers["Retry-After"]) == (429, str(answering.TRY_AGAIN))
    assert len(spans(sqlite_database)) == 3


def test_many_events_at_once_from_many_senders_are_all_recorded_once(database: Database, port: int) -> None:
    minutes = range(200, 0, -1)
    batches = [
        [state(str(each), each, READY if each % 2 else HANDLING) for each in minutes[start::8]] for start in range(8)
    ]

    def go(mine: Sequence[dict[str, Any]]) -> None:
        answers.extend(send(port, *mine[begin : begin + 5]) for begin in range(0, len(mine), 5))

    answers: list[tuple[int, dict[str, Any]]] = []
    # Everything twice, at the same time.
    threads = [threading.Thread(target=go, args=(batch,)) for batch in batches * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} == {202}
    assert sum(answer["recorded"] for _, answer in answers) == 200
    assert spans(database) == [
        (READY if each % 2 else HANDLING, each, each - 1 if each > 1 else None) for each in minutes
    ]


def test_while_the_database_is_away_nothing_is_kept_and_the_sender_is_to_try_again(
    sqlite_database: Database,
) -> None:
    open_floor(sqlite_database)
    file = sqlite_database.file
    assert file
    with listening(sqlite_database) as port:
        sqlite_database.close()
        away = file.with_suffix(".away")
        file.rename(away)
        for method, path, body in (
            ("POST", "/v1/events", json.dumps(state("1", 5, READY)).encode()),
            ("GET", "/v1/health", None),
        ):
            status, answer, headers = ask(port, method, path, body)
            assert (status, headers["Retry-After"]) == (503, str(answering.TRY_AGAIN))
            assert answer["reason"]
        away.rename(file)
        assert send(port, state("1", 5, READY), one=True) == (202, {"recorded": 1, "known": 0})


def test_who_collides_with_others_each_time_is_to_try_again(
    database: Database, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Recorder, "record", Mock(side_effect=CollisionError("Somebody else was there.")))
        status, _, headers = ask(port, "POST", "/v1/events", json.dumps(state("1", 5, READY)).encode())
    assert (status, headers["Retry-After"]) == (503, str(answering.TRY_AGAIN))
    assert send(port, state("1", 5, READY), one=True) == (202, {"recorded": 1, "known": 0})


def test_what_dies_half_way_is_not_there_at_all(database: Database, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Recorder.record

    def dies(*arguments: Any, **named: Any) -> Any:
        real(*arguments, **named)
        raise ConnectionAbortedError

    monkeypatch.setattr(Recorder, "record", dies)
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        send(port, state("1", 5, READY), one=True)
    monkeypatch.setattr(Recorder, "record", real)
    assert spans(database) == []
    assert send(port, state("1", 5, READY), one=True) == (202, {"recorded": 1, "known": 0})


def test_slow_senders_are_hung_up_on_and_keep_nobody_out(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_floor(sqlite_database)
    monkeypatch.setattr(feed, "PATIENCE", 0.2)
    monkeypatch.setattr(answering.Handler, "timeout", 5)
    with listening(sqlite_database) as port:
        slow = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(20)]
        for each in slow:
            each.sendall(b"POST /v1/events HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        assert ask(port, "GET", "/v1/health")[0] == 200
        for each in slow:
            assert each.recv(1) == b""
            each.close()


def test_a_connection_that_ends_just_as_it_is_hung_up_on_does_not_end_the_feed(sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    found = FeedServer(sqlite_database, FeedSettings(token=TOKEN), lambda: MONDAY)
    closed = socket.create_connection(("127.0.0.1", found.port), timeout=30)
    closed.close()
    found._server.waits(closed, waits=True)
    found._server.close_idle(time.monotonic() + answering.PATIENCE)
    found._server.server_close()


@contextmanager
def two_kept(port: int) -> Iterator[None]:
    """Two connections that have asked something and stay."""
    kept = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(2)]
    for each in kept:
        each.request("GET", "/v1/health")
        each.getresponse().read()
    yield
    for each in kept:
        each.close()


def test_more_connections_than_there_are_places_for_are_told_so(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_floor(sqlite_database)
    monkeypatch.setattr(feed, "MOST_CONNECTIONS", 2)
    monkeypatch.setattr(feed, "_SHORTEST", 60.0)
    with (
        listening(sqlite_database) as port,
        two_kept(port),
        socket.create_connection(("127.0.0.1", port), timeout=30) as third,
    ):
        assert third.recv(4_096).startswith(b"HTTP/1.1 503 ")


def test_who_keeps_a_connection_in_vain_makes_room_for_others(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_floor(sqlite_database)
    monkeypatch.setattr(feed, "MOST_CONNECTIONS", 2)
    monkeypatch.setattr(feed, "_SHORTEST", 0.05)
    with listening(sqlite_database) as port, two_kept(port):
        answers = set()
        while 200 not in answers:
            with suppress(ConnectionError, http.client.HTTPException):
                answers.add(ask(port, "GET", "/v1/health")[0])
        assert answers <= {200, 503}


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        # Behind a proxy that believes the other length, the rest would be another one's request.
        (b"POST /v1/events HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 29\r\n\r\n{}", b"411"),
        (b"GET /v1/health HTTP/1.1\r\nContent-Length: 27\r\n\r\n", b"200"),
    ],
)
def test_no_request_hides_in_another_one(sqlite_database: Database, request_: bytes, status: bytes) -> None:
    open_floor(sqlite_database)
    with listening(sqlite_database) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(request_ + b"GET /v1/hidden HTTP/1.1\r\n\r\n")
            answer = b""
            while part := connection.recv(4_096):
                answer += part
        assert answer.startswith(b"HTTP/1.1 " + status)
        assert answer.count(b"HTTP/1.1") == 1


def test_what_was_told_long_ago_is_forgotten(sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        session.add(FeedEvent(key="old", received_at=MONDAY - 73 * HOUR, at=MONDAY - 73 * HOUR))
        session.add(FeedEvent(key="young", received_at=MONDAY - 71 * HOUR, at=MONDAY - 71 * HOUR))
    with listening(sqlite_database) as port:
        send(port, state("new", 5, READY), one=True)
    with sqlite_database.read() as session:
        assert {event.key for event in session.query(FeedEvent)} == {"young", "new"}
