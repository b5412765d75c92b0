"""The duties that follow calls and read answers, as the scheduler ticks them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app.clock import TimeSource
from app.models.activation import CallOutState
from app.models.escalation import Hold
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.activation.reading import read_running
from app.services.floor.activation.running import activate
from app.services.holds import place_hold
from app.services.scheduler import ACTIVATION, MAILBOX, Scheduler
from app.settings import MailboxSettings, Settings
from tests.builders import MONDAY
from tests.services.floor.activation.crew import gather
from tests.services.floor.activation.imap import ImapServer


@pytest.fixture
def imap() -> Iterator[ImapServer]:
    """A mail server with an empty mailbox."""
    found = ImapServer()
    yield found
    found.stop()


def _scheduler(database: Database, now: Callable[[], datetime], mailbox: MailboxSettings | None = None) -> Scheduler:
    settings = Settings(mailbox=mailbox or MailboxSettings())
    return Scheduler(database, Rulebook(), [], settings, TimeSource(now))


def test_who_does_not_answer_is_followed_by_the_next_one_unless_no_time_is_right(database: Database) -> None:
    crew = gather(database)
    with database.write() as session:
        activate(session, crew.phones, [(crew.standby[0], 2)], by=crew.lead, now=MONDAY)
        place_hold(session, "the clock jumped", now=MONDAY)
    scheduler = _scheduler(database, lambda: MONDAY + timedelta(minutes=11))

    def states() -> list[CallOutState]:
        with database.read() as session:
            (row,) = read_running(session)
        return [next(c.state for c in row.call_outs if c.person_id == each) for each in crew.standby[:2]]

    scheduler.tick_activation()
    assert states() == [CallOutState.CALLED, CallOutState.PROPOSED]
    with database.write() as session:
        session.execute(update(Hold).values(confirmed_at=MONDAY))
    scheduler.tick_activation()
    assert states() == [CallOutState.TIMED_OUT, CallOutState.CALLED]


def test_a_mailbox_is_read_where_one_is_set_and_nowhere_else(sqlite_database: Database, imap: ImapServer) -> None:
    without = _scheduler(sqlite_database, lambda: MONDAY)
    assert {job.id for job in without.jobs()} >= {ACTIVATION}
    assert MAILBOX not in {job.id for job in without.jobs()}
    with_one = _scheduler(sqlite_database, lambda: MONDAY, imap.settings)
    (job,) = (job for job in with_one.jobs() if job.id == MAILBOX)
    with_one.refusals_are_logged(*job.args)
    assert "SELECT" in imap.commands
