"""Life events: what each does to every clock of a ticket, as a table, on both databases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Pause, Target
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.clocks import start
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import RESTART, NotPossibleError, happen, merge
from app.services.handling.register import RegistrationError, register
from tests.builders import HOUR, MONDAY, add_due_clocks, clocks_of, close_freely, new_ticket, open_floor, person, policy

E, T, S = LifeEvent, Target, ClockState
DAY = timedelta(days=1)


def live_through(
    database: Database, rulebook: Rulebook, ticket: Ticket, events: Sequence[LifeEvent], *, every: timedelta = HOUR / 6
) -> None:
    """Let the events happen one after the other, ten minutes apart."""
    now = ticket.received_at
    with database.write() as session:
        close_freely(session)
    for event in events:
        now += every
        with database.write() as session:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=now)


def states(database: Database, ticket: Ticket) -> list[tuple[Target, int, ClockState]]:
    return [(clock.target, clock.cycle, clock.state) for clock in clocks_of(database, ticket)]


@pytest.mark.parametrize(
    ("events", "clocks", "status"),
    [
        ([], [(T.FIRST_RESPONSE, 1, S.RUNNING), (T.RESOLUTION, 1, S.RUNNING)], Status.OPEN),
        ([E.ACKNOWLEDGED], [(T.FIRST_RESPONSE, 1, S.RUNNING), (T.RESOLUTION, 1, S.RUNNING)], Status.OPEN),
        ([E.ANSWERED], [(T.FIRST_RESPONSE, 1, S.MET), (T.RESOLUTION, 1, S.RUNNING)], Status.OPEN),
        ([E.WAITING], [(T.FIRST_RESPONSE, 1, S.RUNNING), (T.RESOLUTION, 1, S.PAUSED)], Status.WAITING),
        (
            [E.WAITING, E.CUSTOMER_REPLIED],
            [(T.FIRST_RESPONSE, 1, S.RUNNING), (T.RESOLUTION, 1, S.RUNNING)],
            Status.OPEN,
        ),
        (
            [E.RESOLVED],
            [(T.FIRST_RESPONSE, 1, S.MET), (T.RESOLUTION, 1, S.MET), (T.FOLLOW_UP, 1, S.RUNNING)],
            Status.RESOLVED,
        ),
        (
            [E.WAITING, E.RESOLVED],
            [(T.FIRST_RESPONSE, 1, S.MET), (T.RESOLUTION, 1, S.MET), (T.FOLLOW_UP, 1, S.RUNNING)],
            Status.RESOLVED,
        ),
        (
            [E.RESOLVED, E.THANKED],
            [(T.FIRST_RESPONSE, 1, S.MET), (T.RESOLUTION, 1, S.MET), (T.FOLLOW_UP, 1, S.RUNNING)],
            Status.RESOLVED,
        ),
        (
            [E.RESOLVED, E.FOLLOWED_UP, E.CLOSED],
            [(T.FIRST_RESPONSE, 1, S.MET), (T.RESOLUTION, 1, S.MET), (T.FOLLOW_UP, 1, S.MET)],
            Status.CLOSED,
        ),
        (
            [E.RESOLVED, E.CLOSED],
            [(T.FIRST_RESPONSE, 1, S.MET), (T.RESOLUTION, 1, S.MET), (T.FOLLOW_UP, 1, S.MET)],
            Status.CLOSED,
        ),
        (
            [E.RESOLVED, E.REOPENED],
            [
                (T.FIRST_RESPONSE, 1, S.MET),
                (T.RESOLUTION, 1, S.MET),
                (T.FOLLOW_UP, 1, S.CANCELLED),
                (T.RESOLUTION, 2, S.RUNNING),
            ],
            Status.OPEN,
        ),
        ([E.WITHDRAWN], [(T.FIRST_RESPONSE, 1, S.CANCELLED), (T.RESOLUTION, 1, S.CANCELLED)], Status.WITHDRAWN),
        ([E.WAITING, E.SPAM], [(T.FIRST_RESPONSE, 1, S.CANCELLED), (T.RESOLUTION, 1, S.CANCELLED)], Status.SPAM),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) and value and isinstance(value[0], str) else None,
)
def test_life_events_move_the_clocks(
    database: Database, events: list[LifeEvent], clocks: list[tuple[Target, int, ClockState]], status: Status
) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    live_through(database, rulebook, ticket, events)
    assert states(database, ticket) == clocks
    with database.read() as session:
        assert session.get_one(Ticket, ticket.id).status is status
        kinds = [event.kind for event in session.query(TicketEvent).order_by(TicketEvent.id)]
        assert kinds == ["recorded", *events]
    for clock in clocks_of(database, ticket):
        assert (clock.next_step_at is not None) == (clock.state is S.RUNNING)
        assert (clock.stopped_at is None) == (clock.state in (S.RUNNING, S.PAUSED))


@pytest.mark.parametrize(
    ("events", "impossible"),
    [
        ([], E.CUSTOMER_REPLIED),
        ([], E.FOLLOWED_UP),
        ([], E.CLOSED),
        ([E.WAITING], E.WAITING),
        ([E.RESOLVED], E.RESOLVED),
        ([E.RESOLVED], E.SPAM),
        ([E.SPAM], E.ANSWERED),
        ([E.WITHDRAWN], E.REOPENED),
    ],
)
def test_an_event_that_does_not_fit_is_refused(
    database: Database, events: list[LifeEvent], impossible: LifeEvent
) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    live_through(database, rulebook, ticket, events)
    before = states(database, ticket)
    with pytest.raises(NotPossibleError, match=f"FW-.* cannot be {impossible}"):
        live_through(database, rulebook, ticket, [impossible])
    assert states(database, ticket) == before


@pytest.mark.parametrize("at", [MONDAY - HOUR, MONDAY + 2 * HOUR])
def test_an_event_lies_between_receipt_and_now(database: Database, at: datetime) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with (
        pytest.raises(NotPossibleError, match=r"in the future, or before .* came to where it stands"),
        database.write() as s,
    ):
        happen(s, rulebook, s.get_one(Ticket, ticket.id), E.ANSWERED, at=at, now=MONDAY + HOUR)


@pytest.mark.parametrize(
    ("before", "event", "hour", "possible"),
    [
        # An answer may be entered after a pause that began later; what follows a result cannot lie before it.
        ([E.WAITING], E.ANSWERED, 0.5, True),
        ([E.WAITING], E.CUSTOMER_REPLIED, 0.5, True),
        ([E.WAITING], E.RESOLVED, 0.5, True),
        ([E.RESOLVED], E.FOLLOWED_UP, 0.5, False),
        ([E.RESOLVED], E.REOPENED, 0.5, False),
        ([E.RESOLVED, E.CLOSED], E.REOPENED, 1.5, False),
        ([E.RESOLVED, E.CLOSED], E.REOPENED, 2, True),
        ([E.RESOLVED, E.REOPENED], E.RESOLVED, 1.5, False),
        ([E.RESOLVED, E.REOPENED], E.WAITING, 1.5, False),
    ],
)
def test_what_is_entered_late_keeps_the_order_of_a_complaints_life(
    database: Database, before: list[LifeEvent], event: LifeEvent, hour: float, possible: bool
) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    live_through(database, rulebook, ticket, before, every=HOUR)

    def enter() -> None:
        with database.write() as session:
            mine = session.get_one(Ticket, ticket.id)
            happen(session, rulebook, mine, event, at=MONDAY + hour * HOUR, now=MONDAY + 5 * HOUR)

    if possible:
        enter()
    else:
        with pytest.raises(NotPossibleError, match="came to where it stands"):
            enter()
    for clock in clocks_of(database, ticket):
        assert clock.stopped_at is None or clock.started_at <= clock.stopped_at


def test_an_event_is_not_refused_because_the_sweep_was_at_work(database: Database) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 1)
    with database.read() as session:
        mine = session.query(Ticket).one()
    # At the breach the sweep gives the complaint to the team lead.
    sweep(database, rulebook, [], now=MONDAY + 2 * HOUR)
    with database.write() as session:
        session.add(mine)
        happen(session, rulebook, mine, E.RESOLVED, now=MONDAY + 2 * HOUR)
    with database.read() as session:
        ticket = session.query(Ticket).one()
        assert (ticket.status, ticket.owner_id) == (Status.RESOLVED, person(session, Role.TEAM_LEAD).id)


def test_a_status_that_somebody_else_has_changed_meanwhile_is_seen(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.read() as session:
        mine = session.get_one(Ticket, ticket.id)
    live_through(database, rulebook, ticket, [E.RESOLVED])
    with database.write() as session:
        session.add(mine)
        with pytest.raises(NotPossibleError, match="is resolved: it cannot be waiting"):
            happen(session, rulebook, mine, E.WAITING, now=MONDAY + HOUR)


def test_a_clock_that_was_set_aside_and_has_ended_waits_for_nobody(database: Database) -> None:
    rulebook = open_floor(database)
    for event in (E.RESOLVED, E.WITHDRAWN):
        ticket = new_ticket(database, rulebook)
        with database.write() as session:
            session.execute(update(Clock).where(Clock.ticket_id == ticket.id).values(quarantined="it failed"))
        live_through(database, rulebook, ticket, [event])
        assert {clock.quarantined for clock in clocks_of(database, ticket)} == {None}


def test_waiting_moves_the_resolution_and_leaves_its_trace(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook, high_risk=True)
    # Those of the fast lane hear at once.
    sweep(database, rulebook, (), now=MONDAY)
    (before,) = clocks_of(database, ticket, T.RESOLUTION)
    live_through(database, rulebook, ticket, [E.WAITING, E.CUSTOMER_REPLIED], every=HOUR)
    (after,) = clocks_of(database, ticket, T.RESOLUTION)
    assert after.due_at - before.due_at == HOUR
    assert after.next_step_at is not None
    assert before.next_step_at is not None
    assert after.next_step_at - before.next_step_at == HOUR
    with database.read() as session:
        (pause,) = session.query(Pause)
        assert (pause.started_at, pause.ended_at) == (MONDAY + HOUR, MONDAY + 2 * HOUR)
        assert pause.reason == "waiting_for_customer"


def test_the_ledger_of_pauses_cannot_be_rewritten(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    live_through(database, rulebook, ticket, [E.WAITING, E.CUSTOMER_REPLIED])
    for change in ("UPDATE pause SET reason = 'x'", "UPDATE pause SET ended_at = started_at", "DELETE FROM pause"):
        with pytest.raises(Exception, match="pause can only be added to"), database.write() as session:
            session.execute(text(change))


def test_a_policy_without_a_reason_does_not_pause(database: Database) -> None:
    rulebook = open_floor(database, policy(pauses={}))
    ticket = new_ticket(database, rulebook)
    live_through(database, rulebook, ticket, [E.WAITING])
    assert states(database, ticket) == [(T.FIRST_RESPONSE, 1, S.RUNNING), (T.RESOLUTION, 1, S.RUNNING)]


def test_answered_after_the_deadline_is_a_breach_and_at_it_is_not(database: Database) -> None:
    rulebook = open_floor(database)
    for late, state in ((timedelta(), S.MET), (timedelta(seconds=1), S.BREACHED)):
        ticket = new_ticket(database, rulebook, high_risk=True)
        live_through(database, rulebook, ticket, [E.ANSWERED], every=HOUR / 2 + late)
        assert clocks_of(database, ticket, T.FIRST_RESPONSE)[0].state is state


def test_a_live_telephone_complaint_has_its_first_response_at_once(database: Database) -> None:
    rulebook = open_floor(database)
    live = new_ticket(database, rulebook, source=Source.TELEPHONE)
    assert clocks_of(database, live, T.FIRST_RESPONSE)[0].state is S.MET
    called_back = new_ticket(database, rulebook, source=Source.TELEPHONE, received_at=MONDAY - HOUR)
    assert clocks_of(database, called_back, T.FIRST_RESPONSE)[0].state is S.RUNNING


def test_what_repeats_with_each_answer_goes_on_with_the_second_cycle_after_a_live_one(database: Database) -> None:
    news = {"name": "news", "met_by": ["answered"], "repeats": True, "amount": "4h", "measure": "round_the_clock"}
    specification = policy()
    specification["targets"].append({"target": "milestone"} | news)
    rulebook = open_floor(database, specification)
    live = new_ticket(database, rulebook, source=Source.TELEPHONE)
    live_through(database, rulebook, live, [E.ANSWERED])
    found = [each for each in states(database, live) if each[0] is T.MILESTONE]
    assert sorted(found) == [(T.MILESTONE, 1, S.MET), (T.MILESTONE, 2, S.MET), (T.MILESTONE, 3, S.RUNNING)]


def test_clocks_start_when_the_complaint_was_received_not_when_it_was_typed_in(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook, received_at=MONDAY - 3 * HOUR)
    assert {clock.started_at for clock in clocks_of(database, ticket)} == {MONDAY - 3 * HOUR}


@pytest.mark.parametrize("details", [{"title": " "}, {"title": "t" * 401}, {"received_at": MONDAY + HOUR}])
def test_a_complaint_without_a_title_or_from_the_future_is_refused(
    database: Database, details: dict[str, object]
) -> None:
    rulebook = open_floor(database)
    given = {"source": Source.EMAIL, "title": "t"} | details
    with pytest.raises(RegistrationError), database.write() as session:
        register(session, rulebook, now=MONDAY, **given)  # type: ignore[arg-type]


def test_the_earliest_deadline_survives_a_merge(database: Database) -> None:
    rulebook = open_floor(database)
    first = new_ticket(database, rulebook)
    second = new_ticket(database, rulebook, now=MONDAY + HOUR)
    live_through(database, rulebook, second, [E.ANSWERED])
    with database.write() as session:
        earlier, later = (session.get_one(Ticket, each.id) for each in (first, second))
        merge(session, rulebook, earlier, later, now=MONDAY + 2 * HOUR)
    assert states(database, first) == []
    survivors: list[Clock] = list(clocks_of(database, second))
    assert sorted((clock.target, clock.cycle, clock.state) for clock in survivors) == [
        # The first ticket's unanswered first response is still owed; its earlier resolution displaced the other.
        (T.FIRST_RESPONSE, 1, S.MET),
        (T.FIRST_RESPONSE, 2, S.RUNNING),
        (T.RESOLUTION, 1, S.CANCELLED),
        (T.RESOLUTION, 2, S.RUNNING),
    ]
    assert {clock.started_at for clock in survivors if clock.cycle == 2} == {MONDAY}
    with database.read() as session:
        assert session.get_one(Ticket, first.id).status is Status.MERGED
        assert session.get_one(Ticket, first.id).merged_into_id == second.id


def test_a_later_deadline_ends_in_a_merge(database: Database) -> None:
    rulebook = open_floor(database)
    first = new_ticket(database, rulebook)
    second = new_ticket(database, rulebook, now=MONDAY + HOUR)
    with database.write() as session:
        merge(session, rulebook, *(session.get_one(Ticket, each.id) for each in (second, first)), now=MONDAY + 2 * HOUR)
    assert states(database, first) == [(T.FIRST_RESPONSE, 1, S.RUNNING), (T.RESOLUTION, 1, S.RUNNING)]
    assert states(database, second) == [(T.FIRST_RESPONSE, 1, S.CANCELLED), (T.RESOLUTION, 1, S.CANCELLED)]


@pytest.mark.parametrize(
    ("first_waits", "second_waits", "state"),
    [(True, False, S.RUNNING), (False, True, S.PAUSED), (True, True, S.PAUSED)],
)
def test_after_a_merge_the_clocks_wait_where_the_surviving_complaint_does(
    database: Database, first_waits: bool, second_waits: bool, state: ClockState
) -> None:
    rulebook = open_floor(database)
    first = new_ticket(database, rulebook, high_risk=True)
    second = new_ticket(database, rulebook, now=MONDAY + HOUR, high_risk=True)
    for ticket, waits in ((first, first_waits), (second, second_waits)):
        if waits:
            live_through(database, rulebook, ticket, [E.WAITING], every=MONDAY + HOUR - ticket.received_at + HOUR)
    with database.write() as session:
        mine = [session.get_one(Ticket, each.id) for each in (first, second)]
        merge(session, rulebook, *mine, now=MONDAY + 2.5 * HOUR)
    (survivor,) = (clock for clock in clocks_of(database, second, T.RESOLUTION) if clock.state is not S.CANCELLED)
    assert (survivor.state, survivor.next_step_at is None) == (state, state is S.PAUSED)
    if second_waits:
        with database.write() as session:
            mine_again = session.get_one(Ticket, second.id)
            happen(session, rulebook, mine_again, E.CUSTOMER_REPLIED, now=MONDAY + 3 * HOUR)
    (survivor,) = (clock for clock in clocks_of(database, second, T.RESOLUTION) if clock.state is not S.CANCELLED)
    assert survivor.state is S.RUNNING
    waited = 0.5 * first_waits + 0.5 * second_waits
    assert survivor.due_at == survivor.started_at + (24 + waited) * HOUR


def test_a_ticket_is_not_merged_into_itself_or_into_a_closed_one(database: Database) -> None:
    rulebook = open_floor(database)
    ticket, closed = new_ticket(database, rulebook), new_ticket(database, rulebook)
    live_through(database, rulebook, closed, [E.RESOLVED, E.CLOSED])
    for into in (ticket, closed):
        with pytest.raises(NotPossibleError), database.write() as session:
            merge(
                session, rulebook, *(session.get_one(Ticket, each.id) for each in (ticket, into)), now=MONDAY + 2 * HOUR
            )


def test_a_task_that_begins_anew_has_the_time_of_its_department_again(database: Database) -> None:
    days = {"target": "task", "measure": "working_days"}
    tasks = [days | {"amount": "3d"}, days | {"amount": "1d", "department": ["water", "power"]}]
    rulebook = open_floor(database, policy(targets=policy()["targets"] + tasks, restarts={"new_facts": ["task"]}))
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        ticket = session.get_one(Ticket, ticket.id)
        start(session, rulebook, ticket, Target.TASK, at=MONDAY, subject="leak", department="water")
        start(session, rulebook, ticket, Target.TASK, at=MONDAY, subject="bill", department="finance")
        details = {RESTART: "new_facts"}
        happen(session, rulebook, ticket, LifeEvent.RESTARTED, details=details, now=MONDAY + HOUR)
    clocks = clocks_of(database, ticket, Target.TASK)
    assert [(each.subject, each.cycle, each.state, each.amount) for each in clocks] == [
        ("leak", 1, ClockState.CANCELLED, 1),
        ("bill", 1, ClockState.CANCELLED, 3),
        ("leak", 2, ClockState.RUNNING, 1),
        ("bill", 2, ClockState.RUNNING, 3),
    ]
    assert [each.department for each in clocks[2:]] == ["water", "finance"]
    assert [each.due_at for each in clocks[2:]] == [MONDAY + HOUR + DAY, MONDAY + HOUR + 3 * DAY]
