"""Four ticket systems are followed through pages, faults and restarts: each ticket comes once, as it stands there."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.models.feed import FeedSource
from app.models.message import Direction
from app.models.ticket import Priority, Source, Status
from app.services.database import Database
from app.services.intake.feeds import reading
from app.services.intake.feeds.by_time import ByTime
from app.services.intake.feeds.lease import LEASE
from app.services.intake.feeds.receive import receive
from app.services.intake.feeds.source import Setting, SourceError, kind_named
from app.services.intake.feeds.source_list import set_active
from tests.services.intake.feeds.reader import EVERY, Reader, at
from tests.services.intake.feeds.stand_in import Answer, Asked, StandIn
from tests.services.intake.feeds.vendors import (
    SECRET,
    VENDORS,
    Described,
    FreshdeskDescribed,
    JiraDescribed,
    MadeUpDesk,
    ZammadDescribed,
    ZendeskDescribed,
)

MINUTE = timedelta(minutes=1)
_PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + b"\0" * 16


class Followed(Reader):
    """A floor that follows a made-up desk, whose clock runs along."""

    def __init__(self, database: Database, folder: Path, kind: type[Described]) -> None:
        self.desk = MadeUpDesk()
        self.vendor = kind(self.desk)
        self.server = StandIn(self.vendor, lambda: self.desk.now)
        super().__init__(database, folder, kind.kind, {"address": self.server.address, **kind.settings}, SECRET)

    def read(self, *, after: timedelta = EVERY, jitter: float = 0.5) -> Any:
        self.desk.now += after
        return super().read(after=after, jitter=jitter)

    def read_all(self, times: int = 4) -> None:
        """Read until whatever the vendor holds back has come."""
        for _ in range(times):
            self.read(after=2 * MINUTE)

    def titles(self) -> dict[str, str]:
        """The titles of the complaints, by their keys."""
        return {key: each.title for key, each in self.tickets().items()}

    def as_there(self) -> dict[str, str]:
        """What the titles should be."""
        return {str(id_): each.title for id_, each in self.desk.tickets.items()}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and portions of a few rows, so that there are several."""
    monkeypatch.setattr(ByTime, "rows", 3)
    monkeypatch.setattr(reading, "PORTION", 2)


@pytest.fixture(params=VENDORS, ids=[each.kind for each in VENDORS])
def followed(request: pytest.FixtureRequest, sqlite_database: Database, tmp_path: Path) -> Iterator[Followed]:
    """Each vendor in turn."""
    made = Followed(sqlite_database, tmp_path, request.param)
    yield made
    made.server.stop()


@pytest.fixture
def follow(sqlite_database: Database, tmp_path: Path) -> Iterator[Any]:
    """Follow the vendor that a test names."""
    made: list[Followed] = []

    def begin(kind: type[Described]) -> Followed:
        made.append(Followed(sqlite_database, tmp_path, kind))
        return made[0]

    yield begin
    for each in made:
        each.server.stop()


def test_a_ticket_comes_with_all_that_is_known_of_it(followed: Followed) -> None:
    ticket = followed.desk.open(priority="high", files=[(7, "picture.png", _PNG)])
    followed.read_all(2)
    [found] = followed.tickets().values()
    assert (found.external_key, found.title) == ("1", ticket.title)
    assert (found.description, found.received_at) == (ticket.text, ticket.created)
    assert (found.priority, found.status) == (Priority.HIGH, Status.OPEN)
    assert found.source is (Source.WEB_FORM if followed.vendor.kind == "jira" else Source.EMAIL)
    assert found.customer_id is not None
    assert "evidence_added" in followed.events(found)
    assert followed.source().counts["added"] == 1


def test_nothing_that_was_there_before_the_source_was_added_comes(followed: Followed) -> None:
    followed.desk.now -= timedelta(days=1)
    followed.desk.open("old")
    followed.desk.now += timedelta(days=1)
    followed.read_all(2)
    assert followed.tickets() == {}


def test_many_pages_are_read_and_read_again_without_doubling(followed: Followed) -> None:
    for _ in range(11):
        followed.desk.open()
    for _ in range(4):
        followed.desk.now += timedelta(seconds=7)
        followed.desk.open()
    followed.read_all(3)
    assert followed.titles() == followed.as_there()
    assert followed.source().counts["added"] == 15


def test_changes_and_comments_follow_and_answers_are_first_responses(followed: Followed) -> None:
    followed.desk.open()
    followed.read_all(2)
    followed.desk.say(1, "We look into it.", incoming=False)
    followed.desk.say(1, "psst", incoming=False, public=False)
    followed.desk.change(1, title="Still no heating", status="waiting")
    followed.read_all(2)
    [ticket] = followed.tickets().values()
    assert (ticket.title, ticket.status) == ("Still no heating", Status.WAITING)
    assert ticket.first_responded_at is not None
    assert followed.said(ticket, Direction.OUT) == ["We look into it."]
    assert followed.events(ticket).count("note") == 1
    followed.desk.say(1, "Somebody could be hurt")
    followed.desk.change(1, status="open")
    followed.read_all(2)
    [ticket] = followed.tickets().values()
    assert (ticket.status, followed.said(ticket)) == (Status.OPEN, ["Somebody could be hurt"])
    followed.desk.change(1, status="resolved")
    followed.read_all(2)
    [ticket] = followed.tickets().values()
    assert ticket.status is Status.RESOLVED


def test_many_comments_come_each_once(followed: Followed) -> None:
    followed.desk.open()
    for place in range(5):
        followed.desk.say(1, f"word {place}")
    followed.read_all(3)
    [ticket] = followed.tickets().values()
    assert followed.said(ticket) == [f"word {place}" for place in range(5)]


def test_whoever_asks_to_be_left_alone_is_left_alone_and_nothing_is_missed(followed: Followed) -> None:
    for _ in range(5):
        followed.desk.open()
    followed.server.spoil = lambda asked, answer: Answer({}, 429, {"Retry-After": "90"})
    assert followed.read(after=2 * MINUTE) is None
    row = followed.source()
    assert row.next_read_at == followed.now + timedelta(seconds=90)
    assert row.failures == 0
    followed.server.spoil = lambda asked, answer: answer
    asked = len(followed.server.asked)
    assert followed.read(after=MINUTE) is None
    assert len(followed.server.asked) == asked
    followed.read_all(2)
    assert followed.titles() == followed.as_there()
    assert followed.source().last_error is None


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (Answer({"error": "oops"}, 500), "500"),
        (Answer({}, 401), "look at the login"),
        (Answer(b'{"tickets": [{"id"'), "no JSON"),
        (Answer(b"<html>maintenance</html>"), "no JSON"),
        (Answer({}, 302, {"Location": "http://evil.example/"}), "not encrypted"),
        (Answer({}, 302, {"Location": "/api/v2/again"}), "from one address to the next"),
        (Answer(["x" * 100], cut=20), "cannot be reached"),
    ],
)
def test_a_source_in_fault_rests_longer_each_time_and_says_why(follow: Any, spoiled: Answer, said: str) -> None:
    followed = follow(FreshdeskDescribed)
    followed.desk.open()
    followed.server.spoil = lambda asked, answer: spoiled
    for failures, rest in ((1, 120), (2, 240), (3, 480)):
        assert followed.read(after=timedelta(hours=1)) is None
        row = followed.source()
        assert (row.failures, row.next_read_at) == (failures, followed.now + timedelta(seconds=rest))
    assert said in followed.error()
    followed.server.spoil = lambda asked, answer: answer
    followed.read(after=timedelta(hours=1))
    assert (followed.titles(), followed.source().failures) == (followed.as_there(), 0)


def test_one_ticket_that_cannot_be_fetched_does_not_hold_up_the_others(followed: Followed) -> None:
    followed.desk.open()
    followed.read_all(2)
    followed.desk.say(1, "word")
    followed.desk.open()

    def spoil(asked: Asked, answer: Answer) -> Answer:
        about_first = any(f"/{part}" in asked.path for part in ("tickets/1/", "issue/1/", "by_ticket/1"))
        return Answer({}, 500) if about_first else answer

    followed.server.spoil = spoil
    followed.desk.say(1, "and another")
    for _ in range(4):
        followed.read(after=timedelta(hours=1))
    assert followed.titles() == followed.as_there()
    assert list(followed.rejects()) == ["1"]
    followed.server.spoil = lambda asked, answer: answer
    followed.read(after=timedelta(hours=1))
    assert followed.rejects() == {}
    assert followed.said(followed.tickets()["1"]) == ["word", "and another"]


def test_what_is_written_otherwise_than_described_is_refused_alone(followed: Followed) -> None:
    followed.desk.open()
    followed.desk.open()
    followed.desk.tickets[1].title = "\0" * 3
    followed.desk.tickets[1].priority = "so-so" if followed.vendor.kind != "freshdesk" else "low"
    followed.read_all(2)
    assert len(followed.tickets()) == 2


def test_a_clock_that_is_ahead_loses_nothing_and_no_time_lies_in_the_future(followed: Followed) -> None:
    # The floor's clock is ten minutes behind that of the vendor.
    followed.desk.now += timedelta(minutes=10)
    for _ in range(5):
        followed.desk.open()
        followed.desk.now += timedelta(seconds=20)
    followed.read_all(2)
    assert followed.titles() == followed.as_there()
    tickets = followed.tickets()
    assert all(each.received_at <= followed.now for each in tickets.values())
    assert "time_doubted" in followed.events(tickets["5"])
    followed.desk.change(3, title="changed")
    followed.read_all(2)
    assert followed.titles() == followed.as_there()


@pytest.mark.parametrize("apart", [timedelta(seconds=30), timedelta(0)])
def test_what_moves_behind_while_it_is_paged_lets_nothing_be_skipped(followed: Followed, apart: timedelta) -> None:
    for _ in range(10):
        followed.desk.open()
        followed.desk.now += apart
    followed.desk.now += timedelta(minutes=20)
    listings = iter(range(100))

    def spoil(asked: Asked, answer: Answer) -> Answer:
        is_listing = any(word in asked.path for word in ("cursor", "search")) or asked.path.endswith("/api/v2/tickets")
        # The first ones of the first page are changed when it has just been given: all others move one place forward.
        if is_listing and (place := next(listings)) < 2:
            followed.desk.change(place + 1, title="changed")
        return answer

    followed.server.spoil = spoil
    followed.read(after=MINUTE)
    followed.read_all(2)
    assert followed.titles() == followed.as_there()


def test_more_changes_in_one_second_than_a_page_holds_are_all_read(followed: Followed) -> None:
    for _ in range(8):
        followed.desk.open()
    followed.read_all(2)
    assert followed.titles() == followed.as_there()


@pytest.mark.parametrize("kind", [ZammadDescribed, JiraDescribed])
def test_what_a_search_knows_of_late_is_not_skipped(follow: Any, kind: type[Described]) -> None:
    followed = follow(kind)
    followed.desk.open()
    followed.desk.unknown = {1}
    followed.desk.now += timedelta(seconds=30)
    followed.desk.open()
    followed.read(after=MINUTE)
    assert followed.titles().keys() == {"2"}
    followed.desk.unknown = set()
    followed.read(after=MINUTE)
    assert followed.titles() == followed.as_there()


def test_two_changes_in_one_second_are_both_seen(followed: Followed) -> None:
    followed.desk.open()
    followed.read(after=MINUTE)
    followed.desk.change(1, title="first")
    followed.demand()
    followed.read(after=timedelta(0))
    followed.desk.tickets[1].title = "second"
    followed.read_all(2)
    assert followed.titles() == {"1": "second"}


def test_a_paused_source_is_not_read_and_one_that_is_paused_meanwhile_stops(follow: Any) -> None:
    followed = follow(FreshdeskDescribed)
    for _ in range(5):
        followed.desk.open()

    def spoil(asked: Asked, answer: Answer) -> Answer:
        if "conversations" in asked.path:
            with followed.database.write() as session:
                set_active(session, followed.id, False, by=followed.by)
        return answer

    followed.server.spoil = spoil
    assert followed.read() is None
    assert followed.tickets() == {}
    asked = len(followed.server.asked)
    assert followed.read() is None
    assert len(followed.server.asked) == asked
    with followed.database.write() as session:
        set_active(session, followed.id, True, by=followed.by)
    followed.server.spoil = lambda asked, answer: answer
    followed.read_all(2)
    assert followed.titles() == followed.as_there()


def test_a_cursor_and_a_token_that_are_no_longer_known_are_replaced_by_the_time(follow: Any) -> None:
    followed = follow(ZendeskDescribed)
    followed.desk.open()
    followed.read_all(2)
    with followed.database.write() as session:
        row = session.get_one(FeedSource, followed.id)
        row.cursor = {**(row.cursor or {}), "after": "nonsense"}
    followed.desk.open()
    followed.read_all(2)
    assert followed.titles() == followed.as_there()


def test_a_search_that_was_broken_off_goes_on_with_its_token_or_begins_anew(follow: Any) -> None:
    followed = follow(JiraDescribed)
    for _ in range(8):
        followed.desk.open()
    answers = iter([0, 0, 1])
    followed.server.spoil = lambda asked, answer: (
        Answer({}, 500) if "search" in asked.path and next(answers, 0) else answer
    )
    followed.read()
    assert len(followed.tickets()) == 6
    followed.vendor.tokens.clear()
    followed.server.spoil = lambda asked, answer: answer
    followed.read_all(2)
    assert followed.titles() == followed.as_there()


def test_a_source_that_gives_the_same_page_for_ever_is_left_and_said(followed: Followed) -> None:
    for _ in range(8):
        followed.desk.open()
    followed.desk.now += timedelta(minutes=20)
    same: dict[str, Any] = {}
    turns = count()
    stuck = {"end_of_stream": False, "after_cursor": "x", "isLast": False, "nextPageToken": "x"}

    def spoil(asked: Asked, answer: Answer) -> Answer:
        is_listing = any(word in asked.path for word in ("cursor", "search")) or asked.path.endswith("/api/v2/tickets")
        if is_listing and isinstance(answer.body, dict):
            same.setdefault("body", answer.body | stuck)
            return Answer(same["body"])
        if is_listing and answer.body:
            # Of a listing by time, a new order each time.
            turned = next(turns) % len(answer.body)
            return Answer([*answer.body[turned:], *answer.body[:turned]])
        return answer

    followed.server.spoil = spoil
    assert followed.read() is None
    assert any(word in followed.error() for word in ("again and again", "otherwise each time"))
    followed.server.spoil = lambda asked, answer: answer
    followed.demand()
    followed.read_all()
    assert followed.titles() == followed.as_there()


def test_a_search_without_its_index_is_noticed_when_it_is_tried(follow: Any) -> None:
    followed = follow(ZammadDescribed)
    followed.desk.open()
    kind = kind_named("zammad")
    made = kind(Setting("x", {"address": followed.server.address}, SECRET))
    made.check()
    followed.vendor.searches = False
    with pytest.raises(SourceError, match="Elasticsearch"):
        made.check()
    made.close()


def test_each_source_can_be_tried(followed: Followed) -> None:
    kind = kind_named(followed.vendor.kind)
    values = {"address": followed.server.address, **followed.vendor.settings}
    for secret, works in ((SECRET, True), ("wrong", False)):
        made = kind(Setting("x", kind.check_values(values), secret))
        if works:
            made.check()
        else:
            with pytest.raises(SourceError, match="look at the login"):
                made.check()
        made.close()


def test_credentials_go_to_no_other_host(follow: Any) -> None:
    followed = follow(ZendeskDescribed)
    other = StandIn(FreshdeskDescribed(MadeUpDesk()), at)
    followed.desk.open(files=[(7, "picture.png", _PNG)])
    followed.server.spoil = lambda asked, answer: (
        Answer({}, 302, {"Location": f"{other.address}/x"}) if asked.path.startswith("/files") else answer
    )
    followed.read_all(2)
    other.stop()
    # It is not encrypted, so that it is not even asked.
    assert other.asked == []
    assert all(each.headers.get("Authorization") for each in followed.server.asked)


class _Death(BaseException):
    """The process dies."""


@pytest.mark.parametrize("seed", range(2))
def test_whatever_breaks_and_whoever_dies_no_ticket_is_lost_or_doubled(
    followed: Followed, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(f"{followed.vendor.kind} {seed}")
    faults = (
        Answer({}, 429, {"Retry-After": "30"}),
        Answer({"error": "oops"}, 500),
        Answer({}, 503),
        Answer(b'{"half": '),
    )

    def spoil(asked: Asked, answer: Answer) -> Answer:
        draw = chance.random()
        if draw < 0.1:
            return chance.choice(faults)
        if draw < 0.15:
            return Answer(answer.body, cut=5)
        if draw < 0.3 and followed.desk.tickets:
            id_ = chance.choice(list(followed.desk.tickets))
            followed.desk.say(id_, f"word {len(followed.desk.tickets[id_].said)}")
        return answer

    received = receive

    def dying(*arguments: Any, **options: Any) -> Any:
        if chance.random() < 0.05:
            raise _Death
        return received(*arguments, **options)

    def settle(*_: Any) -> None:
        if chance.random() < 0.1:
            raise _Death

    monkeypatch.setattr(reading, "receive", dying)
    monkeypatch.setattr(kind_named(followed.vendor.kind), "settle", settle)
    followed.server.spoil = spoil
    for _ in range(12):
        for _ in range(chance.randrange(4)):
            followed.desk.open()
        with suppress(_Death):
            followed.read(after=LEASE + timedelta(seconds=chance.randrange(600)))
    monkeypatch.undo()
    followed.server.spoil = lambda asked, answer: answer
    for _ in range(3):
        followed.read(after=timedelta(hours=2))
    assert followed.rejects() == {}
    assert followed.titles() == followed.as_there()
    for key, ticket in followed.tickets().items():
        assert sorted(followed.said(ticket)) == sorted(text for _, text, _, _ in followed.desk.tickets[int(key)].said)
