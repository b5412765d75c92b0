"""New rules for open clocks: what the preview shows happens, exactly that, once, and can be taken back."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from signal import SIGKILL
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.approval import Extension
from app.models.calendar import BusinessCalendar
from app.models.change import Change
from app.models.escalation import Escalation, Outcome
from app.models.people import Role
from app.models.rule_change import ClockRevision, RuleChange
from app.models.sla import LIVE, Clock, LifeEvent, Target
from app.models.ticket import Priority, Source, Ticket
from app.services.database import Database
from app.services.deadlines.clocks import start
from app.services.deadlines.escalation import sweep
from app.services.deadlines.impact import Figures, preview
from app.services.deadlines.impact_rows import Order, Show, rows_of
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.new_rules import Kept, NewCalendar, NewPolicy, NewRules
from app.services.deadlines.rule_changes import RuleChangeError, apply, look_again
from app.services.deadlines.rule_rights import RuleRightsError
from app.services.deadlines.rule_undoing import Touched, Undoing, undo, would_undo
from app.services.deadlines.rulebook import Rulebook
from app.services.handling import events
from app.services.handling.register import register
from tests.builders import HOUR, MONDAY, OFFICE, clocks_of, new_ticket, open_floor, person, policy
from tests.services.deadlines.dying import apply_once, exit_code_of, spawn

TEN_MINUTES = timedelta(minutes=10)


def targets(**amounts: str) -> list[dict[str, Any]]:
    """Targets of opening hours."""
    return [{"target": name, "amount": amount, "measure": "opening_hours"} for name, amount in amounts.items()]


def new_policy(**amounts: str) -> NewRules:
    """The default policy with such amounts in opening hours."""
    return NewRules(policy=NewPolicy(policy(targets=targets(**amounts))))


def closed(*windows: str) -> NewRules:
    """The office, closed for some hours of the Monday."""
    return NewRules(calendar=NewCalendar("china_office", OFFICE | {"breaks": {"2026-03-02": list(windows)}}))


FLOOR = policy(targets=targets(first_response="2h", resolution="7h"), pauses={"waiting_for_customer": ["resolution"]})


def applied(database: Database, rulebook: Rulebook, rules: NewRules, *, now: datetime) -> RuleChange:
    """Look and apply."""
    with database.write() as session:
        seen = preview(session, rulebook, rules, now=now)
        return apply(
            session, rulebook, seen, "The law has changed", person_id=person(session, Role.MANAGER).id, now=now
        )


def taken_back(session: Session, change_id: int, *, now: datetime) -> Undoing:
    """Undo as the manager."""
    return undo(session, change_id, person_id=person(session, Role.MANAGER).id, now=now)


def happen(database: Database, rulebook: Rulebook, ticket: Ticket, event: LifeEvent, *, at: datetime) -> None:
    """Let something happen to a complaint."""
    with database.write() as session:
        events.happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=at)


def rows(database: Database) -> list[dict[str, Any]]:
    """Every clock with all that is known of it."""
    with database.read() as session:
        columns = [column.key for column in Clock.__table__.columns]
        return [{name: getattr(clock, name) for name in columns} for clock in session.query(Clock).order_by(Clock.id)]


def test_the_preview_says_what_moves_and_what_becomes_late(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    old = new_ticket(database, rulebook, now=MONDAY - HOUR)
    new = new_ticket(database, rulebook, now=MONDAY)
    with database.read() as session:
        found = preview(session, rulebook, new_policy(first_response="1h", resolution="8h"), now=MONDAY + TEN_MINUTES)
        assert found.figures == Figures(
            clocks=4, tickets=2, moved=4, earlier=2, later=2, become_late=1, steps=found.figures.steps
        )
        (late,) = rows_of(session, found, Show.BECOME_LATE)
        assert (late.number, late.target, late.owner) == (old.number, Target.FIRST_RESPONSE, "agent")
        assert (late.due_before, late.due_after) == (MONDAY + HOUR, MONDAY)
        assert (late.late_before, late.late_after) == (False, True)
        by_shift = rows_of(session, found, order=Order.SHIFT)
        assert [row.ticket_id for row in by_shift][:2] == [old.id, new.id]
        assert rows_of(session, found, start=1, count=2) == rows_of(session, found)[1:3]


def test_what_another_system_promised_and_what_is_promised_no_more_stays(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    ticket = new_ticket(database, rulebook)
    recorded = new_ticket(database, rulebook)
    with database.write() as session:
        for clock in session.query(Clock).filter_by(ticket_id=recorded.id):
            clock.measure = clock.amount = None
            clock.recorded_due_at = clock.due_at
    before = rows(database)
    with database.read() as session:
        found = preview(session, rulebook, new_policy(first_response="1h"), now=MONDAY)
        assert found.by_target[Target.FIRST_RESPONSE] == Figures(clocks=2, tickets=1, moved=1, earlier=1, recorded=1)
        assert found.by_target[Target.RESOLUTION] == Figures(clocks=2, unpromised=1, recorded=1)
        (row,) = rows_of(session, found, Show.UNPROMISED)
        assert (row.ticket_id, row.target, row.kept) == (ticket.id, Target.RESOLUTION, Kept.UNPROMISED)
        assert row.due_before == row.due_after
    applied(database, rulebook, new_policy(first_response="1h"), now=MONDAY)
    after = rows(database)
    assert [row["due_at"] for row in after] == [MONDAY + HOUR, *(row["due_at"] for row in before[1:])]
    assert after[1:] == before[1:]


def test_a_granted_extension_is_not_taken_away(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        clock = session.query(Clock).filter_by(ticket_id=ticket.id, target=Target.RESOLUTION).one()
        given = {"clock_id": clock.id, "rung": 1, "amount_before": 25_200, "amount": 36_000, "reason": "Evidence"}
        session.add(Extension(**given, granted_at=MONDAY, in_force_at=MONDAY))
        clock.amount = 36_000
        clock.due_at = BusinessCalendar.from_spec(OFFICE).add(MONDAY, 36_000)
        extended = clock.due_at
    for amount, measure in (("3h", "opening_hours"), ("1d", "working_days")):
        rules = NewRules(
            policy=NewPolicy(policy(targets=[{"target": "resolution", "amount": amount, "measure": measure}]))
        )
        applied(database, rulebook, rules, now=MONDAY)
        assert clocks_of(database, ticket, Target.RESOLUTION)[0].due_at == extended
    applied(database, rulebook, new_policy(resolution="11h"), now=MONDAY)
    assert clocks_of(database, ticket, Target.RESOLUTION)[0].amount == 39_600


def test_a_typhoon_today_from_two_moves_what_counts_opening_hours(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    ticket = new_ticket(database, rulebook)
    applied(database, rulebook, closed("14:00-24:00"), now=MONDAY + HOUR)
    first, resolution = clocks_of(database, ticket)
    # Two hours from ten are over at noon. Of seven hours three were over at two, four are left for Tuesday.
    assert first.due_at == MONDAY + 2 * HOUR
    assert resolution.due_at == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert resolution.policy_version_id == first.policy_version_id == 1


def test_what_falls_due_by_the_move_is_raised_once_by_the_sweep_and_was_told_before(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    ticket = new_ticket(database, rulebook)
    now = MONDAY + HOUR
    assert sweep(database, rulebook, (), now=now).raised == 1
    with database.read() as session:
        steps = preview(session, rulebook, new_policy(first_response="1h", resolution="2h"), now=now).figures.steps
    # Half of the first response was raised already; the rest of it is owed, and half of the resolution.
    assert steps == 4
    applied(database, rulebook, new_policy(first_response="1h", resolution="2h"), now=now)
    assert sweep(database, rulebook, (), now=now).raised == 4
    assert sweep(database, rulebook, (), now=now).raised == 0
    with database.read() as session:
        raised = session.query(Escalation).join(Clock).filter(Clock.ticket_id == ticket.id)
        assert len({(each.clock_id, each.step, each.occurrence) for each in raised}) == 5
        assert [each.outcome for each in raised.filter(Escalation.step == "nine_tenths")] == [Outcome.SUPERSEDED]


def test_a_step_raised_in_a_cycle_is_never_raised_again_in_it(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    new_ticket(database, rulebook)
    sweep(database, rulebook, (), now=MONDAY + HOUR)
    applied(database, rulebook, new_policy(first_response="6h", resolution="9h"), now=MONDAY + HOUR)
    with database.read() as session:
        before = {each.id for each in session.query(Escalation)}
    sweep(database, rulebook, (), now=MONDAY + 7 * HOUR)
    with database.read() as session:
        later = session.query(Escalation).filter(Escalation.id.not_in(before), Escalation.clock_id == 1)
        assert "half" not in {each.step for each in later}


def test_undoing_gives_every_clock_back_what_it_had(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    for place in range(5):
        new_ticket(database, rulebook, now=MONDAY + place * TEN_MINUTES + timedelta(microseconds=place))
    waiting = new_ticket(database, rulebook, now=MONDAY)
    happen(database, rulebook, waiting, LifeEvent.WAITING, at=MONDAY + TEN_MINUTES)
    before = rows(database)
    change = applied(database, rulebook, new_policy(first_response="1h", resolution="9h"), now=MONDAY + HOUR)
    assert all(was["due_at"] != now["due_at"] for was, now in zip(before, rows(database), strict=True))
    began = new_ticket(database, rulebook, now=MONDAY + HOUR)
    later = MONDAY + HOUR + TEN_MINUTES
    with database.write() as session:
        expected = would_undo(session, change.id)
        assert taken_back(session, change.id, now=later) == expected
    assert (expected.back, expected.moved, expected.begun, expected.kept) == (12, 12, 2, ())
    assert rows(database)[:12] == before
    assert clocks_of(database, began, Target.FIRST_RESPONSE)[0].amount == 3_600
    with database.write() as session:
        # What comes in now starts by the rules from before, which are the newest version.
        assert rulebook.in_force(session, "default").policy_version_id == 3
        assert rulebook.in_force(session, "default").policy.targets[0].amount == 7_200
        with pytest.raises(RuleChangeError, match="undone already"):
            taken_back(session, change.id, now=later)
        with pytest.raises(RuleChangeError, match="no change of rules"):
            taken_back(session, 9, now=later)


def test_undoing_leaves_alone_and_names_what_was_touched_since(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    stopped, paused, extended, untouched = (new_ticket(database, rulebook) for _ in range(4))
    change = applied(database, rulebook, new_policy(resolution="9h"), now=MONDAY + HOUR)
    later = MONDAY + HOUR + TEN_MINUTES
    happen(database, rulebook, stopped, LifeEvent.RESOLVED, at=later)
    happen(database, rulebook, paused, LifeEvent.WAITING, at=later)
    with database.write() as session:
        clock = session.query(Clock).filter_by(ticket_id=extended.id, target=Target.RESOLUTION).one()
        given = {"clock_id": clock.id, "rung": 1, "amount_before": 32_400, "amount": 36_000, "reason": "Evidence"}
        session.add(Extension(**given, granted_at=later, in_force_at=later))
    with database.write() as session:
        undoing = taken_back(session, change.id, now=later + TEN_MINUTES)
    assert {(kept.ticket_id, kept.touched) for kept in undoing.kept} == {
        (stopped.id, Touched.STOPPED),
        (paused.id, Touched.PAUSED),
        (extended.id, Touched.EXTENDED),
    }
    assert clocks_of(database, untouched, Target.RESOLUTION)[0].amount == 25_200
    assert clocks_of(database, paused, Target.RESOLUTION)[0].amount == 32_400


def test_a_later_change_stays_and_can_be_undone_itself(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    ticket = new_ticket(database, rulebook)
    due = clocks_of(database, ticket, Target.RESOLUTION)[0].due_at
    first = applied(database, rulebook, new_policy(resolution="9h"), now=MONDAY + HOUR)
    second = applied(database, rulebook, new_policy(resolution="8h"), now=MONDAY + HOUR + TEN_MINUTES)
    later = MONDAY + 2 * HOUR
    with database.write() as session:
        (kept,) = taken_back(session, first.id, now=later).kept
        assert kept.touched is Touched.MOVED_AGAIN
        assert rulebook.in_force(session, "default").policy_version_id == second.policy_version_id
        assert taken_back(session, second.id, now=later).kept == ()
    assert clocks_of(database, ticket, Target.RESOLUTION)[0].amount == 32_400
    assert due != clocks_of(database, ticket, Target.RESOLUTION)[0].due_at


def test_nothing_moves_that_the_preview_did_not_show(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    ticket, other = new_ticket(database, rulebook), new_ticket(database, rulebook)
    with database.write() as session:
        seen = preview(session, rulebook, new_policy(resolution="9h"), now=MONDAY)
    # Another one is resolved, and one comes in: what was shown still holds.
    happen(database, rulebook, other, LifeEvent.RESOLVED, at=MONDAY + TEN_MINUTES)
    new_ticket(database, rulebook, now=MONDAY + TEN_MINUTES)
    happen(database, rulebook, ticket, LifeEvent.WAITING, at=MONDAY + TEN_MINUTES)
    happen(database, rulebook, ticket, LifeEvent.CUSTOMER_REPLIED, at=MONDAY + 2 * TEN_MINUTES)
    before = rows(database)
    with pytest.raises(RuleChangeError, match="1 deadlines have changed"), database.write() as session:
        apply(session, rulebook, seen, "Sooner", person_id=None, as_operator=True, now=MONDAY + HOUR)
    assert rows(database) == before
    with database.write() as session, pytest.raises(RuleChangeError, match="Say in 1 to 400"):
        apply(session, rulebook, seen, "  ", person_id=None, as_operator=True, now=MONDAY + HOUR)
    change = applied(database, rulebook, new_policy(resolution="9h"), now=MONDAY + HOUR)
    assert change.counts["moved"] == 2


def test_only_what_has_changed_since_a_second_look_is_read_again(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    waits, urgent, same = (new_ticket(database, rulebook) for _ in range(3))
    priority = targets(resolution="7h")[0] | {"amount": "2h", "priority": ["urgent"]}
    rules = NewRules(policy=NewPolicy(policy(targets=[*targets(resolution="9h"), priority])))
    with database.read() as session:
        seen = preview(session, rulebook, rules, now=MONDAY)
        ready = look_again(session, rulebook, seen, now=MONDAY)
        me = person(session, Role.MANAGER).id
    with database.write() as session:
        session.get_one(Ticket, urgent.id).priority = Priority.URGENT
    with database.write() as session, pytest.raises(RuleChangeError, match="1 deadlines have changed"):
        apply(session, rulebook, seen, "Sooner", ready=ready, person_id=me, now=MONDAY)
    with database.write() as session:
        session.get_one(Ticket, urgent.id).priority = Priority.NORMAL
    happen(database, rulebook, waits, LifeEvent.WAITING, at=MONDAY + TEN_MINUTES)
    new = new_ticket(database, rulebook, now=MONDAY + TEN_MINUTES)
    for now in (MONDAY + TEN_MINUTES, MONDAY + timedelta(seconds=50)):
        with database.write() as session:
            change = apply(session, rulebook, seen, "Longer", ready=ready, person_id=me, now=now)
            moved = {clock.ticket_id: clock for clock in session.query(Clock).filter_by(target=Target.RESOLUTION)}
            assert {clock.amount for clock in moved.values()} == {32_400}
            assert set(moved) == {waits.id, urgent.id, same.id, new.id}
            assert moved[waits.id].next_step_at is None
            assert {moved[each.id].next_step_at for each in (urgent, same, new)} == {now}
            assert session.query(ClockRevision).filter_by(rule_change_id=change.id).count() == 4
            session.rollback()


def test_everybody_hears_of_what_moved(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    ticket = new_ticket(database, rulebook)
    applied(database, rulebook, new_policy(first_response="1h", resolution="9h"), now=MONDAY)
    with database.read() as session:
        heard = session.query(Change).order_by(Change.id.desc()).limit(2).all()
    assert {(each.kind, each.ids) for each in heard} == {("RuleChange", "1"), ("Ticket", str(ticket.id))}


def test_rules_move_while_a_sweep_is_at_work_and_neither_waits_for_ever(postgresql_database: Database) -> None:
    database = postgresql_database
    rulebook = open_floor(database, FLOOR)
    tickets = [new_ticket(database, rulebook) for _ in range(30)]
    now = MONDAY + HOUR
    done = Event()

    def sweep_on() -> None:
        while not done.is_set():
            sweep(database, Rulebook(), (), batch=7, now=now)

    with ThreadPoolExecutor() as threads:
        sweeping = threads.submit(sweep_on)
        try:
            for turn in range(6):
                at = now + timedelta(seconds=turn)
                change = applied(database, rulebook, new_policy(first_response="1h", resolution=f"{turn + 2}h"), now=at)
                with database.write() as session:
                    taken_back(session, change.id, now=at)
        finally:
            done.set()
        sweeping.result()
    sweep(database, rulebook, (), now=now + HOUR)
    with database.read() as session:
        raised = [(each.clock_id, each.step, each.occurrence) for each in session.query(Escalation)]
        assert len(set(raised)) == len(raised)
        halves = {each.clock_id for each in session.query(Escalation).filter_by(step="half")}
        assert {
            clock.id for ticket in tickets for clock in clocks_of(database, ticket, Target.FIRST_RESPONSE)
        } <= halves


def waits_for_rules(database: Database) -> bool:
    """Whether somebody waits until others let go of the rules."""
    with database.read() as session:
        waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(session.execute(waiting).scalar())


def until_somebody_waits(database: Database, work: Future[Any]) -> None:
    """Come back when the work waits for the rules."""
    while not waits_for_rules(database):
        assert not work.done(), "nobody has waited"


def test_a_clock_started_while_rules_are_applied_starts_by_the_new_ones(postgresql_database: Database) -> None:
    database = postgresql_database
    rulebook = open_floor(database, FLOOR)
    new_ticket(database, rulebook)
    rules = new_policy(first_response="1h", resolution="9h")
    with ThreadPoolExecutor() as threads:
        # Somebody is about to record a complaint: the change waits, and takes it along.
        with database.write() as session:
            early = register(session, Rulebook(), source=Source.EMAIL, title="No water", now=MONDAY)
            applying = threads.submit(applied, database, rulebook, rules, now=MONDAY)
            until_somebody_waits(database, applying)
        change = applying.result()
        assert {clock.policy_version_id for clock in clocks_of(database, early)} == {change.policy_version_id}
        # The change is about to be undone: somebody who records a complaint waits, and has the rules from before.
        with database.write() as session:
            taken_back(session, change.id, now=MONDAY + HOUR)
            recording = threads.submit(new_ticket, database, Rulebook(), now=MONDAY + HOUR)
            until_somebody_waits(database, recording)
        late = recording.result()
    assert {clock.policy_version_id for clock in clocks_of(database, late)} == {3}


def test_merging_tickets_and_applying_rules_never_wait_for_each_other_for_ever(postgresql_database: Database) -> None:
    database = postgresql_database
    rulebook = open_floor(database, FLOOR)
    older, newer = new_ticket(database, rulebook), new_ticket(database, rulebook)
    with database.write() as session:
        # The first complaint has a clock that is younger than those of the second: one after the other is out of order.
        events.happen(session, rulebook, session.get_one(Ticket, older.id), LifeEvent.RESOLVED, now=MONDAY)
        events.happen(session, rulebook, session.get_one(Ticket, older.id), LifeEvent.REOPENED, now=MONDAY)
    with ThreadPoolExecutor() as threads, database.write() as session:
        # What the merge does first: it has the clocks of one complaint, and is about to ask for those of the other.
        lock_live_clocks(session, session.get_one(Ticket, older.id))
        applying = threads.submit(applied, database, Rulebook(), new_policy(resolution="9h"), now=MONDAY + HOUR)
        until_somebody_waits(database, applying)
        tickets = (session.get_one(Ticket, each.id) for each in (older, newer))
        events.merge(session, rulebook, *tickets, now=MONDAY + HOUR)
        session.commit()
        change = applying.result()
    live = [clock for clock in clocks_of(database, newer) if clock.state in LIVE]
    assert {clock.policy_version_id for clock in live if clock.target is Target.RESOLUTION} == {
        change.policy_version_id
    }


def test_who_may_not_change_rules_is_refused_whatever_they_come_from(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    new_ticket(database, rulebook)
    change = applied(database, rulebook, new_policy(resolution="9h"), now=MONDAY)
    with database.write() as session:
        seen = preview(session, rulebook, new_policy(resolution="8h"), now=MONDAY)
        gone = person(session, Role.ADMINISTRATOR)
        gone.active = False
        refused = [None, gone.id, *(person(session, role).id for role in list(Role)[: list(Role).index(Role.MANAGER)])]
        for person_id in refused:
            with pytest.raises(RuleRightsError):
                apply(session, rulebook, seen, "Sooner", person_id=person_id, now=MONDAY)
            with pytest.raises(RuleRightsError):
                undo(session, change.id, person_id=person_id, now=MONDAY)
        undo(session, change.id, person_id=None, as_operator=True, now=MONDAY)


def test_a_task_finds_the_rule_of_its_department_again(database: Database) -> None:
    task = {"target": "task", "amount": "8h", "measure": "opening_hours"}
    legal = task | {"amount": "16h", "department": ["legal"]}
    rulebook = open_floor(database, policy(targets=[*targets(resolution="7h"), task, legal]))
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        for department in ("legal", "sales"):
            start(session, rulebook, ticket, Target.TASK, at=MONDAY, subject=department, department=department)
    longer = policy(targets=[*targets(resolution="7h"), task, legal | {"amount": "24h"}])
    applied(database, rulebook, NewRules(policy=NewPolicy(longer)), now=MONDAY)
    assert [clock.amount for clock in clocks_of(database, ticket, Target.TASK)] == [24 * 3_600, 8 * 3_600]


def test_a_process_that_is_killed_while_it_applies_rules_leaves_all_or_nothing(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    new_ticket(database, rulebook)
    before = rows(database)
    rules = new_policy(first_response="1h", resolution="9h")
    address = database.url.render_as_string(hide_password=False)
    killed = 0
    # Before the statements that write, some of them, and before the commit.
    for number in count(17, 5):
        code = exit_code_of(spawn(apply_once, address, rules, MONDAY, number))
        if code == 0:
            break
        assert code == -SIGKILL
        killed += 1
        assert rows(database) == before
        with database.read() as session:
            assert (session.query(RuleChange).count(), session.query(ClockRevision).count()) == (0, 0)
            assert rulebook.in_force(session, "default").policy_version_id == 1
    assert killed > 1
    with database.read() as session:
        in_force = rulebook.in_force(session, "default").policy_version_id
    assert in_force > 1
    assert [each["policy_version_id"] for each in rows(database)] == [in_force, in_force]


def test_what_is_cancelled_on_the_way_leaves_nothing_behind(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    new_ticket(database, rulebook)
    before = rows(database)
    shares: list[float] = []

    def stop_at_the_end(share: float) -> None:
        shares.append(share)
        if share == 1:
            raise RuleChangeError("Stopped.")

    with database.read() as session:
        seen = preview(session, rulebook, new_policy(resolution="9h"), progress=shares.append, now=MONDAY)
        assert shares == sorted(shares)
        assert shares[-1] == 1
        me = person(session, Role.MANAGER).id
    with pytest.raises(RuleChangeError, match="Stopped"), database.write() as session:
        apply(session, rulebook, seen, "Sooner", person_id=me, progress=stop_at_the_end, now=MONDAY)
    assert rows(database) == before
    with database.read() as session:
        assert rulebook.in_force(session, "default").policy_version_id == 1
