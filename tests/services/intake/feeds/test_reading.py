"""Sources are read when they are due, by one process at a time, and set up by those who may; on either database."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from app.models.feed import FeedSource
from app.services.database import Database
from app.services.deadlines.sealing import Seal
from app.services.intake.feeds import reading
from app.services.intake.feeds.item import Item, instant
from app.services.intake.feeds.lease import LEASE, due_sources, rest_after
from app.services.intake.feeds.readers import Feeds
from app.services.intake.feeds.reading import read_source
from app.services.intake.feeds.source import (
    FieldKind,
    Found,
    Page,
    SourceError,
    kept_words,
    kinds,
    said_words,
)
from app.services.intake.feeds.source_list import (
    SourceRightsError,
    add_source,
    change_source,
    read_now,
    read_rejects,
    read_sources,
    remove_source,
    retry,
    set_active,
    trial,
)
from app.services.intake.feeds.sources.folder import Folder
from app.services.intake.feeds.web import proper_address
from app.settings import ChannelSettings
from tests.services.intake.feeds.reader import Reader
from tests.services.intake.feeds.test_receive import item

HOUR = timedelta(hours=1)


def test_rest_doubles_up_to_an_hour_and_spreads() -> None:
    every = timedelta(seconds=60)
    assert [rest_after(failures, every, 0.5) for failures in (1, 2, 3)] == [2 * every, 4 * every, 8 * every]
    assert rest_after(1, every, 0.0) < rest_after(1, every, 0.99)
    assert rest_after(500, every, 0.5) == timedelta(hours=1)


class Made(Folder):
    """A source of one thing, from which other things happen."""

    happens: Any = staticmethod(lambda: None)

    def pages(self, cursor: Any, *, now: datetime) -> Any:
        type(self).happens()
        yield Page([Found("7", "1", None)], {"read": True})

    def item(self, found: Found, files: frozenset[str]) -> Item:
        return item()


@pytest.fixture
def reader(database: Database, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A floor with such a source."""
    monkeypatch.setattr(reading, "kind_named", lambda kind: Made)
    monkeypatch.setattr(Made, "happens", staticmethod(lambda: None))
    return Reader(database, tmp_path, "folder", {"folder": str(tmp_path)})


def read_beside(reader: Reader) -> Any:
    """Read the source as another process would."""
    return read_source(reader.database, reader.rulebook, reader.seal, reader.id, jitter=0.5, now=lambda: reader.now)


def test_one_process_reads_a_source_at_a_time(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    beside: list[Any] = []
    monkeypatch.setattr(Made, "happens", staticmethod(lambda: beside.append(read_beside(reader))))
    assert reader.read() == {"added": 1}
    assert beside == [None]


def test_whoever_lost_the_lease_writes_nothing(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def dawdle() -> None:
        monkeypatch.setattr(Made, "happens", staticmethod(lambda: None))
        reader.now += LEASE
        assert read_beside(reader) == {"added": 1}

    monkeypatch.setattr(Made, "happens", staticmethod(dawdle))
    assert reader.read() is None
    assert reader.source().counts == {"added": 1}
    assert reader.source().lease_until is None


def test_who_takes_long_over_a_portion_keeps_the_lease(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    beside: list[Any] = []

    def slow(self: Any, found: Found, files: frozenset[str]) -> Item:
        reader.now += LEASE * 0.7
        beside.append(read_beside(reader))
        return item(key=found.key)

    monkeypatch.setattr(Made, "item", slow)
    monkeypatch.setattr(Made, "pages", lambda *_, now: iter([Page([Found(key, "1", None) for key in "78"], {})]))
    assert reader.read() == {"added": 2}
    assert beside == [None, None]


def test_a_fault_in_a_source_is_written_down_and_it_rests(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(Made, "happens", staticmethod(fail))
    assert reader.read() is None
    assert "oops" in reader.error()
    assert reader.source().failures == 1


def test_the_duty_reads_what_is_due_in_threads_of_its_own(reader: Reader) -> None:
    feeds = Feeds(reader.database, reader.rulebook, reader.seal, lambda: reader.now, Random(1))
    feeds.tick()
    for future in feeds._under_way.values():
        future.result()
    feeds.stop()
    assert list(reader.tickets()) == ["7"]
    with reader.database.read() as session:
        assert due_sources(session, now=reader.now) == []
        assert due_sources(session, now=reader.now + HOUR) == [reader.id]


def test_what_was_refused_is_tried_again_after_a_while_or_at_once_when_asked(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Made, "retries", True)
    monkeypatch.setattr(Made, "find", lambda self, key: Found(key, "1", None))
    monkeypatch.setattr(Made, "item", lambda self, found, files: item(key="x" * 300))
    reader.read()
    assert "longer than 200" in reader.rejects()["7"]
    monkeypatch.undo()
    monkeypatch.setattr(reading, "kind_named", lambda kind: Made)
    monkeypatch.setattr(Made, "retries", True)
    monkeypatch.setattr(Made, "find", lambda self, key: Found(key, "1", None))
    monkeypatch.setattr(Made, "pages", lambda self, cursor, now: iter(()))
    reader.read()
    assert list(reader.rejects()) == ["7"]
    with reader.database.write() as session:
        retry(session, reader.id, ["7"], by=reader.by, now=reader.now)
    reader.read()
    assert (reader.rejects(), list(reader.tickets())) == ({}, ["7"])


def test_sources_are_kept_without_showing_their_secret(database: Database, tmp_path: Any) -> None:
    values = {"address": "help.example.com", "login": "a@example.com"}
    reader = Reader(database, tmp_path, "zendesk", values, "s3cret")
    with database.read() as session:
        [row] = read_sources(session, by=reader.by, now=reader.now).rows
        assert (row.name, row.has_secret, row.values["address"]) == ("src", True, "https://help.example.com")
        assert "s3cret" not in repr(row)
        kept = session.get_one(FeedSource, reader.id).secret
        assert kept is not None
        assert b"s3cret" not in kept
        # It is tried with the secret that is kept.
        tried = trial(session, reader.seal, reader.id, kind="zendesk", values=values, secret="")
        assert tried.password == "s3cret"
        assert read_rejects(session, reader.id) == ()
    other = Seal(ChannelSettings(key_file=str(tmp_path / "other.key")))
    with pytest.raises(Exception, match="key"), database.write() as session:
        change_source(session, other, reader.id, values, "new", by=reader.by)
    with database.write() as session:
        change_source(session, reader.seal, reader.id, values | {"every": 600}, "new", by=reader.by)
        read_now(session, reader.id, by=reader.by)
        set_active(session, reader.id, False, by=reader.by)
    with database.write() as session:
        assert reader.seal.open(session.get_one(FeedSource, reader.id).secret or b"").url == "new"
        remove_source(session, reader.id, by=reader.by)
    with database.read() as session:
        assert read_sources(session, by=None, now=reader.now).rows == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "src"}, "already a source"),
        ({"name": " "}, "name"),
        ({"secret": ""}, "is needed"),
        ({"secret": "a\nb"}, "one line"),
        ({"kind": "nonsense"}, "no source of the kind"),
        ({"values": {"address": "http://help.example.com", "login": "x"}}, "https"),
        ({"values": {"address": "https://u:p@help.example.com", "login": "x"}}, "no address"),
        ({"values": {"address": "https://help.example.com"}}, "needed"),
        ({"values": {"address": "https://help.example.com", "login": "x", "every": 1}}, "number from 15"),
        ({"by": None}, "set up sources"),
    ],
)
def test_what_cannot_be_a_source_is_refused(
    sqlite_database: Database, tmp_path: Any, changed: dict[str, Any], said: str
) -> None:
    reader = Reader(sqlite_database, tmp_path, "folder", {"folder": str(tmp_path)})
    good: dict[str, Any] = {
        "kind": "zendesk",
        "name": "new",
        "values": {"address": "https://help.example.com", "login": "x"},
        "secret": "s",
        "by": reader.by,
    }
    with pytest.raises((SourceError, SourceRightsError, Exception), match=said), sqlite_database.write() as session:
        add_source(session, reader.seal, **(good | changed), now=reader.now)


def test_every_kind_declares_itself_in_both_languages() -> None:
    assert list(kinds()) == ["folder", "freshdesk", "jira", "mailbox", "zammad", "zendesk"]
    for kind in kinds().values():
        assert all(kind.title)
        for field in kind.offered():
            assert all(field.title)
            assert bool(field.hint.zh) == bool(field.hint.en)
            assert (field.kind is FieldKind.CHOICE) == bool(field.choices)
            if not field.needed:
                field.checked(field.first)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("help.example.com/", "https://help.example.com"),
        ("https://help.example.com:8443/base", "https://help.example.com:8443/base"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_an_address_is_tidied(given: str, kept: str) -> None:
    assert proper_address(given) == kept


def test_a_refusal_is_kept_so_that_it_can_be_said_in_another_language() -> None:
    kept = kept_words(SourceError("{host} answers with an error ({status}).", host="x" * 2_000, status=500))
    assert len(kept) <= 1_000
    said = said_words(kept)
    assert (said.sentence, said.values["status"]) == ("{host} answers with an error ({status}).", 500)
    assert str(said_words("plain {words}")) == "plain {words}"
    assert instant("2026-03-02T10:00:00") is None
