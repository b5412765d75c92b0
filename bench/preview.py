"""What new rules would do to 100,000 open clocks, against the bare recomputation of their due times in NumPy.

Both sides have the clocks and their pauses in memory. Loading them, and the whole of it with the steps that would fall
due at once, are printed apart.
"""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert

from app.models.due_many import Pauses
from app.models.people import Role
from app.models.sla import Clock, Measure, Pause, Target
from app.models.ticket import Priority, Source, Ticket
from app.services.database import Database
from app.services.deadlines.impact import compare, preview
from app.services.deadlines.new_rules import Compiled, NewPolicy, NewRules
from app.services.deadlines.open_clocks import OpenClocks, load_open_clocks, microseconds
from app.services.deadlines.rulebook import Rulebook
from app.services.schema import upgrade
from bench.report import Case, main
from tests.builders import MONDAY, open_floor, person, policy

CLOCKS = 100_000
ROUNDS = 15
NOW = MONDAY + timedelta(days=2)
SECOND, HOUR, DAY = 1_000_000, 3_600_000_000, 86_400_000_000
SHANGHAI = 8 * HOUR
# Hours by priority, before and after.
BEFORE, AFTER = {"urgent": 8, "normal": 24}, {"urgent": 6, "normal": 27}


def cases() -> Iterator[Case]:
    """Yield the figure that has to hold, then what else it costs."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "floor.db")
        upgrade(database, now=MONDAY)
        rulebook = open_floor(database, _policy(BEFORE))
        _fill(database)
        rules = NewRules(NewPolicy(_policy(AFTER)))
        with database.read() as session:
            begin = perf_counter()
            clocks = load_open_clocks(session, "default", None)
            loading = perf_counter() - begin
            compiled = Compiled(session, Rulebook(), rules)
            yield _vs_numpy(clocks, compiled)
            begin = perf_counter()
            steps = preview(session, rulebook, rules, now=NOW).figures.steps
            whole = perf_counter() - begin
        database.close()
    yield Case(bench="preview", case="loading", value=loading, unit="s", against=f"{CLOCKS:,} clocks from SQLite")
    yield Case(
        bench="preview", case="whole", value=whole, unit="s", against=f"loading, moving, counting {steps:,} steps"
    )


def _vs_numpy(clocks: OpenClocks, compiled: Compiled) -> Case:
    table = _bare_table()
    priorities = clocks.each([group.priority.value for group in clocks.groups])
    amounts = np.where(priorities == "urgent", AFTER["urgent"], AFTER["normal"]) * HOUR
    if not np.array_equal(_bare(table, clocks.started, amounts, clocks.pauses), compare(clocks, compiled, now=NOW).due):
        raise AssertionError("The two sides answer differently, so their times do not compare.")
    ratios = []
    for _ in range(ROUNDS):
        begin = perf_counter()
        _bare(table, clocks.started, amounts, clocks.pauses)
        between = perf_counter()
        compare(clocks, compiled, now=NOW)
        ratios.append((between - begin) / (perf_counter() - between))
    return Case(bench="preview", case="vs_numpy", ratio=median(ratios), against="due times by NumPy and searchsorted")


def _bare_table() -> tuple[NDArray[np.int64], ...]:
    """Return openings, closes and the open time before each, as a script for this one calendar would build them."""
    first = microseconds(MONDAY) // DAY - 400
    days = np.arange(first, first + 800, dtype=np.int64)
    worked = days[(days + 3) % 7 < 5] * DAY - SHANGHAI
    opens = np.sort(np.concatenate([worked + 9 * HOUR, worked + 13 * HOUR]))
    closes = np.sort(np.concatenate([worked + 12 * HOUR, worked + 18 * HOUR]))
    return opens, closes, np.concatenate([[0], np.cumsum(closes - opens)])


def _bare(
    table: tuple[NDArray[np.int64], ...], started: NDArray[np.int64], amounts: NDArray[np.int64], pauses: Pauses
) -> NDArray[np.int64]:
    """Return when opening hours are over: the pauses of a clock one after the other, as far as they begin before it."""
    opens, closes, before = table

    def passed(instants: NDArray[np.int64]) -> NDArray[np.int64]:
        stretch = np.searchsorted(closes, instants, side="right")
        open_time: NDArray[np.int64] = before[stretch] + np.maximum(instants - opens[stretch], 0)
        return open_time

    def instant(open_time: NDArray[np.int64]) -> NDArray[np.int64]:
        last = np.searchsorted(before, open_time) - 1
        found: NDArray[np.int64] = opens[last] + open_time - before[last]
        return found

    due = instant(passed(started) + amounts)
    rank = np.arange(pauses.clock.size) - np.searchsorted(pauses.clock, pauses.clock)
    for turn in range(int(rank.max()) + 1):
        these = np.flatnonzero(rank == turn)
        these = these[pauses.started[these] < due[pauses.clock[these]]]
        taken = (passed(pauses.ended[these]) - passed(pauses.started[these])) // SECOND * SECOND
        these, taken = these[taken > 0], taken[taken > 0]
        place = pauses.clock[these]
        due[place] = instant(passed(due[place]) + taken)
    return due


def _policy(hours: dict[str, int]) -> dict[str, object]:
    plain = {"target": "resolution", "measure": "opening_hours"}
    targets = [
        {**plain, "amount": f"{hours['normal']}h"},
        {**plain, "amount": f"{hours['urgent']}h", "priority": ["urgent"]},
    ]
    return policy(targets=targets)


def _fill(database: Database) -> None:
    """Open complaints of two weeks, to the microsecond; every third has waited, some of them three times."""
    random = np.random.default_rng(4)
    with database.write() as session:
        owner_id = person(session, Role.AGENT).id
        rules = Rulebook().in_force(session, "default")
        tickets, clocks, pauses = [], [], []
        for id_ in range(1, CLOCKS + 1):
            started = MONDAY - timedelta(seconds=float(random.integers(0, 14 * 86_400)), microseconds=id_ % 1_000)
            priority = Priority.URGENT if id_ % 4 == 0 else Priority.NORMAL
            tickets.append({"id": id_, "received_at": started, "recorded_at": started, "priority": priority})
            hours = BEFORE["urgent" if priority is Priority.URGENT else "normal"]
            clocks.append(
                {"id": id_, "ticket_id": id_, "started_at": started, "amount": hours * 3_600}
                | {"due_at": rules.times.opening_hours.add(started, hours * 3_600)}
            )
            at = started
            for length in random.integers(600, 40_000, id_ % 3 * (1 + id_ % 2) if id_ % 3 == 1 else 0):
                at += timedelta(hours=5)
                pauses.append(
                    {"clock_id": id_, "started_at": at, "ended_at": (at := at + timedelta(seconds=int(length)))}
                )
        ticket = {"source": Source.EMAIL, "title": "No heating", "owner_id": owner_id}
        clock: dict[str, object] = {"target": Target.RESOLUTION, "measure": Measure.OPENING_HOURS}
        clock |= {"policy_version_id": rules.policy_version_id, "calendar_version_id": rules.calendar_version_id}
        connection = session.connection()
        connection.execute(insert(Ticket), [each | ticket for each in tickets])
        connection.execute(insert(Clock), [each | clock for each in clocks])
        connection.execute(insert(Pause), [each | {"reason": "waiting_for_customer"} for each in pauses])


if __name__ == "__main__":
    main(cases)
