"""What a source brings becomes a complaint once, follows its origin, never overwrites people; on either database."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from app.models.feed import FeedSource
from app.models.message import Message
from app.models.sla import LifeEvent, Target
from app.models.ticket import Category, Priority, Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.sealing import Seal
from app.services.handling.events import happen, merge
from app.services.intake.feeds import reading
from app.services.intake.feeds.item import Comment, ForeignFile, Item, instant
from app.services.intake.feeds.reading import LEASE, Feeds, due_sources, read_source, rest_after
from app.services.intake.feeds.receive import Received, receive
from app.services.intake.feeds.source import (
    FieldKind,
    Found,
    ItemError,
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
from tests.builders import MONDAY, clocks_of, new_ticket, open_floor
from tests.services.intake.feeds.reader import Reader

HOUR = timedelta(hours=1)


def item(**changes: Any) -> Item:
    """A complaint of another system."""
    plain = Item(
        origin="src",
        key="7",
        version="1",
        title="No heating",
        text="It is cold.",
        received_at=MONDAY - HOUR,
        source=Source.EMAIL,
        priority=Priority.NORMAL,
        customer="Wang",
        email="wang@example.com",
    )
    return replace(plain, **changes)


class Desk:
    """A floor that receives."""

    def __init__(self, database: Database) -> None:
        self.database, self.rulebook, self.now = database, open_floor(database), MONDAY

    def take(self, given: Item) -> Received:
        """Receive something a minute after the last thing."""
        self.now += timedelta(minutes=1)
        with self.database.write() as session:
            return receive(session, self.rulebook, given, now=self.now)

    def ticket(self, key: str = "7") -> Ticket:
        """The complaint of a key."""
        with self.database.read() as session:
            return session.query(Ticket).filter_by(origin="src", external_key=key).one()

    def by_hand(self, **changes: Any) -> None:
        """Let a person change the complaint here."""
        with self.database.write() as session:
            ticket = session.query(Ticket).filter_by(external_key="7").one()
            for name, value in changes.items():
                setattr(ticket, name, value)

    def happens(self, event: LifeEvent) -> None:
        """Let something happen to the complaint here."""
        self.now += timedelta(minutes=1)
        with self.database.write() as session:
            ticket = session.query(Ticket).filter_by(external_key="7").one()
            happen(session, self.rulebook, ticket, event, now=self.now)

    def kinds(self) -> Counter[str]:
        """What happened to the complaint, and how often."""
        with self.database.read() as session:
            return Counter(event.kind for event in session.query(TicketEvent).filter_by(ticket_id=self.ticket().id))


@pytest.fixture
def desk(database: Database) -> Desk:
    """A floor on either database."""
    return Desk(database)


def test_it_is_recorded_once_with_running_clocks_and_its_customer(desk: Desk) -> None:
    assert desk.take(item()) is Received.ADDED
    assert desk.take(item()) is Received.UNCHANGED
    ticket = desk.ticket()
    assert (ticket.received_at, ticket.status, ticket.stage) == (MONDAY - HOUR, Status.OPEN, "intake")
    [clock] = clocks_of(desk.database, ticket, Target.FIRST_RESPONSE)
    assert (clock.started_at, clock.armed) == (MONDAY - HOUR, True)
    assert ticket.customer_id is not None
    desk.take(item(key="8"))
    assert desk.ticket("8").customer_id == ticket.customer_id


@pytest.mark.parametrize("said", [MONDAY + 2 * HOUR, datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_time_that_cannot_be_is_taken_as_now_and_noted(desk: Desk, said: datetime) -> None:
    desk.take(item(received_at=said))
    assert desk.ticket().received_at == desk.now
    assert desk.kinds()["time_doubted"] == 1


def test_without_a_time_it_was_received_now(desk: Desk) -> None:
    desk.take(item(received_at=None, title="", text="first line\nsecond"))
    assert (desk.ticket().received_at, desk.ticket().title) == (desk.now, "first line")
    assert desk.kinds()["time_doubted"] == 0


def test_fields_follow_their_origin_until_somebody_changes_them_here(desk: Desk) -> None:
    desk.take(item())
    assert desk.take(item(version="2", title="Still no heating", priority=Priority.HIGH)) is Received.CHANGED
    assert (desk.ticket().title, desk.ticket().priority) == ("Still no heating", Priority.HIGH)
    desk.by_hand(title="Boiler broken")
    desk.take(item(version="3", title="Cold!", priority=Priority.URGENT))
    assert (desk.ticket().title, desk.ticket().priority) == ("Boiler broken", Priority.URGENT)
    assert desk.kinds()["import_left_out"] == 1
    # The same news once more are none.
    desk.take(item(version="4", title="Cold!", priority=Priority.URGENT))
    assert desk.kinds()["import_left_out"] == 1
    assert desk.kinds()["import_changed"] == 2


def test_what_somebody_resolved_here_is_not_opened_by_an_origin_that_says_nothing_new(desk: Desk) -> None:
    desk.take(item())
    desk.happens(LifeEvent.RESOLVED)
    desk.take(item(version="2", title="x"))
    assert desk.ticket().status is Status.RESOLVED
    desk.take(item(version="3", title="x", status=Status.WAITING))
    assert desk.ticket().status is Status.RESOLVED
    assert desk.kinds()["import_left_out"] == 1


@pytest.mark.parametrize(
    ("statuses", "ends"),
    [
        ((Status.OPEN, Status.WAITING, Status.OPEN), Status.OPEN),
        ((Status.OPEN, Status.RESOLVED), Status.RESOLVED),
        # Closing needs the loop closed here.
        ((Status.OPEN, Status.CLOSED), Status.RESOLVED),
        ((Status.WAITING, Status.RESOLVED, Status.OPEN), Status.OPEN),
        ((Status.OPEN, Status.RESOLVED, Status.WAITING), Status.WAITING),
        ((Status.OPEN, Status.SPAM), Status.SPAM),
        ((Status.OPEN, Status.WITHDRAWN), Status.WITHDRAWN),
    ],
)
def test_the_status_follows_step_by_step(desk: Desk, statuses: tuple[Status, ...], ends: Status) -> None:
    for version, status in enumerate(statuses):
        desk.take(item(version=str(version), status=status))
    assert desk.ticket().status is ends


def test_what_was_resolved_there_before_it_came_is_resolved_then(desk: Desk) -> None:
    answered, ended = MONDAY - HOUR / 2, MONDAY - HOUR / 4
    desk.take(item(status=Status.RESOLVED, answered_at=answered, ended_at=ended))
    ticket = desk.ticket()
    assert (ticket.status, ticket.first_responded_at, ticket.resolved_at) == (Status.RESOLVED, answered, ended)
    [clock] = clocks_of(desk.database, ticket, Target.RESOLUTION)
    assert clock.stopped_at == ended


def test_what_was_deleted_before_it_came_does_not_come(desk: Desk) -> None:
    assert desk.take(item(status=Status.WITHDRAWN)) is Received.GONE


def test_what_is_said_comes_once_and_a_customers_word_ends_a_wait(desk: Desk) -> None:
    theirs = Comment(key="1", at=MONDAY, text="It is getting worse", incoming=True)
    ours = Comment(key="2", at=MONDAY, text="We look into it", incoming=False)
    inner = Comment(key="3", at=MONDAY, text="hm", incoming=False, public=False, author="Li")
    desk.take(item(status=Status.WAITING))
    assert desk.ticket().status is Status.WAITING
    for version in "23":
        desk.take(item(version=version, status=Status.WAITING, comments=(ours, inner, theirs)))
    with desk.database.read() as session:
        assert [each.body for each in session.query(Message).order_by(Message.id)] == [ours.text, theirs.text]
    assert desk.ticket().status is Status.OPEN
    assert desk.ticket().first_responded_at == MONDAY
    assert desk.kinds()["note"] == 1


def test_a_word_of_risk_in_a_comment_is_found(desk: Desk) -> None:
    desk.take(item())
    assert not desk.ticket().high_risk
    desk.take(item(version="2", comments=(Comment(key="1", at=None, text="我要找媒体曝光", incoming=True),)))
    assert desk.ticket().high_risk


def test_a_category_is_found_by_its_path_or_a_name_that_only_one_has(desk: Desk) -> None:
    with desk.database.write() as session:
        session.add_all(
            Category(name=path.rpartition(" / ")[2], path=path) for path in ("物流", "A / 其他", "B / 其他")
        )
    for key, named, path in (
        ("1", "物流", "物流"),
        ("2", "其他", None),
        ("3", "A / 其他", "A / 其他"),
        ("4", "x", None),
    ):
        desk.take(item(key=key, category=named))
        with desk.database.read() as session:
            found = desk.ticket(key).category_id
            assert (session.get_one(Category, found).path if found else None) == path


def test_what_is_said_of_a_merged_complaint_is_with_the_one_that_lives_on(desk: Desk) -> None:
    desk.take(item())
    other = new_ticket(desk.database, desk.rulebook, now=desk.now)
    with desk.database.write() as session:
        mine = session.query(Ticket).filter_by(external_key="7").one()
        merge(session, desk.rulebook, mine, session.get_one(Ticket, other.id), now=desk.now)
    said = Comment(key="1", at=None, text="and?", incoming=True)
    desk.take(item(version="2", title="other", status=Status.RESOLVED, comments=(said,)))
    assert (desk.ticket().status, desk.ticket().title) == (Status.MERGED, "No heating")
    with desk.database.read() as session:
        assert [each.ticket_id for each in session.query(Message)] == [other.id]


def test_a_file_comes_once_and_why_one_is_refused_is_on_record(desk: Desk) -> None:
    files = (
        ForeignFile(key="1", name="a.pdf", content=b"%PDF-1.7\n%%EOF"),
        ForeignFile(key="2", name="b.exe", content=b"MZ"),
        ForeignFile(key="3", name="c.mp4", refusal=kept_words(SourceError("It is larger than {most} MB.", most=25))),
    )
    for version in "12":
        desk.take(item(version=version, files=files))
    assert desk.kinds()["evidence_added"] == 1
    assert desk.kinds()["file_refused"] == 2


def test_texts_that_no_database_keeps_are_kept_without_what_it_does_not(desk: Desk) -> None:
    desk.take(item(title="a\0b \ud800" + "x" * 500, text="\0", category="\0", product="\0p", customer="\0", email="\0"))
    assert desk.ticket().title.startswith("ab xxx")
    with pytest.raises(ItemError):
        desk.take(item(key="x" * 201))


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
