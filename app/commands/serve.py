"""`main.py serve`: escalate and notify without a window, until it is told to stop."""

import logging
import signal
import threading
from argparse import ArgumentParser, Namespace

from app.clock import TimeSource
from app.logs import log_to_stderr
from app.services.database import SERVICE_ROLE, Database, DatabaseError
from app.services.duties import Duty, refuse_demo, scheduler
from app.services.first_start import make_ready
from app.services.intake.feeds.server import FeedServer
from app.services.schema import require_schema
from app.settings import Settings

_log = logging.getLogger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command is told: nothing but the settings."""
    parser.epilog = "Stop it with SIGTERM or Ctrl+C: what is under way is finished first."


def run(arguments: Namespace, settings: Settings) -> int:
    """Sweep and deliver until SIGTERM or Ctrl+C; raises the database's refusals."""
    log_to_stderr()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    database = Database(settings.database_address)
    _open(database, settings)
    source = TimeSource(database.time)
    duties: list[Duty] = [scheduler(database, settings, source)]
    if settings.feed.port:
        duties.append(FeedServer(database, settings.feed, source.now))
    _log.info("serve started")
    for duty in duties:
        duty.start()
    stop.wait()
    _log.info("serve stopping")
    for duty in reversed(duties):
        duty.stop()
    database.close()
    _log.info("serve stopped")
    return 0


def _open(database: Database, settings: Settings) -> None:
    """Make an embedded database ready; a shared one is its administrator's, and only the service sweeps it."""
    if database.embedded:
        for done in make_ready(database, settings.database.backup_folder, now=database.time()):
            _log.info("%s", done)
    with database.read() as session:
        if not database.may_sweep(session):
            raise DatabaseError(
                "Only the service escalates on a shared database: log in as a member of the role {role}.",
                role=SERVICE_ROLE,
            )
        require_schema(session)
        refuse_demo(session, database)
