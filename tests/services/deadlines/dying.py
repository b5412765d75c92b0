"""Sweeps and delivers in processes of their own, which kill themselves where a test tells them to."""

import multiprocessing
import os
import signal
import smtplib
from collections.abc import Callable
from datetime import datetime
from multiprocessing.process import BaseProcess
from typing import Any

import psycopg  # noqa: F401 - loaded once, not anew in each process
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers

from app.services.database import Database
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.escalation import sweep
from app.services.deadlines.impact import preview
from app.services.deadlines.new_rules import NewRules
from app.services.deadlines.rule_changes import apply
from app.services.deadlines.rulebook import Rulebook
from app.settings import EmailSettings
from tests.services.deadlines.rounds import deliver

configure_mappers()
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


def spawn(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Start a process; wait for it with `exit_code_of`."""
    process = _context.Process(target=work, args=arguments)
    process.start()
    return process


def exit_code_of(process: BaseProcess) -> int:
    """Wait for a process; its exit code is -SIGKILL where it killed itself."""
    process.join(60)
    assert process.exitcode is not None, "the child hangs"
    return process.exitcode


def sweep_once(address: str, now: datetime, batch: int, die_before: int = 0) -> None:
    """Sweep; die before the statement of that number, counting commits."""
    database = Database(address)
    _die_before_statement(database, die_before)
    sweep(database, Rulebook(), [], batch=batch, now=now)


def apply_once(address: str, rules: NewRules, now: datetime, die_before: int = 0) -> None:
    """Look at new rules and put them in force; die before the statement of that number, counting commits."""
    database = Database(address)
    _die_before_statement(database, die_before)
    with database.write() as session:
        seen = preview(session, Rulebook(), rules, now=now)
        apply(session, Rulebook(), seen, "The law has changed", person_id=None, as_operator=True, now=now)


def deliver_once(
    address: str, now: datetime, email: EmailSettings, die_before: int = 0, die_after_reply: int = 0
) -> None:
    """Deliver; die before the statement, or after the SMTP reply, of that number."""
    database = Database(address)
    _die_before_statement(database, die_before)
    _die_after_reply(die_after_reply)
    deliver(database, Rulebook(), [EmailChannel(email)], lambda: now)


def _die_before_statement(database: Database, number: int) -> None:
    left = [number]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(database.engine, moment, count)


def _die_after_reply(number: int) -> None:
    read_reply = smtplib.SMTP.getreply
    left = [number]

    def count(server: smtplib.SMTP) -> tuple[int, bytes]:
        reply = read_reply(server)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return reply

    smtplib.SMTP.getreply = count  # type: ignore[method-assign, assignment]
