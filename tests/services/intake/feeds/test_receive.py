"""What a source brings becomes a complaint once, follows its origin, never overwrites people; on either database."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.models.message import Message
from app.models.sla import LifeEvent, Target
from app.models.ticket import Category, Priority, Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.handling.events import happen, merge
from app.services.intake.feeds.item import Comment, ForeignFile, Item
from app.services.intake.feeds.receive import Received, receive
from app.services.intake.feeds.source import (
    ItemError,
    SourceError,
    kept_words,
)
from tests.builders import MONDAY, clocks_of, new_ticket, open_floor

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
