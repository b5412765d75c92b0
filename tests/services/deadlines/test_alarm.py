"""The alarm: whoever still delivers tells the administrators that a duty is dead, once, and not over what is dead."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from app.models.alert import Alert
from app.models.escalation import AlarmCall, Delivery
from app.models.people import Role
from app.services.database import Database
from app.services.deadlines.addresses import Group, add_address
from app.services.deadlines.alarm import LEASE, RETRY_AFTER, Alarm
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.channels.wecom import WeComChannel
from app.services.deadlines.escalation import sweep
from app.services.deadlines.sealing import Address
from app.services.floor.lookout import Lookout
from app.services.holds import beat
from app.services.pulse import DELIVERY, SWEEP
from app.settings import ChannelSettings, Settings
from tests.builders import MONDAY, add_due_clocks, open_floor
from tests.services.deadlines.conftest import MailServer
from tests.services.deadlines.rounds import KEY, SEAL
from tests.services.deadlines.vendors import Vendors

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
BOTH = (SWEEP, DELIVERY)


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """The vendors, at the instant at which the tests send."""
    found = Vendors(MONDAY.timestamp())
    yield found
    found.stop()


def alarm(database: Database, mail: MailServer, now: Callable[[], datetime] = lambda: MONDAY) -> Alarm:
    settings = Settings(email=mail.settings, channel=ChannelSettings(key=KEY, timeout=5))
    return Alarm(database, settings, SEAL, now)


def sound(*every: Alarm) -> None:
    """Let them tell what is to be told, and wait until it is."""
    for each in every:
        each.tick()
    for each in every:
        each.wait()


def look(database: Database, *alive: str, lookout: Lookout | None = None) -> None:
    """Let duties beat at ten on Monday and look then; without a lookout one that has watched for an hour."""
    lookout = lookout or Lookout()
    with database.write() as session:
        for duty in alive:
            beat(session, duty, every=10_000, now=MONDAY)
        for at in (MONDAY - HOUR, MONDAY):
            lookout.look(session, now=at)


def test_whoever_still_delivers_tells_the_administrators_of_a_dead_sweep_once(
    database: Database, mail_server: MailServer
) -> None:
    open_floor(database)
    with database.write() as session:
        beat(session, SWEEP, every=10, now=MONDAY - HOUR)
    look(database, DELIVERY)
    one, other = alarm(database, mail_server), alarm(database, mail_server)
    sound(one, other)
    sound(one, other)
    (mail,) = mail_server.received
    assert (mail["To"], mail["Subject"]) == ("administrator@example.com", "【投诉时效督导台】巡检已停止")
    text = mail.get_content()  # type: ignore[attr-defined]
    assert "最后运行：2026-03-02 09:00 (Asia/Shanghai)" in text
    assert "main.py serve" in text


@pytest.mark.parametrize("alive", [[], [SWEEP], [DELIVERY]], ids=["both", "delivery", "sweep"])
def test_what_is_heard_again_before_anybody_was_told_is_not_told(
    database: Database, mail_server: MailServer, alive: list[str]
) -> None:
    open_floor(database)
    look(database, *alive)
    look(database, *BOTH)
    sound(alarm(database, mail_server))
    assert mail_server.received == []


def test_a_stuck_channel_is_told_over_the_others(database: Database, mail_server: MailServer, vendors: Vendors) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 2, now=MONDAY - HOUR)
    sweep(database, rulebook, [EmailChannel(mail_server.settings)], now=MONDAY - HOUR)
    with database.write() as session:
        group = Group(role=Role.ADMINISTRATOR)
        add_address(session, SEAL, WeComChannel(5), "群", Address(vendors.url("wecom")), group)
    look(database, *BOTH)
    sound(alarm(database, mail_server))
    assert mail_server.received == []
    assert [vendor for vendor, _ in vendors.received] == ["cgi-bin"]


@pytest.mark.parametrize("cause", ["there", "gone"])
def test_a_refusal_is_tried_again_until_the_cause_is_gone(
    database: Database, mail_server: MailServer, cause: str
) -> None:
    open_floor(database)
    mail_server.answers["DATA"] = "451 later"
    look(database, DELIVERY)
    at = MONDAY
    telling = alarm(database, mail_server, lambda: at)
    sound(telling)
    mail_server.answers.clear()
    look(database, *(BOTH if cause == "gone" else [DELIVERY]))
    sound(telling)
    assert len(mail_server.received) == 1
    at += RETRY_AFTER
    sound(telling)
    assert len(mail_server.received) == (2 if cause == "there" else 1)


def test_what_a_process_dies_before_telling_another_one_tells(
    database: Database, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_floor(database)
    look(database, DELIVERY)
    dying = alarm(database, mail_server)
    with monkeypatch.context() as death:
        death.setattr(dying, "_carry", lambda call: None)
        sound(dying)
    at = MONDAY
    other = alarm(database, mail_server, lambda: at)
    sound(other)
    assert mail_server.received == []
    at += LEASE
    sound(other)
    sound(other)
    assert len(mail_server.received) == 1


def test_who_stops_tells_nothing_twice_and_leaves_the_rest_on_record(
    database: Database, mail_server: MailServer
) -> None:
    open_floor(database)
    mail_server.answers["DATA"] = "451 later"
    look(database, DELIVERY)
    telling = alarm(database, mail_server)
    telling.tick()
    telling.stop()
    with database.read() as session:
        assert session.query(Alert).one().told_at == MONDAY
        call = session.query(AlarmCall).one()
    assert (call.state, call.next_attempt_at) == (Delivery.PENDING, MONDAY + RETRY_AFTER)
