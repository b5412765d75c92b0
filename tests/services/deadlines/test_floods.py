"""Nobody is flooded: many messages leave in one, a digest comes as often as it is wanted, one cause is told once."""

import logging
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.people import Person, Role
from app.models.sla import Clock, LifeEvent, Target
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.clocks import start
from app.services.deadlines.delivery import Delivered, send_again, settle
from app.services.deadlines.escalation import RETRY_AFTER, Swept, sweep
from app.services.deadlines.lease import FLOOD_SPAN, LEASE
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.settings import ChannelSettings, EmailSettings
from tests.builders import HOUR, MONDAY, add_due_clocks, new_ticket, open_floor, person, policy
from tests.services.deadlines.conftest import MailServer
from tests.services.deadlines.dying import deliver_once, exit_code_of, spawn, sweep_once
from tests.services.deadlines.rounds import deliver

Empty = Callable[[Database], None]
MINUTE = timedelta(minutes=1)
FLOOD = ChannelSettings().flood


def floor_that_owes(database: Database, mails: int, server: MailServer) -> Rulebook:
    """A floor whose sweep has put so many mails for the agent into the outbox."""
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, mails)
    sweep(database, rulebook, [EmailChannel(server.settings)], now=MONDAY)
    return rulebook


def send(database: Database, rulebook: Rulebook, server: MailServer, now: datetime) -> Delivered:
    return deliver(database, rulebook, [EmailChannel(server.settings)], lambda: now)


def subjects(server: MailServer) -> list[str]:
    return [str(mail["Subject"]) for mail in server.received]


def mails(database: Database) -> list[tuple[int, Delivery, int | None]]:
    with database.read() as session:
        rows = session.query(Notification).filter_by(channel="email").order_by(Notification.id)
        return [(each.id, each.state, each.carried_by_id) for each in rows]


def test_a_flood_leaves_in_one_message_with_the_worst_first(database: Database, mail_server: MailServer) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 25)
    with database.write() as session:
        session.execute(update(Clock).where(Clock.id == 9).values(due_at=MONDAY + HOUR / 2))
    sweep(database, rulebook, [EmailChannel(mail_server.settings)], now=MONDAY)
    assert send(database, rulebook, mail_server, MONDAY) == Delivered(sent=1)
    assert subjects(mail_server) == ["【投诉时效督导台】25 个时限需要处理，首先是 FW-1000009"]
    text = mail_server.received[0].get_content()  # type: ignore[attr-defined]
    assert text.startswith("FW-1000009：办结，时限已用 50%，截止 2026-03-02 10:30 (Asia/Shanghai)\n")
    assert text.count("截止") == 20
    assert "其余：5 个" in text
    carrier = {carried for _, _, carried in mails(database)} - {None}
    assert len(carrier) == 1
    assert {state for _, state, _ in mails(database)} == {Delivery.SENT}


def test_so_many_messages_as_can_be_read_leave_one_by_one(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, FLOOD, mail_server)
    assert send(database, rulebook, mail_server, MONDAY) == Delivered(sent=FLOOD)
    assert len(set(subjects(mail_server))) == FLOOD


def test_what_is_a_flood_is_a_setting(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, FLOOD, mail_server)
    mail, fewer = EmailChannel(mail_server.settings), ChannelSettings(flood=FLOOD - 1)
    deliver(database, rulebook, [mail], lambda: MONDAY, fewer)
    assert subjects(mail_server) == ["【投诉时效督导台】5 个时限需要处理，首先是 FW-1000001"]


def test_what_comes_after_many_waits_until_it_can_leave_in_one(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, FLOOD, mail_server)
    send(database, rulebook, mail_server, MONDAY)
    add_due_clocks(database, rulebook, 3, now=MONDAY + MINUTE)
    sweep(database, rulebook, [EmailChannel(mail_server.settings)], now=MONDAY + MINUTE)
    for at in (MINUTE, FLOOD_SPAN - timedelta(seconds=1)):
        assert send(database, rulebook, mail_server, MONDAY + at) == Delivered()
    assert send(database, rulebook, mail_server, MONDAY + FLOOD_SPAN) == Delivered(sent=3)
    # That many can be read one by one again.
    assert len(mail_server.received) == FLOOD + 3


def test_the_fast_lane_neither_waits_nor_is_carried(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 20, mail_server)
    with database.write() as session:
        session.execute(update(Notification).where(Notification.escalation_id <= 8).values(fast_lane=True))
        session.execute(update(Person).values(digest_minutes=60))
    assert send(database, rulebook, mail_server, MONDAY) == Delivered(sent=9)
    assert [("个时限" in subject) for subject in subjects(mail_server)] == [False] * 8 + [True]


def test_two_people_are_not_mixed_in_one_message(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 14, mail_server)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        theirs = Notification.escalation_id <= 7
        session.execute(update(Notification).where(theirs, Notification.channel == "email").values(person_id=lead))
    assert send(database, rulebook, mail_server, MONDAY) == Delivered(sent=2)
    assert {mail["To"] for mail in mail_server.received} == {"agent@example.com", "team_lead@example.com"}
    assert all("】7 个" in subject for subject in subjects(mail_server))


def test_what_was_resolved_meanwhile_is_left_out_of_the_flood(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 8, mail_server)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, 1), LifeEvent.RESOLVED, now=MONDAY)
    assert send(database, rulebook, mail_server, MONDAY) == Delivered(sent=1, withdrawn=1)
    assert "FW-1000001" not in mail_server.received[0].as_string()
    assert mails(database)[0][1:] == (Delivery.WITHDRAWN, None)


def test_a_flood_that_is_put_off_is_carried_anew_as_things_stand_then(
    database: Database, mail_server: MailServer
) -> None:
    rulebook = floor_that_owes(database, 8, mail_server)
    mail_server.answers = {"DATA": "451 try later"}
    assert send(database, rulebook, mail_server, MONDAY) == Delivered(put_off=1)
    assert {row[1:] for row in mails(database)} == {(Delivery.PENDING, None)}
    mail_server.answers = {}
    mail_server.received.clear()
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, 1), LifeEvent.RESOLVED, now=MONDAY)
    assert send(database, rulebook, mail_server, MONDAY + HOUR) == Delivered(sent=1, withdrawn=1)
    assert subjects(mail_server)[0].startswith("【投诉时效督导台】7 个")


@pytest.mark.parametrize("decision", ["send again", "settle"])
def test_a_person_decides_about_a_flood_as_a_whole(database: Database, mail_server: MailServer, decision: str) -> None:
    rulebook = floor_that_owes(database, 8, mail_server)
    mail_server.answers = {"DATA": "554 spam"}
    assert send(database, rulebook, mail_server, MONDAY) == Delivered(failed=1)
    mail_server.answers = {}
    mail_server.received.clear()
    carried = mails(database)[4][0]
    with database.write() as session:
        if decision == "settle":
            settle(session, carried)
        else:
            send_again(session, carried, now=MONDAY)
    sent = send(database, rulebook, mail_server, MONDAY)
    if decision == "settle":
        assert sent == Delivered()
        assert {state for _, state, _ in mails(database)} == {Delivery.SETTLED}
    else:
        assert sent == Delivered(sent=1)
        assert {state for _, state, _ in mails(database)} == {Delivery.SENT}


def test_a_sender_killed_anywhere_leaves_the_whole_flood_unknown_and_sends_none_twice(
    database: Database, mail_server: MailServer, emptied: Empty, deaths: Iterator[int]
) -> None:
    channel = EmailChannel(mail_server.settings)
    address = database.url.render_as_string(hide_password=False)
    for statements in deaths:
        emptied(database)
        floor_that_owes(database, 7, mail_server)
        mail_server.received.clear()
        died = exit_code_of(spawn(deliver_once, address, MONDAY, mail_server.settings, statements + 1, 0))
        for _ in range(10_000):
            deliver(database, Rulebook(), [channel], lambda: MONDAY + LEASE)
            states = {state for _, state, _ in mails(database)}
            if states <= {Delivery.SENT, Delivery.UNKNOWN}:
                break
        assert len(states) == 1
        assert set(Counter(mail_server.keys).values()) <= {1}
        assert states == {Delivery.UNKNOWN} or len(mail_server.keys) == 1
        if died == 0:
            break
        assert died == -signal.SIGKILL
    assert statements >= 8


@pytest.mark.parametrize(
    ("minutes", "due_in", "role", "leaves_after"),
    [
        (None, 2.0, Role.AGENT, 0),
        (60, 2.0, Role.AGENT, 60),
        (30, 2.0, Role.AGENT, 30),
        # A warning that would be one no more does not wait.
        (60, 1.0, Role.AGENT, 0),
        # What tells who answers for it that the deadline has passed does not wait; others may read it later.
        (60, 0.0, Role.AGENT, 0),
        (60, 0.0, Role.MANAGER, 60),
        # It would leave in the lunch break, and this is no time for it.
        (120, 4.0, Role.AGENT, 0),
    ],
)
def test_a_digest_comes_as_often_as_somebody_wants_unless_it_cannot_wait(
    database: Database, minutes: int | None, due_in: float, role: Role, leaves_after: int
) -> None:
    specification = policy()
    for rule in specification["targets"]:
        rule |= {"amount": "24h", "measure": "round_the_clock"}
    steps = [{"step": "one", "share": 0.1 if due_in else 1.0, "notify": ["owner" if role is Role.AGENT else "manager"]}]
    specification["ladders"] = [{"targets": ["resolution"], "steps": steps}]
    rulebook = open_floor(database, specification)
    began = MONDAY + due_in * HOUR - 24 * HOUR
    new_ticket(database, rulebook, received_at=began, now=MONDAY)
    with database.write() as session:
        session.execute(update(Person).values(digest_minutes=minutes))
    sweep(database, rulebook, [EmailChannel(EmailSettings(host="unused.example.com"))], now=MONDAY)
    with database.read() as session:
        rows = session.execute(select(Notification.channel, Notification.state, Notification.next_attempt_at))
        (_, inbox, _), (_, _, leaves_at) = sorted(rows, key=lambda row: row.channel != "inbox")
    assert inbox is Delivery.SENT
    assert leaves_at == MONDAY + leaves_after * MINUTE


def test_a_digest_is_one_message(database: Database, mail_server: MailServer) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        session.execute(update(Person).values(digest_minutes=30))
    for minute in (0, 10, 20):
        add_due_clocks(database, rulebook, 1, now=MONDAY + minute * MINUTE)
        now = MONDAY + minute * MINUTE
        sweep(database, rulebook, [EmailChannel(mail_server.settings)], now=now)
        assert send(database, rulebook, mail_server, now) == Delivered()
    assert send(database, rulebook, mail_server, MONDAY + 30 * MINUTE) == Delivered(sent=1)
    assert subjects(mail_server) == ["【投诉时效督导台】3 个时限需要处理，首先是 FW-1000001"]


def test_one_person_who_is_owner_lead_and_supervisor_hears_once(database: Database) -> None:
    specification = policy()
    steps = [{"step": "half", "share": 0.5, "notify": ["owner", "team_lead", "supervisor"]}]
    specification["ladders"] = [{"targets": ["resolution"], "steps": steps}]
    rulebook = open_floor(database, specification)
    add_due_clocks(database, rulebook, 1)
    with database.write() as session:
        supervisor = person(session, Role.SUPERVISOR).id
        session.execute(update(Ticket).values(owner_id=supervisor))
        session.execute(update(Person).where(Person.role == Role.TEAM_LEAD).values(active=False))
    assert sweep(database, rulebook, [], now=MONDAY) == Swept(raised=1, messages=1)


def floor_with_deadlines_that_pass_together(database: Database, complaints: int) -> Rulebook:
    """Open a floor on which three deadlines of each complaint, and one of another, pass as lunch begins."""
    specification = policy()
    specification["targets"] = [
        {"target": target, "amount": "2h", "measure": "opening_hours"} for target in ("resolution", "task")
    ]
    steps = [{"step": "breach", "share": 1.0, "notify": ["owner"]}]
    specification["ladders"] = [
        {"targets": ["resolution"], "steps": steps},
        {"targets": ["task"], "steps": [steps[0] | {"step": "over", "notify": ["owner", "team_lead"]}]},
    ]
    rulebook = open_floor(database, specification)
    tickets = [new_ticket(database, rulebook) for _ in range(complaints)]
    new_ticket(database, rulebook)
    with database.write() as session:
        for ticket in tickets:
            for subject in ("task 1", "task 2"):
                start(session, rulebook, session.get_one(Ticket, ticket.id), Target.TASK, at=MONDAY, subject=subject)
    return rulebook


def told(database: Database) -> Counter[str]:
    """Say how often people were told, of what is on record as told."""
    with database.read() as session:
        spoke = select(Escalation.id).where(Escalation.outcome == Outcome.NOTIFIED)
        assert set(session.scalars(spoke)) == set(session.scalars(select(Notification.escalation_id)))
        return Counter(session.scalars(select(Person.name).join(Notification, Notification.person_id == Person.id)))


@pytest.mark.parametrize("batch", [1, 250])
def test_deadlines_of_a_complaint_that_pass_at_once_are_told_in_one_message_though_a_sweep_dies_between_them(
    database: Database, batch: int
) -> None:
    rulebook = floor_with_deadlines_that_pass_together(database, 1)
    # Each sweep lives for one batch.
    lives = iter([False, True] * 5)
    swept = [sweep(database, rulebook, [], lambda: next(lives), batch=batch, now=MONDAY + 3 * HOUR) for _ in range(5)]
    assert sum(swept, Swept()) == Swept(raised=4, messages=3)
    # The owner hears of both complaints once, the team lead of the tasks.
    assert told(database) == {"agent": 2, "team_lead": 1}


def test_deadlines_of_a_complaint_are_told_in_one_message_though_several_sweep(database: Database) -> None:
    rulebook = floor_with_deadlines_that_pass_together(database, 20)
    address = database.url.render_as_string(hide_password=False)
    now = MONDAY + 3 * HOUR
    assert [exit_code_of(each) for each in [spawn(sweep_once, address, now, 1) for _ in range(3)]] == [0] * 3
    # What one had in hand when the last one looked.
    sweep(database, rulebook, [], now=now)
    assert told(database) == {"agent": 21, "team_lead": 20}


def test_what_is_tried_again_is_not_told_to_whom_another_deadline_has_told(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rulebook = floor_with_deadlines_that_pass_together(database, 1)
    now = MONDAY + 3 * HOUR
    with database.write() as session:
        first = session.scalars(select(Clock.id)).first()
        amount = session.get_one(Clock, first).amount
        session.execute(update(Clock).where(Clock.id == first).values(amount=2_000_000_000))
    with caplog.at_level(logging.CRITICAL):
        assert sweep(database, rulebook, [], now=now).failed == 1
    with database.write() as session:
        session.execute(update(Clock).where(Clock.id == first).values(amount=amount))
    assert sweep(database, rulebook, [], now=now + RETRY_AFTER) == Swept(raised=1)
    assert told(database) == {"agent": 2, "team_lead": 1}
