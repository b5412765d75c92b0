"""Addresses of robots: kept encrypted, told once, and each lane on its own."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.models.channel import ChannelAddress
from app.models.escalation import Delivery, Notification
from app.models.people import Language, Person, Role, Team
from app.services.database import Database
from app.services.deadlines.addresses import (
    Group,
    add_address,
    channel_named,
    list_addresses,
    ready_channels,
    remove_address,
    trial,
)
from app.services.deadlines.channels.base import AddressError, Channel, Fate
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.channels.wecom import WeComChannel
from app.services.deadlines.couriers import Couriers
from app.services.deadlines.delivery import Delivered
from app.services.deadlines.escalation import sweep
from app.services.deadlines.message import compose_test
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Address, Seal, SealError
from app.services.status import status_lines
from app.settings import ChannelSettings, EmailSettings, Settings
from tests.builders import MONDAY, add_due_clocks, open_floor, person, policy
from tests.services.deadlines.conftest import MailServer
from tests.services.deadlines.rounds import KEY, SEAL, deliver
from tests.services.deadlines.vendors import SECRET, TOKEN, Vendors

SETTINGS = Settings(channel=ChannelSettings(key=KEY, timeout=5))
CHANNELS = ready_channels(SETTINGS)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """No robot here shuts its door."""
    for channel in CHANNELS:
        monkeypatch.setattr(type(channel), "pace", timedelta())


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """The vendors, at the instant at which the tests send."""
    found = Vendors(MONDAY.timestamp())
    yield found
    found.stop()


def keep(database: Database, name: str, url: str, group: Group, label: str = "现场群", seal: Seal = SEAL) -> int:
    """Keep an address with the secret that the vendors know."""
    with database.write() as session:
        channel = channel_named(CHANNELS, name)
        kept = add_address(session, seal, channel, label, Address(url, SECRET), group, language=Language.ENGLISH)
        return kept.id


def everybody_is_told(database: Database) -> Rulebook:
    """Open a floor on which the first step is for owner, team lead and supervisor; there are two supervisors."""
    told = {"step": "half", "share": 0.5, "notify": ["owner", "team_lead", "supervisor"]}
    ladders = [{"targets": [target["target"]], "steps": [told]} for target in policy()["targets"]]
    unique = {ladder["targets"][0]: ladder for ladder in ladders}
    rulebook = open_floor(database, policy(ladders=list(unique.values())))
    with database.write() as session:
        session.add(Person(name="second", role=Role.SUPERVISOR))
    return rulebook


def outbox(database: Database) -> list[tuple[str, int | None, int | None, Delivery]]:
    with database.read() as session:
        rows = session.execute(
            select(Notification.channel, Notification.person_id, Notification.address_id, Notification.state)
            .where(Notification.channel != "inbox")
            .order_by(Notification.id)
        )
        return [(channel, person_id, address_id, state) for channel, person_id, address_id, state in rows]


def test_a_group_is_told_once_however_many_of_it_should_hear(database: Database, vendors: Vendors) -> None:
    rulebook = everybody_is_told(database)
    with database.read() as session:
        team, agent = session.scalars(select(Team.id)).one(), person(session, Role.AGENT).id
    floor = keep(database, "wecom", vendors.url("wecom"), Group(role=Role.SUPERVISOR))
    leads = keep(database, "feishu", vendors.url("feishu"), Group(role=Role.TEAM_LEAD, team_id=team))
    own = keep(database, "webhook", vendors.url("webhook"), Group(person_id=agent))
    keep(database, "dingtalk", vendors.url("dingtalk"), Group(role=Role.MANAGER))
    add_due_clocks(database, rulebook, 2)
    sweep(database, rulebook, CHANNELS, now=MONDAY)
    once = [("webhook", agent, own), ("feishu", None, leads), ("wecom", None, floor)]
    assert [row[:3] for row in outbox(database)] == once * 2
    assert deliver(database, rulebook, CHANNELS, lambda: MONDAY) == Delivered(sent=6)
    assert {row[3] for row in outbox(database)} == {Delivery.SENT}
    assert sorted(vendor for vendor, _ in vendors.received) == ["cgi-bin"] * 2 + ["open-apis"] * 2 + ["own"] * 2
    # The group's language is its own, the person's is the person's.
    said = {vendor: str(payload) for vendor, payload in vendors.received}
    assert "Complaint" in said["cgi-bin"]
    assert "投诉工单" in said["own"]


def test_an_address_is_unreadable_in_the_database(database: Database, vendors: Vendors) -> None:
    open_floor(database)
    keep(database, "dingtalk", vendors.url("dingtalk"), Group(role=Role.MANAGER))
    with database.read() as session:
        row = session.execute(text("SELECT * FROM channel_address")).one()
        kept = session.scalars(select(ChannelAddress)).one()
        shown = f"{row} {kept!r} {list_addresses(session)} {SEAL.open(kept.secret)}"
    assert TOKEN not in shown
    assert SECRET not in shown
    assert SEAL.open(kept.secret) == Address(vendors.url("dingtalk"), SECRET)


def test_a_lost_key_is_said_and_the_messages_wait_for_it(
    database: Database, vendors: Vendors, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rulebook = everybody_is_told(database)
    file = tmp_path / "keys" / "channel.key"
    settings = Settings(channel=ChannelSettings(key_file=str(file)))
    seal = Seal(settings.channel)
    keep(database, "wecom", vendors.url("wecom"), Group(role=Role.SUPERVISOR), seal=seal)
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    add_due_clocks(database, rulebook, 1)
    sweep(database, rulebook, CHANNELS, now=MONDAY)
    right = file.read_bytes()
    for held, words in ((None, "is not here"), (KEY, "is not the one"), ("nonsense", "is not a key")):
        file.unlink(missing_ok=True)
        if held:
            file.write_text(held)
        couriers = Couriers(database, rulebook, CHANNELS, settings.channel, lambda: MONDAY)
        with caplog.at_level(logging.CRITICAL):
            couriers.tick()
            couriers.wait()
        assert couriers.delivered() == Delivered(put_off=1)
        with database.write() as session:
            waiting = session.scalars(select(Notification).where(Notification.channel == "wecom")).one()
            assert words in str(waiting.last_error)
            assert any(words in line for line in status_lines(session, now=MONDAY))
            waiting.next_attempt_at = MONDAY
            with pytest.raises(SealError, match=words):
                trial(session, seal, 1, now=MONDAY)
        with pytest.raises(SealError, match=words):
            keep(database, "slack", vendors.url("slack"), Group(role=Role.MANAGER), seal=seal)
    file.write_bytes(right)
    couriers = Couriers(database, rulebook, CHANNELS, settings.channel, lambda: MONDAY)
    couriers.tick()
    couriers.wait()
    assert couriers.delivered() == Delivered(sent=1)


def test_what_waits_for_an_address_that_was_removed_stays_at_home(database: Database, vendors: Vendors) -> None:
    rulebook = everybody_is_told(database)
    kept = keep(database, "wecom", vendors.url("wecom"), Group(role=Role.SUPERVISOR))
    add_due_clocks(database, rulebook, 2)
    sweep(database, rulebook, CHANNELS, now=MONDAY)
    with database.write() as session:
        remove_address(session, kept)
        with pytest.raises(AddressError):
            remove_address(session, kept)
    assert {row[3] for row in outbox(database)} == {Delivery.WITHDRAWN}
    assert deliver(database, rulebook, CHANNELS, lambda: MONDAY) == Delivered()
    with database.read() as session:
        assert session.scalars(select(ChannelAddress.secret)).one() == b""


def test_an_address_is_refused_twice_for_the_same_person_and_by_the_same_name(
    database: Database, vendors: Vendors
) -> None:
    open_floor(database)
    with database.read() as session:
        agent = person(session, Role.AGENT).id
    keep(database, "slack", vendors.url("slack"), Group(person_id=agent))
    for label, group in (("another", Group(person_id=agent)), ("现场群", Group(role=Role.MANAGER)), ("no", Group())):
        with pytest.raises(AddressError):
            keep(database, "slack", vendors.url("slack"), group, label)
    keep(database, "teams", vendors.url("teams"), Group(person_id=agent))


def test_a_full_robot_keeps_its_lane_waiting_and_counts_no_attempt(database: Database, vendors: Vendors) -> None:
    rulebook = everybody_is_told(database)
    keep(database, "wecom", vendors.url("wecom"), Group(role=Role.SUPERVISOR))
    add_due_clocks(database, rulebook, 3)
    sweep(database, rulebook, CHANNELS, now=MONDAY)
    vendors.answers["cgi-bin"] = (200, '{"errcode":45009,"errmsg":"api freq out of limit"}', {})
    now = [MONDAY]
    couriers = Couriers(database, rulebook, CHANNELS, SETTINGS.channel, lambda: now[0])
    for second in (0, 30, 59):
        now[0] = MONDAY + timedelta(seconds=second)
        couriers.tick()
        couriers.wait()
    assert couriers.delivered() == Delivered(put_off=1)
    vendors.answers.clear()
    now[0] = MONDAY + timedelta(minutes=1)
    couriers.tick()
    couriers.wait()
    assert couriers.delivered() == Delivered(sent=3)
    with database.read() as session:
        assert session.scalar(select(func.max(Notification.attempts))) == 1


def silent(stack: ExitStack) -> socket.socket:
    """A server that accepts and never answers."""
    return stack.enter_context(socket.create_server(("127.0.0.1", 0)))


def test_a_mail_server_and_a_robot_that_never_answer_delay_nothing_else_and_stop_at_once(
    database: Database, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.deadlines.couriers.GRACE", 0.01)
    rulebook = everybody_is_told(database)
    with ExitStack() as stack:
        mail, robot = silent(stack), silent(stack)
        dead_mail = EmailChannel(EmailSettings("127.0.0.1", mail.getsockname()[1], security="none", timeout=30))
        channels: list[Channel] = [dead_mail, *ready_channels(Settings(channel=ChannelSettings(key=KEY, timeout=30)))]
        own = f"http://127.0.0.1:{robot.getsockname()[1]}/own"
        keep(database, "webhook", own, Group(role=Role.SUPERVISOR), "dead")
        keep(database, "webhook", vendors.url("webhook"), Group(role=Role.SUPERVISOR), "alive")
        keep(database, "wecom", vendors.url("wecom"), Group(role=Role.SUPERVISOR))
        add_due_clocks(database, rulebook, 2)
        sweep(database, rulebook, channels, now=MONDAY)
        couriers = Couriers(database, rulebook, channels, SETTINGS.channel, lambda: MONDAY)
        # A tick waits for nobody, and the next one sends nobody after those who are still out.
        for _ in range(3):
            couriers.tick()
        both = (mail.accept()[0], robot.accept()[0])
        for line in both:
            stack.enter_context(line)
        # What it reads is the message: it is out of our hands.
        both[1].recv(1)
        while sum(row[3] is Delivery.SENT for row in outbox(database)) < 4:
            couriers.wait(0.01)
        assert len(vendors.received) == 4
        couriers.stop()
    assert couriers.delivered() == Delivered(sent=4, put_off=1, unknown=1)
    left = {(row[0], row[3]) for row in outbox(database)}
    assert {("email", Delivery.PENDING), ("webhook", Delivery.UNKNOWN), ("webhook", Delivery.PENDING)} <= left
    assert not [each for each in threading.enumerate() if each.name.startswith("courier")]


def test_the_line_of_a_mail_that_is_leaving_can_be_cut(database: Database, mail_server: MailServer) -> None:
    channel = EmailChannel(mail_server.settings)
    channel.cut()
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 1)
    sweep(database, rulebook, [channel], now=MONDAY)
    assert deliver(database, rulebook, [channel], lambda: MONDAY) == Delivered(sent=1)


def test_nothing_leaves_over_a_line_that_was_cut(vendors: Vendors) -> None:
    channel = WeComChannel(5)
    channel.cut()
    address = Address(vendors.url("wecom"))
    with pytest.raises(AddressError):
        channel.check(Address("nothing"))
    assert channel.send(compose_test(address, Language.CHINESE, now=MONDAY)).fate is Fate.UNREACHABLE
    assert vendors.received == []
