"""Laws of new rules, on random floors: a preview says of each clock what its deadline says; undoing gives all back."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.models.policy import Policy
from app.models.sla import Clock, ClockState, Measure, Pause, Target
from app.models.ticket import Priority, Source, Ticket
from app.services.database import Database
from app.services.deadlines.clocks import rule_for
from app.services.deadlines.impact import preview
from app.services.deadlines.new_rules import NewCalendar, NewPolicy, NewRules
from app.services.deadlines.open_clocks import instant
from app.services.deadlines.planning import deadline_of, plan
from app.services.deadlines.rule_changes import apply
from app.services.deadlines.rule_undoing import undo
from app.services.deadlines.rulebook import Rulebook
from tests.builders import MONDAY, OFFICE, open_floor, policy

DAY = timedelta(1)
AMOUNTS = {
    Measure.ROUND_THE_CLOCK: ("45min", "24h"),
    Measure.OPENING_HOURS: ("45min", "11h"),
    Measure.NATURAL_DAYS: ("1d", "9d"),
    Measure.WORKING_DAYS: ("1d", "4d"),
}
TARGETS = (Target.FIRST_RESPONSE, Target.RESOLUTION)
# Of a minute on the clock, where much is decided, or any.
spans = st.integers(0, 6 * 1_440).map(lambda minutes: timedelta(minutes=minutes)) | st.timedeltas(timedelta(), 6 * DAY)
# Target, source, priority, start, pauses as time from the start or from the last one and length, waits now.
clocks = st.tuples(
    st.sampled_from(TARGETS),
    st.sampled_from([Source.EMAIL, Source.TELEPHONE]),
    st.sampled_from([Priority.NORMAL, Priority.URGENT]),
    spans,
    st.lists(st.tuples(spans, spans), max_size=3),
    st.booleans(),
)
_Given = tuple[Target, Source, Priority, timedelta, list[tuple[timedelta, timedelta]], bool]


@st.composite
def target_rules(draw: st.DrawFn) -> dict[str, Any]:
    measure = draw(st.sampled_from(Measure))
    rule: dict[str, Any] = {"target": draw(st.sampled_from(TARGETS)).value, "measure": measure.value}
    rule["amount"] = draw(st.sampled_from(AMOUNTS[measure]))
    rule |= draw(st.sampled_from([{}, {"starts": "next_day"}, {"cut_off": "17:00"}]))
    rule |= draw(st.sampled_from([{}, {"due": "end_of_day"}, {"roll_forward": True}]))
    return rule | draw(st.sampled_from([{}, {"priority": ["urgent"]}, {"source": ["telephone"]}]))


policies = st.lists(target_rules(), min_size=1, max_size=5).map(lambda rules: policy(targets=rules))
calendars = st.sampled_from(
    [
        None,
        OFFICE | {"breaks": {"2026-03-02": ["14:00-24:00"]}},
        OFFICE | {"holidays": ["2026-03-04"], "shifts": {"2026-03-07": ["09:00-12:00"]}},
    ]
)


@given(
    before=policies,
    after=policies,
    calendar=calendars,
    found=st.lists(clocks, min_size=1, max_size=6),
    later=spans,
)
def test_a_preview_is_true_of_each_clock_and_undoing_gives_all_back(
    sqlite_template: Path,
    before: dict[str, Any],
    after: dict[str, Any],
    calendar: dict[str, Any] | None,
    found: list[_Given],
    later: timedelta,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(shutil.copy(sqlite_template, folder))
        rulebook = open_floor(database, before)
        with database.write() as session:
            for each in found:
                add_clock(session, rulebook, before, each)
        was = everything(database)
        # After all of it.
        now = MONDAY + 50 * DAY + later
        rules = NewRules(NewPolicy(after), NewCalendar("china_office", calendar) if calendar else None)
        with database.write() as session:
            seen = preview(session, rulebook, rules, now=now)
            change = apply(session, rulebook, seen, "The law", person_id=None, as_operator=True, now=now)
        with database.read() as session:
            shown = dict(zip(seen.clocks.clock_id.tolist(), map(instant, seen.due.tolist()), strict=True))
            for clock in session.query(Clock):
                assert clock.due_at == deadline_of(session, rulebook, clock).due == shown[clock.id]
                ticket = session.get_one(Ticket, clock.ticket_id)
                rule = rule_for(session, Policy.from_specification(after), ticket, clock.target)
                assert clock.policy_version_id == (change.policy_version_id if rule else 1)
                assert rule is None or (clock.measure, clock.amount) == (rule.measure, rule.amount)
        with database.write() as session:
            assert undo(session, change.id, person_id=None, as_operator=True, now=now + DAY).kept == ()
        assert everything(database) == was
        database.close()


def add_clock(session: Session, rulebook: Rulebook, specification: dict[str, Any], given: _Given) -> None:
    """Add a ticket with one clock, if the policy promises it one, and its pauses."""
    target, source, priority, start, pauses, waits = given
    at = MONDAY + start
    ticket = Ticket(source=source, priority=priority, received_at=at, recorded_at=at, title="No heating")
    session.add(ticket)
    session.flush()
    rule = rule_for(session, Policy.from_specification(specification), ticket, target)
    if rule is None:
        return
    clock = Clock(ticket_id=ticket.id, target=target, started_at=at, due_at=at, policy_version_id=1)
    clock.measure, clock.amount, clock.counting, clock.calendar_version_id = rule.measure, rule.amount, rule.counting, 1
    session.add(clock)
    session.flush()
    for after, length in pauses:
        session.add(Pause(clock_id=clock.id, started_at=at + after, ended_at=at + after + length, reason="lab"))
        at += after + length
    if waits:
        session.add(Pause(clock_id=clock.id, started_at=at, reason="lab"))
        clock.state = ClockState.PAUSED
    session.flush()
    clock.due_at = deadline_of(session, rulebook, clock).due
    plan(session, rulebook, clock)


def everything(database: Database) -> list[dict[str, Any]]:
    """Every clock with all that is known of it."""
    names = [column.key for column in Clock.__table__.columns]
    with database.read() as session:
        return [{name: getattr(clock, name) for name in names} for clock in session.query(Clock).order_by(Clock.id)]
