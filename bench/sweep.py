"""The sweep against the obvious one: load what is open through the ORM, compare and record in Python.

Both claim, record and owe messages for the same number of due clocks, with the same rules for what comes next. The
database holds 1,000,000 tickets; each round sweeps 5,000 clocks that fell due since the last one.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.models.deadline import Deadline
from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.people import Role
from app.models.policy import Audience
from app.models.sla import Clock, ClockState, Measure, Target
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.deadlines.audience import People
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.schema import upgrade
from bench.report import Case, main
from tests.builders import MONDAY, open_floor, person
from tests.postgres import Postgres

TICKETS, RUNNING, FEW_RUNNING, DUE = 1_000_000, 200_000, 20_000, 5_000
# Ours are short enough to be measured more often.
ROUNDS, THEIR_ROUNDS = 4, 3
BLOCK = 20_000


def cases() -> Iterator[Case]:
    """Yield the figures for the embedded database, then for the shared one."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _figures("", Database(Path(folder) / "many.db"), Database(Path(folder) / "few.db"))
    server = Postgres()
    yield from _figures("_postgresql", server.empty("many"), server.empty("few"))
    server.stop()


def _figures(suffix: str, many: Database, few: Database) -> Iterator[Case]:
    many_running = _Floor(many, TICKETS, RUNNING, rounds=ROUNDS + THEIR_ROUNDS)
    few_running = _Floor(few, TICKETS // 10, FEW_RUNNING, rounds=ROUNDS)
    ours, theirs, ours_few = [], [], []
    for round_ in range(ROUNDS):
        ours.append(_seconds(many_running.sweep))
        ours_few.append(_seconds(few_running.sweep))
        if round_ < THEIR_ROUNDS:
            theirs.append(_seconds(many_running.sweep_through_the_orm))
    many.close()
    few.close()
    yield Case(
        bench="sweep",
        case=f"due_vs_orm{suffix}",
        ratio=statistics.median(theirs) / statistics.median(ours),
        against=f"{RUNNING:,} running clocks loaded through the ORM, compared and recorded in Python; {DUE:,} due",
    )
    yield Case(
        bench="sweep",
        case=f"open_growth{suffix}",
        value=statistics.median(ours) / statistics.median(ours_few),
        against=f"time with {RUNNING:,} running / with {FEW_RUNNING:,} running, {DUE:,} due in both",
    )


class _Floor:
    """A database whose clocks fall due in rounds, an hour apart."""

    def __init__(self, database: Database, tickets: int, running: int, *, rounds: int) -> None:
        self.database = database
        upgrade(self.database, now=MONDAY)
        self.rulebook: Rulebook = open_floor(self.database)
        self._round = 0
        self._fill(tickets, running, rounds)

    def sweep(self) -> None:
        """The product's sweep."""
        swept = sweep(self.database, self.rulebook, (), now=self._next_round())
        assert swept.raised == DUE, swept

    def sweep_through_the_orm(self) -> None:
        """The obvious sweep."""
        now = self._next_round()
        raised = 0
        with self.database.write() as session:
            people = People.read(session, (), now=now)
            running = select(Clock, Ticket.owner_id).join(Ticket).where(Clock.state == ClockState.RUNNING)
            for clock, owner_id in session.execute(running):
                if clock.next_step_at is None or clock.next_step_at > now:
                    continue
                times = self.rulebook.times(session, clock.calendar_version_id)
                ladder = self.rulebook.policy(session, clock.policy_version_id).ladders[clock.target]
                deadline = Deadline(clock.started_at, clock.measure, clock.amount, times)
                owed, coming = deadline.owed(ladder, {}, now)
                for each in owed:
                    escalation = Escalation(
                        clock_id=clock.id,
                        step=each.step.key,
                        occurrence=each.occurrence,
                        planned_at=each.at,
                        raised_at=now,
                        due_at=clock.due_at,
                        outcome=Outcome.NOTIFIED,
                        raised_by="bench",
                    )
                    session.add(escalation)
                    session.flush()
                    for listener in people.behind(Audience.OWNER, owner_id):
                        session.add(
                            Notification(
                                escalation_id=escalation.id,
                                person_id=listener.id,
                                channel="inbox",
                                state=Delivery.SENT,
                                sent_at=now,
                            )
                        )
                    raised += 1
                clock.next_step_at = coming.at if coming else None
                clock.next_step = coming.step.key if coming else None
        assert raised == DUE, raised

    def _next_round(self) -> datetime:
        self._round += 1
        return MONDAY + timedelta(minutes=self._round)

    def _fill(self, tickets: int, running: int, rounds: int) -> None:
        with self.database.write() as session:
            self._add_block(session, 0, running, rounds, ClockState.RUNNING, Status.OPEN)
            self._add_block(session, running, running, rounds, ClockState.MET, Status.CLOSED)
            # Copies of a block are made where the data is; the few that differ from it are not worth the way.
            for start in range(0, tickets, BLOCK):
                if start not in (0, running):
                    original = 0 if start < running else running
                    _copy_block(session, Ticket, original, start - original)
                    _copy_block(session, Clock, original, start - original)
            session.execute(text("ANALYZE"))

    def _add_block(
        self, session: Session, start: int, running: int, rounds: int, state: ClockState, status: Status
    ) -> None:
        rules = self.rulebook.in_force(session, "default")
        owner_id = person(session, Role.AGENT).id
        tickets, clocks = [], []
        for id_ in range(start + 1, start + BLOCK + 1):
            # The clocks of a round lie among the running ones, as they would; the rest owes nothing for a while.
            step = (id_ - 1) % (running // DUE) + 1
            at = MONDAY + (timedelta(minutes=step) if step <= rounds else timedelta(hours=1, minutes=step))
            received = at - timedelta(hours=1)
            tickets.append({"id": id_, "status": status, "received_at": received, "recorded_at": received})
            clocks.append(
                {
                    "id": id_,
                    "ticket_id": id_,
                    "target": Target.RESOLUTION,
                    "state": state,
                    "started_at": received,
                    "due_at": at + timedelta(hours=1),
                    "measure": Measure.OPENING_HOURS,
                    "amount": 7200,
                    "policy_version_id": rules.policy_version_id,
                    "calendar_version_id": rules.calendar_version_id,
                    "next_step_at": at if state is ClockState.RUNNING else None,
                    "next_step": "half" if state is ClockState.RUNNING else None,
                    "stopped_at": None if state is ClockState.RUNNING else at,
                }
            )
        common = {"source": Source.EMAIL, "title": "A complaint", "owner_id": owner_id}
        session.connection().execute(insert(Ticket), [ticket | common for ticket in tickets])
        session.connection().execute(insert(Clock), clocks)


def _copy_block(session: Session, kind: type[Ticket] | type[Clock], original: int, by: int) -> None:
    table = kind.__table__
    columns = [column for column in table.columns if column.computed is None]
    moved = [column + by if column.name in ("id", "ticket_id") else column for column in columns]
    block = select(*moved).where(table.c.id > original, table.c.id <= original + BLOCK)
    session.execute(insert(kind).from_select([column.name for column in columns], block))


def _seconds(work: object) -> float:
    assert callable(work)
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(cases)
