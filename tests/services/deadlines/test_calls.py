"""Who is called for help hears of it at once over their channels, in their language, and how to answer."""

from email.header import decode_header, make_header

from app.models.activation import CallOut
from app.models.escalation import AlarmCall, Delivery
from app.models.people import Language, Person
from app.services.database import Database
from app.services.deadlines.alarm import Alarm
from app.services.floor.activation.answering import answer
from app.services.floor.activation.mailbox import Outcome, take
from app.services.floor.activation.running import activate, stand_down
from app.settings import ChannelSettings, MailboxSettings, Settings
from tests.builders import MONDAY
from tests.services.deadlines.conftest import MailServer
from tests.services.deadlines.rounds import KEY, SEAL
from tests.services.floor.activation.crew import Crew, gather


def _alarm(database: Database, mail: MailServer) -> Alarm:
    settings = Settings(
        email=mail.settings, channel=ChannelSettings(key=KEY, timeout=5), mailbox=MailboxSettings("imap.example.com")
    )
    return Alarm(database, settings, SEAL, lambda: MONDAY)


def _sound(alarm: Alarm) -> None:
    alarm.tick()
    alarm.wait()


def _call(database: Database, crew: Crew, people: int = 2, *, drill: bool = False, tells: bool = True) -> int:
    with database.write() as session:
        session.get_one(Person, crew.standby[1]).language = Language.ENGLISH
    with database.write() as session:
        chosen = [(each, 2) for each in crew.standby[:people]]
        return activate(session, crew.phones, chosen, by=crew.lead, drill=drill, tells=tells, now=MONDAY)


def _mails(server: MailServer) -> dict[str, tuple[str, str]]:
    """Return subject and text of each mail by who got it."""
    found = {}
    for mail in server.received:
        body = mail.get_payload(decode=True)
        assert isinstance(body, bytes)
        found[str(mail["To"])] = str(make_header(decode_header(str(mail["Subject"])))), body.decode()
    return found


def test_everybody_called_is_told_once_in_their_language_and_can_answer(
    database: Database, mail_server: MailServer
) -> None:
    crew = gather(database)
    _call(database, crew)
    alarm = _alarm(database, mail_server)
    _sound(alarm)
    _sound(alarm)
    mails = _mails(mail_server)
    assert len(mail_server.received) == len(mails) == 2
    with database.read() as session:
        addresses = [session.get_one(Person, each).email for each in crew.standby[:2]]
        tokens = [session.query(CallOut).filter_by(person_id=each).one().token for each in crew.standby[:2]]
    chinese, english = (mails[str(address)] for address in addresses)
    assert chinese[0] == f"【投诉时效督导台】请求支援：电话 #{tokens[0]}"
    assert "第一个词写“是”或“否”" in chinese[1]
    assert english[0] == f"[Floorwatch] Help needed: 电话 #{tokens[1]}"
    assert "Answer by: 2026-03-02 10:10 (Asia/Shanghai)" in english[1]
    assert "45 min" in english[1]
    reply = (
        f"From: {addresses[1]}\r\nMessage-ID: <r@x>\r\nSubject: Re: Help #{tokens[1]}\r\n\r\nyes\r\n> Reply with no\r\n"
    )
    with database.write() as session:
        assert take(session, reply.encode(), now=MONDAY) is Outcome.ACCEPTED


def test_who_was_told_hears_that_they_are_not_needed_any_more(database: Database, mail_server: MailServer) -> None:
    crew = gather(database)
    activation_id = _call(database, crew, 1)
    alarm = _alarm(database, mail_server)
    _sound(alarm)
    with database.write() as session:
        stand_down(session, activation_id, by=crew.lead, now=MONDAY)
    _sound(alarm)
    subjects = [str(make_header(decode_header(str(mail["Subject"])))) for mail in mail_server.received]
    assert len(subjects) == 2
    assert "无需支援" in subjects[1]


def test_who_has_answered_or_was_never_told_gets_no_message(database: Database, mail_server: MailServer) -> None:
    crew = gather(database)
    activation_id = _call(database, crew, 2)
    with database.write() as session:
        for person_id in crew.standby[:2]:
            call_out = session.query(CallOut).filter_by(person_id=person_id).one()
            if person_id == crew.standby[0]:
                answer(session, call_out.id, True, via="console", by=call_out.person_id, now=MONDAY)
        stand_down(session, activation_id, by=crew.lead, now=MONDAY)
    _sound(_alarm(database, mail_server))
    assert not mail_server.received


def test_a_drill_is_silent_unless_a_lead_wants_it_and_then_says_what_it_is(
    database: Database, mail_server: MailServer
) -> None:
    crew = gather(database)
    silent = _call(database, crew, 1, drill=True, tells=False)
    alarm = _alarm(database, mail_server)
    _sound(alarm)
    assert not mail_server.received
    with database.write() as session:
        stand_down(session, silent, by=crew.lead, releases=True, now=MONDAY)
    _call(database, crew, 2, drill=True, tells=True)
    _sound(alarm)
    subjects = sorted(subject for subject, _ in _mails(mail_server).values())
    assert subjects[0].startswith("DRILL [Floorwatch]")
    assert subjects[1].startswith("【演练】")
    assert any("nobody has to come" in body for _, body in _mails(mail_server).values())


def test_a_refused_mail_stays_on_record(database: Database, mail_server: MailServer) -> None:
    crew = gather(database)
    _call(database, crew, 1)
    with database.read() as session:
        mail_server.answers[str(session.get_one(Person, crew.standby[0]).email)] = "550 no such person"
    _sound(_alarm(database, mail_server))
    with database.read() as session:
        assert [each.state for each in session.query(AlarmCall)] == [Delivery.FAILED]
